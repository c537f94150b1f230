// A record's way: written, copied, confirmed, read by each group, through a job's operators, windows and checkpoints, to what became of it. Each step says whether it is done and where that is.
import type { ClientRecord, FlightRecord, OwnerRecord, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { type FoundRecord, findRecord, recordId, recordPlace, type RecordPlace } from '../why/record.ts';
import { number } from '../words/numbers.ts';
import { transactionOf } from '../words/transactions.ts';
import { flinkLanes } from './journey-flink.ts';

/** `now` is where it waits, `lost` where its way ended otherwise. */
export type StepState = 'done' | 'now' | 'next' | 'lost';

export interface JourneyStep {
  readonly state: StepState;
  readonly text: string;
  /** The thing of the stage where this is, null where there is none. */
  readonly thing: string | null;
}

export interface JourneyLane {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly JourneyStep[];
}

export interface Journey {
  readonly id: string;
  readonly place: RecordPlace;
  readonly found: FoundRecord | null;
  readonly lanes: readonly JourneyLane[];
  /** Where it has come furthest, and what it waits for there; the end of its way once it is over. */
  readonly now: JourneyStep;
  readonly over: boolean;
}

/** A step before its place in the row is known: done or not, and its words for either. */
export interface Stop {
  readonly done: boolean;
  readonly text: string;
  readonly thing: string | null;
  readonly lost?: boolean;
}

/** What was written from the record, as `totals-0@5`; `results` may know of more than the sinks still tell. */
export type Results = ReadonlySet<string>;

export function journeyOf(id: string, tables: Tables, results: Results): Journey | null {
  const place = recordPlace(id);
  if (place === null) return null;
  const found = findRecord(place, tables);
  const replicas = [...tables.replica.values()].filter((one) => one.topic === place.topic && one.partition === place.partition);
  const kafka = lane('kafka', m.lens_kafka(), kafkaStops(place, found, replicas, tables));
  const groups = groupLanes(place, replicas, tables);
  const flink = flinkLanes(place, tables, results);
  const lanes = [kafka, ...groups, ...flink];
  const open = [...flink, ...groups, kafka].filter((one) => !isOver(one));
  return { id, place, found, lanes, now: nowOf(open, [...flink, ...groups, kafka]), over: open.length === 0 };
}

/** The first step that is not done is where it is; what comes after is still to come, and nothing does where its way has ended otherwise. */
export function lane(id: string, title: string, stops: readonly Stop[]): JourneyLane {
  const first = stops.findIndex(({ done }) => !done);
  const lost = stops.findIndex((stop) => stop.lost === true);
  const told = lost < 0 ? stops : stops.slice(0, lost + 1);
  return { id, title, steps: told.map(({ done, lost: ends, text, thing }, at): JourneyStep => ({ text, thing, state: ends === true ? 'lost' : done ? 'done' : at === first ? 'now' : 'next' })) };
}

const isOver = ({ steps }: JourneyLane): boolean => steps.every(({ state }) => state === 'done') || steps.some(({ state }) => state === 'lost');

/** The lane in which it has come furthest says where it is: Flink before groups, groups before the log. */
function nowOf(open: readonly JourneyLane[], all: readonly JourneyLane[]): JourneyStep {
  const begun = open.find(({ steps }) => steps.some(({ state }) => state === 'done')) ?? open.at(-1);
  if (begun !== undefined) {
    const at = begun.steps.findIndex(({ state }) => state === 'now');
    const step = begun.steps[at];
    if (step !== undefined) return { ...step, thing: step.thing ?? begun.steps.slice(0, at).findLast(({ thing }) => thing !== null)?.thing ?? null };
  }
  const last = all[0]?.steps.findLast(({ state }) => state === 'done' || state === 'lost');
  return last ?? { state: 'done', text: '', thing: null };
}

function kafkaStops(place: RecordPlace, found: FoundRecord | null, replicas: readonly ReplicaRecord[], tables: Tables): Stop[] {
  const partition = tables.partition.get(`partition/${place.topic}-${place.partition}`);
  const leader = replicas.find(({ role }) => role === 'leader');
  const written = replicas.some(({ logEndOffset }) => logEndOffset > place.offset);
  const expired = leader !== undefined && leader.logStartOffset > place.offset;
  const isr = replicas.filter(({ broker }) => partition?.isr.includes(broker) === true);
  const has = isr.filter(({ logEndOffset }) => logEndOffset > place.offset).map(({ broker }) => broker);
  const lacks = isr.filter(({ logEndOffset }) => logEndOffset <= place.offset);
  const highWatermark = leader?.highWatermark ?? partition?.highWatermark ?? 0;
  const behind = lacks[0];
  return [
    { done: written, text: writtenText(place, written, found, tables), thing: written ? (leader?.id ?? null) : (producerOf(place, tables)?.id ?? null) },
    { done: lacks.length === 0, text: lacks.length === 0 ? m.journey_copied({ brokers: has.join(', ') }) : m.journey_copying({ missing: lacks.map(({ broker }) => broker).join(', ') }), thing: behind?.id ?? isr.find(({ role }) => role !== 'leader')?.id ?? leader?.id ?? null },
    { done: highWatermark > place.offset, text: highWatermark > place.offset ? m.journey_committed({ hw: number(highWatermark) }) : m.journey_uncommitted({ hw: number(Math.max(0, highWatermark)) }), thing: leader?.id ?? null },
    ...transactionStop(found, leader),
    ...(expired ? [{ done: true, lost: true, text: m.journey_expired({ start: number(leader.logStartOffset) }), thing: leader.id }] : []),
  ];
}

function writtenText({ topic, partition, offset }: RecordPlace, written: boolean, found: FoundRecord | null, tables: Tables): string {
  if (!written) return m.journey_unwritten({ place: `${topic}-${partition}`, offset: number(offset) });
  if (found === null) return m.journey_written_plain({ offset: number(offset) });
  const writer = [...tables.client.values()].find(({ writing }) => writing !== undefined && writing.producerId >= 0 && writing.producerId === found.record.producerId);
  const time = new Date(found.record.timestampMs).toISOString().slice(11, 23);
  return writer === undefined ? m.journey_written_at({ offset: number(offset), time }) : m.journey_written({ client: writer.name, offset: number(offset), time });
}

const producerOf = ({ topic }: RecordPlace, tables: Tables): ClientRecord | undefined => [...tables.client.values()].find((client) => client.role === 'producer' && client.topics.includes(topic));

/** Where read_committed readers wait for a decision, or skip it. */
function transactionStop(found: FoundRecord | null, leader: ReplicaRecord | undefined): Stop[] {
  const fate = found === null ? null : transactionOf(found.record, found.replica);
  if (fate === null || leader === undefined) return [];
  if (fate === 'aborted') return [{ done: true, lost: true, text: m.journey_aborted(), thing: leader.id }];
  return fate === 'open' ? [{ done: false, text: m.journey_in_transaction(), thing: leader.id }] : [];
}

/** Groups that have a place in the partition; of those without members nothing is waited for. */
export function groupLanes(place: RecordPlace, replicas: readonly ReplicaRecord[], tables: Tables): JourneyLane[] {
  if (!replicas.some(({ logEndOffset }) => logEndOffset > place.offset)) return [];
  const owners = [...tables.owner.values()].filter((one) => one.topic === place.topic && one.partition === place.partition && isAlive(one, tables));
  const leader = replicas.find(({ role }) => role === 'leader');
  return owners.map((owner) => lane(`group/${owner.group}`, m.journey_group({ group: owner.group }), owner.share === undefined ? readStops(owner, place, leader?.id ?? null, tables) : shareStops(owner, place, tables)));
}

const isAlive = ({ group }: OwnerRecord, tables: Tables): boolean => (tables.group.get(`group/${group}`)?.members ?? 0) > 0;

function boxOf(node: string | null, tables: Tables): { readonly id: string; readonly name: string } | null {
  const client = node === null ? undefined : [...tables.client.values()].find((one) => one.node === node);
  return client === undefined ? null : { id: client.id, name: client.name };
}

function readStops(owner: OwnerRecord, { offset }: RecordPlace, leader: string | null, tables: Tables): Stop[] {
  const reader = boxOf(owner.node, tables);
  const fetched = (owner.position ?? owner.committed ?? 0) > offset;
  const flight = fetched ? null : carrying({ topic: owner.topic, partition: owner.partition, offset }, owner.node, tables);
  const waits = flight !== null ? m.journey_flying_to({ to: reader?.name ?? owner.group }) : m.journey_unread({ position: owner.position === null ? '–' : number(owner.position) });
  const committed = owner.committed !== null && owner.committed > offset;
  return [
    { done: fetched, text: fetched ? m.journey_read({ client: reader?.name ?? owner.group }) : waits, thing: fetched || flight !== null ? (reader?.id ?? `group/${owner.group}`) : leader },
    { done: committed, text: committed ? m.journey_offset_committed({ committed: number(owner.committed) }) : m.journey_offset_open({ committed: owner.committed === null ? '–' : number(owner.committed) }), thing: reader?.id ?? `group/${owner.group}` },
  ];
}

/** KIP-932: a record is acquired, then acknowledged or given up; what lies below the group's start is settled. */
function shareStops(owner: OwnerRecord, { offset }: RecordPlace, tables: Tables): Stop[] {
  const row = owner.share?.rows.find(({ first, last }) => offset >= first && offset <= last);
  const settled = (owner.committed ?? 0) > offset || row?.state === 'acknowledged';
  const thing = boxOf(row?.node ?? null, tables)?.id ?? `group/${owner.group}`;
  const acquired = settled || row?.state === 'acquired' || row?.state === 'archived';
  return [
    { done: acquired, text: acquired ? m.journey_acquired({ count: number(row?.deliveryCount ?? 1) }) : m.journey_unacquired(), thing },
    row?.state === 'archived' ? { done: true, lost: true, text: m.journey_archived(), thing } : { done: settled, text: settled ? m.journey_acknowledged() : m.journey_unacknowledged(), thing },
  ];
}

/** A message in the air that has this very record aboard, to a node; null where there is none. */
export function carrying({ topic, partition, offset }: RecordPlace, to: string | null, tables: Pick<Tables, 'flight'>): FlightRecord | null {
  for (const flight of tables.flight.values()) {
    if (!flight.lost && (to === null || flight.to === to) && flight.cargo.some((cargo) => cargo.topic === topic && cargo.partition === partition && cargo.offsets !== undefined && offset >= cargo.offsets[0] && offset <= cargo.offsets[1])) return flight;
  }
  return null;
}

/** The id of a record as results name it: `totals-0@5` is `record/totals-0/5`. */
export function idOfName(name: string): string {
  const [, topic = '', partition, offset] = /^(.+)-(\d+)@(\d+)$/.exec(name) ?? [];
  return recordId(topic, Number(partition), Number(offset));
}
