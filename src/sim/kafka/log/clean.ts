// Compaction: copies the sealed segments of a log, and of each key only the last record (Cleaner.doClean).
import { freeze } from '../../kernel/freeze.ts';
import { BATCH_OVERHEAD, recordSize } from '../client/bytes.ts';
import { nextOffset, type KafkaRecord, type RecordBatch } from '../record.ts';
import { compressBatch } from './compression.ts';
import type { Cleanable } from './cleanable.ts';
import type { Log } from './log.ts';
import type { LogConfig } from './log-config.ts';
import { appendToSegment, forEachBatch, newSegment, seal, type Segment } from './segment.ts';

/** What one run of the cleaner did. */
export interface Cleaned {
  readonly from: number;
  readonly to: number;
  readonly removedRecords: number;
  readonly removedTombstones: number;
  /** The old segments, whose files go later. */
  readonly replaced: readonly Segment[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * Cleans a log up to `cleanable.firstUncleanable`: the head says which offset is the last of each key, and everything
 * sealed below is copied without what that supersedes. Offsets stay as they are. `nowMs` is the broker's wall clock.
 */
export function cleanLog(log: Log, config: LogConfig, cleanable: Cleanable, nowMs: number): Cleaned {
  const end = cleanable.firstUncleanable;
  const old = log.segments.filter((segment) => segment.baseOffset < end);
  const run: Run = { log, nowMs, deleteRetentionMs: config.deleteRetentionMs, latest: latestOffsets(old, cleanable, log), lastOfProducers: lastOffsetsOfProducers(log), transactions: new Map(), removedRecords: 0, removedTombstones: 0 };
  const fresh = groupSegments(old, config).map((group) => copyGroup(run, group, config.indexIntervalBytes));
  log.segments.splice(0, old.length, ...fresh);
  log.cleanedTo = end;
  return { from: cleanable.firstDirty, to: end, removedRecords: run.removedRecords, removedTombstones: run.removedTombstones, replaced: old, bytesBefore: sizeOf(old), bytesAfter: sizeOf(fresh) };
}

/** A run over one log. Lives only during the call. */
interface Run {
  readonly log: Log;
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  /** The last offset of each key in the head (SkimpyOffsetMap). */
  readonly latest: ReadonlyMap<string, number>;
  /** The last offset of each producer that is still remembered: its batch stays, if empty, so that its sequence is known. */
  readonly lastOfProducers: ReadonlyMap<number, number>;
  /** Producers of which data of a transaction was kept since their last marker. */
  readonly transactions: Map<number, true>;
  removedRecords: number;
  removedTombstones: number;
}

function latestOffsets(segments: readonly Segment[], cleanable: Cleanable, log: Log): Map<string, number> {
  const latest = new Map<string, number>();
  for (const segment of segments) forEachBatch(segment, (batch) => {
    if (nextOffset(batch) <= cleanable.firstDirty || batch.control !== null || isAborted(log, batch)) return;
    batch.records.forEach((record, i) => {
      const offset = offsetOf(batch, i);
      if (record.key !== null && offset >= cleanable.firstDirty && offset < cleanable.firstUncleanable) latest.set(record.key, offset);
    });
  });
  return latest;
}

function lastOffsetsOfProducers(log: Log): Map<number, number> {
  const last = new Map<number, number>();
  for (const entry of Object.values(log.producers)) last.set(entry.producerId, entry.batches[entry.batches.length - 1]?.lastOffset ?? -1);
  return last;
}

function isAborted(log: Log, batch: RecordBatch): boolean {
  return batch.isTransactional && log.aborted.some((one) => one.producerId === batch.producerId && one.firstOffset <= batch.baseOffset && batch.baseOffset <= one.lastOffset);
}

/** Neighbours that together fit one segment become one (Cleaner.groupSegmentsBySize). */
function groupSegments(segments: readonly Segment[], config: LogConfig): Segment[][] {
  const groups: Segment[][] = [];
  let bytes = 0;
  for (const segment of segments) {
    const group = groups[groups.length - 1];
    if (group !== undefined && bytes + segment.sizeInBytes <= config.segmentBytes) {
      group.push(segment);
      bytes += segment.sizeInBytes;
    } else {
      groups.push([segment]);
      bytes = segment.sizeInBytes;
    }
  }
  return groups;
}

function copyGroup(run: Run, group: readonly Segment[], indexIntervalBytes: number): Segment {
  const copy = newSegment(group[0]?.baseOffset ?? 0);
  for (const segment of group) forEachBatch(segment, (batch) => {
    const kept = cleanBatch(run, batch);
    if (kept !== null) appendToSegment(copy, kept, indexIntervalBytes);
  });
  return seal(copy);
}

/** The batch with the records that stay, at their old offsets; null where nothing of it has to (MemoryRecords.filterTo). */
function cleanBatch(run: Run, batch: RecordBatch): RecordBatch | null {
  const hasExpired = batch.deleteHorizonMs !== undefined && batch.deleteHorizonMs <= run.nowMs;
  if (batch.control !== null) return cleanMarker(run, batch, hasExpired);
  const dropped = isAborted(run.log, batch);
  const kept: number[] = [];
  batch.records.forEach((record, i) => {
    if (!dropped && isRetained(run, record, offsetOf(batch, i), hasExpired)) kept.push(i);
    else if (!dropped && record.value === null) run.removedTombstones += 1;
  });
  run.removedRecords += batch.records.length - kept.length;
  if (kept.length === 0 && run.lastOfProducers.get(batch.producerId) !== batch.baseOffset + batch.lastOffsetDelta) return null;
  if (batch.isTransactional) run.transactions.set(batch.producerId, true);
  const hasTombstone = kept.some((i) => batch.records[i]?.value === null);
  if (kept.length === batch.records.length && !(hasTombstone && batch.deleteHorizonMs === undefined)) return batch;
  return rebuilt(batch, kept, batch.deleteHorizonMs ?? (hasTombstone ? run.nowMs + run.deleteRetentionMs : null));
}

/** Cleaner.shouldRetainRecord: the last of its key, and no tombstone whose time is over. What has no key goes. */
function isRetained(run: Run, record: KafkaRecord, offset: number, hasExpired: boolean): boolean {
  if (record.key === null) return false;
  return offset >= (run.latest.get(record.key) ?? -1) && (record.value !== null || !hasExpired);
}

/** A marker goes when nothing of its transaction is left, delete.retention.ms after that was seen first. */
function cleanMarker(run: Run, batch: RecordBatch, hasExpired: boolean): RecordBatch | null {
  const isEmpty = !run.transactions.has(batch.producerId);
  run.transactions.delete(batch.producerId);
  if (!isEmpty) return batch;
  if (batch.deleteHorizonMs === undefined) return freeze({ ...batch, deleteHorizonMs: run.nowMs + run.deleteRetentionMs });
  const entry = run.log.producers[`p${batch.producerId}`];
  return hasExpired && !(entry !== undefined && entry.batches.length === 0 && entry.producerEpoch === batch.producerEpoch) ? null : batch;
}

function rebuilt(batch: RecordBatch, kept: readonly number[], deleteHorizonMs: number | null): RecordBatch {
  const records = kept.flatMap((i) => batch.records[i] ?? []);
  const offsetDeltas = kept.map((i) => batch.offsetDeltas?.[i] ?? i);
  // With a horizon the batch's base timestamp is that horizon, and the records' times are differences to it.
  const base = deleteHorizonMs ?? records[0]?.timestampMs ?? 0;
  let sizeInBytes = BATCH_OVERHEAD;
  let maxTimestampMs = -1;
  records.forEach((record, i) => {
    sizeInBytes += recordSize(record, offsetDeltas[i] ?? i, record.timestampMs - base);
    maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs);
  });
  const { deleteHorizonMs: _before, compression, ...rest } = batch;
  const fresh: RecordBatch = { ...rest, records, offsetDeltas, maxTimestampMs: records.length === 0 ? batch.maxTimestampMs : maxTimestampMs, sizeInBytes };
  return compressBatch(freeze(deleteHorizonMs === null ? fresh : { ...fresh, deleteHorizonMs }), records.length === 0 ? null : (compression ?? null));
}

function offsetOf(batch: RecordBatch, index: number): number {
  return batch.baseOffset + (batch.offsetDeltas?.[index] ?? index);
}

function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
}
