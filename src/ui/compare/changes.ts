// What changed between two instants, in words: by thing, the important first. A pure walk over the records of both.
import type { FlinkRecord } from '../../bridge/flink-records.ts';
import type { ClientRecord, GroupRecord, MemberRecord, NodeRecord, PartitionRecord, WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { describe } from '../words/describe.ts';
import { watermarkText } from '../words/flink-names.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';

/** One thing that is not as it was. */
export interface Change {
  readonly id: string;
  readonly title: string;
  /** Whether it is there in the later world, so that it can be chosen. */
  readonly there: boolean;
  readonly texts: readonly string[];
  /** Larger is told sooner: what stops work, what moves it, what only counts. */
  readonly weight: number;
}

/** Weights of what is told. */
const FAULT = 100;
const MOVED = 60;
const CAME = 40;
const COUNTED = 10;

interface Told {
  readonly text: string;
  readonly weight: number;
}

/** Kinds that are compared, in the order in which equals are told. The rest are parts of these, or not things. */
const KINDS = ['node', 'flink-node', 'flink-job', 'link', 'topic', 'partition', 'group', 'member', 'client', 'flink-task', 'flink-time', 'queue', 'worker', 'batch', 'zookeeper', 'candidate', 'micro-batch', 'dataflow', 'database', 'dashboard', 'tty'] as const satisfies readonly WorldRecord['kind'][];

type Kind = (typeof KINDS)[number];

/** What is compared: two instants of one branch, in their order, or two branches. */
export type Sides = 'instants' | 'branches';

export function changesBetween(before: Tables, after: Tables, sides: Sides = 'instants'): readonly Change[] {
  const found = KINDS.flatMap((kind) => changesOfKind(kind, before, after, sides));
  return found.sort((a, b) => b.weight - a.weight);
}

function changesOfKind(kind: Kind, before: Tables, after: Tables, sides: Sides): Change[] {
  const [was, is]: readonly ReadonlyMap<string, WorldRecord>[] = [before[kind], after[kind]];
  if (was === undefined || is === undefined || was === is) return [];
  const ids = [...new Set([...was.keys(), ...is.keys()])];
  return ids.flatMap((id): Change[] => {
    const [old, now] = [was.get(id), is.get(id)];
    if (old === now || isInternal(old ?? now)) return [];
    const told = old === undefined || now === undefined ? presence(now, old) : changed([old, now], before, after, sides);
    if (told.length === 0) return [];
    const record = now ?? old;
    return record === undefined ? [] : [{ id, title: titleOf(record), there: now !== undefined, texts: [...told].sort((a, b) => b.weight - a.weight).map(({ text }) => text), weight: Math.max(...told.map(({ weight }) => weight)) }];
  });
}

const isInternal = (record: WorldRecord | undefined): boolean => record !== undefined && 'topic' in record && typeof record.topic === 'string' && record.topic.startsWith('__');

const titleOf = (record: WorldRecord): string => (record.kind === 'link' ? describe(record).title : record.kind === 'tty' ? record.tty : describe(record).title);

/** Somebody came or went. A member that left is told by its group as well, a link only where something is wrong with it. */
function presence(now: WorldRecord | undefined, old: WorldRecord | undefined): Told[] {
  const record = now ?? old;
  if (record === undefined || record.kind === 'tty') return [];
  const state = now === undefined ? '' : describe(now).state;
  const weight = record.kind === 'link' ? FAULT : record.kind === 'topic' || record.kind === 'flink-job' ? MOVED : CAME;
  return [{ text: now === undefined ? m.change_gone() : state === '' ? m.change_came() : `${m.change_came()} · ${state}`, weight }];
}

function changed([old, now]: readonly [WorldRecord, WorldRecord], before: Tables, after: Tables, sides: Sides): Told[] {
  switch (now.kind) {
    case 'node': return old.kind === 'node' ? nodeChanged(old, now) : [];
    case 'partition': return old.kind === 'partition' ? partitionChanged(old, now) : [];
    case 'group': return old.kind === 'group' ? groupChanged(old, now, before, after) : [];
    case 'member': return old.kind === 'member' ? memberChanged(old, now) : [];
    case 'client': return old.kind === 'client' ? clientChanged(old, now, sides) : [];
    case 'flink-node': case 'flink-job': case 'flink-task': case 'flink-time': return flinkChanged(old, now, sides);
    case 'tty': {
      const typed = old.kind === 'tty' ? now.history.slice(old.history.length) : [];
      return typed.length === 0 ? [] : [{ text: m.change_typed({ count: number(typed.length), last: typed.at(-1) ?? '' }), weight: CAME }];
    }
    default: return rowsChanged(old, now, MOVED);
  }
}

function nodeChanged(old: NodeRecord, now: NodeRecord): Told[] {
  const [was, is] = [describe(old).state, describe(now).state];
  const fault = now.state !== old.state || now.diskFailure !== old.diskFailure;
  return [...(was === is ? [] : [{ text: m.change_state({ from: was, to: is }), weight: fault ? FAULT : MOVED }]), ...(old.clockSkewMs === now.clockSkewMs ? [] : rowsChanged({ ...old, state: now.state }, { ...now, metadataEndOffset: old.metadataEndOffset, metadataHighWatermark: old.metadataHighWatermark, epoch: old.epoch, upSinceUs: old.upSinceUs }, MOVED))];
}

function partitionChanged(old: PartitionRecord, now: PartitionRecord): Told[] {
  const told: Told[] = [];
  if (old.leader !== now.leader) told.push(now.leader < 0 ? { text: m.change_leader_lost({ from: old.leader }), weight: FAULT + 1 } : { text: old.leader < 0 ? m.change_leader_found({ to: now.leader }) : m.change_leader({ from: old.leader, to: now.leader }), weight: MOVED + 5 });
  const lost = old.isr.filter((broker) => !now.isr.includes(broker));
  const back = now.isr.filter((broker) => !old.isr.includes(broker));
  if (lost.length > 0) told.push({ text: m.change_isr_lost({ brokers: lost.join(', ') }), weight: MOVED + 2 });
  if (back.length > 0) told.push({ text: m.change_isr_back({ brokers: back.join(', ') }), weight: MOVED });
  // Without a leader nobody knows the log's end.
  if (old.logEndOffset >= 0 && now.logEndOffset >= 0 && old.logEndOffset !== now.logEndOffset) told.push(now.logEndOffset > old.logEndOffset ? { text: m.change_written({ count: number(now.logEndOffset - old.logEndOffset) }), weight: COUNTED } : { text: m.change_lost({ count: number(old.logEndOffset - now.logEndOffset) }), weight: FAULT });
  if (old.logStartOffset >= 0 && now.logStartOffset > old.logStartOffset) told.push({ text: m.change_deleted({ count: number(now.logStartOffset - old.logStartOffset) }), weight: COUNTED + 5 });
  return told;
}

const lagOf = (group: string, tables: Pick<Tables, 'owner'>): number => [...tables.owner.values()].reduce((sum, one) => sum + (one.group === group ? (one.lag ?? 0) : 0), 0);

function groupChanged(old: GroupRecord, now: GroupRecord, before: Tables, after: Tables): Told[] {
  const [was, is] = [lagOf(now.group, before), lagOf(now.group, after)];
  const [stateBefore, stateNow] = [describe(old).state, describe(now).state];
  return [
    ...(stateBefore === stateNow ? [] : [{ text: m.change_state({ from: stateBefore, to: stateNow }), weight: MOVED }]),
    ...(old.members === now.members ? [] : [{ text: m.change_members({ from: old.members, to: now.members }), weight: MOVED }]),
    ...(was === is ? [] : [{ text: m.change_lag({ from: number(was), to: number(is) }), weight: is > was ? COUNTED + 10 : COUNTED }]),
  ];
}

function memberChanged(old: MemberRecord, now: MemberRecord): Told[] {
  const got = now.assignment.filter((one) => !old.assignment.includes(one));
  const gave = old.assignment.filter((one) => !now.assignment.includes(one));
  return [...(got.length === 0 ? [] : [{ text: m.change_got({ partitions: got.join(', ') }), weight: MOVED }]), ...(gave.length === 0 ? [] : [{ text: m.change_gave({ partitions: gave.join(', ') }), weight: MOVED }])];
}

function clientChanged(old: ClientRecord, now: ClientRecord, sides: Sides): Told[] {
  const [was, is] = [describe(old).state, describe(now).state];
  return [
    ...(was === is ? [] : [{ text: m.change_state({ from: was, to: is }), weight: FAULT - 5 }]),
    ...counted(countOf(old.recordsFailed, now.recordsFailed, sides), (count) => m.change_failed({ count }), FAULT - 10),
    ...counted(countOf(old.recordsSent, now.recordsSent, sides), (count) => m.change_sent({ count }), COUNTED),
    ...counted(countOf(old.recordsAcknowledged, now.recordsAcknowledged, sides), (count) => m.change_acked({ count }), COUNTED - 1),
    ...counted(countOf(old.recordsConsumed, now.recordsConsumed, sides), (count) => m.change_consumed({ count }), COUNTED),
  ];
}

/** How much more a counter has on the second side. Between instants one that went back belongs to a process that began anew, and counts from nothing; of two branches either may have counted more. */
function countOf(old: number, now: number, sides: Sides): number {
  return now >= old || sides === 'branches' ? now - old : now;
}

function counted(count: number, say: (count: string) => string, weight: number): Told[] {
  return count === 0 ? [] : [{ text: say(`${count > 0 ? '+' : '−'}${number(Math.abs(count))}`), weight }];
}

function flinkChanged(old: WorldRecord, now: FlinkRecord, sides: Sides): Told[] {
  const [was, is] = [describe(old).state, describe(now).state];
  const state = was === is ? [] : [{ text: m.change_state({ from: was, to: is }), weight: now.kind === 'flink-task' ? MOVED : FAULT }];
  if (now.kind === 'flink-job' && old.kind === 'flink-job') {
    return [...(old.status === now.status ? [] : state), ...counted(countOf(old.restarts, now.restarts, sides), (count) => m.change_restarts({ count }), FAULT), ...counted(countOf(old.checkpointsFailed, now.checkpointsFailed, sides), (count) => m.change_checkpoints_failed({ count }), MOVED), ...counted(countOf(old.checkpointsCompleted, now.checkpointsCompleted, sides), (count) => m.change_checkpoints({ count }), COUNTED)];
  }
  if (now.kind === 'flink-task' && old.kind === 'flink-task') return [...(old.status === now.status ? [] : state), ...(old.node === now.node || old.node === null || now.node === null ? [] : [{ text: m.change_moved({ from: nodeName(old.node), to: nodeName(now.node) }), weight: MOVED }])];
  if (now.kind === 'flink-time' && old.kind === 'flink-time') {
    const fired = now.fired.filter(({ atUs }) => atUs > (old.fired.at(-1)?.atUs ?? -1)).length;
    return [...(fired === 0 ? [] : [{ text: m.change_fired({ count: number(fired) }), weight: COUNTED + 3 }]), ...counted(countOf(old.lateDropped, now.lateDropped, sides), (count) => m.change_late({ count }), MOVED), ...(old.watermark === now.watermark ? [] : [{ text: m.change_watermark({ from: watermarkText(old.watermark), to: watermarkText(now.watermark) }), weight: COUNTED }])];
  }
  return now.kind === 'flink-node' && old.kind === 'flink-node' && old.state === now.state && old.unnoticed === now.unnoticed ? [] : state;
}

/** What has no words of its own here is told by the rows that describe it. */
function rowsChanged(old: WorldRecord, now: WorldRecord, weight: number): Told[] {
  const [was, is] = [describe(old), describe(now)];
  const before = new Map(was.rows);
  const rows = is.rows.flatMap(([name, value]) => (before.get(name) === value ? [] : [{ text: m.change_row({ name, from: before.get(name) ?? '–', to: value }), weight: COUNTED }]));
  return [...(was.state === is.state ? [] : [{ text: m.change_state({ from: was.state, to: is.state }), weight }]), ...rows.slice(0, 4)];
}
