// Requests and responses of the consumer group protocol (KIP-848), with Kafka's own field names.
import type { WithMessage } from './protocol.ts';

export interface TopicPartitions {
  readonly topicId: string;
  readonly partitions: readonly number[];
}

export interface ConsumerGroupHeartbeatRequest {
  readonly groupId: string;
  /** Made by the member itself (KIP-1082). */
  readonly memberId: string;
  /** 0 joins, -1 leaves, -2 leaves for a while (static members). */
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  /** -1 and null here and below: as it was at the last heartbeat. */
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  /** What the member owns. */
  readonly topicPartitions: readonly TopicPartitions[] | null;
}
export interface ConsumerGroupHeartbeatResponse extends WithMessage {
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** Null: as it was. */
  readonly assignment: { readonly topicPartitions: readonly TopicPartitions[] } | null;
}
export interface ConsumerGroupDescribeRequest {
  readonly groupIds: readonly string[];
}
export interface DescribedAssignment {
  readonly topicPartitions: readonly (TopicPartitions & { readonly topicName: string })[];
}
export interface ConsumerGroupDescribeResponse {
  readonly groups: readonly (WithMessage & {
    readonly groupId: string;
    readonly groupState: string;
    readonly groupEpoch: number;
    readonly assignmentEpoch: number;
    readonly assignorName: string;
    readonly members: readonly {
      readonly memberId: string;
      readonly instanceId: string | null;
      readonly rackId: string | null;
      readonly memberEpoch: number;
      readonly clientId: string;
      readonly clientHost: string;
      readonly subscribedTopicNames: readonly string[];
      readonly subscribedTopicRegex: string | null;
      readonly assignment: DescribedAssignment;
      readonly targetAssignment: DescribedAssignment;
      /** -1 unknown, 0 classic, 1 consumer. */
      readonly memberType: -1 | 0 | 1;
    }[];
  })[];
}
