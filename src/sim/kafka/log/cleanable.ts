// What the log cleaner may clean, and how dirty it is (LogCleanerManager).
import { lastStableOffset, type Log } from './log.ts';
import type { LogConfig } from './log-config.ts';
import type { Segment } from './segment.ts';

export interface Cleanable {
  /** Below lies the tail, cleaned before; from here on the head. */
  readonly firstDirty: number;
  /** Nothing from here on may be cleaned. */
  readonly firstUncleanable: number;
  /** Bytes of the head over bytes of tail and head, 0 to 1. */
  readonly ratio: number;
  /** max.compaction.lag.ms has passed: it is cleaned however clean it is. */
  readonly isOverdue: boolean;
}

/** LogCleanerManager.cleanableOffsets and LogToClean; null where there is nothing to clean. */
export function cleanableOf(log: Log, config: LogConfig, nowMs: number): Cleanable | null {
  const firstDirty = firstDirtyOffset(log);
  const sealed = log.segments.slice(0, -1);
  const head = sealed.filter((segment) => segment.baseOffset >= firstDirty);
  const firstUncleanable = startOfSegment(log, firstUncleanableOffset(log, config, head, nowMs));
  if (firstUncleanable <= firstDirty) return null;
  const dirtyBytes = bytesOf(sealed.filter((segment) => endOf(log, segment) > firstDirty && segment.baseOffset < firstUncleanable));
  const cleanBytes = bytesOf(sealed.filter((segment) => endOf(log, segment) <= firstDirty));
  if (dirtyBytes === 0) return null;
  return { firstDirty, firstUncleanable, ratio: dirtyBytes / (cleanBytes + dirtyBytes), isOverdue: isOverdue(head, config, nowMs) };
}

/** Whether the cleaner takes it up. */
export function isDue(cleanable: Cleanable, config: LogConfig): boolean {
  return cleanable.isOverdue || cleanable.ratio > config.minCleanableDirtyRatio;
}

/** The cleaner's checkpoint, or the log's start where that lies higher or the checkpoint makes no sense. */
export function firstDirtyOffset(log: Log): number {
  const first = log.segments[0]?.baseOffset ?? 0;
  return log.cleanedTo < Math.max(first, log.logStartOffset) || log.cleanedTo > log.logEndOffset ? Math.max(first, log.logStartOffset) : log.cleanedTo;
}

/** Neither open transactions, nor the active segment, nor what is younger than min.compaction.lag.ms. */
function firstUncleanableOffset(log: Log, config: LogConfig, head: readonly Segment[], nowMs: number): number {
  const active = log.segments[log.segments.length - 1]?.baseOffset ?? 0;
  const young = config.minCompactionLagMs <= 0 ? undefined : head.find((segment) => segment.maxTimestampMs > nowMs - config.minCompactionLagMs);
  return Math.min(lastStableOffset(log), active, young?.baseOffset ?? active);
}

/** LogCleanerManager.calculateCleanableBytes: a segment is cleaned whole or not at all, so one that holds the offset is not. */
function startOfSegment(log: Log, offset: number): number {
  return log.segments.findLast((segment) => segment.baseOffset <= offset)?.baseOffset ?? offset;
}

function isOverdue(head: readonly Segment[], config: LogConfig, nowMs: number): boolean {
  const first = head.find((segment) => segment.firstTimestampMs > 0);
  return first !== undefined && first.firstTimestampMs < nowMs - config.maxCompactionLagMs;
}

function endOf(log: Log, segment: Segment): number {
  return log.segments[log.segments.indexOf(segment) + 1]?.baseOffset ?? log.logEndOffset;
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
}
