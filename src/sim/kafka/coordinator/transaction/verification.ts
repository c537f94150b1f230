// A broker adds the partitions of a transactional write to its transaction before it appends (AddPartitionsToTxnManager, KIP-890):
// the producer only sends records, and its transaction grows by itself.
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND, SECOND, type NodeId } from '../../../kernel/types.ts';
import { ask, dataTimer, type Env, partitionName, type RefusedAppend } from '../../broker/plane.ts';
import { appendAfterDisk } from '../../broker/produce.ts';
import { hasOngoingTransaction } from '../../log/producer-state.ts';
import type { ErrorCode, Request, TopicPartition } from '../../protocol.ts';
import type { AddPartitionsToTxnResponse } from '../../protocol-transactions.ts';
import { takeGuard } from './guards.ts';
import { byTopic } from './markers.ts';
import { coordinatorNode } from './transaction-partition.ts';
import type { AfterVerification, Verification } from './transaction-state.ts';
import { offsetsVerified } from './txn-offsets.ts';

/** add.partitions.to.txn.retry.backoff.ms and its maximum, Kafka defaults 20 ms and 100 ms. */
const RETRY = 20 * MILLISECOND;
const RETRY_LIMIT = 100 * MILLISECOND;
/** request.timeout.ms of brokers, Kafka default 30 s. */
const REQUEST_TIMEOUT = 30 * SECOND;

/** True where the produce waits for its transaction's coordinator; false where it may be appended at once. */
export function verifyProduce(env: Env, request: Request<'Produce'>, from: NodeId): boolean {
  const { transactionalId, topicData } = request.body;
  if (transactionalId === null) return false;
  const partitions: TopicPartition[] = [];
  let producer = { id: -1, epoch: -1 };
  for (const { name: topic, partitionData } of topicData) {
    for (const { index, records } of partitionData) {
      const partition = env.plane.partitions[partitionName(topic, index)];
      if (!records.isTransactional || partition?.role !== 'leader') continue;
      if (hasOngoingTransaction(partition.log.producers, records.producerId, records.producerEpoch)) continue;
      partitions.push({ topic, partition: index });
      producer = { id: records.producerId, epoch: records.producerEpoch };
    }
  }
  if (partitions.length === 0) return false;
  begin(env, transactionalId, { ...producer, isOld: request.body.transactionVersion === 0 }, partitions, { kind: 'produce', request, from });
  return true;
}

/** Offsets of a group are verified like records of their partition of `__consumer_offsets`. */
export function verifyOffsets(env: Env, request: Request<'TxnOffsetCommit'>, from: NodeId, at: TopicPartition): void {
  const { transactionalId, producerId, producerEpoch, transactionVersion } = request.body;
  begin(env, transactionalId, { id: producerId, epoch: producerEpoch, isOld: transactionVersion === 0 }, [at], { kind: 'txn-offsets', request, from });
}

function begin(env: Env, transactionalId: string, producer: { readonly id: number; readonly epoch: number; readonly isOld: boolean }, partitions: readonly TopicPartition[], after: AfterVerification): void {
  const { transactions } = env.plane;
  const verification: Verification = {
    id: transactions.nextVerification++, transactionalId, producerId: producer.id, producerEpoch: producer.epoch, verifyOnly: producer.isOld, since: env.ctx.now, after: freeze(after), asked: null,
    partitions: freeze(partitions.map((one) => ({ ...one, guard: takeGuard(env, partitionName(one.topic, one.partition), producer.id, producer.epoch) }))),
  };
  transactions.verifications.push(verification);
  askCoordinator(env, verification);
}

