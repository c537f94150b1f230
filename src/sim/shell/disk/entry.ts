// Files and folders that lie on the cluster's disks, as the student's machine sees them: made when somebody looks, never kept.
import type { MetadataBatch } from '../../kafka/metadata-record.ts';
import type { ProducerEntry } from '../../kafka/log/producer-state.ts';
import type { Segment } from '../../kafka/log/segment.ts';

/** What is behind a file of a log, for the tool that decodes it. */
export type LogFile =
  | { readonly kind: 'segment'; readonly segment: Segment; readonly indexIntervalBytes: number }
  | { readonly kind: 'index' | 'timeindex'; readonly segment: Segment; readonly indexIntervalBytes: number; readonly isActive: boolean }
  | { readonly kind: 'snapshot'; readonly producers: readonly ProducerEntry[] }
  | { readonly kind: 'metadata'; readonly batches: readonly MetadataBatch[] };

export type DiskEntry =
  | { readonly kind: 'folder'; readonly modifiedMs: number; readonly names: readonly string[] }
  | { readonly kind: 'file'; readonly modifiedMs: number; readonly bytes: number; readonly text: () => string; readonly log: LogFile | null };

/** A small text file. */
export function textFile(text: string, modifiedMs: number): DiskEntry {
  return { kind: 'file', modifiedMs, bytes: text.length, text: () => text, log: null };
}

/** The name of a segment's files without their ending: its first offset in 20 digits. */
export function offsetName(offset: number): string {
  return String(offset).padStart(20, '0');
}
