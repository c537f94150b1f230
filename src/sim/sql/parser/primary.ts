// The grammar of what operators join: literals, names, calls, CASE, CAST, constructors, subqueries.
import { invalid, parseError } from '../problem.ts';
import { timestampLtz } from '../type/logical-type.ts';
import type { Call, Expr, Window } from './ast.ts';
import { type Cursor, IDENTIFIERS, unicode } from './cursor.ts';
import { ARGUMENT_START, CALL_START, CASE_START, CONDITION_START, DISTINCT_START, ELEMENT_START, QUERY_START } from './expected.ts';
import { call, expression, expressions, sortItem } from './expression.ts';
import { BARE_CALLS, CALLABLE } from './keywords.ts';
import { special, SPECIAL } from './special.ts';
import { dataType, INTERVAL_UNITS, intervalType } from './types.ts';
import { isQueryStart, query, tableArgument } from './query.ts';
import { windowSpec } from './window.ts';


export function primary(c: Cursor): Expr {
  const token = c.peek();
  const mark = c.mark;
  switch (token.kind) {
    case 'number':
      c.next();
      return { kind: 'number', text: token.text, at: c.from(mark) };
    case 'text': return text(c);
    case 'binary':
      c.next();
      if (!/^([0-9a-fA-F]{2})*$/.test(token.text)) throw parseError(`Binary literal string must contain only characters '0' - '9', 'A' - 'F'`, c.from(mark), 'org.apache.calcite.runtime.CalciteException');
      return { kind: 'bytes', hex: token.text.toLowerCase(), at: c.from(mark) };
    case 'quoted': return named(c);
    case 'sign': return parenthesis(c);
    case 'end': throw c.noStart(CONDITION_START);
    case 'word': return word(c);
  }
}

/** Literals that stand beside each other on lines are one. */
function text(c: Cursor): Expr {
  const mark = c.mark;
  let value = '';
  let line = 0;
  do {
    const token = c.next();
    if (token.line === line) throw invalid('String literal continued on same line', c.from(mark));
    line = token.line;
    value += token.upper === 'U&' ? unicode(token.text, c) : token.text;
  } while (c.peek().kind === 'text');
  return { kind: 'text', value, at: c.from(mark) };
}

const OPERATOR_SIGNS: ReadonlySet<string> = new Set(['*', '/', '%', '+', '-', '||', '=', '<', '<=', '>', '>=', '<>', '!=']);

function parenthesis(c: Cursor): Expr {
  const mark = c.mark;
  if (!OPERATOR_SIGNS.has(c.before().upper) && c.take('*')) return { kind: 'star', parts: [], at: c.from(mark) };
  if (c.take('?')) throw invalid('Illegal use of dynamic parameter', c.from(mark));
  if (!c.take('(')) throw c.noStart(CONDITION_START);
  if (isQueryStart(c)) {
    const inner = query(c);
    c.expect(')');
    return { kind: 'subquery', query: inner, at: c.from(mark) };
  }
  const items = expressions(c);
  c.expect(')');
  if (c.isAny(INTERVAL_UNITS)) return timeBetween(c, mark, items);
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : call('ROW', items, c.from(mark));
}

/** `(a - b) DAY`: the time between two times, as an interval. */
function timeBetween(c: Cursor, mark: number, [of, ...more]: readonly Expr[]): Expr {
  const type = intervalType(c);
  if (of?.kind !== 'operator' || of.name !== '-' || more.length > 0) throw parseError('Illegal expression. Was expecting "(DATETIME - DATETIME) INTERVALQUALIFIER"', c.from(mark), 'org.apache.calcite.runtime.CalciteException');
  return { kind: 'operator', name: 'MINUS_DATE', args: [...of.args, { kind: 'type', type, at: c.from(mark) }], at: c.from(mark) };
}

