// Aggregation in batch mode: by hash or sorted, in two phases.
import type { SqlSettings } from '../operator/config.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import { isBytes, isText, type LogicalType } from '../type/logical-type.ts';
import { type BatchNode, evaluating, exchanged, inputRel, type Items, passing } from './batch-node.ts';
import { buffersOf } from './explain-aggregates.ts';

type Aggregate = Extract<Rel, { kind: 'aggregate' }>;

/** Rows up to which sorting costs less than a hash table. */
const FEW_ROWS = 7;
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
  return { name: 'Sort', items: () => [['orderBy', text]], inputs: [input], fields: input.fields, rows: input.rows, work: evaluating({ kind: 'sort', input: inputRel(input.fields), keys, offset: 0, limit: null, fields: input.fields }, settings) };
}

/** How many groups Flink expects of so many rows. */
const groupsExpected = (rows: number): number => Math.max(1, rows >= 1_000 ? rows / 10 : rows * 0.63);

export function batchAggregate(rel: Aggregate, input: BatchNode, settings: SqlSettings): BatchNode {
  const types = input.fields.map((field) => field.type);
  const names = input.fields.map((field) => field.name);
  const grouped = rel.groups.map((column) => names[column] ?? '');
  const isSorted = rel.groups.length > 0 && (input.rows <= FEW_ROWS || !rel.calls.every((call) => isFixed(call, types)));
  const isSingle = rel.groups.length === 0 && !rel.calls.every((call) => isFixed(call, types));
  const kind = isSorted || isSingle ? 'Sort' : 'Hash';
  const by = (columns: readonly number[]): readonly { readonly index: number; readonly descending: boolean }[] => columns.map((index) => ({ index, descending: false }));
  const groupItem = ['groupBy', grouped.length === 0 ? null : grouped.join(', ')] as const;
  const { partial, final } = phases(rel, names);
  const rows = rel.groups.length === 0 ? 1 : groupsExpected(input.rows);
  const source = isSorted ? sorted(input, by(rel.groups), settings) : input;
  const local: BatchNode = { name: `Local${kind}Aggregate`, items: (): Items => [groupItem, ['select', [...grouped, ...partial].join(', ')]], inputs: [source], fields: input.fields, rows, work: passing(settings) };
  const shared = exchanged(local, rel.groups);
  const below = isSorted ? sorted(shared, by(rel.groups), settings) : shared;
  return {
    name: `${kind}Aggregate`, inputs: [below], fields: rel.fields, rows,
    items: () => [['isMerge', 'true'], groupItem, ['select', [...grouped, ...final].join(', ')]],
    work: evaluating({ ...rel, input: inputRel(input.fields) }, settings),
  };
}

function phases(rel: Aggregate, names: readonly string[]): { readonly partial: readonly string[]; readonly final: readonly string[] } {
  let next = 0;
  const partial: string[] = [];
  const final: string[] = [];
  rel.calls.forEach((call, i) => {
    const buffers = buffersOf(call, next);
    next += buffers.length;
    const args = call.args.map((column) => names[column] ?? '').join(', ');
    const name = call.name === 'SUM0' ? '$SUM0' : call.name;
    const filter = call.filter === null ? '' : ` FILTER ${names[call.filter] ?? ''}`;
    partial.push(`Partial_${name}(${call.distinct ? 'DISTINCT ' : ''}${args === '' ? '*' : args})${filter} AS ${buffers.length === 1 ? (buffers[0] ?? '') : `(${buffers.join(', ')})`}`);
    final.push(`Final_${name}(${buffers.join(', ')}) AS ${rel.fields[rel.groups.length + i]?.name ?? ''}`);
  });
  return { partial, final };
}
