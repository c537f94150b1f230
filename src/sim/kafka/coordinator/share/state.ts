// A share group (KIP-932) as its coordinator keeps it. There is nothing to reconcile: members share partitions, so each takes its
// target over at its next heartbeat.
import type { NodeId, TimerId } from '../../../kernel/types.ts';
import type { TopicPartition } from '../../protocol.ts';
import type { GroupWrites } from '../group-writes.ts';

export interface ShareMember {
  readonly memberId: string;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Where it was heard of last, for explanations; empty after a coordinator was loaded. */
  node: NodeId;
  /** Sorted, without doubles. Frozen. */
  topicNames: readonly string[];
  epoch: number;
  /** Where the last answer was lost, the member still sends this one. */
  previousEpoch: number;
  /** Frozen. */
  assigned: readonly TopicPartition[];
  session: TimerId | null;
}

/** A topic of the group whose share-partitions have a state with the share coordinator. Frozen. */
export interface InitializedTopic {
  readonly topicId: string;
  readonly partitions: readonly number[];
}

export interface ShareGroup {
  readonly kind: 'share';
  readonly groupId: string;
  /** Its partition of `__consumer_offsets`. */
  readonly partition: number;
  epoch: number;
  /** The epoch that the target assignment was made for. */
  assignmentEpoch: number;
  /** When that was, ms since 1970: it is made at most every share.assignment.interval.ms. */
  assignedAtMs: number;
  /** In the order in which they joined. */
  members: ShareMember[];
  /** By member id; frozen. */
  target: Record<string, readonly TopicPartition[]>;
  /** By topic: what the share coordinator was asked to make, and what it has made. */
  initializing: Record<string, InitializedTopic>;
  initialized: Record<string, InitializedTopic>;
  writes: GroupWrites;
}

export type ShareGroupTimer = { readonly kind: 'share-session'; readonly group: string; readonly member: string };

/** Groups begin at epoch 1, so that the first member's is 2, as with real coordinators. */
const FIRST_EPOCH = 1;

export function newShareGroup(groupId: string, partition: number): ShareGroup {
  return {
    kind: 'share', groupId, partition, epoch: FIRST_EPOCH, assignmentEpoch: 0, assignedAtMs: 0, members: [], target: {}, initializing: {}, initialized: {}, writes: { begun: 0, done: 0, held: [] },
  };
}

/** ShareGroup.ShareGroupState, as the tools print it. */
export function shareGroupState(group: ShareGroup): 'Empty' | 'Stable' {
  return group.members.length === 0 ? 'Empty' : 'Stable';
}

export function findShareMember(group: ShareGroup, memberId: string): ShareMember | null {
  return group.members.find((one) => one.memberId === memberId) ?? null;
}

export function isSamePartitions(a: readonly TopicPartition[], b: readonly TopicPartition[]): boolean {
  return a.length === b.length && a.every((one, i) => one.partition === b[i]?.partition && one.topic === b[i]?.topic);
}
