// Fetch, as the leader answers it: to consumers up to the high watermark, to followers up to the log's end.
import { endOffsetFor } from '../log/epoch-cache.ts';
import { abortedBetween, lastStableOffset, readLog } from '../log/log.ts';
import { partitionOf } from '../metadata-image.ts';
import type { NodeId } from '../../kernel/types.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { FetchRequest, FetchResponse } from '../protocol-data.ts';
import type { RecordBatch } from '../record.ts';
import { freeze } from '../../kernel/freeze.ts';
import { chargeFetch, fetchBudget, throttleTimeMs } from './client-quotas.ts';
import { advanceHighWatermark } from './high-watermark.ts';
import { maybeExpandIsr } from './isr.ts';
import { nodeOf } from '../protocol.ts';
import { caughtUpAt, type Env, fetchedAt, type Follower, type Partition, partitionName, respond } from './plane.ts';
import { currentLeader } from './produce.ts';
import { countReplicated, leaderHoldsBack } from './replication-quota.ts';
import { awaitData, decideFetches, decideProduces } from './purgatory.ts';

type Asked = FetchRequest['topics'][number]['partitions'][number];
type Answer = FetchResponse['responses'][number]['partitions'][number];

const NO_RECORDS: readonly RecordBatch[] = Object.freeze([]);
const NONE_ABORTED: Answer['abortedTransactions'] = Object.freeze([]);

/** Answers at once where there is enough, an error or nothing to wait for; otherwise keeps the fetch. */
export function handleFetch(env: Env, asked: Request<'Fetch'>, from: NodeId): void {
  const budget = asked.body.replicaId >= 0 ? Number.POSITIVE_INFINITY : fetchBudget(env, asked.clientId);
  const request = budget < asked.body.maxBytes ? freeze({ ...asked, body: { ...asked.body, maxBytes: budget } }) : asked;
  const { body } = request;
  const follower = body.replicaId >= 0;
  if (body.sessionEpoch === 0) forgetTold(env, body);
  const read = readAll(env, body);
  const isUrgent = body.maxWaitMs <= 0 || read.isUrgent || read.bytes >= body.minBytes;
  // What a follower asks for says what it has. The answer was read before that moves anything, as in Kafka.
  const moved = follower ? noteFollower(env, body) : [];
  if (isUrgent) send(env, from, request, read);
  else awaitData(env, from, request);
  for (const partition of moved) {
    decideProduces(env, partition.name);
    decideFetches(env, partition.topic, partition.partition);
  }
}

/** Reads again and answers: data has come, or the time is up. */
export function answerFetch(env: Env, from: NodeId, request: Request<'Fetch'>): void {
  send(env, from, request, readAll(env, request.body));
}

interface Read {
  readonly responses: { readonly topic: string; readonly partitions: Answer[] }[];
  readonly bytes: number;
  /** An error or a diverging epoch: the asker must know at once. */
  readonly isUrgent: boolean;
}

function send(env: Env, from: NodeId, request: Request<'Fetch'>, read: Read): void {
  const { replicaId } = request.body;
  let count = 0;
  for (const topic of read.responses) {
    count += topic.partitions.length;
    if (replicaId >= 0) for (const answer of topic.partitions) noteTold(env, replicaId, topic.topic, answer);
    if (replicaId >= 0) countSent(env, topic.topic, topic.partitions);
  }
  const isTooMuch = replicaId < 0 && chargeFetch(env, request.clientId, from, read.bytes);
  const body: FetchResponse = { errorCode: 'NONE', throttleTimeMs: throttleTimeMs(env, from), responses: isTooMuch ? [] : read.responses };
  if (isTooMuch) respond(env.ctx, from, 'Fetch', request.correlationId, body);
  else respond(env.ctx, from, 'Fetch', request.correlationId, body, 40 + 40 * count + read.bytes);
}

function countSent(env: Env, topic: string, answers: readonly Answer[]): void {
  for (const { partitionIndex, records } of answers) {
    const partition = env.plane.partitions[partitionName(topic, partitionIndex)];
    if (partition !== undefined) countReplicated(env, partition, 'leader', records);
  }
}

