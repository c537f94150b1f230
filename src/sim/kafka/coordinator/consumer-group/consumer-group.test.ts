// Groups of the new consumer protocol: heartbeats in, answers out, over the data halves of three brokers.
import { expect, test } from 'vitest';
import { type PlaneCluster, planeCluster } from '../../../testing/plane-cluster.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from '../../protocol-consumer-groups.ts';
import type { JoinGroupRequest, OffsetCommitRequest } from '../../protocol-groups.ts';
import { groupPartitionOf } from '../partition-of.ts';

const JOIN: ConsumerGroupHeartbeatRequest = {
  groupId: 'g', memberId: 'a', memberEpoch: 0, instanceId: null, rackId: null, rebalanceTimeoutMs: 300_000, subscribedTopicNames: ['orders'],
  subscribedTopicRegex: null, serverAssignor: null, topicPartitions: [],
};
const QUIET = { rebalanceTimeoutMs: -1, subscribedTopicNames: null, topicPartitions: null };

interface World {
  readonly cluster: PlaneCluster;
  readonly at: number;
  readonly topicId: string;
}

function start(partitions = 4): World {
  const cluster = planeCluster();
  cluster.createTopic('orders', partitions);
  const find = { keyType: 'group' as const, coordinatorKeys: ['g'] };
  cluster.call(2, 'FindCoordinator', find);
  cluster.run(2);
  const at = cluster.call(2, 'FindCoordinator', find).coordinators[0]?.nodeId ?? -1;
  return { cluster, at, topicId: cluster.broker(1).image.topics['orders']?.topicId ?? '' };
}

function beat({ cluster, at }: World, change: Partial<ConsumerGroupHeartbeatRequest>): ConsumerGroupHeartbeatResponse {
  return cluster.call(at, 'ConsumerGroupHeartbeat', { ...JOIN, ...change });
}

/** A heartbeat that says only what the member owns. */
function go(world: World, memberId: string, memberEpoch: number, owned: readonly number[] | null = null, more: Partial<ConsumerGroupHeartbeatRequest> = {}): ConsumerGroupHeartbeatResponse {
  return beat(world, { ...QUIET, memberId, memberEpoch, topicPartitions: owned === null ? null : [{ topicId: world.topicId, partitions: owned }], ...more });
}

function given(response: ConsumerGroupHeartbeatResponse): readonly number[] | null {
  return response.assignment === null ? null : (response.assignment.topicPartitions[0]?.partitions ?? []);
}

function describe({ cluster, at }: World): ReturnType<typeof shown> {
  return shown(cluster.call(at, 'ConsumerGroupDescribe', { groupIds: ['g'] }).groups[0]);
}

function shown(group: { groupState: string; groupEpoch: number; assignmentEpoch: number; members: readonly { memberId: string; memberEpoch: number }[] } | undefined): unknown {
  return group === undefined ? null : [group.groupState, group.groupEpoch, group.assignmentEpoch, ...group.members.map((one) => `${one.memberId}@${one.memberEpoch}`)];
}

const commit = (memberId: string, epoch: number): OffsetCommitRequest =>
  ({ groupId: 'g', generationIdOrMemberEpoch: epoch, memberId, groupInstanceId: null, topics: [{ name: 'orders', partitions: [{ partitionIndex: 3, committedOffset: 7, committedLeaderEpoch: 0, committedMetadata: '' }] }] });

function commitError({ cluster, at }: World, memberId: string, epoch: number): ErrorCode | undefined {
  return cluster.call(at, 'OffsetCommit', commit(memberId, epoch)).topics[0]?.partitions[0]?.errorCode;
}

test('the first member has everything at epoch 2, at its first heartbeat', () => {
  const world = start();
  const answer = beat(world, {});
  expect([answer.errorCode, answer.memberEpoch, answer.heartbeatIntervalMs, given(answer)]).toEqual(['NONE', 2, 5_000, [0, 1, 2, 3]]);
  expect(given(go(world, 'a', 2, [0, 1, 2, 3]))).toBe(null);
  expect(describe(world)).toEqual(['Stable', 2, 2, 'a@2']);
});

test('who has too much gives it up first, and only then it goes to the other', () => {
  const world = start();
  beat(world, {});
  world.cluster.run(2);
  const joined = beat(world, { memberId: 'b' });
  expect([joined.memberEpoch, given(joined)]).toEqual([3, []]);
  expect(describe(world)).toEqual(['Reconciling', 3, 3, 'a@2', 'b@3']);
  const asked = go(world, 'a', 2, [0, 1, 2, 3]);
  expect([asked.memberEpoch, given(asked)]).toEqual([2, [0, 1]]);
  expect(given(go(world, 'b', 3))).toBe(null);
  const done = go(world, 'a', 2, [0, 1]);
  expect([done.memberEpoch, given(done)]).toEqual([3, null]);
  const gained = go(world, 'b', 3);
  expect([gained.memberEpoch, given(gained)]).toEqual([3, [2, 3]]);
  expect(describe(world)).toEqual(['Stable', 3, 3, 'a@3', 'b@3']);
});

