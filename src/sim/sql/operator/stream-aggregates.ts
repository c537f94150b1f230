// The aggregates of a streaming operator: one list for a key, with a slot for each call; what may grow without bounds lies in views beside it.
import type { KeyedBackend, Ttl } from '../../flink/state/keyed-backend.ts';
import { type Comparator, comparator } from '../expr/compare.ts';
import { accumulator, type State } from '../function/accumulators.ts';
import type { AggregateCall } from '../query/rel.ts';
import type { ConstantArgs } from './config.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { keyOf, type Row, str, type Value } from '../value.ts';
import { DistinctView } from './distinct-view.ts';
import { sameValue } from './row-kinds.ts';
import { KeyedMap, Sorted } from './views.ts';

/** What the views of a call are made of. */
export interface ViewHost {
  readonly backend: KeyedBackend;
  readonly ttl: Ttl | null;
  nowMs(): number;
}

/** A call over a growing and shrinking bag of rows. `state` is its slot; the views are those of the key in hand. */
interface Aggregate {
  start(): State;
  add(state: State, args: Row): void;
  retract(state: State, args: Row): void;
  /** Adds what another slot holds; not there for those of which Flink's have no `merge`. */
  merge?(state: State, other: Row): void;
  result(state: State): Value;
  /** The key is gone. */
  clear?(): void;
}

interface Part {
  readonly aggregate: Aggregate;
  readonly args: readonly number[];
  readonly filter: number | null;
  readonly slot: number;
}

interface Distinct {
  readonly view: DistinctView;
  readonly args: readonly number[];
}

interface Extras {
  /** The list holds all, nothing lies in views. */
  readonly whole?: boolean;
  readonly constants?: ConstantArgs | undefined;
}

/** The calls of an operator, made once. */
export class StreamAggregates {
  /** Slots of an accumulator. */
  readonly width: number;
  private readonly parts: readonly Part[];
  /** Those whose rows go to their slots as they are. */
  private readonly direct: readonly Part[];
  private readonly views: readonly Distinct[];

  /** `retracts`: whether rows may be taken back, of all calls or of each.  */
  constructor(calls: readonly AggregateCall[], input: readonly LogicalType[], retracts: boolean | readonly boolean[], zone: string, host: ViewHost, { whole = false, constants }: Extras = {}) {
    const goes = (i: number): boolean => (typeof retracts === 'boolean' ? retracts : retracts[i] === true);
    const isSeen = (call: AggregateCall): boolean => call.distinct && !ignoresDistinct(call.name);
    this.parts = calls.map((call, slot) => {
      const types = call.args.map((index) => input[index] ?? call.type);
      const aggregate = isSeen(call) && whole ? accumulator(call, types, zone) : plainAggregate(call, types, goes(slot), zone, host, `call-${slot}`);
      return { aggregate: constants === undefined ? aggregate : withConstants(aggregate, call.args, constants), args: call.args, filter: call.filter, slot };
    });
    this.direct = this.parts.filter(({ slot }) => whole || !calls.some((call, i) => i === slot && isSeen(call)));
    this.views = distinctViews(this.parts.filter((part) => !this.direct.includes(part)), goes, host);
    this.width = this.parts.length;
  }

  /** Puts fresh slots behind what the list holds. */
  start(acc: Value[]): void {
    for (const { aggregate } of this.parts) acc.push(aggregate.start());
  }

  /** A copy of an accumulator that may be changed, its slots from place `at`. */
  thawed(acc: readonly Value[], at: number): Value[] {
    // Spread, for engines take long to slice what is frozen.
    const copy = [...acc];
    for (let i = at; i < copy.length; i++) copy[i] = copyOf(copy[i] ?? null);
    return copy;
  }

  add(acc: readonly Value[], at: number, row: Row): void {
    for (const { filter, aggregate, slot, args } of this.direct) if (filter === null || row[filter] === true) aggregate.add(acc[at + slot] as State, argsOf(args, row));
    for (const { view, args } of this.views) view.add(acc, at, row, argsOf(args, row));
  }

