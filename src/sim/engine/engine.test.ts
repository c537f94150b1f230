// The engines beside Kafka: what a queue promises, what a batch job's interval costs, how long ZooKeeper's controllers took.
import { describe, expect, it } from 'vitest';
import type { BatchJobSpec, EngineSpec, QueueConsumerSpec, QueueSpec } from '../../bridge/engines.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { freeze } from '../kernel/freeze.ts';
import { Kernel } from '../kernel/kernel.ts';
import { MILLISECOND, SECOND } from '../kernel/types.ts';
import type { BatchState } from './batch-job.ts';
import { createEngine, ENGINE_BEHAVIORS, engineNode } from './engines.ts';
import type { QueueState } from './message-queue.ts';
import type { QueueConsumerState } from './queue-apps.ts';
import type { ZooKeeperBrokerState } from './zookeeper-broker.ts';
import type { ZooKeeperState } from './zookeeper.ts';
import { zooKeeperFailover, zooKeeperFailoverMs } from './zookeeper-controller.ts';

function world(specs: readonly EngineSpec[], seed = 1): Kernel {
  const kernel = new Kernel({ behaviors: ENGINE_BEHAVIORS, seed, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: true });
  for (const spec of specs) kernel.spawn(engineNode(spec), spec.kind, createEngine(spec));
  return kernel;
}

const queue = (change: Partial<QueueSpec> = {}): QueueSpec => ({ kind: 'queue', name: 'orders', visibilityTimeoutMs: 0, maxDeliveries: 0, ...change });
const shop: EngineSpec = { kind: 'queue-producer', name: 'shop', queue: 'orders', messagesPerSecond: 10, keys: ['ana', 'bia'], body: 'order {n} of {key}' };
const consumer = (name: string, change: Partial<QueueConsumerSpec> = {}): QueueConsumerSpec => ({ kind: 'queue-consumer', name, queue: 'orders', prefetch: 5, processingMsPerMessage: 20, poison: '', ...change });

const queueOf = (kernel: Kernel): QueueState => kernel.actorState('queue-orders') as QueueState;
const consumerOf = (kernel: Kernel, name: string): QueueConsumerState => kernel.actorState(`queue-consumer-${name}`) as QueueConsumerState;

/** Messages that are in no place, or in two: there should be none. */
function unaccounted(kernel: Kernel): number {
  const { published, acknowledged, ready, handedOut, dead } = queueOf(kernel);
  return published - acknowledged - ready.length - handedOut.length - dead.length;
}

describe('a message queue', () => {
  it('hands each message to one consumer, and forgets it when it is acknowledged', () => {
    const kernel = world([queue(), shop, consumer('c1'), consumer('c2')]);
    kernel.runUntil(20 * SECOND);
    expect(unaccounted(kernel)).toBe(0);
    const [one, two] = [consumerOf(kernel, 'c1').processed, consumerOf(kernel, 'c2').processed];
    expect(one + two).toBe(queueOf(kernel).acknowledged);
    expect(Math.min(one, two)).toBeGreaterThan(50);
    expect(queueOf(kernel)).toMatchObject({ ready: [], redelivered: 0, dead: [] });
  });

  it('keeps what nobody takes, over a crash too, and hands out again what a lost consumer had', () => {
    const kernel = world([queue(), shop, consumer('c1', { processingMsPerMessage: 5_000 })]);
    kernel.runUntil(3 * SECOND);
    kernel.crash('queue-consumer-c1');
    kernel.runUntil(4 * SECOND);
    expect(queueOf(kernel).handedOut).toEqual([]);
    kernel.crash('queue-orders');
    kernel.start('queue-orders');
    kernel.runUntil(6 * SECOND);
    expect(unaccounted(kernel)).toBe(0);
    expect(queueOf(kernel).ready.map(({ message }) => message.number)).toEqual(queueOf(kernel).ready.map((_, i) => i));
    kernel.start('queue-consumer-c1');
    kernel.runUntil(12 * SECOND);
    expect(queueOf(kernel).redelivered).toBeGreaterThan(0);
    expect(unaccounted(kernel)).toBe(0);
  });

  it('makes a message visible again that was not acknowledged in time: two consumers then do the same work', () => {
    const kernel = world([queue({ visibilityTimeoutMs: 1_000 }), { ...shop, messagesPerSecond: 0.2 }, consumer('slow', { processingMsPerMessage: 2_500, prefetch: 1 }), consumer('other', { processingMsPerMessage: 2_500, prefetch: 1 })]);
    kernel.runUntil(5 * SECOND - 1);
    expect(queueOf(kernel).published).toBe(1);
    expect(queueOf(kernel).redelivered).toBeGreaterThan(0);
    expect(consumerOf(kernel, 'slow').processed + consumerOf(kernel, 'other').processed).toBeGreaterThan(1);
  });

  it('puts aside what nobody can deal with', () => {
    const kernel = world([queue({ maxDeliveries: 3 }), shop, consumer('c1', { poison: 'order 7 ' })]);
    kernel.runUntil(10 * SECOND);
    expect(queueOf(kernel).dead.map(({ message }) => message.number)).toEqual([7]);
    expect(consumerOf(kernel, 'c1').failed).toBe(3);
    expect(unaccounted(kernel)).toBe(0);
  });

  it('loses nothing, whatever ends and begins again', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const kernel = world([queue({ visibilityTimeoutMs: seed % 2 === 0 ? 700 : 0 }), shop, consumer('c1'), consumer('c2', { processingMsPerMessage: 300 })], seed);
      for (let step = 0; step < 12; step += 1) {
        kernel.runUntil(kernel.state.now + (200 + ((seed * 37 + step * 101) % 900)) * MILLISECOND);
        const node = ['queue-orders', 'queue-consumer-c1', 'queue-consumer-c2'][(seed + step) % 3] ?? '';
        if (kernel.isUp(node)) kernel.crash(node);
        else kernel.start(node);
        expect(unaccounted(kernel)).toBe(0);
      }
    }
  });
});

