// Who is in a share group and what each member gets: joining, leaving, the group's epoch and its target assignment.
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { groupConfig } from '../../broker/group-config.ts';
import type { Env, StoredEntry } from '../../broker/plane.ts';
import { askState } from '../../broker/share-persister.ts';
import type { TopicPartition } from '../../protocol.ts';
import type { Reply } from '../group-writes.ts';
import { writeChange } from '../held-answers.ts';
import { assignSimple } from './simple-assignor.ts';
import { stopShareSession } from './sessions.ts';
import { isSamePartitions, type InitializedTopic, type ShareGroup, type ShareMember } from './state.ts';
import { currentEntry, epochEntry, memberEntry, memberTombstones, targetEntry, targetEpochEntry, topicsEntry } from './stored.ts';

const CLIENT_HOST = '/127.0.0.1';
const NOTHING: readonly TopicPartition[] = Object.freeze([]);

export interface Joining {
  readonly memberId: string;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly from: NodeId;
  readonly topicNames: readonly string[];
}

/** A new member, without anything yet. */
export function addMember(env: Env, group: ShareGroup, joining: Joining): ShareMember {
  const { memberId, rackId, clientId, from } = joining;
  const member: ShareMember = { memberId, rackId, clientId, clientHost: CLIENT_HOST, node: from, topicNames: [], epoch: 0, previousEpoch: 0, assigned: NOTHING, session: null };
  group.members.push(member);
  env.ctx.note('member-joined', { group: group.groupId, member: memberId, client: clientId }, [`group/${group.groupId}`, `member/${group.groupId}/${memberId}`]);
  return member;
}

/** What the member is subscribed to; the record of it where that is new. */
export function subscribeMember(group: ShareGroup, member: ShareMember, topicNames: readonly string[] | null): StoredEntry[] {
  if (topicNames === null) return [];
  const names = freeze([...new Set(topicNames)].sort());
  if (member.topicNames.join() === names.join() && member.epoch > 0) return [];
  member.topicNames = names;
  return [memberEntry(group, member)];
}

/** A member goes: the group's epoch grows, and the others get its share at their next heartbeats. */
export function leaveShareGroup(env: Env, group: ShareGroup, member: ShareMember, reply: Reply | null): void {
  stopShareSession(env, member);
  group.members = group.members.filter((one) => one !== member);
  delete group.target[member.memberId];
  group.epoch += 1;
  writeChange(env, group, freeze([...memberTombstones(group, member.memberId), epochEntry(group)]), reply);
}

/** Partitions of subscribed topics that have a state with the share coordinator; only these can be assigned. */
function assignable(env: Env, group: ShareGroup): TopicPartition[] {
  const topics = [...new Set(group.members.flatMap((one) => one.topicNames))].sort();
  return topics.flatMap((topic) => {
    const known = group.initialized[topic];
    if (known === undefined || env.broker.image.topics[topic]?.topicId !== known.topicId) return [];
    return known.partitions.map((partition) => ({ topic, partition }));
  });
}

/** Whether there are initialized partitions that nobody has as a target. */
export function isAssignmentPending(env: Env, group: ShareGroup): boolean {
  const targets = Object.values(group.target).flat();
  return group.members.length > 0 && assignable(env, group).some((one) => !targets.some((other) => other.partition === one.partition && other.topic === one.topic));
}

/** Whether somebody has a partition as a target that is gone: its topic was deleted. */
export function isTargetOld(env: Env, group: ShareGroup): boolean {
  const there = assignable(env, group);
  return Object.values(group.target).flat().some((one) => !there.some((other) => other.partition === one.partition && other.topic === one.topic));
}

/** Makes the target assignment of the present epoch, unless one was made just now (share.assignment.interval.ms, Kafka default 1 s). */
export function updateTarget(env: Env, group: ShareGroup): StoredEntry[] {
  if (group.epoch <= group.assignmentEpoch) return [];
  const nowMs = env.ctx.wallClockMs;
  if (group.assignedAtMs > 0 && nowMs - group.assignedAtMs < Number(groupConfig(env, group.groupId, 'share.assignment.interval.ms'))) return [];
  const before = group.target;
  const members = group.members.map((one) => ({ memberId: one.memberId, topics: one.topicNames, current: before[one.memberId] ?? NOTHING }));
  const given = assignSimple(members, assignable(env, group));
  group.target = {};
  for (const { memberId } of members) group.target[memberId] = freeze(given[memberId] ?? []);
  group.assignmentEpoch = group.epoch;
  group.assignedAtMs = nowMs;
  env.ctx.note('rebalance-finished', { group: group.groupId, generation: group.epoch, members: group.members.length }, [`group/${group.groupId}`]);
  const changed = members.filter(({ memberId }) => !isSamePartitions(group.target[memberId] ?? NOTHING, before[memberId] ?? NOTHING) || before[memberId] === undefined);
  return [...changed.map(({ memberId }) => targetEntry(group, memberId)), targetEpochEntry(group)];
}

/** The member takes its target over: with share groups nobody has to wait for anybody. */
export function takeTarget(group: ShareGroup, member: ShareMember): StoredEntry[] {
  if (member.epoch === group.assignmentEpoch) return [];
  member.previousEpoch = member.epoch;
  member.epoch = group.assignmentEpoch;
  member.assigned = group.target[member.memberId] ?? NOTHING;
  return [currentEntry(group, member)];
}

/** Subscribed partitions without a state: the share coordinator is asked to make them. Their records come with its answers. */
export function initializeTopics(env: Env, group: ShareGroup): StoredEntry[] {
  const missing: TopicPartition[] = [];
  for (const topic of [...new Set(group.members.flatMap((one) => one.topicNames))].sort()) {
    const image = env.broker.image.topics[topic];
    if (image === undefined) continue;
    const has = (known: InitializedTopic | undefined, partition: number): boolean => known !== undefined && known.topicId === image.topicId && known.partitions.includes(partition);
    const partitions = image.partitions.flatMap((_, partition) => (has(group.initialized[topic], partition) || has(group.initializing[topic], partition) ? [] : [partition]));
    if (partitions.length === 0) continue;
    const known = group.initializing[topic];
    group.initializing[topic] = freeze({ topicId: image.topicId, partitions: [...(known?.topicId === image.topicId ? known.partitions : []), ...partitions] });
    missing.push(...partitions.map((partition) => ({ topic, partition })));
  }
  for (const { topic, partition } of missing) {
    const topicId = group.initializing[topic]?.topicId ?? '';
    askState(env, 'InitializeShareGroupState', { groupId: group.groupId, topicId, partition, stateEpoch: group.epoch, startOffset: -1 }, { kind: 'group-initialized', group: group.groupId, topic, partition });
  }
  return missing.length === 0 ? [] : [topicsEntry(group)];
}
