// Applications over the loopback cluster: rates, processing times, changes of settings, ends in order.
import { expect, test } from 'vitest';
import type { ConsumerAppSpec, ProducerAppSpec } from '../../../bridge/scenario.ts';
import { assertPlain } from '../../kernel/copy.ts';
import { SECOND } from '../../kernel/types.ts';
import { Loopback } from '../../testing/loopback.ts';
import { startApp } from '../../testing/loopback-app.ts';
import { describeClient } from '../client/view.ts';
import { consumerApp, createConsumerApp } from './consumer-app.ts';
import { createProducerApp, producerApp } from './producer-app.ts';

const PRODUCER: ProducerAppSpec = { kind: 'producer', name: 'caixa', topic: 'orders', recordsPerSecond: 50, keys: ['ana', 'bruno'], value: 'order {n} of {key}', settings: {} };
const CONSUMER: ConsumerAppSpec = { kind: 'consumer', name: 'c1', topics: ['orders'], group: 'g', processingMsPerRecord: 5, settings: { 'auto.offset.reset': 'earliest' } };

function clusterOf(leaders: readonly number[]): Loopback {
  let seed = 11;
  const cluster = new Loopback(() => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x80000000;
  });
  cluster.topic('orders', leaders);
  return cluster;
}

test('a producer keeps its rate, and says what it sends', () => {
  const cluster = clusterOf([1, 2, 3]);
  const app = startApp(cluster, 'producer-caixa', producerApp, createProducerApp(PRODUCER));
  cluster.run(10 * SECOND);
  const all = [0, 1, 2].flatMap((p) => cluster.values('orders', p));
  expect(all.length).toBeGreaterThan(480);
  expect(all.length).toBeLessThan(510);
  expect(all.every((value) => /^order \d+ of (ana|bruno)$/.test(value ?? ''))).toBe(true);
  expect(describeClient(app.state)).toMatchObject({ role: 'producer', clientId: 'caixa', failed: 0 });
});

test('a record given while the first metadata request is under way asks for its topic in another', () => {
  for (const afterUs of [1, 500, 1_000, 2_000, 5_000, 200_000]) {
    const cluster = clusterOf([1]);
    startApp(cluster, 'producer-caixa', producerApp, createProducerApp({ ...PRODUCER, script: [{ afterUs, key: 'ana', value: 'early' }] }));
    cluster.run(2 * SECOND);
    expect(cluster.values('orders', 0), `${afterUs} us`).toEqual(['early']);
  }
});

test('a changed rate goes on with the same client; asked to stop, it sends what it has and ends', () => {
  const cluster = clusterOf([1]);
  const app = startApp(cluster, 'producer-caixa', producerApp, createProducerApp(PRODUCER));
  cluster.run(2 * SECOND);
  const before = app.state.producer;
  app.tell({ kind: 'Configure', app: { ...PRODUCER, recordsPerSecond: 0 } } as { kind: string });
  cluster.run(3 * SECOND);
  const count = cluster.values('orders', 0).length;
  cluster.run(5 * SECOND);
  expect(app.state.producer).toBe(before);
  expect(cluster.values('orders', 0).length).toBe(count);
  app.tell({ kind: 'Shutdown' });
  cluster.run(6 * SECOND);
  expect(app.ended).toBe(true);
});

test('a producer with bursts sends at another rate at the end of each period, and goes back', () => {
  const cluster = clusterOf([1]);
  startApp(cluster, 'producer-caixa', producerApp, createProducerApp({ ...PRODUCER, recordsPerSecond: 0.2, burst: { everySeconds: 20, seconds: 5, recordsPerSecond: 40 } }));
  const sentBy = (seconds: number): number => {
    cluster.run(seconds * SECOND);
    return cluster.values('orders', 0).length;
  };
  const [calm, burst, again, second] = [sentBy(15), sentBy(21), sentBy(35), sentBy(41)];
  expect(calm).toBeLessThan(6);
  expect(burst - calm).toBeGreaterThan(190);
  expect(burst - calm).toBeLessThan(210);
  expect(again - burst).toBeLessThan(5);
  expect(second - again).toBeGreaterThan(190);
});

test('a producer tells how many requests it needed and how long its batches took: a batch that waits is fewer requests and more time', () => {
  const told = ['0', '200'].map((linger) => {
    const cluster = clusterOf([1]);
    const app = startApp(cluster, 'producer-caixa', producerApp, createProducerApp({ ...PRODUCER, settings: { 'linger.ms': linger } }));
    cluster.run(10 * SECOND);
    return describeClient(app.state)?.requests ?? { sent: 0, latencyUs: null };
  });
  const [hurried, patient] = told;
  expect(hurried?.sent).toBeGreaterThan(400);
  expect(patient?.sent).toBeLessThan(60);
  expect(hurried?.latencyUs ?? 0).toBeLessThan(20_000);
  expect(patient?.latencyUs ?? 0).toBeGreaterThan(200_000);
});

test('a slow consumer falls behind by its processing time', () => {
  const cluster = clusterOf([1]);
  startApp(cluster, 'producer-caixa', producerApp, createProducerApp({ ...PRODUCER, recordsPerSecond: 100 }));
  const app = startApp(cluster, 'consumer-c1', consumerApp, createConsumerApp({ ...CONSUMER, processingMsPerRecord: 20 }));
  cluster.run(20 * SECOND);
  const consumed = describeClient(app.state)?.consumed ?? 0;
  expect(consumed).toBeGreaterThan(700);
  expect(consumed).toBeLessThan(1_500);
  app.tell({ kind: 'Shutdown' });
  cluster.run(22 * SECOND);
  expect(app.ended).toBe(true);
  expect(cluster.group.members.size).toBe(0);
});

test('with auto commit off, each poll is committed when it is done', () => {
  const cluster = clusterOf([1]);
  startApp(cluster, 'producer-caixa', producerApp, createProducerApp({ ...PRODUCER, recordsPerSecond: 10 }));
  startApp(cluster, 'consumer-c1', consumerApp, createConsumerApp({ ...CONSUMER, settings: { ...CONSUMER.settings, 'enable.auto.commit': 'false' } }));
  cluster.run(10 * SECOND);
  expect(cluster.group.committed.get('orders-0')).toBeGreaterThan(80);
});

test('everything that an application knows is plain data, at any time', () => {
  const cluster = clusterOf([1, 2]);
  const producer = startApp(cluster, 'producer-caixa', producerApp, createProducerApp(PRODUCER));
  const consumer = startApp(cluster, 'consumer-c1', consumerApp, createConsumerApp(CONSUMER));
  for (let tick = 1; tick <= 200; tick++) {
    cluster.run((tick * SECOND) / 40);
    if (tick === 100) cluster.moveLeader('orders', 0, 3);
    for (const { state } of [producer, consumer]) expect(() => assertPlain(state, 'state', new Set())).not.toThrow();
  }
});
