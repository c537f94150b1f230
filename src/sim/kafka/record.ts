// Records and record batches (magic 2): frozen data, and how many bytes they take.

/** A record as a producer gives it. Keys and values are UTF-8 text; null is a real null. */
export interface KafkaRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string])[];
  /** CreateTime, ms since 1970. */
  readonly timestampMs: number;
}

/** What a batch may be compressed with, by the names that Kafka's settings have. */
export type CompressionType = 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** A batch as it travels and as it lies in a log. Frozen. Offsets are dense: record i has offset baseOffset + i, unless `offsetDeltas` says otherwise (after compaction). */
export interface RecordBatch {
  readonly baseOffset: number;
  /** Set by the leader that appends it. */
  readonly partitionLeaderEpoch: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** The first record's sequence number, -1 without idempotence. */
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  /** A commit or abort marker; its records are not shown to consumers. */
  readonly control: 'COMMIT' | 'ABORT' | null;
  readonly maxTimestampMs: number;
  readonly records: readonly KafkaRecord[];
  /** The offset of each record, relative to baseOffset, after compaction; null where dense. */
  readonly offsetDeltas: readonly number[] | null;
  /** The last offset, relative to baseOffset; compaction keeps it even where it removes the last record. */
  readonly lastOffsetDelta: number;
  /** When its tombstones or its marker may go, ms since 1970: set where the cleaner first met them. Absent before. */
  readonly deleteHorizonMs?: number;
  /** Absent where the records' times are those of their producer (message.timestamp.type, Kafka default CreateTime). */
  readonly timestampType?: 'LogAppendTime';
  /** Absent where nothing is compressed. */
  readonly compression?: CompressionType;
  /** Bytes on the wire and on disk, header included. */
  readonly sizeInBytes: number;
}

/** One past the last offset of the batch. */
export function nextOffset(batch: RecordBatch): number {
  return batch.baseOffset + batch.lastOffsetDelta + 1;
}
