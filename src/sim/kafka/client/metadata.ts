// What a client knows of the cluster (brokers, topics, leaders), and when it must ask again.
import { mapByName } from '../../kernel/copy.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import type { BrokerAddress, ErrorCode, MetadataResponse } from '../protocol.ts';
import type { HostPort } from './addresses.ts';
import type { Backoff, ClientIo } from './io.ts';
import { backoff, NEVER } from './io.ts';

export interface PartitionInfo {
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offline: readonly number[];
}

/** What the last response said of a topic. Frozen. */
export interface TopicInfo {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionInfo[];
}

export interface MetadataConfig {
  /** metadata.max.age.ms, Kafka default 5 min. */
  readonly maxAgeMs: number;
  /** retry.backoff.ms and retry.backoff.max.ms, Kafka defaults 100 ms and 1 s. */
  readonly refreshBackoff: Backoff;
}

export interface Metadata {
  /** Replaced as a whole, frozen. Before the first response: the bootstrap servers with ids -1, -2, ... */
  brokers: readonly BrokerAddress[];
  bootstrapping: boolean;
  clusterId: string | null;
  controllerId: number;
  /** By topic name; each entry frozen. */
  topics: Record<string, TopicInfo>;
  /** Topics whose last response carried an error, with that error. */
  topicErrors: Record<string, ErrorCode>;
  /** The topics to ask for; null: all of them. */
  wanted: string[] | null;
  allowAutoTopicCreation: boolean;
  /** Counts successful updates. */
  version: number;
  updateRequested: boolean;
  /** Topics were added since the last request was sent: its response is not yet theirs (Metadata.requestVersion of the real client). */
  newTopics: boolean;
  lastRefreshAt: Time;
  lastSuccessAt: Time;
  /** No request before this: refresh backoff. */
  allowedAt: Time;
  failures: number;
  /** Responses in a row that brought nothing new (KIP-580). */
  equivalentResponses: number;
  /** Since when no broker could be reached at all, NEVER where one can (KIP-1102). */
  unreachableSince: Time;
}

export function createMetadata(bootstrap: readonly HostPort[], wanted: readonly string[] | null, allowAutoTopicCreation: boolean): Metadata {
  return {
    brokers: bootstrapBrokers(bootstrap),
    bootstrapping: true,
    clusterId: null,
    controllerId: -1,
    topics: mapByName(),
    topicErrors: {},
    wanted: wanted === null ? null : [...wanted],
    allowAutoTopicCreation,
    version: 0,
    updateRequested: true,
    newTopics: false,
    lastRefreshAt: 0,
    lastSuccessAt: 0,
    allowedAt: 0,
    failures: 0,
    equivalentResponses: 0,
    unreachableSince: NEVER,
  };
}

function bootstrapBrokers(bootstrap: readonly HostPort[]): readonly BrokerAddress[] {
  return freeze(bootstrap.map((address, i) => ({ nodeId: -1 - i, host: address.host, port: address.port, rack: null })));
}

/** KIP-899: forgets every broker and begins again with the bootstrap servers. */
export function rebootstrap(metadata: Metadata, bootstrap: readonly HostPort[]): void {
  metadata.brokers = bootstrapBrokers(bootstrap);
  metadata.bootstrapping = true;
  metadata.updateRequested = true;
}

/** Asks for an update; `fresh` also forgets the backoff for answers that brought nothing new. */
export function requestUpdate(metadata: Metadata, fresh: boolean): void {
  metadata.updateRequested = true;
  if (fresh) metadata.equivalentResponses = 0;
}

/** Adds a topic to what is asked for; a new one is asked for at once. */
export function wantTopic(metadata: Metadata, topic: string): void {
  if (metadata.wanted === null || metadata.wanted.includes(topic)) return;
  metadata.wanted.push(topic);
  requestUpdateForNewTopics(metadata);
}

/** Replaces what is asked for; asks at once where a topic is new. Null: every topic. */
export function setWantedTopics(metadata: Metadata, topics: readonly string[] | null): void {
  const before = metadata.wanted;
  metadata.wanted = topics === null ? null : [...topics];
  if (before === null) return;
  if (topics === null || topics.some((topic) => !before.includes(topic))) requestUpdateForNewTopics(metadata);
}

function requestUpdateForNewTopics(metadata: Metadata): void {
  metadata.updateRequested = true;
  metadata.newTopics = true;
  metadata.allowedAt = 0;
  metadata.equivalentResponses = 0;
}

/** When the next request is due: on demand after the backoff, or when the knowledge has aged. */
export function nextUpdateAt(metadata: Metadata, config: MetadataConfig): Time {
  if (metadata.updateRequested) return metadata.allowedAt;
  return Math.max(metadata.allowedAt, metadata.lastSuccessAt + config.maxAgeMs * MILLISECOND);
}

