// A Kafka topic written as a table: keys and values by their formats, metadata columns, tombstones (DynamicKafkaRecordSerializationSchema).
import type { OperatorEnv, OperatorKind } from '../../flink/operator/operator.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import type { RowKind } from '../../flink/record.ts';
import { castFunction } from '../../sql/expr/cast.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';
import { entriesOf, millisOf, type Row, str, type Value } from '../../sql/value.ts';
import { recordOfHex } from '../format/bytes-in-text.ts';
import { encoderOf } from '../format/formats.ts';
import { type DeliveryGuarantee, KafkaWriter, newWriter, type Outgoing, restoreWriter, type WriterConfig } from '../kafka-writer.ts';
import type { FormatPart } from './kafka-table-source.ts';

export interface KafkaTableSinkConfig {
  readonly topics: readonly string[];
  readonly topicPattern: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly guarantee: DeliveryGuarantee;
  readonly transactionalIdPrefix: string;
  readonly partitioner: 'default' | 'fixed';
  /** Places are those in the sink's rows. */
  readonly key: FormatPart | null;
  readonly value: FormatPart;
  readonly upsert: boolean;
  /** `of` is the column's type, `type` the key's own. */
  readonly metadata: readonly { readonly key: string; readonly of: LogicalType; readonly type: LogicalType; readonly at: number }[];
  readonly flush: { readonly rows: number; readonly ms: number } | null;
}

export const kafkaTableSink: OperatorKind = {
  create: newWriter,
  restore: restoreWriter,
  run: (env) => new KafkaWriter(env, writerConfig(env)),
};

function writerConfig(env: OperatorEnv): WriterConfig {
  const config = env.spec.config as KafkaTableSinkConfig;
  const { properties, guarantee, transactionalIdPrefix, partitioner, flush } = config;
  const outgoing = outgoingOf(config, env);
  return { properties, guarantee, transactionalIdPrefix, fixedPartition: partitioner === 'fixed', buffer: flush, shaded: true, outgoing: ({ kind, row }) => outgoing(kind, row) };
}

function outgoingOf(config: KafkaTableSinkConfig, env: OperatorEnv): (kind: RowKind, row: Row) => Outgoing {
  const { key, value, upsert } = config;
  const encodeKey = key === null ? null : encoderOf(key.spec);
  const encodeValue = encoderOf(value.spec);
  const pick = (row: Row, { at }: FormatPart): Row => at.map((place) => row[place] ?? null);
  const told = metadataOf(config);
  return (kind, row) => {
    const isGone = upsert && (kind === '-D' || kind === '-U');
    const timestamp = told(row, 'timestamp');
    return {
      topic: topicOf(config, told(row, 'topic')),
      key: key === null || encodeKey === null ? null : encodeKey('+I', pick(row, key)),
      value: isGone ? null : encodeValue(upsert ? '+I' : kind, pick(row, value)),
      headers: entriesOf(told(row, 'headers')).flatMap(([name, bytes]) => (name === null ? [] : [[str(name), bytes === null ? '' : recordOfHex(str(bytes))] as const])),
      timestampMs: timestamp === null ? env.nowMs() : millisOf(timestamp),
    };
  };
}

/** A metadata column's value in a row, null where the table has none. */
function metadataOf({ metadata }: KafkaTableSinkConfig): (row: Row, key: string) => Value {
  const casts = metadata.map(({ key, of, type, at }) => ({ key, at, cast: castFunction(of, type) }));
  return (row, key) => {
    const found = casts.find((one) => one.key === key);
    return found === undefined ? null : found.cast(row[found.at] ?? null, 'UTC');
  };
}

function topicOf({ topics, topicPattern }: KafkaTableSinkConfig, told: Value): string {
  const [only] = topics;
  if (topics.length === 1 && only !== undefined) return only;
  const problem = (why: string): UserCodeError => new UserCodeError('java.lang.IllegalArgumentException', `The topic of the sink record is not valid. Expected ${why}`);
  if (told === null) throw problem('a single topic but no topic is set.');
  const topic = str(told);
  if (topicPattern === null && !topics.includes(topic)) throw problem(`topic to be in: [${topics.join(', ')}] but was: ${topic}`);
  if (topicPattern !== null && !new RegExp(`^(?:${topicPattern})$`).test(topic)) throw problem(`topic to match: ${topicPattern} but was: ${topic}`);
  return topic;
}
