// What a coordinator looks after by itself: transactions that take too long are aborted, ids that nobody uses are forgotten.
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { dataTimer, type Env } from '../../broker/plane.ts';
import { endTransaction } from './end-transaction.ts';
import { transactionTombstone } from './stored.ts';
import type { Transaction } from './transaction-state.ts';
import { fencingEpoch } from './transitions.ts';
import { writeWork } from './write.ts';

/** Both scans run for as long as the process lives, from when it coordinates its first partition. */
export function startScans(env: Env): void {
  const { transactions } = env.plane;
  if (transactions.isScanning) return;
  transactions.isScanning = true;
  schedule(env, 'abort-scan');
  schedule(env, 'expire-scan');
}

function schedule(env: Env, kind: 'abort-scan' | 'expire-scan'): void {
  // Kafka defaults 10 s and 1 h.
  const name = kind === 'abort-scan' ? 'transaction.abort.timed.out.transaction.cleanup.interval.ms' : 'transaction.remove.expired.transaction.cleanup.interval.ms';
  const interval = Number(env.broker.config(name)) * MILLISECOND;
  const sinceLast = (env.ctx.now - env.plane.transactions.startedAt) % interval;
  env.ctx.schedule(interval - sinceLast, dataTimer({ kind: 'transaction', timer: { kind } }));
}

/** Transactions that are open for longer than their transaction.timeout.ms: their producers are fenced, and they are aborted. */
export function abortTimedOut(env: Env): void {
  schedule(env, 'abort-scan');
  for (const transaction of active(env)) {
    const { transactionalId, now, pending } = transaction;
    const forMs = env.ctx.wallClockMs - now.startedAtMs;
    if (now.state !== 'Ongoing' || pending !== null || forMs <= now.timeoutMs) continue;
    const epoch = fencingEpoch(transaction);
    env.ctx.note('transaction-timed-out', { id: transactionalId, forMs: now.timeoutMs }, [`transaction/${transactionalId}`]);
    transaction.pending = 'PrepareEpochFence';
    endTransaction(env, { transactionalId, producerId: now.producerId, producerEpoch: epoch, committed: false }, false, { kind: 'timed-out', forMs });
  }
}

/** Ids without an open transaction that were not used for transactional.id.expiration.ms (Kafka default 7 days). */
export function expireIds(env: Env): void {
  schedule(env, 'expire-scan');
  const limit = Number(env.broker.config('transactional.id.expiration.ms'));
  for (const transaction of active(env)) {
    const { transactionalId, now, pending, partition } = transaction;
    const isIdle = now.state === 'Empty' || now.state === 'CompleteCommit' || now.state === 'CompleteAbort';
    const shard = env.plane.transactions.shards[`p${partition}`];
    if (!isIdle || pending !== null || shard === undefined || now.updatedAtMs + limit > env.ctx.wallClockMs) continue;
    transaction.pending = 'Dead';
    writeWork(env, freeze({ kind: 'expired', transactionalId, partition, coordinatorEpoch: shard.epoch, entry: transactionTombstone(transactionalId), transit: null, after: { kind: 'nothing' } }));
  }
}

function active(env: Env): Transaction[] {
  const { transactions, shards } = env.plane.transactions;
  return Object.values(transactions).filter((one) => shards[`p${one.partition}`]?.state === 'active');
}
