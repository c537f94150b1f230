// The state machine of a share-partition: what can be acquired, what becomes of it, where the group's start and end stand.
import { expect, test } from 'vitest';
import { makeBatch, stampBatch } from '../log/batch.ts';
import type { AcknowledgeType, StateBatch } from '../protocol-share.ts';
import type { RecordBatch } from '../record.ts';
import { acquire } from './share-partition-acquire.ts';
import { acknowledge, combined, expireLocks, releaseAcquired, settle } from './share-partition-acknowledge.ts';
import { canAcquire, completeCount, followLogStart, initialize, newSharePartition, nextFetchOffset, type SharePartition, type ShareSettings } from './share-partition.ts';

const SETTINGS: ShareSettings = { deliveryCountLimit: 5, recordLockDurationMs: 30_000, maxRecordLocks: 2_000, readCommitted: false, autoOffsetReset: 'earliest', renewEnabled: true };
const LOCK = 30_000;

/** A log's batches with so many records each, from offset 0. */
function logOf(...sizes: number[]): RecordBatch[] {
  let base = 0;
  return sizes.map((size) => {
    const records = Array.from({ length: size }, (_, i) => ({ key: null, value: `v${base + i}`, headers: [], timestampMs: 0 }));
    const batch = stampBatch(makeBatch(records), base, 0);
    base += size;
    return batch;
  });
}

interface World {
  readonly share: SharePartition;
  readonly log: readonly RecordBatch[];
  readonly settings: ShareSettings;
  now: number;
  /** What was told to the share coordinator, written at once. */
  readonly written: StateBatch[];
}

type Op = (world: World) => string;

/** Acquires for a member what a fetch from the next offset finds. */
function fetch(member: string, max = 500, isRecordLimit = false): Op {
  return (world) => {
    const { share, settings } = world;
    if (!canAcquire(share, settings)) return 'full';
    const fetchOffset = nextFetchOffset(share);
    const batches = world.log.filter((batch) => batch.baseOffset + batch.lastOffsetDelta >= fetchOffset);
    const got = acquire(share, settings, batches, { member, isRecordLimit, batchSize: max, maxRecords: max, fetchOffset, lockedUntil: world.now + LOCK });
    return got.map((one) => `${one.firstOffset}-${one.lastOffset}x${one.deliveryCount}`).join(' ');
  };
}

function say(type: AcknowledgeType, member: string, first: number, last: number, ...more: AcknowledgeType[]): Op {
  return (world) => {
    const change = acknowledge(world.share, world.settings, member, [{ firstOffset: first, lastOffset: last, acknowledgeTypes: more.length === 0 ? [type] : [type, ...more] }], world.now + LOCK);
    world.written.push(...change.stateBatches);
    if (change.write > 0) settle(world.share, change.write, true);
    return change.error;
  };
}

const [GAP, ACCEPT, RELEASE, REJECT, RENEW] = [0, 1, 2, 3, 4] as const;

function leave(member: string): Op {
  return (world) => {
    const change = releaseAcquired(world.share, world.settings, member);
    world.written.push(...change.stateBatches);
    if (change.write > 0) settle(world.share, change.write, true);
    return '';
  };
}

function pass(time: number): Op {
  return (world) => {
    world.now += time;
    return expireLocks(world.share, world.settings, world.now).parts.map((part) => `${part.first}-${part.last}`).join(' ');
  };
}

/** `SPSO..SPEO` and each row of records with a state. */
function shown({ share }: World): string {
  const rows = share.batches.flatMap((batch) => batch.parts.filter((part) => part.last >= share.startOffset).map((part) => `${part.first}-${part.last} ${part.state}${part.member === '' ? '' : ` ${part.member}`} x${part.deliveryCount}`));
  return [`${share.startOffset}..${share.endOffset}`, ...rows].join('; ');
}

function worldOf(sizes: readonly number[], settings: Partial<ShareSettings> = {}, start = 0, states: readonly StateBatch[] = []): World {
  const share = newSharePartition({ groupId: 'g', topic: 't', partition: 0, topicId: 'id', leaderEpoch: 0 });
  initialize(share, 0, start, states);
  return { share, log: logOf(...sizes), settings: { ...SETTINGS, ...settings }, now: 0, written: [] };
}

