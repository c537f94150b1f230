// Acts that are commands: typed in a terminal of the world that waits for one, or in another that is opened for it.
import type { HandInput } from '../../bridge/input.ts';
import type { Tables } from '../store/world-store.ts';

export const SERVER = '--bootstrap-server localhost:9092';

/** The inputs that type these lines; `tty` is where. */
export function typed({ tty }: Pick<Tables, 'tty'>, lines: readonly string[]): { readonly tty: string; readonly inputs: readonly HandInput[] } {
  const waiting = [...tty.values()].find((one) => one.waiting === 'shell')?.tty;
  let number = 1;
  while (tty.has(`tty/act-${number}`)) number += 1;
  const name = waiting ?? `act-${number}`;
  const open: HandInput = { kind: 'open-tty', tty: name, columns: 100, rows: 24, echo: true };
  return { tty: name, inputs: [...(waiting === undefined ? [open] : []), ...lines.map((text): HandInput => ({ kind: 'line', tty: name, text }))] };
}
