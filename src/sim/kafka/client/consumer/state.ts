// What a consumer is: plain data. Its partitions with their positions, its place in a group, and what was fetched and not yet returned.
import type { Time } from '../../../kernel/types.ts';
import type { TopicPartition } from '../../protocol.ts';
import type { ConsumerAssignment, ConsumerSubscription } from '../../protocol-groups.ts';
import type { RecordBatch } from '../../record.ts';
import type { Failure } from '../failure.ts';
import type { NetworkClient } from '../network-client.ts';
import type { AssignorName, ConsumerConfig, ResetPolicy } from './consumer-config.ts';
import type { ConsumerProtocol } from './consumer-protocol/state.ts';

export interface Position {
  /** The next offset to fetch. */
  readonly offset: number;
  /** The leader epoch of the record before it, -1 where unknown: what tells a truncated log (KIP-320). */
  readonly offsetEpoch: number;
}

/** A partition that this consumer reads. */
export interface Assigned {
  readonly topic: string;
  readonly partition: number;
  /**
   *   initializing --committed offset found--> fetching
   *        |                                      |  ^
   *   (nothing committed)            out of range |  | same epoch there
   *        v                                      v  |
   *   resetting --ListOffsets answered--> fetching --leader changed--> validating
   */
  status: 'initializing' | 'resetting' | 'validating' | 'fetching';
  position: Position | null;
  /** Where a reset leads. */
  resetTo: ResetPolicy;
  /** The leader epoch for which the position was last checked. */
  validatedEpoch: number;
  /** A question about its offset is on its way. */
  asking: boolean;
  /** Not asked again before this. */
  notBefore: Time;
  paused: boolean;
  /** Eager rebalancing: nothing is returned while its last offsets are being committed. */
  pendingRevocation: boolean;
  /** From the last fetch, -1 before. */
  highWatermark: number;
  logStartOffset: number;
}

/** Records of one partition that came with a fetch and wait to be returned by poll. */
export interface Fetched {
  readonly topic: string;
  readonly partition: number;
  /** Frozen. */
  readonly batches: readonly RecordBatch[];
  /** By their first offset. */
  readonly abortedTransactions: readonly { readonly producerId: number; readonly firstOffset: number }[];
  /** How many of them have begun, and whose are not over at the present batch. */
  aborted: number;
  aborting: number[];
  batch: number;
  record: number;
  /** The offset after the last record returned. */
  nextOffset: number;
}

export type Subscription =
  | { readonly kind: 'none' }
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  /** A Java regular expression, matched whole; `topics` are those that match now. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly topics: readonly string[] }
  | { readonly kind: 'assigned' };

/** See group.ts for the diagram. */
export interface Membership {
  coordinator: number;
  findingCoordinator: boolean;
  findNotBefore: Time;
  state: 'unjoined' | 'preparing' | 'joining' | 'assigning' | 'syncing' | 'stable';
  rejoinNeeded: boolean;
  rejoinReason: string;
  joinNotBefore: Time;
  joinFailures: number;
  memberId: string;
  generation: number;
  protocol: AssignorName | null;
  /** The topics it told the group at its last join. */
  joinedTopics: readonly string[];
  /** The leader's work: the members to assign to, once metadata is fresh. Frozen. */
  toAssign: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: ConsumerSubscription }[] | null;
  isLeader: boolean;
  /** The leader's view of partition counts when it assigned, `topic=count,...`. */
  assignedSnapshot: string;
  /** The group's whole subscription, which the leader watches. */
  groupTopics: readonly string[];
  heartbeatInFlight: boolean;
  heartbeatSentAt: Time;
  heartbeatAnsweredAt: Time;
  /** Ownership was lost, not given back: then nothing is committed at the next rebalance. */
  lost: boolean;
  leaving: boolean;
}

