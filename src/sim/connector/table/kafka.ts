// The kafka and upsert-kafka connectors: how a topic is read and written as a table.
import { freeze } from '../../kernel/freeze.ts';
import { attempt, refused } from '../../sql/problem.ts';
import { type ChangeKinds, type Connector, type TableRequest, type TableSink, type TableSource, UPSERT } from '../../sql/plan/connector.ts';
import * as t from '../../sql/type/logical-type.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import { FactoryHelper, type FoundFormat, specOf } from './factory.ts';
import { checkGuarantee, checkMode, checkTopic, groupProblem, guaranteeOf, KAFKA, keyFields, keyProjection, propertiesOf, startingOf, stoppingOf, topicPatternOf, topicsOf, UPSERT_KAFKA, valueProjection, withoutPrefix } from './kafka-options.ts';
import type { KafkaTableSinkConfig } from './kafka-table-sink.ts';
import type { KafkaTableSourceConfig } from './kafka-table-source.ts';
import { millisOf, type Texts } from './options.ts';
import { parallelismOf } from './print.ts';
import { type MetadataKey, nameOf, physicalFields, primaryKeyOf, readMetadata, writtenMetadata } from './request.ts';

const HEADERS = t.map(t.STRING, t.BYTES);

const READABLE: readonly MetadataKey[] = [
  { key: 'topic', type: t.notNull(t.STRING) }, { key: 'partition', type: t.notNull(t.INT) }, { key: 'headers', type: t.notNull(HEADERS) }, { key: 'leader-epoch', type: t.INT },
  { key: 'offset', type: t.notNull(t.BIGINT) }, { key: 'timestamp', type: t.notNull(t.timestampLtz(3)) }, { key: 'timestamp-type', type: t.notNull(t.STRING) },
];
const HEADERS_AND_TIME: readonly MetadataKey[] = [{ key: 'headers', type: HEADERS }, { key: 'timestamp', type: t.timestampLtz(3) }];
const TOPIC: MetadataKey = { key: 'topic', type: t.notNull(t.STRING) };
const JAVA = 'org.apache.flink.streaming.connectors.kafka.table';
/** Before a key of the value format's metadata. */
const VALUE = 'value.';
/** scan.topic-partition-discovery.interval, Flink default 5 min. */
const DISCOVERY = '5 min';

const insertOnly = ({ updateAfter, updateBefore, delete: deletes }: ChangeKinds): boolean => !updateAfter && !updateBefore && !deletes;

/** ChangelogMode.toString. */
function modeText({ updateBefore, updateAfter, delete: deletes }: ChangeKinds): string {
  return `[${['INSERT', ...(updateBefore ? ['UPDATE_BEFORE'] : []), ...(updateAfter ? ['UPDATE_AFTER'] : []), ...(deletes ? ['DELETE'] : [])].join(', ')}]`;
}

function keyFormat(helper: FactoryHelper): FoundFormat | null {
  const found = helper.optionalFormat('key.format');
  if (found !== null && !insertOnly(found.format.changes)) {
    throw refused(`A key format should only deal with INSERT-only records. But ${found.identifier} has a changelog mode of ${modeText(found.format.changes)}.`);
  }
  return found;
}

/** A topic of inserts can't promise a key. */
function refuseKey(request: TableRequest, format: FoundFormat): void {
  if (primaryKeyOf(request).length === 0 || !insertOnly(format.format.changes)) return;
  throw refused(`The Kafka table '${nameOf(request)}' with '${format.identifier}' format doesn't support defining PRIMARY KEY constraint on the table, because it can't guarantee the semantic of primary key.`);
}

interface Layout {
  readonly options: Texts;
  readonly physical: readonly Field[];
  readonly key: FoundFormat | null;
  readonly keyAt: readonly number[];
  readonly value: FoundFormat;
  readonly valueAt: readonly number[];
  readonly upsert: boolean;
}

