// Small sums over partitions by topic id.
import { freeze } from '../../../kernel/freeze.ts';
import type { MetadataImage } from '../../metadata-image.ts';
import type { TopicPartitions } from '../../protocol-consumer-groups.ts';
import type { Assignment, ConsumerGroup } from './state.ts';

export function isNone(assignment: Assignment): boolean {
  return Object.keys(assignment).length === 0;
}

export function has(assignment: Assignment, topicId: string, partition: number): boolean {
  return assignment[topicId]?.includes(partition) === true;
}

export function sameAssignment(a: Assignment, b: Assignment): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function countOf(assignment: Assignment): number {
  return Object.values(assignment).reduce((sum, partitions) => sum + partitions.length, 0);
}

/** The partitions that fit, topics without any left out. Frozen. */
export function filtered(assignment: Assignment, fits: (topicId: string, partition: number) => boolean): Assignment {
  const rest: Record<string, readonly number[]> = {};
  for (const [topicId, partitions] of Object.entries(assignment)) {
    const left = partitions.filter((partition) => fits(topicId, partition));
    if (left.length > 0) rest[topicId] = left;
  }
  return freeze(rest);
}

/** Both together, in ascending order. Frozen. */
export function union(a: Assignment, b: Assignment): Assignment {
  const sum: Record<string, readonly number[]> = {};
  for (const topicId of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    sum[topicId] = [...new Set([...(a[topicId] ?? []), ...(b[topicId] ?? [])])].sort((x, y) => x - y);
  }
  return freeze(sum);
}

/** Whether every partition that the member says it owns is in the assignment; a member that says nothing is not believed. */
export function owns(rows: readonly TopicPartitions[] | null, assignment: Assignment): boolean {
  return rows !== null && rows.every(({ topicId, partitions }) => partitions.every((partition) => has(assignment, topicId, partition)));
}

/** Whether any member has the partition, or has not yet let go of it (ConsumerGroup.currentPartitionEpoch). */
export function isTaken(group: ConsumerGroup, topicId: string, partition: number): boolean {
  return group.members.some((member) => has(member.assigned, topicId, partition) || has(member.pendingRevocation, topicId, partition));
}

/** `orders-0, orders-1` for the reader; topics that are gone are left out. */
export function inWords(image: MetadataImage, assignment: Assignment): string {
  return Object.entries(assignment).flatMap(([topicId, partitions]) => partitions.map((partition) => `${image.topicNames[topicId] ?? topicId}-${partition}`)).join(', ');
}
