// A transaction as it lies in `__transaction_state`: key and value as TransactionLogKey and TransactionLogValue name their fields, in JSON.
import { freeze } from '../../../kernel/freeze.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { TopicPartition } from '../../protocol.ts';
import { NONE, type Transaction, type TransactionStatus, type Transit } from './transaction-state.ts';

/** The numbers of the states (TransactionState.id). */
const STATES: readonly TransactionStatus[] = ['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort', 'Dead', 'PrepareEpochFence'];

interface StoredTransaction {
  readonly producerId: number;
  readonly previousProducerId: number;
  /** Written only where there is one. */
  readonly nextProducerId?: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
  readonly transactionStatus: number;
  readonly transactionPartitions: readonly { readonly topic: string; readonly partitionIds: readonly number[] }[] | null;
  readonly transactionLastUpdateTimestampMs: number;
  readonly transactionStartTimestampMs: number;
  /** Written only where it is not 0. */
  readonly clientTransactionVersion?: number;
}

function keyOf(transactionalId: string): string {
  return JSON.stringify({ type: 0, data: { transactionalId } });
}

export function transactionEntry(transactionalId: string, transit: Transit): StoredEntry {
  const data: StoredTransaction = {
    producerId: transit.producerId, previousProducerId: transit.previousProducerId, ...(transit.nextProducerId === NONE ? {} : { nextProducerId: transit.nextProducerId }), producerEpoch: transit.producerEpoch,
    transactionTimeoutMs: transit.timeoutMs, transactionStatus: STATES.indexOf(transit.state), transactionPartitions: transit.state === 'Empty' ? null : byTopic(transit.partitions),
    transactionLastUpdateTimestampMs: transit.updatedAtMs, transactionStartTimestampMs: transit.startedAtMs, ...(transit.version === 0 ? {} : { clientTransactionVersion: transit.version }),
  };
  return freeze({ key: keyOf(transactionalId), value: JSON.stringify({ version: 1, data }) });
}

export function transactionTombstone(transactionalId: string): StoredEntry {
  return freeze({ key: keyOf(transactionalId), value: null });
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitionIds: number[] }[] {
  const topics: { topic: string; partitionIds: number[] }[] = [];
  for (const { topic, partition } of partitions) {
    const known = topics.find((one) => one.topic === topic);
    if (known === undefined) topics.push({ topic, partitionIds: [partition] });
    else known.partitionIds.push(partition);
  }
  return topics;
}

/** Takes a record that was read from the log; the last one of an id counts. What is not written is unknown after a restart: the last epoch. */
export function applyTransactionEntry(transactions: Record<string, Transaction>, entry: StoredEntry, partition: number): void {
  const key: { data: { transactionalId: string } } = JSON.parse(entry.key);
  const { transactionalId } = key.data;
  if (entry.value === null) return void delete transactions[`t:${transactionalId}`];
  const { data }: { data: StoredTransaction } = JSON.parse(entry.value);
  const now: Transit = freeze({
    state: STATES[data.transactionStatus] ?? 'Empty', producerId: data.producerId, previousProducerId: data.previousProducerId, nextProducerId: data.nextProducerId ?? NONE,
    producerEpoch: data.producerEpoch, lastProducerEpoch: NONE, timeoutMs: data.transactionTimeoutMs, version: data.clientTransactionVersion === undefined ? 0 : 2,
    partitions: (data.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) => partitionIds.map((id) => ({ topic, partition: id }))),
    startedAtMs: data.transactionStartTimestampMs, updatedAtMs: data.transactionLastUpdateTimestampMs,
  });
  transactions[`t:${transactionalId}`] = { transactionalId, partition, now, pending: null, failedFence: false };
}
