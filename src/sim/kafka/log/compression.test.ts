// Compressed sizes, against what Apache Kafka 4.3.1 made of the same records.
import { expect, test } from 'vitest';
import type { CompressionType, KafkaRecord } from '../record.ts';
import { makeBatch } from './batch.ts';
import { compressBatch } from './compression.ts';

const FOX: readonly KafkaRecord[] = Array.from({ length: 200 }, (_, i) => ({ key: null, value: `${i + 1} the quick brown fox jumps over the lazy dog`, headers: [], timestampMs: 1_700_000_000_000 + Math.floor(i / 60) }));

function sizeOf(records: readonly KafkaRecord[], type: CompressionType): number {
  return compressBatch(makeBatch(records), type).sizeInBytes;
}

/** Within `percent` of the size that was measured. */
function check(records: readonly KafkaRecord[], measured: Partial<Record<CompressionType, number>>, percent: number): void {
  for (const type of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const real = measured[type];
    if (real === undefined) continue;
    const off = (Math.abs(sizeOf(records, type) - real) * 100) / real;
    expect(off, `${type}: ${sizeOf(records, type)} where Kafka had ${real}`).toBeLessThanOrEqual(percent);
  }
}

test('200 lines that are nearly alike: from 10,889 bytes to a fifth or a tenth', () => {
  check(FOX, { gzip: 1_124, snappy: 1_844, lz4: 1_957, zstd: 1_033 }, 10);
});

test('one short record grows', () => check([{ key: null, value: 'hello', headers: [], timestampMs: 0 }], { gzip: 93 }, 5));

test.each([[100, 93], [1_000, 98], [10_000, 116], [100_000, 205]])('%d equal letters are %d bytes with gzip', (count, measured) => {
  check([{ key: null, value: 'x'.repeat(count), headers: [], timestampMs: 0 }], { gzip: measured }, 20);
});

test('a batch that is decompressed has its old size, and compressing twice changes nothing', () => {
  const plain = makeBatch(FOX);
  const packed = compressBatch(plain, 'zstd');
  expect(compressBatch(packed, 'zstd')).toBe(packed);
  expect(compressBatch(packed, null)).toEqual(plain);
  expect(compressBatch(plain, null)).toBe(plain);
});
