// Columns that nobody reads are not carried: each relation gives what is wanted above, and asks below for what it needs itself.
import { input, inputsOf, literal, type Rex, rewrite, shiftInputs } from '../expr/rex.ts';
import type { AggregateCall, OverCall, Rel, SortKey } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { isChanging, isIdentity, project, substitute } from './rels.ts';

const ascending = (columns: Iterable<number>): readonly number[] => [...new Set(columns)].sort((a, b) => a - b);

/** A query without columns that nobody reads. In batch mode rows that are numbered and then chosen keep theirs. */
export function pruned(rel: Rel, batch: boolean): Rel {
  const all = rel.fields.map((_field, i) => i);
  const over = rel.kind === 'project' || (rel.kind === 'filter' && batch) ? rel.input : null;
  const numbered = rel.kind === 'project' && batch && over?.kind === 'filter' ? over.input : over;
  // Above windows of rows a projection that only chooses is none to Flink's planner: what stands below gives all that it has.
  const isPlain = rel.kind === 'filter' || over?.kind === 'filter' || (rel.kind === 'project' && rel.exprs.every((rex) => rex.kind === 'input'));
  if (numbered?.kind !== 'over' || !isPlain) return prune(rel, all);
  const whole = { ...numbered, input: prune(numbered.input, numbered.input.fields.map((_field, i) => i)) };
  if (rel.kind === 'filter') return { ...rel, input: whole };
  return rel.kind === 'project' ? { ...rel, input: over?.kind === 'filter' ? { ...over, input: whole } : whole } : rel;
}

/** The relation with these columns, in this order. */
function prune(rel: Rel, wanted: readonly number[]): Rel {
  switch (rel.kind) {
    case 'project': return prunedProject(rel, wanted);
    case 'filter': {
      // A filter over numbered rows stays right above the numbering: both are one operator.
      if (rel.input.kind === 'over') {
        const { made, there } = ownOver(rel.input, [...wanted, ...inputsOf(rel.condition)]);
        if (made !== null) return narrowed({ ...rel, input: made, condition: moved(rel.condition, there), fields: pick(rel.fields, there) }, there, wanted);
      }
      const need = ascending([...wanted, ...inputsOf(rel.condition)]);
      const below = prune(rel.input, need);
      return narrowed({ ...rel, input: below, condition: moved(rel.condition, need), fields: below.fields }, need, wanted);
    }
    case 'join': case 'temporal join': return prunedJoin(rel, wanted);
    case 'correlate': return prunedCorrelate(rel, wanted);
    case 'aggregate': return prunedAggregate(rel, wanted);
    case 'over': return prunedOver(rel, wanted);
    case 'sort': {
      const need = ascending([...wanted, ...rel.keys.map((key) => key.index)]);
      const below = prune(rel.input, need);
      return narrowed({ ...rel, input: below, keys: rel.keys.map((key) => movedKey(key, need)), fields: below.fields }, need, wanted);
    }
    case 'set': return wanted.length === rel.fields.length && wanted.every((column, i) => column === i) ? { ...rel, inputs: rel.inputs.map((one) => prune(one, wanted)) } : intoSet(rel, wanted.map((column) => input(column, rel.fields[column]?.type ?? t.NULL)), pick(rel.fields, wanted));
    case 'watermark': {
      // Right above a table the watermark sees the whole row; columns that are calculated below it go where nobody reads them.
      if (rel.input.kind !== 'project') return narrowed(rel, rel.fields.map((_field, i) => i), wanted);
      const need = ascending([...wanted, rel.time, ...inputsOf(rel.watermark)]);
      const below = prune(rel.input, need);
      return narrowed({ ...rel, input: below, time: need.indexOf(rel.time), watermark: moved(rel.watermark, need), fields: pick(rel.fields, need) }, need, wanted);
    }
    case 'window table': {
      const width = rel.input.fields.length;
      const need = ascending([...wanted.filter((column) => column < width), rel.spec.time, ...rel.spec.partitionBy]);
      const all = [...need, width, width + 1, width + 2];
      const spec = { ...rel.spec, time: need.indexOf(rel.spec.time), partitionBy: rel.spec.partitionBy.map((column) => need.indexOf(column)) };
      return narrowed({ ...rel, input: prune(rel.input, need), spec, fields: pick(rel.fields, all) }, all, wanted);
    }
    case 'group window': {
      const spread = inOrder(rel);
      return narrowed(spread, spread.fields.map((_field, i) => i), wanted);
    }
    case 'match': return narrowed({ ...rel, input: prune(rel.input, rel.input.fields.map((_field, i) => i)) }, rel.fields.map((_field, i) => i), wanted);
    case 'scan': case 'unnest': case 'values': return narrowed(rel, rel.fields.map((_field, i) => i), wanted);
  }
}

