// Which kinds of changes a node can give at all (ModifyKindSet), from the tables upwards.
import type { ChangeKinds } from './connector.ts';
import type { Physical } from './physical.ts';

export interface Modifies {
  readonly update: boolean;
  readonly delete: boolean;
}

const NONE: Modifies = { update: false, delete: false };
const ALL: Modifies = { update: true, delete: true };

const known = new WeakMap<Physical, Modifies>();

/** Updates and deletes that a node gives; every node gives inserts. */
export function modifiesOf(node: Physical): Modifies {
  const found = known.get(node);
  if (found !== undefined) return found;
  const made = fresh(node);
  known.set(node, made);
  return made;
}

const union = (all: readonly Modifies[]): Modifies => ({ update: all.some((one) => one.update), delete: all.some((one) => one.delete) });

function fresh(node: Physical): Modifies {
  const inputs = node.inputs.map(modifiesOf);
  const [first = NONE] = inputs;
  switch (node.kind) {
    case 'TableSourceScan': return ofChanges(node.source.changes);
    case 'Values': case 'WindowAggregate': case 'WindowRank': case 'WindowDeduplicate': case 'WindowJoin': case 'IntervalJoin': case 'TemporalSort': case 'Sort': case 'Match': return NONE;
    case 'Calc': case 'Exchange': case 'Expand': case 'WatermarkAssigner': case 'DropUpdateBefore': case 'Correlate': case 'LookupJoin': case 'TemporalJoin': case 'WindowTableFunction': case 'Sink': return first;
    case 'Union': return union(inputs);
    case 'GroupAggregate': return { update: true, delete: first.update || first.delete };
    case 'GroupWindowAggregate': return NONE;
    case 'ChangelogNormalize': case 'Rank': case 'SortLimit': return ALL;
    case 'Limit': return first.update || first.delete ? ALL : NONE;
    case 'Deduplicate': return node.keep === 'first' && node.rowtime === null ? NONE : ALL;
    case 'OverAggregate': return node.order.kind === 'other' ? ALL : NONE;
    case 'Join': return node.join === 'INNER' || node.join === 'SEMI' ? union(inputs) : ALL;
  }
}

export const ofChanges = (changes: ChangeKinds): Modifies => ({ update: changes.updateAfter, delete: changes.delete });

export function isInsertOnly(node: Physical): boolean {
  const { update, delete: deletes } = modifiesOf(node);
  return !update && !deletes;
}
