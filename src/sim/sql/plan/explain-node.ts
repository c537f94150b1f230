// A node of a physical plan in Flink's words: its name, and behind it what it does, as EXPLAIN, jobs and refusals show it.
import { shiftInputs, type Rex } from '../expr/rex.ts';
import type { SortKey, WindowSpec } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import { aggregateItems, overItems } from './explain-aggregates.ts';
import { optionHints, tablePath } from './explain-ast.ts';
import { matchItems } from './explain-match.ts';
import { bareType, rexText, valueDigest } from './explain-rex.ts';
import { term } from './explain-tree.ts';
import { windowText, windowingText } from './explain-window.ts';
import { metadataNames, metadataOf } from './metadata.ts';
import type { JoinNode, Physical, PhysicalOf } from './physical.ts';
import { uniqueNames } from './rels.ts';

/** `prefix` in physical plans: `>(id, 10)`; `infix` in execution plans and names of operators: `(id > 10)`. */
export type NodeStyle = 'prefix' | 'infix';

type Items = readonly (readonly [string, string | null])[];

/** `Calc(select=[id, name], where=[>(id, 10)])`. */
export function describeNode(node: Physical, style: NodeStyle = 'prefix', more: Items = [], targets: string | null = null): string {
  const { name, items } = partsOf(node, style);
  const [table, ...rest] = items;
  return term(name, [...(targets === null || table === undefined ? items : [table, ['targetColumns', targets] as const, ...rest]), ...more]);
}

const named = (fields: readonly Field[]): readonly string[] => fields.map((field) => field.name);
const list = (columns: readonly number[], names: readonly string[]): string => columns.map((column) => names[column] ?? '').join(', ');
const orNone = (text: string): string | null => (text === '' ? null : text);

interface Parts {
  readonly name: string;
  readonly items: Items;
}

function partsOf(node: Physical, style: NodeStyle): Parts {
  const names = named(node.fields);
  const below = named(node.inputs[0]?.fields ?? []);
  const make = (items: Items, name: string = node.kind): Parts => ({ name, items });
  switch (node.kind) {
    case 'TableSourceScan': return make([['table', `[${scanPath(node)}]`], ['fields', names.join(', ')], ['hints', scanHints(node)]]);
    case 'Values': return make(valuesItems(node, style));
    case 'Calc': return make([['select', selected(node, below, style)], ['where', node.condition === null ? null : rexText(node.condition, below, style)]]);
    case 'Exchange': return make([['distribution', node.distribution.kind === 'single' ? 'single' : `hash[${list(node.distribution.keys, below)}]`]]);
    case 'Union': return make([['all', 'true'], ['union', names.join(', ')]]);
    case 'Expand': return make([['projects', node.projects.map((exprs) => `{${exprs.map((rex, i) => aliased(expandText(rex, below, style), names[i] ?? '')).join(', ')}}`).join(', ')]]);
    case 'WatermarkAssigner': return make([['rowtime', names[node.time] ?? ''], ['watermark', rexText(node.watermark, below, style)]]);
    case 'DropUpdateBefore': return make([]);
    case 'Correlate': return make(correlateItems(node, below, style));
    case 'WindowTableFunction': return make([['window', windowText(node.spec, { time: below[node.spec.time] ?? '', partition: node.spec.partitionBy.map((column) => below[column] ?? '') })]]);
    case 'GroupAggregate': return make([...aggregateItems(node, below), ['stateTtlHints', style === 'prefix' && node.stateTtl !== null ? `[[STATE_TTL options:[${node.stateTtl}]]]` : null]]);
    case 'WindowAggregate': case 'GroupWindowAggregate': return make(aggregateItems(node, below));
    case 'ChangelogNormalize': return make([['key', list(node.key, names)], ['condition', node.condition === null ? null : rexText(node.condition, below, style)]]);
    case 'Deduplicate': return style === 'prefix' ? make(deduplicateItems(node, below), 'Rank') : make([['keep', node.keep === 'first' ? 'FirstRow' : 'LastRow'], ['key', list(node.partition, below)], ['order', node.rowtime === null ? 'PROCTIME' : 'ROWTIME'], ['outputInsertOnly', String(node.keep === 'first' && !node.changes.updateAfter)]]);
    case 'Rank': return make(rankItems(node, below));
    case 'OverAggregate': return make(overItems(node, below));
    case 'TemporalSort': case 'Sort': return make([['orderBy', order(node.keys, below)]]);
    case 'SortLimit': return make([['orderBy', order(node.keys, below)], ['offset', String(node.offset)], ['fetch', String(node.limit ?? 0)], ['strategy', strategyText(node.strategy, node.inputs[0]?.upsertKeys[0] ?? [])]]);
    case 'Limit': return make([['offset', String(node.offset)], ['fetch', String(node.limit ?? 0)]]);
    case 'WindowRank': return make([['window', attached(node.spec, node.windowStart, node.windowEnd, below)], ['rankType', 'ROW_NUMBER'], ['rankRange', `rankStart=${node.from}, rankEnd=${node.to}`], ['partitionBy', list(node.partition, below)], ['orderBy', order(node.order, below)], ['select', [...below, ...(node.showsNumber ? ['w0$o0'] : [])].join(', ')]]);
    case 'WindowDeduplicate': return make([['window', attached(node.spec, node.windowStart, node.windowEnd, below)], ['keep', node.keep === 'first' ? 'FirstRow' : 'LastRow'], ['partitionKeys', list(node.partition, below)], ['orderKey', below[node.rowtime] ?? ''], ['order', 'ROWTIME']]);
    case 'Match': return make([['partitionBy', list(node.partition, below)], ['orderBy', order(node.order, below)], ...matchItems(node.match.spec, node.fields, below, style)]);
    case 'Join': case 'IntervalJoin': case 'TemporalJoin': case 'LookupJoin': case 'WindowJoin': return make(joinItems(node, style));
    case 'Sink': return make([['table', node.request.path.join('.')], ['fields', below.join(', ')], ['upsertMaterialize', node.materializes ? 'true' : null], ['hints', optionHints(node.hints)]]);
  }
}

