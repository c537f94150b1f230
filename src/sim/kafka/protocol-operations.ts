// Requests and responses about replicas on the move, quotas and features, with Kafka's own field names.
import type { ErrorCode, WithMessage } from './protocol.ts';

// --- reassignments (KIP-455) ----------------------------------------------------------------------------------------------

export interface AlterPartitionReassignmentsRequest {
  /** KIP-860: false refuses whatever would change how many replicas a partition has. */
  readonly allowReplicationFactorChange: boolean;
  /** Replicas null cancels what is under way. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly replicas: readonly number[] | null }[] }[];
  readonly timeoutMs: number;
}
export interface AlterPartitionReassignmentsResponse extends WithMessage {
  readonly responses: readonly { readonly name: string; readonly partitions: readonly (WithMessage & { readonly partitionIndex: number })[] }[];
}
export interface ListPartitionReassignmentsRequest {
  /** Null asks for all. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null;
  readonly timeoutMs: number;
}
export interface ListPartitionReassignmentsResponse extends WithMessage {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly replicas: readonly number[];
      readonly addingReplicas: readonly number[];
      readonly removingReplicas: readonly number[];
    }[];
  }[];
}

// --- client quotas (KIP-546) ----------------------------------------------------------------------------------------------

export type QuotaEntityType = 'user' | 'client-id' | 'ip';

/** Who a quota is for: one part, or a user and a client; a null name is the default one. */
export type QuotaEntity = readonly { readonly entityType: QuotaEntityType; readonly entityName: string | null }[];

export interface AlterClientQuotasRequest {
  readonly entries: readonly { readonly entity: QuotaEntity; readonly ops: readonly { readonly key: string; readonly value: number; readonly remove: boolean }[] }[];
  readonly validateOnly: boolean;
}
export interface AlterClientQuotasResponse {
  readonly entries: readonly (WithMessage & { readonly entity: QuotaEntity })[];
}
export interface DescribeClientQuotasRequest {
  /** `match` null is the default entity, undefined any that has this part. */
  readonly components: readonly { readonly entityType: QuotaEntityType; readonly matchType: 'exact' | 'default' | 'specified'; readonly match: string | null }[];
  /** Whether entities with other parts as well are left out. */
  readonly strict: boolean;
}
export interface DescribeClientQuotasResponse extends WithMessage {
  readonly entries: readonly { readonly entity: QuotaEntity; readonly values: readonly { readonly key: string; readonly value: number }[] }[];
}

// --- users' credentials (KIP-554) -----------------------------------------------------------------------------------------

export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export interface AlterUserScramCredentialsRequest {
  readonly deletions: readonly { readonly name: string; readonly mechanism: ScramMechanism }[];
  readonly upsertions: readonly { readonly name: string; readonly mechanism: ScramMechanism; readonly iterations: number }[];
}
export interface AlterUserScramCredentialsResponse {
  readonly results: readonly (WithMessage & { readonly user: string })[];
}
export interface DescribeUserScramCredentialsRequest {
  /** Null asks for all. */
  readonly users: readonly string[] | null;
}
export interface DescribeUserScramCredentialsResponse extends WithMessage {
  readonly results: readonly (WithMessage & { readonly user: string; readonly credentialInfos: readonly { readonly mechanism: ScramMechanism; readonly iterations: number }[] })[];
}

// --- features (KIP-584) ---------------------------------------------------------------------------------------------------

export type FeatureUpgradeType = 'UPGRADE' | 'SAFE_DOWNGRADE' | 'UNSAFE_DOWNGRADE';

export interface UpdateFeaturesRequest {
  readonly featureUpdates: readonly { readonly feature: string; readonly maxVersionLevel: number; readonly upgradeType: FeatureUpgradeType }[];
  readonly validateOnly: boolean;
}
/** One answer for all: either every feature changes or none does. */
export type UpdateFeaturesResponse = WithMessage;

/** What ApiVersions says of features. */
export interface FeatureLevels {
  readonly finalizedFeaturesEpoch: number;
  readonly supportedFeatures: readonly { readonly name: string; readonly minVersion: number; readonly maxVersion: number }[];
  readonly finalizedFeatures: readonly { readonly name: string; readonly level: number }[];
}

export interface ApiVersionsResponse extends Partial<FeatureLevels> {
  readonly errorCode: ErrorCode;
}
