// An application that produces records at a rate, for ever: a loop around KafkaProducer.send in a process of its own.
import type { ProducerAppSpec } from '../../../bridge/scenario.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { SECOND } from '../../kernel/types.ts';
import { type Failure, failureText } from '../client/failure.ts';
import { closeProducer, createProducer, drainProducerLogs, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults, takeThrown } from '../client/producer/producer.ts';
import type { Producer } from '../client/producer/state.ts';
import type { KafkaRecord } from '../record.ts';
import { afterRecord, type AppTransactions, beforeRecord, goOn, maySend, startTransactions, transactionSettings } from './producer-transactions.ts';
import type { AppClock } from './app-clock.ts';
import { clockRang, stoppedClock, wakeAt } from './app-clock.ts';
import type { LogLine } from '../client/io.ts';
import { NEVER } from '../client/io.ts';
import { filledValue, timeBehind } from './record-values.ts';

/** Lines of its log that an application keeps, newest last. */
const LOG_LINES = 100;
/** Records sent at one instant, at most: a rate above a million a second is cut to this each microsecond. */
const RECORDS_AT_ONCE = 1_000;
const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';

export interface ProducerAppState {
  readonly kind: 'producer-app';
  spec: ProducerAppSpec;
  /** Null while the process is down, or where its settings are wrong. */
  producer: Producer | null;
  /** The running number of the next record; goes on over a restart. */
  next: number;
  nextAt: Time;
  /** Null where it sends without transactions. */
  transactions: AppTransactions | null;
  stopping: boolean;
  log: LogLine[];
  readonly clock: AppClock;
}

/** What the process begins with. */
export function createProducerApp(spec: ProducerAppSpec): ProducerAppState {
  return { kind: 'producer-app', spec: freeze(spec), producer: null, next: 0, nextAt: 0, transactions: null, stopping: false, log: [], clock: stoppedClock() };
}

function open(state: ProducerAppState, ctx: Context): void {
  const { spec } = state;
  const made = createProducer({ 'bootstrap.servers': BOOTSTRAP, 'client.id': spec.name, ...transactionSettings(spec), ...spec.settings });
  state.producer = made.kind === 'ok' ? made.producer : null;
  if (made.kind === 'error') keepLog(state, [{ level: 'ERROR', message: failureText(made.failure), logger: 'org.apache.kafka.clients.producer.KafkaProducer' }]);
  state.transactions = made.kind === 'ok' ? startTransactions(made.producer, ctx) : null;
  state.nextAt = ctx.now + (spec.script?.[state.next]?.afterUs ?? 0);
}

function keepLog(state: ProducerAppState, lines: readonly LogLine[]): void {
  state.log.push(...lines);
  if (state.log.length > LOG_LINES) state.log.splice(0, state.log.length - LOG_LINES);
}

function receive(state: ProducerAppState, message: Message, from: NodeId, ctx: Context): void {
  if (message.kind === 'Tick') clockRang(state.clock);
  if (message.kind === 'Shutdown') {
    state.stopping = true;
    if (state.producer !== null) closeProducer(state.producer);
  }
  if (isConfigure(message)) {
    const same = sameSettings(message.app.settings, state.spec.settings) && message.app.name === state.spec.name && JSON.stringify(message.app.transaction) === JSON.stringify(state.spec.transaction);
    // Another script begins at its beginning.
    if (message.app.script !== undefined && JSON.stringify(message.app.script) !== JSON.stringify(state.spec.script)) state.next = 0;
    state.spec = freeze(message.app);
    state.nextAt = ctx.now + (state.spec.script?.[state.next]?.afterUs ?? 0);
    if (!same) {
      ctx.close();
      open(state, ctx);
    }
  }
  const { producer } = state;
  if (producer !== null) {
    if (message.kind === 'Response' || message.kind === 'Disconnected') handleProducerMessage(producer, message, from, ctx);
    run(state, producer, ctx);
  }
  if (state.stopping && (producer === null || isFlushed(producer))) ctx.exit();
}

function isConfigure(message: Message): message is Message & { readonly app: ProducerAppSpec } {
  return message.kind === 'Configure';
}

