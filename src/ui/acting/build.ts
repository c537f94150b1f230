// What is built by hand, as the commands that build it: topics, partitions, settings, Flink's processes, and a job in SQL.
import { SERVER } from './typed.ts';

/** A word that a shell takes as it is; anything else stands in quotes. */
export function quoted(word: string): string {
  return /^[\w.,:=/@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface TopicChoice {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** `name=value`, one a line. */
  readonly configs: string;
}

export function createTopic({ name, partitions, replicationFactor, configs }: TopicChoice): string {
  const options = configs.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => ` --config ${quoted(line)}`);
  return `kafka-topics.sh ${SERVER} --create --topic ${quoted(name)} --partitions ${partitions} --replication-factor ${replicationFactor}${options.join('')}`;
}

export function addPartitions(topic: string, partitions: number): string {
  return `kafka-topics.sh ${SERVER} --alter --topic ${quoted(topic)} --partitions ${partitions}`;
}

export interface SettingChoice {
  readonly entity: 'topic' | 'broker' | 'brokers' | 'group';
  /** A topic, a group or a broker's id; nothing for all brokers. */
  readonly name: string;
  readonly key: string;
  /** Empty: the setting goes back to its default. */
  readonly value: string;
}

const ENTITY_TYPES = { topic: 'topics', broker: 'brokers', brokers: 'brokers', group: 'groups' } as const;

export function changeSetting({ entity, name, key, value }: SettingChoice): string {
  const of = entity === 'brokers' ? '--entity-default' : `--entity-name ${quoted(name)}`;
  // A list keeps its commas inside of brackets.
  const set = value === '' ? `--delete-config ${quoted(key)}` : `--add-config ${quoted(`${key}=${value.includes(',') ? `[${value}]` : value}`)}`;
  return `kafka-configs.sh ${SERVER} --alter --entity-type ${ENTITY_TYPES[entity]} ${of} ${set}`;
}

/** Settings that can be changed while it runs, and are worth trying, by entity. */
export const SETTINGS: Readonly<Record<SettingChoice['entity'], readonly string[]>> = {
  topic: ['min.insync.replicas', 'retention.ms', 'retention.bytes', 'segment.bytes', 'cleanup.policy', 'unclean.leader.election.enable', 'max.message.bytes', 'message.timestamp.type', 'compression.type'],
  broker: ['leader.replication.throttled.rate', 'follower.replication.throttled.rate', 'num.io.threads', 'num.replica.fetchers', 'log.cleaner.threads', 'max.connections'],
  brokers: ['min.insync.replicas', 'log.retention.ms', 'unclean.leader.election.enable', 'message.max.bytes', 'num.io.threads'],
  group: ['consumer.session.timeout.ms', 'consumer.heartbeat.interval.ms', 'share.auto.offset.reset', 'share.record.lock.duration.ms', 'share.delivery.count.limit'],
};

export const START_FLINK = 'start-cluster.sh';
export const START_TASK_MANAGER = 'taskmanager.sh start';

export interface JobChoice {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly windowSeconds: number;
}

/** Records are counted by key in windows of their timestamps: so it works on any topic. */
export function countingJob({ name, from, to, windowSeconds }: JobChoice): { readonly path: string; readonly sql: string; readonly commands: readonly string[] } {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const sql = `SET 'pipeline.name' = ${text(name)};
SET 'execution.checkpointing.interval' = '5 s';

CREATE TABLE entrada (
  chave STRING,
  valor STRING,
  momento TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR momento AS momento - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kafka', 'topic' = ${text(from)}, 'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = ${text(name)}, 'scan.startup.mode' = 'earliest-offset',
  'key.format' = 'raw', 'key.fields' = 'chave', 'value.format' = 'raw', 'value.fields-include' = 'EXCEPT_KEY'
);

CREATE TABLE saida (chave STRING, ate TIMESTAMP_LTZ(3), registros BIGINT) WITH (
  'connector' = 'kafka', 'topic' = ${text(to)}, 'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'json'
);

INSERT INTO saida
SELECT chave, window_end, COUNT(*)
FROM TABLE(TUMBLE(TABLE entrada, DESCRIPTOR(momento), INTERVAL '${windowSeconds}' SECOND))
GROUP BY chave, window_start, window_end;
`;
  const path = `${name}.sql`;
  return { path, sql, commands: [`kafka-topics.sh ${SERVER} --create --if-not-exists --topic ${quoted(to)} --partitions 1`, `sql-client.sh -f ${path}`] };
}