function word(c: Cursor): Expr {
  const token = c.peek();
  const mark = c.mark;
  const after = c.peek(1);
  switch (token.upper) {
    case 'NULL': c.next(); return { kind: 'null', at: c.from(mark) };
    case 'TRUE': case 'FALSE': c.next(); return { kind: 'boolean', value: token.upper === 'TRUE', at: c.from(mark) };
    case 'UNKNOWN': c.next(); return { kind: 'null', at: c.from(mark) };
    case 'CASE': return caseOf(c);
    case 'CAST': case 'TRY_CAST': case 'SAFE_CAST': if (after.upper === '(') return castOf(c); break;
    case 'DATE': case 'TIME': case 'TIMESTAMP': if (after.kind === 'text' || (token.upper === 'TIMESTAMP' && after.upper === 'WITH')) return temporal(c); break;
    case 'INTERVAL': return interval(c);
    case 'EXISTS': return exists(c);
    case 'ARRAY': case 'MAP': case 'MULTISET': if (after.upper === '[' || (after.upper === '(' && token.upper !== 'MAP')) return constructor(c); break;
    case 'ROW': if (after.upper === '(') return constructor(c); break;
    case 'DESCRIPTOR': if (after.upper === '(') return descriptor(c); break;
    case 'TABLE': return tableArgument(c);
    case 'MODEL': if (c.isIdentifier(1)) return modelArgument(c); break;
    case 'DEFAULT': c.next(); return { kind: 'symbol', value: 'DEFAULT', at: c.from(mark) };
    default: break;
  }
  if (SPECIAL.has(token.upper) && after.upper === '(') return special(c);
  if (BARE_CALLS.has(token.upper) && after.upper !== '(') {
    c.next();
    return { ...(call(token.text, [], c.from(mark)) as Call), parentheses: false };
  }
  if (CALLABLE.has(token.upper) && after.upper === '(') {
    c.next();
    return callOf(c, mark, [token.text]);
  }
  return named(c);
}

function named(c: Cursor): Expr {
  const mark = c.mark;
  if (c.is('FINAL') || c.is('RUNNING')) if (c.isIdentifier(1) || CALLABLE.has(c.peek(1).upper)) c.next();
  if (!c.isIdentifier()) {
    if (CALLABLE.has(c.peek().upper) && c.peek(1).upper === '(') return callOf(c, mark, [c.next().text]);
    throw c.noStart(CONDITION_START);
  }
  const parts = [c.identifier()];
  while (c.is('.')) {
    if (c.peek(1).upper === '*') {
      c.next();
      c.next();
      return { kind: 'star', parts, at: c.from(mark) };
    }
    if (!c.isIdentifier(1)) {
      const problem = c.noPair('.', 'name');
      if (problem === null) break;
      throw problem;
    }
    const after = c.peek(1);
    c.next();
    c.next();
    parts.push(after.text);
  }
  if (c.is('(')) return callOf(c, mark, parts);
  return { kind: 'name', parts, at: c.from(mark) };
}

function caseOf(c: Cursor): Expr {
  const mark = c.mark;
  c.expect('CASE');
  c.starts(CASE_START);
  const operand = c.is('WHEN') ? null : expression(c);
  if (operand !== null) c.over('case');
  const whens: (readonly [Expr, Expr])[] = [];
  while (c.take('WHEN')) {
    const conditions = operand === null ? [c.within('when', () => expression(c))] : c.list(() => c.within('when', () => expression(c)));
    c.expect('THEN');
    const then = c.within('case value', () => expression(c));
    for (const condition of conditions) whens.push([condition, then]);
  }
  if (whens.length === 0) throw c.unexpected(['"WHEN" ...']);
  const otherwise = c.take('ELSE') ? c.within('else', () => expression(c)) : null;
  c.expect('END');
  return { kind: 'case', operand, whens, otherwise, at: c.from(mark) };
}

function castOf(c: Cursor): Expr {
  const mark = c.mark;
  const attempt = c.next().upper !== 'CAST';
  c.expect('(');
  const of = c.within('cast', () => expression(c));
  c.expect('AS');
  const type = c.take('INTERVAL') ? intervalType(c) : dataType(c);
  c.expect(')');
  return { kind: 'cast', of, type, attempt, at: c.from(mark) };
}

function temporal(c: Cursor): Expr {
  const mark = c.mark;
  const kind = c.next().upper as 'DATE' | 'TIME' | 'TIMESTAMP';
  if (!c.is('WITH')) return { kind: 'temporal', type: kind, text: c.string(), at: c.from(mark) };
  c.expect('WITH', 'LOCAL', 'TIME', 'ZONE');
  const value = c.string();
  return { kind: 'cast', of: { kind: 'text', value, at: c.from(mark) }, type: timestampLtz(6), attempt: false, at: c.from(mark) };
}

function interval(c: Cursor): Expr {
  const mark = c.mark;
  c.expect('INTERVAL');
  const negative = c.take('-');
  if (!negative) c.take('+');
  if (c.peek().kind !== 'text') return intervals(c, mark, negative);
  const value = c.string();
  const type = intervalType(c);
  return { kind: 'interval', text: value, negative, type, at: c.from(mark) };
}

