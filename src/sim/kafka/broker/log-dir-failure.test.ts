// Faults of a broker's disk and clock, in a whole cluster.
import { expect, test } from 'vitest';
import type { Input } from '../../../bridge/input.ts';
import { defaultScenario, type Scenario } from '../../../bridge/scenario.ts';
import { lastFacts } from '../../kernel/fact-store.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { createWorld, giveInput } from '../../world.ts';
import type { Broker } from './state.ts';

const scenario: Scenario = {
  ...defaultScenario,
  topics: [{ name: 'orders', partitions: 1, replicationFactor: 3, assignment: [[1, 2, 3]] }],
  apps: [{ kind: 'producer', name: 'caixa', topic: 'orders', recordsPerSecond: 20, keys: [], value: 'v{n}', settings: { acks: 'all' } }],
};

const isBroker = (state: unknown): state is Broker => typeof state === 'object' && state !== null && 'plane' in state;

function broker(kernel: Kernel, id: number): Broker {
  const state = kernel.actorState(`broker-${id}`);
  if (!isBroker(state)) throw new Error(`there is a broker ${id}`);
  return state;
}

function give(kernel: Kernel, input: Input): void {
  expect(giveInput(kernel, input)).toBe(null);
}

function kinds(kernel: Kernel): string[] {
  return lastFacts(kernel.state.facts, 10_000).map((fact) => fact.kind);
}

function run(kernel: Kernel, seconds: number): void {
  kernel.runUntil(kernel.state.now + seconds * 1_000_000);
}

test.each(['full', 'broken'] as const)('a %s disk ends its broker; another leads, nothing acknowledged is lost, and it comes back when repaired', (failure) => {
  const kernel = createWorld(scenario, 3, { check: true });
  run(kernel, 5);
  give(kernel, { kind: 'fail-disk', node: 'broker-1', failure });
  run(kernel, 6);
  expect(kernel.isUp('broker-1')).toBe(false);
  const facts = lastFacts(kernel.state.facts, 10_000);
  const ended = facts.find((fact) => fact.kind === 'log-dir-failed');
  expect([ended?.params, facts[ended?.cause ?? -1]?.kind]).toEqual([{ broker: 1, dir: '/tmp/kafka/node-1/kraft-combined-logs', failure }, 'disk-failed']);
  run(kernel, 12);
  expect(broker(kernel, 2).image.topics['orders']?.partitions[0]?.leader).toBe(2);
  give(kernel, { kind: 'start', node: 'broker-1' });
  run(kernel, 3);
  expect(kernel.isUp('broker-1')).toBe(false);
  give(kernel, { kind: 'fail-disk', node: 'broker-1', failure: 'none' });
  give(kernel, { kind: 'start', node: 'broker-1' });
  run(kernel, 20);
  expect(broker(kernel, 2).image.topics['orders']?.partitions[0]?.isr).toEqual([1, 2, 3]);
  expect(kinds(kernel)).not.toContain('send-failed');
});

test('a producer whose clock is two hours ahead is refused, until the clock is right', () => {
  const kernel = createWorld(scenario, 4, { check: true });
  run(kernel, 5);
  give(kernel, { kind: 'clock-skew', node: 'producer-caixa', ms: 7_200_000 });
  run(kernel, 2);
  const end = broker(kernel, 1).plane.partitions['orders-0']?.log.logEndOffset ?? -1;
  expect(kinds(kernel)).toContain('records-refused');
  run(kernel, 2);
  expect(broker(kernel, 1).plane.partitions['orders-0']?.log.logEndOffset).toBe(end);
  give(kernel, { kind: 'clock-skew', node: 'producer-caixa', ms: 0 });
  run(kernel, 2);
  expect(broker(kernel, 1).plane.partitions['orders-0']?.log.logEndOffset).toBeGreaterThan(end);
});

test('what cannot be: a controller has no log directory to lose here, a clock no half milliseconds', () => {
  const kernel = createWorld(defaultScenario, 1);
  expect(giveInput(kernel, { kind: 'fail-disk', node: 'controller-101', failure: 'full' })).toBe('no_such_node');
  expect(giveInput(kernel, { kind: 'clock-skew', node: 'broker-1', ms: 0.5 })).toBe('bad_value');
});
