// Which partitions this broker leads and which it copies: what a new metadata image changes (ReplicaManager.applyDelta).
import { freeze } from '../../kernel/freeze.ts';
import { type EpochCache, assignEpoch } from '../log/epoch-cache.ts';
import { newLog } from '../log/log.ts';
import { logConfigOf } from '../log/log-config.ts';
import { type MetadataDelta, partitionOf } from '../metadata-image.ts';
import type { PartitionState } from '../metadata-record.ts';
import type { TopicPartition } from '../protocol.ts';
import { rebuildFetchers } from './fetcher.ts';
import { advanceHighWatermark } from './high-watermark.ts';
import { type Env, type Follower, type Partition, type PartitionSettings, partitionName } from './plane.ts';
import { type Side, type Throttled, throttledPartitions } from './replication-quota.ts';
import { decideProduces, decideFetches } from './purgatory.ts';

/** Takes roles from the new image: for what the delta names, or for everything at the first image after a start. */
export function applyMetadata(env: Env, delta: MetadataDelta): void {
  const { plane, broker } = env;
  for (const topic of delta.deletedTopics) {
    deleteTopic(env, topic.topicId);
    env.broker.services?.topicDeleted(env, topic.name);
  }
  const isFirst = !plane.hasRoles;
  plane.hasRoles = true;
  const settings = settingsByTopic(env);
  for (const { topic, partition } of isFirst ? allPartitions(env) : delta.partitions) {
    const state = partitionOf(broker.image, topic, partition);
    if (state !== null) applyPartition(env, topic, partition, state, settings);
  }
  if (isFirst) deleteStrays(env);
  if (delta.configs.length > 0) refreshSettings(env);
  // Fencing and unfencing of brokers decides who may enter an ISR; the next fetch or check sees it.
  if (isFirst || delta.partitions.length + delta.deletedTopics.length > 0) rebuildFetchers(env);
}

function allPartitions(env: Env): TopicPartition[] {
  return Object.values(env.broker.image.topics).flatMap((topic) => topic.partitions.map((_, partition) => ({ topic: topic.name, partition })));
}

/** Logs of topics that were deleted while this broker was down. */
function deleteStrays(env: Env): void {
  for (const partition of Object.values(env.plane.partitions)) {
    const state = partitionOf(env.broker.image, partition.topic, partition.partition);
    const isStray = state === null || env.broker.image.topics[partition.topic]?.topicId !== partition.topicId;
    if (isStray || !state.replicas.includes(env.broker.id)) deletePartition(env, partition);
  }
}

function deleteTopic(env: Env, topicId: string): void {
  for (const partition of Object.values(env.plane.partitions)) if (partition.topicId === topicId) deletePartition(env, partition);
}

function deletePartition(env: Env, partition: Partition): void {
  resign(env, partition);
  delete env.plane.partitions[partition.name];
  delete env.plane.checkpoint[partition.name];
  delete env.plane.dirtyEnds[partition.name];
  decideProduces(env, partition.name);
  decideFetches(env, partition.topic, partition.partition);
}

function applyPartition(env: Env, topic: string, index: number, state: PartitionState, settings: SettingsOf): void {
  const { plane, broker } = env;
  const name = partitionName(topic, index);
  const topicId = broker.image.topics[topic]?.topicId ?? '';
  const known = plane.partitions[name];
  if (known !== undefined && (known.topicId !== topicId || !state.replicas.includes(broker.id))) deletePartition(env, known);
  if (!state.replicas.includes(broker.id)) return;
  const partition = (plane.partitions[name] ??= newPartition(topic, index, topicId, settings(topic)));
  if (partition.role !== 'offline' && state.partitionEpoch <= partition.partitionEpoch && state.leaderEpoch <= partition.leaderEpoch) return;
  if (state.leader === broker.id) lead(env, partition, state);
  else follow(env, partition, state);
}

