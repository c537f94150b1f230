// The grammar of queries: WITH, SELECT, VALUES, set operations, ORDER BY, LIMIT.
import { CALCITE_EXCEPTION, invalid, parseError } from '../problem.ts';
import type { Expr, GroupItem, Query, Select, SelectItem } from './ast.ts';
import { type Cursor, IDENTIFIERS } from './cursor.ts';
import { BEHIND_WITH, expectedAtFunction, GROUP_START, ITEM_START, QUERY_START, ROW_ITEM_START, ROW_START, SELECT_START, SET_OPERAND_START, SET_START, VALUE_START } from './expected.ts';
import { BARE_CALLS, CALLABLE } from './keywords.ts';
import { expression, expressions, sortItem } from './expression.ts';
import { hints, tableRef, tableRefs } from './table.ts';
import { windowSpec } from './window.ts';

/** Whether a query begins here: after any parentheses stands SELECT, VALUES, WITH or TABLE. */
export function isQueryStart(c: Cursor): boolean {
  let ahead = 0;
  while (c.peek(ahead).upper === '(' && ahead < 64) ahead += 1;
  const { upper } = c.peek(ahead);
  if (upper === 'SELECT' || upper === 'WITH' || upper === 'VALUES' || (upper === 'VALUE' && c.peek(ahead + 1).upper === '(' && ahead === 0)) return true;
  return upper === 'TABLE' && ahead > 0 && c.peek(ahead + 1).upper !== '(';
}

/** A query with everything around it. */
export function query(c: Cursor): Query {
  return c.deeper(() => {
    const mark = c.mark;
    if (!c.take('WITH')) return ordered(c, mark, setOperations(c, 0));
    const tables = c.list(() => {
      const name = c.identifier();
      const columns = c.is('(') ? c.enclosed(() => c.identifier()) : [];
      if (columns.length === 0 && !c.is('AS')) throw c.unexpected(['"AS" ...', '"(" ...']);
      c.expect('AS', '(');
      const of = query(c);
      c.expect(')');
      return { name, columns, query: of };
    });
    c.starts(BEHIND_WITH);
    const of = ordered(c, c.mark, setOperations(c, 0));
    return { kind: 'with', tables, of, at: c.from(mark) };
  });
}

function ordered(c: Cursor, mark: number, of: Query): Query {
  const orderBy = clause(c, 'ORDER') ? c.list(() => sortItem(c)) : [];
  let limit: Expr | null = null;
  let offset: Expr | null = null;
  for (;;) {
    if (limit === null && c.take('LIMIT')) {
      limit = c.take('ALL') ? null : rowCount(c, ['"ALL" ...']);
      if (limit !== null) c.over('limit');
      if (limit !== null && c.take(',')) {
        expression(c);
        throw parseError("'LIMIT start, count' is not allowed under the current SQL conformance level", c.from(mark), CALCITE_EXCEPTION);
      }
    } else if (offset === null && c.take('OFFSET')) {
      offset = rowCount(c);
      if (!c.take('ROWS')) c.take('ROW');
    } else if (limit === null && c.take('FETCH')) {
      if (!c.take('FIRST')) c.expect('NEXT');
      limit = rowCount(c);
      if (!c.take('ROWS')) c.expect('ROW');
      c.expect('ONLY');
    } else break;
  }
  return orderBy.length === 0 && limit === null && offset === null ? of : { kind: 'ordered', of, orderBy, limit, offset, at: c.from(mark) };
}

/** A number of rows: a literal without a sign. */
function rowCount(c: Cursor, more: readonly string[] = []): Expr {
  if (c.peek().kind !== 'number') throw c.unexpected([...more, '"DECIMAL" ...', '<UNSIGNED_INTEGER_LITERAL> ...', '<APPROX_NUMERIC_LITERAL> ...', '<DECIMAL_NUMERIC_LITERAL> ...', '"?" ...']);
  const mark = c.mark;
  return { kind: 'number', text: c.next().text, at: c.from(mark) };
}

/** INTERSECT binds closer than UNION and EXCEPT. */
function setOperations(c: Cursor, least: 0 | 1): Query {
  const mark = c.mark;
  let left = term(c);
  for (;;) {
    const operator = c.is('UNION') ? 'UNION' : c.is('EXCEPT') || c.is('MINUS') ? 'EXCEPT' : c.is('INTERSECT') ? 'INTERSECT' : null;
    if (operator === null || (least === 1 && operator !== 'INTERSECT')) return left;
    if (c.next().upper === 'MINUS') throw parseError('MINUS is not allowed under the current SQL conformance level', c.from(c.mark - 1), CALCITE_EXCEPTION);
    const all = c.take('ALL');
    if (!all) c.take('DISTINCT');
    c.starts(c.before().upper === operator ? SET_START : SET_OPERAND_START);
    const right = operator === 'INTERSECT' ? term(c) : setOperations(c, 1);
    c.higher();
    left = { kind: 'set', operator, all, left, right, at: c.from(mark) };
  }
}

function term(c: Cursor): Query {
  const mark = c.mark;
  if (c.take('(')) {
    const inner = query(c);
    c.expect(')');
    return inner;
  }
  if (c.is('SELECT')) return select(c);
  if (c.take('VALUES') || c.take('VALUE')) {
    const rows = c.list(() => {
      c.starts(VALUE_START);
      const row = valuesRow(c);
      c.over('values');
      return row;
    });
    return { kind: 'values', rows, at: c.from(mark) };
  }
  if (c.take('TABLE')) {
    const table = tableRef(c);
    return { kind: 'whole', table, at: c.from(mark) };
  }
  throw c.noStart(QUERY_START);
}

