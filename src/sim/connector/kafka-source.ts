// The Kafka source of DataStream jobs (KafkaSource): rows by a simple format, with the record's metadata behind them.
import type { OperatorKind } from '../flink/operator/operator.ts';
import { onEvent, onPeriodic, timestampOf, watermarkOf, type WatermarkStrategy } from '../flink/time/watermarks.ts';
import { UserCodeError } from '../flink/user-code-error.ts';
import { decode, type Format } from './formats.ts';
import { KafkaReader, newReader, type ReaderConfig, restoreReader, type WatermarkMaker } from './kafka-reader.ts';

export interface KafkaSourceConfig {
  readonly topics: readonly string[];
  /** Consumer properties by Kafka's names; `bootstrap.servers` is needed, `group.id` is not. */
  readonly properties: Readonly<Record<string, string>>;
  /** Where a partition without an offset in the checkpoint begins. `committed` falls back to `auto.offset.reset`. */
  readonly starting: 'earliest' | 'latest' | 'committed';
  /** Bounded: it ends where the partitions ended when it began. */
  readonly bounded: boolean;
  readonly format: Format;
  /** Appends these to each row, in this order. */
  readonly metadata: readonly ('key' | 'topic' | 'partition' | 'offset' | 'timestamp')[];
  readonly watermarks: WatermarkStrategy | null;
}

export const kafkaSource: OperatorKind = {
  create: newReader,
  restore: restoreReader,
  run: (env) => new KafkaReader(env, readerConfig(env.spec.config as KafkaSourceConfig, env.spec.fields)),
};

/** KafkaSourceOptions: how often new partitions are looked for; 0 or less is never. */
const DISCOVERY = 'partition.discovery.interval.ms';
/** Flink default 5 min. */
const DISCOVERY_MS = 300_000;

function readerConfig({ topics, properties, starting, bounded, format, metadata, watermarks }: KafkaSourceConfig, fields: readonly string[]): ReaderConfig {
  const reset = properties['auto.offset.reset'];
  const discoveryMs = Number(properties[DISCOVERY] ?? DISCOVERY_MS);
  return {
    topics, topicPattern: null, properties,
    starting: starting === 'committed' ? { kind: 'committed', reset: reset === 'earliest' || reset === 'latest' ? reset : 'none' } : { kind: starting },
    stopping: bounded ? { kind: 'latest' } : null,
    discoveryMs: bounded || discoveryMs <= 0 ? null : discoveryMs,
    rowsOf({ topic, partition, offset, record }) {
      const decoded = decode(format, record.value);
      if (!decoded.ok) throw new UserCodeError('java.io.IOException', decoded.message);
      if (decoded.row === null) return [];
      const values = { key: record.key, topic, partition, offset, timestamp: record.timestampMs };
      return [{ kind: '+I', row: metadata.length === 0 ? decoded.row : [...decoded.row, ...metadata.map((name) => values[name])] }];
    },
    watermarks: watermarks === null ? null : makerOf(watermarks, fields),
    shaded: false,
  };
}

function makerOf(strategy: WatermarkStrategy, fields: readonly string[]): WatermarkMaker {
  const stamp = timestampOf(strategy, fields);
  return {
    emit: strategy.emit,
    event(state, row, known) {
      const timestamp = stamp(row, known);
      onEvent(state, timestamp);
      return timestamp;
    },
    periodic: (state, nowMs) => onPeriodic(strategy, state, nowMs),
    watermark: (state) => watermarkOf(strategy, state),
  };
}
