// Views: what one means follows from where the names in it lead when it is used.
import { expect, test } from 'vitest';
import { CONNECTORS } from '../../connector/table/connectors.ts';
import { parseStatement } from '../parser/parse.ts';
import { planJob } from '../plan/plan.ts';
import { type Catalogs, newCatalogs, permanent, withEntry, withTemporary } from './catalog.ts';
import { bindQuery } from './bind.ts';
import { createTable, createView } from './define.ts';
import type { Rel } from './rel.ts';

const PATH = ['default_catalog', 'default_database', 't'] as const;
const WITH = "WITH ('connector' = 'datagen')";

function defined(catalogs: Catalogs, ...texts: readonly string[]): Catalogs {
  return texts.reduce((known, text) => {
    const parsed = parseStatement(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const made = parsed.value.kind === 'create table' ? createTable(known, parsed.value) : parsed.value.kind === 'create view' ? createView(known, parsed.value) : null;
    if (made?.ok !== true) throw new Error(made?.problem.message ?? text);
    return made.value;
  }, catalogs);
}

function bound(catalogs: Catalogs, text: string): Rel | string {
  const parsed = parseStatement(text);
  if (!parsed.ok || parsed.value.kind !== 'query') throw new Error(text);
  const made = bindQuery(parsed.value.query, catalogs);
  return made.ok ? made.value : made.problem.message;
}

function columns(catalogs: Catalogs, text = 'SELECT * FROM v'): string {
  const rel = bound(catalogs, text);
  return typeof rel === 'string' ? rel : rel.fields.map(({ name, type }) => `${name} ${type.kind}`).join(', ');
}

test('a view of a view follows its table: another one of the name, a temporary one over it, none', () => {
  const first = defined(newCatalogs(), `CREATE TABLE t (a INT) ${WITH}`, 'CREATE VIEW u AS SELECT * FROM t', 'CREATE VIEW v AS SELECT a, a + 1 AS b FROM u');
  expect(columns(first)).toBe('a INT, b INT');
  expect(columns(first)).toBe('a INT, b INT');
  const other = defined(withEntry(first, PATH, null), `CREATE TABLE t (a BIGINT) ${WITH}`);
  expect(columns(other)).toBe('a BIGINT, b BIGINT');
  const over = permanent(defined(newCatalogs(), `CREATE TABLE t (a DOUBLE) ${WITH}`), PATH) ?? null;
  expect(columns(withTemporary(other, PATH, over))).toBe('a DOUBLE, b DOUBLE');
  expect(columns(withEntry(other, PATH, null))).toBe("Object 't' not found within 'default_catalog.default_database'");
  expect(columns(first)).toBe('a INT, b INT');
  // A name leads from where the view was made, wherever it is used.
  expect(columns({ ...first, database: 'elsewhere' }, 'SELECT * FROM default_catalog.default_database.v')).toBe('a INT, b INT');
});

test('what gives something else each time is asked for each use of a view and of a table', () => {
  const catalogs = defined(newCatalogs(), `CREATE TABLE t (a INT, r AS RAND()) ${WITH}`, 'CREATE VIEW v AS SELECT a, RAND() AS s FROM t');
  const nodesOf = (text: string): number => {
    const rel = bound(catalogs, text);
    const planned = typeof rel === 'string' ? null : planJob({ kind: 'query', rel }, { catalogs, settings: {}, connectors: CONNECTORS, startedMs: 0, firstNode: 1 });
    if (planned?.ok !== true) throw new Error(text);
    return planned.value.drawn.nodes.filter(({ kind }) => kind === 'Calc').length;
  };
  expect(nodesOf('SELECT s FROM v UNION ALL SELECT s FROM v')).toBe(2);
  expect(nodesOf('SELECT r FROM t UNION ALL SELECT r FROM t')).toBe(2);
  expect(nodesOf('SELECT a + 1 FROM v UNION ALL SELECT a + 1 FROM v')).toBe(1);
});
