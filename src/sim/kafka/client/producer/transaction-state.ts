// What a transactional producer knows of its transactions: plain data (TransactionManager of the Java client, transaction.version 2).
//
//   UNINITIALIZED --initTransactions--> INITIALIZING --> READY --begin--> IN_TRANSACTION --commit--> COMMITTING_TRANSACTION --+
//                                                        ^  ^                 |    |                                          |
//                                                        |  |        a send fails  +--abort--> ABORTING_TRANSACTION --+       |
//                                                        |  |                 v                       ^               |       |
//                                                        |  |          ABORTABLE_ERROR ----abort------+               |       |
//                                                        |  +----------------------------------------------------------+       |
//                                                        +---------------------------------------------------------------------+
//   FATAL_ERROR: fenced, or refused for good. Nothing but close helps.
import type { Time } from '../../../kernel/types.ts';
import type { TopicPartition } from '../../protocol.ts';
import type { Failure } from '../failure.ts';

export type TransactionPhase = 'UNINITIALIZED' | 'INITIALIZING' | 'READY' | 'IN_TRANSACTION' | 'COMMITTING_TRANSACTION' | 'ABORTING_TRANSACTION' | 'ABORTABLE_ERROR' | 'FATAL_ERROR';

/** The blocking calls of KafkaProducer. */
export type TransactionCall = 'initTransactions' | 'sendOffsetsToTransaction' | 'commitTransaction' | 'abortTransaction';

export interface OffsetInTransaction extends TopicPartition {
  /** The next record to read. */
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** Who commits offsets: what `consumer.groupMetadata()` gives. Without a member the generation is -1 and the ids are empty. */
export interface GroupMetadata {
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** A request to a coordinator; one is on its way at a time. Frozen. */
export type TransactionRequest =
  | { readonly kind: 'find'; readonly keyType: 'transaction' | 'group'; readonly key: string }
  | { readonly kind: 'init' }
  | { readonly kind: 'offsets'; readonly group: GroupMetadata; readonly offsets: readonly OffsetInTransaction[] }
  | { readonly kind: 'end'; readonly commit: boolean };

/** How a blocking call ended. */
export interface CallEnd {
  readonly call: TransactionCall;
  /** What it throws; null where it returns. */
  readonly error: Failure | null;
}

export interface TransactionManager {
  readonly transactionalId: string;
  phase: TransactionPhase;
  lastError: Failure | null;
  /** Something was sent in this transaction: only then there is anything to end. */
  started: boolean;
  /** Brokers by id, -1 while unknown. */
  coordinator: number;
  groupCoordinator: { readonly group: string; readonly node: number } | null;
  requests: TransactionRequest[];
  inFlight: TransactionRequest | null;
  /** No request before this. */
  notBefore: Time;
  /** The call that the process waits for, null for none. */
  waiting: { readonly call: TransactionCall; readonly deadlineAt: Time } | null;
  /** A call that timed out and goes on: it must be called again. */
  timedOut: TransactionCall | null;
  ended: CallEnd | null;
}

export function newTransactionManager(transactionalId: string): TransactionManager {
  return {
    transactionalId, phase: 'UNINITIALIZED', lastError: null, started: false, coordinator: -1, groupCoordinator: null, requests: [], inFlight: null,
    notBefore: 0, waiting: null, timedOut: null, ended: null,
  };
}

/** A transaction that the brokers may know of. */
export function hasOngoing(manager: TransactionManager | null): boolean {
  if (manager === null) return false;
  return manager.phase === 'IN_TRANSACTION' || manager.phase === 'COMMITTING_TRANSACTION' || manager.phase === 'ABORTING_TRANSACTION' || manager.phase === 'ABORTABLE_ERROR';
}

export function isCompleting(manager: TransactionManager | null): boolean {
  return manager !== null && (manager.phase === 'COMMITTING_TRANSACTION' || manager.phase === 'ABORTING_TRANSACTION');
}

export function hasError(manager: TransactionManager | null): boolean {
  return manager !== null && (manager.phase === 'ABORTABLE_ERROR' || manager.phase === 'FATAL_ERROR');
}
