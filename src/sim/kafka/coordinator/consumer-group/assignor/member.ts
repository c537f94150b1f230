// What a server-side assignor is given and what it answers.
import type { Assignment } from '../state.ts';

export interface AssignorMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** The ids of the topics that it subscribes to and that exist. */
  readonly topicIds: readonly string[];
  /** Its target before. */
  readonly target: Assignment;
}

/** Takes members in the coordinator's order and partition counts by topic id; answers each member's target. */
export type Assignor = (members: readonly AssignorMember[], counts: Readonly<Record<string, number>>) => Record<string, Assignment>;

/** Partitions by topic id while they are being divided. */
export type Draft = Record<string, number[]>;

/** The draft as an assignment: topics and partitions in ascending order, none of them empty. */
export function settled(draft: Draft): Assignment {
  const sorted: Record<string, readonly number[]> = {};
  for (const topic of Object.keys(draft).sort()) {
    const partitions = draft[topic] ?? [];
    if (partitions.length > 0) sorted[topic] = [...partitions].sort((a, b) => a - b);
  }
  return sorted;
}

/** Whether all members want the same topics (SubscriptionType.HOMOGENEOUS). */
export function isHomogeneous(members: readonly AssignorMember[]): boolean {
  const first = members[0]?.topicIds ?? [];
  return members.every(({ topicIds }) => topicIds.length === first.length && topicIds.every((topic) => first.includes(topic)));
}
