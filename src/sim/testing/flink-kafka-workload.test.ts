// The guarantees of the Kafka sink under crashes of every process, and that each check sees what it is there for.
import { expect, test } from 'vitest';
import { runFlinkKafka, type Sabotage } from './flink-kafka-workload.ts';

test('what each guarantee promises is kept, whatever crashes', () => {
  for (let seed = 1; seed <= 6; seed++) expect({ seed, wrong: runFlinkKafka(seed).wrong }).toEqual({ seed, wrong: [] });
});

const SABOTAGED: readonly (readonly [Sabotage, string])[] = [
  ['offsets', 'a source that forgets its place counts twice'],
  ['keyed-state', 'counts that are forgotten begin anew'],
  ['flush', 'a sink that does not wait for its records loses some'],
  ['read-uncommitted', 'who reads uncommitted records sees those of aborted transactions'],
];

test.each(SABOTAGED)('without %s: %s', (sabotage) => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].some((seed) => runFlinkKafka(seed, sabotage).wrong.length > 0)).toBe(true);
});
