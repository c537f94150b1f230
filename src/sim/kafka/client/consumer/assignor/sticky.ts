// StickyAssignor: as even as can be, and among all even divisions one that moves little (KIP-54).
import type { TopicPartition } from '../../../protocol.ts';
import type { Assignment, Member } from './member.ts';
import { compareText, nothingFor, partitionsOf, wantedTopics } from './member.ts';

/** Divides partitions evenly, keeping what members own where that is possible. */
export function assignSticky(members: readonly Member[], counts: Readonly<Record<string, number>>): Assignment {
  const owned = validOwnership(members, counts);
  const first = [...(members[0]?.topics ?? [])].sort(compareText).join();
  const sameTopics = members.every((member) => [...member.topics].sort(compareText).join() === first);
  return sameTopics ? assignAlike(members, counts, owned) : assignUnlike(members, counts, owned);
}

function name(of: TopicPartition): string {
  return `${of.topic}-${of.partition}`;
}

/** What each member really owns: claims of an older generation lose; two claims of one generation cancel each other. */
function validOwnership(members: readonly Member[], counts: Readonly<Record<string, number>>): Assignment {
  const claims = new Map<string, { memberId: string; generation: number; disputed: boolean }>();
  for (const member of members) {
    for (const partition of member.owned) {
      const claim = claims.get(name(partition));
      if (claim === undefined || member.generation > claim.generation) claims.set(name(partition), { memberId: member.memberId, generation: member.generation, disputed: false });
      else if (member.generation === claim.generation) claim.disputed = true;
    }
  }
  const owned = nothingFor(members);
  for (const member of members) {
    owned[member.memberId] = member.owned.filter((partition) => {
      const claim = claims.get(name(partition));
      const isOwner = claim !== undefined && claim.memberId === member.memberId && !claim.disputed;
      return isOwner && member.topics.includes(partition.topic) && partition.partition < (counts[partition.topic] ?? 0);
    });
  }
  return owned;
}

/** Every member wants the same topics: everyone keeps up to its quota, the rest is dealt. */
function assignAlike(members: readonly Member[], counts: Readonly<Record<string, number>>, owned: Assignment): Assignment {
  const all = wantedTopics(members, counts).flatMap((topic) => partitionsOf(topic, counts));
  const least = Math.floor(all.length / members.length);
  const most = Math.ceil(all.length / members.length);
  const richExpected = all.length % members.length;
  let rich = 0;
  const assignment = nothingFor(members);
  let under: string[] = [];
  let exact: string[] = [];
  const kept = new Set<string>();
  for (const id of members.map((member) => member.memberId).sort(compareText)) {
    const mine = owned[id] ?? [];
    let keep = mine;
    if (mine.length < least) {
      under.push(id);
    } else if (mine.length >= most && rich < richExpected) {
      rich++;
      if (rich === richExpected) exact = [];
      keep = mine.slice(0, most);
    } else {
      keep = mine.slice(0, least);
      if (rich < richExpected) exact.push(id);
    }
    assignment[id] = [...keep];
    for (const partition of keep) kept.add(name(partition));
  }
  under.sort(compareText);
  exact.sort(compareText);
  const free = all.filter((partition) => !kept.has(name(partition)));
  let at = 0;
  for (const partition of free) {
    if (under.length === 0) {
      const id = exact.shift();
      if (id !== undefined) assignment[id]?.push(partition);
      continue;
    }
    if (at >= under.length) at = 0;
    const id = under[at] ?? '';
    const mine = assignment[id];
    mine?.push(partition);
    if (mine?.length === least) {
      under = under.filter((other) => other !== id);
      if (least < most) exact.push(id);
    } else {
      at++;
    }
  }
  return assignment;
}

/** Members want different topics: give each free partition to the poorest that wants it, then move from rich to poor. */
function assignUnlike(members: readonly Member[], counts: Readonly<Record<string, number>>, owned: Assignment): Assignment {
  const wanting = (topic: string): string[] => members.filter((member) => member.topics.includes(topic)).map((member) => member.memberId);
  const topics = wantedTopics(members, counts).sort((a, b) => wanting(a).length - wanting(b).length || compareText(a, b));
  const all = topics.flatMap((topic) => partitionsOf(topic, counts));
  const assignment = nothingFor(members);
  const ownerOf = new Map<string, string>();
  for (const member of members) {
    for (const partition of owned[member.memberId] ?? []) {
      assignment[member.memberId]?.push(partition);
      ownerOf.set(name(partition), member.memberId);
    }
  }
  const size = (id: string): number => assignment[id]?.length ?? 0;
  const poorest = (topic: string): string | undefined => wanting(topic).sort((a, b) => size(a) - size(b) || compareText(a, b))[0];
  for (const partition of all) {
    if (ownerOf.has(name(partition))) continue;
    const id = poorest(partition.topic);
    if (id === undefined) continue;
    assignment[id]?.push(partition);
    ownerOf.set(name(partition), id);
  }
  let moved = true;
  // Each move lowers the sum of the squares of the sizes, so this ends.
  while (moved) {
    moved = false;
    for (const partition of all) {
      const from = ownerOf.get(name(partition));
      const to = poorest(partition.topic);
      if (from === undefined || to === undefined || size(from) <= size(to) + 1) continue;
      assignment[from] = (assignment[from] ?? []).filter((other) => name(other) !== name(partition));
      assignment[to]?.push(partition);
      ownerOf.set(name(partition), to);
      moved = true;
    }
  }
  return assignment;
}
