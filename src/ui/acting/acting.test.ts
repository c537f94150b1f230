// Acts: what is chosen becomes inputs that the world takes, and commands that a real operator could type.
import { describe, expect, it } from 'vitest';
import type { Input } from '../../bridge/input.ts';
import type { PlanRecord } from '../../bridge/records.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { createWorld, giveInput } from '../../sim/world.ts';
import { CHECKED_RECORDS } from '../../view-model/project.ts';
import { projectWhole } from '../../view-model/whole.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { addPartitions, changeSetting, countingJob, createTopic } from './build.ts';
import { type Choice, FAULTS } from './faults.ts';
import { planInputs, readWhen } from './planning.ts';
import { realActs, realText } from './real.ts';
import { typed } from './typed.ts';

const SECOND = 1_000_000;
const shop: Scenario = {
  ...defaultScenario, topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3 }],
  apps: [
    { kind: 'producer', name: 'caixa', topic: 'pedidos', recordsPerSecond: 4, keys: ['ana', 'bia'], value: '{n}', settings: {} },
    { kind: 'consumer', name: 'c1', topics: ['pedidos'], group: 'g', processingMsPerRecord: 1, settings: {} },
  ],
  flink: { taskManagers: [{ name: 'tm-1', slots: 2 }], settings: {}, jobs: [] },
};

function opened(): Kernel {
  const kernel = createWorld(shop, 3);
  kernel.runUntil(shop.shownFromUs);
  return kernel;
}

function tablesOf(kernel: Kernel): Tables {
  const clock = { nowUs: kernel.state.now, endUs: kernel.state.now, startUs: 0, playing: false, speed: 1, branch: 0 };
  const state = applyFrame(emptyWorld(), { base: -1, revision: 1, whole: true, put: [...projectWhole(kernel.state, null, CHECKED_RECORDS).values()], removed: [], clock, branches: [] }, 0);
  if (state === null) throw new Error('a whole frame is taken');
  return state.tables;
}

function choiceOf(fault: (typeof FAULTS)[number], tables: Tables): Choice {
  const target = fault.targets(tables)[0] ?? '';
  return { target, other: fault.others?.(tables, target)[0] ?? '', both: true, numbers: Object.fromEntries(fault.fields.map(({ name, value }) => [name, value])) };
}

describe('faults', () => {
  it.each(FAULTS.filter(({ id }) => id !== 'start' && id !== 'heal').map((fault) => [fault.id, fault] as const))('%s is taken by the world, and its repair too', (_id, fault) => {
    const kernel = opened();
    const tables = tablesOf(kernel);
    const choice = choiceOf(fault, tables);
    const inputs = fault.inputs(choice, tables);
    expect(inputs.length).toBeGreaterThan(0);
    for (const input of inputs) expect([input, giveInput(kernel, input)]).toEqual([input, null]);
    kernel.runUntil(kernel.state.now + 8 * SECOND);
    for (const input of fault.repairs?.(choice, tables) ?? []) expect([input, giveInput(kernel, input)]).toEqual([input, null]);
    expect(realText(realActs(inputs))).not.toBe('');
  });

  it('mends all links of a node', () => {
    const kernel = opened();
    for (const to of ['broker-2', 'broker-3']) giveInput(kernel, { kind: 'cut', from: 'broker-1', to });
    const tables = tablesOf(kernel);
    const heal = FAULTS.find(({ id }) => id === 'heal');
    for (const input of heal?.inputs({ target: 'broker-1', other: '', both: true, numbers: {} }, tables) ?? []) giveInput(kernel, input);
    expect([tables.link.size, tablesOf(kernel).link.size]).toEqual([2, 0]);
  });
});

