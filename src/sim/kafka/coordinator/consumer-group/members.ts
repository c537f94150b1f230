// Who speaks in a ConsumerGroupHeartbeat: a member that is known, a new one, or a static one that takes its own place again (KIP-345).
import { freeze } from '../../../kernel/freeze.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { ConsumerGroupHeartbeatRequest } from '../../protocol-consumer-groups.ts';
import { epochProblem, LEAVE_FOR_A_WHILE, type Refusal, refusal } from './requests.ts';
import { type ConsumerGroup, type ConsumerMember, findConsumerMember, type MemberSubscription, newConsumerMember, NOTHING } from './state.ts';
import { currentEntry, memberEntry, memberTombstones, targetEntry } from './stored.ts';

export type Speaker = { readonly kind: 'ok'; readonly member: ConsumerMember; readonly isNew: boolean } | { readonly kind: 'refused'; readonly refusal: Refusal };

const refused = (what: Refusal): Speaker => ({ kind: 'refused', refusal: what });

/** Everybody is on this machine. */
export const CLIENT_HOST = '/127.0.0.1';
const UNKNOWN: MemberSubscription = freeze({ instanceId: null, rackId: null, clientId: '', clientHost: '', topicNames: [], topicRegex: null, serverAssignor: null, rebalanceTimeoutMs: -1, classic: null });

/** Finds or takes in the member. A new one is in `group.members` from here on; records of a replaced one go into `records`. */
export function speakerOf(group: ConsumerGroup, body: ConsumerGroupHeartbeatRequest, maxSize: number, records: StoredEntry[]): Speaker {
  const known = findConsumerMember(group, body.memberId);
  if (known === null && group.members.length >= maxSize) return refused(refusal('GROUP_MAX_SIZE_REACHED', `The consumer group has reached its maximum capacity of ${maxSize} members.`));
  return body.instanceId === null ? dynamicSpeaker(group, body, known) : staticSpeaker(group, body, body.instanceId, records);
}

function dynamicSpeaker(group: ConsumerGroup, body: ConsumerGroupHeartbeatRequest, known: ConsumerMember | null): Speaker {
  if (known === null && body.memberEpoch !== 0) return refused(refusal('UNKNOWN_MEMBER_ID', `Member ${body.memberId} is not a member of group ${group.groupId}.`));
  if (known === null) return { kind: 'ok', member: takeIn(group, body.memberId), isNew: true };
  const problem = epochProblem(known, body.memberEpoch, body.topicPartitions);
  return problem === null ? { kind: 'ok', member: known, isNew: false } : refused(problem);
}

function staticSpeaker(group: ConsumerGroup, body: ConsumerGroupHeartbeatRequest, instanceId: string, records: StoredEntry[]): Speaker {
  const holder = group.members.find((one) => one.subscription.instanceId === instanceId) ?? null;
  if (body.memberEpoch === 0) {
    if (holder === null) return { kind: 'ok', member: takeIn(group, body.memberId), isNew: true };
    if (holder.epoch !== LEAVE_FOR_A_WHILE && holder.subscription.classic === null) {
      return refused(refusal('UNRELEASED_INSTANCE_ID', `Static member ${body.memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${holder.memberId} member.`));
    }
    return { kind: 'ok', member: replaceStatic(group, holder, body.memberId, records), isNew: false };
  }
  const problem = staticProblem(holder, body.memberId, instanceId);
  if (problem !== null || holder === null) return refused(problem ?? refusal('UNKNOWN_MEMBER_ID', `Instance id ${instanceId} is unknown.`));
  const late = epochProblem(holder, body.memberEpoch, body.topicPartitions);
  return late === null ? { kind: 'ok', member: holder, isNew: false } : refused(late);
}

/** Whether this member may speak for the instance id. */
export function staticProblem(holder: ConsumerMember | null, memberId: string, instanceId: string): Refusal | null {
  if (holder === null) return refusal('UNKNOWN_MEMBER_ID', `Instance id ${instanceId} is unknown.`);
  if (holder.memberId === memberId) return null;
  return refusal('FENCED_INSTANCE_ID', `Static member ${memberId} with instance id ${instanceId} was fenced by member ${holder.memberId}.`);
}

export function takeIn(group: ConsumerGroup, memberId: string): ConsumerMember {
  const member = newConsumerMember(memberId, UNKNOWN);
  group.members.push(member);
  return member;
}

/** The static member is back under a new id: it gets the place, the target and the partitions of the one before. */
export function replaceStatic(group: ConsumerGroup, before: ConsumerMember, memberId: string, records: StoredEntry[]): ConsumerMember {
  const member: ConsumerMember = { ...before, memberId, epoch: 0, previousEpoch: 0 };
  group.members.splice(group.members.indexOf(before), 1, member);
  const { [before.memberId]: target = NOTHING, ...rest } = group.target;
  group.target = { ...rest, [memberId]: target };
  records.push(...memberTombstones(group.groupId, before.memberId), memberEntry(group.groupId, memberId, member.subscription), targetEntry(group.groupId, memberId, target), currentEntry(group.groupId, member));
  return member;
}

/** Takes what the member says of itself; null and -1 are as before. Tells whether its topics changed, and whether its expression did. */
export function updateSubscription(group: ConsumerGroup, member: ConsumerMember, body: ConsumerGroupHeartbeatRequest, clientId: string, records: StoredEntry[]): { readonly names: boolean; readonly regex: boolean } {
  const before = member.subscription;
  const after: MemberSubscription = freeze({
    instanceId: body.instanceId ?? before.instanceId,
    rackId: body.rackId ?? before.rackId,
    clientId,
    clientHost: CLIENT_HOST,
    topicNames: body.subscribedTopicNames === null ? before.topicNames : [...new Set(body.subscribedTopicNames)].sort(),
    topicRegex: body.subscribedTopicRegex ?? before.topicRegex,
    serverAssignor: body.serverAssignor ?? before.serverAssignor,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs === -1 ? before.rebalanceTimeoutMs : body.rebalanceTimeoutMs,
    classic: null,
  });
  return subscribe(group, member, after, records);
}

/** The member wants this from now on. Tells whether its topics changed, and whether its expression did. */
export function subscribe(group: ConsumerGroup, member: ConsumerMember, after: MemberSubscription, records: StoredEntry[]): { readonly names: boolean; readonly regex: boolean } {
  const before = member.subscription;
  if (JSON.stringify(after) === JSON.stringify(before)) return { names: false, regex: false };
  member.subscription = after;
  records.push(memberEntry(group.groupId, member.memberId, after));
  return { names: after.topicNames.join() !== before.topicNames.join(), regex: (after.topicRegex ?? '') !== (before.topicRegex ?? '') };
}
