// What a leader checks of a client's records before it appends them, and the times it gives them (LogValidator).
import { freeze } from '../../kernel/freeze.ts';
import { compressBatch } from '../log/compression.ts';
import type { ErrorCode } from '../protocol.ts';
import type { RecordBatch } from '../record.ts';
import type { Partition } from './plane.ts';

/** What is wrong with one record of a batch (KIP-467). Frozen. */
export interface RecordError {
  readonly batchIndex: number;
  readonly message: string;
}

export interface Invalid {
  readonly error: ErrorCode;
  readonly message: string;
  readonly recordErrors: readonly RecordError[];
}

/** The whole batch is refused where one of its records is wrong; null where all are right. `nowMs` is the leader's wall clock. */
export function invalidRecords(partition: Partition, batch: RecordBatch, nowMs: number): Invalid | null {
  const { settings, name } = partition;
  if (batch.control !== null) return null;
  const recordErrors: RecordError[] = [];
  let isTime = false;
  const earliest = nowMs - settings.timestampBeforeMaxMs;
  const latest = nowMs + settings.timestampAfterMaxMs;
  batch.records.forEach(({ key, timestampMs }, batchIndex) => {
    if (settings.isCompacted && key === null) {
      recordErrors.push({ batchIndex, message: `Compacted topic cannot accept message without key in topic partition ${name}` });
    } else if (!settings.hasLogAppendTime && timestampMs >= 0 && (timestampMs < earliest || timestampMs > latest)) {
      isTime = true;
      const range = `[${Math.max(earliest, 0)}, ${latest}]`;
      recordErrors.push({ batchIndex, message: `Timestamp ${timestampMs} of message with offset ${batchIndex} is out of range. The timestamp should be within ${range}` });
    }
  });
  if (recordErrors.length === 0) return null;
  if (isTime) return freeze({ error: 'INVALID_TIMESTAMP', message: 'One or more records have been rejected due to invalid timestamp', recordErrors });
  return freeze({ error: 'INVALID_RECORD', message: `One or more records have been rejected due to ${recordErrors.length} record errors in total, and only showing the first three errors at most: ${shown(recordErrors)}`, recordErrors });
}

/** As Java prints a list of RecordErrors. */
function shown(errors: readonly RecordError[]): string {
  return `[${errors.slice(0, 3).map(({ batchIndex, message }) => `RecordError(batchIndex=${batchIndex}, message='${message}')`).join(', ')}]`;
}

/** With a compression.type of its own a topic's leader compresses batches anew (LogValidator.assignOffsetsNonCompressed and its like). */
export function withCompression({ settings }: Partition, batch: RecordBatch): RecordBatch {
  return settings.compression === 'producer' ? batch : compressBatch(batch, settings.compression);
}

/** With message.timestamp.type LogAppendTime all records of a batch carry the time at which the leader appended it. */
export function withLogTime(partition: Partition, batch: RecordBatch, nowMs: number): RecordBatch {
  if (!partition.settings.hasLogAppendTime || batch.control !== null) return batch;
  const records = batch.records.map((record) => ({ ...record, timestampMs: nowMs }));
  return freeze({ ...batch, records, maxTimestampMs: nowMs, timestampType: 'LogAppendTime' });
}
