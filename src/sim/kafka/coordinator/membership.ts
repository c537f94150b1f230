// SyncGroup, Heartbeat and LeaveGroup of the classic protocol.
import type { NodeId } from '../../kernel/types.ts';
import { type Env, respond } from '../broker/plane.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { LeaveGroupResponse } from '../protocol-groups.ts';
import { beatInConsumerGroup, leaveConsumerGroupByName, syncConsumerGroup } from './consumer-group/classic-members.ts';
import { type ClassicGroup, findClassic, findGroup, findMember, type Member } from './group-state.ts';
import { memberError } from './join.ts';
import { coordinatorError } from './shards.ts';
import { answerSyncTo, maybeCompleteJoin, maybeRebalance, removeMember, stopSyncTimer, storeAssignment } from './rebalance.ts';
import { startSession } from './sessions.ts';

/** A member asks for its assignment; the leader brings everybody's. */
export function handleSyncGroup(env: Env, request: Request<'SyncGroup'>, from: NodeId): void {
  const { body } = request;
  const waiting = { to: from, correlationId: request.correlationId };
  const group = findClassic(env.plane.groups, body.groupId);
  const error = coordinatorError(env, body.groupId);
  const fail = (code: ErrorCode): void => answerSyncTo(env, waiting, group, [], code);
  // A rebalance that was under way is lost: the member joins again.
  if (error !== 'NONE') return fail(error === 'COORDINATOR_LOAD_IN_PROGRESS' ? 'REBALANCE_IN_PROGRESS' : error);
  const other = findGroup(env.plane.groups, body.groupId);
  if (other?.kind === 'consumer') return syncConsumerGroup(env, other, request, from);
  if (group === null) return fail('UNKNOWN_MEMBER_ID');
  const problem = generationError(group, body.memberId, body.groupInstanceId, body.generationId);
  if (problem !== 'NONE') return fail(problem);
  if (isOther(body.protocolType, group.protocolType) || isOther(body.protocolName, group.protocolName)) return fail('INCONSISTENT_GROUP_PROTOCOL');
  const member = findMember(group, body.memberId);
  if (member === null) return fail('UNKNOWN_MEMBER_ID');
  member.isSyncPending = false;
  switch (group.state) {
    case 'Empty':
    case 'Dead': return fail('UNKNOWN_MEMBER_ID');
    case 'PreparingRebalance': return fail('REBALANCE_IN_PROGRESS');
    case 'CompletingRebalance':
      member.awaitingSync = waiting;
      if (group.leader === member.memberId) storeAssignment(env, group, body, from, request.correlationId);
      return;
    case 'Stable':
      if (group.members.every((one) => !one.isSyncPending)) stopSyncTimer(env, group);
      startSession(env, group, member);
      return answerSyncTo(env, waiting, group, member.assignment, 'NONE');
  }
}

/** What a member says of the group's protocol, where it says it. */
const isOther = (said: string | null, of: string | null): boolean => said !== null && said !== of;

/** Whether a member may speak in this generation. */
export function generationError(group: ClassicGroup, memberId: string, instanceId: string | null, generation: number): ErrorCode {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = memberError(group, memberId, instanceId);
  if (error !== 'NONE') return error;
  return generation === group.generation ? 'NONE' : 'ILLEGAL_GENERATION';
}

export function handleHeartbeat(env: Env, request: Request<'Heartbeat'>, from: NodeId): void {
  respond(env.ctx, from, 'Heartbeat', request.correlationId, { errorCode: heartbeat(env, request, from) });
}

function heartbeat(env: Env, request: Request<'Heartbeat'>, from: NodeId): ErrorCode {
  const { body } = request;
  const error = coordinatorError(env, body.groupId);
  // While the shard is loading the member is told that all is well, and it is asked again later (KafkaApis, since 0.9).
  if (error !== 'NONE') return error === 'COORDINATOR_LOAD_IN_PROGRESS' ? 'NONE' : error;
  const other = findGroup(env.plane.groups, body.groupId);
  if (other?.kind === 'consumer') return beatInConsumerGroup(env, other, request, from);
  const group = findClassic(env.plane.groups, body.groupId);
  if (group === null) return 'UNKNOWN_MEMBER_ID';
  const problem = generationError(group, body.memberId, body.groupInstanceId, body.generationId);
  if (problem !== 'NONE') return problem;
  const member = findMember(group, body.memberId);
  if (member === null || group.state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  member.node = from;
  startSession(env, group, member);
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** Members leave: by their own id, or static ones by their instance id. */
export function handleLeaveGroup(env: Env, request: Request<'LeaveGroup'>, from: NodeId): void {
  const { body, correlationId } = request;
  const error = coordinatorError(env, body.groupId);
  const other = findGroup(env.plane.groups, body.groupId);
  if (error === 'NONE' && other?.kind === 'consumer') return leaveConsumerGroupByName(env, other, request, from);
  const group = findClassic(env.plane.groups, body.groupId);
  if (error !== 'NONE' || group === null || group.state === 'Dead') {
    const errorCode = error !== 'NONE' ? error : group === null ? 'UNKNOWN_MEMBER_ID' : 'COORDINATOR_NOT_AVAILABLE';
    return respond(env.ctx, from, 'LeaveGroup', correlationId, { errorCode, members: [] });
  }
  const members: LeaveGroupResponse['members'] = body.members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId, errorCode: leave(env, group, memberId, groupInstanceId) }));
  respond(env.ctx, from, 'LeaveGroup', correlationId, { errorCode: 'NONE', members });
  if (members.some((one) => one.errorCode === 'NONE')) maybeRebalanceAfterLeave(env, group);
}

function leave(env: Env, group: ClassicGroup, memberId: string, instanceId: string | null): ErrorCode {
  const pending = group.pending.find((one) => one.memberId === memberId);
  if (pending !== undefined) {
    env.ctx.cancel(pending.timer);
    group.pending = group.pending.filter((one) => one !== pending);
    return 'NONE';
  }
  const member = instanceId !== null && memberId === '' ? (group.members.find((one) => one.instanceId === instanceId) ?? null) : findMember(group, memberId);
  if (member === null) return 'UNKNOWN_MEMBER_ID';
  if (instanceId !== null && member.instanceId !== instanceId) return 'FENCED_INSTANCE_ID';
  removeMember(env, group, member);
  env.ctx.note('member-left', { group: group.groupId, member: member.memberId, client: member.clientId }, subjectsOf(group, member));
  return 'NONE';
}

function maybeRebalanceAfterLeave(env: Env, group: ClassicGroup): void {
  if (group.state === 'Stable' || group.state === 'CompletingRebalance') maybeRebalance(env, group);
  else maybeCompleteJoin(env, group);
}

function subjectsOf(group: ClassicGroup, member: Member): string[] {
  return [`group/${group.groupId}`, `member/${group.groupId}/${member.memberId}`];
}

/** A member was not heard of for its session time-out. Whoever waits for an answer of this coordinator is not silent. */
export function sessionExpired(env: Env, group: ClassicGroup, memberId: string): void {
  const member = findMember(group, memberId);
  if (member === null) return;
  member.session = null;
  if (member.awaitingJoin !== null || member.awaitingSync !== null) return;
  const reason = member.node === '' ? -1 : env.ctx.silence(member.node);
  const params = { group: group.groupId, member: memberId, client: member.clientId, forMs: member.sessionTimeoutMs };
  env.ctx.note('member-expired', params, subjectsOf(group, member), reason < 0 ? undefined : reason);
  removeMember(env, group, member);
  maybeRebalanceAfterLeave(env, group);
}
