// The sender's part in transactions: one request to a coordinator at a time, and what its answer means (TransactionManager's handlers).
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { AnyResponse, ErrorCode } from '../../protocol.ts';
import { errorInfo } from '../../errors.ts';
import { clientFailure, failureOf } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { NEVER } from '../io.ts';
import { type ApiRequest, type Completion, connectionDelayUntil, leastLoadedNode, ready, sendRequest } from '../network-client.ts';
import { hasIncomplete } from './accumulator.ts';
import type { Producer, ProducerContext } from './state.ts';
import { hasOngoing, isCompleting, type TransactionManager, type TransactionRequest } from './transaction-state.ts';
import { abortableError, beginAbort, completeTransaction, dropUnsent, endCall, enqueue, expireCall, fatalError } from './transactions.ts';

/** One turn: whatever can be asked of a coordinator now. */
export function runTransactions(producer: Producer, io: ClientIo): void {
  const manager = producer.transaction;
  if (manager === null) return;
  expireCall(producer, manager, io);
  if (producer.closing && hasOngoing(manager) && !isCompleting(manager) && !hasIncomplete(producer)) beginAbort(producer, manager);
  if (manager.inFlight !== null || manager.phase === 'FATAL_ERROR') return;
  dropUnsent(producer);
  skipEmptyEnd(producer, manager);
  const [next] = manager.requests;
  if (next === undefined || io.now < manager.notBefore) return;
  // The end waits until the last record is written.
  if (next.kind === 'end' && hasIncomplete(producer)) return;
  send(producer, manager, next, io);
}

/** Nothing was sent: there is nothing that the coordinator could end. */
function skipEmptyEnd(producer: Producer, manager: TransactionManager): void {
  if (manager.requests[0]?.kind !== 'end' || manager.started) return;
  manager.requests.shift();
  completeTransaction(producer, manager, null);
}

function send(producer: Producer, manager: TransactionManager, request: TransactionRequest, io: ClientIo): void {
  const { network } = producer;
  const node = nodeFor(producer, manager, request, io);
  if (node === null || !ready(network, node, io)) return;
  manager.requests = manager.requests.filter((other) => other !== request);
  manager.inFlight = request;
  sendRequest<ProducerContext>(network, node, bodyOf(producer, manager, request), { kind: 'transactional' }, io);
}

/** Null where the coordinator must be found first, or no broker can be asked. */
function nodeFor(producer: Producer, manager: TransactionManager, request: TransactionRequest, io: ClientIo): number | null {
  const { network } = producer;
  if (network.metadata.bootstrapping && request.kind !== 'find') return null;
  switch (request.kind) {
    case 'find': return leastLoadedNode(network, io);
    case 'init':
    case 'end':
      if (knows(producer, manager.coordinator)) return manager.coordinator;
      find(manager, { kind: 'find', keyType: 'transaction', key: manager.transactionalId });
      return null;
    case 'offsets': {
      const known = manager.groupCoordinator;
      if (known !== null && known.group === request.group.groupId && knows(producer, known.node)) return known.node;
      find(manager, { kind: 'find', keyType: 'group', key: request.group.groupId });
      return null;
    }
  }
}

function knows(producer: Producer, node: number): boolean {
  return producer.network.metadata.brokers.some((broker) => broker.nodeId === node);
}

function find(manager: TransactionManager, request: Extract<TransactionRequest, { kind: 'find' }>): void {
  if (!manager.requests.some((other) => other.kind === 'find' && other.keyType === request.keyType)) enqueue(manager, request);
}

function bodyOf(producer: Producer, manager: TransactionManager, request: TransactionRequest): ApiRequest {
  const { transactionalId } = manager;
  const { producerId, producerEpoch } = producer.producerId;
  switch (request.kind) {
    case 'find': return { api: 'FindCoordinator', body: { keyType: request.keyType, coordinatorKeys: [request.key] } };
    case 'init': return { api: 'InitProducerId', body: { transactionalId, transactionTimeoutMs: producer.config.transactionTimeoutMs, producerId: -1, producerEpoch: -1 } };
    case 'end': return { api: 'EndTxn', body: { transactionalId, producerId, producerEpoch, committed: request.commit } };
    case 'offsets': {
      const topics: { name: string; partitions: { partitionIndex: number; committedOffset: number; committedLeaderEpoch: number; committedMetadata: string }[] }[] = [];
      for (const { topic, partition, offset, leaderEpoch } of request.offsets) {
        const row = { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata: '' };
        const known = topics.find((one) => one.name === topic);
        if (known === undefined) topics.push({ name: topic, partitions: [row] });
        else known.partitions.push(row);
      }
      const { groupId, generation: generationId, memberId, groupInstanceId } = request.group;
      return { api: 'TxnOffsetCommit', body: { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics } };
    }
  }
}

