// The grammar of OVER's windows: `(PARTITION BY a ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)`.
import type { Bound, Window } from './ast.ts';
import { type Cursor, IDENTIFIERS } from './cursor.ts';
import { expression, sortItem } from './expression.ts';

export function windowSpec(c: Cursor): Window {
  const mark = c.mark;
  if (!c.is('(')) throw c.unexpected(['"(" ...', ...IDENTIFIERS]);
  c.expect('(');
  const base = c.isIdentifier() && !c.is('PARTITION') && !c.is('ROWS') && !c.is('RANGE') ? c.identifier() : null;
  const partitionBy = by(c, 'PARTITION') ? c.list(() => expression(c)) : [];
  const orderBy = by(c, 'ORDER') ? c.list(() => sortItem(c)) : [];
  const frame = c.is('ROWS') || c.is('RANGE') ? frameOf(c) : null;
  if (frame !== null && !c.is(')')) throw c.unexpected(['"ALLOW" ...', '"DISALLOW" ...', '")" ...']);
  if (!c.is(')')) throw c.unexpected(['")" ...', '"ORDER" ...', '"PARTITION" ...', '"RANGE" ...', '"ROWS" ...']);
  c.next();
  return { base, partitionBy, orderBy, frame, at: c.from(mark) };
}

function by(c: Cursor, word: 'PARTITION' | 'ORDER'): boolean {
  if (!c.take(word)) return false;
  c.expect('BY');
  return true;
}

function frameOf(c: Cursor): Window['frame'] {
  const unit = c.next().upper === 'ROWS' ? 'ROWS' : 'RANGE';
  if (!c.take('BETWEEN')) return { unit, from: bound(c), to: { kind: 'current', following: false } };
  const from = bound(c);
  c.expect('AND');
  return { unit, from, to: bound(c) };
}

function bound(c: Cursor): Bound {
  if (c.take('CURRENT', 'ROW')) return { kind: 'current', following: false };
  if (c.take('UNBOUNDED')) return { kind: 'unbounded', following: side(c) };
  const of = expression(c);
  return { kind: 'offset', of, following: side(c) };
}

function side(c: Cursor): boolean {
  if (c.take('FOLLOWING')) return true;
  if (!c.take('PRECEDING')) throw c.unexpected(['"FOLLOWING" ...', '"PRECEDING" ...']);
  return false;
}
