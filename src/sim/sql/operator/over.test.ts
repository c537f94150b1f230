// OVER row by row: windows that grow and windows that slide, by event time, by the clock and by other columns, against the batch evaluator.
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../flink/record.ts';
import { OperatorBench } from '../../testing/sql-operator.ts';
import { NO_ENV } from '../expr/env.ts';
import { evaluateOver } from '../query/evaluate-over.ts';
import type { FrameBound, OverCall, SortKey } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { type Row, rowKey } from '../value.ts';
import type { OverConfig } from './config.ts';
import { over } from './over.ts';

const INPUT = [t.STRING, t.INT, t.timestamp(3)];
const BY_TIME: SortKey = { index: 2, descending: false, nullsFirst: true };
const BY_VALUE: SortKey = { index: 1, descending: false, nullsFirst: true };
const UNBOUNDED: FrameBound = { kind: 'unbounded', following: false };
const CURRENT: FrameBound = { kind: 'current', following: false };
const back = (offset: number): FrameBound => ({ kind: 'offset', offset, following: false });

interface Frame {
  readonly unit: 'ROWS' | 'RANGE';
  readonly from: FrameBound;
}

const call = (name: string, args: readonly number[], type: t.LogicalType, { unit, from }: Frame, more: Partial<OverCall> = {}): OverCall => ({ name, args, distinct: false, filter: null, type, options: {}, partitionBy: [0], orderBy: [BY_TIME], frame: { unit, from, to: CURRENT }, ...more });

function bench(calls: readonly OverCall[], order: OverConfig['order'] = { kind: 'rowtime', index: 2 }, ttlMs = 0): OperatorBench {
  const config: OverConfig = { zone: 'UTC', startedMs: 0, inputRetracts: [false], updateBefore: true, ttlMs: [ttlMs], input: INPUT, calls, order };
  return new OperatorBench(over, config, { keys: { fields: [0], hash: 'binary-row' } });
}

const sum = (frame: Frame): OverCall => call('SUM', [1], t.INT, frame);
const ROWS: readonly Row[] = [['a', 10, 1000], ['a', 20, 3000], ['b', 7, 3000], ['a', 30, 3000], ['a', 5, 2000], ['a', 20, 7000]];

function byEventTime(name: string, calls: readonly OverCall[], ...expected: readonly string[]): void {
  test(name, () => {
    const of = bench(calls);
    for (const row of ROWS) of.send('+I', row);
    of.watermark(100_000);
    expect(of.take()).toEqual(expected);
  });
}

describe('by event time', () => {
  byEventTime('RANGE: rows of one time have one result', [sum({ unit: 'RANGE', from: UNBOUNDED })], '+I[a, 10, 1000, 10]', '+I[a, 5, 2000, 15]', '+I[a, 20, 3000, 65]', '+I[a, 30, 3000, 65]', '+I[b, 7, 3000, 7]', '+I[a, 20, 7000, 85]');
  byEventTime('ROWS: each its own', [sum({ unit: 'ROWS', from: UNBOUNDED })], '+I[a, 10, 1000, 10]', '+I[a, 5, 2000, 15]', '+I[a, 20, 3000, 35]', '+I[a, 30, 3000, 65]', '+I[b, 7, 3000, 7]', '+I[a, 20, 7000, 85]');
  byEventTime('the last two rows', [sum({ unit: 'ROWS', from: back(1) })], '+I[a, 10, 1000, 10]', '+I[a, 5, 2000, 15]', '+I[a, 20, 3000, 25]', '+I[a, 30, 3000, 50]', '+I[b, 7, 3000, 7]', '+I[a, 20, 7000, 50]');
  byEventTime('the last two seconds', [sum({ unit: 'RANGE', from: back(2000) })], '+I[a, 10, 1000, 10]', '+I[a, 5, 2000, 15]', '+I[b, 7, 3000, 7]', '+I[a, 20, 3000, 65]', '+I[a, 30, 3000, 65]', '+I[a, 20, 7000, 20]');
  byEventTime('numbers of rows', [call('ROW_NUMBER', [], t.BIGINT, { unit: 'RANGE', from: UNBOUNDED })], '+I[a, 10, 1000, 1]', '+I[a, 5, 2000, 2]', '+I[a, 20, 3000, 3]', '+I[a, 30, 3000, 4]', '+I[b, 7, 3000, 1]', '+I[a, 20, 7000, 5]');

  test('late rows are dropped', () => {
    const of = bench([sum({ unit: 'RANGE', from: UNBOUNDED })]);
    of.send('+I', ['a', 1, 5000]);
    of.watermark(4000);
    of.send('+I', ['a', 2, 4000]);
    of.send('+I', ['a', 4, 4001]);
    of.restore();
    of.watermark(9000);
    expect([of.take(), of.late]).toEqual([['+I[a, 4, 4001, 4]', '+I[a, 1, 5000, 5]'], 1]);
  });

  test('in a sliding window late is what is no later than what was given', () => {
    const of = bench([sum({ unit: 'RANGE', from: back(1000) })]);
    of.send('+I', ['a', 1, 3000]);
    of.watermark(3800);
    of.send('+I', ['a', 2, 3000]);
    of.send('+I', ['a', 4, 3500]);
    of.watermark(4000);
    expect([of.take(), of.late]).toEqual([['+I[a, 1, 3000, 1]', '+I[a, 4, 3500, 5]'], 1]);
    // Once its state is cleaned up, the window takes what is late again.
    of.watermark(9000);
    of.send('+I', ['a', 8, 2000]);
    of.watermark(9001);
    expect([of.take(), of.late]).toEqual([['+I[a, 8, 2000, 8]'], 1]);
  });
});

