// From relational algebra to physical nodes: which operators do the work, and where rows must be brought together.
import { callRex, input, inputsOf, literal, type Rex, rewrite, shiftInputs } from '../expr/rex.ts';
import { filterText } from './explain-rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { calc, where } from './calc.ts';
import { convertJoin, convertTemporal } from './convert-join.ts';
import { convertOver, convertRank, filterBelow } from './convert-rank.ts';
import { convertScan } from './convert-scan.ts';
import { durationMs } from './duration.ts';
import { exchange, make } from './node.ts';
import type { Physical } from './physical.ts';
import type { PlanSession } from './plan.ts';
import { refused } from '../problem.ts';
import { columnsOf, isTrue, uniqueNames } from './rels.ts';
import { same } from '../same.ts';
import { checkCalls, planError, sourceOf } from './tables.ts';
import { settingsOf } from './translate-spec.ts';
import { attributeOf, isProcessing, windowAggregate } from './window.ts';

export interface Conversion {
  readonly session: PlanSession;
  /** Parts that were seen before: the same relation becomes the same node. */
  readonly done: Map<Rel, Physical>;
}

/** The plan of a relation that was optimised; changes are inferred later. */
export function convert(rel: Rel, conversion: Conversion): Physical {
  const known = conversion.done.get(rel);
  if (known !== undefined) return known;
  const made = fresh(rel, conversion);
  conversion.done.set(rel, made);
  return made;
}

function fresh(rel: Rel, conversion: Conversion): Physical {
  const below = (of: Rel): Physical => convert(of, conversion);
  switch (rel.kind) {
    case 'scan': return convertScan(rel, null, conversion.session);
    case 'values': return make({ kind: 'Values', rows: rel.rows }, [], rel.fields);
    case 'project': {
      const scanned = pushedIntoScan(rel, conversion);
      if (scanned !== null) return scanned;
      const lower = rel.input.kind === 'filter' ? filterBelow(rel.input) : null;
      if (lower?.kind === 'project') return below({ ...rel, input: lower.input, exprs: rel.exprs.map((rex) => rewrite(rex, (node) => (node.kind === 'input' ? (lower.exprs[node.index] ?? node) : node))) });
      const ranked = rel.input.kind === 'filter' ? convertRank(rel.input, below, rel) : null;
      return calc(ranked ?? below(rel.input), rel.exprs, null, rel.fields);
    }
    case 'filter': {
      const lower = filterBelow(rel);
      return lower === null ? (convertRank(rel, below, null) ?? where(toldOf(below(rel.input), rel.condition), rel.condition)) : below(lower);
    }
    case 'watermark': return convertWatermark(rel, conversion);
    case 'join': return convertJoin(rel, below(rel.left), below(rel.right), conversion.session);
    case 'temporal join': return convertTemporal(rel, below(rel.left), below(rel.right));
    case 'correlate': return convertCorrelate(rel, below(rel.left));
    case 'aggregate': return convertAggregate(rel, below(rel.input));
    case 'group window': {
      const { spec, groups, calls, properties } = rel;
      const shared = exchange(below(rel.input), groups);
      return make({ kind: 'GroupWindowAggregate', spec, processing: isProcessing(shared.fields[spec.time]?.type), groups, calls, properties }, [shared], rel.fields);
    }
    case 'window table': {
      const of = below(rel.input);
      // A regular join and its like lose what marks a column as time (RelTimeIndicatorConverter).
      const time = of.fields[rel.spec.time]?.type;
      if (time !== undefined && attributeOf(time) === null) throw refused(`The window function requires the timecol is a time attribute type, but is ${t.described(time)}.`, null);
      const source = rel.spec.window === 'SESSION' ? exchange(of, rel.spec.partitionBy) : of;
      return make({ kind: 'WindowTableFunction', spec: rel.spec, processing: isProcessing(of.fields[rel.spec.time]?.type) }, [source], rel.fields);
    }
    case 'over': return convertOver(rel, below(rel.input));
    case 'sort': return limitedScan(rel, conversion) ?? sortedBelow(rel, conversion) ?? convertSort(rel, below(rel.input));
    case 'set': return make({ kind: 'Union' }, rel.inputs.map(below), rel.fields);
    case 'match': {
      const { partitionBy, order } = rel.spec;
      const { input: of, ...match } = rel;
      return make({ kind: 'Match', partition: partitionBy, order, match }, [exchange(below(of), partitionBy)], rel.fields);
    }
    case 'unnest': {
      const nothing = make({ kind: 'Values', rows: [[]], bare: true }, [], []);
      return make({ kind: 'Correlate', join: 'INNER', collection: rel.collection, ordinality: rel.ordinality, width: rel.fields.length, condition: null }, [nothing], elementFields(rel));
    }
  }
}

