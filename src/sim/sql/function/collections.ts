// Functions of arrays and maps, and what makes them.
import { castFunction } from '../expr/cast.ts';
import { type Comparator, comparator } from '../expr/compare.ts';
import { failed } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { commonType } from '../type/common-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, keyOf, listOf, type Value } from '../value.ts';
import { type CallSite, type Evaluate, flink, fn, type FunctionSpec, made, own, type FunctionSpec as Spec } from './spec.ts';

const elementOf = (type: LogicalType | undefined): LogicalType => (type !== undefined && 'element' in type ? type.element : t.NULL);

/** Equality of elements that may be NULL. */
function equality(type: LogicalType): (a: Value, b: Value) => boolean {
  const order: Comparator = comparator(type);
  return (a, b) => (a === null || b === null ? a === b : order(a, b) === 0);
}

function distinct(items: readonly Value[], same: (a: Value, b: Value) => boolean): Value[] {
  const kept: Value[] = [];
  for (const item of items) if (!kept.some((other) => same(other, item))) kept.push(item);
  return kept;
}

/** The arrays' common element type: elements are cast to it. */
const commonArray: Spec['type'] = (types) => {
  const common = commonType(types.map((type) => t.withNull(type, false)));
  return common?.kind === 'ARRAY' ? common : null;
};

/** An array and a value of its elements' kind. */
const withElement = (result: (array: LogicalType, common: LogicalType) => LogicalType): Spec['type'] => ([array, element]) => {
  if (array?.kind !== 'ARRAY' || element === undefined) return null;
  const common = commonType([array.element, element]);
  return common === null ? null : result(array, common);
};

const castTo = (from: LogicalType | undefined, to: LogicalType) => (from === undefined || t.sameType(from, to) ? (value: Value): Value => value : castFunction(from, to));

/** Both arrays as lists of the result's elements. */
function lists(site: CallSite, run: (all: readonly (readonly Value[])[], same: (a: Value, b: Value) => boolean) => Value): Evaluate {
  const same = equality(elementOf(site.type));
  const casts = site.types.map((type) => castTo(type, site.type));
  return (v, env) => run(v.map((value, i) => listOf(casts[i]?.(value, env.zone) ?? value)), same);
}

/** An array and an element, both of the common type. */
function element(site: CallSite, run: (items: readonly Value[], item: Value, same: (a: Value, b: Value) => boolean) => Value): Evaluate {
  const common = commonType([elementOf(site.types[0]), site.types[1] ?? t.NULL]) ?? t.NULL;
  const same = equality(common);
  const [left, right] = [castTo(elementOf(site.types[0]), common), castTo(site.types[1], common)];
  return ([array, item], env) => (array === null ? null : run(listOf(array).map((value) => left(value, env.zone)), right(item ?? null, env.zone), same));
}

const arrayNull = (result: LogicalType): Spec['type'] => ([array, item]) => (array?.kind !== 'ARRAY' || item === undefined || commonType([array.element, item]) === null ? null : t.withNull(result, array.nullable));

function slice([array, from, to]: readonly Value[]): Value {
  if (array === null || from === null || to === null) return null;
  const items = listOf(array);
  const at = (index: Value | undefined, otherwise: number): number => {
    if (index === undefined) return otherwise;
    const place = Number(index);
    return place === 0 ? 1 : place < 0 ? items.length + place + 1 : place;
  };
  const [first, last] = [at(from, 1), at(to, items.length)];
  return first > last || last < 1 || first > items.length ? [] : items.slice(Math.max(0, first - 1), last);
}

function extreme(most: boolean): (site: CallSite) => Evaluate {
  return ({ types }) => {
    const order = comparator(elementOf(types[0]));
    return ([array]) => {
      let best: Value = null;
      for (const item of listOf(array)) if (item !== null && (best === null || order(item, best) * (most ? 1 : -1) > 0)) best = item;
      return best;
    };
  };
}

function sorted({ types }: CallSite): Evaluate {
  const order = comparator(elementOf(types[0]));
  return ([array, ascending, nullsFirst]) => {
    if (array === null || ascending === null || nullsFirst === null) return null;
    const up = ascending !== false;
    const first = nullsFirst === undefined ? up : nullsFirst === true;
    const items = listOf(array);
    const values = items.filter((item) => item !== null).toSorted((a, b) => order(a, b) * (up ? 1 : -1));
    const nulls = items.filter((item) => item === null);
    return first ? [...nulls, ...values] : [...values, ...nulls];
  };
}

