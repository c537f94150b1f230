// The Kafka sink of DataStream jobs (KafkaSink): rows by a simple format, with a key that an expression gives.
import { compile } from '../flink/expression/compile.ts';
import type { OperatorEnv, OperatorKind } from '../flink/operator/operator.ts';
import { functionEnv } from '../flink/operator/rows.ts';
import { encode, type Format } from './formats.ts';
import { type DeliveryGuarantee, KafkaWriter, newWriter, restoreWriter, type WriterConfig } from './kafka-writer.ts';

export interface KafkaSinkConfig {
  readonly topic: string;
  /** Producer properties by Kafka's names. */
  readonly properties: Readonly<Record<string, string>>;
  readonly guarantee: DeliveryGuarantee;
  /** Needed for exactly-once. */
  readonly transactionalIdPrefix: string;
  /** The names of the input's fields. */
  readonly input: readonly string[];
  /** The record's key, an expression; null for records without one. */
  readonly key: string | null;
  readonly format: Format;
}

export const kafkaSink: OperatorKind = {
  create: newWriter,
  restore: restoreWriter,
  run: (env) => new KafkaWriter(env, writerConfig(env)),
};

function writerConfig(env: OperatorEnv): WriterConfig {
  const { topic, properties, guarantee, transactionalIdPrefix, input, key, format } = env.spec.config as KafkaSinkConfig;
  const compiled = key === null ? null : compile(key, { inputs: [{ alias: 'row', fields: input }] });
  const ask = functionEnv(env, () => 0);
  return {
    properties, guarantee, transactionalIdPrefix, fixedPartition: false, buffer: null, shaded: false,
    outgoing(record) {
      const found = compiled === null ? null : compiled(record.row, record.row, ask);
      const timestampMs = Number.isSafeInteger(record.timestamp) && record.timestamp > 0 ? record.timestamp : env.nowMs();
      return { topic, key: found === null || typeof found === 'string' ? found : JSON.stringify(found), value: encode(format, record.row), headers: [], timestampMs };
    },
  };
}
