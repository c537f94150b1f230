// Facts as records, and which fact stands behind what is shown.
import type { FactRecord } from '../bridge/records.ts';
import { type FactStore, lastFacts } from '../sim/kernel/fact-store.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Fact } from '../sim/kernel/types.ts';

/** How many facts the page is told of: what the timeline can mark. */
const SHOWN = 1_500;

/** Facts never change, so their records are made once. */
const made = new WeakMap<Fact, FactRecord>();

export function factRecords(world: KernelState): FactRecord[] {
  return lastFacts(world.facts, SHOWN).map((fact) => {
    const known = made.get(fact);
    if (known !== undefined) return known;
    const record: FactRecord = { kind: 'fact', id: `fact/${fact.id}`, factId: fact.id, atUs: fact.at, actor: fact.actor, fact: fact.kind, params: fact.params, subjects: fact.subjects, cause: fact.cause };
    made.set(fact, record);
    return record;
  });
}

/** By partition or group: the id of the fact that changed it last. */
export interface LatestFacts {
  readonly leader: ReadonlyMap<string, number>;
  readonly isr: ReadonlyMap<string, number>;
  readonly group: ReadonlyMap<string, number>;
}

/** What changes a group's state, in either protocol. */
const GROUP_FACTS: readonly string[] = ['rebalance-started', 'rebalance-finished', 'group-epoch', 'assignment-made', 'member-revoking', 'member-reconciled'];

/** Facts are only added, so what was found stays true until the next one. */
const found = new WeakMap<FactStore, { readonly next: number; readonly latest: LatestFacts }>();

export function latestFacts(world: KernelState): LatestFacts {
  const known = found.get(world.facts);
  if (known?.next === world.facts.next) return known.latest;
  const latest = findLatest(world);
  found.set(world.facts, { next: world.facts.next, latest });
  return latest;
}

function findLatest(world: KernelState): LatestFacts {
  const leader = new Map<string, number>();
  const isr = new Map<string, number>();
  const group = new Map<string, number>();
  for (const { id, kind, params } of lastFacts(world.facts, SHOWN)) {
    if (kind === 'leader-changed') leader.set(String(params['partition']), id);
    else if (kind === 'isr-shrunk' || kind === 'isr-expanded') isr.set(String(params['partition']), id);
    else if (GROUP_FACTS.includes(kind)) group.set(String(params['group']), id);
  }
  return { leader, isr, group };
}
