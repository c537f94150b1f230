// Who works with a message queue: a producer at a rate, and a consumer that takes time for each message and may fail at some.
import type { QueueConsumerSpec, QueueProducerSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, MILLISECOND, type NodeId, SECOND, type Time, type TimerId } from '../kernel/types.ts';
import type { Confirmed, Deliver } from './message-queue.ts';

type Tick = { readonly kind: 'Tick' };
type Shutdown = { readonly kind: 'Shutdown' };
type Configure<Spec> = { readonly kind: 'Configure'; readonly engine: Spec };

/** How long one waits before it tries a queue again that could not be reached. */
const AGAIN = SECOND;

const queueNode = (name: string): NodeId => `queue-${name}`;

export interface QueueProducerState {
  spec: QueueProducerSpec;
  /** What wakes it for the next message. */
  timer: TimerId | null;
  /** The number of the next message; goes on over a restart. */
  next: number;
  confirmed: number;
}

export function createQueueProducer(spec: QueueProducerSpec): QueueProducerState {
  return { spec: freeze(spec), timer: null, next: 0, confirmed: 0 };
}

export const queueProducer: Behavior<QueueProducerState, Tick | Shutdown | Confirmed | Disconnected | Configure<QueueProducerSpec>> = {
  start(state, ctx) {
    if (state.spec.messagesPerSecond > 0) state.timer = ctx.schedule(0, { kind: 'Tick' });
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Tick': {
        const { keys, body, queue, messagesPerSecond } = state.spec;
        const key = keys[Math.floor(ctx.random() * keys.length)] ?? null;
        const text = body.replaceAll('{n}', String(state.next)).replaceAll('{key}', key ?? '');
        ctx.send(queueNode(queue), freeze({ kind: 'Publish', id: state.next, key, body: text }));
        state.next += 1;
        state.timer = ctx.schedule(interval(messagesPerSecond), { kind: 'Tick' });
        return;
      }
      case 'Configure':
        if (state.timer !== null) ctx.cancel(state.timer);
        state.spec = freeze(message.engine);
        state.timer = state.spec.messagesPerSecond > 0 ? ctx.schedule(interval(state.spec.messagesPerSecond), { kind: 'Tick' }) : null;
        return;
      case 'Confirmed':
        state.confirmed += 1;
        return;
      case 'Disconnected': return;
      case 'Shutdown': return ctx.exit();
    }
  },
  crash: (state) => ({ ...state, timer: null }),
};

const interval = (aSecond: number): Time => Math.max(1, Math.round(SECOND / aSecond));

export interface QueueConsumerState {
  spec: QueueConsumerSpec;
  /** Deliveries that wait or are being worked on, the one at work first. */
  inbox: Deliver[];
  working: boolean;
  processed: number;
  failed: number;
}

export function createQueueConsumer(spec: QueueConsumerSpec): QueueConsumerState {
  return { spec: freeze(spec), inbox: [], working: false, processed: 0, failed: 0 };
}

type ConsumerInbox = Tick | Shutdown | Deliver | Disconnected | Configure<QueueConsumerSpec> | { readonly kind: 'Done'; readonly tag: number };

export const queueConsumer: Behavior<QueueConsumerState, ConsumerInbox> = {
  start(_state, ctx) {
    ctx.schedule(0, { kind: 'Tick' });
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Tick':
        ctx.send(queueNode(state.spec.queue), freeze({ kind: 'Subscribe', prefetch: state.spec.prefetch }));
        return;
      case 'Configure': {
        const before = state.spec;
        state.spec = freeze(message.engine);
        // What it works on takes as long as it would have; the queue is asked again where something changed for it.
        if (before.prefetch !== state.spec.prefetch) ctx.send(queueNode(state.spec.queue), freeze({ kind: 'Subscribe', prefetch: state.spec.prefetch }));
        return;
      }
      case 'Deliver':
        state.inbox.push(message);
        return work(state, ctx);
      case 'Done': {
        const at = state.inbox[0];
        state.working = false;
        if (at?.tag === message.tag) finish(state, at, ctx);
        return work(state, ctx);
      }
      case 'Disconnected':
        // What the queue had handed out it hands out again, to whoever is there.
        state.inbox = [];
        ctx.schedule(AGAIN, { kind: 'Tick' });
        return;
      case 'Shutdown': return ctx.exit();
    }
  },
  /** What was at work is not acknowledged: the queue sees the connection end. */
  crash: (state) => ({ ...state, inbox: [], working: false }),
};

function work(state: QueueConsumerState, ctx: Context<ConsumerInbox>): void {
  const next = state.inbox[0];
  if (state.working || next === undefined) return;
  state.working = true;
  ctx.schedule(state.spec.processingMsPerMessage * MILLISECOND, { kind: 'Done', tag: next.tag });
}

function finish(state: QueueConsumerState, done: Deliver, ctx: Context<ConsumerInbox>): void {
  state.inbox.shift();
  const { queue, poison } = state.spec;
  const fails = poison !== '' && done.message.body.includes(poison);
  if (fails) state.failed += 1;
  else state.processed += 1;
  ctx.send(queueNode(queue), freeze(fails ? { kind: 'Nack', tag: done.tag, requeue: true } : { kind: 'Ack', tag: done.tag }));
}
