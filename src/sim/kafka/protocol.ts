// Kafka's requests and responses with Kafka's own API and field names: one type per API key.
// The source of names is clients/src/main/resources/common/message/*.json of Apache Kafka 4.3.
import type { Message, NodeId } from '../kernel/types.ts';
import type { RecordBatch } from './record.ts';

/** Kafka's error codes as values, by their names in org.apache.kafka.common.protocol.Errors. See errors.ts for the texts. */
export type ErrorCode = import('./errors.ts').ErrorCode;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Requests by API name: [request body, response body]. */
export interface Apis {
  // --- data ---------------------------------------------------------------------------------------------------------
  Produce: [ProduceRequest, ProduceResponse];
  Fetch: [FetchRequest, FetchResponse];
  ListOffsets: [ListOffsetsRequest, ListOffsetsResponse];
  OffsetForLeaderEpoch: [OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse];
  DeleteRecords: [DeleteRecordsRequest, DeleteRecordsResponse];
  InitProducerId: [InitProducerIdRequest, InitProducerIdResponse];
  // --- cluster ------------------------------------------------------------------------------------------------------
  ApiVersions: [Record<string, never>, { readonly errorCode: ErrorCode }];
  Metadata: [MetadataRequest, MetadataResponse];
  DescribeCluster: [Record<string, never>, DescribeClusterResponse];
  DescribeTopicPartitions: [DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse];
  CreateTopics: [CreateTopicsRequest, CreateTopicsResponse];
  DeleteTopics: [DeleteTopicsRequest, DeleteTopicsResponse];
  CreatePartitions: [CreatePartitionsRequest, CreatePartitionsResponse];
  DescribeConfigs: [DescribeConfigsRequest, DescribeConfigsResponse];
  IncrementalAlterConfigs: [IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse];
  ElectLeaders: [ElectLeadersRequest, ElectLeadersResponse];
  // --- groups -------------------------------------------------------------------------------------------------------
  FindCoordinator: [FindCoordinatorRequest, FindCoordinatorResponse];
  JoinGroup: [JoinGroupRequest, JoinGroupResponse];
  SyncGroup: [SyncGroupRequest, SyncGroupResponse];
  Heartbeat: [HeartbeatRequest, ErrorOnly];
  LeaveGroup: [LeaveGroupRequest, LeaveGroupResponse];
  OffsetCommit: [OffsetCommitRequest, OffsetCommitResponse];
  OffsetFetch: [OffsetFetchRequest, OffsetFetchResponse];
  ListGroups: [ListGroupsRequest, ListGroupsResponse];
  DescribeGroups: [DescribeGroupsRequest, DescribeGroupsResponse];
  DeleteGroups: [DeleteGroupsRequest, DeleteGroupsResponse];
  OffsetDelete: [OffsetDeleteRequest, OffsetDeleteResponse];
  // --- KRaft and the broker's life ----------------------------------------------------------------------------------
  Vote: [VoteRequest, VoteResponse];
  BeginQuorumEpoch: [QuorumEpochRequest, QuorumEpochResponse];
  EndQuorumEpoch: [EndQuorumEpochRequest, QuorumEpochResponse];
  DescribeQuorum: [Record<string, never>, DescribeQuorumResponse];
  /** Fetch of the metadata log (topic `__cluster_metadata`, partition 0) by voters and by brokers, who are observers. */
  FetchMetadata: [FetchMetadataRequest, FetchMetadataResponse];
  BrokerRegistration: [BrokerRegistrationRequest, BrokerRegistrationResponse];
  BrokerHeartbeat: [BrokerHeartbeatRequest, BrokerHeartbeatResponse];
  AlterPartition: [AlterPartitionRequest, AlterPartitionResponse];
  /** A client's request that the broker passes on to the active controller (KIP-590). */
  Envelope: [EnvelopeRequest, EnvelopeResponse];
  AllocateProducerIds: [{ readonly brokerId: number; readonly brokerEpoch: number }, AllocateProducerIdsResponse];
}

export type ApiKey = keyof Apis;

/** A request on the wire. */
export interface Request<K extends ApiKey = ApiKey> extends Message {
  readonly kind: 'Request';
  readonly api: K;
  readonly correlationId: number;
  readonly clientId: string;
  readonly body: Apis[K][0];
}

