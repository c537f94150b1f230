// Snapshots of a world: taken, found by time, and thinned so that they never need more than a bounded memory.
import type { CopyMeter } from './kernel/copy.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { KernelState } from './kernel/state.ts';
import { assert } from './kernel/assert.ts';
import type { Time } from './kernel/types.ts';

/** All snapshots together hold at most so many copied slots (about 12 bytes each in a browser, 300 MB with all overhead; idle worlds need a hundredth). */
const MAX_SLOTS = 24_000_000;
const MAX_SNAPSHOTS = 7_500;
/** Of a state so many slots are looked through for each second of virtual time, at most (some 50 ms of real time); a large lesson's has a fifth. */
const WALKED_A_SECOND = 600_000;

export interface Snapshot {
  readonly at: Time;
  /** How many inputs of the line are in it. */
  readonly applied: number;
  readonly handled: number;
  /** Events and inputs until here. */
  readonly place: number;
  readonly state: KernelState;
  readonly slots: number;
  /** How many times further the next one stands than it would in a small world: to look through a large state takes long. Follows from the state alone. */
  readonly spacing: number;
}

/** `previous` is the snapshot before this one on the line, null for the first. */
export function takeSnapshot(kernel: Kernel, applied: number, previous: Snapshot | null): Snapshot {
  const meter: CopyMeter = { slots: 0, walked: 0 };
  const state = kernel.snapshot(meter, previous?.state ?? null);
  return { at: state.now, applied, handled: state.handled, place: state.handled + applied, state, slots: meter.slots, spacing: Math.max(1, Math.ceil(meter.walked / WALKED_A_SECOND)) };
}

/** The last snapshot taken at or before a time. The first is the beginning; with `orNone`, null where even that is later. */
export function lastAtOrBefore(snapshots: readonly Snapshot[], time: Time): Snapshot;
export function lastAtOrBefore(snapshots: readonly Snapshot[], time: Time, orNone: true): Snapshot | null;
export function lastAtOrBefore(snapshots: readonly Snapshot[], time: Time, orNone = false): Snapshot | null {
  let low = 0;
  let high = snapshots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((snapshots[middle]?.at ?? Infinity) <= time) low = middle;
    else high = middle - 1;
  }
  const found = snapshots[low];
  if (orNone) return found !== undefined && found.at <= time ? found : null;
  assert(found !== undefined, 'a line has its beginning');
  return found;
}

/** Counts what all lines of a timeline hold, thins it, and says how far apart the next ones should be. */
export class Snapshots {
  /** Doubles with each thinning of the active line, so that its snapshots stand evenly. */
  spacing = 1;
  private slots = 0;
  private count = 0;

  /** Called after a snapshot was added to `active`. Where there are too many, lines that nobody looks at are thinned first. */
  thin(lines: readonly Snapshot[][], active: Snapshot[]): void {
    this.slots += active.at(-1)?.slots ?? 0;
    this.count += 1;
    if (!this.isTooMuch()) return;
    for (const line of lines) if (line !== active) halve(line);
    this.recount(lines);
    if (!this.isTooMuch()) return;
    halve(active);
    this.spacing *= 2;
    this.recount(lines);
  }

  private isTooMuch(): boolean {
    return this.slots > MAX_SLOTS || this.count > MAX_SNAPSHOTS;
  }

  /** Lines share the snapshots from before their fork. */
  private recount(lines: readonly Snapshot[][]): void {
    const left = new Set(lines.flat());
    this.slots = 0;
    for (const snapshot of left) this.slots += snapshot.slots;
    this.count = left.size;
  }
}

/** Drops every second one, but never the very first. */
function halve(snapshots: Snapshot[]): void {
  const kept = snapshots.filter((_, i) => i % 2 === 0);
  snapshots.splice(0, snapshots.length, ...kept);
}
