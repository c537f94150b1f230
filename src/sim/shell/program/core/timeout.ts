// timeout: runs a command, and ends it when its time is over.
import type { ChildEnded, Program } from '../../program.ts';
import { say } from './once.ts';

interface Timeout {
  readonly pid: number;
  over: boolean;
}

export const timeout: Program<Timeout> = {
  name: 'timeout',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const [time = '', ...command] = os.argv.slice(1);
    const amount = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(time);
    if (amount === null || command.length === 0) {
      os.exit(say(os, amount === null && time !== '' ? `timeout: invalid time interval '${time}'\nTry 'timeout --help' for more information.` : "timeout: missing operand\nTry 'timeout --help' for more information.") + 124);
      return { pid: 0, over: false };
    }
    const pid = os.spawn(command);
    if (pid === null) os.exit(say(os, `timeout: failed to run command '${command[0] ?? ''}': No such file or directory`) + 126);
    os.schedule(Math.round(Number(amount[1]) * ({ m: 60, h: 3600 }[amount[2] ?? ''] ?? 1) * 1_000_000), { kind: 'TimeIsOver' });
    return { pid: pid ?? 0, over: false };
  },
  wake: (state, wake, os) => {
    if (wake.kind !== 'timer') return;
    if (wake.message.kind === 'TimeIsOver') {
      state.over = true;
      os.kill(state.pid, 'TERM');
      return;
    }
    const child = wake.message as ChildEnded;
    if (child.kind === 'ChildEnded' && child.ended) os.exit(state.over ? 124 : child.status);
  },
};
