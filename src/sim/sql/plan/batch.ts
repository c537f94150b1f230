// Batch mode: from a bound query to a plan of blocking operators (`execution.runtime-mode` = `batch`).
import { input as column, inputsOf, type Rex, shiftInputs, visit } from '../expr/rex.ts';
import { refused } from '../problem.ts';
import type { BoundInsert } from '../query/insert.ts';
import type { OverCall, Rel } from '../query/rel.ts';
import type { SqlSettings } from '../operator/config.ts';
import { freeze } from '../../kernel/freeze.ts';
import { batchAggregate, distinctApart, expandedAggregate, phases, sorted, valuesOrder } from './batch-aggregate.ts';
import { batchJoin } from './batch-join.ts';
import { type BatchNode, brought, evaluating, exchanged, inputRel, type Items, passing, UNKNOWN_ROWS } from './batch-node.ts';
import { liesJustBy } from './batch-traits.ts';
import { INSERT_ONLY, withPushed } from './connector.ts';
import { checkRanks } from './convert-rank.ts';
import { frameText } from './explain-aggregates.ts';
import { describeNode, type NodeStyle, order } from './explain-node.ts';
import { filterText, rexText, valueDigest } from './explain-rex.ts';
import { windowText } from './explain-window.ts';
import { foldCondition, foldValue } from './fold.ts';
import { primaryKeyOf } from './keys.ts';
import { optimise } from './logical.ts';
import { declaredColumns } from './metadata.ts';
import { make } from './node.ts';
import type { PlanSession } from './plan.ts';
import { insertedRows } from './rows.ts';
import { allOf, columnsOf, conjuncts, isChanging, isIdentity, isTrue, substitute } from './rels.ts';
import { checkCalls, planError, sinkOf, sourceOf } from './tables.ts';
import { settingsOf } from './translate-spec.ts';

export const isBatch = (settings: Readonly<Record<string, string>>): boolean => settings['execution.runtime-mode']?.toLowerCase() === 'batch';

interface Planning {
  readonly session: PlanSession;
  readonly settings: SqlSettings;
}

/** The plan of a query. */
export function batchQuery(rel: Rel, session: PlanSession): BatchNode {
  return nodeOf(optimise(withoutWatermarks(rel), true), { session, settings: settingsOf(session) });
}

/** The plan of an INSERT. */
export function batchInsert(insert: BoundInsert, session: PlanSession): BatchNode {
  const query = batchQuery(insertedRows(insert.rel), session);
  const { request, sink } = sinkOf(insert.path, insert.table, INSERT_ONLY, session, insert.overwrite);
  const names = primaryKeyOf(insert.table);
  const primaryKey = names === null ? null : names.map((name) => request.fields.findIndex((field) => field.name === name));
  const node = make({ kind: 'Sink', request, sink, primaryKey, materializes: false, takes: INSERT_ONLY, hints: insert.hints }, [], query.fields);
  if (node.kind !== 'Sink') throw planError('A sink is a sink');
  return { name: 'Sink', items: () => [['table', insert.path.join('.')], ['fields', query.fields.map((field) => field.name).join(', ')]], inputs: [query], fields: query.fields, rows: query.rows, work: { kind: 'sink', sink: node } };
}

/** Batch mode knows no event time. */
export function withoutWatermarks(rel: Rel): Rel {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if ('kind' in value && value.kind === 'watermark' && 'input' in value) return walk({ ...(value.input as object), fields: 'fields' in value ? value.fields : [] });
    return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (key === 'attribute' && inner === 'ROWTIME' ? [] : [[key, walk(inner)]])));
  };
  return walk(rel) as Rel;
}

