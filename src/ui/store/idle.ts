// What is fetched ahead waits until nobody waits for anything else, and is left where the reader's connection is to be spared.

/** So long after the page has come to rest nothing is on its way that somebody waits for, in real ms. */
const AT_REST_MS = 1_500;

const saves = (): boolean => 'connection' in navigator && typeof navigator.connection === 'object' && navigator.connection !== null && 'saveData' in navigator.connection && navigator.connection.saveData === true;

/** Calls `work` once the page is idle, unless data are to be saved. Returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if (saves()) return () => undefined;
  let idle = 0;
  const timer = setTimeout(() => {
    // Safari knows no idleness.
    if (typeof requestIdleCallback === 'function') idle = requestIdleCallback(work);
    else work();
  }, AT_REST_MS);
  return () => {
    clearTimeout(timer);
    if (idle !== 0) cancelIdleCallback(idle);
  };
}
