// Grouping in the batch evaluator: groups in the order of their first rows, grouping sets one after the other.
import type { Env } from '../expr/env.ts';
import { accumulator } from '../function/accumulators.ts';
import { type Row, rowKey, type Value } from '../value.ts';
import { rowOrder } from './row-order.ts';
import { type AggregateCall, type Rel, typesOf } from './rel.ts';
import { type Span, windowsOf } from './windows.ts';

type Aggregate = Extract<Rel, { kind: 'aggregate' }>;

/** What a call makes of rows. */
export function aggregated(call: AggregateCall, rows: readonly Row[], types: readonly Rel['fields'][number]['type'][], env: Env): Value {
  const acc = accumulator(call, call.args.map((index) => types[index] ?? call.type), env.zone);
  const state = acc.start();
  const wanted = call.filter === null ? rows : rows.filter((row) => row[call.filter ?? 0] === true);
  const ordered = call.orderBy.length === 0 ? wanted : wanted.toSorted(rowOrder(call.orderBy, types));
  for (const row of ordered) acc.add(state, call.args.map((index) => row[index] ?? null));
  return acc.result(state);
}

/** Which of these group columns a set lacks, as bits, the first the highest. */
function groupingBits(columns: readonly number[], set: readonly number[]): number {
  return columns.reduce((bits, column) => bits * 2 + (set.includes(column) ? 0 : 1), 0);
}

function groupsOf(rows: readonly Row[], key: (row: Row) => Row): Map<string, { readonly key: Row; readonly rows: Row[] }> {
  const groups = new Map<string, { readonly key: Row; readonly rows: Row[] }>();
  for (const row of rows) {
    const found = key(row);
    const group = groups.get(rowKey(found)) ?? { key: found, rows: [] };
    group.rows.push(row);
    groups.set(rowKey(found), group);
  }
  return groups;
}

export function evaluateAggregate(rel: Aggregate, rows: readonly Row[], env: Env): readonly Row[] {
  const types = typesOf(rel.input);
  return rel.sets.flatMap((set, at) => {
    const groups = groupsOf(rows, (row) => rel.groups.map((index, i) => (set.includes(i) ? (row[index] ?? null) : null)));
    if (groups.size === 0 && rel.groups.length === 0) groups.set('[]', { key: [], rows: [] });
    return [...groups.values()].map(({ key, rows: inGroup }): Row => [...key, ...rel.calls.map((call) => {
      if (call.name === 'GROUP_ID') return rel.sets.slice(0, at).filter((other) => rowKey(other) === rowKey(set)).length;
      return call.name.startsWith('GROUPING') ? groupingBits(call.args, set) : aggregated(call, inGroup, types, env);
    })]);
  });
}

export function evaluateGroupWindow(rel: Extract<Rel, { kind: 'group window' }>, rows: readonly Row[], env: Env): readonly Row[] {
  const types = typesOf(rel.input);
  const timed = types[rel.spec.time];
  const placed = windowsOf(rows, { ...rel.spec, partitionBy: rel.groups }, env.zone, timed?.kind === 'TIMESTAMP_LTZ');
  const spread = placed.flatMap(({ row, windows }) => windows.map((span) => ({ row, span })));
  const groups = new Map<string, { readonly key: Row; readonly span: Span; readonly rows: Row[] }>();
  for (const { row, span } of spread) {
    const key = rel.groups.map((index) => row[index] ?? null);
    const group = groups.get(rowKey([...key, ...span])) ?? { key, span, rows: [] };
    group.rows.push(row);
    groups.set(rowKey([...key, ...span]), group);
  }
  return [...groups.values()].map(({ key, span: [start, end], rows: inGroup }): Row => [
    ...key, ...rel.calls.map((call) => aggregated(call, inGroup, types, env)), ...rel.properties.map((name) => (name === 'start' ? start : name === 'end' ? end : end - 1)),
  ]);
}