/** The window's time stands among the columns where GROUP BY has its window. */
function inOrder(rel: Extract<Rel, { kind: 'group window' }>): Rel {
  const others = rel.input.fields.map((_field, i) => i).filter((column) => column !== rel.spec.time);
  const at = Math.min(rel.spec.place ?? rel.groups.length, others.length);
  const order = [...others.slice(0, at), rel.spec.time, ...others.slice(at)];
  const to = (column: number): number => order.indexOf(column);
  const calls = rel.calls.map((call): AggregateCall => ({ ...call, args: call.args.map(to), filter: call.filter === null ? null : to(call.filter), orderBy: call.orderBy.map((key) => movedKey(key, order)) }));
  return { ...rel, input: prune(rel.input, order), spec: { ...rel.spec, time: at, partitionBy: rel.spec.partitionBy.map(to) }, groups: rel.groups.map(to), calls };
}

const pick = (fields: readonly Field[], columns: readonly number[]): readonly Field[] => columns.flatMap((column) => fields[column] ?? []);
const moved = (rex: Rex, kept: readonly number[]): Rex => shiftInputs(rex, (index) => kept.indexOf(index));
const movedKey = (key: SortKey, kept: readonly number[]): SortKey => ({ ...key, index: kept.indexOf(key.index) });

/** What is wanted of the columns that are there. */
function narrowed(rel: Rel, there: readonly number[], wanted: readonly number[]): Rel {
  const exprs = wanted.map((column): Rex => input(there.indexOf(column), rel.fields[there.indexOf(column)]?.type ?? t.NULL));
  return isIdentity(exprs, rel.fields.length) ? rel : { kind: 'project', input: rel, exprs, fields: exprs.map((rex) => (rex.kind === 'input' ? (rel.fields[rex.index] ?? { name: '', type: rex.type }) : { name: '', type: rex.type })) };
}

function prunedProject(rel: Extract<Rel, { kind: 'project' }>, wanted: readonly number[]): Rel {
  const exprs = wanted.map((column) => rel.exprs[column] ?? literal(null, t.NULL));
  const fields = pick(rel.fields, wanted);
  if (rel.input.kind === 'set' && !isIdentity(exprs, rel.input.fields.length) && !exprs.some(isChanging)) return intoSet(rel.input, exprs, fields);
  const need = ascending(exprs.flatMap(inputsOf));
  const below = prune(rel.input, need);
  const settled = exprs.map((rex) => moved(rex, need));
  if (below.kind === 'project' && !below.exprs.some(isChanging)) return project(below.input, settled.map((rex) => substitute(rex, below.exprs)), fields);
  return project(below, settled, fields);
}

/** What is made of a union's rows is made of each side's (ProjectSetOpTransposeRule). */
function intoSet(set: Extract<Rel, { kind: 'set' }>, exprs: readonly Rex[], fields: readonly Field[]): Rel {
  const all = fields.map((_field, i) => i);
  return { ...set, inputs: set.inputs.map((one) => prune({ kind: 'project', input: one, exprs, fields }, all)), fields: fields.map((field, i) => ({ ...field, type: exprs[i]?.type ?? field.type })) };
}

function prunedJoin(rel: Extract<Rel, { kind: 'join' | 'temporal join' }>, wanted: readonly number[]): Rel {
  const width = rel.left.fields.length;
  const versions = rel.kind === 'temporal join' ? rel.right.fields.flatMap((field, i) => ('attribute' in field.type && field.type.attribute !== undefined ? [i + width] : [])) : [];
  const asked = [...wanted, ...inputsOf(rel.condition), ...(rel.kind === 'temporal join' ? [rel.time, ...versions] : [])];
  // A side of which nothing is asked gives its first column (PushProjector).
  const total = width + rel.right.fields.length;
  const need = ascending([...asked, ...(width > 0 && !asked.some((column) => column < width) ? [0] : []), ...(total > width && !asked.some((column) => column >= width) ? [width] : [])]);
  const [left, right] = [need.filter((column) => column < width), need.filter((column) => column >= width).map((column) => column - width)];
  const sides = { left: prune(rel.left, left), right: prune(rel.right, right), condition: moved(rel.condition, need) };
  const there = rel.kind === 'join' && (rel.join === 'SEMI' || rel.join === 'ANTI') ? left : need;
  const fields = pick(rel.fields, there);
  const made: Rel = rel.kind === 'join' ? { ...rel, ...sides, fields } : { ...rel, ...sides, time: need.indexOf(rel.time), fields };
  return narrowed(made, there, wanted);
}

function prunedCorrelate(rel: Extract<Rel, { kind: 'correlate' }>, wanted: readonly number[]): Rel {
  const width = rel.left.fields.length;
  if (rel.right.kind !== 'unnest') return narrowed({ ...rel, left: prune(rel.left, rel.left.fields.map((_field, i) => i)) }, rel.fields.map((_field, i) => i), wanted);
  // Projections stay above a correlation.
  const left = rel.left.fields.map((_field, i) => i);
  const there = [...left, ...rel.right.fields.map((_field, i) => i + width)];
  const collection = rewrite(rel.right.collection, (node) => (node.kind === 'outer' && node.depth === 1 ? { ...node, index: left.indexOf(node.index) } : node));
  return narrowed({ ...rel, left: prune(rel.left, left), right: { ...rel.right, collection }, condition: moved(rel.condition, there), fields: pick(rel.fields, there) }, there, wanted);
}

