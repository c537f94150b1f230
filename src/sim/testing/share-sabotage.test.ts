// The invariants of share groups are worth something: with a mechanism broken on purpose, the fuzz must notice.
import { expect, test, vi } from 'vitest';
import type * as Acknowledge from '../kafka/broker/share-partition-acknowledge.ts';
import type * as Partition from '../kafka/broker/share-partition.ts';
import type { SharePartition } from '../kafka/broker/share-partition.ts';
import { playShareSeed } from './share-workload.ts';

const broken = vi.hoisted(() => ({ what: '' }));

vi.mock('../kafka/broker/share-partition-acknowledge.ts', async (original) => {
  const real = await original<typeof Acknowledge>();
  return {
    ...real,
    // What is released counts as accepted.
    acknowledge(...[share, settings, member, given, renewUntil]: Parameters<typeof Acknowledge.acknowledge>) {
      const heard = broken.what !== 'release' ? given : given.map((one) => ({ ...one, acknowledgeTypes: one.acknowledgeTypes.map((type) => (type === 2 ? 1 : type)) }));
      return real.acknowledge(share, settings, member, heard, renewUntil);
    },
    // The start of the group moves over whatever was delivered.
    settle(share: SharePartition, write: number, isWritten: boolean): boolean {
      const moved = real.settle(share, write, isWritten);
      if (broken.what === 'start' && share.batches.length > 0) {
        share.batches = [];
        share.endOffset += 1;
        share.startOffset = share.endOffset;
        share.deliveryCompleteCount = 0;
      }
      return moved;
    },
    // What was delivered too often is delivered again.
    expireLocks(...[share, settings, now]: Parameters<typeof Acknowledge.expireLocks>) {
      return real.expireLocks(share, broken.what === 'limit' ? { ...settings, deliveryCountLimit: 1_000 } : settings, now);
    },
  };
});

vi.mock('../kafka/broker/share-partition.ts', async (original) => {
  const real = await original<typeof Partition>();
  // Nobody looks when a lock ends.
  return { ...real, firstLockEnd: (share: SharePartition) => (broken.what === 'lock' ? null : real.firstLockEnd(share)) };
});

function playUntilCaught(what: string): void {
  broken.what = what;
  for (let seed = 1; seed <= 8; seed++) playShareSeed(seed);
}

test('released records that do not come back are caught', () => {
  expect(() => playUntilCaught('release')).toThrow(/neither accepted nor rejected/);
});

test('a start that moves over what is not done with is caught', () => {
  expect(() => playUntilCaught('start')).toThrow(/neither accepted nor rejected|records done beyond it/);
});

test('locks that never end are caught', () => {
  expect(() => playUntilCaught('lock')).toThrow(/the lock of .* ended|neither accepted nor rejected/);
});

test('records that are delivered again and again are caught', () => {
  expect(() => playUntilCaught('limit')).toThrow(/was delivered \d+ times, at most/);
});
