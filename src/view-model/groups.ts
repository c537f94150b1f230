// Consumer groups as their coordinators know them: members, who owns what, committed offsets, positions, lag.
import type { GroupRecord, MemberRecord, OwnerRecord, WorldRecord } from '../bridge/records.ts';
import type { ClassicGroup, Member } from '../sim/kafka/coordinator/group-state.ts';
import type { MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Client } from './clients.ts';
import { brokers } from './cluster.ts';
import type { LatestFacts } from './facts.ts';
import { logOn } from './logs.ts';
import { shareGroupRecords } from './share-groups.ts';

export function groupRecords(world: KernelState, image: MetadataImage, clients: readonly Client[], facts: LatestFacts): WorldRecord[] {
  const seen = new Set<string>();
  return brokers(world).flatMap(({ up, state }) => Object.values(up ? state.plane.groups.groups : {}).flatMap((group): WorldRecord[] => {
    if (group.kind === 'share' && !seen.has(group.groupId) && state.plane.groups.shards[`p${group.partition}`] !== undefined) {
      seen.add(group.groupId);
      return shareGroupRecords(world, image, group, state.id, clients, facts);
    }
    if (group.kind !== 'classic' || seen.has(group.groupId) || state.plane.groups.shards[`p${group.partition}`] === undefined || group.state === 'Dead') return [];
    seen.add(group.groupId);
    return [groupRecord(group, state.id, facts), ...group.members.map((member) => memberRecord(group, member, clients)), ...ownerRecords(world, image, group, clients)];
  }));
}

function groupRecord(group: ClassicGroup, coordinator: number, facts: LatestFacts): GroupRecord {
  return {
    kind: 'group', id: `group/${group.groupId}`, group: group.groupId, state: group.state, generation: group.generation, assignor: group.protocolName ?? '', coordinator, members: group.members.length,
    stateFact: facts.group.get(group.groupId) ?? -1,
  };
}

function nodeOfMember(member: Member, clients: readonly Client[]): string {
  const client = clients.find(({ view }) => view?.memberId === member.memberId);
  return client?.record.node ?? member.node;
}

function memberRecord(group: ClassicGroup, member: Member, clients: readonly Client[]): MemberRecord {
  return {
    kind: 'member', id: `member/${group.groupId}/${member.memberId}`, group: group.groupId, memberId: member.memberId, clientId: member.clientId, instanceId: member.instanceId, node: nodeOfMember(member, clients),
    assignment: member.assignment.map(({ topic, partition }) => `${topic}-${partition}`),
  };
}

/** One row for each partition that the group has committed in or that a member owns. */
function ownerRecords(world: KernelState, image: MetadataImage, group: ClassicGroup, clients: readonly Client[]): OwnerRecord[] {
  const rows = new Map<string, { topic: string; partition: number; member: Member | null; committed: number | null }>();
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
