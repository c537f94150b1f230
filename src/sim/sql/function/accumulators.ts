// Aggregates as plain data that grows and shrinks: started, added to, retracted from, read. The same for batch and stream.
import { castFunction } from '../expr/cast.ts';
import { comparator } from '../expr/compare.ts';
import { parseJson, writeJson, JSON_NULL } from '../expr/json.ts';
import * as d from '../number/decimal.ts';
import { failed } from '../problem.ts';
import type { AggregateCall } from '../query/rel.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { javaHashOf } from '../hash-order.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { asBigint, keyOf, rowKey, type Row, str, type Value, wrapLong } from '../value.ts';
import { toJson } from './jsons.ts';
import { fitting } from './text-limit.ts';

/** A list that is changed in place: an accumulator's state. */
export type State = Value[];

export interface Accumulator {
  start(): State;
  add(state: State, args: Row): void;
  /** Takes back what was added. */
  retract(state: State, args: Row): void;
  /** Adds all that another state holds: windows that become one. */
  merge(state: State, other: Row): void;
  result(state: State): Value;
}

/** The accumulator of a call over arguments of these types. `zone` is the session's time zone. */
export function accumulator(call: Pick<AggregateCall, 'name' | 'type' | 'distinct' | 'options'>, types: readonly LogicalType[], zone = 'UTC'): Accumulator {
  const plain = notDistinct(call, types, zone);
  return call.distinct ? distinct(plain) : plain;
}

function notDistinct(call: Pick<AggregateCall, 'name' | 'type' | 'options'>, types: readonly LogicalType[], zone: string): Accumulator {
  const [type = t.NULL] = types;
  switch (call.name) {
    case 'COUNT': case 'APPROX_COUNT_DISTINCT': return COUNT;
    case 'SUM': return sum(call.type, null);
    case 'SUM0': return sum(call.type, call.type.kind === 'DECIMAL' ? d.plainText({ digits: 0n, scale: call.type.scale }) : 0);
    case 'AVG': return average(type, call.type);
    case 'MIN': case 'MAX': return extreme(type, call.name === 'MAX');
    case 'FIRST_VALUE': return listed((items) => items[0] ?? null, true);
    case 'LAST_VALUE': return listed((items) => items.at(-1) ?? null, true);
    case 'SINGLE_VALUE': return listed((items) => {
      if (items.length > 1) throw failed('org.apache.flink.table.api.TableRuntimeException', 'SingleValueAggFunction received more than one element.');
      return items[0] ?? null;
    }, false);
    case 'LISTAGG': return listed((items) => (items.length === 0 ? null : fitting(items.map(str).join(str(call.options['separator'] ?? ',')))), true);
    case 'ARRAY_AGG': return listed((items) => (items.length === 0 ? null : [...items]), call.options['ignoreNulls'] === true);
    case 'COLLECT': return collected(types[0] ?? t.STRING);
    case 'JSON_ARRAYAGG': case 'JSON_OBJECTAGG': return json(call, types, zone);
    case 'PERCENTILE': return percentile();
    default: return deviation(call.name, type, call.type);
  }
}

const COUNT: Accumulator = {
  start: () => [0],
  add(state, args) {
    if (args.length === 0 || !args.includes(null)) state[0] = Number(state[0]) + 1;
  },
  retract(state, args) {
    if (args.length === 0 || !args.includes(null)) state[0] = Number(state[0]) - 1;
  },
  merge(state, [count]) {
    state[0] = Number(state[0]) + Number(count);
  },
  result: ([count = 0]) => count,
};

/** Adds two values of a type; takes away where `sign` is -1. */
function adding(type: LogicalType): (a: Value, b: Value, sign: 1 | -1) => Value {
  if (type.kind === 'DECIMAL') return (a, b, sign) => {
    const [x, y] = [d.unscaled(a as string), d.unscaled(b as string)];
    return d.plainText(d.rescale(sign === 1 ? d.add(x, y) : d.subtract(x, y), type.scale));
  };
  if (t.isApproximate(type)) return (a, b, sign) => Number(a) + sign * Number(b);
  if (type.kind === 'BIGINT') return (a, b, sign) => {
    const fast = typeof a === 'number' && typeof b === 'number' ? a + sign * b : NaN;
    return Number.isSafeInteger(fast) ? fast : wrapLong(asBigint(a) + BigInt(sign) * asBigint(b));
  };
  const wrap = (value: number): number => (type.kind === 'TINYINT' ? (value << 24) >> 24 : type.kind === 'SMALLINT' ? (value << 16) >> 16 : value | 0);
  return (a, b, sign) => wrap(Number(a) + sign * Number(b));
}

