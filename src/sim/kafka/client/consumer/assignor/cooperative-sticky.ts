// CooperativeStickyAssignor: the sticky division, but a partition that moves is given to nobody until its owner has let it go (KIP-429).
import type { Assignment, Member } from './member.ts';
import { assignSticky } from './sticky.ts';

/** The sticky assignment without the partitions that some other member still owns: they follow in the next rebalance. */
export function assignCooperatively(members: readonly Member[], counts: Readonly<Record<string, number>>): Assignment {
  const target = assignSticky(members, counts);
  const assignment: Assignment = {};
  for (const member of members) {
    assignment[member.memberId] = (target[member.memberId] ?? []).filter((partition) => {
      const ownedByOther = members.some((other) => other !== member && other.owned.some((o) => o.topic === partition.topic && o.partition === partition.partition));
      const ownedHere = member.owned.some((o) => o.topic === partition.topic && o.partition === partition.partition);
      return ownedHere || !ownedByOther;
    });
  }
  return assignment;
}