describe('a batch job', () => {
  const job = (everyMs: number): BatchJobSpec => ({ kind: 'batch', name: 'night', everyMs, startupMs: 2_000, perLineMs: 1, wanted: 'FRAUD' });
  const source: EngineSpec = { kind: 'batch-source', name: 'shop', job: 'night', linesPerSecond: 10, keys: ['ana'], value: 'purchase {n}', special: 'FRAUD {n}', specialEvery: 47 };
  const jobOf = (kernel: Kernel): BatchState => kernel.actorState('batch-night') as BatchState;

  it.each([[10_000], [60_000]])('every %d ms finds a fraud after half its interval on average, and its own work', (everyMs) => {
    const kernel = world([job(everyMs), source]);
    kernel.runUntil(10 * 60 * SECOND);
    const delays = jobOf(kernel).findings.flatMap(({ alerts }) => alerts.map(({ delayMs }) => delayMs));
    expect(delays.length).toBeGreaterThan(90);
    const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
    expect(mean).toBeGreaterThan(everyMs / 2);
    expect(mean).toBeLessThan(everyMs / 2 + 5_000);
    expect(Math.max(...delays)).toBeLessThan(everyMs + 4_000);
  });

  it('reads every line once, also where a run is cut short', () => {
    const kernel = world([job(10_000), source]);
    kernel.runUntil(31 * SECOND);
    kernel.crash('batch-night');
    kernel.start('batch-night');
    kernel.runUntil(90 * SECOND);
    const { findings, file, running } = jobOf(kernel);
    const read = findings.reduce((sum, { lines }) => sum + lines, 0) + file.length + (running?.lines.length ?? 0);
    expect(read).toBeGreaterThan(880);
    expect(read).toBeLessThanOrEqual(901);
  });

  it('skips a run that is due while one is at work', () => {
    const kernel = world([{ ...job(1_000), startupMs: 2_500 }, source]);
    kernel.runUntil(30 * SECOND);
    expect(jobOf(kernel).skipped).toBeGreaterThan(10);
  });
});

describe('a controller of the ZooKeeper era', () => {
  it.each([['1.0', 100_000, 28_000], ['1.1', 100_000, 14_000], ['2.5', 10, 1]] as const)('%s reads %d partitions in %d ms', (era, partitions, ms) => {
    expect(zooKeeperFailover(partitions, era).at(-1)).toEqual({ step: 'state-read', ms });
  });
  it('is found missing after the session timeout, however few partitions there are', () => {
    expect(zooKeeperFailoverMs(0)).toBe(18_020);
    expect(zooKeeperFailoverMs(100_000)).toBe(32_020);
  });
});

