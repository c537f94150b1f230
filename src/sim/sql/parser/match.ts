// The grammar of MATCH_RECOGNIZE: measures, the pattern as an expression over rows, and what its variables mean.
import type { MatchClause, Pattern } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { expression, sortItem } from './expression.ts';

/** What stands in MATCH_RECOGNIZE's parentheses. */
export function matchClause(c: Cursor): MatchClause {
  c.expect('(');
  const partitionBy = c.take('PARTITION', 'BY') ? c.list(() => expression(c)) : [];
  const orderBy = c.take('ORDER', 'BY') ? c.list(() => sortItem(c)) : [];
  const measures = c.take('MEASURES') ? c.list(() => measure(c)) : [];
  const rows = c.take('ONE', 'ROW', 'PER', 'MATCH') ? 'ONE ROW PER MATCH' : c.take('ALL', 'ROWS', 'PER', 'MATCH') ? 'ALL ROWS PER MATCH' : null;
  const after = c.take('AFTER') ? afterMatch(c) : null;
  c.expect('PATTERN', '(');
  const strictStart = c.take('^');
  const pattern = alternation(c);
  const strictEnd = c.take('$');
  c.expect(')');
  const within = c.take('WITHIN') ? expression(c) : null;
  const subsets = c.take('SUBSET') ? c.list(() => {
    const name = c.identifier();
    c.expect('=');
    return { name, of: c.enclosed(() => c.identifier()) };
  }) : [];
  c.expect('DEFINE');
  const define = c.list(() => {
    const mark = c.mark;
    const name = c.identifier();
    c.expect('AS');
    const of = expression(c);
    return { name, of, at: c.from(mark) };
  });
  c.expect(')');
  return { partitionBy, orderBy, measures, rows, after, pattern, strictStart, strictEnd, within, subsets, define };
}

function measure(c: Cursor): MatchClause['measures'][number] {
  const mode = c.take('FINAL') ? 'FINAL' : c.take('RUNNING') ? 'RUNNING' : null;
  const of = expression(c);
  c.expect('AS');
  return { of, name: c.identifier(), mode };
}

function afterMatch(c: Cursor): MatchClause['after'] {
  c.expect('MATCH', 'SKIP');
  if (c.take('PAST', 'LAST', 'ROW')) return { kind: 'PAST LAST ROW' };
  c.expect('TO');
  if (c.take('NEXT', 'ROW')) return { kind: 'TO NEXT ROW' };
  const kind = c.take('FIRST') ? 'TO FIRST' : 'TO LAST';
  c.take('LAST');
  return { kind, variable: c.identifier() };
}

function alternation(c: Cursor): Pattern {
  return c.deeper(() => {
    const of = [sequence(c)];
    while (c.take('|')) of.push(sequence(c));
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: 'alternation', of };
  });
}

function sequence(c: Cursor): Pattern {
  const of: Pattern[] = [];
  while (!c.is(')') && !c.is('|') && !c.is('$') && !c.is('-}') && c.peek().kind !== 'end') of.push(quantified(c));
  if (of.length === 0) throw c.unexpected(['"PERMUTE" ...', '"(" ...', '"{-" ...', '<IDENTIFIER> ...']);
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'sequence', of };
}

function quantified(c: Cursor): Pattern {
  const of = factor(c);
  const counts = quantifier(c);
  if (counts === null) return of;
  const reluctant = c.take('?');
  return { kind: 'repeat', of, least: counts[0], most: counts[1], reluctant };
}

function quantifier(c: Cursor): readonly [number, number] | null {
  if (c.take('*')) return [0, -1];
  if (c.take('+')) return [1, -1];
  if (c.take('?')) return [0, 1];
  if (!c.take('{')) return null;
  const least = c.is(',') ? 0 : c.whole();
  const most = c.take(',') ? (c.is('}') ? -1 : c.whole()) : least;
  c.expect('}');
  return [least, most];
}

function factor(c: Cursor): Pattern {
  if (c.take('(')) {
    const inner = alternation(c);
    c.expect(')');
    return inner;
  }
  if (c.take('{-')) {
    const of = alternation(c);
    c.expect('-}');
    return { kind: 'exclusion', of };
  }
  if (c.take('PERMUTE')) return { kind: 'permute', of: c.enclosed(() => alternation(c)) };
  return { kind: 'variable', name: c.identifier() };
}
