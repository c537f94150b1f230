// Whether a ConsumerGroupHeartbeat makes sense, before any group is looked at.
import type { Env } from '../../broker/plane.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { ConsumerGroupHeartbeatRequest, TopicPartitions } from '../../protocol-consumer-groups.ts';
import { ASSIGNORS } from './epochs.ts';
import { owns } from './partitions.ts';
import { compileRegex } from './regex.ts';
import type { ConsumerMember } from './state.ts';

/** The member epochs that mean more than an epoch. */
export const LEAVE = -1;
export const LEAVE_FOR_A_WHILE = -2;

/** What the coordinator refuses with, and its own words. */
export interface Refusal {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
}

export function refusal(errorCode: ErrorCode, errorMessage: string): Refusal {
  return { errorCode, errorMessage };
}

/** GroupCoordinatorService.throwIfConsumerGroupHeartbeatRequestIsInvalid; null where the request is good. */
export function requestProblem(env: Env, body: ConsumerGroupHeartbeatRequest): Refusal | null {
  const bad = (message: string): Refusal => refusal('INVALID_REQUEST', message);
  if (body.memberId === '') return bad("MemberId can't be empty.");
  if (body.groupId === '') return bad("GroupId can't be empty.");
  if (body.instanceId === '') return bad("InstanceId can't be empty.");
  if (body.rackId === '') return bad("RackId can't be empty.");
  if (body.memberEpoch === LEAVE_FOR_A_WHILE && body.instanceId === null) return bad("InstanceId can't be null.");
  if (body.memberEpoch < LEAVE_FOR_A_WHILE) return bad(`MemberEpoch is ${body.memberEpoch}, but must be greater than or equal to -2.`);
  if (body.memberEpoch === 0) {
    if (body.rebalanceTimeoutMs === -1) return bad('RebalanceTimeoutMs must be provided in first request.');
    if (body.topicPartitions === null || body.topicPartitions.length > 0) return bad('TopicPartitions must be empty when (re-)joining.');
    if (body.subscribedTopicNames === null && body.subscribedTopicRegex === null) return bad('Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.');
  }
  return assignorProblem(env, body.serverAssignor) ?? regexProblem(body.subscribedTopicRegex);
}

function assignorProblem(env: Env, name: string | null): Refusal | null {
  const known = env.broker.config('group.consumer.assignors').split(',').map((one) => one.trim()).filter((one) => ASSIGNORS[one] !== undefined);
  if (name === null || known.includes(name)) return null;
  return refusal('UNSUPPORTED_ASSIGNOR', `ServerAssignor ${name} is not supported. Supported assignors: ${known.join(', ')}.`);
}

function regexProblem(regex: string | null): Refusal | null {
  if (regex === null || regex === '' || compileRegex(regex) !== null) return null;
  return refusal('INVALID_REGULAR_EXPRESSION', `SubscribedTopicRegex \`${regex}\` is not a valid regular expression: invalid or unsupported expression.`);
}

/** Whether a member speaks with the epoch that it should have. The one before counts, too: the answer with the new one may have been lost. */
export function epochProblem(member: ConsumerMember, received: number, owned: readonly TopicPartitions[] | null): Refusal | null {
  // A member that joins (again) has given everything up.
  if (received === 0 || received === member.epoch) return null;
  const isGreater = received > member.epoch;
  if (!isGreater && received === member.previousEpoch && owns(owned, member.assigned)) return null;
  return refusal(
    'FENCED_MEMBER_EPOCH',
    `The consumer group member has a ${isGreater ? 'greater' : 'smaller'} member epoch (${received}) than the one known by the group coordinator (${member.epoch}). The member must abandon all its partitions and rejoin.`,
  );
}
