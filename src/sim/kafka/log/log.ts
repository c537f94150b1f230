// A partition's log on one broker: segments, its offsets, leader epochs and producers (UnifiedLog).
import { assert } from '../../kernel/assert.ts';
import { nextOffset, type RecordBatch } from '../record.ts';
import { type EpochCache, assignEpoch, latestEpoch, truncateEpochsFromEnd, truncateEpochsFromStart } from './epoch-cache.ts';
import type { LogConfig } from './log-config.ts';
import { noteProducer, type ProducerStates } from './producer-state.ts';
import { appendToSegment, batchAt, forEachBatch, newSegment, placeOf, type Segment, seal, truncatedSegment } from './segment.ts';

/** A transaction that was aborted: what a read_committed consumer must skip. Frozen. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** Plain data. `logStartOffset <= lastStableOffset <= highWatermark <= logEndOffset`. */
export interface Log {
  /** The first offset that anybody can read. */
  logStartOffset: number;
  /** Consumers see what lies below. */
  highWatermark: number;
  /** The offset that the next record gets. */
  logEndOffset: number;
  /** What a loss of power leaves: everything below was flushed to the disk. */
  flushedOffset: number;
  /** The first offset that the cleaner has not cleaned yet (cleaner-offset-checkpoint), -1 before its first run. */
  cleanedTo: number;
  /** Sealed segments are frozen; the last one is active. Never empty. */
  segments: Segment[];
  epochs: EpochCache;
  producers: ProducerStates;
  /** Transactions that are open, or whose marker is not below the high watermark yet, by first offset. */
  unstable: { readonly producerId: number; readonly firstOffset: number; lastOffset: number }[];
  aborted: AbortedTransaction[];
}

export function newLog(): Log {
  return {
    logStartOffset: 0, highWatermark: 0, logEndOffset: 0, flushedOffset: 0, cleanedTo: -1,
    segments: [newSegment(0)], epochs: [], producers: {}, unstable: [], aborted: [],
  };
}

export function activeSegment(log: Log): Segment {
  const active = log.segments[log.segments.length - 1];
  assert(active !== undefined, 'a log has an active segment');
  return active;
}

/** Appends a batch that has its offset and epoch: of a leader (stamped just now) or copied by a follower. */
export function appendBatch(log: Log, batch: RecordBatch, config: LogConfig): void {
  assert(batch.baseOffset >= log.logEndOffset, `a batch at ${batch.baseOffset} must not lie below the log's end ${log.logEndOffset}`);
  let active = activeSegment(log);
  if (shouldRoll(active, batch, config)) active = rollLog(log, batch.baseOffset);
  appendToSegment(active, batch, config.indexIntervalBytes);
  log.logEndOffset = nextOffset(batch);
  const last = log.epochs[log.epochs.length - 1];
  if (last === undefined || batch.partitionLeaderEpoch > last.epoch) assignEpoch(log.epochs, batch.partitionLeaderEpoch, batch.baseOffset);
  if (batch.producerId >= 0) noteWriter(log, batch);
}

/** An entry of the offset index and of the time index, in bytes. */
const OFFSET_ENTRY = 8;
const TIME_ENTRY = 12;

/** LogSegment.shouldRoll: too big, too old by the records' own timestamps, an index full, or relative offsets would not fit 31 bits. */
function shouldRoll(active: Segment, batch: RecordBatch, config: LogConfig): boolean {
  if (active.sizeInBytes === 0) return false;
  if (active.sizeInBytes > config.segmentBytes - batch.sizeInBytes) return true;
  const waited = active.firstTimestampMs >= 0 ? batch.maxTimestampMs - active.firstTimestampMs : 0;
  if (waited > config.segmentMs - jitterOf(active, config)) return true;
  if (active.offsetEntries >= Math.floor(config.segmentIndexBytes / OFFSET_ENTRY)) return true;
  if (active.timeEntries >= Math.floor(config.segmentIndexBytes / TIME_ENTRY) - 1) return true;
  return nextOffset(batch) - 1 - active.baseOffset > 2_147_483_647;
}

/** Kafka draws a segment's jitter when it opens it; here it follows from the segment's place, so that a replay rolls alike. */
function jitterOf(segment: Segment, config: LogConfig): number {
  const most = Math.min(config.segmentJitterMs, config.segmentMs);
  return most <= 0 ? 0 : (Math.imul(segment.baseOffset + 1, 0x9e3779b1) >>> 0) % most;
}

/** Seals the active segment and opens one that begins at `baseOffset`. */
export function rollLog(log: Log, baseOffset: number): Segment {
  const { segments } = log;
  segments[segments.length - 1] = seal(activeSegment(log));
  const opened = newSegment(baseOffset);
  segments.push(opened);
  log.flushedOffset = Math.max(log.flushedOffset, baseOffset);
  return opened;
}

function noteWriter(log: Log, batch: RecordBatch): void {
  const start = log.producers[`p${batch.producerId}`]?.transactionStart ?? -1;
  noteProducer(log.producers, batch);
  if (batch.control === null) {
    if (batch.isTransactional && start < 0) log.unstable.push({ producerId: batch.producerId, firstOffset: batch.baseOffset, lastOffset: -1 });
    return;
  }
  const open = log.unstable.find((one) => one.producerId === batch.producerId && one.lastOffset < 0);
  if (open === undefined) return;
  open.lastOffset = batch.baseOffset + batch.lastOffsetDelta;
  if (batch.control === 'ABORT') log.aborted.push(Object.freeze({ producerId: open.producerId, firstOffset: open.firstOffset, lastOffset: open.lastOffset }));
}

