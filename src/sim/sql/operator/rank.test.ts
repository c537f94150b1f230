// Top-N, deduplication, sorting and what stands before a sink, row by row: the changelogs of real sessions, and naive Top-Ns over the same rows.
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../flink/record.ts';
import { OperatorBench } from '../../testing/sql-operator.ts';
import type { SortKey } from '../query/rel.ts';
import { rowOrder } from '../query/row-order.ts';
import * as t from '../type/logical-type.ts';
import { type Row, rowKey } from '../value.ts';
import type { RankConfig } from './config.ts';
import { constraint } from './constraint.ts';
import { deduplicate } from './deduplicate.ts';
import { materialize } from './materialize.ts';
import { normalize } from './normalize.ts';
import { rank } from './rank.ts';
import { sort } from './sort.ts';

type Step = readonly [RowKind, ...Row];
const BASE = { zone: 'UTC', startedMs: 0, inputRetracts: [false], updateBefore: true, ttlMs: [0] };
const descending = (index: number): SortKey => ({ index, descending: true, nullsFirst: false });
const ascending = (index: number): SortKey => ({ index, descending: false, nullsFirst: true });

const GRADES = [t.STRING, t.STRING, t.INT];
/** Name, subject, grade. */
const PUPILS: readonly Step[] = [['+I', 'ana', 'mat', 7], ['+I', 'rui', 'mat', 9], ['+I', 'bia', 'mat', 8], ['+I', 'ana', 'fis', 6], ['+I', 'rui', 'fis', 5], ['+I', 'bia', 'fis', 10], ['+I', 'caio', 'mat', 10]];

function top(more: Partial<RankConfig>, keys: readonly number[] = [1]): OperatorBench {
  const config: RankConfig = { ...BASE, input: GRADES, order: [descending(2)], from: 1, to: 2, showsNumber: false, strategy: { kind: 'append' }, ...more };
  return new OperatorBench(rank, config, { keys: { fields: keys, hash: 'binary-row' } });
}

function check(name: string, of: OperatorBench, steps: readonly Step[], ...expected: readonly string[]): void {
  test(name, () => {
    for (const [kind, ...row] of steps) of.send(kind, row);
    expect(of.take()).toEqual(expected);
  });
}

const NUMBERED = [
  '+I[ana, mat, 7, 1]', '-U[ana, mat, 7, 1]', '+U[rui, mat, 9, 1]', '+I[ana, mat, 7, 2]', '-U[ana, mat, 7, 2]', '+U[bia, mat, 8, 2]', '+I[ana, fis, 6, 1]', '+I[rui, fis, 5, 2]',
  '-U[ana, fis, 6, 1]', '+U[bia, fis, 10, 1]', '-U[rui, fis, 5, 2]', '+U[ana, fis, 6, 2]', '-U[rui, mat, 9, 1]', '+U[caio, mat, 10, 1]', '-U[bia, mat, 8, 2]', '+U[rui, mat, 9, 2]',
];
const PLAIN = ['+I[ana, mat, 7]', '+I[rui, mat, 9]', '-D[ana, mat, 7]', '+I[bia, mat, 8]', '+I[ana, fis, 6]', '+I[rui, fis, 5]', '-D[rui, fis, 5]', '+I[bia, fis, 10]', '-D[bia, mat, 8]', '+I[caio, mat, 10]'];