describe('by the clock', () => {
  test('every row at once', () => {
    const of = bench([sum({ unit: 'RANGE', from: UNBOUNDED }), call('LAG', [1], t.INT, { unit: 'RANGE', from: UNBOUNDED })], { kind: 'proctime' });
    for (const row of ROWS.slice(0, 3)) of.send('+I', row);
    expect(of.take()).toEqual(['+I[a, 10, 1000, 10, null]', '+I[a, 20, 3000, 30, 10]', '+I[b, 7, 3000, 7, null]']);
  });
  test('the last two rows', () => {
    const of = bench([sum({ unit: 'ROWS', from: back(1) }), call('MIN', [1], t.INT, { unit: 'ROWS', from: back(1) })], { kind: 'proctime' });
    for (const row of ROWS) of.send('+I', row);
    expect(of.take()).toEqual(['+I[a, 10, 1000, 10, 10]', '+I[a, 20, 3000, 30, 10]', '+I[b, 7, 3000, 7, 7]', '+I[a, 30, 3000, 50, 20]', '+I[a, 5, 2000, 35, 5]', '+I[a, 20, 7000, 25, 5]']);
  });
  test('the last two seconds: rows of one millisecond together, when it is over', () => {
    const of = bench([sum({ unit: 'RANGE', from: back(2000) })], { kind: 'proctime' });
    of.time(1000);
    of.send('+I', ['a', 1, 0]);
    of.send('+I', ['a', 2, 0]);
    expect(of.take()).toEqual([]);
    of.time(2500);
    of.send('+I', ['a', 4, 0]);
    of.time(3500);
    of.send('+I', ['a', 8, 0]);
    of.time(20_000);
    expect(of.take()).toEqual(['+I[a, 1, 0, 3]', '+I[a, 2, 0, 3]', '+I[a, 4, 0, 7]', '+I[a, 8, 0, 12]']);
    expect(of.stateSize()).toBe(0);
  });
  test('state that nobody touched for so long is forgotten', () => {
    const of = bench([sum({ unit: 'RANGE', from: UNBOUNDED })], { kind: 'proctime' }, 1000);
    of.send('+I', ['a', 1, 0]);
    of.time(1400);
    of.send('+I', ['a', 2, 0]);
    of.time(10_000);
    of.send('+I', ['a', 4, 0]);
    expect(of.take()).toEqual(['+I[a, 1, 0, 1]', '+I[a, 2, 0, 3]', '+I[a, 4, 0, 4]']);
  });
});

