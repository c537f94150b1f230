// kafka-console-share-consumer.sh: records of a topic as a member of a share group gets them, each accepted, released or rejected.
import type { Failure } from '../../kafka/client/failure.ts';
import { clientFailure } from '../../kafka/client/failure.ts';
import { NEVER } from '../../kafka/client/io.ts';
import { acknowledge, REJECT } from '../../kafka/client/share-consumer/acknowledgements.ts';
import { closeShareConsumer, createShareConsumer, drainSharedLogs, enterSharedPoll, handleSharedMessage, isSharedClosed, pollShared, sharedWakeup, subscribeShared, takeAckResults, takeShared } from '../../kafka/client/share-consumer/share-consumer.ts';
import type { ShareConsumer, SharedRecord } from '../../kafka/client/share-consumer/state.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import type { Os, Program, Wake } from '../program.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import { missingDeserializer } from './console/consumer-options.ts';
import { formatRecord } from './console/formatter.ts';
import { exceptionText, logText } from './console/log-text.ts';
import { PROCESSING_ERROR, REJECTED_ERROR, shareConsumerCommand, type ShareConsumerRun, UNKNOWN_ERROR } from './console/share-consumer-options.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 900_000;
/** Records printed in one go before the clock is looked at again. */
const PRINT_CHUNK = 100;

export interface ConsoleShareConsumerState {
  /** Null where the command line was wrong. */
  shareConsumer: ShareConsumer | null;
  readonly run: ShareConsumerRun | null;
  /** Returned by poll and not yet printed. Frozen, replaced as a whole. */
  waiting: readonly SharedRecord[];
  printed: number;
  /** When the present wait for a record began: --timeout-ms counts from here. */
  waitingSince: Time;
  /** Set when the reading is over: the status to exit with once the consumer is closed. */
  ending: number | null;
  /** The SerializationException that ended it, told at the very end. */
  unreadable: string | null;
  readonly alarm: Alarm;
}

function start(os: Os): ConsoleShareConsumerState {
  const command = shareConsumerCommand(os);
  const state: ConsoleShareConsumerState = { shareConsumer: null, run: command.kind === 'run' ? freeze(command) : null, waiting: [], printed: 0, waitingSince: os.now, ending: null, unreadable: null, alarm: noAlarm() };
  if (command.stdout !== '') os.write(1, command.stdout);
  if (command.kind === 'exit') {
    if (command.stderr !== '') os.write(2, command.stderr);
    os.exit(command.status);
    return state;
  }
  for (const name of command.complaints) os.write(2, `${logText(missingDeserializer(name), os.wallClockMs)}java.lang.ClassNotFoundException: ${name}\n`);
  const made = createShareConsumer(command.properties, os.context);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') {
    os.write(2, logText(UNKNOWN_ERROR, os.wallClockMs) + exceptionText(made.failure));
    os.exit(1);
    return state;
  }
  state.shareConsumer = made.consumer;
  // Kafka's tool reads its numbers only when it has begun.
  if (typeof command.timeoutMs === 'string' || typeof command.maxMessages === 'string') {
    if (typeof command.timeoutMs === 'string') badNumber('timeout-ms', command.timeoutMs, os);
    else badNumber('max-messages', String(command.maxMessages), os);
    return state;
  }
  subscribeShared(made.consumer, [command.topic]);
  enterSharedPoll(made.consumer, os.context);
  run(state, made.consumer, command, os);
  return state;
}

function badNumber(option: string, text: string, os: Os): void {
  if (option === 'max-messages') os.write(2, 'Processed a total of 0 messages\n');
  const number: Failure = { exception: 'java.lang.NumberFormatException', message: `For input string: "${text}"`, cause: null, code: null };
  const reflection: Failure = { exception: 'joptsimple.internal.ReflectionException', message: `java.lang.NumberFormatException: For input string: "${text}"`, cause: number, code: null };
  const failure: Failure = { exception: 'joptsimple.OptionArgumentConversionException', message: `Cannot parse argument '${text}' of option ${option}`, cause: reflection, code: null };
  os.write(2, logText(UNKNOWN_ERROR, os.wallClockMs) + exceptionText(failure));
  os.exit(1);
}

function wake(state: ConsoleShareConsumerState, reason: Wake, os: Os): void {
  const { shareConsumer: consumer } = state;
  if (consumer === null || state.run === null) return;
  switch (reason.kind) {
    case 'message':
      handleSharedMessage(consumer, reason.message, reason.from, os.context);
      break;
    case 'timer':
      alarmRang(state.alarm);
      pollShared(consumer, os.context);
      break;
    case 'signal':
      if (reason.signal === 'PIPE') os.write(2, 'Unable to write to standard out, closing consumer.\n');
      end(state, consumer, reason.signal === 'TERM' ? 143 : reason.signal === 'PIPE' ? 0 : 130, os);
      break;
    case 'readable':
    case 'writable':
      pollShared(consumer, os.context);
      break;
  }
  run(state, consumer, state.run, os);
}

