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
      while (!(ring[at % ring.length]?.topics.includes(topic) ?? false)) at++;
      assignment[ring[at % ring.length]?.memberId ?? '']?.push(partition);
      at++;
    }
  }
  return assignment;
}
