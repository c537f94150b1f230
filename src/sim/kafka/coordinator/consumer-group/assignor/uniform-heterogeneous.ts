// The uniform assignor where members want different topics: topics one by one, each partition to whoever has least, then evened out.
import { type AssignorMember, type Assignor, type Draft, settled } from './member.ts';

/** How often all topics are gone through at most while evening out. */
const MAX_ROUNDS = 16;

interface Work {
  readonly members: readonly AssignorMember[];
  readonly counts: Readonly<Record<string, number>>;
  /** Who wants a topic, as places in `members`. */
  readonly subscribers: Record<string, number[]>;
  /** Who has each partition of a topic, -1 for nobody. */
  readonly owners: Record<string, number[]>;
  /** How many partitions each member has. */
  readonly sizes: number[];
}

/** UniformHeterogeneousAssignmentBuilder. */
export const assignUnevenly: Assignor = (members, counts) => {
  const work = begin(members, counts);
  const topics = Object.keys(work.owners).sort((a, b) => byLoad(work, a, b));
  for (const topic of topics) fill(work, topic);
  even(work, topics.filter((topic) => (work.subscribers[topic]?.length ?? 0) >= 2));
  return result(work);
};

/** Everybody keeps what it still wants. */
function begin(members: readonly AssignorMember[], counts: Readonly<Record<string, number>>): Work {
  const work: Work = { members, counts, subscribers: {}, owners: {}, sizes: members.map(() => 0) };
  members.forEach((member, index) => {
    for (const topic of member.topicIds) {
      (work.subscribers[topic] ??= []).push(index);
      const owners = (work.owners[topic] ??= Array.from({ length: counts[topic] ?? 0 }, () => -1));
      for (const partition of member.target[topic] ?? []) {
        if (partition >= owners.length) continue;
        owners[partition] = index;
        work.sizes[index] = (work.sizes[index] ?? 0) + 1;
      }
    }
  });
  return work;
}

/** Topics with most partitions a subscriber first, then those with fewest subscribers. */
function byLoad(work: Work, a: string, b: string): number {
  const subscribers = (topic: string): number => work.subscribers[topic]?.length ?? 1;
  const load = (topic: string): number => (work.counts[topic] ?? 0) / subscribers(topic);
  return load(b) - load(a) || subscribers(a) - subscribers(b) || (a < b ? -1 : 1);
}

function bySize(work: Work, topic: string): number[] {
  return [...(work.subscribers[topic] ?? [])].sort((a, b) => (work.sizes[a] ?? 0) - (work.sizes[b] ?? 0) || a - b);
}

/** The place in `order` of whoever has least; the earliest of equals. */
function leastLoaded(work: Work, order: readonly number[]): number {
  let best = 0;
  order.forEach((member, place) => {
    if ((work.sizes[member] ?? 0) < (work.sizes[order[best] ?? 0] ?? 0)) best = place;
  });
  return best;
}

/** The place of whoever has most among the first `end`; the latest of equals; -1 where there is none. */
function mostLoaded(work: Work, order: readonly number[], end: number): number {
  let best = end - 1;
  for (let place = end - 1; place >= 0; place--) if ((work.sizes[order[place] ?? 0] ?? 0) > (work.sizes[order[best] ?? 0] ?? 0)) best = place;
  return best;
}

function give(work: Work, topic: string, partition: number, to: number): void {
  const owners = work.owners[topic] ?? [];
  const from = owners[partition] ?? -1;
  if (from >= 0) work.sizes[from] = (work.sizes[from] ?? 0) - 1;
  owners[partition] = to;
  work.sizes[to] = (work.sizes[to] ?? 0) + 1;
}

/** Gives what nobody has to whoever has least. */
function fill(work: Work, topic: string): void {
  const order = bySize(work, topic);
  (work.owners[topic] ?? []).forEach((owner, partition) => {
    if (owner === -1) give(work, topic, partition, order[leastLoaded(work, order)] ?? 0);
  });
}

/** Goes through the topics until a whole round has moved nothing. */
function even(work: Work, topics: readonly string[]): void {
  let last = -1;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const [i, topic] of topics.entries()) {
      if (i === last) return;
      const moved = evenTopic(work, topic);
      if (moved > 0 || last === -1) last = i;
    }
  }
}

/** Moves partitions of one topic from whoever has most to whoever has least, as long as that makes it more even. Returns how many. */
function evenTopic(work: Work, topic: string): number {
  const order = bySize(work, topic);
  const owners = work.owners[topic] ?? [];
  let end = order.length;
  let moved = 0;
  for (;;) {
    const most = mostLoaded(work, order, end);
    const giver = order[most];
    if (giver === undefined) return moved;
    const partition = owners.lastIndexOf(giver);
    if (partition === -1) {
      // It has none of this topic to give: it changes places with the last one looked at, and is looked at no more.
      order[most] = order[end - 1] ?? giver;
      order[end - 1] = giver;
      end -= 1;
      continue;
    }
    const taker = order[leastLoaded(work, order)] ?? giver;
    if ((work.sizes[giver] ?? 0) - (work.sizes[taker] ?? 0) <= 1) return moved;
    give(work, topic, partition, taker);
    moved += 1;
  }
}

function result(work: Work): ReturnType<Assignor> {
  const drafts: Draft[] = work.members.map(() => ({}));
  for (const [topic, owners] of Object.entries(work.owners)) {
    owners.forEach((owner, partition) => {
      const draft = drafts[owner];
      if (draft !== undefined) (draft[topic] ??= []).push(partition);
    });
  }
  return Object.fromEntries(work.members.map((member, i) => [member.memberId, settled(drafts[i] ?? {})]));
}
