// kafka-verifiable-producer.sh: sends the numbers from 0, and tells of each as a line of JSON what became of it.
import { failureText } from '../../kafka/client/failure.ts';
import { closeProducer, createProducer, drainProducerLogs, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults } from '../../kafka/client/producer/producer.ts';
import type { Producer, SendResult } from '../../kafka/client/producer/state.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Os, Program, Wake } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import { exceptionText, logText } from './console/log-text.ts';
import { propertiesFile } from './console/properties.ts';
import { newThrottler, throttle, type Throttler } from './perf/throttler.ts';
import { VERIFIABLE_PRODUCER_TOOL } from './perf/verifiable-producer-help.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 800_000;
/** What a turn of its loop takes, and after how many records it looks at its clock. */
const RECORD_US = 20;
const TURN_RECORDS = 50;

interface Command {
  readonly topic: string;
  /** Negative: without end. */
  readonly records: number;
  readonly throughput: number;
  readonly prefix: string | null;
  readonly keys: number | null;
  readonly createTimeMs: number | null;
  readonly properties: Readonly<Record<string, string>>;
}

export interface VerifiableProducerState {
  producer: Producer | null;
  readonly command: Command | null;
  next: number;
  acknowledged: number;
  createTimeMs: number;
  readonly throttler: Throttler;
  /** Set when no more is sent: the status to exit with. */
  ending: number | null;
  readonly alarm: Alarm;
}

type Read = { readonly kind: 'run'; readonly command: Command; readonly stdout: string } | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

function readCommand(os: Os): Read {
  const words = os.argv.slice(1);
  const { main, program } = VERIFIABLE_PRODUCER_TOOL;
  if (words.length === 0) return { kind: 'exit', status: 0, stdout: `${main.usage}\n\n${main.help}\n`, stderr: '' };
  const parsed = parseArguments(VERIFIABLE_PRODUCER_TOOL, words);
  if (parsed.kind === 'exit') return { kind: 'exit', status: parsed.status, stdout: parsed.fd === 1 ? parsed.text : '', stderr: parsed.fd === 2 ? parsed.text : '' };
  const { values } = parsed;
  const refused = (message: string, stdout = ''): Read => ({ kind: 'exit', status: 1, stdout, stderr: `${main.usage}\n${program}: error: ${message}\n` });
  const old = values['producer.config'];
  if (old !== undefined && values['command-config'] !== undefined) return refused('Options --producer.config and --command-config are mutually exclusive.');
  const stdout = old === undefined ? '' : 'Option --producer.config has been deprecated and will be removed in a future version. Use --command-config instead.\n';
  const path = values['command-config'] ?? old ?? null;
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return refused(path ?? '', stdout);
  const number = (name: string): number | null => (values[name] === undefined ? null : Number(values[name]));
  const createTime = number('message-create-time');
  const command: Command = {
    topic: values['topic'] ?? '', records: number('max-messages') ?? -1, throughput: number('throughput') ?? -1, prefix: values['value-prefix'] === undefined ? null : String(Number(values['value-prefix'])), keys: number('repeating-keys'),
    createTimeMs: createTime === -1 ? null : createTime,
    properties: { 'bootstrap.servers': values['bootstrap-server'] ?? '', acks: values['acks'] ?? '-1', retries: '0', ...propertiesFile(file) },
  };
  return { kind: 'run', command, stdout };
}

function start(os: Os): VerifiableProducerState {
  const read = readCommand(os);
  const command = read.kind === 'run' ? freeze(read.command) : null;
  const state: VerifiableProducerState = { producer: null, command, next: 0, acknowledged: 0, createTimeMs: command?.createTimeMs ?? 0, throttler: newThrottler(os), ending: null, alarm: noAlarm() };
  if (read.stdout !== '') os.write(1, read.stdout);
  if (read.kind === 'exit') {
    if (read.stderr !== '') os.write(2, read.stderr);
    os.exit(read.status);
    return state;
  }
  const made = createProducer(read.command.properties);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') {
    os.write(2, `Exception in thread "main" ${exceptionText(made.failure)}`);
    os.exit(1);
    return state;
  }
  state.producer = made.producer;
  event(os, 'startup_complete', {});
  run(state, made.producer, read.command, os);
  return state;
}

