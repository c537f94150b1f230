// kafka-producer-perf-test.sh: sends records as fast as it may, and says how fast that was, in the time of this world.
import { type Failure, failureText } from '../../kafka/client/failure.ts';
import { closeProducer, createProducer, drainProducerLogs, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults, takeThrown } from '../../kafka/client/producer/producer.ts';
import type { Producer } from '../../kafka/client/producer/state.ts';
import { freeze } from '../../kernel/freeze.ts';
import { utf8Length } from '../../kafka/client/bytes.ts';
import type { Os, Program, Wake } from '../program.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import { exceptionText, logText } from './console/log-text.ts';
import { drawnPayloads, nextBelow } from './perf/payload.ts';
import { metricsText } from './perf/producer-metrics.ts';
import { type PerfTest, producerPerfCommand } from './perf/producer-perf-options.ts';
import { newStatistics, recordSent, type Statistics, totalLine } from './perf/statistics.ts';
import { newThrottler, throttle, type Throttler } from './perf/throttler.ts';
import { afterSend, beforeSend, isWaiting, startTransacting, takeEnd, type Transacting } from './perf/transactional.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 800_000;
/** What a turn of its loop takes: as on a laptop, about 120,000 records a second where nothing holds it up. */
const RECORD_US = 8;
/** What the first send of a transaction's JVM takes more, to load its classes. */
const FIRST_SEND_US = 40_000;
/** It looks at its clock after so many records. */
const TURN_RECORDS = 125;
/** Records that were sent in the same millisecond, and how many of them are still on their way. */
interface Sent {
  readonly first: number;
  readonly atMs: number;
  left: number;
}

export interface PerfState {
  producer: Producer | null;
  readonly test: PerfTest | null;
  readonly payloads: readonly string[];
  /** Java's SplittableRandom(0), where the payload is picked from a file. */
  readonly seed: { hi: number; lo: number };
  next: number;
  throttler: Throttler;
  sent: Sent[];
  statistics: Statistics;
  /** Null where it sends without transactions. */
  transacting: Transacting | null;
  steady: Statistics | null;
  readonly alarm: Alarm;
}

function start(os: Os): PerfState {
  const command = producerPerfCommand(os);
  const test = command.kind === 'run' ? freeze(command) : null;
  const drawn = test?.payload.kind === 'letters' ? drawnPayloads(test.payload.size, test.records) : test?.payload.kind === 'file' ? test.payload.payloads : [];
  const state: PerfState = { producer: null, test, payloads: freeze(drawn), seed: { hi: 0, lo: 0 }, next: 0, throttler: newThrottler(os), sent: [], statistics: newStatistics(os.wallClockMs, false), transacting: null, steady: null, alarm: noAlarm() };
  if (command.stdout !== '') os.write(1, command.stdout);
  if (command.kind === 'exit') {
    if (command.stderr !== '') os.write(2, command.stderr);
    os.exit(command.status);
    return state;
  }
  const made = createProducer(command.properties);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') {
    os.write(2, `Exception in thread "main" ${exceptionText(made.failure)}`);
    os.exit(1);
    return state;
  }
  state.producer = made.producer;
  if (command.warmup > 0) os.write(1, `Warmup first ${command.warmup} records. Steady state results will print after the complete test summary.\n`);
  if (command.transaction !== null) {
    const { transacting, thrown } = startTransacting(made.producer, command.transaction.durationMs, os.context);
    state.transacting = transacting;
    if (thrown !== null) {
      die(thrown, os);
      return state;
    }
  }
  run(state, made.producer, command, os);
  return state;
}

function wake(state: PerfState, reason: Wake, os: Os): void {
  const { producer, test } = state;
  if (producer === null || test === null) return;
  if (reason.kind === 'signal') {
    // A JVM ends by itself: nothing is closed, an open transaction stays open.
    os.exit(reason.signal === 'INT' ? 130 : reason.signal === 'TERM' ? 143 : 129);
    return;
  }
  if (reason.kind === 'message') handleProducerMessage(producer, reason.message, reason.from, os.context);
  if (reason.kind === 'timer') alarmRang(state.alarm);
  run(state, producer, test, os);
}

/** Sends what it may now, tells what has ended, and goes when all is done. */
function run(state: PerfState, producer: Producer, test: PerfTest, os: Os): void {
  pollProducer(producer, os.context);
  report(state, producer, test, os);
  const thrown = goOn(state, producer, os) ?? loop(state, producer, test, os);
  if (thrown !== null) {
    die(thrown, os);
    return;
  }
  pollProducer(producer, os.context);
  report(state, producer, test, os);
  if (producer.closing && isFlushed(producer)) {
    finish(state, producer, test, os);
    return;
  }
  // The end of a call that came with this turn is taken at the next.
  const ended = isWaiting(state.transacting) && producer.transaction?.ended !== null;
  const turn = ended ? os.now + 1 : mayLoop(state, producer) && state.next < test.records ? Math.max(state.throttler.resumeAt, os.now + 1) : Number.MAX_SAFE_INTEGER;
  setAlarm(state.alarm, Math.min(producerWakeup(producer, os.now), turn), os);
}

/** Whether nothing holds the loop up but its rate. */
function mayLoop(state: PerfState, producer: Producer): boolean {
  return !isBlocked(producer) && !isWaiting(state.transacting);
}

