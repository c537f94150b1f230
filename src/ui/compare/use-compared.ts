// The two worlds that are compared: the marked instant, read once in the worker, and the one that is shown.
import { useEffect, useMemo, useState } from 'react';
import type { Place } from '../../bridge/history.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { type Change, changesBetween } from './changes.ts';

export interface Compared {
  /** null while the marked instant is read. */
  readonly changes: readonly Change[] | null;
  readonly failed: boolean;
}

export function useCompared(marked: Place | null): Compared {
  const { api, store } = useWorld();
  const [read, setRead] = useState<{ readonly of: Place; readonly tables: Tables | null } | null>(null);
  useEffect(() => {
    if (marked === null) return undefined;
    let left = false;
    // A handle that is dragged passes many instants: only where it rests is read.
    const soon = setTimeout(() => {
      const ask = async (): Promise<void> => {
        const records = await api.recordsAt(marked);
        const { clock } = store.getState();
        const state = records === null ? null : applyFrame(emptyWorld(), { base: -1, revision: 1, whole: true, put: records, removed: [], clock, branches: [] }, 0);
        if (!left) setRead({ of: marked, tables: state?.tables ?? null });
      };
      void ask();
    }, 120);
    return () => { left = true; clearTimeout(soon); };
  }, [api, store, marked]);
  // By half seconds: a list that is read must not change with each frame.
  const half = useWorldState((state) => Math.floor(state.clock.nowUs / 500_000));
  const playing = useWorldState((state) => state.clock.playing);
  const revision = useWorldState((state) => (state.clock.playing ? 0 : state.revision));
  const own = read !== null && read.of === marked ? read : null;
  const changes = useMemo(
    () => (own?.tables === undefined || own.tables === null || marked === null ? null : ordered(own.tables, store.getState().tables, marked.atUs <= store.getState().clock.nowUs)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the store is looked at twice a second, and with each change while time stands.
    [own, marked, half, playing, revision, store],
  );
  return { changes, failed: own !== null && own.tables === null };
}

/** A marked instant that lies after the shown one is the later world. */
const ordered = (marked: Tables, shown: Tables, earlier: boolean): readonly Change[] => (earlier ? changesBetween(marked, shown) : changesBetween(shown, marked));
