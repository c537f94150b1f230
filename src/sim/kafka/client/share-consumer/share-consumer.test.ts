// KafkaShareConsumer against a real cluster: what poll() returns and when, implicit and explicit acknowledgement, renewed locks, closing.
import { expect, test } from 'vitest';
import { bootCluster, brokerState, type Cluster, createTopic, request, runFor, runUntil } from '../../../testing/cluster.ts';
import { type Behavior, type Message, NO_FACT, SECOND } from '../../../kernel/types.ts';
import { makeBatch } from '../../log/batch.ts';
import { nodeOf } from '../../protocol.ts';
import { acknowledge, ACCEPT, RELEASE, RENEW, type Word } from './acknowledgements.ts';
import { closeShareConsumer, commitShared, createShareConsumer, enterSharedPoll, handleSharedMessage, isSharedClosed, pollShared, sharedWakeup, subscribeShared, takeAckResults, takeShared } from './share-consumer.ts';
import type { ShareConsumer, SharedRecord } from './state.ts';

/** A process that does what the test tells it. */
interface Puppet {
  readonly settings: Readonly<Record<string, string>>;
  consumer: ShareConsumer | null;
  /** Records of the last poll that returned some. */
  got: SharedRecord[];
  readonly results: string[];
  timer: number;
}

type Order = Message & ({ readonly kind: 'Poll' | 'Commit' | 'Close' } | { readonly kind: 'Say'; readonly word: Word; readonly offset: number });

const puppet: Behavior<Puppet> = {
  start(state, ctx) {
    const made = createShareConsumer({ 'bootstrap.servers': 'localhost:9092', 'group.id': 'crew', 'client.id': ctx.self, ...state.settings }, ctx);
    if (made.kind === 'error') return;
    state.consumer = made.consumer;
    subscribeShared(made.consumer, ['jobs']);
    enterSharedPoll(made.consumer, ctx);
    state.timer = ctx.schedule(SECOND / 10, { kind: 'Tick' });
  },
  receive(state, message, from, ctx) {
    const { consumer } = state;
    if (consumer === null) return;
    if (message.kind === 'Tick') state.timer = -1;
    const order = message as Order;
    switch (order.kind) {
      case 'Poll':
        state.got = [];
        enterSharedPoll(consumer, ctx);
        break;
      case 'Commit': commitShared(consumer, ctx); break;
      case 'Close': closeShareConsumer(consumer, ctx); break;
      case 'Say': acknowledge(consumer, { topic: 'jobs', partition: 0, offset: order.offset }, order.word); break;
    }
    if (message.kind === 'Response' || message.kind === 'Disconnected') handleSharedMessage(consumer, message, from, ctx);
    else pollShared(consumer, ctx);
    const records = takeShared(consumer, ctx);
    if (records.length > 0) state.got = records;
    for (const one of takeAckResults(consumer)) state.results.push(`${one.batches.map((batch) => `${batch.firstOffset}-${batch.lastOffset}:${batch.acknowledgeTypes.join()}`).join(' ')} ${one.error}`);
    if (state.timer >= 0) ctx.cancel(state.timer);
    state.timer = ctx.schedule(Math.max(1, Math.min(sharedWakeup(consumer, ctx.now) - ctx.now, SECOND)), { kind: 'Tick' });
  },
  crash: (state) => state,
};

interface Hands {
  readonly cluster: Cluster;
  tell(node: string, order: Order): void;
  /** Offsets and delivery counts of the last poll: `0x1 1x1`. */
  got(node: string): string;
  results(node: string): string[];
  state(node: string): Puppet;
}

/** A topic with three records, and these consumers of a group that begins at the first. */
function hands(consumers: Readonly<Record<string, Readonly<Record<string, string>>>>): Hands {
  const cluster = bootCluster(9, { behaviors: { puppet } });
  createTopic(cluster, 'jobs', [[1, 2, 3]], {});
  const configs = [['share.auto.offset.reset', 'earliest'], ['share.record.lock.duration.ms', '15000']].map(([name = '', value = '']) => ({ name, value, configOperation: 'SET' as const }));
  request(cluster, 'broker-1', 'IncrementalAlterConfigs', { resources: [{ resourceType: 'GROUP', resourceName: 'crew', configs }], validateOnly: false });
  const records = makeBatch([0, 1, 2].map((n) => ({ key: null, value: `job ${n}`, headers: [], timestampMs: cluster.kernel.state.startedAtMs })));
  request(cluster, 'broker-1', 'Produce', { transactionalId: null, acks: -1, timeoutMs: 5_000, topicData: [{ name: 'jobs', partitionData: [{ index: 0, records }] }] });
  for (const [name, settings] of Object.entries(consumers)) cluster.kernel.spawn(name, 'puppet', { settings, consumer: null, got: [], results: [], timer: -1 });
  const state = (node: string): Puppet => cluster.kernel.actorState(node) as Puppet;
  return {
    cluster, state, tell: (node, order) => cluster.kernel.tell(node, order, NO_FACT), results: (node) => state(node).results,
    got: (node) => state(node).got.map((one) => `${one.offset}x${one.deliveryCount}`).join(' '),
  };
}

function wait(of: Hands, node: string, expected: string): void {
  runUntil(of.cluster, () => of.got(node) === expected, 30 * SECOND);
  expect(of.got(node)).toBe(expected);
}

