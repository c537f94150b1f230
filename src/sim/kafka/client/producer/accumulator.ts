// Where records wait for their batch to be worth sending: a queue of batches per partition (linger.ms, batch.size, buffer.memory).
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { compressBatch } from '../../log/compression.ts';
import type { CompressionType, KafkaRecord, RecordBatch } from '../../record.ts';
import { BATCH_OVERHEAD, batchSize, estimatedSize, recordSize } from '../bytes.ts';
import type { ClientIo } from '../io.ts';
import { NEVER } from '../io.ts';
import { partitionInfo } from '../metadata.ts';
import type { Batch, Producer } from './state.ts';
import { partitionKey } from './state.ts';
import { isCompleting } from './transaction-state.ts';

/** Appends to the partition's last batch or begins a new one. `full` when buffer.memory has no room for that. */
export function append(producer: Producer, id: number, topic: string, partition: number, record: KafkaRecord, io: ClientIo): { readonly kind: 'full' } | { readonly kind: 'appended'; readonly bytes: number; readonly batchEnded: boolean } {
  const key = partitionKey(topic, partition);
  const queue = (producer.queues[key] ??= []);
  const last = queue[queue.length - 1];
  if (last !== undefined && !last.closed) {
    const size = recordSize(record, last.records.length, record.timestampMs - (last.records[0]?.timestampMs ?? record.timestampMs));
    if (last.bytes + size <= producer.config.batchSize) {
      last.records.push(record);
      last.recordIds.push(id);
      last.bytes += size;
      return { kind: 'appended', bytes: size, batchEnded: last.bytes >= producer.config.batchSize };
    }
    last.closed = true;
  }
  const reserved = Math.max(producer.config.batchSize, estimatedSize(record));
  if (producer.bufferedBytes + reserved > producer.config.bufferMemory) return { kind: 'full' };
  producer.bufferedBytes += reserved;
  const bytes = BATCH_OVERHEAD + recordSize(record, 0, 0);
  queue.push(newBatch(producer, topic, partition, [record], [id], bytes, reserved, io.now));
  return { kind: 'appended', bytes, batchEnded: bytes >= producer.config.batchSize };
}

function newBatch(producer: Producer, topic: string, partition: number, records: KafkaRecord[], recordIds: number[], bytes: number, reserved: number, createdAt: Time): Batch {
  return {
    id: producer.nextBatch++,
    topic,
    partition,
    records,
    recordIds,
    bytes,
    reserved,
    createdAt,
    attempts: 0,
    notBefore: 0,
    triedEpoch: -1,
    closed: false,
    baseSequence: -1,
    ordinal: -1,
    producerId: -1,
    producerEpoch: -1,
    wasReset: false,
    wire: null,
  };
}

/** Whether the queue's first batch should go now: full, waited its linger, or everything must go. Never during its backoff. */
export function isReady(producer: Producer, queue: readonly Batch[], now: Time): boolean {
  const first = queue[0];
  if (first === undefined || isBackingOff(producer, first, now)) return false;
  const full = queue.length > 1 || first.closed || first.bytes >= producer.config.batchSize;
  const lingered = first.attempts > 0 || now >= first.createdAt + producer.config.lingerMs * MILLISECOND;
  return full || lingered || producer.flushing || producer.closing || isCompleting(producer.transaction) || producer.waiting !== null && isExhausted(producer);
}

/** Some thread waits for memory. */
function isExhausted(producer: Producer): boolean {
  return producer.bufferedBytes + producer.config.batchSize > producer.config.bufferMemory;
}

function isBackingOff(producer: Producer, batch: Batch, now: Time): boolean {
  if (batch.attempts === 0 || now >= batch.notBefore) return false;
  const known = partitionInfo(producer.network.metadata, batch.topic, batch.partition);
  return known === null || known.leaderEpoch <= batch.triedEpoch;
}

/** When the queue's first batch becomes ready by itself; NEVER where it is not time that it waits for. */
export function readyAt(producer: Producer, queue: readonly Batch[], now: Time): Time {
  const first = queue[0];
  if (first === undefined) return NEVER;
  const at = first.attempts > 0 ? first.notBefore : first.createdAt + producer.config.lingerMs * MILLISECOND;
  return at > now ? at : NEVER;
}

/** The batch as it travels. Frozen, and the same at each attempt unless its sequence was rewritten. */
export function wireOf(batch: Batch, isTransactional: boolean, compression: CompressionType | null): RecordBatch {
  if (batch.wire !== null) return batch.wire;
  const plain: RecordBatch = freeze({
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional,
    control: null,
    maxTimestampMs: batch.records.reduce((max, record) => Math.max(max, record.timestampMs), -1),
    records: [...batch.records],
    offsetDeltas: null,
    lastOffsetDelta: batch.records.length - 1,
    sizeInBytes: batch.bytes,
  });
  batch.wire = compressBatch(plain, compression);
  return batch.wire;
}

/** MESSAGE_TOO_LARGE for several records: halves, back at the front of the queue. */
export function split(producer: Producer, batch: Batch): void {
  const key = partitionKey(batch.topic, batch.partition);
  const middle = Math.ceil(batch.records.length / 2);
  const halves = [0, middle].map((from, i) => {
    const to = i === 0 ? middle : batch.records.length;
    const records = batch.records.slice(from, to);
    const half = newBatch(producer, batch.topic, batch.partition, records, batch.recordIds.slice(from, to), batchSize(records), Math.floor(batch.reserved / 2), batch.createdAt);
    half.closed = true;
    if (batch.baseSequence >= 0) {
      half.baseSequence = batch.baseSequence + from;
      half.ordinal = batch.ordinal;
      half.producerId = batch.producerId;
      half.producerEpoch = batch.producerEpoch;
    }
    return half;
  });
  producer.bufferedBytes += halves.reduce((sum, half) => sum + half.reserved, 0) - batch.reserved;
  producer.queues[key] = [...halves, ...(producer.queues[key] ?? [])];
}

/** Puts a batch back for another attempt: in the order of sequences where it has one, else at the front. */
export function putBack(producer: Producer, batch: Batch): void {
  const queue = (producer.queues[partitionKey(batch.topic, batch.partition)] ??= []);
  let at = 0;
  if (batch.baseSequence >= 0) {
    while (at < queue.length && (queue[at]?.baseSequence ?? -1) >= 0 && (queue[at]?.baseSequence ?? -1) < batch.baseSequence) at++;
  }
  queue.splice(at, 0, batch);
}

/** Gives a batch's memory back. */
export function release(producer: Producer, batch: Batch): void {
  producer.bufferedBytes -= batch.reserved;
}

/** Takes these batches out of their queues and out of what is in flight. */
export function drop(producer: Producer, which: (batch: Batch) => boolean): Batch[] {
  const dropped: Batch[] = [];
  for (const key of Object.keys(producer.queues)) {
    const queue = producer.queues[key] ?? [];
    dropped.push(...queue.filter(which));
    const left = queue.filter((batch) => !which(batch));
    if (left.length === 0) delete producer.queues[key];
    else producer.queues[key] = left;
  }
  dropped.push(...producer.inFlight.filter(which));
  producer.inFlight = producer.inFlight.filter((batch) => !which(batch));
  return dropped;
}

/** Whether some batch has not ended. */
export function hasIncomplete(producer: Producer): boolean {
  return producer.inFlight.length > 0 || Object.keys(producer.queues).some((key) => (producer.queues[key]?.length ?? 0) > 0);
}