/** `INTERVAL 5 DAY`, `INTERVAL a DAY`, `INTERVAL (a + 1) DAY`: so many times the unit. */
function intervals(c: Cursor, mark: number, negative: boolean): Expr {
  const count = c.peek().kind === 'number' || c.is('(') ? primary(c) : c.isIdentifier() ? named(c) : null;
  if (count === null) throw c.noStart(CONDITION_START);
  const one: Expr = { kind: 'interval', text: '1', negative, type: intervalType(c), at: c.from(mark) };
  return { kind: 'operator', name: '*', args: [one, count], at: c.from(mark) };
}

function exists(c: Cursor): Expr {
  const mark = c.mark;
  c.expect('EXISTS');
  if (!c.is('(')) throw c.unexpected(CONDITION_START);
  c.next();
  const of = query(c);
  c.expect(')');
  return { kind: 'exists', query: of, at: c.from(mark) };
}

/** ARRAY[…], MAP[…], MULTISET[…], ROW(…), ARRAY(query). */
function constructor(c: Cursor): Expr {
  const mark = c.mark;
  const name = c.next().upper;
  const close = c.next().upper === '[' ? ']' : ')';
  if (close === ')' && isQueryStart(c)) {
    const inner = query(c);
    c.expect(')');
    return call(`${name} QUERY`, [{ kind: 'subquery', query: inner, at: c.from(mark) }], c.from(mark));
  }
  c.starts(close === ']' ? ELEMENT_START : QUERY_START);
  const items = c.is(close) ? [] : c.list(() => c.within(close === ']' ? 'elements' : 'list', () => expression(c)));
  c.expect(close);
  return call(name, items, c.from(mark));
}

/** `MODEL m` as a function's argument. */
function modelArgument(c: Cursor): Expr {
  const mark = c.mark;
  c.expect('MODEL');
  return { kind: 'model', name: c.name(), at: c.from(mark) };
}

function descriptor(c: Cursor): Expr {
  const mark = c.mark;
  c.next();
  const columns = c.enclosed(() => {
    const column = c.identifier();
    if (c.peek().kind === 'word' && c.peek().upper !== ')') dataType(c);
    return column;
  });
  return { kind: 'descriptor', columns, at: c.from(mark) };
}

/** `f(…)` with everything that may follow: FILTER, WITHIN GROUP, OVER. */
export function callOf(c: Cursor, mark: number, name: readonly string[]): Expr {
  c.expect('(');
  const distinct = c.take('DISTINCT');
  c.starts(distinct || c.take('ALL') ? DISTINCT_START : CALL_START);
  const star = c.is('*', ')');
  if (star) c.next();
  const args = star || c.is(')') ? [] : c.list(() => {
    // CONVERT's second argument names a character set.
    if (c.before().upper === ',') {
      if (name[0]?.toUpperCase() === 'CONVERT' && !c.isIdentifier()) throw c.unexpected(IDENTIFIERS);
      c.starts(ARGUMENT_START);
    }
    return c.within('argument', () => argument(c));
  });
  const ordered = c.take('ORDER', 'BY') ? c.list(() => sortItem(c)) : [];
  c.expect(')');
  return tail(c, mark, { name, args, distinct, star, ordered });
}

/** What may follow a call's parenthesis. */
export function tail(c: Cursor, mark: number, made: { name: readonly string[]; args: readonly Expr[]; distinct: boolean; star: boolean; ordered: Call['withinGroup'] }): Expr {
  const nulls = c.take('IGNORE', 'NULLS') ? 'IGNORE' : c.take('RESPECT', 'NULLS') ? 'RESPECT' : null;
  let withinGroup = made.ordered;
  if (c.take('WITHIN', 'GROUP')) {
    c.expect('(', 'ORDER', 'BY');
    withinGroup = c.list(() => sortItem(c));
    c.expect(')');
  }
  let filter: Expr | null = null;
  if (c.is('FILTER', '(')) {
    c.expect('FILTER', '(', 'WHERE');
    filter = expression(c);
    c.expect(')');
  }
  const over: Window | string | null = c.take('OVER') ? (c.isIdentifier() ? c.identifier() : windowSpec(c)) : null;
  return { kind: 'call', name: made.name, args: made.args, distinct: made.distinct, star: made.star, parentheses: true, nulls, filter, withinGroup, over, at: c.from(mark) };
}

function argument(c: Cursor): Expr {
  if ((c.peek().kind === 'word' || c.peek().kind === 'quoted') && c.peek(1).upper === '=>') {
    const mark = c.mark;
    const name = c.next().text;
    c.next();
    return { kind: 'named', name, value: argument(c), at: c.from(mark) };
  }
  if (isQueryStart(c) && !c.is('TABLE') && !c.is('(')) {
    const mark = c.mark;
    return { kind: 'subquery', query: query(c), at: c.from(mark) };
  }
  return expression(c);
}
