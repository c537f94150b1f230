// Groups of the classic protocol: requests in, answers out, over the data halves of three brokers.
import { expect, test } from 'vitest';
import vectors from '../../../../conformance/vectors/coordinator-partition.tsv?raw';
import { type PlaneCluster, planeCluster } from '../../testing/plane-cluster.ts';
import type { ErrorCode } from '../protocol.ts';
import type { JoinGroupRequest, JoinGroupResponse, OffsetCommitRequest } from '../protocol-groups.ts';
import { groupPartitionOf } from './partition-of.ts';

const JOIN: JoinGroupRequest = {
  groupId: 'g', sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 300_000, memberId: '', groupInstanceId: null, protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: { topics: ['orders'], ownedPartitions: [], generationId: -1, rackId: null } }], reason: '',
};

/** A cluster with topic orders, and the broker that coordinates group g. */
function start(): { cluster: PlaneCluster; at: number } {
  const cluster = planeCluster();
  cluster.createTopic('orders', 2);
  const find = { keyType: 'group' as const, coordinatorKeys: ['g'] };
  expect(cluster.call(2, 'FindCoordinator', find).coordinators[0]?.errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
  cluster.run(2);
  const found = cluster.call(2, 'FindCoordinator', find).coordinators[0];
  expect(found?.errorCode).toBe('NONE');
  return { cluster, at: found?.nodeId ?? -1 };
}

/** Asks for a member id and joins with it; the answer comes later. */
function join(cluster: PlaneCluster, at: number, change: Partial<JoinGroupRequest> = {}): { memberId: string; asked: number } {
  const first = cluster.call(at, 'JoinGroup', { ...JOIN, ...change });
  expect(first.errorCode).toBe('MEMBER_ID_REQUIRED');
  return { memberId: first.memberId, asked: cluster.ask(at, 'JoinGroup', { ...JOIN, ...change, memberId: first.memberId }) };
}

function joined(cluster: PlaneCluster, asked: number): JoinGroupResponse {
  const answer = cluster.answer(asked, 'JoinGroup');
  if (answer === null) throw new Error('JoinGroup is not answered yet');
  return answer;
}

const sync = (memberId: string, generationId: number, assignments: { memberId: string; assignment: { topic: string; partition: number }[] }[] = []) =>
  ({ groupId: 'g', generationId, memberId, groupInstanceId: null, protocolType: 'consumer', protocolName: 'range', assignments });
const heartbeat = (memberId: string, generationId: number) => ({ groupId: 'g', generationId, memberId, groupInstanceId: null });
const commit = (memberId: string, generation: number, offset = 5, topic = 'orders'): OffsetCommitRequest =>
  ({ groupId: 'g', generationIdOrMemberEpoch: generation, memberId, groupInstanceId: null, topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: 0, committedMetadata: '' }] }] });

/** A stable group of one member, who owns both partitions. */
function stable(): { cluster: PlaneCluster; at: number; memberId: string } {
  const { cluster, at } = start();
  const { memberId, asked } = join(cluster, at);
  cluster.run(4);
  expect(joined(cluster, asked)).toMatchObject({ errorCode: 'NONE', generationId: 1, leader: memberId, protocolName: 'range' });
  const assignment = [{ topic: 'orders', partition: 0 }, { topic: 'orders', partition: 1 }];
  expect(cluster.call(at, 'SyncGroup', sync(memberId, 1, [{ memberId, assignment }]))).toMatchObject({ errorCode: 'NONE', assignment });
  return { cluster, at, memberId };
}

function offsets(cluster: PlaneCluster, at: number): number | undefined {
  const body = { groupId: 'g', memberId: null, topics: [{ name: 'orders', partitionIndexes: [0] }], requireStable: false };
  return cluster.call(at, 'OffsetFetch', body).topics[0]?.partitions[0]?.committedOffset;
}

test.each(vectors.trim().split('\n').slice(1).map((line) => line.split('\t')))('group %s lies in the partition that Kafka chooses', (id, _hash, _abs, partition) => {
  expect(groupPartitionOf(id ?? '')).toBe(Number(partition));
});

