// kafka-console-producer.sh: every line of standard input becomes a record.
import { failureText } from '../../kafka/client/failure.ts';
import { closeProducer, createProducer, drainProducerLogs, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults, takeThrown } from '../../kafka/client/producer/producer.ts';
import type { Producer, SendResult } from '../../kafka/client/producer/state.ts';
import { freeze } from '../../kernel/freeze.ts';
import { utf8Length } from '../../kafka/client/bytes.ts';
import type { Os, Program, Wake } from '../program.ts';
import type { Alarm } from './console/alarm.ts';
import { alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import type { LineReader } from './console/line-reader.ts';
import { isProblem, readRecord } from './console/line-reader.ts';
import { exceptionText, logText } from './console/log-text.ts';
import { producerCommand } from './console/producer-options.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 800_000;
const CALLBACK = 'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback';

export interface ConsoleProducerState {
  /** Null where the command line was wrong. */
  producer: Producer | null;
  readonly topic: string;
  readonly sync: boolean;
  readonly reader: LineReader | null;
  line: number;
  /** Whether a prompt stands that no line has answered yet. */
  prompted: boolean;
  /** --sync: the record whose end is waited for, -1 for none. */
  awaited: number;
  /** Set when no more is read: the status to exit with once everything is sent. */
  ending: number | null;
  readonly alarm: Alarm;
}

function start(os: Os): ConsoleProducerState {
  const command = producerCommand(os);
  const state: ConsoleProducerState = {
    producer: null,
    topic: command.kind === 'run' ? command.topic : '',
    sync: command.kind === 'run' && command.sync,
    reader: command.kind === 'run' ? command.reader : null,
    line: 0,
    prompted: false,
    awaited: -1,
    ending: null,
    alarm: noAlarm(),
  };
  if (command.stdout !== '') os.write(1, command.stdout);
  if (command.kind === 'exit') {
    if (command.stderr !== '') os.write(2, command.stderr);
    os.exit(command.status);
    return state;
  }
  const made = createProducer(command.properties);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') {
    os.write(2, exceptionText(made.failure));
    os.exit(1);
    return state;
  }
  state.producer = made.producer;
  run(state, made.producer, os);
  return state;
}

function wake(state: ConsoleProducerState, reason: Wake, os: Os): void {
  const { producer } = state;
  if (producer === null) return;
  switch (reason.kind) {
    case 'message':
      handleProducerMessage(producer, reason.message, reason.from, os.context);
      break;
    case 'timer':
      alarmRang(state.alarm);
      break;
    case 'signal':
      // The shutdown hook closes the producer, which sends what it still has.
      end(state, producer, reason.signal === 'TERM' ? 143 : 130);
      break;
    case 'readable':
    case 'writable':
      break;
  }
  run(state, producer, os);
}

function end(state: ConsoleProducerState, producer: Producer, status: number): void {
  state.ending ??= status;
  closeProducer(producer);
}

/** Reads and sends while it can, tells what has ended, and goes when all is done. */
function run(state: ConsoleProducerState, producer: Producer, os: Os): void {
  pollProducer(producer, os.context);
  hasThrown(state, producer, os);
  report(state, producer, os);
  while (state.ending === null && !isBlocked(producer) && state.awaited < 0 && readLine(state, producer, os)) report(state, producer, os);
  pollProducer(producer, os.context);
  report(state, producer, os);
  if (state.ending !== null && isFlushed(producer)) {
    setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
    os.exit(state.ending);
    return;
  }
  setAlarm(state.alarm, producerWakeup(producer, os.now), os);
}

/** send() throws where a transaction would be needed: the exception leaves main, and the shutdown hook closes the producer. */
function hasThrown(state: ConsoleProducerState, producer: Producer, os: Os): boolean {
  const thrown = takeThrown(producer);
  if (thrown === null) return false;
  os.write(2, exceptionText(thrown));
  end(state, producer, 1);
  return true;
}

/** True when a line was read and another may be. */
function readLine(state: ConsoleProducerState, producer: Producer, os: Os): boolean {
  if (!state.prompted && os.isTty(0) && os.isTty(1)) os.write(1, '>');
  state.prompted = true;
  const text = os.readLine();
  if (text === undefined) return false;
  state.prompted = false;
  if (text === null) {
    end(state, producer, 0);
    return false;
  }
  state.line++;
  if (state.reader === null) return false;
  const record = readRecord(state.reader, text.replace(/\r?\n$/, ''), state.line, os.wallClockMs);
  if (isProblem(record)) {
    os.write(2, `org.apache.kafka.common.KafkaException: ${record.problem}\n`);
    end(state, producer, 1);
    return false;
  }
  const id = sendRecord(producer, state.topic, null, freeze(record), os.context);
  if (state.sync) state.awaited = id;
  return !hasThrown(state, producer, os);
}

function report(state: ConsoleProducerState, producer: Producer, os: Os): void {
  for (const line of drainProducerLogs(producer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
  for (const result of takeResults(producer)) {
    if (result.error !== null) sendFailed(state, producer, result, os);
    if (result.id === state.awaited) state.awaited = -1;
  }
}

function sendFailed(state: ConsoleProducerState, producer: Producer, result: SendResult, os: Os): void {
  const { error } = result;
  if (error === null) return;
  os.note('send-failed', { topic: result.topic, partition: result.partition, error: error.code ?? failureText(error) }, [`topic/${result.topic}`]);
  if (state.sync) {
    os.write(2, exceptionText({ exception: 'java.util.concurrent.ExecutionException', message: failureText(error), cause: error, code: null }));
    end(state, producer, 1);
    return;
  }
  const bytes = (text: string | null): string => (text === null ? 'null' : `${utf8Length(text)} bytes`);
  const message = `Error when sending message to topic ${result.topic} with key: ${bytes(result.record.key)}, value: ${bytes(result.record.value)} with error:`;
  os.write(2, logText({ level: 'ERROR', message, logger: CALLBACK }, os.wallClockMs) + exceptionText(error));
}

export const kafkaConsoleProducer: Program<ConsoleProducerState> = {
  name: 'kafka-console-producer.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--reader-property', takes: 'text' },
    { name: '--reader-config', takes: 'file' },
    { name: '--command-property', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--request-required-acks', takes: 'text' },
    { name: '--compression-codec', takes: 'text' },
    { name: '--batch-size', takes: 'text' },
    { name: '--timeout', takes: 'text' },
    { name: '--max-block-ms', takes: 'text' },
    { name: '--message-send-max-retries', takes: 'text' },
    { name: '--request-timeout-ms', takes: 'text' },
    { name: '--sync', takes: 'nothing' },
    { name: '--help', takes: 'nothing' },
    { name: '--version', takes: 'nothing' },
  ],
};
