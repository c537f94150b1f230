// The transactions that a broker coordinates, as data (TransactionMetadata, TransactionStateManager).
//
//   Empty --a partition is added--> Ongoing --EndTxn--> PrepareCommit --all markers are written--> CompleteCommit
//     ^                               |   |                                                            |
//     |                               |   +--EndTxn, time-out, or a newer producer--> PrepareAbort --> CompleteAbort
//     +---- InitProducerId -----------+------------------------------------------------------------ (and back to Ongoing)
//
// A change is first pending, is written to `__transaction_state`, and counts when that is replicated.
import type { NodeId, Time } from '../../../kernel/types.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { ErrorCode, TopicPartition } from '../../protocol.ts';

/** `PrepareEpochFence` is never written: it only marks that an open transaction is being taken from its producer. */
export type TransactionStatus = 'Empty' | 'Ongoing' | 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort' | 'Dead' | 'PrepareEpochFence';

/** No producer id, and no producer epoch. */
export const NONE = -1;
/** A producer epoch is a short; the last one is never given to a client (TransactionMetadata.isEpochExhausted). */
const LAST_EPOCH = 32_767;

/** What a change of state changes (TxnTransitMetadata). Frozen. */
export interface Transit {
  readonly state: TransactionStatus;
  readonly producerId: number;
  /** The id before this change: another one only where the ids have just rotated. */
  readonly previousProducerId: number;
  readonly nextProducerId: number;
  readonly producerEpoch: number;
  /** The epoch before, so that a producer may ask again after it missed the answer. */
  readonly lastProducerEpoch: number;
  readonly timeoutMs: number;
  /** transaction.version of its last transaction, 0 before the first. */
  readonly version: 0 | 2;
  readonly partitions: readonly TopicPartition[];
  /** ms since 1970, -1 where no transaction has begun. */
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
}

export interface Transaction {
  readonly transactionalId: string;
  /** Its partition of `__transaction_state`. */
  readonly partition: number;
  /** Replaced as a whole by each change. */
  now: Transit;
  /** The change that is being written, null for none. */
  pending: TransactionStatus | null;
  /** An epoch was raised to fence a producer and could not be written: it is not raised again. */
  failedFence: boolean;
}

/** Who waits for an answer. */
export interface Reply {
  readonly to: NodeId;
  readonly correlationId: number;
}

/** What is answered when a transaction is ended. */
export type EndReply =
  | { readonly kind: 'end-txn'; readonly reply: Reply }
  /** A newer producer: it is told to ask again when the old transaction is gone. */
  | { readonly kind: 'init'; readonly reply: Reply }
  | { readonly kind: 'timed-out'; readonly forMs: number };

/** A write to `__transaction_state`, and what comes after it. Frozen. */
export interface TransactionWork {
  readonly kind: 'initialized' | 'added' | 'ending' | 'completed' | 'expired';
  readonly transactionalId: string;
  readonly partition: number;
  readonly coordinatorEpoch: number;
  readonly entry: StoredEntry;
  /** Null for a tombstone. */
  readonly transit: Transit | null;
  readonly after: AfterWork;
}

export type AfterWork =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'init'; readonly reply: Reply }
  | { readonly kind: 'add-partitions'; readonly reply: Reply; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'add-offsets'; readonly reply: Reply }
  | { readonly kind: 'end'; readonly reply: EndReply; readonly isFence: boolean };

/** Markers of one decided transaction that are still to be written, each by the leader of its partition. */
export interface MarkerJob {
  readonly transactionalId: string;
  readonly partition: number;
  readonly coordinatorEpoch: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly commit: boolean;
  /** Partitions without their marker. */
  left: readonly TopicPartition[];
  /** Requests that are on their way. */
  asked: { readonly to: NodeId; readonly correlationId: number; readonly partitions: readonly TopicPartition[] }[];
}

/** Offsets that a transaction will commit, for one group; they count when its marker comes. Frozen. */
export interface PendingOffsets {
  readonly producerId: number;
  readonly group: string;
  /** The group's partition of `__consumer_offsets`. */
  readonly partition: number;
  readonly entries: readonly StoredEntry[];
  /** By `topic-partition`: what OffsetFetch calls unstable. */
  readonly places: readonly string[];
}

