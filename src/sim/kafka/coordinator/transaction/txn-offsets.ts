// TxnOffsetCommit: a group's offsets inside a transaction. They lie in the group's log at once, and count when its marker comes.
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { advanceHighWatermark } from '../../broker/high-watermark.ts';
import { dataTimer, type DelayedPartition, type Env, partitionName, respond, type StoredEntry } from '../../broker/plane.ts';
import { appendToLeader } from '../../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../../broker/purgatory.ts';
import { makeBatch } from '../../log/batch.ts';
import { hasOngoingTransaction } from '../../log/producer-state.ts';
import { partitionOf } from '../../metadata-image.ts';
import type { ErrorCode, Request, TopicPartition } from '../../protocol.ts';
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from '../../protocol-transactions.ts';
import type { RecordBatch } from '../../record.ts';
import { checkConsumerCommit } from '../consumer-group/offsets.ts';
import { findGroup, type Group, newGroup } from '../group-state.ts';
import { generationError } from '../membership.ts';
import { groupPartition, GROUP_TOPIC } from '../partition-of.ts';
import { applyEntry } from '../replay.ts';
import { coordinatorError } from '../shards.ts';
import { offsetEntry } from '../stored.ts';
import { dropGuard, holdsGuard } from './guards.ts';
import type { AfterTransactionAppend, PendingOffsets } from './transaction-state.ts';
import { verifyOffsets } from './verification.ts';

/** offsets.commit.timeout.ms, Kafka default 5 s. */
const WRITE_TIMEOUT_MS = 5_000;
/** Bytes of a record beside its key and value, and of a batch, roughly: for the disk. */
const RECORD_OVERHEAD = 20;
const BATCH_BYTES = 61;

export function handleTxnOffsetCommit(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId): void {
  const { body } = request;
  const error = coordinatorError(env, body.groupId);
  const problem = error !== 'NONE' ? error : txnCommitError(env, body);
  if (problem !== 'NONE') return answer(env, request, from, () => problem);
  const at: TopicPartition = { topic: GROUP_TOPIC, partition: groupPartition(env.broker, body.groupId) };
  const partition = env.plane.partitions[partitionName(at.topic, at.partition)];
  if (partition === undefined) return answer(env, request, from, () => 'NOT_COORDINATOR');
  if (hasOngoingTransaction(partition.log.producers, body.producerId, body.producerEpoch)) return toDisk(env, request, from, -1);
  verifyOffsets(env, request, from, at);
}

/** Whether this member may commit for its group in this generation; who names no member may always (ClassicGroup and ConsumerGroup.validateOffsetCommit). */
function txnCommitError(env: Env, body: TxnOffsetCommitRequest): ErrorCode {
  const group = findGroup(env.plane.groups, body.groupId);
  if (group === null) return body.generationId < 0 ? 'NONE' : 'ILLEGAL_GENERATION';
  if (group.kind === 'share') return 'GROUP_ID_NOT_FOUND';
  if (group.kind === 'classic' && group.state === 'Dead') return 'UNKNOWN_MEMBER_ID';
  if (body.generationId < 0 && body.memberId === '' && body.groupInstanceId === null) return 'NONE';
  if (group.kind === 'classic') return generationError(group, body.memberId, body.groupInstanceId, body.generationId);
  const check = checkConsumerCommit(group, env.broker.image, { ...body, generationIdOrMemberEpoch: body.generationId });
  return check.errorCode === 'NONE' ? (Object.values(check.partitions)[0] ?? 'NONE') : check.errorCode;
}

/** The group's partition is in the transaction, or is not. */
export function offsetsVerified(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId, error: ErrorCode, guard: number): void {
  if (error === 'NONE') return toDisk(env, request, from, guard);
  answer(env, request, from, () => offsetsError(error));
}

/** What a producer is told of a coordinator that could not be asked (CoordinatorPartitionWriter, GroupCoordinatorService). */
function offsetsError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'NETWORK_EXCEPTION': return 'COORDINATOR_LOAD_IN_PROGRESS';
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR': return 'COORDINATOR_LOAD_IN_PROGRESS';
    default: return error;
  }
}

function toDisk(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId, guard: number): void {
  const bytes = request.body.topics.reduce((sum, topic) => sum + topic.partitions.length * (RECORD_OVERHEAD + 80), BATCH_BYTES);
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'transaction', timer: { kind: 'offsets', request, from, guard } }));
}

