// How large records become when they are compressed: the matches that an LZ77 compressor finds, priced as each format codes them.
// No bytes are made. The sizes come within some percent of the real compressors'; see docs/fidelity.md.
import { freeze } from '../../kernel/freeze.ts';
import { BATCH_OVERHEAD, recordSize } from '../client/bytes.ts';
import type { CompressionType, RecordBatch } from '../record.ts';
import { recordBytes } from './record-bytes.ts';

/** The compression of a name that settings have; null for none. */
export function compressionNamed(name: string): CompressionType | null {
  switch (name) {
    case 'gzip': case 'snappy': case 'lz4': case 'zstd': return name;
    default: return null;
  }
}

/** The batch with this compression, or without any; the same one where it has it already. */
export function compressBatch(batch: RecordBatch, type: CompressionType | null): RecordBatch {
  if ((batch.compression ?? null) === type || batch.control !== null) return batch;
  const { compression: _before, ...plain } = batch;
  if (type === null) return freeze({ ...plain, sizeInBytes: plainSize(batch) });
  return freeze({ ...plain, compression: type, sizeInBytes: BATCH_OVERHEAD + compressedSize(recordBytes(batch), type) });
}

function plainSize(batch: RecordBatch): number {
  const base = batch.deleteHorizonMs ?? batch.records[0]?.timestampMs ?? 0;
  return batch.records.reduce((size, record, i) => size + recordSize(record, batch.offsetDeltas?.[i] ?? i, record.timestampMs - base), BATCH_OVERHEAD);
}

/** A run of bytes as they are, and then bytes that stood `distance` before; the last run may have no match after it. */
interface Sequence {
  readonly literals: readonly number[];
  readonly match: number;
  readonly distance: number;
}

const SHORTEST_MATCH = 4;
/** How far back the window reaches: that of LZ4 and Snappy, and twice that of gzip. */
const WINDOW = 65_535;

/** Greedy LZ77 with the latest place of each four bytes. */
function sequencesOf(bytes: readonly number[]): Sequence[] {
  const latest = new Map<number, number>();
  const sequences: Sequence[] = [];
  let from = 0;
  let at = 0;
  while (at + SHORTEST_MATCH <= bytes.length) {
    const word = wordAt(bytes, at);
    const before = latest.get(word);
    latest.set(word, at);
    if (before === undefined || at - before > WINDOW) {
      at += 1;
      continue;
    }
    let match = SHORTEST_MATCH;
    while (at + match < bytes.length && bytes[before + match] === bytes[at + match]) match += 1;
    sequences.push({ literals: bytes.slice(from, at), match, distance: at - before });
    for (let skipped = at + 1; skipped < at + match && skipped + SHORTEST_MATCH <= bytes.length; skipped++) latest.set(wordAt(bytes, skipped), skipped);
    at += match;
    from = at;
  }
  sequences.push({ literals: bytes.slice(from), match: 0, distance: 0 });
  return sequences;
}

function wordAt(bytes: readonly number[], at: number): number {
  return (bytes[at] ?? 0) * 16_777_216 + (bytes[at + 1] ?? 0) * 65_536 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
}

/** Bytes after compression, the format's own frame included. */
export function compressedSize(bytes: readonly number[], type: CompressionType): number {
  const sequences = sequencesOf(bytes);
  switch (type) {
    case 'lz4': return Math.min(lz4Size(sequences), bytes.length + 15);
    case 'snappy': return snappySize(sequences, bytes.length);
    case 'gzip': return gzipSize(sequences, bytes.length);
    case 'zstd': return zstdSize(sequences, bytes.length);
  }
}

/** A frame of 15 bytes; each sequence a token, its literals, two bytes of distance and bytes for long lengths. */
function lz4Size(sequences: readonly Sequence[]): number {
  let size = 15;
  for (const { literals, match } of sequences) {
    size += 1 + extra(literals.length, 15) + literals.length;
    if (match > 0) size += 2 + extra(match - SHORTEST_MATCH, 15);
  }
  return size;
}

function extra(length: number, inToken: number): number {
  return length < inToken ? 0 : 1 + Math.floor((length - inToken) / 255);
}

