// How long members of a consumer group may be silent, and how long they may take to give partitions up.
import { MILLISECOND } from '../../../kernel/types.ts';
import { groupConfig } from '../../broker/group-config.ts';
import { dataTimer, type Env } from '../../broker/plane.ts';
import type { ConsumerGroup, ConsumerMember } from './state.ts';

/** The member was heard of: its session begins anew. */
export function startConsumerSession(env: Env, group: ConsumerGroup, member: ConsumerMember): void {
  if (member.session !== null) env.ctx.cancel(member.session);
  const timer = dataTimer({ kind: 'group', timer: { kind: 'consumer-session', group: group.groupId, member: member.memberId } });
  const timeoutMs = member.subscription.classic?.sessionTimeoutMs ?? groupSetting(env, group.groupId, 'session.timeout.ms');
  member.session = env.ctx.schedule(timeoutMs * MILLISECOND, timer);
}

/** A setting by its name without prefix: the group's own `consumer.<name>`, else the brokers' `group.consumer.<name>`. */
export function groupSetting(env: Env, groupId: string, name: 'session.timeout.ms' | 'heartbeat.interval.ms' | 'assignment.interval.ms'): number {
  return Number(groupConfig(env, groupId, `consumer.${name}`));
}

/** The member has partitions to give up: it has its rebalance time-out for that. */
export function startRebalanceTimer(env: Env, group: ConsumerGroup, member: ConsumerMember): void {
  stopRebalanceTimer(env, member);
  const timer = dataTimer({ kind: 'group', timer: { kind: 'consumer-rebalance', group: group.groupId, member: member.memberId, epoch: member.epoch } });
  member.rebalance = env.ctx.schedule(Math.max(0, member.subscription.rebalanceTimeoutMs) * MILLISECOND, timer);
}

export function stopRebalanceTimer(env: Env, member: ConsumerMember): void {
  if (member.rebalance !== null) env.ctx.cancel(member.rebalance);
  member.rebalance = null;
}

export function stopMemberTimers(env: Env, member: ConsumerMember): void {
  if (member.session !== null) env.ctx.cancel(member.session);
  member.session = null;
  stopRebalanceTimer(env, member);
}

/** The shard was read: members have a whole session to be heard of, and whoever was giving partitions up its time for that. */
export function consumerLoaded(env: Env, group: ConsumerGroup): void {
  for (const member of group.members) {
    startConsumerSession(env, group, member);
    if (member.state === 'UNREVOKED_PARTITIONS') startRebalanceTimer(env, group, member);
  }
}

/** The group is gone from this broker. */
export function forgetConsumer(env: Env, group: ConsumerGroup): void {
  for (const member of group.members) stopMemberTimers(env, member);
}
