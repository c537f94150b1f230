// The consumer against a scripted broker: joining, positions, records, commits, and the ways out.
import { expect, test } from 'vitest';
import { SECOND } from '../../../kernel/types.ts';
import type { Script, Wire } from '../../../testing/scripted-wire.ts';
import { metadataOf, scriptedWire } from '../../../testing/scripted-wire.ts';
import type { Apis } from '../../protocol.ts';
import type { RecordBatch } from '../../record.ts';
import { closeConsumer, consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, isClosed, pollConsumer, seek, subscribe, takeRecords } from './consumer.ts';
import type { Consumer } from './state.ts';

const COORDINATOR: Apis['FindCoordinator'][1] = { coordinators: [{ key: 'g', errorCode: 'NONE', errorMessage: null, nodeId: 2, host: 'localhost', port: 9093 }] };

function joined(errorCode: 'NONE' | 'MEMBER_ID_REQUIRED'): Apis['JoinGroup'][1] {
  const metadata = { topics: ['t'], ownedPartitions: [], generationId: -1, rackId: null };
  return { errorCode, generationId: 1, protocolType: 'consumer', protocolName: 'range', leader: 'c-1', skipAssignment: false, memberId: 'c-1', members: [{ memberId: 'c-1', groupInstanceId: null, metadata }] };
}

function batch(baseOffset: number, values: readonly string[]): RecordBatch {
  const records = values.map((value) => ({ key: null, value, headers: [], timestampMs: 0 }));
  return { baseOffset, partitionLeaderEpoch: 0, producerId: -1, producerEpoch: -1, baseSequence: -1, isTransactional: false, control: null, maxTimestampMs: 0, records, offsetDeltas: null, lastOffsetDelta: values.length - 1, sizeInBytes: 100 };
}

function fetched(batches: readonly RecordBatch[]): Apis['Fetch'][1] {
  const row = { partitionIndex: 0, errorCode: 'NONE' as const, highWatermark: 9, lastStableOffset: 9, logStartOffset: 0, divergingEpoch: null, currentLeader: null, abortedTransactions: [], preferredReadReplica: -1, records: batches };
  return { errorCode: 'NONE', throttleTimeMs: 0, responses: [{ topic: 't', partitions: [row] }] };
}

function committed(offset: number): Apis['OffsetFetch'][1] {
  return { errorCode: 'NONE', topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, metadata: '', errorCode: 'NONE' }] }] };
}

const HAPPY: Script = {
  Metadata: [metadataOf('t', [1])],
  FindCoordinator: [COORDINATOR],
  JoinGroup: [joined('MEMBER_ID_REQUIRED'), joined('NONE')],
  SyncGroup: [{ errorCode: 'NONE', protocolType: 'consumer', protocolName: 'range', assignment: [{ topic: 't', partition: 0 }] }],
  Heartbeat: [{ errorCode: 'NONE' }],
  OffsetFetch: [committed(-1)],
  ListOffsets: [{ topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 'NONE', timestamp: -1, offset: 0, leaderEpoch: 0 }] }] }],
  Fetch: [fetched([batch(0, ['a', 'b', 'c'])]), null],
  OffsetCommit: [{ topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 'NONE' }] }] }],
  LeaveGroup: [{ errorCode: 'NONE', members: [] }],
};

function begin(script: Script, settings: Record<string, string> = {}): { consumer: Consumer; wire: Wire } {
  const holder: { consumer: Consumer | null } = { consumer: null };
  const get = (): Consumer => {
    if (holder.consumer === null) throw new Error('no consumer yet');
    return holder.consumer;
  };
  const wire = scriptedWire(script, () => ({
    message: (message, from, io) => handleConsumerMessage(get(), message, from, io),
    poll: (io) => pollConsumer(get(), io),
    wakeup: (now) => consumerWakeup(get(), now),
  }));
  const made = createConsumer({ 'bootstrap.servers': 'localhost:9092', 'group.id': 'g', 'auto.offset.reset': 'earliest', ...settings }, wire.io);
  if (made.kind === 'error') throw new Error(made.failure.exception);
  holder.consumer = made.consumer;
  subscribe(made.consumer, ['t']);
  return { consumer: made.consumer, wire };
}