function joined([array, by, instead]: readonly Value[]): Value {
  const parts = listOf(array).flatMap((item) => (item === null ? (instead === undefined ? [] : [instead as string]) : [item as string]));
  return parts.join(by as string);
}

/** MAP[k, v, …]: the last of equal keys stays. */
function mapOf({ type, types }: CallSite): Evaluate {
  const [key, value] = type.kind === 'MAP' ? [type.key, type.value] : [t.NULL, t.NULL];
  const casts = types.map((from, i) => castTo(from, i % 2 === 0 ? key : value));
  return (v, env) => {
    const pairs = new Map<string, [Value, Value]>();
    for (let i = 0; i + 1 < v.length; i += 2) {
      const k = casts[i]?.(v[i] ?? null, env.zone) ?? null;
      pairs.set(keyOf(k), [k, casts[i + 1]?.(v[i + 1] ?? null, env.zone) ?? null]);
    }
    return [...pairs.values()];
  };
}

const mapType: Spec['type'] = (types) => {
  const [key, value] = [commonType(types.filter((_t, i) => i % 2 === 0)), commonType(types.filter((_t, i) => i % 2 === 1))];
  return key === null || value === null || types.length % 2 === 1 ? null : t.notNull(t.map(key, value));
};

function mapUnion({ type, types }: CallSite): Evaluate {
  const casts = types.map((from) => castTo(from, type));
  return (v, env) => {
    const pairs = new Map<string, readonly [Value, Value]>();
    v.forEach((map, i) => {
      for (const pair of entriesOf(casts[i]?.(map, env.zone) ?? map)) pairs.set(keyOf(pair[0]), pair);
    });
    return [...pairs.values()].map(([k, value]) => [k, value]);
  };
}

const mapArg = (of: (type: Extract<LogicalType, { kind: 'MAP' }>) => LogicalType): Spec['type'] => ([type]) => (type?.kind === 'MAP' ? of(type) : null);

function fromArrays([keys, values]: readonly Value[]): Value {
  const [ks, vs] = [listOf(keys), listOf(values)];
  if (ks.length !== vs.length) throw failed('org.apache.flink.table.api.TableRuntimeException', `Invalid function MAP_FROM_ARRAYS call:\nThe length of the keys array ${ks.length} is not equal to the length of the values array ${vs.length}`);
  const pairs = new Map<string, [Value, Value]>();
  ks.forEach((key, i) => pairs.set(keyOf(key), [key, vs[i] ?? null]));
  return [...pairs.values()];
}

const arrayOf: Spec['type'] = (types) => {
  const common = commonType(types);
  return common === null ? null : t.notNull(t.array(common));
};

const rowOf: Spec['type'] = (types) => t.notNull(t.row(types.map((type, i) => ({ name: `EXPR$${i}`, type: t.plain(type) }))));

const HAY = 'haystack <ARRAY>, needle <ARRAY ELEMENT>';
const ONE = 'array <ARRAY>';
const MANY = '<COMMON>, <COMMON>';

