// A world that takes its time to open says so on the stage, where the one before still stands.
import { setPage } from './page-store.ts';

/** Whoever waits longer than this, in real ms, wonders whether the press was heard. */
const NOTICED_MS = 200;

let open = 0;

/** Gives what `work` gives, or throws what it throws. */
export async function whileOpening<T>(work: Promise<T>): Promise<T> {
  open += 1;
  const timer = setTimeout(() => setPage({ opening: true }), NOTICED_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    open -= 1;
    if (open === 0) setPage({ opening: false });
  }
}
