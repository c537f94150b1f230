// Projections of the real world: what the page sees of the four commands of the first hands-on, and that differences rebuild it.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { diff } from './diff.ts';
import { project } from './project.ts';

type Kind = WorldRecord['kind'];

function ofKind<K extends Kind>(records: ReadonlyMap<string, WorldRecord>, kind: K): Extract<WorldRecord, { kind: K }>[] {
  return [...records.values()].filter((record): record is Extract<WorldRecord, { kind: K }> => record.kind === kind);
}

const open = (tty: string): Input => ({ kind: 'open-tty', tty, columns: 80, rows: 24, echo: true });
const line = (tty: string, text: string): Input => ({ kind: 'line', tty, text });

function handsOn(): { records: Map<string, WorldRecord>; sums: number } {
  const kernel = createWorld(defaultScenario, 3);
  kernel.runUntil(12 * SECOND);
  let shown = project(kernel.state);
  const rebuilt = new Map(shown);
  let sums = 0;
  const play = (input: Input, us: number): void => {
    giveInput(kernel, input);
    const end = kernel.state.now + us;
    while (kernel.state.now < end) {
      kernel.runUntil(Math.min(end, kernel.state.now + 50_000));
      const next = project(kernel.state);
      const { put, removed } = diff(shown, next);
      sums += put.length + removed.length;
      for (const id of removed) rebuilt.delete(id);
      for (const record of put) rebuilt.set(record.id, record);
      shown = next;
    }
  };
  play(open('main'), 100_000);
  play(line('main', 'kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos --partitions 2 --replication-factor 3'), 3 * SECOND);
  play(open('c'), 100_000);
  play(line('c', 'kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic pedidos --group loja --from-beginning'), 6 * SECOND);
  play(line('main', 'kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos'), 3 * SECOND);
  play(line('main', 'um'), SECOND);
  play(line('main', 'dois'), 7 * SECOND);
  expect([...rebuilt].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([...shown].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { records: shown, sums };
}

describe('a projection', () => {
  const { records, sums } = handsOn();
  it('changes little from frame to frame', () => expect(sums).toBeLessThan(20_000));
  it('has every node, running', () => expect(ofKind(records, 'node').map((node) => node.state)).toEqual(['running', 'running', 'running', 'running', 'running', 'running']));
  it('has the topic and where its leaders are', () => {
    expect(ofKind(records, 'topic').find((topic) => topic.name === 'pedidos')).toMatchObject({ partitions: 2, replicationFactor: 3, internal: false });
    expect(ofKind(records, 'partition').filter((p) => p.topic === 'pedidos').map((p) => p.isr.length)).toEqual([3, 3]);
  });
  it('shows the records on every replica', () => {
    const tails = ofKind(records, 'replica').filter((replica) => replica.topic === 'pedidos').map((replica) => replica.tail.map((record) => record.value));
    expect(tails.filter((tail) => tail.includes('um'))).toHaveLength(3);
  });
  it('shows the producer and the consumer in their terminals', () => {
    expect(ofKind(records, 'client').map((client) => [client.role, client.tty, client.state])).toEqual([['consumer', 'c', 'running'], ['producer', 'main', 'running']]);
  });
  it('shows the group, its member, and how far it has come', () => {
    expect(ofKind(records, 'group').find((group) => group.group === 'loja')).toMatchObject({ state: 'Stable', members: 1 });
    expect(ofKind(records, 'owner').reduce((sum, owner) => sum + (owner.position ?? 0), 0)).toBe(2);
    expect(ofKind(records, 'owner').map((owner) => owner.lag)).toEqual([0, 0]);
    expect(ofKind(records, 'member')[0]?.node).toMatch(/^laptop\//);
  });
  it('shows what the terminal shows, the prompt last', () => {
    const lines = ofKind(records, 'line').filter((each) => each.tty === 'main').sort((a, b) => a.line - b.line).map((each) => each.text);
    expect(lines).toContain('Created topic pedidos.');
    expect(lines.at(-1)).toContain('>');
  });
});

it('shows the end of a log of many batches, and counts all of its records', () => {
  const kernel = createWorld({
    ...defaultScenario, topics: [{ name: 'pedidos', partitions: 1, replicationFactor: 1 }],
    apps: [{ kind: 'producer', name: 'caixa', topic: 'pedidos', recordsPerSecond: 200, keys: [], value: '{n}', settings: { 'linger.ms': '0' } }],
  }, 5);
  kernel.runUntil(25 * SECOND);
  const [replica] = ofKind(project(kernel.state), 'replica').filter(({ topic }) => topic === 'pedidos');
  const end = replica?.logEndOffset ?? 0;
  expect(end).toBeGreaterThan(2_000);
  const tail = replica?.tail.map(({ offset }) => offset) ?? [];
  expect(tail.length).toBeGreaterThan(10);
  expect(tail).toEqual(Array.from(tail, (_, i) => end - tail.length + i));
  expect(replica?.segments.map(({ records }) => records)).toEqual([end]);
});
