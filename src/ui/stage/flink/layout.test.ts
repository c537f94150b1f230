// Flink's geometry for every named world that has it, through each lens: the numbers are golden, and nothing covers anything else.
import { describe, expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS, type NamedWorld } from '../../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../../store/world-store.ts';
import type { Box } from '../layout.ts';
import { NO_MEMORY, planStage } from '../plan.ts';
import { composeStage, firstLens, type Lens, type WholeLayout } from './compose.ts';
import { planFlink } from './plan.ts';

function tablesOf(world: NamedWorld): Tables {
  const state = applyFrame(emptyWorld(), frameOf(world), 0);
  if (state === null) throw new Error('a whole frame fits any store');
  return state.tables;
}

function composed(tables: Tables, lens: Lens, width: number, height: number): WholeLayout {
  const flink = planFlink(tables, null);
  if (flink === null) throw new Error('the world has Flink');
  return composeStage(planStage(tables, NO_MEMORY, { internalTopics: false, folded: new Set() }).plan, flink, lens, width, height);
}

const text = ({ x, y, width, height }: Box): string => [x, y, width, height].map((value) => String(Math.round(value * 2) / 2)).join(' ');

function numbers({ flink, width, height, topics }: WholeLayout): string {
  if (flink === null) return 'no Flink\n';
  return [
    `stage ${Math.round(width)} x ${Math.round(height)}, ${flink.detail}`, `${flink.jobManager.id}: ${text(flink.jobManager.box)}`, ...flink.jobs.map(({ id, box }) => `${id}: ${text(box)}`),
    ...flink.vertices.map(({ index, box }) => `step ${index}: ${text(box)}`), ...flink.lanes.flatMap(({ id, box, slots }) => [`${id}: ${text(box)}`, ...slots.map((slot) => `  slot ${slot.slot}${slot.free ? ' free' : ''}${slot.other ? ' other' : ''}: ${text(slot.box)}`)]),
    ...(flink.waiting === null ? [] : [`waiting: ${text(flink.waiting)}`]), ...flink.tasks.map(({ id, box, more }) => `${id}${more.length === 0 ? '' : ` and ${more.length} more`}: ${text(box)}`),
    ...flink.times.map(({ id, box }) => `${id}: ${text(box)}`), ...topics.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ key, box }) => `${key}: ${text(box)}`))), '',
  ].join('\n');
}

function boxes({ flink, topics, producers, brokers, groups, engines }: WholeLayout): [string, Box][] {
  if (flink === null) return [];
  return [
    [flink.jobManager.id, flink.jobManager.box], ...flink.jobs.map(({ id, box }): [string, Box] => [id, box]), ...flink.vertices.map(({ index, box }): [string, Box] => [`step ${index}`, box]),
    ...flink.tasks.map(({ id, box }): [string, Box] => [id, box]), ...flink.times.map(({ id, box }): [string, Box] => [id, box]), ...producers.map(({ id, box }): [string, Box] => [id, box]),
    ...topics.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ key, box }): [string, Box] => [key, box]))), ...brokers.map(({ id, header }): [string, Box] => [id, header]), ...groups.map(({ group, box }): [string, Box] => [group, box]), ...engines.map(({ id, box }): [string, Box] => [id, box]),
  ];
}

const covers = (a: Box, b: Box): boolean => a.x + 0.01 < b.x + b.width && b.x + 0.01 < a.x + a.width && a.y + 0.01 < b.y + b.height && b.y + 0.01 < a.y + a.height;

const WORLDS = NAMED_WORLDS.filter(({ name }) => name.startsWith('flink-')).map((world) => [world.name, world] as const);

describe.each(WORLDS)('%s', (name, world) => {
  const tables = tablesOf(world);

  test('stands where it stood, between its topics', async () => {
    await expect(numbers(composed(tables, 'flink', 1_000, 600))).toMatchFileSnapshot(`../golden/${name}-lens.txt`);
  });

  test.each((['flink', 'all'] as const).flatMap((lens) => [360, 640, 1_000, 1_600, 2_400].map((width) => [lens, width] as const)))('through the lens %s at %d px nothing covers anything and nothing leaves the stage', (lens, width) => {
    const layout = composed(tables, lens, width, 500);
    const all = boxes(layout);
    for (const [at, [a, boxA]] of all.entries()) {
      expect([a, boxA.x >= 0 && boxA.width > 0 && boxA.x + boxA.width <= layout.width + 0.5 && boxA.y + boxA.height <= layout.height + 0.5]).toEqual([a, true]);
      for (const [b, boxB] of all.slice(at + 1)) expect([a, b, covers(boxA, boxB)]).toEqual([a, b, false]);
    }
  });

  test('every subtask of the shown job stands somewhere, once', () => {
    const { flink } = composed(tables, 'flink', 1_000, 600);
    const shown = flink?.tasks.flatMap(({ id, more }) => [id, ...more]) ?? [];
    const [job] = flink?.jobs ?? [];
    expect(shown.sort()).toEqual([...tables['flink-task'].values()].filter((task) => `flink-job/${task.job}` === job?.id).map(({ id }) => id).sort());
  });
});

test('Kafka\'s lens shows Kafka as it is without Flink', () => {
  const [, world] = WORLDS[0] ?? [];
  if (world === undefined) throw new Error('there is a world with Flink');
  expect(composed(tablesOf(world), 'kafka', 1_000, 600).flink).toBeNull();
});

test.each([360, 640, 1_000, 1_600])('without a job nothing covers anything at %d px', (width) => {
  const [, world] = WORLDS[0] ?? [];
  if (world === undefined) throw new Error('there is a world with Flink');
  const tables: Tables = { ...tablesOf(world), 'flink-job': new Map(), 'flink-task': new Map(), 'flink-edge': new Map(), 'flink-time': new Map(), 'flink-window': new Map() };
  const layout = composed(tables, 'flink', width, 400);
  const all = [...boxes(layout), ...(layout.flink?.lanes.map(({ id, box }): [string, Box] => [id, box]) ?? [])];
  for (const [at, [a, boxA]] of all.entries()) for (const [b, boxB] of all.slice(at + 1)) expect([a, b, covers(boxA, boxB)]).toEqual([a, b, false]);
});

test('a world without Flink has no plan of it', () => {
  const [world] = NAMED_WORLDS;
  if (world === undefined) throw new Error('there are worlds');
  expect(planFlink(tablesOf(world), null)).toBeNull();
});

test.each([[900, 'flink'], [1_600, 'all']] as const)('at %d px the first lens is %s', (width, lens) => expect(firstLens(width)).toBe(lens));
