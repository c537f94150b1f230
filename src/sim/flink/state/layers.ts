// A large map as a frozen base with its last changes over it, so that a write copies these alone and not the map. Plain data.
import { freeze } from '../../kernel/freeze.ts';

/**
 * A map by text. As long as it is small, or being filled, it is a plain object. Frozen with more than `SMALL` entries it becomes layers: the
 * changes are lists, for these are copied in no time. Layers are frozen whole, or they and their lists can change.
 * The order of entries is that of a plain object's: a key that went and came back stands at the end.
 */
export type Layered<V> = Record<string, V> | Layers<V>;

/**
 * The changes in `keys`, `values` and `kinds` lie over the base. `live` entries in all, and `room` for so many more changes. Where there is
 * none, layers become a new base, once between two freezes: what changes faster than that becomes one plain map, the cheapest to write to.
 */
type Layers<V> = [base: Base<V>, keys: string[], values: (V | null)[], kinds: number[], live: number, room: number, settled: boolean];

/** A frozen map in a frozen list of its own: whether a list is frozen is known at once, of a map each property is asked. */
type Base<V> = readonly [Readonly<Record<string, V>>];

/** Kinds of changes: in the place of the base's entry, new behind the base, gone from the base, gone from it and come back behind it. */
const OVER = 0;
const NEW = 1;
const GONE = 2;
const BACK = 3;

/** A map of so many entries at most is copied whole when it changes. */
const SMALL = 64;
/** So many changes at least lie over a base before all becomes one map again. */
const LEAST_ROOM = 96;

const NONE: Readonly<Record<string, never>> = freeze({});
const EMPTY: never[] = freeze([]);

/** A plain map's values are no lists that hold layers: maps and lists are told apart by what they are. */
function isLayers<V>(map: Layered<V>): map is Layers<V> {
  return Array.isArray(map);
}

/** What a name stands for, undefined where it stands for nothing. A key may be called as a method of Object is. */
function own<V>(map: Readonly<Record<string, V>>, key: string): V | undefined {
  const value = map[key];
  return typeof value === 'function' ? undefined : value;
}

export function valueIn<V>(map: Layered<V>, key: string): V | undefined {
  if (!isLayers(map)) return own(map, key);
  const at = map[1].indexOf(key);
  if (at < 0) return own(map[0][0], key);
  return map[3][at] === GONE ? undefined : (map[2][at] as V);
}

/**
 * Puts an entry: into the map itself where it can change, else into a copy. Returns where it is now. `deep` freezes earlier values, where
 * they may be frozen before the next freeze: whoever holds one must not change it after having put another.
 */
export function withEntry<V>(map: Layered<V>, key: string, value: V, deep: ((value: V) => V) | null = null): Layered<V> {
  if (!isLayers(map)) {
    if (Object.isFrozen(map)) return { ...map, [key]: value };
    map[key] = value;
    return map;
  }
  const now = thawed(map, deep);
  if (isLayers(now)) putOver(now, key, value);
  else now[key] = value;
  return now;
}

/** Takes an entry away, which must be there: from the map itself where it can change, else from a copy. Returns the map without it. */
export function withoutEntry<V>(map: Layered<V>, key: string, deep: ((value: V) => V) | null = null): Layered<V> {
  const rest = isLayers(map) ? thawed(map, deep) : Object.isFrozen(map) ? { ...map } : map;
  if (isLayers(rest)) takeFrom(rest, key);
  else delete rest[key];
  return rest;
}

function putOver<V>(layers: Layers<V>, key: string, value: V): void {
  const [[base], keys, values, kinds] = layers;
  const at = keys.indexOf(key);
  if (at >= 0 && kinds[at] !== GONE) {
    values[at] = value;
    return;
  }
  if (at >= 0) removeChange(layers, at);
  const kind = at >= 0 ? BACK : own(base, key) === undefined ? NEW : OVER;
  if (kind !== OVER) layers[4] += 1;
  addChange(layers, key, value, kind);
}

function takeFrom<V>(layers: Layers<V>, key: string): void {
  const [, keys, values, kinds] = layers;
  const at = keys.indexOf(key);
  layers[4] -= 1;
  if (at < 0) addChange(layers, key, null, GONE);
  else if (kinds[at] === NEW) removeChange(layers, at);
  else {
    kinds[at] = GONE;
    values[at] = null;
  }
}

function addChange<V>(layers: Layers<V>, key: string, value: V | null, kind: number): void {
  layers[1].push(key);
  layers[2].push(value);
  layers[3].push(kind);
  layers[5] -= 1;
}

function removeChange<V>(layers: Layers<V>, at: number): void {
  layers[1].splice(at, 1);
  layers[2].splice(at, 1);
  layers[3].splice(at, 1);
  layers[5] += 1;
}