export interface Response<K extends ApiKey = ApiKey> extends Message {
  readonly kind: 'Response';
  readonly api: K;
  readonly correlationId: number;
  readonly body: Apis[K][1];
}

/** A request of any API, discriminated by `api`. */
export type AnyRequest = { [K in ApiKey]: Request<K> }[ApiKey];
export type AnyResponse = { [K in ApiKey]: Response<K> }[ApiKey];

export interface ErrorOnly {
  readonly errorCode: ErrorCode;
}
interface PartitionError {
  readonly partitionIndex: number;
  readonly errorCode: ErrorCode;
}
/** An error with the server's own words, null where Kafka sends none. */
interface WithMessage {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

// --- data -----------------------------------------------------------------------------------------------------------
export interface ProduceRequest {
  readonly transactionalId: string | null;
  /** -1 (all), 0 or 1. */
  readonly acks: -1 | 0 | 1;
  readonly timeoutMs: number;
  readonly topicData: readonly { readonly name: string; readonly partitionData: readonly { readonly index: number; readonly records: RecordBatch }[] }[];
}
export interface ProduceResponse {
  readonly responses: readonly {
    readonly name: string;
    readonly partitionResponses: readonly {
      readonly index: number;
      readonly errorCode: ErrorCode;
      readonly baseOffset: number;
      readonly logAppendTimeMs: number;
      readonly logStartOffset: number;
      readonly errorMessage: string | null;
      /** KIP-951: where the leader is now, on NOT_LEADER_OR_FOLLOWER. */
      readonly currentLeader: LeaderIdAndEpoch | null;
    }[];
  }[];
  readonly throttleTimeMs: number;
}
export interface LeaderIdAndEpoch {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}
export interface FetchRequest {
  /** -1 for consumers, the broker's id for a follower. */
  readonly replicaId: number;
  /** The follower's broker epoch (KIP-903), -1 for consumers. */
  readonly replicaEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** 0 read_uncommitted, 1 read_committed. */
  readonly isolationLevel: 0 | 1;
  readonly rackId: string;
  /** KIP-227: 0 begins an incremental session anew (the last answer may be lost), above 0 goes on with it; absent without a session. */
  readonly sessionEpoch?: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly currentLeaderEpoch: number;
      readonly fetchOffset: number;
      readonly lastFetchedEpoch: number;
      /** The follower's log start offset, -1 for consumers. */
      readonly logStartOffset: number;
      readonly partitionMaxBytes: number;
    }[];
  }[];
}
export interface FetchResponse {
  readonly errorCode: ErrorCode;
  readonly throttleTimeMs: number;
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorCode;
      readonly highWatermark: number;
      readonly lastStableOffset: number;
      readonly logStartOffset: number;
      /** KIP-595: set where the follower's log has diverged; it truncates to this. */
      readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
      readonly currentLeader: LeaderIdAndEpoch | null;
      readonly abortedTransactions: readonly { readonly producerId: number; readonly firstOffset: number }[];
      readonly preferredReadReplica: number;
      readonly records: readonly RecordBatch[];
    }[];
  }[];
}
export interface ListOffsetsRequest {
  readonly replicaId: number;
  readonly isolationLevel: 0 | 1;
  readonly topics: readonly {
    readonly name: string;
    /** timestamp: ms, or -1 latest, -2 earliest, -3 max timestamp, -4 earliest local, -5 latest tiered, -6 earliest pending upload. */
    readonly partitions: readonly { readonly partitionIndex: number; readonly currentLeaderEpoch: number; readonly timestamp: number }[];
  }[];
}
export interface ListOffsetsResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorCode;
      /** -1 where none. */
      readonly timestamp: number;
      readonly offset: number;
      readonly leaderEpoch: number;
    }[];
  }[];
}
export interface OffsetForLeaderEpochRequest {
  readonly replicaId: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly currentLeaderEpoch: number; readonly leaderEpoch: number }[] }[];
}
export interface OffsetForLeaderEpochResponse {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly errorCode: ErrorCode; readonly leaderEpoch: number; readonly endOffset: number }[] }[];
}
export interface DeleteRecordsRequest {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly offset: number }[] }[];
  readonly timeoutMs: number;
}
export interface DeleteRecordsResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly lowWatermark: number; readonly errorCode: ErrorCode }[] }[];
}
export interface InitProducerIdRequest {
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}
export interface InitProducerIdResponse {
  readonly errorCode: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

// --- cluster --------------------------------------------------------------------------------------------------------
export interface MetadataRequest {
  /** Null asks for all topics, an empty list for none (brokers only). */
  readonly topics: readonly string[] | null;
  readonly allowAutoTopicCreation: boolean;
}
export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}
export interface MetadataResponse {
  readonly brokers: readonly BrokerAddress[];
  readonly clusterId: string;
  /** A random live broker in KRaft mode. */
  readonly controllerId: number;
  readonly topics: readonly {
    readonly errorCode: ErrorCode;
    readonly name: string;
    readonly topicId: string;
    readonly isInternal: boolean;
    readonly partitions: readonly {
      readonly errorCode: ErrorCode;
      readonly partitionIndex: number;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly replicaNodes: readonly number[];
      readonly isrNodes: readonly number[];
      readonly offlineReplicas: readonly number[];
    }[];
  }[];
}
export interface DescribeClusterResponse {
  readonly errorCode: ErrorCode;
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: readonly (BrokerAddress & { readonly isFenced: boolean })[];
}
export interface DescribeTopicPartitionsRequest {
  /** Empty asks for all. */
  readonly topics: readonly string[];
}
export interface DescribeTopicPartitionsResponse {
  readonly topics: readonly {
    readonly errorCode: ErrorCode;
    readonly name: string;
    readonly topicId: string;
    readonly isInternal: boolean;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly replicaNodes: readonly number[];
      readonly isrNodes: readonly number[];
      readonly eligibleLeaderReplicas: readonly number[];
      readonly lastKnownElr: readonly number[];
      readonly offlineReplicas: readonly number[];
      readonly addingReplicas: readonly number[];
      readonly removingReplicas: readonly number[];
    }[];
  }[];
}
export interface CreateTopicsRequest {
  readonly topics: readonly {
    readonly name: string;
    /** -1: the cluster's default. */
    readonly numPartitions: number;
    readonly replicationFactor: number;
    readonly assignments: readonly { readonly partitionIndex: number; readonly brokerIds: readonly number[] }[];
    readonly configs: readonly { readonly name: string; readonly value: string | null }[];
  }[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}
export interface CreateTopicsResponse {
  readonly topics: readonly (WithMessage & { readonly name: string; readonly topicId: string; readonly numPartitions: number; readonly replicationFactor: number })[];
}
export interface DeleteTopicsRequest {
  readonly topicNames: readonly string[];
  readonly timeoutMs: number;
}
export interface DeleteTopicsResponse {
  readonly responses: readonly (WithMessage & { readonly name: string; readonly topicId: string })[];
}
export interface CreatePartitionsRequest {
  readonly topics: readonly { readonly name: string; readonly count: number; readonly assignments: readonly (readonly number[])[] | null }[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}
export interface CreatePartitionsResponse {
  readonly results: readonly (WithMessage & { readonly name: string })[];
}
export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'GROUP';
export type ConfigSource =
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG'
  | 'DEFAULT_CONFIG';
export interface DescribeConfigsRequest {
  readonly resources: readonly { readonly resourceType: ConfigResourceType; readonly resourceName: string; readonly configurationKeys: readonly string[] | null }[];
  readonly includeSynonyms: boolean;
}
export interface DescribeConfigsResponse {
  readonly results: readonly (WithMessage & {
    readonly resourceType: ConfigResourceType;
    readonly resourceName: string;
    readonly configs: readonly {
      readonly name: string;
      readonly value: string | null;
      readonly readOnly: boolean;
      readonly configSource: ConfigSource;
      readonly isSensitive: boolean;
      readonly synonyms: readonly { readonly name: string; readonly value: string | null; readonly source: ConfigSource }[];
    }[];
  })[];
}
export interface IncrementalAlterConfigsRequest {
  readonly resources: readonly {
    readonly resourceType: ConfigResourceType;
    readonly resourceName: string;
    readonly configs: readonly { readonly name: string; readonly configOperation: 'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT'; readonly value: string | null }[];
  }[];
  readonly validateOnly: boolean;
}
export interface IncrementalAlterConfigsResponse {
  readonly responses: readonly (WithMessage & { readonly resourceType: ConfigResourceType; readonly resourceName: string })[];
}
export interface ElectLeadersRequest {
  readonly electionType: 'PREFERRED' | 'UNCLEAN';
  /** Null: every partition. */
  readonly topicPartitions: readonly TopicPartition[] | null;
  readonly timeoutMs: number;
}
export interface ElectLeadersResponse {
  readonly errorCode: ErrorCode;
  readonly replicaElectionResults: readonly (TopicPartition & WithMessage)[];
}

// --- groups ---------------------------------------------------------------------------------------------------------
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
  readonly protocolType: string;
  readonly protocolName: string;
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

// --- KRaft and the broker's life ------------------------------------------------------------------------------------
export interface VoteRequest {
  readonly replicaEpoch: number;
  readonly replicaId: number;
  readonly lastOffsetEpoch: number;
  readonly lastOffset: number;
  /** KIP-996. */
  readonly preVote: boolean;
}
export interface VoteResponse {
  readonly errorCode: ErrorCode;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly voteGranted: boolean;
}
export interface QuorumEpochRequest {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}
export interface EndQuorumEpochRequest extends QuorumEpochRequest {
  readonly preferredCandidates: readonly number[];
}
export interface QuorumEpochResponse {
  readonly errorCode: ErrorCode;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}
export interface FetchMetadataRequest {
  readonly replicaId: number;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly maxWaitMs: number;
}
export interface FetchMetadataResponse {
  readonly errorCode: ErrorCode;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
  readonly records: readonly import('./metadata-record.ts').MetadataBatch[];
}
export interface DescribeQuorumResponse {
  readonly errorCode: ErrorCode;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly currentVoters: readonly ReplicaState[];
  readonly observers: readonly ReplicaState[];
}
export interface ReplicaState {
  readonly replicaId: number;
  readonly logEndOffset: number;
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}
export interface BrokerRegistrationRequest {
  readonly brokerId: number;
  readonly clusterId: string;
  /** Drawn anew at each start of the process. */
  readonly incarnationId: string;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  /** The broker epoch before a clean shutdown, -1 otherwise (KIP-966: tells an unclean one). */
  readonly previousBrokerEpoch: number;
}
export interface BrokerRegistrationResponse {
  readonly errorCode: ErrorCode;
  readonly brokerEpoch: number;
}
export interface BrokerHeartbeatRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly currentMetadataOffset: number;
  readonly wantFence: boolean;
  readonly wantShutDown: boolean;
}
export interface BrokerHeartbeatResponse {
  readonly errorCode: ErrorCode;
  readonly isCaughtUp: boolean;
  readonly isFenced: boolean;
  readonly shouldShutDown: boolean;
}
export interface AlterPartitionRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly topics: readonly {
    readonly topicId: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly leaderEpoch: number;
      readonly newIsrWithEpochs: readonly { readonly brokerId: number; readonly brokerEpoch: number }[];
      readonly leaderRecoveryState: 0 | 1;
      readonly partitionEpoch: number;
    }[];
  }[];
}
export interface AlterPartitionResponse {
  readonly errorCode: ErrorCode;
  readonly topics: readonly {
    readonly topicId: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorCode;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly isr: readonly number[];
      readonly leaderRecoveryState: 0 | 1;
      readonly partitionEpoch: number;
    }[];
  }[];
}
export interface EnvelopeRequest {
  readonly request: Request<ForwardedApi>;
}
export interface EnvelopeResponse {
  /** NOT_CONTROLLER where the envelope went to the wrong node; then there is no response in it. */
  readonly errorCode: ErrorCode;
  readonly response: Response<ForwardedApi> | null;
}
/** What brokers pass on to the active controller. */
export type ForwardedApi = 'CreateTopics' | 'DeleteTopics' | 'CreatePartitions' | 'IncrementalAlterConfigs' | 'ElectLeaders' | 'DescribeQuorum';

export interface AllocateProducerIdsResponse {
  readonly errorCode: ErrorCode;
  readonly producerIdStart: number;
  readonly producerIdLen: number;
}

/** The node that a broker's or controller's id names. */
export function nodeOf(id: number): NodeId {
  return id > 100 ? `controller-${id}` : `broker-${id}`;
}
