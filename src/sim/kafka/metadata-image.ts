// The state of the cluster that the metadata log amounts to: what controllers decide by and brokers act on.
import { mapByName } from '../kernel/copy.ts';
import { freeze } from '../kernel/freeze.ts';
import { merge, type MetadataBatch, type MetadataRecord, type PartitionState, type RegisterBrokerRecord } from './metadata-record.ts';
import { FEATURES } from './features.ts';
import type { FeatureLevels, QuotaEntity } from './protocol-operations.ts';
import type { ConfigResourceType, TopicPartition } from './protocol.ts';

export interface BrokerImage {
  readonly id: number;
  /** The offset of its registration record: it names this life of the broker. */
  readonly epoch: number;
  readonly incarnationId: string;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
}

export interface TopicImage {
  readonly name: string;
  readonly topicId: string;
  /** By partition number. */
  readonly partitions: readonly PartitionState[];
}

/** The quotas of one entity, by their names. */
export interface QuotaImage {
  readonly entity: QuotaEntity;
  readonly values: Readonly<Record<string, number>>;
}

/** Small maps of frozen pieces: a change replaces a piece, so a snapshot copies only the maps. */
export interface MetadataImage {
  /** The offset of the last record applied, -1 before the first. */
  offset: number;
  epoch: number;
  readonly brokers: Record<string, BrokerImage>;
  readonly topics: Record<string, TopicImage>;
  /** Names by topic id. */
  readonly topicNames: Record<string, string>;
  /** By `TOPIC:orders`, `BROKER:1`, `BROKER:` (the cluster's default), `GROUP:g`: settings by name. */
  readonly configs: Record<string, Readonly<Record<string, string>>>;
  readonly features: Record<string, number>;
  /** By `quotaKey`: what each user, client or address may use. */
  readonly quotas: Record<string, QuotaImage>;
  /** Iterations by `SCRAM-SHA-256:alice`: who has credentials. */
  readonly scram: Record<string, number>;
  nextProducerId: number;
}

/** What a batch changed. */
export interface MetadataDelta {
  readonly createdTopics: string[];
  readonly deletedTopics: TopicImage[];
  /** Partitions new or changed, in the order of their records, each once. */
  readonly partitions: TopicPartition[];
  readonly configs: { readonly type: ConfigResourceType; readonly name: string }[];
  readonly brokers: number[];
}

export function emptyImage(): MetadataImage {
  return { offset: -1, epoch: 0, brokers: {}, topics: mapByName(), topicNames: mapByName(), configs: {}, features: {}, quotas: {}, scram: {}, nextProducerId: 0 };
}

export function emptyDelta(): MetadataDelta {
  return { createdTopics: [], deletedTopics: [], partitions: [], configs: [], brokers: [] };
}

export function partitionOf(image: MetadataImage, topic: string, partition: number): PartitionState | null {
  return image.topics[topic]?.partitions[partition] ?? null;
}

/** The registered brokers by ascending id. */
export function brokersOf(image: MetadataImage): BrokerImage[] {
  return Object.values(image.brokers).sort((a, b) => a.id - b.id);
}