/** Layers that can change, with room for one more; or one map. */
function thawed<V>(layers: Layers<V>, deep: ((value: V) => V) | null): Layered<V> {
  const [base, keys, values, kinds, live, room, isSettled] = layers;
  if (room > 0) return Object.isFrozen(layers) ? [base, keys.slice(), values.slice(), kinds.slice(), live, room, isSettled] : layers;
  if (!isSettled || deep === null) return merged(layers);
  for (const value of values) if (value !== null) deep(value);
  return [baseOf(Object.freeze(merged(layers))), [], [], [], live, roomOver(live), false];
}

const baseOf = <V>(frozen: Readonly<Record<string, V>>): Base<V> => Object.freeze([frozen] as const);

/** A new plain map of what the layers hold. */
function merged<V>([[base], keys, values, kinds]: Layers<V>): Record<string, V> {
  const all: Record<string, V> = { ...base };
  for (let i = 0; i < keys.length; i++) if (kinds[i] === GONE || kinds[i] === BACK) delete all[keys[i] as string];
  for (let i = 0; i < keys.length; i++) if (kinds[i] !== GONE) all[keys[i] as string] = values[i] as V;
  return all;
}

const seen = new WeakMap<object, Readonly<Record<string, unknown>>>();

/** As a plain map, to be read. What is frozen is put together once. */
export function plainly<V>(map: Layered<V>): Readonly<Record<string, V>> {
  if (!isLayers(map)) return map;
  const known = seen.get(map);
  if (known !== undefined) return known as Readonly<Record<string, V>>;
  const all = merged(map);
  if (Object.isFrozen(map)) seen.set(map, all);
  return all;
}

/** One by one, nothing is put together: those of the base first. */
export function* eachEntry<V>(map: Layered<V>): Generator<readonly [string, V]> {
  if (!isLayers(map)) {
    for (const key in map) yield [key, map[key] as V];
    return;
  }
  const [[base], keys, values, kinds] = map;
  const changed = new Map(keys.map((key, at) => [key, at]));
  for (const key in base) {
    const at = changed.get(key);
    if (at === undefined) yield [key, base[key] as V];
    else if (kinds[at] === OVER) yield [key, values[at] as V];
  }
  for (let at = 0; at < keys.length; at++) if (kinds[at] === NEW || kinds[at] === BACK) yield [keys[at] as string, values[at] as V];
}

/** How many entries it has; plain maps are counted. */
export function sizeOf<V>(map: Layered<V>): number {
  return isLayers(map) ? map[4] : Object.keys(map).length;
}

export function isNone<V>(map: Layered<V>): boolean {
  if (isLayers(map)) return map[4] === 0;
  for (const _ in map) return false;
  return true;
}

/** Freezes what can change, with each of its values by `deep`; those for which that gives undefined go. Returns the frozen map. */
export function settled<V>(map: Layered<V>, deep: (value: V) => V | undefined): Layered<V> {
  if (Object.isFrozen(map)) return map;
  if (isLayers(map)) return settledLayers(map, deep);
  let count = 0;
  for (const key of Object.keys(map)) {
    const value = map[key] as V;
    const kept = deep(value);
    if (kept === undefined) delete map[key];
    else {
      if (kept !== value) map[key] = kept;
      count += 1;
    }
  }
  const frozen = Object.freeze(map);
  if (count <= SMALL) return frozen;
  const layers: Layers<V> = [baseOf(frozen), EMPTY, EMPTY, EMPTY, count, roomOver(count), true];
  return Object.freeze(layers) as Layers<V>;
}

function settledLayers<V>(layers: Layers<V>, deep: (value: V) => V | undefined): Layered<V> {
  const [, keys, values, kinds] = layers;
  for (let at = keys.length - 1; at >= 0; at--) {
    if (kinds[at] === GONE) continue;
    const kept = deep(values[at] as V);
    if (kept === undefined) takeFrom(layers, keys[at] as string);
    else values[at] = kept;
  }
  if (layers[4] === 0) return NONE;
  for (const list of [keys, values, kinds]) Object.freeze(list);
  layers[6] = true;
  return Object.freeze(layers) as Layers<V>;
}

/** As many changes as make copying them, time and again, about as dear as putting the map together now and then. */
function roomOver(count: number): number {
  return Math.max(LEAST_ROOM, Math.floor(Math.sqrt(2 * count)));
}

const weights = new WeakMap<object, number>();

/** The sum of all entries' weights. Of what is frozen it is remembered by identity, of layers the base's: what is shared is weighed once. */
export function weightOf<V>(map: Layered<V>, entry: (key: string, value: V) => number): number {
  const known = weights.get(map);
  if (known !== undefined) return known;
  let weight = 0;
  if (isLayers(map)) {
    const [[base], keys, values, kinds] = map;
    weight = weightOf(base as Record<string, V>, entry);
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string;
      if (kinds[at] !== GONE) weight += entry(key, values[at] as V);
      if (kinds[at] !== NEW) weight -= entry(key, base[key] as V);
    }
  } else for (const key in map) weight += entry(key, map[key] as V);
  if (Object.isFrozen(map)) weights.set(map, weight);
  return weight;
}