function nodeOf(rel: Rel, p: Planning): BatchNode {
  const below = (of: Rel): BatchNode => nodeOf(of, p);
  if (hasQueries(rel)) throw planError('A sub-query of this form is not supported in batch mode yet.');
  switch (rel.kind) {
    case 'scan': return scanNode(rel, p, {});
    case 'values': return valuesNode(rel);
    case 'project': return scannedColumns(rel, p) ?? calcNode(below(rel.input), rel.exprs, null, rel.fields, p);
    case 'filter': {
      const ranked = rankNode(rel, p);
      if (ranked !== null) return ranked;
      const of = rel.input.kind === 'scan' ? scanNode(rel.input, p, { filter: rel.condition }) : below(rel.input);
      return calcNode(of, columnsOf(of.fields), rel.condition, of.fields, p);
    }
    case 'watermark': return below(rel.input);
    case 'join': return batchJoin(rel, below(rel.left), below(rel.right), p.settings);
    case 'aggregate': return aggregateNode(rel, below(rel.input), p);
    case 'over': return overNode(rel, below(rel.input), p);
    case 'sort': return sortNode(rel, limitedScan(rel, p) ?? below(rel.input), p);
    case 'set': return setNode(rel, p);
    case 'window table': {
      if (rel.spec.window === 'SESSION') throw planError('Unaligned windows like session are not supported in batch mode yet.');
      const of = below(rel.input);
      const items: Items = [['window', windowText(rel.spec, { time: of.fields[rel.spec.time]?.name ?? '' })]];
      return { name: 'WindowTableFunction', items: () => items, inputs: [of], fields: rel.fields, rows: of.rows, work: evaluating({ ...rel, input: inputRel(of.fields) }, p.settings) };
    }
    case 'group window': return groupWindowNode(rel, below(rel.input), p);
    case 'correlate': return correlateNode(rel, below(rel.left), p);
    case 'unnest': return { name: 'Correlate', items: () => [], inputs: [valuesNode({ kind: 'values', rows: [[]], fields: [] })], fields: rel.fields, rows: 1, work: evaluating(rel, p.settings) };
    case 'temporal join': throw planError('This temporal join is not supported in batch mode.');
    case 'match': throw planError('MATCH_RECOGNIZE is not supported in batch mode.');
  }
}

function hasQueries(rel: Rel): boolean {
  const exprs: readonly Rex[] = rel.kind === 'project' ? rel.exprs : rel.kind === 'filter' || rel.kind === 'join' ? [rel.condition] : [];
  let found = false;
  for (const rex of exprs) visit(rex, (node) => {
    if (node.kind === 'query') found = true;
  });
  return found;
}

interface Asked {
  readonly columns?: readonly number[];
  readonly limit?: number;
  /** What is asked above of each row. */
  readonly filter?: Rex;
}

/** Columns alone are asked of the table where it can give them. */
function scannedColumns(rel: Extract<Rel, { kind: 'project' }>, p: Planning): BatchNode | null {
  if (rel.input.kind !== 'scan' || !sourceOf(rel.input.table, rel.input.hints, p.session).source.pushesProjection) return null;
  const columns = plainColumns(rel);
  if (columns !== null) return scanNode(rel.input, p, { columns });
  const used = [...new Set(rel.exprs.flatMap(inputsOf))];
  if (used.length === 0 || used.length === rel.input.fields.length) return null;
  return calcNode(scanNode(rel.input, p, { columns: used }), rel.exprs.map((rex) => shiftInputs(rex, (index) => used.indexOf(index))), null, rel.fields, p);
}

/** The columns of a projection that only chooses, each once. */
function plainColumns(rel: Extract<Rel, { kind: 'project' }>): readonly number[] | null {
  const columns = rel.exprs.flatMap((rex) => (rex.kind === 'input' ? [rex.index] : []));
  return columns.length === rel.exprs.length && new Set(columns).size === columns.length ? columns : null;
}

/** The first rows of a table are asked of the table itself, with the columns alone that are read. */
function limitedScan(rel: Extract<Rel, { kind: 'sort' }>, p: Planning): BatchNode | null {
  if (rel.keys.length > 0 || rel.limit === null) return null;
  const limit = rel.limit + rel.offset;
  if (rel.input.kind === 'scan') return scanNode(rel.input, p, { limit });
  if (rel.input.kind !== 'project' || rel.input.input.kind !== 'scan' || !sourceOf(rel.input.input.table, rel.input.input.hints, p.session).source.pushesProjection) return null;
  const columns = plainColumns(rel.input);
  return columns === null ? null : scanNode(rel.input.input, p, { columns, limit });
}

