// Clients with the real controllers and brokers: what is acknowledged is kept and read once, over crashes and rebalances.
import { expect, test } from 'vitest';
import { type ConsumerAppSpec, defaultScenario, type ProducerAppSpec } from '../../../bridge/scenario.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { type Behavior, type Context, NO_FACT, SECOND } from '../../kernel/types.ts';
import { consumerApp, type ConsumerAppState, createConsumerApp } from '../app/consumer-app.ts';
import { createProducerApp, producerApp, type ProducerAppState } from '../app/producer-app.ts';
import { broker } from '../services.ts';
import { createBroker } from '../broker/state.ts';
import { controller } from '../controller/administer.ts';
import { createController } from '../controller/state.ts';
import { consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, subscribe, takeRecords } from './consumer/consumer.ts';
import type { Consumer } from './consumer/state.ts';

const VOTERS = [101, 102, 103];
const SETTINGS = { 'num.partitions': '4', 'default.replication.factor': '3', 'min.insync.replicas': '2' };
const PRODUCER: ProducerAppSpec = { kind: 'producer', name: 'p', topic: 'orders', recordsPerSecond: 100, keys: [], value: '{n}', settings: {} };
const CONSUMER: ConsumerAppSpec = { kind: 'consumer', name: 'c1', topics: ['orders'], group: 'g', processingMsPerRecord: 0, settings: { 'auto.offset.reset': 'earliest' } };

/** A process that keeps every value it reads, by partition. */
interface Recorder {
  readonly kind: 'recorder';
  consumer: Consumer | null;
  read: Record<string, string[]>;
}

const recorder: Behavior<Recorder> = {
  start(state, ctx) {
    const made = createConsumer({ 'bootstrap.servers': 'localhost:9092,localhost:9093,localhost:9094', 'group.id': 'recorder', 'auto.offset.reset': 'earliest' }, ctx);
    state.consumer = made.kind === 'ok' ? made.consumer : null;
    if (state.consumer !== null) subscribe(state.consumer, ['orders']);
    record(state, ctx);
  },
  receive(state, message, from, ctx) {
    if (state.consumer !== null && message.kind !== 'Tick') handleConsumerMessage(state.consumer, message, from, ctx);
    record(state, ctx);
  },
  crash: (state) => state,
};

function record(state: Recorder, ctx: Context): void {
  const { consumer } = state;
  if (consumer === null) return;
  for (let more = true; more; ) {
    enterPoll(consumer, ctx);
    const records = takeRecords(consumer, ctx);
    for (const { topic, partition, record: { value } } of records) (state.read[`${topic}-${partition}`] ??= []).push(value ?? '');
    more = records.length > 0;
  }
  ctx.schedule(Math.max(1, consumerWakeup(consumer, ctx.now) - ctx.now), { kind: 'Tick' });
}

interface World {
  readonly kernel: Kernel;
  producer(spec?: Partial<ProducerAppSpec>): () => ProducerAppState;
  consumer(spec?: Partial<ConsumerAppSpec>): () => ConsumerAppState;
  recorder(): () => Recorder;
  run(seconds: number): void;
}

function kindOf(state: unknown): unknown {
  return typeof state === 'object' && state !== null && 'kind' in state ? state.kind : null;
}

const isProducerApp = (state: unknown): state is ProducerAppState => kindOf(state) === 'producer-app';
const isConsumerApp = (state: unknown): state is ConsumerAppState => kindOf(state) === 'consumer-app';
const isRecorder = (state: unknown): state is Recorder => kindOf(state) === 'recorder';

function stateOf<State>(kernel: Kernel, node: string, is: (state: unknown) => state is State): State {
  const state = kernel.actorState(node);
  if (!is(state)) throw new Error(`${node} is something else`);
  return state;
}

function world(seed = 1): World {
  const behaviors = { broker, controller, 'producer-app': producerApp, 'consumer-app': consumerApp, recorder };
  const kernel = new Kernel({ behaviors, seed, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: true });
  for (const id of VOTERS) kernel.spawn(`controller-${id}`, 'controller', createController(id, VOTERS, SETTINGS, 'correnteza'));
  for (const id of [1, 2, 3]) kernel.spawn(`broker-${id}`, 'broker', createBroker({ id, rack: null, clusterId: 'correnteza', voters: VOTERS, settings: SETTINGS }));
  kernel.runUntil(8 * SECOND);
  return {
    kernel,
    producer(spec = {}) {
      const node = `producer-${spec.name ?? PRODUCER.name}`;
      kernel.spawn(node, 'producer-app', createProducerApp({ ...PRODUCER, ...spec }));
      return () => stateOf(kernel, node, isProducerApp);
    },
    consumer(spec = {}) {
      const node = `consumer-${spec.name ?? CONSUMER.name}`;
      kernel.spawn(node, 'consumer-app', createConsumerApp({ ...CONSUMER, ...spec }));
      return () => stateOf(kernel, node, isConsumerApp);
    },
    recorder() {
      kernel.spawn('consumer-recorder', 'recorder', { kind: 'recorder', consumer: null, read: {} } satisfies Recorder);
      return () => stateOf(kernel, 'consumer-recorder', isRecorder);
    },
    run(seconds) {
      kernel.runUntil(kernel.state.now + seconds * SECOND);
    },
  };
}

