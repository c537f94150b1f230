// Requests and responses of administrators' tools, with Kafka's own field names.
import type { ConfigResourceType, ErrorCode, WithMessage } from './protocol.ts';

export interface DescribeClusterRequest {
  readonly includeFencedBrokers?: boolean;
}
export interface DescribeLogDirsRequest {
  /** Null asks for all. */
  readonly topics: readonly string[] | null;
}
export interface DescribeLogDirsResponse {
  readonly errorCode: ErrorCode;
  readonly results: readonly {
    readonly errorCode: ErrorCode;
    readonly logDir: string;
    readonly topics: readonly {
      readonly name: string;
      readonly partitions: readonly {
        readonly partitionIndex: number;
        readonly partitionSize: number;
        /** How far the replica's log end is behind the high watermark. */
        readonly offsetLag: number;
        readonly isFutureKey: boolean;
      }[];
    }[];
  }[];
}
/** KIP-1142. */
export interface ListConfigResourcesRequest {
  readonly resourceTypes: readonly ConfigResourceType[];
}
export interface ListConfigResourcesResponse {
  readonly errorCode: ErrorCode;
  readonly configResources: readonly { readonly resourceName: string; readonly resourceType: ConfigResourceType }[];
}
export interface UnregisterBrokerRequest {
  readonly brokerId: number;
}
export type UnregisterBrokerResponse = WithMessage;