function scanNode(rel: Extract<Rel, { kind: 'scan' }>, p: Planning, { columns: asked, limit, filter }: Asked): BatchNode {
  const { request, source } = sourceOf(rel.table, rel.hints, p.session);
  const declared = declaredColumns(request.entry);
  const exprs = (asked ?? rel.fields.map((_field, i) => i)).flatMap((column) => declared[column] ?? []);
  const columns = asked === undefined ? undefined : [...new Set(exprs.flatMap(inputsOf))];
  const name = rel.table.join('.');
  if (!source.bounded) throw refused(`Querying an unbounded table '${name}' in batch mode is not allowed. The table source is unbounded.`);
  if (source.changes.updateAfter || source.changes.delete) throw planError(`Querying a table in batch mode is currently only possible for INSERT-only table sources. But the source for table '${name}' produces other changelog messages than just INSERT.`);
  if (source.refusal !== undefined) throw source.refusal;
  const pushed = { columns: columns ?? null, watermark: null, limit: source.pushesLimit ? (limit ?? null) : null };
  const fields = columns === undefined ? request.fields : columns.flatMap((column) => request.fields[column] ?? []);
  const told = filter === undefined || !source.pushesFilter ? null : filterText(filter, fields.map((field) => field.name));
  const node = make({ kind: 'TableSourceScan', request, source, pushed, ...(told === null ? {} : { filter: told }) }, [], fields);
  const spec = pushed.columns === null && pushed.limit === null ? source.operator : withPushed(source.operator, pushed);
  const scan: BatchNode = { name: 'TableSourceScan', items: () => scanItems(describeNode(node)), inputs: [], fields, rows: pushed.limit ?? UNKNOWN_ROWS, work: { kind: 'source', spec, name: request.path[2], parallelism: source.parallelism } };
  return calcNode(scan, exprs.map((rex) => shiftInputs(rex, (column) => columns?.indexOf(column) ?? column)), null, asked === undefined ? rel.fields : asked.flatMap((column) => rel.fields[column] ?? []), p);
}

/** The items of a node's text. */
function scanItems(text: string): Items {
  const found = /^TableSourceScan\(table=\[(.*)\], fields=\[(.*?)\](?:, hints=\[(.*)\])?\)$/.exec(text);
  return [['table', found?.[1] ?? ''], ['fields', found?.[2] ?? ''], ['hints', found?.[3] ?? null]];
}

function valuesNode(rel: Extract<Rel, { kind: 'values' }>): BatchNode {
  const tuples = rel.rows.map((row) => `{ ${rel.fields.length === 0 ? '0' : row.map((value, i) => valueDigest(value, rel.fields[i]?.type ?? { kind: 'NULL', nullable: true })).join(', ')} }`);
  const names = rel.fields.length === 0 ? 'ZERO' : rel.fields.map((field) => field.name).join(', ');
  return { name: 'Values', items: () => [['tuples', `[${tuples.join(', ')}]`], ['values', names]], inputs: [], fields: rel.fields, rows: rel.rows.length, work: { kind: 'source', spec: { kind: 'sql-values', config: freeze({ rows: rel.rows }) }, name: 'Values', parallelism: 1 } };
}

