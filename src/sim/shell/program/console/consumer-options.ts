// The command line of kafka-console-consumer.sh: its options, what they mean for the consumer, and every complaint about them.
import { hashOrder, stringHash } from '../../../jvm/hash-map.ts';
import type { ResetPolicy } from '../../../kafka/client/consumer/consumer-config.ts';
import type { Failure } from '../../../kafka/client/failure.ts';
import type { LogLine } from '../../../kafka/client/io.ts';
import type { Os } from '../../program.ts';
import type { Given, OptionSpec } from './arguments.ts';
import { has, optionsTable, readArguments, SEVERAL, severalGiven, usage, valueOf } from './arguments.ts';
import type { Formatter } from './formatter.ts';
import { formatter } from './formatter.ts';
import { CONSUMER_HEADLINE, CONSUMER_OPTIONS } from './consumer-help.ts';
import { isDeserializer } from './deserializer.ts';
import { keyValueArguments, propertiesFile } from './properties.ts';

const WITH_VALUE =
  'bootstrap-server command-config command-property consumer-property consumer.config formatter formatter-config formatter-property group include isolation-level key-deserializer max-messages offset partition property timeout-ms topic value-deserializer';

const CONSUMER_SPECS: readonly OptionSpec[] = [
  ...WITH_VALUE.split(' ').map((name): OptionSpec => ({ name, argument: 'required' })),
  ...['enable-systest-events', 'from-beginning', 'help', 'skip-message-on-error', 'version'].map((name): OptionSpec => ({ name, argument: 'none' })),
];

const LOGGER = 'org.apache.kafka.tools.consumer.ConsoleConsumer';

export interface ConsumerRun {
  readonly kind: 'run';
  /** What is read: a topic, every topic that matches, or one partition from a place on. */
  readonly source:
    | { readonly kind: 'topic'; readonly topic: string }
    | { readonly kind: 'include'; readonly pattern: string }
    | { readonly kind: 'partition'; readonly topic: string; readonly partition: number; readonly from: ResetPolicy | { readonly kind: 'offset'; readonly offset: number } };
  readonly formatter: Formatter;
  readonly properties: Readonly<Record<string, string>>;
  /** -1: no limit. */
  readonly maxMessages: number;
  /** What Kafka's tool finds wrong only when its consumer stands; `counts` where it says then how many it has read. */
  readonly refusal: { readonly failure: Failure; readonly counts: boolean } | null;
  /** Null: for ever. */
  readonly timeoutMs: number | null;
  readonly skipOnError: boolean;
  readonly systestEvents: boolean;
  readonly stdout: string;
  /** Deserializer classes that don't exist: logged, and then done without. */
  readonly complaints: readonly string[];
  /** Said when the consumer stands. */
  readonly stderr: string;
}

export type ConsumerCommand = ConsumerRun | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

/** Reads the command line. */
export function consumerCommand(os: Pick<Os, 'argv' | 'readFile' | 'random'>): ConsumerCommand {
  const argv = os.argv.slice(1);
  const read = readArguments(argv, CONSUMER_SPECS);
  if (read.kind === 'error') return failed(usage(read.message, CONSUMER_OPTIONS));
  const { given } = read;
  if (argv.length === 0 || has(given, 'help')) return failed(`${CONSUMER_HEADLINE}\n${optionsTable(CONSUMER_OPTIONS)}`);
  if (has(given, 'version')) return { kind: 'exit', status: 0, stdout: '4.3.1\n', stderr: '' };
  const early = earlyFailure(given);
  if (early !== null) return early;
  const stdout = deprecations(given);
  const format = readFormatter(given, os, CONSUMER_OPTIONS);
  if (format.kind === 'failed') return failed(format.text, stdout);
  const own = ownProperties(given, os);
  if (typeof own === 'string') return failed(own, stdout);
  const properties = consumerProperties(given, own, os);
  if (properties.kind === 'failed') return failed(properties.text, stdout);
  const source = sourceOf(given);
  if (source === null) return failed(usage(offsetComplaint(valueOf(given, 'offset') ?? ''), CONSUMER_OPTIONS), stdout);
  const isClassic = (properties.properties['group.protocol'] ?? 'classic').toLowerCase() === 'classic';
  const hint = isClassic && source.kind !== 'partition' ? `${PROTOCOL_HINT}\n` : '';
  const max = valueOf(given, 'max-messages');
  const timeout = Number(valueOf(given, 'timeout-ms') ?? '-1');
  return {
    kind: 'run',
    source,
    formatter: format.formatter,
    properties: properties.properties,
    maxMessages: max === null || !isNumber(max) ? -1 : Number(max),
    refusal: refusalOf(given),
    timeoutMs: timeout >= 0 ? timeout : null,
    skipOnError: has(given, 'skip-message-on-error'),
    systestEvents: has(given, 'enable-systest-events'),
    stdout,
    complaints: missingDeserializers(given),
    stderr: hint,
  };
}

