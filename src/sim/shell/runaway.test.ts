// What runs away in a terminal: each event is over soon, memory is bounded, ^C ends it, and the shell lives on.
import { expect, it } from 'vitest';
import { TestTerminal } from './testing/terminal.ts';

/** So much virtual time passes while it runs away. */
const RUN_US = 100_000;
const SLICE_US = 10_000;
/** Of processor time: far above what a slice takes, and far below what a page that stands still takes: before there were bounds it was minutes. */
const LONGEST_MS = 5_000;
/** What the machine's whole state may come to, in letters of JSON: its disk of 16 Mi letters, each at most two in JSON. */
const MOST_STATE = 40_000_000;

const check = (about: string, command: string, expected = /^/): void => {
  it(`${about} is bounded and ends with ^C`, () => {
    const terminal = new TestTerminal();
    terminal.type(command, 1);
    for (let at = 0; at < RUN_US; at += SLICE_US) {
      const begun = process.cpuUsage();
      terminal.kernel.runUntil(terminal.kernel.state.now + SLICE_US);
      const { user, system } = process.cpuUsage(begun);
      expect((user + system) / 1_000).toBeLessThan(LONGEST_MS);
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

check('a loop that appends to a file', 'until false; do echo hi >> f; done');
check('a loop that makes files', 'while true; do echo x > f$((i++)); done', /No space left on device/);
check('a loop of jobs', 'while true; do date & done');
check('an array that grows', 'for ((;;)); do a[i++]=$i; done');
check('an array that is added to', 'while true; do a+=(x); done');
check('a file that is reversed', 'yes | tac');
check('a head that never has enough', 'yes | head -c 10000000000');
check('an array of an endless input', 'mapfile a < <(yes)');
check('many lists in braces', `echo ${'{a,b}'.repeat(26)}`);
check('an editor that jumps for ever', "echo a | sed ':a;ba'", /sed: the script jumps without end/);
check('an editor whose line grows', "echo a | sed ':a;s/.*/&&/;ta'", /sed: (?:memory exhausted|the script jumps without end|.* needs more than \d+ steps)/);
check('awk: a text that doubles', `awk 'BEGIN { s = "a"; while (1) s = s s }'`, /awk: memory exhausted/);
check('awk: a text that replaces itself', `awk 'BEGIN { s = "aaaaaaaa"; while (1) gsub(/a/, s, s) }'`, /awk: memory exhausted/);
check('awk: an array of all lines', `yes | awk '{ a[NR] = $0 }'`);
check('awk: a loop', `awk 'BEGIN { while (1); }'`, /the program runs without end/);
check('printf: a wide field', "printf '%999999999d' 1", /bash: printf: a field of 999999999 characters does not fit in memory/);
check('jq: numbers without end', "jq -n '[recurse(.+1)]'", /more than 200000 results|runs without end/);
check('jq: an element far away', "jq -n '[.[1e9] = 1]'", /Array index too large/);
check('jq: a text many times', `jq -n '"a" * 1e10'`, /Repeat string result too long/);
check('jq: a text that doubles', `jq -n 'reduce range(100) as $i ("a"; .+.)'`, /cannot allocate memory/);
check('jq: arrays in arrays', "jq -n 'reduce range(90000) as $i (0; [.])'", /Exceeds depth limit/);
check('jq: brackets that never close', "yes '[' | jq .");

it('expressions that search for ever elsewhere are answered as the real tools answer them', () => {
  const terminal = new TestTerminal();
  const text = `${'a'.repeat(40)}b`;
  expect(terminal.run(`echo ${text} | grep -cE '^(a+)+$'`).text).toBe('0\n');
  expect(terminal.run(`echo ${text} | sed -E 's/^(a+)+$/x/'`).text).toBe(`${text}\n`);
  expect(terminal.run(`echo ${text} | awk '/^(a+)+$/'`).text).toBe('');
  expect(terminal.run(`echo '"${text}"' | jq 'test("^(a+)+$")'`).text).toBe('false\n');
  expect(terminal.run(`[[ ${text} =~ ^(a+)+$ ]]; echo $?`).text).toBe('1\n');
  expect(terminal.run(`[[ ${text} == ${'*a'.repeat(20)}c ]]; echo $?`).text).toBe('1\n');
  expect(terminal.run(`echo ${'a'.repeat(99)}b | grep -E '^(a|aa)+\\1\\1$'`).text).toMatch(/^grep: the regular expression .* needs more than \d+ steps$/m);
});

it('a substitution that never ends fails, and its command is not run', () => {
  const terminal = new TestTerminal();
  expect(terminal.run('x=$(yes); echo run').text).toMatch(/^bash: xrealloc: cannot allocate \d+ bytes$/m);
  expect(terminal.run('echo alive').text).toBe('alive\n');
});

it('a full disk ends who writes to it, in the words of the C library', () => {
  const terminal = new TestTerminal();
  expect(terminal.run('yes > f').text).toMatch(/^yes: standard output: No space left on device$/m);
  expect(terminal.run('cat f > g').text).toMatch(/^cat: write error: No space left on device$/m);
  expect(terminal.run('rm f g; echo room > f; cat f').text).toMatch(/^room$/m);
});
