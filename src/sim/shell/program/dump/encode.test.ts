// Batches as bytes and their checksums, against what Apache Kafka 4.3 wrote of the same records.
import { expect, test } from 'vitest';
import { makeBatch, stampBatch } from '../../../kafka/log/batch.ts';
import type { RecordBatch } from '../../../kafka/record.ts';
import { checksum, crc32c, encodeBatch } from './encode.ts';

const T = 1_700_000_000_000;
const HELLO = stampBatch(makeBatch([{ key: null, value: 'hello', headers: [], timestampMs: T }]), 0, 0);
const THREE = stampBatch(makeBatch([
  { key: 'k1', value: 'v1', headers: [], timestampMs: T + 10 },
  { key: 'k2', value: 'v2', headers: [['h1', 'x']], timestampMs: T + 11 },
  { key: 'k1', value: null, headers: [], timestampMs: T + 12 },
], { producerId: 1000, producerEpoch: 0, baseSequence: 0 }), 1, 0);
const IN_TRANSACTION = stampBatch(makeBatch([{ key: 'tx', value: '1', headers: [], timestampMs: T + 20 }], { producerId: 2000, producerEpoch: 1, baseSequence: 0, isTransactional: true }), 4, 0);

/** Hexadecimal text of the batch as Kafka's own MemoryRecordsBuilder made it, and the checksum in it. */
function check(batch: RecordBatch, hex: string, crc: number): void {
  expect(encodeBatch(batch).map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(hex);
  expect(checksum(batch)).toBe(crc);
  expect(encodeBatch(batch)).toHaveLength(batch.sizeInBytes);
}

test('batches have the bytes of the real format', () => {
  check(HELLO, '00000000000000000000003d0000000002e641a44b0000000000000000018bcfe568000000018bcfe56800ffffffffffffffffffffffffffff0000000116000000010a68656c6c6f00', 3_863_061_579);
  check(THREE, '000000000000000100000055000000000288cac73f0000000000020000018bcfe5680a0000018bcfe5680c00000000000003e80000000000000000000314000000046b31047631001e000202046b3204763202046831027810000404046b310100', 2_294_990_655);
  check(IN_TRANSACTION, '00000000000000040000003b00000000023e0675900010000000000000018bcfe568140000018bcfe5681400000000000007d00001000000000000000112000000047478023100', 1_040_610_704);
});

test('CRC-32C of its check value', () => {
  expect(crc32c([...'123456789'].map((letter) => letter.charCodeAt(0)))).toBe(0xe3069283);
});