/** State: how many, their sum. */
function sum(type: LogicalType, empty: Value): Accumulator {
  const add = adding(type);
  const zero: Value = type.kind === 'DECIMAL' ? d.plainText({ digits: 0n, scale: type.scale }) : 0;
  const change = (state: State, [value = null]: Row, sign: 1 | -1): void => {
    if (value === null) return;
    state[0] = Number(state[0]) + sign;
    state[1] = add(state[1] ?? zero, value, sign);
  };
  return {
    start: () => [0, zero],
    add: (state, args) => change(state, args, 1),
    retract: (state, args) => change(state, args, -1),
    merge(state, [count, total = null]) {
      if (count === 0) return;
      state[0] = Number(state[0]) + Number(count);
      state[1] = add(state[1] ?? zero, total, 1);
    },
    result: ([count = 0, total = null]) => {
      if (count === 0) return empty;
      if (type.kind === 'DECIMAL') return d.fit(d.unscaled(total as string), type.precision, type.scale);
      return type.kind === 'FLOAT' ? Math.fround(Number(total)) : total;
    },
  };
}

function average(from: LogicalType, to: LogicalType): Accumulator {
  const wide = t.isWhole(from) ? t.BIGINT : from.kind === 'DECIMAL' ? t.decimal(t.MAX_PRECISION, from.scale) : t.DOUBLE;
  const total = sum(wide, null);
  return {
    ...total,
    result: (state) => {
      const [count = 0, all = null] = state;
      if (count === 0 || all === null) return null;
      if (to.kind === 'DECIMAL') return d.fit(d.divide(d.unscaled(all as string), { digits: asBigint(count), scale: 0 }, to.scale), to.precision, to.scale);
      if (t.isWhole(to)) return typeof all === 'number' && typeof count === 'number' ? (all - (all % count)) / count + 0 : wrapLong(asBigint(all) / asBigint(count));
      return castFunction(t.DOUBLE, to)(Number(all) / Number(count), 'UTC');
    },
  };
}

/** State: the values with how often each is there, in the order of their coming. */
function extreme(type: LogicalType, most: boolean): Accumulator {
  const order = comparator(type);
  return {
    ...counted(),
    result: (state) => {
      let best: Value = null;
      for (const pair of state) {
        const [value = null] = pair as Row;
        if (best === null || (value !== null && order(value, best) * (most ? 1 : -1) > 0)) best = value;
      }
      return best;
    },
  };
}

/** A bag of values without NULL: pairs of value and count. */
function counted(): Pick<Accumulator, 'start' | 'add' | 'retract' | 'merge'> {
  const change = (state: State, [value = null]: Row, by: number): void => {
    if (value === null) return;
    const key = keyOf(value);
    const at = state.findIndex((pair) => keyOf((pair as Row)[0] ?? null) === key);
    const count = (at < 0 ? 0 : Number((state[at] as Row)[1])) + by;
    if (at < 0) state.push([value, count]);
    else if (count === 0) state.splice(at, 1);
    else state[at] = [value, count];
  };
  return {
    start: () => [], add: (state, args) => change(state, args, 1), retract: (state, args) => change(state, args, -1),
    merge(state, other) {
      for (const pair of other) change(state, [(pair as Row)[0] ?? null], Number((pair as Row)[1]));
    },
  };
}

/** Of states that are lists of what came. */
const mergeLists = (state: State, other: Row): void => void state.push(...other);

/** A MULTISET in the order of the HashMap that it is in Flink. */
function collected(type: LogicalType): Accumulator {
  const hash = javaHashOf(type);
  return { ...counted(), result: (state) => (hash === null ? [...state] : [...hashOrder(state, (pair) => hash((pair as Row)[0] ?? null))]) };
}

/** State: the values in the order of their coming. */
function listed(result: (items: readonly Value[]) => Value, withoutNull: boolean): Accumulator {
  return {
    start: () => [],
    add(state, [value = null]) {
      if (value !== null || !withoutNull) state.push(value);
    },
    retract(state, [value = null]) {
      const at = state.findIndex((item) => keyOf(item) === keyOf(value));
      if (at >= 0) state.splice(at, 1);
    },
    merge: mergeLists,
    result,
  };
}

/** State: count, sum, sum of squares. Flink reduces these functions to sums of the argument's type, so whole numbers are divided as such. */
function deviation(name: string, from: LogicalType, type: LogicalType): Accumulator {
  const cast = castFunction(t.DOUBLE, type);
  const wide = t.isWhole(from) ? from : t.DOUBLE;
  const add = adding(wide);
  const change = (state: State, [value = null]: Row, sign: 1 | -1): void => {
    if (value === null) return;
    const x = t.isWhole(from) ? value : Number(value);
    state[0] = Number(state[0]) + sign;
    state[1] = add(state[1] ?? 0, x, sign);
    state[2] = add(state[2] ?? 0, times(wide, x, x), sign);
  };
  const population = name.endsWith('_POP');
  return {
    start: () => [0, 0, 0],
    add: (state, args) => change(state, args, 1),
    retract: (state, args) => change(state, args, -1),
    merge(state, [count = 0, total = 0, squares = 0]) {
      state[0] = Number(state[0]) + Number(count);
      state[1] = add(state[1] ?? 0, total, 1);
      state[2] = add(state[2] ?? 0, squares, 1);
    },
    result: ([count = 0, total = 0, squares = 0]) => {
      const n = Number(count);
      if (n === 0 || (n === 1 && !population)) return null;
      const share = population ? n : n - 1;
      const variance = t.isWhole(from) ? Number((asBigint(squares) - asBigint(times(wide, total, total)) / BigInt(n)) / BigInt(share)) : (Number(squares) - (Number(total) * Number(total)) / n) / share;
      return cast(name.startsWith('STD') ? Math.sqrt(Math.max(0, variance)) : variance, 'UTC');
    },
  };
}

