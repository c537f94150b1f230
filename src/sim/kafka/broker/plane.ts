// The state of a broker's data half: partitions with their logs, waiting requests, follower fetchers. Plain data.
import { freeze } from '../../kernel/freeze.ts';
import type { Context, Message, NodeId, Time, TimerId } from '../../kernel/types.ts';
import type { GroupCoordinator } from '../coordinator/group-state.ts';
import type { HeldAnswer } from '../coordinator/group-writes.ts';
import type { AfterTransactionAppend, TransactionCoordinator, TransactionTimer } from '../coordinator/transaction/transaction-state.ts';
import type { Log } from '../log/log.ts';
import type { LogConfig } from '../log/log-config.ts';
import type { Segment } from '../log/segment.ts';
import type { SharePlane, ShareTimer, ShareWork } from './share-plane.ts';
import type { QuotaUse } from './client-quotas.ts';
import type { Rate } from './rate.ts';
import type { Throttled } from './replication-quota.ts';
import type { RecordError } from './validate.ts';
import type { BrokerView } from './view.ts';
import { type AnyRequest, type Apis, type ErrorCode, nodeOf, type Request } from '../protocol.ts';
import type { FetchRequest, FetchResponse } from '../protocol-data.ts';
import type { DeleteGroupsResponse, OffsetCommitResponse } from '../protocol-groups.ts';

/** What the leader knows of another replica (ReplicaState). */
export interface Follower {
  readonly id: number;
  /** Where it fetched from last: its log's end. -1 before its first fetch in this epoch. */
  endOffset: number;
  /** When it last had everything that the leader had. */
  lastCaughtUpAt: Time;
  /** Of its last fetch: when, and the leader's log end then. Read both times through `fetchedAt` and `caughtUpAt`. */
  lastFetchAt: Time;
  leaderEndAtLastFetch: number;
  /** The broker epoch that it fetched with (KIP-903). */
  brokerEpoch: number;
  /** What the last answers told it, so that nothing is told twice (as incremental fetch sessions do, KIP-227). */
  toldHighWatermark: number;
  toldLogStart: number;
  /**
   * It had everything, and its next fetch again: then both times are those of the follower's last fetch of anything, kept
   * once in the plane. Nearly all partitions are idle, and each fetch would write two numbers to each of them.
   */
  isIdle: boolean;
}

/** What a topic's configuration says, parsed once. Frozen. */
export interface PartitionSettings extends LogConfig {
  readonly minInsyncReplicas: number;
  readonly maxMessageBytes: number;
  /** What a reassignment slows down on this broker (KIP-73). */
  readonly leaderThrottled: Throttled;
  readonly followerThrottled: Throttled;
}

/** One replica of a partition on this broker (Partition.scala). */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  /** `orders-0`. */
  readonly name: string;
  role: 'leader' | 'follower' | 'offline';
  leader: number;
  leaderEpoch: number;
  partitionEpoch: number;
  replicas: readonly number[];
  /** As the controller committed it. */
  isr: readonly number[];
  /** As this leader proposed it to the controller and has not heard back; null where nothing is under way. */
  proposedIsr: readonly number[] | null;
  /** The log's end when this broker became leader. */
  epochStartOffset: number;
  followers: Follower[];
  settings: PartitionSettings;
  /** A follower does not fetch it before then, after an error. */
  fetchDelayedUntil: Time;
  /** The error of the last refused records, so that a retrying producer is noted once. */
  refusedWith: ErrorCode | null;
  /** Segments that are no part of the log any more; their files go when file.delete.delay.ms is over, at `until`. */
  deletedSegments: { readonly segment: Segment; readonly until: Time }[];
  readonly log: Log;
}

export interface DelayedPartition {
  readonly name: string;
  readonly requiredOffset: number;
  readonly baseOffset: number;
  error: ErrorCode;
  isPending: boolean;
}

/** What happens when a waiting append is decided: a producer gets its answer, or a coordinator goes on. Frozen. */
export type AfterAppend =
  | { readonly kind: 'reply'; readonly to: NodeId; readonly correlationId: number; readonly partitions: readonly AppendStatus[] }
  | { readonly kind: 'coordinator'; readonly work: CoordinatorWork }
  | { readonly kind: 'share'; readonly work: ShareWork }
  | { readonly kind: 'transaction'; readonly after: AfterTransactionAppend };

