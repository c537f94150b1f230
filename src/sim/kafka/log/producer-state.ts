// What a log remembers of each producer, to tell duplicates and gaps (ProducerStateManager, ProducerAppendInfo).
import { freeze } from '../../kernel/freeze.ts';
import type { RecordBatch } from '../record.ts';
import { lastSequence } from './batch.ts';
import { coordinatorEpochOf } from './control.ts';

/** ProducerStateEntry.NUM_BATCHES_TO_RETAIN. */
const BATCHES_KEPT = 5;

/** A batch as the duplicate check needs it. Frozen. */
export interface BatchMetadata {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly timestampMs: number;
}

/** Frozen and replaced at each append. */
export interface ProducerEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** The last five batches of this epoch, oldest first. */
  readonly batches: readonly BatchMetadata[];
  readonly lastTimestampMs: number;
  /** Where its open transaction begins, -1 where none is open. */
  readonly transactionStart: number;
  /** The epoch of the coordinator that wrote its last marker, -1 for none. */
  readonly coordinatorEpoch: number;
}

/** By `p` and the producer id. */
export type ProducerStates = Record<string, ProducerEntry>;

export type ProducerVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'duplicate'; readonly batch: BatchMetadata }
  | { readonly kind: 'error'; readonly error: 'INVALID_PRODUCER_EPOCH' | 'OUT_OF_ORDER_SEQUENCE_NUMBER' | 'INVALID_TXN_STATE' | 'TRANSACTION_COORDINATOR_FENCED'; readonly message: string };

const OK: ProducerVerdict = freeze({ kind: 'ok' });

/** Whether a leader may append this batch of a client at `offset`. `name` is the partition, for the texts. */
export function checkProducer(states: ProducerStates, batch: RecordBatch, offset: number, name: string): ProducerVerdict {
  if (batch.producerId < 0) return OK;
  const entry = states[`p${batch.producerId}`];
  const { producerEpoch: epoch, baseSequence } = batch;
  if (entry === undefined) return checkFirst(batch, offset, name);
  if (epoch < entry.producerEpoch) {
    const message = `Epoch of producer ${batch.producerId} at offset ${offset} in ${name} is ${epoch}, which is smaller than the last seen epoch ${entry.producerEpoch}`;
    return { kind: 'error', error: 'INVALID_PRODUCER_EPOCH', message };
  }
  if (batch.control !== null) return checkMarker(entry, batch, offset, name);
  if (entry.transactionStart >= 0 && !batch.isTransactional) {
    return { kind: 'error', error: 'INVALID_TXN_STATE', message: `Expected transactional write from producer ${batch.producerId} at offset ${offset} in partition ${name}` };
  }
  if (baseSequence < 0) return OK;
  if (epoch > entry.producerEpoch) {
    if (baseSequence === 0) return OK;
    const message = `Invalid sequence number for new epoch of producer ${batch.producerId} at offset ${offset} in partition ${name}: ${epoch} (request epoch), ${baseSequence} (seq. number), ${entry.producerEpoch} (current producer epoch)`;
    return { kind: 'error', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
  }
  const end = lastSequence(batch);
  for (const known of entry.batches) {
    if (known.baseSequence === baseSequence && known.lastSequence === end) return { kind: 'duplicate', batch: known };
  }
  const last = entry.batches[entry.batches.length - 1]?.lastSequence ?? -1;
  if (baseSequence === (last + 1) % 2_147_483_648) return OK;
  const message = `Out of order sequence number for producer ${batch.producerId} at offset ${offset} in partition ${name}: ${baseSequence} (incoming seq. number), ${last} (current end sequence number)`;
  return { kind: 'error', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
}

/** A transactional producer that is not known here begins at sequence 0: its id or epoch is new with each transaction (KIP-890). */
function checkFirst(batch: RecordBatch, offset: number, name: string): ProducerVerdict {
  if (!batch.isTransactional || batch.baseSequence <= 0) return OK;
  const message = `Invalid sequence number for producer ${batch.producerId} at offset ${offset} in partition ${name}: ${batch.baseSequence} (incoming seq. number). Expected sequence 0 for transactions v2 idempotent producer with no existing state.`;
  return { kind: 'error', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
}

/** A coordinator that has been replaced may not end transactions any more. */
function checkMarker(entry: ProducerEntry, batch: RecordBatch, offset: number, name: string): ProducerVerdict {
  const coordinatorEpoch = coordinatorEpochOf(batch);
  if (coordinatorEpoch >= entry.coordinatorEpoch) return OK;
  const message = `Invalid coordinator epoch for producerId ${batch.producerId} at offset ${offset} in partition ${name}: ${coordinatorEpoch} (zombie), ${entry.coordinatorEpoch} (current)`;
  return { kind: 'error', error: 'TRANSACTION_COORDINATOR_FENCED', message };
}

/** Whether this producer has a transaction open here in this epoch. */
export function hasOngoingTransaction(states: ProducerStates, producerId: number, producerEpoch: number): boolean {
  const entry = states[`p${producerId}`];
  return entry !== undefined && entry.transactionStart >= 0 && entry.producerEpoch === producerEpoch;
}

/** Remembers an appended batch: on the leader, on a follower, and when a log is read again. */
export function noteProducer(states: ProducerStates, batch: RecordBatch): void {
  if (batch.producerId < 0) return;
  const key = `p${batch.producerId}`;
  const before = states[key];
  const isSameEpoch = before !== undefined && before.producerEpoch === batch.producerEpoch;
  let batches = isSameEpoch ? before.batches : [];
  let transactionStart = before?.transactionStart ?? -1;
  let coordinatorEpoch = before?.coordinatorEpoch ?? -1;
  if (batch.control !== null) {
    transactionStart = -1;
    coordinatorEpoch = coordinatorEpochOf(batch);
  } else {
    if (batch.isTransactional && transactionStart < 0) transactionStart = batch.baseOffset;
    const added = {
      baseSequence: batch.baseSequence,
      lastSequence: lastSequence(batch),
      baseOffset: batch.baseOffset,
      lastOffset: batch.baseOffset + batch.lastOffsetDelta,
      timestampMs: batch.maxTimestampMs,
    };
    if (batch.baseSequence >= 0) batches = [...(batches.length >= BATCHES_KEPT ? batches.slice(1) : batches), added];
  }
  states[key] = freeze({ producerId: batch.producerId, producerEpoch: batch.producerEpoch, batches, lastTimestampMs: batch.maxTimestampMs, transactionStart, coordinatorEpoch });
}

/** Forgets producers that have not written for `expirationMs` (producer.id.expiration.ms, Kafka default 24 h). */
export function expireProducers(states: ProducerStates, nowMs: number, expirationMs: number): void {
  for (const [key, entry] of Object.entries(states)) {
    if (entry.transactionStart < 0 && nowMs - entry.lastTimestampMs >= expirationMs) delete states[key];
  }
}