describe('the controllers of the ZooKeeper era, played', () => {
  const ensemble = (partitions: number): EngineSpec[] => [
    { kind: 'zookeeper', name: 'old', partitions, era: '2.5' }, ...['1', '2', '3'].map((name): EngineSpec => ({ kind: 'zookeeper-broker', name, zookeeper: 'old' })),
  ];
  const zooKeeperOf = (kernel: Kernel): ZooKeeperState => kernel.actorState('zookeeper-old') as ZooKeeperState;

  const controllerOf = (kernel: Kernel): string => zooKeeperOf(kernel).sessions.find(({ session }) => session === zooKeeperOf(kernel).controller)?.node ?? '';

  it.each([10, 1_000, 100_000])('with %d partitions another broker is in charge after the time that the model says', (partitions) => {
    const kernel = world(ensemble(partitions));
    kernel.runUntil(60 * SECOND);
    const first = controllerOf(kernel);
    expect(zooKeeperOf(kernel)).toMatchObject({ acting: true, epoch: 1, read: partitions, failovers: 0 });
    kernel.crash(first);
    kernel.runUntil(120 * SECOND);
    const { acting, lastFailoverMs, failovers } = zooKeeperOf(kernel);
    expect([controllerOf(kernel) === first, acting, failovers]).toEqual([false, true, 1]);
    // The session counts from the last sign of life, at most a third of the time-out before the crash.
    expect(lastFailoverMs).toBeLessThanOrEqual(zooKeeperFailoverMs(partitions) + 100);
    expect(lastFailoverMs).toBeGreaterThanOrEqual(zooKeeperFailoverMs(partitions) - 18_000 / 3 - 100);
  });

  it('does not wait for a broker that says good-bye', () => {
    const kernel = world(ensemble(10));
    kernel.runUntil(30 * SECOND);
    kernel.tell(controllerOf(kernel), { kind: 'Shutdown' }, -1);
    kernel.runUntil(32 * SECOND);
    expect(zooKeeperOf(kernel)).toMatchObject({ acting: true, epoch: 2 });
    expect(zooKeeperOf(kernel).lastFailoverMs).toBeLessThan(100);
  });

  it('has one controller at most, whoever ends and begins again', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const kernel = world(ensemble(5_000), seed);
      for (let step = 0; step < 12; step += 1) {
        kernel.runUntil(kernel.state.now + (3_000 + ((seed * 911 + step * 1_301) % 9_000)) * MILLISECOND);
        const node = ['zookeeper-broker-1', 'zookeeper-broker-2', 'zookeeper-broker-3', 'zookeeper-old'][(seed + step * 3) % 4] ?? '';
        if (kernel.isUp(node)) kernel.crash(node);
        else kernel.start(node);
      }
      for (const node of ['zookeeper-broker-1', 'zookeeper-broker-2', 'zookeeper-broker-3', 'zookeeper-old']) if (!kernel.isUp(node)) kernel.start(node);
      kernel.runUntil(kernel.state.now + 60 * SECOND);
      const roles = ['1', '2', '3'].map((name) => (kernel.actorState(`zookeeper-broker-${name}`) as ZooKeeperBrokerState).role);
      expect([seed, roles.filter((role) => role === 'controller').length, zooKeeperOf(kernel).acting]).toEqual([seed, 1, true]);
    }
  });
});

describe('an engine that is changed while it runs', () => {
  const change = (kernel: Kernel, engine: EngineSpec): void => kernel.tell(engineNode(engine), freeze({ kind: 'Configure', engine }), -1);

  it('runs its job at the new interval, counted from the last run', () => {
    const job: BatchJobSpec = { kind: 'batch', name: 'night', everyMs: 60_000, startupMs: 100, perLineMs: 0, wanted: '' };
    const kernel = world([job]);
    kernel.runUntil(20 * SECOND);
    change(kernel, { ...job, everyMs: 5_000 });
    kernel.runUntil(29 * SECOND);
    expect((kernel.actorState('batch-night') as BatchState).runs).toBe(2);
  });

  it('takes its time for each message as it is told now', () => {
    const slow = consumer('c1', { processingMsPerMessage: 60_000 });
    const kernel = world([queue(), shop, slow]);
    kernel.runUntil(10 * SECOND);
    change(kernel, { ...slow, processingMsPerMessage: 10 });
    kernel.runUntil(59 * SECOND);
    expect(consumerOf(kernel, 'c1').processed).toBe(0);
    kernel.runUntil(90 * SECOND);
    expect(consumerOf(kernel, 'c1').processed).toBeGreaterThan(500);
  });
});
