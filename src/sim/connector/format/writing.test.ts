// Rows as the real Flink 2.2.1 wrote them: every type in json, csv, raw and debezium-json, with the options that change how.
import { expect, test } from 'vitest';
import writing from '../../../../conformance/vectors/flink-format-write.tsv?raw';
import { parseStatement } from '../../sql/parser/parse.ts';
import type { Result } from '../../sql/problem.ts';
import { newCatalogs } from '../../sql/query/catalog.ts';
import { createTable } from '../../sql/query/define.ts';
import { evaluate } from '../../sql/query/evaluate.ts';
import { bindInsert } from '../../sql/query/insert.ts';
import { NO_ENV } from '../../sql/expr/env.ts';
import { fieldsOf, vectors } from '../../testing/format-vectors.ts';
import { encoderOf } from './formats.ts';

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function check([columns = '', options = '', query = '', expected = '']: readonly string[]): void {
  const table = valueOf(parseStatement(`CREATE TABLE t (${columns}) WITH ('connector' = 'filesystem')`));
  if (table.kind !== 'create table') throw new Error(table.kind);
  const catalogs = valueOf(createTable(newCatalogs(), table));
  const insert = valueOf(parseStatement(`INSERT INTO t ${query}`));
  if (insert.kind !== 'insert') throw new Error(insert.kind);
  const rows = evaluate(valueOf(bindInsert(insert, catalogs)).rel, { rows: () => [] }, { ...NO_ENV, zone: 'America/Sao_Paulo' });
  const given: Record<string, string> = {};
  for (const one of options.split(/;(?=[a-z])/)) given[one.slice(0, one.indexOf('='))] = one.slice(one.indexOf('=') + 1);
  const format = given['format'] ?? 'json';
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => key.startsWith(`${format}.`)).map(([key, value]) => [key.slice(format.length + 1), value]));
  const write = encoderOf({ format, fields: fieldsOf(columns), options: own, metadata: [] });
  expect(rows.map((row) => write('+I', row)).join('\n')).toBe(expected);
}

for (const [i, one] of vectors(writing).entries()) test(`${i + 1} ${one[1] ?? ''} ${(one[2] ?? '').slice(0, 80)}`, () => check(one));
