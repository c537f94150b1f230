// Flink's records of a running world: what a person sees of a job, its slots, windows and keys, and that going back in time shows the same again.
import { describe, expect, test } from 'vitest';
import type { WorldRecord } from '../../bridge/records.ts';
import { JobBuilder, keyBy } from '../../sim/flink/graph/job-builder.ts';
import { SECOND } from '../../sim/kernel/types.ts';
import { startFlink, submit } from '../../sim/testing/flink-cluster.ts';
import { Timeline } from '../../sim/timeline.ts';
import { createWorld, giveInput, realWorld } from '../../sim/world.ts';
import { flinkRun, silentRun } from '../../ui/states/flink-scenarios.ts';
import { isSame } from '../diff.ts';
import { sampleOf } from '../samples.ts';
import { flinkRecords } from './project.ts';

type Kind = WorldRecord['kind'];

function ofKind<K extends Kind>(records: readonly WorldRecord[], kind: K): Extract<WorldRecord, { kind: K }>[] {
  return records.filter((record): record is Extract<WorldRecord, { kind: K }> => record.kind === kind);
}

describe('a job that counts orders', () => {
  const kernel = createWorld(flinkRun.scenario, flinkRun.seed);
  kernel.runUntil(34 * SECOND);
  const records = flinkRecords(kernel.state);

  test('stands in slots, with its graph', () => {
    const [job] = ofKind(records, 'flink-job');
    expect(job).toMatchObject({ name: 'pedidos-por-cliente', status: 'RUNNING', tasks: 4, runningTasks: 4, vertices: [{ reads: ['pedidos'], depth: 0 }, { writes: ['totais'], depth: 1 }], edges: [{ partitioner: 'HASH' }] });
    const slots = ofKind(records, 'flink-node').flatMap((node) => node.slots.flatMap(({ tasks }) => tasks));
    expect(slots.sort()).toEqual(ofKind(records, 'flink-task').map(({ id }) => id).sort());
  });

  test('holds each key in the subtask whose key groups have it', () => {
    const states = ofKind(records, 'flink-state').filter(({ size }) => size > 0);
    expect(states.length).toBe(2);
    for (const { firstGroup, lastGroup, entries, timers, timerCount } of states) {
      expect(entries.every(({ keyGroup }) => keyGroup >= firstGroup && keyGroup <= lastGroup)).toBe(true);
      expect(timers.length).toBe(timerCount);
    }
  });

  test('of each split it is known where the newest checkpoint has it, not beyond where it is read', () => {
    const splits = ofKind(records, 'flink-task').flatMap(({ splits: own }) => own);
    expect(splits.length).toBe(2);
    for (const { next, saved } of splits) {
      expect(saved?.checkpoint).toBeGreaterThan(0);
      expect(saved?.next).toBeGreaterThan(0);
      expect(saved?.next).toBeLessThanOrEqual(next);
    }
  });

  test('how old results are when they are written is a measure of it', () => {
    const { resultMs } = Object.values(sampleOf(kernel.state, flinkRecords).jobs)[0] ?? {};
    // A window's result is written once the watermark, a second behind the newest order, has passed the window's end.
    expect(resultMs).toBeGreaterThanOrEqual(1_000);
    expect(resultMs).toBeLessThan(6_000);
  });

  test('its windows lie around the watermark, and know which records are in them', () => {
    const [time] = ofKind(records, 'flink-time');
    const windows = ofKind(records, 'flink-window');
    expect(windows.length).toBeGreaterThan(0);
    expect(windows.every(({ endMs }) => endMs - 1 > Number(time?.watermark))).toBe(true);
    const inside = new Set(windows.flatMap(({ panes }) => panes.flatMap(({ lineage }) => lineage)));
    for (const event of time?.events ?? []) {
      const isIn = windows.some(({ startMs, endMs }) => event.timestampMs >= startMs && event.timestampMs < endMs);
      expect([event.text, event.lineage.some((id) => inside.has(id))]).toEqual([event.text, isIn]);
    }
  });

  test('windows that fired are remembered, with the watermark that let them', () => {
    const fired = ofKind(records, 'flink-time').flatMap((time) => time.fired);
    expect(fired.length).toBeGreaterThan(1);
    for (const one of fired) {
      expect([one.time, one.results]).toEqual(['event', one.keys]);
      expect(Number(one.endMs) - Number(one.startMs)).toBe(10_000);
      expect(Number(one.watermark)).toBeGreaterThanOrEqual(Number(one.endMs) - 1);
      expect(one.timeMs).toBe(Number(one.endMs) - 1);
    }
    expect(new Set(fired.map(({ startMs, subtask }) => `${startMs}/${subtask}`)).size).toBe(fired.length);
  });

  test('its buffers fly between subtasks, with the records in them', () => {
    const flights = ofKind(records, 'flight');
    expect(flights.some(({ cargo, lineage }) => cargo.length > 0 && (lineage?.length ?? 0) > 0)).toBe(true);
    const tasks = new Set(ofKind(records, 'flink-task').map(({ id }) => id));
    expect(flights.every(({ from, to }) => tasks.has(from) && tasks.has(to))).toBe(true);
  });

  test('what its sink wrote has an origin', () => {
    const written = ofKind(records, 'flink-task').flatMap((task) => task.written);
    expect(written.length).toBeGreaterThan(5);
    expect(written.every(({ lineage }) => lineage.length > 0)).toBe(true);
  });

  test('only the kinds that are asked for are made', () => {
    expect(new Set(flinkRecords(kernel.state, new Set(['flink-job'])).map(({ kind }) => kind))).toEqual(new Set(['flink-job']));
  });
});

