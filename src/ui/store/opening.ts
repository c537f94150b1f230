// A world that takes its time to open says so on the stage, where the one before still stands.
import { type PageState, setPage } from './page-store.ts';

/** Whoever waits longer than this, in real ms, wonders whether the press was heard. */
const NOTICED_MS = 200;

const GIVEN_UP = 'GivenUp';

/** One opening that can be left, from the press to the world that stands: `opened.ts` makes them. */
export interface Attempt {
  /** The page before the press. */
  readonly before: PageState;
  /** Rejects where the reader leaves it. */
  readonly left: Promise<never>;
  readonly leave: () => void;
  /** The kept run after a reload: no world stands before it, but a new one can be had in its place. */
  readonly kept: boolean;
  /** Has the worker leave what it opens; whether it has. */
  letGo: (() => Promise<boolean>) | null;
}

/** The one that is on its way; null where none is. */
export const attempts: { now: Attempt | null } = { now: null };

/** An opening from here on, with the page as it was before it. It is for whoever made it to say that it is `attempts.now`, and that it is no more. */
export function begun(before: PageState, kept = false): Attempt {
  let leave = (): void => undefined;
  const left = new Promise<never>((_, refuse) => { leave = () => refuse(Object.assign(new Error(GIVEN_UP), { name: GIVEN_UP })); });
  // Nobody may be waiting when it is left.
  left.catch(() => undefined);
  return { before, left, leave, kept, letGo: null };
}

/** Also where it comes from the other window of a lesson in class. */
export const isGivenUp = (problem: unknown): boolean => problem instanceof Error && problem.name === GIVEN_UP;

let open = 0;

/** Gives what `work` gives, or throws what it throws. `letGo` has the worker leave it, and says whether it has. */
export async function whileOpening<T>(work: Promise<T>, letGo: (() => Promise<boolean>) | null = null): Promise<T> {
  const mine = attempts.now;
  if (mine !== null) mine.letGo = letGo;
  open += 1;
  const timer = setTimeout(() => setPage({ opening: mine === null ? 'held' : 'free' }), NOTICED_MS);
  try {
    return await (mine === null ? work : Promise.race([work, mine.left]));
  } finally {
    if (mine !== null) mine.letGo = null;
    clearTimeout(timer);
    open -= 1;
    if (open === 0) setPage({ opening: null });
  }
}
