// Joins of batch mode: by a hash table, or row against row where a side is small.
import { input, type Rex, shiftInputs } from '../expr/rex.ts';
import type { JoinType, Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import type { SqlSettings } from '../operator/config.ts';
import { type BatchNode, brought, evaluating, exchanged, inputRel, passing } from './batch-node.ts';
import { rexText } from './explain-rex.ts';
import { sizeOf } from './cost.ts';
import { allOf, conjuncts, uniqueNames } from './rels.ts';

type Join = Extract<Rel, { kind: 'join' }>;

const TYPES = { INNER: 'InnerJoin', LEFT: 'LeftOuterJoin', RIGHT: 'RightOuterJoin', FULL: 'FullOuterJoin', SEMI: 'LeftSemiJoin', ANTI: 'LeftAntiJoin' };

/** Rows up to which comparing each with each costs less than a hash table. */
const FEW_ROWS = 20;
/** `table.optimizer.join.broadcast-threshold`, default 1 MB, in rows of some 40 bytes. */
const BROADCAST_ROWS = 26_000;

interface Keys {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Columns that a condition holds equal. */
function keysOf(condition: Rex, width: number): Keys {
  const pairs = conjuncts(condition).flatMap((part): readonly (readonly [number, number])[] => {
    if (part.kind !== 'call' || (part.name !== '=' && part.name !== 'IS NOT DISTINCT FROM')) return [];
    const [a, b] = part.args;
    if (a?.kind !== 'input' || b?.kind !== 'input' || a.index < width === b.index < width) return [];
    return [a.index < width ? [a.index, b.index - width] : [b.index, a.index - width]];
  });
  return { left: pairs.map(([a]) => a), right: pairs.map(([, b]) => b) };
}

type Way = { readonly name: 'HashJoin' | 'NestedLoopJoin'; readonly build: 'left' | 'right'; readonly broadcast: boolean };

function wayOf(join: JoinType, keys: Keys, left: BatchNode, right: BatchNode): Way {
  const onlyRight = join === 'SEMI' || join === 'ANTI' || join === 'LEFT';
  const smaller = left.rows <= right.rows ? 'left' : 'right';
  const free: 'left' | 'right' = join === 'RIGHT' ? 'left' : onlyRight ? 'right' : smaller;
  const built = free === 'left' ? left : right;
  if (keys.left.length === 0 || Math.min(built.rows, join === 'FULL' ? Math.max(left.rows, right.rows) : built.rows) <= FEW_ROWS) return { name: 'NestedLoopJoin', build: free, broadcast: join !== 'FULL' };
  if (built.rows <= BROADCAST_ROWS && join !== 'FULL') return { name: 'HashJoin', build: left.rows === right.rows && join === 'INNER' ? 'right' : free, broadcast: true };
  const isSmaller = right.rows * sizeOf(right.fields) < left.rows * sizeOf(left.fields);
  return { name: 'HashJoin', build: join === 'SEMI' || join === 'ANTI' || (isSmaller && join === 'INNER') ? 'right' : 'left', broadcast: false };
}

/** What a semi join looks into is told apart first where that makes it less (`table.optimizer.semi-anti-join.build-distinct.ndv-ratio`, default 0.8). */
function distinctBuild(rel: Join, right: BatchNode, settings: SqlSettings): BatchNode {
  if ((rel.join !== 'SEMI' && rel.join !== 'ANTI') || right.name !== 'Values' || right.rows < 2 || rel.right.fields.length === 0) return right;
  const names = right.fields.map((field) => field.name).join(', ');
  return { name: 'LocalHashAggregate', needs: [], items: () => [['groupBy', names], ['select', names]], inputs: [right], fields: right.fields, rows: right.rows, work: passing(settings) };
}

export function batchJoin(rel: Join, left: BatchNode, given: BatchNode, settings: SqlSettings): BatchNode {
  const right = distinctBuild(rel, given, settings);
  const width = left.fields.length;
  const keys = keysOf(rel.condition, width);
  const way = wayOf(rel.join, keys, left, right);
  const isSemi = rel.join === 'SEMI' || rel.join === 'ANTI';
  const both = uniqueNames([...left.fields, ...right.fields]).map((field) => field.name);
  const fields = rel.fields.map((field, i): Field => ({ ...field, name: both[i] ?? field.name }));
  const condition = (style: 'prefix' | 'infix'): string => (conjuncts(rel.condition).length === 0 ? 'true' : rexText(allOf(conjuncts(rel.condition)), both, style === 'prefix' ? 'plain' : 'infix'));
  const single = rel.join === 'FULL' && way.name === 'NestedLoopJoin';
  const share = (node: BatchNode, side: 'left' | 'right'): BatchNode => {
    if (single) return exchanged(node, 'single');
    if (way.broadcast) return way.build === side ? exchanged(node, 'broadcast') : node;
    return brought(node, side === 'left' ? keys.left : keys.right);
  };
  const isOneRow = [left, right].some((side) => side.rows === 1 && side.name.endsWith('Aggregate')) && keys.left.length === 0;
  return {
    name: way.name, build: way.build, inputs: [share(left, 'left'), share(right, 'right')], fields, rows: isSemi ? left.rows : keys.left.length > 0 ? Math.max(left.rows, right.rows) : left.rows * right.rows,
    items: (style) => [
      ['joinType', TYPES[rel.join]], ['where', condition(style)], ['select', (isSemi ? left.fields.map((field) => field.name) : both).join(', ')],
      ['isBroadcast', way.name === 'HashJoin' && way.broadcast ? 'true' : null], ['build', way.build], ['singleRowJoin', isOneRow && way.name === 'NestedLoopJoin' ? 'true' : null],
    ],
    work: evaluating(ordered({ ...rel, left: inputRel(left.fields), right: inputRel(right.fields, 1), fields }, way.build, width), settings),
  };
}

const SWAPPED: Readonly<Record<JoinType, JoinType>> = { INNER: 'INNER', LEFT: 'RIGHT', RIGHT: 'LEFT', FULL: 'FULL', SEMI: 'SEMI', ANTI: 'ANTI' };

/** Rows come in the order of the side that looks into the other: with the left side built, that of the right. */
function ordered(rel: Join, build: 'left' | 'right', width: number): Rel {
  if (build === 'right' || rel.join === 'SEMI' || rel.join === 'ANTI') return rel;
  const { left, right, fields } = rel;
  const rightWidth = right.fields.length;
  const swap = (index: number): number => (index < width ? index + rightWidth : index - width);
  const swapped: Rel = { ...rel, join: SWAPPED[rel.join], left: right, right: left, condition: shiftInputs(rel.condition, swap), fields: [...fields.slice(width), ...fields.slice(0, width)] };
  return { kind: 'project', input: swapped, exprs: fields.map((field, i) => input(swap(i), field.type)), fields };
}