test('the first members wait for the initial delay together; the first is the leader and knows them all', () => {
  const { cluster, at } = start();
  const a = join(cluster, at);
  cluster.run(2);
  const b = join(cluster, at);
  cluster.run(2);
  expect(cluster.answer(a.asked, 'JoinGroup')).toBe(null);
  cluster.run(3);
  expect(joined(cluster, a.asked).members.map((one) => one.memberId)).toEqual([a.memberId, b.memberId]);
  expect(joined(cluster, b.asked)).toMatchObject({ generationId: 1, leader: a.memberId, members: [] });
});

test('each request of a stable group is checked', () => {
  const { cluster, at, memberId } = stable();
  const errors: readonly (readonly [string, ErrorCode, () => ErrorCode | undefined])[] = [
    ['heartbeat', 'NONE', () => cluster.call(at, 'Heartbeat', heartbeat(memberId, 1)).errorCode],
    ['heartbeat of an older generation', 'ILLEGAL_GENERATION', () => cluster.call(at, 'Heartbeat', heartbeat(memberId, 0)).errorCode],
    ['heartbeat of a stranger', 'UNKNOWN_MEMBER_ID', () => cluster.call(at, 'Heartbeat', heartbeat('x', 1)).errorCode],
    ['heartbeat elsewhere', 'NOT_COORDINATOR', () => cluster.call((at % 3) + 1, 'Heartbeat', heartbeat(memberId, 1)).errorCode],
    ['sync of an older generation', 'ILLEGAL_GENERATION', () => cluster.call(at, 'SyncGroup', sync(memberId, 0)).errorCode],
    ['a short session', 'INVALID_SESSION_TIMEOUT', () => cluster.call(at, 'JoinGroup', { ...JOIN, sessionTimeoutMs: 5_999 }).errorCode],
    ['no group id', 'INVALID_GROUP_ID', () => cluster.call(at, 'JoinGroup', { ...JOIN, groupId: '' }).errorCode],
    ['another protocol', 'INCONSISTENT_GROUP_PROTOCOL', () => cluster.call(at, 'JoinGroup', { ...JOIN, protocols: [{ name: 'sticky', metadata: JOIN.protocols[0]?.metadata ?? { topics: [], ownedPartitions: [], generationId: -1, rackId: null } }] }).errorCode],
    ['commit', 'NONE', () => cluster.call(at, 'OffsetCommit', commit(memberId, 1)).topics[0]?.partitions[0]?.errorCode],
    ['commit of an older generation', 'ILLEGAL_GENERATION', () => cluster.call(at, 'OffsetCommit', commit(memberId, 0)).topics[0]?.partitions[0]?.errorCode],
    ['commit of nobody', 'UNKNOWN_MEMBER_ID', () => cluster.call(at, 'OffsetCommit', commit('', -1)).topics[0]?.partitions[0]?.errorCode],
    ['commit for no topic', 'UNKNOWN_TOPIC_OR_PARTITION', () => cluster.call(at, 'OffsetCommit', commit(memberId, 1, 1, 'nope')).topics[0]?.partitions[0]?.errorCode],
    ['delete', 'NON_EMPTY_GROUP', () => cluster.call(at, 'DeleteGroups', { groupsNames: ['g'] }).results[0]?.errorCode],
    ['delete of subscribed offsets', 'GROUP_SUBSCRIBED_TO_TOPIC', () => cluster.call(at, 'OffsetDelete', { groupId: 'g', topics: [{ name: 'orders', partitions: [0] }] }).topics[0]?.partitions[0]?.errorCode],
  ];
  expect(errors.map(([what, , ask]) => [what, ask()])).toEqual(errors.map(([what, error]) => [what, error]));
  expect(offsets(cluster, at)).toBe(5);
});

test('a member that goes silent is out after its session time-out, and the group is empty', () => {
  const { cluster, at, memberId } = stable();
  cluster.run(46);
  const group = cluster.call(at, 'DescribeGroups', { groups: ['g'] }).groups[0];
  expect(group).toMatchObject({ errorCode: 'NONE', groupState: 'Empty', members: [] });
  expect(cluster.kernel.state.facts.tail.find((fact) => fact.kind === 'member-expired')?.params).toEqual({ group: 'g', member: memberId, client: 'client', forMs: 45_000 });
});

