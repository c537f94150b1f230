// Requests and responses of share groups (KIP-932), with Kafka's own field names. Topics go by name where Kafka sends ids too.
import type { ErrorCode, TopicPartition, WithMessage } from './protocol.ts';
import type { LeaderIdAndEpoch } from './protocol-data.ts';
import type { RecordBatch } from './record.ts';

// --- members and the group coordinator --------------------------------------------------------------------------------

export interface ShareGroupHeartbeatRequest {
  readonly groupId: string;
  /** Made by the client. */
  readonly memberId: string;
  /** 0 joins, -1 leaves. */
  readonly memberEpoch: number;
  readonly rackId: string | null;
  /** Null where it has not changed since the last heartbeat. */
  readonly subscribedTopicNames: readonly string[] | null;
}
export interface ShareGroupHeartbeatResponse extends WithMessage {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** Null where it has not changed. */
  readonly assignment: readonly TopicPartition[] | null;
}
export interface ShareGroupDescribeRequest {
  readonly groupIds: readonly string[];
}
export interface ShareGroupDescribeResponse {
  readonly groups: readonly (WithMessage & {
    readonly groupId: string;
    readonly groupState: string;
    readonly groupEpoch: number;
    readonly assignmentEpoch: number;
    readonly assignorName: string;
    readonly members: readonly {
      readonly memberId: string;
      readonly rackId: string | null;
      readonly memberEpoch: number;
      readonly clientId: string;
      readonly clientHost: string;
      readonly subscribedTopicNames: readonly string[];
      readonly assignment: readonly TopicPartition[];
    }[];
  })[];
}
export interface DescribeShareGroupOffsetsRequest {
  readonly groupId: string;
  /** Null: every topic of the group. */
  readonly topics: readonly string[] | null;
}
export interface DescribeShareGroupOffsetsResponse extends WithMessage {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly (WithMessage & {
      readonly partitionIndex: number;
      /** -1 where the group has not begun to read the partition. */
      readonly startOffset: number;
      readonly leaderEpoch: number;
      /** -1 where unknown. */
      readonly lag: number;
    })[];
  }[];
}
export interface AlterShareGroupOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly topicName: string; readonly partitions: readonly { readonly partitionIndex: number; readonly startOffset: number }[] }[];
}
export interface AlterShareGroupOffsetsResponse extends WithMessage {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly (WithMessage & { readonly partitionIndex: number })[] }[];
}
export interface DeleteShareGroupOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly string[];
}
export interface DeleteShareGroupOffsetsResponse extends WithMessage {
  readonly responses: readonly (WithMessage & { readonly topicName: string })[];
}

// --- consumers and the partition's leader -------------------------------------------------------------------------------

/** What is said of records (AcknowledgeType): 0 gap, 1 accept, 2 release, 3 reject, 4 renew (KIP-1222). */
export type AcknowledgeType = 0 | 1 | 2 | 3 | 4;

/** One type for the whole range, or one for each of its offsets. */
export interface AcknowledgementBatch {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly acknowledgeTypes: readonly AcknowledgeType[];
}
export interface AcquiredRecords {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly deliveryCount: number;
}
interface ShareTopic<P> {
  readonly topic: string;
  readonly partitions: readonly P[];
}
export interface ShareFetchRequest {
  readonly groupId: string;
  readonly memberId: string;
  /** 0 opens a session, -1 closes it, above 0 goes on with it. */
  readonly shareSessionEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** 0 batch_optimized, 1 record_limit (KIP-1206). */
  readonly shareAcquireMode: 0 | 1;
  /** Some of the acknowledgements renew locks: then nothing is fetched. */
  readonly isRenewAck: boolean;
  /** What is new in the session, or has acknowledgements. */
  readonly topics: readonly ShareTopic<{ readonly partitionIndex: number; readonly acknowledgementBatches: readonly AcknowledgementBatch[] }>[];
  readonly forgottenTopics: readonly TopicPartition[];
}
export interface ShareFetchResponse extends WithMessage {
  readonly acquisitionLockTimeoutMs: number;
  readonly responses: readonly ShareTopic<{
    readonly partitionIndex: number;
    readonly errorCode: ErrorCode;
    readonly acknowledgeErrorCode: ErrorCode;
    readonly currentLeader: LeaderIdAndEpoch | null;
    readonly records: readonly RecordBatch[];
    readonly acquiredRecords: readonly AcquiredRecords[];
  }>[];
}
export interface ShareAcknowledgeRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly shareSessionEpoch: number;
  readonly isRenewAck: boolean;
  readonly topics: readonly ShareTopic<{ readonly partitionIndex: number; readonly acknowledgementBatches: readonly AcknowledgementBatch[] }>[];
}
export interface ShareAcknowledgeResponse extends WithMessage {
  readonly acquisitionLockTimeoutMs: number;
  readonly responses: readonly ShareTopic<{ readonly partitionIndex: number; readonly errorCode: ErrorCode; readonly currentLeader: LeaderIdAndEpoch | null }>[];
}

