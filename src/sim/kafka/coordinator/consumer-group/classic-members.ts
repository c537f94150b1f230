// Members of the classic protocol in a consumer group (KIP-848, online migration): JoinGroup, SyncGroup, Heartbeat and LeaveGroup against epochs.
//
//   The coordinator assigns for them, too. A heartbeat tells them REBALANCE_IN_PROGRESS while they are behind; JoinGroup says
//   what they still own and brings them one step nearer to their target, SyncGroup tells what they have now.
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond, type StoredEntry } from '../../broker/plane.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { JoinGroupRequest, JoinGroupResponse, LeaveGroupResponse, SyncGroupResponse } from '../../protocol-groups.ts';
import { randomUuid } from '../../uuid.ts';
import { writeChange } from '../held-answers.ts';
import { updateEpoch, updateTarget } from './epochs.ts';
import { fenceMember, subjectsOf } from './fence.ts';
import { startConsumerSession, startRebalanceTimer, stopRebalanceTimer } from './lifetime.ts';
import { CLIENT_HOST, replaceStatic, subscribe, takeIn } from './members.ts';
import { isTaken } from './partitions.ts';
import { type ConsumerGroup, type ConsumerMember, findConsumerMember } from './state.ts';
import { step } from './step.ts';

export function joinConsumerGroup(env: Env, group: ConsumerGroup, request: Request<'JoinGroup'>, from: NodeId): void {
  const { body } = request;
  const refuse = (errorCode: ErrorCode, memberId = body.memberId): void => respond(env.ctx, from, 'JoinGroup', request.correlationId, { errorCode, generationId: -1, protocolType: null, protocolName: null, leader: '', skipAssignment: false, memberId, members: [] });
  const [first] = body.protocols;
  if (body.protocolType !== 'consumer' || first === undefined) return refuse('INCONSISTENT_GROUP_PROTOCOL');
  if (!['downgrade', 'upgrade', 'bidirectional'].includes(env.broker.config('group.consumer.migration.policy').toLowerCase())) return refuse('GROUP_ID_NOT_FOUND');
  if (body.memberId === '' && body.groupInstanceId === null) return refuse('MEMBER_ID_REQUIRED', randomUuid(env.ctx));
  const records: StoredEntry[] = [];
  const member = joining(env, group, body, records);
  if (member === null) return refuse('FENCED_INSTANCE_ID');
  if (member.epoch === 0) env.ctx.note('member-joined', { group: group.groupId, member: member.memberId, client: request.clientId }, subjectsOf(group, member));
  member.node = from;
  const { metadata } = first;
  const changed = subscribe(group, member, freeze({
    ...member.subscription, instanceId: body.groupInstanceId, rackId: metadata.rackId, clientId: request.clientId, clientHost: CLIENT_HOST, topicNames: [...new Set(metadata.topics)].sort(),
    rebalanceTimeoutMs: body.rebalanceTimeoutMs, classic: { sessionTimeoutMs: body.sessionTimeoutMs, protocols: body.protocols },
  }), records);
  updateEpoch(env, group, changed.names, records);
  updateTarget(env, group, records);
  step(env, group, member, ownedRows(env, body), changed.names, records);
  startConsumerSession(env, group, member);
  // It has its rebalance time-out to ask for its assignment.
  startRebalanceTimer(env, group, member);
  const answer: JoinGroupResponse = freeze({ errorCode: 'NONE', generationId: member.epoch, protocolType: 'consumer', protocolName: first.name, leader: '', skipAssignment: false, memberId: member.memberId, members: [] });
  writeChange(env, group, records, { to: from, correlationId: request.correlationId, answer: { kind: 'classic-join', body: answer } });
}

/** The member that joins: known, new, or a static one in its place again; null where another holds its instance id. */
function joining(env: Env, group: ConsumerGroup, body: JoinGroupRequest, records: StoredEntry[]): ConsumerMember | null {
  const memberId = body.memberId === '' ? randomUuid(env.ctx) : body.memberId;
  const holder = body.groupInstanceId === null ? null : (group.members.find((one) => one.subscription.instanceId === body.groupInstanceId) ?? null);
  if (holder !== null && body.memberId === '') return replaceStatic(group, holder, memberId, records);
  if (holder !== null && holder.memberId !== memberId) return null;
  return holder ?? findConsumerMember(group, memberId) ?? takeIn(group, memberId);
}