const aliased = (text: string, name: string): string => (text === name ? name : `${text} AS ${name}`);

/** A column that a grouping set lacks is written without its type. */
const expandText = (rex: Rex, names: readonly string[], style: NodeStyle): string => (rex.kind === 'literal' && (rex.value === null || rex.type.kind === 'BIGINT') ? (rex.value === null ? 'null' : valueDigest(rex.value, rex.type)) : rexText(rex, names, style));

/** Above windows of rows, columns that nothing is done to lose their names. */
function selected(node: PhysicalOf<'Calc'>, below: readonly string[], style: NodeStyle): string {
  const over = node.inputs[0];
  const plain = over?.kind === 'OverAggregate' && node.exprs.every((rex) => rex.kind === 'input');
  const first = over?.inputs[0]?.fields.length ?? 0;
  return node.exprs.map((rex, i) => aliased(markedText(node, rex, below, style), plain && rex.kind === 'input' && rex.index >= first ? `$${i}` : (node.fields[i]?.name ?? ''))).join(', ');
}

/** What is calculated above a source that makes the watermark is marked as its event time. */
function markedText(node: PhysicalOf<'Calc'>, rex: Rex, below: readonly string[], style: NodeStyle): string {
  const [scan] = node.inputs;
  const isMade = rex.kind === 'call' && 'attribute' in rex.type && rex.type.attribute === 'ROWTIME' && scan?.kind === 'TableSourceScan' && scan.pushed.watermark !== null;
  return isMade ? `Reinterpret(${rexText(rex, below, style)})` : rexText(rex, below, style);
}

function scanPath(node: PhysicalOf<'TableSourceScan'>): string {
  const { request, pushed } = node;
  const all = named(request.fields);
  const { watermark } = pushed;
  const metadata = metadataOf(request.entry);
  const told = metadataNames(request.entry);
  const asked = pushed.columns?.flatMap((column) => all[column] ?? []) ?? null;
  const project = asked === null ? [] : [`project=[${asked.filter((name) => told[name] === undefined).join(', ')}]`, ...(metadata.length === 0 && node.source.listsMetadata !== true ? [] : [`metadata=[${asked.flatMap((name) => told[name] ?? []).join(', ')}]`])];
  const marked = watermark === null ? [] : [`watermark=[${rexText(watermark.rex, all, 'prefix')}], watermarkEmitStrategy=[${watermark.emit}]`];
  const limit = pushed.limit === null ? [] : [`limit=[${pushed.limit}]`];
  const filtered = node.filter === undefined ? [] : [`filter=[${node.filter}]`];
  return [asked === null ? tablePath(request.path, request.entry) : request.path.join(', '), ...filtered, ...project, ...marked, ...limit].join(', ');
}

function scanHints({ request }: PhysicalOf<'TableSourceScan'>): string | null {
  const own = request.entry.options;
  return optionHints(Object.fromEntries(Object.entries(request.options).filter(([key, value]) => own[key] !== value)));
}

