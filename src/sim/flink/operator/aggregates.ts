// Aggregate functions as data: what an accumulator begins with, how a row is added, how two are merged, and what comes out.
import { freeze } from '../../kernel/freeze.ts';
import { type Compiled, compile } from '../expression/compile.ts';
import type { FunctionEnv } from '../expression/functions.ts';
import type { Row, Value } from '../record.ts';

export interface AggregateSpec {
  readonly function: 'count' | 'sum' | 'min' | 'max' | 'avg' | 'first' | 'last' | 'list' | 'maxBy' | 'minBy';
  /** What is aggregated, over the row; null for count of all. For maxBy and minBy a list: what is compared, and then what is kept. */
  readonly of: string | null;
}

/** Accumulators of several functions lie in one array: each has its places. */
interface Aggregate {
  readonly width: number;
  init(acc: Value[], at: number): void;
  add(acc: Value[], at: number, value: Value): void;
  merge(acc: Value[], at: number, other: readonly Value[]): void;
  result(acc: readonly Value[], at: number): Value;
}

/** Elements that a list keeps at most. */
const LONGEST_LIST = 100_000;

/** What an accumulator keeps it shares with rows. */
const kept = (value: Value): Value => (typeof value === 'object' ? freeze(value) : value);

const num = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

function single(empty: Value, pick: (kept: Value, value: Value) => Value): Aggregate {
  return {
    width: 1,
    init: (acc, at) => {
      acc[at] = empty;
    },
    add: (acc, at, value) => {
      if (value !== null) acc[at] = pick(acc[at] ?? null, value);
    },
    merge: (acc, at, other) => {
      const value = other[at] ?? null;
      if (value !== null) acc[at] = pick(acc[at] ?? null, value);
    },
    result: (acc, at) => acc[at] ?? null,
  };
}

const first = (value: Value): number => num(Array.isArray(value) ? (value as readonly Value[])[0] : undefined);
const behindFirst = (value: Value | undefined): Value => (Array.isArray(value) ? (value as readonly Value[]).slice(1) : null);

const sum = single(null, (kept, value) => num(kept) + num(value));

const AGGREGATES: Readonly<Record<AggregateSpec['function'], Aggregate>> = {
  count: {
    ...single(0, (kept, value) => num(kept) + num(value)),
    add: (acc, at, value) => {
      if (value !== null) acc[at] = num(acc[at]) + 1;
    },
  },
  sum,
  min: single(null, (kept, value) => (kept === null || (value ?? 0) < kept ? value : kept)),
  max: single(null, (kept, value) => (kept === null || (value ?? 0) > kept ? value : kept)),
  first: single(null, (kept, value) => kept ?? value),
  last: single(null, (_kept, value) => value),
  maxBy: { ...single(null, (kept, value) => (kept === null || first(value) > first(kept) ? value : kept)), result: (acc, at) => behindFirst(acc[at]) },
  minBy: { ...single(null, (kept, value) => (kept === null || first(value) < first(kept) ? value : kept)), result: (acc, at) => behindFirst(acc[at]) },
  avg: {
    width: 2,
    init: (acc, at) => {
      acc[at] = 0;
      acc[at + 1] = 0;
    },
    add: (acc, at, value) => {
      if (value === null) return;
      acc[at] = num(acc[at]) + num(value);
      acc[at + 1] = num(acc[at + 1]) + 1;
    },
    merge: (acc, at, other) => {
      acc[at] = num(acc[at]) + num(other[at]);
      acc[at + 1] = num(acc[at + 1]) + num(other[at + 1]);
    },
    result: (acc, at) => (num(acc[at + 1]) === 0 ? null : num(acc[at]) / num(acc[at + 1])),
  },
  list: {
    ...single(null, (kept, value) => [...(Array.isArray(kept) ? (kept as readonly Value[]) : []), ...(Array.isArray(value) ? (value as readonly Value[]) : [value])].slice(-LONGEST_LIST)),
    add: (acc, at, value) => {
      const kept = acc[at];
      acc[at] = [...(Array.isArray(kept) ? (kept as readonly Value[]) : []), value].slice(-LONGEST_LIST);
    },
    result: (acc, at) => acc[at] ?? [],
  },
};

/** The aggregates of an operator, compiled. */
export class Aggregates {
  readonly width: number;
  private readonly parts: { readonly aggregate: Aggregate; readonly at: number; readonly of: Compiled | null }[] = [];

  constructor(specs: readonly AggregateSpec[], fields: readonly string[]) {
    let at = 0;
    for (const spec of specs) {
      const aggregate = AGGREGATES[spec.function];
      this.parts.push({ aggregate, at, of: spec.of === null ? null : compile(spec.of, { inputs: [{ alias: 'row', fields }] }) });
      at += aggregate.width;
    }
    this.width = at;
  }

  /** A fresh accumulator, with room for `extra` values behind. */
  create(extra: number): Value[] {
    const acc = new Array<Value>(this.width + extra).fill(null);
    for (const { aggregate, at } of this.parts) aggregate.init(acc, at);
    return acc;
  }

  add(acc: Value[], row: Row, env: FunctionEnv): void {
    for (const { aggregate, at, of } of this.parts) aggregate.add(acc, at, of === null ? 1 : kept(of(row, row, env)));
  }

  merge(acc: Value[], other: readonly Value[]): void {
    for (const { aggregate, at } of this.parts) aggregate.merge(acc, at, other);
  }

  /** The key's fields, then the results. */
  row(key: Value, acc: readonly Value[]): Row {
    const [only] = this.parts;
    if (only !== undefined && this.parts.length === 1 && typeof key !== 'object') return [key, only.aggregate.result(acc, only.at)];
    const row = Array.isArray(key) ? [...(key as readonly Value[])] : [key];
    this.results(acc, row);
    return row;
  }

  /** Appends the results to a row. */
  results(acc: readonly Value[], row: Value[]): void {
    for (const { aggregate, at } of this.parts) row.push(aggregate.result(acc, at));
  }
}
