// A member of a consumer group is out: it left, its session ran out, or it took too long to give partitions up.
import type { Env, StoredEntry } from '../../broker/plane.ts';
import { findGroup } from '../group-state.ts';
import { writeChange } from '../held-answers.ts';
import { downgrade } from './downgrade.ts';
import { updateEpoch } from './epochs.ts';
import { groupSetting, stopMemberTimers } from './lifetime.ts';
import { refreshRegexes, resolveRegexes } from './regex.ts';
import { type ConsumerGroup, type ConsumerGroupTimer, type ConsumerMember, findConsumerMember } from './state.ts';
import { memberTombstones } from './stored.ts';

/** Takes the member out: its partitions are free, and the group's epoch grows. Returns the records. */
export function fenceMember(env: Env, group: ConsumerGroup, member: ConsumerMember): StoredEntry[] {
  const records = takeOut(env, group, member);
  const classic = member.subscription.classic === null ? downgrade(env, group) : null;
  if (classic !== null) return [...records, ...classic];
  refreshRegexes(env, group, false, records);
  updateEpoch(env, group, true, records);
  return records;
}

/** Takes the member out without more. */
export function takeOut(env: Env, group: ConsumerGroup, member: ConsumerMember): StoredEntry[] {
  stopMemberTimers(env, member);
  group.members = group.members.filter((one) => one !== member);
  const { [member.memberId]: _gone, ...rest } = group.target;
  group.target = rest;
  return memberTombstones(group.groupId, member.memberId);
}

/** A timer of a consumer group is due. */
export function consumerTimer(env: Env, timer: ConsumerGroupTimer): void {
  const group = findGroup(env.plane.groups, timer.group);
  if (group === null || group.kind !== 'consumer') return;
  if (timer.kind === 'consumer-regex') return resolveRegexes(env, group);
  const member = findConsumerMember(group, timer.member);
  if (member === null) return;
  if (timer.kind === 'consumer-session') sessionOver(env, group, member);
  else rebalanceTimeOver(env, group, member, timer.epoch);
}

/** Not heard of for group.consumer.session.timeout.ms. A static member that said it would be back has that long, too. */
function sessionOver(env: Env, group: ConsumerGroup, member: ConsumerMember): void {
  member.session = null;
  const reason = member.node === '' ? -1 : env.ctx.silence(member.node);
  const params = { group: group.groupId, member: member.memberId, client: member.subscription.clientId, forMs: groupSetting(env, group.groupId, 'session.timeout.ms') };
  env.ctx.note('member-expired', params, subjectsOf(group, member), reason < 0 ? undefined : reason);
  writeChange(env, group, fenceMember(env, group, member), null);
}

function rebalanceTimeOver(env: Env, group: ConsumerGroup, member: ConsumerMember, epoch: number): void {
  member.rebalance = null;
  if (member.epoch !== epoch) return;
  const params = { group: group.groupId, member: member.memberId, client: member.subscription.clientId, forMs: member.subscription.rebalanceTimeoutMs };
  env.ctx.note('member-fenced', params, subjectsOf(group, member));
  writeChange(env, group, fenceMember(env, group, member), null);
}

export function subjectsOf(group: ConsumerGroup, member: ConsumerMember): string[] {
  return [`group/${group.groupId}`, `member/${group.groupId}/${member.memberId}`];
}
