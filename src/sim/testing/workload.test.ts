// A few seeds of the fuzz on every run; `npm run -s sim -- fuzz` plays as many as one likes.
import { expect, test } from 'vitest';
import { playedPlanes, playSeed } from './workload.ts';

test('random faults break no invariant over the data halves of brokers', () => {
  for (let seed = 1; seed <= 20; seed++) expect(playSeed(seed, playedPlanes)).toBeGreaterThanOrEqual(0);
});

test('random faults break no invariant in a whole cluster', () => {
  let acknowledged = 0;
  for (let seed = 1; seed <= 20; seed++) acknowledged += playSeed(seed);
  expect(acknowledged).toBeGreaterThan(100);
});
