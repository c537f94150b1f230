// The grammar of expressions: operators by their binding, as Calcite binds them.
//
//   OR 22 · AND 24 · NOT 26 · IS 28 · = <> < > <= >= 30 · IN LIKE SIMILAR BETWEEN 32 · + - 40 · * / % || 60 · unary - + 80 · [ ] . 100
import { CALCITE_EXCEPTION, invalid, parseError, type Place } from '../problem.ts';
import type { Expr, SortItem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { type Ending, ITEM_START, QUERY_START } from './expected.ts';
import { isQueryStart, query } from './query.ts';
import { primary } from './primary.ts';

/** A whole expression. */
export function expression(c: Cursor): Expr {
  const made = c.deeper(() => binary(c, 0));
  c.endedAs(endingOf(made));
  return made;
}

/** How an expression's last part ends. */
function endingOf(expr: Expr): Ending {
  switch (expr.kind) {
    case 'name': return 'name';
    case 'text': return 'text';
    case 'call': return expr.parentheses ? 'call' : 'other';
    case 'operator': {
      const last = expr.args.at(-1);
      return expr.name.startsWith('IS ') ? 'is' : expr.name === 'ITEM' || expr.name === 'FIELD' || last === undefined ? 'other' : endingOf(last);
    }
    default: return 'other';
  }
}

/** `expression ASC NULLS LAST`. */
export function sortItem(c: Cursor): SortItem {
  const of = c.within('sort key', () => expression(c));
  const descending = c.take('DESC');
  if (descending || c.take('ASC')) c.over('sort direction');
  if (!c.take('NULLS')) return { of, descending, nulls: null };
  if (c.take('FIRST')) return { of, descending, nulls: 'FIRST' };
  if (!c.take('LAST')) throw c.unexpected(['"LAST" ...', '"FIRST" ...']);
  return { of, descending, nulls: 'LAST' };
}

const BINDING: Readonly<Record<string, number>> = {
  OR: 22, AND: 24, IS: 28, '=': 30, '<>': 30, '<': 30, '>': 30, '<=': 30, '>=': 30, '!=': 30, OVERLAPS: 30, CONTAINS: 30, EQUALS: 30, PRECEDES: 30, SUCCEEDS: 30,
  IN: 32, LIKE: 32, ILIKE: 32, RLIKE: 32, SIMILAR: 32, BETWEEN: 32, NOT: 32, MEMBER: 32, '+': 40, '-': 40, '*': 60, '/': 60, '%': 60, '||': 60, '[': 100, '.': 100,
};
const COMPARISONS = new Set(['=', '<>', '<', '>', '<=', '>=', '!=']);

function binary(c: Cursor, least: number): Expr {
  const mark = c.mark;
  let left = prefix(c);
  for (;;) {
    const { upper, kind } = c.peek();
    const binding = kind === 'word' || kind === 'sign' ? BINDING[upper] : undefined;
    if (binding === undefined || binding < least) return left;
    const more = infix(c, mark, left, upper, binding);
    if (more === null) return left;
    c.higher();
    left = more;
  }
}

function prefix(c: Cursor): Expr {
  const mark = c.mark;
  if (c.take('NOT')) {
    const of = c.deeper(() => binary(c, 27));
    return { kind: 'operator', name: 'NOT', args: [of], at: c.from(mark) };
  }
  if (c.is('-') || c.is('+')) {
    const name = c.next().text === '-' ? 'NEGATE' : 'POSITIVE';
    const of = c.deeper(() => binary(c, 80));
    return { kind: 'operator', name, args: [of], at: c.from(mark) };
  }
  return primary(c);
}

/** What an operator makes of what stands left of it; null where the word begins something else. */
function infix(c: Cursor, mark: number, left: Expr, word: string, binding: number): Expr | null {
  const make = (name: string, args: readonly Expr[]): Expr => ({ kind: 'operator', name, args, at: c.from(mark) });
  c.endedAs(endingOf(left));
  if (word === 'IS') return is(c, mark, left);
  if (word === '[') {
    c.next();
    const index = expression(c);
    c.expect(']');
    return make('ITEM', [left, index]);
  }
  if (word === '.') return field(c, mark, left);
  if (binding === 32) return membership(c, mark, left);
  c.next();
  if (word === '!=') throw parseError("Bang equal '!=' is not allowed under the current SQL conformance level", c.from(c.mark - 1), CALCITE_EXCEPTION);
  if (COMPARISONS.has(word) && c.isAny(['ALL', 'ANY', 'SOME']) && c.is(c.peek().upper, '(')) return quantified(c, mark, left, word);
  const right = c.deeper(() => binary(c, binding + 1));
  return make(word, [left, right]);
}

function field(c: Cursor, mark: number, left: Expr): Expr | null {
  if (c.peek(1).upper === '*') return null;
  c.next();
  const token = c.peek();
  if (token.kind !== 'word' && token.kind !== 'quoted') throw c.unexpected(['"*" ...', '<IDENTIFIER> ...']);
  c.next();
  const name: Expr = { kind: 'symbol', value: token.text, at: c.from(c.mark - 1) };
  return { kind: 'operator', name: 'FIELD', args: [left, name], at: c.from(mark) };
}

function quantified(c: Cursor, mark: number, left: Expr, operator: string): Expr {
  const quantifier = c.next().upper === 'ALL' ? 'ALL' : 'SOME';
  c.expect('(');
  if (!isQueryStart(c)) return quantifiedList(c, mark, left, operator, quantifier);
  const of = query(c);
  c.expect(')');
  return { kind: 'quantified', operator, of: left, quantifier, query: of, at: c.from(mark) };
}

/** `a > ANY (1, 2)` is a comparison with each. */
function quantifiedList(c: Cursor, mark: number, left: Expr, operator: string, quantifier: 'ALL' | 'SOME'): Expr {
  const each = expressions(c).map((right): Expr => ({ kind: 'operator', name: operator, args: [left, right], at: c.from(mark) }));
  c.expect(')');
  return each.reduce((all, one) => ({ kind: 'operator', name: quantifier === 'ALL' ? 'AND' : 'OR', args: [all, one], at: c.from(mark) }));
}

const IS_WHAT = ['NULL', 'TRUE', 'FALSE', 'UNKNOWN'];

const IS_STARTS = ['DISTINCT', 'NOT', 'A', 'EMPTY', 'JSON', ...IS_WHAT];

function is(c: Cursor, mark: number, left: Expr): Expr {
  const known = IS_STARTS.includes(c.peek(1).upper) ? null : c.noPair('IS', endingOf(left));
  if (known !== null) throw known;
  c.expect('IS');
  const not = c.take('NOT') ? 'NOT ' : '';
  if (c.take('DISTINCT', 'FROM')) {
    const right = c.deeper(() => binary(c, 29));
    return { kind: 'operator', name: `IS ${not}DISTINCT FROM`, args: [left, right], at: c.from(mark) };
  }
  const simple = IS_WHAT.find((word) => c.take(word));
  if (simple !== undefined) return { kind: 'operator', name: `IS ${not}${simple}`, args: [left], at: c.from(mark) };
  if (c.take('JSON')) {
    const what = ['VALUE', 'OBJECT', 'ARRAY', 'SCALAR'].find((word) => c.take(word)) ?? 'VALUE';
    return { kind: 'operator', name: `IS ${not}JSON`, args: [left, { kind: 'symbol', value: what, at: c.from(mark) }], at: c.from(mark) };
  }
  const set = c.take('EMPTY') ? 'EMPTY' : c.take('A', 'SET') ? 'A SET' : null;
  if (set !== null) return { kind: 'operator', name: `IS ${not}${set}`, args: [left], at: c.from(mark) };
  throw c.unexpected(['"A" ...', '"EMPTY" ...', '"FALSE" ...', '"JSON" ...', ...(not === '' ? ['"NOT" ...'] : []), '"NULL" ...', '"TRUE" ...', '"UNKNOWN" ...', '"DISTINCT" ...']);
}

const NEGATED = new Set(['IN', 'LIKE', 'ILIKE', 'RLIKE', 'SIMILAR', 'BETWEEN']);

/** [NOT] IN, LIKE, SIMILAR TO, BETWEEN. */
function membership(c: Cursor, mark: number, left: Expr): Expr | null {
  const negated = c.is('NOT');
  const follows = c.peek(negated ? 1 : 0).upper;
  if (negated && !NEGATED.has(follows)) {
    const problem = c.noPair('NOT', endingOf(left));
    if (problem === null) return null;
    throw problem;
  }
  const wrong = follows === 'IN' && !negated && !c.is('IN', '(') ? c.noPair('IN', endingOf(left)) : null;
  if (wrong !== null) throw wrong;
  if (negated) c.next();
  const not = negated ? 'NOT ' : '';
  if (c.take('IN')) return inList(c, mark, left, negated);
  if (c.take('BETWEEN')) {
    const symmetric = c.take('SYMMETRIC') ? ' SYMMETRIC' : '';
    if (symmetric === '') c.take('ASYMMETRIC');
    const low = c.deeper(() => binary(c, 33));
    if (!c.take('AND')) throw invalid('BETWEEN operator has no terminating AND', c.from(mark));
    const high = c.deeper(() => binary(c, 33));
    return { kind: 'operator', name: `${not}BETWEEN${symmetric}`, args: [left, low, high], at: c.from(mark) };
  }
  if (c.take('MEMBER')) {
    c.expect('OF');
    return { kind: 'operator', name: `${not}MEMBER OF`, args: [left, c.deeper(() => binary(c, 33))], at: c.from(mark) };
  }
  const name = ['LIKE', 'ILIKE', 'RLIKE'].find((word) => c.take(word)) ?? similar(c);
  const args = [left, c.deeper(() => binary(c, 33))];
  c.endedAs(endingOf(args[1] ?? left));
  if (c.take('ESCAPE')) args.push(c.deeper(() => binary(c, 33)));
  return { kind: 'operator', name: `${not}${name}`, args, at: c.from(mark) };
}

function similar(c: Cursor): string {
  c.expect('SIMILAR', 'TO');
  return 'SIMILAR TO';
}

function inList(c: Cursor, mark: number, of: Expr, negated: boolean): Expr {
  c.expect('(');
  const list = isQueryStart(c) ? query(c) : expressions(c);
  c.expect(')');
  return { kind: 'in', of, list, negated, at: c.from(mark) };
}

/** Expressions between commas within a parenthesis. */
export function expressions(c: Cursor, first = QUERY_START, other = ITEM_START): Expr[] {
  c.starts(first);
  const items = [c.within('parenthesis', () => expression(c))];
  while (c.take(',')) {
    c.starts(other);
    items.push(c.within('list', () => expression(c)));
  }
  return items;
}

/** A call as the parser makes most of them: no DISTINCT, no filter, no window. */
export function call(name: string, args: readonly Expr[], at: Place): Expr {
  return { kind: 'call', name: [name], args, distinct: false, star: false, parentheses: true, nulls: null, filter: null, withinGroup: [], over: null, at };
}
