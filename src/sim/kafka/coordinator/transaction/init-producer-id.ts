// InitProducerId of a transactional producer: it gets the id of its transactional.id and an epoch that fences whoever had it before.
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import { takeProducerId } from '../../broker/producer-ids.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { InitProducerIdRequest } from '../../protocol-data.ts';
import { endTransaction } from './end-transaction.ts';
import { findTransaction, isEpochExhausted, NONE, type Reply, type Transaction, type Transit } from './transaction-state.ts';
import { shardError, transactionPartitionOf } from './transaction-partition.ts';
import { fencingEpoch, increaseEpoch, newTransaction, rotateProducerId } from './transitions.ts';
import { writeTransition } from './write.ts';

export function handleTransactionalInit(env: Env, request: Request<'InitProducerId'>, from: NodeId): void {
  const { body, correlationId } = request;
  const reply: Reply = { to: from, correlationId };
  const problem = initialize(env, body, body.transactionalId ?? '', reply);
  if (problem !== 'NONE') answerInit(env, reply, problem, NONE, NONE);
}

/** NONE where an answer comes later. */
function initialize(env: Env, body: InitProducerIdRequest, transactionalId: string, reply: Reply): ErrorCode {
  if (transactionalId === '') return 'INVALID_REQUEST';
  const timeoutMs = body.transactionTimeoutMs;
  if (timeoutMs <= 0 || timeoutMs > Number(env.broker.config('transaction.max.timeout.ms'))) return 'INVALID_TRANSACTION_TIMEOUT';
  const error = shardError(env, transactionalId);
  if (error !== 'NONE') return error;
  const transaction = findTransaction(env.plane.transactions, transactionalId) ?? create(env, transactionalId, timeoutMs);
  if (transaction === null) return 'COORDINATOR_LOAD_IN_PROGRESS';
  if (transaction.pending !== null) return 'CONCURRENT_TRANSACTIONS';
  if (body.producerId >= 0 && !isOwn(transaction, body)) return 'PRODUCER_FENCED';
  switch (transaction.now.state) {
    case 'PrepareCommit':
    case 'PrepareAbort': return 'CONCURRENT_TRANSACTIONS';
    case 'Ongoing': return fence(env, transaction, reply);
    case 'Empty':
    case 'CompleteCommit':
    case 'CompleteAbort': {
      const next = begin(env, transaction, body);
      if (typeof next === 'string') return next;
      writeTransition(env, transaction, 'initialized', next, { kind: 'init', reply });
      return 'NONE';
    }
    case 'Dead':
    case 'PrepareEpochFence': return 'UNKNOWN_SERVER_ERROR';
  }
}

function create(env: Env, transactionalId: string, timeoutMs: number): Transaction | null {
  const producerId = takeProducerId(env);
  if (producerId === null) return null;
  const made = newTransaction(transactionalId, transactionPartitionOf(env.broker, transactionalId), producerId, timeoutMs, env.ctx.wallClockMs);
  env.plane.transactions.transactions[`t:${transactionalId}`] = made;
  return made;
}

/** A producer that names an id and an epoch must be the present one, or one that missed the change of its id (KIP-360). */
function isOwn({ now }: Transaction, body: InitProducerIdRequest): boolean {
  return now.producerEpoch === NONE || body.producerId === now.producerId || (body.producerId === now.previousProducerId && isEpochExhausted(body.producerEpoch));
}

/** An open transaction is aborted first; the producer asks again until that is done, and so gets an epoch of its own. */
function fence(env: Env, transaction: Transaction, reply: Reply): ErrorCode {
  const { now } = transaction;
  const epoch = fencingEpoch(transaction);
  env.ctx.note('producer-fenced', { id: transaction.transactionalId, producerId: now.producerId, epoch: now.producerEpoch }, [`transaction/${transaction.transactionalId}`]);
  transaction.pending = 'PrepareEpochFence';
  endTransaction(env, { transactionalId: transaction.transactionalId, producerId: now.producerId, producerEpoch: epoch, committed: false }, false, { kind: 'init', reply });
  return 'NONE';
}

function begin(env: Env, transaction: Transaction, body: InitProducerIdRequest): Transit | ErrorCode {
  const { now } = transaction;
  const expected = body.producerId >= 0 ? body.producerEpoch : null;
  const nowMs = env.ctx.wallClockMs;
  if (!isEpochExhausted(now.producerEpoch) || (expected !== null && expected !== now.producerEpoch)) return increaseEpoch(transaction, body.transactionTimeoutMs, expected, nowMs);
  const producerId = takeProducerId(env);
  return producerId === null ? 'COORDINATOR_LOAD_IN_PROGRESS' : rotateProducerId(transaction, producerId, body.transactionTimeoutMs, expected !== null, nowMs);
}

export function answerInit(env: Env, reply: Reply, errorCode: ErrorCode, producerId: number, producerEpoch: number): void {
  respond(env.ctx, reply.to, 'InitProducerId', reply.correlationId, { errorCode, producerId, producerEpoch });
}