/** A partition whose batch may not be appended: its transaction's coordinator said no. */
export interface RefusedAppend {
  readonly name: string;
  readonly error: ErrorCode;
  readonly message: string | null;
}

/** What was found out about a transactional produce before it is appended. Frozen. */
export interface Verified {
  readonly refused: readonly RefusedAppend[];
  /** Partitions that were added to the transaction, each with its guard. */
  readonly guards: readonly { readonly name: string; readonly guard: number }[];
}

/** What became of one partition's batch when it was appended. Frozen. */
export interface AppendStatus {
  readonly topic: string;
  readonly partition: number;
  readonly error: ErrorCode;
  readonly baseOffset: number;
  readonly logStartOffset: number;
  /** The broker's own words, null where Kafka sends none. */
  readonly errorMessage: string | null;
  /** Which records were wrong; absent where none was looked at. */
  readonly recordErrors?: readonly RecordError[];
}

/** What a group coordinator does after its records are replicated. */
export interface CoordinatorWork {
  readonly kind: 'group-synced' | 'group-stored' | 'group-changed' | 'offsets-committed' | 'offsets-deleted' | 'group-deleted';
  readonly group: string;
  /** Of the group; for `group-changed` the number of the write. */
  readonly generation: number;
  /** Records of this append, for what is applied only when it is committed. */
  readonly entries: readonly StoredEntry[];
  /** Who waits for the answer; null where nobody does. */
  readonly reply: { readonly to: NodeId; readonly correlationId: number } | null;
  /** The answer as it will be where the write succeeds. */
  readonly answer: CoordinatorAnswer | null;
}

/** What a coordinator answers after a write, by kind of work. */
export type CoordinatorAnswer =
  | { readonly kind: 'offsets'; readonly topics: OffsetCommitResponse['topics'] }
  | { readonly kind: 'groups'; readonly results: DeleteGroupsResponse['results'] }
  | HeldAnswer;

/** A key and value as they lie in `__consumer_offsets`; the value null is a tombstone. */
export interface StoredEntry {
  readonly key: string;
  readonly value: string | null;
}

/** A produce with acks=all that waits for the high watermark (DelayedProduce). */
export interface DelayedProduce {
  readonly id: number;
  readonly after: AfterAppend;
  readonly partitions: DelayedPartition[];
  timer: TimerId;
}

/** A fetch that waits for data (DelayedFetch). */
export interface DelayedFetch {
  readonly id: number;
  readonly from: NodeId;
  readonly request: Request<'Fetch'>;
  timer: TimerId;
}

/** Copies partitions from one leader: one request in flight (ReplicaFetcherThread). */
export interface Fetcher {
  readonly leader: number;
  /** Partitions that it copies, rebuilt when leaders change. */
  names: readonly string[];
  inFlight: { readonly correlationId: number; readonly body: FetchRequest; readonly timer: TimerId } | null;
  /** What the last fetch asked for. Most partitions are idle, and what asks for them is used again; frozen. */
  lastAsked: FetchRequest['topics'];
  /** Waits before the next fetch; null where none is due. */
  pause: TimerId | null;
  /** KIP-227: 0 where the last answer may have been lost, so that the leader tells everything again. */
  sessionEpoch: number;
  /** A response whose records are being written to the disk. */
  isWriting: boolean;
}

/** ISR changes on their way to the controller (AlterPartitionManager). */
export interface IsrProposals {
  /** Partitions with a proposal that is not sent yet. */
  queue: string[];
  inFlight: { readonly correlationId: number; readonly to: NodeId; readonly names: readonly string[]; readonly timer: TimerId } | null;
  retry: TimerId | null;
}

/** Producer ids that this broker may hand out (RPCProducerIdManager). */
export interface ProducerIds {
  next: number;
  end: number;
  /** The correlation id of the request for more, -1 where none is under way. */
  asked: number;
  waiting: { readonly from: NodeId; readonly correlationId: number }[];
}

export interface DataPlane {
  /** By name, for example `orders-0`. */
  readonly partitions: Record<string, Partition>;
  /** The high watermarks as the disk has them (replication-offset-checkpoint). */
  checkpoint: Record<string, number>;
  /** Log ends at the last checkpoint: by the next one the operating system has flushed them. */
  dirtyEnds: Record<string, number>;
  /** By the leader's node id. */
  fetchers: Record<string, Fetcher>;
  /** When each follower, as `broker-2`, fetched last from this broker. */
  followersFetchedAt: Record<NodeId, Time>;
  produces: DelayedProduce[];
  fetches: DelayedFetch[];
  nextDelayed: number;
  /** Whether roles were taken from the metadata image since the process started. */
  hasRoles: boolean;
  proposals: IsrProposals;
  producerIds: ProducerIds;
  groups: GroupCoordinator;
  quotas: QuotaUse;
  /** How much was sent and taken of throttled partitions. */
  replicationRates: { readonly leader: Rate; readonly follower: Rate };
  shares: SharePlane;
  transactions: TransactionCoordinator;
}

