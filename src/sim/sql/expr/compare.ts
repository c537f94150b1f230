// How values of a type are ordered and when they are equal.
import { compareDecimal, unscaled } from '../number/decimal.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf, millisOf, nanosOf, type Value } from '../value.ts';

/** Negative, zero, positive. Neither side is null. */
export type Comparator = (a: Value, b: Value) => number;

/** The order of a type's values. */
export function comparator(type: LogicalType): Comparator {
  switch (type.kind) {
    case 'BIGINT': return compareLong;
    case 'DECIMAL': return (a, b) => (a === b ? 0 : compareDecimal(unscaled(a as string), unscaled(b as string)));
    case 'CHAR': case 'VARCHAR': return (a, b) => compareText(a as string, b as string);
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return compareTimestamp;
    case 'ARRAY': return lists(comparator(type.element));
    case 'ROW': case 'STRUCTURED': return rows(type.fields.map((field) => comparator(field.type)));
    case 'MAP': return maps(comparator(type.value));
    case 'MULTISET': return maps(compareSimple);
    default: return compareSimple;
  }
}

function compareSimple(a: Value, b: Value): number {
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.isNaN(x) ? (Number.isNaN(y) ? 0 : 1) : -1;
}

function compareLong(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [BigInt(a as string), BigInt(b as string)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** By code points, as UTF-8's bytes are ordered. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [high, other] = [x >= 0xd800 && x < 0xe000, y >= 0xd800 && y < 0xe000];
    return high === other ? x - y : high ? 1 : -1;
  }
  return a.length - b.length;
}

export function compareTimestamp(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return millisOf(a) - millisOf(b) || nanosOf(a) - nanosOf(b);
}

/** Null before everything, so that nested values have an order at all. */
function nullable(compare: Comparator): Comparator {
  return (a, b) => (a === null || b === null ? Number(a !== null) - Number(b !== null) : compare(a, b));
}

function lists(element: Comparator): Comparator {
  const compare = nullable(element);
  return (a, b) => {
    const [x, y] = [listOf(a), listOf(b)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const order = compare(x[i] ?? null, y[i] ?? null);
      if (order !== 0) return order;
    }
    return x.length - y.length;
  };
}

function rows(fields: readonly Comparator[]): Comparator {
  const compares = fields.map(nullable);
  return (a, b) => {
    const [x, y] = [listOf(a), listOf(b)];
    for (const [i, compare] of compares.entries()) {
      const order = compare(x[i] ?? null, y[i] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Maps are equal whatever their order; other than that they have none. */
function maps(value: Comparator): Comparator {
  const compare = nullable(value);
  return (a, b) => {
    const [x, y] = [entriesOf(a), entriesOf(b)];
    if (x.length !== y.length) return x.length - y.length;
    const other = new Map(y.map(([key, entry]) => [JSON.stringify(key), entry]));
    return x.every(([key, entry]) => other.has(JSON.stringify(key)) && compare(entry, other.get(JSON.stringify(key)) ?? null) === 0) ? 0 : 1;
  };
}
