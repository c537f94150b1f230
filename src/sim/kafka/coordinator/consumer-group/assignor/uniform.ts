// The uniform assignor, where all members want the same topics: as even as can be, and everybody keeps what fits (UniformAssignor).
import { assignUnevenly } from './uniform-heterogeneous.ts';
import { type AssignorMember, type Assignor, type Draft, isHomogeneous, settled } from './member.ts';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** UniformAssignor: one way for equal subscriptions, another for different ones. */
export const assignUniform: Assignor = (members, counts) => (isHomogeneous(members) ? assignEvenly(members, counts) : assignUnevenly(members, counts));

/** UniformHomogeneousAssignmentBuilder. */
function assignEvenly(members: readonly AssignorMember[], counts: Readonly<Record<string, number>>): ReturnType<Assignor> {
  const topics = members[0]?.topicIds ?? [];
  const free = unassigned(members, topics, counts);
  const total = topics.reduce((sum, topic) => sum + (counts[topic] ?? 0), 0);
  const least = Math.floor(total / Math.max(1, members.length));
  let extras = total % Math.max(1, members.length);
  const drafts: Record<string, Draft> = {};
  const unfilled: { readonly draft: Draft; readonly room: number }[] = [];
  members.forEach((member, i) => {
    const draft: Draft = (drafts[member.memberId] = {});
    let hasExtra = extras > 0;
    let room = least + (hasExtra ? 1 : 0);
    for (const [topic, partitions] of Object.entries(member.target)) {
      if (!topics.includes(topic)) continue;
      draft[topic] = partitions.slice(0, room);
      for (const partition of partitions.slice(room)) free.push({ topic, partition });
      room -= draft[topic].length;
    }
    // Whoever does not need the extra partition leaves it to a later member, as long as enough of them are left.
    if (hasExtra && room > 0 && members.length - i > extras) {
      room -= 1;
      hasExtra = false;
    }
    if (room > 0) unfilled.push({ draft, room });
    if (hasExtra) extras -= 1;
  });
  let next = 0;
  for (const { draft, room } of unfilled) {
    for (const { topic, partition } of free.slice(next, next + room)) (draft[topic] ??= []).push(partition);
    next += room;
  }
  return Object.fromEntries(Object.entries(drafts).map(([id, draft]) => [id, settled(draft)]));
}

/** What nobody has, topic by topic. */
function unassigned(members: readonly AssignorMember[], topics: readonly string[], counts: Readonly<Record<string, number>>): Place[] {
  const places: Place[] = [];
  for (const topic of topics) {
    const taken = new Set(members.flatMap((member) => member.target[topic] ?? []));
    for (let partition = 0; partition < (counts[topic] ?? 0); partition++) if (!taken.has(partition)) places.push({ topic, partition });
  }
  return places;
}