describe('the first rows of a group', () => {
  check('without numbers, rows that stay', top({}), PUPILS, ...PLAIN);
  check('with numbers, rows that stay', top({ showsNumber: true }), PUPILS, ...NUMBERED);
  check('without numbers, rows that go', top({ strategy: { kind: 'retract' } }), PUPILS, ...PLAIN);
  check('with numbers, rows that go', top({ strategy: { kind: 'retract' }, showsNumber: true }), PUPILS, ...NUMBERED);
  check('from the second on', top({ from: 2, to: 3, order: [ascending(2)] }, []), [['+I', '', '', 3], ['+I', '', '', 1], ['+I', '', '', 2]], '+I[, , 3]', '-U[, , 3]', '+U[, , 2]', '+I[, , 3]');
  check('the first of all is updated', top({ to: 1 }), PUPILS.slice(0, 3), '+I[ana, mat, 7]', '-U[ana, mat, 7]', '+U[rui, mat, 9]');
  check('what was outside moves in', top({ strategy: { kind: 'retract' } }), [...PUPILS.slice(0, 3), ['-D', 'rui', 'mat', 9], ['-D', 'eva', 'mat', 1], ['-D', 'ana', 'mat', 7], ['-D', 'bia', 'mat', 8]],
    '+I[ana, mat, 7]', '+I[rui, mat, 9]', '-D[ana, mat, 7]', '+I[bia, mat, 8]', '-D[rui, mat, 9]', '+I[ana, mat, 7]', '-D[ana, mat, 7]', '-D[bia, mat, 8]');
  check('the numbers move up', top({ strategy: { kind: 'retract' }, showsNumber: true, to: 3, updateBefore: false }), [...PUPILS.slice(0, 3), ['-U', 'rui', 'mat', 9]],
    '+I[ana, mat, 7, 1]', '+U[rui, mat, 9, 1]', '+I[ana, mat, 7, 2]', '+U[bia, mat, 8, 2]', '+I[ana, mat, 7, 3]', '+U[bia, mat, 8, 1]', '+U[ana, mat, 7, 2]', '-D[ana, mat, 7, 3]');
  check('rows that grow, with numbers', top({ strategy: { kind: 'update', key: [0] }, showsNumber: true }), [['+I', 'ana', 'm', 1], ['+I', 'rui', 'm', 2], ['+U', 'ana', 'm', 3], ['+U', 'ana', 'm', 4], ['+I', 'bia', 'm', 3], ['+U', 'rui', 'm', 9]],
    '+I[ana, m, 1, 1]', '-U[ana, m, 1, 1]', '+U[rui, m, 2, 1]', '+I[ana, m, 1, 2]',
    '-U[rui, m, 2, 1]', '-U[ana, m, 1, 2]', '+U[ana, m, 3, 1]', '+U[rui, m, 2, 2]', '-U[ana, m, 3, 1]', '+U[ana, m, 4, 1]', '-U[rui, m, 2, 2]', '+U[bia, m, 3, 2]',
    '-U[ana, m, 4, 1]', '+U[rui, m, 9, 1]', '-U[bia, m, 3, 2]', '+U[ana, m, 4, 2]');
  check('rows that grow, without', top({ strategy: { kind: 'update', key: [0] } }), [['+I', 'ana', 'm', 1], ['+I', 'rui', 'm', 2], ['+U', 'ana', 'm', 3], ['+I', 'bia', 'm', 4]],
    '+I[ana, m, 1]', '+I[rui, m, 2]', '-U[ana, m, 1]', '+U[ana, m, 3]', '-D[rui, m, 2]', '+I[bia, m, 4]');
  check('by the clock the first that come', top({ input: [t.STRING, t.STRING, { ...t.timestampLtz(3), kind: 'TIMESTAMP_LTZ', precision: 3, attribute: 'PROCTIME' }], order: [ascending(2)], showsNumber: true }), PUPILS.slice(0, 3), '+I[ana, mat, 7, 1]', '+I[rui, mat, 9, 2]');
});

describe('one row for each key', () => {
  const bench = (keep: 'first' | 'last', rowtime: number | null, updateBefore = true): OperatorBench => new OperatorBench(deduplicate, { ...BASE, updateBefore, keep, rowtime }, { keys: { fields: [0], hash: 'binary-row' } });
  check('the first by the clock', bench('first', null), PUPILS.slice(0, 4), '+I[ana, mat, 7]', '+I[rui, mat, 9]', '+I[bia, mat, 8]');
  check('the last by the clock', bench('last', null), [...PUPILS.slice(0, 1), ['+I', 'ana', 'mat', 7], ['+I', 'ana', 'fis', 6]], '+I[ana, mat, 7]', '-U[ana, mat, 7]', '+U[ana, fis, 6]');
  check('the last, without what was', bench('last', null, false), [['+I', 'ana', 'mat', 7], ['+I', 'ana', 'fis', 6]], '+I[ana, mat, 7]', '+U[ana, fis, 6]');
  check('the last by event time', bench('last', 2), [['+I', 'a', 'x', 5], ['+I', 'a', 'y', 4], ['+I', 'a', 'z', 5]], '+I[a, x, 5]', '-U[a, x, 5]', '+U[a, z, 5]');
  test('the first by event time, once the watermark has passed it', () => {
    const of = bench('first', 2);
    of.send('+I', ['a', 'x', 5]);
    of.send('+I', ['a', 'y', 4]);
    of.send('+I', ['b', 'z', 9]);
    expect(of.take()).toEqual([]);
    of.restore();
    of.watermark(6);
    expect(of.take()).toEqual(['+I[a, y, 4]']);
    of.send('+I', ['a', 'w', 7]);
    of.send('+I', ['c', 'late', 5]);
    of.watermark(20);
    expect([of.take(), of.late]).toEqual([['+I[b, z, 9]'], 1]);
  });
});

