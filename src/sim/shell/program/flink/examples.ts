// Flink's example jobs: what lies in examples/streaming of its distribution, each as the job graph that its main method makes.
import type { StreamGraph } from '../../../../bridge/flink.ts';
import { JobBuilder, keyBy } from '../../../flink/graph/job-builder.ts';
import { TRANSITIONS } from '../../../flink/operator/example-sources.ts';
import type { Chain } from './failures.ts';
import { SOLILOQUY } from './word-count-text.ts';

/** What a program's main method may read. */
export interface MainCall {
  /** The arguments behind the jar, `--name value`. */
  readonly params: Readonly<Record<string, string>>;
  /** The cluster's and the command's configuration. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The text of the file that `--input` names; null where there is none. */
  readonly inputText: string | null;
}

/** What a main method comes to: text that it prints, and a job, an exception, or neither. */
export interface MainResult {
  readonly out: string;
  readonly err?: string;
  readonly job: StreamGraph | null;
  readonly thrown?: Chain;
}

export interface Example {
  readonly jar: string;
  readonly mainClass: string;
  main(call: MainCall): MainResult;
}

const PACKAGE = 'org.apache.flink.streaming.examples';
const NO_AGGREGATE = { trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null } as const;

/** Words of a line, as `toLowerCase().split("\\W+")` without the empty ones. */
function wordsOf(line: string): string[] {
  return line.toLowerCase().split(/\W+/).filter((word) => word !== '');
}

function wordCount({ params, configuration, inputText }: MainCall): MainResult {
  if (params['input'] !== undefined && inputText === null) return { out: '', job: null, thrown: [`java.io.FileNotFoundException: File file:${params['input']} does not exist or the user running Flink ('aluno') has insufficient permissions to access it.`] };
  const lines = inputText?.replace(/\n$/, '').split('\n') ?? SOLILOQUY;
  const builder = new JobBuilder('WordCount', configuration);
  const text = builder.source('source-collection', { rows: lines.map((line) => [line, wordsOf(line)]), perSecond: null, watermarks: null }, { name: inputText === null ? 'in-memory-input' : 'file-input', fields: ['line', 'words'], ...(inputText === null ? { parallelism: 1 } : {}) });
  const words = builder.transform(text, 'flat-map', { input: ['line', 'words'], over: 'words', fields: ['each.item', '1'] }, { name: 'tokenizer', fields: ['word', 'n'] });
  const counts = builder.transform(keyBy(words, ['word']), 'aggregate', { input: ['word', 'n'], aggregates: [{ function: 'sum', of: 'n' }], ttl: null }, { name: 'counter', fields: ['word', 'n'] });
  builder.transform(counts, 'sink-print', { label: '', shows: 'tuple' }, { name: 'Sink: print-sink', fields: [] });
  return { out: '', job: builder.graph() };
}

function sessionWindowing({ configuration }: MainCall): MainResult {
  const rows = [['a', 1, 1], ['b', 1, 1], ['b', 3, 1], ['b', 5, 1], ['c', 6, 1], ['a', 10, 1], ['c', 11, 1]];
  const fields = ['id', 'time', 'n'];
  const builder = new JobBuilder('Flink Streaming Job', { ...configuration, 'parallelism.default': '1' });
  const source = builder.source('source-collection', { rows, perSecond: null, watermarks: { timestamp: 'time', boundMs: 0, idleMs: null, emit: 'on-event', style: 'datastream' } }, { name: 'Custom Source', fields });
  const sessions = builder.transform(keyBy(source, ['id']), 'window', {
    input: fields, assigner: { kind: 'session', gapMs: 3 }, time: 'event', ...NO_AGGREGATE, plainResult: true,
    aggregates: [{ function: 'first', of: 'id' }, { function: 'first', of: 'time' }, { function: 'sum', of: 'n' }],
  }, { name: 'EventTimeSessionWindows', fields });
  builder.transform(sessions, 'sink-print', { label: '', shows: 'tuple' }, { name: 'Sink: Print to Std. Out', fields: [] });
  return { out: '', job: builder.graph() };
}

