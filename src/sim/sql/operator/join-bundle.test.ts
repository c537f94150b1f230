// What a join's mini-batch leaves of the rows that it gathered.
import { expect, test } from 'vitest';
import type { RowKind, StreamRecord } from '../../flink/record.ts';
import { type Row, rowKey, str } from '../value.ts';
import { foldedRows } from './join-bundle.ts';

type Step = readonly [RowKind, ...Row];

const record = ([kind, ...row]: Step): StreamRecord => ({ kind, row, timestamp: 0, lineage: 0 });
const fold = (shape: 'one' | 'unique' | 'bag', ...steps: readonly Step[]): string[] =>
  foldedRows(steps.map(record), { shape, nameOf: (row) => (shape === 'one' ? '' : shape === 'unique' ? JSON.stringify(row[0]) : rowKey(row)), hashOf: (row) => Number(row[0]) }).map((rows) => rows.map(({ kind, row }) => `${kind}${row.map(str).join(',')}`).join(' '));

test('equal rows that come and go are none', () => {
  expect(fold('bag', ['+I', 1, 'a'], ['-D', 1, 'a'], ['+I', 2, 'b'], ['+I', 2, 'b'])).toEqual(['+I2,b +I2,b']);
  expect(fold('bag', ['-U', 1, 'a'], ['+U', 1, 'b'], ['-U', 1, 'b'], ['+U', 1, 'a'])).toEqual([]);
});

test('of the updates of a row the first that goes and the last that comes are left', () => {
  expect(fold('one', ['-U', 1, 'a'], ['+U', 1, 'b'], ['-U', 1, 'b'], ['+U', 1, 'c'])).toEqual(['-U1,a +U1,c']);
  expect(fold('one', ['+I', 1, 'a'], ['+U', 1, 'b'])).toEqual(['+U1,b']);
  expect(fold('one', ['+I', 1, 'a'], ['-D', 1, 'a'])).toEqual([]);
  expect(fold('one', ['-U', 1, 'a'], ['-D', 1, 'a'])).toEqual(['-D1,a']);
});

test('rows of several unique keys come by their hashes', () => {
  expect(fold('unique', ['+I', 3, 'c'], ['-U', 1, 'a'], ['+I', 2, 'b'], ['+U', 1, 'z'])).toEqual(['-U1,a +U1,z', '+I2,b', '+I3,c']);
});
