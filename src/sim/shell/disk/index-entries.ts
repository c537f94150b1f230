// The entries of a segment's two indexes, found again from its batches (LogSegment.append, OffsetIndex, TimeIndex).
import { forEachBatch, type Segment } from '../../kafka/log/segment.ts';

export interface OffsetEntry {
  readonly offset: number;
  readonly position: number;
}

export interface TimeEntry {
  readonly timestampMs: number;
  readonly offset: number;
}

export interface IndexEntries {
  readonly offsets: readonly OffsetEntry[];
  readonly times: readonly TimeEntry[];
}

/** One entry each time that more than `intervalBytes` have come since the last; a closed segment's time index ends with its newest record. */
export function indexEntries(segment: Segment, intervalBytes: number, isClosed: boolean): IndexEntries {
  const offsets: OffsetEntry[] = [];
  const times: TimeEntry[] = [];
  let position = 0;
  let since = 0;
  let newest: TimeEntry = { timestampMs: -1, offset: segment.baseOffset };
  const noteTime = (): void => {
    if (newest.timestampMs > (times[times.length - 1]?.timestampMs ?? -1)) times.push(newest);
  };
  forEachBatch(segment, (batch) => {
    const offset = batch.baseOffset + batch.lastOffsetDelta;
    if (batch.maxTimestampMs > newest.timestampMs) newest = { timestampMs: batch.maxTimestampMs, offset };
    if (since > intervalBytes) {
      offsets.push({ offset, position });
      noteTime();
      since = 0;
    }
    position += batch.sizeInBytes;
    since += batch.sizeInBytes;
  });
  if (isClosed) noteTime();
  return { offsets, times };
}
