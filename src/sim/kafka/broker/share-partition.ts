// A share-partition: what a group has of one partition, kept by the partition's leader (KIP-932, SharePartition).
//
//   Available --acquired, delivery count + 1--> Acquired --accepted--> Acknowledged
//       ^                                          |  |
//       |      released, or the lock's time is up  |  +--rejected, a gap, or delivered too often--> Archived
//       +------------------------------------------+
//
//   startOffset (SPSO)                              endOffset (SPEO)
//        v                                              v
//   ... [ batch: parts in a state each ][ batch ][ batch ]   the log goes on
//
// The start moves on over whatever is acknowledged or archived, once the share coordinator has it.
import { freeze } from '../../kernel/freeze.ts';
import type { Time, TimerId } from '../../kernel/types.ts';
import type { StateBatch } from '../protocol-share.ts';

export type RecordState = 'Available' | 'Acquired' | 'Acknowledged' | 'Archived';

/** Neighbouring records of one batch that are in the same state. Frozen. */
export interface Part {
  readonly first: number;
  readonly last: number;
  readonly state: RecordState;
  readonly deliveryCount: number;
  /** Who has it acquired; empty where nobody has. */
  readonly member: string;
  /** When the acquisition's lock ends; 0 where it is not locked. */
  readonly lockedUntil: Time;
  /** What it was before a change that the share coordinator has not confirmed, and the write's number. */
  readonly before: { readonly state: RecordState; readonly member: string; readonly lockedUntil: Time; readonly write: number } | null;
}

/** Records that were fetched together (InFlightBatch). */
export interface InFlightBatch {
  readonly first: number;
  readonly last: number;
  /** Cover the batch without holes, in order. Frozen. */
  parts: readonly Part[];
  /** Whether states are kept by offset, as they are from the first time on that only some of it was touched. */
  isSplit: boolean;
}

export interface SharePartition {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly leaderEpoch: number;
  /** `initializing` until the share coordinator's state was read. */
  state: 'initializing' | 'active';
  stateEpoch: number;
  /** SPSO: the first record that is not done with. */
  startOffset: number;
  /** SPEO: the last record that was acquired so far; the next offset to fetch where there are no batches. */
  endOffset: number;
  /** By ascending offset. */
  batches: InFlightBatch[];
  /** Some record within may be available: the next fetch begins there. */
  findNextFetchOffset: boolean;
  /** Offsets that the state read from the share coordinator says nothing of: they are fetched first (GapWindow). */
  gap: { start: number; readonly end: number } | null;
  /** Records in flight that are acknowledged or archived. */
  deliveryCompleteCount: number;
  nextWrite: number;
  /** Goes off when the first lock ends. */
  lockTimer: { readonly id: TimerId; readonly at: Time } | null;
}

/** Settings of the group that count for its share-partitions (GroupConfig, KIP-932). */
export interface ShareSettings {
  /** share.delivery.count.limit, Kafka default 5. */
  readonly deliveryCountLimit: number;
  /** share.record.lock.duration.ms, Kafka default 30 s. */
  readonly recordLockDurationMs: number;
  /** share.partition.max.record.locks, Kafka default 2000. */
  readonly maxRecordLocks: number;
  /** share.isolation.level, Kafka default read_uncommitted. */
  readonly readCommitted: boolean;
  /** share.auto.offset.reset, Kafka default latest. */
  readonly autoOffsetReset: string;
  /** share.renew.acknowledge.enable, Kafka default true (KIP-1222). */
  readonly renewEnabled: boolean;
}

/** A share-partition whose state is being read. */
export function newSharePartition(of: Pick<SharePartition, 'groupId' | 'topic' | 'partition' | 'topicId' | 'leaderEpoch'>): SharePartition {
  return { ...of, state: 'initializing', stateEpoch: 0, startOffset: -1, endOffset: -1, batches: [], findNextFetchOffset: false, gap: null, deliveryCompleteCount: 0, nextWrite: 1, lockTimer: null };
}

