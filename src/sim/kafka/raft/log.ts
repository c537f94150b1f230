// The metadata log of one node: a snapshot, the batches since in frozen chunks, and where each epoch begins. All of it is on disk.
import { assert } from '../../kernel/assert.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { MetadataBatch, MetadataRecord, MetadataSnapshot } from '../metadata-record.ts';

const CHUNK = 128;

export interface MetadataLog {
  /** What is before is only in the snapshot. */
  startOffset: number;
  endOffset: number;
  /** Full chunks are frozen; `last` is still being filled. */
  readonly chunks: (readonly MetadataBatch[])[];
  last: MetadataBatch[];
  /** The latest snapshot, null before the first. Batches before its end are kept until the next one. */
  snapshot: MetadataSnapshot | null;
  /** First offset of each epoch that reaches into the log, oldest first. */
  epochs: { readonly epoch: number; readonly startOffset: number }[];
}

export function createMetadataLog(): MetadataLog {
  return { startOffset: 0, endOffset: 0, chunks: [], last: [], snapshot: null, epochs: [] };
}

/** The epoch of the last batch, 0 for an empty log. */
export function lastEpoch(log: MetadataLog): number {
  return log.epochs.at(-1)?.epoch ?? 0;
}

/** Appends records as one batch at the end, and returns it. */
export function appendRecords(log: MetadataLog, epoch: number, appendTimeMs: number, records: readonly MetadataRecord[]): MetadataBatch {
  const batch: MetadataBatch = freeze({ baseOffset: log.endOffset, epoch, appendTimeMs, records });
  appendBatch(log, batch);
  return batch;
}

/** Appends a batch that begins where the log ends. */
export function appendBatch(log: MetadataLog, batch: MetadataBatch): void {
  if (log.epochs.length === 0 || lastEpoch(log) < batch.epoch) log.epochs.push({ epoch: batch.epoch, startOffset: batch.baseOffset });
  log.last.push(batch);
  log.endOffset = batch.baseOffset + batch.records.length;
  if (log.last.length < CHUNK) return;
  log.chunks.push(freeze(log.last));
  log.last = [];
}

/** At most `limit` batches from an offset on, which must be the base offset of a batch or the end of the log. */
export function readLog(log: MetadataLog, offset: number, limit: number): MetadataBatch[] {
  const out: MetadataBatch[] = [];
  const from = log.chunks.findIndex((chunk) => (chunk.at(-1)?.baseOffset ?? -1) >= offset);
  const chunks = from < 0 ? [log.last] : [...log.chunks.slice(from), log.last];
  for (const chunk of chunks) {
    for (const batch of chunk) {
      if (batch.baseOffset >= offset) out.push(batch);
      if (out.length === limit) return out;
    }
  }
  return out;
}

/** Where an epoch ends in this log: the start of the next one; for an epoch that is not there, of the largest before it (KIP-595). */
export function endOfEpoch(log: MetadataLog, epoch: number): { readonly epoch: number; readonly endOffset: number } {
  let found = { epoch: 0, endOffset: 0 };
  for (const [index, each] of log.epochs.entries()) {
    if (each.epoch > epoch) break;
    found = { epoch: each.epoch, endOffset: log.epochs[index + 1]?.startOffset ?? log.endOffset };
  }
  return found;
}

/** Cuts the log so that it ends at `offset` at the latest, on the border of a batch. */
export function truncateLog(log: MetadataLog, offset: number): void {
  assert(offset >= (log.snapshot?.endOffset ?? 0), 'what is in a snapshot is committed, and committed records stay');
  const batches = [...log.chunks.flat(), ...log.last].filter((batch) => batch.baseOffset + batch.records.length <= offset);
  log.chunks.length = 0;
  log.last = [];
  // The epoch of the last record before the log is kept: that record is in the snapshot.
  log.epochs = log.startOffset === 0 ? [] : log.epochs.filter((each) => each.startOffset <= log.startOffset);
  log.endOffset = log.startOffset;
  for (const batch of batches) appendBatch(log, batch);
}

// --- snapshots (KIP-630) -------------------------------------------------------------------------------------------------

/** Whether who has fetched so far can't go on from this log: it needs the snapshot first. */
export function isBehindLog(log: MetadataLog, fetchOffset: number, lastFetchedEpoch: number): boolean {
  return log.startOffset > 0 && (fetchOffset < log.startOffset || lastFetchedEpoch < (log.epochs[0]?.epoch ?? 0));
}

/** Takes a new snapshot in, and lets go of full chunks that were already in the one before: who is a little behind can still read on. */
export function keepSnapshot(log: MetadataLog, snapshot: MetadataSnapshot): void {
  const covered = log.snapshot?.endOffset ?? 0;
  log.snapshot = snapshot;
  const gone = log.chunks.findIndex((chunk) => endOf(chunk) > covered);
  log.chunks.splice(0, gone < 0 ? log.chunks.length : gone);
  log.startOffset = (log.chunks[0] ?? log.last)[0]?.baseOffset ?? log.endOffset;
  const first = log.epochs.findIndex((_, index) => (log.epochs[index + 1]?.startOffset ?? log.endOffset) > log.startOffset);
  log.epochs.splice(0, first < 0 ? Math.max(0, log.epochs.length - 1) : first);
}

/** The log becomes an empty one after a snapshot that was fetched. */
export function resetToSnapshot(log: MetadataLog, snapshot: MetadataSnapshot): void {
  log.startOffset = snapshot.endOffset;
  log.endOffset = snapshot.endOffset;
  log.chunks.length = 0;
  log.last = [];
  log.snapshot = snapshot;
  log.epochs = [{ epoch: snapshot.epoch, startOffset: snapshot.endOffset }];
}

function endOf(chunk: readonly MetadataBatch[]): number {
  const batch = chunk.at(-1);
  return batch === undefined ? 0 : batch.baseOffset + batch.records.length;
}
