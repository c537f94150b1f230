// Which old segments go, by the log's start, its size and its age (UnifiedLog.deleteOldSegments).
import { assert } from '../../kernel/assert.ts';
import { activeSegment, type Log, logSize, raiseLogStart, rollLog } from './log.ts';
import type { LogConfig } from './log-config.ts';
import type { Segment } from './segment.ts';

/** `start`: below the log's start; `size`: retention.bytes; `time`: retention.ms. */
export type DeletionReason = 'start' | 'size' | 'time';

export interface Deletion {
  readonly reason: DeletionReason;
  readonly segments: readonly Segment[];
}

/**
 * Deletes the oldest segments that retention no longer covers, and raises the log's start to the first that stays. A log
 * that is only compacted loses only what lies below its start.
 */
export function deleteOldSegments(log: Log, config: LogConfig, nowMs: number): Deletion[] {
  const start = deleteWhile(log, 'start', (segment, end) => end <= log.logStartOffset && segment !== activeSegment(log));
  if (!config.isDeleting) return start;
  return [...start, ...deleteBySize(log, config), ...deleteByTime(log, config, nowMs)];
}

/** A segment goes where what is left without it is still as much as retention.bytes. */
function deleteBySize(log: Log, config: LogConfig): Deletion[] {
  let excess = logSize(log) - config.retentionBytes;
  if (config.retentionBytes < 0 || excess < 0) return [];
  return deleteWhile(log, 'size', (segment) => {
    if (excess < segment.sizeInBytes) return false;
    excess -= segment.sizeInBytes;
    return true;
  });
}

/** The newest record of a segment decides for the whole segment. */
function deleteByTime(log: Log, config: LogConfig, nowMs: number): Deletion[] {
  if (config.retentionMs < 0) return [];
  return deleteWhile(log, 'time', (segment) => nowMs - segment.maxTimestampMs > config.retentionMs);
}

/**
 * UnifiedLog.deletableSegments: from the oldest on while `isOver` holds, never what is not below the high watermark, so
 * that the log's start can't pass it, and never an empty last segment. The active segment may go: then an empty one follows it.
 */
function deleteWhile(log: Log, reason: DeletionReason, isOver: (segment: Segment, endOffset: number) => boolean): Deletion[] {
  let count = 0;
  for (; count < log.segments.length; count++) {
    const segment = log.segments[count];
    assert(segment !== undefined, 'segments are dense');
    const next = log.segments[count + 1];
    const end = next?.baseOffset ?? log.logEndOffset;
    if (log.highWatermark < end || !isOver(segment, end) || (next === undefined && segment.sizeInBytes === 0)) break;
  }
  if (count === 0) return [];
  if (count === log.segments.length) rollLog(log, log.logEndOffset);
  const segments = log.segments.splice(0, count);
  raiseLogStart(log, log.segments[0]?.baseOffset ?? activeSegment(log).baseOffset);
  return [{ reason, segments }];
}
