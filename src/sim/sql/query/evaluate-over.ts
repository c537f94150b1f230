// OVER in the batch evaluator: partitions sorted, each row with its frame.
import type { Env } from '../expr/env.ts';
import { type Row, rowKey, type Value } from '../value.ts';
import { aggregated } from './evaluate-aggregate.ts';
import { rowOrder } from './row-order.ts';
import { type FrameBound, type OverCall, type Rel, typesOf } from './rel.ts';

interface Place {
  readonly row: Row;
  /** Where the row stands in the input. */
  readonly at: number;
}

/** The input's rows in their order, each with the calls' values behind. */
export function evaluateOver(rel: Extract<Rel, { kind: 'over' }>, rows: readonly Row[], env: Env): readonly Row[] {
  const types = typesOf(rel.input);
  const columns = rel.calls.map((call) => {
    const values: Value[] = rows.map(() => null);
    const partitions = new Map<string, Place[]>();
    rows.forEach((row, at) => {
      const key = rowKey(call.partitionBy.map((index) => row[index] ?? null));
      partitions.set(key, [...(partitions.get(key) ?? []), { row, at }]);
    });
    const order = rowOrder(call.orderBy, types);
    for (const part of partitions.values()) {
      const sorted = part.toSorted((a, b) => order(a.row, b.row));
      sorted.forEach((place, i) => {
        values[place.at] = valueAt(call, sorted, i, order, types, env);
      });
    }
    return values;
  });
  return rows.map((row, i) => [...row, ...columns.map((column) => column[i] ?? null)]);
}

type Order = (a: Row, b: Row) => number;

function valueAt(call: OverCall, part: readonly Place[], i: number, order: Order, types: readonly Rel['fields'][number]['type'][], env: Env): Value {
  const current = part[i]?.row ?? [];
  const peersBefore = (): number => part.findIndex((other) => order(other.row, current) === 0);
  switch (call.name) {
    case 'ROW_NUMBER': return i + 1;
    case 'RANK': return peersBefore() + 1;
    case 'DENSE_RANK': return new Set(part.slice(0, peersBefore()).map((other) => rowKey(call.orderBy.map((key) => other.row[key.index] ?? null)))).size + 1;
    case 'PERCENT_RANK': return part.length <= 1 ? 0 : peersBefore() / (part.length - 1);
    // Flink counts the rows up to the row itself, not up to its last peer.
    case 'CUME_DIST': return (i + 1) / part.length;
    case 'NTILE': return ntile(Number(current[call.args[0] ?? 0]), i, part.length);
    case 'LAG': case 'LEAD': return shifted(call, part, i);
    default: {
      const frame = frameRows(call, part, i, order);
      return aggregated({ ...call, orderBy: [] }, frame, types, env);
    }
  }
}

function ntile(buckets: number, i: number, count: number): number {
  const [size, larger] = [Math.floor(count / buckets), count % buckets];
  const inLarger = larger * (size + 1);
  return i < inLarger ? Math.floor(i / (size + 1)) + 1 : larger + Math.floor((i - inLarger) / Math.max(1, size)) + 1;
}

function shifted(call: OverCall, part: readonly Place[], i: number): Value {
  const current = part[i]?.row ?? [];
  const [value = 0, by, otherwise] = call.args;
  const distance = by === undefined ? 1 : Number(current[by] ?? 0);
  const other = part[call.name === 'LAG' ? i - distance : i + distance];
  // The default stands for NULL as well (LeadLagAggFunction).
  return other?.row[value] ?? (otherwise === undefined ? null : (current[otherwise] ?? null));
}

function frameRows(call: OverCall, part: readonly Place[], i: number, order: Order): readonly Row[] {
  const { unit, from, to } = call.frame;
  if (unit === 'ROWS') return part.slice(Math.max(0, rowEdge(from, i, part.length)), Math.max(0, rowEdge(to, i, part.length) + 1)).map((place) => place.row);
  const current = part[i]?.row ?? [];
  const [key] = call.orderBy;

  const within = (bound: FrameBound, row: Row, isFrom: boolean): boolean => {
    if (bound.kind === 'unbounded') return true;
    if (bound.kind !== 'offset') return isFrom ? order(row, current) >= 0 : order(row, current) <= 0;
    const [x, y] = [Number(row[key?.index ?? 0]), Number(current[key?.index ?? 0])];
    const distance = (x - y) * (key?.descending === true ? -1 : 1);
    const limit = Number(bound.offset) * (bound.following ? 1 : -1);
    return isFrom ? distance >= limit : distance <= limit;
  };
  return part.filter(({ row }) => within(from, row, true) && within(to, row, false)).map((place) => place.row);
}

function rowEdge(bound: FrameBound, i: number, count: number): number {
  if (bound.kind === 'unbounded') return bound.following ? count - 1 : 0;
  if (bound.kind !== 'offset') return i;
  return i + Number(bound.offset) * (bound.following ? 1 : -1);
}
