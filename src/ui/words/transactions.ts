// What became of a record of a transaction, as far as its log knows.
import type { LogRecord, ReplicaRecord, TransactionSpan } from '../../bridge/records.ts';

export type Fate = 'open' | 'aborted' | 'committed';

/** Null for a record of a log without transactions that are open or were aborted: nothing has to be told apart there. */
export function transactionOf(record: Pick<LogRecord, 'offset' | 'producerId'>, replica: Pick<ReplicaRecord, 'openTransactions' | 'abortedTransactions'>): Fate | null {
  if (replica.openTransactions.length === 0 && replica.abortedTransactions.length === 0) return null;
  const isIn = ({ producerId, firstOffset, lastOffset }: TransactionSpan): boolean => producerId === record.producerId && record.offset >= firstOffset && (lastOffset < 0 || record.offset < lastOffset);
  if (replica.abortedTransactions.some(isIn)) return 'aborted';
  return replica.openTransactions.some((span) => span.lastOffset < 0 && isIn(span)) ? 'open' : 'committed';
}
