// A group changes its kind (KIP-848, group.consumer.migration.policy): an empty one always may.
import { freeze } from '../../../kernel/freeze.ts';
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { ConsumerGroupHeartbeatRequest } from '../../protocol-consumer-groups.ts';
import { stopClassic } from '../classic-timers.ts';
import { type ClassicGroup, findGroup, type Member, newGroup } from '../group-state.ts';
import { groupPartition } from '../partition-of.ts';
import { respondToWaiting } from '../rebalance.ts';
import { groupTombstone } from '../stored.ts';
import { writeEntries } from '../write.ts';
import { type Refusal, refusal } from './requests.ts';
import { startConsumerSession } from './lifetime.ts';
import { type ConsumerGroup, type ConsumerMember, newConsumerGroup, newConsumerMember, place } from './state.ts';
import { assignmentOf, consumerTombstones, currentEntry, groupEpochEntry, memberEntry, targetEntry, targetEpochEntry } from './stored.ts';

/** The group that a member of the new protocol means; one that joins makes it, out of an empty group of the classic protocol where there is one. */
export function groupFor(env: Env, body: ConsumerGroupHeartbeatRequest, records: StoredEntry[]): ConsumerGroup | Refusal {
  const { groups } = env.plane.groups;
  const known = findGroup(env.plane.groups, body.groupId);
  if (known?.kind === 'consumer') return known;
  if (body.memberEpoch !== 0) return refusal('GROUP_ID_NOT_FOUND', known === null ? `Consumer group ${body.groupId} not found.` : `Group ${body.groupId} is not a consumer group.`);
  if (known === null) return (groups[`g:${body.groupId}`] = newConsumerGroup(body.groupId, groupPartition(env.broker, body.groupId)));
  if (known.kind !== 'classic') return refusal('GROUP_ID_NOT_FOUND', `Group ${body.groupId} is not a consumer group.`);
  const problem = upgradeProblem(env, known);
  if (problem !== null) return problem;
  const group = upgraded(env, known, records);
  groups[`g:${body.groupId}`] = group;
  for (const member of group.members) startConsumerSession(env, group, member);
  env.ctx.note('group-converted', { group: body.groupId, to: 'consumer' }, [`group/${body.groupId}`]);
  return group;
}

/** Whether the policy lets groups with members go this way. */
export function mayConvert(env: Env, way: 'upgrade' | 'downgrade'): boolean {
  return [way, 'bidirectional'].includes(env.broker.config('group.consumer.migration.policy').toLowerCase());
}

function upgradeProblem(env: Env, known: ClassicGroup): Refusal | null {
  if (known.state === 'Empty' && known.pending.length === 0) return null;
  const refused = (why: string): Refusal => refusal('GROUP_ID_NOT_FOUND', `Cannot upgrade classic group ${known.groupId} to consumer group because ${why}`);
  if (!mayConvert(env, 'upgrade')) return refused('online upgrade is disabled.');
  if (known.protocolType !== 'consumer') return refused('the group does not use the consumer embedded protocol.');
  if (known.members.length > Number(env.broker.config('group.consumer.max.size'))) return refused('the group size exceeds the consumer group maximum size.');
  return null;
}

/** The group as one of the new protocol, with its classic members in it: its epoch is the generation, its target what everybody has. */
function upgraded(env: Env, known: ClassicGroup, records: StoredEntry[]): ConsumerGroup {
  respondToWaiting(env, known, 'REBALANCE_IN_PROGRESS');
  stopClassic(env, known);
  records.push(groupTombstone(known.groupId));
  const fresh = newConsumerGroup(known.groupId, known.partition);
  const epoch = known.members.length === 0 ? fresh.epoch : Math.max(known.generation, 1);
  const members = known.members.map((member) => upgradedMember(env, known, member, epoch));
  const group: ConsumerGroup = { ...fresh, offsets: known.offsets, epoch, assignmentEpoch: epoch, members, target: Object.fromEntries(members.map((member) => [member.memberId, member.assigned])) };
  for (const member of members) records.push(memberEntry(group.groupId, member.memberId, member.subscription));
  if (members.length > 0) records.push(groupEpochEntry(group));
  for (const member of members) records.push(targetEntry(group.groupId, member.memberId, member.assigned));
  if (members.length > 0) records.push(targetEpochEntry(group));
  for (const member of members) records.push(currentEntry(group.groupId, member));
  return group;
}

function upgradedMember(env: Env, group: ClassicGroup, member: Member, epoch: number): ConsumerMember {
  const { image } = env.broker;
  const said = (member.protocols.find((one) => one.name === group.protocolName) ?? member.protocols[0])?.metadata;
  const rows = member.assignment.flatMap(({ topic, partition }) => (image.topics[topic] === undefined ? [] : [{ topicId: image.topics[topic]?.topicId ?? '', partition }]));
  const byTopic = [...new Set(rows.map((row) => row.topicId))].map((topicId) => ({ topicId, partitions: rows.filter((row) => row.topicId === topicId).map((row) => row.partition) }));
  const subscription = freeze({
    instanceId: member.instanceId, rackId: said?.rackId ?? null, clientId: member.clientId, clientHost: member.clientHost, topicNames: [...(said?.topics ?? [])].sort(), topicRegex: null, serverAssignor: null,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs, classic: { sessionTimeoutMs: member.sessionTimeoutMs, protocols: member.protocols },
  });
  const since = freeze(Object.fromEntries(rows.map((row) => [place(row.topicId, row.partition), epoch])));
  return { ...newConsumerMember(member.memberId, subscription), node: member.node, epoch, previousEpoch: epoch, assigned: assignmentOf(byTopic), since };
}

/** A classic member joins an empty consumer group: its records are deleted, its offsets stay. */
export function toClassic(env: Env, group: ConsumerGroup): ClassicGroup {
  const classic: ClassicGroup = { ...newGroup(group.groupId, group.partition), offsets: group.offsets };
  env.plane.groups.groups[`g:${group.groupId}`] = classic;
  writeEntries(env, freeze({ kind: 'group-stored', group: group.groupId, generation: 0, entries: consumerTombstones(group), reply: null, answer: null }));
  env.ctx.note('group-converted', { group: group.groupId, to: 'classic' }, [`group/${group.groupId}`]);
  return classic;
}