describe('in the order of other columns', () => {
  const other = (calls: readonly OverCall[]): OperatorBench => bench(calls.map((one) => ({ ...one, orderBy: [BY_VALUE] })), { kind: 'other', keys: [BY_VALUE] });
  const steps = (of: OperatorBench, ...rows: readonly (readonly [RowKind, number, number])[]): void => {
    for (const [kind, value, id] of rows) of.send(kind, ['a', value, id]);
  };
  test('what comes changes what is behind it', () => {
    const of = other([call('RANK', [], t.BIGINT, { unit: 'RANGE', from: UNBOUNDED })]);
    steps(of, ['+I', 3, 1], ['+I', 1, 2], ['+I', 2, 3]);
    expect(of.take()).toEqual(['+I[a, 3, 1, 1]', '+I[a, 1, 2, 1]', '-U[a, 3, 1, 1]', '+U[a, 3, 1, 2]', '+I[a, 2, 3, 2]', '-U[a, 3, 1, 2]', '+U[a, 3, 1, 3]']);
  });
  test('peers share their result, and what goes is deleted', () => {
    const of = other([sum({ unit: 'RANGE', from: UNBOUNDED })]);
    steps(of, ['+I', 5, 1], ['+I', 5, 2], ['+I', 9, 3]);
    expect(of.take()).toEqual(['+I[a, 5, 1, 5]', '-U[a, 5, 1, 5]', '+U[a, 5, 1, 10]', '+I[a, 5, 2, 10]', '+I[a, 9, 3, 19]']);
    of.restore();
    steps(of, ['-D', 5, 1]);
    expect(of.take()).toEqual(['-D[a, 5, 1, 10]', '-U[a, 5, 2, 10]', '+U[a, 5, 2, 5]', '-U[a, 9, 3, 19]', '+U[a, 9, 3, 14]']);
  });
  test('ROWS: only those behind', () => {
    const of = other([sum({ unit: 'ROWS', from: UNBOUNDED })]);
    steps(of, ['+I', 5, 1], ['+I', 5, 2], ['+I', 1, 3], ['-D', 5, 1]);
    expect(of.take()).toEqual(['+I[a, 5, 1, 5]', '+I[a, 5, 2, 10]', '+I[a, 1, 3, 1]', '-U[a, 5, 1, 5]', '+U[a, 5, 1, 6]', '-U[a, 5, 2, 10]', '+U[a, 5, 2, 11]', '-D[a, 5, 1, 6]', '-U[a, 5, 2, 11]', '+U[a, 5, 2, 6]']);
  });
});

/** The Park-Miller generator: a test's own chance. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

const FRAMES: Readonly<Record<string, Frame>> = { 'all rows': { unit: 'ROWS', from: UNBOUNDED }, 'all times': { unit: 'RANGE', from: UNBOUNDED }, 'three rows': { unit: 'ROWS', from: back(2) }, 'some time': { unit: 'RANGE', from: back(7) } };

function everyCall(frame: Frame): readonly OverCall[] {
  const names: readonly (readonly [string, readonly number[], t.LogicalType, Partial<OverCall>?])[] = [
    ['SUM', [1], t.INT], ['COUNT', [], t.BIGINT], ['MIN', [1], t.INT], ['MAX', [1], t.INT], ['AVG', [1], t.INT], ['COUNT', [1], t.BIGINT, { distinct: true }], ['FIRST_VALUE', [1], t.INT], ['LAST_VALUE', [1], t.INT],
  ];
  return names.map(([name, args, type, more]) => call(name, args, type, frame, more));
}

describe.each(Object.keys(FRAMES))('what comes out is what the batch evaluator says: %s', (name) => {
  test.each(Array.from({ length: 6 }, (_, i) => i + 1))('seed %i', (seed) => {
    const draw = dice(seed * 4099);
    const calls = everyCall(FRAMES[name] ?? { unit: 'ROWS', from: UNBOUNDED });
    const of = bench(calls);
    const table: Row[] = [];
    for (let step = 0; step < 150; step++) {
      // Within the watermark's bounds, and times beyond 0: Flink takes what is not after 0 for late in a sliding window.
      const row: Row = [`k${draw(3)}`, draw(9) === 0 ? null : draw(40), 10 + step + draw(8)];
      table.push(row);
      of.send('+I', row);
      of.watermark(step + 2);
      if (draw(20) === 0) of.freeze();
      if (draw(40) === 0) of.restore();
    }
    of.watermark(10_000);
    const fields = INPUT.map((type, i) => ({ name: `f${i}`, type }));
    // Rows of one time stand in the order in which they came.
    const expected = evaluateOver({ kind: 'over', input: { kind: 'values', rows: [], fields }, calls, fields: [] }, table, NO_ENV);
    expect(of.out.map(({ row }) => rowKey(row)).toSorted()).toEqual(expected.map(rowKey).toSorted());
  });
});