describe('a changelog is made whole', () => {
  const bench = (more: object = {}): OperatorBench => new OperatorBench(normalize, { ...BASE, input: GRADES, condition: null, ...more }, { keys: { fields: [0], hash: 'binary-row' } });
  const positive = { kind: 'call', name: '>', args: [{ kind: 'input', index: 2, type: t.INT }, { kind: 'literal', value: 0, type: t.INT }], type: t.BOOLEAN };
  check('upserts become updates, and doubles go', bench(), [['+U', 'a', 'x', 1], ['+I', 'a', 'x', 1], ['+U', 'a', 'x', 2], ['-D', 'a', null, null], ['-D', 'a', null, null]], '+I[a, x, 1]', '-U[a, x, 1]', '+U[a, x, 2]', '-D[a, x, 2]');
  check('what a condition refuses is gone', bench({ condition: positive }), [['+U', 'a', 'x', -1], ['+U', 'a', 'x', 2], ['+U', 'a', 'x', -3], ['+U', 'a', 'x', 4]], '+I[a, x, 2]', '-D[a, x, 2]', '+I[a, x, 4]');
});

describe('before a sink', () => {
  const materializer = (inputUpsertKey: readonly number[] | null): OperatorBench => new OperatorBench(materialize, { zone: 'UTC', startedMs: 0, input: GRADES, ttlMs: 0, inputUpsertKey }, { keys: { fields: [1], hash: 'binary-row' } });
  check('the last row behind a key counts', materializer(null), [['+I', 'a', 'k', 1], ['+I', 'b', 'k', 2], ['-D', 'a', 'k', 1], ['+I', 'c', 'k', 3], ['-D', 'c', 'k', 3], ['-D', 'b', 'k', 2], ['-D', 'b', 'k', 2]], '+I[a, k, 1]', '+U[b, k, 2]', '+U[c, k, 3]', '+U[b, k, 2]', '-D[b, k, 2]');
  check('rows are known by the upsert key', materializer([0]), [['+I', 'a', 'k', 1], ['+U', 'a', 'k', 2], ['-D', 'a', 'k', 9]], '+I[a, k, 1]', '+U[a, k, 2]', '-D[a, k, 9]');

  const FIELDS = [{ name: 'id', type: t.notNull(t.INT) }, { name: 'c', type: t.char(3) }, { name: 'v', type: t.varchar(2) }, { name: 'b', type: { kind: 'BINARY', length: 2, nullable: true } }];
  const enforcer = (notNull: string, length: string): OperatorBench => new OperatorBench(constraint, { fields: FIELDS, notNull, length });
  check('NULL is dropped', enforcer('DROP', 'IGNORE'), [['+I', null, 'a', 'b', null], ['+I', 1, 'abcd', 'xyz', 'ffffff']], '+I[1, abcd, xyz, ffffff]');
  check('text and bytes are cut and filled up', enforcer('ERROR', 'TRIM_PAD'), [['+I', 1, 'a', 'xyz', 'ff'], ['+I', 1, '😀😀😀😀', null, 'aabbcc']], '+I[1, a  , xy, ff00]', '+I[1, 😀😀😀, null, aabb]');
  test.each<readonly [string, string, Row, string]>([
    ['ERROR', 'IGNORE', [null, 'a', 'b', null], "Column 'id' is NOT NULL, however, a null value is being written into it. You can set job configuration 'table.exec.sink.not-null-enforcer'='DROP' to suppress this exception and drop such records silently."],
    ['ERROR', 'ERROR', [1, 'ab', 'b', null], "Column 'c' is CHAR(3), however, a string of length 2 is being written into it. You can set job configuration 'table.exec.sink.type-length-enforcer' to control this behaviour."],
    ['ERROR', 'ERROR', [1, 'abc', 'bcd', null], "Column 'v' is VARCHAR(2), however, a string of length 3 is being written into it. You can set job configuration 'table.exec.sink.type-length-enforcer' to control this behaviour."],
  ])('refused: %s %s %j', (notNull, length, row, message) => {
    expect(() => enforcer(notNull, length).send('+I', row)).toThrow(message);
  });
});