/** A table that takes conditions is told of those right above it. */
function toldOf(scan: Physical, condition: Rex): Physical {
  if (scan.kind !== 'TableSourceScan' || !scan.source.pushesFilter) return scan;
  const filter = filterText(condition, scan.fields.map((field) => field.name));
  return filter === null ? scan : { ...scan, filter };
}

/** A projection right over a table goes into the source where the connector can. */
function pushedIntoScan(rel: Extract<Rel, { kind: 'project' }>, { session }: Conversion): Physical | null {
  if (rel.input.kind !== 'scan') return null;
  const columns = rel.exprs.flatMap((rex) => (rex.kind === 'input' ? [rex.index] : []));
  if (columns.length !== rel.exprs.length || new Set(columns).size !== columns.length) return calculatedScan(rel, rel.input, session);
  const made = convertScan(rel.input, columns, session);
  return made.kind === 'Calc' ? { ...made, fields: made.fields.map((field, i) => ({ ...field, name: rel.fields[i]?.name ?? field.name })) } : made;
}

/** What is calculated of a table reads the columns alone that it needs. */
function calculatedScan(rel: Extract<Rel, { kind: 'project' }>, scan: Extract<Rel, { kind: 'scan' }>, session: PlanSession): Physical | null {
  const used = [...new Set(rel.exprs.flatMap(inputsOf))];
  if (used.length === 0 || used.length === scan.fields.length || !sourceOf(scan.table, scan.hints, session).source.pushesProjection) return null;
  return calc(convertScan(scan, used, session), rel.exprs.map((rex) => shiftInputs(rex, (index) => used.indexOf(index))), null, rel.fields);
}

/** The watermark goes into the source where the connector makes it there; columns that are computed go above it. */
function convertWatermark(rel: Extract<Rel, { kind: 'watermark' }>, conversion: Conversion): Physical {
  const below = convert(rel.input, conversion);
  const pushed = convertScanWithWatermark(rel, below, conversion);
  if (pushed !== null) return pushed;
  // A watermark is made before a changelog is normalised (WatermarkAssignerChangelogNormalizeTransposeRule).
  if (below.kind === 'ChangelogNormalize' && below.inputs[0]?.inputs[0] !== undefined) {
    const assigned = assigner(rel, below.inputs[0].inputs[0]);
    return make({ kind: 'ChangelogNormalize', key: below.key, condition: below.condition }, [exchange(assigned, below.key)], assigned.fields);
  }
  return assigner(rel, below);
}

function assigner(rel: Extract<Rel, { kind: 'watermark' }>, below: Physical): Physical {
  return make({ kind: 'WatermarkAssigner', time: rel.time, watermark: rel.watermark }, [below], below.fields.map((field, i) => (i === rel.time ? { ...field, type: rel.fields[i]?.type ?? field.type } : field)));
}

