// Whether a solution still leads to its goal in a world in which anything may have been done: the ways in which it can be tried.
import type { TtyRecord } from '../bridge/records.ts';
import type { Look } from './evaluate.ts';
import type { Move } from './lesson.ts';

/** After the last move, how long a check may take to become true. */
export const PATIENCE_US = 30_000_000;

/**
 * A solution as it stands; after ^C in the terminals that it types into, where something runs there; and after ^C wherever something runs. A
 * goal that is reached on none of these ways is out of reach: the lesson offers to go back.
 */
export function roadsFrom(solution: readonly Move[], world: Look): readonly (readonly Move[])[] {
  const busy = (world.byKind.tty ?? []).filter((record): record is TtyRecord => record.kind === 'tty' && record.waiting !== 'shell').map((record) => record.tty);
  const used = busy.filter((tty) => solution.some((move) => 'tty' in move && move.tty === tty));
  const free = (ttys: readonly string[]): readonly Move[] => [...ttys.map((tty): Move => ({ kind: 'press', tty, key: 'C' })), ...solution];
  return [solution, ...(used.length > 0 ? [free(used)] : []), ...(busy.length > used.length ? [free(busy)] : [])];
}
