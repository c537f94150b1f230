// The chaos dial: faults that a seed draws, one after the other, each with its repair. The same seed, dial and nodes give the same faults.
import type { HandInput, NodeId } from '../../../bridge/input.ts';
import { nextRandom, type RandomState } from '../../kernel/random.ts';
import { SECOND, type Time } from '../../kernel/types.ts';

/** What may be broken, by name in the order of their code units. */
export interface ChaosTargets {
  readonly brokers: readonly NodeId[];
  readonly controllers: readonly NodeId[];
  readonly taskManagers: readonly NodeId[];
  readonly clients: readonly NodeId[];
}

export interface DrawnFault {
  readonly breaks: readonly HandInput[];
  readonly repairs: readonly HandInput[];
  /** How long it stays broken, in virtual microseconds. */
  readonly lasts: Time;
}

type Make = (targets: ChaosTargets, random: RandomState) => Omit<DrawnFault, 'lasts'> | null;

/** Longer than broker.session.timeout.ms, Kafka default 9 s: a fault is noticed before it is repaired, most times. */
const SHORTEST: Time = 6 * SECOND;
const LONGEST: Time = 24 * SECOND;
const SLOW_DISK = 50;
const SLOW_TASK = 500;
const BAD_LINK = { latencyUs: 150_000, lossRate: 0.05 } as const;
/** The network's own fields as `shape-link` heals them are the scenario's, which a fault does not know: it takes back only what it changed. */
const GOOD_LINK = { latencyUs: 200, lossRate: 0 } as const;

const MAKERS: readonly Make[] = [
  ({ brokers }, random) => crash(pick(brokers, random)),
  ({ brokers }, random) => crash(pick(brokers, random)),
  ({ controllers }, random) => crash(pick(controllers, random)),
  ({ taskManagers }, random) => crash(pick(taskManagers, random)),
  ({ clients }, random) => crash(pick(clients, random)),
  ({ brokers }, random) => slowDisk(pick(brokers, random)),
  ({ taskManagers }, random) => slowTask(pick(taskManagers, random)),
  ({ brokers, controllers }, random) => cut(pick(brokers, random), pick([...brokers, ...controllers], random)),
  ({ brokers, controllers }, random) => alone(pick(brokers, random), [...brokers, ...controllers]),
  ({ brokers, clients }, random) => badLink(pick(clients, random), pick(brokers, random)),
];

/** The next fault. Null where the one that was drawn has nothing to break in this world: then the next draw comes in its turn. */
export function drawFault(targets: ChaosTargets, random: RandomState): DrawnFault | null {
  const make = MAKERS[Math.floor(nextRandom(random) * MAKERS.length)];
  const lasts = Math.round(SHORTEST + nextRandom(random) * (LONGEST - SHORTEST));
  const fault = make?.(targets, random) ?? null;
  return fault === null ? null : { ...fault, lasts };
}

/** How long until the next one: evenly from half to one and a half of the mean. */
export function nextGap(perMinute: number, random: RandomState): Time {
  return Math.round((60 * SECOND * (0.5 + nextRandom(random))) / perMinute);
}

function pick(nodes: readonly NodeId[], random: RandomState): NodeId | null {
  return nodes[Math.floor(nextRandom(random) * nodes.length)] ?? null;
}

function crash(node: NodeId | null): Omit<DrawnFault, 'lasts'> | null {
  return node === null ? null : { breaks: [{ kind: 'crash', node }], repairs: [{ kind: 'start', node }] };
}

function slowDisk(node: NodeId | null): Omit<DrawnFault, 'lasts'> | null {
  return node === null ? null : { breaks: [{ kind: 'slow-disk', node, factor: SLOW_DISK }], repairs: [{ kind: 'slow-disk', node, factor: 1 }] };
}

function slowTask(node: NodeId | null): Omit<DrawnFault, 'lasts'> | null {
  return node === null ? null : { breaks: [{ kind: 'slow-task', node, factor: SLOW_TASK }], repairs: [{ kind: 'slow-task', node, factor: 1 }] };
}

function cut(a: NodeId | null, b: NodeId | null): Omit<DrawnFault, 'lasts'> | null {
  if (a === null || b === null || a === b) return null;
  const pairs = [[a, b], [b, a]] as const;
  return { breaks: pairs.map(([from, to]) => ({ kind: 'cut', from, to })), repairs: pairs.map(([from, to]) => ({ kind: 'heal', from, to })) };
}

function alone(node: NodeId | null, nodes: readonly NodeId[]): Omit<DrawnFault, 'lasts'> | null {
  if (node === null) return null;
  const pairs = nodes.filter((other) => other !== node).flatMap((other) => [[node, other], [other, node]] as const);
  return { breaks: pairs.map(([from, to]) => ({ kind: 'cut', from, to })), repairs: pairs.map(([from, to]) => ({ kind: 'heal', from, to })) };
}

function badLink(from: NodeId | null, to: NodeId | null): Omit<DrawnFault, 'lasts'> | null {
  if (from === null || to === null) return null;
  const pairs = [[from, to], [to, from]] as const;
  return { breaks: pairs.map(([a, b]) => ({ kind: 'shape-link', from: a, to: b, link: BAD_LINK })), repairs: pairs.map(([a, b]) => ({ kind: 'shape-link', from: a, to: b, link: GOOD_LINK })) };
}
