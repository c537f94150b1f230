// Jobs, ^C, back-pressure and snapshots of the student's machine.
import { describe, expect, it } from 'vitest';
import { copyPlain } from '../../kernel/copy.ts';
import { TestTerminal } from '../testing/terminal.ts';

function check(terminal: TestTerminal, command: string, text: string, status = 0): void {
  expect(terminal.run(command)).toEqual({ text, status });
}

describe('the machine', () => {
  it('ends an endless writer when its reader goes', () => check(new TestTerminal(), 'yes | head -3', 'y\ny\ny\n'));

  it('kills a whole pipeline at ^C', () => {
    const terminal = new TestTerminal();
    terminal.type('sleep 100 | cat | sleep 100', 2_000_000);
    expect(Object.keys(terminal.state.processes)).toHaveLength(4);
    expect(terminal.control('C').status).toBe(130);
    expect(Object.keys(terminal.state.processes)).toHaveLength(1);
  });

  it('stops, lists and kills jobs', () => {
    const terminal = new TestTerminal();
    check(terminal, 'sleep 100 &', '[1] 1002\n');
    check(terminal, 'jobs', '[1]+  Running                 sleep 100 &\n');
    check(terminal, 'kill %1; wait', '[1]+  Terminated              sleep 100\n');
    terminal.type('sleep 50', 1_000_000);
    expect(terminal.control('Z')).toEqual({ text: '\n[1]+  Stopped                 sleep 50\n', status: 148 });
  });

  it('interrupts a loop of built-ins', () => {
    const terminal = new TestTerminal();
    terminal.type('while true; do :; done', 100_000);
    expect(terminal.control('C').status).toBe(130);
  });

  it('is plain data while it runs', () => {
    const terminal = new TestTerminal();
    terminal.type('for i in $(seq 1 5); do sleep 1; echo $i; done | cat', 2_500_000);
    expect(JSON.parse(JSON.stringify(terminal.state))).toEqual(copyPlain(terminal.state, { slots: 0, walked: 0 }));
    expect(terminal.settle().text).toBe('1\n2\n3\n4\n5\n');
  });
});