function calcNode(of: BatchNode, exprs: readonly Rex[], condition: Rex | null, fields: BatchNode['fields'], p: Planning, keepsNames = false): BatchNode {
  const settled = condition === null ? null : foldCondition(condition);
  const wanted = settled === null || isTrue(settled) ? null : settled;
  const calc = of.name === 'Calc' ? calcs.get(of) : undefined;
  const [input] = of.inputs;
  if (calc?.keepsNames === true && wanted === null && isIdentity(exprs, of.fields.length)) return { ...of, fields };
  if (calc !== undefined && input !== undefined && !calc.exprs.some(isChanging)) {
    const parts = [calc.condition, wanted === null ? null : substitute(wanted, calc.exprs)].filter((part) => part !== null);
    return calcNode(input, exprs.map((rex) => substitute(rex, calc.exprs)), parts.length === 0 ? null : allOf(parts), fields, p);
  }
  if (wanted === null && isIdentity(exprs, of.fields.length)) return of.work.kind === 'operator' && of.name.endsWith('Aggregate') ? { ...of, fields } : of;
  const folded = exprs.map(foldValue);
  const names = of.fields.map((field) => field.name);
  const shown = (rex: Rex, style: NodeStyle): string => rexText(rex, names, style === 'prefix' ? 'plain' : 'infix');
  // Above windows of rows, columns that nothing is done to lose their names.
  const first = !keepsNames && of.name === 'OverAggregate' && wanted === null && folded.every((rex) => rex.kind === 'input') ? widthBelow(of) : Infinity;
  const named = fields.map((field, i) => ({ name: folded[i]?.kind === 'input' && folded[i].index >= first ? `$${i}` : field.name, type: folded[i]?.type ?? field.type }));
  const select = (style: NodeStyle): string => folded.map((rex, i) => {
    const text = shown(rex, style);
    const name = named[i]?.name ?? '';
    return text === name ? name : `${text} AS ${name}`;
  }).join(', ');
  const node: BatchNode = {
    name: 'Calc', inputs: [of], fields: named, rows: wanted === null ? of.rows : of.rows * 0.5, changing: folded.some(isChanging),
    places: (column) => folded.findIndex((rex) => rex.kind === 'input' && rex.index === column),
    items: (style) => [['select', select(style)], ['where', wanted === null ? null : shown(wanted, style)]],
    work: { kind: 'operator', spec: { kind: 'sql-calc', config: freeze({ ...p.settings, condition: wanted, exprs: folded }) } },
  };
  calcs.set(node, { exprs: folded, condition: wanted, keepsNames });
  return node;
}

/** How many columns there are below all windows of rows. */
function widthBelow(node: BatchNode): number {
  const [input] = node.inputs;
  if (input === undefined) return node.fields.length;
  return ['OverAggregate', 'Sort', 'Exchange'].includes(node.name) ? widthBelow(input) : node.fields.length;
}

/** What the Calcs that were made do: one stands for several. */
const calcs = new WeakMap<BatchNode, { readonly exprs: readonly Rex[]; readonly condition: Rex | null; readonly keepsNames: boolean }>();

function aggregateNode(rel: Extract<Rel, { kind: 'aggregate' }>, of: BatchNode, p: Planning): BatchNode {
  checkCalls(rel.calls, false);
  if (rel.sets.length === 1 && rel.sets[0]?.length === rel.groups.length) {
    const apart = distinctApart(rel);
    return apart === null ? batchAggregate(rel, of, p.settings) : batchAggregate(apart.outer, batchAggregate(apart.inner, of, p.settings), p.settings);
  }
  const { node, exprs } = expandedAggregate(rel, of, p.settings);
  return calcNode(node, exprs, null, rel.fields, p);
}

function overNode(rel: Extract<Rel, { kind: 'over' }>, of: BatchNode, p: Planning): BatchNode {
  const [first] = rel.calls;
  if (first === undefined) return of;
  checkRanks(rel);
  // The real batch planner refuses it in these words (conformance/own/explain-changes.session).
  if (rel.calls.some((call) => call.distinct)) throw refused('Distinct not supported in Windowing function!', null, 'org.apache.calcite.tools.ValidationException');
  const windows = overWindows(rel.calls);
  const groups = overGroups(windows);
  const order_ = groups.flatMap((group) => group.windows.flatMap(({ places }) => places));
  const names = shownNames(windows, order_);
  const made = groups.reduce<BatchNode>((below, group) => overGroup(below, group, names.ofOver, p), of);
  const width = of.fields.length;
  const exprs = rel.fields.map((field, i): Rex => column(i < width ? i : width + order_.indexOf(i - width), field.type));
  const own = made.fields.map((field, i) => (i < width ? field : { ...field, name: names.own[order_[i - width] ?? 0] ?? field.name }));
  return calcNode({ ...made, fields: own }, exprs, null, own.map((field, i) => (i < width ? field : (own[width + order_.indexOf(i - width)] ?? field))), p, true);
}

