// Links and addresses that somebody changed give a moment or a sentence; none throws.
import { expect, it } from 'vitest';
import { playLinkSeed } from '../testing/link-seeds.ts';

it('2,000 changed links and addresses are read or refused', () => {
  expect(() => {
    for (let seed = 1; seed <= 2_000; seed++) playLinkSeed(seed);
  }).not.toThrow();
});
