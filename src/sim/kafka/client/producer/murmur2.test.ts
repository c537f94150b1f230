// murmur2 and the partitions of keys against what Kafka's own hash answered.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { utf8 } from '../bytes.ts';
import { murmur2, partitionForKey } from './murmur2.ts';
import { weightedIndex } from './partitioner.ts';

const [header = '', ...rows] = readFileSync('conformance/vectors/murmur2.tsv', 'utf8').trimEnd().split('\n');
const columns = header.split('\t');

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

test.each(rows)('key %s', (row) => {
  const cells = row.split('\t');
  const cell = (column: string): string => cells[columns.indexOf(column)] ?? '';
  expect(murmur2(bytesOf(cell('key_hex')))).toBe(Number(cell('murmur2_int32')));
  const key = cell('key_utf8');
  if (utf8(key).join() !== bytesOf(cell('key_hex')).join()) return;
  for (const column of columns.filter((c) => /^p\d+$/.test(c))) {
    expect(`${column}: ${partitionForKey(key, Number(column.slice(1)))}`).toBe(`${column}: ${cell(column)}`);
  }
});

test('the adaptive partitioner weighs queues as KIP-794 says', () => {
  const drawn = Array.from({ length: 21 }, (_, draw) => weightedIndex([5, 0, 3, 0, 1], draw));
  expect([0, 1, 2, 3, 4].map((i) => drawn.filter((d) => d === i).length)).toEqual([1, 6, 3, 6, 5]);
});
