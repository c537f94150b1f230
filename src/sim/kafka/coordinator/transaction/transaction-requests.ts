// The requests, answers and timers of transactions: which function takes which.
import type { NodeId } from '../../../kernel/types.ts';
import type { Env } from '../../broker/plane.ts';
import type { AnyRequest, AnyResponse } from '../../protocol.ts';
import { handleAddOffsets, handleAddPartitions } from './add-partitions.ts';
import { appendAgain, appendWork } from './append.ts';
import { handleDescribeProducers, handleDescribeTransactions, handleListTransactions } from './describe.ts';
import { handleEndTxn } from './end-transaction.ts';
import { finishLoadingTransactions } from './loading.ts';
import { markerPeerGone, markersAgain, markersAnswered, markersLost } from './markers.ts';
import { abortTimedOut, expireIds } from './scans.ts';
import type { TransactionTimer } from './transaction-state.ts';
import { appendOffsets, handleTxnOffsetCommit } from './txn-offsets.ts';
import { verificationAnswered, verifyAgain, verifyLost, verifyPeerGone } from './verification.ts';
import { appendMarkers, handleWriteTxnMarkers } from './write-markers.ts';

export function handleTransactionRequest(env: Env, request: AnyRequest, from: NodeId): void {
  switch (request.api) {
    case 'AddPartitionsToTxn': return handleAddPartitions(env, request, from);
    case 'AddOffsetsToTxn': return handleAddOffsets(env, request, from);
    case 'EndTxn': return handleEndTxn(env, request, from);
    case 'WriteTxnMarkers': return handleWriteTxnMarkers(env, request, from);
    case 'TxnOffsetCommit': return handleTxnOffsetCommit(env, request, from);
    case 'DescribeTransactions': return handleDescribeTransactions(env, request, from);
    case 'ListTransactions': return handleListTransactions(env, request, from);
    case 'DescribeProducers': return handleDescribeProducers(env, request, from);
    default: return;
  }
}

export function handleTransactionResponse(env: Env, response: AnyResponse): void {
  if (response.api === 'AddPartitionsToTxn') verificationAnswered(env, response.correlationId, response.body);
  else if (response.api === 'WriteTxnMarkers') markersAnswered(env, response.correlationId, response.body);
}

export function transactionTimer(env: Env, timer: TransactionTimer): void {
  switch (timer.kind) {
    case 'load': return finishLoadingTransactions(env, timer.partition, timer.epoch);
    case 'append': return appendWork(env, timer.work);
    case 'append-again': return appendAgain(env, timer.work);
    case 'markers': return appendMarkers(env, timer.request, timer.from);
    case 'markers-again': return markersAgain(env, timer.transactionalId);
    case 'markers-lost': return markersLost(env, timer.transactionalId, timer.correlationId);
    case 'verify-again': return verifyAgain(env, timer.id);
    case 'verify-lost': return verifyLost(env, timer.id, timer.correlationId);
    case 'offsets': return appendOffsets(env, timer.request, timer.from, timer.guard);
    case 'abort-scan': return abortTimedOut(env);
    case 'expire-scan': return expireIds(env);
  }
}

/** A broker's process ended: whatever it was asked is asked again, or given up. */
export function transactionPeerGone(env: Env, peer: NodeId): void {
  markerPeerGone(env, peer);
  verifyPeerGone(env, peer);
}
