// KafkaProducer's transactional calls as a state machine. Each call returns what it throws at once, else null; the blocking ones end
// later, and `takeCallEnd` says how.
//
//   initTransactions(producer, io)                    until takeCallEnd(producer) is not null
//   beginTransaction(producer); sendRecord(...)
//   sendOffsetsToTransaction(producer, offsets, group, io)
//   commitTransaction(producer, io) or abortTransaction(producer, io)
//
// After a fatal error (fenced) only closing helps; after any other the transaction must be aborted.
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { clientFailure, type Failure } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { drop, release } from './accumulator.ts';
import type { Batch, Producer } from './state.ts';
import { type CallEnd, type GroupMetadata, hasError, type OffsetInTransaction, type TransactionCall, type TransactionManager, type TransactionPhase, type TransactionRequest } from './transaction-state.ts';

/** From which states a state can be reached (TransactionManager.State.isTransitionValid). */
const SOURCES: Readonly<Record<TransactionPhase, readonly TransactionPhase[]>> = {
  UNINITIALIZED: ['READY', 'ABORTABLE_ERROR'],
  INITIALIZING: ['UNINITIALIZED', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  READY: ['INITIALIZING', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  IN_TRANSACTION: ['READY'],
  COMMITTING_TRANSACTION: ['IN_TRANSACTION'],
  ABORTING_TRANSACTION: ['IN_TRANSACTION', 'ABORTABLE_ERROR'],
  ABORTABLE_ERROR: ['IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTABLE_ERROR', 'INITIALIZING'],
  FATAL_ERROR: ['UNINITIALIZED', 'INITIALIZING', 'READY', 'IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION', 'ABORTABLE_ERROR', 'FATAL_ERROR'],
};

/** What the operations are called where their time is up. */
const AWAITED: Readonly<Record<TransactionCall, string>> = {
  initTransactions: 'InitProducerId', sendOffsetsToTransaction: 'TxnOffsetCommit', commitTransaction: 'EndTxn(true)', abortTransaction: 'EndTxn(false)',
};

/** Gets an id and an epoch from the coordinator, which fences whoever had this transactional.id before. Once, before the first transaction. */
export function initTransactions(producer: Producer, io: ClientIo): Failure | null {
  return blockingCall(producer, 'initTransactions', io, (manager) => begin(producer, manager, 'INITIALIZING', { kind: 'init' }));
}

export function beginTransaction(producer: Producer): Failure | null {
  const manager = producer.transaction;
  if (manager === null) return NOT_TRANSACTIONAL;
  return pendingProblem(manager, 'beginTransaction') ?? errorOf(producer, manager) ?? transition(manager, 'IN_TRANSACTION');
}

/** Sends the offsets of a group into the transaction: they count when it commits. */
export function sendOffsetsToTransaction(producer: Producer, offsets: readonly OffsetInTransaction[], group: GroupMetadata, io: ClientIo): Failure | null {
  const manager = producer.transaction;
  if (manager === null) return NOT_TRANSACTIONAL;
  const problem = pendingProblem(manager, 'sendOffsetsToTransaction') ?? errorOf(producer, manager);
  if (problem !== null) return problem;
  if (manager.phase !== 'IN_TRANSACTION') return illegalState(`Cannot send offsets if a transaction is not in progress (currentState= ${manager.phase})`);
  if (offsets.length === 0) {
    manager.ended = { call: 'sendOffsetsToTransaction', error: null };
    return null;
  }
  manager.started = true;
  enqueue(manager, { kind: 'offsets', group, offsets });
  await_(producer, manager, 'sendOffsetsToTransaction', io);
  return null;
}

/** Sends what is buffered, then asks the coordinator to commit. */
export function commitTransaction(producer: Producer, io: ClientIo): Failure | null {
  return blockingCall(producer, 'commitTransaction', io, (manager) => begin(producer, manager, 'COMMITTING_TRANSACTION', { kind: 'end', commit: true }));
}

/** Drops what is buffered and asks the coordinator to abort. */
export function abortTransaction(producer: Producer, io: ClientIo): Failure | null {
  return blockingCall(producer, 'abortTransaction', io, (manager) => beginAbort(producer, manager));
}

/** Begins to abort without anybody who waits for it: the producer closes in the middle of a transaction. */
export function beginAbort(producer: Producer, manager: TransactionManager): Failure | null {
  if (manager.phase !== 'ABORTABLE_ERROR') return begin(producer, manager, 'ABORTING_TRANSACTION', { kind: 'end', commit: false });
  const problem = transition(manager, 'ABORTING_TRANSACTION');
  if (problem === null) enqueue(manager, { kind: 'end', commit: false });
  return problem;
}

/** How the blocking call ended; null while it runs. Told once. */
export function takeCallEnd(producer: Producer): CallEnd | null {
  const ended = producer.transaction?.ended ?? null;
  if (producer.transaction !== null) producer.transaction.ended = null;
  return ended;
}

/** The time of a blocking call (max.block.ms) is up: it throws, and goes on by itself. */
export function expireCall(producer: Producer, manager: TransactionManager, io: ClientIo): void {
  const { waiting } = manager;
  if (waiting === null || io.now < waiting.deadlineAt) return;
  manager.waiting = null;
  manager.timedOut = waiting.call;
  const text = `Timeout expired after ${producer.config.maxBlockMs}ms while awaiting ${AWAITED[waiting.call]}`;
  manager.ended = { call: waiting.call, error: clientFailure('errors.TimeoutException', text) };
}

function blockingCall(producer: Producer, call: TransactionCall, io: ClientIo, start: (manager: TransactionManager) => Failure | null): Failure | null {
  const manager = producer.transaction;
  if (manager === null) return NOT_TRANSACTIONAL;
  if (manager.timedOut !== call) {
    const problem = pendingProblem(manager, call) ?? start(manager);
    if (problem !== null) return problem;
  }
  manager.timedOut = null;
  await_(producer, manager, call, io);
  return null;
}

function begin(producer: Producer, manager: TransactionManager, phase: TransactionPhase, request: TransactionRequest): Failure | null {
  const problem = errorOf(producer, manager) ?? transition(manager, phase);
  if (problem === null) enqueue(manager, request);
  return problem;
}

function await_(producer: Producer, manager: TransactionManager, call: TransactionCall, io: ClientIo): void {
  manager.waiting = { call, deadlineAt: io.now + producer.config.maxBlockMs * MILLISECOND };
}

/** Requests go out in this order: whom to ask, who one is, what is written, and the end last. */
const PRIORITY = { find: 0, init: 1, offsets: 2, end: 3 } as const;

export function enqueue(manager: TransactionManager, request: TransactionRequest): void {
  const at = manager.requests.findIndex((other) => PRIORITY[other.kind] > PRIORITY[request.kind]);
  manager.requests.splice(at < 0 ? manager.requests.length : at, 0, freeze(request));
}

function transition(manager: TransactionManager, to: TransactionPhase): Failure | null {
  if (!SOURCES[to].includes(manager.phase)) {
    return illegalState(`TransactionalId ${manager.transactionalId}: Invalid transition attempted from state ${manager.phase} to state ${to}`);
  }
  manager.phase = to;
  manager.lastError = null;
  return null;
}

function illegalState(message: string): Failure {
  return { exception: 'java.lang.IllegalStateException', message, cause: null, code: null };
}

const NOT_TRANSACTIONAL = illegalState('Transactional method invoked on a non-transactional producer.');

function pendingProblem(manager: TransactionManager, operation: string): Failure | null {
  if (manager.timedOut === null || manager.timedOut === operation) return null;
  return illegalState(`Cannot attempt operation \`${operation}\` because the previous call to \`${manager.timedOut}\` timed out and must be retried`);
}

/** What any call throws after an error (maybeFailWithError); with a code it is an error of a broker, which `send` does not throw but gives as its result. */
export function errorOf(producer: Producer, manager: TransactionManager): Failure | null {
  const { lastError } = manager;
  if (!hasError(manager) || lastError === null) return null;
  const { producerId, producerEpoch } = producer.producerId;
  const who = `Producer with transactionalId '${manager.transactionalId}' and (producerId=${producerId}, epoch=${producerEpoch})`;
  if (lastError.code === 'PRODUCER_FENCED') return { ...clientFailure('errors.ProducerFencedException', `${who} has been fenced by another producer with the same transactionalId`), code: lastError.code };
  if (lastError.code === 'INVALID_PRODUCER_EPOCH') return { ...clientFailure('errors.InvalidProducerEpochException', `${who} attempted to produce with an old epoch`), code: lastError.code };
  return clientFailure('KafkaException', 'Cannot execute transactional method because we are in an error state', lastError);
}

/** What `send` throws where no transaction is open; null where one is. The record is in the accumulator by then. */
export function sendProblem(manager: TransactionManager | null, partition: string, hasId: boolean): Failure | null {
  if (manager === null || manager.phase === 'IN_TRANSACTION') return null;
  if (!hasId) return illegalState(`Cannot add partition ${partition} to transaction before completing a call to initTransactions`);
  return illegalState(`Cannot add partition ${partition} to transaction while in state  ${manager.phase}`);
}

/** Errors after which this producer can do nothing any more. */
const FATAL: readonly (Failure['code'])[] = ['PRODUCER_FENCED', 'CLUSTER_AUTHORIZATION_FAILED', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'INVALID_PRODUCER_ID_MAPPING'];

/** A record could not be sent: the transaction can't commit any more (maybeTransitionToErrorState). */
export function sendFailed(producer: Producer, error: Failure): void {
  const manager = producer.transaction;
  if (manager === null) return;
  if (FATAL.includes(error.code)) fatalError(producer, manager, error);
  else abortableError(producer, manager, error);
}

export function abortableError(producer: Producer, manager: TransactionManager, error: Failure): void {
  if (manager.phase === 'ABORTING_TRANSACTION' || manager.phase === 'FATAL_ERROR' || !SOURCES.ABORTABLE_ERROR.includes(manager.phase)) return;
  manager.phase = 'ABORTABLE_ERROR';
  manager.lastError = error;
  failCall(producer, manager, error);
}

export function fatalError(producer: Producer, manager: TransactionManager, error: Failure): void {
  manager.phase = 'FATAL_ERROR';
  manager.lastError = error;
  failCall(producer, manager, error);
}

/** Nothing that waits for a coordinator goes on. */
function failCall(producer: Producer, manager: TransactionManager, error: Failure): void {
  manager.requests = manager.requests.filter((request) => request.kind === 'find' && manager.phase === 'ABORTABLE_ERROR');
  endCall(manager, error);
  if (manager.phase === 'FATAL_ERROR') dropBatches(producer, error, () => true);
}

/** The process that waits for a call goes on. */
export function endCall(manager: TransactionManager, error: Failure | null): void {
  if (manager.waiting !== null) manager.ended = { call: manager.waiting.call, error };
  manager.waiting = null;
  manager.timedOut = null;
}

/** The transaction is over: the next one has a new epoch, and its sequences begin at 0 (KIP-890). */
export function completeTransaction(producer: Producer, manager: TransactionManager, next: { readonly producerId: number; readonly producerEpoch: number } | null): void {
  if (next !== null) {
    producer.producerId.producerId = next.producerId;
    producer.producerId.producerEpoch = next.producerEpoch;
    producer.sequences = {};
  }
  manager.phase = 'READY';
  manager.lastError = null;
  manager.started = false;
  endCall(manager, null);
}

/** While a transaction is being aborted, what was not sent yet is not sent any more. */
export function dropUnsent(producer: Producer): void {
  const manager = producer.transaction;
  if (manager === null || (manager.phase !== 'ABORTING_TRANSACTION' && manager.phase !== 'ABORTABLE_ERROR')) return;
  const error = manager.lastError ?? clientFailure('errors.TransactionAbortedException', 'Failing batch since transaction was aborted');
  dropBatches(producer, error, (batch) => batch.baseSequence < 0);
}

function dropBatches(producer: Producer, error: Failure, which: (batch: Batch) => boolean): void {
  for (const batch of drop(producer, which)) {
    release(producer, batch);
    producer.recordsFailed += batch.records.length;
    batch.records.forEach((record, i) => {
      producer.results.push({ id: batch.recordIds[i] ?? -1, topic: batch.topic, partition: batch.partition, offset: -1, error, record });
    });
  }
}