function noteTold(env: Env, replicaId: number, topic: string, answer: Answer): void {
  // With a diverging epoch a follower truncates and takes nothing else from the answer.
  if (answer.errorCode !== 'NONE' || answer.divergingEpoch !== null) return;
  const follower = env.plane.partitions[partitionName(topic, answer.partitionIndex)]?.followers.find((one) => one.id === replicaId);
  if (follower === undefined) return;
  follower.toldHighWatermark = answer.highWatermark;
  follower.toldLogStart = answer.logStartOffset;
}

/** A new session: whatever was told before may not have arrived. */
function forgetTold(env: Env, body: FetchRequest): void {
  for (const { topic, partitions } of body.topics) {
    for (const { partition } of partitions) {
      const follower = env.plane.partitions[partitionName(topic, partition)]?.followers.find((one) => one.id === body.replicaId);
      if (follower !== undefined) follower.toldHighWatermark = -1;
    }
  }
}

function readAll(env: Env, body: FetchRequest): Read {
  const responses: Read['responses'] = [];
  let bytes = 0;
  let isUrgent = false;
  for (const { topic, partitions } of body.topics) {
    const answers: Answer[] = [];
    for (const asked of partitions) {
      const answer = readPartition(env, topic, asked, body, body.maxBytes - bytes, bytes === 0);
      if (answer === null) continue;
      answers.push(answer.answer);
      bytes += answer.bytes;
      isUrgent ||= answer.answer.errorCode !== 'NONE' || answer.answer.divergingEpoch !== null;
    }
    if (answers.length > 0) responses.push({ topic, partitions: answers });
  }
  return { responses, bytes, isUrgent };
}

/** The answer for one partition; null where a follower has nothing new to learn (incremental fetch sessions, KIP-227). */
function readPartition(env: Env, topic: string, asked: Asked, body: FetchRequest, budget: number, isFirst: boolean): { answer: Answer; bytes: number } | null {
  const partition = env.plane.partitions[partitionName(topic, asked.partition)];
  const error = accessError(env, partition, topic, asked.partition, asked.currentLeaderEpoch);
  if (error !== 'NONE' || partition === undefined) return { answer: failed(env, topic, asked.partition, error), bytes: 0 };
  const { log } = partition;
  const follower = body.replicaId >= 0 ? partition.followers.find((one) => one.id === body.replicaId) : undefined;
  if (body.replicaId >= 0 && follower === undefined) return { answer: failed(env, topic, asked.partition, 'NOT_LEADER_OR_FOLLOWER'), bytes: 0 };
  const divergingEpoch = asked.lastFetchedEpoch < 0 ? null : divergence(partition, asked);
  if (divergingEpoch === 'unknown') return { answer: failed(env, topic, asked.partition, 'OFFSET_OUT_OF_RANGE', partition), bytes: 0 };
  if (divergingEpoch !== null) return { answer: { ...answerOf(partition, asked.partition, NO_RECORDS), divergingEpoch }, bytes: 0 };
  if (asked.fetchOffset < log.logStartOffset || asked.fetchOffset > log.logEndOffset) {
    return { answer: failed(env, topic, asked.partition, 'OFFSET_OUT_OF_RANGE', partition), bytes: 0 };
  }
  const end = follower !== undefined && leaderHoldsBack(env, partition, follower.id) ? asked.fetchOffset : endFor(partition, body);
  const { batches, bytes } = readLog(log, asked.fetchOffset, end, Math.min(asked.partitionMaxBytes, budget), isFirst);
  if (batches.length === 0 && follower !== undefined && isUpToDate(partition, follower)) return null;
  const answer = answerOf(partition, asked.partition, batches);
  if (body.isolationLevel === 0 || batches.length === 0) return { answer, bytes };
  return { answer: { ...answer, abortedTransactions: abortedBetween(log, asked.fetchOffset, end) }, bytes };
}

function isUpToDate(partition: Partition, follower: Follower): boolean {
  return follower.toldHighWatermark === partition.log.highWatermark && follower.toldLogStart === partition.log.logStartOffset;
}

function answerOf(partition: Partition, index: number, records: readonly RecordBatch[]): Answer {
  const { log } = partition;
  return {
    partitionIndex: index, errorCode: 'NONE', highWatermark: log.highWatermark, lastStableOffset: lastStableOffset(log),
    logStartOffset: log.logStartOffset, divergingEpoch: null, currentLeader: null, abortedTransactions: NONE_ABORTED, preferredReadReplica: -1, records,
  };
}

