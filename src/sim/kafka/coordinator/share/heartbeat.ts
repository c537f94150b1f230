// ShareGroupHeartbeat and ShareGroupDescribe (KIP-932).
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { groupConfig } from '../../broker/group-config.ts';
import { type Env, respond } from '../../broker/plane.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { ShareGroupDescribeResponse, ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse } from '../../protocol-share.ts';
import { findGroup } from '../group-state.ts';
import type { Reply } from '../group-writes.ts';
import { writeChange } from '../held-answers.ts';
import { groupPartition } from '../partition-of.ts';
import { coordinatorError } from '../shards.ts';
import { addMember, initializeTopics, isAssignmentPending, isTargetOld, leaveShareGroup, subscribeMember, takeTarget, updateTarget } from './membership.ts';
import { startShareSession } from './sessions.ts';
import { findShareMember, isSamePartitions, newShareGroup, type ShareGroup, type ShareMember, shareGroupState } from './state.ts';
import { epochEntry } from './stored.ts';

interface Refusal {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

export function handleShareGroupHeartbeat(env: Env, request: Request<'ShareGroupHeartbeat'>, from: NodeId): void {
  const { body } = request;
  const error = coordinatorError(env, body.groupId);
  const refusal = error !== 'NONE' ? { errorCode: error, errorMessage: null } : (invalid(body) ?? refusedBy(env, body));
  if (refusal !== null) {
    respond(env.ctx, from, 'ShareGroupHeartbeat', request.correlationId, { ...refusal, memberId: body.memberId, memberEpoch: 0, heartbeatIntervalMs: 0, assignment: null });
    return;
  }
  const { groups } = env.plane.groups;
  const known = groups[`g:${body.groupId}`];
  const group = known?.kind === 'share' ? known : newShareGroup(body.groupId, groupPartition(env.broker, body.groupId));
  groups[`g:${body.groupId}`] = group;
  const reply = (answer: ShareGroupHeartbeatResponse): Reply => freeze({ to: from, correlationId: request.correlationId, answer: { kind: 'share-heartbeat', body: answer } });
  const member = findShareMember(group, body.memberId);
  if (body.memberEpoch === -1) {
    if (member === null) return;
    env.ctx.note('member-left', { group: group.groupId, member: member.memberId, client: member.clientId }, [`group/${group.groupId}`, `member/${group.groupId}/${member.memberId}`]);
    leaveShareGroup(env, group, member, reply(answerOf(env, group, member.memberId, -1, null)));
    return;
  }
  beat(env, group, request, from, reply);
}

/** A member joins or says that it is there. */
function beat(env: Env, group: ShareGroup, { body, clientId }: Request<'ShareGroupHeartbeat'>, from: NodeId, reply: (answer: ShareGroupHeartbeatResponse) => Reply): void {
  const joining = { memberId: body.memberId, rackId: body.rackId, clientId, from, topicNames: body.subscribedTopicNames ?? [] };
  const member = findShareMember(group, body.memberId) ?? addMember(env, group, joining);
  member.node = from;
  const isFull = body.subscribedTopicNames !== null;
  const subscribed = subscribeMember(group, member, body.subscribedTopicNames);
  const entries = [...subscribed];
  // Where a new assignment is due anyway, it will have them.
  const isSettled = group.epoch <= group.assignmentEpoch;
  if (subscribed.length > 0 || (isSettled && (isAssignmentPending(env, group) || isTargetOld(env, group)))) {
    group.epoch += 1;
    env.ctx.note('rebalance-started', { group: group.groupId, generation: group.epoch }, [`group/${group.groupId}`]);
    entries.push(epochEntry(group));
  }
  entries.push(...updateTarget(env, group));
  const before = member.assigned;
  const epoch = member.epoch;
  entries.push(...takeTarget(group, member));
  entries.push(...initializeTopics(env, group));
  startShareSession(env, group, member);
  const isNew = isFull || epoch === 0 || !isSamePartitions(before, member.assigned);
  writeChange(env, group, freeze(entries), reply(answerOf(env, group, member.memberId, member.epoch, isNew ? member : null)));
}

function answerOf(env: Env, group: ShareGroup, memberId: string, memberEpoch: number, told: ShareMember | null): ShareGroupHeartbeatResponse {
  const heartbeatIntervalMs = memberEpoch < 0 ? 0 : Number(groupConfig(env, group.groupId, 'share.heartbeat.interval.ms'));
  return { errorCode: 'NONE', errorMessage: null, memberId, memberEpoch, heartbeatIntervalMs, assignment: told === null ? null : told.assigned };
}

/** GroupCoordinatorService.throwIfShareGroupHeartbeatRequestIsInvalid. */
function invalid(body: ShareGroupHeartbeatRequest): Refusal | null {
  const refuse = (errorMessage: string): Refusal => ({ errorCode: 'INVALID_REQUEST', errorMessage });
  if (body.memberId === '') return refuse("MemberId can't be empty.");
  if (body.groupId === '') return refuse("GroupId can't be empty.");
  if (body.memberEpoch < -1) return refuse(`MemberEpoch is ${body.memberEpoch}, but must be greater than or equal to -1.`);
  if (body.memberEpoch === 0 && (body.subscribedTopicNames === null || body.subscribedTopicNames.length === 0)) return refuse('SubscribedTopicNames must be set in first request.');
  return null;
}

/** Why this member may not be in this group, null where it may. */
function refusedBy(env: Env, body: ShareGroupHeartbeatRequest): Refusal | null {
  const group = findGroup(env.plane.groups, body.groupId);
  if (group !== null && group.kind !== 'share') return { errorCode: 'GROUP_ID_NOT_FOUND', errorMessage: `Group ${body.groupId} is not a share group.` };
  if (group === null) return body.memberEpoch === 0 ? null : { errorCode: 'GROUP_ID_NOT_FOUND', errorMessage: `Share group ${body.groupId} not found.` };
  const member = findShareMember(group, body.memberId);
  if (member === null) {
    if (body.memberEpoch !== 0) return { errorCode: 'UNKNOWN_MEMBER_ID', errorMessage: `Member ${body.memberId} is not a member of group ${body.groupId}.` };
    const most = Number(env.broker.config('group.share.max.size'));
    return group.members.length >= most ? { errorCode: 'GROUP_MAX_SIZE_REACHED', errorMessage: `The share group has reached its maximum capacity of ${most} members.` } : null;
  }
  const isExpected = body.memberEpoch <= 0 || body.memberEpoch === member.epoch || body.memberEpoch === member.previousEpoch;
  if (isExpected) return null;
  const words = body.memberEpoch > member.epoch ? 'larger' : 'smaller';
  return { errorCode: 'FENCED_MEMBER_EPOCH', errorMessage: `The share group member has a ${words} member epoch (${body.memberEpoch}) than the one known by the group coordinator (${member.epoch}). The member must abandon all its partitions and rejoin.` };
}

// --- describe ---------------------------------------------------------------------------------------------------------

type Described = ShareGroupDescribeResponse['groups'][number];

export function handleShareGroupDescribe(env: Env, request: Request<'ShareGroupDescribe'>, from: NodeId): void {
  const groups = request.body.groupIds.map((groupId): Described => {
    const error = coordinatorError(env, groupId);
    if (error !== 'NONE') return undescribed(groupId, '', error, null);
    const group = findGroup(env.plane.groups, groupId);
    if (group === null) return undescribed(groupId, 'Dead', 'GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`);
    if (group.kind !== 'share') return undescribed(groupId, 'Dead', 'GROUP_ID_NOT_FOUND', `Group ${groupId} is not a share group.`);
    return describe(group);
  });
  respond(env.ctx, from, 'ShareGroupDescribe', request.correlationId, { groups });
}

function undescribed(groupId: string, groupState: string, errorCode: ErrorCode, errorMessage: string | null): Described {
  return { errorCode, errorMessage, groupId, groupState, groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] };
}

function describe(group: ShareGroup): Described {
  return {
    errorCode: 'NONE', errorMessage: null, groupId: group.groupId, groupState: shareGroupState(group), groupEpoch: group.epoch, assignmentEpoch: group.assignmentEpoch, assignorName: 'simple',
    members: group.members.map(({ memberId, rackId, epoch, clientId, clientHost, topicNames, assigned }) => ({ memberId, rackId, memberEpoch: epoch, clientId, clientHost, subscribedTopicNames: topicNames, assignment: assigned })),
  };
}
