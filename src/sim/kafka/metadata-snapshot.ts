// Snapshots of the cluster's metadata (KIP-630): an image as the fewest records that say it, and an image from such records.
import { freeze } from '../kernel/freeze.ts';
import { apply, emptyImage, type MetadataDelta, type MetadataImage } from './metadata-image.ts';
import type { MetadataRecord, MetadataSnapshot } from './metadata-record.ts';
import type { ScramMechanism } from './protocol-operations.ts';
import type { ConfigResourceType } from './protocol.ts';

/** The image as a snapshot. All of the image must be committed. */
export function takeSnapshot(image: MetadataImage): MetadataSnapshot {
  const records: MetadataRecord[] = Object.entries(image.features).map(([name, featureLevel]) => ({ kind: 'FeatureLevelRecord', name, featureLevel }));
  for (const { id: brokerId, epoch: brokerEpoch, ...rest } of Object.values(image.brokers)) records.push({ kind: 'RegisterBrokerRecord', brokerId, brokerEpoch, ...rest });
  for (const { name, topicId, partitions } of Object.values(image.topics)) {
    records.push({ kind: 'TopicRecord', name, topicId });
    for (const [partitionId, state] of partitions.entries()) records.push({ kind: 'PartitionRecord', topicId, partitionId, ...state });
  }
  for (const [key, settings] of Object.entries(image.configs)) {
    const [resourceType, resourceName] = resourceOf(key);
    for (const [name, value] of Object.entries(settings)) records.push({ kind: 'ConfigRecord', resourceType, resourceName, name, value });
  }
  for (const { entity, values } of Object.values(image.quotas)) {
    for (const [key, value] of Object.entries(values)) records.push({ kind: 'ClientQuotaRecord', entity, key, value, remove: false });
  }
  for (const [key, iterations] of Object.entries(image.scram)) {
    const colon = key.indexOf(':');
    records.push({ kind: 'UserScramCredentialRecord', name: key.slice(colon + 1), mechanism: key.slice(0, colon) as ScramMechanism, iterations });
  }
  // The broker of the last block is not kept: only where the next one begins.
  if (image.nextProducerId > 0) records.push({ kind: 'ProducerIdsRecord', brokerId: -1, brokerEpoch: -1, nextProducerId: image.nextProducerId });
  return freeze({ endOffset: image.offset + 1, epoch: image.epoch, records });
}

function resourceOf(key: string): [ConfigResourceType, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon) as ConfigResourceType, key.slice(colon + 1)];
}

/** Makes the image what the snapshot says, and tells what that changes. */
export function loadSnapshot(image: MetadataImage, snapshot: MetadataSnapshot): MetadataDelta {
  const { endOffset, epoch, records } = snapshot;
  const loaded = emptyImage();
  apply(loaded, { baseOffset: endOffset - records.length, epoch, appendTimeMs: 0, records });
  const delta = difference(image, loaded);
  image.offset = loaded.offset;
  image.epoch = loaded.epoch;
  image.nextProducerId = loaded.nextProducerId;
  replace(image.brokers, loaded.brokers);
  replace(image.topics, loaded.topics);
  replace(image.topicNames, loaded.topicNames);
  replace(image.configs, loaded.configs);
  replace(image.features, loaded.features);
  replace(image.quotas, loaded.quotas);
  replace(image.scram, loaded.scram);
  return delta;
}

function replace<T>(target: Record<string, T>, source: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

function difference(before: MetadataImage, after: MetadataImage): MetadataDelta {
  const beforeTopics = Object.values(before.topics);
  const afterTopics = Object.values(after.topics);
  return {
    createdTopics: afterTopics.filter((topic) => before.topicNames[topic.topicId] === undefined).map((topic) => topic.name),
    deletedTopics: beforeTopics.filter((topic) => after.topicNames[topic.topicId] === undefined),
    partitions: afterTopics.flatMap((topic) => {
      const had = before.topics[topic.name];
      const same = had?.topicId === topic.topicId ? had.partitions : [];
      return topic.partitions.flatMap((state, partition) => (same[partition]?.partitionEpoch === state.partitionEpoch ? [] : [{ topic: topic.name, partition }]));
    }),
    configs: changedKeys(before.configs, after.configs).map((key) => {
      const [type, name] = resourceOf(key);
      return { type, name };
    }),
    brokers: changedKeys(before.brokers, after.brokers).map(Number),
  };
}

/** The keys whose values differ, those that are gone last. */
function changedKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return [...changed, ...Object.keys(before).filter((key) => after[key] === undefined)];
}