export interface OffsetToCommit extends TopicPartition {
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** Why offsets are committed. */
export type CommitPurpose = 'auto' | 'sync' | 'async' | 'revoke' | 'close';

export type ConsumerContext =
  | { readonly kind: 'find-coordinator' }
  | { readonly kind: 'join' }
  | { readonly kind: 'sync' }
  | { readonly kind: 'heartbeat'; readonly generation: number }
  | { readonly kind: 'leave' }
  | { readonly kind: 'group-heartbeat' }
  | { readonly kind: 'commit'; readonly purpose: CommitPurpose; readonly offsets: readonly OffsetToCommit[]; readonly generation: number; readonly number: number }
  | { readonly kind: 'committed'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'list-offsets'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'validate'; readonly partitions: readonly (TopicPartition & { readonly epoch: number; readonly offset: number })[] }
  | { readonly kind: 'fetch'; readonly node: number; readonly partitions: readonly (TopicPartition & { readonly offset: number })[] };

/** A commit that was asked for and whose end is told. */
export interface CommitResult {
  readonly number: number;
  readonly offsets: readonly OffsetToCommit[];
  readonly error: Failure | null;
}

/** Commits that wait for a coordinator, or for a retry. */
export interface PendingCommit {
  readonly number: number;
  readonly purpose: CommitPurpose;
  readonly offsets: readonly OffsetToCommit[];
  readonly deadlineAt: Time;
  notBefore: Time;
  inFlight: boolean;
  failures: number;
}

/** Something that the process may want to tell or draw. */
export type ConsumerEvent =
  | { readonly kind: 'assigned'; readonly partitions: ConsumerAssignment }
  | { readonly kind: 'revoked'; readonly partitions: ConsumerAssignment }
  | { readonly kind: 'lost'; readonly partitions: ConsumerAssignment };

export interface Consumer {
  readonly config: ConsumerConfig;
  readonly network: NetworkClient<ConsumerContext>;
  readonly membership: Membership;
  /** Where the member stands in the consumer protocol; null in the classic one. */
  readonly protocol: ConsumerProtocol | null;
  subscription: Subscription;
  assigned: Assigned[];
  fetched: Fetched[];
  /** Whether the process is inside poll(): only then the group is joined, positions are found and records fetched. */
  polling: boolean;
  /** Whether the poll() under way waits as long as it takes: without its coordinator it then does nothing else (ConsumerCoordinator.poll). */
  patient: boolean;
  lastPollAt: Time;
  nextAutoCommitAt: Time;
  nextCommit: number;
  commits: PendingCommit[];
  commitResults: CommitResult[];
  events: ConsumerEvent[];
  /** What poll() throws; the consumer does no more. */
  failure: Failure | null;
  closing: 'open' | 'committing' | 'leaving' | 'closed';
  closeBy: Time;
  /** metadata.version that the subscription was last matched with. */
  seenMetadata: number;
  recordsConsumed: number;
  /** How old the oldest record was that the last poll returned, from its timestamp to then, in ms; null before the first. Nothing decides by it. */
  lastDelayMs: number | null;
}

export function sameTp(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}

export function tp(of: TopicPartition): TopicPartition {
  return { topic: of.topic, partition: of.partition };
}

export function findAssigned(consumer: Consumer, of: TopicPartition): Assigned | null {
  return consumer.assigned.find((p) => sameTp(p, of)) ?? null;
}

/** As TopicPartition.toString: `orders-0`. */
export function tpName(of: TopicPartition): string {
  return `${of.topic}-${of.partition}`;
}

/** The topics that the member tells its group; none where partitions were assigned by hand. */
export function subscribedTopics(consumer: Consumer): readonly string[] {
  const { subscription } = consumer;
  return subscription.kind === 'topics' || subscription.kind === 'pattern' ? subscription.topics : [];
}

/** How many records were fetched and not yet returned. */
export function fetchedRecords(consumer: Consumer): number {
  let count = 0;
  for (const fetched of consumer.fetched) {
    for (let i = fetched.batch; i < fetched.batches.length; i++) count += (fetched.batches[i]?.records.length ?? 0) - (i === fetched.batch ? fetched.record : 0);
  }
  return count;
}
