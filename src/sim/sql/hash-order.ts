// What Flink's internal values hash to: its heap state keeps maps in HashMaps, and their order is seen in results.

import { binaryStringHash } from '../flink/binary-row.ts';
import { booleanHash, longHash } from '../jvm/hash-map.ts';
import { isText, type LogicalType } from './type/logical-type.ts';
import type { Value } from './value.ts';

/** What Java's objects of a type hash to; null where the order of such keys is not known here. */
export function javaHashOf(type: LogicalType): ((value: Value) => number) | null {
  if (isText(type)) return (value) => binaryStringHash(value as string);
  switch (type.kind) {
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'DATE': return Number;
    case 'BIGINT': return (value) => (typeof value === 'number' ? longHash(value) : Number(BigInt.asIntN(32, BigInt(value as string) ^ (BigInt(value as string) >> 32n))));
    case 'BOOLEAN': return (value) => booleanHash(value === true);
    default: return null;
  }
}
