// How many records of a topic an engine has not taken yet, by the leaders' logs.
import type { Place } from '../sim/engine/kafka-client.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { brokers } from './cluster.ts';

/** Records behind these places that a reader could have; a partition that is not named counts from its first record. */
export function waiting(world: KernelState, topics: readonly string[], places: readonly Place[]): number {
  let sum = 0;
  for (const { up, state } of brokers(world)) {
    if (!up) continue;
    for (const [key, partition] of Object.entries(state.plane.partitions)) {
      if (partition.role !== 'leader' || !topics.includes(partition.topic)) continue;
      const from = places.find((place) => `${place.topic}-${place.partition}` === key)?.offset ?? partition.log.logStartOffset;
      sum += Math.max(0, partition.log.highWatermark - from);
    }
  }
  return sum;
}
