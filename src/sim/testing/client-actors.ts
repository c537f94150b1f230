// Processes around the client library, for the fuzz: an author who notes what was acknowledged, and a reader who commits what it has read.
import { assert } from '../kernel/assert.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, MILLISECOND, SECOND, type Time } from '../kernel/types.ts';
import { commit, consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, pollConsumer, subscribe, takeCommitResults, takeEvents, takeRecords } from '../kafka/client/consumer/consumer.ts';
import type { Consumer } from '../kafka/client/consumer/state.ts';
import { createProducer, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults } from '../kafka/client/producer/producer.ts';
import type { Producer } from '../kafka/client/producer/state.ts';

const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';
/** Between two records of an author. */
const PACE: Time = 150 * MILLISECOND;
const NEVER = Number.MAX_SAFE_INTEGER;

export const ORDERS = 'orders';
/** Compacted: of each key the last value stays. */
export const LATEST = 'latest';
export const TEAM = 'team';

function draw<T>(ctx: Context, from: readonly T[]): T {
  const one = from[Math.floor(ctx.random() * from.length)];
  assert(one !== undefined, 'there is something to draw from');
  return one;
}

// --- authors ------------------------------------------------------------------------------------------------------------

export interface Author {
  producer: Producer | null;
  /** Processes of this name so far: the number is in each value. */
  life: number;
  next: number;
  nextAt: Time;
  quiet: boolean;
  /** What the brokers have acknowledged: `orders-0@17` and the value. */
  readonly acknowledged: { readonly topic: string; readonly partition: number; readonly offset: number; readonly key: string; readonly value: string }[];
  failed: number;
  timer: number;
}

export function newAuthor(): Author {
  return { producer: null, life: 0, next: 0, nextAt: 0, quiet: false, acknowledged: [], failed: 0, timer: -1 };
}

function openProducer(state: Author, ctx: Context): void {
  state.life += 1;
  const made = createProducer({
    'bootstrap.servers': BOOTSTRAP, 'client.id': ctx.self, acks: 'all', 'linger.ms': draw(ctx, ['0', '5', '300']), 'batch.size': draw(ctx, ['16384', '200']),
    'max.in.flight.requests.per.connection': draw(ctx, ['5', '5', '1']), 'compression.type': draw(ctx, ['none', 'none', 'lz4']), 'request.timeout.ms': '4000', 'delivery.timeout.ms': draw(ctx, ['12000', '60000']),
  });
  assert(made.kind === 'ok', 'an author has good settings');
  state.producer = made.producer;
  state.nextAt = ctx.now + PACE;
}

/** The author writes the same to a plain topic and to a compacted one, under keys of its own. */
function write(state: Author, producer: Producer, ctx: Context): void {
  pollProducer(producer, ctx);
  for (let i = 0; i < 4 && !state.quiet && !isBlocked(producer) && ctx.now >= state.nextAt; i++) {
    const n = state.next++;
    const record = freeze({ key: `${ctx.self}-${n % 4}`, value: `${ctx.self}/${state.life}/${n}`, headers: [], timestampMs: ctx.wallClockMs });
    sendRecord(producer, n % 3 === 2 ? LATEST : ORDERS, null, record, ctx);
    state.nextAt += PACE;
  }
  state.nextAt = Math.max(state.nextAt, ctx.now - PACE);
  pollProducer(producer, ctx);
  for (const { topic, partition, offset, error, record } of takeResults(producer)) {
    if (error === null) state.acknowledged.push(freeze({ topic, partition, offset, key: record.key ?? '', value: record.value ?? '' }));
    else state.failed += 1;
  }
}

function sleepAuthor(state: Author, producer: Producer, ctx: Context): void {
  if (state.timer >= 0) ctx.cancel(state.timer);
  const next = state.quiet || isBlocked(producer) ? NEVER : state.nextAt;
  const at = Math.min(next, producerWakeup(producer, ctx.now));
  state.timer = at >= NEVER ? -1 : ctx.schedule(Math.max(1, at - ctx.now), { kind: 'Tick' });
}

export const author: Behavior<Author> = {
  start(state, ctx) {
    openProducer(state, ctx);
    if (state.producer !== null) sleepAuthor(state, state.producer, ctx);
  },
  receive(state, message, from, ctx) {
    if (message.kind === 'Tick') state.timer = -1;
    if (message.kind === 'Quiet') state.quiet = true;
    const { producer } = state;
    if (producer === null) return;
    if (message.kind === 'Response' || message.kind === 'Disconnected') handleProducerMessage(producer, message, from, ctx);
    write(state, producer, ctx);
    sleepAuthor(state, producer, ctx);
  },
  crash: (state) => ({ ...state, producer: null, timer: -1 }),
};

