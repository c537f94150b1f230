// The idempotent producer: its id, epoch, and the sequence numbers that let a broker drop what it has already (KIP-98, KIP-360).
import type { Batch, Producer, SequenceState } from './state.ts';
import { partitionKey } from './state.ts';

/** A producer epoch is a short. */
const LAST_EPOCH = 32_767;
/** How many batches of a producer a broker remembers for each partition (ProducerStateEntry). */
const BATCHES_KNOWN = 5;

function sequenceOf(producer: Producer, batch: Pick<Batch, 'topic' | 'partition'>): SequenceState {
  const { producerId, producerEpoch } = producer.producerId;
  return (producer.sequences[partitionKey(batch.topic, batch.partition)] ??= { producerId, producerEpoch, next: 0, nextOrdinal: 0, lastAcked: -1, unresolved: -1 });
}

function inFlightOf(producer: Producer, batch: Pick<Batch, 'topic' | 'partition'>): Batch[] {
  return producer.inFlight.filter((other) => other.topic === batch.topic && other.partition === batch.partition);
}

/** Whether the batch at the head of its queue may go now, as far as sequences say. */
export function mayDrain(producer: Producer, batch: Batch): boolean {
  if (!producer.config.idempotence) return true;
  if (producer.producerId.status !== 'ready' || producer.producerId.bumpRequired) return false;
  const state = sequenceOf(producer, batch);
  const inFlight = inFlightOf(producer, batch);
  const stale = state.producerEpoch !== producer.producerId.producerEpoch || state.producerId !== producer.producerId.producerId;
  if (stale && batch.baseSequence < 0 && inFlight.length > 0) return false;
  if (state.unresolved >= 0 && batch.baseSequence < 0) return false;
  // A retry goes alone: only the batch with the lowest sequence may be sent again while others are in flight.
  if (batch.baseSequence >= 0) return inFlight.every((other) => other.baseSequence > batch.baseSequence);
  // A broker knows a producer's last five batches: none is sent that would make it forget one that may have to be sent again.
  return inFlight.every((other) => state.nextOrdinal - other.ordinal < BATCHES_KNOWN);
}

/** Gives a batch its producer id, epoch and base sequence when it is first drained. */
export function assignSequence(producer: Producer, batch: Batch): void {
  if (!producer.config.idempotence || batch.baseSequence >= 0) return;
  const state = sequenceOf(producer, batch);
  const { producerId, producerEpoch } = producer.producerId;
  if (state.producerEpoch !== producerEpoch || state.producerId !== producerId) {
    state.producerId = producerId;
    state.producerEpoch = producerEpoch;
    state.next = 0;
    state.lastAcked = -1;
  }
  batch.producerId = producerId;
  batch.producerEpoch = producerEpoch;
  batch.baseSequence = state.next;
  batch.ordinal = state.nextOrdinal++;
  state.next += batch.records.length;
}

/** A batch was given up after it had been sent, without an answer. In a transaction that aborts it, and the next one has another epoch. */
export function markUnresolved(producer: Producer, batch: Batch): void {
  if (batch.baseSequence < 0 || producer.transaction !== null) return;
  const state = sequenceOf(producer, batch);
  state.unresolved = Math.max(state.unresolved, batch.baseSequence + batch.records.length);
}

/** The broker has a batch, or had it already. */
export function noteAcknowledged(producer: Producer, batch: Batch): void {
  if (batch.baseSequence < 0) return;
  const state = sequenceOf(producer, batch);
  state.lastAcked = Math.max(state.lastAcked, batch.baseSequence + batch.records.length - 1);
}

/**
 * When every batch of a partition that has a sequence is decided, one that was given up is: either a later one was
 * acknowledged, and so the broker has it too, or there is a gap, and a new epoch is needed. Batches that wait to be sent
 * again count as undecided: a broker may have them, and under another sequence it would take them twice.
 */
export function resolveSequences(producer: Producer): void {
  for (const key of Object.keys(producer.sequences)) {
    const state = producer.sequences[key];
    if (state === undefined || state.unresolved < 0) continue;
    const isUndecided = producer.inFlight.some((batch) => partitionKey(batch.topic, batch.partition) === key) || (producer.queues[key] ?? []).some((batch) => batch.baseSequence >= 0);
    if (isUndecided) continue;
    state.unresolved = -1;
    if (state.next !== state.lastAcked + 1) rewriteAt(producer, key);
  }
}

function rewriteAt(producer: Producer, key: string): void {
  producer.producerId.bumpRequired = true;
  const state = producer.sequences[key];
  if (state !== undefined) state.next = -1;
}

/** The broker's error broke the partition's sequence: a new epoch is needed before anything else goes there. */
export function requestBump(producer: Producer, batch: Batch): void {
  if (batch.baseSequence >= 0 && producer.transaction === null) rewriteAt(producer, partitionKey(batch.topic, batch.partition));
}

/** Raises the epoch where that is needed; partitions with a gap begin again at sequence 0 with it. */
export function bumpIfRequired(producer: Producer): void {
  const id = producer.producerId;
  if (!id.bumpRequired || id.status !== 'ready') return;
  id.bumpRequired = false;
  if (id.producerEpoch >= LAST_EPOCH) {
    id.status = 'none';
    return;
  }
  id.producerEpoch++;
  for (const key of Object.keys(producer.sequences)) {
    const state = producer.sequences[key];
    if (state === undefined || state.next >= 0) continue;
    state.producerId = id.producerId;
    state.producerEpoch = id.producerEpoch;
    state.next = 0;
    state.lastAcked = -1;
    state.unresolved = -1;
    const waiting = (producer.queues[key] ?? []).filter((batch) => batch.baseSequence >= 0);
    const inFlight = producer.inFlight.filter((batch) => partitionKey(batch.topic, batch.partition) === key);
    for (const batch of [...inFlight, ...waiting].sort((a, b) => a.baseSequence - b.baseSequence)) {
      batch.producerId = id.producerId;
      batch.producerEpoch = id.producerEpoch;
      batch.baseSequence = state.next;
      batch.wasReset = true;
      batch.wire = null;
      state.next += batch.records.length;
    }
  }
}

/**
 * A broker says that a sequence is missing before this batch (TransactionManager.canRetry). An idempotent producer always
 * tries again; where it knows that the gap is real, under a new epoch. In a transaction only a batch that came too early does.
 */
export function mayRetryOutOfOrder(producer: Producer, batch: Batch): boolean {
  const state = sequenceOf(producer, batch);
  const isNext = batch.baseSequence === state.lastAcked + 1;
  if (state.unresolved < 0 && (batch.wasReset || !isNext)) return true;
  if (producer.transaction !== null) return false;
  if (state.unresolved < 0 || batch.baseSequence === state.unresolved) requestBump(producer, batch);
  return true;
}
