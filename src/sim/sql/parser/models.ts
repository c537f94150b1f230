// The grammar of models and materialized tables.
import { parseError } from '../problem.ts';
import type { Expr } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { comment, options, SQL_VALIDATE_EXCEPTION, tableBody } from './ddl.ts';
import { expression } from './expression.ts';
import { query } from './query.ts';
import type { Column, Statement } from './statement.ts';

const columnsOf = (c: Cursor): readonly Column[] => tableBody(c).columns;

/** CREATE MODEL m INPUT (…) OUTPUT (…) COMMENT '…' WITH (…). */
export function createModel(c: Cursor, mark: number, temporary: boolean): Statement {
  const ifNotExists = c.take('IF', 'NOT', 'EXISTS');
  const name = c.name();
  const input = c.take('INPUT') ? columnsOf(c) : [];
  const output = c.take('OUTPUT') ? columnsOf(c) : [];
  const text = comment(c);
  const given = c.take('WITH') ? options(c) : {};
  const as = c.take('AS') ? query(c) : null;
  const problem = modelProblem(input.length, output.length, Object.keys(given).length, as !== null);
  if (problem !== null) throw parseError(problem, c.from(mark), SQL_VALIDATE_EXCEPTION);
  return { kind: 'create model', name, temporary, ifNotExists, input, output, comment: text, options: given, as, at: c.from(mark) };
}

/** What a model lacks (SqlCreateModel.validate). */
function modelProblem(input: number, output: number, properties: number, isFromQuery: boolean): string | null {
  if (isFromQuery && input > 0) return 'CREATE MODEL AS SELECT syntax does not support to specify explicit input columns.';
  if (isFromQuery && output > 0) return 'CREATE MODEL AS SELECT syntax does not support to specify explicit output columns.';
  if (properties === 0) return 'Model property list can not be empty.';
  if (input > 0 && output === 0) return 'Output column list can not be empty with non-empty input column list.';
  return output > 0 && input === 0 ? 'Input column list can not be empty with non-empty output column list.' : null;
}

export function alterModel(c: Cursor, mark: number): Statement {
  const ifExists = c.take('IF', 'EXISTS');
  const name = c.name();
  if (c.take('RENAME', 'TO')) return { kind: 'alter model', name, ifExists, to: c.name(), set: null, reset: null, at: c.from(mark) };
  if (c.take('SET')) return { kind: 'alter model', name, ifExists, to: null, set: options(c), reset: null, at: c.from(mark) };
  if (!c.take('RESET')) throw c.unexpected(['"RENAME" ...', '"RESET" ...', '"SET" ...', '"." ...']);
  return { kind: 'alter model', name, ifExists, to: null, set: null, reset: c.enclosed(() => c.string()), at: c.from(mark) };
}

/** CREATE MATERIALIZED TABLE m (…) WITH (…) FRESHNESS = INTERVAL '1' HOUR REFRESH_MODE = FULL AS query. */
export function createMaterialized(c: Cursor, mark: number): Statement {
  c.expect('TABLE');
  const ifNotExists = c.take('IF', 'NOT', 'EXISTS');
  const name = c.name();
  if (c.is('(')) tableBody(c);
  comment(c);
  if (c.take('PARTITIONED', 'BY')) c.enclosed(() => c.identifier());
  const given = c.take('WITH') ? options(c) : {};
  const every = c.take('FRESHNESS') ? freshness(c) : null;
  let full = false;
  if (c.take('REFRESH_MODE')) {
    c.expect('=');
    full = c.is('FULL');
    c.next();
  }
  if (!c.is('AS')) throw c.unexpected(['AS', 'WITH', 'COMMENT', 'DISTRIBUTED', 'FRESHNESS', 'PARTITIONED', 'REFRESH_MODE', '(', '.'].map((word) => `"${word}" ...`));
  c.expect('AS');
  const of = query(c);
  return { kind: 'create materialized', name, ifNotExists, options: given, freshness: every, full, query: of, at: c.from(mark) };
}

function freshness(c: Cursor): Expr {
  c.expect('=');
  const of = expression(c);
  if (of.kind !== 'interval') throw parseError('MATERIALIZED TABLE only supports define interval type FRESHNESS, please refer to the materialized table document.', of.at);
  return of;
}

const CHANGES = ['ADD', 'AS', 'DROP', 'RESET', 'SET', 'MODIFY', 'SUSPEND', 'REFRESH', 'RESUME'];

/** ALTER MATERIALIZED TABLE m SUSPEND | RESUME | REFRESH | AS query | SET …; only the first three are there in 2.2. */
export function alterMaterialized(c: Cursor, mark: number): Statement {
  const name = c.name();
  if (!c.isAny(CHANGES)) throw c.unexpected([...CHANGES, '.'].map((word) => `"${word}" ...`));
  const change = c.is('SET') || c.is('RESET') ? 'unsupported' : c.is('AS') ? 'query' : 'other';
  c.next();
  if (change === 'query') query(c);
  else while (c.peek().kind !== 'end' && !c.is(';')) c.next();
  return { kind: 'alter materialized', name, change, text: c.written(mark, true).trim(), at: c.from(mark) };
}
