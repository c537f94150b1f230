// The order in which Java's HashMap gives its entries: Flink's heap state keeps maps in them, and their order is seen in results.

import { binaryStringHash } from '../flink/binary-row.ts';
import { isText, type LogicalType } from './type/logical-type.ts';
import type { Value } from './value.ts';

/** The order of these keys, given in the order in which they were put: by bucket, of a table that grew with them. */
export function hashOrder<T>(keys: readonly T[], hashOf: (key: T) => number): readonly T[] {
  if (keys.length < 2) return keys;
  let size = 16; // HashMap's first table
  while (keys.length > size * 0.75) size *= 2;
  const bucket = (key: T): number => {
    const hash = hashOf(key);
    return (hash ^ (hash >>> 16)) & (size - 1);
  };
  return keys.map((key) => ({ key, at: bucket(key) })).sort((a, b) => a.at - b.at).map(({ key }) => key);
}

/** Long.hashCode of a whole number. */
export function longHash(value: number): number {
  return (value | 0) ^ (Math.floor(value / 4_294_967_296) | 0);
}

/** What Java's objects of a type hash to; null where the order of such keys is not known here. */
export function javaHashOf(type: LogicalType): ((value: Value) => number) | null {
  if (isText(type)) return (value) => binaryStringHash(value as string);
  switch (type.kind) {
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'DATE': return Number;
    case 'BIGINT': return (value) => (typeof value === 'number' ? longHash(value) : Number(BigInt.asIntN(32, BigInt(value as string) ^ (BigInt(value as string) >> 32n))));
    case 'BOOLEAN': return (value) => (value === true ? 1_231 : 1_237);
    default: return null;
  }
}
