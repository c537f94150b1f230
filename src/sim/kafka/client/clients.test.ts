// Producers and consumers together over a cluster that loses messages, resets connections and moves leaders.
import { expect, test } from 'vitest';
import { MILLISECOND, SECOND } from '../../kernel/types.ts';
import { Loopback } from '../../testing/loopback.ts';
import { closeConsumer, consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, pollConsumer, subscribe, takeRecords } from './consumer/consumer.ts';
import type { Consumer } from './consumer/state.ts';
import type { ClientIo } from './io.ts';
import { createProducer, handleProducerMessage, isBlocked, pollProducer, producerWakeup, sendRecord, takeResults } from './producer/producer.ts';
import type { Producer, SendResult } from './producer/state.ts';

/** A small seeded generator (mulberry32). */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Sending {
  readonly producer: Producer;
  readonly results: SendResult[];
}

/** A producer that sends `count` numbered records, one each 2 ms. */
function producerOf(cluster: Loopback, name: string, topic: string, count: number, settings: Record<string, string> = {}): Sending {
  const io = cluster.io(name);
  const made = createProducer({ 'bootstrap.servers': 'localhost:9092,localhost:9093', 'client.id': name, ...settings });
  if (made.kind === 'error') throw new Error(made.failure.exception);
  const { producer } = made;
  const results: SendResult[] = [];
  let next = 0;
  let nextAt = 0;
  const pump = (clock: ClientIo): void => {
    while (next < count && nextAt <= clock.now && !isBlocked(producer)) {
      sendRecord(producer, topic, null, { key: null, value: `${name}:${next}`, headers: [], timestampMs: 0 }, clock);
      next++;
      nextAt = clock.now + 2 * MILLISECOND;
    }
    pollProducer(producer, clock);
    results.push(...takeResults(producer));
  };
  cluster.attach(name, {
    message: (message, from, clock) => {
      handleProducerMessage(producer, message, from, clock);
      pump(clock);
    },
    poll: pump,
    wakeup: (now) => Math.min(producerWakeup(producer, now), next < count && !isBlocked(producer) ? Math.max(now, nextAt) : Number.MAX_SAFE_INTEGER),
  });
  pump(io);
  return { producer, results };
}

interface Reading {
  readonly consumer: Consumer;
  readonly read: { readonly at: string; readonly value: string | null }[];
  readonly io: ClientIo;
}

function consumerOf(cluster: Loopback, name: string, topics: readonly string[], settings: Record<string, string> = {}): Reading {
  const io = cluster.io(name);
  const made = createConsumer({ 'bootstrap.servers': 'localhost:9092', 'client.id': name, 'group.id': 'g', 'auto.offset.reset': 'earliest', ...settings }, io);
  if (made.kind === 'error') throw new Error(made.failure.exception);
  const { consumer } = made;
  subscribe(consumer, topics);
  const read: { at: string; value: string | null }[] = [];
  const pump = (clock: ClientIo): void => {
    if (consumer.closing !== 'open') {
      pollConsumer(consumer, clock);
      return;
    }
    for (let i = 0; i < 50; i++) {
      enterPoll(consumer, clock);
      const records = takeRecords(consumer, clock);
      if (records.length === 0) return;
      for (const r of records) read.push({ at: `${r.topic}-${r.partition}@${r.offset}`, value: r.record.value });
    }
  };
  cluster.attach(name, {
    message: (message, from, clock) => {
      handleConsumerMessage(consumer, message, from, clock);
      pump(clock);
    },
    poll: pump,
    wakeup: (now) => consumerWakeup(consumer, now),
  });
  pump(io);
  return { consumer, read, io };
}

function owners(...readings: readonly Reading[]): string[] {
  return readings.map(({ consumer }) => consumer.assigned.map((p) => p.partition).join());
}

