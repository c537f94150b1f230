// ROW_NUMBER() within bounds becomes a Rank, a Deduplicate or their kin over windows; other windows of rows an OverAggregate.
import { input, inputsOf, literal, type Rex, rewrite } from '../expr/rex.ts';
import type { OverCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { calc } from './calc.ts';
import { isInsertOnly } from './modify.ts';
import { exchange, make } from './node.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { allOf, columnsOf, conjuncts, isIdentity } from './rels.ts';
import { same } from '../same.ts';
import { VALIDATION_EXCEPTION } from '../problem.ts';
import { planError } from './tables.ts';
import { attributeOf, windowColumns } from './window.ts';

type Over = Extract<Rel, { kind: 'over' }>;

const RANKS = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK']);

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly rest: readonly Rex[];
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

/** What conjuncts say of a column by constants. */
function boundsOf(condition: Rex, column: number): Bounds {
  let [from, to] = [1, Infinity];
  const rest = conjuncts(condition).filter((part) => {
    if (part.kind !== 'call' || FLIPPED[part.name] === undefined) return true;
    const [a, b] = part.args;
    const [sign, value] = a?.kind === 'input' && a.index === column ? [part.name, b] : b?.kind === 'input' && b.index === column ? [FLIPPED[part.name], a] : ['', undefined];
    if (value?.kind !== 'literal' || value.value === null) return true;
    const bound = Number(value.value);
    if (sign === '=') [from, to] = [Math.max(from, bound), Math.min(to, bound)];
    else if (sign === '<') to = Math.min(to, Math.ceil(bound) - 1);
    else if (sign === '<=') to = Math.min(to, Math.floor(bound));
    else if (sign === '>') from = Math.max(from, Math.floor(bound) + 1);
    else from = Math.max(from, Math.ceil(bound));
    return false;
  });
  return { from, to, rest };
}

/** A filter over columns of numbered rows as columns over a filter, which may become a Rank; null where it is none. */
export function filterBelow(rel: Extract<Rel, { kind: 'filter' }>): Rel | null {
  const columns = rel.input;
  if (columns.kind !== 'project' || columns.input.kind !== 'over') return null;
  const condition = rewrite(rel.condition, (node) => (node.kind === 'input' ? (columns.exprs[node.index] ?? node) : node));
  return { ...columns, input: { kind: 'filter', input: columns.input, condition, fields: columns.input.fields }, fields: rel.fields };
}

/** A filter over numbered rows as a Rank; null where it is none. `above` is the projection over it, null where every column is wanted. */
export function convertRank(rel: Extract<Rel, { kind: 'filter' }>, convert: (rel: Rel) => Physical, above: Extract<Rel, { kind: 'project' }> | null): Physical | null {
  const over = rel.input;
  if (over.kind !== 'over' || over.calls.length !== 1) return null;
  const [call] = over.calls;
  if (call === undefined || !RANKS.has(call.name)) return null;
  const column = over.input.fields.length;
  const { from, to, rest } = boundsOf(rel.condition, column);
  if (to === Infinity) {
    if (from > 1) throw planError('Rank end is not specified. Currently rank only support TopN, which means the rank end must be specified.');
    return null;
  }
  if (call.orderBy.length === 0) return null;
  const below = convert(over.input);
  const width = below.fields.length;
  const isNumber = call.name === 'ROW_NUMBER';
  const isUsed = above === null || [...above.exprs, ...rest].some((rex) => inputsOf(rex).includes(column));
  // One number alone needs no column: it is that number.
  const isConstant = isNumber && from === to;
  const showsNumber = isUsed && !isConstant;
  const ranked = rankNode(below, call, Math.max(1, from), to, showsNumber, numberName(over, above));
  const number: Rex = showsNumber ? input(width, t.notNull(t.BIGINT)) : literal(to, t.notNull(t.BIGINT));
  const exprs = [...columnsOf(below.fields), number];
  return calc(ranked, exprs, rest.length === 0 ? null : allOf(rest), isConstant ? rel.fields : over.fields);
}

/** What the number is called: as the projection over it has it, where that does more than to hand the columns on. */
function numberName(over: Over, above: Extract<Rel, { kind: 'project' }> | null): string {
  const column = over.input.fields.length;
  const at = above === null || isIdentity(above.exprs, over.fields.length) ? -1 : above.exprs.findIndex((rex) => rex.kind === 'input' && rex.index === column);
  return above?.fields[at]?.name ?? over.fields[column]?.name ?? 'w0$o0';
}

/** The node that keeps the rows with these numbers in each partition. */
export function rankNode(below: Physical, call: Pick<OverCall, 'name' | 'partitionBy' | 'orderBy'>, from: number, to: number, showsNumber: boolean, name: string): Physical {
  const { partitionBy, orderBy } = call;
  const fields: readonly Field[] = showsNumber ? [...below.fields, { name, type: t.notNull(t.BIGINT) }] : below.fields;
  const [first] = orderBy;
  const timeType = first === undefined ? undefined : below.fields[first.index]?.type;
  const byTime = orderBy.length === 1 && attributeOf(timeType) !== null;
  const isOne = from === 1 && to === 1 && !showsNumber && call.name === 'ROW_NUMBER';
  const windows = windowColumns(below);
  if (windows !== null && windows.start !== null && partitionBy.includes(windows.start) && partitionBy.includes(windows.end) && call.name === 'ROW_NUMBER') {
    const partition = partitionBy.filter((column) => column !== windows.start && column !== windows.end && column !== windows.time);
    const shared = exchange(below, partition);
    const at = { partition, windowStart: windows.start, windowEnd: windows.end, spec: windows.spec };
    if (isOne && byTime && first !== undefined && attributeOf(timeType) === 'ROWTIME') return make({ kind: 'WindowDeduplicate', keep: first.descending ? 'last' : 'first', rowtime: first.index, ...at }, [shared], fields);
    return make({ kind: 'WindowRank', order: orderBy, from, to, showsNumber, ...at }, [shared], fields);
  }
  const shared = exchange(below, partitionBy);
  if (isOne && byTime && first !== undefined && isInsertOnly(below)) {
    return make({ kind: 'Deduplicate', partition: partitionBy, keep: first.descending ? 'last' : 'first', rowtime: attributeOf(timeType) === 'ROWTIME' ? first.index : null, time: first.index }, [shared], fields);
  }
  if (call.name !== 'ROW_NUMBER') throw planError(`${call.name}() on streaming table is not supported currently`);
  return make({ kind: 'Rank', partition: partitionBy, order: orderBy, from, to, showsNumber, strategy: { kind: 'retract' } }, [shared], fields);
}

/** What needs to know how many rows there are in all (AggFunctionFactory). */
const BOUNDED_ONLY = new Set(['LEAD', 'NTILE', 'PERCENT_RANK', 'CUME_DIST']);

/** What numbers rows needs an order (FlinkLogicalOverAggregate). */
export function checkRanks(rel: Over): void {
  if (rel.calls.some((call) => NUMBERING.has(call.name) && call.orderBy.length === 0)) throw planError('Over Agg: The window rank function requires order by clause with non-constant fields. please re-check the over window statement.', VALIDATION_EXCEPTION);
}

const NUMBERING = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'NTILE', 'PERCENT_RANK', 'CUME_DIST']);

