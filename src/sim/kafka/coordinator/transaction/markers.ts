// The coordinator's side of markers: each partition of a decided transaction gets one, from the leader of that partition
// (TransactionMarkerChannelManager). When the last one is written, the transaction is complete.
import { MILLISECOND, SECOND } from '../../../kernel/types.ts';
import { ask, dataTimer, type Env } from '../../broker/plane.ts';
import { partitionOf } from '../../metadata-image.ts';
import { nodeOf, type TopicPartition } from '../../protocol.ts';
import type { TopicPartitions, WriteTxnMarkersResponse } from '../../protocol-transactions.ts';
import { findTransaction, type MarkerJob, type Transaction } from './transaction-state.ts';
import { complete } from './transitions.ts';
import { writeTransition } from './write.ts';

/** How long before markers that could not be written are sent again. */
const RETRY = 100 * MILLISECOND;
/** request.timeout.ms of brokers, Kafka default 30 s. */
const REQUEST_TIMEOUT = 30 * SECOND;

/** Sends the markers of a transaction that is decided. */
export function sendMarkers(env: Env, { transactionalId, partition, now }: Transaction, coordinatorEpoch: number): void {
  const { transactions } = env.plane;
  const job: MarkerJob = {
    transactionalId, partition, coordinatorEpoch, producerId: now.producerId, producerEpoch: now.producerEpoch,
    commit: now.state === 'PrepareCommit', left: now.partitions, asked: [],
  };
  transactions.markers = [...transactions.markers.filter((one) => one.transactionalId !== transactionalId), job];
  sendJob(env, job);
}

/** Sends what is not on its way. Partitions of topics that are gone need no marker. */
function sendJob(env: Env, job: MarkerJob): void {
  job.left = job.left.filter(({ topic, partition }) => partitionOf(env.broker.image, topic, partition) !== null);
  if (job.left.length === 0) return finishJob(env, job);
  let isWaiting = false;
  const byLeader: [number, TopicPartition[]][] = [];
  for (const one of job.left) {
    if (job.asked.some(({ partitions }) => partitions.some((other) => isSame(other, one)))) continue;
    const leader = partitionOf(env.broker.image, one.topic, one.partition)?.leader ?? -1;
    const group = byLeader.find(([id]) => id === leader);
    if (leader < 0) isWaiting = true;
    else if (group === undefined) byLeader.push([leader, [one]]);
    else group[1].push(one);
  }
  for (const [leader, partitions] of byLeader) {
    const correlationId = env.broker.nextCorrelation();
    const to = nodeOf(leader);
    job.asked.push({ to, correlationId, partitions });
    const marker = { producerId: job.producerId, producerEpoch: job.producerEpoch, transactionResult: job.commit, topics: byTopic(partitions), coordinatorEpoch: job.coordinatorEpoch };
    ask(env.ctx, to, 'WriteTxnMarkers', correlationId, { markers: [marker] });
    env.ctx.schedule(REQUEST_TIMEOUT, dataTimer({ kind: 'transaction', timer: { kind: 'markers-lost', transactionalId: job.transactionalId, correlationId } }));
  }
  if (isWaiting) tryAgain(env, job);
}

function tryAgain(env: Env, job: MarkerJob): void {
  env.ctx.schedule(RETRY, dataTimer({ kind: 'transaction', timer: { kind: 'markers-again', transactionalId: job.transactionalId } }));
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}

export function byTopic(partitions: readonly TopicPartition[]): TopicPartitions {
  const topics: { name: string; partitions: number[] }[] = [];
  for (const { topic, partition } of partitions) {
    const known = topics.find((one) => one.name === topic);
    if (known === undefined) topics.push({ name: topic, partitions: [partition] });
    else known.partitions.push(partition);
  }
  return topics;
}

export function markersAgain(env: Env, transactionalId: string): void {
  const job = env.plane.transactions.markers.find((one) => one.transactionalId === transactionalId);
  if (job !== undefined) sendJob(env, job);
}

/** No answer came in time. */
export function markersLost(env: Env, transactionalId: string, correlationId: number): void {
  const job = env.plane.transactions.markers.find((one) => one.transactionalId === transactionalId && one.asked.some((asked) => asked.correlationId === correlationId));
  if (job === undefined) return;
  job.asked = job.asked.filter((asked) => asked.correlationId !== correlationId);
  sendJob(env, job);
}

/** A broker's process ended: what it was asked is asked again of whoever leads next. */
export function markerPeerGone(env: Env, peer: string): void {
  for (const job of env.plane.transactions.markers) {
    if (!job.asked.some((asked) => asked.to === peer)) continue;
    job.asked = job.asked.filter((asked) => asked.to !== peer);
    tryAgain(env, job);
  }
}

export function markersAnswered(env: Env, correlationId: number, body: WriteTxnMarkersResponse): void {
  const { transactions } = env.plane;
  const job = transactions.markers.find((one) => one.asked.some((asked) => asked.correlationId === correlationId));
  if (job === undefined) return;
  job.asked = job.asked.filter((asked) => asked.correlationId !== correlationId);
  for (const { topics } of body.markers) {
    for (const { name, partitions } of topics) {
      for (const { partitionIndex, errorCode } of partitions) {
        // Somebody else ends this transaction now, or has ended it (TransactionMarkerRequestCompletionHandler).
        if (errorCode === 'TRANSACTION_COORDINATOR_FENCED' || errorCode === 'INVALID_PRODUCER_EPOCH') return forgetJob(env, job);
        if (errorCode === 'NONE') job.left = job.left.filter((one) => one.topic !== name || one.partition !== partitionIndex);
      }
    }
  }
  if (job.left.length === 0) finishJob(env, job);
  else if (job.asked.length === 0) tryAgain(env, job);
}

function forgetJob(env: Env, job: MarkerJob): void {
  const { transactions } = env.plane;
  transactions.markers = transactions.markers.filter((one) => one !== job);
}

function finishJob(env: Env, job: MarkerJob): void {
  forgetJob(env, job);
  const { transactions } = env.plane;
  const transaction = findTransaction(transactions, job.transactionalId);
  const isCurrent = transactions.shards[`p${job.partition}`]?.epoch === job.coordinatorEpoch;
  if (!isCurrent || transaction === null || transaction.pending !== null) return;
  if (transaction.now.state !== 'PrepareCommit' && transaction.now.state !== 'PrepareAbort') return;
  writeTransition(env, transaction, 'completed', complete(transaction, env.ctx.wallClockMs), { kind: 'nothing' });
}
