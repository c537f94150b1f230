// What a broker keeps of share groups: share-partitions that it leads, sessions, requests that wait, and its share coordinator.
import type { NodeId, TimerId } from '../../kernel/types.ts';
import type { ShareStore } from '../coordinator/share/store.ts';
import type { Apis, ErrorCode, Request, TopicPartition } from '../protocol.ts';
import type { ShareFetchRequest, ShareFetchResponse, ShareKey } from '../protocol-share.ts';
import type { SharePartition } from './share-partition.ts';

/** A member's session with this broker (ShareSession, KIP-932). */
export interface ShareSession {
  readonly group: string;
  readonly member: string;
  readonly node: NodeId;
  /** The epoch that the next request must have. */
  epoch: number;
  partitions: TopicPartition[];
}

/** An acknowledgement on its way to the share coordinator. */
export interface PendingAck extends TopicPartition {
  /** The share-partition's name and the number of its write; 0 where it is decided. */
  readonly share: string;
  write: number;
  error: ErrorCode;
}

export type FetchedRow = ShareFetchResponse['responses'][number]['partitions'][number] & { readonly topic: string };

/** A ShareFetch or ShareAcknowledge that is not answered yet (DelayedShareFetch). */
export interface WaitingShareRequest {
  readonly id: number;
  readonly from: NodeId;
  readonly correlationId: number;
  readonly api: 'ShareFetch' | 'ShareAcknowledge';
  readonly group: string;
  readonly member: string;
  /** Null for ShareAcknowledge. Frozen. */
  readonly request: ShareFetchRequest | null;
  readonly acks: PendingAck[];
  /** What was acquired; null while the fetch waits. */
  fetched: readonly FetchedRow[] | null;
  /** The session ends when the acknowledgements are decided. */
  readonly isFinal: boolean;
  timer: TimerId | null;
}

export type StateApi = 'InitializeShareGroupState' | 'ReadShareGroupState' | 'WriteShareGroupState' | 'DeleteShareGroupState' | 'ReadShareGroupStateSummary';

/** What goes on when the share coordinator has answered. */
export type AfterState =
  | { readonly kind: 'share-read'; readonly share: string; readonly leaderEpoch: number }
  /** `write` 0: nobody waits for it. */
  | { readonly kind: 'share-written'; readonly share: string; readonly write: number }
  | { readonly kind: 'group-initialized'; readonly group: string; readonly topic: string; readonly partition: number }
  | { readonly kind: 'offsets-job'; readonly job: number; readonly topic: string; readonly partition: number };

/** A request to the share coordinator, tried until it is answered (PersisterStateManager). */
export interface StateRequest {
  readonly id: number;
  readonly api: StateApi;
  /** Frozen. */
  readonly of: Apis[StateApi][0]['partitions'][number];
  readonly after: AfterState;
  tries: number;
  /** The correlation id of the request in flight, -1 for none, and to whom. */
  asked: number;
  to: NodeId;
  timer: TimerId | null;
}

/** A tool's question about offsets of a share group that waits for other brokers. */
export interface OffsetsJob {
  readonly id: number;
  readonly from: NodeId;
  readonly correlationId: number;
  readonly group: string;
  readonly work:
    | { readonly kind: 'describe' }
    | { readonly kind: 'alter'; readonly topics: readonly string[] }
    | { readonly kind: 'delete'; readonly topics: readonly string[] }
    /** The group itself goes when its states are gone; asked again then. */
    | { readonly kind: 'delete-group' };
  rows: OffsetsRow[];
}

export interface OffsetsRow extends TopicPartition {
  /** Answers still expected for it. */
  pending: number;
  error: ErrorCode;
  startOffset: number;
  leaderEpoch: number;
  deliveryCompleteCount: number;
  /** The log's end, -1 before it is known. */
  endOffset: number;
  /** The ListOffsets request for it, -1 where none is in flight. */
  asked: number;
}

export interface SharePlane {
  /** By `shareName`. */
  readonly partitions: Record<string, SharePartition>;
  sessions: ShareSession[];
  waiting: WaitingShareRequest[];
  requests: StateRequest[];
  jobs: OffsetsJob[];
  nextId: number;
  /** This broker's part of the share coordinator. */
  store: ShareStore;
}

export function newSharePlane(): SharePlane {
  return { partitions: {}, sessions: [], waiting: [], requests: [], jobs: [], nextId: 1, store: { states: {}, shards: {} } };
}

export function shareName(group: string, topic: string, partition: number): string {
  return `${group}:${topic}-${partition}`;
}

export type ShareTimer =
  | { readonly kind: 'locks'; readonly share: string }
  | { readonly kind: 'fetch-timeout'; readonly id: number }
  | { readonly kind: 'state-again'; readonly id: number }
  | { readonly kind: 'state-lost'; readonly id: number; readonly correlationId: number }
  | { readonly kind: 'load'; readonly partition: number; readonly epoch: number }
  | { readonly kind: 'state-request'; readonly request: StateMessage; readonly from: NodeId };

/** A request to the share coordinator, as it came. */
export type StateMessage = { [K in StateApi]: Request<K> }[StateApi];

/** What is answered when the records behind it are replicated. Frozen. */
export interface ShareWork {
  readonly to: NodeId;
  readonly correlationId: number;
  readonly answer: StateAnswer;
}

export type StateAnswer = { [K in StateApi]: { readonly api: K; readonly body: Apis[K][1] } }[StateApi];

export function keyText({ groupId, topicId, partition }: ShareKey): string {
  return `${groupId}:${topicId}:${partition}`;
}
