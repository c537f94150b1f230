// The engines beside Kafka as records: what a queue holds and who has it, a batch job's reports, who is in charge with ZooKeeper.
import { describe, expect, it } from 'vitest';
import type { EngineSpec } from '../bridge/engines.ts';
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { project } from './project.ts';

const ENGINES: readonly EngineSpec[] = [
  { kind: 'queue', name: 'pedidos', visibilityTimeoutMs: 0, maxDeliveries: 3 },
  { kind: 'queue-producer', name: 'caixa', queue: 'pedidos', messagesPerSecond: 4, keys: ['ana'], body: 'pedido {n}' },
  { kind: 'queue-consumer', name: 'c1', queue: 'pedidos', prefetch: 2, processingMsPerMessage: 1_000, poison: 'pedido 5' },
  { kind: 'batch', name: 'noite', everyMs: 10_000, startupMs: 500, perLineMs: 1, wanted: 'FRAUDE' },
  { kind: 'zookeeper', name: 'antigo', partitions: 1_000, era: '2.5' },
  ...['1', '2', '3'].map((name): EngineSpec => ({ kind: 'zookeeper-broker', name, zookeeper: 'antigo' })),
];

function one<K extends WorldRecord['kind']>(kernel: Kernel, kind: K, id: string): Extract<WorldRecord, { kind: K }> {
  const record = project(kernel.state).get(id);
  if (record?.kind !== kind) throw new Error(`${id} is there`);
  return record as Extract<WorldRecord, { kind: K }>;
}

function later(kernel: Kernel, seconds: number, ...inputs: readonly Input[]): void {
  for (const input of inputs) expect(giveInput(kernel, input)).toBeNull();
  kernel.runUntil(kernel.state.now + seconds * SECOND);
}

describe('engines', () => {
  const kernel = createWorld({
    ...defaultScenario, topics: [{ name: 'compras', partitions: 1, replicationFactor: 3 }],
    apps: [
      { kind: 'producer', name: 'loja', topic: 'compras', recordsPerSecond: 2, keys: ['ana'], value: 'compra {n}', settings: {} },
      { kind: 'consumer', name: 'vigia', topics: ['compras'], group: 'vigia', processingMsPerRecord: 1, settings: {}, wanted: 'compra 2', copyTo: 'noite' },
    ],
    engines: ENGINES,
  }, 4);

  it('shows what a queue holds, who has it, and what is gone', () => {
    later(kernel, 10);
    const queue = one(kernel, 'queue', 'queue/pedidos');
    expect(queue.unacked).toBe(2);
    expect(queue.published).toBe(queue.ready + queue.unacked + queue.acknowledged + queue.dead);
    expect(queue.messages.slice(0, 3).map(({ to }) => to)).toEqual(['queue-consumer-c1', 'queue-consumer-c1', null]);
    expect(one(kernel, 'worker', 'worker/queue-consumer-c1')).toMatchObject({ role: 'consumer', engine: 'queue/pedidos', state: 'running', holding: 2, prefetch: 2 });
  });

  it('says what a crash gave back, and puts aside what nobody can deal with', () => {
    later(kernel, 2, { kind: 'crash', node: 'queue-consumer-c1' });
    expect(one(kernel, 'queue', 'queue/pedidos')).toMatchObject({ unacked: 0, consumers: 0 });
    expect(one(kernel, 'worker', 'worker/queue-consumer-c1').state).toBe('down');
    const facts = [...project(kernel.state).values()].flatMap((record) => (record.kind === 'fact' ? [record] : []));
    const returned = facts.findLast(({ fact }) => fact === 'messages-returned');
    expect(returned?.params).toMatchObject({ queue: 'pedidos', count: 2, reason: 'consumer-gone' });
    expect(facts.find(({ factId }) => factId === returned?.cause)?.fact).toBe('node-crashed');
    later(kernel, 30, { kind: 'start', node: 'queue-consumer-c1' }, { kind: 'add-engine', engine: { kind: 'queue-consumer', name: 'c2', queue: 'pedidos', prefetch: 5, processingMsPerMessage: 10, poison: 'pedido 5' } });
    const queue = one(kernel, 'queue', 'queue/pedidos');
    expect(queue.deadLetters.map(({ body }) => body)).toContain('pedido 5');
    expect(queue.dead).toBe(queue.deadLetters.length);
  });

  it('copies what a consumer reads to the file, and each finds what it looks for', () => {
    const batch = one(kernel, 'batch', 'batch/noite');
    expect(batch.runs).toBeGreaterThan(2);
    expect(batch.lines + batch.fileLines + batch.runningLines).toBeGreaterThan(60);
    expect(one(kernel, 'client', 'client/consumer-vigia').alerts).toBeGreaterThan(5);
    later(kernel, 15, { kind: 'change-engine', engine: { kind: 'batch', name: 'noite', everyMs: 2_000, startupMs: 500, perLineMs: 1, wanted: 'compra 9' } });
    const after = one(kernel, 'batch', 'batch/noite');
    expect(after.runs).toBeGreaterThan(batch.runs + 5);
    expect([after.everyMs, after.lastOldestAgeMs < 4_000]).toEqual([2_000, true]);
  });

  it('shows who is in charge with ZooKeeper, and how far the next one has read', () => {
    const before = one(kernel, 'zookeeper', 'zookeeper/antigo');
    expect(before).toMatchObject({ phase: 'steady', partitionsRead: 1_000, headlessSinceUs: -1 });
    const node = `zookeeper-broker-${before.controller}`;
    later(kernel, 1, { kind: 'crash', node });
    expect(one(kernel, 'zookeeper', 'zookeeper/antigo')).toMatchObject({ phase: 'unnoticed', controller: before.controller });
    later(kernel, 20, { kind: 'start', node });
    const after = one(kernel, 'zookeeper', 'zookeeper/antigo');
    expect([after.phase, after.failovers, after.headlessSinceUs]).toEqual(['steady', 1, -1]);
    expect(one(kernel, 'candidate', `candidate/zookeeper-broker-${after.controller}`).role).toBe('controller');
  });

  it('takes no engine that is not one', () => {
    const bad: readonly EngineSpec[] = [{ kind: 'batch', name: 'x', everyMs: 0, startupMs: 0, perLineMs: 0, wanted: '' }, { kind: 'queue', name: 'a b', visibilityTimeoutMs: 0, maxDeliveries: 0 }];
    for (const engine of bad) expect(giveInput(kernel, { kind: 'add-engine', engine })).toBe('bad_value');
    expect(giveInput(kernel, { kind: 'add-engine', engine: { kind: 'queue', name: 'pedidos', visibilityTimeoutMs: 0, maxDeliveries: 0 } })).toBe('name_taken');
    expect(giveInput(kernel, { kind: 'change-engine', engine: { kind: 'queue', name: 'outra', visibilityTimeoutMs: 0, maxDeliveries: 0 } })).toBe('no_such_node');
  });
});
