// Key groups: which group a key falls into, and which subtask has which groups. Bit for bit Flink's (KeyGroupRangeAssignment, MathUtils).
import type { Value } from './record.ts';

/** Key groups of a job without a max parallelism of its own are at least so many. */
const LOWEST_DEFAULT = 128;
/** No job has more key groups (KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM). */
export const HIGHEST_MAX_PARALLELISM = 32_768;

/** MathUtils.murmurHash: spreads a Java hash code. Never negative. */
export function murmurHash(hashCode: number): number {
  let code = Math.imul(hashCode, 0xcc9e2d51);
  code = (code << 15) | (code >>> 17);
  code = Math.imul(code, 0x1b873593);
  code = (code << 13) | (code >>> 19);
  code = (Math.imul(code, 5) + 0xe6546b64) | 0;
  code ^= 4;
  code = mix(code);
  if (code >= 0) return code;
  return code === -2_147_483_648 ? 0 : -code;
}

function mix(hash: number): number {
  let code = hash ^ (hash >>> 16);
  code = Math.imul(code, 0x85ebca6b);
  code ^= code >>> 13;
  code = Math.imul(code, 0xc2b2ae35);
  return code ^ (code >>> 16);
}

/** String.hashCode. */
export function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

const view = new DataView(new ArrayBuffer(8));

/** Integer.hashCode and Long.hashCode agree for what fits an int; what has a fraction is a Double. */
function numberHash(value: number): number {
  if (Number.isInteger(value) && !Object.is(value, -0)) {
    const low = value | 0;
    if (low === value) return value >= 0 ? value : longHash(value);
    return longHash(value);
  }
  view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
}

function longHash(value: number): number {
  const high = Math.floor(value / 4_294_967_296) | 0;
  return (value | 0) ^ high;
}

/** The Java class that a number's key has: an Integer's and a Long's hash codes differ below zero. */
export type NumberClass = 'int' | 'long';

/** The hash code that the key has as a Java object: String, Integer, Long, Double, Boolean, or a Tuple of these. */
export function javaHash(value: Value, numbers: NumberClass = 'long'): number {
  if (typeof value === 'string') return textHash(value);
  if (typeof value === 'number') return numbers === 'int' && (value | 0) === value ? value : numberHash(value);
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (value === null) return 0;
  let hash = 0;
  // Tuple2.hashCode and the wider ones: 31 * hash + the field's.
  for (const field of Array.isArray(value) ? (value as readonly Value[]) : Object.values(value)) hash = (Math.imul(hash, 31) + javaHash(field, numbers)) | 0;
  return hash;
}

export function keyGroupOf(hashCode: number, maxParallelism: number): number {
  return murmurHash(hashCode) % maxParallelism;
}

/** The subtask that has this key group. */
export function subtaskOf(keyGroup: number, maxParallelism: number, parallelism: number): number {
  return Math.floor((keyGroup * parallelism) / maxParallelism);
}

/** First and last key group of a subtask. */
export function keyGroupRange(subtask: number, maxParallelism: number, parallelism: number): readonly [number, number] {
  return [Math.floor((subtask * maxParallelism + parallelism - 1) / parallelism), Math.floor(((subtask + 1) * maxParallelism - 1) / parallelism)];
}

/** What max parallelism an operator has where nobody set one: half as much again, to a power of two, from 128 to 32768. */
export function defaultMaxParallelism(parallelism: number): number {
  let power = 1;
  while (power < parallelism + Math.floor(parallelism / 2)) power *= 2;
  return Math.min(Math.max(power, LOWEST_DEFAULT), HIGHEST_MAX_PARALLELISM);
}
