// Requests and responses about records and offsets, with Kafka's own field names.
import type { ErrorCode } from './protocol.ts';
import type { OldTransactions } from './protocol-transactions.ts';
import type { RecordBatch } from './record.ts';

export interface ProduceRequest {
  readonly transactionalId: string | null;
  /** -1 (all), 0 or 1. */
  readonly acks: -1 | 0 | 1;
  readonly timeoutMs: number;
  readonly transactionVersion?: OldTransactions;
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
      /** KIP-467: which records of the batch were wrong, and why; absent where none was. */
      readonly recordErrors?: readonly { readonly batchIndex: number; readonly message: string }[];
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
