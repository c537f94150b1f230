// A coordinator writes a transaction's next state to its partition of `__transaction_state` (TransactionStateManager.appendTransactionToLog).
import { freeze } from '../../../kernel/freeze.ts';
import { dataTimer, type Env } from '../../broker/plane.ts';
import { transactionEntry } from './stored.ts';
import type { AfterWork, Transaction, TransactionWork, Transit } from './transaction-state.ts';

/** Bytes of a batch's and a record's header, roughly: for the disk. */
const OVERHEAD = 81;

/** Begins to write the next state; it is pending until that is replicated, or has failed. append.ts goes on from there. */
export function writeTransition(env: Env, transaction: Transaction, kind: TransactionWork['kind'], transit: Transit, after: AfterWork): void {
  const { transactionalId, partition } = transaction;
  const shard = env.plane.transactions.shards[`p${partition}`];
  if (shard === undefined) return;
  transaction.pending = transit.state;
  writeWork(env, freeze({ kind, transactionalId, partition, coordinatorEpoch: shard.epoch, entry: transactionEntry(transactionalId, transit), transit, after }));
}

/** Puts a write on the disk; the work must be frozen. */
export function writeWork(env: Env, work: TransactionWork): void {
  const bytes = OVERHEAD + work.entry.key.length + (work.entry.value?.length ?? 0);
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'transaction', timer: { kind: 'append', work } }));
}