test('the target is made anew at most every second', () => {
  const world = start();
  beat(world, {});
  expect(beat(world, { memberId: 'b' }).memberEpoch).toBe(2);
  expect(describe(world)).toEqual(['Assigning', 3, 2, 'a@2', 'b@2']);
  world.cluster.run(1);
  expect(go(world, 'b', 2).memberEpoch).toBe(3);
});

test('each request is checked', () => {
  const world = start();
  beat(world, {});
  const errors: readonly (readonly [string, ErrorCode, () => { errorCode: ErrorCode }])[] = [
    ['no member id', 'INVALID_REQUEST', () => beat(world, { memberId: '' })],
    ['no group id', 'INVALID_REQUEST', () => beat(world, { groupId: '' })],
    ['a join that owns something', 'INVALID_REQUEST', () => beat(world, { topicPartitions: [{ topicId: 'x', partitions: [0] }] })],
    ['a join without topics', 'INVALID_REQUEST', () => beat(world, { subscribedTopicNames: null })],
    ['an epoch below all', 'INVALID_REQUEST', () => beat(world, { memberEpoch: -3 })],
    ['an unknown assignor', 'UNSUPPORTED_ASSIGNOR', () => beat(world, { serverAssignor: 'sticky' })],
    ['a bad expression', 'INVALID_REGULAR_EXPRESSION', () => beat(world, { subscribedTopicRegex: '(' })],
    ['a stranger', 'UNKNOWN_MEMBER_ID', () => go(world, 'x', 1)],
    ['a greater epoch', 'FENCED_MEMBER_EPOCH', () => go(world, 'a', 3)],
    ['a smaller epoch', 'FENCED_MEMBER_EPOCH', () => go(world, 'a', 1)],
    ['an unknown group', 'GROUP_ID_NOT_FOUND', () => go(world, 'a', 1, null, { groupId: otherGroup(world) })],
    ['elsewhere', 'NOT_COORDINATOR', () => world.cluster.call((world.at % 3) + 1, 'ConsumerGroupHeartbeat', JOIN)],
    ['a member of another protocol', 'INCONSISTENT_GROUP_PROTOCOL', () => world.cluster.call(world.at, 'JoinGroup', { ...CLASSIC, protocolType: 'connect' })],
    ['deletion', 'NON_EMPTY_GROUP', () => world.cluster.call(world.at, 'DeleteGroups', { groupsNames: ['g'] }).results[0] ?? { errorCode: 'NONE' }],
  ];
  expect(errors.map(([what, , ask]) => [what, ask().errorCode])).toEqual(errors.map(([what, error]) => [what, error]));
});

/** Another group of the same coordinator. */
function otherGroup({ cluster, at }: World): string {
  for (let i = 0; ; i++) if (cluster.broker(at).plane.partitions[`__consumer_offsets-${groupPartitionOf(`h${i}`)}`]?.role === 'leader') return `h${i}`;
}

const CLASSIC: JoinGroupRequest = {
  groupId: 'g', sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 300_000, memberId: '', groupInstanceId: null, protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: { topics: ['orders'], ownedPartitions: [], generationId: -1, rackId: null } }], reason: '',
};

test('an answer that was lost: the member may still send the epoch before', () => {
  const world = start();
  beat(world, {});
  world.cluster.run(2);
  beat(world, { memberId: 'b' });
  go(world, 'a', 2, [0, 1, 2, 3]);
  expect(go(world, 'a', 2, [0, 1]).memberEpoch).toBe(3);
  expect(go(world, 'a', 2, [0, 1]).errorCode).toBe('NONE');
  expect(go(world, 'a', 2, [0, 1, 2]).errorCode).toBe('FENCED_MEMBER_EPOCH');
});

test('a member that goes silent is out after its session, and the others get what it had', () => {
  const world = start();
  beat(world, {});
  world.cluster.run(2);
  beat(world, { memberId: 'b' });
  world.cluster.run(42);
  go(world, 'b', 3);
  world.cluster.run(2);
  expect(describe(world)).toEqual(['Assigning', 4, 3, 'b@3']);
  expect(given(go(world, 'b', 3))).toEqual([0, 1, 2, 3]);
  expect(world.cluster.kernel.state.facts.tail.find((fact) => fact.kind === 'member-expired')?.params).toEqual({ group: 'g', member: 'a', client: 'client', forMs: 45_000 });
});

