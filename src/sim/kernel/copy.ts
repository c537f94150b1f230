// Snapshots: a deep copy of plain data that shares whatever is frozen, and the check that data is fit for it.
import { assert } from './assert.ts';
import type { ActorRecord, KernelState } from './state.ts';

/** Counts what was copied, so that keepers of snapshots can bound their memory. */
export interface CopyMeter {
  /** Array elements and object properties copied. */
  slots: number;
  /** And those that were looked at, which is what a copy costs in time. */
  walked: number;
}

/** A deep copy of JSON-like data. Whatever is frozen never changes and is shared. */
export function copyPlain<T>(value: T, meter: CopyMeter): T;
export function copyPlain(value: unknown, meter: CopyMeter): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    const length = value.length;
    const copy: unknown[] = value.slice();
    for (let i = 0; i < length; i++) {
      const below: unknown = copy[i];
      if (typeof below === 'object' && below !== null) copy[i] = copyPlain(below, meter);
    }
    meter.slots += length + 2;
    meter.walked += length + 2;
    return copy;
  }
  // Spreading copies all properties at once and keeps the object's hidden class; then only the nested ones are replaced.
  const copy = headOf(value);
  for (const key in copy) {
    meter.slots += 1;
    meter.walked += 1;
    const below = copy[key];
    if (typeof below === 'object' && below !== null && !Object.isFrozen(below)) copy[key] = copyPlain(below, meter);
  }
  meter.slots += 2;
  meter.walked += 2;
  return copy;
}

/** A map by names that people choose: without it, a topic called `constructor` or `__proto__` would be found before anybody made it. */
export function mapByName<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** The same properties in a new object of the same kind. */
function headOf(value: object): Record<string, unknown> {
  return Object.getPrototypeOf(value) === null ? Object.assign(mapByName(), value) : { ...value };
}

/** A deep-frozen copy of plain data from outside, without its undefined properties. */
export function frozenCopy<T>(value: T): T;
export function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((below: unknown) => frozenCopy(below)));
  const kept = Object.entries(value).filter(([, below]) => below !== undefined);
  return Object.freeze(Object.fromEntries(kept.map(([key, below]) => [key, frozenCopy(below)])));
}

/**
 * Like `copyPlain`, but gives back `previous`, an earlier copy, or parts of it, where nothing has changed since: a long
 * row of snapshots then holds the changes alone. Neither copy may ever be changed.
 */
function copyChanged(value: unknown, previous: unknown, meter: CopyMeter): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (typeof previous !== 'object' || previous === null || Object.isFrozen(previous)) return copyPlain(value, meter);
  if (Array.isArray(value)) return Array.isArray(previous) ? changedArray(value, previous, meter) : copyPlain(value, meter);
  return Array.isArray(previous) ? copyPlain(value, meter) : changedObject(value, previous, meter);
}

function changedArray(value: readonly unknown[], previous: readonly unknown[], meter: CopyMeter): readonly unknown[] {
  let copy: unknown[] | null = value.length === previous.length ? null : [];
  meter.walked += value.length + 2;
  for (let i = 0; i < value.length; i++) {
    const below = copyChanged(value[i], previous[i], meter);
    if (copy === null && below !== previous[i]) copy = previous.slice(0, i);
    copy?.push(below);
  }
  if (copy === null) return previous;
  meter.slots += copy.length + 2;
  return copy;
}

function changedObject(value: object, previous: object, meter: CopyMeter): object {
  const is = value as Readonly<Record<string, unknown>>;
  const was = previous as Readonly<Record<string, unknown>>;
  // The order of keys is part of the state: whoever iterates must find them in the same order.
  const keys = Object.keys(is);
  const wereKeys = Object.keys(was);
  meter.walked += keys.length + 2;
  let copy: Record<string, unknown> | null = isSameList(keys, wereKeys) ? null : headOf(is);
  for (const key of keys) {
    const own = is[key];
    const before = was[key];
    const below = typeof own === 'object' && own !== null ? copyChanged(own, before, meter) : own;
    if (copy === null && below !== before) copy = Object.assign(headOf(is), unchangedBefore(was, keys, key));
    if (copy !== null && below !== own) copy[key] = below;
  }
  if (copy === null) return previous;
  meter.slots += keys.length + 2;
  return copy;
}

/** The properties before `key`, which were found to be the same. */
function unchangedBefore(was: Readonly<Record<string, unknown>>, keys: readonly string[], key: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const each of keys) {
    if (each === key) break;
    const value = was[each];
    if (typeof value === 'object') found[each] = value;
  }
  return found;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A snapshot of a kernel's state: the queue copies itself, everything else is plain data. Shares with `previous` what has not changed since. */
export function copyState(state: KernelState, meter: CopyMeter, previous: KernelState | null = null): KernelState {
  meter.slots += state.queue.size * 5;
  const { queue, ...plain } = state;
  const copy = copyPlain({ ...plain, actors: {} }, meter);
  const actors: Record<string, ActorRecord> = {};
  for (const [id, record] of Object.entries(plain.actors)) actors[id] = copyActor(record, meter, previous?.actors[id]);
  return { ...copy, actors, queue: queue.copy() };
}

function copyActor(record: ActorRecord, meter: CopyMeter, previous: ActorRecord | undefined): ActorRecord {
  const state = previous === undefined ? copyPlain(record.state, meter) : copyChanged(record.state, previous.state, meter);
  return { ...record, state };
}

/**
 * Asserts that `value` is JSON-like data that can be copied and restored: plain objects and arrays, no undefined, no
 * object that can change reachable by two ways (after a copy it would be two), and only frozen things in frozen ones.
 * `seen` collects the objects that can change; pass one set for everything that is snapshot together.
 */
export function assertPlain(value: unknown, path: string, seen: Set<object>, insideFrozen = false): void {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return;
  if (typeof value === 'number') return;
  assert(typeof value === 'object', `${path} must be JSON-like data, but is ${typeof value}`);
  const isFrozen = Object.isFrozen(value);
  assert(isFrozen || !insideFrozen, `${path} must be frozen, because what holds it is`);
  assert(!seen.has(value) || isFrozen, `${path} can change and is reachable by two ways`);
  if (seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) assertPlain(value[i], `${path}[${i}]`, seen, isFrozen);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  assert(prototype === Object.prototype || prototype === null, `${path} must be a plain object`);
  for (const [key, below] of Object.entries(value)) assertPlain(below, `${path}.${key}`, seen, isFrozen);
}
