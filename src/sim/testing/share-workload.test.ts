// A few seeds of the share groups' fuzz on every run; `npm run -s sim -- fuzz` plays as many as one likes.
import { expect, test } from 'vitest';
import { playShareSeed } from './share-workload.ts';

test('random faults and workers lose no record of a share group', () => {
  let delivered = 0;
  for (let seed = 1; seed <= 2; seed++) delivered += playShareSeed(seed).delivered;
  expect(delivered).toBeGreaterThan(50);
});
