// Text as UTF-8 bytes, and how many bytes records take on the wire: what batch sizes and partitions are computed from.
import type { KafkaRecord } from '../record.ts';
import { varintSize } from '../varint.ts';

/** The UTF-8 bytes of a text; an unpaired surrogate becomes `?`, as Java's encoder makes it. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code >= 0xd800 && code < 0xe000) bytes.push(0x3f);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}

/** How many UTF-8 bytes a text has. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 4;
      i++;
    } else if (unit >= 0xd800 && unit < 0xe000) length += 1;
    else length += 3;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Header of a version 2 record batch, in bytes. */
export const BATCH_OVERHEAD = 61;

/** Bytes of a record inside a batch (DefaultRecord.sizeInBytes). */
export function recordSize(record: KafkaRecord, offsetDelta: number, timestampDelta: number): number {
  const keyBytes = record.key === null ? -1 : utf8Length(record.key);
  const valueBytes = record.value === null ? -1 : utf8Length(record.value);
  let body = 1 + varintSize(timestampDelta) + varintSize(offsetDelta);
  body += varintSize(keyBytes) + Math.max(0, keyBytes) + varintSize(valueBytes) + Math.max(0, valueBytes);
  body += varintSize(record.headers.length);
  for (const [name, value] of record.headers) {
    const nameBytes = utf8Length(name);
    const textBytes = utf8Length(value);
    body += varintSize(nameBytes) + nameBytes + varintSize(textBytes) + textBytes;
  }
  return body + varintSize(body);
}

/** Bytes of a batch with these records and no compression. */
export function batchSize(records: readonly KafkaRecord[]): number {
  const base = records[0]?.timestampMs ?? 0;
  let size = BATCH_OVERHEAD;
  records.forEach((record, i) => {
    size += recordSize(record, i, record.timestampMs - base);
  });
  return size;
}

/** The most that a record's length, attributes and deltas can take. */
const MAX_RECORD_OVERHEAD = 21;

/** A key, value or header text with its length before it. */
function fieldSize(text: string | null): number {
  if (text === null) return varintSize(-1);
  const bytes = utf8Length(text);
  return varintSize(bytes) + bytes;
}

/** An upper bound of a batch with this one record, as the accumulator estimates before it appends. */
export function estimatedSize(record: KafkaRecord): number {
  let size = BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + fieldSize(record.key) + fieldSize(record.value) + varintSize(record.headers.length);
  for (const [name, value] of record.headers) size += fieldSize(name) + fieldSize(value);
  return size;
}
