// Nodes of a batch plan: what each is called, what EXPLAIN says of it, and the operator that does its work.
import type { OperatorSpec } from '../../../bridge/flink.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { SqlSettings } from '../operator/config.ts';
import { INPUTS } from '../operator/batch.ts';
import { liesBy } from './batch-traits.ts';
import type { Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import type { NodeStyle } from './explain-node.ts';
import { term } from './explain-tree.ts';
import type { PhysicalOf } from './physical.ts';

export type Items = readonly (readonly [string, string | null])[];

/** How a node's rows come to be. */
export type Work =
  | { readonly kind: 'source'; readonly spec: OperatorSpec; readonly name: string; readonly parallelism: number | null }
  /** No operator: only how rows are shared out. */
  | { readonly kind: 'exchange'; readonly to: 'single' | 'broadcast' | readonly number[] }
  /** No operator: rows go on as they lie. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'union' }
  | { readonly kind: 'operator'; readonly spec: OperatorSpec }
  | { readonly kind: 'sink'; readonly sink: PhysicalOf<'Sink'> };

export interface BatchNode {
  /** In plans; jobs say the same without `Local`. */
  readonly name: string;
  readonly items: (style: NodeStyle) => Items;
  readonly inputs: readonly BatchNode[];
  readonly fields: readonly Field[];
  /** How many rows Flink expects. */
  readonly rows: number;
  readonly work: Work;
  /** Of a join: the side that is held whole. */
  readonly build?: 'left' | 'right';
  /** How its input must lie: by these columns, as it comes where there are none. Missing where it does not matter, or all rows meet in one task. */
  readonly needs?: readonly number[];
  /** Where the input's columns stand in its own rows, -1 for those that are gone. */
  readonly places?: (column: number) => number;
  /** It gives something else each time. */
  readonly changing?: boolean;
}

/** Rows of a table that nothing is known of. */
export const UNKNOWN_ROWS = 100_000_000;

export function describeBatch(node: BatchNode, style: NodeStyle): string {
  return term(node.name, node.items(style));
}

/** The input of an operator as a relation. */
export function inputRel(fields: readonly Field[], side: 0 | 1 = 0): Rel {
  return { kind: 'scan', table: [INPUTS[side]], hints: {}, fields };
}

export function evaluating(rel: Rel, settings: SqlSettings): Work {
  return { kind: 'operator', spec: { kind: 'sql-batch', config: freeze({ ...settings, rel }) } };
}

/** An operator that hands its rows on: the first phase of two, of which the second does all. */
export function passing(settings: SqlSettings): Work {
  return { kind: 'operator', spec: { kind: 'sql-calc', config: freeze({ ...settings, condition: null, exprs: null }) } };
}

export function exchanged(input: BatchNode, to: 'single' | 'broadcast' | readonly number[]): BatchNode {
  const keys = typeof to === 'string' ? to : `hash[${to.map((column) => input.fields[column]?.name ?? '').join(', ')}]`;
  const settled = typeof to !== 'string' && to.length === 0 ? 'single' : to;
  return { name: 'Exchange', items: () => [['distribution', settled === 'single' ? 'single' : keys]], inputs: [input], fields: input.fields, rows: input.rows, work: { kind: 'exchange', to: settled } };
}

/** The rows shared out by these columns, or all in one task, where they do not lie so already. */
export function brought(input: BatchNode, keys: readonly number[]): BatchNode {
  return liesBy(input, keys) ? input : exchanged(input, keys);
}
