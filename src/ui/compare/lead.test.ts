// Two branches side by side: B stands where A stands, and is said to play and to pause as A does.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WorkerApi } from '../../bridge/command.ts';
import type { Frame } from '../../bridge/frame.ts';
import { createWorldStore } from '../store/world-store.ts';
import { openWorld } from '../store/world.ts';
import { lead, playsAs } from './lead.ts';

beforeEach(() => { vi.stubGlobal('requestAnimationFrame', (drawn: () => void) => { queueMicrotask(drawn); return 0; }); });
afterEach(() => { vi.unstubAllGlobals(); });

/** A worker that is sought, and says in each frame that its own time stands. */
function soughtWorker(): { readonly api: WorkerApi; readonly sought: number[] } {
  const sought: number[] = [];
  let tell: (frame: Frame) => void = () => {};
  const api = {
    onFrame: (receive: (frame: Frame) => void) => { tell = receive; return Promise.resolve(); },
    playback: (command: { readonly kind: string; readonly atUs?: number }) => {
      if (command.kind === 'seek') {
        sought.push(command.atUs ?? 0);
        tell({ base: -1, revision: sought.length, whole: true, put: [], removed: [], branches: [], clock: { nowUs: command.atUs ?? 0, endUs: 0, startUs: 0, playing: false, speed: 1, branch: 0 } });
      }
      return Promise.resolve();
    },
  };
  // Only these two calls are made here.
  return { api: api as unknown as WorkerApi, sought };
}

test('B is where A is, plays while A plays, and pauses with it', async () => {
  const a = { store: createWorldStore() };
  const { api, sought } = soughtWorker();
  const b = openWorld(playsAs(a, api), () => 0);
  const go = (nowUs: number, playing: boolean): void => a.store.setState({ clock: { nowUs, endUs: nowUs, startUs: 0, playing, speed: 1, branch: 0 } });
  const seen = (): readonly [number, boolean] => [b.store.getState().clock.nowUs, b.store.getState().clock.playing];
  const end = lead(a, b);
  go(1_000, true);
  await vi.waitFor(() => expect(seen()).toEqual([1_000, true]));
  go(2_000, true);
  await vi.waitFor(() => expect(seen()).toEqual([2_000, true]));
  // It stands where it stood: no frame comes that could tell it.
  go(2_000, false);
  expect(seen()).toEqual([2_000, false]);
  go(2_000, true);
  expect(seen()).toEqual([2_000, true]);
  end();
  go(3_000, false);
  expect(seen()).toEqual([2_000, true]);
  expect(sought.at(-1)).toBe(2_000);
});