function askCoordinator(env: Env, verification: Verification): void {
  const to = coordinatorNode(env.broker, verification.transactionalId);
  if (to === null) return finish(env, verification, () => 'COORDINATOR_NOT_AVAILABLE');
  const correlationId = env.broker.nextCorrelation();
  verification.asked = { to, correlationId };
  const { transactionalId, producerId, producerEpoch, partitions, verifyOnly } = verification;
  ask(env.ctx, to, 'AddPartitionsToTxn', correlationId, { transactions: [{ transactionalId, producerId, producerEpoch, verifyOnly, topics: byTopic(partitions) }] });
  env.ctx.schedule(REQUEST_TIMEOUT, dataTimer({ kind: 'transaction', timer: { kind: 'verify-lost', id: verification.id, correlationId } }));
}

export function verificationAnswered(env: Env, correlationId: number, body: AddPartitionsToTxnResponse): void {
  const verification = env.plane.transactions.verifications.find((one) => one.asked?.correlationId === correlationId);
  if (verification === undefined) return;
  verification.asked = null;
  const [result] = body.resultsByTransaction;
  const errorOf = (at: TopicPartition): ErrorCode => {
    if (body.errorCode !== 'NONE') return body.errorCode;
    const error = result?.topicResults.find((one) => one.name === at.topic)?.resultsByPartition.find((one) => one.partitionIndex === at.partition)?.errorCode ?? 'UNKNOWN_SERVER_ERROR';
    // Producers know the older name of this error from the answers of brokers.
    return error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error;
  };
  const isBusy = verification.partitions.some((at) => errorOf(at) === 'CONCURRENT_TRANSACTIONS');
  // The transaction before this one is still being completed: that takes a moment.
  if (isBusy && env.ctx.now - verification.since < RETRY_LIMIT) {
    env.ctx.schedule(RETRY, dataTimer({ kind: 'transaction', timer: { kind: 'verify-again', id: verification.id } }));
    return;
  }
  finish(env, verification, errorOf);
}

export function verifyAgain(env: Env, id: number): void {
  const verification = env.plane.transactions.verifications.find((one) => one.id === id);
  if (verification !== undefined && verification.asked === null) askCoordinator(env, verification);
}

/** No answer came in time. */
export function verifyLost(env: Env, id: number, correlationId: number): void {
  const verification = env.plane.transactions.verifications.find((one) => one.id === id && one.asked?.correlationId === correlationId);
  if (verification !== undefined) finish(env, verification, () => 'NETWORK_EXCEPTION');
}

/** A coordinator's process ended. */
export function verifyPeerGone(env: Env, peer: NodeId): void {
  for (const verification of env.plane.transactions.verifications.slice()) if (verification.asked?.to === peer) finish(env, verification, () => 'NETWORK_EXCEPTION');
}

function finish(env: Env, verification: Verification, errorOf: (at: TopicPartition) => ErrorCode): void {
  const { transactions } = env.plane;
  transactions.verifications = transactions.verifications.filter((one) => one !== verification);
  const { after, partitions } = verification;
  switch (after.kind) {
    case 'produce': {
      const refused: RefusedAppend[] = [];
      for (const at of partitions) {
        const error = errorOf(at);
        if (error !== 'NONE') refused.push({ name: partitionName(at.topic, at.partition), ...producerError(error) });
      }
      const guards = partitions.map((at) => ({ name: partitionName(at.topic, at.partition), guard: at.guard }));
      return appendAfterDisk(env, after.request, after.from, freeze({ refused, guards }));
    }
    case 'txn-offsets': {
      const [at] = partitions;
      return offsetsVerified(env, after.request, after.from, at === undefined ? 'UNKNOWN_SERVER_ERROR' : errorOf(at), at?.guard ?? -1);
    }
  }
}

/** What a producer is told: errors that pass become one that every producer tries again without looking for another leader. */
function producerError(error: ErrorCode): { readonly error: ErrorCode; readonly message: string | null } {
  switch (error) {
    case 'CONCURRENT_TRANSACTIONS':
    case 'NETWORK_EXCEPTION':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR': return { error: 'NOT_ENOUGH_REPLICAS', message: `Unable to verify the partition has been added to the transaction. Underlying error: ${error}` };
    case 'INVALID_TXN_STATE': return { error, message: 'Partition was not added to the transaction' };
    default: return { error, message: null };
  }
}
