// RoundRobinAssignor: all partitions of all topics in order, dealt to the members in turn.
import type { Assignment, Member } from './member.ts';
import { compareMembers, nothingFor, partitionsOf, wantedTopics } from './member.ts';

/** Deals partitions in turn; a member that does not want the topic is passed over. */
export function assignRoundRobin(members: readonly Member[], counts: Readonly<Record<string, number>>): Assignment {
  const assignment = nothingFor(members);
  const ring = [...members].sort(compareMembers);
  let at = 0;
  for (const topic of wantedTopics(members, counts)) {
    for (const partition of partitionsOf(topic, counts)) {
      const turn = nextWanting(ring, topic, at);
      assignment[ring[turn % ring.length]?.memberId ?? '']?.push(partition);
      at = turn + 1;
    }
  }
  return assignment;
}

/** Whose turn it is, from `at` on, among those who want the topic. Someone does. */
function nextWanting(ring: readonly Member[], topic: string, at: number): number {
  for (let turn = at; turn < at + ring.length; turn++) if (ring[turn % ring.length]?.topics.includes(topic) === true) return turn;
  return at;
}