// --- brokers and the share coordinator -----------------------------------------------------------------------------------

/** A row of records in one state as the share coordinator keeps it (PersisterStateBatch): 0 available, 2 acknowledged, 4 archived. */
export interface StateBatch {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly deliveryState: 0 | 2 | 4;
  readonly deliveryCount: number;
}
/** The share-partition that a request to the share coordinator is about. */
export interface ShareKey {
  readonly groupId: string;
  readonly topicId: string;
  readonly partition: number;
}
type OfPartition<Fields> = ShareKey & Fields;
export interface InitializeShareGroupStateRequest {
  readonly partitions: readonly OfPartition<{ readonly stateEpoch: number; readonly startOffset: number }>[];
}
export interface ReadShareGroupStateRequest {
  readonly partitions: readonly OfPartition<{ readonly leaderEpoch: number }>[];
}
export interface ReadShareGroupStateResponse {
  readonly results: readonly OfPartition<WithMessage & { readonly stateEpoch: number; readonly startOffset: number; readonly stateBatches: readonly StateBatch[] }>[];
}
export interface WriteShareGroupStateRequest {
  readonly partitions: readonly OfPartition<{
    readonly stateEpoch: number;
    readonly leaderEpoch: number;
    /** -1 leaves it as it is. */
    readonly startOffset: number;
    /** Records at or above the start offset that are accepted or archived. */
    readonly deliveryCompleteCount: number;
    readonly stateBatches: readonly StateBatch[];
  }>[];
}
export interface DeleteShareGroupStateRequest {
  readonly partitions: readonly ShareKey[];
}
/** What Initialize, Write and Delete answer. */
export interface ShareGroupStateResponse {
  readonly results: readonly OfPartition<WithMessage>[];
}
export interface ReadShareGroupStateSummaryRequest {
  readonly partitions: readonly OfPartition<{ readonly leaderEpoch: number }>[];
}
export interface ReadShareGroupStateSummaryResponse {
  readonly results: readonly OfPartition<WithMessage & { readonly stateEpoch: number; readonly leaderEpoch: number; readonly startOffset: number; readonly deliveryCompleteCount: number }>[];
}

/** Requests by API name: [request body, response body]. */
export interface ShareApis {
  ShareGroupHeartbeat: [ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse];
  ShareGroupDescribe: [ShareGroupDescribeRequest, ShareGroupDescribeResponse];
  ShareFetch: [ShareFetchRequest, ShareFetchResponse];
  ShareAcknowledge: [ShareAcknowledgeRequest, ShareAcknowledgeResponse];
  DescribeShareGroupOffsets: [DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse];
  AlterShareGroupOffsets: [AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse];
  DeleteShareGroupOffsets: [DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse];
  InitializeShareGroupState: [InitializeShareGroupStateRequest, ShareGroupStateResponse];
  ReadShareGroupState: [ReadShareGroupStateRequest, ReadShareGroupStateResponse];
  WriteShareGroupState: [WriteShareGroupStateRequest, ShareGroupStateResponse];
  DeleteShareGroupState: [DeleteShareGroupStateRequest, ShareGroupStateResponse];
  ReadShareGroupStateSummary: [ReadShareGroupStateSummaryRequest, ReadShareGroupStateSummaryResponse];
}
