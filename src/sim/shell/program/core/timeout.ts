// timeout: runs a command, and ends it when its time is over.
import { signalNamed } from '../../machine/signals.ts';
import type { ChildEnded, Os, Program, Signal } from '../../program.ts';
import { type Grammar, optionsOf, say } from './once.ts';

interface Timeout {
  readonly pid: number;
  readonly command: string;
  readonly signal: Signal;
  /** How long after the signal the command is killed, in virtual microseconds; 0 is never. */
  readonly killAfter: number;
  readonly preserve: boolean;
  readonly verbose: boolean;
  over: boolean;
}

const GRAMMAR: Grammar = {
  letters: 'k:s:pvf', inFront: true,
  long: { 'kill-after': 'k', signal: 's', 'preserve-status': 'p', verbose: 'v', foreground: 'f' },
};

/** A time as `1.5` or `2m`, in virtual microseconds; null where it is none. */
function spanOf(text: string): number | null {
  const amount = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return amount === null ? null : Math.round(Number(amount[1]) * ({ m: 60, h: 3_600, d: 86_400 }[amount[2] ?? ''] ?? 1) * 1_000_000);
}

/** What to do, or null where the command line is refused, which has been said. */
function planOf(os: Os): { readonly span: number; readonly command: readonly string[]; readonly state: Omit<Timeout, 'pid'> } | null {
  const options = optionsOf(os, 'timeout', os.argv.slice(1), GRAMMAR);
  if (options === null) return null;
  const refuse = (what: string): null => {
    say(os, `${what}Try 'timeout --help' for more information.`);
    return null;
  };
  const { flags, values: { k = [], s = [] }, operands: [time, ...command] } = options;
  const killAfter = spanOf(k.at(-1) ?? '0');
  if (killAfter === null) return refuse(`timeout: invalid time interval ‘${k.at(-1) ?? ''}’\n`);
  const signal = signalNamed(s.at(-1) ?? 'TERM');
  if (signal === null) return refuse(`timeout: ‘${s.at(-1) ?? ''}’: invalid signal\n`);
  if (time === undefined || command.length === 0) return refuse('');
  const span = spanOf(time);
  if (span === null) return refuse(`timeout: invalid time interval ‘${time}’\n`);
  const state = { command: command[0] ?? '', signal: signal === 'STOP' ? ('TSTP' as const) : signal, killAfter, preserve: flags.includes('p'), verbose: flags.includes('v'), over: false };
  return { span, command, state };
}

function send(os: Os, state: Timeout, signal: Signal): void {
  if (state.verbose) say(os, `timeout: sending signal ${signal} to command ‘${state.command}’`);
  os.kill(state.pid, signal);
}

export const timeout: Program<Timeout | null> = {
  name: 'timeout',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const plan = planOf(os);
    if (plan === null) {
      os.exit(125);
      return null;
    }
    const pid = os.spawn([...plan.command]);
    if (pid === null) {
      say(os, `timeout: failed to run command ‘${plan.state.command}’: No such file or directory`);
      os.exit(127);
    } else if (plan.span > 0) os.schedule(plan.span, { kind: 'TimeIsOver' });
    return { ...plan.state, pid: pid ?? 0 };
  },
  wake: (state, wake, os) => {
    if (state === null || wake.kind !== 'timer') return;
    if (wake.message.kind === 'TimeIsOver') {
      const signal = state.over ? 'KILL' : state.signal;
      state.over = true;
      if (signal !== 'KILL' && state.killAfter > 0) os.schedule(state.killAfter, { kind: 'TimeIsOver' });
      send(os, state, signal);
      return;
    }
    const child = wake.message as ChildEnded;
    if (child.kind === 'ChildEnded' && child.ended) os.exit(state.over && !state.preserve && child.status !== 137 ? 124 : child.status);
  },
};
