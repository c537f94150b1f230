// From records to what the geometry needs: which rows and columns there are, and who keeps which place.
import type { ClientRecord, MemberRecord } from '../../bridge/records.ts';
import type { Tables } from '../store/world-store.ts';
import type { EnginePlan } from './engine-layout.ts';
import type { CountPlan, StagePlan } from './layout.ts';
import { assignSlots, type Slots } from './slots.ts';

/** Who stood where in the last picture. */
export interface SlotMemory {
  /** A new topic stands below those that are there: none of them moves. */
  readonly topics: Slots;
  readonly producers: Slots;
  readonly others: Slots;
  readonly groups: Slots;
  readonly members: Readonly<Record<string, Slots>>;
}

export const NO_MEMORY: SlotMemory = { topics: [], producers: [], others: [], groups: [], members: {} };

export interface PlanOptions {
  readonly internalTopics: boolean;
  readonly folded: ReadonlySet<string>;
}

export type PlanTables = Pick<Tables, 'node' | 'topic' | 'client' | 'group' | 'member' | 'queue' | 'batch' | 'zookeeper' | 'worker' | 'candidate' | 'micro-batch' | 'dataflow' | 'database' | 'dashboard' | 'shift'>;

/** More rows than this and topics begin folded, so that the first look shows all of them. */
const OPEN_ROWS = 24;

export function planStage(tables: PlanTables, memory: SlotMemory, options: PlanOptions): { plan: StagePlan; memory: SlotMemory } {
  const nodes = [...tables.node.values()].sort((a, b) => a.number - b.number);
  const clients = [...tables.client.values()].sort(byId);
  const members = [...tables.member.values()].sort(byId);
  const inGroup = new Set(members.map((member) => member.node));
  const topics = [...tables.topic.values()].filter((topic) => options.internalTopics || !topic.internal).sort(byId);
  const slots: SlotMemory = {
    topics: assignSlots(memory.topics, idsOf(topics, () => true)),
    producers: assignSlots(memory.producers, idsOf(clients, (client) => client.role === 'producer')),
    others: assignSlots(memory.others, idsOf(clients, (client) => client.role !== 'producer' && !inGroup.has(client.node) && !hasGroup(tables, client))),
    groups: assignSlots(memory.groups, [...tables.group.keys()].sort()),
    members: Object.fromEntries([...tables.group.values()].map(({ group }) => [group, assignSlots(memory.members[group] ?? [], groupMembers(group, members, clients))])),
  };
  return { plan: planFrom(tables, nodes, slots, options), memory: sameMemory(memory, slots) ? memory : slots };
}

/** More clients than this on a side, or in a group, are a count; so many are drawn beside it. */
const MOST_CLIENTS = 8;
const SHOWN_CLIENTS = 6;

/** The places that are drawn, and the count of the others: it opens and folds by a name of its own among what is folded. */
function counted(side: string, slots: Slots, folded: ReadonlySet<string>): { readonly slots: Slots; readonly count: readonly CountPlan[] } {
  if (slots.length <= MOST_CLIENTS) return { slots, count: [] };
  const open = folded.has(`clients/${side}`);
  const ids = slots.slice(SHOWN_CLIENTS).flatMap((id) => id ?? []);
  return { slots: open ? slots : slots.slice(0, SHOWN_CLIENTS), count: [{ side, ids, open }] };
}

function planFrom(tables: PlanTables, nodes: readonly { readonly id: string; readonly role: string; readonly number: number }[], slots: SlotMemory, options: PlanOptions): StagePlan {
  const topics = slots.topics.flatMap((id) => (id === null ? [] : (tables.topic.get(id) ?? [])));
  const rows = topics.reduce((sum, topic) => sum + topic.partitions, 0);
  const foldedAtFirst = rows > OPEN_ROWS;
  const producers = counted('producers', slots.producers, options.folded);
  const others = counted('others', slots.others, options.folded);
  const groups = slots.groups.flatMap((id) => {
    const group = id === null ? undefined : tables.group.get(id)?.group;
    return group === undefined ? [] : [{ group, members: counted(`group/${group}`, slots.members[group] ?? [], options.folded) }];
  });
  const counts = [...producers.count, ...others.count, ...groups.flatMap(({ members }) => members.count)];
  return {
    controllers: nodes.filter((node) => node.role === 'controller').map((node) => node.id),
    brokers: nodes.filter((node) => node.role === 'broker').map(({ id, number }) => ({ id, number })),
    // With many rows the set names what was opened instead of what was folded.
    topics: topics.map(({ name, partitions, internal }) => ({ name, partitions, folded: options.folded.has(name) !== (internal || (foldedAtFirst && partitions > 2)) })),
    producers: producers.slots,
    others: others.slots,
    engines: enginesOf(tables),
    groups: groups.map(({ group, members }) => ({ group, members: members.slots })),
    ...(counts.length === 0 ? {} : { counts }),
  };
}

/** Nobody leaves an engine, so that the order of names keeps everything in its place. */
function enginesOf({ queue, batch, zookeeper, worker, candidate, ...more }: PlanTables): EnginePlan[] {
  const workers = [...worker.values()].sort(byId);
  return [...batch.values(), ...queue.values(), ...zookeeper.values(), ...more['micro-batch'].values(), ...more.dataflow.values(), ...more.database.values(), ...more.dashboard.values(), ...more.shift.values()].sort(byId).map(({ id, kind }) => ({
    id, kind, left: idsOf(workers, (one) => one.engine === id && one.role === 'producer'),
    right: kind === 'zookeeper' ? idsOf([...candidate.values()].sort(byId), (one) => one.zookeeper === id) : idsOf(workers, (one) => one.engine === id && one.role === 'consumer'),
  }));
}

/** A member stands under its client's id where the client is known, so that a box stays when it joins. */
function groupMembers(group: string, members: readonly MemberRecord[], clients: readonly ClientRecord[]): string[] {
  const fromClients = clients.filter((client) => client.role === 'consumer' && client.group === group).map((client) => client.id);
  const known = new Set(clients.map((client) => client.node));
  return [...fromClients, ...members.filter((member) => member.group === group && !known.has(member.node)).map((member) => member.id)];
}

function hasGroup(tables: PlanTables, client: ClientRecord): boolean {
  return client.role === 'consumer' && client.group !== null && tables.group.has(`group/${client.group}`);
}

function idsOf<Thing extends { readonly id: string }>(things: readonly Thing[], keep: (thing: Thing) => boolean): string[] {
  return things.filter(keep).map((thing) => thing.id);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function sameMemory(a: SlotMemory, b: SlotMemory): boolean {
  const names = Object.keys(b.members);
  return a.topics === b.topics && a.producers === b.producers && a.others === b.others && a.groups === b.groups
    && Object.keys(a.members).length === names.length && names.every((name) => a.members[name] === b.members[name]);
}
