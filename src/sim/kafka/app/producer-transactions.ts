// The transactions of a producing application: so many records each, one after the other; some are aborted on purpose.
import type { ProducerAppSpec } from '../../../bridge/scenario.ts';
import type { Context } from '../../kernel/types.ts';
import type { Failure } from '../client/failure.ts';
import type { Producer } from '../client/producer/state.ts';
import { abortTransaction, beginTransaction, commitTransaction, initTransactions, takeCallEnd } from '../client/producer/transactions.ts';

export interface AppTransactions {
  /** `between` transactions nothing is sent before the next has begun; `ending` waits for the coordinator. */
  at: 'starting' | 'between' | 'open' | 'ending';
  /** Records of the open one. */
  records: number;
  /** How many have begun. */
  count: number;
}

/** The settings that transactions need; none where the application has none. */
export function transactionSettings(spec: ProducerAppSpec): Readonly<Record<string, string>> {
  return spec.transaction === undefined ? {} : { 'transactional.id': spec.name };
}

/** Asks the coordinator for an id and an epoch. Null where the application has no transactions. */
export function startTransactions(producer: Producer, ctx: Context): AppTransactions | null {
  if (producer.transaction === null) return null;
  initTransactions(producer, ctx);
  return { at: 'starting', records: 0, count: 0 };
}

/** Whether a record may be sent now. */
export function maySend(transactions: AppTransactions | null): boolean {
  return transactions === null || transactions.at === 'between' || transactions.at === 'open';
}

/** Before a record is sent: begins a transaction where none is open. Returns what it throws. */
export function beforeRecord(transactions: AppTransactions | null, producer: Producer): Failure | null {
  if (transactions === null || transactions.at !== 'between') return null;
  transactions.at = 'open';
  transactions.records = 0;
  transactions.count += 1;
  return beginTransaction(producer);
}

/** After a record was sent: ends the transaction where it is full. Returns what it throws. */
export function afterRecord(transactions: AppTransactions | null, spec: ProducerAppSpec, producer: Producer, ctx: Context): Failure | null {
  if (transactions === null || transactions.at !== 'open') return null;
  transactions.records += 1;
  const { records, abortEvery } = spec.transaction ?? { records: 10 };
  if (transactions.records < records) return null;
  transactions.at = 'ending';
  return abortEvery !== undefined && transactions.count % abortEvery === 0 ? abortTransaction(producer, ctx) : commitTransaction(producer, ctx);
}

/** Takes the end of what was waited for. After an error the transaction is aborted and the next one begins; what can't go on is returned. */
export function goOn(transactions: AppTransactions | null, producer: Producer, ctx: Context): Failure | null {
  if (transactions === null) return null;
  const end = takeCallEnd(producer);
  if (producer.transaction?.phase === 'FATAL_ERROR') return producer.transaction.lastError;
  if (producer.transaction?.phase === 'ABORTABLE_ERROR') {
    transactions.at = 'ending';
    return abortTransaction(producer, ctx);
  }
  if (end === null) return null;
  if (end.error !== null && transactions.at === 'starting') return end.error;
  // A call whose time was up goes on: the same is called again.
  if (end.error !== null && producer.transaction?.timedOut === 'commitTransaction') return commitTransaction(producer, ctx);
  if (end.error !== null && producer.transaction?.timedOut === 'abortTransaction') return abortTransaction(producer, ctx);
  transactions.at = 'between';
  return null;
}