function event(os: Os, name: string, fields: Readonly<Record<string, string | number | null>>): void {
  os.write(1, `${JSON.stringify({ timestamp: os.wallClockMs, name, ...fields })}\n`);
}

function wake(state: VerifiableProducerState, reason: Wake, os: Os): void {
  const { producer, command } = state;
  if (producer === null || command === null) return;
  switch (reason.kind) {
    case 'message':
      handleProducerMessage(producer, reason.message, reason.from, os.context);
      break;
    case 'timer':
      alarmRang(state.alarm);
      break;
    case 'signal':
      // The shutdown hook closes the producer, which sends what it still has, and prints the summary.
      state.ending ??= reason.signal === 'TERM' ? 143 : 130;
      closeProducer(producer);
      break;
    case 'readable':
    case 'writable':
      break;
  }
  run(state, producer, command, os);
}

function run(state: VerifiableProducerState, producer: Producer, command: Command, os: Os): void {
  pollProducer(producer, os.context);
  report(state, producer, os);
  const isMore = (): boolean => state.ending === null && (command.records < 0 || state.next < command.records) && !isBlocked(producer);
  for (let n = 0; n < TURN_RECORDS && isMore() && os.now >= state.throttler.resumeAt; n++) send(state, producer, command, os);
  if (isMore() && os.now >= state.throttler.resumeAt) state.throttler.resumeAt = os.now + TURN_RECORDS * RECORD_US;
  if (state.ending === null && !isMore() && !isBlocked(producer)) {
    state.ending = 0;
    closeProducer(producer);
  }
  pollProducer(producer, os.context);
  report(state, producer, os);
  if (state.ending !== null && isFlushed(producer)) {
    finish(state, command, state.ending, os);
    return;
  }
  const turn = isMore() ? Math.max(state.throttler.resumeAt, os.now + 1) : Number.MAX_SAFE_INTEGER;
  setAlarm(state.alarm, Math.min(producerWakeup(producer, os.now), turn), os);
}

function send(state: VerifiableProducerState, producer: Producer, command: Command, os: Os): void {
  const number = state.next++;
  const value = command.prefix === null ? String(number) : `${command.prefix}.${number}`;
  const key = command.keys === null ? null : String(number % Math.max(1, command.keys));
  const timestampMs = command.createTimeMs === null ? os.wallClockMs : state.createTimeMs;
  state.createTimeMs += os.wallClockMs - state.throttler.startMs;
  sendRecord(producer, command.topic, null, freeze({ key, value, headers: [], timestampMs }), os.context);
  throttle(state.throttler, command.throughput, number, os);
}

function report(state: VerifiableProducerState, producer: Producer, os: Os): void {
  for (const line of drainProducerLogs(producer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
  for (const result of takeResults(producer)) tell(state, result, os);
}

function tell(state: VerifiableProducerState, { record, topic, partition, offset, error }: SendResult, os: Os): void {
  const { key, value } = record;
  if (error === null) {
    state.acknowledged++;
    event(os, 'producer_send_success', { key, value, offset, partition, topic });
    return;
  }
  os.note('send-failed', { topic, partition, error: error.code ?? failureText(error) }, [`topic/${topic}`]);
  event(os, 'producer_send_error', { exception: `class ${error.exception}`, key, message: error.message, topic, value });
}

function finish(state: VerifiableProducerState, command: Command, status: number, os: Os): void {
  setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
  event(os, 'shutdown_complete', {});
  const average = 1_000 * (state.acknowledged / Math.max(1, os.wallClockMs - state.throttler.startMs));
  const rate = Number.isInteger(average) ? `${average}.0` : String(average);
  os.write(1, `{"timestamp":${os.wallClockMs},"name":"tool_data","sent":${state.next},"acked":${state.acknowledged},"target_throughput":${command.throughput},"avg_throughput":${rate}}\n`);
  os.exit(status);
}

export const kafkaVerifiableProducer: Program<VerifiableProducerState> = {
  name: 'kafka-verifiable-producer.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--max-messages', takes: 'text' },
    { name: '--throughput', takes: 'text' },
    { name: '--acks', takes: 'text' },
    { name: '--value-prefix', takes: 'text' },
    { name: '--repeating-keys', takes: 'text' },
    { name: '--message-create-time', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--help', takes: 'nothing' },
  ],
};