test('a member that does not give its partitions up in time is out', () => {
  const world = start();
  beat(world, { rebalanceTimeoutMs: 10_000 });
  world.cluster.run(2);
  beat(world, { memberId: 'b' });
  go(world, 'a', 2, [0, 1, 2, 3]);
  world.cluster.run(11);
  expect(go(world, 'a', 2).errorCode).toBe('UNKNOWN_MEMBER_ID');
  expect(given(go(world, 'b', 3))).toEqual([0, 1, 2, 3]);
});

test('a static member that leaves for a while keeps its partitions, and comes back under another id (KIP-345)', () => {
  const world = start();
  beat(world, { instanceId: 'i1' });
  expect(beat(world, { instanceId: 'i1', memberId: 'b' }).errorCode).toBe('UNRELEASED_INSTANCE_ID');
  expect(beat(world, { ...QUIET, instanceId: 'i1', memberEpoch: -2 })).toMatchObject({ errorCode: 'NONE', memberEpoch: -2 });
  expect(describe(world)).toEqual(['Reconciling', 2, 2, 'a@-2']);
  const back = beat(world, { instanceId: 'i1', memberId: 'b' });
  expect([back.errorCode, back.memberEpoch, given(back)]).toEqual(['NONE', 2, [0, 1, 2, 3]]);
  expect(beat(world, { ...QUIET, instanceId: 'i1', memberEpoch: 2 }).errorCode).toBe('FENCED_INSTANCE_ID');
  expect(describe(world)).toEqual(['Stable', 2, 2, 'b@2']);
});

test('more partitions and new topics make the epoch grow', () => {
  const world = start(2);
  beat(world, { subscribedTopicNames: ['orders', 'later'] });
  world.cluster.run(2);
  expect(go(world, 'a', 2).memberEpoch).toBe(2);
  world.cluster.createTopic('later', 1);
  world.cluster.run(1);
  const answer = go(world, 'a', 2);
  expect([answer.memberEpoch, answer.assignment?.topicPartitions.length]).toEqual([3, 2]);
});

test('an expression is matched by the coordinator', () => {
  const world = start();
  const joined = beat(world, { subscribedTopicNames: null, subscribedTopicRegex: 'ord.*' });
  expect([joined.memberEpoch, given(joined)]).toEqual([1, []]);
  world.cluster.run(1);
  const answer = go(world, 'a', 1);
  expect([answer.memberEpoch, given(answer)]).toEqual([2, [0, 1, 2, 3]]);
});

test('another broker takes the group over from the log: members, epochs, targets and offsets', () => {
  const world = start();
  beat(world, {});
  world.cluster.run(2);
  beat(world, { memberId: 'b' });
  go(world, 'a', 2, [0, 1, 2, 3]);
  expect(commitError(world, 'a', 2)).toBe('NONE');
  world.cluster.run(1);
  world.cluster.kernel.crash(`broker-${world.at}`);
  world.cluster.run(1);
  const next = [1, 2, 3].find((id) => id !== world.at && world.cluster.broker(id).plane.partitions[`__consumer_offsets-${groupPartitionOf('g')}`]?.role === 'leader') ?? -1;
  const later = { ...world, at: next };
  expect(describe(later)).toEqual(['Reconciling', 3, 3, 'a@2', 'b@3']);
  expect(go(later, 'a', 2, [0, 1]).memberEpoch).toBe(3);
  expect(given(go(later, 'b', 3))).toEqual([2, 3]);
  const fetched = world.cluster.call(next, 'OffsetFetch', { groupId: 'g', memberId: null, topics: [{ name: 'orders', partitionIndexes: [3] }], requireStable: false });
  expect(fetched.topics[0]?.partitions[0]?.committedOffset).toBe(7);
});

test('commits count where the member has the partition, also with an older epoch', () => {
  const world = start();
  beat(world, {});
  expect([commitError(world, 'a', 2), commitError(world, 'a', 3), commitError(world, 'x', 2), commitError(world, '', -1)]).toEqual(['NONE', 'STALE_MEMBER_EPOCH', 'UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID']);
  world.cluster.run(2);
  beat(world, { memberId: 'b' });
  go(world, 'a', 2, [0, 1, 2, 3]);
  expect(commitError(world, 'a', 2)).toBe('NONE');
  go(world, 'a', 2, [0, 1]);
  go(world, 'b', 3);
  expect([commitError(world, 'a', 2), commitError(world, 'b', 2), commitError(world, 'b', 3)]).toEqual(['STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH', 'NONE']);
});

