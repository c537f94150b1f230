// Small makers of records, for the named worlds that tests, the gallery and journeys show.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import type {
  ClientRecord, FactRecord, FlightRecord, GroupRecord, LogRecord, MemberRecord, NodeRecord, OwnerRecord, PartitionRecord, ReplicaRecord, SharedRows, TopicRecord, TransactionSpan, TtyRecord, WorldRecord } from '../../bridge/records.ts';

/** The named worlds start at noon of 5 January 2026, as the default scenario does. */
export const STARTED_AT_MS = Date.UTC(2026, 0, 5, 12, 0, 0);

export function broker(number: number, more: Partial<NodeRecord> = {}): NodeRecord {
  return {
    kind: 'node', id: `node/broker-${number}`, node: `broker-${number}`, role: 'broker', number, host: `localhost:${9091 + number}`, state: 'running', quorumRole: null,
    epoch: 12 + number, metadataEndOffset: 148, metadataHighWatermark: 148, diskFactor: 1, diskFailure: 'none', clockSkewMs: 0, rack: null, upSinceUs: 0, ...more,
  };
}

export function controller(number: number, more: Partial<NodeRecord> = {}): NodeRecord {
  return {
    kind: 'node', id: `node/controller-${number}`, node: `controller-${number}`, role: 'controller', number, host: `localhost:${9091 + number}`, state: 'running',
    quorumRole: number === 102 ? 'leader' : 'follower', epoch: 3, metadataEndOffset: 148, metadataHighWatermark: 148, diskFactor: 1, diskFailure: 'none', clockSkewMs: 0, rack: null, upSinceUs: 0, ...more,
  };
}

/** Three controllers, 102 active, and three brokers. */
export function cluster(changes: Readonly<Record<string, Partial<NodeRecord>>> = {}): NodeRecord[] {
  const nodes = [controller(101), controller(102), controller(103), broker(1), broker(2), broker(3)];
  return nodes.map((node) => ({ ...node, ...changes[node.node] }));
}

export function log(count: number, keyOf: (offset: number) => string | null, more: Partial<LogRecord> = {}): LogRecord[] {
  return Array.from({ length: count }, (_, offset) => ({
    offset, key: keyOf(offset), value: `{"pedido": ${offset}}`, timestampMs: STARTED_AT_MS + 10_000 + offset * 120, leaderEpoch: 0, sizeBytes: 74, headers: [], producerId: 1, sequence: offset, ...more,
  }));
}

export interface PartitionSketch {
  readonly replicas: readonly number[];
  readonly records: readonly LogRecord[];
  readonly leader?: number;
  readonly isr?: readonly number[];
  readonly highWatermark?: number;
  readonly epoch?: number;
  /** Log end offset of a broker that is behind. */
  readonly behind?: Readonly<Record<number, number>>;
  readonly down?: readonly number[];
  readonly adding?: readonly number[];
  readonly removing?: readonly number[];
  readonly leaderFact?: number;
  /** Where its segments begin; one segment where absent. */
  readonly segments?: readonly number[];
  readonly logStart?: number;
  readonly cleanupPolicy?: string;
  readonly cleanedTo?: number;
  readonly openTransactions?: readonly TransactionSpan[];
  readonly abortedTransactions?: readonly TransactionSpan[];
}

export function topic(name: string, partitions: readonly PartitionSketch[], more: Partial<TopicRecord> = {}): WorldRecord[] {
  const record: TopicRecord = {
    kind: 'topic', id: `topic/${name}`, name, topicId: 'hTxdKkJqTfCr2vQjT1mF5w', partitions: partitions.length, replicationFactor: partitions[0]?.replicas.length ?? 0,
    internal: name.startsWith('__'), configs: {}, ...more,
  };
  return [record, ...partitions.flatMap((sketch, at) => partition(name, at, sketch))];
}

function segmentsOf({ segments: begins = [0], records }: PartitionSketch, logEndOffset: number): Pick<ReplicaRecord, 'segments' | 'segmentCount' | 'sizeBytes'> {
  const segments = begins.map((baseOffset, i) => {
    const endOffset = Math.min(begins[i + 1] ?? logEndOffset, logEndOffset);
    const own = records.filter(({ offset }) => offset >= baseOffset && offset < endOffset);
    return { baseOffset, endOffset, bytes: own.reduce((sum, one) => sum + one.sizeBytes, 0), records: own.length, tombstones: own.filter((one) => one.value === null).length, maxTimestampMs: own.at(-1)?.timestampMs ?? -1 };
  });
  return { segments, segmentCount: segments.length, sizeBytes: segments.reduce((sum, one) => sum + one.bytes, 0) };
}

