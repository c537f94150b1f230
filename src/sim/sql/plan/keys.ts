// By which columns a changelog's rows can be told apart, node by node (FlinkRelMdUpsertKeys).
import type { Rex } from '../expr/rex.ts';
import { implicitCast } from '../query/insert.ts';
import type { Field } from '../type/logical-type.ts';
import { INSERT_ONLY } from './connector.ts';
import type { NodeSpec } from './node.ts';
import type { JoinNode, Physical, PhysicalOf } from './physical.ts';

export type Key = readonly number[];

export const holds = (key: Key, part: Key): boolean => part.every((column) => key.includes(column));
export const equalKeys = (a: Key, b: Key): boolean => a.length === b.length && holds(a, b);
const sorted = (key: Iterable<number>): Key => [...new Set(key)].sort((a, b) => a - b);

/** Each key once, and no more of them than help. */
function distinct(keys: readonly Key[]): readonly Key[] {
  const each = keys.map(sorted);
  return each.filter((key, i) => each.findIndex((other) => equalKeys(other, key)) === i).slice(0, MOST_KEYS);
}

const MOST_KEYS = 16;

/** Keys that rows keep when they are shared out by these columns: others may overtake their own updates. */
export const withinShare = (keys: readonly Key[], by: Key): readonly Key[] => keys.filter((key) => holds(key, by));

const range = (from: number, to: number): Key => Array.from({ length: to - from }, (_, i) => i + from);

/** The upsert keys of a node over these inputs. */
export function upsertKeysOf(node: NodeSpec, inputs: readonly Physical[], fields: readonly Field[]): readonly Key[] {
  return distinct(keysOf({ ...node, inputs, fields, changes: INSERT_ONLY, upsertKeys: [] }));
}

function keysOf(node: Physical): readonly Key[] {
  const keys = node.inputs[0]?.upsertKeys ?? [];
  const width = node.fields.length;
  switch (node.kind) {
    case 'TableSourceScan': return scanKeys(node);
    case 'Values': case 'Union': case 'Correlate': case 'WindowTableFunction': case 'Match': case 'Sink': return [];
    case 'Expand': return keys.map((key) => [...key, width - 1]);
    case 'Calc': return throughExprs(keys, node.exprs);
    case 'Exchange': return node.distribution.kind === 'single' ? keys : withinShare(keys, node.distribution.keys);
    case 'WatermarkAssigner': case 'DropUpdateBefore': case 'TemporalSort': case 'Sort': return keys;
    case 'Limit': case 'SortLimit': return node.limit === 1 ? [[], ...keys] : keys;
    case 'GroupAggregate': return [range(0, node.groups.length)];
    case 'WindowAggregate': case 'GroupWindowAggregate': return windowKeys(node);
    case 'ChangelogNormalize': return [node.key];
    case 'Deduplicate': return [node.partition];
    case 'Rank': {
      const own = node.showsNumber ? [[...node.partition, width - 1]] : [];
      return [...withinShare(keys, node.partition), ...(node.to === 1 ? [node.partition] : own)];
    }
    case 'WindowRank': case 'WindowDeduplicate': {
      const window = [...node.partition, ...(node.windowStart === null ? [] : [node.windowStart]), node.windowEnd];
      return [...withinShare(keys, node.partition), ...(node.kind === 'WindowDeduplicate' || node.to === 1 ? [window] : node.showsNumber ? [[...window, width - 1]] : [])];
    }
    case 'OverAggregate': return withinShare(keys, node.calls[0]?.partitionBy ?? []);
    case 'Join': case 'IntervalJoin': case 'WindowJoin': case 'TemporalJoin': case 'LookupJoin': return joinKeys(node, node.inputs);
  }
}

function scanKeys(node: PhysicalOf<'TableSourceScan'>): readonly Key[] {
  const key = primaryKeyOf(node.request.entry);
  if (key === null) return [];
  const columns = key.map((name) => node.fields.findIndex((field) => field.name === name));
  return columns.includes(-1) ? [] : [columns];
}

/** Names of a table's primary key, null without. */
export function primaryKeyOf(entry: PhysicalOf<'TableSourceScan'>['request']['entry']): readonly string[] | null {
  if (entry.primaryKey !== null) return entry.primaryKey.columns;
  const own = entry.columns.flatMap((column) => (column.kind === 'physical' && column.primaryKey ? [column.name] : []));
  return own.length === 0 ? null : own;
}

/** The column that an expression hands on unchanged, casts that lose nothing included. */
function columnBehind(rex: Rex): number {
  if (rex.kind === 'input') return rex.index;
  if (rex.kind !== 'call' || rex.name !== 'CAST') return -1;
  const [of] = rex.args;
  return of?.kind === 'input' && implicitCast(of.type, rex.type) ? of.index : -1;
}

function throughExprs(keys: readonly Key[], exprs: readonly Rex[]): readonly Key[] {
  const behind = exprs.map(columnBehind);
  return keys.flatMap((key): Key[] => {
    const mapped = key.map((column) => behind.indexOf(column));
    return mapped.includes(-1) ? [] : [mapped];
  });
}

function windowKeys(node: PhysicalOf<'WindowAggregate' | 'GroupWindowAggregate'>): readonly Key[] {
  const first = node.groups.length + node.calls.length;
  const groups = range(0, node.groups.length);
  return node.properties.flatMap((property, i): Key[] => (property === 'proctime' ? [] : [[...groups, first + i]]));
}

function joinKeys(node: Physical & JoinNode, inputs: readonly Physical[]): readonly Key[] {
  const left = withinShare(inputs[0]?.upsertKeys ?? [], node.leftKey);
  if (node.join === 'SEMI' || node.join === 'ANTI') return left;
  if (node.kind === 'LookupJoin') {
    const key = primaryKeyOf(node.request.entry)?.map((name) => node.request.fields.findIndex((field) => field.name === name));
    return key !== undefined && holds(node.lookup.map(({ column }) => column), key) ? (inputs[0]?.upsertKeys ?? []) : [];
  }
  if (node.kind === 'TemporalJoin') return left;
  const width = inputs[0]?.fields.length ?? 0;
  const right = withinShare(inputs[1]?.upsertKeys ?? [], node.rightKey);
  const shifted = right.map((key) => key.map((column) => column + width));
  const isUnique = (keys: readonly Key[], by: Key): boolean => keys.some((key) => holds(by, key));
  const [leftOnce, rightOnce] = [isUnique(left, node.leftKey), isUnique(right, node.rightKey)];
  const found: Key[] = left.flatMap((a) => shifted.map((b) => [...a, ...b]));
  if (rightOnce && (node.join === 'INNER' || node.join === 'LEFT')) found.push(...left);
  if (leftOnce && (node.join === 'INNER' || node.join === 'RIGHT')) found.push(...shifted);
  return found.sort((a, b) => a.length - b.length);
}