test('what is produced is consumed, once and in order within each partition', () => {
  const cluster = new Loopback(seeded(1));
  cluster.topic('t', [1, 2, 3]);
  const { results } = producerOf(cluster, 'p', 't', 300);
  const { read } = consumerOf(cluster, 'c', ['t']);
  cluster.run(10 * SECOND);
  expect(results.filter((r) => r.error === null).length).toBe(300);
  expect(read.length).toBe(300);
  expect(new Set(read.map((r) => r.value)).size).toBe(300);
});

test.each(Array.from({ length: 30 }, (_, seed) => seed))('seed %i: resets, losses and leader changes lose and repeat nothing for an idempotent producer', (seed) => {
  const random = seeded(seed + 100);
  const cluster = new Loopback(random);
  cluster.topic('t', [1, 2, 3]);
  let faults = true;
  cluster.fault = (_, api) => {
    if (!faults || api === 'ApiVersions') return 'deliver';
    const draw = random();
    return draw < 0.05 ? 'reset' : draw < 0.07 ? 'lose' : 'deliver';
  };
  const { results } = producerOf(cluster, 'p', 't', 200, { 'request.timeout.ms': '1000', 'linger.ms': '3', 'batch.size': '200' });
  for (let second = 1; second <= 10; second++) {
    cluster.run(second * SECOND);
    cluster.moveLeader('t', second % 3, 1 + Math.floor(random() * 3));
  }
  faults = false;
  cluster.run(60 * SECOND);
  expect(results.map((r) => r.error)).toEqual(results.map(() => null));
  const all = [0, 1, 2].map((p) => cluster.values('t', p));
  expect(all.flat().length).toBe(200);
  expect(new Set(all.flat()).size).toBe(200);
  for (const values of all) {
    const numbers = values.map((value) => Number(value?.slice(2)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
});

test('two members share the partitions, and the one that stays takes all when the other leaves', () => {
  const cluster = new Loopback(seeded(3));
  cluster.topic('t', [1, 2, 3, 1]);
  const a = consumerOf(cluster, 'a', ['t']);
  cluster.run(2 * SECOND);
  expect(owners(a)).toEqual(['0,1,2,3']);
  const b = consumerOf(cluster, 'b', ['t']);
  cluster.run(8 * SECOND);
  expect(owners(a, b)).toEqual(['0,1', '2,3']);
  closeConsumer(b.consumer, b.io);
  cluster.run(16 * SECOND);
  expect(owners(a)).toEqual(['0,1,2,3']);
});

test('a member that dies without a word is replaced when its session has run out', () => {
  const cluster = new Loopback(seeded(4));
  cluster.topic('t', [1, 2, 3]);
  const a = consumerOf(cluster, 'a', ['t'], { 'session.timeout.ms': '10000' });
  const b = consumerOf(cluster, 'b', ['t'], { 'session.timeout.ms': '10000' });
  cluster.run(6 * SECOND);
  expect(owners(a, b).join().length).toBe('0,1,2'.length);
  cluster.detach('b');
  cluster.run(12 * SECOND);
  expect(owners(a)).not.toEqual(['0,1,2']);
  cluster.run(24 * SECOND);
  expect(owners(a)).toEqual(['0,1,2']);
});

test('cooperative members keep what they hold while the group rebalances', () => {
  const cluster = new Loopback(seeded(5));
  cluster.topic('t', [1, 2, 3]);
  const strategy = { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor' };
  const a = consumerOf(cluster, 'a', ['t'], strategy);
  cluster.run(3 * SECOND);
  const b = consumerOf(cluster, 'b', ['t'], strategy);
  let least = 3;
  for (let tick = 0; tick < 100; tick++) {
    cluster.run(3 * SECOND + tick * 100 * MILLISECOND);
    least = Math.min(least, a.consumer.assigned.length);
  }
  expect(least).toBe(2);
  expect(owners(a, b).map((own) => own.split(',').length).sort((x, y) => x - y)).toEqual([1, 2]);
});

test('members come and go while records flow: each record is read, and only records near a rebalance twice', () => {
  const cluster = new Loopback(seeded(6));
  cluster.topic('t', [1, 2, 3, 1, 2, 3]);
  producerOf(cluster, 'p', 't', 2_000);
  const a = consumerOf(cluster, 'a', ['t']);
  cluster.run(2 * SECOND);
  const b = consumerOf(cluster, 'b', ['t']);
  cluster.run(9 * SECOND);
  closeConsumer(a.consumer, a.io);
  const c = consumerOf(cluster, 'c', ['t']);
  cluster.run(40 * SECOND);
  const read = [...a.read, ...b.read, ...c.read].map((r) => r.at);
  expect(new Set(read).size).toBe(2_000);
  // Everyone committed before giving partitions up, so nothing is read twice.
  expect(read.length).toBe(2_000);
});

test.each(Array.from({ length: 15 }, (_, seed) => seed))('seed %i: with resets and losses all around, every record is read at least once and the group settles', (seed) => {
  const random = seeded(seed + 500);
  const cluster = new Loopback(random);
  cluster.topic('t', [1, 2, 3, 1]);
  let faults = true;
  cluster.fault = (_, api) => {
    if (!faults || api === 'ApiVersions') return 'deliver';
    const draw = random();
    return draw < 0.01 ? 'reset' : draw < 0.013 ? 'lose' : 'deliver';
  };
  const settings = { 'request.timeout.ms': '2000', 'session.timeout.ms': '6000', 'heartbeat.interval.ms': '1000', 'max.poll.interval.ms': '5000', 'auto.commit.interval.ms': '1000' };
  producerOf(cluster, 'p', 't', 600, { 'request.timeout.ms': '2000', 'linger.ms': '3' });
  const members = ['a', 'b', 'c'].map((name) => consumerOf(cluster, name, ['t'], settings));
  for (let second = 1; second <= 20; second++) {
    cluster.run(second * SECOND);
    if (second % 4 === 0) cluster.moveLeader('t', second % 3, 1 + Math.floor(random() * 3));
  }
  faults = false;
  cluster.run(70 * SECOND);
  expect(new Set(members.flatMap((m) => m.read.map((r) => r.at))).size).toBe(600);
  const held = members.flatMap((m) => m.consumer.assigned.map((p) => p.partition));
  expect(held.sort((x, y) => x - y)).toEqual([0, 1, 2, 3]);
  expect(members.map((m) => m.consumer.failure)).toEqual([null, null, null]);
});

test('a coordinator that is down is looked for at a measured pace, and found again', () => {
  const cluster = new Loopback(seeded(8));
  cluster.topic('t', [2]);
  const a = consumerOf(cluster, 'a', ['t']);
  cluster.run(3 * SECOND);
  expect(owners(a)).toEqual(['0']);
  let asked = 0;
  cluster.fault = (direction, api) => {
    if (direction === 'request' && api === 'FindCoordinator') asked++;
    return 'deliver';
  };
  cluster.down.add(1);
  cluster.drop(1);
  cluster.run(8 * SECOND);
  expect(asked).toBeGreaterThan(5);
  expect(asked).toBeLessThan(60);
  cluster.down.delete(1);
  cluster.run(12 * SECOND);
  expect(a.consumer.membership.coordinator).toBe(2_147_483_646);
  expect(owners(a)).toEqual(['0']);
});

test('a leader that moved is not asked over and over while metadata is old', () => {
  const cluster = new Loopback(seeded(9));
  cluster.topic('t', [2]);
  const a = consumerOf(cluster, 'a', ['t']);
  cluster.run(3 * SECOND);
  let asked = 0;
  cluster.fault = (direction, api) => {
    if (direction === 'request' && api === 'Fetch') asked++;
    return direction === 'answer' && api === 'Metadata' ? 'lose' : 'deliver';
  };
  cluster.moveLeader('t', 0, 3);
  cluster.run(6 * SECOND);
  expect(asked).toBeLessThan(60);
  expect(a.consumer.failure).toBe(null);
});
