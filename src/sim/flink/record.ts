// What flows between Flink's operators: rows with their kind, event timestamp and origin; watermarks, idleness, barriers and ends.

/** A field's value: JSON-like, deep-frozen where it is an object. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** A row's fields by position; the names are the job graph's. Never changed once made. */
export type Row = readonly Value[];

/** What a row says about the table that its stream makes (org.apache.flink.types.RowKind). */
export type RowKind = '+I' | '-U' | '+U' | '-D';

/** `Long.MIN_VALUE`: a record without a timestamp, a watermark that has not come. */
export const NO_TIMESTAMP = Number.MIN_SAFE_INTEGER;
/** `Long.MAX_VALUE`: no event comes after it. A bounded source ends with this watermark. */
export const MAX_WATERMARK = Number.MAX_SAFE_INTEGER;

/** Which source records a row came from, newest last: an id, or several, at most `LINEAGE_LIMIT`. 0 where nothing is kept. */
export type Lineage = number | readonly number[];

/** Contributing source records that a row remembers; older ones are forgotten first. */
export const LINEAGE_LIMIT = 16;

export interface StreamRecord {
  readonly kind: RowKind;
  readonly row: Row;
  /** Event time in ms since 1970, `NO_TIMESTAMP` without. */
  readonly timestamp: number;
  readonly lineage: Lineage;
}

/** Barrier of a checkpoint (CheckpointBarrier). */
export interface Barrier {
  readonly kind: 'barrier';
  readonly checkpoint: number;
  /** Whether it may overtake buffers (FLIP-76). */
  readonly unaligned: boolean;
  /** A savepoint rather than a checkpoint. */
  readonly isSavepoint: boolean;
  /** `terminate` where the job ends after this savepoint, and `drain` where its watermark goes to the end before. */
  readonly stop: 'none' | 'suspend' | 'drain';
}

export interface Watermark {
  readonly kind: 'watermark';
  readonly timestamp: number;
}

/** Whether a channel's watermark counts (WatermarkStatus). */
export interface WatermarkStatus {
  readonly kind: 'status';
  readonly idle: boolean;
}

/** No more records come on this channel (EndOfData), or nothing at all (EndOfPartitionEvent). `drained` is false where a job stops with a savepoint: it goes on elsewhere. */
export interface EndOfPartition {
  readonly kind: 'end';
  readonly drained: boolean;
  /** False for the end of data: barriers still come (FLIP-147). */
  readonly closes: boolean;
}

/** The barrier of a checkpoint that was given up does not come (CancelCheckpointMarker): nobody is to wait for it. */
export interface CancelCheckpoint {
  readonly kind: 'cancel-checkpoint';
  readonly checkpoint: number;
}

export type StreamElement = StreamRecord | Watermark | WatermarkStatus | Barrier | CancelCheckpoint | EndOfPartition;

/** Whether an element is a row: the kinds of rows begin with + or -. */
export function isRecord(element: StreamElement): element is StreamRecord {
  return 'row' in element;
}

const SEQUENCES = 2 ** 33;
const SUBTASKS = 4_096;

/** The identity of a source's record: which source (by its place among the job's vertices), which subtask, and the how-manieth. */
export function sourceRecordId(source: number, subtask: number, sequence: number): number {
  return ((source + 1) * SUBTASKS + subtask) * SEQUENCES + (sequence % SEQUENCES);
}

/** What an identity says. */
export function sourceOf(id: number): { readonly source: number; readonly subtask: number; readonly sequence: number } {
  const high = Math.floor(id / SEQUENCES);
  return { source: Math.floor(high / SUBTASKS) - 1, subtask: high % SUBTASKS, sequence: id % SEQUENCES };
}

/** The origin of a row that came from two. */
export function mergeLineage(older: Lineage, newer: Lineage): Lineage {
  if (older === 0 || older === newer) return newer;
  if (newer === 0) return older;
  // Spread, for engines take long to slice what is frozen; and one more at the end is nearly all that ever happens.
  const all = typeof older === 'number' ? [older] : [...older];
  for (const id of typeof newer === 'number' ? [newer] : newer) {
    if (!all.includes(id)) all.push(id);
  }
  while (all.length > LINEAGE_LIMIT) all.shift();
  // Frozen, because states and records share it.
  return Object.freeze(all);
}

/** About how many bytes a row takes in a network buffer: a length before text, eight bytes a number. */
export function rowBytes(row: Row): number {
  let bytes = 9;
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    if (typeof value === 'number') bytes += 8;
    else if (typeof value === 'string') bytes += value.length + 4;
    else if (typeof value === 'object' && value !== null) bytes += nestedBytes(value);
    else bytes += 1;
  }
  return bytes;
}

function nestedBytes(value: Value): number {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value.length + 4 : 8;
  let bytes = 4;
  for (const below of Object.values(value)) bytes += nestedBytes(below);
  return bytes;
}
