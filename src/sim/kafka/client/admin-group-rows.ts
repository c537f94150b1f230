// Groups as the admin client describes them, whichever protocol they use.
import type { TopicPartition } from '../protocol.ts';
import type { ConsumerGroupDescribeResponse, DescribedAssignment } from '../protocol-consumer-groups.ts';
import type { DescribeGroupsResponse } from '../protocol-groups.ts';
import type { GroupCoordinator } from './admin-calls.ts';

type ClassicRow = DescribeGroupsResponse['groups'][number];

/** What only the new protocol tells of a member; null for classic groups. */
export interface ModernMember {
  readonly epoch: number;
  readonly target: readonly TopicPartition[];
  /** False for a classic member among others of the new protocol. */
  readonly isUpgraded: boolean;
}

export interface DescribedGroup extends Omit<ClassicRow, 'members'> {
  readonly coordinator: GroupCoordinator;
  readonly members: readonly (ClassicRow['members'][number] & { readonly modern: ModernMember | null })[];
  /** Null for classic groups. */
  readonly epochs: { readonly group: number; readonly assignment: number } | null;
}

/** A group of the classic protocol. */
export function classicRow(group: ClassicRow, coordinator: GroupCoordinator): DescribedGroup {
  return { ...group, coordinator, epochs: null, members: group.members.map((member) => ({ ...member, modern: null })) };
}

/** A group of the new consumer protocol. */
export function consumerRow(group: ConsumerGroupDescribeResponse['groups'][number], coordinator: GroupCoordinator): DescribedGroup {
  return {
    errorCode: group.errorCode, errorMessage: group.errorMessage, groupId: group.groupId, groupState: group.groupState, protocolType: 'consumer', protocolData: group.assignorName,
    coordinator, epochs: { group: group.groupEpoch, assignment: group.assignmentEpoch },
    members: group.members.map((member) => ({
      memberId: member.memberId, groupInstanceId: member.instanceId, clientId: member.clientId, clientHost: member.clientHost, memberAssignment: places(member.assignment),
      modern: { epoch: member.memberEpoch, target: places(member.targetAssignment), isUpgraded: member.memberType === 1 },
    })),
  };
}

function places({ topicPartitions }: DescribedAssignment): TopicPartition[] {
  return topicPartitions.flatMap(({ topicName, partitions }) => partitions.map((partition) => ({ topic: topicName, partition })));
}