test('where a TaskManager is killed, its subtasks are gone, and stand elsewhere later', () => {
  const kernel = createWorld(flinkRun.scenario, flinkRun.seed);
  kernel.runUntil(20 * SECOND);
  expect(giveInput(kernel, { kind: 'crash', node: 'tm-1' })).toBeNull();
  kernel.runUntil(20.5 * SECOND);
  const before = flinkRecords(kernel.state);
  expect(ofKind(before, 'flink-node').find(({ node }) => node === 'tm-1')).toMatchObject({ state: 'down', unnoticed: true });
  expect(ofKind(before, 'flink-task').filter(({ node, running }) => node === 'tm-1' && running)).toEqual([]);
  kernel.runUntil(80 * SECOND);
  const after = flinkRecords(kernel.state);
  expect(ofKind(after, 'flink-task').map(({ status, running }) => `${status} ${running}`)).toEqual(Array.from({ length: 4 }, () => 'RUNNING true'));
  expect(new Set(ofKind(after, 'flink-task').map(({ node }) => node))).toEqual(new Set(['tm-2', 'tm-3']));
  expect(ofKind(after, 'flink-job')[0]?.restarts).toBeGreaterThan(0);
});

test('a silent partition has no watermark, and no window fires', () => {
  const kernel = createWorld(silentRun.scenario, silentRun.seed);
  kernel.runUntil(40 * SECOND);
  const records = flinkRecords(kernel.state);
  expect(ofKind(records, 'flink-task').flatMap(({ splits }) => splits).filter(({ watermark }) => watermark === null)).toHaveLength(1);
  expect(ofKind(records, 'flink-time')[0]?.watermark).toBeNull();
  expect(ofKind(records, 'flink-window').length).toBeGreaterThan(2);
});

test('back and forth in time the same is seen', () => {
  const timeline = Timeline.open(realWorld, { ...flinkRun, inputs: [{ atUs: 18 * SECOND, input: { kind: 'crash', node: 'tm-1' } }] });
  timeline.seek(26 * SECOND);
  const seen = flinkRecords(timeline.kernel.state);
  timeline.seek(12 * SECOND);
  timeline.seek(50 * SECOND);
  timeline.seek(26 * SECOND);
  expect(isSame(flinkRecords(timeline.kernel.state), seen)).toBe(true);
});

test('of very many keys and channels a bounded part is told, and all are counted', () => {
  const fields = ['key', 'n'];
  const job = new JobBuilder('many', { 'parallelism.default': '4' });
  const source = job.source('source-generator', { count: null, perSecond: 4_000, fields: ["'key' || (n % 3000)", 'n'], watermarks: { timestamp: 'n', boundMs: 0, idleMs: null, emit: 'periodic', style: 'datastream' } }, { name: 'numbers', fields });
  const windows = job.transform(keyBy(source, ['key']), 'window', { input: fields, assigner: { kind: 'tumbling', sizeMs: 1_000_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: [{ function: 'count', of: null }] }, { name: 'window', fields });
  job.transform(windows, 'sink-discard', {}, { name: 'none', fields: [] });
  const kernel = startFlink(1);
  submit(kernel, job.graph());
  kernel.runUntil(kernel.state.now + 3 * SECOND);
  const records = flinkRecords(kernel.state);
  const [window] = ofKind(records, 'flink-window');
  expect([window?.keys, window?.panes.length]).toEqual([3_000, 24]);
  expect(ofKind(records, 'flink-state').reduce((sum, { size }) => sum + size, 0)).toBe(3_000);
  expect(ofKind(records, 'flink-state').every(({ entries, timers }) => entries.length <= 48 && timers.length <= 16)).toBe(true);
  expect(ofKind(records, 'flink-edge').map(({ channels, channelCount }) => [channels.length, channelCount])).toEqual([[16, 16]]);
  expect(ofKind(records, 'flight').length).toBeLessThanOrEqual(400);
});