export function isDone(state: Author): boolean {
  return state.producer === null || isFlushed(state.producer);
}

// --- readers ------------------------------------------------------------------------------------------------------------

export interface Reader {
  consumer: Consumer | null;
  protocol: 'classic' | 'consumer';
  /** Records of the last poll that are not worked on yet. */
  holding: { readonly place: string; readonly value: string }[];
  doneAt: Time;
  committing: number;
  /** It takes no time over its records any more, so that it comes to an end. */
  hurries: boolean;
  /** Everything that it ever worked on, by place: `2@17`. */
  readonly worked: Record<string, string>;
  timer: number;
}

export function newReader(): Reader {
  return { consumer: null, protocol: 'classic', holding: [], doneAt: 0, committing: -1, hurries: false, worked: {}, timer: -1 };
}

/** Each life may speak the other protocol: the group is converted while it works (KIP-848). */
function openConsumer(state: Reader, ctx: Context): void {
  state.protocol = draw(ctx, ['classic', 'consumer']);
  const own: Readonly<Record<string, string>> = state.protocol === 'consumer'
    ? { 'group.protocol': 'consumer' }
    : { 'session.timeout.ms': '10000', 'partition.assignment.strategy': draw(ctx, ['org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor', 'org.apache.kafka.clients.consumer.RangeAssignor']) };
  const made = createConsumer({
    'bootstrap.servers': BOOTSTRAP, 'client.id': ctx.self, 'group.id': TEAM, 'auto.offset.reset': 'earliest', 'enable.auto.commit': 'false', 'max.poll.interval.ms': '20000', 'request.timeout.ms': '8000',
    'default.api.timeout.ms': '15000', 'max.poll.records': draw(ctx, ['3', '500']), ...own,
  }, ctx);
  assert(made.kind === 'ok', 'a reader has good settings');
  state.consumer = made.consumer;
  subscribe(made.consumer, [ORDERS]);
}

/** Poll, work, commit what was worked on. True where it may turn again at once. */
function turn(state: Reader, consumer: Consumer, ctx: Context): boolean {
  if (state.holding.length > 0) {
    if (ctx.now < state.doneAt) return false;
    for (const { place, value } of state.holding) state.worked[place] = value;
    state.holding = [];
    state.committing = commit(consumer, null, 'sync', ctx);
  }
  if (state.committing >= 0) {
    if (!takeCommitResults(consumer).some((result) => result.number === state.committing)) return false;
    state.committing = -1;
  }
  enterPoll(consumer, ctx);
  state.holding = takeRecords(consumer, ctx).map(({ partition, offset, record }) => ({ place: `${partition}@${offset}`, value: record.value ?? '' }));
  state.doneAt = ctx.now + (state.hurries ? 1 : draw(ctx, [1, 50 * MILLISECOND, 2 * SECOND]));
  return state.holding.length > 0;
}

function run(state: Reader, ctx: Context): void {
  let { consumer } = state;
  if (consumer === null) return;
  for (let i = 0; i < 50 && consumer.failure === null && turn(state, consumer, ctx); i++);
  takeEvents(consumer);
  if (consumer.failure !== null) {
    // Whoever runs the process starts it again.
    ctx.close();
    Object.assign(state, { holding: [], committing: -1 });
    openConsumer(state, ctx);
    ({ consumer } = state);
    if (consumer === null) return;
    pollConsumer(consumer, ctx);
  }
  if (state.timer >= 0) ctx.cancel(state.timer);
  const at = Math.min(consumerWakeup(consumer, ctx.now), state.holding.length > 0 ? state.doneAt : NEVER, ctx.now + SECOND);
  state.timer = ctx.schedule(Math.max(1, at - ctx.now), { kind: 'Tick' });
}

export const reader: Behavior<Reader> = {
  start(state, ctx) {
    openConsumer(state, ctx);
    run(state, ctx);
  },
  receive(state, message, from, ctx) {
    if (message.kind === 'Tick') state.timer = -1;
    if (message.kind === 'Hurry') state.hurries = true;
    if (state.consumer === null) return;
    if (message.kind === 'Response' || message.kind === 'Disconnected') handleConsumerMessage(state.consumer, message, from, ctx);
    else pollConsumer(state.consumer, ctx);
    run(state, ctx);
  },
  crash: (state) => ({ ...newReader(), worked: state.worked }),
};
