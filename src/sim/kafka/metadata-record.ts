// The records of the KRaft metadata log, by Kafka's names (metadata/src/main/resources/common/metadata/*.json).
import type { QuotaEntity, ScramMechanism } from './protocol-operations.ts';
import type { ConfigResourceType } from './protocol.ts';

export type MetadataRecord =
  | RegisterBrokerRecord
  | { readonly kind: 'UnregisterBrokerRecord'; readonly brokerId: number; readonly brokerEpoch: number }
  /** Null where the field doesn't change. */
  | { readonly kind: 'BrokerRegistrationChangeRecord'; readonly brokerId: number; readonly brokerEpoch: number; readonly fenced: boolean | null; readonly inControlledShutdown: boolean | null }
  | { readonly kind: 'TopicRecord'; readonly name: string; readonly topicId: string }
  | { readonly kind: 'RemoveTopicRecord'; readonly topicId: string }
  | PartitionRecord
  | PartitionChangeRecord
  /** Value null takes the setting away. */
  | { readonly kind: 'ConfigRecord'; readonly resourceType: ConfigResourceType; readonly resourceName: string; readonly name: string; readonly value: string | null }
  /** `remove` takes the quota away; its value is 0 then. */
  | { readonly kind: 'ClientQuotaRecord'; readonly entity: QuotaEntity; readonly key: string; readonly value: number; readonly remove: boolean }
  /** Salt and keys are left out: nobody logs in here. */
  | { readonly kind: 'UserScramCredentialRecord'; readonly name: string; readonly mechanism: ScramMechanism; readonly iterations: number }
  | { readonly kind: 'RemoveUserScramCredentialRecord'; readonly name: string; readonly mechanism: ScramMechanism }
  | { readonly kind: 'ProducerIdsRecord'; readonly brokerId: number; readonly brokerEpoch: number; readonly nextProducerId: number }
  /** Level 0 takes the feature away. */
  | { readonly kind: 'FeatureLevelRecord'; readonly name: string; readonly featureLevel: number }
  | { readonly kind: 'NoOpRecord' }
  /** Control record at the start of each epoch (KIP-595). */
  | { readonly kind: 'LeaderChangeMessage'; readonly leaderId: number };

export interface RegisterBrokerRecord {
  readonly kind: 'RegisterBrokerRecord';
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly incarnationId: string;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
}

/** What is decided of a partition. Leader -1 is none; leaderRecoveryState 1 is RECOVERING (after an unclean election). */
export interface PartitionState {
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly leaderRecoveryState: 0 | 1;
  /** KIP-966. */
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
}

export interface PartitionRecord extends PartitionState {
  readonly kind: 'PartitionRecord';
  readonly topicId: string;
  readonly partitionId: number;
}

/** What changes of a partition; null where a field stays. A leader given raises the leader epoch, even where it is the same one. */
export interface PartitionChange {
  readonly isr: readonly number[] | null;
  readonly leader: number | null;
  readonly replicas: readonly number[] | null;
  readonly removingReplicas: readonly number[] | null;
  readonly addingReplicas: readonly number[] | null;
  readonly leaderRecoveryState: 0 | 1 | null;
  readonly elr: readonly number[] | null;
  readonly lastKnownElr: readonly number[] | null;
}

export interface PartitionChangeRecord extends PartitionChange {
  readonly kind: 'PartitionChangeRecord';
  readonly topicId: string;
  readonly partitionId: number;
}

/** Records that are appended and committed together. Record i has offset baseOffset + i. Frozen. */
export interface MetadataBatch {
  readonly baseOffset: number;
  readonly epoch: number;
  readonly appendTimeMs: number;
  readonly records: readonly MetadataRecord[];
}

/** The cluster as it was after the records before `endOffset`, as the fewest records that say it (KIP-630). Frozen. */
export interface MetadataSnapshot {
  readonly endOffset: number;
  /** The epoch of the last record before it. */
  readonly epoch: number;
  readonly records: readonly MetadataRecord[];
}

/** The partition after a change: each change raises the partition epoch, each leader given the leader epoch. */
export function merge(partition: PartitionState, change: PartitionChange): PartitionState {
  return {
    replicas: change.replicas ?? partition.replicas,
    isr: change.isr ?? partition.isr,
    removingReplicas: change.removingReplicas ?? partition.removingReplicas,
    addingReplicas: change.addingReplicas ?? partition.addingReplicas,
    leader: change.leader ?? partition.leader,
    leaderEpoch: change.leader === null ? partition.leaderEpoch : partition.leaderEpoch + 1,
    partitionEpoch: partition.partitionEpoch + 1,
    leaderRecoveryState: change.leaderRecoveryState ?? partition.leaderRecoveryState,
    elr: change.elr ?? partition.elr,
    lastKnownElr: change.lastKnownElr ?? partition.lastKnownElr,
  };
}