interface OverWindow {
  readonly partitionBy: OverCall['partitionBy'];
  readonly orderBy: OverCall['orderBy'];
  /** Calls over the same rows, and where they stand among all calls. */
  readonly calls: readonly OverCall[];
  readonly places: readonly number[];
}

interface OverGroup extends Pick<OverWindow, 'partitionBy' | 'orderBy'> {
  readonly windows: readonly OverWindow[];
}

/** Calls by their windows in the order of their first ones. */
function overWindows(calls: readonly OverCall[]): readonly OverWindow[] {
  const keys = calls.map(({ partitionBy, orderBy, frame }) => JSON.stringify([partitionBy, orderBy, frame]));
  return [...new Set(keys)].flatMap((key) => {
    const places = keys.flatMap((other, i) => (other === key ? [i] : []));
    const own = places.flatMap((i) => calls[i] ?? []);
    const [first] = own;
    return first === undefined ? [] : [{ partitionBy: first.partitionBy, orderBy: first.orderBy, calls: own, places }];
  });
}

/** By the columns of their partitions, as lists of numbers are put in order; windows of one partition and order are then one operator's (BatchPhysicalOverAggregateRule). */
function overGroups(windows: readonly OverWindow[]): readonly OverGroup[] {
  const groups: OverGroup[] = [];
  for (const one of windows.toSorted((a, b) => byColumns(a.partitionBy, b.partitionBy))) {
    const last = groups.at(-1);
    if (last !== undefined && JSON.stringify([last.partitionBy, last.orderBy]) === JSON.stringify([one.partitionBy, one.orderBy])) groups[groups.length - 1] = { ...last, windows: [...last.windows, one] };
    else groups.push({ partitionBy: one.partitionBy, orderBy: one.orderBy, windows: [one] });
  }
  return groups;
}

function byColumns(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.toSorted((m, n) => m - n), b.toSorted((m, n) => m - n)];
  const at = x.findIndex((column, i) => column !== y[i]);
  if (at < 0) return x.length - y.length;
  return y[at] === undefined ? 1 : (x[at] ?? 0) - y[at];
}

interface ShownNames {
  /** By the place of a call: its window's number in the query, its own in the window. */
  readonly own: readonly string[];
  /** By the place of a call. Where the windows were put in order Flink's planner moves the names along once too often. */
  readonly ofOver: readonly string[];
}

function shownNames(windows: readonly OverWindow[], executed: readonly number[]): ShownNames {
  const asked = windows.flatMap(({ places }) => places);
  const names = windows.flatMap(({ places }, at) => places.map((_, i) => `w${at}$o${i}`));
  const moved = executed.map((place) => asked.indexOf(place));
  const [own, ofOver] = [new Array<string>(asked.length), new Array<string>(asked.length)];
  asked.forEach((place, i) => {
    own[place] = names[i] ?? '';
    ofOver[executed[i] ?? 0] = names[moved[moved[i] ?? 0] ?? 0] ?? '';
  });
  return { own, ofOver };
}