test('a new member starts a rebalance; whoever does not join again is out when time is up', () => {
  const { cluster, at, memberId } = stable();
  const b = join(cluster, at);
  cluster.run(1);
  expect(cluster.call(at, 'Heartbeat', heartbeat(memberId, 1)).errorCode).toBe('REBALANCE_IN_PROGRESS');
  const again = cluster.ask(at, 'JoinGroup', { ...JOIN, memberId });
  cluster.run(1);
  expect(joined(cluster, again)).toMatchObject({ generationId: 2, leader: memberId });
  expect(joined(cluster, b.asked)).toMatchObject({ generationId: 2, leader: memberId });
  expect(cluster.call(at, 'LeaveGroup', { groupId: 'g', members: [{ memberId, groupInstanceId: null, reason: '' }] }).errorCode).toBe('NONE');
  expect(cluster.call(at, 'Heartbeat', heartbeat(b.memberId, 2)).errorCode).toBe('REBALANCE_IN_PROGRESS');
});

test('a static member that comes back keeps its partitions without a rebalance, and its old id is fenced (KIP-345)', () => {
  const { cluster, at } = start();
  const asked = cluster.ask(at, 'JoinGroup', { ...JOIN, groupInstanceId: 'i1' });
  cluster.run(4);
  const { memberId } = joined(cluster, asked);
  const assignment = [{ topic: 'orders', partition: 0 }];
  cluster.call(at, 'SyncGroup', { ...sync(memberId, 1, [{ memberId, assignment }]), groupInstanceId: 'i1' });
  const again = cluster.call(at, 'JoinGroup', { ...JOIN, groupInstanceId: 'i1' });
  expect(again).toMatchObject({ errorCode: 'NONE', generationId: 1, skipAssignment: true });
  expect(cluster.call(at, 'SyncGroup', { ...sync(again.memberId, 1), groupInstanceId: 'i1' })).toMatchObject({ errorCode: 'NONE', assignment });
  expect(cluster.call(at, 'Heartbeat', { ...heartbeat(memberId, 1), groupInstanceId: 'i1' }).errorCode).toBe('FENCED_INSTANCE_ID');
});

test('another broker takes a group over from the log: members, generation and offsets', () => {
  const { cluster, at, memberId } = stable();
  cluster.call(at, 'OffsetCommit', commit(memberId, 1, 7));
  cluster.run(1);
  cluster.kernel.crash(`broker-${at}`);
  cluster.run(1);
  const next = [1, 2, 3].find((id) => id !== at && cluster.broker(id).plane.partitions[`__consumer_offsets-${groupPartitionOf('g')}`]?.role === 'leader') ?? -1;
  expect(offsets(cluster, next)).toBe(7);
  expect(cluster.call(next, 'Heartbeat', heartbeat(memberId, 1)).errorCode).toBe('NONE');
  expect(cluster.call(next, 'DescribeGroups', { groups: ['g'] }).groups[0]).toMatchObject({ groupState: 'Stable', protocolData: 'range', members: [{ memberId, clientHost: '/127.0.0.1' }] });
});

test('an empty group can be listed by state and type, and deleted with its offsets', () => {
  const { cluster, at } = start();
  expect(cluster.call(at, 'OffsetCommit', commit('', -1, 3)).topics[0]?.partitions[0]?.errorCode).toBe('NONE');
  const list = (statesFilter: string[], typesFilter: string[]): string[] => cluster.call(at, 'ListGroups', { statesFilter, typesFilter }).groups.map((one) => one.groupId);
  expect([list([], []), list(['empty'], ['CLASSIC']), list(['Stable'], []), list([], ['share'])]).toEqual([['g'], ['g'], [], []]);
  expect(cluster.call(at, 'DeleteGroups', { groupsNames: ['g', 'h'] }).results).toEqual([{ groupId: 'g', errorCode: 'NONE' }, { groupId: 'h', errorCode: groupPartitionOf('h') % 3 === groupPartitionOf('g') % 3 ? 'GROUP_ID_NOT_FOUND' : 'NOT_COORDINATOR' }]);
  expect(offsets(cluster, at)).toBe(-1);
  expect(cluster.call(at, 'DescribeGroups', { groups: ['g'] }).groups[0]).toMatchObject({ errorCode: 'GROUP_ID_NOT_FOUND', groupState: 'Dead', errorMessage: 'Group g not found.' });
});
