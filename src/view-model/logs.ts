// Topics, partitions and the replicas' logs with their last records.
import type { LogRecord, LogSegment, PartitionRecord, ReplicaRecord, TopicRecord, TransactionSpan } from '../bridge/records.ts';
import type { Broker } from '../sim/kafka/broker/state.ts';
import { effectiveMinIsr } from '../sim/kafka/broker/high-watermark.ts';
import { lastStableOffset, type Log, logSize } from '../sim/kafka/log/log.ts';
import type { LogConfig } from '../sim/kafka/log/log-config.ts';
import { chunkAt, chunkCount, type Segment } from '../sim/kafka/log/segment.ts';
import { configsOf, type MetadataImage, type TopicImage, topicsOf } from '../sim/kafka/metadata-image.ts';
import type { PartitionState } from '../sim/kafka/metadata-record.ts';
import type { RecordBatch } from '../sim/kafka/record.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { type Actor, brokers } from './cluster.ts';
import type { LatestFacts } from './facts.ts';

const INTERNAL = ['__consumer_offsets', '__transaction_state', '__share_group_state'];

export function isInternal(topic: string): boolean {
  return INTERNAL.includes(topic);
}

/** What is being added does not count yet, as kafka-topics.sh says it too. */
function replicationFactor(partition: PartitionState | undefined): number {
  return partition === undefined ? 0 : partition.replicas.length - partition.addingReplicas.length;
}

export function topicRecords(image: MetadataImage): TopicRecord[] {
  return topicsOf(image).map((topic) => ({
    kind: 'topic', id: `topic/${topic.name}`, name: topic.name, topicId: topic.topicId, partitions: topic.partitions.length, replicationFactor: replicationFactor(topic.partitions[0]),
    internal: isInternal(topic.name), configs: configsOf(image, 'TOPIC', topic.name),
  }));
}

/** The log of a partition on a broker, also of one that is down: its disk keeps it. */
export function logOn(world: KernelState, broker: number, name: string): Log | null {
  return brokers(world).find(({ state }) => state.id === broker)?.state.plane.partitions[name]?.log ?? null;
}

/** Topics and the states of their partitions are frozen, so what follows from them alone is made once. */
const names = new WeakMap<TopicImage, readonly string[]>();

/** The names of a topic's partitions, by their numbers. */
function namesOf(topic: TopicImage): readonly string[] {
  const known = names.get(topic);
  if (known !== undefined) return known;
  const all = topic.partitions.map((_partition, index) => `${topic.name}-${index}`);
  names.set(topic, all);
  return all;
}

function brokersById(world: KernelState): ReadonlyMap<number, Actor<Broker>> {
  return new Map(brokers(world).map((broker) => [broker.state.id, broker]));
}

/** Most partitions, and above all those of internal topics, have not changed since they were last looked at. */
const madePartitions = new WeakMap<PartitionState, PartitionRecord>();

export function partitionRecords(world: KernelState, image: MetadataImage, facts: LatestFacts): PartitionRecord[] {
  const all = brokersById(world);
  const records: PartitionRecord[] = [];
  for (const topic of topicsOf(image)) {
    const name = namesOf(topic);
    topic.partitions.forEach((partition, index) => {
      const known = madePartitions.get(partition);
      const made = partitionRecord(topic.name, index, name[index] ?? '', partition, all.get(partition.leader), facts, known);
      if (made !== known) madePartitions.set(partition, made);
      records.push(made);
    });
  }
  return records;
}

/** The very record that is known where it would say the same. */
function partitionRecord(topic: string, index: number, name: string, partition: PartitionState, leader: Actor<Broker> | undefined, facts: LatestFacts, known: PartitionRecord | undefined): PartitionRecord {
  const led = leader?.state.plane.partitions[name];
  const minIsr = led === undefined ? undefined : effectiveMinIsr(led);
  const { logStartOffset = -1, highWatermark = -1, logEndOffset = -1 } = led?.log ?? {};
  const [leaderFact, isrFact] = [facts.leader.get(name) ?? -1, facts.isr.get(name) ?? -1];
  const isKnown = known !== undefined && known.logEndOffset === logEndOffset && known.highWatermark === highWatermark && known.logStartOffset === logStartOffset && known.minIsr === minIsr && known.leaderFact === leaderFact && known.isrFact === isrFact;
  return isKnown ? known : {
    kind: 'partition', id: `partition/${name}`, topic, partition: index, leader: partition.leader, leaderEpoch: partition.leaderEpoch, partitionEpoch: partition.partitionEpoch,
    replicas: partition.replicas, isr: partition.isr, elr: partition.elr, logStartOffset, highWatermark, logEndOffset, ...(minIsr === undefined ? {} : { minIsr }), leaderFact, isrFact,
  };
}

