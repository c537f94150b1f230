// Which leader epoch began at which offset (LeaderEpochFileCache): what followers truncate by (KIP-101, KIP-279).
import { freeze } from '../../kernel/freeze.ts';

/** Frozen; epochs and offsets both rise from entry to entry. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

export type EpochCache = EpochEntry[];

/** Notes that `epoch` begins at `startOffset`. Entries that this contradicts go (LeaderEpochFileCache.assign). */
export function assignEpoch(cache: EpochCache, epoch: number, startOffset: number): void {
  const last = cache[cache.length - 1];
  if (last !== undefined && last.epoch >= epoch && last.startOffset <= startOffset) return;
  while (cache.length > 0) {
    const entry = cache[cache.length - 1];
    if (entry === undefined || (entry.epoch < epoch && entry.startOffset < startOffset)) break;
    cache.pop();
  }
  cache.push(freeze({ epoch, startOffset }));
}

/** The latest epoch with an entry, -1 where there is none. */
export function latestEpoch(cache: EpochCache): number {
  return cache[cache.length - 1]?.epoch ?? -1;
}

/**
 * The largest epoch not above `epoch` and the offset at which it ends (LeaderEpochFileCache.endOffsetFor); both -1 where
 * the cache knows nothing that old or that new.
 */
export function endOffsetFor(cache: EpochCache, epoch: number, logEndOffset: number): { epoch: number; endOffset: number } {
  const latest = latestEpoch(cache);
  if (epoch === -1 || epoch > latest) return { epoch: -1, endOffset: -1 };
  if (epoch === latest) return { epoch, endOffset: logEndOffset };
  const above = cache.findIndex((entry) => entry.epoch > epoch);
  const next = cache[above];
  if (next === undefined) return { epoch: -1, endOffset: -1 };
  const below = cache[above - 1];
  return { epoch: below?.epoch ?? epoch, endOffset: next.startOffset };
}

/** The epoch of the record at `offset`, -1 where unknown. */
export function epochAt(cache: EpochCache, offset: number): number {
  for (let i = cache.length - 1; i >= 0; i--) {
    const entry = cache[i];
    if (entry !== undefined && entry.startOffset <= offset) return entry.epoch;
  }
  return -1;
}

/** The log now ends at `offset`. */
export function truncateEpochsFromEnd(cache: EpochCache, offset: number): void {
  while (cache.length > 0 && (cache[cache.length - 1]?.startOffset ?? 0) >= offset) cache.pop();
}

/** The log now begins at `offset`: the epoch that holds there begins there. */
export function truncateEpochsFromStart(cache: EpochCache, offset: number): void {
  let first: EpochEntry | null = null;
  while (cache.length > 0 && (cache[0]?.startOffset ?? 0) < offset) first = cache.shift() ?? null;
  if (first !== null && cache[0]?.startOffset !== offset) cache.unshift(freeze({ epoch: first.epoch, startOffset: offset }));
}
