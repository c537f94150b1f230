// Which kinds of changes a node can give at all (ModifyKindSet), from the tables upwards.
import type { ChangeKinds } from './connector.ts';
import type { Physical, PhysicalOf } from './physical.ts';

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
    case 'Rank': return isTakenForFirst(node) && !first.update && !first.delete ? NONE : ALL;
    case 'ChangelogNormalize': case 'SortLimit': return ALL;
    case 'Limit': return first.update || first.delete ? ALL : NONE;
    case 'Deduplicate': return node.keep === 'first' ? NONE : ALL;
    case 'OverAggregate': return node.order.kind === 'other' ? ALL : NONE;
    case 'Join': return node.join === 'INNER' || node.join === 'SEMI' ? union(inputs) : ALL;
  }
}

/** Flink 2.2 takes a Top-1 of rows that stay for one that keeps what comes first, whatever it is ordered by, unless it is one column downwards: such a Rank tells nobody what a row was (RankUtil.isDeduplication, keepLastDeduplicateRow). */
function isTakenForFirst(node: PhysicalOf<'Rank'>): boolean {
  return node.from === 1 && node.to === 1 && !node.showsNumber && !(node.order.length === 1 && node.order[0]?.descending === true);
}

export const ofChanges = (changes: ChangeKinds): Modifies => ({ update: changes.updateAfter, delete: changes.delete });

export function isInsertOnly(node: Physical): boolean {
  const { update, delete: deletes } = modifiesOf(node);
  return !update && !deletes;
}
