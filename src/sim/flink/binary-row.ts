// The hash of a SQL key: a row in Flink's binary layout (BinaryRowData), hashed by words with Murmur 3.
import type { KeyFieldType } from '../../bridge/flink.ts';
import type { Row, Value } from './record.ts';

/** BinaryRowData.hashCode begins with this seed. */
const SEED = 42;
/** Bits before the null bits: the row kind. */
const HEADER_BITS = 8;
/** Text up to so many bytes lies in its field; the eighth says how long it is. */
const INLINE = 7;
/** DecimalData.isCompact: a long holds so many digits. */
const COMPACT_DIGITS = 18;

/** The hash code of these fields as a row of binary data: what places a SQL key. */
export function binaryRowHash(fields: Row, types?: readonly KeyFieldType[]): number {
  return writer.row(fields, types).hash();
}

/** The row's bytes: row kind and null bits, eight bytes a field, what is longer behind, padded to whole words. */
export function binaryRow(fields: Row, types?: readonly KeyFieldType[]): number[] {
  return writer.row(fields, types).taken();
}

/** What a field is where nobody says: numbers are BIGINTs as long as they are whole. */
function guessed(value: Value): KeyFieldType {
  if (typeof value === 'number') return Number.isInteger(value) ? 'BIGINT' : 'DOUBLE';
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (Array.isArray(value)) return { kind: 'ROW', fields: (value as readonly Value[]).map(guessed) };
  return 'TEXT';
}

/** Bytes of an array's element (BinaryArrayData.calculateFixLengthPartSize). */
function elementSize(type: KeyFieldType): number {
  switch (type) {
    case 'BOOLEAN': case 'TINYINT': return 1;
    case 'SMALLINT': return 2;
    case 'INT': case 'FLOAT': return 4;
    default: return 8;
  }
}

const words = (bytes: number): number => (bytes + 7) & ~7;

class BinaryWriter {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  /** Where the next part that is not of fixed length goes. */
  private cursor = 0;

