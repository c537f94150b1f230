// Whether a member of a consumer group may commit (ConsumerGroup.validateOffsetCommit).
import { partitionName } from '../../broker/plane.ts';
import type { MetadataImage } from '../../metadata-image.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { OffsetCommitRequest } from '../../protocol-groups.ts';
import { type ConsumerGroup, type ConsumerMember, findConsumerMember, place } from './state.ts';

/** What a commit is answered as a whole, and partition by partition. */
export interface CommitCheck {
  readonly errorCode: ErrorCode;
  /** By partition name. */
  readonly partitions: Readonly<Record<string, ErrorCode>>;
}

const FINE: CommitCheck = { errorCode: 'NONE', partitions: {} };

/** An older member epoch is good for partitions that the member has had since then or before. */
export function checkConsumerCommit(group: ConsumerGroup, image: MetadataImage, body: OffsetCommitRequest): CommitCheck {
  const epoch = body.generationIdOrMemberEpoch;
  // Who has no epoch is the admin client, or reads without a group.
  if (epoch < 0 && group.members.length === 0) return FINE;
  const member = findConsumerMember(group, body.memberId);
  if (member === null) return { errorCode: 'UNKNOWN_MEMBER_ID', partitions: {} };
  const stale = member.subscription.classic === null ? 'STALE_MEMBER_EPOCH' : 'ILLEGAL_GENERATION';
  if (epoch > member.epoch) return { errorCode: stale, partitions: {} };
  if (epoch === member.epoch) return FINE;
  const partitions: Record<string, ErrorCode> = {};
  for (const topic of body.topics) {
    for (const { partitionIndex } of topic.partitions) if (!hadThen(image, member, topic.name, partitionIndex, epoch)) partitions[partitionName(topic.name, partitionIndex)] = stale;
  }
  return { errorCode: 'NONE', partitions };
}

function hadThen(image: MetadataImage, member: ConsumerMember, topic: string, partition: number, epoch: number): boolean {
  const since = member.since[place(image.topics[topic]?.topicId ?? '', partition)];
  return since !== undefined && since <= epoch;
}

/** Whether a member reads the topic: then its offsets can't be deleted. */
export function isConsumerSubscribed(group: ConsumerGroup, topic: string): boolean {
  return group.members.some(({ subscription }) => subscription.topicNames.includes(topic) || (subscription.topicRegex !== null && group.regexes[subscription.topicRegex]?.topics.includes(topic) === true));
}
