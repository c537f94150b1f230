// A Kafka topic read as a table: keys and values by their formats, metadata columns, upserts (DynamicKafkaDeserializationSchema).
import type { OperatorEnv, OperatorKind } from '../../flink/operator/operator.ts';
import type { GeneratorState } from '../../flink/time/watermarks.ts';
import { NO_TIMESTAMP } from '../../flink/record.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { ConsumedRecord } from '../../kafka/client/consumer/fetcher.ts';
import { castFunction } from '../../sql/expr/cast.ts';
import { compile } from '../../sql/expr/compile.ts';
import type { PushedDown, PushedWatermark } from '../../sql/plan/connector.ts';
import { sqlEnv } from '../../sql/operator/env.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';
import { millisOf, type Row, type Value } from '../../sql/value.ts';
import { recordHex } from '../format/bytes-in-text.ts';
import type { Change, FormatSpec } from '../format/format.ts';
import { decoderOf } from '../format/formats.ts';
import { KafkaReader, newReader, type ReaderConfig, restoreReader, type Starting, type Stopping, type WatermarkMaker } from '../kafka-reader.ts';

/** A format and the physical columns that it fills. */
export interface FormatPart {
  readonly spec: FormatSpec;
  readonly at: readonly number[];
}

export type SourceColumn =
  | { readonly kind: 'physical'; readonly at: number }
  /** `of` is the key's own type, `type` the column's. */
  | { readonly kind: 'metadata'; readonly key: string; readonly of: LogicalType; readonly type: LogicalType };

export interface KafkaTableSourceConfig {
  readonly topics: readonly string[];
  readonly topicPattern: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly starting: Starting;
  readonly stopping: Stopping;
  readonly discoveryMs: number | null;
  readonly key: FormatPart | null;
  readonly value: FormatPart;
  /** Physical columns in all. */
  readonly width: number;
  /** A record without a value deletes its key. */
  readonly upsert: boolean;
  readonly columns: readonly SourceColumn[];
  readonly pushed?: PushedDown;
}

export const kafkaTableSource: OperatorKind = {
  create: newReader,
  restore: restoreReader,
  run: (env) => new KafkaReader(env, readerConfig(env)),
};

function readerConfig(env: OperatorEnv): ReaderConfig {
  const config = env.spec.config as KafkaTableSourceConfig;
  const { topics, topicPattern, properties, starting, stopping, discoveryMs } = config;
  const rows = changesOf(config);
  const pushed = config.pushed?.watermark ?? null;
  return { topics, topicPattern, properties, starting, stopping, discoveryMs, rowsOf: rows, watermarks: pushed === null ? null : sqlWatermarks(env, pushed), shaded: true };
}

function changesOf(config: KafkaTableSourceConfig): (record: ConsumedRecord) => readonly Change[] {
  const { key, value, upsert, width } = config;
  const decodeKey = key === null ? null : decoderOf(key.spec);
  const decodeValue = decoderOf(value.spec);
  const columns = columnsOf(config);
  const project = (record: ConsumedRecord, keyRow: Row | null, change: Change | null): Change => {
    const physical = new Array<Value>(width).fill(null);
    if (keyRow !== null) key?.at.forEach((at, i) => (physical[at] = keyRow[i] ?? null));
    if (change !== null) value.at.forEach((at, i) => (physical[at] = change.row[i] ?? null));
    const row = columns.map((column) => column(record, physical, change?.row ?? []));
    return { kind: change === null ? '-D' : change.kind, row: freeze(row) };
  };
  return (record) => {
    const message = record.record.value;
    const keyRows = decodeKey === null ? [null] : decodeKey(record.record.key).map(({ row }) => row);
    const changes: readonly (Change | null)[] = message === null && upsert ? [null] : decodeValue(message);
    return changes.flatMap((change) => keyRows.map((keyRow) => project(record, keyRow, change)));
  };
}

type ColumnOf = (record: ConsumedRecord, physical: readonly Value[], told: Row) => Value;

function columnsOf({ columns, value }: KafkaTableSourceConfig): readonly ColumnOf[] {
  const width = value.spec.fields.length;
  return columns.map((column): ColumnOf => {
    if (column.kind === 'physical') return (_record, physical) => physical[column.at] ?? null;
    const cast = castFunction(column.of, column.type);
    const place = value.spec.metadata.indexOf(column.key.replace(/^value\./, ''));
    if (column.key.startsWith('value.') && place >= 0) return (_record, _physical, told) => cast(told[width + place] ?? null, 'UTC');
    return (record) => cast(metadataOf(record, column.key), 'UTC');
  });
}

function metadataOf({ topic, partition, offset, leaderEpoch, record, timestampType }: ConsumedRecord, key: string): Value {
  switch (key) {
    case 'topic': return topic;
    case 'partition': return partition;
    case 'offset': return offset;
    case 'leader-epoch': return leaderEpoch < 0 ? null : leaderEpoch;
    case 'timestamp': return record.timestampMs;
    case 'timestamp-type': return timestampType ?? 'CreateTime';
    case 'headers': {
      const headers: [string, Value][] = [];
      for (const [name, text] of record.headers) {
        const before = headers.find(([known]) => known === name);
        if (before === undefined) headers.push([name, recordHex(text)]);
        else before[1] = recordHex(text);
      }
      return headers;
    }
    default: return null;
  }
}

/** The watermark of an expression: what the last row said, looked at by the clock or after each row. It never goes back. */
export function sqlWatermarks(env: OperatorEnv, { rex, zone, startedMs, emit, idleTimeoutMs }: PushedWatermark): WatermarkMaker {
  const says = compile(rex);
  const ask = sqlEnv(env, { zone, startedMs });
  return {
    emit: emit === 'on-event' ? 'on-event' : 'periodic',
    event(state, row, known) {
      const said = says(row, ask);
      if (said !== null) state.max = millisOf(said);
      state.active = true;
      return known;
    },
    periodic: (state, nowMs) => becomeIdle(state, idleTimeoutMs, nowMs),
    watermark(state) {
      if (state.max !== NO_TIMESTAMP && state.max > state.emitted) state.emitted = state.max;
      return state.emitted;
    },
  };
}

/** WatermarksWithIdleness: the clock of idleness starts at the first look that finds nothing new. */
function becomeIdle(state: GeneratorState, idleTimeoutMs: number, nowMs: number): void {
  if (state.active) {
    state.active = false;
    state.quietSinceMs = null;
    state.idle = false;
    return;
  }
  if (idleTimeoutMs <= 0) return;
  state.quietSinceMs ??= nowMs;
  if (nowMs - state.quietSinceMs > idleTimeoutMs) state.idle = true;
}