export function updateFailed(metadata: Metadata, config: MetadataConfig, io: ClientIo): void {
  metadata.lastRefreshAt = io.now;
  metadata.allowedAt = io.now + backoff(config.refreshBackoff, metadata.failures, io);
  metadata.failures++;
}

/** Takes a response in. Returns the topics in error, in the response's order, for the log. */
export function updateMetadata(metadata: Metadata, config: MetadataConfig, body: MetadataResponse, io: ClientIo): { topic: string; error: ErrorCode }[] {
  const errors: { topic: string; error: ErrorCode }[] = [];
  const before = metadata.topics;
  const topics = mapByName<TopicInfo>();
  metadata.topicErrors = {};
  let again = false;
  let changed = metadata.bootstrapping || metadata.brokers.length !== body.brokers.length;
  for (const topic of body.topics) {
    const old = before[topic.name];
    if (topic.errorCode !== 'NONE') {
      errors.push({ topic: topic.name, error: topic.errorCode });
      metadata.topicErrors[topic.name] = topic.errorCode;
      again ||= RETRIED_TOPIC_ERRORS.includes(topic.errorCode);
      if (topic.errorCode === 'LEADER_NOT_AVAILABLE' && old !== undefined) topics[topic.name] = old;
      continue;
    }
    const info = topicInfo(topic, old);
    again ||= topic.partitions.some((partition) => partition.leaderId < 0);
    changed ||= old === undefined || !sameTopic(old, info);
    topics[topic.name] = info;
  }
  metadata.topics = topics;
  metadata.brokers = freeze([...body.brokers]);
  metadata.bootstrapping = false;
  metadata.clusterId = body.clusterId;
  metadata.controllerId = body.controllerId;
  metadata.version++;
  metadata.failures = 0;
  metadata.unreachableSince = NEVER;
  metadata.lastRefreshAt = io.now;
  metadata.lastSuccessAt = io.now;
  metadata.equivalentResponses = changed ? 0 : metadata.equivalentResponses + 1;
  metadata.allowedAt = io.now + backoff(config.refreshBackoff, Math.max(0, metadata.equivalentResponses - 1), io);
  metadata.updateRequested = again || metadata.newTopics;
  return errors;
}

const RETRIED_TOPIC_ERRORS: readonly ErrorCode[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_ID'];

/** Never lets a partition's leader epoch go back within one topic id (KIP-320). */
function topicInfo(topic: MetadataResponse['topics'][number], old: TopicInfo | undefined): TopicInfo {
  const partitions = topic.partitions.map((p): PartitionInfo => {
    const known = old !== undefined && old.topicId === topic.topicId ? old.partitions.find((o) => o.partition === p.partitionIndex) : undefined;
    if (known !== undefined && known.leaderEpoch > p.leaderEpoch) return known;
    return { partition: p.partitionIndex, leader: p.leaderId, leaderEpoch: p.leaderEpoch, replicas: p.replicaNodes, isr: p.isrNodes, offline: p.offlineReplicas };
  });
  partitions.sort((a, b) => a.partition - b.partition);
  return freeze({ name: topic.name, topicId: topic.topicId, isInternal: topic.isInternal, partitions });
}

function sameTopic(a: TopicInfo, b: TopicInfo): boolean {
  if (a.topicId !== b.topicId || a.partitions.length !== b.partitions.length) return false;
  return a.partitions.every((p, i) => p.leader === b.partitions[i]?.leader && p.leaderEpoch === b.partitions[i]?.leaderEpoch);
}

/** A partition as last heard of, or null. */
export function partitionInfo(metadata: Metadata, topic: string, partition: number): PartitionInfo | null {
  const partitions = metadata.topics[topic]?.partitions;
  if (partitions === undefined) return null;
  // Brokers list partitions in their order, so that nearly always the first look finds it.
  const likely = partitions[partition];
  return likely?.partition === partition ? likely : (partitions.find((p) => p.partition === partition) ?? null);
}

/** KIP-951: a Produce or Fetch response told who leads now. */
export function leaderLearnt(metadata: Metadata, topic: string, partition: number, leader: number, leaderEpoch: number): void {
  const info = metadata.topics[topic];
  const known = partitionInfo(metadata, topic, partition);
  if (info === undefined || known === null || known.leaderEpoch >= leaderEpoch || leader < 0) return;
  if (!metadata.brokers.some((broker) => broker.nodeId === leader)) return;
  const partitions = info.partitions.map((p) => (p.partition === partition ? { ...p, leader, leaderEpoch } : p));
  metadata.topics[topic] = freeze({ ...info, partitions });
}