function valuesItems(node: PhysicalOf<'Values'>, style: NodeStyle): Items {
  if (node.bare === true) return [['type', style === 'prefix' ? 'RecordType()' : null], ['tuples', '[{  }]']];
  const isNothing = node.fields.length === 0;
  const rows = node.rows.map((row) => `{ ${isNothing ? '0' : row.map((value, i) => valueDigest(value, node.fields[i]?.type ?? { kind: 'NULL', nullable: true })).join(', ')} }`);
  const type = isNothing ? 'INTEGER ZERO' : node.fields.map((field) => `${bareType(field.type)} ${field.name}`).join(', ');
  return [['type', style === 'prefix' ? `RecordType(${type})` : null], ['tuples', `[${rows.join(', ')}]`]];
}

function correlateItems(node: PhysicalOf<'Correlate'>, below: readonly string[], style: NodeStyle): Items {
  const around = below.map((name) => `$cor0.${name}`);
  const call = (as: NodeStyle): string => `$UNNEST_ROWS$1(${rexText(node.collection, around, as)})`;
  const added = node.fields.slice(below.length);
  return [
    ['invocation', call('prefix')], ['correlate', `table(${call(style)})`], ['select', node.fields.map((field) => field.name).join(',')],
    ['rowType', `RecordType${below.length === 0 ? ':peek_no_expand' : ''}(${[...(node.inputs[0]?.fields ?? []), ...added].map((field) => `${bareType(field.type)} ${field.name}`).join(', ')})`],
    ['joinType', node.join], ['condition', node.condition === null ? null : rexText(node.condition, named(added), style)],
  ];
}

/** `valor DESC, id ASC`. */
export function order(keys: readonly SortKey[], names: readonly string[]): string {
  return keys.map((key) => `${names[key.index] ?? ''} ${key.descending ? 'DESC' : 'ASC'}${key.nullsFirst === key.descending ? ` NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}` : ''}`).join(', ');
}

function strategyText(kind: 'append' | 'update' | 'retract', key: readonly number[]): string {
  return kind === 'append' ? 'AppendFastStrategy' : kind === 'retract' ? 'RetractStrategy' : `UpdateFastStrategy[${key.join(',')}]`;
}

function rankItems(node: PhysicalOf<'Rank'>, below: readonly string[]): Items {
  const { strategy } = node;
  return [
    ['strategy', strategyText(strategy.kind, strategy.kind === 'update' ? strategy.key : [])], ['rankType', 'ROW_NUMBER'], ['rankRange', `rankStart=${node.from}, rankEnd=${node.to}`],
    ['partitionBy', list(node.partition, below)], ['orderBy', order(node.order, below)], ['select', [...below, ...(node.showsNumber ? [node.fields.at(-1)?.name ?? ''] : [])].join(', ')],
  ];
}

/** A deduplication is planned as a Rank of one row, and said to be one only where it is executed. */
function deduplicateItems(node: PhysicalOf<'Deduplicate'>, below: readonly string[]): Items {
  return [
    ['strategy', 'AppendFastStrategy'], ['rankType', 'ROW_NUMBER'], ['rankRange', 'rankStart=1, rankEnd=1'], ['partitionBy', list(node.partition, below)],
    ['orderBy', `${node.rowtime === null ? '' : 'ROWTIME '}${below[node.time] ?? ''} ${node.keep === 'first' ? 'ASC' : 'DESC'}`], ['select', below.join(', ')],
  ];
}

function attached(spec: WindowSpec, start: number | null, end: number, names: readonly string[]): string {
  return windowingText({ kind: 'attached', start, end, spec }, names);
}

const JOIN_TYPES = { INNER: 'InnerJoin', LEFT: 'LeftOuterJoin', RIGHT: 'RightOuterJoin', FULL: 'FullOuterJoin', SEMI: 'LeftSemiJoin', ANTI: 'LeftAntiJoin' };

type Joined = Physical & JoinNode;

function joinItems(node: Joined, style: NodeStyle): Items {
  const [left, right] = node.inputs;
  const rightFields = right?.fields ?? (node.kind === 'LookupJoin' ? node.request.fields : []);
  const both = named(uniqueNames([...(left?.fields ?? []), ...rightFields]));
  const condition = node.condition === null ? 'true' : rexText(node.condition, both, style);
  const type = ['joinType', JOIN_TYPES[node.join]] as const;
  const select = ['select', (node.join === 'SEMI' || node.join === 'ANTI' ? named(node.fields) : both).join(', ')] as const;
  switch (node.kind) {
    case 'Join': {
      const [leftKey, rightKey] = node.uniqueKeys;
      return [type, ['where', condition], select, ['leftInputSpec', keySpec(leftKey, node.leftKey)], ['rightInputSpec', keySpec(rightKey, node.rightKey)], ...(style === 'prefix' ? hintItems(node) : [])];
    }
    case 'IntervalJoin': return [type, ['windowBounds', `isRowTime=${node.isRowtime}, leftLowerBound=${0 - node.upperMs}, leftUpperBound=${0 - node.lowerMs}, leftTimeIndex=${node.leftTime}, rightTimeIndex=${node.rightTime}`], ['where', condition], select];
    case 'TemporalJoin': return [type, ['where', temporalCondition(node, both, style)], select];
    case 'WindowJoin': return [['leftWindow', attached(node.leftSpec, node.leftStart, node.leftEnd, named(left?.fields ?? []))], ['rightWindow', attached(node.rightSpec, node.rightStart, node.rightEnd, named(rightFields))], type, ['where', keyCondition(node, both, style)], select];
    case 'LookupJoin': return lookupItems(node, both, style);
  }
}

