// How SQL values stand in rows and state: the same plain, JSON-like data that the runtime's rows hold.
//
//   BOOLEAN                          true, false
//   TINYINT, SMALLINT, INT           a number
//   BIGINT                           a number up to ±(2^53-1); beyond it the decimal digits as text. One form a value, so === compares
//   FLOAT, DOUBLE                    a number; a FLOAT is always a value of 32 bits
//   DECIMAL(p, s)                    text with exactly s digits after the point: '12.50', '-0.05', '7'
//   CHAR, VARCHAR, STRING            text
//   BINARY, VARBINARY, BYTES         hexadecimal text in lower case: it compares as the bytes do
//   DATE                             days since 1970-01-01
//   TIME                             milliseconds of the day
//   TIMESTAMP, TIMESTAMP_LTZ         milliseconds since 1970-01-01T00:00 (local for TIMESTAMP); where there are parts of a millisecond,
//                                    text: the milliseconds, a point, six digits of nanoseconds: '1700000000123.000001'
//   INTERVAL YEAR TO MONTH           months;  INTERVAL DAY TO SECOND: milliseconds
//   ARRAY                            a list;  ROW: the list of its fields
//   MAP                              a list of pairs [key, value] in the order of insertion;  MULTISET: pairs [element, count]
//   VARIANT                          JSON text
//   NULL                             null
import type { Row, Value } from '../flink/record.ts';

export type { Row, Value };

const LARGEST = 9_007_199_254_740_991n;

/** A whole number in its one form: a number where it is exact, text beyond. */
export function bigintValue(value: bigint): number | string {
  return value <= LARGEST && value >= -LARGEST ? Number(value) : value.toString();
}

/** The whole number that a BIGINT's value stands for. */
export function asBigint(value: Value): bigint {
  return BigInt(value as number | string);
}

/** A BIGINT that overflowed, as Java wraps it. */
export function wrapLong(value: bigint): number | string {
  return bigintValue(BigInt.asIntN(64, value));
}

/** Nanoseconds within a millisecond. */
export const NANOS_PER_MILLI = 1_000_000;

/** A timestamp from its milliseconds and the nanoseconds within the last one. */
export function timestampValue(millis: number, nanos: number): number | string {
  return nanos === 0 ? millis : `${millis}.${String(nanos).padStart(6, '0')}`;
}

export function millisOf(value: Value): number {
  return typeof value === 'number' ? value : Number((value as string).slice(0, -7));
}

/** The nanoseconds within the millisecond. */
export function nanosOf(value: Value): number {
  return typeof value === 'number' ? 0 : Number((value as string).slice(-6));
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** A list's elements; nothing where it is none. */
export function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

/** The entries of a MAP or MULTISET. */
export function entriesOf(value: Value | undefined): readonly (readonly [Value, Value])[] {
  return listOf(value).map((pair) => [listOf(pair)[0] ?? null, listOf(pair)[1] ?? null] as const);
}

/** What one value is known by among others of its type: equal texts, equal values. */
export function keyOf(value: Value): string {
  return typeof value === 'string' ? `"${value}` : JSON.stringify(value);
}

/** What a row is known by. */
export function rowKey(row: Row): string {
  const only = row[0];
  // The same as below, and most of what is asked for.
  if (row.length === 1 && typeof only === 'number' && Number.isFinite(only)) return `[${only}]`;
  return JSON.stringify(row);
}

/** A plain value as text: numbers and words as they are, lists as JSON. */
export function str(value: Value | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
