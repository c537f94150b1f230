// The command line of kafka-producer-perf-test.sh: what it means for the test and for the producer, and every complaint about it.
import type { Os } from '../../program.ts';
import { type Parsed, parseArguments } from '../admin/argparse.ts';
import { propertiesFile } from '../console/properties.ts';
import { PRODUCER_PERF_TOOL } from './producer-perf-help.ts';

/** What the records hold: letters, lines of a file picked by chance, or the numbers from 0. */
export type PayloadSource =
  | { readonly kind: 'letters'; readonly size: number }
  | { readonly kind: 'file'; readonly payloads: readonly string[] }
  | { readonly kind: 'numbers' };

export interface PerfTest {
  readonly kind: 'run';
  readonly topic: string;
  readonly records: number;
  readonly payload: PayloadSource;
  /** Records a second; negative: as fast as it can. */
  readonly throughput: number;
  readonly warmup: number;
  readonly intervalMs: number;
  readonly printMetrics: boolean;
  /** Null where it sends without transactions. */
  readonly transaction: { readonly id: string; readonly durationMs: number } | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly stdout: string;
}

export type PerfCommand = PerfTest | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

type Values = Extract<Parsed, { kind: 'ok' }>['values'];

/** Reads the command line. */
export function producerPerfCommand(os: Pick<Os, 'argv' | 'readFile' | 'env' | 'random'>): PerfCommand {
  const words = os.argv.slice(1);
  const { usage, help } = PRODUCER_PERF_TOOL.main;
  if (words.length === 0) return { kind: 'exit', status: 0, stdout: `${usage}\n\n${help}\n`, stderr: '' };
  const parsed = parseArguments(PRODUCER_PERF_TOOL, words);
  if (parsed.kind === 'exit') return { kind: 'exit', status: parsed.status, stdout: parsed.fd === 1 ? parsed.text : '', stderr: parsed.fd === 2 ? parsed.text : '' };
  const { values } = parsed;
  const complaint = complaintOf(values);
  if (complaint !== null) return { kind: 'exit', status: 1, stdout: '', stderr: `${usage}\n${PRODUCER_PERF_TOOL.program}: error: ${complaint}\n` };
  return testOf(values, os);
}

function complaintOf(values: Values): string | null {
  const number = (name: string, otherwise: number): number => Number(values[name] ?? otherwise);
  if (number('num-records', 1) <= 0) return '--num-records should be greater than zero.';
  if (number('warmup-records', 0) >= number('num-records', 1)) return 'The value for --warmup-records must be strictly fewer than the number of records in the test, --num-records.';
  if (number('record-size', 1) <= 0) return '--record-size should be greater than zero.';
  if (number('reporting-interval', 1) <= 0) return '--reporting-interval should be greater than zero.';
  if (values['command-property'] !== undefined && values['producer-props'] !== undefined) return '--command-property and --producer-props cannot be specified together.';
  if (values['command-config'] !== undefined && values['producer.config'] !== undefined) return '--command-config and --producer.config cannot be specified together.';
  if (['bootstrap-server', 'command-property', 'producer-props', 'producer.config', 'command-config'].every((name) => values[name] === undefined)) {
    return 'At least one of --bootstrap-server, --command-property, --producer-props, --producer.config or --command-config must be specified.';
  }
  if (number('transaction-duration-ms', 1) <= 0) return '--transaction-duration-ms should be greater than zero.';
  return null;
}

function testOf(values: Values, os: Pick<Os, 'readFile' | 'env' | 'random'>): PerfCommand {
  let stdout = '';
  const thrown = (exception: string): PerfCommand => ({ kind: 'exit', status: 1, stdout, stderr: `Exception in thread "main" ${exception}\n` });
  for (const [old, now] of [['producer-props', 'command-property'], ['producer.config', 'command-config']] as const) {
    if (values[old] !== undefined) stdout += `Option --${old} has been deprecated and will be removed in a future version. Use --${now} instead.\n`;
  }
  let payload: PayloadSource = values['record-size'] === undefined ? { kind: 'numbers' } : { kind: 'letters', size: Number(values['record-size']) };
  const path = values['payload-file'];
  if (path !== undefined) {
    stdout += `Reading payloads from: ${path.startsWith('/') ? path : `${os.env['PWD'] ?? ''}/${path}`}\n`;
    const text = os.readFile(path);
    if (text === null || text === '') return thrown('java.lang.IllegalArgumentException: File does not exist or empty file provided.');
    const delimiter = values['payload-delimiter'] ?? '\n';
    const payloads = pieces(text, delimiter === '\\n' ? '\n' : delimiter);
    stdout += `Number of records read: ${payloads.length}\n`;
    payload = { kind: 'file', payloads };
  }
  const file = values['command-config'] ?? values['producer.config'] ?? null;
  const filed = file === null ? '' : os.readFile(file);
  if (filed === null) return thrown(`java.nio.file.NoSuchFileException: ${file ?? ''}`);
  const properties: Record<string, string> = propertiesFile(filed);
  for (const word of (values['command-property'] ?? values['producer-props'] ?? '').split('\n').filter((each) => each !== '')) {
    const [name, value, ...more] = word.split('=');
    if (name === undefined || value === undefined || value === '' || more.length > 0) return thrown(`java.lang.IllegalArgumentException: Invalid property: ${word}`);
    properties[name] = value;
  }
  if (values['bootstrap-server'] !== undefined) properties['bootstrap.servers'] = values['bootstrap-server'];
  properties['client.id'] ??= 'perf-producer-client';
  const transaction = transactionOf(values, properties, os);
  if (transaction !== null) properties['transactional.id'] = transaction.id;
  return {
    kind: 'run', topic: values['topic'] ?? '', records: Number(values['num-records']), payload, throughput: Number(values['throughput']), warmup: Math.max(0, Number(values['warmup-records'] ?? 0)),
    intervalMs: Number(values['reporting-interval'] ?? 5_000), printMetrics: values['print-metrics'] !== undefined, transaction, properties, stdout,
  };
}

/** As Java's Scanner splits: a delimiter at the end begins no further piece, and the delimiter is an expression. */
function pieces(text: string, delimiter: string): string[] {
  const parts = text.split(delimiter);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

function transactionOf(values: Values, properties: Readonly<Record<string, string>>, os: Pick<Os, 'random'>): PerfTest['transaction'] {
  const duration = values['transaction-duration-ms'];
  const id = values['transactional-id'] ?? properties['transactional.id'];
  if (duration === undefined && id === undefined) return null;
  const drawn = (): string => Array.from({ length: 22 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(Math.floor(os.random() * 64))).join('');
  // DEFAULT_TRANSACTION_DURATION_MS of the tool is 3 s.
  return { id: id ?? `performance-producer-${drawn()}`, durationMs: Number(duration ?? 3_000) };
}
