// A group of the new consumer protocol (KIP-848) as its coordinator keeps it.
//
//   The group's epoch grows whenever a member, a subscription or a subscribed topic changes. For each epoch the coordinator
//   works out who is to own what (the target assignment, which has the epoch it was made for). Each member then comes to its own
//   target by itself, at its own heartbeats (reconciliation):
//
//   STABLE --target takes something away--> UNREVOKED_PARTITIONS --member owns it no more--+
//     ^   \                                                                                |
//     |    +--target gives something that another member still owns--> UNRELEASED_PARTITIONS <-+ (or straight to STABLE)
//     +--------------------------------- the others have let go --------------------------+
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId, TimerId } from '../../../kernel/types.ts';
import type { JoinGroupRequest } from '../../protocol-groups.ts';
import type { CommittedOffset } from '../committed-offset.ts';
import type { GroupWrites } from '../group-writes.ts';

/** MemberState. Its numbers in records: 0, 1, 2. */
export type MemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS';

/** Partitions by topic id, topics and partitions in ascending order. Frozen. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

/** What a member said of itself at its last full heartbeat. Frozen. */
export interface MemberSubscription {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Sorted, without doubles. */
  readonly topicNames: readonly string[];
  /** An RE2 expression, matched whole; empty or null for none. */
  readonly topicRegex: string | null;
  readonly serverAssignor: string | null;
  readonly rebalanceTimeoutMs: number;
  /** Of a member that uses the classic protocol in this group: what its JoinGroup said. Null for the others. */
  readonly classic: ClassicMetadata | null;
}

/** Frozen. */
export interface ClassicMetadata {
  readonly sessionTimeoutMs: number;
  readonly protocols: JoinGroupRequest['protocols'];
}

export interface ConsumerMember {
  readonly memberId: string;
  /** Where it was heard of last, for explanations; empty after a coordinator was loaded. */
  node: NodeId;
  subscription: MemberSubscription;
  /** The epoch that the member is expected to send. -2 while a static member is away. */
  epoch: number;
  /** Where the last answer was lost, the member still sends this one. */
  previousEpoch: number;
  state: MemberState;
  assigned: Assignment;
  pendingRevocation: Assignment;
  /** Since which assignment epoch it has each of these partitions, by `place`: a commit with an older member epoch still counts where it is not older than this. Frozen. */
  since: Readonly<Record<string, number>>;
  session: TimerId | null;
  /** Runs while the member has partitions to give up. */
  rebalance: TimerId | null;
}

/** What a regular expression matched when it was last looked at. Frozen. */
export interface ResolvedRegex {
  readonly topics: readonly string[];
  /** Of the metadata image that it was matched with. */
  readonly version: number;
  readonly timestampMs: number;
}

export interface ConsumerGroup {
  readonly kind: 'consumer';
  readonly groupId: string;
  /** Its partition of `__consumer_offsets`. */
  readonly partition: number;
  epoch: number;
  /** The epoch that the target assignment was made for. */
  assignmentEpoch: number;
  /** When the target assignment was made, ms since 1970: it is made at most every group.consumer.assignment.interval.ms. */
  assignedAtMs: number;
  /** In the order in which they joined. */
  members: ConsumerMember[];
  /** The target by member id. */
  target: Record<string, Assignment>;
  /** By expression. */
  regexes: Record<string, ResolvedRegex>;
  /** The subscribed topics with their ids and partition counts as the present epoch knows them. */
  metadataHash: number;
  /** The metadata offset up to which subscribed topics were looked at. */
  seenMetadata: number;
  /** By topic and partition. */
  offsets: Record<string, CommittedOffset>;
  writes: GroupWrites;
}

export type ConsumerGroupTimer =
  | { readonly kind: 'consumer-session'; readonly group: string; readonly member: string }
  | { readonly kind: 'consumer-rebalance'; readonly group: string; readonly member: string; readonly epoch: number }
  /** Regular expressions are matched beside the requests. */
  | { readonly kind: 'consumer-regex'; readonly group: string };

/** A group begins in epoch 1 (Kafka 4.3), and with its first member comes 2. */
export function newConsumerGroup(groupId: string, partition: number): ConsumerGroup {
  return {
    kind: 'consumer', groupId, partition, epoch: 1, assignmentEpoch: 1, assignedAtMs: 0, members: [], target: {}, regexes: {},
    metadataHash: 0, seenMetadata: -1, offsets: {}, writes: { begun: 0, done: 0, held: [] },
  };
}

/** A member that has just come, before it is in any record. */
export function newConsumerMember(memberId: string, subscription: MemberSubscription): ConsumerMember {
  return {
    memberId, node: '', subscription, epoch: 0, previousEpoch: -1, state: 'STABLE', assigned: NOTHING, pendingRevocation: NOTHING, since: freeze({}), session: null, rebalance: null,
  };
}

export const NOTHING: Assignment = freeze({});

/** A partition by its topic's id, as one text. */
export function place(topicId: string, partition: number): string {
  return `${topicId}:${partition}`;
}

export function findConsumerMember(group: ConsumerGroup, memberId: string): ConsumerMember | null {
  return group.members.find((one) => one.memberId === memberId) ?? null;
}

/** ConsumerGroup.ConsumerGroupState, as the tools print it. */
export function consumerGroupState(group: ConsumerGroup): 'Empty' | 'Assigning' | 'Reconciling' | 'Stable' {
  if (group.members.length === 0) return 'Empty';
  if (group.epoch > group.assignmentEpoch) return 'Assigning';
  return group.members.every((member) => member.state === 'STABLE' && member.epoch === group.assignmentEpoch) ? 'Stable' : 'Reconciling';
}