function sameSettings(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function run(state: ProducerAppState, producer: Producer, ctx: Context): void {
  pollProducer(producer, ctx);
  finish(state, producer, ctx);
  const thrown = goOn(state.transactions, producer, ctx) ?? sendDue(state, producer, ctx);
  if (thrown !== null) die(state, producer, thrown);
  pollProducer(producer, ctx);
  finish(state, producer, ctx);
  wakeAt(state.clock, Math.min(nextSend(state, producer, ctx), producerWakeup(producer, ctx.now)), ctx);
}

/** Sends what its rate has made due. Returns what a transactional call throws. */
function sendDue(state: ProducerAppState, producer: Producer, ctx: Context): Failure | null {
  const { spec } = state;
  if (spec.script !== undefined) return sendScripted(state, spec.script, producer, ctx);
  const rate = rateAt(spec, ctx.now);
  const interval = rate > 0 ? SECOND / rate : 0;
  // Where a burst has begun, the pause of the calm before it does not count.
  state.nextAt = Math.min(state.nextAt, ctx.now + interval);
  const limit = interval > 0 && !state.stopping ? RECORDS_AT_ONCE : 0;
  for (let sent = 0; sent < limit && !isBlocked(producer) && maySend(state.transactions) && state.nextAt <= ctx.now; sent++) {
    const begun = beforeRecord(state.transactions, producer);
    if (begun !== null) return begun;
    const record = nextRecord(state, ctx);
    tellShift(spec, record, ctx);
    sendRecord(producer, spec.topic, spec.partition ?? null, record, ctx);
    // A loop that was held up does not catch up: it goes on at its rate from now.
    state.nextAt = Math.max(state.nextAt + interval, ctx.now - interval);
    const ended = takeThrown(producer) ?? afterRecord(state.transactions, spec, producer, ctx);
    if (ended !== null) return ended;
  }
  return null;
}

/** Whoever keeps the books hears of each record as it is made, whatever becomes of it. */
function tellShift({ copyTo = '' }: ProducerAppSpec, { key, value }: KafkaRecord, ctx: Context): void {
  if (copyTo !== '') ctx.send(`shift-${copyTo}`, freeze({ kind: 'Reading', key, value }));
}

/** Sends what a script has made due. A loop that was held up catches up: each record is one that the script names. */
function sendScripted(state: ProducerAppState, script: NonNullable<ProducerAppSpec['script']>, producer: Producer, ctx: Context): Failure | null {
  const { spec } = state;
  for (let due = script[state.next]; due !== undefined && !state.stopping && !isBlocked(producer) && maySend(state.transactions) && state.nextAt <= ctx.now; due = script[state.next]) {
    const begun = beforeRecord(state.transactions, producer);
    if (begun !== null) return begun;
    const { key, value, partition } = due;
    const filled = filledValue(value, { n: state.next, key, nowMs: ctx.wallClockMs, behindMs: timeBehind(spec.eventTime, state.next, ctx) }, ctx);
    state.next++;
    sendRecord(producer, spec.topic, partition ?? spec.partition ?? null, freeze({ key, value: filled, headers: [], timestampMs: ctx.wallClockMs }), ctx);
    state.nextAt += script[state.next]?.afterUs ?? 0;
    const ended = takeThrown(producer) ?? afterRecord(state.transactions, spec, producer, ctx);
    if (ended !== null) return ended;
  }
  return null;
}

function nextSend(state: ProducerAppState, producer: Producer, ctx: Context): Time {
  // What has just ended, or must be aborted, is taken up at the next turn.
  const hasNews = state.transactions !== null && (producer.transaction?.ended !== null || producer.transaction.phase === 'ABORTABLE_ERROR');
  if (hasNews && !state.stopping) return ctx.now + 1;
  if (state.stopping || isBlocked(producer) || !maySend(state.transactions)) return NEVER;
  const { script } = state.spec;
  if (script !== undefined) return script[state.next] === undefined ? NEVER : Math.max(state.nextAt, ctx.now + 1);
  const due = rateAt(state.spec, ctx.now) > 0 ? Math.max(Math.ceil(state.nextAt), ctx.now + 1) : NEVER;
  return Math.min(due, nextBurst(state.spec, ctx.now));
}

/** Records a second at this instant. */
function rateAt({ recordsPerSecond, burst }: ProducerAppSpec, now: Time): number {
  if (burst === undefined) return recordsPerSecond;
  const calm = (burst.everySeconds - burst.seconds) * SECOND;
  return now % (burst.everySeconds * SECOND) >= calm ? burst.recordsPerSecond : recordsPerSecond;
}

/** When the next burst begins. */
function nextBurst({ burst }: ProducerAppSpec, now: Time): Time {
  if (burst === undefined) return NEVER;
  const every = burst.everySeconds * SECOND;
  const begins = Math.ceil(now - (now % every) + every - burst.seconds * SECOND);
  return begins > now ? begins : Math.ceil(begins + every);
}

/** Fenced, or refused for good: the exception ends the process, as in any program that does not catch it. */
function die(state: ProducerAppState, producer: Producer, thrown: Failure): void {
  keepLog(state, [{ level: 'ERROR', message: failureText(thrown), logger: state.spec.name }]);
  state.stopping = true;
  closeProducer(producer);
}

function nextRecord(state: ProducerAppState, ctx: Context): KafkaRecord {
  const { spec } = state;
  const key = spec.keys.length === 0 ? null : (spec.keys[Math.floor(ctx.random() * spec.keys.length)] ?? null);
  const value = filledValue(spec.value, { n: state.next, key, nowMs: ctx.wallClockMs, behindMs: timeBehind(spec.eventTime, state.next, ctx) }, ctx);
  state.next++;
  return freeze({ key, value, headers: [], timestampMs: ctx.wallClockMs });
}

function finish(state: ProducerAppState, producer: Producer, ctx: Context): void {
  keepLog(state, drainProducerLogs(producer));
  for (const result of takeResults(producer)) {
    if (result.error === null) continue;
    ctx.note('send-failed', { topic: result.topic, partition: result.partition, error: result.error.code ?? failureText(result.error) }, [`topic/${result.topic}`]);
    keepLog(state, [{ level: 'ERROR', message: failureText(result.error), logger: spec(state) }]);
  }
}

function spec(state: ProducerAppState): string {
  return state.spec.name;
}

export const producerApp: Behavior<ProducerAppState> = {
  start(state, ctx) {
    state.stopping = false;
    open(state, ctx);
    if (state.producer !== null) run(state, state.producer, ctx);
  },
  receive,
  crash(state) {
    return { ...createProducerApp(state.spec), next: state.next };
  },
};
