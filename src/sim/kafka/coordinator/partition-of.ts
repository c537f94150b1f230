// Which partition of `__consumer_offsets` holds a group, and so which broker coordinates it.
import type { BrokerView } from '../broker/view.ts';

export const GROUP_TOPIC = '__consumer_offsets';
/** offsets.topic.num.partitions, Kafka default 50. */
export const GROUP_PARTITIONS = 50;

/** `Utils.abs(text.hashCode())`, with Java's String.hashCode; the one number without an absolute value counts as 0. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash === -2_147_483_648 ? 0 : Math.abs(hash);
}

/** Among so many partitions. */
export function groupPartitionOf(groupId: string, partitions = GROUP_PARTITIONS): number {
  return javaHash(groupId) % Math.max(1, partitions);
}

/** Among those that the topic has, or will have (offsets.topic.num.partitions). */
export function groupPartition({ image, config }: Pick<BrokerView, 'image' | 'config'>, groupId: string): number {
  return groupPartitionOf(groupId, image.topics[GROUP_TOPIC]?.partitions.length ?? Number(config('offsets.topic.num.partitions')));
}
