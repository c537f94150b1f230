// ConsumerGroupHeartbeat (KIP-848): joining, leaving, and coming to one's target assignment.
//
//   1. The member comes, or says something new of itself: the group's epoch grows.
//   2. The target assignment is older than the group's epoch: a new one is made, at most every second.
//   3. The member comes one step nearer to its target (reconcile.ts).
import type { NodeId } from '../../../kernel/types.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { type Env, respond, type StoredEntry } from '../../broker/plane.ts';
import type { Request } from '../../protocol.ts';
import type { ConsumerGroupHeartbeatResponse } from '../../protocol-consumer-groups.ts';
import { findGroup } from '../group-state.ts';
import { writeChange } from '../held-answers.ts';
import { coordinatorError } from '../shards.ts';
import { groupFor } from './conversion.ts';
import { updateEpoch, updateTarget } from './epochs.ts';
import { fenceMember, subjectsOf } from './fence.ts';
import { groupSetting, startConsumerSession, startRebalanceTimer, stopRebalanceTimer } from './lifetime.ts';
import { speakerOf, staticProblem, updateSubscription } from './members.ts';
import { sameAssignment } from './partitions.ts';
import { refreshRegexes } from './regex.ts';
import { LEAVE, LEAVE_FOR_A_WHILE, type Refusal, refusal, requestProblem } from './requests.ts';
import { type ConsumerGroup, type ConsumerMember, findConsumerMember, NOTHING } from './state.ts';
import { step } from './step.ts';
import { currentEntry, listed } from './stored.ts';

type Heartbeat = Request<'ConsumerGroupHeartbeat'>;

export function handleConsumerGroupHeartbeat(env: Env, request: Heartbeat, from: NodeId): void {
  const { body } = request;
  const unavailable = coordinatorError(env, body.groupId);
  const problem = requestProblem(env, body) ?? (unavailable === 'NONE' ? null : { errorCode: unavailable, errorMessage: null });
  const refuse = (what: { readonly errorCode: Refusal['errorCode']; readonly errorMessage: string | null }): void =>
    respond(env.ctx, from, 'ConsumerGroupHeartbeat', request.correlationId, { ...what, memberId: null, memberEpoch: 0, heartbeatIntervalMs: 0, assignment: null });
  if (problem !== null) return refuse(problem);
  const refused = body.memberEpoch === LEAVE || body.memberEpoch === LEAVE_FOR_A_WHILE ? leave(env, request, from) : beat(env, request, from);
  if (refused !== null) refuse(refused);
}

/** A heartbeat that joins or goes on. Returns why it is refused, or null where it was answered or will be. */
function beat(env: Env, request: Heartbeat, from: NodeId): Refusal | null {
  const { body } = request;
  const records: StoredEntry[] = [];
  const group = groupFor(env, body, records);
  if ('errorCode' in group) return group;
  const speaker = speakerOf(group, body, Number(env.broker.config('group.consumer.max.size')), records);
  if (speaker.kind === 'refused') return speaker.refusal;
  const { member } = speaker;
  const before = { assigned: member.assigned, epoch: member.epoch };
  member.node = from;
  const changed = updateSubscription(group, member, body, request.clientId, records);
  if (speaker.isNew) env.ctx.note('member-joined', { group: group.groupId, member: member.memberId, client: request.clientId }, subjectsOf(group, member));
  refreshRegexes(env, group, changed.regex, records);
  const { topicRegex } = member.subscription;
  const isResolved = changed.regex && (topicRegex === null || topicRegex === '' || group.regexes[topicRegex] !== undefined);
  updateEpoch(env, group, changed.names || isResolved, records);
  updateTarget(env, group, records);
  if (step(env, group, member, body.topicPartitions, changed.names || changed.regex, records)) rebalanceTimer(env, group, member);
  startConsumerSession(env, group, member);
  const isFull = body.memberEpoch === 0 || (body.rebalanceTimeoutMs !== -1 && (body.subscribedTopicNames !== null || body.subscribedTopicRegex !== null) && body.topicPartitions !== null);
  const isTold = isFull || !sameAssignment(before.assigned, member.assigned);
  writeChange(env, group, records, { to: from, correlationId: request.correlationId, answer: { kind: 'consumer-heartbeat', body: answer(env, group, member, isTold) } });
  return null;
}

/** Whoever has partitions to give up has its rebalance time-out for that. */
function rebalanceTimer(env: Env, group: ConsumerGroup, member: ConsumerMember): void {
  if (member.state === 'UNREVOKED_PARTITIONS') startRebalanceTimer(env, group, member);
  else stopRebalanceTimer(env, member);
}

function answer(env: Env, group: ConsumerGroup, member: ConsumerMember, isTold: boolean): ConsumerGroupHeartbeatResponse {
  return freeze({
    errorCode: 'NONE', errorMessage: null, memberId: member.memberId, memberEpoch: member.epoch, heartbeatIntervalMs: groupSetting(env, group.groupId, 'heartbeat.interval.ms'),
    assignment: isTold ? { topicPartitions: listed(member.assigned) } : null,
  });
}

/** A member leaves: for good, or as a static one for a while, during which its partitions stay its own. */
function leave(env: Env, request: Heartbeat, from: NodeId): Refusal | null {
  const { body } = request;
  const group = findGroup(env.plane.groups, body.groupId);
  if (group?.kind !== 'consumer') return refusal('GROUP_ID_NOT_FOUND', `Consumer group ${body.groupId} not found.`);
  const member = body.instanceId === null ? findConsumerMember(group, body.memberId) : (group.members.find((one) => one.subscription.instanceId === body.instanceId) ?? null);
  const problem = body.instanceId === null ? null : staticProblem(member, body.memberId, body.instanceId);
  if (problem !== null) return problem;
  if (member === null) return refusal('UNKNOWN_MEMBER_ID', `Member ${body.memberId} is not a member of group ${group.groupId}.`);
  const response: ConsumerGroupHeartbeatResponse = freeze({ errorCode: 'NONE', errorMessage: null, memberId: member.memberId, memberEpoch: body.memberEpoch, heartbeatIntervalMs: 0, assignment: null });
  const reply = { to: from, correlationId: request.correlationId, answer: { kind: 'consumer-heartbeat' as const, body: response } };
  env.ctx.note('member-left', { group: group.groupId, member: member.memberId, client: member.subscription.clientId }, subjectsOf(group, member));
  if (body.memberEpoch === LEAVE) {
    writeChange(env, group, fenceMember(env, group, member), reply);
    return null;
  }
  // Its session goes on: within it the member is expected back (KIP-345).
  member.epoch = LEAVE_FOR_A_WHILE;
  member.pendingRevocation = NOTHING;
  writeChange(env, group, [currentEntry(group.groupId, member)], reply);
  return null;
}