function topSpeedWindowing({ configuration }: MainCall): MainResult {
  const fields = ['car', 'speed', 'distance', 'time'];
  const builder = new JobBuilder('CarTopSpeedWindowingExample', configuration);
  const cars = builder.source('source-example', { data: 'cars', perSecond: 10 }, { name: 'Car data generator source', fields, parallelism: 1 });
  const timed = builder.transform(cars, 'timestamps-and-watermarks', { input: fields, watermarks: { timestamp: 'time', boundMs: 0, idleMs: null, emit: 'periodic', style: 'datastream' } }, { name: 'Timestamps/Watermarks', fields, parallelism: 1 });
  const top = builder.transform(keyBy(timed, ['car']), 'window', {
    input: fields, assigner: { kind: 'global' }, time: 'event', ...NO_AGGREGATE, trigger: { kind: 'delta', threshold: 50, of: 'distance' }, evictor: { kind: 'time', ms: 10_000 },
    aggregates: [{ function: 'maxBy', of: '[speed, car, speed, distance, time]' }], plainResult: true,
  }, { name: 'GlobalWindows', fields });
  builder.transform(top, 'sink-print', { label: '', shows: 'tuple', doubles: [2] }, { name: 'Sink: Print to Std. Out', fields: [] });
  return { out: '', job: builder.graph() };
}

function windowJoin({ params, configuration }: MainCall): MainResult {
  const [windowSize, rate] = [Number(params['windowSize'] ?? 2000), Number(params['rate'] ?? 3)];
  const out = `Using windowSize=${windowSize}, data rate=${rate}\nTo customize example, use: WindowJoin [--windowSize <window-size-in-millis>] [--rate <elements-per-second>]\n`;
  const builder = new JobBuilder('Windowed Join Example', configuration);
  const source = (data: 'grades' | 'salaries', name: string) => builder.source('source-example', { data, perSecond: rate, ingestionTime: true }, { name, fields: ['name', 'value'] });
  const [grades, salaries] = [source('grades', 'Grades Data Generator'), source('salaries', 'Salaries Data Generator')];
  const joined = builder.both(keyBy(grades, ['name']), keyBy(salaries, ['name']), 'window-join', {
    left: ['name', 'value'], right: ['name', 'value'], assigner: { kind: 'tumbling', sizeMs: windowSize, offsetMs: 0 }, fields: ['left.name', 'left.value', 'right.value'],
  }, { name: 'Window(TumblingEventTimeWindows)', fields: ['name', 'grade', 'salary'] });
  builder.transform(joined, 'sink-print', { label: '', shows: 'tuple' }, { name: 'Sink: Print to Std. Out', fields: [], parallelism: 1 });
  return { out, job: builder.graph() };
}

const USAGE_STATE_MACHINE = [
  'Usage with built-in data generator: StateMachineExample [--error-rate <probability-of-invalid-transition>] [--sleep <sleep-per-record-in-ms> | --rps <records-per-second>]',
  'Usage with Kafka: StateMachineExample --kafka-topic <topic> [--brokers <brokers>]', 'Options for both the above setups: ',
  '\t[--backend <hashmap|rocks>]', '\t[--checkpoint-dir <filepath>]', '\t[--incremental-checkpoints <true|false>]', '\t[--output <filepath> OR null for stdout]', '',
];

