// How this broker copies the partitions that it follows: one fetch in flight to each leader (ReplicaFetcherThread).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND, SECOND, type NodeId, type Time } from '../../kernel/types.ts';
import { inOrder } from '../in-order.ts';
import { bytesOf } from '../log/batch.ts';
import { endOffsetFor } from '../log/epoch-cache.ts';
import { appendBatch, lastEpoch, raiseLogStart, restartLog, setHighWatermark, truncateLog } from '../log/log.ts';
import type { FetchRequest, FetchResponse } from '../protocol-data.ts';
import { nodeOf } from '../protocol.ts';
import { nextOffset, type RecordBatch } from '../record.ts';
import { countReplicated, followerHoldsBack } from './replication-quota.ts';
import { ask, dataTimer, type Env, type Fetcher, type Partition, partitionName } from './plane.ts';

/** replica.fetch.wait.max.ms, Kafka default 500 ms. */
const WAIT_MS = 500;
/** replica.fetch.min.bytes, Kafka default 1. */
const MIN_BYTES = 1;
/** replica.fetch.max.bytes, Kafka default 1 MiB for a partition; replica.fetch.response.max.bytes 10 MiB. */
const PARTITION_MAX_BYTES = 1_048_576;
const RESPONSE_MAX_BYTES = 10_485_760;
/** replica.fetch.backoff.ms, Kafka default 1 s. */
const BACKOFF: Time = SECOND;
/** replica.socket.timeout.ms, Kafka default 30 s. */
const SOCKET_TIMEOUT: Time = 30 * SECOND;

type AskedTopic = FetchRequest['topics'][number];
type AskedPartition = AskedTopic['partitions'][number];
type Answer = FetchResponse['responses'][number]['partitions'][number];

/** Who copies what, after leaders have changed. */
export function rebuildFetchers(env: Env): void {
  const { plane } = env;
  const wanted: Record<string, { readonly leader: number; readonly topics: Map<string, string[]> }> = {};
  for (const partition of Object.values(plane.partitions)) {
    if (partition.role !== 'follower' || partition.leader < 0) continue;
    const { topics } = (wanted[nodeOf(partition.leader)] ??= { leader: partition.leader, topics: new Map() });
    const names = topics.get(partition.topic);
    if (names === undefined) topics.set(partition.topic, [partition.name]);
    else names.push(partition.name);
  }
  for (const [node, fetcher] of Object.entries(plane.fetchers)) {
    if (wanted[node] !== undefined) continue;
    if (fetcher.inFlight !== null) env.ctx.cancel(fetcher.inFlight.timer);
    if (fetcher.pause !== null) env.ctx.cancel(fetcher.pause);
    delete plane.fetchers[node];
  }
  for (const [node, { leader, topics }] of Object.entries(wanted)) {
    // A request names each topic once, also where partitions came to it after others' had.
    const names = [...topics.values()].flat();
    const fetcher = (plane.fetchers[node] ??= { leader, names: [], inFlight: null, lastAsked: [], pause: null, sessionEpoch: 0, isWriting: false });
    if (fetcher.names.length === names.length && fetcher.names.every((name, i) => name === names[i])) {
      fetchNext(env, fetcher);
      continue;
    }
    fetcher.names = freeze(names);
    fetchNext(env, fetcher);
  }
}

/** Sends the next fetch where none is on its way. */
function fetchNext(env: Env, fetcher: Fetcher): void {
  if (fetcher.inFlight !== null || fetcher.isWriting || fetcher.pause !== null) return;
  const { broker, ctx } = env;
  if (broker.epoch < 0) return pauseFetcher(env, fetcher, BACKOFF);
  const body = fetchBody(env, fetcher);
  if (body.topics.length === 0) return pauseFetcher(env, fetcher, BACKOFF);
  const correlationId = broker.nextCorrelation();
  const timer = ctx.schedule(SOCKET_TIMEOUT, dataTimer({ kind: 'fetch-lost', leader: fetcher.leader, correlationId }));
  fetcher.inFlight = freeze({ correlationId, body, timer });
  ask(ctx, nodeOf(fetcher.leader), 'Fetch', correlationId, body, 60 + 30 * body.topics.length);
}

