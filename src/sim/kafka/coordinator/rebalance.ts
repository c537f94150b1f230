// How a classic group gets from one generation to the next (GroupMetadataManager, the parts for ClassicGroup).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND, type NodeId } from '../../kernel/types.ts';
import { type CoordinatorWork, dataTimer, type Env, respond } from '../broker/plane.ts';
import type { ErrorCode } from '../protocol.ts';
import type { JoinGroupResponse, SyncGroupRequest } from '../protocol-groups.ts';
import { writeEntries } from './write.ts';
import { type ClassicGroup, findClassic, hasAllJoined, type Member, rebalanceTimeoutMs, selectProtocol, type Waiting } from './group-state.ts';
import { startSession, stopSession } from './sessions.ts';
import { groupEntry } from './stored.ts';

const NOTHING = Object.freeze([]);

/** Starts a rebalance where none is under way; otherwise sees whether the one under way has everybody now. */
export function maybeRebalance(env: Env, group: ClassicGroup): void {
  switch (group.state) {
    case 'Empty':
    case 'Stable':
    case 'CompletingRebalance': return prepareRebalance(env, group);
    case 'PreparingRebalance': return maybeCompleteJoin(env, group);
    case 'Dead': return;
  }
}

function prepareRebalance(env: Env, group: ClassicGroup): void {
  if (group.state === 'CompletingRebalance') {
    for (const member of group.members) {
      member.assignment = NOTHING;
      refuseSync(env, group, member, 'REBALANCE_IN_PROGRESS');
    }
  }
  stopSyncTimer(env, group);
  const isFirst = group.state === 'Empty';
  group.previousState = group.state;
  group.state = 'PreparingRebalance';
  env.ctx.note('rebalance-started', { group: group.groupId, generation: group.generation }, [`group/${group.groupId}`]);
  if (isFirst) {
    // group.initial.rebalance.delay.ms, Kafka default 3 s: an empty group waits for more members before its first rebalance.
    const delayMs = Number(env.broker.config('group.initial.rebalance.delay.ms'));
    group.newMemberAdded = false;
    group.delayLeftMs = Math.max(rebalanceTimeoutMs(group) - delayMs, 0);
    group.joinTimer = env.ctx.schedule(delayMs * MILLISECOND, dataTimer({ kind: 'group', timer: { kind: 'initial-join', group: group.groupId } }));
  } else if (hasAllJoined(group)) completeJoin(env, group);
  else startJoinTimer(env, group);
}

function startJoinTimer(env: Env, group: ClassicGroup): void {
  const timer = dataTimer({ kind: 'group', timer: { kind: 'join', group: group.groupId } });
  group.joinTimer = env.ctx.schedule(rebalanceTimeoutMs(group) * MILLISECOND, timer);
}

/** The initial delay is over, unless somebody joined during it: then it starts again, within the rebalance time-out. */
export function initialDelayOver(env: Env, group: ClassicGroup): void {
  group.joinTimer = null;
  if (!group.newMemberAdded || group.delayLeftMs === 0) return completeJoin(env, group);
  const delayMs = Math.min(Number(env.broker.config('group.initial.rebalance.delay.ms')), group.delayLeftMs);
  group.newMemberAdded = false;
  group.delayLeftMs = Math.max(group.delayLeftMs - delayMs, 0);
  group.joinTimer = env.ctx.schedule(delayMs * MILLISECOND, dataTimer({ kind: 'group', timer: { kind: 'initial-join', group: group.groupId } }));
}

/** Completes the join phase where all are there; the initial delay of an empty group always runs out. */
export function maybeCompleteJoin(env: Env, group: ClassicGroup): void {
  if (group.state === 'PreparingRebalance' && group.previousState !== 'Empty' && hasAllJoined(group)) completeJoin(env, group);
}