describe('planning', () => {
  const check = (kind: 'now' | 'after' | 'at', text: string, expected: number | 'now' | null): void => {
    it(`reads ${kind} ${text}`, () => expect(readWhen({ kind, text }, 20 * SECOND)).toBe(expected));
  };
  check('now', '', 'now');
  check('after', '10', 30 * SECOND);
  check('after', '2,5', 22.5 * SECOND);
  check('after', 'soon', null);
  check('at', '1:30', 90 * SECOND);
  check('at', '1:02:03', 3_723 * SECOND);
  check('at', '0:10', null);
  check('at', '', null);

  it('gives each plan a name of its own, and the repair after the fault', () => {
    const plan: PlanRecord = { kind: 'plan', id: 'plan/plan', scheduled: [{ name: 'f1', atUs: 1, input: { kind: 'crash', node: 'broker-1' } }], chaos: null };
    const tables = { plan: new Map([[plan.id, plan]]) };
    const given = planInputs({ atUs: 30 * SECOND, nowUs: 20 * SECOND, inputs: [{ kind: 'crash', node: 'broker-2' }], repairs: { afterUs: 5 * SECOND, inputs: [{ kind: 'start', node: 'broker-2' }] }, tables });
    expect(given).toEqual([
      { kind: 'schedule', name: 'f2', atUs: 30 * SECOND, input: { kind: 'crash', node: 'broker-2' } }, { kind: 'schedule', name: 'f3', atUs: 35 * SECOND, input: { kind: 'start', node: 'broker-2' } },
    ]);
  });
});

describe('what is built', () => {
  const run = (kernel: Kernel, inputs: readonly Input[], seconds: number): Tables => {
    for (const input of inputs) expect([input.kind, giveInput(kernel, input)]).toEqual([input.kind, null]);
    kernel.runUntil(kernel.state.now + seconds * SECOND);
    return tablesOf(kernel);
  };
  const type = (kernel: Kernel, lines: readonly string[]): readonly Input[] => typed(tablesOf(kernel), lines).inputs;

  it('a topic with settings, more partitions, and a setting of it', () => {
    const kernel = opened();
    run(kernel, type(kernel, [createTopic({ name: 'vendas', partitions: 2, replicationFactor: 2, configs: 'min.insync.replicas=2\n' })]), 6);
    run(kernel, type(kernel, [addPartitions('vendas', 5)]), 6);
    const tables = run(kernel, type(kernel, [changeSetting({ entity: 'topic', name: 'vendas', key: 'retention.ms', value: '60000' })]), 6);
    expect(tables.topic.get('topic/vendas')).toMatchObject({ partitions: 5, replicationFactor: 2, configs: { 'min.insync.replicas': '2', 'retention.ms': '60000' } });
    expect(tables.tty.size).toBe(1);
  });

  it('a job that counts any topic by key', () => {
    const kernel = opened();
    const { path, sql, commands } = countingJob({ name: 'contagem-1', from: 'pedidos', to: 'contagem', windowSeconds: 5 });
    const tables = run(kernel, [{ kind: 'write-file', path, text: sql }, ...type(kernel, commands)], 40);
    expect([...tables['flink-job'].values()].map(({ name, status }) => [name, status])).toEqual([['contagem-1', 'RUNNING']]);
    const [log] = [...tables.replica.values()].filter(({ topic, role }) => topic === 'contagem' && role === 'leader');
    expect(log?.tail.map(({ value }) => value).join()).toMatch(/"chave":\s?"ana"/);
  });

  it('commands quote what a shell would read', () => {
    expect(createTopic({ name: "it's", partitions: 1, replicationFactor: 1, configs: '' })).toContain(`--topic 'it'\\''s'`);
    expect(changeSetting({ entity: 'topic', name: 'a', key: 'cleanup.policy', value: 'compact,delete' })).toContain(`--add-config 'cleanup.policy=[compact,delete]'`);
    expect(changeSetting({ entity: 'brokers', name: '', key: 'num.io.threads', value: '' })).toMatch(/--entity-type brokers --entity-default --delete-config num.io.threads$/);
  });
});
