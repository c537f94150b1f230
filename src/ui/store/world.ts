// The page's hold on a world: the store that frames feed, and the interface to ask and act through.
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { WorkerApi } from '../../bridge/command.ts';
import type { Frame } from '../../bridge/frame.ts';
import { applyFrame, createWorldStore, type RecordKind, type RecordOf, type Tables, type WorldState, type WorldStore } from './world-store.ts';

export interface World {
  readonly store: WorldStore;
  readonly api: WorkerApi;
  /** Frames go to this receiver too, beginning with a whole one, until the returned function is called. */
  readonly tap: (receive: (frame: Frame) => void) => () => void;
}

/** Ties a store to a worker: frames that do not fit ask for a whole one, once. `onFailure` learns of a world that has stopped, and at which virtual time, before its frame is shown; of each such frame. */
export function openWorld(api: WorkerApi, now: () => number = () => performance.now(), onFailure: (reason: string, atUs: number) => void = () => {}): World {
  const store = createWorldStore();
  let asked = false;
  const taps = new Set<(frame: Frame) => void>();
  const receive = (frame: Frame): void => {
    for (const tap of taps) tap(frame);
    if (typeof frame.failure === 'string') onFailure(frame.failure, frame.clock.nowUs);
    const next = applyFrame(store.getState(), frame, now());
    if (next !== null) {
      asked = false;
      store.setState(next, true);
    } else if (!asked) {
      asked = true;
      void api.resync();
    }
  };
  void api.onFrame(receive);
  return {
    store, api,
    tap: (given) => {
      taps.add(given);
      void api.resync();
      return () => taps.delete(given);
    },
  };
}

const WorldContext = createContext<World | null>(null);
export const WorldProvider = WorldContext.Provider;

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === null) throw new Error('useWorld needs a WorldProvider above it');
  return world;
}

export function useWorldState<T>(select: (state: WorldState) => T): T {
  return useStore(useWorld().store, select);
}

/** One record; a view that needs only this one is drawn again only when it changes. */
export function useRecord<K extends RecordKind>(kind: K, id: string): RecordOf<K> | undefined {
  return useWorldState((state) => recordOf(state.tables, kind, id));
}

function recordOf<K extends RecordKind>(tables: Tables, kind: K, id: string): RecordOf<K> | undefined {
  const table: ReadonlyMap<string, RecordOf<K>> = tables[kind];
  return table.get(id);
}

/** All records of a kind; the table is the same object until one of them changes. */
export function useTable<K extends RecordKind>(kind: K): Tables[K] {
  return useWorldState((state) => state.tables[kind]);
}
