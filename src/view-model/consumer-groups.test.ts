// Projections of a group of the new consumer protocol: epochs, members and targets, and that each partition has one row.
import { expect, test } from 'vitest';
import { type ConsumerAppSpec, defaultScenario, type Scenario } from '../bridge/scenario.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { createWorld } from '../sim/world.ts';
import { project } from './project.ts';

function ofKind<K extends WorldRecord['kind']>(records: ReadonlyMap<string, WorldRecord>, kind: K): Extract<WorldRecord, { kind: K }>[] {
  return [...records.values()].filter((record): record is Extract<WorldRecord, { kind: K }> => record.kind === kind);
}

const consumer = (name: string): ConsumerAppSpec => ({ kind: 'consumer', name, topics: ['pedidos'], group: 'entregas', processingMsPerRecord: 0, settings: { 'group.protocol': 'consumer' } });

const SCENARIO: Scenario = {
  ...defaultScenario,
  topics: [{ name: 'pedidos', partitions: 4, replicationFactor: 3 }],
  apps: [{ kind: 'producer', name: 'caixa', topic: 'pedidos', recordsPerSecond: 5, keys: ['ana', 'rui'], value: '{n}', settings: {} }, consumer('c1'), consumer('c2')],
};

test('a group of the new protocol is seen with its epochs, and each member with its target', () => {
  const kernel = createWorld(SCENARIO, 3);
  kernel.runUntil(40 * SECOND);
  const records = project(kernel.state);
  const [group] = ofKind(records, 'group');
  expect([group?.group, group?.state, group?.assignor, group?.members]).toEqual(['entregas', 'Stable', 'uniform', 2]);
  expect(group?.assignmentEpoch).toBe(group?.generation);
  const members = ofKind(records, 'member');
  expect(members.map((member) => `${member.node} ${member.assignment.length}`).sort()).toEqual(['consumer-c1 2', 'consumer-c2 2']);
  for (const member of members) expect(member.modern).toEqual({ epoch: group?.generation, state: 'STABLE', target: member.assignment, revoking: [] });
  expect(ofKind(records, 'owner').map((owner) => [owner.partition, owner.node === null])).toEqual([[0, false], [1, false], [2, false], [3, false]]);
  kernel.crash('consumer-c2');
  kernel.runUntil(95 * SECOND);
  const later = project(kernel.state);
  expect(ofKind(later, 'member').map((member) => [member.node, member.assignment.length])).toEqual([['consumer-c1', 4]]);
  expect(ofKind(later, 'group')[0]?.generation).toBe((group?.generation ?? 0) + 1);
});
