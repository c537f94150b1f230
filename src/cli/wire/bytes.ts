// Kafka's primitive types as bytes: fixed and variable integers, strings, and bytes, read and written in order.

/** What is shorter than it says, or longer than may be. Whoever sent it is hung up on, as a broker does. */
export class BadBytes extends Error {}

/** Nothing that a client sends has an array or a text longer than this: more is a mistake, or mischief. */
const LONGEST = 100_000_000;

/** Text that is not UTF-8 keeps each bad byte as a lone surrogate U+DC80..U+DCFF, so that it can be written back as it was. */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(bytes)) return text;
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    out += length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return out;
}

/** How many bytes the character takes that begins here; 0 where none does. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return bytes.toString('utf8', at, at + length).includes('\uFFFD') && length !== 3 ? 0 : isWhole(bytes, at, length) ? length : 0;
}

function isWhole(bytes: Buffer, at: number, length: number): boolean {
  return Buffer.from(bytes.toString('utf8', at, at + length), 'utf8').equals(bytes.subarray(at, at + length));
}

export function bytesOf(text: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const letter of text) parts.push(/^[\uDC80-\uDCFF]$/.test(letter) ? Buffer.from([letter.charCodeAt(0) - 0xdc00]) : Buffer.from(letter, 'utf8'));
  return Buffer.concat(parts);
}

const LETTERS = /^[A-Za-z0-9_-]{22}$/;

export class Reader {
  at = 0;
  readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  private take(length: number): number {
    const from = this.at;
    if (length < 0 || from + length > this.buffer.length) throw new BadBytes(`${length} bytes are wanted at ${from}, and there are ${this.buffer.length}`);
    this.at = from + length;
    return from;
  }
  get left(): number { return this.buffer.length - this.at; }
  int8(): number { return this.buffer.readInt8(this.take(1)); }
  int16(): number { return this.buffer.readInt16BE(this.take(2)); }
  uint16(): number { return this.buffer.readUInt16BE(this.take(2)); }
  int32(): number { return this.buffer.readInt32BE(this.take(4)); }
  uint32(): number { return this.buffer.readUInt32BE(this.take(4)); }
  /** Beyond 2^53 only about right. */
  int64(): number { return Number(this.buffer.readBigInt64BE(this.take(8))); }
  float64(): number { return this.buffer.readDoubleBE(this.take(8)); }
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 1; shift < 2 ** 35; shift *= 128) {
      const byte = this.buffer.readUInt8(this.take(1));
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    throw new BadBytes(`no number ends at ${this.at}`);
  }
  /** A zigzag number of up to 64 bits. */
  varlong(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.buffer.readUInt8(this.take(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
    }
    throw new BadBytes(`no number ends at ${this.at}`);
  }
  bytes(length: number): Buffer {
    if (length > LONGEST) throw new BadBytes(`${length} bytes are too many`);
    const from = this.take(length);
    return this.buffer.subarray(from, from + length);
  }
  /** URL-safe base64, as Kafka's own tools write ids. */
  uuid(): string { return this.bytes(16).toString('base64url'); }
  /** -1 for null. */
  length(compact: boolean, short: boolean): number {
    const length = compact ? this.unsignedVarint() - 1 : short ? this.int16() : this.int32();
    if (length > LONGEST || length < -1) throw new BadBytes(`a length of ${length} at ${this.at}`);
    return length;
  }
}

/** Bytes that grow. */
export class Writer {
  private buffer = Buffer.alloc(1024);
  private size = 0;

  private grow(length: number): number {
    const from = this.size;
    if (from + length > this.buffer.length) this.buffer = Buffer.concat([this.buffer], Math.max(this.buffer.length * 2, from + length));
    this.size += length;
    return from;
  }
  done(): Buffer { return this.buffer.subarray(0, this.size); }
  int8(value: number): void { const at = this.grow(1); this.buffer.writeInt8(value, at); }
  int16(value: number): void { const at = this.grow(2); this.buffer.writeInt16BE(value, at); }
  uint16(value: number): void { const at = this.grow(2); this.buffer.writeUInt16BE(value, at); }
  int32(value: number): void { const at = this.grow(4); this.buffer.writeInt32BE(value, at); }
  uint32(value: number): void { const at = this.grow(4); this.buffer.writeUInt32BE(value, at); }
  int64(value: number | bigint): void { const at = this.grow(8); this.buffer.writeBigInt64BE(BigInt(value), at); }
  float64(value: number): void { const at = this.grow(8); this.buffer.writeDoubleBE(value, at); }
  unsignedVarint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      const at = this.grow(1);
      this.buffer.writeUInt8((rest % 128) + 128, at);
      rest = Math.floor(rest / 128);
    }
    const at = this.grow(1);
    this.buffer.writeUInt8(rest, at);
  }
  varlong(value: number): void {
    let rest = value >= 0 ? BigInt(value) << 1n : (BigInt(-value) << 1n) - 1n;
    for (; rest >= 128n; rest >>= 7n) {
      const at = this.grow(1);
      this.buffer.writeUInt8(Number(rest & 127n) | 128, at);
    }
    const at = this.grow(1);
    this.buffer.writeUInt8(Number(rest), at);
  }
  bytes(bytes: Buffer): void {
    const at = this.grow(bytes.length);
    bytes.copy(this.buffer, at);
  }
  /** Kafka's base64 of 16 bytes; anything else is the zero id. */
  uuid(text: string): void { this.bytes(LETTERS.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(16)); }
  length(value: number, compact: boolean, short: boolean): void {
    if (compact) this.unsignedVarint(value + 1);
    else if (short) this.int16(value);
    else this.int32(value);
  }
}
