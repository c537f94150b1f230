// Checks see every record of a log, also where many come at one instant.
import { expect, test } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { Onlooker } from '../sim/onlooker.ts';
import { lineInput, openTty } from '../sim/shell/session.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { seeing } from './again.ts';
import { CHECKED_RECORDS } from './project.ts';

const MANY = 300;

test('of a flood each record is seen at one look, and afterwards the last ones', () => {
  const home = { 'muitos.txt': Array.from({ length: MANY }, (_, at) => `${at}\n`).join('') };
  const kernel = createWorld({ ...defaultScenario, name: 'flood', topics: [{ name: 'pedidos', partitions: 1, replicationFactor: 3 }], home }, 1);
  giveInput(kernel, openTty('main'));
  kernel.runUntil(kernel.state.now + SECOND);
  const onlooker = new Onlooker(kernel);
  const seen = new Map<string, Set<number>>();
  let most = 0;
  let last: readonly number[] = [];
  onlooker.see = seeing(kernel, new Set(['replica']), ({ byKind }) => {
    for (const record of byKind.replica ?? []) {
      if (record.kind !== 'replica' || record.topic !== 'pedidos') continue;
      const offsets = seen.get(record.id) ?? new Set();
      for (const { offset } of record.tail) offsets.add(offset);
      seen.set(record.id, offsets);
      most = Math.max(most, record.tail.length);
      last = record.tail.map(({ offset }) => offset);
    }
  });
  onlooker.jumped();
  giveInput(kernel, lineInput('main', 'kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos < muitos.txt'));
  onlooker.tookInput();
  onlooker.runUntil(kernel.state.now + 10 * SECOND);
  giveInput(kernel, lineInput('main', 'echo um | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos'));
  onlooker.tookInput();
  onlooker.runUntil(kernel.state.now + 10 * SECOND);
  expect([...seen.values()].map(({ size }) => size)).toEqual([MANY + 1, MANY + 1, MANY + 1]);
  expect(most).toBeGreaterThan(CHECKED_RECORDS.recordsPerReplica);
  expect(last).toEqual(Array.from({ length: CHECKED_RECORDS.recordsPerReplica }, (_, at) => MANY + 1 - CHECKED_RECORDS.recordsPerReplica + at));
});