/** Hints, as the physical plan shows them. */
function hintItems({ stateTtl, hints }: PhysicalOf<'Join'>): Items {
  const sides = (stateTtl ?? []).flatMap((text, i) => (text === null ? [] : [`${i === 0 ? 'LEFT' : 'RIGHT'}=${text}`]));
  return [['joinHints', hints.length === 0 ? null : `[${hints.map((hint) => `[${hint}]`).join(', ')}]`], ['stateTtlHints', sides.length === 0 ? null : `[[STATE_TTL options:{${sides.join(', ')}}]]`]];
}

/** How a side is kept: by the join's key, by one of its own, row by row. */
function keySpec(key: readonly number[] | null, joinKey: readonly number[]): string {
  if (key === null) return 'NoUniqueKey';
  return key.every((column) => joinKey.includes(column)) ? 'JoinKeyContainsUniqueKey' : 'HasUniqueKey';
}

function equalTexts(node: Joined, both: readonly string[], style: NodeStyle): readonly string[] {
  const width = node.inputs[0]?.fields.length ?? 0;
  return node.leftKey.map((left, i) => {
    const [a, b] = [both[left] ?? '', both[(node.rightKey[i] ?? 0) + width] ?? ''];
    if (node.filterNulls[i] === false) return `IS NOT DISTINCT FROM(${a}, ${b})`;
    return style === 'prefix' ? `=(${a}, ${b})` : `(${a} = ${b})`;
  });
}

function joined(parts: readonly string[], style: NodeStyle): string {
  const [first = 'true'] = parts;
  if (parts.length <= 1) return first;
  return style === 'prefix' ? `AND(${parts.join(', ')})` : `(${parts.join(' AND ')})`;
}

/** The condition of a window join says nothing of the windows. */
function keyCondition(node: PhysicalOf<'WindowJoin'>, both: readonly string[], style: NodeStyle): string {
  return joined([...equalTexts(node, both, style), ...(node.rest === null ? [] : [rexText(node.rest, both, style)])], style);
}

function temporalCondition(node: PhysicalOf<'TemporalJoin'>, both: readonly string[], style: NodeStyle): string {
  const width = node.inputs[0]?.fields.length ?? 0;
  const keys = (columns: readonly number[], from: number): string => columns.map((column) => both[column + from] ?? '').join(', ');
  const times = [both[node.leftTime] ?? '', ...(node.rightTime === null ? [] : [both[node.rightTime + width] ?? ''])];
  const inner = [...times, `__TEMPORAL_JOIN_CONDITION_PRIMARY_KEY(${keys(node.rightKey, width)})`, `__TEMPORAL_JOIN_LEFT_KEY(${keys(node.leftKey, 0)})`, `__TEMPORAL_JOIN_RIGHT_KEY(${keys(node.rightKey, width)})`];
  const rest = node.rest === null ? [] : [rexText(node.rest, both, style)];
  return joined([...equalTexts(node, both, style), ...rest, `__TEMPORAL_JOIN_CONDITION(${inner.join(', ')})`], style);
}

function lookupItems(node: PhysicalOf<'LookupJoin'>, both: readonly string[], style: NodeStyle): Items {
  const left = named(node.inputs[0]?.fields ?? []);
  const width = left.length;
  const table = named(node.request.fields);
  const keys = node.lookup.map(({ column, of }) => `${table[column] ?? ''}=${rexText(of, left, style)}`).join(', ');
  return [
    ['table', node.request.path.join('.')], ['joinType', JOIN_TYPES[node.join]], ['lookup', keys], ['where', node.rightCondition === null ? null : rexText(node.rightCondition, table, style)],
    ['select', [...left, ...node.columns.map((column) => both[width + column] ?? '')].join(', ')], ['joinCondition', orNone(node.rest === null ? '' : rexText(shiftInputs(node.rest, (index) => index), both, style))],
  ];
}
