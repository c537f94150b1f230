// Requests and responses of the classic group protocol, with Kafka's own field names.
import type { ErrorCode, PartitionError, TopicPartition, WithMessage } from './protocol.ts';

export interface FindCoordinatorRequest {
  readonly keyType: 'group' | 'transaction' | 'share';
  readonly coordinatorKeys: readonly string[];
}
export interface FindCoordinatorResponse {
  readonly coordinators: readonly (WithMessage & { readonly key: string; readonly nodeId: number; readonly host: string; readonly port: number })[];
}
/** What a classic consumer sends as its protocol's metadata (ConsumerProtocolSubscription). */
export interface ConsumerSubscription {
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartition[];
  readonly generationId: number;
  readonly rackId: string | null;
  /** As a client outside of the world sent it, in Base64: other members get it so. Absent for the world's own. */
  readonly bytes?: string;
}
export type ConsumerAssignment = readonly TopicPartition[];
export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly { readonly name: string; readonly metadata: ConsumerSubscription }[];
  readonly reason: string;
  /** Before version 4 a new member is taken in at once, without the id that it would have to come back with (KIP-394). Absent for true. */
  readonly requiresKnownMemberId?: false;
}
export interface JoinGroupResponse {
  readonly errorCode: ErrorCode;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: ConsumerSubscription }[];
}
export interface SyncGroupRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Null, both of them, from a member that does not say (before version 5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: ConsumerAssignment }[];
}
export interface SyncGroupResponse {
  readonly errorCode: ErrorCode;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: ConsumerAssignment;
}
export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}
export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly reason: string }[];
}
export interface LeaveGroupResponse {
  readonly errorCode: ErrorCode;
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly errorCode: ErrorCode }[];
}
export interface OffsetCommitRequest {
  readonly groupId: string;
  readonly generationIdOrMemberEpoch: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly committedOffset: number; readonly committedLeaderEpoch: number; readonly committedMetadata: string }[] }[];
}
export interface OffsetCommitResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionError[] }[];
}
export interface OffsetFetchRequest {
  readonly groupId: string;
  readonly memberId: string | null;
  /** Of the consumer protocol; absent stands for -1, which is everybody else's. */
  readonly memberEpoch?: number;
  /** Null: every topic with a committed offset. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null;
  readonly requireStable: boolean;
}
export interface OffsetFetchResponse {
  readonly errorCode: ErrorCode;
  /** committedOffset -1 where nothing is committed. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly committedOffset: number; readonly committedLeaderEpoch: number; readonly metadata: string; readonly errorCode: ErrorCode }[] }[];
}
export interface ListGroupsRequest {
  readonly statesFilter: readonly string[];
  readonly typesFilter: readonly string[];
}
export interface ListGroupsResponse {
  readonly errorCode: ErrorCode;
  readonly groups: readonly { readonly groupId: string; readonly protocolType: string; readonly groupState: string; readonly groupType: string }[];
}
export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
}
export interface DescribeGroupsResponse {
  readonly groups: readonly (WithMessage & {
    readonly groupId: string;
    readonly groupState: string;
    readonly protocolType: string;
    /** The assignor chosen, empty while none is. */
    readonly protocolData: string;
    readonly members: readonly {
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly clientId: string;
      readonly clientHost: string;
      readonly memberAssignment: ConsumerAssignment;
    }[];
  })[];
}
export interface DeleteGroupsRequest {
  readonly groupsNames: readonly string[];
}
export interface DeleteGroupsResponse {
  readonly results: readonly { readonly groupId: string; readonly errorCode: ErrorCode }[];
}
export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}
export interface OffsetDeleteResponse {
  readonly errorCode: ErrorCode;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionError[] }[];
}
