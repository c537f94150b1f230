// What a topic's configuration says about its log (LogConfig), parsed once.
import { freeze } from '../../kernel/freeze.ts';
import type { CompressionType } from '../record.ts';
import { compressionNamed } from './compression.ts';

/** Frozen. Times in milliseconds, sizes in bytes. */
export interface LogConfig {
  /** segment.bytes, Kafka default 1 GiB. */
  readonly segmentBytes: number;
  /** segment.ms, Kafka default 7 days. */
  readonly segmentMs: number;
  /** segment.jitter.ms, Kafka default 0: the most that is taken off segment.ms, so that not all partitions roll at once. */
  readonly segmentJitterMs: number;
  /** segment.index.bytes, Kafka default 10 MiB. */
  readonly segmentIndexBytes: number;
  /** index.interval.bytes, Kafka default 4096: bytes of records between two entries of an index. */
  readonly indexIntervalBytes: number;
  /** retention.ms, Kafka default 7 days; -1 is for ever. */
  readonly retentionMs: number;
  /** retention.bytes, Kafka default -1: no limit. */
  readonly retentionBytes: number;
  /** file.delete.delay.ms, Kafka default 1 minute. */
  readonly fileDeleteDelayMs: number;
  /** cleanup.policy has compact: records need keys. */
  readonly isCompacted: boolean;
  /** cleanup.policy has delete. */
  readonly isDeleting: boolean;
  /** compression.type, Kafka default `producer`: as the batch comes. Null is uncompressed. */
  readonly compression: CompressionType | 'producer' | null;
  /** message.timestamp.type is LogAppendTime, Kafka default CreateTime. */
  readonly hasLogAppendTime: boolean;
  /** message.timestamp.before.max.ms, Kafka default: no limit. */
  readonly timestampBeforeMaxMs: number;
  /** message.timestamp.after.max.ms, Kafka default 1 h. */
  readonly timestampAfterMaxMs: number;
  /** min.cleanable.dirty.ratio, Kafka default 0.5. */
  readonly minCleanableDirtyRatio: number;
  /** min.compaction.lag.ms, Kafka default 0. */
  readonly minCompactionLagMs: number;
  /** max.compaction.lag.ms, Kafka default: no limit. */
  readonly maxCompactionLagMs: number;
  /** delete.retention.ms, Kafka default 24 h: how long tombstones stay after they were first cleaned. */
  readonly deleteRetentionMs: number;
}

/** Reads a log's configuration; `value` gives the setting in force. */
export function logConfigOf(value: (name: string) => string): LogConfig {
  const number = (name: string): number => Number(value(name));
  const policy = value('cleanup.policy').split(',').map((one) => one.trim());
  return freeze({
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    segmentJitterMs: number('segment.jitter.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    fileDeleteDelayMs: number('file.delete.delay.ms'),
    isCompacted: policy.includes('compact'),
    isDeleting: policy.includes('delete'),
    compression: value('compression.type') === 'producer' ? 'producer' : compressionNamed(value('compression.type')),
    hasLogAppendTime: value('message.timestamp.type') === 'LogAppendTime',
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    deleteRetentionMs: number('delete.retention.ms'),
  });
}