  retract(acc: readonly Value[], at: number, row: Row): void {
    for (const { filter, aggregate, slot, args } of this.direct) if (filter === null || row[filter] === true) aggregate.retract(acc[at + slot] as State, argsOf(args, row));
    for (const { view, args } of this.views) view.retract(acc, at, row, argsOf(args, row));
  }

  /** Whether what the slots hold can be put together. */
  get canMerge(): boolean {
    return this.parts.every(({ aggregate }) => aggregate.merge !== undefined);
  }

  /** Adds the slots of another accumulator, which has as many. */
  merge(acc: readonly Value[], at: number, other: readonly Value[]): void {
    for (const { aggregate, slot } of this.parts) aggregate.merge?.(acc[at + slot] as State, other[at + slot] as Row);
  }

  /** The results, put behind what `out` holds. */
  results(acc: readonly Value[], at: number, out: Value[]): void {
    for (let i = 0; i < this.parts.length; i++) out.push(this.parts[i]?.aggregate.result(acc[at + i] as State) ?? null);
  }

  clear(): void {
    for (const { view } of this.views) view.clear();
    for (const { aggregate } of this.parts) aggregate.clear?.();
  }
}

/** Calls over the same arguments share what they have seen. */
function distinctViews(parts: readonly Part[], retracts: (slot: number) => boolean, host: ViewHost): Distinct[] {
  const shared = new Map<string, Part[]>();
  for (const part of parts) {
    const name = `${part.args.join()}/${retracts(part.slot)}`;
    shared.set(name, [...(shared.get(name) ?? []), part]);
  }
  return [...shared.values()].map((of) => {
    const [{ slot, args } = { slot: 0, args: [] }] = of;
    const seen = new KeyedMap(host.backend, `distinct-${slot}`, host.ttl, () => host.nowMs());
    return { args, view: new DistinctView(seen, of, retracts(slot)) };
  });
}

/** Slots hold lists, and DISTINCT's and the bags' hold lists of lists, whose items never change. */
function copyOf(slot: Value): Value {
  return Array.isArray(slot) ? [...(slot as readonly Value[])] : slot;
}

function argsOf(args: readonly number[], row: Row): Row {
  if (args.length === 0) return args;
  if (args.length === 1) return [row[args[0] ?? 0] ?? null];
  return args.map((index) => row[index] ?? null);
}

/** The same, some of whose arguments are constants. */
function withConstants(of: Aggregate, args: readonly number[], { from, values }: ConstantArgs): Aggregate {
  if (args.every((index) => index < from)) return of;
  const filled = (row: Row): Row => row.map((value, i) => values[(args[i] ?? 0) - from] ?? value);
  return { ...of, add: (state, row) => of.add(state, filled(row)), retract: (state, row) => of.retract(state, filled(row)) };
}

/** For these it is the same with and without. */
const ignoresDistinct = (name: string): boolean => name === 'MIN' || name === 'MAX';

type Call = Pick<AggregateCall, 'name' | 'type' | 'options'>;

function plainAggregate(call: Call, types: readonly LogicalType[], retracts: boolean, zone: string, host: ViewHost, name: string): Aggregate {
  const [type = t.NULL] = types;
  switch (call.name) {
    case 'MIN': case 'MAX': {
      const order = comparator(type);
      const compare: Comparator = call.name === 'MIN' ? order : (a, b) => order(b, a);
      return retracts ? extremeOfMany(new Sorted(host.backend, name, (a, b) => compare(head(a), head(b)))) : extreme(compare);
    }
    case 'FIRST_VALUE': return retracts ? edge(host, name, false) : { ...KEEPS, add: keepFirst };
    case 'LAST_VALUE': return retracts ? edge(host, name, true) : { ...KEEPS, add: keepLast };
    case 'LISTAGG': return retracts ? accumulator({ ...call, distinct: false }, types, zone) : concatenation(str(call.options['separator'] ?? ','));
    case 'LAG': return LAG;
    // In streams Flink's RANK and DENSE_RANK never find a row's peers equal, and count as ROW_NUMBER does: what tells them apart is the window.
    case 'ROW_NUMBER': case 'RANK': case 'DENSE_RANK': return ROW_NUMBER;
    default: return accumulator({ ...call, distinct: false }, types, zone);
  }
}