function partition(name: string, at: number, sketch: PartitionSketch): WorldRecord[] {
  const leader = sketch.leader ?? sketch.replicas[0] ?? -1;
  const isr = sketch.isr ?? sketch.replicas;
  const end = (sketch.records.at(-1)?.offset ?? -1) + 1;
  const highWatermark = sketch.highWatermark ?? end;
  const epoch = sketch.epoch ?? 0;
  const record: PartitionRecord = {
    kind: 'partition', id: `partition/${name}-${at}`, topic: name, partition: at, leader, leaderEpoch: epoch, partitionEpoch: epoch, replicas: sketch.replicas, isr, elr: [],
    logStartOffset: sketch.logStart ?? 0, highWatermark, logEndOffset: end, leaderFact: sketch.leaderFact ?? -1, isrFact: -1,
  };
  const replicas = sketch.replicas.map((number): ReplicaRecord => {
    const logEndOffset = sketch.behind?.[number] ?? end;
    const role = sketch.down?.includes(number) === true ? 'offline' : number === leader ? 'leader' : 'follower';
    return {
      kind: 'replica', id: `replica/${name}-${at}/${number}`, topic: name, partition: at, broker: number, role, inSync: isr.includes(number), moving: sketch.adding?.includes(number) === true ? 'adding' : sketch.removing?.includes(number) === true ? 'removing' : '', leaderEpoch: epoch,
      logStartOffset: sketch.logStart ?? 0, highWatermark: Math.min(highWatermark, logEndOffset), logEndOffset, tail: sketch.records.filter((record) => record.offset < logEndOffset).slice(-40),
      ...segmentsOf(sketch, logEndOffset), cleanupPolicy: sketch.cleanupPolicy ?? 'delete', cleanedTo: sketch.cleanedTo ?? -1,
      lastStableOffset: Math.min(sketch.openTransactions?.[0]?.firstOffset ?? highWatermark, highWatermark, logEndOffset), openTransactions: sketch.openTransactions ?? [], abortedTransactions: sketch.abortedTransactions ?? [],
    };
  });
  return [record, ...replicas];
}

export function client(id: string, role: ClientRecord['role'], more: Partial<ClientRecord> = {}): ClientRecord {
  return {
    kind: 'client', id: `client/${id}`, node: id, role, name: id, clientId: id, group: null, topics: ['orders'], tty: null, state: 'running', buffered: 0,
    recordsSent: 0, recordsAcknowledged: 0, recordsFailed: 0, recordsConsumed: 0, settings: {}, ...more,
  };
}

export interface MemberSketch {
  readonly node: string;
  readonly owns: readonly string[];
  /** In a group of the new consumer protocol. */
  readonly modern?: MemberRecord['modern'];
}

/** A group with its members, and for each partition `[committed, position, lag]`. */
export function group(name: string, members: readonly MemberSketch[], offsets: Readonly<Record<string, readonly [number | null, number | null, number | null]>>, more: Partial<GroupRecord> = {}): WorldRecord[] {
  const record: GroupRecord = {
    kind: 'group', id: `group/${name}`, group: name, state: members.length === 0 ? 'Empty' : 'Stable', generation: members.length, assignor: 'range', coordinator: 2,
    members: members.length, stateFact: -1, ...more,
  };
  const memberRecords = members.map(({ node, owns, modern }): MemberRecord => ({
    kind: 'member', id: `member/${name}/${node}`, group: name, memberId: `${node}-5f1c`, clientId: node, instanceId: null, node, assignment: owns, ...(modern === undefined ? {} : { modern }),
  }));
  const owners = Object.entries(offsets).map(([partitionName, [committed, position, lag]]): OwnerRecord => {
    const dash = partitionName.lastIndexOf('-');
    const member = members.find(({ owns }) => owns.includes(partitionName));
    return {
      kind: 'owner', id: `owner/${name}/${partitionName}`, group: name, topic: partitionName.slice(0, dash), partition: Number(partitionName.slice(dash + 1)),
      memberId: member === undefined ? null : `${member.node}-5f1c`, node: member?.node ?? null, committed, position, lag,
    };
  });
  return [record, ...memberRecords, ...owners];
}

/** A row of records that a share group has in one state. */
export function shared(first: number, last: number, state: SharedRows['state'], deliveryCount: number, node: string | null = null): SharedRows {
  return { first, last, state, deliveryCount, memberId: node === null ? null : `${node}-5f1c`, node, lockedUntilUs: node === null ? null : 100_000_000 };
}

/** A share group with its members, and for each partition `[start, end, lag, rows in flight]`. */
export function shareGroup(name: string, members: readonly MemberSketch[], places: Readonly<Record<string, readonly [number, number, number, readonly SharedRows[]]>>): WorldRecord[] {
  const offsets = Object.fromEntries(Object.entries(places).map(([partitionName, [start, end, lag]]) => [partitionName, [start, end, lag] as const]));
  return group(name, members, offsets, { assignor: 'simple' }).map((record) => (record.kind !== 'owner' ? record : { ...record, memberId: null, node: null, share: { deliveryLimit: 5, rows: places[`${record.topic}-${record.partition}`]?.[3] ?? [] } }));
}

export function flight(number: number, from: string, to: string, sentAtUs: number, more: Partial<FlightRecord> = {}): FlightRecord {
  return { kind: 'flight', id: `flight/${number}`, from, to, sentAtUs, arrivesAtUs: sentAtUs + 320, api: 'Fetch', direction: 'request', lost: false, cargo: [], ...more };
}

export function fact<K extends FactKind>(factId: number, atUs: number, actor: string, kind: K, params: FactKinds[K], subjects: readonly string[], cause = -1): FactRecord {
  return { kind: 'fact', id: `fact/${factId}`, factId, atUs, actor, fact: kind, params, subjects, cause };
}

export function tty(name: string, history: readonly string[], waiting: TtyRecord['waiting'], lines: readonly string[]): WorldRecord[] {
  const record: TtyRecord = { kind: 'tty', id: `tty/${name}`, tty: name, columns: 100, rows: 24, firstLine: 0, endLine: lines.length, waiting, foreground: '', history };
  return [record, ...lines.map((text, line): WorldRecord => ({ kind: 'line', id: `line/${name}/${line}`, tty: name, line, text }))];
}
