// The server-side range assignor: each topic is cut into ranges, one a member, the first members get one more where it does not divide.
import { type AssignorMember, type Assignor, type Draft, settled } from './member.ts';

/** RangeAssignor of the group coordinator. It keeps nothing of the target before. */
export const assignRange: Assignor = (members, counts) => {
  const drafts: Record<string, Draft> = {};
  const ordered = [...members].sort(byInstanceThenId);
  const topics = new Set(ordered.flatMap((member) => member.topicIds));
  for (const member of ordered) drafts[member.memberId] = {};
  for (const topic of topics) {
    const subscribers = ordered.filter((member) => member.topicIds.includes(topic));
    const count = counts[topic] ?? 0;
    const least = Math.floor(count / subscribers.length);
    let next = 0;
    subscribers.forEach((member, i) => {
      const quota = least + (i < count % subscribers.length ? 1 : 0);
      const draft = drafts[member.memberId];
      if (draft !== undefined) draft[topic] = Array.from({ length: quota }, (_, k) => next + k);
      next += quota;
    });
  }
  return Object.fromEntries(Object.entries(drafts).map(([id, draft]) => [id, settled(draft)]));
};

/** Static members first, by instance id, so that they keep their ranges; then the others by member id. */
function byInstanceThenId(a: AssignorMember, b: AssignorMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return a.instanceId < b.instanceId ? -1 : 1;
  if (a.instanceId !== null || b.instanceId !== null) return a.instanceId !== null ? -1 : 1;
  return a.memberId < b.memberId ? -1 : 1;
}
