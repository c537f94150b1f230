// Who reads which partition of a group, how far it has committed and read, and what is left.
import type { OwnerRecord } from '../bridge/records.ts';
import type { CommittedOffset } from '../sim/kafka/coordinator/committed-offset.ts';
import type { MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { TopicPartition } from '../sim/kafka/protocol.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Client } from './clients.ts';
import { boxOf } from './flights.ts';
import { logOn } from './logs.ts';

export interface Owner {
  readonly memberId: string;
  /** Where it was heard of last, empty where that is not known. */
  readonly node: string;
  readonly assignment: readonly TopicPartition[];
}

/** A group of either consumer protocol. */
export interface Owned {
  readonly groupId: string;
  readonly offsets: Readonly<Record<string, CommittedOffset>>;
  readonly members: readonly Owner[];
}

/** The node of the member's process, where it can be seen; else where it was heard of last. */
export function nodeOfMember(member: Pick<Owner, 'memberId' | 'node'>, clients: readonly Client[]): string {
  const client = clients.find(({ view }) => view?.memberId === member.memberId);
  return client?.record.node ?? boxOf(member.node);
}

/** One row for each partition that the group has committed in or that a member owns. */
export function ownerRecords(world: KernelState, image: MetadataImage, group: Owned, clients: readonly Client[]): OwnerRecord[] {
  const rows = new Map<string, { topic: string; partition: number; member: Owner | null; committed: number | null }>();
  for (const { topic, partition, offset } of Object.values(group.offsets)) rows.set(`${topic}-${partition}`, { topic, partition, member: null, committed: offset });
  for (const member of group.members) {
    for (const { topic, partition } of member.assignment) {
      const name = `${topic}-${partition}`;
      rows.set(name, { topic, partition, committed: rows.get(name)?.committed ?? null, member });
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { topic, partition, member, committed }]) => {
    const leader = image.topics[topic]?.partitions[partition]?.leader ?? -1;
    const end = logOn(world, leader, name)?.highWatermark ?? null;
    const view = member === null ? undefined : clients.find((client) => client.view?.memberId === member.memberId)?.view;
    const position = view?.positions.find((each) => each.topic === topic && each.partition === partition)?.position ?? null;
    return {
      kind: 'owner', id: `owner/${group.groupId}/${name}`, group: group.groupId, topic, partition, memberId: member?.memberId ?? null, node: member === null ? null : nodeOfMember(member, clients), committed, position,
      lag: committed === null || end === null ? null : Math.max(0, end - committed),
    };
  });
}
