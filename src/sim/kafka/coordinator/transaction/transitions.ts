// How a transaction's state changes, before anything is written (TransactionMetadata.prepare...). Pure; KIP-98, KIP-360, KIP-890.
import { freeze } from '../../../kernel/freeze.ts';
import type { ErrorCode, TopicPartition } from '../../protocol.ts';
import { isEpochExhausted, NONE, type Transaction, type Transit } from './transaction-state.ts';

const NO_PARTITIONS: readonly TopicPartition[] = freeze([]);

/** A transactional id that nobody has used: its first epoch is still to be given. */
export function newTransaction(transactionalId: string, partition: number, producerId: number, timeoutMs: number, nowMs: number): Transaction {
  const now: Transit = freeze({
    state: 'Empty', producerId, previousProducerId: NONE, nextProducerId: NONE, producerEpoch: NONE, lastProducerEpoch: NONE,
    timeoutMs, version: 0, partitions: NO_PARTITIONS, startedAtMs: -1, updatedAtMs: nowMs,
  });
  return { transactionalId, partition, now, pending: null, failedFence: false };
}

/** A producer begins: the epoch is raised by one, or stays where it asks again for what it did not hear. `expected` is the epoch that it has, null for a new one. */
export function increaseEpoch({ now }: Transaction, timeoutMs: number, expected: number | null, nowMs: number): Transit | ErrorCode {
  const bumped = now.producerEpoch === NONE ? 0 : now.producerEpoch + 1;
  const begun = (producerEpoch: number, lastProducerEpoch: number): Transit => freeze({
    ...now, state: 'Empty', previousProducerId: now.producerId, nextProducerId: NONE, producerEpoch, lastProducerEpoch, timeoutMs, partitions: NO_PARTITIONS, startedAtMs: -1, updatedAtMs: nowMs,
  });
  if (expected === null) return begun(bumped, NONE);
  if (now.producerEpoch === NONE || expected === now.producerEpoch) return begun(bumped, now.producerEpoch);
  return expected === now.lastProducerEpoch ? begun(now.producerEpoch, now.lastProducerEpoch) : 'PRODUCER_FENCED';
}

/** All epochs of this producer id are used: another id begins at epoch 0. */
export function rotateProducerId({ now }: Transaction, producerId: number, timeoutMs: number, keepsLastEpoch: boolean, nowMs: number): Transit {
  return freeze({
    ...now, state: 'Empty', producerId, previousProducerId: now.producerId, nextProducerId: NONE, producerEpoch: 0, lastProducerEpoch: keepsLastEpoch ? now.producerEpoch : NONE,
    timeoutMs, partitions: NO_PARTITIONS, startedAtMs: -1, updatedAtMs: nowMs,
  });
}

/** Partitions are added; with the first one the transaction begins. */
export function addPartitions({ now }: Transaction, added: readonly TopicPartition[], version: Transit['version'], nowMs: number): Transit {
  const startedAtMs = now.state === 'Ongoing' ? now.startedAtMs : nowMs;
  const fresh = added.filter((one) => !hasPartition(now, one));
  return freeze({ ...now, state: 'Ongoing', version, previousProducerId: now.producerId, partitions: [...now.partitions, ...fresh], startedAtMs, updatedAtMs: nowMs });
}

export function hasPartition({ partitions }: Pick<Transit, 'partitions'>, { topic, partition }: TopicPartition): boolean {
  return partitions.some((one) => one.topic === topic && one.partition === partition);
}

/** The epoch that takes an open transaction from its producer; where that could not be written before, it was raised already. */
export function fencingEpoch({ now, failedFence }: Transaction): number {
  return failedFence || isEpochExhausted(now.producerEpoch) ? now.producerEpoch : now.producerEpoch + 1;
}

/**
 * It is decided. The epoch is raised with each transaction (KIP-890): the markers carry the new one, so that nothing late
 * of this transaction can be written after them. Without partitions (an abort before the first record came) it begins now.
 * A producer of version 0 keeps its epoch, unless it is fenced.
 */
export function decide({ now }: Transaction, commit: boolean, version: Transit['version'], nextProducerId: number, nowMs: number): Transit {
  const epochs = version === 0 ? {} : { producerEpoch: now.producerEpoch + 1, lastProducerEpoch: now.producerEpoch };
  return freeze({
    ...now, ...epochs, state: commit ? 'PrepareCommit' : 'PrepareAbort', version, previousProducerId: now.producerId, nextProducerId,
    startedAtMs: now.startedAtMs < 0 ? nowMs : now.startedAtMs, updatedAtMs: nowMs,
  });
}

/** All markers are written. Where the epochs of a producer id are used up, its successor takes over at epoch 0. */
export function complete({ now }: Transaction, nowMs: number): Transit {
  const rotated = now.nextProducerId !== NONE;
  return freeze({
    ...now, state: now.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort', partitions: NO_PARTITIONS, updatedAtMs: nowMs, nextProducerId: NONE,
    producerId: rotated ? now.nextProducerId : now.producerId, previousProducerId: now.producerId,
    producerEpoch: rotated ? 0 : now.producerEpoch,
  });
}
