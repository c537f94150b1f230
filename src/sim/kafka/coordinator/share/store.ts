// What a share coordinator keeps of each share-partition, and how it combines what leaders write (KIP-932, ShareGroupOffset).
import { freeze } from '../../../kernel/freeze.ts';
import type { StateBatch } from '../../protocol-share.ts';

/** Frozen; a change makes a new one. */
export interface ShareState {
  readonly stateEpoch: number;
  readonly leaderEpoch: number;
  /** -1 where no leader has decided yet where to begin. */
  readonly startOffset: number;
  /** -1 where no leader has told. */
  readonly deliveryCompleteCount: number;
  readonly stateBatches: readonly StateBatch[];
  readonly snapshotEpoch: number;
  /** Updates since the last snapshot. */
  readonly updates: number;
}

export interface ShareStore {
  /** By group, topic id and partition. */
  readonly states: Record<string, ShareState>;
  /** Partitions of `__share_group_state` that this broker leads, by `p` and number. */
  readonly shards: Record<string, 'loading' | 'active'>;
}

/** share.coordinator.snapshot.update.records.per.snapshot, Kafka default 500. */
export const UPDATES_PER_SNAPSHOT = 500;

export function initialState(stateEpoch: number, startOffset: number, snapshotEpoch: number): ShareState {
  return freeze({ stateEpoch, leaderEpoch: 0, startOffset, deliveryCompleteCount: startOffset < 0 ? -1 : 0, stateBatches: [], snapshotEpoch, updates: 0 });
}

/**
 * The batches with newer ones laid over them, without what lies below the start; neighbours that do not differ become one
 * (PersisterStateBatchCombiner). Where two overlap, the higher delivery count wins, then the higher state.
 */
export function combineBatches(known: readonly StateBatch[], newer: readonly StateBatch[], startOffset: number): readonly StateBatch[] {
  let rows = known.map((one) => one);
  for (const batch of newer) rows = laidOver(rows, batch);
  const out: StateBatch[] = [];
  for (const row of rows) {
    if (row.lastOffset < startOffset) continue;
    const one = row.firstOffset < startOffset ? { ...row, firstOffset: startOffset } : row;
    const before = out[out.length - 1];
    if (before !== undefined && before.lastOffset === one.firstOffset - 1 && before.deliveryState === one.deliveryState && before.deliveryCount === one.deliveryCount) out[out.length - 1] = { ...before, lastOffset: one.lastOffset };
    else out.push(one);
  }
  return freeze(out);
}

function laidOver(rows: readonly StateBatch[], batch: StateBatch): StateBatch[] {
  const out: StateBatch[] = [];
  let next = batch.firstOffset;
  for (const row of rows) {
    if (row.lastOffset < batch.firstOffset) {
      out.push(row);
      continue;
    }
    const from = Math.max(row.firstOffset, batch.firstOffset);
    const to = Math.min(row.lastOffset, batch.lastOffset);
    if (next < Math.min(row.firstOffset, batch.lastOffset + 1)) out.push({ ...batch, firstOffset: next, lastOffset: Math.min(row.firstOffset - 1, batch.lastOffset) });
    if (from > to) {
      next = Math.max(next, batch.lastOffset + 1);
      out.push(row);
      continue;
    }
    if (row.firstOffset < from) out.push({ ...row, lastOffset: from - 1 });
    const isKept = row.deliveryCount > batch.deliveryCount || (row.deliveryCount === batch.deliveryCount && row.deliveryState > batch.deliveryState);
    out.push({ ...(isKept ? row : batch), firstOffset: from, lastOffset: to });
    if (row.lastOffset > to) out.push({ ...row, firstOffset: to + 1 });
    next = to + 1;
  }
  if (next <= batch.lastOffset) out.push({ ...batch, firstOffset: next });
  return out;
}
