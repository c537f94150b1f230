// What runs away in a terminal: each event is over soon, memory is bounded, ^C ends it, and the shell lives on.
import { expect, it } from 'vitest';
import { TestTerminal } from './testing/terminal.ts';

/** So much virtual time passes while it runs away. */
const RUN_US = 100_000;
const SLICE_US = 10_000;
/** Far above what a slice takes, and far below what a page that stands still takes: before there were bounds it was minutes. */
const LONGEST_MS = 5_000;
/** What the machine's whole state may come to, in letters of JSON: its disk of 16 Mi letters, each at most two in JSON. */
const MOST_STATE = 40_000_000;

const check = (about: string, command: string, expected = /^/): void => {
  it(`${about} is bounded and ends with ^C`, () => {
    const terminal = new TestTerminal();
    terminal.type(command, 1);
    for (let at = 0; at < RUN_US; at += SLICE_US) {
      const begun = performance.now();
      terminal.kernel.runUntil(terminal.kernel.state.now + SLICE_US);
      expect(performance.now() - begun).toBeLessThan(LONGEST_MS);
    }
    const { text } = terminal.control('C');
    expect(text).toMatch(expected);
    expect(terminal.run('echo alive').text).toMatch(/^alive$/m);
    expect(JSON.stringify(terminal.state).length).toBeLessThan(MOST_STATE);
  });
};

check('yes on the screen', 'yes', /y\ny\n/);
check('yes into a file', 'yes > f');
check('yes into a pipe', 'yes | cat > /dev/null');
check('a text that doubles', 'x=aaaaaaaaaa; while true; do x=$x$x; done', /xrealloc: cannot allocate \d+ bytes/);
check('a loop without output', 'while true; do :; done');
check('a loop with output', 'while true; do echo aaaaaaaaaaaaaaaaaaaa; done', /aaaa/);
check('a recursive function', 'f() { f; }; f', /maximum function nesting level exceeded/);
check('a function that forks itself', ':(){ :|:& };:', /fork: retry: Resource temporarily unavailable/);

it('a full disk ends who writes to it, in the words of the C library', () => {
  const terminal = new TestTerminal();
  expect(terminal.run('yes > f').text).toMatch(/^yes: standard output: No space left on device$/m);
  expect(terminal.run('cat f > g').text).toMatch(/^cat: write error: No space left on device$/m);
  expect(terminal.run('rm f g; echo room > f; cat f').text).toMatch(/^room$/m);
});
