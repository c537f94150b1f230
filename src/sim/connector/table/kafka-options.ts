// Options of the kafka and upsert-kafka connectors, and the checks that Flink's factories make of them (KafkaConnectorOptionsUtil).
import { fromJava, PatternSyntaxError } from '../../kernel/regex/java.ts';
import { failed, refused, type SqlError } from '../../sql/problem.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import type { Starting, Stopping } from '../kafka-reader.ts';
import { duration, enumOf, int, itemsOf, list, long, oneOf, type Option, text, type Texts } from './options.ts';

const JAVA = 'org.apache.flink.streaming.connectors.kafka.table.KafkaConnectorOptions';
const STARTUP = ['earliest-offset', 'latest-offset', 'group-offsets', 'timestamp', 'specific-offsets'] as const;
const BOUNDED = ['unbounded', 'latest-offset', 'group-offsets', 'timestamp', 'specific-offsets'] as const;
export const GUARANTEES = ['exactly-once', 'at-least-once', 'none'] as const;

const BOTH: readonly Option[] = [
  list('topic'), text('topic-pattern'), text('key.fields-prefix'), oneOf('value.fields-include', `${JAVA}$ValueFieldsStrategy`, ['ALL', 'EXCEPT_KEY']),
  oneOf('scan.bounded.mode', `${JAVA}$ScanBoundedMode`, BOUNDED), text('scan.bounded.specific-offsets'), long('scan.bounded.timestamp-millis'), int('scan.parallelism'),
  duration('scan.topic-partition-discovery.interval'), int('sink.parallelism'),
  oneOf('sink.delivery-guarantee', 'org.apache.flink.connector.base.DeliveryGuarantee', GUARANTEES), text('sink.transactional-id-prefix'),
  oneOf('sink.transaction-naming-strategy', 'org.apache.flink.connector.kafka.sink.TransactionNamingStrategy', ['incrementing', 'pooling']),
];

export const KAFKA = {
  identifier: 'kafka', required: [text('properties.bootstrap.servers')], prefixes: ['properties.'],
  optional: [
    ...BOTH, text('format'), text('key.format'), list('key.fields'), text('value.format'), text('properties.group.id'),
    oneOf('scan.startup.mode', `${JAVA}$ScanStartupMode`, STARTUP), text('scan.startup.specific-offsets'), long('scan.startup.timestamp-millis'),
    text('sink.partitioner'), text('sink.semantic'),
  ],
} as const;

export const UPSERT_KAFKA = {
  identifier: 'upsert-kafka', required: [text('properties.bootstrap.servers'), text('key.format'), text('value.format')], prefixes: ['properties.'],
  optional: [...BOTH, int('sink.buffer-flush.max-rows'), duration('sink.buffer-flush.interval')],
} as const;

export const topicsOf = (options: Texts): readonly string[] => itemsOf(options['topic'] ?? '');

export function checkTopic(options: Texts): void {
  if (options['topic'] !== undefined && options['topic-pattern'] !== undefined) throw refused("Option 'topic' and 'topic-pattern' shouldn't be set together.");
  if (options['topic'] === undefined && options['topic-pattern'] === undefined) throw refused("Either 'topic' or 'topic-pattern' must be set.");
}

const modeOf = (options: Texts, key: string, modes: readonly string[], standard: string): string => enumOf(options[key] ?? standard, modes) ?? standard;

/** The pattern of a source, null without one. Throws where it is no expression: Flink compiles it when a query is planned. */
export function topicPatternOf(options: Texts): string | null {
  const pattern = options['topic-pattern'];
  if (pattern === undefined) return null;
  try {
    fromJava(pattern);
    return pattern;
  } catch (problem) {
    throw problem instanceof PatternSyntaxError ? failed('java.util.regex.PatternSyntaxException', problem.message) : problem;
  }
}

/** A start's or an end's mode, with what it needs. */
export function checkMode(options: Texts, what: 'startup' | 'bounded'): void {
  const mode = modeOf(options, `scan.${what}.mode`, what === 'startup' ? STARTUP : BOUNDED, '');
  const needed = mode === 'timestamp' ? `scan.${what}.timestamp-millis` : mode === 'specific-offsets' ? `scan.${what}.specific-offsets` : null;
  if (needed === null) return;
  const value = options[needed];
  if (value === undefined) throw refused(`'${needed}' is required in '${mode}' ${what} mode but missing.`);
  if (mode !== 'specific-offsets') return;
  if (topicsOf(options).length !== 1) throw refused('Currently Kafka source only supports specific offset for single topic.');
  offsetsOf(value, needed);
}

/** `partition:0,offset:42;partition:1,offset:300`. */
function offsetsOf(value: string, key: string): readonly (readonly [number, number])[] {
  return value.split(';').filter((pair, i, all) => pair !== '' || i < all.length - 1).map((pair) => {
    const found = /^partition:(\d+),offset:([+-]?\d+),?$/.exec(pair);
    if (found === null) throw refused(`Invalid properties '${key}' should follow the format 'partition:0,offset:42;partition:1,offset:300', but is '${value}'.`);
    return [Number(found[1]), Number(found[2])] as const;
  });
}

