// What a share consumer is: plain data. Its place in the group, its sessions with leaders, records it has acquired, and what it says of them.
import type { Time } from '../../../kernel/types.ts';
import type { ErrorCode, TopicPartition } from '../../protocol.ts';
import type { AcknowledgementBatch, AcknowledgeType, AcquiredRecords } from '../../protocol-share.ts';
import type { KafkaRecord, RecordBatch } from '../../record.ts';
import type { Failure } from '../failure.ts';
import type { NetworkClient } from '../network-client.ts';
import type { ShareConsumerConfig } from './share-consumer-config.ts';

/** A record as poll() returns it. */
export interface SharedRecord extends TopicPartition {
  readonly offset: number;
  readonly deliveryCount: number;
  readonly record: KafkaRecord;
}

export interface ShareMembership {
  /** Made by the client, for its whole life. */
  memberId: string;
  coordinator: number;
  findingCoordinator: boolean;
  findNotBefore: Time;
  /** 0 until the coordinator has answered. */
  epoch: number;
  heartbeatIntervalMs: number;
  heartbeatInFlight: boolean;
  nextHeartbeatAt: Time;
  /** The coordinator knows the subscription. After a heartbeat that failed everything is said again, so that the whole assignment comes back. */
  isToldAll: boolean;
  failures: number;
  /** It was fenced, or was not in poll() for max.poll.interval.ms: it joins again at its next poll. */
  isOut: boolean;
}

/** A session with a leader. */
export interface LeaderSession {
  readonly node: number;
  epoch: number;
  /** What the leader knows of it. */
  partitions: readonly TopicPartition[];
  inFlight: boolean;
  notBefore: Time;
}

/** Records of one partition that came with a fetch and wait to be returned by poll. Frozen. */
export interface FetchedShare extends TopicPartition {
  readonly node: number;
  readonly batches: readonly RecordBatch[];
  readonly acquired: readonly AcquiredRecords[];
}

/** Records that poll() returned, until something is said of them. */
export interface Delivered extends TopicPartition {
  readonly node: number;
  readonly first: number;
  /** By offset from `first`; -1 where nothing is said yet. */
  types: (AcknowledgeType | -1)[];
  /** Those of them that are records, for who renews a lock. Frozen. */
  readonly records: readonly SharedRecord[];
}

/** A record whose lock is renewed, and by which leader. */
export interface RenewedRecord extends SharedRecord {
  readonly node: number;
}

/** Acknowledgements that wait for the next request to a leader. Frozen. */
export interface Acknowledged extends TopicPartition {
  readonly node: number;
  readonly batches: readonly AcknowledgementBatch[];
}

/** How the acknowledgements of a partition ended: what the callback is told. */
export interface AckResult extends TopicPartition {
  readonly batches: readonly AcknowledgementBatch[];
  readonly error: ErrorCode;
}

export type ShareContext =
  | { readonly kind: 'find-coordinator' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'share-fetch'; readonly node: number; readonly acks: readonly Acknowledged[] }
  | { readonly kind: 'acknowledge'; readonly node: number; readonly acks: readonly Acknowledged[]; readonly isFinal: boolean };

export interface ShareConsumer {
  readonly config: ShareConsumerConfig;
  readonly network: NetworkClient<ShareContext>;
  readonly membership: ShareMembership;
  topics: readonly string[];
  /** Frozen. */
  assigned: readonly TopicPartition[];
  sessions: LeaderSession[];
  fetched: readonly FetchedShare[];
  delivered: Delivered[];
  /** Records whose locks are being renewed, and those whose locks were: poll() returns these once more (KIP-1222). Frozen. */
  renewing: readonly RenewedRecord[];
  renewed: readonly RenewedRecord[];
  acks: readonly Acknowledged[];
  ackResults: AckResult[];
  /** The process is inside poll(). */
  polling: boolean;
  lastPollAt: Time;
  failure: Failure | null;
  /** acknowledging: the sessions end; leaving: the group is told. */
  closing: 'open' | 'acknowledging' | 'leaving' | 'closed';
  closeBy: Time;
  recordsConsumed: number;
}

export function isSameTp(a: TopicPartition, b: TopicPartition): boolean {
  return a.partition === b.partition && a.topic === b.topic;
}

/** How many records were fetched and not yet returned. */
export function bufferedShareRecords(consumer: ShareConsumer): number {
  let count = 0;
  for (const one of consumer.fetched) for (const { firstOffset, lastOffset } of one.acquired) count += lastOffset - firstOffset + 1;
  return count + consumer.renewed.length;
}