function overGroup(of: BatchNode, { partitionBy, orderBy, windows }: OverGroup, resultNames: readonly string[], p: Planning): BatchNode {
  // Windows below, of other partitions, share out their rows again even where these lie well enough.
  const share = of.name === 'OverAggregate' && !liesJustBy(of, partitionBy) ? exchanged(of, partitionBy) : brought(of, partitionBy);
  const by = [...partitionBy.map((index) => ({ index, descending: false })), ...orderBy];
  const below = by.length === 0 ? share : sorted(share, by, p.settings);
  const names = of.fields.map((field) => field.name);
  const nameOf = (place: number | undefined): string => resultNames[place ?? 0] ?? '';
  const results = windows.flatMap(({ calls, places }) => calls.map((call, i) => ({ name: nameOf(places[i]), type: call.type })));
  const text = (call: OverCall, name: string): string => `${call.name === 'SUM0' ? '$SUM0' : call.name}(${call.args.length === 0 ? '*' : call.args.map((index) => names[index] ?? '').join(', ')}) AS ${name}`;
  const shown = windows.map(({ calls, places }, i): readonly [string, string] => {
    const [first] = calls;
    const ranks = first === undefined || ['ROW_NUMBER', 'LAG', 'LEAD'].includes(first.name);
    return [`window#${i}`, `${calls.map((call, j) => text(call, nameOf(places[j]))).join(', ')}${ranks ? ' ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW' : frameText(first)}`];
  });
  const fields = [...of.fields, ...results];
  return {
    name: 'OverAggregate', inputs: [below], fields, rows: of.rows, places: (index) => index, ...(partitionBy.length > 0 ? { needs: partitionBy } : {}),
    items: () => [
      ['partitionBy', partitionBy.length === 0 ? null : partitionBy.map((index) => names[index] ?? '').join(', ')], ['orderBy', orderBy.length === 0 ? null : order(orderBy, names)],
      ...shown, ['select', [...names, ...results.map(({ name }) => name)].join(', ')],
    ],
    work: evaluating({ kind: 'over', input: inputRel(of.fields), calls: windows.flatMap(({ calls }) => calls), fields }, p.settings),
  };
}

/** Values that stand in the order of their columns are put in that order again before they are sorted. */
function inOrderOfValues(node: BatchNode, of: BatchNode, p: Planning): BatchNode {
  const keys = valuesOrder(of);
  return keys === null ? node : sorted(node, keys, p.settings);
}

/** RANK() within bounds: first in each task, then of all. */
function rankNode(rel: Extract<Rel, { kind: 'filter' }>, p: Planning): BatchNode | null {
  const over = rel.input;
  const [call] = over.kind === 'over' ? over.calls : [];
  if (over.kind !== 'over' || over.calls.length !== 1 || call?.name !== 'RANK') return null;
  const [test, ...rest] = conjuncts(rel.condition);
  const [a, b] = test?.kind === 'call' ? test.args : [];
  const at = over.input.fields.length;
  if (rest.length > 0 || test?.kind !== 'call' || !['<', '<='].includes(test.name) || a?.kind !== 'input' || a.index !== at || b?.kind !== 'literal') return null;
  const to = Number(b.value) - (test.name === '<' ? 1 : 0);
  const of = nodeOf(over.input, p);
  const names = of.fields.map((field) => field.name);
  const by = [...call.partitionBy.map((index) => ({ index, descending: false })), ...call.orderBy];
  const items = (global: boolean): Items => [
    ['rankType', 'RANK'], ['rankRange', `rankStart=1, rankEnd=${to}`], ['partitionBy', call.partitionBy.map((index) => names[index] ?? '').join(', ')], ['orderBy', order(call.orderBy, names)],
    ['global', String(global)], ['select', [...names, ...(global ? ['w0$o0'] : [])].join(', ')],
  ];
  const local: BatchNode = { name: 'Rank', needs: [], places: (column) => column, items: () => items(false), inputs: [sorted(of, by, p.settings)], fields: of.fields, rows: of.rows, work: passing(p.settings) };
  return { name: 'Rank', needs: call.partitionBy, places: (column) => column, items: () => items(true), inputs: [sorted(exchanged(local, call.partitionBy), by, p.settings)], fields: rel.fields, rows: of.rows, work: evaluating({ ...rel, input: { ...over, input: inputRel(of.fields) } }, p.settings) };
}

