// The samples of the shown branch, asked of the worker as time passes. They are the timeline's own: what is kept here only saves asking twice.
import { useEffect, useState } from 'react';
import type { WorkerApi } from '../../bridge/command.ts';
import type { Sample } from '../../bridge/history.ts';
import { useWorld, useWorldState } from '../store/world.ts';

const SECOND = 1_000_000;

interface Kept {
  run: number;
  readonly branches: Map<number, readonly Sample[]>;
}

/** By the worker they came from: they outlive the panel. */
const kept = new WeakMap<WorkerApi, Kept>();

export interface ShownSamples {
  /** null until the first answer. */
  readonly samples: readonly Sample[] | null;
  readonly failed: boolean;
}

export function useSamples(): ShownSamples {
  const { api, store } = useWorld();
  const branch = useWorldState((state) => state.clock.branch);
  const [shown, setShown] = useState<ShownSamples>({ samples: kept.get(api)?.branches.get(branch) ?? null, failed: false });
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      const samples = await ahead(api, branch);
      if (!left) setShown((before) => ({ samples: samples ?? before.samples, failed: samples === null && before.samples === null }));
    };
    const secondOf = (): number => Math.floor(store.getState().clock.endUs / SECOND);
    let second = secondOf();
    void ask();
    // One sample a second comes, so one question a second is enough.
    const stop = store.subscribe(() => {
      if (secondOf() === second) return;
      second = secondOf();
      void ask();
    });
    return () => { left = true; stop(); };
  }, [api, store, branch]);
  return shown;
}

/** Asks for what is not known of a branch yet; all of it where another world was opened meanwhile. */
async function ahead(api: WorkerApi, branch: number): Promise<readonly Sample[] | null> {
  const mine = kept.get(api) ?? { run: -1, branches: new Map<number, readonly Sample[]>() };
  kept.set(api, mine);
  const known = mine.branches.get(branch) ?? [];
  const answer = await api.samples(branch, known.at(-1)?.atUs ?? -1);
  if (answer === null) return null;
  if (answer.run !== mine.run) {
    mine.branches.clear();
    mine.run = answer.run;
    if (known.length > 0) return ahead(api, branch);
  }
  // Two questions may have been on their way at once: what is known already is not taken twice.
  const now = mine.branches.get(branch) ?? [];
  const last = now.at(-1)?.atUs ?? -1;
  const all = [...now, ...answer.samples.filter(({ atUs }) => atUs > last)];
  mine.branches.set(branch, all);
  return all;
}