export const COLLECTIONS: readonly FunctionSpec[] = [
  own('ARRAY', '<ANY>...', arrayOf, ({ type, types }) => {
    const casts = types.map((from) => castTo(from, elementOf(type)));
    return (v, env) => v.map((value, i) => casts[i]?.(value, env.zone) ?? null);
  }, { refusal: (types) => (types.length === 0 ? 'Require at least 1 argument' : 'Parameters must be of the same type') }),
  own('MAP', '<ANY>*', mapType, mapOf, { refusal: (types) => (types.length % 2 === 1 ? 'Map requires an even number of arguments' : 'Parameters must be of the same type') }),
  own('MULTISET', '<ANY>*', (types) => {
    const common = commonType(types);
    return common === null ? null : t.notNull(t.multiset(common));
  }, () => (v) => {
    const counts = new Map<string, [Value, number]>();
    for (const value of v) counts.set(keyOf(value), [value, (counts.get(keyOf(value))?.[1] ?? 0) + 1]);
    return [...counts.values()];
  }),
  own('ROW', '<ANY>*', rowOf, () => (v) => [...v]),
  fn('CARDINALITY', '<COLLECTION>', t.INT, ([v]) => listOf(v).length),
  { ...made('ELEMENT', '<ARRAY>', ([type]) => elementOf(type), () => ([array]) => {
    const items = listOf(array);
    if (items.length > 1) throw failed('org.apache.flink.table.api.TableRuntimeException', 'Array has more than one element.');
    return items[0] ?? null;
  }), type: ([type]) => t.withNull(elementOf(type), true) },
  own('ARRAY_CONTAINS', HAY, arrayNull(t.BOOLEAN), (site) => element(site, (items, item, same) => items.some((other) => same(other, item))), flink),
  own('ARRAY_POSITION', HAY, ([array, item]) => (array?.kind !== 'ARRAY' || item === undefined || commonType([array.element, item]) === null ? null : t.withNull(t.INT, array.nullable || item.nullable)), (site) => element(site, (items, item, same) => (item === null ? null : items.findIndex((other) => same(other, item)) + 1)), flink),
  own('ARRAY_REMOVE', HAY, withElement((array) => array), (site) => element(site, (items, item, same) => items.filter((other) => !same(other, item))), flink),
  own('ARRAY_APPEND', 'array <ARRAY>, element <ANY>', withElement((array, common) => t.withNull(t.array(common), array.nullable)), (site) => element(site, (items, item) => [...items, item]), flink),
  own('ARRAY_PREPEND', 'array <ARRAY>, element <ANY>', withElement((array, common) => t.withNull(t.array(common), array.nullable)), (site) => element(site, (items, item) => [item, ...items]), flink),
  made('ARRAY_DISTINCT', ONE, ([type]) => type ?? null, (site) => lists(site, ([a = []], same) => distinct(a, same)), flink),
  fn('ARRAY_REVERSE', ONE, ([type]) => type ?? null, ([v]) => listOf(v).toReversed(), flink),
  made('ARRAY_UNION', MANY, commonArray, (site) => lists(site, ([a = [], b = []], same) => distinct([...a, ...b], same)), flink),
  made('ARRAY_EXCEPT', MANY, commonArray, (site) => lists(site, ([a = [], b = []], same) => distinct(a, same).filter((item) => !b.some((other) => same(other, item)))), flink),
  made('ARRAY_INTERSECT', MANY, commonArray, (site) => lists(site, ([a = [], b = []], same) => distinct(a, same).filter((item) => b.some((other) => same(other, item)))), flink),
  made('ARRAY_CONCAT', 'array <ARRAY>...', commonArray, (site) => lists(site, (all) => all.flat()), flink),
  { ...made('ARRAY_MAX', ONE, null_, extreme(true), flink), type: orderedElement },
  { ...made('ARRAY_MIN', ONE, null_, extreme(false), flink), type: orderedElement },
  own('ARRAY_SORT', [ONE, `${ONE}, ascendingOrder <BOOLEAN>`, `${ONE}, ascendingOrder <BOOLEAN>, nullFirst <BOOLEAN>`], ([type, ...more]) => (type === undefined ? null : t.withNull(type, type.nullable || more.some((other) => other.nullable))), sorted, flink),
  own('ARRAY_SLICE', ['<ARRAY>, <INTEGER>, <INTEGER>', '<ARRAY>, <INTEGER>'], ([type, ...more]) => (type === undefined ? null : t.withNull(type, type.nullable || more.some((other) => other.nullable))), () => slice, flink),
  fn('ARRAY_JOIN', ['ARRAY<STRING>, <CHARACTER_STRING>', 'ARRAY<STRING>, <CHARACTER_STRING>, <CHARACTER_STRING>'], t.STRING, joined, flink),
  fn('MAP_KEYS', 'input <MAP>', mapArg((type) => t.array(type.key)), ([v]) => entriesOf(v).map(([key]) => key), flink),
  fn('MAP_VALUES', 'input <MAP>', mapArg((type) => t.array(type.value)), ([v]) => entriesOf(v).map(([, value]) => value), flink),
  fn('MAP_ENTRIES', 'input <MAP>', mapArg((type) => t.array(t.row([{ name: 'key', type: type.key }, { name: 'value', type: type.value }]))), ([v]) => entriesOf(v).map(([key, value]) => [key, value]), flink),
  fn('MAP_FROM_ARRAYS', 'keys <ARRAY>, values <ARRAY>', ([a, b]) => t.map(elementOf(a), elementOf(b)), fromArrays, flink),
  made('MAP_UNION', 'map <MAP>, map <MAP>*', (types) => commonType(types.map((type) => t.withNull(type, false))), mapUnion, flink),
];

/** Rows, maps and arrays have no order. */
function orderedElement([type]: readonly LogicalType[]): LogicalType | null {
  const of = elementOf(type);
  return of.kind === 'ROW' || of.kind === 'MAP' || of.kind === 'ARRAY' ? null : t.withNull(of, true);
}

function null_(): LogicalType {
  return t.NULL;
}
