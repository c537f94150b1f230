// The hash that places keys: Kafka's 32-bit murmur2 over the key's UTF-8 bytes.
import { utf8 } from '../bytes.ts';

const SEED = 0x9747b28c | 0;
const M = 0x5bd1e995;
const R = 24;

/** murmur2 of bytes, as a signed 32-bit number. */
export function murmur2(bytes: readonly number[]): number {
  const length = bytes.length;
  let h = SEED ^ length;
  const words = length >> 2;
  for (let i = 0; i < words; i++) {
    const at = i * 4;
    let k = ((bytes[at] ?? 0) & 0xff) | (((bytes[at + 1] ?? 0) & 0xff) << 8) | (((bytes[at + 2] ?? 0) & 0xff) << 16) | (((bytes[at + 3] ?? 0) & 0xff) << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    k = Math.imul(k, M);
    h = Math.imul(h, M);
    h ^= k;
  }
  const rest = length & ~3;
  const left = length & 3;
  if (left === 3) h ^= ((bytes[rest + 2] ?? 0) & 0xff) << 16;
  if (left >= 2) h ^= ((bytes[rest + 1] ?? 0) & 0xff) << 8;
  if (left >= 1) {
    h ^= (bytes[rest] ?? 0) & 0xff;
    h = Math.imul(h, M);
  }
  h ^= h >>> 13;
  h = Math.imul(h, M);
  h ^= h >>> 15;
  return h;
}

/** The partition of a key among all partitions of its topic, with or without a leader. */
export function partitionForKey(key: string, partitions: number): number {
  return (murmur2(utf8(key)) & 0x7fffffff) % partitions;
}
