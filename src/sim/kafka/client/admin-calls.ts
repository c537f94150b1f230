// What the admin client can be asked, and what it answers: one pair per call.
import type { ConfigResourceType, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse, DeleteTopicsResponse, DescribeClusterResponse, DescribeConfigsResponse, DescribeQuorumResponse, DescribeTopicPartitionsResponse, ElectLeadersResponse, ErrorCode, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse, TopicPartition } from '../protocol.ts';
import type { DescribeClusterRequest, DescribeLogDirsRequest, DescribeLogDirsResponse, ListConfigResourcesRequest, ListConfigResourcesResponse, UnregisterBrokerRequest, UnregisterBrokerResponse } from '../protocol-admin.ts';
import type { AlterClientQuotasRequest, AlterClientQuotasResponse, AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse, ApiVersionsResponse, DescribeClientQuotasRequest, DescribeClientQuotasResponse, DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse, ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse, UpdateFeaturesRequest, UpdateFeaturesResponse } from '../protocol-operations.ts';
import { type TransactionApis, transactionCallLabel } from './admin-transactions.ts';
import type { DeleteGroupsResponse, ListGroupsResponse } from '../protocol-groups.ts';
import type { DescribedGroup } from './admin-group-rows.ts';
import type { ShareAdminApis } from './admin-share.ts';

export interface ListedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
}

export interface OffsetRow extends TopicPartition {
  readonly errorCode: ErrorCode;
  /** -1 where no record fits the timestamp asked for. */
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number;
}

export interface DeletedRecordsRow extends TopicPartition {
  readonly errorCode: ErrorCode;
  readonly lowWatermark: number;
}