const STATES: Readonly<Record<StateBatch['deliveryState'], RecordState>> = { 0: 'Available', 2: 'Acknowledged', 4: 'Archived' };
const NUMBERS: Readonly<Record<Exclude<RecordState, 'Acquired'>, StateBatch['deliveryState']>> = { Available: 0, Acknowledged: 2, Archived: 4 };

/** Takes over what the share coordinator keeps; `startOffset` is known by now. */
export function initialize(share: SharePartition, stateEpoch: number, startOffset: number, stateBatches: readonly StateBatch[]): void {
  share.state = 'active';
  share.stateEpoch = stateEpoch;
  share.startOffset = startOffset;
  share.batches = stateBatches.filter((one) => one.lastOffset >= startOffset).map((one) => {
    const first = Math.max(one.firstOffset, startOffset);
    const part: Part = { first, last: one.lastOffset, state: STATES[one.deliveryState], deliveryCount: one.deliveryCount, member: '', lockedUntil: 0, before: null };
    return { first, last: one.lastOffset, parts: freeze([part]), isSplit: false };
  });
  share.deliveryCompleteCount = share.batches.reduce((sum, batch) => sum + completeIn(batch, batch.first, batch.last), 0);
  const last = share.batches[share.batches.length - 1];
  share.endOffset = last?.last ?? startOffset;
  if (last === undefined) return;
  share.findNextFetchOffset = true;
  share.gap = { start: startOffset, end: last.last };
  moveStart(share);
}

export function isTerminal(state: RecordState): boolean {
  return state === 'Acknowledged' || state === 'Archived';
}

/** How many records of the range are acknowledged or archived for good. */
function completeIn(batch: InFlightBatch, from: number, to: number): number {
  let count = 0;
  for (const part of batch.parts) {
    if (isTerminal(part.state) && part.before === null) count += Math.max(0, Math.min(part.last, to) - Math.max(part.first, from) + 1);
  }
  return count;
}

/** Changes the parts of a batch within a range, splitting where the range begins or ends inside one. */
export function changeParts(batch: InFlightBatch, from: number, to: number, change: (part: Part) => Part): void {
  const parts: Part[] = [];
  for (const part of batch.parts) {
    if (part.last < from || part.first > to) {
      parts.push(part);
      continue;
    }
    if (part.first < from) parts.push({ ...part, last: from - 1 });
    parts.push(change({ ...part, first: Math.max(part.first, from), last: Math.min(part.last, to) }));
    if (part.last > to) parts.push({ ...part, first: to + 1 });
  }
  if (from > batch.first || to < batch.last) batch.isSplit = true;
  batch.parts = freeze(joined(parts));
}

/** Neighbours that do not differ become one. */
function joined(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const before = out[out.length - 1];
    if (before !== undefined && isAlike(before, part)) out[out.length - 1] = { ...before, last: part.last };
    else out.push(part);
  }
  return out;
}

function isAlike(a: Part, b: Part): boolean {
  if (a.state !== b.state || a.deliveryCount !== b.deliveryCount || a.member !== b.member || a.lockedUntil !== b.lockedUntil) return false;
  if (a.before === null || b.before === null) return a.before === b.before;
  return a.before.write === b.before.write && a.before.state === b.before.state && a.before.member === b.before.member && a.before.lockedUntil === b.before.lockedUntil;
}

// --- where to fetch ---------------------------------------------------------------------------------------------------

/** The first offset that can be acquired: something available, a gap, or what comes after the end. */
export function nextFetchOffset(share: SharePartition): number {
  const last = share.batches[share.batches.length - 1];
  if (last === undefined || share.startOffset > last.last) {
    share.findNextFetchOffset = false;
    return share.endOffset;
  }
  if (!share.findNextFetchOffset) return share.endOffset + 1;
  let next = share.gap?.start ?? share.startOffset;
  for (const batch of share.batches) {
    if (share.gap !== null && next < batch.first) return next;
    const part = batch.parts.find((one) => one.state === 'Available' && one.before === null);
    if (part !== undefined) return part.first;
    next = Math.max(next, batch.last + 1);
  }
  share.findNextFetchOffset = false;
  return share.endOffset + 1;
}

