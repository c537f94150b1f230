// An application that works as a member of a share group: a loop around KafkaShareConsumer.poll that says of each record what became of it.
import type { ShareConsumerAppSpec } from '../../../bridge/scenario.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { failureText } from '../client/failure.ts';
import type { LogLine } from '../client/io.ts';
import { NEVER } from '../client/io.ts';
import { ACCEPT, acknowledge, REJECT, RELEASE, type Word } from '../client/share-consumer/acknowledgements.ts';
import { closeShareConsumer, createShareConsumer, drainSharedLogs, enterSharedPoll, handleSharedMessage, isSharedClosed, pollShared, sharedWakeup, subscribeShared, takeAckResults, takeShared } from '../client/share-consumer/share-consumer.ts';
import type { ShareConsumer, SharedRecord } from '../client/share-consumer/state.ts';
import type { AppClock } from './app-clock.ts';
import { clockRang, stoppedClock, wakeAt } from './app-clock.ts';

/** Lines of its log that an application keeps, newest last. */
const LOG_LINES = 100;
/** Records worked on at one instant, at most. */
const RECORDS_AT_ONCE = 1_000;
const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';

export interface ShareConsumerAppState {
  readonly kind: 'share-consumer-app';
  spec: ShareConsumerAppSpec;
  /** Null while the process is down, or where its settings are wrong. */
  shareConsumer: ShareConsumer | null;
  /** The records of the last poll that are still to be worked on; the first is worked on now. Frozen, replaced as a whole. */
  working: readonly SharedRecord[];
  doneAt: Time;
  /** How many records it has worked on, which decides what it says of the next. */
  worked: number;
  stopping: boolean;
  log: LogLine[];
  readonly clock: AppClock;
}

/** What the process begins with. */
export function createShareConsumerApp(spec: ShareConsumerAppSpec): ShareConsumerAppState {
  return { kind: 'share-consumer-app', spec: freeze(spec), shareConsumer: null, working: freeze([]), doneAt: 0, worked: 0, stopping: false, log: [], clock: stoppedClock() };
}

function open(state: ShareConsumerAppState, ctx: Context): void {
  const { spec } = state;
  const made = createShareConsumer({ 'bootstrap.servers': BOOTSTRAP, 'client.id': spec.name, 'group.id': spec.group, 'share.acknowledgement.mode': 'explicit', ...spec.settings }, ctx);
  state.shareConsumer = made.kind === 'ok' ? made.consumer : null;
  state.working = freeze([]);
  if (made.kind === 'error') keepLog(state, [{ level: 'ERROR', message: failureText(made.failure), logger: 'org.apache.kafka.clients.consumer.KafkaShareConsumer' }]);
  else subscribeShared(made.consumer, spec.topics);
}

function keepLog(state: ShareConsumerAppState, lines: readonly LogLine[]): void {
  state.log.push(...lines);
  if (state.log.length > LOG_LINES) state.log.splice(0, state.log.length - LOG_LINES);
}

function receive(state: ShareConsumerAppState, message: Message, from: NodeId, ctx: Context): void {
  if (message.kind === 'Tick') clockRang(state.clock);
  if (isConfigure(message)) configure(state, message.app, ctx);
  const { shareConsumer: consumer } = state;
  if (consumer === null) {
    if (message.kind === 'Shutdown') ctx.exit();
    return;
  }
  if (message.kind === 'Shutdown') {
    state.stopping = true;
    closeShareConsumer(consumer, ctx);
  }
  if (message.kind === 'Response' || message.kind === 'Disconnected') handleSharedMessage(consumer, message, from, ctx);
  else pollShared(consumer, ctx);
  run(state, consumer, ctx);
}

function isConfigure(message: Message): message is Message & { readonly app: ShareConsumerAppSpec } {
  return message.kind === 'Configure';
}

/** How long a record takes and what is said of it can change while it runs; anything else is a restart of the client. */
function configure(state: ShareConsumerAppState, spec: ShareConsumerAppSpec, ctx: Context): void {
  const before = state.spec;
  state.spec = freeze(spec);
  const names = Object.keys(spec.settings);
  const isSame = names.length === Object.keys(before.settings).length && names.every((name) => spec.settings[name] === before.settings[name]);
  if (isSame && spec.group === before.group && spec.topics.join() === before.topics.join()) return;
  ctx.close();
  open(state, ctx);
}

function run(state: ShareConsumerAppState, consumer: ShareConsumer, ctx: Context): void {
  for (let i = 0; i < RECORDS_AT_ONCE && step(state, consumer, ctx); i++);
  takeAckResults(consumer);
  keepLog(state, drainSharedLogs(consumer));
  if (state.stopping && isSharedClosed(consumer)) {
    ctx.exit();
    return;
  }
  wakeAt(state.clock, Math.min(state.working.length > 0 && !state.stopping ? Math.max(state.doneAt, ctx.now + 1) : NEVER, sharedWakeup(consumer, ctx.now)), ctx);
}

/** One turn of the loop: a record is done with, or the next poll. True when it may turn again at once. */
function step(state: ShareConsumerAppState, consumer: ShareConsumer, ctx: Context): boolean {
  if (state.stopping) return false;
  if (consumer.failure !== null) {
    // The exception leaves the loop and ends the process, as in any program that does not catch it.
    keepLog(state, [{ level: 'ERROR', message: failureText(consumer.failure), logger: state.spec.name }]);
    state.stopping = true;
    closeShareConsumer(consumer, ctx);
    return false;
  }
  const [current, ...others] = state.working;
  if (current !== undefined) {
    if (ctx.now < state.doneAt) return false;
    state.worked += 1;
    acknowledge(consumer, current, wordFor(state));
    state.working = freeze(others);
    state.doneAt = ctx.now + Math.round(state.spec.processingMsPerRecord * MILLISECOND);
    if (others.length > 0) return true;
  }
  if (!consumer.polling) enterSharedPoll(consumer, ctx);
  state.working = freeze(takeShared(consumer, ctx));
  state.doneAt = ctx.now + Math.round(state.spec.processingMsPerRecord * MILLISECOND);
  return state.working.length > 0;
}

/** Every so many records one can't be dealt with, for now or for good. */
function wordFor({ spec, worked }: ShareConsumerAppState): Word {
  if (spec.rejectEvery !== undefined && spec.rejectEvery > 0 && worked % spec.rejectEvery === 0) return REJECT;
  return spec.releaseEvery !== undefined && spec.releaseEvery > 0 && worked % spec.releaseEvery === 0 ? RELEASE : ACCEPT;
}

export const shareConsumerApp: Behavior<ShareConsumerAppState> = {
  start(state, ctx) {
    state.stopping = false;
    open(state, ctx);
    if (state.shareConsumer !== null) run(state, state.shareConsumer, ctx);
  },
  receive,
  crash(state) {
    return createShareConsumerApp(state.spec);
  },
};
