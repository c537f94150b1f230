// Aggregation in batch mode: by hash or sorted, in two phases.
import { freeze } from '../../kernel/freeze.ts';
import { callRex, input, literal, type Rex } from '../expr/rex.ts';
import type { SqlSettings } from '../operator/config.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { type Field, isBytes, isText, type LogicalType } from '../type/logical-type.ts';
import { rowOrder } from '../query/row-order.ts';
import { str } from '../value.ts';
import { type BatchNode, brought, evaluating, inputRel, type Items, passing } from './batch-node.ts';
import { liesBy } from './batch-traits.ts';
import { buffersOf } from './explain-aggregates.ts';

type Aggregate = Extract<Rel, { kind: 'aggregate' }>;

/** Rows up to which sorting costs less than a hash table. */
const FEW_ROWS = 12;
const FIXED = new Set(['COUNT', 'SUM', 'SUM0', 'AVG', 'MIN', 'MAX', 'STDDEV_POP', 'STDDEV_SAMP', 'VAR_POP', 'VAR_SAMP']);

/** Whether a call's buffer can be changed in place in a hash table. */
function isFixed(call: AggregateCall, types: readonly LogicalType[]): boolean {
  if (!FIXED.has(call.name) || call.distinct) return false;
  const of = types[call.args[0] ?? -1];
  return of === undefined || call.name === 'COUNT' || !(isText(of) || isBytes(of) || ['ARRAY', 'MAP', 'ROW', 'MULTISET'].includes(of.kind));
}

/** A sort by these columns, as it stands below sorted aggregations. */
export function sorted(input: BatchNode, columns: readonly { readonly index: number; readonly descending: boolean }[], settings: SqlSettings): BatchNode {
  const keys = columns.map(({ index, descending }) => ({ index, descending, nullsFirst: !descending }));
  const text = columns.map(({ index, descending }) => `${input.fields[index]?.name ?? ''} ${descending ? 'DESC' : 'ASC'}`).join(', ');
  return { name: 'Sort', items: () => [['orderBy', text]], inputs: [input], fields: input.fields, rows: input.rows, places: (column) => column, work: evaluating({ kind: 'sort', input: inputRel(input.fields), keys, offset: 0, limit: null, fields: input.fields }, settings) };
}

/** The order in which values stand by their columns, null where they stand in none: Flink's planner takes it for a sort. */
export function valuesOrder(of: BatchNode): readonly { readonly index: number; readonly descending: boolean }[] | null {
  if (of.name !== 'Values' || of.work.kind !== 'source' || of.fields.length === 0) return null;
  const { rows } = of.work.spec.config as { readonly rows: readonly (readonly never[])[] };
  const keys = of.fields.map((_field, index) => ({ index, descending: false, nullsFirst: true }));
  const compare = rowOrder(keys, of.fields.map((field) => field.type));
  return rows.every((row, i) => i === 0 || compare(rows[i - 1] ?? [], row) <= 0) ? keys : null;
}

/** How many groups Flink expects of so many rows. */
const groupsExpected = (rows: number): number => Math.max(1, rows >= 1_000 ? rows / 10 : rows * 0.63);

const isGrouping = (call: AggregateCall): boolean => call.name === 'GROUPING' || call.name === 'GROUPING_ID' || call.name === 'GROUP_ID';

