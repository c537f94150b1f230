// Which reader reads which partition of a topic (KafkaSourceEnumerator.getSplitOwner).
import { textHash } from '../flink/key-groups.ts';

/** The subtask that owns the partition: partitions go round, from a place that the topic's name decides. */
export function splitOwner(topic: string, partition: number, readers: number): number {
  const start = (Math.imul(textHash(topic), 31) & 0x7fffffff) % readers;
  return (start + partition) % readers;
}
