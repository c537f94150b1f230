// How nodes of a plan are made: what follows from the inputs is put in.
import type { Field } from '../type/logical-type.ts';
import { INSERT_ONLY } from './connector.ts';
import { upsertKeysOf } from './keys.ts';
import type { Distribution, JoinNode, LeafNode, Physical, RowNode, SinkNode, StateNode } from './physical.ts';

export type NodeSpec = LeafNode | RowNode | StateNode | JoinNode | SinkNode;

/** A node over its inputs; its changes are inferred later. */
export function make(spec: NodeSpec, inputs: readonly Physical[], fields: readonly Field[]): Physical {
  return { ...spec, inputs, fields, changes: INSERT_ONLY, upsertKeys: upsertKeysOf(spec, inputs, fields) };
}

/** The same node over other inputs. */
export function over(node: Physical, inputs: readonly Physical[]): Physical {
  return { ...node, inputs };
}

/** Rows with the same values in these columns in one place; without columns, all rows in one place. */
export function exchange(input: Physical, keys: readonly number[]): Physical {
  const distribution: Distribution = keys.length === 0 ? { kind: 'single' } : { kind: 'hash', keys };
  return make({ kind: 'Exchange', distribution }, [input], input.fields);
}
