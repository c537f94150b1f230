// A folded topic in numbers: on each broker, how many of its partitions it leads, how many copies it holds, and how many of these are not in sync.
import type { PartitionRecord } from '../../bridge/records.ts';

export interface BrokerCount {
  readonly leaders: number;
  readonly replicas: number;
  /** Copies that have fallen out of the ISR. */
  readonly out: number;
  /** Of partitions that nobody leads. */
  readonly offline: number;
}

/** By topic and broker. */
export function countTopics(partitions: Iterable<PartitionRecord>, topics: ReadonlySet<string>): Readonly<Record<string, Readonly<Record<number, BrokerCount>>>> {
  const found: Record<string, Record<number, { leaders: number; replicas: number; out: number; offline: number }>> = {};
  for (const { topic, leader, replicas, isr } of partitions) {
    if (!topics.has(topic)) continue;
    const own = (found[topic] ??= {});
    for (const broker of replicas) {
      const one = (own[broker] ??= { leaders: 0, replicas: 0, out: 0, offline: 0 });
      one.replicas += 1;
      if (leader === broker) one.leaders += 1;
      if (leader < 0) one.offline += 1;
      else if (!isr.includes(broker)) one.out += 1;
    }
  }
  return found;
}