/** Records between start and end, which is what the limit of record locks counts. */
export function inFlightCount(share: SharePartition): number {
  return share.batches.length === 0 ? 0 : share.endOffset - share.startOffset + 1;
}

export function canAcquire(share: SharePartition, settings: ShareSettings): boolean {
  return nextFetchOffset(share) !== share.endOffset + 1 || inFlightCount(share) < settings.maxRecordLocks;
}

// --- the start moves --------------------------------------------------------------------------------------------------

/** Moves the start on over records that are done with. Returns whether it moved. */
export function moveStart(share: SharePartition): boolean {
  const done = lastDone(share);
  if (done < share.startOffset) return false;
  const lastCached = share.batches[share.batches.length - 1]?.last ?? -1;
  for (const batch of share.batches) share.deliveryCompleteCount -= completeIn(batch, share.startOffset, done);
  share.batches = share.batches.filter((batch) => batch.last > done);
  share.startOffset = done + 1;
  if (done === lastCached) share.endOffset = done + 1;
  if (share.gap !== null && (share.gap.end < share.startOffset || share.batches.length === 0)) share.gap = null;
  return true;
}

/** The last of the records from the start on that are all acknowledged or archived; below the start where the first is not. */
function lastDone(share: SharePartition): number {
  let done = share.startOffset - 1;
  for (const batch of share.batches) {
    // What the coordinator's state says nothing of has still to be delivered.
    if (share.gap !== null && batch.first > Math.max(done + 1, share.gap.start)) return done;
    for (const part of batch.parts) {
      if (part.last < share.startOffset) continue;
      if (!isTerminal(part.state) || part.before !== null) return done;
      done = part.last;
    }
  }
  return done;
}

/** The log begins later now: what lies below is archived, except what somebody has acquired (updateCacheAndOffsets). */
export function followLogStart(share: SharePartition, logStartOffset: number): void {
  if (logStartOffset <= share.startOffset) return;
  for (const batch of share.batches) {
    if (batch.first >= logStartOffset) continue;
    share.deliveryCompleteCount -= completeIn(batch, share.startOffset, logStartOffset - 1);
    changeParts(batch, batch.first, logStartOffset - 1, (part) => (part.state === 'Available' ? { ...part, state: 'Archived', member: '', lockedUntil: 0 } : part));
  }
  if (share.endOffset < logStartOffset) share.endOffset = logStartOffset;
  share.startOffset = logStartOffset;
  share.batches = share.batches.filter((batch) => batch.last >= logStartOffset || batch.parts.some((part) => part.state === 'Acquired' || part.before !== null));
}

// --- for the share coordinator ----------------------------------------------------------------------------------------

/** These records as the share coordinator keeps them. */
export function stateBatch(part: Part): StateBatch {
  const state = part.state === 'Acquired' ? 'Available' : part.state;
  return { firstOffset: part.first, lastOffset: part.last, deliveryState: NUMBERS[state], deliveryCount: part.deliveryCount };
}

/** When the first lock ends, or null where nothing is locked. */
export function firstLockEnd(share: SharePartition): Time | null {
  let at: Time | null = null;
  for (const batch of share.batches) for (const part of batch.parts) if (part.lockedUntil > 0 && (at === null || part.lockedUntil < at)) at = part.lockedUntil;
  return at;
}

/** Records at or above the start that are acknowledged or archived, those of unconfirmed changes too: what a write tells. */
export function completeCount(share: SharePartition): number {
  let count = 0;
  for (const batch of share.batches) for (const part of batch.parts) if (isTerminal(part.state)) count += Math.max(0, part.last - Math.max(part.first, share.startOffset) + 1);
  return count;
}
