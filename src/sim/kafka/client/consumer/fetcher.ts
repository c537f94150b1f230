// Fetching: one request per leader at a time, records kept until poll() returns them, at most max.poll.records a time.
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { TopicPartition } from '../../protocol.ts';
import type { FetchResponse } from '../../protocol-data.ts';
import type { KafkaRecord, RecordBatch } from '../../record.ts';
import { nextOffset } from '../../record.ts';
import { failureOf } from '../failure.ts';
import { inOrder } from '../../in-order.ts';
import type { ClientIo } from '../io.ts';
import { NEVER } from '../io.ts';
import { leaderLearnt, partitionInfo, requestUpdate } from '../metadata.ts';
import { connectionDelayUntil, log, ready, sendRequest } from '../network-client.ts';
import { leaderMoved, outOfRange } from './positions.ts';
import type { Assigned, Consumer, ConsumerContext, Fetched } from './state.ts';
import { findAssigned, sameTp, tpName } from './state.ts';

const LOGGER = 'org.apache.kafka.clients.consumer.internals.FetchCollector';

/** A record as poll() returns it. */
export interface ConsumedRecord extends TopicPartition {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly record: KafkaRecord;
  /** Absent where the record's time is its producer's. */
  readonly timestampType?: 'LogAppendTime';
}

/** Asks every leader that has no request of ours for the partitions that wait for records. */
export function sendFetches(consumer: Consumer, io: ClientIo): void {
  const { network, config } = consumer;
  const groups: [number, Assigned[]][] = [];
  for (const p of consumer.assigned) {
    if (!isFetchable(consumer, p) || p.notBefore > io.now) continue;
    const leader = partitionInfo(network.metadata, p.topic, p.partition)?.leader ?? -1;
    if (leader < 0) {
      requestUpdate(network.metadata, false);
      continue;
    }
    if (network.inFlight.some((request) => request.context?.kind === 'fetch' && request.node === leader)) continue;
    const group = groups.find(([node]) => node === leader);
    if (group === undefined) groups.push([leader, [p]]);
    else group[1].push(p);
  }
  for (const [leader, partitions] of groups) {
    if (!ready(network, leader, io)) continue;
    const topics: { topic: string; partitions: { partition: number; currentLeaderEpoch: number; fetchOffset: number; lastFetchedEpoch: number; logStartOffset: number; partitionMaxBytes: number }[] }[] = [];
    const asked: (TopicPartition & { offset: number })[] = [];
    for (const p of partitions) {
      const offset = p.position?.offset ?? 0;
      asked.push({ topic: p.topic, partition: p.partition, offset });
      const currentLeaderEpoch = partitionInfo(network.metadata, p.topic, p.partition)?.leaderEpoch ?? -1;
      const row = { partition: p.partition, currentLeaderEpoch, fetchOffset: offset, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: config.maxPartitionFetchBytes };
      const topic = topics.find((t) => t.topic === p.topic);
      if (topic === undefined) topics.push({ topic: p.topic, partitions: [row] });
      else topic.partitions.push(row);
    }
    const isolationLevel = config.readCommitted ? (1 as const) : (0 as const);
    const body = { replicaId: -1, replicaEpoch: -1, maxWaitMs: config.fetchMaxWaitMs, minBytes: config.fetchMinBytes, maxBytes: config.fetchMaxBytes, isolationLevel, rackId: config.rack, topics };
    sendRequest<ConsumerContext>(network, leader, { api: 'Fetch', body }, { kind: 'fetch', node: leader, partitions: asked }, io);
  }
}

function isFetchable(consumer: Consumer, p: Assigned): boolean {
  if (p.status !== 'fetching' || p.paused || p.pendingRevocation || p.position === null) return false;
  return !consumer.fetched.some((f) => sameTp(f, p));
}

export function fetchAnswered(consumer: Consumer, asked: readonly (TopicPartition & { readonly offset: number })[], body: FetchResponse | null, io: ClientIo): void {
  const { network } = consumer;
  if (body === null) {
    requestUpdate(network.metadata, false);
    return;
  }
  const assigned = inOrder(consumer.assigned);
  const askedOf = inOrder(asked);
  for (const topic of body.responses) {
    for (const row of topic.partitions) {
      const of = { topic: topic.topic, partition: row.partitionIndex };
      const p = assigned((one) => sameTp(one, of));
      const from = askedOf((one) => sameTp(one, of));
      // Given up, or moved by a seek meanwhile: these are not the records that are wanted.
      if (p === undefined || from === undefined || p.position?.offset !== from.offset || p.status !== 'fetching') continue;
      if (row.currentLeader !== null) leaderLearnt(network.metadata, of.topic, of.partition, row.currentLeader.leaderId, row.currentLeader.leaderEpoch);
      if (row.errorCode === 'NONE') {
        p.highWatermark = row.highWatermark;
        if (row.logStartOffset >= 0) p.logStartOffset = row.logStartOffset;
        keep(consumer, p, row.records, row.abortedTransactions);
      } else {
        // A broker that refuses at once is not asked again at once.
        p.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
        fetchFailed(consumer, p, row.errorCode, from.offset);
      }
    }
  }
}