/** What every function of the data half works on; made anew for each event. */
export interface Env {
  readonly plane: DataPlane;
  readonly broker: BrokerView;
  readonly ctx: Context;
}

/** A timer of the data half. */
export interface DataTimer extends Message {
  readonly kind: 'DataTimer';
  readonly what:
    | { readonly kind: 'append'; readonly request: Request<'Produce'>; readonly from: NodeId; readonly verified: Verified | null }
    | { readonly kind: 'copied'; readonly leader: number; readonly asked: FetchRequest; readonly body: FetchResponse }
    | { readonly kind: 'coordinator-append'; readonly partition: string; readonly work: CoordinatorWork }
    | { readonly kind: 'produce-timeout'; readonly id: number }
    | { readonly kind: 'fetch-timeout'; readonly id: number }
    | { readonly kind: 'fetch-again'; readonly leader: number }
    | { readonly kind: 'fetch-lost'; readonly leader: number; readonly correlationId: number }
    | { readonly kind: 'isr-check' }
    /** A client is listened to again: a request that came meanwhile. */
    | { readonly kind: 'unmuted'; readonly request: AnyRequest; readonly from: NodeId }
    | { readonly kind: 'propose-isr' }
    | { readonly kind: 'proposal-lost'; readonly correlationId: number }
    | { readonly kind: 'checkpoint' }
    | { readonly kind: 'retention' }
    | { readonly kind: 'clean' }
    | { readonly kind: 'cleaned'; readonly partition: string; readonly topicId: string }
    | { readonly kind: 'producer-ids-again' }
    | { readonly kind: 'transaction'; readonly timer: TransactionTimer }
    | { readonly kind: 'group'; readonly timer: import('../coordinator/group-state.ts').GroupTimer }
    | { readonly kind: 'share'; readonly timer: ShareTimer };
}

export function dataTimer(what: DataTimer['what']): DataTimer {
  return freeze({ kind: 'DataTimer', what });
}

/** When a follower fetched this partition last. */
export function fetchedAt(plane: DataPlane, follower: Follower): Time {
  return follower.isIdle ? (plane.followersFetchedAt[nodeOf(follower.id)] ?? follower.lastFetchAt) : follower.lastFetchAt;
}

/** When a follower last had everything of this partition. */
export function caughtUpAt(plane: DataPlane, follower: Follower): Time {
  return follower.isIdle ? fetchedAt(plane, follower) : follower.lastCaughtUpAt;
}

const names = new Map<string, string[]>();
const TOPICS_REMEMBERED = 1_000;

/** `orders-0`. Names are remembered: each fetch asks for those of all its partitions, and a text made anew is looked up slowly. */
export function partitionName(topic: string, partition: number): string {
  let known = names.get(topic);
  if (known === undefined) {
    if (names.size >= TOPICS_REMEMBERED) names.clear();
    names.set(topic, (known = []));
  }
  return (known[partition] ??= `${topic}-${partition}`);
}

/** Sends an answer. `bytes` is its size on the wire, 100 where absent. */
export function respond<K extends keyof Apis>(ctx: Context, to: NodeId, api: K, correlationId: number, body: Apis[K][1], bytes?: number): void {
  const message: Message & { readonly api: K; readonly correlationId: number; readonly body: Apis[K][1] } = { kind: 'Response', api, correlationId, body };
  ctx.send(to, freeze(message), bytes === undefined ? undefined : { bytes });
}

/** Sends a request of this broker's own. */
export function ask<K extends keyof Apis>(ctx: Context, to: NodeId, api: K, correlationId: number, body: Apis[K][0], bytes?: number): void {
  const message: Message & { readonly api: K; readonly correlationId: number; readonly clientId: string; readonly body: Apis[K][0] } = {
    kind: 'Request', api, correlationId, clientId: ctx.self, body,
  };
  ctx.send(to, freeze(message), bytes === undefined ? undefined : { bytes });
}
