// A leader that was cut off: for the controller another one leads, and the old one still takes itself for the leader until it hears of it.
import { expect, test } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import type { ReplicaRecord } from '../bridge/records.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { project } from './project.ts';

test('both beliefs are told, and one after the split is healed', () => {
  const kernel = createWorld({ ...defaultScenario, name: 'split', topics: [{ name: 'pedidos', partitions: 1, replicationFactor: 3, assignment: [[1, 2, 3]] }] }, 3);
  kernel.runUntil(12 * SECOND);
  const others = ['broker-2', 'broker-3', 'controller-101', 'controller-102', 'controller-103'];
  const all = (kind: 'cut' | 'heal'): void => {
    for (const other of others) for (const [from, to] of [['broker-1', other], [other, 'broker-1']] as const) giveInput(kernel, { kind, from, to });
  };
  const leaders = (): [number, ReplicaRecord['role'], boolean][] => [...project(kernel.state, { recordsPerReplica: 4, partition: null }).values()].flatMap((record) => (record.kind === 'replica' && record.topic === 'pedidos' && (record.role === 'leader' || record.deposed === true) ? [[record.broker, record.role, record.deposed === true] as [number, ReplicaRecord['role'], boolean]] : []));
  expect(leaders()).toEqual([[1, 'leader', false]]);
  all('cut');
  kernel.runUntil(kernel.state.now + 15 * SECOND);
  expect(leaders()).toEqual([[1, 'follower', true], [2, 'leader', false]]);
  all('heal');
  kernel.runUntil(kernel.state.now + 15 * SECOND);
  expect(leaders()).toEqual([[2, 'leader', false]]);
});
