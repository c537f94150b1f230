// A message queue, as a small model of RabbitMQ's and Amazon SQS's queues: for comparison with a log. Whoever takes a message
// has it alone; acknowledged, it is gone; not acknowledged, somebody gets it again.
import type { QueueSpec } from '../../bridge/engines.ts';
import type { FactKinds } from '../../bridge/facts.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, type Message, MILLISECOND, type NodeId, type TimerId } from '../kernel/types.ts';

/** A message as its producer wrote it. Frozen. */
export interface QueueMessage {
  /** In the order in which the queue took them, from 0. */
  readonly number: number;
  readonly key: string | null;
  readonly body: string;
  readonly publishedAtMs: number;
}

export interface Publish extends Message {
  readonly kind: 'Publish';
  /** The producer's own number for it: comes back in the confirmation. */
  readonly id: number;
  readonly key: string | null;
  readonly body: string;
}

/** The message is on the queue's disk. */
export interface Confirmed extends Message {
  readonly kind: 'Confirmed';
  readonly id: number;
}

/** A consumer wants messages: at most `prefetch` of them unacknowledged at a time (RabbitMQ's basic.qos). */
export interface Subscribe extends Message {
  readonly kind: 'Subscribe';
  readonly prefetch: number;
}

export interface Deliver extends Message {
  readonly kind: 'Deliver';
  /** Names this delivery in the answer. */
  readonly tag: number;
  readonly message: QueueMessage;
  /** How often it has been handed out, this time included. */
  readonly deliveries: number;
}

/** The consumer has dealt with it: the message is gone. */
export interface Ack extends Message {
  readonly kind: 'Ack';
  readonly tag: number;
}

/** The consumer could not deal with it. Without `requeue` it is a dead letter at once. */
export interface Nack extends Message {
  readonly kind: 'Nack';
  readonly tag: number;
  readonly requeue: boolean;
}

interface Stored extends Message {
  readonly kind: 'Stored';
  readonly from: NodeId;
  readonly publish: Publish;
}

interface VisibleAgain extends Message {
  readonly kind: 'VisibleAgain';
  readonly tag: number;
}

export type QueueInbox = Publish | Subscribe | Ack | Nack | Stored | VisibleAgain | Disconnected | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: QueueSpec };

interface Waiting {
  readonly message: QueueMessage;
  readonly deliveries: number;
}

interface HandedOut extends Waiting {
  readonly tag: number;
  readonly to: NodeId;
  /** Null where the queue waits for ever, as RabbitMQ does. */
  readonly timer: TimerId | null;
}

export interface QueueState {
  spec: QueueSpec;
  /** What nobody has: the next to be handed out first. */
  ready: Waiting[];
  handedOut: HandedOut[];
  /** In the order in which they are served next. */
  consumers: { readonly node: NodeId; readonly prefetch: number }[];
  /** Dead letters, the newest last. */
  dead: Waiting[];
  nextNumber: number;
  nextTag: number;
  published: number;
  acknowledged: number;
  /** Handed out, each time counted; and of these, again. */
  delivered: number;
  redelivered: number;
}

/** Dead letters that are kept; older ones are dropped. */
const MAX_DEAD = 1_000;
/** Messages that wait, at most: a queue that is full refuses by closing the connection. */
const MAX_READY = 100_000;
const MESSAGE_OVERHEAD = 60;

export function createQueue(spec: QueueSpec): QueueState {
  return { spec: freeze(spec), ready: [], handedOut: [], consumers: [], dead: [], nextNumber: 0, nextTag: 1, published: 0, acknowledged: 0, delivered: 0, redelivered: 0 };
}

