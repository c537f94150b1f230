// What groups promise is looked after: members of generations that are over and offsets that nobody keeps are noticed.
import { expect, test, vi } from 'vitest';
import type * as Membership from '../kafka/coordinator/membership.ts';
import type * as Replay from '../kafka/coordinator/replay.ts';
import { playSeed } from './workload.ts';

const off = vi.hoisted(() => ({ mechanism: 'nothing' as 'nothing' | 'generations' | 'offsets' }));

vi.mock('../kafka/coordinator/membership.ts', async (original) => {
  const real = await original<typeof Membership>();
  return {
    ...real,
    // Whoever was a member once may speak.
    generationError: (...args: Parameters<typeof real.generationError>) => (off.mechanism === 'generations' ? 'NONE' : real.generationError(...args)),
  };
});
vi.mock('../kafka/coordinator/replay.ts', async (original) => {
  const real = await original<typeof Replay>();
  return {
    ...real,
    applyEntry(...[groups, entry, partition]: Parameters<typeof real.applyEntry>): void {
      if (off.mechanism !== 'offsets' || !entry.key.startsWith('{"type":1,')) real.applyEntry(groups, entry, partition);
    },
  };
});

test.for<readonly ['generations' | 'offsets', RegExp]>([
  ['generations', /which was over, was taken/],
  ['offsets', /was acknowledged, and the coordinator has/],
])('without it the workload breaks: %s', { timeout: 120_000 }, ([mechanism, message]) => {
  off.mechanism = mechanism;
  expect(() => {
    for (let seed = 1; seed <= 150; seed++) playSeed(seed);
  }).toThrow(message);
});
