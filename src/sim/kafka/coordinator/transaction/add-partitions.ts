// AddPartitionsToTxn and AddOffsetsToTxn: what a transaction writes to. With the first partition it begins.
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import type { ErrorCode, Request, TopicPartition } from '../../protocol.ts';
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from '../../protocol-transactions.ts';
import { groupPartition, GROUP_TOPIC } from '../partition-of.ts';
import { type AfterWork, findTransaction, type Reply, type Transaction } from './transaction-state.ts';
import { shardError } from './transaction-partition.ts';
import { addPartitions, hasPartition } from './transitions.ts';
import { writeTransition } from './write.ts';

type Asked = AddPartitionsToTxnRequest['transactions'][number];

/** Brokers ask for their producers (KIP-890), one transaction a request. */
export function handleAddPartitions(env: Env, request: Request<'AddPartitionsToTxn'>, from: NodeId): void {
  const [asked] = request.body.transactions;
  const reply: Reply = { to: from, correlationId: request.correlationId };
  if (asked === undefined) return respond(env.ctx, from, 'AddPartitionsToTxn', request.correlationId, { errorCode: 'INVALID_REQUEST', resultsByTransaction: [] });
  const partitions = asked.topics.flatMap(({ name, partitions: of }) => of.map((partition): TopicPartition => ({ topic: name, partition })));
  if (asked.verifyOnly) return answerAdd(env, reply, asked.transactionalId, partitions, verify(env, asked, partitions));
  const outcome = add(env, asked, partitions, { kind: 'add-partitions', reply, partitions });
  if (outcome !== 'later') answerAdd(env, reply, asked.transactionalId, partitions, outcome);
}

/** The group's partition of `__consumer_offsets` becomes part of the transaction. */
export function handleAddOffsets(env: Env, request: Request<'AddOffsetsToTxn'>, from: NodeId): void {
  const { body, correlationId } = request;
  const reply: Reply = { to: from, correlationId };
  const outcome = add(env, body, [{ topic: GROUP_TOPIC, partition: groupPartition(env.broker, body.groupId) }], { kind: 'add-offsets', reply });
  if (outcome !== 'later') respond(env.ctx, from, 'AddOffsetsToTxn', correlationId, { errorCode: outcome });
}

function add(env: Env, asked: Pick<Asked, 'transactionalId' | 'producerId' | 'producerEpoch' | 'transactionVersion'>, partitions: readonly TopicPartition[], after: AfterWork): ErrorCode | 'later' {
  const found = ownTransaction(env, asked);
  if (typeof found === 'string') return found;
  const { now } = found;
  if (now.state === 'PrepareCommit' || now.state === 'PrepareAbort') return 'CONCURRENT_TRANSACTIONS';
  if (now.state === 'Ongoing' && partitions.every((one) => hasPartition(now, one))) return 'NONE';
  writeTransition(env, found, 'added', addPartitions(found, partitions, asked.transactionVersion ?? 2, env.ctx.wallClockMs), after);
  return 'later';
}

/** A change that is under way comes first: it may raise the epoch. */
function ownTransaction(env: Env, asked: Pick<Asked, 'transactionalId' | 'producerId' | 'producerEpoch'>): Transaction | ErrorCode {
  if (asked.transactionalId === '') return 'INVALID_REQUEST';
  const error = shardError(env, asked.transactionalId);
  if (error !== 'NONE') return error;
  const transaction = findTransaction(env.plane.transactions, asked.transactionalId);
  if (transaction === null) return 'INVALID_PRODUCER_ID_MAPPING';
  if (transaction.pending !== null) return 'CONCURRENT_TRANSACTIONS';
  if (transaction.now.producerId !== asked.producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  return transaction.now.producerEpoch === asked.producerEpoch ? transaction : 'PRODUCER_FENCED';
}

function verify(env: Env, asked: Asked, partitions: readonly TopicPartition[]): ErrorCode {
  const found = ownTransaction(env, asked);
  if (typeof found === 'string') return found;
  if (found.now.state === 'PrepareCommit' || found.now.state === 'PrepareAbort') return 'CONCURRENT_TRANSACTIONS';
  return partitions.every((one) => hasPartition(found.now, one)) ? 'NONE' : 'TRANSACTION_ABORTABLE';
}

export function answerAdd(env: Env, reply: Reply, transactionalId: string, partitions: readonly TopicPartition[], errorCode: ErrorCode): void {
  const topicResults: { name: string; resultsByPartition: { partitionIndex: number; errorCode: ErrorCode }[] }[] = [];
  for (const { topic, partition } of partitions) {
    let known = topicResults.find((one) => one.name === topic);
    if (known === undefined) topicResults.push((known = { name: topic, resultsByPartition: [] }));
    known.resultsByPartition.push({ partitionIndex: partition, errorCode });
  }
  const body: AddPartitionsToTxnResponse = { errorCode: 'NONE', resultsByTransaction: [{ transactionalId, topicResults }] };
  respond(env.ctx, reply.to, 'AddPartitionsToTxn', reply.correlationId, body);
}
