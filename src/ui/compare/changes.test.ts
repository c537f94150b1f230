// What changed, in words: between named worlds (golden), and between instants of a world that was lived with real inputs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppSpec } from '../../bridge/scenario.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { lived } from '../testing/lived.ts';
import { type Change, changesBetween } from './changes.ts';

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((one) => one.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

const said = (changes: readonly Change[]): string => changes.map(({ title, texts }) => `${title}: ${texts.join(' · ')}`).join('\n');

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

test.each([['records-in-flight', 'leader-killed'], ['flink-at-work', 'flink-restarting'], ['rebalance', 'reconciliation'], ['message-queue', 'fresh-cluster']])('from %s to %s', async (from, to) => {
  const text = said(changesBetween(tablesOf(from), tablesOf(to)));
  expect(text).not.toMatch(/undefined|NaN|change_|\{\w+\}/);
  await expect(`${text}\n`).toMatchFileSnapshot(`golden/${from}-to-${to}.txt`);
});

test.each(NAMED_WORLDS.map(({ name }) => [name]))('%s is as it is', (name) => expect(changesBetween(tablesOf(name), tablesOf(name))).toEqual([]));

test('a broker that was killed comes first, then what followed from it, and counts last', () => {
  const apps: AppSpec[] = [
    { kind: 'producer', name: 'caixa', topic: 'pedidos', recordsPerSecond: 5, keys: ['ana'], value: '{n}', settings: {} },
    { kind: 'consumer', name: 'c1', topics: ['pedidos'], group: 'loja', processingMsPerRecord: 5, settings: { 'auto.offset.reset': 'earliest' } },
  ];
  const scenario = { topics: [{ name: 'pedidos', partitions: 3, replicationFactor: 3 }], apps };
  const before = lived(scenario, [], 14);
  const after = lived(scenario, [[14, { kind: 'crash', node: 'broker-1' }]], 40);
  const changes = changesBetween(before.tables, after.tables);
  const titles = changes.map(({ title }) => title);
  expect(changes[0]).toMatchObject({ id: 'node/broker-1', there: true });
  expect(said(changes)).toMatch(/pedidos-\d: the leader was broker 1 and is \d · left the ISR: 1/);
  expect(said(changes)).toMatch(/caixa: sent: \+\d+/);
  expect(titles.indexOf('caixa')).toBeGreaterThan(titles.findIndex((title) => title.startsWith('pedidos-')));
});

test('of two branches either may have counted more; between instants a counter that went back began anew', () => {
  const many = tablesOf('records-in-flight');
  const [client] = [...many.client.values()].filter(({ recordsSent }) => recordsSent > 5);
  if (client === undefined) throw new Error('the named world has a producer');
  const behind = { ...many, client: new Map([[client.id, { ...client, recordsSent: client.recordsSent - 5 }]]) };
  const ahead = { ...many, client: new Map([[client.id, client]]) };
  expect(said(changesBetween(ahead, behind, 'branches'))).toBe(`${client.name}: sent: −5`);
  expect(said(changesBetween(behind, ahead, 'branches'))).toBe(`${client.name}: sent: +5`);
  expect(said(changesBetween(ahead, behind))).toBe(`${client.name}: sent: +${client.recordsSent - 5}`);
});