/** Plays the steps; each may say what it returned. */
function check(name: string, world: World, steps: readonly (Op | readonly [Op, string])[], expected: string): void {
  test(name, () => {
    const returned = steps.map((step) => (typeof step === 'function' ? [step(world), null] : [step[0](world), step[1]]));
    expect(returned.map(([got, wanted]) => (wanted === null ? null : got))).toEqual(returned.map(([, wanted]) => wanted));
    expect(shown(world)).toBe(expected);
    const { share } = world;
    expect(share.deliveryCompleteCount).toBe(completeCount(share));
    for (const batch of share.batches) expect(batch.parts.every((part, i) => part.first === (i === 0 ? batch.first : (batch.parts[i - 1]?.last ?? -9) + 1))).toBe(true);
  });
}

check('accepted records are done with, and the start moves on', worldOf([4]), [[fetch('a'), '0-3x1'], [say(ACCEPT, 'a', 0, 3), 'NONE']], '4..4');
check('the start waits for the first record that is not done with', worldOf([4]), [fetch('a'), say(ACCEPT, 'a', 2, 3), say(REJECT, 'a', 1, 1)], '0..3; 0-0 Acquired a x1; 1-1 Archived x1; 2-3 Acknowledged x1');
check('two members get different batches', worldOf([2, 2]), [[fetch('a', 2), '0-1x1'], [fetch('b', 2), '2-3x1']], '0..3; 0-1 Acquired a x1; 2-3 Acquired b x1');
check('released records come back to whoever asks, counted', worldOf([2]), [fetch('a'), say(RELEASE, 'a', 0, 1), [fetch('b'), '0-1x2']], '0..1; 0-1 Acquired b x2');
check('rejected records and gaps never come back', worldOf([3, 1]), [fetch('a', 3), say(REJECT, 'a', 0, 1), say(GAP, 'a', 2, 2), [fetch('b'), '3-3x1']], '3..3; 3-3 Acquired b x1');
check('nobody speaks for another member', worldOf([2]), [fetch('a'), [say(ACCEPT, 'b', 0, 1), 'INVALID_RECORD_STATE']], '0..1; 0-1 Acquired a x1');
check('nothing is said twice', worldOf([2]), [fetch('a'), say(ACCEPT, 'a', 1, 1), [say(REJECT, 'a', 0, 1), 'INVALID_RECORD_STATE']], '0..1; 0-0 Acquired a x1; 1-1 Acknowledged x1');
check('what lies below the start is done with, whoever says it', worldOf([2]), [fetch('a'), say(ACCEPT, 'a', 0, 1), [say(ACCEPT, 'a', 0, 1), 'NONE']], '2..2');
check('records past the end are none', worldOf([2]), [fetch('a'), [say(ACCEPT, 'a', 0, 5), 'INVALID_REQUEST']], '0..1; 0-1 Acquired a x1');
check('types by offset', worldOf([3]), [fetch('a'), say(ACCEPT, 'a', 0, 2, RELEASE, REJECT)], '1..2; 1-1 Available x1; 2-2 Archived x1');
check('a lock ends, and the records are there for others', worldOf([2]), [fetch('a'), [pass(LOCK), '0-1'], [fetch('b'), '0-1x2']], '0..1; 0-1 Acquired b x2');
check('a renewed lock lasts longer, and counts nothing (KIP-1222)', worldOf([2]), [fetch('a'), pass(20_000), say(RENEW, 'a', 0, 1), [pass(20_000), '']], '0..1; 0-1 Acquired a x1');
check('after the last delivery a released record is archived', worldOf([1], { deliveryCountLimit: 2 }), [fetch('a'), say(RELEASE, 'a', 0, 0), [fetch('a'), '0-0x2'], say(RELEASE, 'a', 0, 0)], '1..1');
check('after the last delivery a lock that ends archives', worldOf([1], { deliveryCountLimit: 2 }), [fetch('a'), pass(LOCK), fetch('a'), pass(LOCK)], '1..1');
check('a member that leaves releases what it has', worldOf([2, 2]), [fetch('a', 2), fetch('b', 2), leave('a')], '0..3; 0-1 Available x1; 2-3 Acquired b x1');
check('batch_optimized goes on to the end of the batch', worldOf([4, 4]), [[fetch('a', 5), '0-7x1']], '0..7; 0-7 Acquired a x1');
check('record_limit does not (KIP-1206)', worldOf([4, 4]), [[fetch('a', 5, true), '0-4x1'], [fetch('b', 5, true), '5-7x1']], '0..7; 0-4 Acquired a x1; 5-7 Acquired b x1');
check('at the limit of record locks nothing new is acquired', worldOf([2, 2], { maxRecordLocks: 2 }), [fetch('a', 2), [fetch('b', 2), 'full']], '0..1; 0-1 Acquired a x1');
check('but what was released is', worldOf([2, 2], { maxRecordLocks: 2 }), [fetch('a', 2), say(RELEASE, 'a', 1, 1), [fetch('b', 2), '1-1x2']], '0..1; 0-0 Acquired a x1; 1-1 Acquired b x2');
check('what failed three times comes in halves, and the last time alone', worldOf([4]), [
  fetch('a'), say(RELEASE, 'a', 0, 3), fetch('a'), say(RELEASE, 'a', 0, 3), fetch('a'), say(RELEASE, 'a', 0, 3),
  [fetch('a'), '0-1x4'], say(RELEASE, 'a', 0, 1), [fetch('a'), '0-0x5'], [fetch('b'), '1-1x5'], [fetch('c'), '2-3x4'],
], '0..3; 0-0 Acquired a x5; 1-1 Acquired b x5; 2-3 Acquired c x4');
check('what the share coordinator does not know of is delivered before', worldOf([6], {}, 0, [{ firstOffset: 2, lastOffset: 3, deliveryState: 2, deliveryCount: 1 }, { firstOffset: 4, lastOffset: 4, deliveryState: 0, deliveryCount: 1 }]), [[fetch('a'), '0-1x1 4-4x2 5-5x1']], '0..5; 0-1 Acquired a x1; 2-3 Acknowledged x1; 4-4 Acquired a x2; 5-5 Acquired a x1');
check('a state that is done with from its start', worldOf([4], {}, 0, [{ firstOffset: 0, lastOffset: 2, deliveryState: 2, deliveryCount: 1 }]), [[fetch('a'), '3-3x1']], '3..3; 3-3 Acquired a x1');
check('the log begins later: what lies below is gone', worldOf([6]), [fetch('a'), say(RELEASE, 'a', 0, 3), (world) => (followLogStart(world.share, 3), ''), [fetch('b'), '3-3x2']], '3..5; 3-3 Acquired b x2; 4-5 Acquired a x1');

