// What is said of acquired records: accepted, released, rejected, renewed, or their lock's time is up. A change counts when
// the share coordinator has it; until then it can be taken back (SharePartition.acknowledge, rollbackOrProcessStateUpdates).
import type { Time } from '../../kernel/types.ts';
import type { ErrorCode } from '../protocol.ts';
import type { AcknowledgementBatch, AcknowledgeType, StateBatch } from '../protocol-share.ts';
import { changeParts, type InFlightBatch, isTerminal, moveStart, type Part, type RecordState, type SharePartition, type ShareSettings, stateBatch } from './share-partition.ts';

/** A change that waits for the share coordinator. */
export interface Change {
  readonly error: ErrorCode;
  /** Its number, for `settle`; 0 where nothing has to be written. */
  readonly write: number;
  readonly stateBatches: readonly StateBatch[];
  /** Records that went to their end because they were delivered too often. */
  readonly exhausted: readonly Part[];
}

const NOTHING: Change = { error: 'NONE', write: 0, stateBatches: [], exhausted: [] };

/** Gap and reject end a record, as accept does; renew changes no state. */
const NEW_STATE: Readonly<Record<Exclude<AcknowledgeType, 4>, RecordState>> = { 0: 'Archived', 1: 'Acknowledged', 2: 'Available', 3: 'Archived' };

/** All of these acknowledgements of a member, or none of them where one can't be. */
export function acknowledge(share: SharePartition, settings: ShareSettings, member: string, given: readonly AcknowledgementBatch[], renewUntil: Time): Change {
  const write = share.nextWrite;
  for (const batch of given) {
    const error = acknowledgeBatch(share, settings, member, batch, write, renewUntil);
    if (error === 'NONE') continue;
    revert(share, write);
    return { ...NOTHING, error };
  }
  return begun(share, write, settings);
}

function begun(share: SharePartition, write: number, settings: ShareSettings): Change {
  const changed = changedBy(share, write);
  if (changed.length === 0) return NOTHING;
  share.nextWrite += 1;
  const exhausted = changed.filter((part) => part.state === 'Archived' && part.deliveryCount >= settings.deliveryCountLimit);
  return { error: 'NONE', write, stateBatches: combined(changed), exhausted };
}

function changedBy(share: SharePartition, write: number): Part[] {
  return share.batches.flatMap((batch) => batch.parts.filter((part) => part.before?.write === write));
}

/** Neighbours in the same state with the same delivery count are one batch. */
export function combined(parts: readonly Part[]): StateBatch[] {
  const out: StateBatch[] = [];
  for (const part of parts) {
    const one = stateBatch(part);
    const before = out[out.length - 1];
    if (before !== undefined && before.lastOffset === one.firstOffset - 1 && before.deliveryState === one.deliveryState && before.deliveryCount === one.deliveryCount) out[out.length - 1] = { ...before, lastOffset: one.lastOffset };
    else out.push(one);
  }
  return out;
}

function acknowledgeBatch(share: SharePartition, settings: ShareSettings, member: string, given: AcknowledgementBatch, write: number, renewUntil: Time): ErrorCode {
  // Records below the start are done with, whoever did it.
  if (given.lastOffset < share.startOffset) return 'NONE';
  const first = Math.max(given.firstOffset, share.startOffset);
  const batches = share.batches.filter((batch) => batch.last >= first && batch.first <= given.lastOffset);
  if (batches.length === 0) return 'INVALID_RECORD_STATE';
  if ((batches[batches.length - 1]?.last ?? -1) < given.lastOffset) return 'INVALID_REQUEST';
  for (const batch of batches) {
    for (const [from, to, type] of ranges(given, Math.max(first, batch.first), Math.min(given.lastOffset, batch.last))) {
      const error = acknowledgeRange(batch, settings, member, { from, to, type }, write, renewUntil);
      if (error !== 'NONE') return error;
    }
  }
  return 'NONE';
}

/** Rows of offsets with the same type of acknowledgement. */
function ranges({ firstOffset, acknowledgeTypes }: AcknowledgementBatch, from: number, to: number): [number, number, AcknowledgeType][] {
  const typeAt = (offset: number): AcknowledgeType => (acknowledgeTypes.length === 1 ? acknowledgeTypes[0] : acknowledgeTypes[offset - firstOffset]) ?? 0;
  if (acknowledgeTypes.length === 1) return [[from, to, typeAt(from)]];
  const out: [number, number, AcknowledgeType][] = [];
  for (let offset = from; offset <= to; offset++) {
    const last = out[out.length - 1];
    const type = typeAt(offset);
    if (last !== undefined && last[2] === type) last[1] = offset;
    else out.push([offset, offset, type]);
  }
  return out;
}

