// Which columns carry a window's bounds, node by node (FlinkRelMdWindowProperties), and aggregates over windows.
import { input, inputsOf, type Rex } from '../expr/rex.ts';
import type { AggregateCall, Rel, WindowSpec } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import { calc } from './calc.ts';
import { exchange, make } from './node.ts';
import type { Physical, PhysicalOf, Windowing, WindowProperty } from './physical.ts';
import { isChanging, substitute } from './rels.ts';

export interface WindowColumns {
  readonly start: number | null;
  readonly end: number;
  readonly time: number | null;
  readonly spec: WindowSpec;
  readonly timeType: LogicalType;
  /** Where the columns are by which sessions are kept apart; -1 for one that is lost. */
  readonly partition: readonly number[];
}

export const attributeOf = (type: LogicalType | undefined): 'ROWTIME' | 'PROCTIME' | null => (type !== undefined && 'attribute' in type ? (type.attribute ?? null) : null);
export const isProcessing = (type: LogicalType | undefined): boolean => attributeOf(type) === 'PROCTIME';

/** The columns of a node that are a window's, null where it has none. */
export function windowColumns(node: Physical): WindowColumns | null {
  const [first] = node.inputs;
  switch (node.kind) {
    case 'WindowTableFunction': {
      const width = first?.fields.length ?? 0;
      return { start: width, end: width + 1, time: width + 2, spec: node.spec, timeType: first?.fields[node.spec.time]?.type ?? t.timestamp(3), partition: node.spec.partitionBy };
    }
    case 'Calc': return through(first === undefined ? null : windowColumns(first), (column) => node.exprs.findIndex((rex) => rex.kind === 'input' && rex.index === column));
    case 'Expand': return through(first === undefined ? null : windowColumns(first), (column) => (node.projects.every((exprs) => isColumn(exprs[column], column)) ? column : -1));
    case 'WindowAggregate': return aggregateColumns(node);
    case 'Exchange': case 'WatermarkAssigner': case 'WindowJoin': case 'WindowRank': case 'WindowDeduplicate': case 'Correlate': case 'LookupJoin': case 'Union': case 'DropUpdateBefore':
      return first === undefined ? null : windowColumns(first);
    default: return null;
  }
}

const isColumn = (rex: Rex | undefined, column: number): boolean => rex?.kind === 'input' && rex.index === column;

function through(columns: WindowColumns | null, place: (column: number) => number): WindowColumns | null {
  if (columns === null) return null;
  const at = (column: number | null): number | null => (column === null || place(column) < 0 ? null : place(column));
  const end = at(columns.end);
  return end === null ? null : { ...columns, start: at(columns.start), end, time: at(columns.time), partition: columns.partition.map((column) => (column < 0 ? -1 : place(column))) };
}

function aggregateColumns(node: PhysicalOf<'WindowAggregate'>): WindowColumns | null {
  const first = node.groups.length + node.calls.length;
  const at = (property: WindowProperty): number | null => (node.properties.includes(property) ? first + node.properties.indexOf(property) : null);
  const end = at('end');
  if (end === null) return null;
  return { start: at('start'), end, time: at('rowtime') ?? at('proctime'), spec: node.window.spec, timeType: windowTimeType(node), partition: node.groups.map((_group, i) => i) };
}

/** The type of the time attribute that a window aggregate's windows are of. */
export function windowTimeType(node: PhysicalOf<'WindowAggregate'>): LogicalType {
  const [below] = node.inputs;
  if (below === undefined) return t.timestamp(3);
  if (node.window.kind === 'time') return below.fields[node.window.spec.time]?.type ?? t.timestamp(3);
  return windowColumns(below)?.timeType ?? t.timestamp(3);
}

