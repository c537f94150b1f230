// Produce: a batch is checked, written, and answered as its acks ask (ReplicaManager.appendRecords).
import { freeze } from '../../kernel/freeze.ts';
import type { NodeId } from '../../kernel/types.ts';
import { bytesOf, stampBatch } from '../log/batch.ts';
import { appendBatch } from '../log/log.ts';
import { checkProducer, hasOngoingTransaction } from '../log/producer-state.ts';
import { partitionOf } from '../metadata-image.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { LeaderIdAndEpoch, ProduceResponse } from '../protocol-data.ts';
import { nextOffset, type RecordBatch } from '../record.ts';
import { chargeProduce, throttleTimeMs } from './client-quotas.ts';
import { advanceHighWatermark, effectiveMinIsr } from './high-watermark.ts';
import { noteRoll } from './log-tasks.ts';
import { type AppendStatus, dataTimer, type DelayedPartition, type Env, type Partition, partitionName, respond, type Verified } from './plane.ts';
import { invalidRecords, withCompression, withLogTime } from './validate.ts';
import { awaitReplication, decideFetches, decideProduces } from './purgatory.ts';
import { dropGuard, holdsGuard } from '../coordinator/transaction/guards.ts';

/** A transaction takes its partitions in first; then the batches go to the disk, and the rest happens when they are written. */
export function handleProduce(env: Env, request: Request<'Produce'>, from: NodeId): void {
  if (env.broker.services?.verifies(env, request, from) !== true) appendAfterDisk(env, request, from, null);
}

export function appendAfterDisk(env: Env, request: Request<'Produce'>, from: NodeId, verified: Verified | null): void {
  let bytes = 0;
  for (const topic of request.body.topicData) bytes += bytesOf(topic.partitionData.map((one) => one.records));
  chargeProduce(env, request.clientId, from, bytes);
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'append', request, from, verified }));
}

