// Record batches of magic 2 as bytes (KIP-98, DefaultRecordBatch): from a client into the simulated log's form, and back.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../sim/kafka/protocol.ts';
import type { CompressionType, KafkaRecord, RecordBatch } from '../../sim/kafka/record.ts';
import { crc32c } from '../../sim/shell/program/dump/encode.ts';
import { BadBytes, bytesOf, Reader, textOf, Writer } from './bytes.ts';

const MAGIC = 2;
/** Base offset and length: what stands before the part that the length counts. */
const LOG_OVERHEAD = 12;
/** Where the part begins that the checksum is of. */
const CRC_AT = 17;
const HEADER = 61;
const CODECS: readonly (CompressionType | null)[] = [null, 'gzip', 'snappy', 'lz4', 'zstd'];
/** An unpacked batch may have so many bytes. */
const LARGEST = 64 * 1024 * 1024;

const attribute = { codec: 0x07, logAppendTime: 0x08, transactional: 0x10, control: 0x20, deleteHorizon: 0x40 } as const;

/** What Produce may carry for a partition: one batch. An error code where it is damaged, or packed in a way that is not known here. */
export function readBatch(bytes: Buffer): RecordBatch | ErrorCode {
  if (bytes.length < HEADER || bytes.readInt8(16) !== MAGIC) return 'CORRUPT_MESSAGE';
  const reader = new Reader(bytes);
  const baseOffset = reader.int64();
  if (reader.int32() !== bytes.length - LOG_OVERHEAD) return 'CORRUPT_MESSAGE';
  const partitionLeaderEpoch = reader.int32();
  reader.int8();
  if (reader.uint32() !== crc32c(bytes.subarray(CRC_AT + 4))) return 'CORRUPT_MESSAGE';
  const attributes = reader.int16();
  const lastOffsetDelta = reader.int32();
  const baseTimestamp = reader.int64();
  const maxTimestampMs = reader.int64();
  const [producerId, producerEpoch, baseSequence, count] = [reader.int64(), reader.int16(), reader.int32(), reader.int32()];
  const compression = CODECS[attributes & attribute.codec];
  if (compression !== null && compression !== 'gzip') return 'UNSUPPORTED_COMPRESSION_TYPE';
  try {
    const payload = bytes.subarray(HEADER);
    const inner = new Reader(compression === 'gzip' ? gunzipSync(payload, { maxOutputLength: LARGEST }) : payload);
    if (count < 0 || count > inner.left) return 'INVALID_RECORD';
    const records = Array.from({ length: count }, () => readRecord(inner, baseTimestamp));
    return {
      baseOffset, partitionLeaderEpoch, producerId, producerEpoch, baseSequence, maxTimestampMs, records, lastOffsetDelta, offsetDeltas: null,
      isTransactional: (attributes & attribute.transactional) !== 0, control: null, sizeInBytes: bytes.length, ...(compression === null ? {} : { compression }),
    };
  } catch (error) {
    if (error instanceof BadBytes || (error instanceof Error && 'code' in error)) return 'INVALID_RECORD';
    throw error;
  }
}

function readRecord(reader: Reader, baseTimestamp: number): KafkaRecord {
  reader.varlong();
  reader.int8();
  const timestampMs = baseTimestamp + reader.varlong();
  reader.varlong();
  const [key, value] = [readText(reader), readText(reader)];
  const count = reader.varlong();
  if (count < 0 || count > reader.left) throw new BadBytes(`${count} headers`);
  const headers = Array.from({ length: count }, () => [readText(reader) ?? '', readText(reader) ?? ''] as const);
  return { key, value, headers, timestampMs };
}

function readText(reader: Reader): string | null {
  const length = reader.varlong();
  return length < 0 ? null : textOf(reader.bytes(length));
}

/** A batch of the simulated log as a broker sends it. What is packed in a way that is not known here travels unpacked. */
export function writeBatch(batch: RecordBatch): Buffer {
  const horizon = batch.deleteHorizonMs;
  const baseTimestamp = horizon ?? batch.records[0]?.timestampMs ?? batch.maxTimestampMs;
  const records = new Writer();
  batch.records.forEach((record, index) => writeRecord(record, batch.offsetDeltas?.[index] ?? index, baseTimestamp, records));
  const codec = batch.compression === 'gzip' ? 1 : 0;
  const payload = codec === 1 ? gzipSync(records.done()) : records.done();
  const body = new Writer();
  body.int16(codec | (batch.timestampType === undefined ? 0 : attribute.logAppendTime) | (batch.isTransactional ? attribute.transactional : 0)
    | (batch.control === null ? 0 : attribute.control) | (horizon === undefined ? 0 : attribute.deleteHorizon));
  body.int32(batch.lastOffsetDelta);
  body.int64(baseTimestamp);
  body.int64(batch.maxTimestampMs);
  body.int64(batch.producerId);
  body.int16(batch.producerEpoch);
  body.int32(batch.baseSequence);
  body.int32(batch.records.length);
  body.bytes(payload);
  const whole = new Writer();
  whole.int64(batch.baseOffset);
  whole.int32(body.done().length + CRC_AT + 4 - LOG_OVERHEAD);
  whole.int32(batch.partitionLeaderEpoch);
  whole.int8(MAGIC);
  whole.uint32(crc32c(body.done()));
  whole.bytes(body.done());
  return whole.done();
}

function writeRecord(record: KafkaRecord, offsetDelta: number, baseTimestamp: number, out: Writer): void {
  const body = new Writer();
  body.int8(0);
  body.varlong(record.timestampMs - baseTimestamp);
  body.varlong(offsetDelta);
  writeBytes(textBytes(record.key), body);
  writeBytes(textBytes(record.value), body);
  body.varlong(record.headers.length);
  for (const [name, value] of record.headers) {
    writeBytes(bytesOf(name), body);
    writeBytes(bytesOf(value), body);
  }
  out.varlong(body.done().length);
  out.bytes(body.done());
}

const textBytes = (text: string | null): Buffer | null => text === null ? null : bytesOf(text);

function writeBytes(bytes: Buffer | null, out: Writer): void {
  out.varlong(bytes === null ? -1 : bytes.length);
  if (bytes !== null) out.bytes(bytes);
}
