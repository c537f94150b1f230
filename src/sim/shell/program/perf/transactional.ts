// The transactions of kafka-producer-perf-test.sh: one after the other, each as long as --transaction-duration-ms says.
import type { Failure } from '../../../kafka/client/failure.ts';
import type { ClientIo } from '../../../kafka/client/io.ts';
import type { Producer } from '../../../kafka/client/producer/state.ts';
import { beginTransaction, commitTransaction, initTransactions, takeCallEnd } from '../../../kafka/client/producer/transactions.ts';

export interface Transacting {
  readonly durationMs: number;
  /** What the loop waits for; `between` where no transaction is open, `open` where it sends. */
  at: 'initTransactions' | 'between' | 'open' | 'commitTransaction';
  startedAtMs: number;
}

/** Asks for the producer's id and epoch; the loop waits. Returns what it throws. */
export function startTransacting(producer: Producer, durationMs: number, io: ClientIo): { readonly transacting: Transacting; readonly thrown: Failure | null } {
  return { transacting: { durationMs, at: 'initTransactions', startedAtMs: 0 }, thrown: initTransactions(producer, io) };
}

/** Whether the loop waits for a coordinator. */
export function isWaiting(transacting: Transacting | null): boolean {
  return transacting !== null && (transacting.at === 'initTransactions' || transacting.at === 'commitTransaction');
}

/** Takes the end of what was waited for; `begun` where the first call has just ended. */
export function takeEnd(transacting: Transacting, producer: Producer): { readonly thrown: Failure | null; readonly begun: boolean } {
  const end = isWaiting(transacting) ? takeCallEnd(producer) : null;
  if (end === null) return { thrown: null, begun: false };
  const begun = transacting.at === 'initTransactions';
  transacting.at = 'between';
  return { thrown: end.error, begun };
}

/** Before a record is sent. */
export function beforeSend(transacting: Transacting, producer: Producer, nowMs: number): Failure | null {
  if (transacting.at !== 'between') return null;
  transacting.at = 'open';
  transacting.startedAtMs = nowMs;
  return beginTransaction(producer);
}

/** After a record was sent at `sentAtMs`, or the last one: commits where the transaction's time is over. */
export function afterSend(transacting: Transacting, producer: Producer, sentAtMs: number, isLast: boolean, io: ClientIo): Failure | null {
  if (transacting.at !== 'open' || (!isLast && transacting.durationMs > sentAtMs - transacting.startedAtMs)) return null;
  transacting.at = 'commitTransaction';
  return commitTransaction(producer, io);
}