  row(fields: Row, types: readonly KeyFieldType[] | undefined): this {
    const nullBytes = Math.floor((fields.length + 63 + HEADER_BITS) / 64) * 8;
    this.begin(nullBytes + fields.length * 8);
    for (let i = 0; i < fields.length; i++) {
      const value = fields[i] ?? null;
      const type = types?.[i] ?? guessed(value);
      const at = nullBytes + i * 8;
      if (value === null) {
        const bit = i + HEADER_BITS;
        this.bytes[bit >> 3] = (this.bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
        this.absent(at, type);
      } else this.field(at, value, type);
    }
    return this;
  }

  /** MurmurHashUtils.hashBytesByWords. */
  hash(): number {
    let hash = SEED;
    for (let i = 0; i < this.cursor; i += 4) hash = mixed(hash, this.view.getInt32(i, true));
    return finished(hash, this.cursor);
  }

  taken(): number[] {
    return Array.from(this.bytes.subarray(0, this.cursor));
  }

  private begin(fixed: number): void {
    this.reserve(fixed);
    this.bytes.fill(0, 0, fixed);
    this.cursor = fixed;
  }

  private reserve(size: number): void {
    if (size <= this.bytes.length) return;
    const larger = new Uint8Array(2 * size);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  private field(at: number, value: Exclude<Value, null>, type: KeyFieldType): void {
    const { view } = this;
    switch (type) {
      case 'BOOLEAN': return view.setUint8(at, value === true ? 1 : 0);
      case 'TINYINT': return view.setInt8(at, Number(value));
      case 'SMALLINT': return view.setInt16(at, Number(value), true);
      case 'INT': return view.setInt32(at, Number(value), true);
      case 'BIGINT': return this.long(at, value);
      case 'TIMESTAMP': return this.long(at, typeof value === 'string' ? Number(value.slice(0, -7)) : value);
      case 'FLOAT': return view.setFloat32(at, Number(value), true);
      case 'DOUBLE': return view.setFloat64(at, Number(value), true);
      case 'TEXT': return this.inline(at, utf8(value as string));
      case 'BYTES': return this.inline(at, fromHex(value as string));
      case 'TIMESTAMP_NANOS': return this.nanos(at, value);
      default: return this.nested(at, value, type);
    }
  }

  private nested(at: number, value: Exclude<Value, null>, type: Extract<KeyFieldType, object>): void {
    switch (type.kind) {
      case 'DECIMAL': return this.decimal(at, value as string, type);
      case 'ROW': return this.behind(at, new BinaryWriter().row(value as Row, type.fields).taken());
      case 'ARRAY': return this.behind(at, new BinaryWriter().array(value as Row, type.of).taken());
      case 'MAP': {
        const entries = value as readonly Row[];
        const keys = new BinaryWriter().array(entries.map(([key = null]) => key), type.key).taken();
        const values = new BinaryWriter().array(entries.map(([, entry = null]) => entry), type.value).taken();
        return this.behind(at, [keys.length & 255, (keys.length >> 8) & 255, (keys.length >> 16) & 255, keys.length >>> 24, ...keys, ...values]);
      }
    }
  }

  /** NULL: a type whose values may change in place keeps their room (binaryWriterWriteNull). */
  private absent(at: number, type: KeyFieldType): void {
    const room = type === 'TIMESTAMP_NANOS' ? 8 : typeof type === 'object' && type.kind === 'DECIMAL' && type.precision > COMPACT_DIGITS ? 16 : 0;
    if (room === 0) return;
    this.place(at, this.cursor, 0);
    this.room(room);
  }

  /** Zeroed bytes at the cursor, which moves behind them; where they are. */
  private room(size: number): number {
    const at = this.cursor;
    this.reserve(at + size);
    this.bytes.fill(0, at, at + size);
    this.cursor = at + size;
    return at;
  }

  private place(at: number, offset: number, size: number): void {
    this.view.setInt32(at, size, true);
    this.view.setInt32(at + 4, offset, true);
  }

  private long(at: number, value: Exclude<Value, null>): void {
    if (typeof value === 'string') return this.view.setBigInt64(at, BigInt(value), true);
    const number = Number(value);
    this.view.setInt32(at, number | 0, true);
    this.view.setInt32(at + 4, Math.floor(number / 4_294_967_296) | 0, true);
  }

  private inline(at: number, encoded: ArrayLike<number>): void {
    if (encoded.length > INLINE) return this.behind(at, encoded);
    for (let i = 0; i < encoded.length; i++) this.bytes[at + i] = encoded[i] ?? 0;
    this.bytes[at + 7] = 0x80 | encoded.length;
  }

  private behind(at: number, encoded: ArrayLike<number>): void {
    const offset = this.room(words(encoded.length));
    this.bytes.set(encoded, offset);
    this.place(at, offset, encoded.length);
  }

  private nanos(at: number, value: Exclude<Value, null>): void {
    const isFine = typeof value === 'string';
    const offset = this.room(8);
    this.long(offset, isFine ? Number(value.slice(0, -7)) : value);
    this.place(at, offset, isFine ? Number(value.slice(-6)) : 0);
  }

  private decimal(at: number, text: string, { precision }: { readonly precision: number }): void {
    const digits = BigInt(text.replace('.', ''));
    if (precision <= COMPACT_DIGITS) return this.view.setBigInt64(at, digits, true);
    const encoded = bigEndian(digits);
    const offset = this.room(16);
    this.bytes.set(encoded, offset);
    this.place(at, offset, encoded.length);
  }

  /** BinaryArrayData: how many, null bits by four bytes, then elements of their own size. */
  private array(items: Row, type: KeyFieldType): this {
    const header = 4 + Math.floor((items.length + 31) / 32) * 4;
    const size = elementSize(type);
    this.begin(words(header + size * items.length));
    this.view.setInt32(0, items.length, true);
    items.forEach((item, i) => {
      const at = header + i * size;
      if (item !== null) this.field(at, item, type);
      else {
        const byte = 4 + (i >> 3);
        this.bytes[byte] = (this.bytes[byte] ?? 0) | (1 << (i & 7));
      }
    });
    return this;
  }
}

/** One word into a hash (MurmurHashUtils.mixK1, mixH1). */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  k = hash ^ Math.imul(k, 0x1b873593);
  k = (k << 13) | (k >>> 19);
  return (Math.imul(k, 5) + 0xe6546b64) | 0;
}

/** MurmurHashUtils.fmix. */
function finished(hash: number, length: number): number {
  let h = hash ^ length;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** BinaryStringData.hashCode: words, then each byte that is left over. */
export function binaryStringHash(text: string): number {
  const bytes = utf8(text);
  let hash = SEED;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) hash = mixed(hash, (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24));
  for (; i < bytes.length; i++) hash = mixed(hash, ((bytes[i] ?? 0) << 24) >> 24);
  return finished(hash, bytes.length);
}

/** BigInteger.toByteArray: two's complement, as few bytes as do, the highest first. */
function bigEndian(value: bigint): number[] {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size += 1;
  let left = BigInt.asUintN(8 * size, value);
  const bytes: number[] = [];
  for (let i = 0; i < size; i++) {
    bytes.unshift(Number(left & 255n));
    left >>= 8n;
  }
  return bytes;
}

function fromHex(text: string): number[] {
  return Array.from({ length: text.length >> 1 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
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

/** One at a time is written; what is nested has a writer of its own. */
const writer = new BinaryWriter();
