// The member of the new consumer protocol against a scripted coordinator: what it says when, and what it does with the answers.
import { expect, test } from 'vitest';
import { SECOND } from '../../../../kernel/types.ts';
import { metadataOf, type Script, scriptedWire, type Wire } from '../../../../testing/scripted-wire.ts';
import type { Apis } from '../../../protocol.ts';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from '../../../protocol-consumer-groups.ts';
import { closeConsumer, consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, isClosed, leavePoll, pollConsumer, subscribe, takeEvents } from '../consumer.ts';
import { consumerConfig } from '../consumer-config.ts';
import type { Consumer } from '../state.ts';

const METADATA = metadataOf('t', [1, 1]);
const TOPIC = METADATA.topics[0]?.topicId ?? '';

function answer(memberEpoch: number, partitions: readonly number[] | null, errorCode: ConsumerGroupHeartbeatResponse['errorCode'] = 'NONE'): ConsumerGroupHeartbeatResponse {
  const assignment = partitions === null ? null : { topicPartitions: partitions.length === 0 ? [] : [{ topicId: TOPIC, partitions }] };
  return { errorCode, errorMessage: null, memberId: 'm', memberEpoch, heartbeatIntervalMs: 5_000, assignment };
}

const OFFSETS: Apis['OffsetFetch'][1] = { errorCode: 'NONE', topics: [{ name: 't', partitions: [0, 1].map((partitionIndex) => ({ partitionIndex, committedOffset: 4, committedLeaderEpoch: -1, metadata: '', errorCode: 'NONE' as const })) }] };
const SCRIPT: Script = {
  Metadata: [METADATA],
  FindCoordinator: [{ coordinators: [{ key: 'g', errorCode: 'NONE', errorMessage: null, nodeId: 2, host: 'localhost', port: 9093 }] }],
  OffsetFetch: [OFFSETS],
  OffsetCommit: [{ topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 'NONE' }, { partitionIndex: 1, errorCode: 'NONE' }] }] }],
  Fetch: [null],
};

function begin(heartbeats: readonly ConsumerGroupHeartbeatResponse[], settings: Record<string, string> = {}): { consumer: Consumer; wire: Wire } {
  const holder: { consumer: Consumer | null } = { consumer: null };
  const get = (): Consumer => {
    if (holder.consumer === null) throw new Error('no consumer yet');
    return holder.consumer;
  };
  const wire = scriptedWire({ ...SCRIPT, ConsumerGroupHeartbeat: heartbeats }, () => ({
    message: (message, from, io) => handleConsumerMessage(get(), message, from, io),
    poll: (io) => pollConsumer(get(), io),
    wakeup: (now) => consumerWakeup(get(), now),
  }));
  const made = createConsumer({ 'bootstrap.servers': 'localhost:9092', 'group.id': 'g', 'group.protocol': 'consumer', ...settings }, wire.io);
  if (made.kind === 'error') throw new Error(made.failure.message ?? '');
  holder.consumer = made.consumer;
  subscribe(made.consumer, ['t']);
  enterPoll(made.consumer, wire.io);
  return { consumer: made.consumer, wire };
}

function heartbeats(wire: Wire): ConsumerGroupHeartbeatRequest[] {
  return wire.sent.flatMap(({ request }) => (request.api === 'ConsumerGroupHeartbeat' ? [request.body] : []));
}

/** What a heartbeat says: epoch, what it owns, whether it is full. */
function said(wire: Wire): string[] {
  return heartbeats(wire).map((body) => `${body.memberEpoch} ${body.topicPartitions === null ? '-' : JSON.stringify(body.topicPartitions.flatMap((row) => row.partitions))}${body.subscribedTopicNames === null ? '' : ' full'}`);
}

test('it joins with everything it wants, takes what it gets, says so at once, and then only that it is there', () => {
  const { consumer, wire } = begin([answer(2, [0, 1]), answer(2, null)]);
  wire.run(11 * SECOND);
  expect(said(wire)).toEqual(['0 [] full', '2 [0,1]', '2 -', '2 -']);
  expect(consumer.assigned.map((p) => p.position?.offset)).toEqual([4, 4]);
  expect(wire.sent.find(({ request }) => request.api === 'OffsetFetch')?.request.body).toMatchObject({ memberId: consumer.membership.memberId, memberEpoch: 2 });
});

