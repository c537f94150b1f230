// kafka-consumer-perf-test.sh: reads records as fast as it may, and says how fast that was, in the time of this world.
import { closeConsumer, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, isClosed, pollConsumer, subscribe, subscribePattern, takeEvents, takeRecords } from '../../kafka/client/consumer/consumer.ts';
import type { Consumer } from '../../kafka/client/consumer/state.ts';
import { failureLines, failureText } from '../../kafka/client/failure.ts';
import { utf8Length } from '../../kafka/client/bytes.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import type { Os, Program, Wake } from '../program.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import { logText } from './console/log-text.ts';
import { consumerMetricsText } from './perf/consumer-metrics.ts';
import { type ConsumerTest, consumerPerfCommand } from './perf/consumer-perf-options.ts';
import { formatDate } from './perf/date-format.ts';
import { fixed } from './perf/statistics.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 800_000;
/** What a record costs its loop. */
const RECORD_US = 2;
/** Its poll waits for so long. */
const POLL_MS = 100;

export interface ConsumerPerfState {
  consumer: Consumer | null;
  readonly test: ConsumerTest | null;
  readonly startMs: number;
  records: number;
  bytes: number;
  lastRecords: number;
  lastBytes: number;
  lastReportMs: number;
  lastConsumedMs: number;
  /** Busy with what the last poll returned until then. */
  busyUntil: Time;
  /** Partitions that it has; the time without any is the rebalance's. */
  assigned: number;
  joinStartMs: number;
  joinMs: number;
  joinMsInRound: number;
  /** When the reading ended; 0 while it goes on. */
  endMs: number;
  readonly alarm: Alarm;
}

function start(os: Os): ConsumerPerfState {
  const command = consumerPerfCommand(os);
  const now = os.wallClockMs;
  const state: ConsumerPerfState = {
    consumer: null, test: command.kind === 'run' ? freeze(command) : null, startMs: now, records: 0, bytes: 0, lastRecords: 0, lastBytes: 0, lastReportMs: now, lastConsumedMs: now,
    busyUntil: os.now, assigned: 0, joinStartMs: now, joinMs: 0, joinMsInRound: 0, endMs: 0, alarm: noAlarm(),
  };
  if (command.stdout !== '') os.write(1, command.stdout);
  if (command.kind === 'exit') {
    if (command.stderr !== '') os.write(2, command.stderr);
    os.exit(command.status);
    return state;
  }
  const made = createConsumer(command.properties, os.context);
  for (const line of made.warnings) os.write(2, logText(line, now));
  if (made.kind === 'error') {
    os.write(2, `${made.failure.message ?? ''}\n${failureLines(made.failure).join('\n')}\n\n`);
    os.exit(1);
    return state;
  }
  state.consumer = made.consumer;
  if (command.source.kind === 'topic') subscribe(made.consumer, [command.source.name]);
  else subscribePattern(made.consumer, command.source.name);
  run(state, made.consumer, command, os);
  return state;
}

function wake(state: ConsumerPerfState, reason: Wake, os: Os): void {
  const { consumer, test } = state;
  if (consumer === null || test === null) return;
  if (reason.kind === 'message') handleConsumerMessage(consumer, reason.message, reason.from, os.context);
  if (reason.kind === 'timer') {
    alarmRang(state.alarm);
    pollConsumer(consumer, os.context);
  }
  run(state, consumer, test, os);
}

function run(state: ConsumerPerfState, consumer: Consumer, test: ConsumerTest, os: Os): void {
  tell(state, consumer, os);
  if (state.endMs === 0 && os.now >= state.busyUntil) read(state, consumer, test, os);
  tell(state, consumer, os);
  if (consumer.failure !== null && state.endMs === 0) {
    os.write(2, `${consumer.failure.message ?? ''}\n${failureText(consumer.failure)}\n\n`);
    os.exit(1);
    return;
  }
  if (state.endMs > 0 && isClosed(consumer)) {
    finish(state, test, os);
    return;
  }
  const waited = (Math.floor(test.timeoutMs / POLL_MS) + 1) * POLL_MS;
  const limit = state.endMs > 0 ? Number.MAX_SAFE_INTEGER : os.now + Math.max(1, state.lastConsumedMs + waited - os.wallClockMs) * 1_000;
  const busy = state.busyUntil > os.now ? state.busyUntil : Number.MAX_SAFE_INTEGER;
  setAlarm(state.alarm, Math.min(consumerWakeup(consumer, os.now), limit, busy), os);
}

