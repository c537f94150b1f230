// timeout: runs a command, and ends it when its time is over.
import { SIGNAL_NUMBERS } from '../../machine/process.ts';
import type { ChildEnded, Program, Signal } from '../../program.ts';
import { say } from './once.ts';

interface Timeout {
  readonly pid: number;
  readonly signal: Signal;
  over: boolean;
}

function signalNamed(text: string): Signal | null {
  const name = text.replace(/^SIG/, '').toUpperCase();
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) if (signal === name || String(number) === name) return signal as Signal;
  return null;
}

export const timeout: Program<Timeout> = {
  name: 'timeout',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const args = os.argv.slice(1);
    let signal: Signal = 'TERM';
    while (/^-./.test(args[0] ?? '')) {
      const option = args.shift() ?? '';
      const value = option.includes('=') ? option.slice(option.indexOf('=') + 1) : /^-[sk]$/.test(option) ? (args.shift() ?? '') : option.slice(2);
      if (/^(?:-s|--signal)/.test(option)) signal = signalNamed(value) ?? 'TERM';
    }
    const [time = '', ...command] = args;
    const amount = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(time);
    if (amount === null || command.length === 0) {
      os.exit(say(os, amount === null && time !== '' ? `timeout: invalid time interval ‘${time}’\nTry 'timeout --help' for more information.` : "Try 'timeout --help' for more information.") + 124);
      return { pid: 0, signal, over: false };
    }
    const pid = os.spawn(command);
    if (pid === null) os.exit(say(os, `timeout: failed to run command ‘${command[0] ?? ''}’: No such file or directory`) + 126);
    os.schedule(Math.round(Number(amount[1]) * ({ m: 60, h: 3600 }[amount[2] ?? ''] ?? 1) * 1_000_000), { kind: 'TimeIsOver' });
    return { pid: pid ?? 0, signal, over: false };
  },
  wake: (state, wake, os) => {
    if (wake.kind !== 'timer') return;
    if (wake.message.kind === 'TimeIsOver') {
      state.over = true;
      os.kill(state.pid, state.signal);
      return;
    }
    const child = wake.message as ChildEnded;
    if (child.kind === 'ChildEnded' && child.ended) os.exit(state.over && state.signal !== 'KILL' ? 124 : child.status);
  },
};
