// kafka-console-consumer.sh: records of a topic on standard output, until it is told to stop.
import { fromJava, PatternSyntaxError } from '../../kernel/regex/java.ts';
import { assign, closeConsumer, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, isClosed, pollConsumer, seek, seekToPolicy, subscribe, subscribePattern, takeEvents, takeRecords, consumerWakeup } from '../../kafka/client/consumer/consumer.ts';
import type { ConsumedRecord } from '../../kafka/client/consumer/fetcher.ts';
import type { Consumer } from '../../kafka/client/consumer/state.ts';
import type { Failure } from '../../kafka/client/failure.ts';
import { clientFailure } from '../../kafka/client/failure.ts';
import { NEVER } from '../../kafka/client/io.ts';
import type { Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Os, Program, Wake } from '../program.ts';
import type { Alarm } from './console/alarm.ts';
import { alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import type { ConsumerRun } from './console/consumer-options.ts';
import { consumerCommand, missingDeserializer, PROCESSING_ERROR, SKIPPED_ERROR, UNKNOWN_ERROR } from './console/consumer-options.ts';
import { formatRecord } from './console/formatter.ts';
import { exceptionText, logText } from './console/log-text.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 900_000;
/** Records printed in one go before the clock is looked at again. */
const PRINT_CHUNK = 100;

export interface ConsoleConsumerState {
  /** Null where the command line was wrong. */
  consumer: Consumer | null;
  readonly run: ConsumerRun | null;
  /** Returned by poll and not yet printed. Frozen, replaced as a whole. */
  waiting: readonly ConsumedRecord[];
  printed: number;
  /** When the present wait for a record began: --timeout-ms counts from here. */
  waitingSince: Time;
  /** Set when the reading is over: the status to exit with once the consumer is closed. */
  ending: number | null;
  /** The SerializationException that ended it, told at the very end. */
  unreadable: string | null;
  readonly alarm: Alarm;
}

function start(os: Os): ConsoleConsumerState {
  const command = consumerCommand(os);
  const state: ConsoleConsumerState = { consumer: null, run: command.kind === 'run' ? freeze(command) : null, waiting: [], printed: 0, waitingSince: os.now, ending: null, unreadable: null, alarm: noAlarm() };
  if (command.stdout !== '') os.write(1, command.stdout);
  if (command.kind === 'exit') {
    if (command.stderr !== '') os.write(2, command.stderr);
    os.exit(command.status);
    return state;
  }
  for (const name of command.complaints) os.write(2, `${logText(missingDeserializer(name), os.wallClockMs)}java.lang.ClassNotFoundException: ${name}\n`);
  const made = createConsumer(command.properties, os.context);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'ok' && command.stderr !== '') os.write(2, command.stderr);
  const problem = made.kind === 'error' ? made.failure : patternFailure(command);
  if (made.kind === 'error' || problem !== null) {
    if (problem !== null) os.write(2, logText(UNKNOWN_ERROR, os.wallClockMs) + exceptionText(problem));
    os.exit(1);
    return state;
  }
  state.consumer = made.consumer;
  if (command.refusal !== null) {
    refuse(command.refusal, os);
    return state;
  }
  begin(made.consumer, command);
  enterPoll(made.consumer, os.context, true);
  run(state, made.consumer, command, os);
  return state;
}

/** --include is compiled when it is subscribed to. */
function patternFailure(command: ConsumerRun): Failure | null {
  if (command.source.kind !== 'include') return null;
  try {
    fromJava(command.source.pattern);
    return null;
  } catch (problem) {
    if (problem instanceof PatternSyntaxError) return { exception: 'java.util.regex.PatternSyntaxException', message: problem.message, cause: null, code: null };
    throw problem;
  }
}

/** What the tool finds wrong with its options only when its consumer stands. */
function refuse({ failure, counts }: NonNullable<ConsumerRun['refusal']>, os: Os): void {
  os.write(2, `${counts ? 'Processed a total of 0 messages\n' : ''}${logText(UNKNOWN_ERROR, os.wallClockMs)}${exceptionText(failure)}`);
  os.exit(1);
}

function begin(consumer: Consumer, command: ConsumerRun): void {
  const { source } = command;
  switch (source.kind) {
    case 'topic':
      subscribe(consumer, [source.topic]);
      return;
    case 'include':
      subscribePattern(consumer, fromJava(source.pattern));
      return;
    case 'partition': {
      const of = { topic: source.topic, partition: source.partition };
      assign(consumer, [of]);
      if (source.from.kind === 'offset') seek(consumer, of, source.from.offset);
      else seekToPolicy(consumer, of, source.from);
    }
  }
}

function wake(state: ConsoleConsumerState, reason: Wake, os: Os): void {
  const { consumer } = state;
  if (consumer === null || state.run === null) return;
  switch (reason.kind) {
    case 'message':
      handleConsumerMessage(consumer, reason.message, reason.from, os.context);
      break;
    case 'timer':
      alarmRang(state.alarm);
      pollConsumer(consumer, os.context);
      break;
    case 'signal':
      if (reason.signal === 'PIPE') os.write(2, 'Unable to write to standard out, closing consumer.\n');
      end(state, consumer, reason.signal === 'TERM' ? 143 : reason.signal === 'PIPE' ? 0 : 130, os);
      break;
    case 'readable':
    case 'writable':
      pollConsumer(consumer, os.context);
      break;
  }
  run(state, consumer, state.run, os);
}

