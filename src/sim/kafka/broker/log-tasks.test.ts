// Retention and the log cleaner in a whole cluster: on leaders and followers, with their facts, and for the groups' own topic.
import { expect, test } from 'vitest';
import type { ReplicaRecord } from '../../../bridge/records.ts';
import { type AppSpec, defaultScenario, type Scenario } from '../../../bridge/scenario.ts';
import { project } from '../../../view-model/project.ts';
import { lastFacts } from '../../kernel/fact-store.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fact } from '../../kernel/types.ts';
import { createWorld } from '../../world.ts';
import { forEachBatch } from '../log/segment.ts';
import type { Log } from '../log/log.ts';
import type { Broker } from './state.ts';

const QUICK = { 'log.initial.task.delay.ms': '1000', 'log.retention.check.interval.ms': '1000', 'log.cleaner.backoff.ms': '1000' };

const producer = (topic: string, keys: readonly string[]): AppSpec => ({ kind: 'producer', name: 'caixa', topic, recordsPerSecond: 10, keys, value: '{key}{n}', settings: { acks: 'all', 'linger.ms': '0' } });

function world(topic: string, configs: Readonly<Record<string, string>>, apps: readonly AppSpec[], settings: Readonly<Record<string, string>> = {}): Kernel {
  const scenario: Scenario = { ...defaultScenario, settings: { ...QUICK, ...settings }, topics: [{ name: topic, partitions: 1, replicationFactor: 3, assignment: [[1, 2, 3]], configs }], apps };
  return createWorld(scenario, 7, { check: true });
}

const isBroker = (state: unknown): state is Broker => typeof state === 'object' && state !== null && 'plane' in state && 'life' in state;

function logOf(kernel: Kernel, id: number, name: string): Log {
  const state = kernel.actorState(`broker-${id}`);
  const log = isBroker(state) ? state.plane.partitions[name]?.log : undefined;
  if (log === undefined) throw new Error(`broker ${id} has ${name}`);
  return log;
}

function run(kernel: Kernel, seconds: number): void {
  kernel.runUntil(kernel.state.now + seconds * 1_000_000);
}

function factsOf(kernel: Kernel, kind: string): Fact[] {
  return lastFacts(kernel.state.facts, 10_000).filter((fact) => fact.kind === kind);
}

/** The values of a log's sealed segments, by key: how often each key stands there. */
function keysBelow(log: Log): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const segment of log.segments.slice(0, -1)) forEachBatch(segment, (batch) => {
    for (const { key } of batch.records) counts[key ?? ''] = (counts[key ?? ''] ?? 0) + 1;
  });
  return counts;
}

function replica(kernel: Kernel, id: string): ReplicaRecord {
  const record = project(kernel.state).get(id);
  if (record?.kind !== 'replica') throw new Error(`there is ${id}`);
  return record;
}

test('retention.ms takes whole segments on the leader and on its followers; what is told is told once', () => {
  const kernel = world('cliques', { 'segment.ms': '2000', 'retention.ms': '5000' }, [producer('cliques', [])]);
  run(kernel, 25);
  for (const id of [1, 2, 3]) {
    const log = logOf(kernel, id, 'cliques-0');
    expect(log.logStartOffset).toBeGreaterThan(50);
    expect(log.segments[0]?.baseOffset).toBe(log.logStartOffset);
    expect(log.highWatermark).toBeGreaterThan(log.logStartOffset);
  }
  const deleted = factsOf(kernel, 'segments-deleted');
  expect(new Set(deleted.map((fact) => `${fact.params['broker']} ${fact.params['reason']}`))).toEqual(new Set(['1 time']));
  expect(factsOf(kernel, 'segment-rolled').length).toBeGreaterThan(5);
  const seen = replica(kernel, 'replica/cliques-0/2');
  expect([seen.cleanupPolicy, seen.cleanedTo, seen.segmentCount, seen.sizeBytes > 0]).toEqual(['delete', -1, seen.segments.length, true]);
});

test('a compacted topic keeps each key once below its active segment, on all replicas, and says what the cleaner removed', () => {
  const kernel = world('precos', { 'cleanup.policy': 'compact', 'segment.ms': '3000', 'min.cleanable.dirty.ratio': '0.01' }, [producer('precos', ['cha', 'leite', 'pao'])]);
  run(kernel, 30);
  for (const id of [1, 2, 3]) {
    const log = logOf(kernel, id, 'precos-0');
    expect([log.logStartOffset, log.segments.length]).toEqual([0, 2]);
    expect(keysBelow(log)).toEqual({ cha: 1, leite: 1, pao: 1 });
  }
  const [first] = factsOf(kernel, 'log-compacted');
  expect(first?.params['removed']).toBeGreaterThan(20);
  expect(first?.subjects).toEqual(['partition/precos-0', 'replica/precos-0/1']);
  const seen = replica(kernel, 'replica/precos-0/1');
  expect([seen.cleanupPolicy, seen.segments.map((segment) => segment.records).slice(0, 1), seen.cleanedTo]).toEqual(['compact', [3], seen.segments[1]?.baseOffset]);
});

test('the groups\' own topic is compacted, and a new coordinator still finds what was committed', () => {
  const consumer: AppSpec = { kind: 'consumer', name: 'c1', topics: ['cliques'], group: 'g', processingMsPerRecord: 0, settings: { 'auto.commit.interval.ms': '100', 'auto.offset.reset': 'earliest' } };
  const kernel = world('cliques', {}, [producer('cliques', []), consumer], { 'log.roll.ms': '3000', 'log.cleaner.min.cleanable.ratio': '0.1', 'offsets.topic.num.partitions': '1' });
  run(kernel, 40);
  const log = logOf(kernel, 1, '__consumer_offsets-0');
  expect(log.cleanedTo).toBeGreaterThan(50);
  expect(Object.values(keysBelow(log)).every((count) => count === 1)).toBe(true);
  const owner = (): number => {
    const record = project(kernel.state).get('owner/g/cliques-0');
    return record?.kind === 'owner' ? (record.committed ?? -1) : -1;
  };
  const leader = [1, 2, 3].find((id) => {
    const state = kernel.actorState(`broker-${id}`);
    return isBroker(state) && state.plane.partitions['__consumer_offsets-0']?.role === 'leader';
  });
  const before = owner();
  expect(before).toBeGreaterThan(100);
  kernel.crash(`broker-${leader}`);
  run(kernel, 25);
  expect(owner()).toBeGreaterThanOrEqual(before);
});
