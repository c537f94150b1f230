// A segment of a log: batches in frozen chunks, those in frozen blocks. A sealed segment is frozen whole; of the active one only the ends are open.
import { assert } from '../../kernel/assert.ts';
import { freeze } from '../../kernel/freeze.ts';
import { nextOffset, type RecordBatch } from '../record.ts';

/** index.interval.bytes, Kafka default 4096. */
const INDEX_INTERVAL_BYTES = 4_096;

/** Batches a chunk, and chunks a block. What is full never changes, so that a snapshot copies one reference for a whole block. */
const CHUNK = 32;

type Chunk = readonly RecordBatch[];

/** Plain data: first the blocks, then the chunks since the last block, then the batches since the last chunk. Offsets rise all the way. */
export interface Segment {
  /** The file's name: nothing below it lies in this segment. */
  readonly baseOffset: number;
  readonly blocks: (readonly Chunk[])[];
  chunks: Chunk[];
  tail: RecordBatch[];
  sizeInBytes: number;
  /** The largest timestamp of the first batch, -1 while empty: what segment.ms counts from. */
  firstTimestampMs: number;
  maxTimestampMs: number;
  /** How many entries its two indexes have, and how many bytes of records came since the last one. */
  offsetEntries: number;
  timeEntries: number;
  unindexedBytes: number;
  /** The timestamp of the last entry of the time index, -1 for none. */
  indexedTimestampMs: number;
}

export function newSegment(baseOffset: number): Segment {
  return { baseOffset, blocks: [], chunks: [], tail: [], sizeInBytes: 0, firstTimestampMs: -1, maxTimestampMs: -1, offsetEntries: 0, timeEntries: 0, unindexedBytes: 0, indexedTimestampMs: -1 };
}

/** LogSegment.append; `indexIntervalBytes` is index.interval.bytes. */
export function appendToSegment(segment: Segment, batch: RecordBatch, indexIntervalBytes = INDEX_INTERVAL_BYTES): void {
  segment.tail.push(batch);
  if (segment.sizeInBytes === 0) segment.firstTimestampMs = batch.maxTimestampMs;
  segment.sizeInBytes += batch.sizeInBytes;
  if (batch.maxTimestampMs > segment.maxTimestampMs) segment.maxTimestampMs = batch.maxTimestampMs;
  if (segment.unindexedBytes > indexIntervalBytes) {
    segment.offsetEntries += 1;
    noteTime(segment);
    segment.unindexedBytes = 0;
  }
  segment.unindexedBytes += batch.sizeInBytes;
  if (segment.tail.length < CHUNK) return;
  segment.chunks.push(freeze(segment.tail));
  segment.tail = [];
  if (segment.chunks.length < CHUNK) return;
  segment.blocks.push(freeze(segment.chunks));
  segment.chunks = [];
}

/** How many chunks are full. */
export function chunkCount(segment: Segment): number {
  return segment.blocks.length * CHUNK + segment.chunks.length;
}

/** The chunk of this number, undefined where there are not so many. */
export function chunkAt(segment: Segment, number: number): Chunk | undefined {
  const block = Math.floor(number / CHUNK);
  return block === segment.blocks.length ? segment.chunks[number % CHUNK] : segment.blocks[block]?.[number % CHUNK];
}

/** The time index takes an entry where the largest timestamp has grown (TimeIndex.maybeAppend). */
function noteTime(segment: Segment): void {
  if (segment.maxTimestampMs <= segment.indexedTimestampMs) return;
  segment.timeEntries += 1;
  segment.indexedTimestampMs = segment.maxTimestampMs;
}

/** Nothing is appended to it any more; its time index ends with its largest timestamp (LogSegment.onBecomeInactiveSegment). */
export function seal(segment: Segment): Segment {
  if (!Object.isFrozen(segment)) noteTime(segment);
  return freeze(segment);
}

/** A segment with the batches of another that end at or before `offset`; the batch that spans it goes too (LogSegment.truncateTo). */
export function truncatedSegment(segment: Segment, offset: number): Segment {
  const kept = newSegment(segment.baseOffset);
  forEachBatch(segment, (batch) => {
    if (nextOffset(batch) <= offset) appendToSegment(kept, batch);
  });
  return kept;
}

export function forEachBatch(segment: Segment, visit: (batch: RecordBatch) => void): void {
  for (const block of segment.blocks) for (const chunk of block) for (const batch of chunk) visit(batch);
  for (const chunk of segment.chunks) for (const batch of chunk) visit(batch);
  for (const batch of segment.tail) visit(batch);
}

/** A place in a segment: the chunk (as many as there are chunks means the tail) and the batch in it. */
export interface Place {
  chunk: number;
  index: number;
}

/** The first batch that ends after `offset`; past the end where there is none. */
export function placeOf(segment: Segment, offset: number): Place {
  let low = 0;
  let high = chunkCount(segment);
  while (low < high) {
    const middle = (low + high) >> 1;
    const last = chunkAt(segment, middle)?.[CHUNK - 1];
    assert(last !== undefined, 'a chunk is full');
    if (nextOffset(last) > offset) high = middle;
    else low = middle + 1;
  }
  return { chunk: low, index: firstAfter(chunkAt(segment, low) ?? segment.tail, offset) };
}

function firstAfter(batches: readonly RecordBatch[], offset: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const batch = batches[middle];
    if (batch !== undefined && nextOffset(batch) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The batch at a place, moving the place on to it where it stands behind a chunk; null past the end. */
export function batchAt(segment: Segment, place: Place): RecordBatch | null {
  const chunk = chunkAt(segment, place.chunk);
  if (chunk === undefined) return segment.tail[place.index] ?? null;
  const batch = chunk[place.index];
  if (batch !== undefined) return batch;
  place.chunk += 1;
  place.index = 0;
  return batchAt(segment, place);
}

/** The last batch, null while the segment is empty. */
export function lastBatch(segment: Segment): RecordBatch | null {
  return segment.tail[segment.tail.length - 1] ?? chunkAt(segment, chunkCount(segment) - 1)?.[CHUNK - 1] ?? null;
}