/** One poll: what it returned is counted, and its next comes after the time that this takes. */
function read(state: ConsumerPerfState, consumer: Consumer, test: ConsumerTest, os: Os): void {
  enterPoll(consumer, os.context);
  tell(state, consumer, os);
  const records = takeRecords(consumer, os.context);
  const now = os.wallClockMs;
  if (records.length > 0) state.lastConsumedMs = now;
  for (const { record } of records) {
    state.records++;
    state.bytes += (record.key === null ? 0 : utf8Length(record.key)) + (record.value === null ? 0 : utf8Length(record.value));
    if (now - state.lastReportMs >= test.intervalMs) report(state, test, now, os);
  }
  state.busyUntil = os.now + records.length * RECORD_US;
  const timedOut = Math.floor((now - state.lastConsumedMs) / POLL_MS) * POLL_MS > test.timeoutMs;
  if (state.records < test.records && !timedOut) return;
  if (state.records < test.records) os.write(1, `WARNING: Exiting before consuming the expected number of records: timeout (${test.timeoutMs} ms) exceeded. You can use the --timeout option to increase the timeout.\n`);
  state.endMs = now;
  closeConsumer(consumer, os.context);
}

/** A window of --show-detailed-stats. */
function report(state: ConsumerPerfState, test: ConsumerTest, now: number, os: Os): void {
  const elapsed = now - state.lastReportMs;
  const fetching = elapsed - state.joinMsInRound;
  const records = state.records - state.lastRecords;
  const megabytes = (state.bytes - state.lastBytes) / 1_048_576;
  if (test.detailed) {
    const basic = `${formatDate(test.dateFormat, now)}, 0, ${fixed(state.bytes / 1_048_576, 4)}, ${fixed((1_000 * megabytes) / elapsed, 4)}, ${state.records}, ${fixed((records / elapsed) * 1_000, 4)}`;
    const extended = fetching <= 0 ? '0.0000, 0.0000' : `${fixed((1_000 * megabytes) / fetching, 4)}, ${fixed((1_000 * records) / fetching, 4)}`;
    os.write(1, `${basic}, ${state.joinMsInRound}, ${fetching}, ${extended}\n`);
  }
  state.joinMsInRound = 0;
  state.lastReportMs = now;
  state.lastRecords = state.records;
  state.lastBytes = state.bytes;
}

/** Partitions given and taken, and the client's log. */
function tell(state: ConsumerPerfState, consumer: Consumer, os: Os): void {
  for (const event of takeEvents(consumer)) {
    const count = event.partitions.length;
    if (event.kind === 'assigned') {
      if (state.assigned === 0) {
        state.joinMs += os.wallClockMs - state.joinStartMs;
        state.joinMsInRound += os.wallClockMs - state.joinStartMs;
      }
      state.assigned += count;
    } else {
      state.assigned = Math.max(0, state.assigned - count);
      if (state.assigned === 0) state.joinStartMs = os.wallClockMs;
    }
  }
  for (const line of drainConsumerLogs(consumer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
}

function finish(state: ConsumerPerfState, test: ConsumerTest, os: Os): void {
  setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
  const elapsed = (state.endMs - state.startMs) / 1_000;
  const fetchMs = state.endMs - state.startMs - state.joinMs;
  const megabytes = state.bytes / 1_048_576;
  if (!test.detailed) {
    const times = `${formatDate(test.dateFormat, state.startMs)}, ${formatDate(test.dateFormat, state.endMs)}`;
    const rates = `${fixed(megabytes, 4)}, ${fixed(megabytes / elapsed, 4)}, ${state.records}, ${fixed(state.records / elapsed, 4)}`;
    os.write(1, `${times}, ${rates}, ${state.joinMs}, ${fetchMs}, ${fixed((1_000 * megabytes) / fetchMs, 4)}, ${fixed((1_000 * state.records) / fetchMs, 4)}\n`);
  }
  if (test.printMetrics && state.consumer !== null) {
    const topics = test.source.kind === 'topic' ? [test.source.name] : [];
    os.write(1, consumerMetricsText(state.consumer, topics, state.bytes, os.wallClockMs - state.startMs));
  }
  os.exit(0);
}

export const kafkaConsumerPerfTest: Program<ConsumerPerfState> = {
  name: 'kafka-consumer-perf-test.sh',
  startup: JVM_STARTUP_US,
  handles: [],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--include', takes: 'text' },
    { name: '--num-records', takes: 'text' },
    { name: '--group', takes: 'group' },
    { name: '--timeout', takes: 'text' },
    { name: '--from-latest', takes: 'nothing' },
    { name: '--show-detailed-stats', takes: 'nothing' },
    { name: '--reporting-interval', takes: 'text' },
    { name: '--hide-header', takes: 'nothing' },
    { name: '--date-format', takes: 'text' },
    { name: '--print-metrics', takes: 'nothing' },
    { name: '--fetch-size', takes: 'text' },
    { name: '--command-property', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--help', takes: 'nothing' },
    { name: '--version', takes: 'nothing' },
  ],
};