test('a change that could not be written is taken back', () => {
  const world = worldOf([2]);
  fetch('a')(world);
  const change = acknowledge(world.share, SETTINGS, 'a', [{ firstOffset: 0, lastOffset: 1, acknowledgeTypes: [1] }], 0);
  expect(fetch('b')(world)).toBe('');
  settle(world.share, change.write, false);
  expect(shown(world)).toBe('0..1; 0-1 Acquired a x1');
});

test('until it is written a released record is nobody\'s', () => {
  const world = worldOf([2]);
  fetch('a')(world);
  const change = acknowledge(world.share, SETTINGS, 'a', [{ firstOffset: 0, lastOffset: 1, acknowledgeTypes: [2] }], 0);
  expect(fetch('b')(world)).toBe('');
  settle(world.share, change.write, true);
  expect(fetch('b')(world)).toBe('0-1x2');
});

test('neighbours are told to the share coordinator as one', () => {
  const part = { state: 'Acknowledged' as const, deliveryCount: 1, member: '', lockedUntil: 0, before: null };
  expect(combined([{ first: 0, last: 1, ...part }, { first: 2, last: 2, ...part }, { first: 4, last: 4, ...part }])).toEqual([
    { firstOffset: 0, lastOffset: 2, deliveryState: 2, deliveryCount: 1 }, { firstOffset: 4, lastOffset: 4, deliveryState: 2, deliveryCount: 1 },
  ]);
});
