// MATCH_RECOGNIZE over tables: quantifiers, skips, WITHIN, aggregates; and what Flink refuses.
import { describe, expect, test } from 'vitest';
import type { Pattern } from '../parser/ast.ts';
import { callRex, input, literal } from '../expr/rex.ts';
import { NO_ENV } from '../expr/env.ts';
import { attempt } from '../problem.ts';
import { evaluateMatch } from '../query/evaluate-match.ts';
import type { MatchExpression, MatchRef, MatchSpec } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Row } from '../value.ts';
import { automatonOf } from './states.ts';

const FIELDS = [{ name: 'kind', type: t.STRING }, { name: 'v', type: t.INT }, { name: 'ts', type: t.timestamp(3) }];
const v = (name: string): Pattern => ({ kind: 'variable', name });
const repeat = (name: string, least: number, most: number, reluctant = false): Pattern => ({ kind: 'repeat', of: v(name), least, most, reluctant });
const seq = (...of: readonly Pattern[]): Pattern => ({ kind: 'sequence', of });
const row = (variable: string, which: 'FIRST' | 'LAST', column: number): MatchRef => ({ kind: 'row', variable, which, offset: 0, column });
const is = (variable: string, kind: string): MatchExpression => ({ refs: [row(variable, 'LAST', 0)], rex: callRex('=', [input(0, t.STRING), literal(kind, t.STRING)], t.BOOLEAN) });
const value = (ref: MatchRef): MatchExpression => ({ refs: [ref], rex: input(0, t.INT) });

const SPEC: MatchSpec = {
  partitionBy: [], order: [{ index: 2, descending: false, nullsFirst: true }], pattern: seq(repeat('X', 1, -1), v('Y')), define: { X: is('X', 'x'), Y: is('Y', 'y') },
  measures: [value(row('X', 'FIRST', 1)), value(row('X', 'LAST', 1)), value(row('Y', 'LAST', 1))], after: { kind: 'PAST LAST ROW' }, withinMs: null,
};
const letters = (text: string): readonly Row[] => [...text].map((kind, i): Row => [kind, i, i * 1000]);

function check(name: string, rows: string, more: Partial<MatchSpec>, ...expected: readonly Row[]): void {
  test(name, () => {
    expect(evaluateMatch({ kind: 'match', spec: { ...SPEC, ...more }, input: { kind: 'values', rows: [], fields: FIELDS }, fields: [] }, letters(rows), NO_ENV)).toEqual(expected);
  });
}

describe('matches', () => {
  check('one or more, past the last row', 'xxyxzxy', {}, [0, 1, 2], [5, 5, 6]);
  check('from the next row', 'xxxy', { after: { kind: 'TO NEXT ROW' } }, [0, 2, 3], [1, 2, 3], [2, 2, 3]);
  check('from the last of a variable', 'xxyxxy', { after: { kind: 'TO LAST', variable: 'Y' } }, [0, 1, 2], [3, 4, 5]);
  test('to where the match itself began', () => {
    const of = (): readonly Row[] => evaluateMatch({ kind: 'match', spec: { ...SPEC, after: { kind: 'TO FIRST', variable: 'X' } }, input: { kind: 'values', rows: [], fields: FIELDS }, fields: [] }, letters('xy'), NO_ENV);
    expect(attempt(of)).toMatchObject({ ok: false, problem: { message: 'Could not skip to first element of a match.' } });
  });
  check('none or more, reluctant', 'xzzyzy', { pattern: seq(v('X'), repeat('B', 0, -1, true), v('Y')) }, [0, 0, 3]);
  check('none or more, greedy', 'xzzyzy', { pattern: seq(v('X'), repeat('B', 0, -1), v('Y')) });
  check('as many as that', 'xxxxy', { pattern: seq(repeat('X', 2, 3), v('Y')), after: { kind: 'TO NEXT ROW' } }, [1, 3, 4], [2, 3, 4]);
  check('perhaps one', 'xyy', { pattern: seq(v('X'), repeat('B', 0, 1), v('Y')), define: { X: is('X', 'x'), B: is('B', 'y'), Y: is('Y', 'y') }, after: { kind: 'TO NEXT ROW' } }, [0, 0, 1]);
  check('within a time', 'xxxy', { withinMs: 2000, after: { kind: 'TO NEXT ROW' } }, [2, 2, 3]);
  check('aggregates over a variable', 'xxxy', { measures: [value({ kind: 'aggregate', variable: 'X', args: [input(1, t.INT)], call: { name: 'SUM', args: [0], distinct: false, filter: null, type: t.INT, orderBy: [], options: {} } }), value({ kind: 'rowtime' })] }, [3, 3000]);
});

describe('what is refused', () => {
  const refuses = (name: string, pattern: Pattern, text: string): void => {
    test(name, () => expect(attempt(() => automatonOf(pattern))).toMatchObject({ ok: false, problem: { message: text } }));
  };
  refuses('a greedy end', seq(v('A'), repeat('B', 1, -1)), 'Greedy quantifiers are not allowed as the last element of a Pattern yet. Finish your pattern with either a simple variable or reluctant quantifier.');
  refuses('what may be empty', seq(repeat('A', 0, 1), repeat('B', 0, -1, true)), 'Patterns that can produce empty matches are not supported. There must be at least one non-optional state.');
  refuses('reluctant and optional', seq(repeat('A', 0, 1, true), v('B')), 'Reluctant optional variables are not supported yet.');
});
