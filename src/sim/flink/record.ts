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

/** Which source records a row came from, newest last: an id, or several. 0 where nothing is kept. `originsOf` reads it. */
export type Lineage = number | readonly number[] | Lengthened;

/**
 * A lineage with one more id behind it that is greater than all in it. A running aggregate sees its records in their order, so each of its rows
 * shares what the row before it came from, and no list is copied. Frozen. It may hold more ids than count: the newest `LINEAGE_LIMIT` do.
 */
export type Lengthened = Readonly<{ id: number; before: Lineage; length: number }>;

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
  return ((source + 1) * SUBTASKS + subtask) * SEQUENCES + (sequence < SEQUENCES ? sequence : sequence % SEQUENCES);
}

/** What an identity says. */
export function sourceOf(id: number): { readonly source: number; readonly subtask: number; readonly sequence: number } {
  const high = Math.floor(id / SEQUENCES);
  return { source: Math.floor(high / SUBTASKS) - 1, subtask: high % SUBTASKS, sequence: id % SEQUENCES };
}

/** The ids of a lineage, newest last, at most `LINEAGE_LIMIT`. */
export function originsOf(lineage: Lineage): readonly number[] {
  if (typeof lineage === 'number') return lineage === 0 ? [] : [lineage];
  if (isList(lineage)) return lineage;
  const newest: number[] = [];
  let rest: Lineage = lineage;
  while (typeof rest === 'object' && !isList(rest) && newest.length < LINEAGE_LIMIT) {
    newest.push(rest.id);
    rest = rest.before;
  }
  const below = typeof rest === 'number' ? [rest] : isList(rest) ? rest : [];
  for (let i = below.length - 1; i >= 0 && newest.length < LINEAGE_LIMIT; i--) newest.push(below[i] as number);
  return newest.reverse();
}

const isList = (lineage: Lineage): lineage is readonly number[] => Array.isArray(lineage);

/** Whether a value that a state holds is a lengthened lineage. */
export function isLengthened(value: object): value is Lengthened {
  return 'before' in value && 'id' in value && 'length' in value && !Array.isArray(value);
}

/** The origin of a row that came from two. */
export function mergeLineage(older: Lineage, newer: Lineage): Lineage {
  if (older === 0 || older === newer) return newer;
  if (newer === 0) return older;
  if (typeof newer === 'number' && isBelow(older, newer)) return lengthened(older, newer);
  const all = [...originsOf(older)];
  for (const id of originsOf(newer)) if (!all.includes(id)) all.push(id);
  // Frozen, because states and records share it.
  return Object.freeze(all.slice(-LINEAGE_LIMIT));
}

/** Whether an id is greater than all of a lineage. */
function isBelow(lineage: Lineage, id: number): boolean {
  if (typeof lineage === 'number') return lineage < id;
  if (!isList(lineage)) return lineage.id < id;
  for (let i = 0; i < lineage.length; i++) if ((lineage[i] as number) >= id) return false;
  return true;
}

function lengthened(before: Lineage, id: number): Lengthened {
  if (typeof before === 'number') return Object.freeze({ id, before, length: 2 });
  if (isList(before) || before.length < 2 * LINEAGE_LIMIT) return Object.freeze({ id, before, length: before.length + 1 });
  // What was forgotten long ago is let go, so that no row holds a long row of others.
  return Object.freeze({ id, before: Object.freeze(originsOf(before).slice(1)), length: LINEAGE_LIMIT });
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
