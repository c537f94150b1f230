// What a processor remembers of the records that it has read: a count and a sum for each key, in its memory, and a snapshot of both on its disk.
//
// A snapshot holds the table and the place in the input that belongs to it, always together: who starts from it reads what came after it again,
// and counts it once. Without one, memory begins empty and reading goes on at the group's committed offsets: what lies before is forgotten.
import { freeze } from '../../kernel/freeze.ts';
import type { ConsumedRecord } from '../client/consumer/fetcher.ts';

/** Keys that fit into the memory of the process: one more is its end. */
export const MOST_KEYS = 1_000;

/** Frozen; replaced by another when a record with its key comes. */
export interface KeyedRow {
  readonly key: string;
  readonly count: number;
  readonly sum: number;
}

export interface PlaceInInput {
  readonly topic: string;
  readonly partition: number;
  /** The next record to read. */
  readonly offset: number;
}

export interface Snapshot {
  readonly rows: readonly KeyedRow[];
  readonly offsets: readonly PlaceInInput[];
}

export interface KeyedState {
  /** In the order in which the keys came. */
  rows: KeyedRow[];
  /** As it was before the records of this poll, for when they are read again. */
  before: readonly KeyedRow[];
  /** Up to where the input is in the table. */
  offsets: PlaceInInput[];
  /** Records counted since the last snapshot. */
  sinceSnapshot: number;
  /** What lies on the disk; null for nothing. It survives the process. */
  snapshot: Snapshot | null;
  /** How many were taken since the process began. */
  snapshots: number;
  /** Partitions that have still to be sought back to the snapshot's place. */
  toSeek: readonly PlaceInInput[];
}

/** What a process begins with: the snapshot, where its disk has one. */
export function openKeyedState(snapshot: Snapshot | null): KeyedState {
  return { rows: [...(snapshot?.rows ?? [])], before: [], offsets: [...(snapshot?.offsets ?? [])], sinceSnapshot: 0, snapshot, snapshots: 0, toSeek: snapshot?.offsets ?? [] };
}

export type Counted = { readonly kind: 'counted'; readonly row: KeyedRow } | { readonly kind: 'not-a-number' } | { readonly kind: 'full' };

/** Counts a record whose value is a number. A record without a key belongs to the empty one. */
export function count(keyed: KeyedState, { topic, partition, offset, record }: ConsumedRecord): Counted {
  place(keyed, { topic, partition, offset: offset + 1 });
  keyed.sinceSnapshot += 1;
  const value = record.value === null || record.value.trim() === '' ? Number.NaN : Number(record.value);
  if (!Number.isFinite(value)) return { kind: 'not-a-number' };
  const key = record.key ?? '';
  const at = keyed.rows.findIndex((row) => row.key === key);
  if (at < 0 && keyed.rows.length >= MOST_KEYS) return { kind: 'full' };
  const known = keyed.rows[at];
  const row = freeze({ key, count: (known?.count ?? 0) + 1, sum: (known?.sum ?? 0) + value });
  if (at < 0) keyed.rows.push(row);
  else keyed.rows[at] = row;
  return { kind: 'counted', row };
}

function place(keyed: KeyedState, next: PlaceInInput): void {
  const at = keyed.offsets.findIndex((one) => one.topic === next.topic && one.partition === next.partition);
  if (at < 0) keyed.offsets.push(freeze(next));
  else keyed.offsets[at] = freeze(next);
}

/** Writes the table and its place to the disk where `every` records have been counted since the last time; never where it is 0. */
export function takeSnapshot(keyed: KeyedState, every: number): void {
  if (every <= 0 || keyed.sinceSnapshot < every) return;
  keyed.snapshot = freeze({ rows: [...keyed.rows], offsets: [...keyed.offsets] });
  keyed.sinceSnapshot = 0;
  keyed.snapshots += 1;
}

/** To two decimal places, as they are written on. */
export function average({ count: records, sum }: KeyedRow): number {
  return Math.round((sum / records) * 100) / 100;
}

/** A template's `{count}`, `{sum}` and `{average}`, of this row. */
export function withRow(template: string, row: KeyedRow): string {
  return template.replaceAll('{count}', String(row.count)).replaceAll('{sum}', String(Math.round(row.sum * 100) / 100)).replaceAll('{average}', String(average(row)));
}