function valuesRow(c: Cursor): readonly Expr[] {
  const mark = c.mark;
  if (c.take('(') && !isQueryStart(c)) {
    const items = expressions(c, ROW_START, ROW_ITEM_START);
    c.expect(')');
    if (c.is(',') || c.is(')') || c.is(';') || c.peek().kind === 'end') return items;
  }
  c.back(mark);
  if (c.is('ROW', '(') || c.is('(')) {
    const item = expression(c);
    if (item.kind === 'call' && item.name[0] === 'ROW' && item.name.length === 1) return item.args;
    if (c.mark > mark) return [item];
  }
  return [expression(c)];
}

function select(c: Cursor): Select {
  const mark = c.mark;
  c.expect('SELECT');
  const begin = c.mark;
  const selectHints = hints(c);
  c.take('STREAM');
  const distinct = c.take('DISTINCT');
  if (!distinct) c.take('ALL');
  c.starts(c.mark === begin ? SELECT_START : ITEM_START);
  const items = [selectItem(c, c.mark === begin)];
  while (c.take(',')) {
    c.starts(ITEM_START);
    items.push(selectItem(c, false));
  }
  const from = c.take('FROM') ? tableRefs(c) : null;
  if (from === null && c.is('WHERE')) throw c.unexpected(['<EOF> ']);
  const where = c.take('WHERE') ? condition(c, 'where') : null;
  const groupBy = clause(c, 'GROUP') ? groupItems(c) : null;
  const having = c.take('HAVING') ? condition(c, 'having') : null;
  const windows = c.take('WINDOW') ? c.list(() => {
    const name = c.identifier();
    c.expect('AS');
    return { name, window: windowSpec(c) };
  }) : [];
  const qualify = c.take('QUALIFY') ? expression(c) : null;
  return { kind: 'select', hints: selectHints, distinct, items, from, where, groupBy, having, windows, qualify, at: c.from(mark) };
}

/** ORDER BY, GROUP BY: the first word asks for the second. */
function clause(c: Cursor, word: 'ORDER' | 'GROUP'): boolean {
  if (!c.take(word)) return false;
  c.expect('BY');
  return true;
}

function condition(c: Cursor, part: 'where' | 'having'): Expr {
  return c.within(part, () => expression(c));
}

function selectItem(c: Cursor, isFirst: boolean): SelectItem {
  const { upper } = c.peek();
  if (CALLABLE.has(upper) && !BARE_CALLS.has(upper) && (c.isIdentifier(1) || c.peek(1).upper === 'FROM')) {
    const expected = expectedAtFunction(upper, isFirst);
    if (expected.length > 2) throw c.unexpected(expected);
  }
  const of = c.within('item', () => expression(c));
  const named = c.take('AS');
  if (!named && !c.isIdentifier()) return { of, alias: null };
  if (named && c.peek().kind !== 'text' && !c.isIdentifier()) throw c.unexpected(['<QUOTED_STRING> ...', ...IDENTIFIERS]);
  if (c.peek().kind === 'text') throw invalid('Expecting alias, found character literal', c.from(c.mark));
  const alias = c.identifier();
  c.over('alias');
  return { of, alias };
}

function groupItems(c: Cursor): GroupItem[] {
  c.starts(GROUP_START);
  if (!c.take('DISTINCT')) c.take('ALL');
  return c.list((): GroupItem => {
    if (c.take('GROUPING', 'SETS')) return { kind: 'sets', sets: c.enclosed(() => groupSet(c)) };
    if (c.take('ROLLUP')) return { kind: 'rollup', sets: c.enclosed(() => groupSet(c)) };
    if (c.take('CUBE')) return { kind: 'cube', sets: c.enclosed(() => groupSet(c)) };
    if (c.take('(', ')')) return { kind: 'sets', sets: [[]] };
    const of = c.within('group', () => expression(c));
    return { kind: 'expression', of };
  });
}

function groupSet(c: Cursor): readonly Expr[] {
  if (c.take('(', ')')) return [];
  const item = expression(c);
  return item.kind === 'call' && item.name[0] === 'ROW' ? item.args : [item];
}

/** `TABLE t PARTITION BY a ORDER BY b` as a function's argument. */
export function tableArgument(c: Cursor): Expr {
  const mark = c.mark;
  c.expect('TABLE');
  const table = c.is('(') ? subqueryTable(c) : tableRef(c);
  const partitionBy = c.take('PARTITION', 'BY') ? columnList(c) : [];
  const orderBy = c.take('ORDER', 'BY') ? (c.is('(') ? c.enclosed(() => sortItem(c)) : c.list(() => sortItem(c))) : [];
  return { kind: 'table', table, partitionBy, orderBy, at: c.from(mark) };
}

function subqueryTable(c: Cursor): ReturnType<typeof tableRef> {
  const mark = c.mark;
  c.expect('(');
  const of = query(c);
  c.expect(')');
  return { kind: 'query', query: of, lateral: false, at: c.from(mark) };
}

/** Columns with or without parentheses; a comma before a named argument or DESCRIPTOR ends them. */
function columnList(c: Cursor): Expr[] {
  if (c.is('(')) return c.enclosed(() => expression(c));
  const columns = [expression(c)];
  while (c.is(',') && c.isIdentifier(1) && c.peek(1).upper !== 'DESCRIPTOR' && c.peek(2).upper !== '=>' && c.peek(2).upper !== '(') {
    c.next();
    columns.push(expression(c));
  }
  return columns;
}
