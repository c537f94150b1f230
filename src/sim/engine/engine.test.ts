// The engines beside Kafka: what a queue promises, what a batch job's interval costs, how long ZooKeeper's controllers took.
import { describe, expect, it } from 'vitest';
import type { BatchJobSpec, EngineSpec, QueueConsumerSpec, QueueSpec } from '../../bridge/engines.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { Kernel } from '../kernel/kernel.ts';
import { MILLISECOND, SECOND } from '../kernel/types.ts';
import type { BatchState } from './batch-job.ts';
import { createEngine, ENGINE_BEHAVIORS, engineNode } from './engines.ts';
import type { QueueState } from './message-queue.ts';
import type { QueueConsumerState } from './queue-apps.ts';
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
    expect(queueOf(kernel).dead.map(({ number }) => number)).toEqual([7]);
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
