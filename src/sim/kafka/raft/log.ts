// The metadata log of one node: batches in frozen chunks, and where each epoch begins. All of it is on disk.
import { freeze } from '../../kernel/freeze.ts';
import type { MetadataBatch, MetadataRecord } from '../metadata-record.ts';

const CHUNK = 128;

export interface MetadataLog {
  endOffset: number;
  /** Full chunks are frozen; `last` is still being filled. */
  readonly chunks: (readonly MetadataBatch[])[];
  last: MetadataBatch[];
  /** First offset of each epoch, oldest first. */
  epochs: { readonly epoch: number; readonly startOffset: number }[];
}

export function createMetadataLog(): MetadataLog {
  return { endOffset: 0, chunks: [], last: [], epochs: [] };
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
  const batches = [...log.chunks.flat(), ...log.last].filter((batch) => batch.baseOffset + batch.records.length <= offset);
  log.chunks.length = 0;
  log.last = [];
  log.epochs = [];
  log.endOffset = 0;
  for (const batch of batches) appendBatch(log, batch);
}
