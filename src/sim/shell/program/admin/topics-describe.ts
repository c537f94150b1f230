// How kafka-topics.sh prints topics and partitions.
import type { AdminApis } from '../../../kafka/client/admin-calls.ts';
import { javaMapOrder } from '../../../kafka/client/java-map.ts';

type Topic = AdminApis['describeTopics'][1][number];
type Partition = Topic['partitions'][number];
type Configs = AdminApis['describeConfigs'][1];

/** Which partitions are shown: those that any of the first four names; with one of these, no line of a topic is. */
export interface Filters {
  readonly underReplicated: boolean;
  readonly unavailable: boolean;
  readonly underMinIsr: boolean;
  readonly atMinIsr: boolean;
  readonly withOverrides: boolean;
}

/** The lines for these topics, in their order. */
export function describeTopics(topics: readonly Topic[], configs: Configs, filters: Filters): string[] {
  const onlyPartitions = filters.underReplicated || filters.unavailable || filters.underMinIsr || filters.atMinIsr;
  return topics.flatMap((topic) => {
    const entries = configs.find((result) => result.resourceName === topic.name)?.configs ?? [];
    const order = javaMapOrder(entries.map((entry) => entry.name));
    const overridden = order.flatMap((name) => entries.filter((entry) => entry.name === name && entry.configSource !== 'DEFAULT_CONFIG')).map((entry) => `${entry.name}=${entry.value ?? ''}`);
    if (filters.withOverrides) return overridden.length === 0 ? [] : [topicLine(topic, overridden)];
    const minIsr = Number(entries.find((entry) => entry.name === 'min.insync.replicas')?.value ?? 1);
    const partitions = [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex).filter((partition) => isShown(partition, filters, minIsr));
    const lines = partitions.map((partition) => partitionLine(topic.name, partition));
    return onlyPartitions ? lines : [topicLine(topic, overridden), ...lines];
  });
}

function replicationFactor(partition: Partition): number {
  return partition.replicaNodes.length - partition.addingReplicas.length;
}

function isShown(partition: Partition, filters: Filters, minIsr: number): boolean {
  if (!filters.underReplicated && !filters.unavailable && !filters.underMinIsr && !filters.atMinIsr) return true;
  return (
    (filters.underReplicated && partition.isrNodes.length < replicationFactor(partition)) || (filters.unavailable && partition.leaderId < 0) ||
    (filters.underMinIsr && partition.isrNodes.length < minIsr) || (filters.atMinIsr && partition.isrNodes.length === minIsr)
  );
}

function topicLine(topic: Topic, overridden: readonly string[]): string {
  const [first] = topic.partitions;
  const id = topic.topicId === '' ? '' : `\tTopicId: ${topic.topicId}`;
  return `Topic: ${topic.name}${id}\tPartitionCount: ${topic.partitions.length}\tReplicationFactor: ${first === undefined ? 0 : replicationFactor(first)}\tConfigs: ${overridden.join(',')}`;
}

function partitionLine(name: string, partition: Partition): string {
  const moving = partition.addingReplicas.length + partition.removingReplicas.length > 0 ? `\tAdding Replicas: ${partition.addingReplicas.join(',')}\tRemoving Replicas: ${partition.removingReplicas.join(',')}` : '';
  const leader = partition.leaderId < 0 ? 'none' : String(partition.leaderId);
  return `\tTopic: ${name}\tPartition: ${partition.partitionIndex}\tLeader: ${leader}\tReplicas: ${partition.replicaNodes.join(',')}\tIsr: ${partition.isrNodes.join(',')}${moving}\tElr: ${partition.eligibleLeaderReplicas.join(',')}\tLastKnownElr: ${partition.lastKnownElr.join(',')}`;
}
