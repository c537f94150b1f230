// Transactions under random faults: a few seeds on every run, and proof that each mechanism is needed: without it the workload notices.
import { expect, test, vi } from 'vitest';
import type * as Transitions from '../kafka/coordinator/transaction/transitions.ts';
import type * as Markers from '../kafka/coordinator/transaction/markers.ts';
import type * as TxnOffsets from '../kafka/coordinator/transaction/txn-offsets.ts';
import type * as Log from '../kafka/log/log.ts';
import { playTransactions } from './transaction-workload.ts';

/** A mechanism that is off is noticed by one of so many seeds; the first that does ends the search. */
const MOST_SEEDS = 40;

type Mechanism = 'none' | 'stable offset' | 'fencing' | 'markers' | 'offsets' | 'abort list';

/** What is switched off at the moment. */
const off = vi.hoisted(() => ({ mechanism: 'none' as Mechanism }));

vi.mock('../kafka/log/log.ts', async (original) => {
  const real = await original<typeof Log>();
  return {
    ...real,
    // Readers of what is committed see what is not decided.
    lastStableOffset: (log: Log.Log) => (off.mechanism === 'stable offset' ? log.highWatermark : real.lastStableOffset(log)),
    // Nobody tells them what was aborted.
    abortedBetween: (...args: Parameters<typeof Log.abortedBetween>) => (off.mechanism === 'abort list' ? [] : real.abortedBetween(...args)),
  };
});
vi.mock('../kafka/coordinator/transaction/transitions.ts', async (original) => {
  const real = await original<typeof Transitions>();
  return {
    ...real,
    // A newer producer gets the epoch that the older one has.
    increaseEpoch: (...args: Parameters<typeof Transitions.increaseEpoch>) => {
      const next = real.increaseEpoch(...args);
      return off.mechanism !== 'fencing' || typeof next === 'string' ? next : { ...next, producerEpoch: Math.max(0, args[0].now.producerEpoch) };
    },
  };
});
vi.mock('../kafka/coordinator/transaction/markers.ts', async (original) => {
  const real = await original<typeof Markers>();
  return {
    ...real,
    // The last partition of a transaction gets no marker.
    sendMarkers: (...[env, transaction, epoch]: Parameters<typeof Markers.sendMarkers>) =>
      real.sendMarkers(env, off.mechanism === 'markers' ? { ...transaction, now: { ...transaction.now, partitions: transaction.now.partitions.slice(0, -1) } } : transaction, epoch),
  };
});
vi.mock('../kafka/coordinator/transaction/txn-offsets.ts', async (original) => {
  const real = await original<typeof TxnOffsets>();
  return {
    ...real,
    // Offsets of an aborted transaction count.
    completeOffsets: (...[env, partition, producerId, commit]: Parameters<typeof TxnOffsets.completeOffsets>) => real.completeOffsets(env, partition, producerId, off.mechanism === 'offsets' || commit),
  };
});

function check(mechanism: Mechanism, seeds: readonly number[]): number {
  off.mechanism = mechanism;
  return seeds.reduce((sum, seed) => sum + playTransactions(seed), 0);
}

test('random faults break no guarantee of transactions', () => {
  expect(check('none', [1, 2])).toBeGreaterThan(100);
});

test.for<readonly [Mechanism, RegExp]>([
  ['stable offset', /a read_committed consumer saw/],
  ['abort list', /a read_committed consumer saw|never committed/],
  ['fencing', /two producers have the id and epoch/],
  ['markers', /a transaction is open in the end|are not in the output|elsewhere/],
  ['offsets', /are not in the output/],
])('without it the workload breaks: %s', ([mechanism, message]) => {
  expect(() => check(mechanism, Array.from({ length: MOST_SEEDS }, (_, i) => i + 1))).toThrow(message);
});