/** GROUP BY window_start, window_end over a window function: null where the groups lack one of them. */
export function windowAggregate(rel: Extract<Rel, { kind: 'aggregate' }>, below: Physical): Physical | null {
  const columns = windowColumns(below);
  if (columns === null || columns.start === null || !rel.groups.includes(columns.start) || !rel.groups.includes(columns.end)) return null;
  const isWindow = (group: number): boolean => group === columns.start || group === columns.end || group === columns.time;
  const groups = rel.groups.filter((group) => !isWindow(group));
  // Sessions of other keys than the groups' can't be made as the rows are grouped.
  if (columns.spec.window === 'SESSION' && (columns.partition.length !== groups.length || groups.some((group) => !columns.partition.includes(group)))) return null;
  const time: WindowProperty = isProcessing(columns.timeType) ? 'proctime' : 'rowtime';
  const properties: WindowProperty[] = ['start', 'end', ...(columns.time !== null && rel.groups.includes(columns.time) ? [time] : [])];
  const lifted = lift(below, columns, groups, rel.calls);
  const source = lifted ?? { node: below, groups, calls: rel.calls, window: { kind: 'attached' as const, start: columns.start, end: columns.end, spec: columns.spec } };
  const share = exchange(source.node, source.groups);
  const groupFields = groups.map((group): Field => ({ name: below.fields[group]?.name ?? '', type: below.fields[group]?.type ?? t.NULL }));
  // A call without a name of its own is called by its place, which the window's columns no longer count for.
  const callName = (i: number): string => (rel.fields[rel.groups.length + i]?.name ?? '').replace(/^\$f\d+$/, `$f${groups.length + i}`);
  const callFields = rel.calls.map((call, i): Field => ({ name: callName(i), type: call.type }));
  const edges = properties.map((property): Field => ({ name: property === 'start' ? 'window_start' : property === 'end' ? 'window_end' : 'window_time', type: property === 'start' || property === 'end' ? t.notNull(t.timestamp(3)) : t.notNull(columns.timeType) }));
  const made = make({ kind: 'WindowAggregate', window: source.window, groups: source.groups, calls: source.calls, properties }, [share], [...groupFields, ...callFields, ...edges]);
  const first = groups.length + rel.calls.length;
  const place = (group: number): number => (group === columns.start ? first : group === columns.end ? first + 1 : group === columns.time ? first + 2 : groups.indexOf(group));
  const exprs = [...rel.groups.map(place), ...rel.calls.map((_call, i) => groups.length + i)].map((at) => input(at, made.fields[at]?.type ?? t.NULL));
  return calc(made, exprs, null, rel.fields);
}

interface Lifted {
  readonly node: Physical;
  readonly groups: readonly number[];
  readonly calls: readonly AggregateCall[];
  readonly window: Windowing;
}

/** The aggregate takes the place of the window function right below it (PullUpWindowTableFunctionIntoWindowAggregateRule). */
function lift(below: Physical, columns: WindowColumns, groups: readonly number[], calls: readonly AggregateCall[]): Lifted | null {
  const top = below.kind === 'Calc' ? below : null;
  const table = top === null ? below : top.inputs[0];
  if (table?.kind !== 'WindowTableFunction') return null;
  const [source] = table.inputs;
  if (source === undefined) return null;
  const width = source.fields.length;
  const used = [...new Set([...groups, ...calls.flatMap((call) => [...call.args, ...(call.filter === null ? [] : [call.filter]), ...call.orderBy.map((key) => key.index)])])].sort((a, b) => a - b);
  const exprOf = (column: number): Rex => top?.exprs[column] ?? input(column, table.fields[column]?.type ?? t.NULL);
  const touches = (rex: Rex): boolean => inputsOf(rex).some((column) => column >= width);
  if (used.some((column) => touches(exprOf(column))) || (top?.condition != null && touches(top.condition))) return null;
  if (top !== null && top.exprs.some(isChanging)) return null;
  const kept = [...used];
  const exprs = kept.map(exprOf);
  const known = exprs.findIndex((rex) => rex.kind === 'input' && rex.index === table.spec.time);
  const time = known >= 0 ? known : exprs.length;
  if (known < 0) exprs.push(input(table.spec.time, source.fields[table.spec.time]?.type ?? t.NULL));
  const partition = table.spec.partitionBy.map((column) => exprs.findIndex((rex) => rex.kind === 'input' && rex.index === column));
  if (partition.includes(-1)) return null;
  const fields = exprs.map((rex, i): Field => ({ name: i < kept.length ? (below.fields[kept[i] ?? -1]?.name ?? '') : (source.fields[table.spec.time]?.name ?? ''), type: rex.type }));
  const at = (column: number): number => kept.indexOf(column);
  const moved = calls.map((call): AggregateCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
  const spec: WindowSpec = { ...table.spec, time, partitionBy: partition };
  // A session's window function stands behind an exchange of its own, which the aggregate's replaces.
  const origin = source.kind === 'Exchange' ? (source.inputs[0] ?? source) : source;
  const node = calc(origin, exprs.map((rex) => substitute(rex, [])), top?.condition ?? null, fields);
  return { node, groups: groups.map(at), calls: moved, window: { kind: 'time', spec, processing: isProcessing(columns.timeType) } };
}
