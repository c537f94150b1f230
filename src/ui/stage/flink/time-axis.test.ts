// The axis of event time of the named worlds: which windows are brackets, where the watermark stands, and which row a record is in.
import { expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS } from '../../states/named.ts';
import { applyFrame, emptyWorld } from '../../store/world-store.ts';
import { SECOND } from '../../../sim/kernel/types.ts';
import { createWorld, giveInput } from '../../../sim/world.ts';
import { noon } from '../../states/build-flink.ts';
import { flinkRun } from '../../states/flink-scenarios.ts';
import { flinkRecords } from '../../../view-model/flink/project.ts';
import { overwriteGetLocale } from '../../paraglide/runtime.js';
import { firingText } from '../../words/flink-names.ts';
import { timePicture, type TimePicture, whyEmpty } from './time-axis.ts';

const BOX = { x: 0, y: 0, width: 690, height: 240 };

function pictureOf(name: string, rows: number): TimePicture {
  const world = NAMED_WORLDS.find((one) => one.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  const [time] = tables?.['flink-time'].values() ?? [];
  if (tables === undefined || time === undefined) throw new Error(`there is no axis in ${name}`);
  return timePicture(time, [...tables['flink-window'].values()].filter((one) => one.job === time.job), BOX, rows);
}

const seconds = (ms: number): number => (ms - noon(0)) / 1_000;

test.each([
  ['flink-at-work', [[10, 20, 'closed', -1], [20, 30, 'open', -1]]],
  ['flink-sessions', [[12.1, 24.9, 'open', 0], [20.4, 29.6, 'open', 1], [21.9, 26.9, 'open', 2]]],
  ['flink-large', [[0, 20, 'open', -1], [10, 30, 'open', -1], [20, 40, 'open', -1]]],
] as const)('%s', (name, expected) => {
  const { brackets, more } = pictureOf(name, 7);
  expect(brackets.map(({ startMs, endMs, window, row }) => [seconds(startMs), seconds(endMs), window === null ? 'closed' : 'open', row])).toEqual(expected);
  expect(more).toBe(0);
});

test('a window that fired says for how many keys, over all subtasks, and at which watermark', () => {
  const [closed] = pictureOf('flink-at-work', 7).brackets;
  expect([closed?.keys, closed?.firing?.watermark]).toEqual([4, noon(20.1)]);
  overwriteGetLocale(() => 'en');
  expect(closed?.firing === null || closed === undefined ? '' : firingText(closed.firing)).toMatch(/^the window 12:00:10–12:00:20 of \w+ and 3 more fired at watermark 12:00:20.100$/);
});

test('windows that overlap have lines of their own', () => {
  expect(pictureOf('flink-large', 7).brackets.map(({ line }) => line)).toEqual([0, 1, 0]);
});

test('records stand at their time, in the row of their key; the watermark between those that it has passed and the others', () => {
  const { dots, keys, watermarkX, plot, from, to } = pictureOf('flink-at-work', 7);
  expect([seconds(from), seconds(to)]).toEqual([10, 30]);
  expect(keys.map(({ key }) => key)).toEqual(['ana', 'bruno', 'carla', 'davi']);
  for (const { x, y, event } of dots) {
    expect(x).toBeCloseTo(plot.x + ((event.timestampMs - from) / (to - from)) * plot.width);
    expect(keys.find(({ key }) => key === event.key)?.y).toBe(y);
  }
  expect(dots.filter(({ x }) => x <= (watermarkX ?? 0)).length).toBe(dots.length - 1);
});

test('keys beyond the rows share the last', () => {
  const { keys, dots } = pictureOf('flink-at-work', 2);
  expect(keys.map(({ key }) => key)).toEqual(['ana', null]);
  expect(new Set(dots.map(({ y }) => y)).size).toBe(2);
});

test('without a record the axis has no watermark, and stands', () => {
  const { watermarkX, brackets, ticks } = pictureOf('flink-restarting', 2);
  expect([watermarkX, brackets.length]).toEqual([null, 0]);
  expect(ticks.length).toBeGreaterThan(1);
});

test('from the death of its processes until that is noticed, an empty axis says that its records are lost, and not that none ever came', () => {
  const kernel = createWorld(flinkRun.scenario, flinkRun.seed);
  const why = (): string => {
    const tables = applyFrame(emptyWorld(), { base: -1, revision: 1, whole: true, put: flinkRecords(kernel.state), removed: [], branches: [], clock: { nowUs: 0, endUs: 0, startUs: 0, playing: false, speed: 1, branch: 0 } }, 0)?.tables;
    const [time] = tables?.['flink-time'].values() ?? [];
    const [job] = tables?.['flink-job'].values() ?? [];
    if (tables === undefined || time === undefined) return 'no axis';
    return time.events.length > 0 ? 'records' : whyEmpty(job, tables['flink-task']);
  };
  kernel.runUntil(20 * SECOND);
  expect(why()).toBe('records');
  for (const node of ['tm-1', 'tm-2', 'tm-3']) giveInput(kernel, { kind: 'crash', node });
  kernel.runUntil(20.5 * SECOND);
  expect(why()).toBe('lost');
  kernel.runUntil(90 * SECOND);
  expect(why()).toBe('stopped');
});