/** Calls over windows of rows: all over one window, in the order of time. */
export function convertOver(rel: Over, below: Physical): Physical {
  const [first] = rel.calls;
  if (first === undefined) return below;
  if (rel.calls.some((call) => !same([call.partitionBy, call.orderBy, call.frame], [first.partitionBy, first.orderBy, first.frame]))) throw planError('Over Agg: Unsupported use of OVER windows. All aggregates must be computed on the same window. please re-check the over window statement.');
  const bounded = rel.calls.find((call) => BOUNDED_ONLY.has(call.name));
  if (bounded !== undefined) throw planError(`${bounded.name} Function is not supported in stream mode.`);
  const [key, second] = first.orderBy;
  checkRanks(rel);
  if (key === undefined) throw planError('The window can only be ordered by a single time column.');
  const time = attributeOf(below.fields[key.index]?.type);
  if (second !== undefined && time !== null) throw planError('The window can only be ordered by a single time column.');
  if (key.descending) throw planError('The window can only be ordered in ASCENDING mode.');
  const { from, to } = first.frame;
  if (to.kind !== 'current' || (from.kind === 'unbounded' ? from.following : from.kind === 'offset' && from.following)) throw planError('OVER RANGE FOLLOWING windows are not supported yet.');
  if (time === null && from.kind !== 'unbounded') throw planError('Non-time attribute sort is not supported for bounded OVER window.');
  const order = time === 'ROWTIME' ? { kind: 'rowtime' as const, index: key.index } : time === 'PROCTIME' ? { kind: 'proctime' as const } : { kind: 'other' as const, keys: first.orderBy };
  return overNode(rel, below, order);
}

/** Constants that only calls read are no columns of the node's. */
function overNode(rel: Over, below: Physical, order: PhysicalOf<'OverAggregate'>['order']): Physical {
  const isKey = (column: number): boolean => rel.calls.some((call) => call.filter === column || call.partitionBy.includes(column) || call.orderBy.some((key) => key.index === column));
  const isArgument = (column: number): boolean => rel.calls.some((call) => call.args.includes(column)) && !isKey(column);
  const literals = below.kind === 'Calc' ? below.exprs.flatMap((rex, i) => (rex.kind === 'literal' && isArgument(i) ? [{ rex, i }] : [])) : [];
  const columns = below.fields.map((_field, i) => i).filter((column) => !literals.some(({ i }) => i === column));
  const source = literals.length === 0 ? below : calc(below, columns.map((column) => input(column, below.fields[column]?.type ?? t.NULL)), null, columns.map((column) => below.fields[column] ?? { name: '', type: t.NULL }));
  const place = (column: number): number => (columns.includes(column) ? columns.indexOf(column) : columns.length + literals.findIndex(({ i }) => i === column));
  const moved = (call: OverCall): OverCall => ({ ...call, args: call.args.map(place), filter: call.filter === null ? null : place(call.filter), partitionBy: call.partitionBy.map(place), orderBy: call.orderBy.map((key) => ({ ...key, index: place(key.index) })) });
  const calls = literals.length === 0 ? rel.calls : rel.calls.map(moved);
  const at = order.kind === 'rowtime' ? { ...order, index: place(order.index) } : order.kind === 'other' ? { ...order, keys: order.keys.map((key) => ({ ...key, index: place(key.index) })) } : order;
  const width = below.fields.length;
  const fields = [...source.fields, ...rel.fields.slice(width)];
  const made = make({ kind: 'OverAggregate', calls, order: at, constants: literals.map(({ rex }) => rex) }, [exchange(source, calls[0]?.partitionBy ?? [])], fields);
  if (literals.length === 0) return made;
  return calc(made, rel.fields.map((field, i) => literals.find((one) => one.i === i)?.rex ?? input(i < width ? place(i) : columns.length + i - width, field.type)), null, rel.fields);
}
