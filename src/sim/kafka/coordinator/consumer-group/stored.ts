// What a consumer group keeps in `__consumer_offsets`, in JSON as the tools' formatter prints it (ConsumerGroup*Key and *Value of Apache Kafka 4.3).
import { freeze } from '../../../kernel/freeze.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { TopicPartitions } from '../../protocol-consumer-groups.ts';
import { type Group, newGroup } from '../group-state.ts';
import { type Assignment, type ClassicMetadata, type ConsumerGroup, type ConsumerMember, type MemberState, type MemberSubscription, newConsumerGroup, newConsumerMember, place, type ResolvedRegex } from './state.ts';

interface OfGroup {
  readonly groupId: string;
}
interface OfMember extends OfGroup {
  readonly memberId: string;
}
export type ConsumerKey =
  | { readonly type: 3 | 6; readonly data: OfGroup }
  | { readonly type: 5 | 7 | 8; readonly data: OfMember }
  | { readonly type: 16; readonly data: OfGroup & { readonly regularExpression: string } };

interface StoredSubscription {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
  readonly classicMemberMetadata: { readonly sessionTimeoutMs: number; readonly supportedProtocols: ClassicMetadata['protocols'] } | null;
}
type HeldSince = TopicPartitions & { readonly assignmentEpochs: readonly number[] };
interface StoredCurrent {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: number;
  readonly assignedPartitions: readonly HeldSince[];
  readonly partitionsPendingRevocation: readonly HeldSince[];
}

const STATES: readonly MemberState[] = ['STABLE', 'UNREVOKED_PARTITIONS', 'UNRELEASED_PARTITIONS'];

function entry(key: ConsumerKey, data: object | null): StoredEntry {
  return freeze({ key: JSON.stringify(key), value: data === null ? null : JSON.stringify({ version: 0, data }) });
}

/** ConsumerGroupMetadata: the group's epoch, and what the subscribed topics were when it was reached. */
export function groupEpochEntry(group: ConsumerGroup): StoredEntry {
  return entry({ type: 3, data: { groupId: group.groupId } }, { epoch: group.epoch, metadataHash: group.metadataHash });
}

/** ConsumerGroupMemberMetadata. */
export function memberEntry(groupId: string, memberId: string, said: MemberSubscription | null): StoredEntry {
  const data: StoredSubscription | null = said === null ? null : {
    instanceId: said.instanceId, rackId: said.rackId, clientId: said.clientId, clientHost: said.clientHost, subscribedTopicNames: said.topicNames,
    subscribedTopicRegex: said.topicRegex, rebalanceTimeoutMs: said.rebalanceTimeoutMs, serverAssignor: said.serverAssignor,
    classicMemberMetadata: said.classic === null ? null : { sessionTimeoutMs: said.classic.sessionTimeoutMs, supportedProtocols: said.classic.protocols },
  };
  return entry({ type: 5, data: { groupId, memberId } }, data);
}

/** ConsumerGroupTargetAssignmentMetadata. */
export function targetEpochEntry(group: ConsumerGroup): StoredEntry {
  return entry({ type: 6, data: { groupId: group.groupId } }, { assignmentEpoch: group.assignmentEpoch, assignmentTimestamp: group.assignedAtMs });
}

/** ConsumerGroupTargetAssignmentMember. */
export function targetEntry(groupId: string, memberId: string, target: Assignment | null): StoredEntry {
  return entry({ type: 7, data: { groupId, memberId } }, target === null ? null : { topicPartitions: listed(target) });
}

/** ConsumerGroupCurrentMemberAssignment. */
export function currentEntry(groupId: string, member: ConsumerMember): StoredEntry {
  const data: StoredCurrent = {
    memberEpoch: member.epoch, previousMemberEpoch: member.previousEpoch, state: STATES.indexOf(member.state),
    assignedPartitions: heldSince(member, member.assigned), partitionsPendingRevocation: heldSince(member, member.pendingRevocation),
  };
  return entry({ type: 8, data: { groupId, memberId: member.memberId } }, data);
}

function heldSince(member: ConsumerMember, assignment: Assignment): HeldSince[] {
  return listed(assignment).map((row) => ({ ...row, assignmentEpochs: row.partitions.map((partition) => member.since[place(row.topicId, partition)] ?? 0) }));
}

/** ConsumerGroupRegularExpression. */
export function regexEntry(groupId: string, regularExpression: string, resolved: ResolvedRegex | null): StoredEntry {
  return entry({ type: 16, data: { groupId, regularExpression } }, resolved === null ? null : { topics: resolved.topics, version: resolved.version, timestamp: resolved.timestampMs });
}

/** The records that take a member out, in Kafka's order. */
export function memberTombstones(groupId: string, memberId: string): StoredEntry[] {
  return [entry({ type: 8, data: { groupId, memberId } }, null), targetEntry(groupId, memberId, null), memberEntry(groupId, memberId, null)];
}

/** The records that delete the group, but for its offsets. */
export function consumerTombstones(group: ConsumerGroup): StoredEntry[] {
  const { groupId } = group;
  return [
    ...group.members.flatMap((member) => memberTombstones(groupId, member.memberId)),
    entry({ type: 6, data: { groupId } }, null),
    ...Object.keys(group.regexes).map((regex) => regexEntry(groupId, regex, null)),
    entry({ type: 3, data: { groupId } }, null),
  ];
}

