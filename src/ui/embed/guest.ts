// What this page is where another page holds it in a frame: which lesson stays, and where progress is kept. Nothing of it is set on a page of its own.
import type { Reached } from '../../lesson/stars.ts';

export interface Guest {
  /** The lesson that is shown when the course's panel comes. */
  lesson: string | null;
  /** The lesson can't be left for another. */
  stays: boolean;
  /** The door behind which it is, where it can't be left; null while something else is opened. */
  door: 'course' | 'free' | 'demos' | null;
}

export const guest: Guest = { lesson: null, stays: false, door: null };

const STEPS = 70;
const A_STAR = 5;

/** From 0 to 100: 70 for the steps, 15 for predictions that were right, 15 for what was done without help; the stars count as far as the steps are done. */
export function scoreOf({ done, of, prediction, independence, complete }: Reached): number {
  const share = of === 0 ? (complete ? 1 : 0) : done / of;
  return Math.round(share * (STEPS + A_STAR * prediction + A_STAR * independence));
}
