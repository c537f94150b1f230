// Groups of the new consumer protocol (KIP-848) as their coordinators know them: epochs, members on their way to their targets.
import type { MemberRecord, WorldRecord } from '../bridge/records.ts';
import type { Assignment, ConsumerGroup, ConsumerMember } from '../sim/kafka/coordinator/consumer-group/state.ts';
import { consumerGroupState } from '../sim/kafka/coordinator/consumer-group/state.ts';
import type { MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { TopicPartition } from '../sim/kafka/protocol.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Client } from './clients.ts';
import type { LatestFacts } from './facts.ts';
import { nodeOfMember, ownerRecords } from './owners.ts';

export function consumerGroupRecords(world: KernelState, image: MetadataImage, group: ConsumerGroup, coordinator: number, clients: readonly Client[], facts: LatestFacts): WorldRecord[] {
  const members = group.members.map((member) => ({ memberId: member.memberId, node: member.node, assignment: places(image, member.assigned) }));
  return [
    {
      kind: 'group', id: `group/${group.groupId}`, group: group.groupId, state: consumerGroupState(group), generation: group.epoch, assignmentEpoch: group.assignmentEpoch,
      assignor: group.members.find((member) => member.subscription.serverAssignor !== null)?.subscription.serverAssignor ?? 'uniform', coordinator, members: group.members.length,
      stateFact: facts.group.get(group.groupId) ?? -1,
    },
    ...group.members.map((member) => memberRecord(image, group, member, clients)),
    ...ownerRecords(world, image, { groupId: group.groupId, offsets: group.offsets, members }, clients),
  ];
}

function memberRecord(image: MetadataImage, group: ConsumerGroup, member: ConsumerMember, clients: readonly Client[]): MemberRecord {
  return {
    kind: 'member', id: `member/${group.groupId}/${member.memberId}`, group: group.groupId, memberId: member.memberId, clientId: member.subscription.clientId, instanceId: member.subscription.instanceId,
    node: nodeOfMember(member, clients), assignment: names(image, member.assigned),
    modern: { epoch: member.epoch, state: member.state, target: names(image, group.target[member.memberId] ?? {}), revoking: names(image, member.pendingRevocation) },
  };
}

/** By topic and partition; topics that are gone are left out. */
function places(image: MetadataImage, assignment: Assignment): TopicPartition[] {
  return Object.entries(assignment).flatMap(([topicId, partitions]) => {
    const topic = image.topicNames[topicId];
    return topic === undefined ? [] : partitions.map((partition) => ({ topic, partition }));
  });
}

function names(image: MetadataImage, assignment: Assignment): string[] {
  return places(image, assignment).map(({ topic, partition }) => `${topic}-${partition}`);
}