test('implicitly, the next poll accepts what the last one returned', () => {
  const of = hands({ a: {} });
  wait(of, 'a', '0x1 1x1 2x1');
  expect(of.results('a')).toEqual([]);
  of.tell('a', { kind: 'Poll' });
  runFor(of.cluster, 3 * SECOND);
  expect(of.results('a')).toEqual(['0-2:1 NONE']);
});

test('implicitly, a commit accepts it too, without a poll', () => {
  const of = hands({ a: {} });
  wait(of, 'a', '0x1 1x1 2x1');
  of.tell('a', { kind: 'Commit' });
  runFor(of.cluster, 3 * SECOND);
  expect(of.results('a')).toEqual(['0-2:1 NONE']);
});

test('explicitly, each record gets its word; what is released goes to whoever asks', () => {
  const of = hands({ a: { 'share.acknowledgement.mode': 'explicit' }, b: { 'share.acknowledgement.mode': 'explicit' } });
  runUntil(of.cluster, () => of.got('a') !== '' || of.got('b') !== '', 30 * SECOND);
  const [first, second] = of.got('a') === '' ? ['b', 'a'] : ['a', 'b'];
  const words: readonly (readonly [number, Word])[] = [[0, ACCEPT], [1, RELEASE], [2, ACCEPT]];
  for (const [offset, word] of words) of.tell(first, { kind: 'Say', word, offset });
  of.tell(first, { kind: 'Commit' });
  wait(of, second, '1x2');
  expect(of.results(first)).toEqual(['0-0:1 1-1:2 2-2:1 NONE']);
});

test('explicitly, poll() throws where a record has no word yet', () => {
  const of = hands({ a: { 'share.acknowledgement.mode': 'explicit' } });
  wait(of, 'a', '0x1 1x1 2x1');
  of.tell('a', { kind: 'Say', word: ACCEPT, offset: 0 });
  of.tell('a', { kind: 'Poll' });
  runFor(of.cluster, SECOND);
  expect(of.state('a').consumer?.failure?.message).toBe('All records must be acknowledged in explicit acknowledgement mode.');
});

test('a record whose lock is renewed comes back from poll(), and its delivery is the same', () => {
  const of = hands({ a: { 'share.acknowledgement.mode': 'explicit' } });
  wait(of, 'a', '0x1 1x1 2x1');
  runFor(of.cluster, 10 * SECOND);
  for (const offset of [0, 1, 2]) of.tell('a', { kind: 'Say', word: offset === 1 ? RENEW : ACCEPT, offset });
  of.tell('a', { kind: 'Poll' });
  wait(of, 'a', '1x1');
  // The first lock would have ended by now.
  runFor(of.cluster, 8 * SECOND);
  of.tell('a', { kind: 'Say', word: ACCEPT, offset: 1 });
  of.tell('a', { kind: 'Commit' });
  runFor(of.cluster, 3 * SECOND);
  expect(of.results('a')).toEqual(['0-0:1 1-1:4 2-2:1 NONE', '1-1:1 NONE']);
});

test('who holds records for longer than their lock lasts has them no more', () => {
  const of = hands({ a: {}, b: {} });
  runUntil(of.cluster, () => of.got('a') !== '' || of.got('b') !== '', 30 * SECOND);
  const [first, second] = of.got('a') === '' ? ['b', 'a'] : ['a', 'b'];
  wait(of, second, '0x2 1x2 2x2');
  of.tell(first, { kind: 'Commit' });
  runFor(of.cluster, 3 * SECOND);
  expect(of.results(first)).toEqual(['0-2:1 INVALID_RECORD_STATE']);
});

test('closing releases what was not acknowledged, at once', () => {
  const of = hands({ a: {}, b: {} });
  runUntil(of.cluster, () => of.got('a') !== '' || of.got('b') !== '', 30 * SECOND);
  const [first, second] = of.got('a') === '' ? ['b', 'a'] : ['a', 'b'];
  of.tell(first, { kind: 'Close' });
  runFor(of.cluster, 3 * SECOND);
  const { consumer } = of.state(first);
  expect(consumer !== null && isSharedClosed(consumer)).toBe(true);
  wait(of, second, '0x2 1x2 2x2');
});

test('an assignment whose answer is lost is told again', () => {
  const of = hands({ a: {} });
  wait(of, 'a', '0x1 1x1 2x1');
  const { consumer } = of.state('a');
  const id = 2_147_483_647 - (consumer?.membership.coordinator ?? -1);
  const coordinator = nodeOf(id);
  const groupEpoch = (): number => {
    const group = brokerState(of.cluster, id).plane.groups.groups['g:crew'];
    return group?.kind === 'share' ? group.epoch : -1;
  };
  of.cluster.kernel.setLink(coordinator, 'a', { cut: true });
  request(of.cluster, 'broker-1', 'CreatePartitions', { topics: [{ name: 'jobs', count: 2, assignments: null }], timeoutMs: 5_000, validateOnly: false });
  const epoch = consumer?.membership.epoch ?? -1;
  runUntil(of.cluster, () => groupEpoch() > epoch, 80 * SECOND);
  runFor(of.cluster, SECOND);
  expect(of.state('a').consumer?.assigned).toHaveLength(1);
  of.cluster.kernel.setLink(coordinator, 'a', { cut: false });
  runFor(of.cluster, 40 * SECOND);
  expect(of.state('a').consumer?.assigned).toHaveLength(2);
});