test('an empty group of either protocol becomes the other, and keeps its offsets', () => {
  const world = start();
  const { cluster, at } = world;
  const list = (): string[] => cluster.call(at, 'ListGroups', { statesFilter: [], typesFilter: [] }).groups.map((one) => `${one.groupType} ${one.groupState}`);
  const offset = (): number | undefined => cluster.call(at, 'OffsetFetch', { groupId: 'g', memberId: null, topics: null, requireStable: false }).topics[0]?.partitions[0]?.committedOffset;
  expect(commitError(world, '', -1)).toBe('NONE');
  expect(list()).toEqual(['classic Empty']);
  beat(world, {});
  expect([list(), offset()]).toEqual([['consumer Stable'], 7]);
  go(world, 'a', -1);
  expect(list()).toEqual(['consumer Empty']);
  const first = cluster.call(at, 'JoinGroup', CLASSIC);
  expect([first.errorCode, list(), offset()]).toEqual(['MEMBER_ID_REQUIRED', ['classic Empty'], 7]);
});

test('an empty group can be deleted with its offsets', () => {
  const world = start();
  beat(world, {});
  expect(commitError(world, 'a', 2)).toBe('NONE');
  go(world, 'a', -1);
  expect(world.cluster.call(world.at, 'DeleteGroups', { groupsNames: ['g'] }).results).toEqual([{ groupId: 'g', errorCode: 'NONE' }]);
  expect(world.cluster.call(world.at, 'ListGroups', { statesFilter: [], typesFilter: [] }).groups).toEqual([]);
});

test('a member of the new protocol joins a group of classic ones: all are in one group, and when it goes the group is a classic one again', () => {
  const world = start();
  const { cluster, at } = world;
  const { memberId } = cluster.call(at, 'JoinGroup', CLASSIC);
  const asked = cluster.ask(at, 'JoinGroup', { ...CLASSIC, memberId });
  cluster.run(4);
  expect(cluster.answer(asked, 'JoinGroup')).toMatchObject({ errorCode: 'NONE', generationId: 1, leader: memberId });
  const all = [0, 1, 2, 3].map((partition) => ({ topic: 'orders', partition }));
  const sync = (generationId: number, assignments: { memberId: string; assignment: typeof all }[] = []) => ({ groupId: 'g', generationId, memberId, groupInstanceId: null, protocolType: 'consumer', protocolName: 'range', assignments });
  const beatClassic = (generationId: number): ErrorCode => cluster.call(at, 'Heartbeat', { groupId: 'g', generationId, memberId, groupInstanceId: null }).errorCode;
  expect(cluster.call(at, 'SyncGroup', sync(1, [{ memberId, assignment: all }])).assignment).toEqual(all);
  expect([beat(world, { memberId: 'b' }).memberEpoch, describe(world)]).toEqual([2, ['Reconciling', 2, 2, `${memberId}@1`, 'b@2']]);
  expect(beatClassic(1)).toBe('REBALANCE_IN_PROGRESS');
  // It has given everything up, as an eager member does, and gets its part at once.
  expect(cluster.call(at, 'JoinGroup', { ...CLASSIC, memberId })).toMatchObject({ errorCode: 'NONE', generationId: 2, protocolName: 'range', members: [] });
  expect(cluster.call(at, 'SyncGroup', sync(2)).assignment.length).toBe(2);
  expect([beatClassic(2), beatClassic(1)]).toEqual(['NONE', 'ILLEGAL_GENERATION']);
  expect(given(go(world, 'b', 2))?.length).toBe(2);
  expect(describe(world)).toEqual(['Stable', 2, 2, `${memberId}@2`, 'b@2']);
  expect([commitError(world, memberId, 3), commitError(world, 'b', 2) === 'NONE' || commitError(world, memberId, 2) === 'NONE']).toEqual(['ILLEGAL_GENERATION', true]);
  expect(go(world, 'b', -1).errorCode).toBe('NONE');
  expect(cluster.call(at, 'ListGroups', { statesFilter: [], typesFilter: [] }).groups.map((one) => one.groupType)).toEqual(['classic']);
  expect(beatClassic(2)).toBe('REBALANCE_IN_PROGRESS');
  const again = cluster.ask(at, 'JoinGroup', { ...CLASSIC, memberId });
  cluster.run(1);
  expect(cluster.answer(again, 'JoinGroup')).toMatchObject({ errorCode: 'NONE', generationId: 3, leader: memberId });
});