function pick(physical: readonly Field[], places: readonly number[]): readonly Field[] {
  return places.flatMap((at) => physical[at] ?? []);
}

function sourceOf(request: TableRequest, { options, physical, key, keyAt, value, valueAt, upsert }: Layout): TableSource {
  const starting = upsert ? { kind: 'earliest' as const } : startingOf(options);
  const stopping = stoppingOf(options);
  const formatKeys = value.format.metadata.map((one) => ({ key: VALUE + one.key, type: one.type }));
  const metadata = readMetadata(request, { java: `${JAVA}.KafkaDynamicSource`, summary: 'Kafka table source' }, [...formatKeys, ...READABLE]);
  const told = [...new Set(metadata.flatMap(({ key: name }) => (name.startsWith(VALUE) ? [name.slice(VALUE.length)] : [])))];
  const keyPart = key === null ? null : { spec: specOf(key, withoutPrefix(options, pick(physical, keyAt)), 'read'), at: keyAt };
  const valuePart = { spec: specOf(value, pick(physical, valueAt), 'read', told), at: valueAt };
  const config: KafkaTableSourceConfig = {
    topics: topicsOf(options), topicPattern: topicPatternOf(options), properties: propertiesOf(options), starting, stopping,
    discoveryMs: stopping === null ? discoveryOf(options) : null,
    key: keyPart, value: valuePart, width: physical.length, upsert,
    columns: request.fields.map(({ name, type }) => {
      const column = metadata.find((one) => one.name === name);
      return column === undefined ? { kind: 'physical', at: physical.findIndex((field) => field.name === name) } : { kind: 'metadata', key: column.key, of: column.of, type };
    }),
  };
  return {
    operator: { kind: 'table-kafka-source', config: freeze(config) }, changes: upsert ? UPSERT : value.format.changes, bounded: stopping !== null,
    parallelism: parallelismOf(options['scan.parallelism']), pushesWatermark: true, pushesProjection: false, pushesLimit: false, pushesFilter: false, lookup: null, rows: null, ...groupProblem(options, starting, stopping),
  };
}

function discoveryOf(options: Texts): number | null {
  const ms = millisOf(options['scan.topic-partition-discovery.interval'] ?? DISCOVERY);
  return ms <= 0 ? null : ms;
}

function sinkOf(request: TableRequest, { options, physical, key, keyAt, value, valueAt, upsert }: Layout): TableSink {
  const topics = topicsOf(options);
  const single = topics.length === 1;
  const metadata = writtenMetadata(request, `${JAVA}.KafkaDynamicSink`, single ? HEADERS_AND_TIME : [TOPIC, ...HEADERS_AND_TIME]);
  const flushRows = Number(options['sink.buffer-flush.max-rows'] ?? 0);
  const config: KafkaTableSinkConfig = {
    topics, topicPattern: options['topic-pattern'] ?? null, properties: propertiesOf(options), guarantee: guaranteeOf(options), transactionalIdPrefix: options['sink.transactional-id-prefix'] ?? '',
    partitioner: options['sink.partitioner'] === 'fixed' ? 'fixed' : 'default',
    key: key === null ? null : { spec: specOf(key, withoutPrefix(options, pick(physical, keyAt)), 'write'), at: inRow(request, physical, keyAt) },
    value: { spec: specOf(value, pick(physical, valueAt), 'write'), at: inRow(request, physical, valueAt) },
    upsert,
    metadata: metadata.map((column) => ({ key: column.key, of: column.type, type: column.of, at: request.fields.findIndex(({ name }) => name === column.name) })),
    flush: upsert && flushRows > 0 ? { rows: flushRows, ms: millisOf(options['sink.buffer-flush.interval'] ?? '0') } : null,
  };
  return { operator: { kind: 'table-kafka-sink', config: freeze(config) }, takes: upsert ? { ...UPSERT } : value.format.changes, parallelism: parallelismOf(options['sink.parallelism']) };
}

