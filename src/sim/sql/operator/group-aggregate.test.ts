// GroupAggregate row by row: the changelogs are those of real sessions, and what they add up to is what the batch evaluator says.
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../flink/record.ts';
import { OperatorBench } from '../../testing/sql-operator.ts';
import { NO_ENV } from '../expr/env.ts';
import { evaluateAggregate } from '../query/evaluate-aggregate.ts';
import type { AggregateCall } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { type Row, rowKey } from '../value.ts';
import type { GroupAggregateConfig } from './config.ts';
import { groupAggregate } from './group-aggregate.ts';

const INPUT = [t.STRING, t.STRING, t.INT, t.BOOLEAN, t.decimal(10, 2)];

const call = (name: string, args: readonly number[], type: t.LogicalType, more: Partial<AggregateCall> = {}): AggregateCall => ({ name, args, distinct: false, filter: null, type, orderBy: [], options: {}, ...more });
const COUNT = call('COUNT', [], t.BIGINT);

function bench(calls: readonly AggregateCall[], more: Partial<GroupAggregateConfig> = {}): OperatorBench {
  const config: GroupAggregateConfig = { zone: 'UTC', startedMs: 0, inputRetracts: [false], updateBefore: true, ttlMs: [0], input: INPUT, groups: [0], calls, ...more };
  return new OperatorBench(groupAggregate, config, { keys: { fields: config.groups, hash: 'binary-row' } });
}

type Step = readonly [RowKind, ...Row];

function check(name: string, of: OperatorBench, steps: readonly Step[], ...expected: readonly string[]): void {
  test(name, () => {
    for (const [kind, ...row] of steps) of.send(kind, row);
    expect(of.take()).toEqual(expected);
  });
}

const SALES: readonly Step[] = [['+I', 'ana', 'livro', 30], ['+I', 'rui', 'lápis', 2], ['+I', 'ana', 'livro', 25], ['+I', 'bia', 'caneta', 5], ['+I', 'rui', 'livro', 40], ['+I', 'ana', 'lápis', 3]];

describe('a changelog of results', () => {
  check('sum and count', bench([call('SUM', [2], t.INT), COUNT]), SALES,
    '+I[ana, 30, 1]', '+I[rui, 2, 1]', '-U[ana, 30, 1]', '+U[ana, 55, 2]', '+I[bia, 5, 1]', '-U[rui, 2, 1]', '+U[rui, 42, 2]', '-U[ana, 55, 2]', '+U[ana, 58, 3]');
  check('what nobody needs is not said: no -U', bench([COUNT], { updateBefore: false }), SALES.slice(0, 3), '+I[ana, 1]', '+I[rui, 1]', '+U[ana, 2]');
  check('nothing where the result is the same', bench([call('MAX', [2], t.INT)]), SALES, '+I[ana, 30]', '+I[rui, 2]', '+I[bia, 5]', '-U[rui, 2]', '+U[rui, 40]');
  check('with a time to live an update is told all the same', bench([call('MAX', [2], t.INT)], { ttlMs: [1000] }), SALES.slice(0, 3), '+I[ana, 30]', '+I[rui, 2]', '-U[ana, 30]', '+U[ana, 30]');
  check('no keys: one group, without a row none', bench([COUNT], { groups: [] }), SALES.slice(0, 2), '+I[1]', '-U[1]', '+U[2]');
  check('DISTINCT is a group without aggregates', bench([]), SALES, '+I[ana]', '+I[rui]', '+I[bia]');
  check('the last row of a group takes it away', bench([COUNT], { inputRetracts: [true] }), [['+I', 'ana', 'a', 1], ['+I', 'ana', 'b', 2], ['-U', 'ana', 'a', 1], ['-D', 'ana', 'b', 2], ['-D', 'rui', 'c', 3], ['+U', 'ana', 'z', 1]],
    '+I[ana, 1]', '-U[ana, 1]', '+U[ana, 2]', '-U[ana, 2]', '+U[ana, 1]', '-D[ana, 1]', '+I[ana, 1]');
  check('MIN and MAX give way', bench([call('MIN', [2], t.INT), call('MAX', [2], t.INT)], { inputRetracts: [true] }), [['+I', 'a', '', 3], ['+I', 'a', '', 1], ['+I', 'a', '', 2], ['-D', 'a', '', 1], ['+I', 'a', '', null], ['-D', 'a', '', 3]],
    '+I[a, 3, 3]', '-U[a, 3, 3]', '+U[a, 1, 3]', '-U[a, 1, 3]', '+U[a, 2, 3]', '-U[a, 2, 3]', '+U[a, 2, 2]');
  check('the first and the last', bench([call('FIRST_VALUE', [1], t.STRING), call('LAST_VALUE', [1], t.STRING)], { inputRetracts: [true] }), [['+I', 'a', 'x', 1], ['+I', 'a', 'y', 1], ['+I', 'a', 'x', 1], ['-D', 'a', 'x', 1], ['-D', 'a', 'x', 1]],
    '+I[a, x, x]', '-U[a, x, x]', '+U[a, x, y]', '-U[a, x, y]', '+U[a, x, x]', '-U[a, x, x]', '+U[a, y, x]', '-U[a, y, x]', '+U[a, y, y]');
  check('FILTER and DISTINCT', bench([call('COUNT', [1], t.BIGINT, { distinct: true, filter: 3 })], { inputRetracts: [true] }), [['+I', 'a', 'x', 1, false], ['+I', 'a', 'x', 1, true], ['+I', 'a', 'x', 1, true], ['+I', 'a', 'y', 1, true], ['-D', 'a', 'x', 1, true], ['-D', 'a', 'x', 1, true]],
    '+I[a, 0]', '-U[a, 0]', '+U[a, 1]', '-U[a, 1]', '+U[a, 2]', '-U[a, 2]', '+U[a, 1]');
  check('names that objects have', bench([call('MIN', [2], t.INT)], { inputRetracts: [true] }), [['+I', 'constructor', '', 3], ['+I', '__proto__', '', 1], ['+I', 'constructor', '', 2]], '+I[constructor, 3]', '+I[__proto__, 1]', '-U[constructor, 3]', '+U[constructor, 2]');
});

