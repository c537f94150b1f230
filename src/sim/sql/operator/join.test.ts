// Joins row by row: the changelogs of Flink's operators, and what they add up to beside the batch evaluator.
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../flink/record.ts';
import { OperatorBench } from '../../testing/sql-operator.ts';
import { NO_ENV } from '../expr/env.ts';
import { callRex, input, literal } from '../expr/rex.ts';
import { evaluate } from '../query/evaluate.ts';
import type { JoinType, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { type Row, rowKey } from '../value.ts';
import type { JoinConfig, SqlIntervalJoinConfig, TemporalJoinConfig } from './config.ts';
import { correlate } from './correlate.ts';
import { intervalJoin } from './interval-join.ts';
import { join } from './join.ts';
import { temporalJoin } from './temporal-join.ts';

const SIDE = [t.INT, t.STRING];
const KEY = { fields: [0], hash: 'binary-row' } as const;
const SETTINGS = { zone: 'UTC', startedMs: 0 };

function regular(type: JoinType, more: Partial<JoinConfig> = {}): OperatorBench {
  const config: JoinConfig = { ...SETTINGS, join: type, left: SIDE, right: SIDE, leftKey: [0], rightKey: [0], condition: null, uniqueKeys: [null, null], filterNulls: [true], inputRetracts: [true, true], updateBefore: true, ttlMs: [0, 0], ...more };
  return new OperatorBench(join, config, { keys: KEY });
}

/** 'L' or 'R', the kind, the row; a number alone is a watermark, `{ at }` the clock. */
type Step = readonly ['L' | 'R', RowKind, ...Row] | number | { readonly at: number };

function play(of: OperatorBench, steps: readonly Step[]): string[] {
  for (const step of steps) {
    if (typeof step === 'number') of.watermark(step);
    else if (!Array.isArray(step)) of.time((step as { at: number }).at);
    else of.send(step[1] as RowKind, step.slice(2) as Row, undefined, step[0] === 'L' ? 0 : 1);
  }
  return of.take();
}

function check(name: string, make: () => OperatorBench, steps: readonly Step[], ...expected: readonly string[]): void {
  test(name, () => expect(play(make(), steps)).toEqual(expected));
  test(`${name}, restored before each step`, () => {
    const of = make();
    const out: string[] = [];
    let watermark: Step | null = null;
    for (const step of steps) {
      of.freeze();
      of.restore();
      if (watermark !== null) out.push(...play(of, [watermark]));
      if (typeof step === 'number') watermark = step;
      out.push(...play(of, [step]));
    }
    expect(out).toEqual(expected);
  });
}

describe('regular joins', () => {
  check('inner keeps the kinds of the rows', () => regular('INNER'), [['L', '+I', 1, 'a'], ['R', '+I', 1, 'x'], ['R', '+I', 2, 'y'], ['L', '-U', 1, 'a'], ['L', '+U', 1, 'b'], ['R', '-D', 1, 'x'], ['L', '+I', null, 'n'], ['R', '+I', null, 'm']],
    '+I[1, a, 1, x]', '-U[1, a, 1, x]', '+U[1, b, 1, x]', '-D[1, b, 1, x]');
  check('left: rows filled up with NULL are taken back', () => regular('LEFT'), [['L', '+I', 1, 'a'], ['R', '+I', 1, 'x'], ['R', '+I', 1, 'y'], ['R', '-D', 1, 'x'], ['R', '-U', 1, 'y'], ['R', '+U', 1, 'z'], ['L', '-D', 1, 'a']],
    '+I[1, a, null, null]', '-D[1, a, null, null]', '+I[1, a, 1, x]', '+I[1, a, 1, y]', '-D[1, a, 1, x]', '-U[1, a, 1, y]', '+I[1, a, null, null]', '-D[1, a, null, null]', '+I[1, a, 1, z]', '-D[1, a, 1, z]');
  check('right', () => regular('RIGHT'), [['R', '+I', 1, 'x'], ['L', '+U', 1, 'a'], ['L', '-U', 1, 'a'], ['R', '-D', 1, 'x']],
    '+I[null, null, 1, x]', '-D[null, null, 1, x]', '+I[1, a, 1, x]', '-U[1, a, 1, x]', '+I[null, null, 1, x]', '-D[null, null, 1, x]');
  check('full, each match in its turn', () => regular('FULL'), [['L', '+I', 1, 'a'], ['L', '+I', 1, 'b'], ['R', '+I', 1, 'x'], ['R', '+I', null, 'n'], ['R', '-D', 1, 'x']],
    '+I[1, a, null, null]', '+I[1, b, null, null]', '-D[1, a, null, null]', '+I[1, a, 1, x]', '-D[1, b, null, null]', '+I[1, b, 1, x]', '+I[null, null, null, n]', '-D[1, a, 1, x]', '+I[1, a, null, null]', '-D[1, b, 1, x]', '+I[1, b, null, null]');
  check('semi', () => regular('SEMI'), [['L', '+I', 1, 'a'], ['R', '+I', 1, 'x'], ['R', '+I', 1, 'y'], ['R', '-D', 1, 'x'], ['R', '-D', 1, 'y'], ['R', '+U', 1, 'z'], ['L', '+I', 1, 'b'], ['L', '-D', 1, 'a']],
    '+I[1, a]', '-D[1, a]', '+U[1, a]', '+I[1, b]', '-D[1, a]');
  check('anti', () => regular('ANTI'), [['L', '+I', 1, 'a'], ['R', '+I', 1, 'x'], ['R', '-U', 1, 'x'], ['L', '+I', null, 'n']], '+I[1, a]', '-D[1, a]', '+I[1, a]', '+I[null, n]');
  check('equal rows count', () => regular('INNER'), [['L', '+I', 1, 'a'], ['L', '+I', 1, 'a'], ['R', '+I', 1, 'x'], ['L', '-D', 1, 'a'], ['R', '-D', 1, 'x']], '+I[1, a, 1, x]', '+I[1, a, 1, x]', '-D[1, a, 1, x]', '-D[1, a, 1, x]');
  check('a unique key: the newer row takes the place', () => regular('INNER', { uniqueKeys: [[0], null] }), [['L', '+I', 1, 'a'], ['L', '+U', 1, 'b'], ['R', '+I', 1, 'x']], '+I[1, b, 1, x]');
  check('IS NOT DISTINCT FROM joins NULL', () => regular('INNER', { filterNulls: [false] }), [['L', '+I', null, 'a'], ['R', '+I', null, 'x']], '+I[null, a, null, x]');
  check('a time to live for each side', () => regular('LEFT', { ttlMs: [1000, 0] }), [['L', '+I', 1, 'a'], { at: 500 }, ['R', '+I', 1, 'x'], { at: 1400 }, ['R', '+I', 1, 'y'], { at: 2500 }, ['R', '+I', 1, 'z'], ['L', '+I', 1, 'b']],
    '+I[1, a, null, null]', '-D[1, a, null, null]', '+I[1, a, 1, x]', '+I[1, a, 1, y]', '+I[1, b, 1, y]', '+I[1, b, 1, z]', '+I[1, b, 1, x]');
});

/** A generator of numbers, by Park and Miller. */
function numbers(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('random changelogs add up to the batch result', () => {
  const fields = [{ name: 'k', type: t.INT }, { name: 'v', type: t.STRING }];
  const condition = callRex('AND', [callRex('=', [input(0, t.INT), input(2, t.INT)], t.BOOLEAN), callRex('<>', [input(1, t.STRING), input(3, t.STRING)], t.BOOLEAN)], t.BOOLEAN);
  for (const type of ['INNER', 'LEFT', 'RIGHT', 'FULL', 'SEMI', 'ANTI'] as const) {
    test(type, () => {
      for (let seed = 0; seed < 40; seed++) {
        const next = numbers(seed);
        const tables: [Row[], Row[]] = [[], []];
        const of = regular(type, { condition: callRex('<>', [input(1, t.STRING), input(3, t.STRING)], t.BOOLEAN) });
        for (let i = 0; i < 60; i++) {
          const side = next(2) === 0 ? 0 : 1;
          const rows = tables[side];
          const at = next(3) === 0 && rows.length > 0 ? next(rows.length) : -1;
          const row: Row = rows[at] ?? [next(5) === 0 ? null : next(3), 'abcd'.charAt(next(4))];
          if (at >= 0) rows.splice(at, 1);
          else rows.push(row);
          of.send(at >= 0 ? '-D' : '+I', row, undefined, side);
          if (next(10) === 0) of.freeze();
          if (next(20) === 0) of.restore();
        }
        const counts = new Map<string, number>();
        for (const { kind, row } of of.out) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + (kind.startsWith('+') ? 1 : -1));
        const [left, right] = tables.map((rows): Rel => ({ kind: 'values', rows, fields }));
        const rel: Rel = { kind: 'join', join: type, left: left ?? { kind: 'values', rows: [], fields }, right: right ?? { kind: 'values', rows: [], fields }, condition, hints: [], fields: [] };
        const expected = evaluate(rel, { rows: () => [] }, NO_ENV).map(rowKey).sort();
        expect([...counts].flatMap(([key, count]) => Array.from({ length: count }, () => key)).sort()).toEqual(expected);
      }
    });
  }
});

function interval(type: SqlIntervalJoinConfig['join'], more: Partial<SqlIntervalJoinConfig> = {}): () => OperatorBench {
  return () => new OperatorBench(intervalJoin, { ...SETTINGS, join: type, leftWidth: 2, rightWidth: 2, condition: null, leftTime: 1, rightTime: 1, lowerMs: 0, upperMs: 10, ...more } satisfies SqlIntervalJoinConfig, { keys: KEY });
}

describe('interval joins', () => {
  check('both ends belong to the interval', interval('INNER'), [['L', '+I', 1, 100], ['R', '+I', 1, 100], ['R', '+I', 1, 110], ['R', '+I', 1, 111], ['R', '+I', 1, 99], ['R', '+I', 2, 105], ['R', '+I', null, 105], ['L', '+I', 1, 99]],
    '+I[1, 100, 1, 100]', '+I[1, 100, 1, 110]', '+I[1, 99, 1, 99]', '+I[1, 99, 1, 100]');
  check('an outer row waits until nothing can come', interval('LEFT'), [['L', '+I', 1, 100], ['L', '+I', 2, 105], ['R', '+I', 1, 104], 110, 111, 116], '+I[1, 100, 1, 104]', '+I[2, 105, null, null]');
  check('full', interval('FULL'), [['L', '+I', 1, 100], ['R', '+I', 1, 130], 99, 120, 131], '+I[1, 100, null, null]', '+I[null, null, 1, 130]');
  check('a row too late joins what still waits, and is not kept', interval('LEFT', { lowerMs: -5, upperMs: 5 }), [['R', '+I', 1, 100], 103, ['L', '+I', 1, 96], ['L', '+I', 1, 90]], '+I[1, 96, 1, 100]', '+I[1, 90, null, null]');
  check('by the clock', interval('INNER', { leftTime: null, rightTime: null }), [{ at: 1000 }, ['L', '+I', 1, 0], { at: 1010 }, ['R', '+I', 1, 1], { at: 1011 }, ['R', '+I', 1, 2]], '+I[1, 0, 1, 1]');
  test('the watermark goes on later', () => {
    const of = interval('INNER')();
    of.watermark(100);
    expect(of.watermarks).toEqual([90]);
  });
  test('nothing stays when time has passed', () => {
    const of = interval('FULL')();
    play(of, [['L', '+I', 1, 100], ['R', '+I', 1, 105], ['L', '+I', 2, 107], 1000]);
    of.freeze();
    expect(of.stateSize()).toBe(0);
  });
});

function temporal(type: TemporalJoinConfig['join'], more: Partial<TemporalJoinConfig> = {}): () => OperatorBench {
  return () => new OperatorBench(temporalJoin, { ...SETTINGS, join: type, leftWidth: 2, rightWidth: 3, condition: null, leftTime: 1, rightTime: 1, ...more } satisfies TemporalJoinConfig, { keys: KEY });
}

describe('temporal joins', () => {
  check('the version of its time, in the order of coming', temporal('INNER'), [['R', '+I', 1, 10, 'a'], ['L', '+I', 1, 25], ['L', '+I', 1, 15], ['R', '+U', 1, 20, 'b'], ['L', '+I', 1, 5], 30], '+I[1, 25, 1, 20, b]', '+I[1, 15, 1, 10, a]');
  check('left: no version, or one that is deleted', temporal('LEFT'), [['L', '+I', 1, 5], ['R', '+I', 1, 10, 'a'], ['R', '-D', 1, 20, 'a'], ['L', '+I', 1, 25], ['L', '+I', 1, 12], 12, 30], '+I[1, 5, null, null, null]', '+I[1, 12, 1, 10, a]', '+I[1, 25, null, null, null]');
  check('the newest version before the watermark stays', temporal('INNER'), [['R', '+I', 1, 10, 'a'], ['R', '+U', 1, 20, 'b'], 50, ['L', '+I', 1, 60], 70, ['R', '+U', 1, 80, 'c'], ['L', '+I', 1, 75], 90], '+I[1, 60, 1, 20, b]', '+I[1, 75, 1, 20, b]');
  check('by processing time', temporal('LEFT', { leftTime: null, rightTime: null }), [['L', '+I', 1, 5], ['R', '+I', 1, 0, 'a'], ['L', '+I', 1, 6], ['R', '-D', 1, 0, 'a'], ['L', '-D', 1, 6]], '+I[1, 5, null, null, null]', '+I[1, 6, 1, 0, a]', '-D[1, 6, null, null, null]');
});

describe('UNNEST', () => {
  const of = (type: t.LogicalType, left: boolean, ordinality = false, width = 1) => (): OperatorBench => new OperatorBench(correlate, { ...SETTINGS, join: left ? 'LEFT' : 'INNER', collection: input(1, type), ordinality, width, condition: literal(true, t.BOOLEAN) });
  check('arrays', of(t.array(t.INT), false), [['L', '+I', 1, [7, 8]], ['L', '-D', 2, []], ['L', '-D', 3, [9]]], '+I[1, [7,8], 7]', '+I[1, [7,8], 8]', '-D[3, [9], 9]');
  check('left, with ordinality', of(t.array(t.INT), true, true, 2), [['L', '+I', 1, [7]], ['L', '+I', 2, null]], '+I[1, [7], 7, 1]', '+I[2, null, null, null]');
  check('maps', of(t.map(t.STRING, t.INT), false, false, 2), [['L', '+I', 1, [['a', 1]]]], '+I[1, [["a",1]], a, 1]');
  check('multisets', of(t.multiset(t.STRING), false), [['L', '+I', 1, [['a', 2]]]], '+I[1, [["a",2]], a]', '+I[1, [["a",2]], a]');
});