function failed(env: Env, topic: string, index: number, errorCode: ErrorCode, partition: Partition | null = null): Answer {
  const isMoved = errorCode === 'NOT_LEADER_OR_FOLLOWER' || errorCode === 'FENCED_LEADER_EPOCH';
  return {
    partitionIndex: index, errorCode, highWatermark: partition?.log.highWatermark ?? -1, lastStableOffset: -1,
    logStartOffset: partition?.log.logStartOffset ?? -1, divergingEpoch: null,
    currentLeader: isMoved ? currentLeader(env, topic, index) : null, abortedTransactions: NONE_ABORTED, preferredReadReplica: -1, records: NO_RECORDS,
  };
}

/** Whether this broker may serve the partition as its leader in the asker's epoch; -1 asks for no check (KIP-320). */
export function accessError(env: Env, partition: Partition | undefined, topic: string, index: number, epoch: number): ErrorCode {
  if (partition === undefined) return partitionOf(env.broker.image, topic, index) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
  if (epoch >= 0 && epoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (epoch > partition.leaderEpoch) return 'UNKNOWN_LEADER_EPOCH';
  return partition.role === 'leader' ? 'NONE' : 'NOT_LEADER_OR_FOLLOWER';
}

/** Where the asker's log and this one part (KIP-595): null while they agree, `unknown` where this log can't tell. */
function divergence(partition: Partition, asked: Asked): { epoch: number; endOffset: number } | 'unknown' | null {
  const { log } = partition;
  const end = endOffsetFor(log.epochs, asked.lastFetchedEpoch, log.logEndOffset);
  if (end.epoch < 0) return asked.fetchOffset <= log.logStartOffset ? null : 'unknown';
  return end.epoch < asked.lastFetchedEpoch || end.endOffset < asked.fetchOffset ? end : null;
}

/** What the asker may read below. */
export function endFor(partition: Partition, body: FetchRequest): number {
  if (body.replicaId >= 0) return partition.log.logEndOffset;
  return body.isolationLevel === 1 ? lastStableOffset(partition.log) : partition.log.highWatermark;
}

/** How many bytes an answer would have now. */
export function fetchableBytes(env: Env, body: FetchRequest): number {
  return readAll(env, body).bytes;
}

/** A follower's fetch says where its log ends (Partition.updateFollowerFetchState). Returns partitions whose high watermark moved. */
function noteFollower(env: Env, body: FetchRequest): Partition[] {
  const moved: Partition[] = [];
  for (const { topic, partitions } of body.topics) {
    for (const asked of partitions) {
      const partition = env.plane.partitions[partitionName(topic, asked.partition)];
      if (partition === undefined || partition.role !== 'leader' || asked.currentLeaderEpoch !== partition.leaderEpoch) continue;
      const follower = partition.followers.find((one) => one.id === body.replicaId);
      if (follower === undefined || asked.fetchOffset > partition.log.logEndOffset) continue;
      if (asked.lastFetchedEpoch >= 0 && divergence(partition, asked) !== null) continue;
      noteFetch(env, partition, follower, asked.fetchOffset, body.replicaEpoch);
      maybeExpandIsr(env, partition, follower);
      if (advanceHighWatermark(env, partition)) moved.push(partition);
    }
  }
  env.plane.followersFetchedAt[nodeOf(body.replicaId)] = env.ctx.now;
  return moved;
}

/** Replica.updateFetchStateOrThrow: caught up now where it has everything, or as of its last fetch where it has what there was then. */
function noteFetch(env: Env, partition: Partition, follower: Follower, fetchOffset: number, brokerEpoch: number): void {
  const { now } = env.ctx;
  const end = partition.log.logEndOffset;
  const isAsBefore = fetchOffset === end && follower.endOffset === end && follower.leaderEndAtLastFetch === end && follower.brokerEpoch === brokerEpoch;
  if (isAsBefore && follower.isIdle) return;
  const before = fetchedAt(env.plane, follower);
  if (fetchOffset >= end) follower.lastCaughtUpAt = now;
  else if (fetchOffset >= follower.leaderEndAtLastFetch) follower.lastCaughtUpAt = Math.max(caughtUpAt(env.plane, follower), before);
  else follower.lastCaughtUpAt = caughtUpAt(env.plane, follower);
  follower.isIdle = isAsBefore;
  follower.endOffset = fetchOffset;
  follower.brokerEpoch = brokerEpoch;
  follower.leaderEndAtLastFetch = end;
  follower.lastFetchAt = now;
}
