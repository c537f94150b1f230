// The invariant of consumer groups is worth something: a coordinator that gives away what others still hold is noticed.
import { expect, test, vi } from 'vitest';
import type * as Partitions from '../kafka/coordinator/consumer-group/partitions.ts';
import { playedPlanes, playSeed } from './workload.ts';

vi.mock('../kafka/coordinator/consumer-group/partitions.ts', async (original) => ({
  ...(await original<typeof Partitions>()),
  // Whatever a member's target has counts as free.
  isTaken: () => false,
}));

test('a partition that is given to a second member before the first has let go is caught', () => {
  expect(() => {
    for (let seed = 1; seed <= 20; seed++) playSeed(seed, playedPlanes);
  }).toThrow(/belongs to .* and/);
});
