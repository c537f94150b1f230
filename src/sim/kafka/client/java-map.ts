// The order in which a Java HashMap lists its keys: what tools print shows it.
import type { TopicPartition } from '../protocol.ts';

/** String.hashCode. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

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

/** Keys of any hash code, as a HashMap lists them. */
export function hashOrder<K>(keys: readonly K[], hashOf: (key: K) => number, capacity: number): K[] {
  let buckets = 1;
  while (buckets < capacity) buckets *= 2;
  while (keys.length > buckets * 0.75) buckets *= 2;
  const bucketOf = (key: K): number => {
    const hash = hashOf(key);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return keys.map((key, i) => ({ key, i, bucket: bucketOf(key) })).sort((a, b) => a.bucket - b.bucket || a.i - b.i).map(({ key }) => key);
}