/** Prints what has come, polls for more, and ends on its limits. */
function run(state: ConsoleShareConsumerState, consumer: ShareConsumer, command: ShareConsumerRun, os: Os): void {
  report(consumer, os);
  let mayWrite = true;
  while (state.ending === null && mayWrite) {
    if (isComplete(state, command)) {
      end(state, consumer, 0, os);
    } else if (state.waiting.length > 0) {
      mayWrite = print(state, consumer, command, os);
    } else {
      if (!consumer.polling) enterSharedPoll(consumer, os.context);
      state.waiting = freeze(takeShared(consumer, os.context));
      if (state.waiting.length === 0) break;
    }
  }
  report(consumer, os);
  if (state.ending === null) failOrTimeOut(state, consumer, command, os);
  if (state.ending !== null && isSharedClosed(consumer)) {
    finish(state, command, os);
    return;
  }
  const timeout = typeof command.timeoutMs !== 'number' || state.ending !== null ? NEVER : state.waitingSince + command.timeoutMs * MILLISECOND;
  setAlarm(state.alarm, Math.min(sharedWakeup(consumer, os.now), Math.max(timeout, os.now + 1)), os);
}

function isComplete(state: ConsoleShareConsumerState, command: ShareConsumerRun): boolean {
  return typeof command.maxMessages === 'number' && command.maxMessages >= 0 && state.printed >= command.maxMessages;
}

/** Prints some of the records that wait, and says of each what the tool was told to say. False where the output is full. */
function print(state: ConsoleShareConsumerState, consumer: ShareConsumer, command: ShareConsumerRun, os: Os): boolean {
  const limit = typeof command.maxMessages === 'number' && command.maxMessages >= 0 ? command.maxMessages - state.printed : PRINT_CHUNK;
  const now = state.waiting.slice(0, Math.min(limit, PRINT_CHUNK));
  state.waitingSince = os.now;
  let text = '';
  let count = 0;
  for (const record of now) {
    count += 1;
    const formatted = formatRecord(command.formatter, record);
    text += formatted.text;
    acknowledge(consumer, record, formatted.problem === null ? command.acknowledge : REJECT);
    if (formatted.problem === null) continue;
    const failure = clientFailure('errors.SerializationException', formatted.problem);
    if (command.rejectOnError) os.write(2, logText(REJECTED_ERROR, os.wallClockMs) + exceptionText(failure));
    else {
      state.unreadable = formatted.problem;
      break;
    }
  }
  state.waiting = freeze(state.waiting.slice(count));
  state.printed += count;
  const mayWrite = text === '' || os.write(1, text);
  if (state.unreadable !== null) end(state, consumer, 1, os);
  return mayWrite;
}

function report(consumer: ShareConsumer, os: Os): void {
  takeAckResults(consumer);
  for (const line of drainSharedLogs(consumer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
}

function failOrTimeOut(state: ConsoleShareConsumerState, consumer: ShareConsumer, command: ShareConsumerRun, os: Os): void {
  const timedOut = typeof command.timeoutMs === 'number' && state.waiting.length === 0 && os.now >= state.waitingSince + command.timeoutMs * MILLISECOND;
  const failure = consumer.failure ?? (timedOut ? clientFailure('errors.TimeoutException', null) : null);
  if (failure === null) return;
  os.write(2, logText(PROCESSING_ERROR, os.wallClockMs) + exceptionText(failure));
  end(state, consumer, 0, os);
}

/** The reading is over. Records that were not printed are released when the consumer's sessions end. */
function end(state: ConsoleShareConsumerState, consumer: ShareConsumer, status: number, os: Os): void {
  if (state.ending !== null) return;
  state.ending = status;
  state.waiting = [];
  closeShareConsumer(consumer, os.context);
}

function finish(state: ConsoleShareConsumerState, command: ShareConsumerRun, os: Os): void {
  setAlarm(state.alarm, NEVER, os);
  os.write(2, `Processed a total of ${state.printed} messages\n`);
  if (state.unreadable !== null) os.write(2, logText(UNKNOWN_ERROR, os.wallClockMs) + exceptionText(clientFailure('errors.SerializationException', state.unreadable)));
  if (command.systestEvents) os.write(1, 'shutdown_complete\n');
  os.exit(state.ending ?? 0);
}

export const kafkaConsoleShareConsumer: Program<ConsoleShareConsumerState> = {
  name: 'kafka-console-share-consumer.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP', 'PIPE'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' }, { name: '--topic', takes: 'topic' }, { name: '--group', takes: 'group' }, { name: '--release', takes: 'nothing' }, { name: '--reject', takes: 'nothing' },
    { name: '--reject-message-on-error', takes: 'nothing' }, { name: '--max-messages', takes: 'text' }, { name: '--timeout-ms', takes: 'text' }, { name: '--formatter-property', takes: 'text' },
    { name: '--formatter', takes: 'text' }, { name: '--formatter-config', takes: 'file' }, { name: '--command-property', takes: 'text' }, { name: '--command-config', takes: 'file' },
    { name: '--enable-systest-events', takes: 'nothing' }, { name: '--key-deserializer', takes: 'text' }, { name: '--value-deserializer', takes: 'text' }, { name: '--help', takes: 'nothing' }, { name: '--version', takes: 'nothing' },
  ],
};