/** The disk is ready. */
export function appendOffsets(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId, guard: number): void {
  const { body } = request;
  const index = groupPartition(env.broker, body.groupId);
  const name = partitionName(GROUP_TOPIC, index);
  const partition = env.plane.partitions[name];
  if (partition === undefined) return answer(env, request, from, () => 'NOT_COORDINATOR');
  const isOngoing = hasOngoingTransaction(partition.log.producers, body.producerId, body.producerEpoch);
  if (!isOngoing && !holdsGuard(env, name, body.producerId, guard)) return answer(env, request, from, () => 'INVALID_TXN_STATE');
  const topics = resultOf(body, (topic, of) => (partitionOf(env.broker.image, topic, of) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NONE'));
  const entries = entriesOf(env, body);
  if (entries.length === 0) return respond(env.ctx, from, 'TxnOffsetCommit', request.correlationId, { topics });
  const records = entries.map(({ key, value }) => ({ key, value, headers: [], timestampMs: env.ctx.wallClockMs }));
  const batch = makeBatch(records, { producerId: body.producerId, producerEpoch: body.producerEpoch, isTransactional: true });
  const result = appendToLeader(env, GROUP_TOPIC, index, batch, -1);
  if (result.partition === null) return answer(env, request, from, () => writeError(result.status.error));
  dropGuard(env, name, body.producerId);
  const waiting: DelayedPartition = { name, requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE', isPending: true };
  const moved = advanceHighWatermark(env, result.partition);
  const pending = pendingOf(body.producerId, index, body.groupId, entries);
  env.plane.transactions.pendingOffsets.push(pending);
  awaitReplication(env, [waiting], WRITE_TIMEOUT_MS, freeze({ kind: 'transaction', after: { kind: 'offsets', pending, reply: { to: from, correlationId: request.correlationId }, topics } }));
  if (moved) decideProduces(env, name);
  decideFetches(env, GROUP_TOPIC, index);
}

function entriesOf(env: Env, body: TxnOffsetCommitRequest): StoredEntry[] {
  const commitTimestampMs = env.ctx.wallClockMs;
  return body.topics.flatMap(({ name: topic, partitions }) => partitions
    .filter((one) => partitionOf(env.broker.image, topic, one.partitionIndex) !== null)
    .map((one) => offsetEntry(body.groupId, { topic, partition: one.partitionIndex, offset: one.committedOffset, leaderEpoch: one.committedLeaderEpoch, metadata: one.committedMetadata, commitTimestampMs, topicId: env.broker.image.topics[topic]?.topicId ?? '' })));
}

function pendingOf(producerId: number, partition: number, group: string, entries: readonly StoredEntry[]): PendingOffsets {
  const places = entries.map(({ key }) => {
    const { data }: { data: { topic: string; partition: number } } = JSON.parse(key);
    return partitionName(data.topic, data.partition);
  });
  return freeze({ producerId, partition, group, entries, places });
}

/** The offsets are replicated, or are not. */
export function offsetsReplicated(env: Env, { reply, topics }: Extract<AfterTransactionAppend, { kind: 'offsets' }>, error: ErrorCode): void {
  const told = writeError(error);
  const results = topics.map(({ name, partitions }) => ({ name, partitions: partitions.map((one) => (one.errorCode === 'NONE' ? { ...one, errorCode: told } : one)) }));
  respond(env.ctx, reply.to, 'TxnOffsetCommit', reply.correlationId, { topics: results });
}

/** What a failed write means for a client (CoordinatorOperationExceptionHelper). */
function writeError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT': return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR': return 'NOT_COORDINATOR';
    default: return error;
  }
}

function resultOf(body: TxnOffsetCommitRequest, errorOf: (topic: string, partition: number) => ErrorCode): TxnOffsetCommitResponse['topics'] {
  return body.topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: errorOf(name, partitionIndex) })) }));
}

function answer(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId, errorOf: (topic: string, partition: number) => ErrorCode): void {
  respond(env.ctx, from, 'TxnOffsetCommit', request.correlationId, { topics: resultOf(request.body, errorOf) });
}

/** A transaction's marker lies in the group's log: its offsets are committed, or forgotten. */
export function completeOffsets(env: Env, partition: number, producerId: number, commit: boolean): void {
  const { transactions, groups } = env.plane;
  const settled = transactions.pendingOffsets.filter((one) => one.partition === partition && one.producerId === producerId);
  if (settled.length === 0) return;
  transactions.pendingOffsets = transactions.pendingOffsets.filter((one) => !settled.includes(one));
  if (!commit) return;
  for (const { group, entries } of settled) {
    groups.groups[`g:${group}`] ??= { ...newGroup(group, partition), emptySinceMs: env.ctx.wallClockMs };
    for (const entry of entries) applyEntry(groups.groups, entry, partition);
  }
}

/** Whether a group has offsets here that hang on an open transaction (UNSTABLE_OFFSET_COMMIT, KIP-447). */
export function hasPendingOffset(env: Env, group: string, place: string): boolean {
  return env.plane.transactions.pendingOffsets.some((one) => one.group === group && one.places.includes(place));
}

/** Another broker coordinates these groups now. */
export function forgetPendingOffsets(env: Env, partition: number): void {
  const { transactions } = env.plane;
  transactions.pendingOffsets = transactions.pendingOffsets.filter((one) => one.partition !== partition);
}

/** Takes a batch of `__consumer_offsets` in while a shard is loaded: offsets of a transaction count with its marker. */
export function loadBatch(env: Env, loaded: Record<string, Group>, batch: RecordBatch, partition: number): void {
  const { transactions } = env.plane;
  const entries = batch.records.flatMap(({ key, value }): StoredEntry[] => (key === null ? [] : [{ key, value }]));
  if (batch.control !== null) {
    const settled = transactions.pendingOffsets.filter((one) => one.partition === partition && one.producerId === batch.producerId);
    transactions.pendingOffsets = transactions.pendingOffsets.filter((one) => !settled.includes(one));
    if (batch.control === 'COMMIT') for (const one of settled) for (const entry of one.entries) applyEntry(loaded, entry, partition);
  } else if (batch.isTransactional) {
    const [first] = entries;
    if (first === undefined) return;
    const { data }: { data: { group: string } } = JSON.parse(first.key);
    transactions.pendingOffsets.push(pendingOf(batch.producerId, partition, data.group, entries));
  } else for (const entry of entries) applyEntry(loaded, entry, partition);
}
