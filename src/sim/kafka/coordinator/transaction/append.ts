// A transaction's next state is written, replicated, and then counts; what was waited for goes on from here.
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { advanceHighWatermark } from '../../broker/high-watermark.ts';
import { dataTimer, type Env, partitionName, respond } from '../../broker/plane.ts';
import { appendToLeader } from '../../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../../broker/purgatory.ts';
import { makeBatch } from '../../log/batch.ts';
import type { ErrorCode } from '../../protocol.ts';
import { answerAdd } from './add-partitions.ts';
import { answerEnd } from './end-transaction.ts';
import { answerInit } from './init-producer-id.ts';
import { sendMarkers } from './markers.ts';
import { findTransaction, NONE, type Transaction, type TransactionWork } from './transaction-state.ts';
import { TRANSACTION_TOPIC } from './transaction-partition.ts';
import { writeWork } from './write.ts';

/** How long the write may take to be replicated where the transaction itself has no time limit yet, ms. */
const WRITE_TIMEOUT_MS = 60_000;
/** A completion that could not be written is tried again (TransactionMarkerChannelManager.retryLogAppends). */
const RETRY = 100 * MILLISECOND;

/** The disk is ready. */
export function appendWork(env: Env, work: TransactionWork): void {
  if (!isOwner(env, work)) return workStored(env, work, 'NOT_LEADER_OR_FOLLOWER');
  const name = partitionName(TRANSACTION_TOPIC, work.partition);
  const batch = makeBatch([{ key: work.entry.key, value: work.entry.value, headers: [], timestampMs: env.ctx.wallClockMs }]);
  const result = appendToLeader(env, TRANSACTION_TOPIC, work.partition, batch, -1);
  if (result.partition === null) return workStored(env, work, result.status.error);
  const waiting = { name, requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE' as const, isPending: true };
  const moved = advanceHighWatermark(env, result.partition);
  awaitReplication(env, [waiting], work.transit?.timeoutMs ?? WRITE_TIMEOUT_MS, freeze({ kind: 'transaction', after: { kind: 'stored', work } }));
  if (moved) decideProduces(env, name);
  decideFetches(env, TRANSACTION_TOPIC, work.partition);
}

/** Whether this broker still coordinates what it began to write. */
function isOwner(env: Env, work: TransactionWork): boolean {
  return env.plane.transactions.shards[`p${work.partition}`]?.epoch === work.coordinatorEpoch;
}

/** The write is replicated, or has failed. */
export function workStored(env: Env, work: TransactionWork, error: ErrorCode): void {
  const told = isOwner(env, work) ? clientError(error) : 'NOT_COORDINATOR';
  const transaction = told === 'NOT_COORDINATOR' ? null : findTransaction(env.plane.transactions, work.transactionalId);
  if (transaction === null) return answer(env, work, told === 'NONE' ? 'NOT_COORDINATOR' : told, null);
  if (told === 'NONE') {
    const before = transaction.now;
    transaction.pending = null;
    transaction.failedFence = false;
    if (work.transit !== null) transaction.now = work.transit;
    else delete env.plane.transactions.transactions[`t:${work.transactionalId}`];
    noteTransition(env, transaction, before.state);
  } else if (work.kind === 'completed') {
    // All markers are written: only the record that says so is missing, and nobody else can write it.
    return void env.ctx.schedule(RETRY, dataTimer({ kind: 'transaction', timer: { kind: 'append-again', work } }));
  } else {
    transaction.pending = null;
    if (work.after.kind === 'end' && work.after.isFence) transaction.failedFence = true;
  }
  answer(env, work, told, transaction);
}

/** Tries a completion again. */
export function appendAgain(env: Env, work: TransactionWork): void {
  if (isOwner(env, work)) writeWork(env, work);
}

/** What a failed write means for a client. */
function clientError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT': return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR': return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE': return 'UNKNOWN_SERVER_ERROR';
    default: return error;
  }
}

function answer(env: Env, work: TransactionWork, error: ErrorCode, transaction: Transaction | null): void {
  const { after } = work;
  switch (after.kind) {
    case 'nothing': return;
    case 'init': {
      const now = error === 'NONE' ? transaction?.now : undefined;
      return answerInit(env, after.reply, error, now?.producerId ?? NONE, now?.producerEpoch ?? NONE);
    }
    case 'add-partitions': return answerAdd(env, after.reply, work.transactionalId, after.partitions, error);
    case 'add-offsets': return respond(env.ctx, after.reply.to, 'AddOffsetsToTxn', after.reply.correlationId, { errorCode: error });
    case 'end':
      answerEnd(env, after.reply, error, error === 'NONE' ? transaction : null);
      if (error === 'NONE' && transaction !== null) sendMarkers(env, transaction, work.coordinatorEpoch);
      return;
  }
}

function noteTransition(env: Env, { transactionalId: id, now }: Transaction, before: string): void {
  const subjects = [`transaction/${id}`, ...now.partitions.map(({ topic, partition }) => `partition/${partitionName(topic, partition)}`)];
  switch (now.state) {
    case 'Ongoing':
      if (before !== 'Ongoing') env.ctx.note('transaction-begun', { id, producerId: now.producerId, epoch: now.producerEpoch }, subjects);
      return;
    case 'PrepareCommit':
    case 'PrepareAbort':
      env.ctx.note('transaction-decided', { id, decision: now.state === 'PrepareCommit' ? 'commit' : 'abort', partitions: now.partitions.length }, subjects);
      return;
    case 'CompleteCommit': return void env.ctx.note('transaction-committed', { id, producerId: now.producerId }, subjects);
    case 'CompleteAbort': return void env.ctx.note('transaction-aborted', { id, producerId: now.producerId }, subjects);
    case 'Empty':
    case 'Dead':
    case 'PrepareEpochFence': return;
  }
}
