// The command line of kafka-consumer-perf-test.sh: what it means for the test and for the consumer, and every complaint about it.
import { notANumber } from '../admin/errors.ts';
import { specs } from '../admin/tool-arguments.ts';
import { trace } from '../admin/script.ts';
import { type Given, has, optionsTable, readArguments, usage, valueOf } from '../console/arguments.ts';
import { keyValueArguments, propertiesFile } from '../console/properties.ts';
import type { Os } from '../../program.ts';
import { CONSUMER_PERF_HEADLINE, CONSUMER_PERF_OPTIONS } from './consumer-perf-help.ts';

export interface ConsumerTest {
  readonly kind: 'run';
  readonly source: { readonly kind: 'topic' | 'include'; readonly name: string };
  readonly records: number;
  /** The longest that it waits for a record. */
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly detailed: boolean;
  readonly printMetrics: boolean;
  readonly dateFormat: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly stdout: string;
}

export type ConsumerTestCommand = ConsumerTest | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

const SPECS = specs(
  'bootstrap-server command-config command-property consumer.config date-format fetch-size group include messages num-records reporting-interval socket-buffer-size topic',
  'from-latest help hide-header print-metrics show-detailed-stats version',
  'timeout',
);
const FIELDS = 'rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec';

/** Reads the command line. */
export function consumerPerfCommand(os: Pick<Os, 'argv' | 'readFile' | 'random'>): ConsumerTestCommand {
  const words = os.argv.slice(1);
  const group = `perf-consumer-${String(Math.floor(os.random() * 100_000))}`;
  const table = CONSUMER_PERF_OPTIONS.replace('perf-consumer-00000', group);
  const read = readArguments(words, SPECS);
  const failed = (stderr: string, stdout = ''): ConsumerTestCommand => ({ kind: 'exit', status: 1, stdout, stderr });
  if (read.kind === 'error') return failed(usage(read.message, table));
  const { given } = read;
  if (words.length === 0 || has(given, 'help')) return failed(`${CONSUMER_PERF_HEADLINE}\n${optionsTable(table)}`);
  if (has(given, 'version')) return { kind: 'exit', status: 0, stdout: '4.3.1\n', stderr: '' };
  const complaint = complaintOf(given);
  if (complaint !== null) return failed(usage(complaint, table));
  const header = has(given, 'hide-header') ? '' : `${has(given, 'show-detailed-stats') ? 'time, threadId' : 'start.time, end.time'}, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, ${FIELDS}\n`;
  const stdout = `${deprecations(given)}${header}`;
  const thrown = (message: string, text: string): ConsumerTestCommand => failed(`${message}\n${text}\n\n`, stdout);
  const path = valueOf(given, 'command-config') ?? valueOf(given, 'consumer.config');
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return thrown(path ?? '', `java.nio.file.NoSuchFileException: ${path ?? ''}`);
  for (const name of ['fetch-size', 'socket-buffer-size', 'num-records', 'messages', 'timeout', 'reporting-interval']) {
    const text = valueOf(given, name);
    if (text !== null && text !== '' && !/^[+-]?\d+$/.test(text)) return thrown(notANumber(name, text).message, trace(notANumber(name, text)));
  }
  if (Number(valueOf(given, 'reporting-interval') ?? 1) <= 0) return thrown('Reporting interval must be greater than 0.', 'java.lang.IllegalArgumentException: Reporting interval must be greater than 0.');
  return testOf(given, { ...propertiesFile(file), ...keyValueArguments(given['command-property'] ?? []) }, group, stdout);
}

function complaintOf(given: Given): string | null {
  const one = (a: string, b: string): string | null => (has(given, a) !== has(given, b) ? null : `Exactly one of the following arguments is required: [${a}], [${b}]`);
  return one('messages', 'num-records') ?? (has(given, 'bootstrap-server') ? null : 'Missing required argument "[bootstrap-server]"') ?? one('topic', 'include') ??
    (has(given, 'consumer.config') && has(given, 'command-config') ? 'Option "[consumer.config]" can\'t be used with option "[command-config]"' : null);
}

function deprecations(given: Given): string {
  const warn = (old: string, instead: string): string => (has(given, old) ? `Warning: --${old} is deprecated. Use --${instead} instead.\n` : '');
  return `${warn('messages', 'num-records')}${warn('consumer.config', 'command-config')}`;
}

function testOf(given: Given, own: Readonly<Record<string, string>>, group: string, stdout: string): ConsumerTest {
  const topic = valueOf(given, 'topic');
  const timeout = valueOf(given, 'timeout');
  return {
    kind: 'run',
    source: topic === null ? { kind: 'include', name: valueOf(given, 'include') ?? '' } : { kind: 'topic', name: topic },
    records: Number(valueOf(given, 'num-records') ?? valueOf(given, 'messages')),
    timeoutMs: timeout === null || timeout === '' ? 10_000 : Number(timeout),
    intervalMs: Number(valueOf(given, 'reporting-interval') ?? 5_000),
    detailed: has(given, 'show-detailed-stats'),
    printMetrics: has(given, 'print-metrics'),
    dateFormat: valueOf(given, 'date-format') ?? 'yyyy-MM-dd HH:mm:ss:SSS',
    properties: {
      'client.id': 'perf-consumer-client',
      ...own,
      'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '',
      'group.id': valueOf(given, 'group') ?? group,
      'max.partition.fetch.bytes': valueOf(given, 'fetch-size') ?? '1048576',
      'auto.offset.reset': has(given, 'from-latest') ? 'latest' : 'earliest',
    },
    stdout,
  };
}