test('what lies within a column is named by its way', () => {
  const deep: t.LogicalType = t.row([{ name: 'id', type: t.notNull(t.INT) }]);
  const fields = [{ name: 'r', type: deep }, { name: 'xs', type: t.array(t.notNull(t.INT)) }, { name: 'm', type: t.map(t.STRING, t.notNull(t.INT)) }];
  const of = (nested: string): OperatorBench => new OperatorBench(constraint, { fields, notNull: 'ERROR', length: 'IGNORE', nested });
  of('IGNORE').send('+I', [[null], [null], [['k', null]]]);
  expect(() => of('ROWS').send('+I', [[null], [1], null])).toThrow("Column 'r.id' is NOT NULL");
  expect(() => of('ROWS_AND_COLLECTIONS').send('+I', [[1], [1, null], null])).toThrow("Column 'xs[1]' is NOT NULL");
  expect(() => of('ROWS_AND_COLLECTIONS').send('+I', [null, null, [['k', null]]])).toThrow("Column 'm[value]' is NOT NULL");
});

describe('sorting', () => {
  const sorted = (more: object): OperatorBench => new OperatorBench(sort, { ...BASE, input: [t.timestamp(3), t.INT], keys: [ascending(0), descending(1)], offset: 0, limit: null, rowtime: null, ...more }, { keys: { fields: [], hash: 'binary-row' } });
  test('by event time, behind the watermark', () => {
    const of = sorted({ rowtime: 0 });
    for (const row of [[5, 1], [3, 1], [5, 2], [9, 1]]) of.send('+I', row);
    of.freeze();
    of.watermark(5);
    expect(of.take()).toEqual(['+I[3, 1]', '+I[5, 2]', '+I[5, 1]']);
    of.send('+I', [5, 7]);
    of.send('+I', [6, 7]);
    of.watermark(100);
    expect([of.take(), of.late]).toEqual([['+I[6, 7]', '+I[9, 1]'], 1]);
  });
  test('all, when no more come', () => {
    const of = sorted({});
    for (const row of [[5, 1], [3, 1], [5, 2], [5, 1]]) of.send('+I', row);
    of.send('-D', [5, 1]);
    of.restore();
    of.finish();
    expect(of.take()).toEqual(['+I[3, 1]', '+I[5, 2]', '+I[5, 1]']);
  });
  check('a limit without an order', sorted({ keys: [], offset: 1, limit: 2 }), [['+I', 5, 1], ['+I', 4, 1], ['+I', 3, 1], ['+I', 2, 1]], '+I[4, 1]', '+I[3, 1]');
  check('the first by an order, from the second on', sorted({ offset: 1, limit: 2 }), [['+I', 3, 0], ['+I', 1, 0], ['+I', 2, 0]], '+I[3, 0]', '-U[3, 0]', '+U[2, 0]', '+I[3, 0]');
});

/** The Park-Miller generator: a test's own chance. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

/** What a changelog adds up to. */
function addUp(of: OperatorBench): string[] {
  const rows: string[] = [];
  for (const { kind, row } of of.out) {
    if (kind === '+I' || kind === '+U') rows.push(rowKey(row));
    else {
      const at = rows.indexOf(rowKey(row));
      if (at < 0) rows.push(`there was no ${rowKey(row)}`);
      else rows.splice(at, 1);
    }
  }
  return rows.toSorted();
}

describe.each(['append', 'retract'] as const)('a Top-N adds up to the first rows (%s)', (kind) => {
  test.each(Array.from({ length: 12 }, (_, i) => i + 1))('seed %i', (seed) => {
    const draw = dice(seed * 6301);
    const [from, to, showsNumber, order] = [1 + draw(3), 3 + draw(80), draw(2) === 0, [draw(2) === 0 ? ascending(2) : descending(2)]];
    const of = top({ from, to, showsNumber, order, strategy: { kind } });
    const table: Row[] = [];
    for (let step = 0; step < 250; step++) {
      if (kind === 'retract' && table.length > 0 && draw(5) < 2) of.send(draw(2) === 0 ? '-U' : '-D', table.splice(draw(table.length), 1)[0] ?? []);
      else {
        const row: Row = [`r${step}`, `g${draw(2)}`, draw(12) === 0 ? null : draw(50)];
        table.push(row);
        of.send('+I', row);
      }
      if (draw(20) === 0) of.freeze();
      if (draw(60) === 0) of.restore();
    }
    const expected: string[] = ['g0', 'g1'].flatMap((group) => table.filter((row) => row[1] === group).toSorted(rowOrder(order, GRADES)).slice(from - 1, to).map((row, i) => rowKey(showsNumber ? [...row, from + i] : row)));
    expect(addUp(of)).toEqual(expected.toSorted());
  });
});
