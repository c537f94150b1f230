// Tables whose options are wrong, or right: what the planner hears of each, as the real Flink 2.2.1 said it.
import { expect, test } from 'vitest';
import recorded from '../../../../conformance/vectors/flink-table-options.tsv?raw';
import { parseStatement } from '../../sql/parser/parse.ts';
import { planJob } from '../../sql/plan/plan.ts';
import type { Result } from '../../sql/problem.ts';
import { bindQuery } from '../../sql/query/bind.ts';
import { type Catalogs, newCatalogs } from '../../sql/query/catalog.ts';
import { createTable } from '../../sql/query/define.ts';
import { bindInsert } from '../../sql/query/insert.ts';
import { vectors } from '../../testing/format-vectors.ts';
import { CONNECTORS } from './connectors.ts';

/** What a script of a definition and a query or an INSERT ends with: `ok`, or the exception. */
function outcome(ddl: string, sql: string): string {
  const shown = (result: Result<unknown>): string | null => (result.ok ? null : `${result.problem.exception}: ${result.problem.message}`);
  const table = parseStatement(ddl);
  if (!table.ok || table.value.kind !== 'create table') return shown(table) ?? 'no definition';
  const defined = createTable(newCatalogs(), table.value);
  if (!defined.ok) return shown(defined) ?? '';
  const planned = plan(defined.value, sql);
  return shown(planned) ?? 'ok';
}

function plan(catalogs: Catalogs, sql: string): Result<unknown> {
  const session = { catalogs, settings: { 'table.local-time-zone': 'UTC' }, connectors: CONNECTORS, startedMs: 0, firstNode: 1 };
  const statement = parseStatement(sql);
  if (!statement.ok) return statement;
  if (statement.value.kind === 'query') {
    const bound = bindQuery(statement.value.query, catalogs);
    return bound.ok ? planJob({ kind: 'query', rel: bound.value }, session) : bound;
  }
  if (statement.value.kind !== 'insert') throw new Error(statement.value.kind);
  const bound = bindInsert(statement.value, catalogs);
  return bound.ok ? planJob({ kind: 'insert', inserts: [bound.value] }, session) : bound;
}

function check([ddl = '', sql = '', expected = '']: readonly string[]): void {
  expect(outcome(ddl, sql)).toBe(expected);
}

for (const [i, one] of vectors(recorded).entries()) test(`${i + 1} ${(one[0] ?? '').slice(0, 160)}`, () => check(one));