export interface CommittedRow extends TopicPartition {
  readonly errorCode: ErrorCode;
  /** -1 where nothing is committed. */
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface PartitionResult extends TopicPartition {
  readonly errorCode: ErrorCode;
}

export interface BrokerLogDirs {
  readonly brokerId: number;
  readonly results: DescribeLogDirsResponse['results'];
}

export interface GroupCoordinator {
  readonly group: string;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** Calls that take no argument. */
type NothingAsked = Readonly<Record<string, unknown>>;

/** Calls by name: [what is asked, what is answered]. Rows carry their own error codes; a call fails as a whole only by time-out. */
export interface AdminApis extends ShareAdminApis, TransactionApis {
  createTopics: [{ readonly topics: CreateTopicsRequest['topics']; readonly validateOnly: boolean }, CreateTopicsResponse['topics']];
  deleteTopics: [{ readonly topics: readonly string[] }, DeleteTopicsResponse['responses']];
  createPartitions: [
    { readonly topics: readonly { readonly name: string; readonly count: number; readonly assignments: readonly (readonly number[])[] | null }[]; readonly validateOnly: boolean },
    CreatePartitionsResponse['results'],
  ];
  /** In the server's order; internal topics included. */
  listTopics: [NothingAsked, readonly ListedTopic[]];
  /** An empty list describes every topic. */
  describeTopics: [{ readonly topics: readonly string[] }, DescribeTopicPartitionsResponse['topics']];
  describeConfigs: [
    { readonly resources: readonly { readonly resourceType: ConfigResourceType; readonly resourceName: string; readonly configurationKeys: readonly string[] | null }[]; readonly includeSynonyms: boolean },
    DescribeConfigsResponse['results'],
  ];
  incrementalAlterConfigs: [{ readonly resources: IncrementalAlterConfigsRequest['resources']; readonly validateOnly: boolean }, IncrementalAlterConfigsResponse['responses']];
  /** Timestamps: ms, or -1 latest, -2 earliest, -3 of the largest timestamp. Rows come in the order asked for. */
  listOffsets: [{ readonly partitions: readonly (TopicPartition & { readonly timestamp: number })[]; readonly isolationLevel: 0 | 1 }, readonly OffsetRow[]];
  deleteRecords: [{ readonly partitions: readonly (TopicPartition & { readonly offset: number })[] }, readonly DeletedRecordsRow[]];
  /** Null: every partition. */
  electLeaders: [{ readonly electionType: 'PREFERRED' | 'UNCLEAN'; readonly partitions: readonly TopicPartition[] | null }, ElectLeadersResponse];
  /** Asks every broker. */
  listGroups: [{ readonly statesFilter: readonly string[]; readonly typesFilter: readonly string[] }, ListGroupsResponse['groups']];
  /** Of the classic and the new consumer protocol. */
  describeGroups: [{ readonly groups: readonly string[] }, readonly DescribedGroup[]];
  /** Null: every partition with a committed offset. Fails with the group's error. */
  listGroupOffsets: [{ readonly group: string; readonly partitions: readonly TopicPartition[] | null }, { readonly errorCode: ErrorCode; readonly offsets: readonly CommittedRow[] }];
  alterGroupOffsets: [{ readonly group: string; readonly offsets: readonly (TopicPartition & { readonly offset: number; readonly leaderEpoch: number; readonly metadata: string })[] }, readonly PartitionResult[]];
  deleteGroups: [{ readonly groups: readonly string[] }, DeleteGroupsResponse['results']];
  deleteGroupOffsets: [{ readonly group: string; readonly partitions: readonly TopicPartition[] }, { readonly errorCode: ErrorCode; readonly partitions: readonly PartitionResult[] }];
  describeCluster: [DescribeClusterRequest, DescribeClusterResponse];
  listConfigResources: [ListConfigResourcesRequest, ListConfigResourcesResponse];
  /** One answer per broker, in the order asked for. */
  describeLogDirs: [DescribeLogDirsRequest & { readonly brokers: readonly number[] }, readonly BrokerLogDirs[]];
  unregisterBroker: [UnregisterBrokerRequest, UnregisterBrokerResponse];
  describeMetadataQuorum: [NothingAsked, DescribeQuorumResponse];
  alterPartitionReassignments: [Omit<AlterPartitionReassignmentsRequest, 'timeoutMs'>, AlterPartitionReassignmentsResponse];
  listPartitionReassignments: [Omit<ListPartitionReassignmentsRequest, 'timeoutMs'>, ListPartitionReassignmentsResponse];
  alterClientQuotas: [AlterClientQuotasRequest, AlterClientQuotasResponse];
  describeClientQuotas: [DescribeClientQuotasRequest, DescribeClientQuotasResponse];
  alterUserScramCredentials: [AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse];
  describeUserScramCredentials: [DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse];
  /** Of this node, null for any. */
  describeFeatures: [{ readonly nodeId: number | null }, ApiVersionsResponse];
  updateFeatures: [UpdateFeaturesRequest, UpdateFeaturesResponse];
}

export type AdminApi = keyof AdminApis;

/** A call as it is asked: `{kind: 'createTopics', topics: ..., validateOnly: false}`. */
export type AdminCall<K extends AdminApi = AdminApi> = { [P in K]: { readonly kind: P } & AdminApis[P][0] }[K];

/** Why a whole call failed, as the exception that Java would throw. */
export interface AdminError {
  /** With its package, for example `org.apache.kafka.common.errors.TimeoutException`. */
  readonly exception: string;
  readonly message: string;
  /** The exception behind it, where one is. */
  readonly cause: AdminError | null;
}

/** A call's end. `call` is the number that `startCall` gave. */
export type Outcome<K extends AdminApi = AdminApi> = {
  [P in K]: { readonly kind: P; readonly call: number; readonly ok: true; readonly value: AdminApis[P][1] } | { readonly kind: P; readonly call: number; readonly ok: false; readonly error: AdminError };
}[K];

/** How Kafka's messages call a call's requests: by the request that is under way. */
export function callLabel(call: AdminCall, step: 'lookup' | 'main'): string {
  const lookup = step === 'lookup';
  switch (call.kind) {
    case 'createTopics':
    case 'deleteTopics':
    case 'createPartitions':
    case 'listTopics':
    case 'describeConfigs':
    case 'incrementalAlterConfigs':
    case 'electLeaders':
    case 'describeMetadataQuorum':
    case 'listConfigResources':
    case 'describeLogDirs':
    case 'unregisterBroker':
    case 'alterPartitionReassignments':
    case 'listPartitionReassignments':
    case 'alterClientQuotas':
    case 'describeClientQuotas':
    case 'alterUserScramCredentials':
    case 'describeUserScramCredentials':
    case 'describeFeatures':
    case 'updateFeatures':
      return call.kind;
    case 'describeTopics':
      return 'describeTopicPartitions';
    case 'describeCluster':
      return 'listNodes';
    case 'listGroups':
      return lookup ? 'findAllBrokers' : 'listGroups';
    case 'listOffsets':
      return `listOffsets(api=${lookup ? 'METADATA' : 'LIST_OFFSETS'})`;
    case 'deleteRecords':
      return `deleteRecords(api=${lookup ? 'METADATA' : 'DELETE_RECORDS'})`;
    case 'describeGroups':
      return `describeConsumerGroups(api=${lookup ? 'FIND_COORDINATOR' : 'DESCRIBE_GROUPS'})`;
    case 'listGroupOffsets':
      return `offsetFetch(api=${lookup ? 'FIND_COORDINATOR' : 'OFFSET_FETCH'})`;
    case 'alterGroupOffsets':
      return `offsetCommit(api=${lookup ? 'FIND_COORDINATOR' : 'OFFSET_COMMIT'})`;
    case 'deleteGroups':
      return `deleteConsumerGroups(api=${lookup ? 'FIND_COORDINATOR' : 'DELETE_GROUPS'})`;
    case 'describeShareGroups':
      return `describeShareGroups(api=${lookup ? 'FIND_COORDINATOR' : 'SHARE_GROUP_DESCRIBE'})`;
    case 'listShareGroupOffsets':
      return `describeShareGroupOffsets(api=${lookup ? 'FIND_COORDINATOR' : 'DESCRIBE_SHARE_GROUP_OFFSETS'})`;
    case 'alterShareGroupOffsets':
      return `alterShareGroupOffsets(api=${lookup ? 'FIND_COORDINATOR' : 'ALTER_SHARE_GROUP_OFFSETS'})`;
    case 'deleteShareGroupOffsets':
      return `deleteShareGroupOffsets(api=${lookup ? 'FIND_COORDINATOR' : 'DELETE_SHARE_GROUP_OFFSETS'})`;
    case 'deleteGroupOffsets':
      return `offsetDelete(api=${lookup ? 'FIND_COORDINATOR' : 'OFFSET_DELETE'})`;
    case 'listTransactions':
    case 'describeTransactions':
    case 'describeProducers':
    case 'abortTransaction':
    case 'fenceProducers':
      return transactionCallLabel(call, lookup);
  }
}
