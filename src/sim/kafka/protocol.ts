// Kafka's requests and responses with Kafka's own API and field names: one type per API key.
// The source of names is clients/src/main/resources/common/message/*.json of Apache Kafka 4.3.
import type { Message, NodeId } from '../kernel/types.ts';
import type { MetadataBatch, MetadataSnapshot } from './metadata-record.ts';
import type { DescribeClusterRequest, DescribeLogDirsRequest, DescribeLogDirsResponse, ListConfigResourcesRequest, ListConfigResourcesResponse, UnregisterBrokerRequest, UnregisterBrokerResponse } from './protocol-admin.ts';
import type { ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from './protocol-consumer-groups.ts';
import type { DeleteRecordsRequest, DeleteRecordsResponse, FetchRequest, FetchResponse, InitProducerIdRequest, InitProducerIdResponse, ListOffsetsRequest, ListOffsetsResponse, OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse, ProduceRequest, ProduceResponse } from './protocol-data.ts';
import type { AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, DescribeProducersRequest, DescribeProducersResponse, DescribeTransactionsRequest, DescribeTransactionsResponse, EndTxnRequest, EndTxnResponse, ListTransactionsRequest, ListTransactionsResponse, TxnOffsetCommitRequest, TxnOffsetCommitResponse, WriteTxnMarkersRequest, WriteTxnMarkersResponse } from './protocol-transactions.ts';
import type { DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse, FindCoordinatorRequest, FindCoordinatorResponse, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, ListGroupsRequest, ListGroupsResponse, OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse, SyncGroupRequest, SyncGroupResponse } from './protocol-groups.ts';
import type { AlterClientQuotasRequest, AlterClientQuotasResponse, AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse, ApiVersionsResponse, DescribeClientQuotasRequest, DescribeClientQuotasResponse, DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse, ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse, UpdateFeaturesRequest, UpdateFeaturesResponse } from './protocol-operations.ts';
import type { ShareApis } from './protocol-share.ts';

/** Kafka's error codes as values, by their names in org.apache.kafka.common.protocol.Errors. See errors.ts for the texts. */
export type ErrorCode = import('./errors.ts').ErrorCode;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Requests by API name: [request body, response body]. */
export interface Apis extends ShareApis {
  // --- data ---------------------------------------------------------------------------------------------------------
  Produce: [ProduceRequest, ProduceResponse];
  Fetch: [FetchRequest, FetchResponse];
  ListOffsets: [ListOffsetsRequest, ListOffsetsResponse];
  OffsetForLeaderEpoch: [OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse];
  DeleteRecords: [DeleteRecordsRequest, DeleteRecordsResponse];
  InitProducerId: [InitProducerIdRequest, InitProducerIdResponse];
  // --- cluster ------------------------------------------------------------------------------------------------------
  ApiVersions: [Record<string, never>, ApiVersionsResponse];
  Metadata: [MetadataRequest, MetadataResponse];
  DescribeCluster: [DescribeClusterRequest, DescribeClusterResponse];
  DescribeTopicPartitions: [DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse];
  CreateTopics: [CreateTopicsRequest, CreateTopicsResponse];
  DeleteTopics: [DeleteTopicsRequest, DeleteTopicsResponse];
  CreatePartitions: [CreatePartitionsRequest, CreatePartitionsResponse];
  DescribeConfigs: [DescribeConfigsRequest, DescribeConfigsResponse];
  IncrementalAlterConfigs: [IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse];
  ElectLeaders: [ElectLeadersRequest, ElectLeadersResponse];
  ListConfigResources: [ListConfigResourcesRequest, ListConfigResourcesResponse];
  DescribeLogDirs: [DescribeLogDirsRequest, DescribeLogDirsResponse];
  UnregisterBroker: [UnregisterBrokerRequest, UnregisterBrokerResponse];
  AlterPartitionReassignments: [AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse];
  ListPartitionReassignments: [ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse];
  AlterClientQuotas: [AlterClientQuotasRequest, AlterClientQuotasResponse];
  DescribeClientQuotas: [DescribeClientQuotasRequest, DescribeClientQuotasResponse];
  AlterUserScramCredentials: [AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse];
  DescribeUserScramCredentials: [DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse];
  UpdateFeatures: [UpdateFeaturesRequest, UpdateFeaturesResponse];
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
  ConsumerGroupHeartbeat: [ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse];
  ConsumerGroupDescribe: [ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse];
  // --- transactions -------------------------------------------------------------------------------------------------
  AddPartitionsToTxn: [AddPartitionsToTxnRequest, AddPartitionsToTxnResponse];
  AddOffsetsToTxn: [AddOffsetsToTxnRequest, ErrorOnly];
  EndTxn: [EndTxnRequest, EndTxnResponse];
  WriteTxnMarkers: [WriteTxnMarkersRequest, WriteTxnMarkersResponse];
  TxnOffsetCommit: [TxnOffsetCommitRequest, TxnOffsetCommitResponse];
  DescribeTransactions: [DescribeTransactionsRequest, DescribeTransactionsResponse];
  ListTransactions: [ListTransactionsRequest, ListTransactionsResponse];
  DescribeProducers: [DescribeProducersRequest, DescribeProducersResponse];
  // --- KRaft and the broker's life ----------------------------------------------------------------------------------
  Vote: [VoteRequest, VoteResponse];
  BeginQuorumEpoch: [QuorumEpochRequest, QuorumEpochResponse];
  EndQuorumEpoch: [EndQuorumEpochRequest, QuorumEpochResponse];
  DescribeQuorum: [Record<string, never>, DescribeQuorumResponse];
  /** Fetch of the metadata log (topic `__cluster_metadata`, partition 0) by voters and by brokers, who are observers. */
  FetchMetadata: [FetchMetadataRequest, FetchMetadataResponse];
  /** For who is behind the start of the leader's log (KIP-630). */
  FetchSnapshot: [FetchSnapshotRequest, FetchSnapshotResponse];
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
export interface PartitionError {
  readonly partitionIndex: number;
  readonly errorCode: ErrorCode;
}
/** An error with the server's own words, null where Kafka sends none. */
export interface WithMessage {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
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
  /** KIP-599: for how long the client is to wait; absent where it need not. */
  readonly throttleTimeMs?: number;
  readonly topics: readonly (WithMessage & { readonly name: string; readonly topicId: string; readonly numPartitions: number; readonly replicationFactor: number })[];
}
export interface DeleteTopicsRequest {
  readonly topicNames: readonly string[];
  readonly timeoutMs: number;
}
export interface DeleteTopicsResponse {
  readonly throttleTimeMs?: number;
  readonly responses: readonly (WithMessage & { readonly name: string; readonly topicId: string })[];
}
export interface CreatePartitionsRequest {
  readonly topics: readonly { readonly name: string; readonly count: number; readonly assignments: readonly (readonly number[])[] | null }[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}
export interface CreatePartitionsResponse {
  readonly throttleTimeMs?: number;
  readonly results: readonly (WithMessage & { readonly name: string })[];
}
export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'GROUP' | 'CLIENT_METRICS' | 'BROKER_LOGGER';
export type ConfigSource =
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG'
  | 'DYNAMIC_CLIENT_METRICS_CONFIG'
  | 'DYNAMIC_BROKER_LOGGER_CONFIG'
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
  readonly divergingEpoch: SnapshotId | null;
  /** The snapshot to fetch first, where the log no longer reaches back to what was asked for; else null. */
  readonly snapshotId: SnapshotId | null;
  readonly records: readonly MetadataBatch[];
}
export interface SnapshotId {
  readonly epoch: number;
  readonly endOffset: number;
}
export interface FetchSnapshotRequest {
  readonly replicaId: number;
  readonly currentLeaderEpoch: number;
  readonly snapshotId: SnapshotId;
}
export interface FetchSnapshotResponse {
  readonly errorCode: ErrorCode;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** Null with an error. The real one comes in pieces of at most 8 MiB. */
  readonly snapshot: MetadataSnapshot | null;
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
export type ForwardedApi =
  | 'CreateTopics' | 'DeleteTopics' | 'CreatePartitions' | 'IncrementalAlterConfigs' | 'ElectLeaders' | 'DescribeQuorum' | 'UnregisterBroker'
  | 'AlterPartitionReassignments' | 'ListPartitionReassignments' | 'AlterClientQuotas' | 'AlterUserScramCredentials' | 'UpdateFeatures';

export interface AllocateProducerIdsResponse {
  readonly errorCode: ErrorCode;
  readonly producerIdStart: number;
  readonly producerIdLen: number;
}

/** The node that a broker's or controller's id names. */
export function nodeOf(id: number): NodeId {
  return id > 100 ? `controller-${id}` : `broker-${id}`;
}

/** The port of the local host on which a node listens: broker 1 on 9092, controller 101 on 9192. */
export function portOf(id: number): number {
  return 9091 + id;
}
