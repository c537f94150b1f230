// What explains a thing's state: a node at rest is explained by who stopped it, not by the newest thing that happened around it.
import { expect, test } from 'vitest';
import type { FactKind } from '../../bridge/facts.ts';
import type { FactRecord, NodeRecord } from '../../bridge/records.ts';
import { broker } from '../states/build.ts';
import { mainFactOf } from './history-of.ts';

function facts(kinds: readonly FactKind[]): FactRecord[] {
  return kinds.map((fact, at) => ({ kind: 'fact', id: `fact/${at}`, factId: at, fact, params: {}, atUs: at * 1_000_000, actor: 'controller-101', subjects: ['node/broker-1'], cause: -1 }));
}

test.each<[NodeRecord['state'], readonly FactKind[], FactKind | null]>([
  ['down', ['broker-registered', 'broker-unfenced', 'node-crashed', 'broker-session-expired', 'broker-fenced', 'leader-changed', 'isr-shrunk'], 'node-crashed'],
  ['down', ['broker-unfenced', 'node-stop-asked', 'controlled-shutdown', 'node-stopped', 'broker-fenced'], 'node-stopped'],
  ['down', ['disk-failed', 'log-dir-failed', 'broker-fenced'], 'log-dir-failed'],
  ['down', ['node-crashed', 'node-started', 'broker-unfenced', 'node-stop-asked', 'node-stopped', 'isr-shrunk'], 'node-stopped'],
  ['stopping', ['broker-unfenced', 'node-stop-asked', 'leader-changed'], 'node-stop-asked'],
  ['fenced', ['broker-unfenced', 'link-cut', 'broker-session-expired', 'broker-fenced', 'isr-shrunk'], 'broker-fenced'],
  ['running', ['node-crashed', 'node-started', 'broker-unfenced'], 'broker-unfenced'],
  ['down', [], null],
])('%s after %j', (state, kinds, expected) => {
  const lived = facts(kinds);
  const [node] = [broker(1, { state })];
  const found = mainFactOf(node, lived.toReversed());
  expect(lived.find((fact) => fact.factId === found)?.fact ?? null).toBe(expected);
});
