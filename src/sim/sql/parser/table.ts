// The grammar of FROM: tables, joins, functions of tables, UNNEST, temporal tables, hints.
import type { Expr, Hint, JoinKind, TableRef } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { TABLE_START } from './expected.ts';
import { expression } from './expression.ts';
import { matchClause } from './match.ts';
import { callOf } from './primary.ts';
import { isQueryStart, query } from './query.ts';

/** Everything after FROM. */
export function tableRefs(c: Cursor): TableRef {
  return c.deeper(() => {
    const mark = c.mark;
    let left = joined(c);
    while (c.is(',')) {
      if (!beginsTable(c, 1)) throw c.noJoin(',');
      c.next();
      const right = joined(c);
      left = { kind: 'join', join: 'COMMA', natural: false, left, right, on: null, using: null, at: c.from(mark) };
    }
    return left;
  });
}

function joined(c: Cursor): TableRef {
  const mark = c.mark;
  let left = aliased(c);
  for (;;) {
    const natural = c.take('NATURAL');
    const join = joinKind(c);
    if (join === null) {
      if (natural) throw c.unexpected(['"FULL" ...', '"INNER" ...', '"JOIN" ...', '"LEFT" ...', '"RIGHT" ...']);
      return left;
    }
    const right = aliased(c, true);
    const on = c.take('ON') ? c.within('on', () => expression(c)) : null;
    const using = on === null && c.take('USING') ? c.enclosed(() => c.identifier()) : null;
    left = { kind: 'join', join, natural, left, right, on, using, at: c.from(mark) };
  }
}

const beginsTable = (c: Cursor, ahead: number): boolean => c.isIdentifier(ahead) || ['LATERAL', '(', 'UNNEST', 'TABLE'].includes(c.peek(ahead).upper);

function joinKind(c: Cursor): JoinKind | null {
  for (const word of ['INNER', 'LEFT', 'RIGHT', 'FULL'] as const) {
    const after = c.peek(1).upper;
    if (c.is(word) && after !== 'JOIN' && (word === 'INNER' || after !== 'OUTER')) throw c.noJoin(word);
  }
  if (c.is('CROSS') && !c.is('CROSS', 'JOIN')) {
    c.next();
    throw c.unexpected(['"APPLY" ...', '"JOIN" ...']);
  }
  if (c.take('JOIN') || c.take('INNER', 'JOIN')) return 'INNER';
  if (c.take('CROSS', 'JOIN')) return 'CROSS';
  for (const kind of ['LEFT', 'RIGHT', 'FULL'] as const) if (c.take(kind, 'JOIN') || c.take(kind, 'OUTER', 'JOIN')) return kind;
  return null;
}

function aliased(c: Cursor, isJoined = false): TableRef {
  const mark = c.mark;
  let of = primaryTable(c);
  if (c.is('FOR', 'SYSTEM_TIME')) {
    c.expect('FOR', 'SYSTEM_TIME', 'AS', 'OF');
    const time = expression(c);
    of = { kind: 'temporal', of, time, at: c.from(mark) };
  }
  of = alias(c, mark, of, isJoined);
  if (c.take('MATCH_RECOGNIZE')) {
    const match = matchClause(c);
    of = alias(c, mark, { kind: 'match', of, match, at: c.from(mark) });
  }
  return of;
}

function alias(c: Cursor, mark: number, of: TableRef, isJoined = false): TableRef {
  c.over('table');
  const named = c.take('AS');
  if (!named && !c.isIdentifier()) return of;
  const name = c.identifier();
  const columns = c.is('(') ? c.enclosed(() => c.identifier()) : [];
  c.over(isJoined ? 'joined alias' : named ? 'as alias' : 'table alias');
  return { kind: 'alias', of, name, columns, at: c.from(mark) };
}

function primaryTable(c: Cursor): TableRef {
  const mark = c.mark;
  const lateral = c.take('LATERAL');
  if (c.is('(')) {
    if (isQueryStart(c)) return parenthesised(c, mark, lateral);
    c.next();
    const inner = tableRefs(c);
    c.expect(')');
    return inner;
  }
  if (c.take('UNNEST')) {
    const of = c.enclosed(() => expression(c));
    const ordinality = c.take('WITH', 'ORDINALITY');
    return { kind: 'unnest', of, ordinality, at: c.from(mark) };
  }
  if (c.take('TABLE', '(')) {
    const inner = functionCall(c);
    c.expect(')');
    return { kind: 'function', call: inner, lateral, at: c.from(mark) };
  }
  return tableOrCall(c, mark, lateral);
}

/** `(query)`, or `(a JOIN (query) …)`: the query may be only the first of a join. */
function parenthesised(c: Cursor, mark: number, lateral: boolean): TableRef {
  if (c.is('(', '(')) {
    const joins = attemptJoin(c);
    if (joins !== null) return joins;
  }
  c.expect('(');
  const of = query(c);
  c.expect(')');
  return { kind: 'query', query: of, lateral, at: c.from(mark) };
}

/** `((query) AS a JOIN …)`: looks whether a name or a join follows the inner parenthesis. */
function attemptJoin(c: Cursor): TableRef | null {
  let depth = 0;
  for (let i = 1; i < 100_000; i++) {
    const { upper, kind } = c.peek(i);
    if (kind === 'end') return null;
    if (upper === '(') depth += 1;
    if (upper === ')') depth -= 1;
    if (depth === 0) {
      const after = c.peek(i + 1);
      const joins = after.upper === 'AS' || c.isIdentifier(i + 1) || ['JOIN', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'INNER', 'NATURAL', ','].includes(after.upper);
      if (!joins) return null;
      break;
    }
  }
  c.expect('(');
  const inner = tableRefs(c);
  c.expect(')');
  return inner;
}

function functionCall(c: Cursor): Extract<Expr, { kind: 'call' }> {
  const mark = c.mark;
  const name = c.isIdentifier() ? c.name().parts : [c.next().text];
  const call = callOf(c, mark, name);
  if (call.kind !== 'call') throw c.unexpected([]);
  return call;
}

function tableOrCall(c: Cursor, mark: number, lateral: boolean): TableRef {
  if (!c.isIdentifier()) throw c.unexpected(TABLE_START);
  const name = c.name();
  if (!c.is('(')) return { kind: 'named', name, hints: hints(c), at: c.from(mark) };
  const call = callOf(c, mark, name.parts);
  if (call.kind !== 'call') throw c.unexpected([]);
  return { kind: 'function', call, lateral, at: c.from(mark) };
}

/** A table's name with its hints. */
export function tableRef(c: Cursor): TableRef {
  const mark = c.mark;
  const name = c.name();
  return { kind: 'named', name, hints: hints(c), at: c.from(mark) };
}

/** Hints: OPTIONS('a'='b'), BROADCAST(t). Written between a slash with a star and a plus, and a star with a slash. */
export function hints(c: Cursor): Hint[] {
  if (!c.take('/*+')) return [];
  const found = c.list(() => {
    const mark = c.mark;
    const name = c.next().text;
    const options: [string, string][] = [];
    const list: string[] = [];
    if (c.is('(')) c.enclosed(() => {
      const key = c.peek().kind === 'text' ? c.string() : c.next().text;
      if (c.take('=')) options.push([key, c.peek().kind === 'text' ? c.string() : c.next().text]);
      else list.push(key);
    });
    return { name, options: Object.fromEntries(options), list, at: c.from(mark) };
  });
  c.expect('*/');
  return found;
}
