// Every promise that the fuzz of client libraries looks after is worth something: with its mechanism switched off, the fuzz must notice.
import { expect, test, vi } from 'vitest';
import type * as HighWatermark from '../kafka/broker/high-watermark.ts';
import type * as Offsets from '../kafka/broker/offsets.ts';
import type * as Sequences from '../kafka/client/producer/sequences.ts';
import type * as PartitionChange from '../kafka/controller/partition-change.ts';
import type * as Replay from '../kafka/coordinator/replay.ts';
import type * as EpochCache from '../kafka/log/epoch-cache.ts';
import type * as ProducerState from '../kafka/log/producer-state.ts';
import type * as RaftState from '../kafka/raft/state.ts';
import type * as Replicate from '../kafka/raft/replicate.ts';
import { playClientSeed } from './client-workload.ts';

/** A mechanism that is off is noticed by one of so many seeds; the first that does ends the search. */
const MOST_SEEDS = 30;

type Mechanism =
  | 'nothing' | 'duplicates' | 'sequence gaps' | 'undecided batches' | 'clean election' | 'min.insync' | 'majority of votes' | 'majority of the metadata log' | 'truncation by epochs'
  | 'stored offsets' | 'deletion offset';

const off = vi.hoisted(() => ({ mechanism: 'nothing' as Mechanism }));

vi.mock('../kafka/log/producer-state.ts', async (original) => {
  const real = await original<typeof ProducerState>();
  return {
    ...real,
    // What a broker has already it takes again; what comes too early it takes at once.
    checkProducer(...args: Parameters<typeof real.checkProducer>): ReturnType<typeof real.checkProducer> {
      const verdict = real.checkProducer(...args);
      if (off.mechanism === 'duplicates' && verdict.kind === 'duplicate') return { kind: 'ok' };
      if (off.mechanism === 'sequence gaps' && verdict.kind === 'error' && verdict.error === 'OUT_OF_ORDER_SEQUENCE_NUMBER') return { kind: 'ok' };
      return verdict;
    },
  };
});
vi.mock('../kafka/client/producer/sequences.ts', async (original) => {
  const real = await original<typeof Sequences>();
  return {
    ...real,
    // A batch that was given up counts as decided while others still wait to be sent again.
    resolveSequences(producer: Parameters<typeof real.resolveSequences>[0]): void {
      if (off.mechanism !== 'undecided batches') return real.resolveSequences(producer);
      const { queues } = producer;
      producer.queues = {};
      real.resolveSequences(producer);
      producer.queues = queues;
    },
  };
});
vi.mock('../kafka/controller/partition-change.ts', async (original) => {
  const real = await original<typeof PartitionChange>();
  return {
    ...real,
    // Whoever is alive may lead, in sync or not.
    partitionChange: (...[partition, wanted]: Parameters<typeof real.partitionChange>) =>
      real.partitionChange(partition, off.mechanism !== 'clean election' ? wanted : { ...wanted, targetIsr: wanted.targetReplicas.filter((id) => wanted.isAcceptableLeader(id)) }),
  };
});
vi.mock('../kafka/broker/high-watermark.ts', async (original) => {
  const real = await original<typeof HighWatermark>();
  return {
    ...real,
    // One replica in sync is enough.
    advanceHighWatermark: (...[env, partition]: Parameters<typeof real.advanceHighWatermark>) =>
      real.advanceHighWatermark(env, off.mechanism !== 'min.insync' ? partition : { ...partition, settings: { ...partition.settings, minInsyncReplicas: 1 } }),
  };
});
vi.mock('../kafka/raft/state.ts', async (original) => {
  const real = await original<typeof RaftState>();
  // A candidate's own vote elects it.
  return { ...real, majority: (raft: RaftState.Raft) => (off.mechanism === 'majority of votes' ? 1 : real.majority(raft)) };
});
vi.mock('../kafka/raft/replicate.ts', async (original) => {
  const real = await original<typeof Replicate>();
  return {
    ...real,
    // What the leader has written is decided.
    advanceHighWatermark(...[raft, ctx]: Parameters<typeof real.advanceHighWatermark>): void {
      real.advanceHighWatermark(raft, ctx);
      if (off.mechanism === 'majority of the metadata log') raft.highWatermark = raft.log.endOffset;
    },
  };
});
vi.mock('../kafka/log/epoch-cache.ts', async (original) => {
  const real = await original<typeof EpochCache>();
  return {
    ...real,
    // Every log is said to agree with every other.
    endOffsetFor: (...[epochs, epoch, end]: Parameters<typeof real.endOffsetFor>) => (off.mechanism === 'truncation by epochs' ? { epoch, endOffset: end } : real.endOffsetFor(epochs, epoch, end)),
  };
});
vi.mock('../kafka/coordinator/replay.ts', async (original) => {
  const real = await original<typeof Replay>();
  return {
    ...real,
    // What was committed is forgotten.
    applyEntry(...[groups, entry, partition]: Parameters<typeof real.applyEntry>): void {
      if (off.mechanism !== 'stored offsets' || !entry.key.startsWith('{"type":1,')) real.applyEntry(groups, entry, partition);
    },
  };
});
vi.mock('../kafka/broker/offsets.ts', async (original) => {
  const real = await original<typeof Offsets>();
  return {
    ...real,
    // Whatever offset is named, everything goes.
    handleDeleteRecords: (...[env, request, from]: Parameters<typeof real.handleDeleteRecords>) => {
      const everything = { ...request, body: { ...request.body, topics: request.body.topics.map((topic) => ({ ...topic, partitions: topic.partitions.map((one) => ({ ...one, offset: -1 })) })) } };
      real.handleDeleteRecords(env, off.mechanism === 'deletion offset' ? everything : request, from);
    },
  };
});
function playUntilCaught(mechanism: Mechanism): void {
  off.mechanism = mechanism;
  for (let seed = 1; seed <= MOST_SEEDS; seed++) playClientSeed(seed);
}

test.for<readonly [Mechanism, RegExp]>([
  ['duplicates', /is there twice|comes after number/],
  ['sequence gaps', /comes after number/],
  ['undecided batches', /is there twice|comes after number/],
  ['clean election', /is lost|passes the log end|the high watermark fell|is there twice|comes after number|hold the same/],
  ['min.insync', /fewer than min.insync.replicas/],
  ['majority of votes', /both lead epoch/],
  ['majority of the metadata log', /another metadata record|committed records stay/],
  ['truncation by epochs', /hold the same|passes the log end|must not lie below|the high watermark fell|is lost/],
  ['stored offsets', /has committed -1/],
  ['deletion offset', /but nobody deleted beyond/],
])('without it the workload breaks: %s', { timeout: 120_000 }, ([mechanism, message]) => {
  expect(() => playUntilCaught(mechanism)).toThrow(message);
});
