// Projections of a share group in a real world: who is in it, and what its partition's leader has in flight.
import { expect, test } from 'vitest';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { createWorld } from '../sim/world.ts';
import { project } from './project.ts';

function ofKind<K extends WorldRecord['kind']>(records: ReadonlyMap<string, WorldRecord>, kind: K): Extract<WorldRecord, { kind: K }>[] {
  return [...records.values()].filter((record): record is Extract<WorldRecord, { kind: K }> => record.kind === kind);
}

const SCENARIO: Scenario = {
  ...defaultScenario,
  topics: [{ name: 'tarefas', partitions: 1, replicationFactor: 3 }],
  apps: [
    { kind: 'producer', name: 'caixa', topic: 'tarefas', recordsPerSecond: 4, keys: ['ana'], value: 'tarefa {n}', settings: {} },
    { kind: 'share-consumer', name: 'c1', topics: ['tarefas'], group: 'equipe', processingMsPerRecord: 400, releaseEvery: 3, settings: {} },
    { kind: 'share-consumer', name: 'c2', topics: ['tarefas'], group: 'equipe', processingMsPerRecord: 500, settings: {} },
  ],
};

test('a share group is seen with its members and with what is in flight', () => {
  const kernel = createWorld(SCENARIO, 5);
  kernel.runUntil(40 * SECOND);
  const records = project(kernel.state);
  expect(ofKind(records, 'group').map((group) => [group.group, group.state, group.assignor, group.members])).toEqual([['equipe', 'Stable', 'simple', 2]]);
  expect(ofKind(records, 'member').map((member) => [member.node, member.assignment.join()]).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))).toEqual([['share-consumer-c1', 'tarefas-0'], ['share-consumer-c2', 'tarefas-0']]);
  const [place] = ofKind(records, 'owner');
  const rows = place?.share?.rows ?? [];
  expect(place?.share?.deliveryLimit).toBe(5);
  expect(new Set(rows.filter((row) => row.state === 'acquired').map((row) => row.node))).toEqual(new Set(['share-consumer-c1', 'share-consumer-c2']));
  expect(rows.some((row) => row.deliveryCount > 1)).toBe(true);
  expect(rows.every((row, i) => row.first === (i === 0 ? place?.committed : (rows[i - 1]?.last ?? -9) + 1))).toBe(true);
  expect(ofKind(records, 'client').filter((client) => client.role === 'consumer').map((client) => [client.name, client.group, client.recordsConsumed > 10])).toEqual([['c1', 'equipe', true], ['c2', 'equipe', true]]);
  kernel.runUntil(41 * SECOND);
  expect(ofKind(project(kernel.state), 'owner')[0]?.committed ?? 0).toBeGreaterThanOrEqual(place?.committed ?? 0);
});
