// ConsumerGroupDescribe: what tools see of a consumer group.
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import type { MetadataImage } from '../../metadata-image.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { ConsumerGroupDescribeResponse, DescribedAssignment } from '../../protocol-consumer-groups.ts';
import { findGroup } from '../group-state.ts';
import { coordinatorError } from '../shards.ts';
import { assignorOf } from './epochs.ts';
import { type Assignment, type ConsumerGroup, consumerGroupState, NOTHING } from './state.ts';
import { listed } from './stored.ts';

type Described = ConsumerGroupDescribeResponse['groups'][number];

export function handleConsumerGroupDescribe(env: Env, request: Request<'ConsumerGroupDescribe'>, from: NodeId): void {
  const groups = request.body.groupIds.map((groupId): Described => {
    const error = coordinatorError(env, groupId);
    if (error !== 'NONE') return undescribed(groupId, error, null);
    const group = findGroup(env.plane.groups, groupId);
    if (group === null) return undescribed(groupId, 'GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`);
    return group.kind === 'consumer' ? described(env, group) : undescribed(groupId, 'GROUP_ID_NOT_FOUND', `Group ${groupId} is not a consumer group.`);
  });
  respond(env.ctx, from, 'ConsumerGroupDescribe', request.correlationId, { groups });
}

function undescribed(groupId: string, errorCode: ErrorCode, errorMessage: string | null): Described {
  return { errorCode, errorMessage, groupId, groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] };
}

function described(env: Env, group: ConsumerGroup): Described {
  const { image } = env.broker;
  return {
    errorCode: 'NONE', errorMessage: null, groupId: group.groupId, groupState: consumerGroupState(group), groupEpoch: group.epoch, assignmentEpoch: group.assignmentEpoch,
    assignorName: assignorOf(env, group),
    members: group.members.map((member) => ({
      memberId: member.memberId, instanceId: member.subscription.instanceId, rackId: member.subscription.rackId, memberEpoch: member.epoch,
      clientId: member.subscription.clientId, clientHost: member.subscription.clientHost, subscribedTopicNames: member.subscription.topicNames,
      subscribedTopicRegex: member.subscription.topicRegex ?? '', assignment: named(image, member.assigned), targetAssignment: named(image, group.target[member.memberId] ?? NOTHING), memberType: member.subscription.classic === null ? 1 : 0,
    })),
  };
}

/** Topics that are gone have no name to be told by. */
function named(image: MetadataImage, assignment: Assignment): DescribedAssignment {
  return { topicPartitions: listed(assignment).flatMap((row) => (image.topicNames[row.topicId] === undefined ? [] : [{ ...row, topicName: image.topicNames[row.topicId] ?? '' }])) };
}
