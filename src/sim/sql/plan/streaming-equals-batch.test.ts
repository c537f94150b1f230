// The streaming plan leaves what the batch evaluator gives, over random queries and random changelogs. SQL_SEEDS=2000 runs them all.
import { expect, it } from 'vitest';
import { runRandom } from '../../testing/sql-random.ts';

const SEEDS = Number(process.env['SQL_SEEDS'] ?? 150);
const FIRST = Number(process.env['SQL_FIRST'] ?? 1);
/** Seeds that once differed. */
const ONCE = [20_276];

it(`stream and batch agree on ${SEEDS} random queries`, { timeout: 600_000 }, () => {
  const wrong: string[] = [];
  for (const seed of [...ONCE, ...Array.from({ length: SEEDS }, (_, i) => FIRST + i)]) {
    if (wrong.length >= 12) break;
    try {
      const difference = runRandom(seed);
      if (difference !== null) wrong.push(`${seed}: ${difference}`);
    } catch (error) {
      wrong.push(`${seed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  expect(wrong).toEqual([]);
});
