// Control batches: the commit or abort marker of a transaction, one record that consumers never see (EndTransactionMarker).
import type { RecordBatch } from '../record.ts';
import { makeBatch } from './batch.ts';

/** What a marker says, as WriteTxnMarkers names it. */
export interface MarkerData {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionResult: boolean;
  readonly coordinatorEpoch: number;
}

/** A batch with one marker: 78 bytes, like the real one. Its key is a version and a type, its value a version and the coordinator's epoch. */
export function controlBatch(marker: MarkerData, timestampMs: number): RecordBatch {
  const { producerId, producerEpoch, transactionResult, coordinatorEpoch } = marker;
  const type = transactionResult ? 1 : 0;
  const record = { key: shorts(0, type), value: shorts(0, Math.floor(coordinatorEpoch / 65_536), coordinatorEpoch % 65_536), headers: [], timestampMs };
  return makeBatch([record], { producerId, producerEpoch, isTransactional: true, control: transactionResult ? 'COMMIT' : 'ABORT' });
}

/** Two bytes a number, each as one character: below 128 a byte of the log is a character of UTF-8. */
function shorts(...numbers: readonly number[]): string {
  return numbers.map((each) => String.fromCharCode(each >> 8, each & 0xff)).join('');
}

/** The epoch of the coordinator that wrote a marker; -1 for a batch that is none. */
export function coordinatorEpochOf(batch: RecordBatch): number {
  const value = batch.control === null ? null : (batch.records[0]?.value ?? null);
  if (value === null || value.length < 6) return -1;
  return value.charCodeAt(2) * 16_777_216 + value.charCodeAt(3) * 65_536 + value.charCodeAt(4) * 256 + value.charCodeAt(5);
}
