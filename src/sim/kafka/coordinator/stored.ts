// What a classic group, and any group's offsets, are in `__consumer_offsets`: keys and values as the tools' formatters print them, in JSON.
import { freeze } from '../../kernel/freeze.ts';
import type { StoredEntry } from '../broker/plane.ts';
import type { ConsumerAssignment, ConsumerSubscription } from '../protocol-groups.ts';
import type { CommittedOffset } from './committed-offset.ts';
import type { ClassicGroup, Member } from './group-state.ts';

interface StoredMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeout: number;
  readonly sessionTimeout: number;
  readonly subscription: ConsumerSubscription;
  readonly assignment: ConsumerAssignment;
}
interface StoredGroup {
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp: number;
  readonly members: readonly StoredMember[];
}
interface StoredOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestamp: number;
  readonly topicId: string;
}
function groupKey(group: string): string {
  return JSON.stringify({ type: 2, data: { group } });
}

function offsetKey(group: string, topic: string, partition: number): string {
  return JSON.stringify({ type: 1, data: { group, topic, partition } });
}

/** GroupMetadataValue; `assignments` are those of the generation that is stored. */
export function groupEntry(group: ClassicGroup, assignmentOf: (member: Member) => ConsumerAssignment, nowMs: number): StoredEntry {
  const members: StoredMember[] = group.members.map((member) => ({
    memberId: member.memberId, groupInstanceId: member.instanceId, clientId: member.clientId, clientHost: member.clientHost,
    rebalanceTimeout: member.rebalanceTimeoutMs, sessionTimeout: member.sessionTimeoutMs,
    subscription: member.protocols.find((one) => one.name === group.protocolName)?.metadata ?? { topics: [], ownedPartitions: [], generationId: -1, rackId: null },
    assignment: assignmentOf(member),
  }));
  const data: StoredGroup = { protocolType: group.protocolType ?? '', generation: group.generation, protocol: group.protocolName, leader: group.leader, currentStateTimestamp: nowMs, members };
  return freeze({ key: groupKey(group.groupId), value: JSON.stringify({ version: 3, data }) });
}

export function offsetEntry(group: string, committed: CommittedOffset): StoredEntry {
  const data: StoredOffset = { offset: committed.offset, leaderEpoch: committed.leaderEpoch, metadata: committed.metadata, commitTimestamp: committed.commitTimestampMs, topicId: committed.topicId };
  return freeze({ key: offsetKey(group, committed.topic, committed.partition), value: JSON.stringify({ version: 4, data }) });
}

export function offsetTombstone(group: string, topic: string, partition: number): StoredEntry {
  return freeze({ key: offsetKey(group, topic, partition), value: null });
}

export function groupTombstone(group: string): StoredEntry {
  return freeze({ key: groupKey(group), value: null });
}

export function committedOffset(topic: string, partition: number, value: string): CommittedOffset {
  const { data }: { data: StoredOffset } = JSON.parse(value);
  return freeze({ topic, partition, offset: data.offset, leaderEpoch: data.leaderEpoch, metadata: data.metadata, commitTimestampMs: data.commitTimestamp, topicId: data.topicId });
}

/** A group becomes what its GroupMetadataValue says. */
export function restoreGroup(group: ClassicGroup, value: string): void {
  const { data }: { data: StoredGroup } = JSON.parse(value);
  group.state = data.members.length === 0 ? 'Empty' : 'Stable';
  group.previousState = group.state;
  group.generation = data.generation;
  group.protocolType = data.protocolType === '' ? null : data.protocolType;
  group.protocolName = data.protocol;
  group.leader = data.leader;
  group.emptySinceMs = data.members.length === 0 ? data.currentStateTimestamp : -1;
  group.members = data.members.map((stored) => ({
    memberId: stored.memberId, instanceId: stored.groupInstanceId, clientId: stored.clientId, clientHost: stored.clientHost, node: '',
    sessionTimeoutMs: stored.sessionTimeout, rebalanceTimeoutMs: stored.rebalanceTimeout,
    protocols: freeze([{ name: data.protocol ?? '', metadata: stored.subscription }]), assignment: freeze(stored.assignment),
    awaitingJoin: null, awaitingSync: null, isSyncPending: false, session: null,
  }));
}
