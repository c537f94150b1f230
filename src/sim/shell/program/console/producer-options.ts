// The command line of kafka-console-producer.sh: its options, what they mean for the producer, and every complaint about them.
import { parseAddress } from '../../../kafka/client/addresses.ts';
import type { Os } from '../../program.ts';
import type { Given, OptionSpec } from './arguments.ts';
import { has, optionsTable, readArguments, severalGiven, usage, valueOf } from './arguments.ts';
import type { LineReader } from './line-reader.ts';
import { isProblem, lineReader } from './line-reader.ts';
import { PRODUCER_HEADLINE, PRODUCER_OPTIONS } from './producer-help.ts';
import { keyValueArguments, propertiesFile } from './properties.ts';

const WITH_VALUE =
  'batch-size bootstrap-server command-config command-property line-reader max-block-ms max-memory-bytes max-partition-memory-bytes message-send-max-retries metadata-expiry-ms producer-property producer.config property reader-config reader-property request-required-acks request-timeout-ms retry-backoff-ms socket-buffer-size timeout topic';

const PRODUCER_SPECS: readonly OptionSpec[] = [
  ...WITH_VALUE.split(' ').map((name): OptionSpec => ({ name, argument: 'required' })),
  { name: 'compression-codec', argument: 'optional' },
  { name: 'help', argument: 'none' },
  { name: 'sync', argument: 'none' },
  { name: 'version', argument: 'none' },
];

export type ProducerCommand =
  | { readonly kind: 'run'; readonly topic: string; readonly sync: boolean; readonly reader: LineReader; readonly properties: Readonly<Record<string, string>>; readonly stdout: string }
  | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

/** Reads the command line. */
export function producerCommand(os: Pick<Os, 'argv' | 'readFile'>): ProducerCommand {
  const argv = os.argv.slice(1);
  const read = readArguments(argv, PRODUCER_SPECS);
  if (read.kind === 'error') return failed(usage(read.message, PRODUCER_OPTIONS));
  const { given } = read;
  if (argv.length === 0 || has(given, 'help')) return failed(`${PRODUCER_HEADLINE}\n${optionsTable(PRODUCER_OPTIONS)}`);
  if (has(given, 'version')) return { kind: 'exit', status: 0, stdout: '4.3.1\n', stderr: '' };
  const complaint = complaintOf(given);
  if (complaint !== null) return failed(usage(complaint, PRODUCER_OPTIONS));
  const stdout = deprecations(given);
  const several = severalGiven(given, 'bootstrap-server', 'topic', 'line-reader', 'compression-codec', 'command-config', 'producer.config', 'reader-config', 'request-required-acks', ...NUMBERS);
  if (several !== null) return failed(`${several}\n`, stdout);
  const numbers = badNumber(given);
  if (numbers !== null) return failed(numbers, stdout);
  for (const name of ['command-config', 'producer.config', 'reader-config']) {
    const path = valueOf(given, name);
    if (path !== null && os.readFile(path) === null) return failed(`java.nio.file.NoSuchFileException: ${path}\n`, stdout);
  }
  const className = valueOf(given, 'line-reader');
  if (className !== null && className !== 'org.apache.kafka.tools.LineMessageReader') return failed(`java.lang.ClassNotFoundException: ${className}\n`, stdout);
  const file = (name: string): Record<string, string> => propertiesFile(os.readFile(valueOf(given, name) ?? '') ?? '');
  const reader = lineReader({ ...file('reader-config'), ...keyValueArguments([...(given['property'] ?? []), ...(given['reader-property'] ?? [])]) });
  if (isProblem(reader)) return failed(`org.apache.kafka.common.KafkaException: ${reader.problem}\n`, stdout);
  const own = { ...file('producer.config'), ...file('command-config'), ...keyValueArguments([...(given['producer-property'] ?? []), ...(given['command-property'] ?? [])]) };
  return { kind: 'run', topic: valueOf(given, 'topic') ?? '', sync: has(given, 'sync'), reader, properties: producerProperties(given, own), stdout };
}

function failed(stderr: string, stdout = ''): ProducerCommand {
  return { kind: 'exit', status: 1, stdout, stderr };
}

function complaintOf(given: Given): string | null {
  if (!has(given, 'topic')) return 'Missing required argument "[topic]"';
  const address = addressComplaint(valueOf(given, 'bootstrap-server'));
  if (has(given, 'command-property') && has(given, 'producer-property')) return 'Options --command-property and --producer-property cannot be specified together.';
  if (has(given, 'command-config') && has(given, 'producer.config')) return 'Options --command-config and --producer.config cannot be specified together.';
  if (address !== null) return address;
  if (has(given, 'reader-property') && has(given, 'property')) return 'Options --reader-property and --property cannot be specified together.';
  return null;
}

/** ToolsUtils.validateBootstrapServer. Its messages end with a line's end of their own. */
export function addressComplaint(servers: string | null): string | null {
  if (servers === null || servers.trim() === '') return 'Error while validating the bootstrap address\n';
  const parts = servers.split(',');
  const good = parts.every((part) => parseAddress(part.trim()).kind === 'address');
  return good ? null : 'Please provide valid host:port like host1:9091,host2:9092\n';
}

function deprecations(given: Given): string {
  let text = '';
  const warn = (old: string, instead: string, when: string): void => {
    if (has(given, old)) text += `Warning: --${old} is deprecated and will be removed in ${when}. Use --${instead} instead.\n`;
  };
  warn('producer-property', 'command-property', 'a future version');
  warn('producer.config', 'command-config', 'a future version');
  warn('property', 'reader-property', 'a future version');
  warn('max-partition-memory-bytes', 'batch-size', 'Apache Kafka 5.0');
  return text;
}

const NUMBERS = 'batch-size max-block-ms max-memory-bytes max-partition-memory-bytes message-send-max-retries metadata-expiry-ms request-timeout-ms retry-backoff-ms socket-buffer-size timeout'.split(' ');

function badNumber(given: Given): string | null {
  for (const name of NUMBERS) {
    const text = valueOf(given, name);
    if (text !== null && !/^[+-]?\d+$/.test(text)) return `Cannot parse argument '${text}' of option ${name}\n`;
  }
  return null;
}

/** Options that stand for a property, with the tool's own defaults: a property beats a default, an option beats a property. */
const MERGED: readonly (readonly [option: string, property: string, otherwise: string])[] = [
  ['timeout', 'linger.ms', '1000'],
  ['request-required-acks', 'acks', '-1'],
  ['request-timeout-ms', 'request.timeout.ms', '1500'],
  ['message-send-max-retries', 'retries', '3'],
  ['retry-backoff-ms', 'retry.backoff.ms', '100'],
  ['max-memory-bytes', 'buffer.memory', '33554432'],
  ['batch-size', 'batch.size', '16384'],
  ['max-partition-memory-bytes', 'batch.size', '16384'],
  ['metadata-expiry-ms', 'metadata.max.age.ms', '300000'],
  ['max-block-ms', 'max.block.ms', '60000'],
];

function producerProperties(given: Given, own: Readonly<Record<string, string>>): Record<string, string> {
  const properties: Record<string, string> = { ...own, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' };
  const codec = valueOf(given, 'compression-codec');
  properties['compression.type'] = codec === null ? 'none' : codec === '' ? 'gzip' : codec;
  properties['client.id'] ??= 'console-producer';
  for (const [option, property, otherwise] of MERGED) {
    const value = valueOf(given, option);
    if (value !== null) properties[property] = value;
    else properties[property] ??= otherwise;
  }
  return properties;
}