/** Prints what has come, polls for more, and ends on its limits. */
function run(state: ConsoleConsumerState, consumer: Consumer, command: ConsumerRun, os: Os): void {
  report(consumer, os);
  let mayWrite = true;
  while (state.ending === null && mayWrite) {
    if (isComplete(state, command)) {
      end(state, consumer, 0, os);
    } else if (state.waiting.length > 0) {
      mayWrite = print(state, consumer, command, os);
    } else {
      enterPoll(consumer, os.context, true);
      state.waiting = freeze(takeRecords(consumer, os.context));
      if (state.waiting.length === 0) break;
    }
  }
  report(consumer, os);
  if (state.ending === null) failOrTimeOut(state, consumer, command, os);
  if (state.ending !== null && isClosed(consumer)) {
    finish(state, command, os);
    return;
  }
  const timeout = command.timeoutMs === null || state.ending !== null ? NEVER : state.waitingSince + command.timeoutMs * MILLISECOND;
  setAlarm(state.alarm, Math.min(consumerWakeup(consumer, os.now), Math.max(timeout, os.now + 1)), os);
}

function isComplete(state: ConsoleConsumerState, command: ConsumerRun): boolean {
  return command.maxMessages >= 0 && state.printed >= command.maxMessages;
}

/** Prints some of the records that wait. False where the output is full. */
function print(state: ConsoleConsumerState, consumer: Consumer, command: ConsumerRun, os: Os): boolean {
  const limit = command.maxMessages >= 0 ? command.maxMessages - state.printed : PRINT_CHUNK;
  const now = state.waiting.slice(0, Math.min(limit, PRINT_CHUNK));
  state.waitingSince = os.now;
  let text = '';
  let problem: string | null = null;
  let count = 0;
  while (count < now.length && problem === null) {
    const record = now[count++];
    if (record === undefined) break;
    const formatted = formatRecord(command.formatter, record);
    text += formatted.text;
    problem = formatted.problem;
  }
  state.waiting = freeze(state.waiting.slice(count));
  state.printed += count;
  const mayWrite = text === '' || os.write(1, text);
  if (problem !== null) unreadable(state, consumer, command, problem, os);
  return mayWrite;
}

/** A record that its deserializer refuses ends the tool, unless it was told to skip such. */
function unreadable(state: ConsoleConsumerState, consumer: Consumer, command: ConsumerRun, problem: string, os: Os): void {
  const failure = clientFailure('errors.SerializationException', problem);
  if (command.skipOnError) {
    os.write(2, logText(SKIPPED_ERROR, os.wallClockMs) + exceptionText(failure));
    return;
  }
  state.unreadable = problem;
  end(state, consumer, 1, os);
}

function report(consumer: Consumer, os: Os): void {
  takeEvents(consumer);
  for (const line of drainConsumerLogs(consumer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
}

function failOrTimeOut(state: ConsoleConsumerState, consumer: Consumer, command: ConsumerRun, os: Os): void {
  const timedOut = command.timeoutMs !== null && state.waiting.length === 0 && os.now >= state.waitingSince + command.timeoutMs * MILLISECOND;
  const failure = consumer.failure ?? (timedOut ? clientFailure('errors.TimeoutException', null) : null);
  if (failure === null) return;
  os.write(2, logText(PROCESSING_ERROR, os.wallClockMs) + exceptionText(failure));
  end(state, consumer, 0, os);
}

/** The reading is over: positions go back to the first record that was not printed, so that these are what is committed. */
function end(state: ConsoleConsumerState, consumer: Consumer, status: number, os: Os): void {
  if (state.ending !== null) return;
  state.ending = status;
  const seen = new Set<string>();
  for (const record of state.waiting) {
    const name = `${record.topic}-${record.partition}`;
    if (seen.has(name)) continue;
    seen.add(name);
    seek(consumer, record, record.offset);
  }
  state.waiting = [];
  closeConsumer(consumer, os.context);
}

function finish(state: ConsoleConsumerState, command: ConsumerRun, os: Os): void {
  setAlarm(state.alarm, NEVER, os);
  os.write(2, `Processed a total of ${state.printed} messages\n`);
  if (state.unreadable !== null) os.write(2, logText(UNKNOWN_ERROR, os.wallClockMs) + exceptionText(clientFailure('errors.SerializationException', state.unreadable)));
  if (command.systestEvents) os.write(1, 'shutdown_complete\n');
  os.exit(state.ending ?? 0);
}

export const kafkaConsoleConsumer: Program<ConsoleConsumerState> = {
  name: 'kafka-console-consumer.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP', 'PIPE'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--group', takes: 'group' },
    { name: '--from-beginning', takes: 'nothing' },
    { name: '--include', takes: 'text' },
    { name: '--partition', takes: 'text' },
    { name: '--offset', takes: 'text' },
    { name: '--max-messages', takes: 'text' },
    { name: '--timeout-ms', takes: 'text' },
    { name: '--formatter-property', takes: 'text' },
    { name: '--formatter', takes: 'text' },
    { name: '--formatter-config', takes: 'file' },
    { name: '--command-property', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--isolation-level', takes: 'text' },
    { name: '--skip-message-on-error', takes: 'nothing' },
    { name: '--enable-systest-events', takes: 'nothing' },
    { name: '--key-deserializer', takes: 'text' },
    { name: '--value-deserializer', takes: 'text' },
    { name: '--help', takes: 'nothing' },
    { name: '--version', takes: 'nothing' },
  ],
};
