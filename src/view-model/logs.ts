// Topics, partitions and the replicas' logs with their last records.
import type { LogRecord, LogSegment, PartitionRecord, ReplicaRecord, TopicRecord, TransactionSpan } from '../bridge/records.ts';
import { effectiveMinIsr } from '../sim/kafka/broker/high-watermark.ts';
import { lastStableOffset, type Log, logSize } from '../sim/kafka/log/log.ts';
import type { LogConfig } from '../sim/kafka/log/log-config.ts';
import { chunkAt, chunkCount, type Segment } from '../sim/kafka/log/segment.ts';
import { configsOf, type MetadataImage, topicsOf } from '../sim/kafka/metadata-image.ts';
import type { PartitionState } from '../sim/kafka/metadata-record.ts';
import type { RecordBatch } from '../sim/kafka/record.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { brokers } from './cluster.ts';
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

export function partitionRecords(world: KernelState, image: MetadataImage, facts: LatestFacts): PartitionRecord[] {
  const all = brokers(world);
  return topicsOf(image).flatMap((topic) => topic.partitions.map((partition, index) => {
    const name = `${topic.name}-${index}`;
    const led = partition.leader < 0 ? undefined : all.find(({ state }) => state.id === partition.leader)?.state.plane.partitions[name];
    const log = led?.log ?? null;
    return {
      kind: 'partition', id: `partition/${name}`, topic: topic.name, partition: index, leader: partition.leader, leaderEpoch: partition.leaderEpoch, partitionEpoch: partition.partitionEpoch,
      replicas: partition.replicas, isr: partition.isr, elr: partition.elr, logStartOffset: log?.logStartOffset ?? -1, highWatermark: log?.highWatermark ?? -1, logEndOffset: log?.logEndOffset ?? -1,
      ...(led === undefined ? {} : { minIsr: effectiveMinIsr(led) }), leaderFact: facts.leader.get(name) ?? -1, isrFact: facts.isr.get(name) ?? -1,
    };
  }));
}

/** `count`: how many records of each log are shown, of internal topics none; `fresh`: how many are new, which are shown in any case. */
export function replicaRecords(world: KernelState, image: MetadataImage, count: (topic: string, partition: number) => number, fresh: (id: string, logEndOffset: number) => number): ReplicaRecord[] {
  const all = brokers(world);
  return topicsOf(image).flatMap((topic) => topic.partitions.flatMap((partition, index) => partition.replicas.flatMap((id): ReplicaRecord[] => {
    const broker = all.find(({ state }) => state.id === id);
    const name = `${topic.name}-${index}`;
    const replica = broker?.state.plane.partitions[name];
    if (broker === undefined || replica === undefined) return [];
    const moving = partition.addingReplicas.includes(id) ? 'adding' : partition.removingReplicas.includes(id) ? 'removing' : '';
    const shape = { role: roleOf(broker.up, partition, id), inSync: partition.isr.includes(id), moving, leaderEpoch: replica.leaderEpoch, cleanupPolicy: policyOf(replica.settings) } as const;
    const shown = isInternal(topic.name) ? 0 : Math.max(count(topic.name, index), fresh(replicaId(topic.name, index, id), replica.log.logEndOffset));
    return [replicaRecord(topic.name, index, id, replica.log, shape, shown)];
  })));
}

const replicaId = (topic: string, partition: number, broker: number): string => `replica/${topic}-${partition}/${broker}`;

type ReplicaShape = Pick<ReplicaRecord, 'role' | 'inSync' | 'moving' | 'leaderEpoch' | 'cleanupPolicy'>;

interface MadeReplica {
  readonly record: ReplicaRecord;
  /** Everything that a record is made of, in numbers: as long as it is the same the record is. */
  readonly stamp: string;
}

/** Most replicas, and above all those of internal topics, have not changed since they were last looked at. */
const madeReplicas = new WeakMap<Log, MadeReplica>();

function replicaRecord(topic: string, partition: number, broker: number, log: Log, shape: ReplicaShape, shown: number): ReplicaRecord {
  const { role, inSync, moving, leaderEpoch, cleanupPolicy } = shape;
  const bytes = logSize(log);
  const stable = lastStableOffset(log);
  const stamp = `${shown},${role},${inSync},${moving},${leaderEpoch},${cleanupPolicy},${log.logStartOffset},${log.highWatermark},${log.logEndOffset},${stable},${log.unstable.length},${log.unstable.at(-1)?.lastOffset},${log.aborted.length},${log.aborted.at(-1)?.lastOffset},${log.segments.length},${bytes},${log.cleanedTo}`;
  const known = madeReplicas.get(log);
  if (known?.stamp === stamp) return known.record;
  const record: ReplicaRecord = {
    kind: 'replica', id: replicaId(topic, partition, broker), topic, partition, broker, role, inSync, moving, leaderEpoch,
    logStartOffset: log.logStartOffset, highWatermark: log.highWatermark, logEndOffset: log.logEndOffset, ...transactionsOf(log), tail: lastRecords(log, shown),
    ...segmentsOf(log), sizeBytes: bytes, cleanupPolicy, cleanedTo: log.cleanedTo,
  };
  madeReplicas.set(log, { record, stamp });
  return record;
}

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
  return [isCompacted ? 'compact' : '', isDeleting ? 'delete' : ''].filter((one) => one !== '').join(',');
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
