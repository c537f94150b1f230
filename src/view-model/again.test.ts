// Records made again are those of a world looked at for the first time, at every instant, whatever happens in it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { firstRun } from '../lesson/lesson.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
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
const FLINK_KINDS = new Set(['topic', 'partition', 'replica', 'group', 'owner', 'client', 'database', 'dashboard', 'flink-job', 'flink-task', 'flink-edge', 'flink-time', 'flink-window', 'flink-state', 'flink-checkpoint']);
const typed = (text: string): Input => ({ kind: 'line', tty: 'main', text });
const HAPPENS: readonly (Input | null)[] = [
  { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true }, null, typed('kafka-topics.sh --bootstrap-server localhost:9092 --list'), null,
  typed('kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic a'), null, null, null, { kind: 'crash', node: 'consumer-c' }, { kind: 'crash', node: 'broker-1' }, null, null, null,
  { kind: 'control', tty: 'main', key: 'C', text: '' }, { kind: 'start', node: 'consumer-c' }, { kind: 'start', node: 'broker-1' }, null, null, { kind: 'remove-app', name: 'p' }, null, null,
];

/** Looks at a world all the time; each seventh look is held against the records of a first one. How many looks there were, and of these how many found nothing new. */
function lookOn(kernel: Kernel, kinds: ReadonlySet<string>): { readonly onlooker: Onlooker; readonly found: { looks: number; kept: number } } {
  const again = new RecordsAgain(kernel, kinds);
  const onlooker = new Onlooker(kernel);
  const found = { looks: 0, kept: 0 };
  let before: ReturnType<RecordsAgain['byKind']> = {};
  onlooker.see = () => {
    const now = again.byKind();
    found.looks += 1;
    if (now === before) found.kept += 1;
    before = now;
    if (found.looks % 7 > 0) return;
    const fresh: Record<string, WorldRecord[]> = {};
    for (const record of projectWhole(kernel.state, kinds, CHECKED_RECORDS).values()) if (kinds.has(record.kind)) (fresh[record.kind] ??= []).push(record);
    const known: Record<string, readonly WorldRecord[]> = {};
    for (const [kind, list] of Object.entries(now)) if (list.length > 0) known[kind] = list;
    expect(known).toEqual(fresh);
  };
  return { onlooker, found };
}

it('are the same as those of a first look, and the very same where nothing in them changed', () => {
  const kernel = createWorld(SCENARIO, 3);
  const { onlooker, found } = lookOn(kernel, KINDS);
  let given = 0;
  onlooker.runUntil(8_000_000);
  for (const input of HAPPENS) {
    if (input !== null && giveInput(kernel, input) === null) {
      given += 1;
      onlooker.tookInput();
    }
    onlooker.runUntil(kernel.state.now + 1_500_000);
  }
  expect(given).toBe(HAPPENS.filter((input) => input !== null).length);
  expect(found.looks).toBeGreaterThan(1_000);
  expect(found.kept).toBeGreaterThan(found.looks / 4);
});

it('are the same where a job writes to a database that a chart asks, and its TaskManager falls', () => {
  const path = 'kafka/6-together/46-click-dashboard';
  const folder = join(import.meta.dirname, '../../lessons', path);
  const { lesson } = readLesson(path, Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
  if (lesson === null) throw new Error(`${path} can't be read`);
  const kernel = createWorld(lesson.scenario, lesson.seed);
  for (const { atUs, input } of firstRun(lesson).inputs) {
    kernel.runUntil(Math.max(kernel.state.now, atUs));
    giveInput(kernel, input);
  }
  const { onlooker, found } = lookOn(kernel, FLINK_KINDS);
  for (const input of [typed('sql-client.sh -i tabelas.sql -f duas.sql'), null, null, { kind: 'crash', node: 'tm-1' }, { kind: 'start', node: 'tm-1' }] as const) {
    if (input !== null && giveInput(kernel, input) === null) onlooker.tookInput();
    onlooker.runUntil(kernel.state.now + 6_000_000);
  }
  const rows = [...projectWhole(kernel.state, new Set(['database']), CHECKED_RECORDS).values()].map((record) => (record.kind === 'database' ? record.inserts : 0));
  expect(Math.max(...rows)).toBeGreaterThan(10);
  expect(found.looks).toBeGreaterThan(300);
});
