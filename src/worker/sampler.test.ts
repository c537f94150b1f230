// The series of charts belong to the timeline: the same after a rewind, in whatever steps it was played, and shared by branches up to their fork.
import { describe, expect, test } from 'vitest';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import type { Sample } from '../bridge/history.ts';
import { SECOND } from '../sim/kernel/types.ts';
import { Timeline } from '../sim/timeline.ts';
import { realWorld } from '../sim/world.ts';
import { flinkRecords } from '../view-model/flink/project.ts';
import { project } from '../view-model/project.ts';
import { flinkRun } from '../ui/states/flink-scenarios.ts';
import { samplesAfter } from './sampler.ts';

const scenario: Scenario = {
  ...defaultScenario, topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3 }],
  apps: [
    { kind: 'producer', name: 'caixa', topic: 'pedidos', recordsPerSecond: 10, keys: ['ana', 'bruno'], value: '{n}', settings: {} },
    { kind: 'consumer', name: 'c1', topics: ['pedidos'], group: 'loja', processingMsPerRecord: 5, settings: { 'auto.offset.reset': 'earliest' } },
  ],
};

const drain = (timeline: Timeline, branch = timeline.branch, afterUs = -1): Sample[] => {
  const work = samplesAfter(timeline, branch, afterUs, flinkRecords);
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
};

describe('samples', () => {
  const timeline = new Timeline(realWorld, scenario, 5);
  timeline.advance(30 * SECOND);
  const first = drain(timeline);

  test('come once a virtual second', () => {
    const seconds = first.map(({ atUs }) => Math.floor(atUs / SECOND));
    expect(new Set(seconds).size).toBe(seconds.length);
    expect(seconds.length).toBeGreaterThan(15);
  });

  test('measure what the records say at that instant', () => {
    const last = first.at(-1);
    if (last === undefined) throw new Error('there are samples');
    const { atUs, written, groups, underReplicated } = last;
    const records = [...project(timeline.copyAt(atUs).state).values()];
    const ends = records.flatMap((record) => (record.kind === 'partition' && record.topic === 'pedidos' ? [record.logEndOffset] : []));
    expect(written['pedidos']).toBe(ends.reduce((sum, end) => sum + end, 0));
    expect(groups['loja']?.read).toBeGreaterThan(100);
    expect(groups['loja']?.delayMs).toBeGreaterThan(0);
    expect(underReplicated).toBe(0);
  });

  test('are the same after going back, and in another life played in other steps', () => {
    timeline.seek(14 * SECOND);
    expect(drain(timeline)).toEqual(first);
    const other = new Timeline(realWorld, scenario, 5);
    for (let at = 0; at < 30 * SECOND; at += 37_000) other.advance(Math.min(30 * SECOND, at));
    other.advance(30 * SECOND);
    expect(drain(other)).toEqual(first);
  });

  test('a branch shares those before its fork, and a fault shows in its own', () => {
    timeline.seek(20 * SECOND);
    expect(timeline.give({ kind: 'crash', node: 'broker-1' })).toBe(null);
    timeline.advance(35 * SECOND);
    const forked = drain(timeline);
    const before = (samples: readonly Sample[]): Sample[] => samples.filter(({ atUs }) => atUs < 20 * SECOND);
    expect(before(forked)).toEqual(before(first));
    expect(Math.max(...forked.map(({ underReplicated }) => underReplicated))).toBeGreaterThan(0);
    expect(drain(timeline, 0)).toEqual(first);
    expect(drain(timeline, timeline.branch, forked.at(-2)?.atUs)).toEqual(forked.slice(-1));
  });

  test('another branch can be looked at, and its run lived elsewhere', () => {
    const state = (branch: number): unknown[] => [...project(timeline.copyAt(28 * SECOND, branch).state).values()].flatMap((record) => (record.kind === 'node' && record.node === 'broker-1' ? [record.state] : []));
    expect([state(0), state(1)]).toEqual([['running'], ['down']]);
    expect([timeline.save(0).inputs.length, timeline.save(1).inputs.length]).toEqual([0, 1]);
    expect(timeline.now).toBe(35 * SECOND);
  });
});

test('a job is measured by its watermark and its checkpoints', () => {
  const timeline = Timeline.open(realWorld, flinkRun);
  timeline.advance(30 * SECOND);
  const last = drain(timeline).at(-1);
  const [job] = Object.values(last?.jobs ?? {});
  expect(job?.name).toBe('pedidos-por-cliente');
  expect(job?.watermarkLagMs).toBeGreaterThan(900);
  expect(job?.watermarkLagMs).toBeLessThan(10_000);
  expect(job?.checkpointMs).toBeGreaterThan(0);
  expect(job?.stateBytes).toBeGreaterThan(0);
});