export const messageQueue: Behavior<QueueState, QueueInbox> = {
  start(state, ctx) {
    // What was handed out when the process ended is waiting again, in its old place.
    giveBack(state, state.handedOut, 'queue-restarted', ctx);
  },
  receive(state, message, from, ctx) {
    switch (message.kind) {
      case 'Publish':
        if (state.ready.length >= MAX_READY) return ctx.close();
        ctx.diskWrite(MESSAGE_OVERHEAD + message.body.length, freeze({ kind: 'Stored', from, publish: message }));
        return;
      case 'Stored': return stored(state, message, ctx);
      case 'Subscribe':
        state.consumers = [...state.consumers.filter((one) => one.node !== from), { node: from, prefetch: message.prefetch }];
        return handOut(state, ctx);
      case 'Ack':
        if (settle(state, message.tag, ctx) !== null) state.acknowledged += 1;
        return handOut(state, ctx);
      case 'Nack': {
        const one = settle(state, message.tag, ctx);
        if (one !== null && message.requeue) giveBack(state, [one], 'refused', ctx);
        else if (one !== null) bury(state, one, ctx);
        return handOut(state, ctx);
      }
      case 'VisibleAgain': {
        const one = settle(state, message.tag, ctx);
        if (one !== null) giveBack(state, [one], 'timeout', ctx);
        return handOut(state, ctx);
      }
      case 'Disconnected':
        state.consumers = state.consumers.filter((one) => one.node !== message.peer);
        giveBack(state, state.handedOut.filter((one) => one.to === message.peer), 'consumer-gone', ctx);
        return handOut(state, ctx);
      case 'Configure':
        // What is handed out keeps the time-out that it was handed out with.
        state.spec = freeze(message.engine);
        return;
      case 'Shutdown': return ctx.exit();
    }
  },
  /** Queues and messages are durable; consumers come again. */
  crash: (state) => ({ ...state, consumers: [], handedOut: state.handedOut.map((one) => ({ ...one, timer: null })) }),
};

function stored(state: QueueState, { from, publish }: Stored, ctx: Context<QueueInbox>): void {
  const message: QueueMessage = freeze({ number: state.nextNumber++, key: publish.key, body: publish.body, publishedAtMs: ctx.wallClockMs });
  state.published += 1;
  state.ready.push(freeze({ message, deliveries: 0 }));
  ctx.send(from, freeze({ kind: 'Confirmed', id: publish.id }));
  handOut(state, ctx);
}

/** Hands the oldest messages to the consumers in turn, as far as each may have more. */
function handOut(state: QueueState, ctx: Context<QueueInbox>): void {
  while (state.ready.length > 0) {
    const at = state.consumers.findIndex(({ node, prefetch }) => state.handedOut.filter((one) => one.to === node).length < prefetch);
    const consumer = state.consumers[at];
    const next = state.ready[0];
    if (consumer === undefined || next === undefined) return;
    state.consumers.push(...state.consumers.splice(at, 1));
    state.ready.shift();
    const tag = state.nextTag++;
    const deliveries = next.deliveries + 1;
    state.delivered += 1;
    if (deliveries > 1) state.redelivered += 1;
    const { visibilityTimeoutMs } = state.spec;
    const timer = visibilityTimeoutMs > 0 ? ctx.schedule(visibilityTimeoutMs * MILLISECOND, freeze({ kind: 'VisibleAgain', tag })) : null;
    state.handedOut.push({ tag, to: consumer.node, message: next.message, deliveries, timer });
    ctx.send(consumer.node, freeze({ kind: 'Deliver', tag, message: next.message, deliveries }), { bytes: MESSAGE_OVERHEAD + next.message.body.length });
  }
}

/** Takes a delivery off the list; null where it is decided already, as after the visibility timeout. */
function settle(state: QueueState, tag: number, ctx: Context<QueueInbox>): HandedOut | null {
  const one = state.handedOut.find((each) => each.tag === tag);
  if (one === undefined) return null;
  state.handedOut = state.handedOut.filter((each) => each !== one);
  if (one.timer !== null) ctx.cancel(one.timer);
  return one;
}

/** Back to where they were, or among the dead letters where they were handed out too often. */
function giveBack(state: QueueState, ones: readonly HandedOut[], reason: FactKinds['messages-returned']['reason'], ctx: Context<QueueInbox>): void {
  const [first] = ones;
  if (first === undefined) return;
  const { name } = state.spec;
  ctx.note('messages-returned', { queue: name, from: first.to, count: ones.length, reason }, [`queue/${name}`, `worker/${first.to}`]);
  state.handedOut = state.handedOut.filter((one) => !ones.includes(one));
  for (const { message, deliveries, timer } of ones) {
    if (timer !== null) ctx.cancel(timer);
    if (state.spec.maxDeliveries > 0 && deliveries >= state.spec.maxDeliveries) bury(state, { message, deliveries }, ctx);
    else state.ready.push(freeze({ message, deliveries }));
  }
  state.ready.sort((a, b) => a.message.number - b.message.number);
}

function bury(state: QueueState, { message, deliveries }: Waiting, ctx: Context<QueueInbox>): void {
  state.dead = [...state.dead, freeze({ message, deliveries })].slice(-MAX_DEAD);
  ctx.note('message-dead', { queue: state.spec.name, number: message.number }, [`queue/${state.spec.name}`]);
}
