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

test('a source that has ended says no earlier time any more, though its task lives on until the last checkpoint', () => {
  expect(runFlink(3_331).wrong).toEqual([]);
});

/** What is taken away, and what must be seen then. */
const SABOTAGED: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ['what an unaligned barrier overtook belongs to the checkpoint: without it some job loses records', { forget: 'in-flight' }, /missing/],
  ['without alignment of barriers some job counts twice', { mode: 'AT_LEAST_ONCE' }, /too many/],
  ['timers belong to the checkpoint: without them some window never fires', { forget: 'timers' }, /missing/],
  ['every key group finds its subtask after a restore with another parallelism: without half of them some job forgets', { forget: 'key-groups' }, /missing/],
  ['a watermark that goes back is seen', { watermarks: 'backwards' }, /went back/],
];

test.each(SABOTAGED)('%s', (_name, sabotage, expected) => {
  const sees = (seed: number): boolean => runFlink(seed, sabotage).wrong.some((line) => expected.test(line));
  expect(Array.from({ length: 40 }, (_, i) => i + 1).some(sees)).toBe(true);
});
