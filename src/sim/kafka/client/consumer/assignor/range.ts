// RangeAssignor: topic by topic, the partitions in order cut into ranges, one for each member in order. Kafka's default.
import type { Assignment, Member } from './member.ts';
import { compareMembers, nothingFor, partitionsOf, wantedTopics } from './member.ts';

/** Divides partitions by ranges; the first members get one more where it doesn't come out even. */
export function assignRange(members: readonly Member[], counts: Readonly<Record<string, number>>): Assignment {
  const assignment = nothingFor(members);
  for (const topic of wantedTopics(members, counts)) {
    const readers = members.filter((member) => member.topics.includes(topic)).sort(compareMembers);
    const partitions = partitionsOf(topic, counts);
    const each = Math.floor(partitions.length / readers.length);
    const more = partitions.length % readers.length;
    readers.forEach((member, i) => {
      const from = each * i + Math.min(i, more);
      assignment[member.memberId]?.push(...partitions.slice(from, from + each + (i < more ? 1 : 0)));
    });
  }
  return assignment;
}