/** Places in the sink's rows, which have metadata columns among the physical ones. */
function inRow(request: TableRequest, physical: readonly Field[], places: readonly number[]): readonly number[] {
  return pick(physical, places).map(({ name }) => request.fields.findIndex((field) => field.name === name));
}

function layout(request: TableRequest, way: 'read' | 'write'): Layout {
  const { options } = request;
  // A sink completes the subjects of a schema registry first, which looks at the topic.
  if (way === 'write') checkTopic(options);
  const helper = new FactoryHelper(KAFKA, request, way);
  const key = keyFormat(helper);
  const value = helper.optionalFormat('format') ?? helper.format('value.format');
  helper.validate();
  checkTopic(options);
  if (way === 'read') {
    checkMode(options, 'startup');
    checkMode(options, 'bounded');
  } else checkSink(options);
  refuseKey(request, value);
  const physical = physicalFields(request);
  const keyAt = keyProjection(options, keyFields(options), physical);
  const valueAt = valueProjection(options, keyAt, physical);
  return { options, physical, key, keyAt, value, valueAt, upsert: false };
}

function checkSink(options: Texts): void {
  const partitioner = options['sink.partitioner'];
  if (partitioner === 'round-robin' && options['key.fields'] !== undefined) throw refused("Currently 'round-robin' partitioner only works when option 'key.fields' is not specified.");
  if (partitioner === '') throw refused("Option 'sink.partitioner' should be a non-empty string.");
  checkGuarantee(options);
}

export const kafkaConnector: Connector = {
  identifier: 'kafka',
  source: (request) => attempt(() => sourceOf(request, layout(request, 'read'))),
  sink: (request) => attempt(() => {
    const made = layout(request, 'write');
    const partitioner = request.options['sink.partitioner'];
    if (partitioner !== undefined && !['default', 'fixed', 'round-robin'].includes(partitioner)) throw refused(partitioner, null, 'java.lang.ClassNotFoundException');
    return sinkOf(request, made);
  }),
};

function upsertLayout(request: TableRequest, way: 'read' | 'write'): Layout {
  const { options } = request;
  if (way === 'write') checkTopic(options);
  const helper = new FactoryHelper(UPSERT_KAFKA, request, way);
  const [key, value] = [helper.format('key.format'), helper.format('value.format')];
  helper.validate();
  if (way === 'read') checkMode(options, 'bounded');
  for (const [format, what] of [[key, 'key'], [value, 'value']] as const) {
    if (!insertOnly(format.format.changes)) throw refused(`'upsert-kafka' connector doesn't support '${format.identifier}' as ${what} format, because '${format.identifier}' is not in insert-only mode.`);
  }
  const primaryKey = primaryKeyOf(request);
  if (primaryKey.length === 0) {
    throw refused("'upsert-kafka' tables require to define a PRIMARY KEY constraint. The PRIMARY KEY specifies which columns should be read from or write to the Kafka message key. The PRIMARY KEY also defines records in the 'upsert-kafka' table should update or delete on which keys.");
  }
  if (way === 'write') {
    const [rows, ms] = [Number(options['sink.buffer-flush.max-rows'] ?? 0), millisOf(options['sink.buffer-flush.interval'] ?? '0')];
    if (rows > 0 !== ms > 0) throw refused("'sink.buffer-flush.max-rows' and 'sink.buffer-flush.interval' must be set to be greater than zero together to enable sink buffer flushing.");
    checkGuarantee(options);
  }
  const physical = physicalFields(request);
  const keyAt = keyProjection(options, primaryKey, physical);
  return { options, physical, key, keyAt, value, valueAt: valueProjection(options, keyAt, physical), upsert: true };
}

export const upsertKafkaConnector: Connector = {
  identifier: 'upsert-kafka',
  source: (request) => attempt(() => sourceOf(request, upsertLayout(request, 'read'))),
  sink: (request) => attempt(() => sinkOf(request, upsertLayout(request, 'write'))),
};

