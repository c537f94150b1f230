// Requests and responses of transactions, with Kafka's own field names (transaction.version 2, KIP-98 and KIP-890).
import type { ErrorCode, PartitionError, TopicPartition } from './protocol.ts';

/** Partitions by topic, as these requests name them. */
export type TopicPartitions = readonly { readonly name: string; readonly partitions: readonly number[] }[];

/**
 * The transaction.version that a client speaks, where it is not 2: a client from outside of the world may be older (librdkafka, kafkajs). It adds
 * partitions to its transaction itself, and keeps its epoch from one transaction to the next (KIP-98).
 */
export type OldTransactions = 0;

export interface AddPartitionsToTxnRequest {
  readonly transactions: readonly {
    readonly transactionalId: string;
    readonly producerId: number;
    readonly producerEpoch: number;
    /** Only asks whether the partitions are in the transaction (KIP-890 part 1). */
    readonly verifyOnly: boolean;
    readonly topics: TopicPartitions;
    readonly transactionVersion?: OldTransactions;
  }[];
}
export interface AddPartitionsToTxnResponse {
  readonly errorCode: ErrorCode;
  readonly resultsByTransaction: readonly {
    readonly transactionalId: string;
    readonly topicResults: readonly { readonly name: string; readonly resultsByPartition: readonly PartitionError[] }[];
  }[];
}
export interface AddOffsetsToTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly groupId: string;
  readonly transactionVersion?: OldTransactions;
}
export interface EndTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
  readonly transactionVersion?: OldTransactions;
}
/** Since version 5 the answer carries the id and the epoch of the producer's next transaction (KIP-890). */
export interface EndTxnResponse {
  readonly errorCode: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}
export interface WriteTxnMarkersRequest {
  readonly markers: readonly {
    readonly producerId: number;
    readonly producerEpoch: number;
    /** True commits, false aborts. */
    readonly transactionResult: boolean;
    readonly topics: TopicPartitions;
    readonly coordinatorEpoch: number;
  }[];
}
export interface WriteTxnMarkersResponse {
  readonly markers: readonly {
    readonly producerId: number;
    readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionError[] }[];
  }[];
}
export interface TxnOffsetCommitRequest {
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1 where the committer is no member. */
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly transactionVersion?: OldTransactions;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly partitionIndex: number; readonly committedOffset: number; readonly committedLeaderEpoch: number; readonly committedMetadata: string }[];
  }[];
}
export interface TxnOffsetCommitResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionError[] }[];
}
export interface DescribeTransactionsRequest {
  readonly transactionalIds: readonly string[];
}
export interface DescribeTransactionsResponse {
  readonly transactionStates: readonly {
    readonly errorCode: ErrorCode;
    readonly transactionalId: string;
    readonly transactionState: string;
    readonly transactionTimeoutMs: number;
    /** ms since 1970, -1 where none has begun. */
    readonly transactionStartTimeMs: number;
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly partitions: readonly TopicPartition[];
  }[];
}
export interface ListTransactionsRequest {
  readonly stateFilters: readonly string[];
  readonly producerIdFilters: readonly number[];
  /** Only what runs longer, in ms; below 0 everything. */
  readonly durationFilter: number;
  /** A regular expression; null for all (KIP-1152). */
  readonly transactionalIdPattern: string | null;
}
export interface ListTransactionsResponse {
  readonly errorCode: ErrorCode;
  readonly transactionStates: readonly { readonly transactionalId: string; readonly producerId: number; readonly transactionState: string }[];
}
export interface DescribeProducersRequest {
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[];
}
export interface DescribeProducersResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorCode;
      /** Null where Kafka sends none. */
      readonly errorMessage: string | null;
      readonly activeProducers: readonly ActiveProducer[];
    }[];
  }[];
}
export interface ActiveProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  readonly coordinatorEpoch: number;
  /** -1 where no transaction is open. */
  readonly currentTxnStartOffset: number;
}
