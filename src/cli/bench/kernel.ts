// Figures of the engine: kernel events beside the bare heap's, and how long a seek takes.
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { EventQueue } from '../../sim/kernel/heap.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Behavior, Message } from '../../sim/kernel/types.ts';
import { Timeline } from '../../sim/timeline.ts';
import { realWorld } from '../../sim/world.ts';

/** One figure of a table. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const WAITING = 2_000;
const EVENTS = 1_000_000;
const ACTORS = 50;

/** What the benchmarks draw by: the same on every machine, and next to nothing beside what is measured. */
function numbers(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state;
  };
}

/** Events a second through the queue alone: take the next, put another in, with so many waiting. */
function bareHeap(): number {
  const next = numbers();
  const queue = new EventQueue<{ readonly kind: string; readonly at: number }>();
  let sequence = 0;
  for (let i = 0; i < WAITING; i++) queue.push(next() % 10_000, sequence++, { kind: 'Tick', at: 0 });
  const begun = performance.now();
  for (let i = 0; i < EVENTS; i++) {
    const at = queue.nextTime();
    queue.pop();
    queue.push(at + (next() % 10_000), sequence++, { kind: 'Tick', at });
  }
  return EVENTS / ((performance.now() - begun) / 1000);
}

interface Hopper {
  handled: number;
}

/** Half of the events are timers, half are messages over the network. */
function kernelEvents(): number {
  const next = numbers();
  const hopper: Behavior<Hopper> = {
    start: (_state, ctx) => {
      for (let i = 0; i < WAITING / ACTORS; i++) ctx.schedule(next() % 10_000, { kind: 'Tick' });
    },
    receive(state, message: Message, _from, ctx) {
      state.handled += 1;
      if (message.kind === 'Tick') ctx.send(`node-${next() % ACTORS}`, { kind: 'Hop' });
      else ctx.schedule(next() % 10_000, { kind: 'Tick' });
    },
    crash: (state) => state,
  };
  const behaviors = { hopper } as Readonly<Record<string, Behavior<unknown>>>;
  const kernel = new Kernel({ behaviors, seed: 1, link: { ...defaultScenario.link, jitterUs: 0 }, startedAtMs: 0 });
  for (let i = 0; i < ACTORS; i++) kernel.spawn(`node-${i}`, 'hopper', { handled: 0 });
  const begun = performance.now();
  for (let i = 0; i < EVENTS; i++) kernel.step();
  return EVENTS / ((performance.now() - begun) / 1000);
}

const RUNS = 5;

/** The kernel beside its own heap: measured in turns, the best of five runs each, on one machine in one process. */
export function benchKernel(): Figure[] {
  const heaps: number[] = [];
  const kernels: number[] = [];
  // The first turn only warms up.
  for (let run = 0; run <= RUNS; run++) {
    heaps.push(bareHeap());
    kernels.push(kernelEvents());
  }
  const heap = Math.max(...heaps.slice(1));
  const kernel = Math.max(...kernels.slice(1));
  return [
    { name: 'heap-events', value: Math.round(heap), unit: 'events/s' },
    { name: 'kernel-events', value: Math.round(kernel), unit: 'events/s' },
    { name: 'heap-to-kernel', value: Math.round((heap / kernel) * 100) / 100, unit: 'times' },
  ];
}

/** The default cluster under 1,000 records a second, consumed by a group. */
export const busyScenario: Scenario = {
  ...defaultScenario,
  name: 'busy',
  topics: [{ name: 'orders', partitions: 6, replicationFactor: 3 }],
  apps: [
    { kind: 'producer', name: 'shop', topic: 'orders', recordsPerSecond: 1_000, keys: ['ana', 'bia', 'caio', 'davi', 'eva', 'fabio', 'gil', 'hugo'], value: 'order {n} of {key}', settings: {} },
    { kind: 'consumer', name: 'c1', topics: ['orders'], group: 'billing', processingMsPerRecord: 0, settings: {} },
  ],
};

const SEEKS = 200;

/** Random seeks over so many virtual minutes: how long 95 of 100 take at most, and how fast the world was lived through. */
export function benchSeek(minutes = 10): Figure[] {
  const next = numbers();
  const timeline = new Timeline(realWorld, busyScenario, 1);
  const begun = performance.now();
  timeline.advance(minutes * 60_000_000);
  const lived = (performance.now() - begun) / 1000;
  const { handled } = timeline.kernel.state;
  const from = busyScenario.shownFromUs;
  const times = Array.from({ length: SEEKS }, () => {
    const to = from + (next() % (timeline.end - from));
    const before = performance.now();
    timeline.seek(to);
    return performance.now() - before;
  }).sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return [
    { name: 'busy-world-speed', value: Math.round((minutes * 60) / lived), unit: 'virtual s/s' },
    { name: 'busy-world-events', value: Math.round(handled / lived), unit: 'events/s' },
    { name: 'seek-p50', value: at(0.5), unit: 'ms' },
    { name: 'seek-p95', value: at(0.95), unit: 'ms' },
    { name: 'memory', value: Math.round(process.memoryUsage().heapUsed / 1e6), unit: 'MB' },
  ];
}
