// Things of the stage that stand out for as long as a question or its answer is shown.
import { type PageState, pageStore, setPage } from '../store/page-store.ts';

/** Marks these things beside those of the step; the returned function takes the marks away, unless others have come in the meantime. */
export function markThings(given: PageState['marks']): () => void {
  const before = pageStore.getState().marks;
  const marks = { ...before, ...given };
  setPage({ marks });
  return () => {
    if (pageStore.getState().marks === marks) setPage({ marks: before });
  };
}
