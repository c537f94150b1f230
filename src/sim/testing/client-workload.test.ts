// Client libraries of every kind in one cluster under every kind of trouble: a few seeds on every run.
import { expect, test } from 'vitest';
import { playClientSeed } from './client-workload.ts';

test.for([3, 6, 10])('random faults break no promise of producers and consumers: seed %i', (seed) => {
  expect(playClientSeed(seed).acknowledged).toBeGreaterThan(500);
});