/** The join phase ends: whoever has not joined is out, and the next generation begins. */
export function completeJoin(env: Env, group: ClassicGroup): void {
  if (group.joinTimer !== null) env.ctx.cancel(group.joinTimer);
  group.joinTimer = null;
  if (group.state === 'Dead') return;
  // Static members keep their place until their session ends (KIP-345).
  for (const member of group.members.filter((one) => one.awaitingJoin === null && one.instanceId === null)) {
    removeMember(env, group, member);
    noteLeft(env, group, member);
  }
  const leader = group.members.find((one) => one.memberId === group.leader);
  if (leader?.awaitingJoin == null && group.members.length > 0) {
    const joined = group.members.find((one) => one.awaitingJoin !== null);
    if (joined === undefined) return startJoinTimer(env, group);
    group.leader = joined.memberId;
  }
  group.generation += 1;
  if (group.members.length === 0) return becomeEmpty(env, group);
  group.protocolName = selectProtocol(group);
  group.state = 'CompletingRebalance';
  for (const member of group.members) {
    member.isSyncPending = true;
    answerJoin(env, group, member);
  }
  const timer = dataTimer({ kind: 'group', timer: { kind: 'sync', group: group.groupId, generation: group.generation } });
  group.syncTimer = env.ctx.schedule(rebalanceTimeoutMs(group) * MILLISECOND, timer);
}

function becomeEmpty(env: Env, group: ClassicGroup): void {
  group.protocolName = null;
  group.leader = null;
  group.state = 'Empty';
  group.emptySinceMs = env.ctx.wallClockMs;
  env.ctx.note('rebalance-finished', { group: group.groupId, generation: group.generation, members: 0 }, [`group/${group.groupId}`]);
  const entries = freeze([groupEntry(group, () => NOTHING, env.ctx.wallClockMs)]);
  writeEntries(env, freeze({ kind: 'group-stored', group: group.groupId, generation: group.generation, entries, reply: null, answer: null }));
}

/** Members that have not synced within the rebalance time-out are out (KIP-559). */
export function syncTimeOver(env: Env, group: ClassicGroup, generation: number): void {
  if (group.generation !== generation || (group.state !== 'CompletingRebalance' && group.state !== 'Stable')) return;
  group.syncTimer = null;
  const late = group.members.filter((one) => one.isSyncPending);
  for (const member of late) {
    removeMember(env, group, member);
    noteLeft(env, group, member);
  }
  if (late.length > 0) maybeRebalance(env, group);
}

export function stopSyncTimer(env: Env, group: ClassicGroup): void {
  if (group.syncTimer !== null) env.ctx.cancel(group.syncTimer);
  group.syncTimer = null;
}

/** Takes a member out; the first of the others leads where it led. */
export function removeMember(env: Env, group: ClassicGroup, member: Member): void {
  stopSession(env, member);
  if (member.awaitingJoin !== null) answerJoinError(env, member.awaitingJoin, member.memberId, 'UNKNOWN_MEMBER_ID');
  if (member.awaitingSync !== null) answerSync(env, group, member, 'UNKNOWN_MEMBER_ID');
  group.members = group.members.filter((one) => one !== member);
  if (group.leader === member.memberId) group.leader = group.members[0]?.memberId ?? null;
}

function noteLeft(env: Env, group: ClassicGroup, member: Member): void {
  env.ctx.note('member-left', { group: group.groupId, member: member.memberId, client: member.clientId }, [`group/${group.groupId}`, `member/${group.groupId}/${member.memberId}`]);
}

// --- answers --------------------------------------------------------------------------------------------------------

/** Tells a member of the generation; the leader is also told who is in it. */
export function answerJoin(env: Env, group: ClassicGroup, member: Member): void {
  if (member.awaitingJoin !== null) {
    const { to, correlationId } = member.awaitingJoin;
    respond(env.ctx, to, 'JoinGroup', correlationId, joinAnswer(group, member));
    member.awaitingJoin = null;
  }
  startSession(env, group, member);
}

export function joinAnswer(group: ClassicGroup, member: Member): JoinGroupResponse {
  const name = group.protocolName ?? '';
  const members = group.leader !== member.memberId ? NOTHING : group.members.map((one) => ({
    memberId: one.memberId, groupInstanceId: one.instanceId,
    metadata: one.protocols.find((protocol) => protocol.name === name)?.metadata ?? { topics: [], ownedPartitions: [], generationId: -1, rackId: null },
  }));
  return {
    errorCode: 'NONE', generationId: group.generation, protocolType: group.protocolType, protocolName: name,
    leader: group.leader ?? '', skipAssignment: false, memberId: member.memberId, members,
  };
}