/** `count`: how many records of each log are shown, of internal topics none; `fresh`: how many are new, which are shown in any case; null where nobody asks. */
export function replicaRecords(world: KernelState, image: MetadataImage, count: (topic: string, partition: number) => number, fresh: ((id: string, logEndOffset: number) => number) | null): ReplicaRecord[] {
  const all = brokersById(world);
  const records: ReplicaRecord[] = [];
  for (const topic of topicsOf(image)) {
    const internal = isInternal(topic.name);
    const name = namesOf(topic);
    topic.partitions.forEach((partition, index) => {
      for (const id of partition.replicas) {
        const broker = all.get(id);
        const replica = broker?.state.plane.partitions[name[index] ?? ''];
        if (broker === undefined || replica === undefined) continue;
        const moving = partition.addingReplicas.includes(id) ? 'adding' : partition.removingReplicas.includes(id) ? 'removing' : '';
        const deposed = broker.up && replica.role === 'leader' && partition.leader !== id;
        const shape = { role: roleOf(broker.up, partition, id), deposed: deposed ? true : undefined, inSync: partition.isr.includes(id), moving, leaderEpoch: replica.leaderEpoch, cleanupPolicy: policyOf(replica.settings) } as const;
        const asked = internal ? 0 : count(topic.name, index);
        const shown = internal || fresh === null ? asked : Math.max(asked, fresh(replicaId(topic.name, index, id), replica.log.logEndOffset));
        records.push(replicaRecord(topic.name, index, id, replica.log, shape, shown));
      }
    });
  }
  return records;
}

const replicaId = (topic: string, partition: number, broker: number): string => `replica/${topic}-${partition}/${broker}`;

type ReplicaShape = Pick<ReplicaRecord, 'role' | 'inSync' | 'moving' | 'leaderEpoch' | 'cleanupPolicy'> & { readonly deposed: true | undefined };

/** What a record was made of, besides what it says itself. */
interface MadeReplica {
  readonly record: ReplicaRecord;
  readonly shown: number;
  readonly unstable: number;
  readonly lastUnstable: number;
  readonly aborted: number;
  readonly lastAborted: number;
}

const madeReplicas = new WeakMap<Log, MadeReplica>();

function replicaRecord(topic: string, partition: number, broker: number, log: Log, shape: ReplicaShape, shown: number): ReplicaRecord {
  const known = madeReplicas.get(log);
  if (known !== undefined && isShaped(known.record, shape) && isUnchanged(known, log, shown)) return known.record;
  const { role, deposed, inSync, moving, leaderEpoch, cleanupPolicy } = shape;
  const record: ReplicaRecord = {
    kind: 'replica', id: replicaId(topic, partition, broker), topic, partition, broker, role, ...(deposed === undefined ? {} : { deposed }), inSync, moving, leaderEpoch,
    logStartOffset: log.logStartOffset, highWatermark: log.highWatermark, logEndOffset: log.logEndOffset, ...transactionsOf(log), tail: lastRecords(log, shown),
    ...segmentsOf(log), sizeBytes: logSize(log), cleanupPolicy, cleanedTo: log.cleanedTo,
  };
  madeReplicas.set(log, { record, shown, unstable: log.unstable.length, lastUnstable: lastOf(log.unstable), aborted: log.aborted.length, lastAborted: lastOf(log.aborted) });
  return record;
}

function isShaped(record: ReplicaRecord, { role, deposed, inSync, moving, leaderEpoch, cleanupPolicy }: ReplicaShape): boolean {
  return record.role === role && record.deposed === deposed && record.inSync === inSync && record.leaderEpoch === leaderEpoch && record.moving === moving && record.cleanupPolicy === cleanupPolicy;
}

/** Everything that a record is made of, in numbers: as long as it is the same the record is. */
function isUnchanged({ record, shown, unstable, lastUnstable, aborted, lastAborted }: MadeReplica, log: Log, nowShown: number): boolean {
  return record.logEndOffset === log.logEndOffset && record.highWatermark === log.highWatermark && record.logStartOffset === log.logStartOffset && shown === nowShown
    && record.segmentCount === log.segments.length && record.cleanedTo === log.cleanedTo && record.lastStableOffset === lastStableOffset(log) && record.sizeBytes === logSize(log)
    && unstable === log.unstable.length && aborted === log.aborted.length && lastUnstable === lastOf(log.unstable) && lastAborted === lastOf(log.aborted);
}

const lastOf = (spans: readonly TransactionSpan[]): number => spans.at(-1)?.lastOffset ?? -1;

/** Of many transactions the last ones are shown. */
const SPANS_SHOWN = 20;
const NO_SPANS: readonly TransactionSpan[] = Object.freeze([]);

