// What DISTINCT has seen: one map for all calls over the same arguments, however they filter (Flink's DistinctInfo).
import type { State } from '../function/accumulators.ts';
import { type Row, rowKey, type Value } from '../value.ts';
import type { KeyedMap } from './views.ts';

/** A call below DISTINCT: it sees each value once. */
export interface DistinctCall {
  /** The place of its slot. */
  readonly slot: number;
  readonly filter: number | null;
  readonly aggregate: { add(state: State, args: Row): void; retract(state: State, args: Row): void };
}

/** So many calls have a bit each in a number. */
const MOST_BITS = 30;
/** The names of so many values are remembered. */
const MOST_NAMES = 65_536;

/**
 * Where rows only come, an entry is a bit for each call that has seen the value. Where rows go too, it is how often each call has: a number
 * for one call, a list for several.
 */
export class DistinctView {
  private readonly seen: KeyedMap;
  private readonly calls: readonly DistinctCall[];
  private readonly counts: boolean;
  /** Texts of numbers; no part of the state. */
  private readonly names = new Map<Value, string>();

  constructor(seen: KeyedMap, calls: readonly DistinctCall[], retracts: boolean) {
    this.seen = seen;
    this.calls = calls;
    this.counts = retracts || calls.length > MOST_BITS;
  }

  /** The slots begin at `at`. */
  add(acc: readonly Value[], at: number, row: Row, args: Row): void {
    const name = this.nameOf(args);
    const known = this.seen.get(name);
    if (this.counts) return this.count(name, known, row, (call, count) => {
      if (count === 0) call.aggregate.add(acc[at + call.slot] as State, args);
      return 1;
    });
    const before = known === null ? 0 : Number(known);
    let bits = before;
    for (let i = 0; i < this.calls.length; i++) {
      const call = this.calls[i];
      if (call === undefined || (bits & (1 << i)) !== 0 || !takes(call, row)) continue;
      call.aggregate.add(acc[at + call.slot] as State, args);
      bits |= 1 << i;
    }
    if (bits !== before) this.seen.put(name, bits);
  }

  retract(acc: readonly Value[], at: number, row: Row, args: Row): void {
    const name = this.nameOf(args);
    this.count(name, this.seen.get(name), row, (call, count) => {
      if (count === 1) call.aggregate.retract(acc[at + call.slot] as State, args);
      return count > 0 ? -1 : 0;
    });
  }

  clear(): void {
    this.seen.clear();
  }

  private count(name: string, known: Value, row: Row, change: (call: DistinctCall, count: number) => number): void {
    const before = Array.isArray(known) ? (known as readonly number[]) : known === null ? [] : [Number(known)];
    const after = this.calls.map((call, i) => (before[i] ?? 0) + (takes(call, row) ? change(call, before[i] ?? 0) : 0));
    if (after.every((count, i) => count === (before[i] ?? 0))) return;
    if (after.every((count) => count === 0)) this.seen.remove(name);
    else this.seen.put(name, after.length === 1 ? (after[0] ?? 0) : after);
  }

  private nameOf(args: Row): string {
    const [only] = args;
    if (args.length !== 1 || typeof only !== 'number') return rowKey(args);
    const known = this.names.get(only);
    if (known !== undefined) return known;
    const name = rowKey(args);
    if (this.names.size >= MOST_NAMES) this.names.clear();
    if (only !== 0) this.names.set(only, name);
    return name;
  }
}

const takes = ({ filter }: DistinctCall, row: Row): boolean => filter === null || row[filter] === true;