function convertScanWithWatermark(rel: Extract<Rel, { kind: 'watermark' }>, below: Physical, { session }: Conversion): Physical | null {
  const inner = below.kind === 'Calc' ? (below.inputs[0] ?? below) : below;
  const normalize = inner.kind === 'ChangelogNormalize' ? inner : null;
  const scan = normalize === null ? inner : normalize.inputs[0]?.inputs[0];
  if (scan?.kind !== 'TableSourceScan' || !scan.source.pushesWatermark || (below.kind === 'Calc' && below.condition !== null)) return null;
  const exprs = below.kind === 'Calc' ? below.exprs : columnsOf(below.fields);
  const { request, source, pushed } = scan;
  const original = (rex: Rex): Rex => rewrite(rex, (node) => (node.kind === 'input' ? { ...node, index: pushed.columns?.[node.index] ?? node.index } : node));
  const timeColumn = exprs[rel.time];
  const timed = rel.fields[rel.time]?.type ?? t.timestamp(3);
  const made_ = (column: number): Rex | undefined => (column === rel.time && timeColumn?.kind === 'call' && timeColumn.name === 'CAST' ? { ...timeColumn, type: timed } : exprs[column]);
  const inScan = (rex: Rex): Rex => original(rewrite(rex, (node) => (node.kind === 'input' ? (made_(node.index) ?? node) : node)));
  const fields = scan.fields.map((field, i): Field => (timeColumn?.kind === 'input' && timeColumn.index === i ? { ...field, type: timed } : field));
  const { settings } = session;
  const watermark = {
    rex: inScan(rel.watermark), ...settingsOf(session),
    emit: request.options['scan.watermark.emit.strategy'] === 'on-event' ? 'on-event' as const : 'on-periodic' as const,
    idleTimeoutMs: durationMs(request.options['scan.watermark.idle-timeout'] ?? settings['table.exec.source.idle-timeout']),
  };
  const read = make({ kind: 'TableSourceScan', request, source, pushed: { ...pushed, watermark } }, [], fields);
  const made = normalize === null ? read : make({ kind: 'ChangelogNormalize', key: normalize.key, condition: normalize.condition }, [exchange(read, normalize.key)], fields);
  if (below.kind !== 'Calc') return made;
  const retyped = exprs.map((rex, i): Rex => (i === rel.time ? { ...rex, type: timed } : rex));
  return calc(made, retyped, null, rel.fields);
}

function convertCorrelate(rel: Extract<Rel, { kind: 'correlate' }>, left: Physical): Physical {
  if (rel.right.kind !== 'unnest') throw planError(`unexpected correlate variable $cor0 in the plan`);
  const collection = rewrite(rel.right.collection, (node) => (node.kind === 'outer' && node.depth === 1 ? input(node.index, node.type) : node));
  const condition = isTrue(rel.condition) ? null : rel.condition;
  return make({ kind: 'Correlate', join: rel.join, collection, ordinality: rel.right.ordinality, width: rel.right.fields.length, condition }, [left], uniqueNames([...left.fields, ...elementFields(rel.right).map((field, i) => ({ ...field, type: rel.fields[left.fields.length + i]?.type ?? field.type }))]));
}

/** Elements are called as the function that takes them apart calls them, whatever the query says. */
function elementFields({ collection: { type }, fields, ordinality }: Extract<Rel, { kind: 'unnest' }>): readonly Field[] {
  const own = (type.kind === 'ARRAY' || type.kind === 'MULTISET') && type.element.kind === 'ROW' ? type.element.fields.map((field) => field.name) : ['f0', 'f1'];
  return fields.map((field, i) => ({ ...field, name: ordinality && i === fields.length - 1 ? 'ORDINALITY' : (own[i] ?? field.name) }));
}

/** Aggregates give types without marks of time. */
function convertAggregate(rel: Extract<Rel, { kind: 'aggregate' }>, below: Physical): Physical {
  checkCalls(rel.calls, true);
  const isPlain = rel.sets.length === 1 && rel.sets[0]?.length === rel.groups.length && !rel.calls.some(isGrouping);
  if (!isPlain) return expanded(rel, below);
  return windowAggregate(rel, below) ?? make({ kind: 'GroupAggregate', groups: rel.groups, calls: rel.calls, stateTtl: rel.stateTtl ?? null }, [exchange(below, rel.groups)], rel.fields);
}

const isGrouping = (call: AggregateCall): boolean => call.name === 'GROUPING' || call.name === 'GROUPING_ID' || call.name === 'GROUP_ID';