/** Several grouping sets: each row once for each, then one aggregation with the set's number among the keys. */
export function expandedAggregate(rel: Aggregate, of: BatchNode, settings: SqlSettings): { readonly node: BatchNode; readonly exprs: readonly Rex[] } {
  const big = t.notNull(t.BIGINT);
  const copied = [...new Set(rel.calls.filter((call) => !isGrouping(call)).flatMap((call) => [...call.args, ...(call.filter === null ? [] : [call.filter])]))].filter((index) => rel.groups.includes(index));
  const width = of.fields.length;
  const idAt = width + copied.length;
  const ids = rel.sets.map((set) => rel.groups.reduce((sum, _group, at) => sum * 2 + (set.includes(at) ? 0 : 1), 0));
  const types = of.fields.map((field) => t.withNull(field.type, true));
  const projects = rel.sets.map((set, i): readonly Rex[] => [
    ...of.fields.map((field, index): Rex => (rel.groups.includes(index) && !set.includes(rel.groups.indexOf(index)) ? literal(null, t.withNull(field.type, true)) : input(index, field.type))),
    ...copied.map((index): Rex => input(index, of.fields[index]?.type ?? t.NULL)), literal(ids[i] ?? 0, big),
  ]);
  const fields: readonly Field[] = [...of.fields.map((field, i) => ({ ...field, type: types[i] ?? field.type })), ...copied.map((index) => ({ name: `${of.fields[index]?.name ?? ''}_0`, type: of.fields[index]?.type ?? t.NULL })), { name: '$e', type: big }];
  const texts = projects.map((exprs) => `{${exprs.map((rex, i) => (rex.kind === 'literal' ? `${rex.value === null ? 'null' : str(rex.value)} AS ${fields[i]?.name ?? ''}` : (fields[i]?.name ?? ''))).join(', ')}}`).join(', ');
  const expand: BatchNode = { name: 'Expand', items: () => [['projects', texts]], inputs: [of], fields, rows: of.rows * rel.sets.length, work: { kind: 'operator', spec: { kind: 'sql-expand', config: freeze({ ...settings, projects }) } } };
  const copyOf = (index: number): number => (copied.includes(index) ? width + copied.indexOf(index) : index);
  const calls = rel.calls.filter((call) => !isGrouping(call)).map((call): AggregateCall => ({ ...call, args: call.args.map(copyOf), filter: call.filter === null ? null : copyOf(call.filter) }));
  const groups = [...rel.groups, idAt];
  const named = (at: number): Field => rel.fields[at] ?? { name: '', type: t.NULL };
  const all: readonly Field[] = [...rel.groups.map((_group, i) => named(i)), { name: '$e', type: big }, ...rel.calls.flatMap((call, i) => (isGrouping(call) ? [] : [named(rel.groups.length + i)]))];
  const node = batchAggregate({ ...rel, groups, sets: [groups.map((_group, i) => i)], calls, fields: all }, expand, settings);
  let next = groups.length;
  const exprs = rel.fields.map((field, i): Rex => {
    const call = rel.calls[i - rel.groups.length];
    if (call === undefined) return input(i, field.type);
    if (!isGrouping(call)) return input(next++, field.type);
    const arms = rel.sets.flatMap((set, at): Rex[] => [callRex('=', [input(rel.groups.length, big), literal(ids[at] ?? 0, big)], t.notNull(t.BOOLEAN)), literal(call.args.reduce((sum, group) => sum * 2 + (set.includes(group) ? 0 : 1), 0), big)]);
    return callRex('CASE', [...arms, literal(0, big)], big);
  });
  return { node, exprs };
}

/** How many groups there are at most: each side of a union has its own. */
function groupsOf(of: BatchNode): number {
  if (of.name === 'Union') return of.inputs.reduce((sum, input) => sum + groupsOf(input), 0);
  return of.rows <= 1 ? of.rows : groupsExpected(of.rows);
}

export function batchAggregate(rel: Aggregate, of: BatchNode, settings: SqlSettings): BatchNode {
  const types = of.fields.map((field) => field.type);
  const names = of.fields.map((field) => field.name);
  const grouped = rel.groups.map((column) => names[column] ?? '');
  const isSorted = rel.groups.length > 0 && (of.rows <= FEW_ROWS || !rel.calls.every((call) => isFixed(call, types)));
  const isSingle = rel.groups.length === 0 && ((of.rows > 1 && valuesOrder(of) !== null) || !rel.calls.every((call) => isFixed(call, types)));
  const kind = isSorted || isSingle ? 'Sort' : 'Hash';
  const by = (columns: readonly number[]): readonly { readonly index: number; readonly descending: boolean }[] => columns.map((index) => ({ index, descending: false }));
  const groupItem = ['groupBy', grouped.length === 0 ? null : grouped.join(', ')] as const;
  const { whole, partial, final } = phases(rel, names);
  const rows = rel.groups.length === 0 ? 1 : groupsExpected(of.rows);
  // Where every row is a group of its own, or there is but one, a first phase gains nothing.
  const isOne = liesBy(of, rel.groups) || (rel.groups.length === 0 && of.rows <= 1 && of.name === 'Values');
  const isDirect = !isOne && rel.groups.length > 0 && groupsOf(of) >= of.rows;
  const source = isSorted && !isDirect ? sorted(of, by(rel.groups), settings) : of;
  const local = (): BatchNode => ({ name: `Local${kind}Aggregate`, needs: [], items: (): Items => [groupItem, ['select', [...grouped, ...partial].join(', ')]], inputs: [source], fields: of.fields, rows, work: passing(settings) });
  const shared = isOne ? source : brought(isDirect ? of : local(), rel.groups);
  const below = isSorted && !isOne ? sorted(shared, by(rel.groups), settings) : shared;
  return {
    name: `${kind}Aggregate`, inputs: [below], fields: rel.fields, rows, places: (column) => rel.groups.indexOf(column), ...(rel.groups.length > 0 ? { needs: rel.groups } : {}),
    items: () => [['isMerge', String(!isOne && !isDirect)], groupItem, ['select', [...grouped, ...(isOne || isDirect ? whole : final)].join(', ')]],
    work: evaluating({ ...rel, input: inputRel(of.fields) }, settings),
  };
}

