// Transactions and producers as tools see them: ListTransactions, DescribeTransactions, DescribeProducers (KIP-664).
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, partitionName, respond } from '../../broker/plane.ts';
import { hashOrder, longHash, stringHash } from '../../../jvm/hash-map.ts';
import type { ProducerEntry } from '../../log/producer-state.ts';
import { partitionOf } from '../../metadata-image.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { ActiveProducer, DescribeProducersResponse, DescribeTransactionsResponse } from '../../protocol-transactions.ts';
import { findTransaction, NONE, type Transaction } from './transaction-state.ts';
import { shardError } from './transaction-partition.ts';

export function handleListTransactions(env: Env, request: Request<'ListTransactions'>, from: NodeId): void {
  const { body } = request;
  const { transactions, shards } = env.plane.transactions;
  const reply = (errorCode: ErrorCode, transactionStates: readonly { transactionalId: string; producerId: number; transactionState: string }[]): void =>
    respond(env.ctx, from, 'ListTransactions', request.correlationId, { errorCode, transactionStates });
  if (Object.values(shards).some((one) => one.state === 'loading')) return reply('COORDINATOR_LOAD_IN_PROGRESS', []);
  const pattern = patternOf(body.transactionalIdPattern);
  if (pattern === 'invalid') return reply('INVALID_REGULAR_EXPRESSION', []);
  const listed = inMapOrder(Object.values(transactions), Object.keys(shards).length).filter(({ transactionalId, now }) => {
    if (now.state === 'Dead') return false;
    if (body.producerIdFilters.length > 0 && !body.producerIdFilters.includes(now.producerId)) return false;
    if (body.stateFilters.length > 0 && !body.stateFilters.includes(now.state)) return false;
    if (body.durationFilter >= 0 && env.ctx.wallClockMs - now.startedAtMs <= body.durationFilter) return false;
    return pattern === null || pattern.test(transactionalId);
  });
  reply('NONE', listed.map(({ transactionalId, now }) => ({ transactionalId, producerId: now.producerId, transactionState: now.state })));
}

/** The order of Scala's map of partitions, each with Java's map of ids: what a real coordinator lists. */
function inMapOrder(transactions: readonly Transaction[], shards: number): Transaction[] {
  let size = 16;
  while (shards > size * 0.75) size *= 2;
  const partitions = [...new Set(transactions.map((one) => one.partition))].sort((a, b) => (a & (size - 1)) - (b & (size - 1)) || a - b);
  return partitions.flatMap((partition) => hashOrder(transactions.filter((one) => one.partition === partition), (one) => stringHash(one.transactionalId), 16));
}

/** An expression that matches the whole id, null for none. */
function patternOf(text: string | null): RegExp | 'invalid' | null {
  if (text === null || text === '') return null;
  try {
    return new BoundedRegex(`^(?:${text})$`, 'u');
  } catch {
    return 'invalid';
  }
}

export function handleDescribeTransactions(env: Env, request: Request<'DescribeTransactions'>, from: NodeId): void {
  const transactionStates = request.body.transactionalIds.map((transactionalId): DescribeTransactionsResponse['transactionStates'][number] => {
    const none = { transactionalId, transactionState: '', transactionTimeoutMs: 0, transactionStartTimeMs: 0, producerId: NONE, producerEpoch: NONE, partitions: [] };
    const error = transactionalId === '' ? 'INVALID_REQUEST' : shardError(env, transactionalId);
    const transaction = error === 'NONE' ? findTransaction(env.plane.transactions, transactionalId) : null;
    if (transaction === null) return { ...none, errorCode: error === 'NONE' ? 'TRANSACTIONAL_ID_NOT_FOUND' : error };
    const { now } = transaction;
    // A transaction that is being completed shows what is still without its marker.
    const left = env.plane.transactions.markers.find((one) => one.transactionalId === transactionalId)?.left;
    return {
      errorCode: 'NONE', transactionalId, transactionState: now.state, transactionTimeoutMs: now.timeoutMs, transactionStartTimeMs: now.startedAtMs,
      producerId: now.producerId, producerEpoch: now.producerEpoch, partitions: left ?? now.partitions,
    };
  });
  respond(env.ctx, from, 'DescribeTransactions', request.correlationId, { transactionStates });
}

/** What a replica knows of the producers of a partition: any replica may be asked. */
export function handleDescribeProducers(env: Env, request: Request<'DescribeProducers'>, from: NodeId): void {
  const topics = request.body.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((index): DescribeProducersResponse['topics'][number]['partitions'][number] => {
      const partition = env.plane.partitions[partitionName(name, index)];
      if (partition === undefined) {
        const errorCode = partitionOf(env.broker.image, name, index) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
        return { partitionIndex: index, errorCode, errorMessage: null, activeProducers: [] };
      }
      return { partitionIndex: index, errorCode: 'NONE', errorMessage: null, activeProducers: hashOrder(Object.values(partition.log.producers), ({ producerId }) => longHash(producerId), 16).map(described) };
    }),
  }));
  respond(env.ctx, from, 'DescribeProducers', request.correlationId, { topics });
}

function described(entry: ProducerEntry): ActiveProducer {
  const last = entry.batches[entry.batches.length - 1];
  return {
    producerId: entry.producerId, producerEpoch: entry.producerEpoch, lastSequence: last?.lastSequence ?? -1, lastTimestamp: entry.lastTimestampMs,
    coordinatorEpoch: entry.coordinatorEpoch, currentTxnStartOffset: entry.transactionStart,
  };
}
