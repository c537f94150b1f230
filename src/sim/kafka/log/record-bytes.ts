// Records as the bytes that lie in a batch behind its header (DefaultRecord.writeTo).
import { utf8 } from '../client/bytes.ts';
import type { KafkaRecord, RecordBatch } from '../record.ts';

/** The records of a batch without its header, not compressed. */
export function recordBytes(batch: Pick<RecordBatch, 'records' | 'offsetDeltas' | 'deleteHorizonMs'>): number[] {
  const out: number[] = [];
  const base = batch.deleteHorizonMs ?? batch.records[0]?.timestampMs ?? 0;
  batch.records.forEach((record, i) => appendRecord(out, record, batch.offsetDeltas?.[i] ?? i, record.timestampMs - base));
  return out;
}

function appendRecord(out: number[], record: KafkaRecord, offsetDelta: number, timestampDelta: number): void {
  const body: number[] = [0];
  varint(body, timestampDelta);
  varint(body, offsetDelta);
  for (const text of [record.key, record.value]) {
    const field = text === null ? null : utf8(text);
    varint(body, field === null ? -1 : field.length);
    for (const byte of field ?? []) body.push(byte);
  }
  varint(body, record.headers.length);
  for (const text of record.headers.flat()) {
    const bytes = utf8(text);
    varint(body, bytes.length);
    for (const byte of bytes) body.push(byte);
  }
  varint(out, body.length);
  for (const byte of body) out.push(byte);
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
