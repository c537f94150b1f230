// The hash of a SQL key: a row in Flink's binary layout (BinaryRowData), hashed by words with Murmur 3.
import { textHash } from './key-groups.ts';
import type { Row, Value } from './record.ts';

/** BinaryRowData.hashCode begins with this seed. */
const SEED = 42;
/** Bits before the null bits: the row kind. */
const HEADER_BITS = 8;
/** Text up to so many bytes lies in its field; the eighth says how long it is. */
const INLINE = 7;

/** The hash code of these fields as a row of binary data: what places a SQL key. */
export function binaryRowHash(fields: Row): number {
  return hashWords(binaryRow(fields));
}

/** The row's bytes: row kind and null bits, eight bytes a field, long text behind, padded to whole words. */
export function binaryRow(fields: Row): number[] {
  const nullBytes = Math.floor((fields.length + 63 + HEADER_BITS) / 64) * 8;
  const bytes = new Array<number>(nullBytes + fields.length * 8).fill(0);
  fields.forEach((field, i) => {
    const at = nullBytes + i * 8;
    if (field === null) {
      const bit = i + HEADER_BITS;
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    } else if (typeof field === 'string') writeText(bytes, at, field);
    else writeLong(bytes, at, asNumber(field));
  });
  return bytes;
}

function asNumber(field: Exclude<Value, null | string>): number {
  if (typeof field === 'number') return field;
  return typeof field === 'boolean' ? Number(field) : textHash(JSON.stringify(field));
}

const view = new DataView(new ArrayBuffer(8));

function writeLong(bytes: number[], at: number, value: number): void {
  if (Number.isInteger(value)) {
    view.setInt32(0, value | 0, true);
    view.setInt32(4, Math.floor(value / 4_294_967_296) | 0, true);
  } else view.setFloat64(0, value, true);
  for (let i = 0; i < 8; i++) bytes[at + i] = view.getUint8(i);
}

function writeText(bytes: number[], at: number, text: string): void {
  const encoded = utf8(text);
  if (encoded.length <= INLINE) {
    encoded.forEach((byte, i) => {
      bytes[at + i] = byte;
    });
    bytes[at + 7] = 0x80 | encoded.length;
    return;
  }
  const offset = bytes.length;
  view.setInt32(0, encoded.length, true);
  view.setInt32(4, offset, true);
  for (let i = 0; i < 8; i++) bytes[at + i] = view.getUint8(i);
  bytes.push(...encoded);
  while (bytes.length % 8 !== 0) bytes.push(0);
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}

/** MurmurHashUtils.hashBytesByWords. */
function hashWords(bytes: readonly number[]): number {
  let hash = SEED;
  for (let i = 0; i < bytes.length; i += 4) {
    const word = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    k = Math.imul(k, 0x1b873593);
    hash ^= k;
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= bytes.length;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