function keep(consumer: Consumer, p: Assigned, batches: readonly RecordBatch[], abortedTransactions: Fetched['abortedTransactions']): void {
  if (batches.length === 0 || p.position === null) return;
  const inOrder = [...abortedTransactions].sort((a, b) => a.firstOffset - b.firstOffset);
  consumer.fetched.push({ topic: p.topic, partition: p.partition, batches, abortedTransactions: inOrder, aborted: 0, aborting: [], batch: 0, record: 0, nextOffset: p.position.offset });
}

function fetchFailed(consumer: Consumer, p: Assigned, error: FetchResponse['errorCode'], offset: number): void {
  const { network } = consumer;
  if (error === 'OFFSET_OUT_OF_RANGE') {
    outOfRange(consumer, p, offset);
    return;
  }
  if (error === 'UNKNOWN_TOPIC_OR_PARTITION') log(network, 'WARN', `Received unknown topic or partition error in fetch for partition ${tpName(p)}`, LOGGER);
  if (error === 'UNKNOWN_TOPIC_ID') log(network, 'WARN', `Received unknown topic ID error in fetch for partition ${tpName(p)}`, LOGGER);
  if (leaderMoved(error)) requestUpdate(network.metadata, false);
  else if (error === 'UNKNOWN_SERVER_ERROR') log(network, 'WARN', `Unknown server error while fetching offset ${offset} for topic-partition ${tpName(p)}`, LOGGER);
  else consumer.failure = failureOf(error);
}

/** Up to max.poll.records of what was fetched, in order within each partition. Moves the positions past them. */
export function collect(consumer: Consumer): ConsumedRecord[] {
  const records: ConsumedRecord[] = [];
  const waiting: Fetched[] = [];
  for (const fetched of consumer.fetched) {
    const p = findAssigned(consumer, fetched);
    if (p === null || p.position === null || p.position.offset !== fetched.nextOffset) continue;
    if (p.paused || p.pendingRevocation || p.status !== 'fetching' || records.length >= consumer.config.maxPollRecords) {
      waiting.push(fetched);
      continue;
    }
    const done = drain(consumer, p, fetched, records);
    if (!done) waiting.push(fetched);
  }
  consumer.fetched = waiting;
  consumer.recordsConsumed += records.length;
  return records;
}

/** Takes records out of one partition's fetch. True when nothing is left in it. */
function drain(consumer: Consumer, p: Assigned, fetched: Fetched, into: ConsumedRecord[]): boolean {
  while (fetched.batch < fetched.batches.length) {
    const batch = fetched.batches[fetched.batch];
    if (batch === undefined) return true;
    const skipped = isSkipped(consumer, fetched, batch);
    if (skipped) fetched.record = batch.records.length;
    while (fetched.record < batch.records.length) {
      if (into.length >= consumer.config.maxPollRecords) return false;
      const record = batch.records[fetched.record];
      const offset = batch.baseOffset + (batch.offsetDeltas?.[fetched.record] ?? fetched.record);
      fetched.record++;
      if (record === undefined || offset < fetched.nextOffset) continue;
      into.push({ topic: p.topic, partition: p.partition, offset, leaderEpoch: batch.partitionLeaderEpoch, record, ...(batch.timestampType === undefined ? {} : { timestampType: batch.timestampType }) });
      advance(p, fetched, offset + 1, batch.partitionLeaderEpoch);
    }
    if (nextOffset(batch) > fetched.nextOffset) advance(p, fetched, nextOffset(batch), batch.partitionLeaderEpoch);
    fetched.batch++;
    fetched.record = 0;
  }
  return true;
}

function advance(p: Assigned, fetched: Fetched, offset: number, offsetEpoch: number): void {
  fetched.nextOffset = offset;
  p.position = { offset, offsetEpoch };
}

/** Markers are never shown; to read_committed neither are the records of a producer between its abort's first offset and the marker (CompletedFetch). */
function isSkipped(consumer: Consumer, fetched: Fetched, batch: RecordBatch): boolean {
  if (!consumer.config.readCommitted || batch.producerId < 0) return batch.control !== null;
  const end = nextOffset(batch);
  for (let next = fetched.abortedTransactions[fetched.aborted]; next !== undefined && next.firstOffset < end; next = fetched.abortedTransactions[fetched.aborted]) {
    if (!fetched.aborting.includes(next.producerId)) fetched.aborting.push(next.producerId);
    fetched.aborted++;
  }
  if (batch.control === null) return batch.isTransactional && fetched.aborting.includes(batch.producerId);
  if (batch.control === 'ABORT') fetched.aborting = fetched.aborting.filter((id) => id !== batch.producerId);
  return true;
}

/** When a leader that could not be reached may be tried again. Only later times count. */
export function fetchWakeup(consumer: Consumer, now: Time): Time {
  let at = NEVER;
  for (const p of consumer.assigned) {
    if (!isFetchable(consumer, p)) continue;
    const leader = partitionInfo(consumer.network.metadata, p.topic, p.partition)?.leader ?? -1;
    const until = connectionDelayUntil(consumer.network, leader, now);
    if (until > now) at = Math.min(at, until);
    if (p.notBefore > now) at = Math.min(at, p.notBefore);
  }
  return at;
}
