// A broker that becomes leader of a partition of `__transaction_state` reads its transactions from the log, and goes on where the
// coordinator before it stopped: decided transactions get their markers.
import { dataTimer, type Env, type Partition } from '../../broker/plane.ts';
import { logSize } from '../../log/log.ts';
import { forEachBatch } from '../../log/segment.ts';
import { sendMarkers } from './markers.ts';
import { startScans } from './scans.ts';
import { applyTransactionEntry } from './stored.ts';
import type { Transaction } from './transaction-state.ts';
import { TRANSACTION_TOPIC } from './transaction-partition.ts';

/** Starts to read the partition's log, which takes as long as the disk takes. */
export function onBecomeTransactionCoordinator(env: Env, partition: Partition): void {
  forgetTransactions(env, partition.partition);
  env.plane.transactions.shards[`p${partition.partition}`] = { state: 'loading', epoch: partition.leaderEpoch };
  const timer = { kind: 'load', partition: partition.partition, epoch: partition.leaderEpoch } as const;
  env.ctx.diskWrite(logSize(partition.log), dataTimer({ kind: 'transaction', timer }));
}

/** Somebody else coordinates these transactions now. */
export function onResignTransactionCoordinator(env: Env, partition: Partition): void {
  forgetTransactions(env, partition.partition);
}

function forgetTransactions(env: Env, partition: number): void {
  const { transactions } = env.plane;
  for (const [key, one] of Object.entries(transactions.transactions)) if (one.partition === partition) delete transactions.transactions[key];
  transactions.markers = transactions.markers.filter((one) => one.partition !== partition);
  delete transactions.shards[`p${partition}`];
}

/** The log has been read: the last record of each id counts. */
export function finishLoadingTransactions(env: Env, index: number, epoch: number): void {
  const { plane } = env;
  const partition = plane.partitions[`${TRANSACTION_TOPIC}-${index}`];
  const shard = plane.transactions.shards[`p${index}`];
  if (partition === undefined || partition.role !== 'leader' || shard?.epoch !== epoch) return;
  const loaded: Record<string, Transaction> = {};
  for (const segment of partition.log.segments) {
    forEachBatch(segment, (batch) => {
      for (const { key, value } of batch.records) if (key !== null) applyTransactionEntry(loaded, { key, value }, index);
    });
  }
  shard.state = 'active';
  for (const [key, transaction] of Object.entries(loaded)) {
    plane.transactions.transactions[key] = transaction;
    if (transaction.now.state === 'PrepareCommit' || transaction.now.state === 'PrepareAbort') sendMarkers(env, transaction, epoch);
  }
  startScans(env);
}