export function startingOf(options: Texts): Starting {
  switch (modeOf(options, 'scan.startup.mode', STARTUP, 'group-offsets')) {
    case 'earliest-offset': return { kind: 'earliest' };
    case 'latest-offset': return { kind: 'latest' };
    case 'timestamp': return { kind: 'timestamp', ms: Number(options['scan.startup.timestamp-millis']) };
    case 'specific-offsets': return { kind: 'offsets', offsets: offsetsOf(options['scan.startup.specific-offsets'] ?? '', 'scan.startup.specific-offsets') };
    default: return { kind: 'committed', reset: resetOf(options) };
  }
}

function resetOf(options: Texts): 'earliest' | 'latest' | 'none' {
  const reset = (options['properties.auto.offset.reset'] ?? 'none').toLowerCase();
  if (reset === 'earliest' || reset === 'latest' || reset === 'none') return reset;
  throw refused(`auto.offset.reset can not be set to ${options['properties.auto.offset.reset'] ?? ''}. Valid values: [latest,earliest,none]`, null, 'java.lang.IllegalArgumentException');
}

export function stoppingOf(options: Texts): Stopping {
  switch (modeOf(options, 'scan.bounded.mode', BOUNDED, 'unbounded')) {
    case 'latest-offset': return { kind: 'latest' };
    case 'group-offsets': return { kind: 'committed', reset: 'none' };
    case 'timestamp': return { kind: 'timestamp', ms: Number(options['scan.bounded.timestamp-millis']) };
    case 'specific-offsets': return { kind: 'offsets', offsets: offsetsOf(options['scan.bounded.specific-offsets'] ?? '', 'scan.bounded.specific-offsets') };
    default: return null;
  }
}

/** KafkaSourceBuilder: a group's offsets need a group. */
export function groupProblem(options: Texts, starting: Starting, stopping: Stopping): { readonly refusal?: SqlError } {
  if ((starting.kind === 'committed' || stopping?.kind === 'committed') && options['properties.group.id'] === undefined) {
    return { refusal: refused('Property group.id is required when using committed offset for offsets initializer', null, 'java.lang.IllegalStateException') };
  }
  return {};
}

export function propertiesOf(options: Texts): Texts {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key.startsWith('properties.')).map(([key, value]) => [key.slice('properties.'.length), value]));
}

/** Places of the key's columns among the physical ones. `fields` null: no key format. */
export function keyProjection(options: Texts, fields: readonly string[] | null, physical: readonly Field[]): readonly number[] {
  if (fields === null) return [];
  const prefix = options['key.fields-prefix'] ?? '';
  return fields.map((name) => {
    const at = physical.findIndex((field) => field.name === name);
    if (at < 0) {
      throw refused(`Could not find the field '${name}' in the table schema for usage in the key format. A key field must be a regular, physical column. The following columns can be selected in the 'key.fields' option:\n[${physical.map((field) => field.name).join(', ')}]`);
    }
    if (!name.startsWith(prefix)) throw refused(`All fields in 'key.fields' must be prefixed with '${prefix}' when option 'key.fields-prefix' is set but field '${name}' is not prefixed.`);
    return at;
  });
}

/** The fields that `key.fields` names, with the checks that go with a key format. */
export function keyFields(options: Texts): readonly string[] | null {
  const format = options['key.format'];
  const named = options['key.fields'];
  if (format === undefined && named !== undefined) throw refused("The option 'key.fields' can only be declared if a key format is defined using 'key.format'.");
  if (format === undefined) return null;
  const fields = itemsOf(named ?? '');
  if (fields.length === 0) throw refused("A key format 'key.format' requires the declaration of one or more of key fields using 'key.fields'.");
  return fields;
}

/** Places of the value's columns. */
export function valueProjection(options: Texts, key: readonly number[], physical: readonly Field[]): readonly number[] {
  const all = physical.map((_field, i) => i);
  if ((options['value.fields-include'] ?? 'ALL').toUpperCase() === 'EXCEPT_KEY') return all.filter((at) => !key.includes(at));
  if ((options['key.fields-prefix'] ?? '') !== '') throw refused("A key prefix is not allowed when option 'value.fields-include' is set to 'ALL'. Set it to 'EXCEPT_KEY' instead to avoid field overlaps.");
  return all;
}

/** The key's columns as its format has them: without their prefix. */
export function withoutPrefix(options: Texts, fields: readonly Field[]): readonly Field[] {
  const prefix = options['key.fields-prefix'] ?? '';
  return fields.map((field) => ({ ...field, name: field.name.startsWith(prefix) ? field.name.slice(prefix.length) : field.name }));
}

export function guaranteeOf(options: Texts): (typeof GUARANTEES)[number] {
  const semantic = options['sink.semantic'];
  const found = enumOf(semantic ?? options['sink.delivery-guarantee'] ?? 'at-least-once', GUARANTEES);
  return GUARANTEES.find((one) => one === found) ?? 'at-least-once';
}

export function checkGuarantee(options: Texts): void {
  if (guaranteeOf({ 'sink.delivery-guarantee': options['sink.delivery-guarantee'] ?? 'at-least-once' }) === 'exactly-once' && options['sink.transactional-id-prefix'] === undefined) {
    throw refused('sink.transactional-id-prefix must be specified when using DeliveryGuarantee.EXACTLY_ONCE.');
  }
}
