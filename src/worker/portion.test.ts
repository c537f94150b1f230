// A frame of a very large world: in portions, each with everything that is no log.
import { expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import { worldSource } from '../sim/cluster-world.ts';
import { clientSide } from '../sim/client-side.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { project } from '../view-model/project.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { Playback } from './playback.ts';
import { restAfter } from './portion.ts';

it('a topic of a thousand partitions comes in several frames, which together are what a look shows', () => {
  let now = 0;
  const playback = new Playback({
    source: worldSource(() => clientSide), read: readSavedRun, project, clock: () => (now += 1), complete: (_state, _hints, _tty, _line, cursor) => ({ from: cursor, candidates: [] }),
  });
  const topics = [{ name: 'big', partitions: 1_000, replicationFactor: 3 }];
  playback.open({ version: 1, scenario: { ...defaultScenario, topics }, seed: 1, inputs: [] });
  const page = new Map<string, WorldRecord>();
  const sizes: number[] = [];
  for (let ticks = 0; playback.active && ticks < 2_000; ticks += 1) {
    now += 20;
    const frame = playback.tick();
    if (frame === null) continue;
    sizes.push(frame.put.length);
    for (const id of frame.removed) page.delete(id);
    for (const record of frame.put) page.set(record.id, record);
  }
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThan(3_500);
  expect([...page.values()].filter(({ kind }) => kind === 'replica')).toHaveLength(3_000);
});

it('a frame that is dear leaves time for the world', () => {
  expect([1, 29, 40, 100, 5_000].map(restAfter)).toEqual([15, 15, 80, 200, 250]);
});