function apis(wire: Wire): string[] {
  return wire.sent.map(({ request }) => request.api).filter((api) => api !== 'ApiVersions' && api !== 'Heartbeat' && api !== 'Metadata');
}

test('a member joins twice, finds where to begin, and reads', () => {
  const { consumer, wire } = begin(HAPPY);
  enterPoll(consumer, wire.io);
  wire.run(SECOND);
  expect(apis(wire)).toEqual(['FindCoordinator', 'JoinGroup', 'JoinGroup', 'SyncGroup', 'OffsetFetch', 'ListOffsets', 'Fetch']);
  expect(takeRecords(consumer, wire.io).map((r) => [r.offset, r.record.value])).toEqual([[0, 'a'], [1, 'b'], [2, 'c']]);
});

test('closing commits what was returned and leaves the group', () => {
  const { consumer, wire } = begin(HAPPY);
  enterPoll(consumer, wire.io);
  wire.run(SECOND);
  takeRecords(consumer, wire.io);
  seek(consumer, { topic: 't', partition: 0 }, 2);
  closeConsumer(consumer, wire.io);
  wire.run(2 * SECOND);
  expect(isClosed(consumer)).toBe(true);
  const offsets = wire.sent.flatMap(({ request }) => (request.api === 'OffsetCommit' ? request.body.topics.flatMap((t) => t.partitions.map((p) => p.committedOffset)) : []));
  expect(offsets).toEqual([2]);
  expect(apis(wire).slice(-2)).toEqual(['OffsetCommit', 'LeaveGroup']);
});

test('a static member does not leave', () => {
  const { consumer, wire } = begin(HAPPY, { 'group.instance.id': 'ann' });
  enterPoll(consumer, wire.io);
  wire.run(SECOND);
  closeConsumer(consumer, wire.io);
  wire.run(2 * SECOND);
  expect(isClosed(consumer)).toBe(true);
  expect(apis(wire)).not.toContain('LeaveGroup');
});

test('a heartbeat goes every three seconds, and a rebalance is joined again', () => {
  const { consumer, wire } = begin({ ...HAPPY, Heartbeat: [{ errorCode: 'NONE' }, { errorCode: 'REBALANCE_IN_PROGRESS' }, { errorCode: 'NONE' }], JoinGroup: [joined('MEMBER_ID_REQUIRED'), joined('NONE'), joined('NONE')] });
  enterPoll(consumer, wire.io);
  wire.run(7 * SECOND);
  expect(wire.sent.filter(({ request }) => request.api === 'Heartbeat').length).toBe(2);
  expect(wire.sent.filter(({ request }) => request.api === 'JoinGroup').length).toBe(3);
});

test('positions are committed every five seconds inside poll', () => {
  const { consumer, wire } = begin(HAPPY);
  enterPoll(consumer, wire.io);
  wire.run(SECOND);
  takeRecords(consumer, wire.io);
  enterPoll(consumer, wire.io);
  wire.run(4 * SECOND);
  expect(apis(wire)).not.toContain('OffsetCommit');
  wire.run(7 * SECOND);
  expect(apis(wire).filter((api) => api === 'OffsetCommit').length).toBe(1);
});

test('out of poll for longer than max.poll.interval.ms, the member leaves', () => {
  const { consumer, wire } = begin(HAPPY, { 'max.poll.interval.ms': '10000' });
  enterPoll(consumer, wire.io);
  wire.run(SECOND);
  takeRecords(consumer, wire.io);
  wire.run(12 * SECOND);
  expect(apis(wire)).toContain('LeaveGroup');
  expect(consumer.membership.memberId).toBe('');
});
