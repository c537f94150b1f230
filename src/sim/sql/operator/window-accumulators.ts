// The aggregates of windows: an accumulator for each key and window, as a list of origin, number of rows and the calls' slots.
import { type Lineage, mergeLineage, type StreamRecord } from '../../flink/record.ts';
import { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import { accumulator, type State } from '../function/accumulators.ts';
import type { AggregateCall } from '../query/rel.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Row, Value } from '../value.ts';
import { isRetraction } from './row-kinds.ts';
import { StreamAggregates } from './stream-aggregates.ts';

const LINEAGE = 0;
const COUNT = 1;
const SLOTS = 2;

export interface AggregateInput {
  readonly calls: readonly AggregateCall[];
  readonly input: readonly LogicalType[];
  /** Whether rows may be taken back. */
  readonly retracts: boolean;
  readonly zone: string;
}

/** What the windows of an operator keep. Accumulators that are frozen are copied before they change. */
export interface WindowAccumulators {
  /** The accumulator with a row more or less; the same list where it could be changed in place. */
  add(acc: readonly Value[] | null, record: StreamRecord, window: string): readonly Value[];
  /** Whether two can become one: not where what grows lies in views. */
  readonly canMerge: boolean;
  start(): readonly Value[];
  /** Two of them as one. */
  merge(into: readonly Value[], from: readonly Value[]): readonly Value[];
  results(acc: readonly Value[], window: string, out: Value[]): void;
  clear(window: string): void;
}

export const lineageOf = (acc: readonly Value[]): Lineage => (acc[LINEAGE] ?? 0) as Lineage;

/** Whether all rows of a window were taken back. */
export const isEmptyAcc = (acc: readonly Value[]): boolean => Number(acc[COUNT]) <= 0;

function count(acc: Value[], { kind, lineage }: StreamRecord): void {
  if (lineage !== 0) acc[LINEAGE] = mergeLineage(lineageOf(acc), lineage);
  acc[COUNT] = Number(acc[COUNT]) + (isRetraction(kind) ? -1 : 1);
}

function mergeCounts(own: Value[], from: readonly Value[]): void {
  own[LINEAGE] = mergeLineage(lineageOf(own), lineageOf(from));
  own[COUNT] = Number(own[COUNT]) + Number(from[COUNT]);
}

/** For windows whose rows stay theirs: what grows lies in views beside the accumulator, one for each key and window. */
export function fixedAccumulators({ calls, input, retracts, zone }: AggregateInput, keyed: KeyedBackend, nowMs: () => number): WindowAccumulators {
  // The same state seen under other keys: those of the views are a key and a window.
  const views = new KeyedBackend(keyed.data);
  const functions = new StreamAggregates(calls, input, retracts, zone, { backend: views, ttl: null, nowMs });
  const hasViews = retracts || calls.some((call) => call.distinct);
  const enter = (window: string): void => {
    if (hasViews) views.setKeyOf(keyed.key, `${keyed.text}\u0002${window}`, keyed.group);
  };
  const start = (): Value[] => {
    const fresh: Value[] = [0, 0];
    functions.start(fresh);
    return fresh;
  };
  const thawed = (acc: readonly Value[]): Value[] => (Object.isFrozen(acc) ? functions.thawed(acc, SLOTS) : (acc as Value[]));
  return {
    canMerge: !hasViews && functions.canMerge,
    start,
    add(acc, record, window) {
      enter(window);
      const own = acc === null ? start() : thawed(acc);
      count(own, record);
      if (isRetraction(record.kind)) functions.retract(own, SLOTS, record.row);
      else functions.add(own, SLOTS, record.row);
      return own;
    },
    merge(into, from) {
      const own = thawed(into);
      mergeCounts(own, from);
      functions.merge(own, SLOTS, from);
      return own;
    },
    results(acc, window, out) {
      enter(window);
      functions.results(acc, SLOTS, out);
    },
    clear(window) {
      enter(window);
      if (hasViews) functions.clear();
    },
  };
}

/** For sessions: all is in the accumulator, so two can be put together. */
export function mergingAccumulators({ calls, input, zone }: AggregateInput): WindowAccumulators {
  const parts = calls.map((call) => ({ args: call.args, filter: call.filter, acc: accumulator(call, call.args.map((index) => input[index] ?? call.type), zone) }));
  const thawed = (acc: readonly Value[]): Value[] => (Object.isFrozen(acc) ? acc.map((slot, i) => (i < SLOTS ? slot : copyOf(slot))) : (acc as Value[]));
  const start = (): Value[] => [0, 0, ...parts.map((part): Value => part.acc.start())];
  return {
    canMerge: true,
    start,
    add(acc, record) {
      const own = acc === null ? start() : thawed(acc);
      count(own, record);
      parts.forEach(({ args, filter, acc: of }, i) => {
        if (filter !== null && record.row[filter] !== true) return;
        const values: Row = args.map((index) => record.row[index] ?? null);
        if (isRetraction(record.kind)) of.retract(own[SLOTS + i] as State, values);
        else of.add(own[SLOTS + i] as State, values);
      });
      return own;
    },
    merge(into, from) {
      const own = thawed(into);
      mergeCounts(own, from);
      parts.forEach(({ acc }, i) => acc.merge(own[SLOTS + i] as State, from[SLOTS + i] as Row));
      return own;
    },
    results(acc, _window, out) {
      parts.forEach((part, i) => out.push(part.acc.result(acc[SLOTS + i] as State)));
    },
    clear() {},
  };
}

/** A slot's lists, two deep: DISTINCT's holds what it has seen and a state of its own; what lies in them never changes. */
function copyOf(slot: Value): Value {
  return Array.isArray(slot) ? (slot as readonly Value[]).map((inner) => (Array.isArray(inner) ? [...(inner as readonly Value[])] : inner)) : slot;
}