/** The framing of snappy-java, 20 bytes; a tag before literals, three bytes for a copy of 64 bytes at most. */
function snappySize(sequences: readonly Sequence[], length: number): number {
  let size = 20 + (length < 128 ? 1 : length < 16_384 ? 2 : 3);
  for (const { literals, match, distance } of sequences) {
    if (literals.length > 0) size += literals.length + (literals.length <= 60 ? 1 : literals.length <= 256 ? 2 : 3);
    if (match === 0) continue;
    size += match <= 11 && distance < 2_048 ? 2 : 3 * Math.ceil(match / 64);
  }
  return size;
}

/** Deflate: the cheaper of fixed Huffman codes and codes of its own, 18 bytes around it. Long matches come in pieces of 258. */
function gzipSize(sequences: readonly Sequence[], length: number): number {
  const symbols = new Histogram();
  const distances = new Histogram();
  let extraBits = 0;
  let fixedBits = 10;
  for (const { literals, match, distance } of sequences) {
    for (const byte of literals) symbols.count(byte);
    fixedBits += 8 * literals.length;
    for (let left = match; left > 0; left -= 258) {
      const piece = Math.min(left, 258);
      // The longest piece has a code of its own.
      symbols.count(256 + (piece === 258 ? 0 : bitsOf(piece)));
      distances.count(bitsOf(distance));
      const more = (piece === 258 ? 0 : Math.max(0, bitsOf(piece) - 4)) + Math.max(0, bitsOf(distance) - 2);
      extraBits += more;
      fixedBits += 12 + more;
    }
  }
  // The codes themselves are written before what they code, and no Huffman code is shorter than a bit.
  const ownBits = 17 + 24 + 4 * (symbols.kinds() + distances.kinds()) + Math.max(symbols.bits(), symbols.total) + Math.max(distances.bits(), distances.total) + extraBits;
  return 18 + Math.min(Math.ceil(Math.min(fixedBits, ownBits) / 8), length + 5);
}

/** Zstandard: a frame of 9 bytes, literals by entropy where there are enough of them, and three codes for each match. */
function zstdSize(sequences: readonly Sequence[], length: number): number {
  const literals = new Histogram();
  const codes = [new Histogram(), new Histogram(), new Histogram()] as const;
  let literalCount = 0;
  let bits = 0;
  for (const sequence of sequences) {
    for (const byte of sequence.literals) literals.count(byte);
    literalCount += sequence.literals.length;
    if (sequence.match === 0) continue;
    codes[0].count(bitsOf(sequence.literals.length));
    codes[1].count(bitsOf(sequence.match));
    codes[2].count(bitsOf(sequence.distance));
    bits += Math.max(0, bitsOf(sequence.literals.length) - 5) + Math.max(0, bitsOf(sequence.match) - 6) + Math.max(0, bitsOf(sequence.distance) - 1);
  }
  for (const code of codes) bits += code.bits() + 4 * code.kinds();
  const literalBits = literalCount < 64 ? 8 * literalCount : Math.min(8 * literalCount, literals.bits() + 4 * literals.kinds());
  return 9 + Math.min(6 + Math.ceil((bits + literalBits) / 8), length + 3);
}

/** How many binary digits a number has: the code class of a length or a distance. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value);
}

/** Counts symbols, and says how many bits an ideal code takes for them. */
class Histogram {
  private readonly counts: number[] = [];
  total = 0;

  count(symbol: number): void {
    this.counts[symbol] = (this.counts[symbol] ?? 0) + 1;
    this.total += 1;
  }

  kinds(): number {
    return this.counts.reduce((sum) => sum + 1, 0);
  }

  /** The entropy of what was counted, in whole bits; logarithms by integers alone, so that all machines agree. */
  bits(): number {
    let sum = 0;
    this.counts.forEach((count) => (sum += count * (log2(this.total) - log2(count))));
    return Math.ceil(sum / 256);
  }
}

/** The logarithm to base 2 in 256ths: the whole part by counting digits, the rest by squaring. */
function log2(value: number): number {
  const whole = bitsOf(value) - 1;
  let rest = Math.floor((value * 32_768) / 2 ** whole);
  let result = whole;
  for (let i = 0; i < 8; i++) {
    rest = Math.floor((rest * rest) / 32_768);
    result *= 2;
    if (rest >= 65_536) {
      rest = Math.floor(rest / 2);
      result += 1;
    }
  }
  return result;
}
