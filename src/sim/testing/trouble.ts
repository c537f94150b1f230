// Faults at random for a whole cluster and its clients: crashes, power cuts, one-way splits, lossy links, slow disks, clocks that are wrong.
import { assert } from '../kernel/assert.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { nextRandom, type RandomState } from '../kernel/random.ts';
import { defaultScenario } from '../../bridge/scenario.ts';

export interface Troubled {
  readonly kernel: Kernel;
  readonly random: RandomState;
  /** Names of actors. Of brokers two may be down at a time, of controllers one. */
  readonly brokers: readonly string[];
  readonly controllers: readonly string[];
  /** Client processes: they may be cut off and crash. */
  readonly clients: readonly string[];
  /** Whether every partition is on all its replicas, so that losing the power of one broker may lose nothing that was acknowledged. */
  isWhole(): boolean;
}

const HEALTHY = { lossRate: defaultScenario.link.lossRate, duplicateRate: defaultScenario.link.duplicateRate, cut: false };

export function pickFrom<T>(random: RandomState, from: readonly T[]): T {
  const one = from[Math.floor(nextRandom(random) * from.length)];
  assert(one !== undefined, 'there is something to pick from');
  return one;
}

/** One fault, or the end of one. */
export function makeTrouble(of: Troubled): void {
  const { kernel, random, brokers, controllers, clients } = of;
  const draw = nextRandom(random);
  if (draw < 0.25) crashOrStart(of, brokers, 2);
  else if (draw < 0.32) crashOrStart(of, controllers, 1);
  else if (draw < 0.5) crashOrStart(of, clients, clients.length - 1);
  else if (draw < 0.72) cutOrHeal(of);
  else if (draw < 0.82) shakeLink(of);
  else if (draw < 0.9) kernel.slowDisk(pickFrom(random, brokers), pickFrom(random, [1, 1, 50, 500]));
  // An hour on a broker would keep its groups from a new assignment for as long: they count from when the last one was made.
  else if (draw < 0.93) kernel.skewClock(pickFrom(random, brokers), pickFrom(random, [0, -5_000, 2_000]));
  else if (draw < 0.95) kernel.skewClock(pickFrom(random, clients), pickFrom(random, [0, -60_000, 3_600_000]));
  else if (of.isWhole()) losePower(of);
}

function crashOrStart({ kernel, random }: Troubled, nodes: readonly string[], most: number): void {
  const down = nodes.filter((node) => !kernel.isUp(node));
  const [first] = down;
  if (first !== undefined && (down.length >= most || nextRandom(random) < 0.6)) return kernel.start(first);
  const up = nodes.filter((node) => kernel.isUp(node));
  if (most > 0) kernel.crash(pickFrom(random, up));
}

/** What was not flushed is gone. It comes back at once or later, as after a short power cut. */
function losePower({ kernel, random, brokers }: Troubled): void {
  const node = pickFrom(random, brokers);
  kernel.crash(node, 'power');
  if (nextRandom(random) < 0.5) kernel.start(node);
}

function someLink({ random, brokers, controllers, clients }: Troubled): readonly [string, string] {
  const from = pickFrom(random, [...brokers, ...controllers, ...clients]);
  return [from, pickFrom(random, [...brokers, ...controllers, ...clients].filter((node) => node !== from))];
}

function cutOrHeal(of: Troubled): void {
  const [from, to] = someLink(of);
  of.kernel.setLink(from, to, { cut: nextRandom(of.random) < 0.5 });
}

/** A link that loses messages, or brings some of them twice. */
function shakeLink(of: Troubled): void {
  const [from, to] = someLink(of);
  of.kernel.setLink(from, to, pickFrom(of.random, [HEALTHY, { lossRate: 0.1 }, { duplicateRate: 0.2 }, { lossRate: 0.05, duplicateRate: 0.05 }]));
}

/** Everything works again, and every process runs. */
export function repairAll({ kernel, brokers, controllers, clients }: Troubled): void {
  const nodes = [...brokers, ...controllers, ...clients];
  for (const from of nodes) {
    kernel.skewClock(from, 0);
    if (brokers.includes(from)) kernel.slowDisk(from, 1);
    for (const to of nodes) if (to !== from) kernel.setLink(from, to, HEALTHY);
  }
  for (const node of nodes) if (!kernel.isUp(node)) kernel.start(node);
}
