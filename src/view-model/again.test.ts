// Records made again are those of a world looked at for the first time, at every instant, whatever happens in it.
import { expect, it } from 'vitest';
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { Onlooker } from '../sim/onlooker.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { RecordsAgain } from './again.ts';
import { CHECKED_RECORDS } from './project.ts';
import { projectWhole } from './whole.ts';

const SCENARIO: Scenario = {
  ...defaultScenario,
  topics: [{ name: 'a', partitions: 2, replicationFactor: 3 }, { name: 'a2', partitions: 1, replicationFactor: 3 }],
  apps: [
    { kind: 'producer', name: 'p', topic: 'a', recordsPerSecond: 5, keys: ['x', 'y'], value: '{n}', settings: {} },
    { kind: 'consumer', name: 'c', topics: ['a'], group: 'g', processingMsPerRecord: 5, settings: {} },
    // What it works on stands in its record only while there is something.
    { kind: 'processor', name: 'm', topics: ['a'], group: 'h', output: 'a2', value: '{value}', processingMsPerRecord: 50, commit: 'after', settings: {}, producerSettings: {} },
  ],
  engines: [{ kind: 'batch', name: 'b', everyMs: 1_000, startupMs: 100, perLineMs: 1, wanted: '' }],
};
const KINDS = new Set(['node', 'topic', 'partition', 'replica', 'client', 'group', 'member', 'owner', 'fact', 'tty', 'line', 'batch', 'worker']);
const typed = (text: string): Input => ({ kind: 'line', tty: 'main', text });
const HAPPENS: readonly (Input | null)[] = [
  { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true }, null, typed('kafka-topics.sh --bootstrap-server localhost:9092 --list'), null,
  typed('kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic a'), null, null, null, { kind: 'crash', node: 'consumer-c' }, { kind: 'crash', node: 'broker-1' }, null, null, null,
  { kind: 'control', tty: 'main', key: 'C', text: '' }, { kind: 'start', node: 'consumer-c' }, { kind: 'start', node: 'broker-1' }, null, null, { kind: 'remove-app', name: 'p' }, null, null,
];

it('are the same as those of a first look, and the very same where nothing in them changed', () => {
  const kernel = createWorld(SCENARIO, 3);
  const again = new RecordsAgain(kernel, KINDS);
  const onlooker = new Onlooker(kernel);
  let given = 0;
  let looks = 0;
  let kept = 0;
  let before: ReturnType<RecordsAgain['byKind']> = {};
  onlooker.see = () => {
    const found = again.byKind();
    looks += 1;
    if (found === before) kept += 1;
    before = found;
    if (looks % 7 > 0) return;
    const fresh: Record<string, WorldRecord[]> = {};
    for (const record of projectWhole(kernel.state, KINDS, CHECKED_RECORDS).values()) (fresh[record.kind] ??= []).push(record);
    const known: Record<string, readonly WorldRecord[]> = {};
    for (const [kind, list] of Object.entries(found)) if (list.length > 0) known[kind] = list;
    expect(known).toEqual(fresh);
  };
  onlooker.runUntil(8_000_000);
  for (const input of HAPPENS) {
    if (input !== null && giveInput(kernel, input) === null) {
      given += 1;
      onlooker.tookInput();
    }
    onlooker.runUntil(kernel.state.now + 1_500_000);
  }
  expect(given).toBe(HAPPENS.filter((input) => input !== null).length);
  expect(looks).toBeGreaterThan(1_000);
  expect(kept).toBeGreaterThan(looks / 4);
});
