// The runtime against the real Flink 2.2.1: jobs that were run there with their input and output as data (conformance/flink-runtime).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OracleCase, type OracleResult, playOracleCase } from '../testing/flink-oracle.ts';

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
  const same = (one: OracleResult, isFound: boolean): unknown => ({
    before: rows(one.before, sorted), out: rows(one.out, sorted), late: rows(one.late, sorted),
    status: expected.status === undefined ? null : one.status, failure: expected.failure === undefined ? null : one.failure?.map(undated),
    // The real machine needs some time of its own for each start.
    delays: expected.delaysMs?.map((delay, i) => (isFound ? Math.abs(delay - (one.delaysMs?.[i] ?? 0)) < 150 && one.delaysMs?.length === expected.delaysMs?.length : true)),
  });
  expect(same(found, true)).toEqual(same(expected, false));
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort()) {
  describe(`the runtime answers as Flink: ${file}`, () => {
    const cases = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly OracleCase[];
    test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => check(one));
  });
}