/** Grouping sets: each row once for each set, the columns that the set lacks NULL, and the set's number behind (ExpandUtil). */
function expanded(rel: Extract<Rel, { kind: 'aggregate' }>, below: Physical): Physical {
  const width = below.fields.length;
  const copied = [...new Set(rel.calls.filter((call) => !isGrouping(call)).flatMap((call) => [...call.args, ...(call.filter === null ? [] : [call.filter])]))].filter((column) => rel.groups.includes(column));
  const copyOf = (column: number): number => (copied.includes(column) ? width + copied.indexOf(column) : column);
  const idAt = width + copied.length;
  const ids = rel.sets.map((set, i) => {
    const bits = rel.groups.reduce((sum, group) => sum * 2 + (set.includes(group) ? 0 : 1), 0);
    const earlier = rel.sets.slice(0, i).filter((other) => other.length === set.length && other.every((group) => set.includes(group))).length;
    return bits + earlier * 2 ** rel.groups.length;
  });
  const isNulled = (column: number): boolean => rel.groups.includes(column) && !rel.sets.every((set) => set.includes(column));
  const fields: Field[] = [
    ...below.fields.map((field, i) => (isNulled(i) ? { ...field, type: t.withNull(field.type, true) } : field)),
    ...copied.map((column) => ({ name: `${below.fields[column]?.name ?? ''}_0`, type: below.fields[column]?.type ?? t.NULL })), { name: '$e', type: t.notNull(t.BIGINT) },
  ];
  const projects = rel.sets.map((set, i): readonly Rex[] => [
    ...below.fields.map((field, column): Rex => (rel.groups.includes(column) && !set.includes(column) ? literal(null, t.withNull(field.type, true)) : input(column, field.type))),
    ...copied.map((column): Rex => input(column, below.fields[column]?.type ?? t.NULL)), literal(ids[i] ?? 0, t.notNull(t.BIGINT)),
  ]);
  const expand = make({ kind: 'Expand', projects }, [below], fields);
  const plain = rel.calls.filter((call) => !isGrouping(call)).map((call): AggregateCall => ({ ...call, args: call.args.map(copyOf), filter: call.filter === null ? null : copyOf(call.filter) }));
  const names = rel.fields.filter((_field, i) => i < rel.groups.length || !isGrouping(rel.calls[i - rel.groups.length] ?? NONE));
  const groups = [...rel.groups, idAt];
  const inner: Extract<Rel, { kind: 'aggregate' }> = { ...rel, groups, sets: [groups], calls: plain, fields: [...names.slice(0, rel.groups.length), { name: '$e', type: t.notNull(t.BIGINT) }, ...names.slice(rel.groups.length)] };
  const grouped = windowAggregate(inner, expand) ?? make({ kind: 'GroupAggregate', groups, calls: plain, stateTtl: rel.stateTtl ?? null }, [exchange(expand, groups)], inner.fields);
  let next = rel.groups.length + 1;
  const exprs = rel.fields.map((field, i): Rex => {
    const call = rel.calls[i - rel.groups.length];
    if (call === undefined) return input(i, field.type);
    if (!isGrouping(call)) return input(next++, field.type);
    return groupingOf(call, rel.sets, ids, rel.groups.length);
  });
  return calc(grouped, exprs, null, rel.fields);
}

const NONE: AggregateCall = { name: '', args: [], distinct: false, filter: null, type: t.NULL, orderBy: [], options: {} };