/** A request that waits until its partitions are in its transaction (AddPartitionsToTxnManager). */
export interface Verification {
  readonly id: number;
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** The producer has added the partitions itself, or has no transaction there. */
  readonly verifyOnly: boolean;
  /** Those of its partitions that are asked for, each with its guard. */
  readonly partitions: readonly (TopicPartition & { readonly guard: number })[];
  readonly since: Time;
  readonly after: AfterVerification;
  asked: { readonly to: NodeId; readonly correlationId: number } | null;
}

export type AfterVerification =
  | { readonly kind: 'produce'; readonly request: import('../../protocol.ts').Request<'Produce'>; readonly from: NodeId }
  | { readonly kind: 'txn-offsets'; readonly request: import('../../protocol.ts').Request<'TxnOffsetCommit'>; readonly from: NodeId };

/** Lives in the process's memory only: what must last lies in the logs. */
export interface TransactionCoordinator {
  /** By `t:` and the transactional id. */
  readonly transactions: Record<string, Transaction>;
  /** Partitions of `__transaction_state` that this broker leads, by `p` and number. */
  readonly shards: Record<string, { state: 'loading' | 'active'; readonly epoch: number }>;
  markers: MarkerJob[];
  pendingOffsets: PendingOffsets[];
  verifications: Verification[];
  /** By `partition/p` and producer id: which batches may begin a transaction there, see guards.ts. */
  readonly guards: Record<string, { readonly guard: number; readonly epoch: number }>;
  nextVerification: number;
  /** When the process started: the scans for what is too old run at whole intervals from then on. */
  startedAt: Time;
  /** Whether these scans are scheduled. */
  isScanning: boolean;
}

export function newTransactionCoordinator(): TransactionCoordinator {
  return { transactions: {}, shards: {}, markers: [], pendingOffsets: [], verifications: [], guards: {}, nextVerification: 0, startedAt: 0, isScanning: false };
}

export type TransactionTimer =
  | { readonly kind: 'load'; readonly partition: number; readonly epoch: number }
  | { readonly kind: 'append'; readonly work: TransactionWork }
  | { readonly kind: 'append-again'; readonly work: TransactionWork }
  | { readonly kind: 'markers'; readonly request: import('../../protocol.ts').Request<'WriteTxnMarkers'>; readonly from: NodeId }
  | { readonly kind: 'markers-again'; readonly transactionalId: string }
  | { readonly kind: 'markers-lost'; readonly transactionalId: string; readonly correlationId: number }
  | { readonly kind: 'verify-again'; readonly id: number }
  | { readonly kind: 'verify-lost'; readonly id: number; readonly correlationId: number }
  | { readonly kind: 'offsets'; readonly request: import('../../protocol.ts').Request<'TxnOffsetCommit'>; readonly from: NodeId; readonly guard: number }
  | { readonly kind: 'abort-scan' }
  | { readonly kind: 'expire-scan' };

/** What happens when an append of transactions is replicated, or is not. Frozen. */
export type AfterTransactionAppend =
  | { readonly kind: 'stored'; readonly work: TransactionWork }
  | { readonly kind: 'markers'; readonly request: import('../../protocol.ts').Request<'WriteTxnMarkers'>; readonly from: NodeId; readonly errors: readonly { readonly topic: string; readonly partition: number; readonly error: ErrorCode }[] }
  | { readonly kind: 'offsets'; readonly pending: PendingOffsets; readonly reply: Reply; readonly topics: import('../../protocol-transactions.ts').TxnOffsetCommitResponse['topics'] };

export function findTransaction(coordinator: TransactionCoordinator, transactionalId: string): Transaction | null {
  return coordinator.transactions[`t:${transactionalId}`] ?? null;
}

/** Whether the next epoch would be the last one. */
export function isEpochExhausted(epoch: number): boolean {
  return epoch >= LAST_EPOCH - 1;
}
