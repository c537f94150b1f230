// The end of a transaction is decided: by its producer (EndTxn), by a newer producer, or by its time-out (TransactionCoordinator.endTransaction).
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import { takeProducerId } from '../../broker/producer-ids.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { EndTxnRequest } from '../../protocol-transactions.ts';
import { type EndReply, findTransaction, isEpochExhausted, NONE, type Transaction } from './transaction-state.ts';
import { shardError } from './transaction-partition.ts';
import { decide } from './transitions.ts';
import { writeTransition } from './write.ts';

export function handleEndTxn(env: Env, request: Request<'EndTxn'>, from: NodeId): void {
  endTransaction(env, request.body, true, { kind: 'end-txn', reply: { to: from, correlationId: request.correlationId } });
}

/** Ends a transaction that may be open; whoever waits is answered now or when the decision is replicated. */
export function endTransaction(env: Env, asked: EndTxnRequest, isFromClient: boolean, reply: EndReply): void {
  const error = asked.transactionalId === '' ? 'INVALID_REQUEST' : shardError(env, asked.transactionalId);
  const transaction = error === 'NONE' ? findTransaction(env.plane.transactions, asked.transactionalId) : null;
  if (transaction === null) return answerEnd(env, reply, error === 'NONE' ? 'INVALID_PRODUCER_ID_MAPPING' : error, null);
  const verdict = asked.transactionVersion === 0 ? judgeOld(transaction, asked) : judge(transaction, asked, isFromClient);
  if (verdict === 'done') return answerEnd(env, reply, 'NONE', transaction);
  if (verdict !== 'decide') return answerEnd(env, reply, verdict, null);
  const isFence = transaction.pending === 'PrepareEpochFence';
  const nextProducerId = !isFence && asked.transactionVersion !== 0 && isEpochExhausted(transaction.now.producerEpoch) ? takeProducerId(env) : NONE;
  if (nextProducerId === null) return answerEnd(env, reply, 'COORDINATOR_LOAD_IN_PROGRESS', null);
  // The decision raises the epoch by one, as always: that alone fences the producer.
  if (isFence) transaction.pending = null;
  writeTransition(env, transaction, 'ending', decide(transaction, asked.committed, asked.transactionVersion ?? 2, nextProducerId, env.ctx.wallClockMs), { kind: 'end', reply, isFence });
}

/** `decide` goes on; `done` where the producer asks again for what has happened. */
function judge({ now, pending }: Transaction, asked: EndTxnRequest, isFromClient: boolean): ErrorCode | 'decide' | 'done' {
  const isFence = pending === 'PrepareEpochFence';
  // The producer missed the answer: what it asks for raised its epoch, or gave it another id.
  const isRetryAfterBump = !isFence && now.producerEpoch === asked.producerEpoch + 1;
  const isRetryAfterRotation = !isFence && now.previousProducerId === asked.producerId && isEpochExhausted(asked.producerEpoch) && now.producerEpoch === 0;
  if (now.producerId !== asked.producerId && !isRetryAfterRotation) return 'INVALID_PRODUCER_ID_MAPPING';
  const isRetry = isRetryAfterBump || isRetryAfterRotation;
  if (!isEpochValid(now, asked, isFence, isRetry) || (isFence && isFromClient)) return 'PRODUCER_FENCED';
  if (pending !== null && !isFence) return 'CONCURRENT_TRANSACTIONS';
  switch (now.state) {
    case 'Ongoing': return 'decide';
    case 'Empty': return asked.committed ? 'INVALID_TXN_STATE' : 'decide';
    case 'PrepareCommit': return asked.committed ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE';
    case 'PrepareAbort': return asked.committed ? 'INVALID_TXN_STATE' : 'CONCURRENT_TRANSACTIONS';
    case 'CompleteCommit':
      if (isRetry) return asked.committed ? 'done' : 'INVALID_TXN_STATE';
      return asked.committed ? 'INVALID_TXN_STATE' : 'decide';
    case 'CompleteAbort':
      if (isRetry) return asked.committed ? 'INVALID_TXN_STATE' : 'done';
      return asked.committed ? 'INVALID_TXN_STATE' : 'decide';
    case 'Dead':
    case 'PrepareEpochFence': return 'UNKNOWN_SERVER_ERROR';
  }
}

/** A producer whose epoch stays the same cannot tell a retry from its next transaction (TransactionCoordinator.endTransactionWithTV1). */
function judgeOld({ now, pending }: Transaction, asked: EndTxnRequest): ErrorCode | 'decide' | 'done' {
  if (now.producerId !== asked.producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  if (now.producerEpoch !== asked.producerEpoch || pending === 'PrepareEpochFence') return 'PRODUCER_FENCED';
  if (pending !== null) return 'CONCURRENT_TRANSACTIONS';
  switch (now.state) {
    case 'Ongoing': return 'decide';
    case 'Empty': return 'INVALID_TXN_STATE';
    case 'PrepareCommit': return asked.committed ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE';
    case 'PrepareAbort': return asked.committed ? 'INVALID_TXN_STATE' : 'CONCURRENT_TRANSACTIONS';
    case 'CompleteCommit': return asked.committed ? 'done' : 'INVALID_TXN_STATE';
    case 'CompleteAbort': return asked.committed ? 'INVALID_TXN_STATE' : 'done';
    case 'Dead':
    case 'PrepareEpochFence': return 'UNKNOWN_SERVER_ERROR';
  }
}

/** Since each transaction raises the epoch, the same epoch is the next transaction and one less is a retry. */
function isEpochValid(now: Transaction['now'], asked: EndTxnRequest, isFence: boolean, isRetry: boolean): boolean {
  if (isFence) return asked.producerEpoch >= now.producerEpoch;
  switch (now.state) {
    case 'PrepareCommit':
    case 'PrepareAbort': return isRetry;
    case 'CompleteCommit':
    case 'CompleteAbort': return isRetry || asked.producerEpoch === now.producerEpoch;
    case 'Empty':
    case 'Ongoing':
    case 'Dead':
    case 'PrepareEpochFence': return asked.producerEpoch === now.producerEpoch;
  }
}

/** Tells whoever waits how it went; the client's next transaction has the id and epoch that the transaction has now. */
export function answerEnd(env: Env, reply: EndReply, errorCode: ErrorCode, transaction: Transaction | null): void {
  switch (reply.kind) {
    case 'end-txn': {
      const next = transaction === null ? { producerId: NONE, producerEpoch: NONE } : nextOf(transaction);
      respond(env.ctx, reply.reply.to, 'EndTxn', reply.reply.correlationId, { errorCode, ...next });
      return;
    }
    case 'init':
      respond(env.ctx, reply.reply.to, 'InitProducerId', reply.reply.correlationId, { errorCode: errorCode === 'NONE' ? 'CONCURRENT_TRANSACTIONS' : errorCode, producerId: NONE, producerEpoch: NONE });
      return;
    case 'timed-out': return;
  }
}

function nextOf({ now }: Transaction): { readonly producerId: number; readonly producerEpoch: number } {
  return now.nextProducerId === NONE ? { producerId: now.producerId, producerEpoch: now.producerEpoch } : { producerId: now.nextProducerId, producerEpoch: 0 };
}
