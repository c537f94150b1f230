// Acquiring records of a share-partition for a member: whole batches, single records, and few of what fails again and again.
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import type { AcquiredRecords } from '../protocol-share.ts';
import { nextOffset, type RecordBatch } from '../record.ts';
import { changeParts, type InFlightBatch, inFlightCount, type Part, type SharePartition, type ShareSettings } from './share-partition.ts';

/** What a member asks for. */
export interface Acquisition {
  readonly member: string;
  /** record_limit takes no more than `maxRecords`; batch_optimized goes on to the end of the log's batch (KIP-1206). */
  readonly isRecordLimit: boolean;
  /** Records that are tracked together, at most and by whole batches of the log. */
  readonly batchSize: number;
  readonly maxRecords: number;
  /** Where the records were read from. */
  readonly fetchOffset: number;
  readonly lockedUntil: Time;
}

/** Acquires what can be of these batches of the log. Returns it in order, with delivery counts. */
export function acquire(share: SharePartition, settings: ShareSettings, batches: readonly RecordBatch[], asked: Acquisition): AcquiredRecords[] {
  const [firstOfLog, lastOfLog] = [batches[0], batches[batches.length - 1]];
  if (firstOfLog === undefined || lastOfLog === undefined || share.state !== 'active') return [];
  const { last, max } = limits(share, settings, asked, nextOffset(lastOfLog) - 1);
  if (max <= 0) return [];
  const out: Out = { acquired: [], count: 0, max };
  const touched = share.batches.filter((batch) => batch.last >= firstOfLog.baseOffset && batch.first <= last);
  let from = firstOfLog.baseOffset;
  for (const batch of touched) {
    if (out.count >= out.max) break;
    // The gaps of what the share coordinator knew are records that nobody ever acquired.
    if (share.gap !== null && from < batch.first) acquireNew(share, batches, asked, from, batch.first - 1, out);
    from = batch.last + 1;
    if (out.count < out.max) acquireKnown(batch, settings, asked, firstOfLog.baseOffset, last, out);
  }
  if (out.count < out.max && from <= last) acquireNew(share, batches, asked, from, last, out);
  const end = out.acquired[out.acquired.length - 1];
  if (end !== undefined && share.gap !== null) {
    share.gap.start = Math.max(share.gap.start, end.lastOffset + 1);
    if (share.gap.start > share.gap.end) share.gap = null;
  }
  return out.acquired;
}

interface Out {
  readonly acquired: AcquiredRecords[];
  count: number;
  /** Set to 0 where nothing may come after what was acquired last. */
  max: number;
}

/** At the limit of record locks only what is in flight already can be acquired again. */
function limits(share: SharePartition, settings: ShareSettings, asked: Acquisition, last: number): { readonly last: number; readonly max: number } {
  const max = Math.min(asked.maxRecords, settings.maxRecordLocks - inFlightCount(share));
  if (max > 0) return { last, max };
  if (asked.fetchOffset > share.endOffset) return { last, max: 0 };
  return { last: Math.min(last, share.endOffset), max: Math.min(asked.maxRecords, share.endOffset - asked.fetchOffset + 1) };
}

// --- records that were never acquired ---------------------------------------------------------------------------------

function acquireNew(share: SharePartition, batches: readonly RecordBatch[], asked: Acquisition, from: number, to: number, out: Out): void {
  const max = out.max - out.count;
  let first = Math.max(from, share.startOffset);
  // A batch of the log of which an earlier part is done with and forgotten.
  if (share.batches.length === 0) first = Math.max(first, share.endOffset);
  if (first > to) return;
  let last = to;
  if (last - first + 1 > max) last = asked.isRecordLimit ? first + max - 1 : Math.min(to, endOfBatchWith(batches, first + max - 1));
  for (const [start, end] of groups(batches, first, last, asked.batchSize)) {
    const part: Part = { first: start, last: end, state: 'Acquired', deliveryCount: 1, member: asked.member, lockedUntil: asked.lockedUntil, before: null };
    insert(share, { first: start, last: end, parts: freeze([part]), isSplit: false });
    out.acquired.push({ firstOffset: start, lastOffset: end, deliveryCount: 1 });
    out.count += end - start + 1;
  }
  if (share.gap === null && share.batches[0]?.first === first) share.startOffset = first;
  share.endOffset = share.batches[share.batches.length - 1]?.last ?? share.endOffset;
}

