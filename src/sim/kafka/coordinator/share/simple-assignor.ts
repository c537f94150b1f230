// The simple assignor of share groups: a partition goes to several members where there are more members than partitions (SimpleAssignor, KIP-932).
import type { TopicPartition } from '../../protocol.ts';

export interface AssignedMember {
  readonly memberId: string;
  /** The topics that it is subscribed to. */
  readonly topics: readonly string[];
  /** What it has now. */
  readonly current: readonly TopicPartition[];
}

/** Partitions by member id, in order. Members with one subscription share all partitions; with several, each topic is shared by its subscribers. */
export function assignSimple(members: readonly AssignedMember[], partitions: readonly TopicPartition[]): Record<string, readonly TopicPartition[]> {
  const out: Record<string, TopicPartition[]> = {};
  for (const { memberId } of members) out[memberId] = [];
  const [first] = members;
  if (first === undefined) return out;
  const isAlike = members.every((one) => one.topics.join() === first.topics.join());
  if (isAlike) share(members, partitions.filter((one) => first.topics.includes(one.topic)), out);
  else {
    for (const topic of new Set(partitions.map((one) => one.topic))) share(members.filter((one) => one.topics.includes(topic)), partitions.filter((one) => one.topic === topic), out);
  }
  return out;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

function share(members: readonly AssignedMember[], partitions: readonly TopicPartition[], out: Record<string, TopicPartition[]>): void {
  if (members.length === 0 || partitions.length === 0) return;
  const sharing = Math.ceil(members.length / partitions.length);
  const each = (sharing * partitions.length) / members.length;
  const wanted = members.map((_, i) => Math.ceil(each * (i + 1)) - Math.ceil(each * i));
  const sharers = new Map(partitions.map((one) => [nameOf(one), new Set<number>()]));
  const counts = members.map(() => 0);
  // What a member has it keeps, as long as neither it nor the partition has too many.
  members.forEach((member, m) => {
    for (const one of member.current) {
      const of = sharers.get(nameOf(one));
      if (of === undefined || of.size >= sharing || (counts[m] ?? 0) >= (wanted[m] ?? 0)) continue;
      of.add(m);
      counts[m] = (counts[m] ?? 0) + 1;
    }
  });
  fill(partitions, sharers, counts, wanted, sharing);
  members.forEach(({ memberId }, m) => {
    const own = out[memberId] ?? [];
    out[memberId] = [...own, ...partitions.filter((one) => sharers.get(nameOf(one))?.has(m) ?? false)];
  });
}

/** Partitions one after the other take the next members that have too few, round and round. */
function fill(partitions: readonly TopicPartition[], sharers: ReadonlyMap<string, Set<number>>, counts: number[], wanted: readonly number[], sharing: number): void {
  let next = 0;
  for (const one of partitions) {
    const of = sharers.get(nameOf(one)) ?? new Set<number>();
    for (let looked = 0; of.size < sharing && looked < counts.length; looked++) {
      const m = next % counts.length;
      next += 1;
      if (of.has(m) || (counts[m] ?? 0) >= (wanted[m] ?? 0)) continue;
      of.add(m);
      counts[m] = (counts[m] ?? 0) + 1;
      looked = -1;
    }
  }
}