function stop(w: World, node: string): void {
  w.kernel.tell(node, { kind: 'Shutdown' }, NO_FACT);
}

function all(read: Record<string, readonly string[]>): number[] {
  return Object.values(read).flat().map(Number);
}

function held(...apps: readonly (() => ConsumerAppState)[]): number[] {
  return apps.map((app) => app().consumer?.assigned.length ?? 0);
}

test('what is produced is read, each record once', () => {
  const w = world();
  const producer = w.producer();
  const read = w.recorder();
  w.run(20);
  stop(w, 'producer-p');
  w.run(3);
  const numbers = all(read().read);
  expect(numbers.length).toBeGreaterThan(1_900);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length).toBe(producer().next);
});

test.each([1, 2, 3])('broker %i crashes and comes back while records flow: nothing acknowledged is lost, nothing is there twice', (id) => {
  const w = world(id);
  const producer = w.producer();
  const read = w.recorder();
  w.run(10);
  w.kernel.crash(`broker-${id}`);
  w.run(25);
  w.kernel.start(`broker-${id}`);
  w.run(25);
  const failed = producer().producer?.recordsFailed;
  stop(w, 'producer-p');
  w.run(5);
  const numbers = all(read().read);
  expect(failed).toBe(0);
  expect(new Set(numbers).size).toBe(producer().next);
  expect(numbers.length).toBe(producer().next);
});

test('a broker that stops in order costs the clients nothing', () => {
  const w = world(5);
  const producer = w.producer();
  const read = w.recorder();
  w.run(10);
  stop(w, 'broker-2');
  w.run(15);
  w.kernel.start('broker-2');
  w.run(15);
  stop(w, 'producer-p');
  w.run(5);
  const numbers = all(read().read);
  expect([new Set(numbers).size, numbers.length]).toEqual([producer().next, producer().next]);
});

/** The same in both protocols of groups. */
const BOTH = test.each(['classic', 'consumer']);
const settings = (protocol: string): ConsumerAppSpec['settings'] => ({ ...CONSUMER.settings, 'group.protocol': protocol });

BOTH('%s: two members share the partitions; who leaves gives them back at once', (protocol) => {
  const w = world(6);
  w.producer();
  const a = w.consumer({ name: 'a', settings: settings(protocol) });
  w.run(10);
  expect(held(a)).toEqual([4]);
  const b = w.consumer({ name: 'b', settings: settings(protocol) });
  w.run(12);
  expect(held(a, b)).toEqual([2, 2]);
  stop(w, 'consumer-b');
  w.run(8);
  expect(held(a)).toEqual([4]);
});

BOTH('%s: a member that crashes is missed after its session time-out of 45 s', (protocol) => {
  const w = world(7);
  w.producer({ recordsPerSecond: 10 });
  const a = w.consumer({ name: 'a', settings: settings(protocol) });
  w.consumer({ name: 'b', settings: settings(protocol) });
  w.run(15);
  expect(held(a)).toEqual([2]);
  w.kernel.crash('consumer-b');
  w.run(40);
  expect(held(a)).toEqual([2]);
  w.run(15);
  expect(held(a)).toEqual([4]);
});

BOTH('%s: the group goes on when its coordinator crashes', (protocol) => {
  const w = world(8);
  w.producer({ recordsPerSecond: 20 });
  const a = w.consumer({ name: 'a', settings: settings(protocol) });
  w.run(12);
  const coordinator = 2_147_483_647 - (a().consumer?.membership.coordinator ?? 0);
  const before = a().consumer?.recordsConsumed ?? 0;
  w.kernel.crash(`broker-${coordinator}`);
  w.run(40);
  expect(2_147_483_647 - (a().consumer?.membership.coordinator ?? 0)).not.toBe(coordinator);
  expect(a().consumer?.recordsConsumed).toBeGreaterThan(before + 500);
  expect(held(a)).toEqual([4]);
});