function sortNode(rel: Extract<Rel, { kind: 'sort' }>, of: BatchNode, p: Planning): BatchNode {
  const { keys, offset, limit } = rel;
  if (limit === null && offset > 0 && keys.length > 0) throw planError('Not support limitEnd is max value now!');
  const names = of.fields.map((field) => field.name);
  const by = order(keys, names);
  const whole = evaluating({ ...rel, input: inputRel(of.fields) }, p.settings);
  if (limit === null && offset === 0) {
    if (keys.length === 0) return of;
    const share = brought(of, []);
    return { name: 'Sort', places: (column) => column, items: () => [['orderBy', by]], inputs: [inOrderOfValues(share, of, p)], fields: of.fields, rows: of.rows, work: whole };
  }
  const name = keys.length === 0 ? 'Limit' : 'SortLimit';
  const items = (global: boolean): Items => [
    ['orderBy', keys.length === 0 ? null : by], ['offset', String(global ? offset : 0)], ['fetch', limit === null ? 'unlimited' : String(global ? limit : limit + offset)], ['global', String(global)],
  ];
  const first = limit === null ? null : limit + offset;
  const local: BatchNode = { name, items: () => items(false), inputs: [of], fields: of.fields, rows: Math.min(of.rows, first ?? of.rows), work: evaluating({ ...rel, input: inputRel(of.fields), offset: 0, limit: first }, p.settings) };
  return { name, items: () => items(true), inputs: [exchanged(local, 'single')], fields: of.fields, rows: Math.min(of.rows, limit ?? of.rows), work: whole };
}

function setNode(rel: Extract<Rel, { kind: 'set' }>, p: Planning): BatchNode {
  const inputs = rel.inputs.map((one) => nodeOf(one, p));
  return { name: 'Union', items: () => [['all', 'true'], ['union', rel.fields.map((field) => field.name).join(', ')]], inputs, fields: rel.fields, rows: inputs.reduce((sum, one) => sum + one.rows, 0), work: { kind: 'union' } };
}

function groupWindowNode(rel: Extract<Rel, { kind: 'group window' }>, of: BatchNode, p: Planning): BatchNode {
  const names = of.fields.map((field) => field.name);
  const grouped = rel.groups.map((index) => names[index] ?? '');
  const kind = rel.spec.window === 'TUMBLE' ? 'Tumbling' : rel.spec.window === 'HOP' ? 'Sliding' : 'Session';
  const window = `${kind}GroupWindow('w$, ${names[rel.spec.time] ?? ''}, ${rel.spec.size}${rel.spec.window === 'HOP' ? `, ${rel.spec.slide}` : ''})`;
  const { partial, final } = phases(rel, names);
  const items = (calls: readonly string[]): Items => [['groupBy', grouped.length === 0 ? null : grouped.join(', ')], ['window', window], ['properties', 'w$start, w$end, w$rowtime'], ['select', [...grouped, ...calls].join(', ')]];
  const local: BatchNode = { name: 'LocalHashWindowAggregate', items: () => items(partial), inputs: [of], fields: of.fields, rows: of.rows, work: passing(p.settings) };
  return { name: 'HashWindowAggregate', items: () => items(final), inputs: [exchanged(local, rel.groups)], fields: rel.fields, rows: of.rows, work: evaluating({ ...rel, input: inputRel(of.fields) }, p.settings) };
}

function correlateNode(rel: Extract<Rel, { kind: 'correlate' }>, left: BatchNode, p: Planning): BatchNode {
  if (rel.right.kind !== 'unnest') throw planError('unexpected correlate variable $cor0 in the plan');
  const text = rexText(column(0, rel.right.collection.type), ['$cor0'], 'prefix');
  return { name: 'Correlate', items: () => [['invocation', `$UNNEST_ROWS$1(${text})`], ['joinType', rel.join]], inputs: [left], fields: rel.fields, rows: left.rows, work: evaluating({ ...rel, left: inputRel(left.fields) }, p.settings) };
}
