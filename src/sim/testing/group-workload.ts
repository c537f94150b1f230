// Members of a group that join, sync, commit, fall silent and come back, for the fuzz: the classic protocol by raw requests.
import { assert } from '../kernel/assert.ts';
import { SECOND, type Time } from '../kernel/types.ts';
import { groupPartitionOf, GROUP_TOPIC } from '../kafka/coordinator/partition-of.ts';
import type { ErrorCode } from '../kafka/protocol.ts';
import type { JoinGroupRequest } from '../kafka/protocol-groups.ts';
import type { Played } from './workload.ts';

const GROUP = 'g';
const PARTITIONS = 3;
/** After so long an answer counts as lost. */
const PATIENCE: Time = 40 * SECOND;

export interface FuzzMember {
  memberId: string;
  generation: number;
  /** What it waits for, null for nothing. */
  waiting: { readonly api: 'JoinGroup' | 'SyncGroup' | 'Heartbeat' | 'OffsetCommit'; readonly id: number; readonly since: Time; readonly isStale?: boolean } | null;
  /** The highest offset of which a commit was acknowledged. */
  committed: number;
}

export function fuzzMembers(): FuzzMember[] {
  return Array.from({ length: 3 }, () => ({ memberId: '', generation: -1, waiting: null, committed: -1 }));
}

/** One move of a member: it takes its answer in, or says what a consumer would say next. */
export function moveMember(cluster: Played, member: FuzzMember, chance: number): void {
  const { now } = cluster.kernel.state;
  const coordinator = coordinatorOf(cluster);
  if (coordinator < 0) return void cluster.ask(cluster.brokers[0] ?? 1, 'FindCoordinator', { keyType: 'group', coordinatorKeys: [GROUP] });
  if (member.waiting !== null) {
    takeAnswer(cluster, member, coordinator);
    if (member.waiting !== null && now - member.waiting.since > PATIENCE) member.waiting = null;
    return;
  }
  if (member.generation < 0 || chance < 0.1) return join(cluster, member, coordinator);
  if (chance < 0.5) {
    const id = cluster.ask(coordinator, 'Heartbeat', { groupId: GROUP, generationId: member.generation, memberId: member.memberId, groupInstanceId: null });
    member.waiting = { api: 'Heartbeat', id, since: now };
    return;
  }
  // A generation that is over already when the member speaks.
  const isStale = (generationAt(cluster, coordinator) ?? -1) > member.generation;
  const partitions = [{ partitionIndex: 0, committedOffset: Math.floor(now / SECOND), committedLeaderEpoch: -1, committedMetadata: '' }];
  const id = cluster.ask(coordinator, 'OffsetCommit', { groupId: GROUP, generationIdOrMemberEpoch: member.generation, memberId: member.memberId, groupInstanceId: null, topics: [{ name: 'orders', partitions }] });
  member.waiting = { api: 'OffsetCommit', id, since: now, isStale };
}

function coordinatorOf(cluster: Played): number {
  const up = cluster.brokers.find((id) => cluster.kernel.isUp(`broker-${id}`)) ?? 1;
  return cluster.image(up).topics[GROUP_TOPIC]?.partitions[groupPartitionOf(GROUP)]?.leader ?? -1;
}

/** The generation that the group is in with its coordinator; null where that has no group in force. */
function generationAt(cluster: Played, coordinator: number): number | null {
  if (!cluster.kernel.isUp(`broker-${coordinator}`)) return null;
  const { groups } = cluster.plane(coordinator);
  const group = groups.shards[`p${groupPartitionOf(GROUP)}`] === 'active' ? groups.groups[`g:${GROUP}`] : undefined;
  return group?.kind === 'classic' && group.state === 'Stable' ? group.generation : null;
}

function join(cluster: Played, member: FuzzMember, coordinator: number): void {
  const body: JoinGroupRequest = {
    groupId: GROUP, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 15_000, memberId: member.memberId, groupInstanceId: null, protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: { topics: ['orders'], ownedPartitions: [], generationId: member.generation, rackId: null } }], reason: '',
  };
  member.waiting = { api: 'JoinGroup', id: cluster.ask(coordinator, 'JoinGroup', body), since: cluster.kernel.state.now };
}

function takeAnswer(cluster: Played, member: FuzzMember, coordinator: number): void {
  const { waiting } = member;
  if (waiting === null) return;
  if (waiting.api === 'JoinGroup') {
    const answer = cluster.answer(waiting.id, 'JoinGroup');
    if (answer === null) return;
    member.waiting = null;
    if (answer.errorCode === 'MEMBER_ID_REQUIRED') member.memberId = answer.memberId;
    if (answer.errorCode !== 'NONE') return fail(member, answer.errorCode);
    member.memberId = answer.memberId;
    member.generation = answer.generationId;
    // Round robin over the members, by the leader alone.
    const assignments = answer.members.map((one, i) => ({ memberId: one.memberId, assignment: Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: 'orders', partition })).filter(({ partition }) => partition % answer.members.length === i) }));
    const id = cluster.ask(coordinator, 'SyncGroup', { groupId: GROUP, generationId: answer.generationId, memberId: answer.memberId, groupInstanceId: null, protocolType: 'consumer', protocolName: 'range', assignments });
    member.waiting = { api: 'SyncGroup', id, since: cluster.kernel.state.now };
    return;
  }
  const answer = waiting.api === 'OffsetCommit' ? cluster.answer(waiting.id, 'OffsetCommit')?.topics[0]?.partitions[0] : cluster.answer(waiting.id, waiting.api);
  if (answer === null || answer === undefined) return;
  member.waiting = null;
  if (answer.errorCode !== 'NONE') return fail(member, answer.errorCode);
  assert(waiting.isStale !== true, `group ${GROUP}: a commit of generation ${member.generation}, which was over, was taken`);
  if (waiting.api === 'OffsetCommit') member.committed = Math.max(member.committed, Math.floor(waiting.since / SECOND));
}

/** In the end: no commit that was acknowledged is forgotten, nor set back by an older one. */
export function checkCommitted(cluster: Played, members: readonly FuzzMember[]): void {
  const highest = Math.max(...members.map((member) => member.committed));
  if (highest < 0) return;
  const id = cluster.ask(coordinatorOf(cluster), 'OffsetFetch', { groupId: GROUP, memberId: null, topics: [{ name: 'orders', partitionIndexes: [0] }], requireStable: false });
  cluster.run(2);
  const found = cluster.answer(id, 'OffsetFetch')?.topics[0]?.partitions[0]?.committedOffset ?? -1;
  assert(found >= highest, `group ${GROUP}: a commit of ${highest} was acknowledged, and the coordinator has ${found}`);
}

/** A consumer joins again, and forgets who it was where it is not known any more. */
function fail(member: FuzzMember, error: ErrorCode): void {
  if (error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION') member.memberId = '';
  if (error !== 'NOT_COORDINATOR' && error !== 'COORDINATOR_NOT_AVAILABLE' && error !== 'COORDINATOR_LOAD_IN_PROGRESS') member.generation = -1;
}
