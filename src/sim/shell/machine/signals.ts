// The signals of the machine: their numbers, and how a command line names them.
import type { Signal } from '../program.ts';

export const SIGNAL_NUMBERS: Readonly<Record<Signal, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, PIPE: 13, TERM: 15, CONT: 18, TSTP: 20, WINCH: 28 };

/** The signal that `TERM`, `SIGTERM`, `term` or `15` names, null where there is none. */
export function signalNamed(text: string): Signal | 'STOP' | null {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === 'STOP' || name === '19') return 'STOP';
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) if (signal === name || String(number) === name) return signal as Signal;
  return null;
}
