// The command line of kafka-console-share-consumer.sh: its options, what they mean for the consumer, and every complaint about them.
import { ACCEPT, REJECT, RELEASE, type Word } from '../../../kafka/client/share-consumer/acknowledgements.ts';
import type { Os } from '../../program.ts';
import { type Given, has, type OptionSpec, optionsTable, readArguments, usage, valueOf } from './arguments.ts';
import { missingDeserializers, readFormatter } from './consumer-options.ts';
import type { Formatter } from './formatter.ts';
import { keyValueArguments, propertiesFile } from './properties.ts';
import { SHARE_CONSUMER_HEADLINE, SHARE_CONSUMER_OPTIONS } from './share-consumer-help.ts';

const WITH_VALUE = 'bootstrap-server command-config command-property consumer-config consumer-property formatter formatter-config formatter-property group key-deserializer max-messages property timeout-ms topic value-deserializer';

const SPECS: readonly OptionSpec[] = [
  ...WITH_VALUE.split(' ').map((name): OptionSpec => ({ name, argument: 'required' })),
  ...['enable-systest-events', 'help', 'reject', 'reject-message-on-error', 'release', 'version'].map((name): OptionSpec => ({ name, argument: 'none' })),
];

const LOGGER = 'org.apache.kafka.tools.consumer.ConsoleShareConsumer';

export interface ShareConsumerRun {
  readonly kind: 'run';
  readonly topic: string;
  readonly formatter: Formatter;
  readonly properties: Readonly<Record<string, string>>;
  /** What is said of each record that was printed. */
  readonly acknowledge: Word;
  readonly rejectOnError: boolean;
  /** -1: no limit. The text where it is no number, which Kafka's tool finds out only when it has started. */
  readonly maxMessages: number | string;
  /** Null: for ever; the text where it is no number. */
  readonly timeoutMs: number | string | null;
  readonly systestEvents: boolean;
  readonly stdout: string;
  /** Deserializer classes that don't exist: logged, and then done without. */
  readonly complaints: readonly string[];
}

export type ShareConsumerCommand = ShareConsumerRun | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

/** Reads the command line. */
export function shareConsumerCommand(os: Pick<Os, 'argv' | 'readFile'>): ShareConsumerCommand {
  const argv = os.argv.slice(1);
  const read = readArguments(argv, SPECS);
  if (read.kind === 'error') return failed(usage(read.message, SHARE_CONSUMER_OPTIONS));
  const { given } = read;
  if (argv.length === 0 || has(given, 'help')) return failed(`${SHARE_CONSUMER_HEADLINE}\n${optionsTable(SHARE_CONSUMER_OPTIONS)}`);
  if (has(given, 'version')) return { kind: 'exit', status: 0, stdout: '4.3.1\n', stderr: '' };
  const complaint = complaintOf(given);
  if (complaint !== null) return failed(usage(complaint, SHARE_CONSUMER_OPTIONS));
  const timeoutText = valueOf(given, 'timeout-ms');
  const stdout = deprecations(given);
  const format = readFormatter(given, os, SHARE_CONSUMER_OPTIONS);
  if (format.kind === 'failed') return failed(format.text, stdout);
  const path = valueOf(given, 'command-config') ?? valueOf(given, 'consumer-config');
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return failed(`Exception in thread "main" java.nio.file.NoSuchFileException: ${path ?? ''}\n`, stdout);
  const own = { ...propertiesFile(file), ...keyValueArguments([...(given['consumer-property'] ?? []), ...(given['command-property'] ?? [])]) };
  const groups = [...new Set([valueOf(given, 'group'), own['group.id'] ?? null].filter((id) => id !== null))];
  if (groups.length > 1) return failed(usage(severalGroups(groups), SHARE_CONSUMER_OPTIONS), stdout);
  const max = valueOf(given, 'max-messages');
  return {
    kind: 'run', topic: valueOf(given, 'topic') ?? '', formatter: format.formatter,
    properties: { 'client.id': 'console-share-consumer', ...own, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '', 'group.id': groups[0] ?? 'console-share-consumer', 'share.acknowledgement.mode': 'explicit' },
    acknowledge: has(given, 'reject') ? REJECT : has(given, 'release') ? RELEASE : ACCEPT,
    rejectOnError: has(given, 'reject-message-on-error'), maxMessages: max === null ? -1 : isNumber(max) ? Number(max) : max, timeoutMs: timeoutOf(timeoutText), systestEvents: has(given, 'enable-systest-events'),
    stdout, complaints: missingDeserializers(given),
  };
}

function failed(stderr: string, stdout = ''): ShareConsumerCommand {
  return { kind: 'exit', status: 1, stdout, stderr };
}

function timeoutOf(text: string | null): number | string | null {
  if (text !== null && !isNumber(text)) return text;
  return text === null || Number(text) < 0 ? null : Number(text);
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function severalGroups(groups: readonly string[]): string {
  return `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer-config') do not match. Detected group ids: ${groups.map((id) => `'${id}'`).join(', ')}`;
}

function complaintOf(given: Given): string | null {
  if (!has(given, 'bootstrap-server')) return 'Missing required argument "[bootstrap-server]"';
  if (has(given, 'consumer-property') && has(given, 'command-property')) return 'Options --consumer-property and --command-property cannot be specified together.';
  if (has(given, 'consumer-config') && has(given, 'command-config')) return 'Options --consumer-config and --command-config cannot be specified together.';
  if (!has(given, 'topic')) return '--topic is a required argument';
  if (has(given, 'reject') && has(given, 'release')) return 'At most one of --reject and --release may be specified.';
  if (has(given, 'property') && has(given, 'formatter-property')) return 'Options --property and --formatter-property cannot be specified together.';
  return null;
}

function deprecations(given: Given): string {
  const warn = (old: string, instead: string): string => (has(given, old) ? `Option --${old} is deprecated and will be removed in a future version. Use --${instead} instead.\n` : '');
  return warn('consumer-property', 'command-property') + warn('consumer-config', 'command-config') + warn('property', 'formatter-property');
}

/** How the tool logs an exception that ends it before it reads anything. */
export const UNKNOWN_ERROR = { level: 'ERROR', message: 'Unknown error when running consumer: ', logger: LOGGER } as const;
/** How it logs one that ends it while it reads. */
export const PROCESSING_ERROR = { level: 'ERROR', message: 'Error processing message, terminating consumer process: ', logger: LOGGER } as const;
/** How it logs a record that it can't print, with --reject-message-on-error. */
export const REJECTED_ERROR = { level: 'ERROR', message: 'Error processing message, rejecting this message: ', logger: LOGGER } as const;