function transactionsOf(log: Log): Pick<ReplicaRecord, 'lastStableOffset' | 'openTransactions' | 'abortedTransactions'> {
  const spans = (of: readonly TransactionSpan[]): readonly TransactionSpan[] => (of.length === 0 ? NO_SPANS : of.slice(-SPANS_SHOWN).map(({ producerId, firstOffset, lastOffset }) => ({ producerId, firstOffset, lastOffset })));
  return { lastStableOffset: lastStableOffset(log), openTransactions: spans(log.unstable), abortedTransactions: spans(log.aborted) };
}

/** Of a log with many segments the last ones are shown. */
const SEGMENTS_SHOWN = 24;

function segmentsOf(log: Log): { readonly segments: readonly LogSegment[]; readonly segmentCount: number } {
  const from = Math.max(0, log.segments.length - SEGMENTS_SHOWN);
  const segments = log.segments.slice(from).map((segment, i): LogSegment => {
    const endOffset = log.segments[from + i + 1]?.baseOffset ?? log.logEndOffset;
    return { baseOffset: segment.baseOffset, endOffset, bytes: segment.sizeInBytes, maxTimestampMs: segment.maxTimestampMs, ...countsOf(segment) };
  });
  return { segments, segmentCount: log.segments.length };
}

interface Counts {
  readonly records: number;
  readonly tombstones: number;
}

/** Full blocks and chunks of a segment never change, so their records are counted once. */
const counted = new WeakMap<object, Counts>();

function countsOf(segment: Segment): Counts {
  const ofChunk = (chunk: readonly RecordBatch[]): Counts => once(chunk, () => countBatches(chunk));
  const ofBlock = (block: Segment['blocks'][number]): Counts => once(block, () => sumOf(block.map(ofChunk)));
  return sumOf([...segment.blocks.map(ofBlock), ...segment.chunks.map(ofChunk), countBatches(segment.tail)]);
}

function once(frozen: object, count: () => Counts): Counts {
  const known = counted.get(frozen);
  if (known !== undefined) return known;
  const counts = count();
  counted.set(frozen, counts);
  return counts;
}

function sumOf(parts: readonly Counts[]): Counts {
  return parts.reduce((sum, part) => ({ records: sum.records + part.records, tombstones: sum.tombstones + part.tombstones }), { records: 0, tombstones: 0 });
}

function countBatches(chunk: readonly RecordBatch[]): Counts {
  let records = 0;
  let tombstones = 0;
  for (const batch of chunk) {
    if (batch.control !== null) continue;
    records += batch.records.length;
    for (const record of batch.records) if (record.value === null) tombstones += 1;
  }
  return { records, tombstones };
}

function policyOf({ isCompacted, isDeleting }: LogConfig): string {
  if (isCompacted) return isDeleting ? 'compact,delete' : 'compact';
  return isDeleting ? 'delete' : '';
}

function roleOf(up: boolean, partition: PartitionState, id: number): ReplicaRecord['role'] {
  if (!up) return 'offline';
  return partition.leader === id ? 'leader' : 'follower';
}

/** The last records of a log, oldest first; markers of transactions are not among them. */
function lastRecords(log: Log, count: number): LogRecord[] {
  const parts: (readonly LogRecord[])[] = [];
  let found = 0;
  for (let s = log.segments.length - 1; s >= 0 && found < count; s--) {
    const segment = log.segments[s];
    if (segment === undefined) continue;
    for (let c = chunkCount(segment); c >= 0 && found < count; c--) {
      const chunk = chunkAt(segment, c) ?? segment.tail;
      for (let b = chunk.length - 1; b >= 0 && found < count; b--) {
        const batch = chunk[b];
        if (batch === undefined) continue;
        const records = recordsOf(batch).filter((record) => record.offset >= log.logStartOffset);
        parts.push(records);
        found += records.length;
      }
    }
  }
  const all = parts.reverse().flat();
  return all.slice(Math.max(0, all.length - count));
}

/** Batches never change, so their records are made once. */
const made = new WeakMap<RecordBatch, readonly LogRecord[]>();

function recordsOf(batch: RecordBatch): readonly LogRecord[] {
  const known = made.get(batch);
  if (known !== undefined) return known;
  const size = batch.records.length === 0 ? 0 : Math.round(batch.sizeInBytes / batch.records.length);
  const records = batch.control !== null ? [] : batch.records.map((record, index): LogRecord => ({
    offset: batch.baseOffset + (batch.offsetDeltas?.[index] ?? index), key: record.key, value: record.value, timestampMs: record.timestampMs, leaderEpoch: batch.partitionLeaderEpoch, sizeBytes: size,
    headers: record.headers, producerId: batch.producerId, sequence: batch.baseSequence < 0 ? -1 : batch.baseSequence + index,
  }));
  made.set(batch, records);
  return records;
}