export function answerJoinError(env: Env, waiting: Waiting, memberId: string, errorCode: ErrorCode): void {
  const body: JoinGroupResponse = { errorCode, generationId: -1, protocolType: null, protocolName: null, leader: '', skipAssignment: false, memberId, members: [] };
  respond(env.ctx, waiting.to, 'JoinGroup', waiting.correlationId, body);
}

function answerSync(env: Env, group: ClassicGroup, member: Member, errorCode: ErrorCode): void {
  if (member.awaitingSync === null) return;
  answerSyncTo(env, member.awaitingSync, group, errorCode === 'NONE' ? member.assignment : NOTHING, errorCode);
  member.awaitingSync = null;
}

export function answerSyncTo(env: Env, waiting: Waiting, group: ClassicGroup | null, assignment: Member['assignment'], errorCode: ErrorCode): void {
  const isOk = errorCode === 'NONE';
  const body = { errorCode, protocolType: isOk ? (group?.protocolType ?? null) : null, protocolName: isOk ? (group?.protocolName ?? null) : null, assignment };
  respond(env.ctx, waiting.to, 'SyncGroup', waiting.correlationId, body);
}

/** Who waited for its assignment is heard of again from now on: a session that ran out meanwhile was not counted (GroupMetadataManager.propagateAssignment). */
function refuseSync(env: Env, group: ClassicGroup, member: Member, errorCode: ErrorCode): void {
  if (member.awaitingSync === null) return;
  answerSync(env, group, member, errorCode);
  startSession(env, group, member);
}

/** Everybody who waits for this group gets an error: its coordinator moves. */
export function respondToWaiting(env: Env, group: ClassicGroup, errorCode: ErrorCode): void {
  for (const member of group.members) {
    if (member.awaitingJoin !== null) answerJoinError(env, member.awaitingJoin, member.memberId, errorCode);
    member.awaitingJoin = null;
    answerSync(env, group, member, errorCode);
  }
}

// --- storing an assignment ------------------------------------------------------------------------------------------

/** The leader's assignment goes into the log before anybody is told of it. */
export function storeAssignment(env: Env, group: ClassicGroup, request: SyncGroupRequest, from: NodeId, correlationId: number): void {
  const given = request.assignments;
  const entry = groupEntry(group, (member) => given.find((one) => one.memberId === member.memberId)?.assignment ?? NOTHING, env.ctx.wallClockMs);
  const work: CoordinatorWork = { kind: 'group-synced', group: group.groupId, generation: group.generation, entries: [entry], reply: { to: from, correlationId }, answer: null };
  writeEntries(env, freeze(work));
}

/** The group's record is replicated, or could not be. */
export function afterGroupStored(env: Env, work: CoordinatorWork, error: ErrorCode): void {
  const group = findClassic(env.plane.groups, work.group);
  if (work.kind !== 'group-synced' || group === null || group.state !== 'CompletingRebalance' || group.generation !== work.generation) return;
  if (error !== 'NONE') {
    for (const member of group.members) {
      member.assignment = NOTHING;
      refuseSync(env, group, member, error);
    }
    return maybeRebalance(env, group);
  }
  const stored: { data: { members: { memberId: string; assignment: Member['assignment'] }[] } } = JSON.parse(work.entries[0]?.value ?? '{"data":{"members":[]}}');
  group.state = 'Stable';
  env.ctx.note('rebalance-finished', { group: group.groupId, generation: group.generation, members: group.members.length }, [`group/${group.groupId}`]);
  for (const member of group.members) {
    member.assignment = freeze(stored.data.members.find((one) => one.memberId === member.memberId)?.assignment ?? []);
    if (member.awaitingSync === null) continue;
    answerSync(env, group, member, 'NONE');
    startSession(env, group, member);
  }
  if (group.members.every((one) => !one.isSyncPending)) stopSyncTimer(env, group);
}
