// The runtime against the real Flink 2.2.1: jobs that were run there with their input and output as data (conformance/flink-runtime).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OracleCase, playOracleCase } from '../testing/flink-oracle.ts';

const FOLDER = new URL('../../../conformance/flink-runtime/', import.meta.url);

const text = (row: unknown): string => JSON.stringify(row);

/** Without the time of day. */
const undated = (line: string): string => line.replace(/nextRestartTimestamp=\d+/, 'nextRestartTimestamp=0');

/** Rows as texts; sorted where the real system promises no order. */
function rows(list: readonly unknown[] | undefined, sorted: boolean): string[] {
  const texts = (list ?? []).map(text);
  return sorted ? texts.sort() : texts;
}

function check(given: OracleCase): void {
  const { expected, sorted = false } = given;
  const found = playOracleCase(given);
  if (expected.before !== undefined) expect(rows(found.before, sorted)).toEqual(rows(expected.before, sorted));
  expect(rows(found.out, sorted)).toEqual(rows(expected.out, sorted));
  expect(rows(found.late, sorted)).toEqual(rows(expected.late, sorted));
  if (expected.status !== undefined) expect(found.status).toBe(expected.status);
  if (expected.failure !== undefined) expect(found.failure?.map(undated)).toEqual(expected.failure.map(undated));
  if (expected.delaysMs === undefined) return;
  expect(found.delaysMs).toHaveLength(expected.delaysMs.length);
  // The real machine needs some time of its own for each start.
  found.delaysMs?.forEach((delay, i) => expect(Math.abs(delay - (expected.delaysMs?.[i] ?? 0))).toBeLessThan(150));
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort()) {
  describe(`the runtime answers as Flink: ${file}`, () => {
    const cases = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly OracleCase[];
    test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => check(one));
  });
}
