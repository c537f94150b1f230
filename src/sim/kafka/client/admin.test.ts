// The admin client against a scripted broker: answers, retries and time-outs.
import { expect, test } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import type { Script, Wire } from '../../testing/scripted-wire.ts';
import { metadataOf, scriptedWire } from '../../testing/scripted-wire.ts';
import { adminWakeup, createAdmin, handleAdminMessage, pollAdmin, startCall, takeOutcome } from './admin.ts';
import type { Admin } from './admin.ts';

function begin(script: Script): { admin: Admin; wire: Wire } {
  const made = createAdmin({ bootstrapServers: 'localhost:9092', clientId: 'adminclient-1' });
  if (made.kind === 'error') throw new Error(made.message);
  const { admin } = made;
  const wire = scriptedWire(script, () => ({
    message: (message, from, io) => handleAdminMessage(admin, message, from, io),
    poll: (io) => pollAdmin(admin, io),
    wakeup: (now) => adminWakeup(admin, now),
  }));
  return { admin, wire };
}

test('topics are listed', () => {
  const { admin, wire } = begin({ Metadata: [metadataOf('orders', [1, 2])] });
  const call = startCall(admin, { kind: 'listTopics' }, wire.io);
  wire.run(SECOND);
  const outcome = takeOutcome(admin, call, 'listTopics');
  expect(outcome?.ok === true ? outcome.value.map((topic) => topic.name) : outcome).toEqual(['orders']);
  expect(takeOutcome(admin, call, 'listTopics')).toBe(null);
});

test('nobody at the bootstrap address: the call waits 60 s for a node', () => {
  const { admin, wire } = begin({ ApiVersions: ['refused'] });
  const call = startCall(admin, { kind: 'listTopics' }, wire.io);
  wire.run(59 * SECOND);
  expect(takeOutcome(admin, call, 'listTopics')).toBe(null);
  wire.run(61 * SECOND);
  const outcome = takeOutcome(admin, call, 'listTopics');
  expect(outcome?.ok === false ? outcome.error.message : outcome).toBe('Timed out waiting for a node assignment. Call: listTopics');
});

test('offsets are asked of each leader, and again after a leader has moved', () => {
  const row = (errorCode: 'NONE' | 'NOT_LEADER_OR_FOLLOWER', offset: number): { topics: { name: string; partitions: { partitionIndex: number; errorCode: 'NONE' | 'NOT_LEADER_OR_FOLLOWER'; timestamp: number; offset: number; leaderEpoch: number }[] }[] } => ({
    topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode, timestamp: -1, offset, leaderEpoch: 0 }] }],
  });
  const { admin, wire } = begin({ Metadata: [metadataOf('orders', [1]), metadataOf('orders', [1]), metadataOf('orders', [3], 1)], ListOffsets: [row('NOT_LEADER_OR_FOLLOWER', -1), row('NONE', 12)] });
  const call = startCall(admin, { kind: 'listOffsets', isolationLevel: 0, partitions: [{ topic: 'orders', partition: 0, timestamp: -1 }] }, wire.io);
  wire.run(5 * SECOND);
  const outcome = takeOutcome(admin, call, 'listOffsets');
  expect(outcome?.ok === true ? outcome.value.map((r) => r.offset) : outcome).toEqual([12]);
  expect(wire.sent.filter(({ request }) => request.api === 'ListOffsets').map(({ to }) => to)).toEqual(['broker-1', 'broker-3']);
});

test('a group is described by its coordinator', () => {
  const { admin, wire } = begin({
    Metadata: [metadataOf('orders', [1])],
    FindCoordinator: [
      { coordinators: [{ key: 'g', errorCode: 'COORDINATOR_NOT_AVAILABLE', errorMessage: null, nodeId: -1, host: '', port: -1 }] },
      { coordinators: [{ key: 'g', errorCode: 'NONE', errorMessage: null, nodeId: 2, host: 'localhost', port: 9093 }] },
    ],
    ConsumerGroupDescribe: [{ groups: [{ errorCode: 'GROUP_ID_NOT_FOUND', errorMessage: 'Group g is not a consumer group.', groupId: 'g', groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] }] }],
    DescribeGroups: [{ groups: [{ errorCode: 'NONE', errorMessage: null, groupId: 'g', groupState: 'Empty', protocolType: 'consumer', protocolData: '', members: [] }] }],
  });
  const call = startCall(admin, { kind: 'describeGroups', groups: ['g'] }, wire.io);
  wire.run(5 * SECOND);
  const outcome = takeOutcome(admin, call, 'describeGroups');
  expect(outcome?.ok === true ? outcome.value.map((g) => [g.groupState, g.coordinator.nodeId]) : outcome).toEqual([['Empty', 2]]);
});
