// What a share group keeps in `__consumer_offsets`, in JSON as Kafka's schemas have it (ShareGroup*Key and *Value of Apache Kafka 4.3).
import { freeze } from '../../../kernel/freeze.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { TopicPartition } from '../../protocol.ts';
import { findShareMember, type InitializedTopic, type ShareGroup, type ShareMember } from './state.ts';

/** 10 member, 11 group, 12 and 13 target assignment, 14 current assignment, 15 topics with a state. */
export type ShareKey = { readonly type: 11 | 12 | 15; readonly data: { readonly groupId: string } } | { readonly type: 10 | 13 | 14; readonly data: { readonly groupId: string; readonly memberId: string } };

interface Rows {
  readonly topicPartitions: readonly { readonly topicName: string; readonly partitions: readonly number[] }[];
}
interface StoredMember {
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
}
interface StoredCurrent {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: 0;
  readonly assignedPartitions: Rows['topicPartitions'];
}
type StoredTopics = readonly { readonly topicId: string; readonly topicName: string; readonly partitions: readonly number[] }[];

function entry(key: ShareKey, data: object | null): StoredEntry {
  return freeze({ key: JSON.stringify(key), value: data === null ? null : JSON.stringify({ version: 0, data }) });
}

export function epochEntry(group: ShareGroup): StoredEntry {
  return entry({ type: 11, data: { groupId: group.groupId } }, { epoch: group.epoch });
}

export function memberEntry(group: ShareGroup, member: ShareMember): StoredEntry {
  const data: StoredMember = { rackId: member.rackId, clientId: member.clientId, clientHost: member.clientHost, subscribedTopicNames: member.topicNames };
  return entry({ type: 10, data: { groupId: group.groupId, memberId: member.memberId } }, data);
}

export function targetEpochEntry(group: ShareGroup): StoredEntry {
  return entry({ type: 12, data: { groupId: group.groupId } }, { assignmentEpoch: group.assignmentEpoch, assignmentTimestamp: group.assignedAtMs });
}

export function targetEntry(group: ShareGroup, memberId: string): StoredEntry {
  return entry({ type: 13, data: { groupId: group.groupId, memberId } }, { topicPartitions: rowsOf(group.target[memberId] ?? []) } satisfies Rows);
}

export function currentEntry(group: ShareGroup, member: ShareMember): StoredEntry {
  const data: StoredCurrent = { memberEpoch: member.epoch, previousMemberEpoch: member.previousEpoch, state: 0, assignedPartitions: rowsOf(member.assigned) };
  return entry({ type: 14, data: { groupId: group.groupId, memberId: member.memberId } }, data);
}

/** ShareGroupStatePartitionMetadata. */
export function topicsEntry(group: ShareGroup): StoredEntry {
  const listed = (topics: Record<string, InitializedTopic>): StoredTopics => Object.entries(topics).map(([topicName, { topicId, partitions }]) => ({ topicId, topicName, partitions }));
  return entry({ type: 15, data: { groupId: group.groupId } }, { initializingTopics: listed(group.initializing), initializedTopics: listed(group.initialized), deletingTopics: [] });
}

/** A member that is gone. */
export function memberTombstones(group: ShareGroup, memberId: string): StoredEntry[] {
  const data = { groupId: group.groupId, memberId };
  return [entry({ type: 14, data }, null), entry({ type: 13, data }, null), entry({ type: 10, data }, null)];
}

/** An empty group that is deleted. */
export function groupTombstones({ groupId }: ShareGroup): StoredEntry[] {
  return [entry({ type: 12, data: { groupId } }, null), entry({ type: 15, data: { groupId } }, null), entry({ type: 11, data: { groupId } }, null)];
}

function rowsOf(partitions: readonly TopicPartition[]): Rows['topicPartitions'] {
  return [...new Set(partitions.map((one) => one.topic))].map((topicName) => ({ topicName, partitions: partitions.filter((one) => one.topic === topicName).map((one) => one.partition) }));
}

function partitionsOf(rows: Rows['topicPartitions']): readonly TopicPartition[] {
  return freeze(rows.flatMap(({ topicName, partitions }) => partitions.map((partition) => ({ topic: topicName, partition }))));
}

/** Takes a record that is there into the group. */
export function restoreShare(group: ShareGroup, key: ShareKey, value: string): void {
  const { data } = JSON.parse(value) as { data: unknown };
  switch (key.type) {
    case 11:
      group.epoch = (data as { epoch: number }).epoch;
      return;
    case 12: {
      const { assignmentEpoch, assignmentTimestamp } = data as { assignmentEpoch: number; assignmentTimestamp: number };
      group.assignmentEpoch = assignmentEpoch;
      group.assignedAtMs = assignmentTimestamp;
      return;
    }
    case 15: {
      const { initializingTopics, initializedTopics } = data as { initializingTopics: StoredTopics; initializedTopics: StoredTopics };
      const byName = (topics: StoredTopics): Record<string, InitializedTopic> => Object.fromEntries(topics.map(({ topicName, topicId, partitions }) => [topicName, freeze({ topicId, partitions })]));
      group.initializing = byName(initializingTopics);
      group.initialized = byName(initializedTopics);
      return;
    }
    case 13:
      group.target[key.data.memberId] = partitionsOf((data as Rows).topicPartitions);
      return;
    case 10:
    case 14: restoreMember(group, key.data.memberId, data as StoredMember | StoredCurrent);
  }
}

function restoreMember(group: ShareGroup, memberId: string, data: StoredMember | StoredCurrent): void {
  if ('clientId' in data) {
    const known = findShareMember(group, memberId);
    const member: ShareMember = {
      memberId, rackId: data.rackId, clientId: data.clientId, clientHost: data.clientHost, node: '', topicNames: freeze(data.subscribedTopicNames),
      epoch: known?.epoch ?? 0, previousEpoch: known?.previousEpoch ?? 0, assigned: known?.assigned ?? freeze([]), session: null,
    };
    group.members = known === null ? [...group.members, member] : group.members.map((one) => (one === known ? member : one));
    return;
  }
  const member = findShareMember(group, memberId);
  if (member === null) return;
  member.epoch = data.memberEpoch;
  member.previousEpoch = data.previousMemberEpoch;
  member.assigned = partitionsOf(data.assignedPartitions);
}
