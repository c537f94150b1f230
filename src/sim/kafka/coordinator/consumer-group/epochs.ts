// Epochs of a consumer group: when the group's epoch grows, and the target assignment that is made for it (KIP-848).
import { freeze } from '../../../kernel/freeze.ts';
import { javaMapOrder } from '../../client/java-map.ts';
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { MetadataImage } from '../../metadata-image.ts';
import { type Assignor, isHomogeneous } from './assignor/member.ts';
import { assignRange } from './assignor/range.ts';
import { assignUniform } from './assignor/uniform.ts';
import { groupSetting } from './lifetime.ts';
import { sameAssignment } from './partitions.ts';
import { type ConsumerGroup, type ConsumerMember, NOTHING } from './state.ts';
import { groupEpochEntry, targetEntry, targetEpochEntry } from './stored.ts';

/** The assignors that a coordinator has; a member may ask for one by name. */
export const ASSIGNORS: Readonly<Record<string, Assignor>> = freeze({ uniform: assignUniform, range: assignRange });

/** The names of the topics that the member subscribes to, those of its regular expression included; they need not exist. */
export function subscribedNames(group: ConsumerGroup, member: ConsumerMember): string[] {
  const { topicNames, topicRegex } = member.subscription;
  const matched = topicRegex === null ? [] : (group.regexes[topicRegex]?.topics ?? []);
  return [...new Set([...topicNames, ...matched])].sort();
}

/** The ids of those that exist, in ascending order. */
export function subscribedIds(image: MetadataImage, group: ConsumerGroup, member: ConsumerMember): string[] {
  return subscribedNames(group, member).flatMap((name) => image.topics[name]?.topicId ?? []).sort();
}

/** Makes the group's epoch grow where `isChanged` says so, or where subscribed topics came, went or got partitions. */
export function updateEpoch(env: Env, group: ConsumerGroup, isChanged: boolean, records: StoredEntry[]): void {
  const { image } = env.broker;
  if (!isChanged && group.seenMetadata === image.offset) return;
  group.seenMetadata = image.offset;
  const hash = metadataHash(image, group);
  if (!isChanged && hash === group.metadataHash) return;
  group.metadataHash = hash;
  group.epoch += 1;
  records.push(groupEpochEntry(group));
  env.ctx.note('group-epoch', { group: group.groupId, epoch: group.epoch }, [`group/${group.groupId}`]);
}

/** One number for the subscribed topics that exist: their names, ids, partition counts, and the racks of their replicas. */
function metadataHash(image: MetadataImage, group: ConsumerGroup): number {
  const names = [...new Set(group.members.flatMap((member) => subscribedNames(group, member)))].sort();
  let hash = 0;
  for (const name of names) {
    const topic = image.topics[name];
    if (topic === undefined) continue;
    const racks = topic.partitions.map((partition) => partition.replicas.map((id) => image.brokers[id]?.rack ?? '').sort().join(',')).join(';');
    const text = `${name}/${topic.topicId}/${topic.partitions.length}/${racks}`;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  }
  return hash;
}

/** Makes the target for the present epoch, unless that is done, or the last one was made too recently (consumer.assignment.interval.ms, Kafka default 1 s). */
export function updateTarget(env: Env, group: ConsumerGroup, records: StoredEntry[]): void {
  if (group.epoch <= group.assignmentEpoch) return;
  const nowMs = env.ctx.wallClockMs;
  const intervalMs = groupSetting(env, group.groupId, 'assignment.interval.ms');
  if (group.assignedAtMs !== 0 && nowMs < group.assignedAtMs + intervalMs) return;
  const name = assignorOf(env, group);
  const before = group.target;
  group.target = makeTarget(env.broker.image, group, ASSIGNORS[name] ?? assignUniform);
  for (const { memberId } of group.members) {
    const target = group.target[memberId] ?? NOTHING;
    if (before[memberId] === undefined || !sameAssignment(before[memberId], target)) records.push(targetEntry(group.groupId, memberId, target));
  }
  group.assignmentEpoch = group.epoch;
  group.assignedAtMs = nowMs;
  records.push(targetEpochEntry(group));
  env.ctx.note('assignment-made', { group: group.groupId, epoch: group.epoch, assignor: name, members: group.members.length }, [`group/${group.groupId}`]);
}

/** The assignor that most members ask for, else the first of group.consumer.assignors. */
export function assignorOf(env: Env, group: ConsumerGroup): string {
  const votes: Record<string, number> = {};
  for (const { subscription } of group.members) if (subscription.serverAssignor !== null) votes[subscription.serverAssignor] = (votes[subscription.serverAssignor] ?? 0) + 1;
  let best = '';
  for (const [name, count] of Object.entries(votes)) if (best === '' || count > (votes[best] ?? 0)) best = name;
  return best !== '' ? best : (env.broker.config('group.consumer.assignors').split(',')[0]?.trim() ?? 'uniform');
}

function makeTarget(image: MetadataImage, group: ConsumerGroup, assignor: Assignor): ConsumerGroup['target'] {
  const order = javaMapOrder(group.members.map((member) => member.memberId));
  const members = order.flatMap((memberId) => group.members.find((one) => one.memberId === memberId) ?? []).map((member) => ({
    memberId: member.memberId, instanceId: member.subscription.instanceId, topicIds: subscribedIds(image, group, member), target: group.target[member.memberId] ?? NOTHING,
  }));
  const counts: Record<string, number> = {};
  for (const { topicIds } of members) for (const id of topicIds) counts[id] ??= image.topics[image.topicNames[id] ?? '']?.partitions.length ?? 0;
  if (members.length === 0 || (isHomogeneous(members) && members[0]?.topicIds.length === 0)) return Object.fromEntries(order.map((memberId) => [memberId, NOTHING]));
  return freeze(assignor(members, counts));
}