function fetchBody(env: Env, fetcher: Fetcher): FetchRequest {
  const { plane, broker, ctx } = env;
  const topics: AskedTopic[] = [];
  let partitions: AskedPartition[] = [];
  const close = (): void => {
    const topic = topics.pop();
    const before = fetcher.lastAsked[topics.length];
    if (topic === undefined) return;
    const isSame = before?.topic === topic.topic && before.partitions.length === partitions.length && partitions.every((one, i) => one === before.partitions[i]);
    topics.push(isSame ? before : { topic: topic.topic, partitions });
  };
  for (const name of fetcher.names) {
    const partition = plane.partitions[name];
    if (partition === undefined || partition.role !== 'follower' || partition.leader !== fetcher.leader || partition.fetchDelayedUntil > ctx.now) continue;
    if (followerHoldsBack(env, partition)) continue;
    if (topics[topics.length - 1]?.topic !== partition.topic) {
      close();
      partitions = [];
      topics.push({ topic: partition.topic, partitions });
    }
    partitions.push(askedOf(partition, fetcher.lastAsked[topics.length - 1]?.partitions[partitions.length]));
  }
  close();
  fetcher.lastAsked = freeze(topics);
  return {
    replicaId: broker.id, replicaEpoch: broker.epoch, maxWaitMs: WAIT_MS, minBytes: MIN_BYTES, maxBytes: RESPONSE_MAX_BYTES,
    isolationLevel: 0, rackId: '', sessionEpoch: fetcher.sessionEpoch, topics: fetcher.lastAsked,
  };
}

/** What asks for a partition; the same object as before where it is to ask for the same. */
function askedOf(partition: Partition, before: AskedPartition | undefined): AskedPartition {
  const { log } = partition;
  const epoch = lastEpoch(log);
  if (
    before !== undefined && before.partition === partition.partition && before.fetchOffset === log.logEndOffset && before.currentLeaderEpoch === partition.leaderEpoch
    && before.lastFetchedEpoch === epoch && before.logStartOffset === log.logStartOffset
  ) return before;
  return {
    partition: partition.partition, currentLeaderEpoch: partition.leaderEpoch, fetchOffset: log.logEndOffset,
    lastFetchedEpoch: epoch, logStartOffset: log.logStartOffset, partitionMaxBytes: PARTITION_MAX_BYTES,
  };
}

function pauseFetcher(env: Env, fetcher: Fetcher, delay: Time): void {
  fetcher.pause ??= env.ctx.schedule(delay, dataTimer({ kind: 'fetch-again', leader: fetcher.leader }));
}

export function fetchAgain(env: Env, leader: number): void {
  const fetcher = env.plane.fetchers[nodeOf(leader)];
  if (fetcher === undefined) return;
  fetcher.pause = null;
  fetchNext(env, fetcher);
}

/** No answer came within the socket's time-out. */
export function fetchLost(env: Env, leader: number, correlationId: number): void {
  const fetcher = env.plane.fetchers[nodeOf(leader)];
  if (fetcher?.inFlight?.correlationId !== correlationId) return;
  fetcher.inFlight = null;
  fetcher.sessionEpoch = 0;
  fetchNext(env, fetcher);
}

/** The leader's process is gone: tries again after a pause, until a new leader is known. */
export function leaderGone(env: Env, peer: NodeId): void {
  const fetcher = env.plane.fetchers[peer];
  if (fetcher === undefined || fetcher.inFlight === null) return;
  env.ctx.cancel(fetcher.inFlight.timer);
  fetcher.inFlight = null;
  fetcher.sessionEpoch = 0;
  pauseFetcher(env, fetcher, BACKOFF);
}

/** An answer of a leader: its records go to the disk first. */
export function handleFetchResponse(env: Env, correlationId: number, body: FetchResponse, from: NodeId): void {
  const fetcher = env.plane.fetchers[from];
  if (fetcher?.inFlight?.correlationId !== correlationId) return;
  env.ctx.cancel(fetcher.inFlight.timer);
  const asked = fetcher.inFlight.body;
  fetcher.inFlight = null;
  fetcher.sessionEpoch += 1;
  let bytes = 0;
  for (const topic of body.responses) for (const answer of topic.partitions) bytes += bytesOf(answer.records);
  if (bytes === 0) return copyRecords(env, fetcher.leader, asked, body);
  fetcher.isWriting = true;
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'copied', leader: fetcher.leader, asked, body }));
}

