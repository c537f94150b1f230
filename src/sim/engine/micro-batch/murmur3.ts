// Where a row of the micro-batch engine is shuffled to: Spark's Murmur3_x86_32 over the grouping keys with the seed 42, modulo the number of partitions.
import { utf8 } from '../../kafka/client/bytes.ts';
import type { Cell, CellType } from './row.ts';

const SEED = 42;
const TWO_32 = 4_294_967_296;

export interface TypedCell {
  readonly cell: Cell;
  readonly type: CellType;
}

/** HashPartitioning.partitionIdExpression: from 0. Nulls leave the hash as it is. */
export function shufflePartition(keys: readonly TypedCell[], partitions: number): number {
  let hash = SEED;
  for (const { cell, type } of keys) hash = hashCell(cell, type, hash);
  return ((hash % partitions) + partitions) % partitions;
}

function hashCell(cell: Cell, type: CellType, seed: number): number {
  if (cell === null) return seed;
  // A struct is hashed field by field; timestamps are microseconds.
  if (typeof cell === 'object') return hashLong(cell.end * 1_000, hashLong(cell.start * 1_000, seed));
  if (typeof cell === 'string') return hashBytes(utf8(cell), seed);
  if (typeof cell === 'boolean') return hashInt(cell ? 1 : 0, seed);
  switch (type) {
    case 'INT': return hashInt(cell, seed);
    case 'TIMESTAMP': return hashLong(cell * 1_000, seed);
    case 'DOUBLE': return hashDouble(cell, seed);
    default: return hashLong(cell, seed);
  }
}

const rotl = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const mixK1 = (k1: number): number => Math.imul(rotl(Math.imul(k1, 0xcc9e2d51), 15), 0x1b873593);
const mixH1 = (h1: number, k1: number): number => (Math.imul(rotl(h1 ^ k1, 13), 5) + 0xe6546b64) | 0;

function finish(given: number, length: number): number {
  let h1 = given ^ length;
  h1 = Math.imul(h1 ^ (h1 >>> 16), 0x85ebca6b);
  h1 = Math.imul(h1 ^ (h1 >>> 13), 0xc2b2ae35);
  return (h1 ^ (h1 >>> 16)) | 0;
}

const hashInt = (value: number, seed: number): number => finish(mixH1(seed, mixK1(value | 0)), 4);

function hashLong(value: number, seed: number): number {
  return hashHalves(value % TWO_32 | 0, Math.floor(value / TWO_32) | 0, seed);
}

function hashDouble(value: number, seed: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  return hashHalves(view.getInt32(4), view.getInt32(0), seed);
}

const hashHalves = (low: number, high: number, seed: number): number => finish(mixH1(mixH1(seed, mixK1(low)), mixK1(high)), 8);

/** Whole words, then what is left byte by byte, each as a word of its own with its sign (hashUnsafeBytes). */
function hashBytes(bytes: readonly number[], seed: number): number {
  const aligned = bytes.length - (bytes.length % 4);
  const byte = (at: number): number => bytes[at] ?? 0;
  let h1 = seed;
  for (let at = 0; at < aligned; at += 4) h1 = mixH1(h1, mixK1(byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)));
  for (let at = aligned; at < bytes.length; at += 1) h1 = mixH1(h1, mixK1((byte(at) << 24) >> 24));
  return finish(h1, bytes.length);
}

/** The bucket of a key in a HashMap of so many entries, as Java's makes them: 16 buckets, doubled when they are three quarters full. */
export function bucketOf(keys: readonly TypedCell[], entries: number): number {
  let buckets = 16;
  while (entries > buckets * 0.75) buckets *= 2;
  const words = rowWords(keys);
  let h1 = SEED;
  for (const word of words) h1 = mixH1(h1, mixK1(word));
  const hash = finish(h1, words.length * 4);
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}

/** An UnsafeRow as words of 32 bits: a bit for each null, 8 bytes a field, and behind them what is of no fixed length. */
function rowWords(fields: readonly TypedCell[]): number[] {
  let nulls = 0;
  const fixed: number[] = [];
  const variable: number[] = [];
  fields.forEach(({ cell, type }, at) => {
    if (cell === null) nulls |= 1 << at;
    const [low, high, more] = fieldWords(cell, type);
    if (more === null) fixed.push(low, high);
    else {
      // Where it begins, counted from the row's beginning, stands above its length in bytes.
      fixed.push(low, 8 + fields.length * 8 + variable.length * 4);
      variable.push(...more);
    }
  });
  return [nulls, 0, ...fixed, ...variable];
}

/** The two halves of a field; where it has no fixed length its bytes and, first, how many they are. */
function fieldWords(cell: Cell, type: CellType): readonly [number, number, readonly number[] | null] {
  if (cell === null) return [0, 0, null];
  if (typeof cell === 'object') {
    const words = rowWords([{ cell: cell.start, type: 'TIMESTAMP' }, { cell: cell.end, type: 'TIMESTAMP' }]);
    return [words.length * 4, 0, words];
  }
  if (typeof cell === 'string') {
    const bytes = utf8(cell);
    const words = Array.from({ length: Math.ceil(bytes.length / 8) * 2 }, (_, at) => [0, 1, 2, 3].reduce((word, i) => word | ((bytes[at * 4 + i] ?? 0) << (8 * i)), 0));
    return [bytes.length, 0, words];
  }
  if (typeof cell === 'boolean') return [cell ? 1 : 0, 0, null];
  if (type === 'INT') return [cell | 0, 0, null];
  if (type === 'DOUBLE') {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, cell);
    return [view.getInt32(4), view.getInt32(0), null];
  }
  const long = type === 'TIMESTAMP' ? cell * 1_000 : cell;
  return [long % TWO_32 | 0, Math.floor(long / TWO_32) | 0, null];
}
