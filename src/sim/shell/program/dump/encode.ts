// Record batches as the bytes that lie in a log (magic 2), and their checksum: what kafka-dump-log.sh reads.
import { utf8 } from '../../../kafka/client/bytes.ts';
import { coordinatorEpochOf } from '../../../kafka/log/control.ts';
import type { RecordBatch } from '../../../kafka/record.ts';

/** Bits of a batch's attributes (DefaultRecordBatch). */
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
  if (batch.control !== null) {
    int(out, 1, 4);
    record(out, 0, batch.maxTimestampMs - base, [0, 0, 0, batch.control === 'COMMIT' ? 1 : 0], [0, 0, ...bytesOf(coordinatorEpochOf(batch), 4)], []);
    return out;
  }
  int(out, batch.records.length, 4);
  batch.records.forEach((one, i) => {
    const text = (value: string | null): number[] | null => (value === null ? null : utf8(value));
    record(out, batch.offsetDeltas?.[i] ?? i, one.timestampMs - base, text(one.key), text(one.value), one.headers);
  });
  return out;
}

function attributesOf(batch: RecordBatch): number {
  return (batch.timestampType === 'LogAppendTime' ? LOG_APPEND_TIME : 0) | (batch.isTransactional ? TRANSACTIONAL : 0) | (batch.control === null ? 0 : CONTROL) | (batch.deleteHorizonMs === undefined ? 0 : DELETE_HORIZON);
}

function record(out: number[], offsetDelta: number, timestampDelta: number, key: readonly number[] | null, value: readonly number[] | null, headers: readonly (readonly [string, string])[]): void {
  const body: number[] = [0];
  varint(body, timestampDelta);
  varint(body, offsetDelta);
  for (const field of [key, value]) {
    varint(body, field === null ? -1 : field.length);
    body.push(...(field ?? []));
  }
  varint(body, headers.length);
  for (const text of headers.flat()) {
    const bytes = utf8(text);
    varint(body, bytes.length);
    body.push(...bytes);
  }
  varint(out, body.length);
  out.push(...body);
}

function bytesOf(value: number, count: number): number[] {
  const out: number[] = [];
  int(out, value, count);
  return out;
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

/** Zig-zag, seven bits a byte. */
function varint(out: number[], value: number): void {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** CRC-32C (Castagnoli), reflected. */
const POLYNOMIAL = 0x82f63b78;
const TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

export function crc32c(bytes: readonly number[]): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 255] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