/** Partitions as requests and records list them. */
export function listed(assignment: Assignment): TopicPartitions[] {
  return Object.entries(assignment).map(([topicId, partitions]) => ({ topicId, partitions }));
}

/** The same as the coordinator keeps it: in ascending order. */
export function assignmentOf(rows: readonly TopicPartitions[]): Assignment {
  const byTopic: Record<string, readonly number[]> = {};
  for (const { topicId, partitions } of [...rows].sort((a, b) => (a.topicId < b.topicId ? -1 : 1))) if (partitions.length > 0) byTopic[topicId] = [...partitions].sort((a, b) => a - b);
  return freeze(byTopic);
}

/** Takes a committed record into the groups when a shard is loaded; `value` is null for a tombstone. */
export function applyConsumerEntry(groups: Record<string, Group>, key: ConsumerKey, value: string | null, partition: number): void {
  const { groupId } = key.data;
  const id = `g:${groupId}`;
  const known = groups[id];
  if (value === null && known?.kind !== 'consumer') return;
  if (value === null && key.type === 3 && known?.kind === 'consumer') {
    // A group that becomes a classic one keeps its offsets.
    if (Object.keys(known.offsets).length === 0) delete groups[id];
    else groups[id] = { ...newGroup(groupId, partition), offsets: known.offsets };
    return;
  }
  const group = known?.kind === 'consumer' ? known : { ...newConsumerGroup(groupId, partition), offsets: known?.kind === 'classic' ? known.offsets : {} };
  groups[id] = group;
  const data: unknown = value === null ? null : JSON.parse(value).data;
  switch (key.type) {
    case 3: return applyEpoch(group, data as { epoch: number; metadataHash: number });
    case 5: return applyMember(group, key.data.memberId, data as StoredSubscription | null);
    case 6: return applyTargetEpoch(group, data as { assignmentEpoch: number; assignmentTimestamp: number } | null);
    case 7: return applyTarget(group, key.data.memberId, data as { topicPartitions: TopicPartitions[] } | null);
    case 8: return applyCurrent(group, key.data.memberId, data as StoredCurrent | null);
    case 16: return applyRegex(group, key.data.regularExpression, data as { topics: string[]; version: number; timestamp: number } | null);
  }
}

function applyEpoch(group: ConsumerGroup, data: { readonly epoch: number; readonly metadataHash: number }): void {
  group.epoch = data.epoch;
  group.metadataHash = data.metadataHash;
}

function applyMember(group: ConsumerGroup, memberId: string, data: StoredSubscription | null): void {
  if (data === null) {
    group.members = group.members.filter((one) => one.memberId !== memberId);
    return;
  }
  const subscription = freeze({
    instanceId: data.instanceId, rackId: data.rackId, clientId: data.clientId, clientHost: data.clientHost, topicNames: data.subscribedTopicNames,
    topicRegex: data.subscribedTopicRegex, serverAssignor: data.serverAssignor, rebalanceTimeoutMs: data.rebalanceTimeoutMs,
    classic: data.classicMemberMetadata === null ? null : { sessionTimeoutMs: data.classicMemberMetadata.sessionTimeoutMs, protocols: data.classicMemberMetadata.supportedProtocols },
  });
  memberOf(group, memberId, subscription).subscription = subscription;
}

function memberOf(group: ConsumerGroup, memberId: string, subscription: MemberSubscription): ConsumerMember {
  const known = group.members.find((one) => one.memberId === memberId);
  if (known !== undefined) return known;
  const member = newConsumerMember(memberId, subscription);
  group.members.push(member);
  return member;
}

function applyTargetEpoch(group: ConsumerGroup, data: { readonly assignmentEpoch: number; readonly assignmentTimestamp: number } | null): void {
  group.assignmentEpoch = data?.assignmentEpoch ?? 1;
  group.assignedAtMs = data?.assignmentTimestamp ?? 0;
}

function applyTarget(group: ConsumerGroup, memberId: string, data: { readonly topicPartitions: readonly TopicPartitions[] } | null): void {
  if (data === null) delete group.target[memberId];
  else group.target[memberId] = assignmentOf(data.topicPartitions);
}

function applyCurrent(group: ConsumerGroup, memberId: string, data: StoredCurrent | null): void {
  const member = group.members.find((one) => one.memberId === memberId);
  if (member === undefined) return;
  member.epoch = data?.memberEpoch ?? 0;
  member.previousEpoch = data?.previousMemberEpoch ?? -1;
  member.state = STATES[data?.state ?? 0] ?? 'STABLE';
  member.assigned = assignmentOf(data?.assignedPartitions ?? []);
  member.pendingRevocation = assignmentOf(data?.partitionsPendingRevocation ?? []);
  const held = [...(data?.assignedPartitions ?? []), ...(data?.partitionsPendingRevocation ?? [])];
  member.since = freeze(Object.fromEntries(held.flatMap((row) => row.partitions.map((partition, i) => [place(row.topicId, partition), row.assignmentEpochs[i] ?? 0]))));
}

function applyRegex(group: ConsumerGroup, regex: string, data: { readonly topics: readonly string[]; readonly version: number; readonly timestamp: number } | null): void {
  if (data === null) delete group.regexes[regex];
  else group.regexes[regex] = freeze({ topics: data.topics, version: data.version, timestampMs: data.timestamp });
}
