// Which partition a record goes to: by its key (murmur2), in turn, or to the sticky partition of its topic (KIP-480, KIP-794).
import type { PartitionInfo } from '../metadata.ts';
import { partitionForKey } from './murmur2.ts';

/** The partition that records without a key stick to, until about a batch of bytes has gone there. */
export interface Sticky {
  partition: number;
  producedBytes: number;
}

export interface PartitionerState {
  /** By topic. */
  sticky: Record<string, Sticky>;
  /** By topic: how many records RoundRobinPartitioner has placed. */
  turns: Record<string, number>;
}

export interface PartitionerConfig {
  /** partitioner.class: null is the built-in one. */
  readonly roundRobin: boolean;
  /** partitioner.ignore.keys, Kafka default false. */
  readonly ignoreKeys: boolean;
  /** partitioner.adaptive.partitioning.enable, Kafka default true. */
  readonly adaptive: boolean;
  readonly batchSize: number;
}

export function createPartitioner(): PartitionerState {
  return { sticky: {}, turns: {} };
}

/**
 * The partition for a record. `queues` are the batches that wait for each partition with a leader, in the order of the
 * partitions. Call `recordAppended` when a record without a key was appended.
 */
export function choosePartition(state: PartitionerState, config: PartitionerConfig, topic: string, key: string | null, partitions: readonly PartitionInfo[], queues: (partition: number) => number, random: () => number): number {
  if (config.roundRobin) return nextInTurn(state, topic, partitions);
  if (key !== null && !config.ignoreKeys) return partitionForKey(key, partitions.length);
  const sticky = state.sticky[topic];
  if (sticky !== undefined) return sticky.partition;
  const partition = nextSticky(config, partitions, queues, random);
  state.sticky[topic] = { partition, producedBytes: 0 };
  return partition;
}

function nextInTurn(state: PartitionerState, topic: string, partitions: readonly PartitionInfo[]): number {
  const turn = state.turns[topic] ?? 0;
  state.turns[topic] = turn + 1;
  const available = partitions.filter((p) => p.leader >= 0);
  if (available.length > 0) return available[turn % available.length]?.partition ?? 0;
  return turn % partitions.length;
}

/** Uniform among the partitions with a leader, or weighted so that shorter queues get more (KIP-794). */
function nextSticky(config: PartitionerConfig, partitions: readonly PartitionInfo[], queues: (partition: number) => number, random: () => number): number {
  const available = partitions.filter((p) => p.leader >= 0);
  const draw = Math.floor(random() * 0x7fffffff);
  if (available.length === 0) return draw % partitions.length;
  const sizes = available.map((p) => queues(p.partition));
  const index = config.adaptive ? weightedIndex(sizes, draw) : draw % available.length;
  return available[index]?.partition ?? 0;
}

/** The index that a draw picks among queues: weight = longest queue + 1 - its own length. */
export function weightedIndex(queueSizes: readonly number[], draw: number): number {
  const longest = queueSizes.reduce((a, b) => Math.max(a, b), 0);
  const weights = queueSizes.map((size) => longest + 1 - size);
  let at = draw % weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < weights.length; i++) {
    at -= weights[i] ?? 0;
    if (at < 0) return i;
  }
  return weights.length - 1;
}

/** Counts bytes against the sticky partition and leaves it when a batch's worth is there: at a batch's end, at the latest at twice that. */
export function recordAppended(state: PartitionerState, config: PartitionerConfig, topic: string, bytes: number, batchEnded: boolean): void {
  const sticky = state.sticky[topic];
  if (sticky === undefined) return;
  sticky.producedBytes += bytes;
  if ((sticky.producedBytes >= config.batchSize && batchEnded) || sticky.producedBytes >= config.batchSize * 2) delete state.sticky[topic];
}