test('before it gives partitions up it commits, with its epoch', () => {
  const { consumer, wire } = begin([answer(2, [0, 1]), answer(2, null), answer(2, [1]), answer(3, null)], { 'auto.commit.interval.ms': '60000' });
  wire.run(6 * SECOND);
  expect(takeEvents(consumer).map((event) => [event.kind, event.partitions.map((p) => p.partition)])).toEqual([['assigned', [0, 1]], ['revoked', [0]], ['assigned', []]]);
  const order = wire.sent.map(({ request }) => request.api).filter((api) => api === 'OffsetCommit' || api === 'ConsumerGroupHeartbeat');
  expect(order.slice(0, 5)).toEqual(['ConsumerGroupHeartbeat', 'ConsumerGroupHeartbeat', 'ConsumerGroupHeartbeat', 'OffsetCommit', 'ConsumerGroupHeartbeat']);
  expect(said(wire)).toEqual(['0 [] full', '2 [0,1]', '2 -', '2 [1]']);
  expect(consumer.membership.generation).toBe(3);
});

test('a fenced member loses what it has and joins again under its id', () => {
  const { consumer, wire } = begin([answer(2, [0, 1]), answer(0, null, 'FENCED_MEMBER_EPOCH'), answer(4, [0, 1]), answer(4, null)]);
  wire.run(SECOND);
  expect(takeEvents(consumer).map((event) => event.kind)).toEqual(['assigned', 'lost', 'assigned']);
  expect(said(wire)).toEqual(['0 [] full', '2 [0,1]', '0 [] full', '4 [0,1]']);
  expect(new Set(heartbeats(wire).map((body) => body.memberId)).size).toBe(1);
});

test('where the coordinator moved it is found again, and told everything', () => {
  const { wire } = begin([answer(2, [0]), answer(2, null), answer(0, null, 'NOT_COORDINATOR'), answer(2, null)]);
  wire.run(6 * SECOND);
  expect(said(wire)).toEqual(['0 [] full', '2 [0]', '2 -', '2 [0] full']);
  expect(wire.sent.filter(({ request }) => request.api === 'FindCoordinator').length).toBe(2);
});

test.each([['', -1], ['seat-1', -2]])('closing it commits and leaves with its epoch (instance %s: %i)', (instance, epoch) => {
  const { consumer, wire } = begin([answer(2, [0]), answer(2, null)], instance === '' ? {} : { 'group.instance.id': instance });
  wire.run(SECOND);
  closeConsumer(consumer, wire.io);
  wire.run(2 * SECOND);
  expect(isClosed(consumer)).toBe(true);
  expect(heartbeats(wire).at(-1)?.memberEpoch).toBe(epoch);
});

test('out of poll for max.poll.interval.ms it leaves, and joins again at the next poll', () => {
  const { consumer, wire } = begin([answer(2, [0]), answer(2, null), answer(2, null), answer(2, null), answer(-1, null), answer(4, [0])], { 'max.poll.interval.ms': '12000' });
  wire.run(SECOND);
  leavePoll(consumer);
  wire.run(20 * SECOND);
  expect(heartbeats(wire).at(-1)?.memberEpoch).toBe(-1);
  expect(consumer.assigned).toEqual([]);
  enterPoll(consumer, wire.io);
  wire.run(21 * SECOND);
  expect(consumer.assigned.length).toBe(1);
});

test('an error that ends it is thrown by poll', () => {
  const { consumer, wire } = begin([answer(0, null, 'UNRELEASED_INSTANCE_ID')]);
  wire.run(SECOND);
  expect(consumer.failure?.exception).toBe('org.apache.kafka.common.errors.UnreleasedInstanceIdException');
});

test.each([
  [{ 'group.protocol': 'consumer', 'session.timeout.ms': '9000' }, 'session.timeout.ms cannot be set when group.protocol=CONSUMER'],
  [{ 'group.protocol': 'Consumer', 'heartbeat.interval.ms': '1', 'session.timeout.ms': '9000' }, 'heartbeat.interval.ms, session.timeout.ms cannot be set when group.protocol=CONSUMER'],
  [{ 'group.remote.assignor': 'range' }, 'group.remote.assignor cannot be set when group.protocol=CLASSIC'],
  [{ 'group.protocol': 'share' }, 'Invalid value share for configuration group.protocol: String must be one of (case insensitive): CONSUMER, CLASSIC'],
])('%j is refused', (properties, message) => {
  const read = consumerConfig(properties);
  expect(read.kind === 'error' ? read.problem : null).toEqual({ message });
});