function stateMachine({ params, configuration }: MainCall): MainResult {
  const errorRate = Number(params['error-rate'] ?? 0);
  const parallelism = Number(configuration['parallelism.default'] ?? 1);
  const perSecond = Number(params['rps'] ?? (1_000 / Number(params['sleep'] ?? 1)) * parallelism);
  const out = [...USAGE_STATE_MACHINE, `Using standalone source with error rate ${errorRate.toFixed(6)} and ${perSecond.toFixed(1)} records per second`, '', ''].join('\n');
  const builder = new JobBuilder('State machine job', { 'execution.checkpointing.interval': '2 s', ...configuration });
  const fields = ['address', 'event'];
  const events = builder.source('source-example', { data: 'state-machine', perSecond, errorRate }, { name: 'Events Generator Source', fields });
  // The next state of a state and an event; nothing where the machine has no such transition.
  const next = Object.entries(TRANSITIONS).flatMap(([state, all]) => all.map(([event, to]) => [`${state}/${event}`, to] as const))
    .reduceRight((otherwise, [from, to]) => `if(coalesce(state('state'), 'Initial') || '/' || event = '${from}', '${to}', ${otherwise})`, 'null');
  const alerts = builder.transform(keyBy(events, ['address']), 'process', {
    input: fields, states: { state: { kind: 'value', ttl: null }, next: { kind: 'value', ttl: null } },
    onElement: [
      { do: 'set', state: 'next', to: next },
      { do: 'if', when: "isNull(state('next'))", does: [{ do: 'emit', fields: ["'ALERT ' || address || ' : ' || coalesce(state('state'), 'Initial') || ' -> ' || event"] }],
        otherwise: [{ do: 'if', when: "state('next') = 'Terminal'", does: [{ do: 'clear', state: 'state' }], otherwise: [{ do: 'set', state: 'state', to: "state('next')" }] }] },
      { do: 'clear', state: 'next' },
    ],
  }, { name: 'Flat Map', fields: ['alert'] });
  builder.transform(alerts, 'sink-print', { label: '', shows: 'value' }, { name: 'Sink: Print to Std. Out', fields: [] });
  return { out, job: builder.graph() };
}

function socketWindowWordCount({ params, configuration }: MainCall): MainResult {
  const port = Number(params['port']);
  if (!Number.isInteger(port)) {
    return { out: '', err: "No port specified. Please run 'SocketWindowWordCount --hostname <hostname> --port <port>', where hostname (localhost by default) and port is the address of the text server\nTo start a simple text server, run 'netcat -l <port>' and type the input text into the command line\n", job: null };
  }
  // No program of this machine listens at a port: the connection is refused when the job runs.
  const builder = new JobBuilder('Socket Window WordCount', configuration);
  const text = builder.source('source-refused', { host: params['hostname'] ?? 'localhost', port }, { name: 'Socket Stream', fields: ['line'], parallelism: 1 });
  const words = builder.transform(text, 'flat-map', { input: ['line'], over: "split(line, ' ')", fields: ['each.item', '1'] }, { name: 'Flat Map', fields: ['word', 'n'] });
  const counts = builder.transform(keyBy(words, ['word']), 'window', { input: ['word', 'n'], assigner: { kind: 'tumbling', sizeMs: 5_000, offsetMs: 0 }, time: 'processing', ...NO_AGGREGATE, aggregates: [{ function: 'sum', of: 'n' }] }, { name: 'TumblingProcessingTimeWindows', fields: ['word', 'start', 'end', 'n'] });
  builder.transform(counts, 'sink-print', { label: '', shows: 'tuple' }, { name: 'Sink: Print to Std. Out', fields: [], parallelism: 1 });
  return { out: '', job: builder.graph() };
}

/** What lies in examples/streaming. */
export const EXAMPLES: readonly Example[] = [
  { jar: 'SessionWindowing.jar', mainClass: `${PACKAGE}.windowing.SessionWindowing`, main: sessionWindowing },
  { jar: 'SocketWindowWordCount.jar', mainClass: `${PACKAGE}.socket.SocketWindowWordCount`, main: socketWindowWordCount },
  { jar: 'StateMachineExample.jar', mainClass: `${PACKAGE}.statemachine.StateMachineExample`, main: stateMachine },
  { jar: 'TopSpeedWindowing.jar', mainClass: `${PACKAGE}.windowing.TopSpeedWindowing`, main: topSpeedWindowing },
  { jar: 'WindowJoin.jar', mainClass: `${PACKAGE}.join.WindowJoin`, main: windowJoin },
  { jar: 'WordCount.jar', mainClass: `${PACKAGE}.wordcount.WordCount`, main: wordCount },
];
