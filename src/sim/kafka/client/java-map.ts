// The order in which a Java HashMap lists its keys: what tools print shows it.
import { hashOrder, stringHash } from '../../jvm/hash-map.ts';
import type { TopicPartition } from '../protocol.ts';

/**
 * Keys as a HashMap lists them after they were put in this order: by bucket, within a bucket as they came. `capacity` is
 * what `new HashMap<>(capacity)` was given, 16 where nothing was.
 */
export function javaMapOrder(keys: readonly string[], capacity = 16): string[] {
  return hashOrder([...new Set(keys)], stringHash, capacity);
}

/** The same for a HashMap or HashSet of topic partitions, none of which is given twice. */
export function javaPartitionOrder<P extends TopicPartition>(partitions: readonly P[], capacity = 16): P[] {
  return hashOrder(partitions, partitionHash, capacity);
}

/** TopicPartition.hashCode. */
export function partitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, 31 + partition) + stringHash(topic)) | 0;
}
