// Requests that no client would send: none may break the bridge or its cluster. More seeds: `npm run -s sim -- fuzz --part frames --seeds N`.
import { expect, test } from 'vitest';
import { FRAMES_A_SEED, playFrames, readFrames } from './fuzz-frames.ts';

test('twenty thousand requests, real and mutated, are understood or refused as bad bytes', () => {
  const { understood, refused } = readFrames(1, 20_000);
  expect(understood).toBeGreaterThan(5_000);
  expect(refused).toBeGreaterThan(2_000);
});

test('a cluster lives on through all that is asked of it, and a page that hears it has the same world', () => {
  for (const seed of [1, 2, 3, 4]) expect(playFrames(seed), `seed ${seed}`).toBeGreaterThan(FRAMES_A_SEED / 10);
});
