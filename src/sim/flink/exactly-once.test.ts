// Exactly-once under crashes, stops with savepoints and rescaling, against results that are computed directly.
import { expect, test } from 'vitest';
import { runFlink } from '../testing/flink-workload.ts';

const SEEDS = 25;

test(`windowed sums of ${SEEDS} random jobs are exact, whatever crashes`, () => {
  let restarts = 0;
  let checkpoints = 0;
  let rescales = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = runFlink(seed);
    expect({ seed, wrong: run.wrong }).toEqual({ seed, wrong: [] });
    restarts += run.restarts;
    checkpoints += run.checkpoints;
    rescales += run.rescales;
  }
  expect(Math.min(restarts, checkpoints, rescales)).toBeGreaterThan(5);
});

test('what a source subtask had read when it ended is not read again by a job with another parallelism', () => {
  expect(runFlink(50_082).wrong).toEqual([]);
});

test('what an unaligned barrier overtook belongs to the checkpoint: without it some job loses records', () => {
  const wrong = Array.from({ length: 40 }, (_, seed) => runFlink(seed + 1, { forget: 'in-flight' }).wrong.length).filter((count) => count > 0);
  expect(wrong.length).toBeGreaterThan(0);
});

test('without alignment of barriers some job counts twice', () => {
  const wrong = Array.from({ length: 40 }, (_, seed) => runFlink(seed + 1, { mode: 'AT_LEAST_ONCE' }).wrong.length).filter((count) => count > 0);
  expect(wrong.length).toBeGreaterThan(0);
});
