// What a producer is: plain data. Batches wait in a queue per partition, are in flight, and end in one completion per record.
import type { Time } from '../../../kernel/types.ts';
import type { KafkaRecord, RecordBatch } from '../../record.ts';
import type { Failure } from '../failure.ts';
import type { NetworkClient } from '../network-client.ts';
import type { PartitionerState } from './partitioner.ts';
import type { ProducerConfig } from './producer-config.ts';
import type { TransactionManager } from './transaction-state.ts';

/** Records that go to one partition together. */
export interface Batch {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** Each record is frozen; the list grows until the batch is closed. */
  records: KafkaRecord[];
  /** The number that `send` gave for each record. */
  recordIds: number[];
  bytes: number;
  /** Taken from buffer.memory. */
  readonly reserved: number;
  readonly createdAt: Time;
  attempts: number;
  /** Not sent again before this. */
  notBefore: Time;
  /** The leader epoch it was last sent to: a new leader is tried without backoff (KIP-951). */
  triedEpoch: number;
  /** Nothing is appended any more. */
  closed: boolean;
  baseSequence: number;
  /** Counts the batches of its partition, from when sequences are given. */
  ordinal: number;
  producerId: number;
  producerEpoch: number;
  /** It began again at another sequence, with a new epoch: what was answered to the old one says nothing of it. */
  wasReset: boolean;
  /** As it travels; null until it is first sent, and again when its sequence is rewritten. */
  wire: RecordBatch | null;
}

/** Idempotence, per partition. */
export interface SequenceState {
  producerId: number;
  producerEpoch: number;
  /** The next batch's base sequence. */
  next: number;
  nextOrdinal: number;
  /** The last sequence that a broker acknowledged, -1 for none. */
  lastAcked: number;
  /** A batch was given up without an answer, and nobody knows whether the broker has it: the sequence after it. -1 for none. */
  unresolved: number;
}

export interface ProducerIdState {
  status: 'none' | 'asked' | 'ready';
  producerId: number;
  producerEpoch: number;
  /** InitProducerId is not asked again before this. */
  notBefore: Time;
  failures: number;
  bumpRequired: boolean;
}

/** The record that `send` would be blocked on: no metadata yet, or no memory. */
export interface WaitingRecord {
  readonly id: number;
  readonly topic: string;
  /** Null: the partitioner decides. */
  readonly partition: number | null;
  readonly record: KafkaRecord;
  readonly since: Time;
  readonly deadlineAt: Time;
}

/** How a record ended. */
export interface SendResult {
  readonly id: number;
  readonly topic: string;
  /** -1 where none was chosen. */
  readonly partition: number;
  /** -1 where it is not known (acks=0, or failed). */
  readonly offset: number;
  readonly error: Failure | null;
  readonly record: KafkaRecord;
}

/** Why a request was sent: what comes back with its answer. */
export type ProducerContext = { readonly kind: 'init-producer-id' } | { readonly kind: 'transactional' } | { readonly kind: 'produce'; readonly batches: readonly number[] };

export interface Producer {
  readonly config: ProducerConfig;
  readonly network: NetworkClient<ProducerContext>;
  readonly partitioner: PartitionerState;
  readonly producerId: ProducerIdState;
  /** Null without a transactional.id. */
  readonly transaction: TransactionManager | null;
  nextRecord: number;
  nextBatch: number;
  /** By `topic-partition`: batches that wait, oldest first. */
  queues: Record<string, Batch[]>;
  /** In the order of sending. */
  inFlight: Batch[];
  sequences: Record<string, SequenceState>;
  bufferedBytes: number;
  waiting: WaitingRecord | null;
  /** Where the rotation among partitions begins at the next drain, per node. */
  drainFrom: Record<string, number>;
  /** What the last `sendRecord` throws, after it has appended its record; null for nothing. */
  thrown: Failure | null;
  flushing: boolean;
  closing: boolean;
  results: SendResult[];
  recordsSent: number;
  recordsAcknowledged: number;
  recordsFailed: number;
  /** Produce requests, each time that one is sent. */
  requestsSent: number;
  /** From a batch's first record to its acknowledgement, in microseconds: an average over the last batches, null before the first. */
  latencyUs: number | null;
}

/** The key of a partition in a producer's tables. Never an integer: object keys keep their order. */
export function partitionKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** How many records wait or are in flight. */
export function bufferedRecords(producer: Producer): number {
  let count = producer.waiting === null ? 0 : 1;
  for (const key of Object.keys(producer.queues)) for (const batch of producer.queues[key] ?? []) count += batch.records.length;
  for (const batch of producer.inFlight) count += batch.records.length;
  return count;
}