/** Moves the high watermark, within the log. Transactions that are decided below it are stable. */
export function setHighWatermark(log: Log, offset: number): void {
  log.highWatermark = Math.min(Math.max(offset, log.logStartOffset), log.logEndOffset);
  if (log.unstable.length > 0) log.unstable = log.unstable.filter((one) => one.lastOffset < 0 || one.lastOffset >= log.highWatermark);
}

/** What read_committed consumers see below: nothing of a transaction that is not decided. */
export function lastStableOffset(log: Log): number {
  const first = log.unstable[0];
  // Retention may have taken the beginning of a transaction that is still open.
  return first === undefined ? log.highWatermark : Math.max(log.logStartOffset, Math.min(first.firstOffset, log.highWatermark));
}

/** Aborted transactions that overlap the range. */
export function abortedBetween(log: Log, from: number, to: number): { readonly producerId: number; readonly firstOffset: number }[] {
  return log.aborted
    .filter((one) => one.lastOffset >= from && one.firstOffset < to)
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

export interface ReadResult {
  readonly batches: readonly RecordBatch[];
  readonly bytes: number;
}

const NOTHING: ReadResult = Object.freeze({ batches: Object.freeze([]), bytes: 0 });

/**
 * Batches from the one that holds `offset`, up to `maxBytes` and below `maxOffset`. With `atLeastOne` the first batch
 * comes even where it is bigger (KIP-74).
 */
export function readLog(log: Log, offset: number, maxOffset: number, maxBytes: number, atLeastOne: boolean): ReadResult {
  if (offset >= maxOffset || offset >= log.logEndOffset) return NOTHING;
  const batches: RecordBatch[] = [];
  let bytes = 0;
  for (let i = segmentIndexOf(log, offset); i < log.segments.length; i++) {
    const segment = log.segments[i];
    assert(segment !== undefined, 'segments are dense');
    const place = placeOf(segment, offset);
    for (let batch = batchAt(segment, place); batch !== null; batch = batchAt(segment, place)) {
      if (nextOffset(batch) > maxOffset) return { batches, bytes };
      if (bytes + batch.sizeInBytes > maxBytes && !(atLeastOne && batches.length === 0)) return { batches, bytes };
      batches.push(batch);
      bytes += batch.sizeInBytes;
      place.index += 1;
    }
  }
  return { batches, bytes };
}

/** The segment in which `offset` lies or would lie. */
function segmentIndexOf(log: Log, offset: number): number {
  let low = 0;
  let high = log.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((log.segments[middle]?.baseOffset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The latest leader epoch that the log knows of, -1 for none: also of one that was led here without a record (UnifiedLog.latestEpoch). */
export function lastEpoch(log: Log): number {
  return latestEpoch(log.epochs);
}

/** Cuts the log's end off at `offset`: whatever lies there or above is gone. */
export function truncateLog(log: Log, offset: number): void {
  // An epoch that began here without a record may contradict the leader's: it goes even where no record does.
  if (offset >= log.logEndOffset) return truncateEpochsFromEnd(log.epochs, offset);
  if (offset < log.logStartOffset) return restartLog(log, offset);
  while (log.segments.length > 1 && activeSegment(log).baseOffset >= offset) log.segments.pop();
  log.segments[log.segments.length - 1] = truncatedSegment(activeSegment(log), offset);
  log.logEndOffset = offset;
  log.flushedOffset = Math.min(log.flushedOffset, offset);
  log.cleanedTo = Math.min(log.cleanedTo, offset);
  truncateEpochsFromEnd(log.epochs, offset);
  rebuildWriters(log);
  setHighWatermark(log, Math.min(log.highWatermark, offset));
}

/** Throws everything away and begins anew at `offset` (UnifiedLog.truncateFullyAndStartAt). */
export function restartLog(log: Log, offset: number): void {
  Object.assign(log, newLog(), { logStartOffset: offset, highWatermark: offset, logEndOffset: offset, flushedOffset: offset, segments: [newSegment(offset)] });
}

/** What is left after the power was lost: only what had been flushed. */
export function losePower(log: Log): void {
  if (log.flushedOffset < log.logEndOffset) truncateLog(log, log.flushedOffset);
}

/** Reads producers and transactions from the batches again, as a broker does where its snapshots are newer than its log. */
function rebuildWriters(log: Log): void {
  log.producers = {};
  log.unstable = [];
  log.aborted = [];
  for (const segment of log.segments) forEachBatch(segment, (batch) => {
    if (batch.producerId >= 0) noteWriter(log, batch);
  });
}

/**
 * Raises the log's start: DeleteRecords, retention, or a leader whose log starts later. Segments that lie below are
 * deleted by the next look of retention, not here (UnifiedLog.maybeIncrementLogStartOffset).
 */
export function raiseLogStart(log: Log, offset: number): void {
  if (offset <= log.logStartOffset) return;
  if (offset > log.logEndOffset) return restartLog(log, offset);
  log.logStartOffset = offset;
  truncateEpochsFromStart(log.epochs, offset);
  log.aborted = log.aborted.filter((one) => one.lastOffset >= offset);
  if (log.highWatermark < offset) setHighWatermark(log, offset);
}

/** Bytes of all segments. */
export function logSize(log: Log): number {
  let bytes = 0;
  for (const segment of log.segments) bytes += segment.sizeInBytes;
  return bytes;
}
