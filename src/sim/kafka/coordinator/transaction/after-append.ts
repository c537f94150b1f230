// What comes after an append of transactions is replicated, by its kind.
import type { DelayedPartition, Env } from '../../broker/plane.ts';
import { workStored } from './append.ts';
import type { AfterTransactionAppend } from './transaction-state.ts';
import { offsetsReplicated } from './txn-offsets.ts';
import { markersReplicated } from './write-markers.ts';

export function afterTransactionAppend(env: Env, after: AfterTransactionAppend, partitions: readonly DelayedPartition[]): void {
  switch (after.kind) {
    case 'stored': return workStored(env, after.work, partitions[0]?.error ?? 'NONE');
    case 'markers': return markersReplicated(env, after, partitions);
    case 'offsets': return offsetsReplicated(env, after, partitions[0]?.error ?? 'NONE');
  }
}