/** The records are written: takes them into the logs and fetches on. */
export function copyRecords(env: Env, leader: number, asked: FetchRequest, body: FetchResponse): void {
  for (const { topic, partitions } of body.responses) {
    const askedOf = inOrder(asked.topics.find((one) => one.topic === topic)?.partitions ?? []);
    for (const answer of partitions) {
      const partition = env.plane.partitions[partitionName(topic, answer.partitionIndex)];
      const wanted = askedOf((one) => one.partition === answer.partitionIndex);
      if (partition === undefined || wanted === undefined || partition.role !== 'follower' || partition.leader !== leader) continue;
      // Since the fetch was sent the partition may have changed its leader, or its log.
      if (partition.leaderEpoch !== wanted.currentLeaderEpoch || partition.log.logEndOffset !== wanted.fetchOffset) continue;
      takeAnswer(env, partition, answer);
    }
  }
  const fetcher = env.plane.fetchers[nodeOf(leader)];
  if (fetcher === undefined) return;
  fetcher.isWriting = false;
  fetchNext(env, fetcher);
}

function takeAnswer(env: Env, partition: Partition, answer: Answer): void {
  const { log } = partition;
  switch (answer.errorCode) {
    case 'NONE':
      if (answer.divergingEpoch !== null) return truncateTo(env, partition, truncationOffset(partition, answer.divergingEpoch));
      countReplicated(env, partition, 'follower', answer.records);
      for (const batch of answer.records) if (nextOffset(batch) > log.logEndOffset) appendCopied(partition, batch, answer.logStartOffset);
      raiseLogStart(log, Math.min(answer.logStartOffset, log.logEndOffset));
      // One round trip late: this is the leader's high watermark before it knew of these records here.
      setHighWatermark(log, Math.min(answer.highWatermark, log.logEndOffset));
      return;
    case 'OFFSET_OUT_OF_RANGE':
      return resetOutOfRange(env, partition, answer);
    default:
      partition.fetchDelayedUntil = env.ctx.now + BACKOFF;
  }
}

/**
 * A log that ends in the middle of a batch of the leader's begins anew at that batch's own start (Partition.appendRecordsToFollowerOrFutureReplica).
 * Kafka does so where the log is empty, and else gives the replica up; here also where all that it holds lies below the leader's log start.
 */
function appendCopied({ log, settings }: Partition, batch: RecordBatch, leaderStart: number): void {
  const logStartOffset = Math.max(log.logStartOffset, Math.min(leaderStart, log.logEndOffset));
  if (batch.baseOffset < log.logEndOffset && logStartOffset === log.logEndOffset) restartLog(log, batch.baseOffset);
  appendBatch(log, batch, settings);
  raiseLogStart(log, logStartOffset);
}

/** AbstractFetcherThread.getOffsetTruncationState. */
function truncationOffset(partition: Partition, leaderEnd: { readonly epoch: number; readonly endOffset: number }): number {
  const { log } = partition;
  if (leaderEnd.endOffset < 0) return log.highWatermark;
  if (leaderEnd.epoch < 0) return Math.min(leaderEnd.endOffset, log.logEndOffset);
  const own = endOffsetFor(log.epochs, leaderEnd.epoch, log.logEndOffset);
  if (own.endOffset < 0) return Math.min(leaderEnd.endOffset, log.logEndOffset);
  // The leader's epoch is unknown here: cut back to the end of the latest older one and let the next fetch compare again.
  if (own.epoch !== leaderEnd.epoch) return Math.min(own.endOffset, log.logEndOffset);
  return Math.min(own.endOffset, leaderEnd.endOffset, log.logEndOffset);
}

function truncateTo(env: Env, partition: Partition, offset: number): void {
  const { log } = partition;
  const from = log.logEndOffset;
  const epochs = log.epochs.length;
  truncateLog(log, offset);
  if (log.logEndOffset < from) noteTruncation(env, partition, from);
  // Nothing to cut, and yet the logs are said to differ: not so fast.
  else if (log.epochs.length === epochs) partition.fetchDelayedUntil = env.ctx.now + BACKOFF;
}

function noteTruncation(env: Env, partition: Partition, from: number): void {
  const params = { partition: partition.name, broker: env.broker.id, from, to: partition.log.logEndOffset };
  env.ctx.note('log-truncated', params, [`partition/${partition.name}`, `replica/${partition.name}/${env.broker.id}`]);
}

/** AbstractFetcherThread.fetchOffsetAndTruncate: behind the leader's start it begins anew there, beyond its end it cuts back. */
function resetOutOfRange(env: Env, partition: Partition, answer: Answer): void {
  const { log } = partition;
  const from = log.logEndOffset;
  if (answer.logStartOffset > from) {
    restartLog(log, answer.logStartOffset);
    noteTruncation(env, partition, from);
  } else if (answer.highWatermark >= 0 && answer.highWatermark < from) {
    truncateTo(env, partition, Math.max(answer.highWatermark, log.logStartOffset));
  } else {
    partition.fetchDelayedUntil = env.ctx.now + 100 * MILLISECOND;
  }
}