/** A table as it is, where only its rows count. */
const rowsOf = (rel: Rel): Rel => (rel.kind === 'project' && rel.exprs.length === 0 ? rowsOf(rel.input) : prune(rel, rel.fields.map((_field, i) => i)));

const isGrouping = (call: AggregateCall): boolean => call.name.startsWith('GROUP');

const columnsOfCall = (call: AggregateCall | OverCall): readonly number[] => [...call.args, ...(call.filter === null ? [] : [call.filter]), ...call.orderBy.map((key) => key.index)];

function prunedAggregate(rel: Extract<Rel, { kind: 'aggregate' }>, wanted: readonly number[]): Rel {
  const first = rel.groups.length;
  const kept = rel.calls.filter((_call, i) => wanted.includes(first + i));
  const calls = kept.length === 0 && first === 0 ? rel.calls.slice(0, 1) : kept;
  const need = ascending([...rel.groups, ...calls.filter((call) => !isGrouping(call)).flatMap(columnsOfCall)]);
  const below = prune(rel.input, need);
  const at = (column: number): number => need.indexOf(column);
  // Aggregates that read nothing still need rows: Calcite gives them a zero.
  const whole = need.length === 0 && (rel.input.kind === 'values' || rel.input.kind === 'watermark' || rel.input.kind === 'scan' || (rel.input.kind === 'project' && rel.input.exprs.length === 0));
  const source: Rel = need.length > 0 ? below : whole ? rowsOf(rel.input) : { kind: 'project', input: below, exprs: [literal(0, t.notNull(t.INT))], fields: [{ name: '$f0', type: t.notNull(t.INT) }] };
  const settled = calls.map((call): AggregateCall => (isGrouping(call) ? { ...call, args: call.args.map(at) } : { ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map((key) => movedKey(key, need)) }));
  const there = [...rel.groups.map((_group, i) => i), ...rel.calls.flatMap((call, i) => (calls.includes(call) ? [first + i] : []))];
  return narrowed(overPermuted({ ...rel, input: source, groups: rel.groups.map(at), sets: rel.sets.map((set) => set.map(at)), calls: settled, fields: pick(rel.fields, there) }), there, wanted);
}

/** A projection that only puts all columns in another order is read through (AggregateProjectMergeRule). */
function overPermuted(rel: Extract<Rel, { kind: 'aggregate' }>): Rel {
  const source = rel.input;
  if (source.kind !== 'project' || rel.sets.length !== 1 || source.exprs.length !== source.input.fields.length) return rel;
  const order = source.exprs.flatMap((rex) => (rex.kind === 'input' ? [rex.index] : []));
  if (new Set(order).size < source.exprs.length) return rel;
  const at = (column: number): number => order[column] ?? column;
  const calls = rel.calls.map((call): AggregateCall => (isGrouping(call) ? call : { ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
  return { ...rel, input: source.input, groups: rel.groups.map(at), calls };
}

function prunedOver(rel: Extract<Rel, { kind: 'over' }>, wanted: readonly number[]): Rel {
  const { made, there } = ownOver(rel, wanted);
  return made === null ? prune(rel.input, wanted) : narrowed(made, there, wanted);
}

/** The calls that are wanted, with all that they read; null where none is. */
function ownOver(rel: Extract<Rel, { kind: 'over' }>, wanted: readonly number[]): { readonly made: Rel | null; readonly there: readonly number[] } {
  const width = rel.input.fields.length;
  const calls = rel.calls.filter((_call, i) => wanted.includes(width + i));
  if (calls.length === 0) return { made: null, there: [] };
  const need = ascending([...wanted.filter((column) => column < width), ...calls.flatMap((call) => [...columnsOfCall(call), ...call.partitionBy])]);
  const at = (column: number): number => need.indexOf(column);
  const settled = calls.map((call): OverCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), partitionBy: ascending(call.partitionBy.map(at)), orderBy: call.orderBy.map((key) => movedKey(key, need)) }));
  const there = [...need, ...rel.calls.flatMap((call, i) => (calls.includes(call) ? [width + i] : []))];
  return { made: { ...rel, input: belowOver(rel.input, need), calls: settled, fields: pick(rel.fields, there) }, there };
}

/** An aggregation below windows of rows gives all that it calculates: nothing tells it what is not read (PruneAggregateCallRule comes before). */
function belowOver(rel: Rel, need: readonly number[]): Rel {
  const source = rel.kind === 'project' ? rel.input : rel;
  if (source.kind !== 'aggregate') return prune(rel, need);
  const all = rel.fields.map((_field, i) => i);
  return narrowed(prune(rel, all), all, need);
}