function acknowledgeRange(batch: InFlightBatch, settings: ShareSettings, member: string, { from, to, type }: { readonly from: number; readonly to: number; readonly type: AcknowledgeType }, write: number, renewUntil: Time): ErrorCode {
  const parts = batch.parts.filter((part) => part.last >= from && part.first <= to);
  if (parts.some((part) => part.state !== 'Acquired' || part.member !== member)) return 'INVALID_RECORD_STATE';
  if (type === 4) changeParts(batch, from, to, (part) => ({ ...part, lockedUntil: renewUntil }));
  else changeParts(batch, from, to, (part) => ended(part, NEW_STATE[type], settings, write));
  return 'NONE';
}

/** The part after its acquisition; what was delivered too often does not become available again. */
function ended(part: Part, state: RecordState, settings: ShareSettings, write: number): Part {
  const isExhausted = state === 'Available' && part.deliveryCount >= settings.deliveryCountLimit;
  const before = { state: part.state, member: part.member, lockedUntil: part.lockedUntil, write };
  return { ...part, state: isExhausted ? 'Archived' : state, member: '', lockedUntil: 0, before };
}

/** A member's session ended: whatever it has acquired is released. */
export function releaseAcquired(share: SharePartition, settings: ShareSettings, member: string): Change {
  const write = share.nextWrite;
  for (const batch of share.batches) {
    if (!batch.parts.some((part) => part.state === 'Acquired' && part.member === member)) continue;
    const below = batch.last < share.startOffset;
    changeParts(batch, batch.first, batch.last, (part) => (part.state === 'Acquired' && part.member === member ? ended(part, below ? 'Archived' : 'Available', settings, write) : part));
  }
  return begun(share, write, settings);
}

/** The share coordinator has answered. Returns whether something can be acquired again, or the start has moved. */
export function settle(share: SharePartition, write: number, isWritten: boolean): boolean {
  if (!isWritten) {
    revert(share, write);
    return false;
  }
  let hasReleased = false;
  for (const batch of share.batches) {
    if (!batch.parts.some((part) => part.before?.write === write)) continue;
    changeParts(batch, batch.first, batch.last, (part) => {
      if (part.before?.write !== write) return part;
      hasReleased ||= part.state === 'Available';
      if (isTerminal(part.state)) share.deliveryCompleteCount += Math.max(0, part.last - Math.max(part.first, share.startOffset) + 1);
      return { ...part, before: null };
    });
  }
  if (hasReleased) share.findNextFetchOffset = true;
  return moveStart(share) || hasReleased;
}

function revert(share: SharePartition, write: number): void {
  for (const batch of share.batches) {
    if (!batch.parts.some((part) => part.before?.write === write)) continue;
    changeParts(batch, batch.first, batch.last, (part) => (part.before?.write === write ? { ...part, state: part.before.state, member: part.before.member, lockedUntil: part.before.lockedUntil, before: null } : part));
  }
}

export interface Expired {
  readonly parts: readonly Part[];
  readonly stateBatches: readonly StateBatch[];
}

/** Locks whose time is up end at once; the write that follows is not waited for (releaseAcquisitionLockOnTimeout). */
export function expireLocks(share: SharePartition, settings: ShareSettings, now: Time): Expired {
  const parts: Part[] = [];
  for (const batch of share.batches) {
    const isDue = (part: Part): boolean => part.state === 'Acquired' && part.lockedUntil > 0 && part.lockedUntil <= now;
    if (!batch.parts.some(isDue)) continue;
    changeParts(batch, batch.first, batch.last, (part) => {
      if (!isDue(part)) return part;
      const isOver = part.deliveryCount >= settings.deliveryCountLimit || part.last < share.startOffset;
      const after: Part = { ...part, state: isOver ? 'Archived' : 'Available', member: '', lockedUntil: 0 };
      if (isOver) share.deliveryCompleteCount += Math.max(0, part.last - Math.max(part.first, share.startOffset) + 1);
      parts.push({ ...after, member: part.member });
      return after;
    });
  }
  if (parts.length > 0) share.findNextFetchOffset = true;
  const stateBatches = combined(parts);
  if (parts.length > 0) moveStart(share);
  return { parts, stateBatches };
}

/** Records that nobody shall see: of an aborted transaction, or gone from the log (KIP-932, isolation level). */
export function archive(share: SharePartition, first: number, last: number): void {
  for (const batch of share.batches) {
    if (batch.last < first || batch.first > last) continue;
    changeParts(batch, first, last, (part) => {
      if (isTerminal(part.state)) return part;
      share.deliveryCompleteCount += Math.max(0, part.last - Math.max(part.first, share.startOffset) + 1);
      return { ...part, state: 'Archived', member: '', lockedUntil: 0 };
    });
  }
}
