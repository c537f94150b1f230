// A consumer group whose last member of the new protocol is gone becomes a classic group again (group.consumer.migration.policy).
import type { Env, StoredEntry } from '../../broker/plane.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { type ClassicGroup, type Member, newGroup, selectProtocol } from '../group-state.ts';
import { answerHeld } from '../held-answers.ts';
import { maybeRebalance } from '../rebalance.ts';
import { startSession } from '../sessions.ts';
import { groupEntry } from '../stored.ts';
import { mayConvert } from './conversion.ts';
import { stopMemberTimers } from './lifetime.ts';
import type { ConsumerGroup, ConsumerMember } from './state.ts';
import { consumerTombstones } from './stored.ts';

/** Makes the group a classic one where all its members are, and starts a rebalance: it is one generation behind. Returns the records, null where it stays what it is. */
export function downgrade(env: Env, group: ConsumerGroup): StoredEntry[] | null {
  if (group.members.length === 0 || group.members.some((member) => member.subscription.classic === null) || !mayConvert(env, 'downgrade')) return null;
  const records = consumerTombstones(group);
  answerHeld(env, group, 'COORDINATOR_NOT_AVAILABLE');
  for (const member of group.members) stopMemberTimers(env, member);
  const members = group.members.map((member) => classicMember(env, member));
  const classic: ClassicGroup = { ...newGroup(group.groupId, group.partition), offsets: group.offsets, state: 'Stable', previousState: 'Stable', generation: group.epoch, protocolType: 'consumer', leader: members[0]?.memberId ?? null, members };
  classic.protocolName = selectProtocol(classic);
  env.plane.groups.groups[`g:${group.groupId}`] = classic;
  records.push(groupEntry(classic, (member) => member.assignment, env.ctx.wallClockMs));
  env.ctx.note('group-converted', { group: group.groupId, to: 'classic' }, [`group/${group.groupId}`]);
  for (const member of classic.members) startSession(env, classic, member);
  maybeRebalance(env, classic);
  return records;
}

function classicMember(env: Env, { memberId, node, subscription, assigned }: ConsumerMember): Member {
  const { topicNames } = env.broker.image;
  const assignment = Object.entries(assigned).flatMap(([topicId, partitions]) => (topicNames[topicId] === undefined ? [] : partitions.map((partition) => ({ topic: topicNames[topicId] ?? '', partition }))));
  return {
    memberId, instanceId: subscription.instanceId, clientId: subscription.clientId, clientHost: subscription.clientHost, node, sessionTimeoutMs: subscription.classic?.sessionTimeoutMs ?? 45_000,
    rebalanceTimeoutMs: subscription.rebalanceTimeoutMs, protocols: subscription.classic?.protocols ?? freeze([]), assignment: freeze(assignment), awaitingJoin: null, awaitingSync: null, isSyncPending: false, session: null,
  };
}
