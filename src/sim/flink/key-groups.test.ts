// Key groups against vectors computed with Flink's own MathUtils and KeyGroupRangeAssignment.
import { describe, expect, test } from 'vitest';
import type { KeyFieldType } from '../../bridge/flink.ts';
import vectors from '../../../conformance/vectors/flink-key-groups.tsv?raw';
import { binaryRow, binaryRowHash } from './binary-row.ts';
import { defaultMaxParallelism, javaHash, keyGroupOf, keyGroupRange, murmurHash, subtaskOf } from './key-groups.ts';
import type { Row, Value } from './record.ts';

const lines = vectors.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
const of = (kind: string): string[][] => lines.filter(([first]) => first === kind).map((line) => line.slice(1));
const parse = <T>(text: string | undefined): T => JSON.parse(text ?? 'null') as T;

function checkGroups(hash: number, group: string | undefined, subtasks: readonly (readonly [number, string | undefined])[]): void {
  expect(keyGroupOf(hash, 128)).toBe(Number(group));
  for (const [parallelism, subtask] of subtasks) expect(subtaskOf(Number(group), 128, parallelism)).toBe(Number(subtask));
}

describe('key groups', () => {
  test.each(of('murmur'))('the murmur hash of %s', (code, hash) => expect(murmurHash(Number(code))).toBe(Number(hash)));

  test.each(of('java'))('a key of type %s, %s', (type, key, hash, group, p2, p3, p4, p8, group256, group32768) => {
    const code = javaHash(parse<Value>(key), type === 'Integer' ? 'int' : 'long');
    expect(code).toBe(Number(hash));
    checkGroups(code, group, [[2, p2], [3, p3], [4, p4], [8, p8]]);
    expect(keyGroupOf(code, 256)).toBe(Number(group256));
    expect(keyGroupOf(code, 32_768)).toBe(Number(group32768));
  });

  test.each(of('row'))('a SQL key of %s, %s', (_types, fields, bytes, hash, group, p2, p3, p4) => {
    const row = parse<Row>(fields);
    expect(binaryRow(row).map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(bytes);
    expect(binaryRowHash(row)).toBe(Number(hash));
    checkGroups(Number(hash), group, [[2, p2], [3, p3], [4, p4]]);
  });

  test.each(of('typed'))('a typed SQL key of %s, %s', (types, fields, bytes, hash, group, p2, p3, p4) => {
    const [row, of] = [parse<Row>(fields), parse<KeyFieldType[]>(types)];
    expect(binaryRow(row, of).map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(bytes);
    expect(binaryRowHash(row, of)).toBe(Number(hash));
    checkGroups(Number(hash), group, [[2, p2], [3, p3], [4, p4]]);
  });

  test.each(of('range'))('%s groups over %s subtasks', (max, parallelism, ranges) => {
    const found = Array.from({ length: Number(parallelism) }, (_, i) => keyGroupRange(i, Number(max), Number(parallelism)));
    expect(JSON.stringify(found)).toBe(ranges);
  });

  test.each(of('default'))('the default max parallelism of %s', (parallelism, max) => expect(defaultMaxParallelism(Number(parallelism))).toBe(Number(max)));
});