const head = (item: Value): Value => (item as Row)[0] ?? null;

/** State: the one value, where any came. */
const KEEPS: Omit<Aggregate, 'add'> = { start: () => [], retract() {}, result: ([value = null]) => value };

function keepFirst(state: State, [value = null]: Row): void {
  if (value !== null && state.length === 0) state[0] = value;
}

function keepLast(state: State, [value = null]: Row): void {
  if (value !== null) state[0] = value;
}

/** The value that comes first in an order. */
function extreme(compare: Comparator): Aggregate {
  const add = (state: State, [value = null]: Row): void => {
    if (value !== null && (state.length === 0 || compare(value, state[0] ?? null) < 0)) state[0] = value;
  };
  return { ...KEEPS, add, merge: add };
}

/** All values in order, each with how often it is there; below zero where it was taken back before it came. */
function extremeOfMany(values: Sorted): Aggregate {
  const change = ([value = null]: Row, by: 1 | -1): void => {
    if (value === null) return;
    const place = values.from([value]);
    const found = values.item(place) as Row | undefined;
    if (found === undefined || !sameValue(found[0] ?? null, value)) return void values.insert([value, by]);
    const count = Number(found[1]) + by;
    if (count === 0) values.remove(place);
    else values.replace(place, [value, count]);
  };
  return {
    start: () => [],
    add: (_state, args) => change(args, 1),
    retract: (_state, args) => change(args, -1),
    result() {
      let found: Value = null;
      values.each({ chunk: 0, at: 0 }, (item) => {
        const [value = null, count] = item as Row;
        if (Number(count) > 0) found = value;
        return Number(count) <= 0;
      });
      return found;
    },
    clear: () => values.clear(),
  };
}

/** The first or the last of the values that are still there. Slot: how many came. Views: pairs of number and value in order, numbers by value. */
function edge(host: ViewHost, name: string, last: boolean): Aggregate {
  const items = new Sorted(host.backend, name, (a, b) => Number(head(a)) - Number(head(b)));
  const numbers = new KeyedMap(host.backend, `${name}-numbers`, null, () => host.nowMs());
  return {
    start: () => [0],
    add(state, [value = null]) {
      if (value === null) return;
      const number = Number(state[0]) + 1;
      state[0] = number;
      items.insert([number, value]);
      numbers.put(keyOf(value), [...((numbers.get(keyOf(value)) ?? []) as Row), number]);
    },
    retract(_state, [value = null]) {
      if (value === null) return;
      const [first, ...rest] = (numbers.get(keyOf(value)) ?? []) as Row;
      if (first === undefined) return;
      items.remove(items.from([first]));
      if (rest.length === 0) numbers.remove(keyOf(value));
      else numbers.put(keyOf(value), rest);
    },
    result: () => ((last ? items.last() : items.first()) as Row | undefined)?.[1] ?? null,
    clear() {
      items.clear();
      numbers.clear();
    },
  };
}

/** LISTAGG over rows that stay: the text so far. */
function concatenation(separator: string): Aggregate {
  const add = (state: State, [value = null]: Row): void => {
    if (value === null) return;
    state[0] = state.length === 0 ? value : str(state[0]) + separator + str(value);
  };
  return { ...KEEPS, add, merge: add };
}

/** State: how far back, what is given where nothing is, then the last values. */
const LAG: Aggregate = {
  ...KEEPS,
  start: () => [1, null],
  add(state, [value = null, back = 1, otherwise = null]) {
    state[0] = back;
    state[1] = otherwise;
    state.push(value);
    if (state.length > Number(back) + 3) state.splice(2, state.length - Number(back) - 3);
  },
  result: (state) => (state.length < Number(state[0]) + 3 ? (state[1] ?? null) : (state[2] ?? null)),
};

const ROW_NUMBER: Aggregate = {
  ...KEEPS,
  start: () => [0],
  add(state) {
    state[0] = Number(state[0]) + 1;
  },
};