function endOfBatchWith(batches: readonly RecordBatch[], offset: number): number {
  for (const batch of batches) if (nextOffset(batch) > offset) return nextOffset(batch) - 1;
  return offset;
}

/** Ranges of whole batches of the log, each with `batchSize` records or the fewest more. */
function groups(batches: readonly RecordBatch[], first: number, last: number, batchSize: number): [number, number][] {
  const out: [number, number][] = [];
  let start = first;
  for (const batch of batches) {
    const end = Math.min(nextOffset(batch) - 1, last);
    if (end < start) continue;
    if (batch.baseOffset > last) break;
    if (end - start + 1 < batchSize && end < last) continue;
    out.push([start, end]);
    start = end + 1;
  }
  if (start <= last) out.push([start, last]);
  return out;
}

function insert(share: SharePartition, batch: InFlightBatch): void {
  const index = share.batches.findIndex((one) => one.first > batch.first);
  if (index < 0) share.batches.push(batch);
  else share.batches.splice(index, 0, batch);
}

// --- records that come back -------------------------------------------------------------------------------------------

function acquireKnown(batch: InFlightBatch, settings: ShareSettings, asked: Acquisition, from: number, to: number, out: Out): void {
  const limit = settings.deliveryCountLimit;
  const suspicious = Math.max(2, Math.ceil(limit / 2));
  const available = batch.parts.filter((part) => part.state === 'Available' && part.before === null && part.last >= from && part.first <= to);
  const [firstPart] = available;
  if (firstPart === undefined) return;
  const isThrottled = available.some((part) => part.deliveryCount >= suspicious);
  // What failed that often comes in an answer of its own, so that it takes nothing else along.
  if (isThrottled && out.count > 0) {
    out.max = 0;
    return;
  }
  const isWhole = batch.first >= from && batch.last <= to && !batch.isSplit;
  const fits = !asked.isRecordLimit || batch.last - batch.first + 1 <= out.max - out.count;
  if (isWhole && fits && !isThrottled) return take(batch, firstPart.first, firstPart.last, asked, out);
  batch.isSplit = true;
  let room = asked.isRecordLimit ? out.max - out.count : Infinity;
  let throttled = Infinity;
  const before = out.count;
  for (const part of available) {
    const isLast = limit > 2 && part.deliveryCount === limit - 1;
    // The last attempt is made alone.
    if (isLast && out.count > before) break;
    if (part.deliveryCount >= suspicious && throttled === Infinity) throttled = Math.max(1, (batch.last - batch.first + 1) >> (part.deliveryCount - suspicious + 1));
    const [first, last] = [Math.max(part.first, from), Math.min(part.last, to)];
    const count = isLast ? 1 : Math.min(last - first + 1, room, throttled - (out.count - before));
    if (count <= 0) break;
    take(batch, first, first + count - 1, asked, out);
    room -= count;
    if (isLast || count < last - first + 1) break;
  }
  if (isThrottled) out.max = 0;
}

function take(batch: InFlightBatch, first: number, last: number, asked: Acquisition, out: Out): void {
  const deliveryCount = (batch.parts.find((part) => part.first <= first && part.last >= last)?.deliveryCount ?? 0) + 1;
  changeParts(batch, first, last, (part) => ({ ...part, state: 'Acquired', deliveryCount, member: asked.member, lockedUntil: asked.lockedUntil }));
  const previous = out.acquired[out.acquired.length - 1];
  if (previous !== undefined && previous.lastOffset === first - 1 && previous.deliveryCount === deliveryCount && batch.isSplit && previous.firstOffset >= batch.first) {
    out.acquired[out.acquired.length - 1] = { ...previous, lastOffset: last };
  } else out.acquired.push({ firstOffset: first, lastOffset: last, deliveryCount });
  out.count += last - first + 1;
}