describe('mini-batches', () => {
  const gathering = (size: number, more: Partial<GroupAggregateConfig> = {}): OperatorBench => bench([call('SUM', [2], t.INT), COUNT], { miniBatch: { size, second: false }, ...more });
  const end: (of: OperatorBench) => string[] = (of) => {
    of.finish();
    return of.take();
  };

  test('a group changes once in a batch, which is over with its size, and at the end', () => {
    const of = gathering(4);
    for (const [kind, ...row] of SALES) {
      of.send(kind, row);
      of.freeze();
    }
    expect(of.take()).toEqual(['+I[ana, 55, 2]', '+I[bia, 5, 1]', '+I[rui, 2, 1]']);
    expect(end(of)).toEqual(['-U[ana, 55, 2]', '+U[ana, 58, 3]', '-U[rui, 2, 1]', '+U[rui, 42, 2]']);
  });
  test('a mark ends a batch', () => {
    const of = gathering(100);
    of.send('+I', ['ana', 'livro', 30]);
    of.watermark(1000);
    of.send('+I', ['ana', 'livro', 0]);
    expect(of.take()).toEqual(['+I[ana, 30, 1]']);
    expect(end(of)).toEqual(['-U[ana, 30, 1]', '+U[ana, 30, 2]']);
  });
  test('what comes and goes within a batch is never told', () => {
    const of = gathering(100, { inputRetracts: [true] });
    for (const [kind, ...row] of [['-U', 'rui', '', 1], ['+I', 'ana', '', 3], ['-D', 'ana', '', 3], ['+I', 'bia', '', 2], ['-U', 'bia', '', 2], ['+U', 'bia', '', 5]] as const) of.send(kind, row);
    expect(end(of)).toEqual(['+I[bia, 5, 1]']);
  });
});

test('state whose time is over is forgotten, its views too', () => {
  const of = bench([call('COUNT', [1], t.BIGINT, { distinct: true }), call('MAX', [2], t.INT)], { ttlMs: [1000], inputRetracts: [true] });
  of.send('+I', ['a', 'x', 7]);
  of.time(999);
  of.send('+I', ['a', 'y', 3]);
  of.time(2500);
  of.send('+I', ['a', 'x', 5]);
  expect(of.take()).toEqual(['+I[a, 1, 7]', '-U[a, 1, 7]', '+U[a, 2, 7]', '+I[a, 1, 5]']);
});

const EVERY: readonly AggregateCall[] = [
  COUNT, call('COUNT', [1], t.BIGINT), call('COUNT', [1], t.BIGINT, { distinct: true }), call('SUM', [2], t.INT), call('SUM', [2], t.INT, { distinct: true, filter: 3 }), call('AVG', [2], t.INT),
  call('MIN', [2], t.INT), call('MAX', [4], t.decimal(10, 2)), call('MIN', [1], t.STRING, { filter: 3 }), call('SUM', [4], t.decimal(38, 2)), call('AVG', [4], t.decimal(38, 6)), call('STDDEV_POP', [2], t.INT), call('VAR_SAMP', [2], t.DOUBLE),
];

/** The Park-Miller generator: a test's own chance. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

describe.each([false, true])('what the changelog adds up to is what the batch evaluator says (retractions: %s)', (retracts) => {
  test.each(Array.from({ length: 15 }, (_, i) => i + 1))('seed %i', (seed) => {
    const draw = dice(seed * 7919);
    const of = bench(EVERY, { inputRetracts: [retracts] });
    const table: Row[] = [];
    const result = new Map<string, string>();
    for (let step = 0; step < 200; step++) {
      if (retracts && table.length > 0 && draw(5) < 2) of.send(draw(2) === 0 ? '-U' : '-D', table.splice(draw(table.length), 1)[0] ?? []);
      else {
        const row: Row = [draw(8) === 0 ? null : `g${draw(4)}`, draw(6) === 0 ? null : `t${draw(5)}`, draw(6) === 0 ? null : draw(100) - 50, draw(3) === 0 ? null : draw(2) === 0, draw(6) === 0 ? null : (draw(1000) / 100).toFixed(2)];
        table.push(row);
        of.send('+I', row);
      }
      if (draw(20) === 0) of.freeze();
      if (draw(40) === 0) of.restore();
    }
    const unknown: string[] = [];
    for (const { kind, row } of of.out) {
      const key = rowKey(row.slice(0, 1));
      if ((kind === '-U' || kind === '-D') && result.get(key) !== rowKey(row)) unknown.push(rowKey(row));
      if (kind === '-D') result.delete(key);
      else if (kind !== '-U') result.set(key, rowKey(row));
    }
    expect(unknown).toEqual([]);
    const fields = INPUT.map((type, i) => ({ name: `f${i}`, type }));
    const expected = evaluateAggregate({ kind: 'aggregate', input: { kind: 'values', rows: [], fields }, groups: [0], sets: [[0]], calls: EVERY, fields: [] }, table, NO_ENV);
    const close = (rows: readonly string[]): readonly string[] => rows.map((row) => row.replace(/\d+\.\d{6,}/g, (number) => Number(number).toFixed(4))).toSorted();
    expect(close([...result.values()])).toEqual(close(expected.map(rowKey)));
  });
});