/** The topics by ascending name. */
export function topicsOf(image: MetadataImage): TopicImage[] {
  return Object.values(image.topics).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export function topicById(image: MetadataImage, topicId: string): TopicImage | null {
  const name = image.topicNames[topicId];
  return name === undefined ? null : (image.topics[name] ?? null);
}

/** Whether a broker may lead: registered, not fenced, not shutting down. */
export function isActive(image: MetadataImage, broker: number): boolean {
  const found = image.brokers[broker];
  return found !== undefined && !found.fenced && !found.inControlledShutdown;
}

const NO_SETTINGS = freeze(mapByName<string>());

/** The settings given for a resource; empty where none are. */
export function configsOf(image: MetadataImage, type: ConfigResourceType, name: string): Readonly<Record<string, string>> {
  return image.configs[`${type}:${name}`] ?? NO_SETTINGS;
}

/** What ApiVersions says of features: kraft.version is finalized at 0 for static voters, which is not said. */
export function featureLevels(image: MetadataImage): FeatureLevels {
  return {
    finalizedFeaturesEpoch: image.offset,
    supportedFeatures: FEATURES.map(({ name, minVersion, maxVersion }) => ({ name, minVersion, maxVersion })),
    finalizedFeatures: Object.entries(image.features).map(([name, level]) => ({ name, level })),
  };
}

/** Partitions by topic id while a batch is applied: a topic's list is copied once a batch, however many of them change. */
type OpenPartitions = Map<string, PartitionState[]>;

/** Applies a batch to the image and says what it changed. */
export function apply(image: MetadataImage, batch: MetadataBatch): MetadataDelta {
  const delta = emptyDelta();
  const open: OpenPartitions = new Map();
  for (const record of batch.records) applyRecord(image, record, delta, open);
  for (const [topicId, partitions] of open) {
    const topic = topicById(image, topicId);
    if (topic !== null) image.topics[topic.name] = freeze({ ...topic, partitions });
  }
  image.offset = batch.baseOffset + batch.records.length - 1;
  image.epoch = batch.epoch;
  return delta;
}

function applyRecord(image: MetadataImage, record: MetadataRecord, delta: MetadataDelta, open: OpenPartitions): void {
  switch (record.kind) {
    case 'RegisterBrokerRecord': registerBroker(image, record, delta); return;
    case 'UnregisterBrokerRecord':
      delete image.brokers[record.brokerId];
      noteBroker(delta, record.brokerId);
      return;
    case 'BrokerRegistrationChangeRecord': {
      const broker = image.brokers[record.brokerId];
      if (broker === undefined || broker.epoch !== record.brokerEpoch) return;
      image.brokers[record.brokerId] = freeze({ ...broker, fenced: record.fenced ?? broker.fenced, inControlledShutdown: record.inControlledShutdown ?? broker.inControlledShutdown });
      noteBroker(delta, record.brokerId);
      return;
    }
    case 'TopicRecord':
      image.topics[record.name] = freeze({ name: record.name, topicId: record.topicId, partitions: [] });
      image.topicNames[record.topicId] = record.name;
      delta.createdTopics.push(record.name);
      return;
    case 'RemoveTopicRecord': removeTopic(image, record.topicId, delta, open); return;
    case 'PartitionRecord': {
      const { kind: _kind, topicId, partitionId, ...state } = record;
      setPartition(image, { topicId, partitionId }, state, delta, open);
      return;
    }
    case 'PartitionChangeRecord': {
      const before = (open.get(record.topicId) ?? topicById(image, record.topicId)?.partitions)?.[record.partitionId];
      if (before !== undefined) setPartition(image, record, merge(before, record), delta, open);
      return;
    }
    case 'ConfigRecord': setConfig(image, record, delta); return;
    case 'ClientQuotaRecord': setQuota(image, record); return;
    case 'UserScramCredentialRecord': image.scram[`${record.mechanism}:${record.name}`] = record.iterations; return;
    case 'RemoveUserScramCredentialRecord': delete image.scram[`${record.mechanism}:${record.name}`]; return;
    case 'ProducerIdsRecord': image.nextProducerId = record.nextProducerId; return;
    case 'FeatureLevelRecord':
      if (record.featureLevel === 0) delete image.features[record.name];
      else image.features[record.name] = record.featureLevel;
      return;
    case 'NoOpRecord':
    case 'LeaderChangeMessage': return;
  }
}

function registerBroker(image: MetadataImage, record: RegisterBrokerRecord, delta: MetadataDelta): void {
  const { brokerId, brokerEpoch, incarnationId, host, port, rack, fenced, inControlledShutdown } = record;
  image.brokers[brokerId] = freeze({ id: brokerId, epoch: brokerEpoch, incarnationId, host, port, rack, fenced, inControlledShutdown });
  noteBroker(delta, brokerId);
}

function noteBroker(delta: MetadataDelta, id: number): void {
  if (!delta.brokers.includes(id)) delta.brokers.push(id);
}

function removeTopic(image: MetadataImage, topicId: string, delta: MetadataDelta, open: OpenPartitions): void {
  const topic = topicById(image, topicId);
  if (topic === null) return;
  open.delete(topicId);
  delete image.topics[topic.name];
  delete image.topicNames[topicId];
  delete image.configs[`TOPIC:${topic.name}`];
  delta.deletedTopics.push(topic);
}

function setPartition(image: MetadataImage, { topicId, partitionId }: { readonly topicId: string; readonly partitionId: number }, state: PartitionState, delta: MetadataDelta, open: OpenPartitions): void {
  const topic = topicById(image, topicId);
  if (topic === null) return;
  const partitions = open.get(topicId) ?? topic.partitions.slice();
  open.set(topicId, partitions);
  const isNew = partitions[partitionId] === undefined;
  partitions[partitionId] = freeze(state);
  if (isNew || !delta.partitions.some((each) => each.topic === topic.name && each.partition === partitionId)) delta.partitions.push({ topic: topic.name, partition: partitionId });
}

/** Names an entity: `user=alice;client-id=app`, the default one without a name and with an asterisk in its place. */
export function quotaKey(entity: QuotaEntity): string {
  const parts = [...entity].sort((a, b) => (a.entityType < b.entityType ? 1 : -1));
  return parts.map(({ entityType, entityName }) => (entityName === null ? `${entityType}*` : `${entityType}=${entityName}`)).join(';');
}

function setQuota(image: MetadataImage, { entity, key, value, remove }: Extract<MetadataRecord, { kind: 'ClientQuotaRecord' }>): void {
  const name = quotaKey(entity);
  const values = Object.assign(mapByName<number>(), image.quotas[name]?.values);
  if (remove) delete values[key];
  else values[key] = value;
  if (Object.keys(values).length === 0) delete image.quotas[name];
  else image.quotas[name] = freeze({ entity, values });
}

function setConfig(image: MetadataImage, record: Extract<MetadataRecord, { kind: 'ConfigRecord' }>, delta: MetadataDelta): void {
  const key = `${record.resourceType}:${record.resourceName}`;
  const settings = Object.assign(mapByName<string>(), image.configs[key]);
  if (record.value === null) delete settings[record.name];
  else settings[record.name] = record.value;
  if (Object.keys(settings).length === 0) delete image.configs[key];
  else image.configs[key] = freeze(settings);
  delta.configs.push({ type: record.resourceType, name: record.resourceName });
}