/** The call to the coordinator that the loop waited for may have ended. Returns what it throws. */
function goOn(state: PerfState, producer: Producer, os: Os): Failure | null {
  if (state.transacting === null) return null;
  const { thrown, begun } = takeEnd(state.transacting, producer);
  if (begun) {
    state.statistics = newStatistics(os.wallClockMs, false);
    state.throttler = newThrottler(os);
    state.throttler.resumeAt = os.now + FIRST_SEND_US;
  }
  return thrown;
}

/** Sends what it may now, and closes after the last record. Returns what it throws. */
function loop(state: PerfState, producer: Producer, test: PerfTest, os: Os): Failure | null {
  for (let n = 0; n < TURN_RECORDS && state.next < test.records && os.now >= state.throttler.resumeAt && mayLoop(state, producer); n++) {
    const thrown = send(state, producer, test, os);
    if (thrown !== null) return thrown;
  }
  if (state.next < test.records && os.now >= state.throttler.resumeAt && mayLoop(state, producer)) state.throttler.resumeAt = os.now + TURN_RECORDS * RECORD_US;
  if (state.next < test.records || !mayLoop(state, producer)) return null;
  const thrown = state.transacting === null ? null : afterSend(state.transacting, producer, os.wallClockMs, true, os.context);
  if (thrown === null && mayLoop(state, producer)) closeProducer(producer);
  return thrown;
}

/** An exception leaves main: nothing is closed. */
function die(thrown: Failure, os: Os): void {
  os.write(2, `Exception in thread "main" ${exceptionText(thrown)}`);
  os.exit(1);
}

function send(state: PerfState, producer: Producer, test: PerfTest, os: Os): Failure | null {
  const nowMs = os.wallClockMs;
  const thrown = state.transacting === null ? null : beforeSend(state.transacting, producer, nowMs);
  if (thrown !== null) return thrown;
  const number = state.next++;
  if (test.warmup > 0 && number === test.warmup) {
    state.steady = newStatistics(nowMs, true);
    state.statistics.quiet = true;
  }
  const last = state.sent.at(-1);
  if (last?.atMs === nowMs) last.left++;
  else state.sent.push({ first: number, atMs: nowMs, left: 1 });
  sendRecord(producer, test.topic, null, freeze({ key: null, value: payloadOf(state, test, number), headers: [], timestampMs: nowMs }), os.context);
  throttle(state.throttler, test.throughput, number, os);
  const refused = takeThrown(producer);
  if (refused !== null) return refused;
  return state.transacting === null ? null : afterSend(state.transacting, producer, nowMs, false, os.context);
}

function payloadOf(state: PerfState, test: PerfTest, number: number): string {
  switch (test.payload.kind) {
    case 'letters': return state.payloads[number % state.payloads.length] ?? '';
    case 'file': return state.payloads[nextBelow(state.seed, state.payloads.length)] ?? '';
    case 'numbers': return String(number);
  }
}

function report(state: PerfState, producer: Producer, test: PerfTest, os: Os): void {
  for (const line of drainProducerLogs(producer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
  for (const result of takeResults(producer)) {
    const sentAtMs = startOf(state, result.id);
    if (result.error !== null) {
      os.write(2, `${failureText(result.error)}\n`);
      continue;
    }
    const bytes = utf8Length(result.record.value ?? '');
    for (const each of state.steady === null ? [state.statistics] : [state.statistics, state.steady]) {
      const text = recordSent(each, os.wallClockMs - sentAtMs, bytes, os.wallClockMs, test.intervalMs);
      if (text !== '') os.write(1, text);
    }
  }
}

/** When the record was sent; forgets what is not needed any more. */
function startOf(state: PerfState, id: number): number {
  const at = state.sent.findLastIndex((each) => each.first <= id);
  const found = state.sent[at];
  if (found === undefined) return state.statistics.startMs;
  found.left--;
  if (found.left === 0 && at < state.sent.length - 1) state.sent.splice(at, 1);
  return found.atMs;
}

function finish(state: PerfState, producer: Producer, test: PerfTest, os: Os): void {
  setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
  os.write(1, totalLine(state.statistics, os.wallClockMs));
  if (state.steady !== null) os.write(1, totalLine(state.steady, os.wallClockMs));
  if (test.printMetrics) os.write(1, metricsText(producer, test.topic, os.wallClockMs - state.statistics.startMs));
  os.exit(0);
}

export const kafkaProducerPerfTest: Program<PerfState> = {
  name: 'kafka-producer-perf-test.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--num-records', takes: 'text' },
    { name: '--record-size', takes: 'text' },
    { name: '--throughput', takes: 'text' },
    { name: '--payload-file', takes: 'file' },
    { name: '--payload-delimiter', takes: 'text' },
    { name: '--payload-monotonic', takes: 'nothing' },
    { name: '--command-property', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--print-metrics', takes: 'nothing' },
    { name: '--transactional-id', takes: 'text' },
    { name: '--transaction-duration-ms', takes: 'text' },
    { name: '--warmup-records', takes: 'text' },
    { name: '--reporting-interval', takes: 'text' },
    { name: '--help', takes: 'nothing' },
  ],
};
