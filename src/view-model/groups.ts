// Consumer groups as their coordinators know them: members, who owns what, committed offsets, positions, lag.
import type { GroupRecord, MemberRecord, WorldRecord } from '../bridge/records.ts';
import type { ClassicGroup, Member } from '../sim/kafka/coordinator/group-state.ts';
import type { MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Client } from './clients.ts';
import { brokers } from './cluster.ts';
import { consumerGroupRecords } from './consumer-groups.ts';
import type { LatestFacts } from './facts.ts';
import { nodeOfMember, ownerRecords } from './owners.ts';
import { shareGroupRecords } from './share-groups.ts';

export function groupRecords(world: KernelState, image: MetadataImage, clients: readonly Client[], facts: LatestFacts): WorldRecord[] {
  const seen = new Set<string>();
  return brokers(world).flatMap(({ up, state }) => Object.values(up ? state.plane.groups.groups : {}).flatMap((group): WorldRecord[] => {
    if (group.kind === 'share' && !seen.has(group.groupId) && state.plane.groups.shards[`p${group.partition}`] !== undefined) {
      seen.add(group.groupId);
      return shareGroupRecords(world, image, group, state.id, clients, facts);
    }
    if (group.kind === 'consumer' && !seen.has(group.groupId) && state.plane.groups.shards[`p${group.partition}`] !== undefined) {
      seen.add(group.groupId);
      return consumerGroupRecords(world, image, group, state.id, clients, facts);
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

function memberRecord(group: ClassicGroup, member: Member, clients: readonly Client[]): MemberRecord {
  return {
    kind: 'member', id: `member/${group.groupId}/${member.memberId}`, group: group.groupId, memberId: member.memberId, clientId: member.clientId, instanceId: member.instanceId, node: nodeOfMember(member, clients),
    assignment: member.assignment.map(({ topic, partition }) => `${topic}-${partition}`),
  };
}