/** A product, which wraps as Java's does. */
function times(type: LogicalType, a: Value, b: Value): Value {
  switch (type.kind) {
    case 'TINYINT': return ((Number(a) * Number(b)) << 24) >> 24;
    case 'SMALLINT': return ((Number(a) * Number(b)) << 16) >> 16;
    case 'INT': return Math.imul(Number(a), Number(b));
    case 'BIGINT': return wrapLong(asBigint(a) * asBigint(b));
    default: return Number(a) * Number(b);
  }
}

function json(call: Pick<AggregateCall, 'name' | 'options'>, types: readonly LogicalType[], zone: string): Accumulator {
  const object = call.name === 'JSON_OBJECTAGG';
  const of = call.options['raw'] === true ? (value: Value) => (value === null ? JSON_NULL : (parseJson(value as string) ?? JSON_NULL)) : toJson(types[object ? 1 : 0] ?? t.NULL);
  const absent = call.options['onNull'] === 'ABSENT';
  return {
    start: () => [],
    add: (state, args) => void state.push([...args]),
    retract(state, args) {
      const at = state.findIndex((item) => rowKey(item as Row) === rowKey(args));
      if (at >= 0) state.splice(at, 1);
    },
    merge: mergeLists,
    result: (state) => {
      const rows = (state as Row[]).filter((args) => !absent || args[object ? 1 : 0] !== null);
      if (!object) return writeJson({ kind: 'array', items: rows.map(([value = null]) => of(value, zone)) });
      const members = new Map(rows.map(([key, value = null]) => [str(key), of(value, zone)] as const));
      return writeJson({ kind: 'object', members: [...members] });
    },
  };
}

/** PERCENTILE(value, share): between the two nearest values. */
function percentile(): Accumulator {
  return {
    start: () => [],
    add(state, args) {
      if (args[0] !== null) state.push([...args]);
    },
    retract(state, args) {
      const at = state.findIndex((item) => rowKey(item as Row) === rowKey(args));
      if (at >= 0) state.splice(at, 1);
    },
    merge: mergeLists,
    result: (state) => {
      const values = (state as Row[]).map(([value]) => Number(value)).toSorted((a, b) => a - b);
      const share = (state[0] as Row | undefined)?.[1] ?? null;
      if (values.length === 0 || share === null) return null;
      const at = (part: number): number => {
        const place = part * (values.length - 1);
        const [low, high] = [values[Math.floor(place)] ?? 0, values[Math.ceil(place)] ?? 0];
        return low + (high - low) * (place - Math.floor(place));
      };
      return Array.isArray(share) ? (share as Row).map((part) => at(Number(part))) : at(Number(share));
    },
  };
}

/** DISTINCT: arguments with how often they are there, and the inner state behind. */
function distinct(inner: Accumulator): Accumulator {
  return {
    start: () => [[], inner.start()],
    add(state, args) {
      const [seen, below] = state as unknown[] as [State, State];
      const at = seen.findIndex((entry) => rowKey((entry as Row)[0] as Row) === rowKey(args));
      if (at < 0) {
        seen.push([[...args], 1]);
        inner.add(below, args);
      } else seen[at] = [[...args], Number((seen[at] as Row)[1]) + 1];
    },
    retract(state, args) {
      const [seen, below] = state as unknown[] as [State, State];
      const at = seen.findIndex((entry) => rowKey((entry as Row)[0] as Row) === rowKey(args));
      const count = at < 0 ? 0 : Number((seen[at] as Row)[1]);
      if (count > 1) seen[at] = [[...args], count - 1];
      else if (at >= 0) {
        seen.splice(at, 1);
        inner.retract(below, args);
      }
    },
    merge(state, other) {
      const [seen, below] = state as unknown[] as [State, State];
      for (const entry of (other[0] ?? []) as Row) {
        const [args = [], count] = entry as Row;
        const at = seen.findIndex((known) => rowKey((known as Row)[0] as Row) === rowKey(args as Row));
        if (at < 0) inner.add(below, args as Row);
        if (at < 0) seen.push(entry);
        else seen[at] = [args, Number((seen[at] as Row)[1]) + Number(count)];
      }
    },
    result: (state) => inner.result(state[1] as State),
  };
}
