// What an assignor knows of a member, and the order in which assignors look at members.
import type { TopicPartition } from '../../../protocol.ts';

export interface Member {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly string[];
  readonly owned: readonly TopicPartition[];
  /** The generation in which it owned them, -1 where unknown. */
  readonly generation: number;
}

/** By member id. */
export type Assignment = Record<string, TopicPartition[]>;

/** Static members first, by their instance id; then the others by member id (KIP-345). */
export function compareMembers(a: Member, b: Member): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) return compareText(a.groupInstanceId, b.groupInstanceId);
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every topic that exists and that some member wants, by name. */
export function wantedTopics(members: readonly Member[], counts: Readonly<Record<string, number>>): string[] {
  const topics = new Set(members.flatMap((member) => member.topics));
  return [...topics].filter((topic) => (counts[topic] ?? 0) > 0).sort(compareText);
}

/** The partitions of a topic. */
export function partitionsOf(topic: string, counts: Readonly<Record<string, number>>): TopicPartition[] {
  return Array.from({ length: counts[topic] ?? 0 }, (_, partition) => ({ topic, partition }));
}

export function nothingFor(members: readonly Member[]): Assignment {
  const assignment: Assignment = {};
  for (const member of members) assignment[member.memberId] = [];
  return assignment;
}