function newPartition(topic: string, partition: number, topicId: string, settings: PartitionSettings): Partition {
  return {
    topic, partition, topicId, name: partitionName(topic, partition),
    role: 'offline', leader: -1, leaderEpoch: -1, partitionEpoch: -1, replicas: freeze([]), isr: freeze([]), proposedIsr: null,
    epochStartOffset: 0, followers: [], settings, fetchDelayedUntil: 0, refusedWith: null, deletedSegments: [], log: newLog(),
  };
}

function take(partition: Partition, state: PartitionState): void {
  partition.leader = state.leader;
  partition.leaderEpoch = state.leaderEpoch;
  partition.partitionEpoch = state.partitionEpoch;
  partition.replicas = state.replicas;
  partition.isr = state.isr;
  partition.proposedIsr = null;
  partition.fetchDelayedUntil = 0;
}

/** Partition.makeLeader: a new epoch begins at the log's end, and nothing is known of the followers yet. */
function lead(env: Env, partition: Partition, state: PartitionState): void {
  const isNewEpoch = partition.role !== 'leader' || state.leaderEpoch > partition.leaderEpoch;
  take(partition, state);
  partition.role = 'leader';
  if (isNewEpoch) {
    const epochs: EpochCache = partition.log.epochs;
    assignEpoch(epochs, state.leaderEpoch, partition.log.logEndOffset);
    partition.epochStartOffset = partition.log.logEndOffset;
    partition.followers = [];
  }
  partition.followers = state.replicas.filter((id) => id !== env.broker.id).map((id) => partition.followers.find((one) => one.id === id) ?? newFollower(env, id, state));
  advanceHighWatermark(env, partition);
  decideProduces(env, partition.name);
  decideFetches(env, partition.topic, partition.partition);
  if (isNewEpoch) env.broker.services?.becameLeader(env, partition);
}

/** A member of the ISR counts as caught up until it shows otherwise; anybody else as never seen (Replica.resetReplicaState). */
function newFollower(env: Env, id: number, state: PartitionState): Follower {
  const lastCaughtUpAt = state.isr.includes(id) ? env.ctx.now : -1_000_000_000_000;
  return { id, endOffset: -1, lastCaughtUpAt, lastFetchAt: 0, leaderEndAtLastFetch: 0, brokerEpoch: -1, toldHighWatermark: -1, toldLogStart: -1, isIdle: false };
}

/** Partition.makeFollower: it copies from the leader, who tells it where to truncate (KIP-595). */
function follow(env: Env, partition: Partition, state: PartitionState): void {
  const wasLeader = partition.role === 'leader';
  if (wasLeader) resign(env, partition);
  take(partition, state);
  partition.role = 'follower';
  partition.followers = [];
  decideProduces(env, partition.name);
  decideFetches(env, partition.topic, partition.partition);
}

function resign(env: Env, partition: Partition): void {
  if (partition.role !== 'leader') return;
  partition.role = 'follower';
  env.broker.services?.resigned(env, partition);
}

function refreshSettings(env: Env): void {
  const settings = settingsByTopic(env);
  for (const partition of Object.values(env.plane.partitions)) {
    partition.settings = settings(partition.topic);
    if (partition.role === 'leader' && advanceHighWatermark(env, partition)) decideProduces(env, partition.name);
  }
}

type SettingsOf = (topic: string) => PartitionSettings;

/** All partitions of a topic share one piece, which is read once. */
function settingsByTopic(env: Env): SettingsOf {
  const known = new Map<string, PartitionSettings>();
  return (topic) => {
    const settings = known.get(topic) ?? settingsOf(env, topic);
    known.set(topic, settings);
    return settings;
  };
}

function settingsOf(env: Env, topic: string): PartitionSettings {
  const value = (name: string): string => env.broker.config(name, topic);
  const throttled = (side: Side): Throttled => throttledPartitions(value(`${side}.replication.throttled.replicas`), env.broker.id);
  return freeze({ ...logConfigOf(value), leaderThrottled: throttled('leader'), followerThrottled: throttled('follower'), minInsyncReplicas: Number(value('min.insync.replicas')), maxMessageBytes: Number(value('max.message.bytes')) });
}