const PROTOCOL_HINT =
  'The consumer rebalance protocol (KIP-848) is production-ready! Set group.protocol=consumer to try it out. See https://kafka.apache.org/documentation/#consumer_rebalance_protocol';

function failed(stderr: string, stdout = ''): ConsumerCommand {
  return { kind: 'exit', status: 1, stdout, stderr };
}

function refusalOf(given: Given): ConsumerRun['refusal'] {
  const topics = severalGiven(given, 'topic', 'include');
  if (topics !== null) return { failure: { exception: SEVERAL, message: topics, cause: null, code: null }, counts: false };
  const limits = severalGiven(given, 'max-messages');
  if (limits !== null) return { failure: { exception: SEVERAL, message: limits, cause: null, code: null }, counts: true };
  const max = valueOf(given, 'max-messages');
  return max === null || isNumber(max) ? null : { failure: notANumber(max), counts: true };
}

function notANumber(text: string): Failure {
  const number: Failure = { exception: 'java.lang.NumberFormatException', message: `For input string: "${text}"`, cause: null, code: null };
  const reflection: Failure = { exception: 'joptsimple.internal.ReflectionException', message: `java.lang.NumberFormatException: For input string: "${text}"`, cause: number, code: null };
  return { exception: 'joptsimple.OptionArgumentConversionException', message: `Cannot parse argument '${text}' of option max-messages`, cause: reflection, code: null };
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function earlyFailure(given: Given): ConsumerCommand | null {
  const several = severalGiven(given, 'timeout-ms', 'partition', 'bootstrap-server', 'group', 'offset', 'isolation-level', 'command-config', 'consumer.config');
  if (several !== null) return failed(`Exception in thread "main" ${SEVERAL}: ${several}\n`);
  for (const name of ['timeout-ms', 'partition']) {
    const text = valueOf(given, name);
    if (text !== null && !isNumber(text)) {
      return failed(`Exception in thread "main" joptsimple.OptionArgumentConversionException: Cannot parse argument '${text}' of option ${name}\nCaused by: joptsimple.internal.ReflectionException: java.lang.NumberFormatException: For input string: "${text}"\nCaused by: java.lang.NumberFormatException: For input string: "${text}"\n`);
    }
  }
  const complaint = complaintOf(given);
  return complaint === null ? null : failed(usage(complaint, CONSUMER_OPTIONS));
}

function complaintOf(given: Given): string | null {
  const topics = Number(has(given, 'topic')) + Number(has(given, 'include'));
  if (!has(given, 'bootstrap-server')) return 'Missing required argument "[bootstrap-server]"';
  if (topics !== 1) return 'Exactly one of the following arguments is required: [topic], [include]';
  if (has(given, 'partition')) {
    if (!has(given, 'topic')) return 'The topic is required when partition is specified.';
    if (has(given, 'from-beginning') && has(given, 'offset')) return 'Options from-beginning and offset cannot be specified together.';
  } else if (has(given, 'offset')) {
    return 'The partition is required when offset is specified.';
  }
  if (has(given, 'consumer-property') && has(given, 'command-property')) return 'Options --consumer-property and --command-property cannot be specified together.';
  if (has(given, 'consumer.config') && has(given, 'command-config')) return 'Options --consumer.config and --command-config cannot be specified together.';
  if (has(given, 'property') && has(given, 'formatter-property')) return 'Options --property and --formatter-property cannot be specified together.';
  return null;
}

function deprecations(given: Given): string {
  let text = '';
  const warn = (old: string, instead: string): void => {
    if (has(given, old)) text += `Option --${old} is deprecated and will be removed in a future version. Use --${instead} instead.\n`;
  };
  warn('consumer-property', 'command-property');
  warn('property', 'formatter-property');
  warn('consumer.config', 'command-config');
  return text;
}

type FormatterRead = { readonly kind: 'ok'; readonly formatter: Formatter } | { readonly kind: 'failed'; readonly text: string };

/** The formatter that the options ask for; `options` is the table that a complaint shows. */
export function readFormatter(given: Given, os: Pick<Os, 'readFile'>, options: string): FormatterRead {
  const className = valueOf(given, 'formatter');
  const path = valueOf(given, 'formatter-config');
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return { kind: 'failed', text: usage(path ?? '', options) };
  const properties = { ...propertiesFile(file), ...keyValueArguments([...(given['property'] ?? []), ...(given['formatter-property'] ?? [])]) };
  const key = valueOf(given, 'key-deserializer');
  const value = valueOf(given, 'value-deserializer');
  const typed = { ...properties, ...(key === null ? {} : { 'key.deserializer': key }), ...(value === null ? {} : { 'value.deserializer': value }) };
  const made = formatter(className, typed);
  return made === null ? { kind: 'failed', text: usage(className ?? '', options) } : { kind: 'ok', formatter: made };
}

export function missingDeserializers(given: Given): string[] {
  return ['key-deserializer', 'value-deserializer'].flatMap((name) => valueOf(given, name) ?? []).filter((className) => !isDeserializer(className));
}

/** Properties from files and arguments, or the text of the exception where a file is missing. */
function ownProperties(given: Given, os: Pick<Os, 'readFile'>): Record<string, string> | string {
  const path = valueOf(given, 'command-config') ?? valueOf(given, 'consumer.config');
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return `Exception in thread "main" java.nio.file.NoSuchFileException: ${path ?? ''}\n`;
  return { ...propertiesFile(file), ...keyValueArguments([...(given['consumer-property'] ?? []), ...(given['command-property'] ?? [])]) };
}

type PropertiesRead = { readonly kind: 'ok'; readonly properties: Record<string, string> } | { readonly kind: 'failed'; readonly text: string };

function consumerProperties(given: Given, own: Readonly<Record<string, string>>, os: Pick<Os, 'random'>): PropertiesRead {
  const properties: Record<string, string> = { ...own, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '', 'isolation.level': valueOf(given, 'isolation-level') ?? own['isolation.level'] ?? 'read_uncommitted' };
  properties['client.id'] ??= 'console-consumer';
  const reset = own['auto.offset.reset'];
  if (has(given, 'from-beginning')) {
    if (reset !== undefined && reset !== 'earliest') {
      return { kind: 'failed', text: `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', please remove one option\n` };
    }
    properties['auto.offset.reset'] = 'earliest';
  } else {
    properties['auto.offset.reset'] ??= 'latest';
  }
  const groups = [...new Set([valueOf(given, 'group'), own['group.id'] ?? null].filter((id) => id !== null))];
  if (groups.length > 1) {
    const text = `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: ${hashOrder(groups, stringHash).map((id) => `'${id}'`).join(', ')}`;
    return { kind: 'failed', text: usage(text, CONSUMER_OPTIONS) };
  }
  const [group] = groups;
  if (group === undefined) {
    properties['group.id'] = `console-consumer-${Math.floor(os.random() * 100_000)}`;
    properties['enable.auto.commit'] ??= 'false';
  } else {
    properties['group.id'] = group;
    if (has(given, 'partition')) return { kind: 'failed', text: usage('Options group and partition cannot be specified together.', CONSUMER_OPTIONS) };
  }
  return { kind: 'ok', properties };
}

function offsetComplaint(text: string): string {
  return `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`;
}

/** Null where the offset is none of Kafka's. */
function sourceOf(given: Given): ConsumerRun['source'] | null {
  const topic = valueOf(given, 'topic');
  if (topic === null) return { kind: 'include', pattern: valueOf(given, 'include') ?? '' };
  const partition = valueOf(given, 'partition');
  if (partition === null) return { kind: 'topic', topic };
  const text = valueOf(given, 'offset');
  const base = { kind: 'partition' as const, topic, partition: Number(partition) };
  if (text === null) return { ...base, from: { kind: has(given, 'from-beginning') ? 'earliest' : 'latest' } };
  const word = text.toLowerCase();
  if (word === 'earliest' || word === 'latest') return { ...base, from: { kind: word } };
  return /^\+?\d+$/.test(text) ? { ...base, from: { kind: 'offset', offset: Number(text) } } : null;
}

/** How the tool logs an exception that ends it before it reads anything. */
export const UNKNOWN_ERROR = { level: 'ERROR', message: 'Unknown error when running consumer: ', logger: LOGGER } as const;
/** How it logs a deserializer that is not there. */
export function missingDeserializer(className: string): LogLine {
  return { level: 'ERROR', message: `Unable to instantiate a deserializer from ${className}`, logger: 'org.apache.kafka.tools.consumer.DefaultMessageFormatter' };
}
/** How it logs a record that it can't print, with --skip-message-on-error. */
export const SKIPPED_ERROR = { level: 'ERROR', message: 'Error processing message, skipping this message: ', logger: LOGGER } as const;
/** How it logs one that ends it while it reads. */
export const PROCESSING_ERROR = { level: 'ERROR', message: 'Error processing message, terminating consumer process: ', logger: LOGGER } as const;