/** Takes the end of the request in. */
export function transactionalEnded(producer: Producer, { response }: Completion<ProducerContext>, io: ClientIo): void {
  const manager = producer.transaction;
  const request = manager?.inFlight ?? null;
  if (manager === null || request === null) return;
  manager.inFlight = null;
  if (manager.phase === 'FATAL_ERROR') return;
  if (response === null) return lookUpAgain(producer, manager, request, io);
  const error = errorIn(response);
  if (error === 'NONE') return succeeded(producer, manager, request, response);
  if (error === 'NOT_COORDINATOR' || error === 'COORDINATOR_NOT_AVAILABLE' || (request.kind === 'offsets' && error === 'REQUEST_TIMED_OUT')) return lookUpAgain(producer, manager, request, io);
  if (errorInfo(error).retriable && error !== 'INVALID_PRODUCER_EPOCH') return again(producer, manager, request, io);
  failed(producer, manager, request, error);
}

/** The first error of an answer; for offsets the first partition's that has one. */
function errorIn(response: AnyResponse): ErrorCode {
  switch (response.api) {
    case 'FindCoordinator': return response.body.coordinators[0]?.errorCode ?? 'COORDINATOR_NOT_AVAILABLE';
    case 'InitProducerId':
    case 'EndTxn': return response.body.errorCode;
    case 'TxnOffsetCommit': return response.body.topics.flatMap((topic) => topic.partitions).find((one) => one.errorCode !== 'NONE')?.errorCode ?? 'NONE';
    default: return 'UNKNOWN_SERVER_ERROR';
  }
}

function succeeded(producer: Producer, manager: TransactionManager, request: TransactionRequest, response: AnyResponse): void {
  if (response.api === 'FindCoordinator') {
    const node = response.body.coordinators[0]?.nodeId ?? -1;
    if (request.kind === 'find' && request.keyType === 'group') manager.groupCoordinator = { group: request.key, node };
    else manager.coordinator = node;
  } else if (response.api === 'InitProducerId') {
    producer.producerId.status = 'ready';
    producer.producerId.producerId = response.body.producerId;
    producer.producerId.producerEpoch = response.body.producerEpoch;
    if (manager.phase === 'INITIALIZING') manager.phase = 'READY';
    endCall(manager, null);
  } else if (response.api === 'EndTxn') completeTransaction(producer, manager, response.body);
  else endCall(manager, null);
}

/** The coordinator is somewhere else, or gone: it is looked for, and asked again. */
function lookUpAgain(producer: Producer, manager: TransactionManager, request: TransactionRequest, io: ClientIo): void {
  if (request.kind === 'offsets') manager.groupCoordinator = null;
  else if (request.kind !== 'find') manager.coordinator = -1;
  again(producer, manager, request, io);
}

function again(producer: Producer, manager: TransactionManager, request: TransactionRequest, io: ClientIo): void {
  // An abortable error meanwhile ended what was waited for.
  if (manager.phase === 'ABORTABLE_ERROR' && request.kind !== 'find') return;
  enqueue(manager, request);
  manager.notBefore = io.now + producer.config.retryBackoffMs * MILLISECOND;
}

function failed(producer: Producer, manager: TransactionManager, request: TransactionRequest, error: ErrorCode): void {
  const failure = failureOf(error);
  switch (error) {
    // Older coordinators say it with the first of these names.
    case 'INVALID_PRODUCER_EPOCH':
    case 'PRODUCER_FENCED': return fatalError(producer, manager, failureOf('PRODUCER_FENCED'));
    case 'INVALID_TXN_STATE':
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
    case 'INVALID_PRODUCER_ID_MAPPING':
    case 'UNKNOWN_PRODUCER_ID': return fatalError(producer, manager, failure);
    case 'TRANSACTION_ABORTABLE':
    case 'FENCED_INSTANCE_ID':
    case 'GROUP_AUTHORIZATION_FAILED': return abortableError(producer, manager, failure);
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
    case 'STALE_MEMBER_EPOCH': {
      const text = `Transaction offset Commit failed due to consumer group metadata mismatch: ${failure.message ?? ''}`;
      return abortableError(producer, manager, { exception: 'org.apache.kafka.clients.consumer.CommitFailedException', message: text, cause: null, code: error });
    }
    default: return fatalError(producer, manager, clientFailure('KafkaException', unexpected(request, failure.message ?? '')));
  }
}

function unexpected(request: TransactionRequest, message: string): string {
  switch (request.kind) {
    case 'find': return `Could not find a coordinator with type ${request.keyType.toUpperCase()} with key ${request.key} due to unexpected error: ${message}`;
    case 'init': return `Unexpected error in InitProducerIdResponse; ${message}`;
    case 'offsets': return `Unexpected error in TxnOffsetCommitResponse: ${message}`;
    case 'end': return `Unhandled error in EndTxnResponse: ${message}`;
  }
}

/** When there is something to ask, if no message comes before. Only later times count. */
export function transactionsWakeup(producer: Producer, now: Time): Time {
  const manager = producer.transaction;
  if (manager === null) return NEVER;
  let at = manager.waiting === null ? NEVER : manager.waiting.deadlineAt;
  if (manager.inFlight !== null || manager.requests.length === 0) return at;
  if (manager.notBefore > now) at = Math.min(at, manager.notBefore);
  for (const broker of producer.network.metadata.brokers) {
    const until = connectionDelayUntil(producer.network, broker.nodeId, now);
    if (until > now) at = Math.min(at, until);
  }
  return at;
}
