// What is fetched ahead waits until the cluster has been seen, and what nobody asked for until nobody waits for anything else; it is left where the reader's connection is to be spared.
import { useSyncExternalStore } from 'react';
import type { WorldStore } from './world-store.ts';

/** So long after the page has come to rest nothing is on its way that somebody waits for, in real ms. */
const AT_REST_MS = 1_500;

const saves = (): boolean => 'connection' in navigator && typeof navigator.connection === 'object' && navigator.connection !== null && 'saveData' in navigator.connection && navigator.connection.saveData === true;

const picture = (): Promise<unknown> => new Promise((drawn) => requestAnimationFrame(drawn));

interface Sight {
  seen: boolean;
  readonly coming: Promise<void>;
}

const sights = new WeakMap<WorldStore, Sight>();

function sightOf(store: WorldStore): Sight {
  const known = sights.get(store);
  if (known !== undefined) return known;
  const come = async (): Promise<void> => {
    await new Promise<void>((there) => {
      const look = (): boolean => store.getState().revision >= 0;
      if (look()) return there();
      const end = store.subscribe(() => {
        if (!look()) return;
        end();
        there();
      });
    });
    // What came is drawn in the one, and on the screen when the next begins.
    await picture();
    await picture();
    sight.seen = true;
  };
  const sight: Sight = { seen: false, coming: come() };
  sights.set(store, sight);
  return sight;
}

/** Resolves once the first picture of this world, its cluster, has been on the screen: what that picture does without is fetched after it. */
export const whenSeen = (store: WorldStore): Promise<void> => sightOf(store).coming;

/** Calls `work` once this world has been seen. Returns how to call it off. */
function onceSeen(store: WorldStore, work: () => void): () => void {
  let off = false;
  const wait = async (): Promise<void> => {
    await whenSeen(store);
    if (!off) work();
  };
  void wait();
  return () => { off = true; };
}

/** Whether the first picture of this world has been on the screen. */
export function useSeen(store: WorldStore): boolean {
  return useSyncExternalStore((changed) => onceSeen(store, changed), () => sightOf(store).seen);
}

/** Calls `work` once this world has been seen and the page is at rest, unless data are to be saved. Returns how to call it off. */
export function whenIdle(store: WorldStore, work: () => void): () => void {
  if (saves()) return () => undefined;
  let [timer, idle] = [0, 0];
  const rest = (): void => {
    // Safari knows no idleness.
    if (typeof requestIdleCallback === 'function') idle = requestIdleCallback(work);
    else work();
  };
  const callOff = onceSeen(store, () => { timer = window.setTimeout(rest, AT_REST_MS); });
  return () => {
    callOff();
    window.clearTimeout(timer);
    if (idle !== 0) cancelIdleCallback(idle);
  };
}
