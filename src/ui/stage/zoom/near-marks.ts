// What one partition's picture says, as numbers: which offsets its columns show, where marks and pins stand on them, and the whole log to scale.
import type { LogRecord, ReplicaRecord } from '../../../bridge/records.ts';
import type { Box } from '../layout.ts';

/** The offsets that the columns show. */
export interface Window {
  readonly first: number;
  /** One past the last column. */
  readonly end: number;
  /** The newest records are shown, and those that come. */
  readonly newest: boolean;
}

/** Over all replicas: where the log begins and ends, and from where its records are told one by one. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  readonly told: number;
}

export function extentOf(replicas: readonly ReplicaRecord[]): Extent {
  if (replicas.length === 0) return { start: 0, end: 0, told: 0 };
  const end = Math.max(...replicas.map(({ logEndOffset }) => logEndOffset));
  const start = Math.min(...replicas.map(({ logStartOffset }) => logStartOffset));
  return { start, end, told: Math.max(start, Math.min(...replicas.map(({ tail }) => tail[0]?.offset ?? end))) };
}

/** `from` is the first column that was asked for, null for the newest; it never leaves what is told. */
export function windowOf({ end, told }: Extent, from: number | null, columns: number): Window {
  const last = Math.max(told, end - columns);
  const first = from === null ? last : Math.max(told, Math.min(last, from));
  return { first, end: first + columns, newest: first === last };
}

/** The window that has an offset in its middle; null where the newest one shows it already. */
export function around(extent: Extent, offset: number, columns: number): number | null {
  const newest = windowOf(extent, null, columns);
  return offset >= newest.first ? null : Math.max(extent.told, offset - Math.floor(columns / 2));
}

/** The x of an offset's left edge, and on which side of the window it lies. */
export function placeOn(strip: Box, pitch: number, window: Window, offset: number): { readonly x: number; readonly beyond: 'before' | 'after' | null } {
  if (offset < window.first) return { x: strip.x, beyond: 'before' };
  if (offset > window.end) return { x: strip.x + strip.width, beyond: 'after' };
  return { x: strip.x + (offset - window.first) * pitch, beyond: null };
}

/** What stands in a column of a replica: a record, a place that has not been written here, or one whose record is gone. */
export type Slot = { readonly kind: 'record'; readonly record: LogRecord } | { readonly kind: 'absent' } | { readonly kind: 'marker' } | { readonly kind: 'gone' };

/** An offset below the end without a record is a transaction's marker, or was compacted away. */
export function slotOf(replica: ReplicaRecord, offset: number): Slot {
  if (offset >= replica.logEndOffset || offset < replica.logStartOffset) return { kind: 'absent' };
  const record = replica.tail.find((one) => one.offset === offset);
  if (record !== undefined) return { kind: 'record', record };
  const marks = replica.abortedTransactions.some(({ lastOffset }) => lastOffset === offset) || !replica.cleanupPolicy.includes('compact');
  return { kind: marks ? 'marker' : 'gone' };
}

export interface SegmentMark {
  /** null for those that came before, together. */
  readonly baseOffset: number | null;
  readonly from: number;
  readonly to: number;
  readonly active: boolean;
  readonly x: number;
  readonly width: number;
}

/** The log's segments side by side, as wide as their offsets; those that are not told one by one are one. */
export function segmentMarks(replica: ReplicaRecord, { start, end }: Extent, bar: Box): SegmentMark[] {
  const span = Math.max(1, end - start);
  const at = (offset: number): number => bar.x + ((Math.max(start, Math.min(end, offset)) - start) / span) * bar.width;
  const told = replica.segments.filter(({ endOffset, baseOffset }, place) => endOffset > baseOffset || place === replica.segments.length - 1);
  const first = told[0]?.baseOffset ?? end;
  const older = replica.segmentCount > replica.segments.length && first > start ? [{ baseOffset: null, from: start, to: first, active: false, x: at(start), width: at(first) - at(start) }] : [];
  return [...older, ...told.map(({ baseOffset, endOffset }, place): SegmentMark => ({
    baseOffset, from: Math.max(start, baseOffset), to: endOffset, active: place === told.length - 1, x: at(baseOffset), width: Math.max(1, at(endOffset) - at(baseOffset)),
  }))];
}

/** Which offset a place on the overview means. */
export function offsetAt({ start, end }: Extent, bar: Box, x: number): number {
  return Math.round(start + Math.max(0, Math.min(1, (x - bar.x) / bar.width)) * (end - start));
}