function ownedRows(env: Env, body: JoinGroupRequest): { topicId: string; partitions: number[] }[] {
  const rows: { topicId: string; partitions: number[] }[] = [];
  for (const { topic, partition } of body.protocols[0]?.metadata.ownedPartitions ?? []) {
    const topicId = env.broker.image.topics[topic]?.topicId;
    if (topicId === undefined) continue;
    const row = rows.find((one) => one.topicId === topicId);
    if (row === undefined) rows.push({ topicId, partitions: [partition] });
    else row.partitions.push(partition);
  }
  return rows;
}

/** The member that speaks, or why it may not. */
function speaker(group: ConsumerGroup, memberId: string, instanceId: string | null, generation: number): ConsumerMember | ErrorCode {
  const member = instanceId === null ? findConsumerMember(group, memberId) : (group.members.find((one) => one.subscription.instanceId === instanceId) ?? null);
  if (member === null) return 'UNKNOWN_MEMBER_ID';
  if (member.memberId !== memberId) return 'FENCED_INSTANCE_ID';
  if (member.subscription.classic === null) return 'UNKNOWN_MEMBER_ID';
  return member.epoch === generation ? member : 'ILLEGAL_GENERATION';
}

export function syncConsumerGroup(env: Env, group: ConsumerGroup, request: Request<'SyncGroup'>, from: NodeId): void {
  const { body } = request;
  const member = speaker(group, body.memberId, body.groupInstanceId, body.generationId);
  const refuse = (errorCode: ErrorCode): void => respond(env.ctx, from, 'SyncGroup', request.correlationId, { errorCode, protocolType: null, protocolName: null, assignment: [] });
  if (typeof member === 'string') return refuse(member);
  if (group.epoch > member.epoch && member.state !== 'UNREVOKED_PARTITIONS') return refuse('REBALANCE_IN_PROGRESS');
  stopRebalanceTimer(env, member);
  startConsumerSession(env, group, member);
  const { topicNames } = env.broker.image;
  const assignment = Object.entries(member.assigned).flatMap(([topicId, partitions]) => (topicNames[topicId] === undefined ? [] : partitions.map((partition) => ({ topic: topicNames[topicId] ?? '', partition }))));
  const answer: SyncGroupResponse = freeze({ errorCode: 'NONE', protocolType: body.protocolType, protocolName: body.protocolName, assignment });
  writeChange(env, group, [], { to: from, correlationId: request.correlationId, answer: { kind: 'classic-sync', body: answer } });
}

/** REBALANCE_IN_PROGRESS where the member is behind, has to give something up, or can have what it waited for. */
export function beatInConsumerGroup(env: Env, group: ConsumerGroup, { body }: Request<'Heartbeat'>, from: NodeId): ErrorCode {
  const member = speaker(group, body.memberId, body.groupInstanceId, body.generationId);
  if (typeof member === 'string') return member;
  member.node = from;
  startConsumerSession(env, group, member);
  const isBehind = member.epoch < group.epoch || member.state === 'UNREVOKED_PARTITIONS' || (member.state === 'UNRELEASED_PARTITIONS' && canHaveMore(group, member));
  if (!isBehind) return 'NONE';
  if (member.rebalance === null) startRebalanceTimer(env, group, member);
  return 'REBALANCE_IN_PROGRESS';
}

function canHaveMore(group: ConsumerGroup, member: ConsumerMember): boolean {
  return Object.entries(group.target[member.memberId] ?? {}).every(([topicId, partitions]) => partitions.every((partition) => member.assigned[topicId]?.includes(partition) === true || !isTaken(group, topicId, partition)));
}

/** Members leave, by their id or by their instance id. */
export function leaveConsumerGroupByName(env: Env, group: ConsumerGroup, request: Request<'LeaveGroup'>, from: NodeId): void {
  const members: LeaveGroupResponse['members'] = request.body.members.map(({ memberId, groupInstanceId }) => {
    const member = groupInstanceId !== null && memberId === '' ? (group.members.find((one) => one.subscription.instanceId === groupInstanceId) ?? null) : findConsumerMember(group, memberId);
    if (member === null) return { memberId, groupInstanceId, errorCode: 'UNKNOWN_MEMBER_ID' };
    env.ctx.note('member-left', { group: group.groupId, member: member.memberId, client: member.subscription.clientId }, subjectsOf(group, member));
    writeChange(env, group, fenceMember(env, group, member), null);
    return { memberId, groupInstanceId, errorCode: 'NONE' };
  });
  respond(env.ctx, from, 'LeaveGroup', request.correlationId, { errorCode: 'NONE', members });
}
