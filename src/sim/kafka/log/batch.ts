// Making record batches: from records to a batch of its real size, and from a producer's batch to one that lies in a log.
import { freeze } from '../../kernel/freeze.ts';
import { batchSize } from '../client/bytes.ts';
import type { KafkaRecord, RecordBatch } from '../record.ts';

/** Who writes a batch; the defaults are those of a producer without idempotence. */
export interface BatchOrigin {
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly isTransactional?: boolean;
  readonly control?: 'COMMIT' | 'ABORT' | null;
}

/** A batch with these records (at least one), before a leader gives it offsets. Frozen. */
export function makeBatch(records: readonly KafkaRecord[], origin: BatchOrigin = {}): RecordBatch {
  let maxTimestampMs = -1;
  for (const record of records) if (record.timestampMs > maxTimestampMs) maxTimestampMs = record.timestampMs;
  return freeze({
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: origin.producerId ?? -1,
    producerEpoch: origin.producerEpoch ?? -1,
    baseSequence: origin.baseSequence ?? -1,
    isTransactional: origin.isTransactional ?? false,
    control: origin.control ?? null,
    maxTimestampMs,
    records,
    offsetDeltas: null,
    lastOffsetDelta: records.length - 1,
    sizeInBytes: batchSize(records),
  });
}

/** The batch as a leader appends it: with its offset and the leader's epoch. The records are shared. */
export function stampBatch(batch: RecordBatch, baseOffset: number, leaderEpoch: number): RecordBatch {
  return freeze({ ...batch, baseOffset, partitionLeaderEpoch: leaderEpoch });
}

/** The last sequence number of a batch; they wrap after 2^31 - 1 (DefaultRecordBatch.incrementSequence). */
export function lastSequence(batch: RecordBatch): number {
  if (batch.baseSequence < 0) return -1;
  return (batch.baseSequence + batch.lastOffsetDelta) % 2_147_483_648;
}

/** Bytes of these batches together. */
export function bytesOf(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (const batch of batches) bytes += batch.sizeInBytes;
  return bytes;
}
