// Snapshots: a deep copy of plain data that shares whatever is frozen, and the check that data is fit for it.
import { assert } from './assert.ts';
import type { KernelState } from './state.ts';

/** Counts what was copied, so that keepers of snapshots can bound their memory. */
export interface CopyMeter {
  /** Array elements and object properties copied. */
  slots: number;
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
    return copy;
  }
  // Spreading copies all properties at once and keeps the object's hidden class; then only the nested ones are replaced.
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    meter.slots += 1;
    const below = copy[key];
    if (typeof below === 'object' && below !== null && !Object.isFrozen(below)) copy[key] = copyPlain(below, meter);
  }
  meter.slots += 2;
  return copy;
}

/** A snapshot of a kernel's state: the queue copies itself, everything else is plain data. */
export function copyState(state: KernelState, meter: CopyMeter): KernelState {
  meter.slots += state.queue.size * 5;
  const { queue, ...plain } = state;
  return { ...copyPlain(plain, meter), queue: queue.copy() };
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
