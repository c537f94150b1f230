// An application that consumes in a group and takes some time for each record: a loop around KafkaConsumer.poll.
import type { ConsumerAppSpec } from '../../../bridge/scenario.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { closeConsumer, commit, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, isClosed, pollConsumer, subscribe, takeCommitResults, takeEvents, takeRecords } from '../client/consumer/consumer.ts';
import type { Consumer } from '../client/consumer/state.ts';
import { failureText } from '../client/failure.ts';
import type { LogLine } from '../client/io.ts';
import { NEVER } from '../client/io.ts';
import type { AppClock } from './app-clock.ts';
import { clockRang, stoppedClock, wakeAt } from './app-clock.ts';
import type { Looked } from './look-at.ts';
import { lookAt, tell } from './look-at.ts';

/** Lines of its log that an application keeps, newest last. */
const LOG_LINES = 100;
/** Polls at one instant, at most. */
const POLLS_AT_ONCE = 100;
const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';

export interface ConsumerAppState {
  readonly kind: 'consumer-app';
  spec: ConsumerAppSpec;
  /** Null while the process is down, or where its settings are wrong. */
  consumer: Consumer | null;
  /** The records of the last poll that are still being worked on. */
  processing: number;
  processedAt: Time;
  /** Of these, what is copied or told of once the work is done. */
  looked: readonly Looked[];
  /** Alerts that it has raised. */
  alerts: number;
  /** commitSync that the loop waits for, -1 for none. */
  committing: number;
  stopping: boolean;
  log: LogLine[];
  readonly clock: AppClock;
}

/** What the process begins with. */
export function createConsumerApp(spec: ConsumerAppSpec): ConsumerAppState {
  return { kind: 'consumer-app', spec: freeze(spec), consumer: null, processing: 0, processedAt: 0, looked: [], alerts: 0, committing: -1, stopping: false, log: [], clock: stoppedClock() };
}

function open(state: ConsumerAppState, ctx: Context): void {
  const { spec } = state;
  const made = createConsumer({ 'bootstrap.servers': BOOTSTRAP, 'client.id': spec.name, 'group.id': spec.group, ...spec.settings }, ctx);
  state.consumer = made.kind === 'ok' ? made.consumer : null;
  state.processing = 0;
  state.looked = [];
  state.committing = -1;
  if (made.kind === 'error') keepLog(state, [{ level: 'ERROR', message: failureText(made.failure), logger: 'org.apache.kafka.clients.consumer.KafkaConsumer' }]);
  else subscribe(made.consumer, spec.topics);
}

function keepLog(state: ConsumerAppState, lines: readonly LogLine[]): void {
  state.log.push(...lines);
  if (state.log.length > LOG_LINES) state.log.splice(0, state.log.length - LOG_LINES);
}

function receive(state: ConsumerAppState, message: Message, from: NodeId, ctx: Context): void {
  if (message.kind === 'Tick') clockRang(state.clock);
  if (isConfigure(message)) configure(state, message.app, ctx);
  const { consumer } = state;
  if (consumer === null) {
    if (message.kind === 'Shutdown') ctx.exit();
    return;
  }
  if (message.kind === 'Shutdown') {
    state.stopping = true;
    closeConsumer(consumer, ctx);
  }
  if (message.kind === 'Response' || message.kind === 'Disconnected') handleConsumerMessage(consumer, message, from, ctx);
  else pollConsumer(consumer, ctx);
  run(state, consumer, ctx);
}

function isConfigure(message: Message): message is Message & { readonly app: ConsumerAppSpec } {
  return message.kind === 'Configure';
}

/** Only how long a record takes can change while it runs; anything else is a restart of the client. */
function configure(state: ConsumerAppState, spec: ConsumerAppSpec, ctx: Context): void {
  const before = state.spec;
  state.spec = freeze(spec);
  const names = Object.keys(spec.settings);
  const sameSettings = names.length === Object.keys(before.settings).length && names.every((name) => spec.settings[name] === before.settings[name]);
  if (sameSettings && spec.group === before.group && spec.topics.join() === before.topics.join()) return;
  ctx.close();
  open(state, ctx);
}

function run(state: ConsumerAppState, consumer: Consumer, ctx: Context): void {
  for (let polls = 0; polls < POLLS_AT_ONCE && step(state, consumer, ctx); polls++);
  takeEvents(consumer);
  keepLog(state, drainConsumerLogs(consumer));
  if (state.stopping && isClosed(consumer)) {
    ctx.exit();
    return;
  }
  const work = state.processing > 0 ? state.processedAt : NEVER;
  wakeAt(state.clock, Math.min(work, consumerWakeup(consumer, ctx.now)), ctx);
}

/** One turn of the loop: poll, work, commit. True when it may turn again at once. */
function step(state: ConsumerAppState, consumer: Consumer, ctx: Context): boolean {
  if (state.stopping) return false;
  if (consumer.failure !== null) {
    // The exception leaves the loop and ends the process, as in any program that does not catch it.
    keepLog(state, [{ level: 'ERROR', message: failureText(consumer.failure), logger: state.spec.name }]);
    state.stopping = true;
    closeConsumer(consumer, ctx);
    return false;
  }
  if (state.processing > 0) {
    if (ctx.now < state.processedAt) return false;
    state.processing = 0;
    state.alerts += tell(state.spec, state.looked, ctx);
    state.looked = [];
    if (!consumer.config.autoCommit) state.committing = commit(consumer, null, 'sync', ctx);
  }
  if (state.committing >= 0) {
    if (!takeCommitResults(consumer).some((result) => result.number === state.committing)) return false;
    state.committing = -1;
  }
  enterPoll(consumer, ctx);
  const records = takeRecords(consumer, ctx);
  if (records.length === 0) return false;
  state.processing = records.length;
  state.looked = lookAt(state.spec, records);
  state.processedAt = ctx.now + Math.round(records.length * state.spec.processingMsPerRecord * MILLISECOND);
  return true;
}

export const consumerApp: Behavior<ConsumerAppState> = {
  start(state, ctx) {
    state.stopping = false;
    open(state, ctx);
    if (state.consumer !== null) run(state, state.consumer, ctx);
  },
  receive,
  crash(state) {
    return { ...createConsumerApp(state.spec), alerts: state.alerts };
  },
};
