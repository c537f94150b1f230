// Offsets by time: what ListOffsets asks of a log.
import { nextOffset, type RecordBatch } from '../record.ts';
import type { Log } from './log.ts';
import { forEachBatch } from './segment.ts';

export interface TimestampedOffset {
  readonly offset: number;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/** The first record with this timestamp or a later one, below `limit`; null where there is none. */
export function offsetForTime(log: Log, timestampMs: number, limit: number): TimestampedOffset | null {
  let found: TimestampedOffset | null = null;
  for (const segment of log.segments) {
    if (found !== null || segment.maxTimestampMs < timestampMs) continue;
    forEachBatch(segment, (batch) => {
      if (found === null && batch.maxTimestampMs >= timestampMs) found = firstIn(log, batch, (ms) => ms >= timestampMs, limit);
    });
  }
  return found;
}

/** The first of the records with the largest timestamp, below `limit` (ListOffsets with -3, KIP-734). */
export function offsetOfMaxTimestamp(log: Log, limit: number): TimestampedOffset | null {
  let latest: RecordBatch | null = null;
  for (const segment of log.segments) {
    forEachBatch(segment, (batch) => {
      const isVisible = nextOffset(batch) > log.logStartOffset && nextOffset(batch) <= limit;
      if (isVisible && (latest === null || batch.maxTimestampMs > latest.maxTimestampMs)) latest = batch;
    });
  }
  const batch = latest as RecordBatch | null;
  return batch === null ? null : firstIn(log, batch, (ms) => ms === batch.maxTimestampMs, limit);
}

function firstIn(log: Log, batch: RecordBatch, fits: (timestampMs: number) => boolean, limit: number): TimestampedOffset | null {
  for (let i = 0; i < batch.records.length; i++) {
    const record = batch.records[i];
    const offset = batch.baseOffset + (batch.offsetDeltas?.[i] ?? i);
    if (record === undefined || offset < log.logStartOffset || offset >= limit || !fits(record.timestampMs)) continue;
    return { offset, timestampMs: record.timestampMs, leaderEpoch: batch.partitionLeaderEpoch };
  }
  return null;
}
