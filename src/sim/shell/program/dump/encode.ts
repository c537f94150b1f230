// Record batches as the bytes that lie in a log (magic 2), and their checksum: what kafka-dump-log.sh reads.
import { recordBytes } from '../../../kafka/log/record-bytes.ts';
import type { RecordBatch } from '../../../kafka/record.ts';

/** Bits of a batch's attributes (DefaultRecordBatch). */
const COMPRESSION = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;

/** The bytes of a batch, as if it were not compressed. */
export function encodeBatch(batch: RecordBatch): number[] {
  const covered = attributesToEnd(batch);
  const head: number[] = [];
  int(head, batch.baseOffset, 8);
  // What follows the length: epoch, magic, checksum and the rest.
  int(head, covered.length + 9, 4);
  int(head, batch.partitionLeaderEpoch, 4);
  head.push(2);
  int(head, crc32c(covered), 4);
  return [...head, ...covered];
}

/** The checksum of a batch, as kafka-dump-log.sh shows it. */
export function checksum(batch: RecordBatch): number {
  return crc32c(attributesToEnd(batch));
}

function attributesToEnd(batch: RecordBatch): number[] {
  const out: number[] = [];
  const horizon = batch.deleteHorizonMs;
  const base = horizon ?? batch.records[0]?.timestampMs ?? batch.maxTimestampMs;
  int(out, attributesOf(batch), 2);
  int(out, batch.lastOffsetDelta, 4);
  int(out, base, 8);
  int(out, batch.maxTimestampMs, 8);
  int(out, batch.producerId, 8);
  int(out, batch.producerEpoch, 2);
  int(out, batch.baseSequence, 4);
  int(out, batch.records.length, 4);
  return [...out, ...recordBytes(batch)];
}

function attributesOf(batch: RecordBatch): number {
  const compression = batch.compression === undefined ? 0 : COMPRESSION[batch.compression];
  return compression | (batch.timestampType === 'LogAppendTime' ? LOG_APPEND_TIME : 0) | (batch.isTransactional ? TRANSACTIONAL : 0) | (batch.control === null ? 0 : CONTROL) | (batch.deleteHorizonMs === undefined ? 0 : DELETE_HORIZON);
}

/** A big-endian integer in two's complement; whole numbers up to 2^53. */
function int(out: number[], value: number, count: number): void {
  let rest = value;
  const bytes: number[] = [];
  for (let i = 0; i < count; i++) {
    const byte = ((rest % 256) + 256) % 256;
    bytes.push(byte);
    rest = (rest - byte) / 256;
  }
  out.push(...bytes.reverse());
}

/** CRC-32C (Castagnoli), reflected. */
const POLYNOMIAL = 0x82f63b78;
const TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

export function crc32c(bytes: Iterable<number>): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 255] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