const COMBINED: Readonly<Record<string, string>> = { COUNT: 'SUM0', SUM: 'SUM', SUM0: 'SUM0', MIN: 'MIN', MAX: 'MAX' };

/** DISTINCT of one argument as two aggregations: each value once in each group first, then what is asked of them. Null where that does not do (AggregateExpandDistinctAggregatesRule). */
export function distinctApart(rel: Aggregate): { readonly inner: Aggregate; readonly outer: Aggregate } | null {
  const distinct = rel.calls.filter((call) => call.distinct);
  const [first] = distinct;
  const others = rel.calls.filter((call) => !call.distinct);
  const isPlain = first !== undefined && distinct.every((call) => call.filter === null && call.orderBy.length === 0 && call.args.join(',') === first.args.join(','));
  if (!isPlain || rel.sets.length !== 1 || others.some((call) => COMBINED[call.name] === undefined)) return null;
  const groups = [...rel.groups, ...first.args.filter((column) => !rel.groups.includes(column))];
  const named = (at: number): Field => rel.fields[at] ?? { name: '', type: t.NULL };
  const keyFields = groups.map((column): Field => ({ name: rel.input.fields[column]?.name ?? '', type: rel.input.fields[column]?.type ?? t.NULL }));
  const callFields = rel.calls.flatMap((call, i) => (call.distinct ? [] : [named(rel.groups.length + i)]));
  const inner: Aggregate = { ...rel, groups, sets: [groups], calls: others, fields: [...keyFields, ...callFields] };
  const outerGroups = rel.groups.map((_group, i) => i);
  const calls = rel.calls.map((call): AggregateCall => {
    if (call.distinct) return { ...call, distinct: false, args: call.args.map((column) => groups.indexOf(column)) };
    return { ...call, name: COMBINED[call.name] ?? call.name, filter: null, args: [groups.length + others.indexOf(call)] };
  });
  return { inner, outer: { ...rel, input: inner, groups: outerGroups, sets: [outerGroups], calls } };
}

/** What each call is, whole and in two phases. */
export function phases(rel: Pick<Aggregate, 'calls' | 'groups' | 'fields'>, names: readonly string[]): { readonly whole: readonly string[]; readonly partial: readonly string[]; readonly final: readonly string[] } {
  let next = 0;
  const whole: string[] = [];
  const partial: string[] = [];
  const final: string[] = [];
  rel.calls.forEach((call, i) => {
    const buffers = buffersOf(call, next);
    next += buffers.length;
    const args = call.args.map((column) => names[column] ?? '').join(', ');
    const name = call.name === 'SUM0' ? '$SUM0' : call.name;
    const filter = call.filter === null ? '' : ` FILTER ${names[call.filter] ?? ''}`;
    const result = rel.fields[rel.groups.length + i]?.name ?? '';
    whole.push(`${name}(${call.distinct ? 'DISTINCT ' : ''}${args === '' ? '*' : args})${filter} AS ${result}`);
    partial.push(`Partial_${name}(${call.distinct ? 'DISTINCT ' : ''}${args === '' ? '*' : args})${filter} AS ${buffers.length === 1 ? (buffers[0] ?? '') : `(${buffers.join(', ')})`}`);
    final.push(`Final_${name}(${buffers.join(', ')}) AS ${result}`);
  });
  return { whole, partial, final };
}