/** The disk is ready: appends each batch, and answers now or when it is replicated. */
export function appendProduced(env: Env, request: Request<'Produce'>, from: NodeId, verified: Verified | null): void {
  const { acks, timeoutMs, topicData } = request.body;
  const statuses: AppendStatus[] = [];
  const waiting: DelayedPartition[] = [];
  const appended: Partition[] = [];
  for (const topic of topicData) {
    for (const { index, records } of topic.partitionData) {
      const result = refusal(env, topic.name, index, records, verified) ?? appendToLeader(env, topic.name, index, records, acks);
      statuses.push(result.status);
      if (result.partition !== null) appended.push(result.partition);
      if (result.status.error !== 'NONE') continue;
      waiting.push({ name: partitionName(topic.name, index), requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE', isPending: true });
    }
  }
  const moved = appended.filter((partition) => advanceHighWatermark(env, partition));
  if (acks === -1 && waiting.length > 0) {
    awaitReplication(env, waiting, timeoutMs, freeze({ kind: 'reply', to: from, correlationId: request.correlationId, partitions: statuses }));
  } else if (acks !== 0) {
    answerProduce(env, from, request.correlationId, statuses);
  }
  for (const partition of moved) decideProduces(env, partition.name);
  for (const partition of appended) decideFetches(env, partition.topic, partition.partition);
}

/** Why a transactional batch may not be appended: its coordinator said no, or its transaction has ended meanwhile. Null where it may. */
function refusal(env: Env, topic: string, index: number, batch: RecordBatch, verified: Verified | null): Appended | null {
  if (!batch.isTransactional) return null;
  const name = partitionName(topic, index);
  const no = verified?.refused.find((one) => one.name === name);
  if (no !== undefined) return refused(topic, index, no.error, no.message);
  const partition = env.plane.partitions[name];
  if (partition === undefined || partition.role !== 'leader') return null;
  if (hasOngoingTransaction(partition.log.producers, batch.producerId, batch.producerEpoch)) return null;
  const guard = verified?.guards.find((one) => one.name === name)?.guard ?? -1;
  if (!holdsGuard(env, name, batch.producerId, guard)) return refused(topic, index, 'INVALID_TXN_STATE', 'Record was not part of an ongoing transaction');
  return null;
}

/** The disk took none of it: what the broker still says before it ends for that. */
export function refuseForDisk(env: Env, request: Request<'Produce'>, from: NodeId): void {
  if (request.body.acks === 0) return;
  const statuses = request.body.topicData.flatMap((topic) => topic.partitionData.map(({ index }) => refused(topic.name, index, 'KAFKA_STORAGE_ERROR', null).status));
  answerProduce(env, from, request.correlationId, statuses);
}

interface Appended {
  readonly status: AppendStatus;
  /** The log's end after this batch. */
  readonly requiredOffset: number;
  /** Where something new was written; null for errors and duplicates. */
  readonly partition: Partition | null;
}

/** Partition.appendRecordsToLeader and the checks of UnifiedLog.append. Used by producers and by coordinators. */
export function appendToLeader(env: Env, topic: string, index: number, batch: RecordBatch, acks: -1 | 0 | 1): Appended {
  const name = partitionName(topic, index);
  const partition = env.plane.partitions[name];
  if (partition === undefined || partition.role !== 'leader') {
    const exists = partition !== undefined || partitionOf(env.broker.image, topic, index) !== null;
    return refused(topic, index, exists ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_TOPIC_OR_PARTITION', null);
  }
  const { log, settings } = partition;
  const problem = problemOf(partition, batch, acks);
  if (problem !== null) {
    noteRefusal(env, name, problem.error);
    return refused(topic, index, problem.error, problem.message);
  }
  const invalid = invalidRecords(partition, batch, env.ctx.wallClockMs);
  if (invalid !== null) {
    noteRefusal(env, name, invalid.error);
    const { status, ...rest } = refused(topic, index, invalid.error, invalid.message);
    return { ...rest, status: { ...status, recordErrors: invalid.recordErrors } };
  }
  const verdict = checkProducer(log.producers, batch, log.logEndOffset, name);
  switch (verdict.kind) {
    case 'error':
      noteRefusal(env, name, verdict.error);
      return refused(topic, index, verdict.error, null);
    case 'duplicate': {
      const { baseOffset, lastOffset } = verdict.batch;
      return { status: accepted(partition, baseOffset), requiredOffset: lastOffset + 1, partition: null };
    }
    case 'ok': {
      const stamped = stampBatch(withCompression(partition, withLogTime(partition, batch, env.ctx.wallClockMs)), log.logEndOffset, partition.leaderEpoch);
      const segments = log.segments.length;
      appendBatch(log, stamped, settings);
      noteRoll(env, partition, segments);
      partition.refusedWith = null;
      if (batch.isTransactional) dropGuard(env, name, batch.producerId);
      return { status: accepted(partition, stamped.baseOffset), requiredOffset: nextOffset(stamped), partition };
    }
  }
}

function problemOf(partition: Partition, batch: RecordBatch, acks: -1 | 0 | 1): { readonly error: ErrorCode; readonly message: string | null } | null {
  const { settings } = partition;
  if (acks === -1 && partition.isr.length < effectiveMinIsr(partition)) return { error: 'NOT_ENOUGH_REPLICAS', message: null };
  if (batch.sizeInBytes > settings.maxMessageBytes) return { error: 'MESSAGE_TOO_LARGE', message: null };
  if (batch.sizeInBytes > settings.segmentBytes) return { error: 'RECORD_LIST_TOO_LARGE', message: null };
  return null;
}

function accepted(partition: Partition, baseOffset: number): AppendStatus {
  return { topic: partition.topic, partition: partition.partition, error: 'NONE', baseOffset, logStartOffset: partition.log.logStartOffset, errorMessage: null };
}

function refused(topic: string, partition: number, error: ErrorCode, errorMessage: string | null): Appended {
  return { status: { topic, partition, error, baseOffset: -1, logStartOffset: -1, errorMessage }, requiredOffset: -1, partition: null };
}

/** Notes that records were refused, once for a row of equal refusals: a producer tries again many times a second. */
export function noteRefusal(env: Env, name: string, error: ErrorCode): void {
  const partition = env.plane.partitions[name];
  if (partition === undefined || partition.refusedWith === error || error === 'NOT_LEADER_OR_FOLLOWER') return;
  partition.refusedWith = error;
  env.ctx.note('records-refused', { partition: name, error }, [`partition/${name}`]);
}

export function answerProduce(env: Env, to: NodeId, correlationId: number, statuses: readonly AppendStatus[]): void {
  const responses: { name: string; partitionResponses: ProduceResponse['responses'][number]['partitionResponses'][number][] }[] = [];
  for (const status of statuses) {
    let topic = responses.find((one) => one.name === status.topic);
    if (topic === undefined) responses.push((topic = { name: status.topic, partitionResponses: [] }));
    const isOk = status.error === 'NONE';
    topic.partitionResponses.push({
      index: status.partition,
      errorCode: status.error,
      baseOffset: isOk ? status.baseOffset : -1,
      logAppendTimeMs: -1,
      ...(status.recordErrors === undefined ? {} : { recordErrors: status.recordErrors }),
      logStartOffset: isOk ? status.logStartOffset : -1,
      errorMessage: status.errorMessage,
      currentLeader: status.error === 'NOT_LEADER_OR_FOLLOWER' ? currentLeader(env, status.topic, status.partition) : null,
    });
  }
  respond(env.ctx, to, 'Produce', correlationId, { responses, throttleTimeMs: throttleTimeMs(env, to) }, 50 + 40 * statuses.length);
}

/** Where the leader is as far as this broker knows (KIP-951); null where it knows none. */
export function currentLeader(env: Env, topic: string, index: number): LeaderIdAndEpoch | null {
  const state = partitionOf(env.broker.image, topic, index);
  return state === null || state.leader < 0 ? null : { leaderId: state.leader, leaderEpoch: state.leaderEpoch };
}