/** GROUPING(a, b) from the set's number: a bit for each column that the set lacks. */
function groupingOf(call: AggregateCall, sets: readonly (readonly number[])[], ids: readonly number[], width: number): Rex {
  const big = t.notNull(t.BIGINT);
  const id = input(width, big);
  const value = (set: readonly number[], at: number): number => (call.name === 'GROUP_ID' ? Math.floor((ids[at] ?? 0) / 2 ** width) : call.args.reduce((sum, group) => sum * 2 + (set.includes(group) ? 0 : 1), 0));
  const values = sets.map((set, i) => literal(value(set, i), big));
  const [first = literal(0, big)] = values;
  if (values.every((one) => one.kind === 'literal' && first.kind === 'literal' && one.value === first.value)) return first;
  // Sets that follow each other with one value are one arm; the last of them needs no test.
  const arms: { tests: Rex[]; readonly value: Rex }[] = [];
  for (const [i, value_] of values.entries()) {
    const test = callRex('=', [id, literal(ids[i] ?? 0, big)], t.notNull(t.BOOLEAN));
    const last = arms.at(-1);
    if (last !== undefined && same(last.value, value_)) last.tests.push(test);
    else arms.push({ tests: [test], value: value_ });
  }
  const otherwise = arms.pop()?.value ?? first;
  return callRex('CASE', [...arms.flatMap(({ tests, value: value_ }): Rex[] => [tests.length === 1 ? (tests[0] ?? first) : callRex('OR', tests, t.notNull(t.BOOLEAN)), value_]), otherwise], big);
}

/** The first rows of a table are asked of the table itself where the connector can (PushLimitIntoTableSourceScanRule). */
function limitedScan(rel: Extract<Rel, { kind: 'sort' }>, conversion: Conversion): Physical | null {
  const { keys, limit, offset } = rel;
  const of = rel.input.kind === 'project' ? rel.input.input : rel.input;
  if (keys.length > 0 || limit === null || of.kind !== 'scan') return null;
  const scan = rel.input.kind === 'project' ? (pushedIntoScan(rel.input, conversion) ?? convert(rel.input, conversion)) : convert(of, conversion);
  const exprs = scan.kind === 'Calc' && scan.condition === null ? scan.exprs : null;
  const read = exprs === null ? scan : (scan.inputs[0] ?? scan);
  if (read.kind !== 'TableSourceScan' || !read.source.pushesLimit) return null;
  const limited = convertSort(rel, { ...read, pushed: { ...read.pushed, limit: limit + offset } });
  return exprs === null ? limited : calc(limited, exprs, null, scan.fields);
}

/** The first of a whole table's rows are found before anything is made of them: few are projected then (SortProjectTransposeRule). */
function sortedBelow(rel: Extract<Rel, { kind: 'sort' }>, conversion: Conversion): Physical | null {
  const of = rel.input;
  if (of.kind !== 'project' || rel.limit === null || rel.keys.length === 0 || (of.input.kind !== 'scan' && of.input.kind !== 'watermark')) return null;
  const source = convert(of.input, conversion);
  const keys = rel.keys.flatMap((key) => {
    const rex = of.exprs[key.index];
    return rex?.kind === 'input' ? [{ ...key, index: rex.index }] : [];
  });
  if (keys.length < rel.keys.length || source.kind === 'Calc' || (source.kind === 'TableSourceScan' && source.source.pushesProjection)) return null;
  return calc(convertSort({ ...rel, keys }, source), of.exprs, null, of.fields);
}

function convertSort(rel: Extract<Rel, { kind: 'sort' }>, of: Physical): Physical {
  const { keys, offset, limit } = rel;
  const [first] = keys;
  const below = exchange(of, []);
  const firstType = first === undefined ? undefined : of.fields[first.index]?.type;
  if (first === undefined) {
    if (limit === null && offset === 0) return of;
    if (limit === null) throw planError('FETCH is missed, which on streaming table is not supported currently.');
    return make({ kind: 'Limit', keys, offset, limit, rowtime: null, strategy: 'append' }, [below], of.fields);
  }
  if (limit === null && offset === 0) {
    const isTimed = attributeOf(firstType) !== null;
    if (isTimed && !first.descending) return make({ kind: 'TemporalSort', keys, offset, limit, rowtime: attributeOf(firstType) === 'ROWTIME' ? first.index : null, strategy: 'append' }, [below], of.fields);
    return make({ kind: 'Sort', keys, offset, limit, rowtime: null, strategy: 'append' }, [below], of.fields);
  }
  if (limit === null) throw planError('FETCH is missed, which on streaming table is not supported currently.');
  return make({ kind: 'SortLimit', keys, offset, limit, rowtime: null, strategy: 'append' }, [below], of.fields);
}
