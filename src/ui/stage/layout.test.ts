// The stage's geometry for every named world: the numbers are golden, and nothing covers anything else.
import { describe, expect, test } from 'vitest';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { frameOf, NAMED_WORLDS, type NamedWorld } from '../states/named.ts';
import { type Box, fitStage, layoutStage, type StageLayout } from './layout.ts';
import { NO_MEMORY, planStage, type PlanOptions } from './plan.ts';

const OPTIONS: PlanOptions = { internalTopics: false, folded: new Set() };

function tablesOf(world: NamedWorld): Tables {
  const state = applyFrame(emptyWorld(), frameOf(world), 0);
  if (state === null) throw new Error('a whole frame fits any store');
  return state.tables;
}

function numbers(layout: StageLayout): string {
  const text = ({ x, y, width, height }: Box): string => [x, y, width, height].map((value) => String(Math.round(value * 2) / 2)).join(' ');
  return [
    `stage ${layout.width} x ${Math.round(layout.height)}, ${layout.squares} squares`,
    ...layout.controllers.map(({ id, box }) => `${id}: ${text(box)}`),
    `metadata log: ${text(layout.metadataLog)}`,
    ...layout.brokers.map(({ id, column }) => `${id}: ${text(column)}`),
    ...layout.topics.flatMap((topic) => [`topic/${topic.name}${topic.folded ? ' (folded)' : ''}: ${text(topic.heading)}`, ...topic.rows.flatMap((row) => row.cells.map((cell) => `  ${cell.key}: ${text(cell.box)}`))]),
    ...layout.producers.map(({ id, box }) => `${id}: ${text(box)}`),
    ...layout.others.map(({ id, box }) => `${id}: ${text(box)}`),
    ...layout.groups.flatMap((group) => [`group/${group.group}: ${text(group.box)}`, ...group.members.map(({ id, box }) => `  ${id}: ${text(box)}`)]),
    ...layout.engines.flatMap((engine) => [`${engine.id}: ${text(engine.box)}`, `  lane: ${text(engine.lane)}`, ...[...engine.left, ...engine.right].map(({ id, box }) => `  ${id}: ${text(box)}`)]),
    '',
  ].join('\n');
}

/** Boxes that must not cover each other, with their names. */
function boxes(layout: StageLayout): [string, Box][] {
  return [
    ...layout.controllers.map(({ id, box }): [string, Box] => [id, box]),
    ...layout.topics.flatMap((topic) => topic.rows.flatMap((row) => row.cells.map((cell): [string, Box] => [cell.key, cell.box]))),
    ...layout.producers.map(({ id, box }): [string, Box] => [id, box]),
    ...layout.groups.map(({ group, box }): [string, Box] => [group, box]),
    ...layout.engines.flatMap(({ lane, left, right }) => [...left, { id: 'lane', box: lane }, ...right].map(({ id, box }): [string, Box] => [id, box])),
  ];
}

function covers(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.each(NAMED_WORLDS.map((world) => [world.name, world] as const))('%s', (name, world) => {
  const { plan } = planStage(tablesOf(world), NO_MEMORY, OPTIONS);

  test('stands where it stood', async () => {
    await expect(numbers(layoutStage(plan, 1040))).toMatchFileSnapshot(`./golden/${name}.txt`);
  });

  test.each([390, 640, 760, 1040, 1440, 2200])('at %d px nothing covers anything and nothing leaves the stage', (width) => {
    const layout = fitStage(plan, width, 500);
    const all = boxes(layout);
    for (const [at, [a, boxA]] of all.entries()) {
      expect([a, boxA.x >= 0 && boxA.width > 0 && boxA.y + boxA.height <= layout.height]).toEqual([a, true]);
      for (const [b, boxB] of all.slice(at + 1)) expect([a, b, covers(boxA, boxB)]).toEqual([a, b, false]);
    }
  });
});

describe('what comes and goes moves nothing else', () => {
  const [world] = NAMED_WORLDS.filter((candidate) => candidate.name === 'records-in-flight');
  if (world === undefined) throw new Error('there is a world with records in flight');
  const tables = tablesOf(world);
  const before = planStage(tables, NO_MEMORY, OPTIONS);

  test('a producer that leaves keeps the others in place', () => {
    const client = new Map([...tables.client].filter(([id]) => id !== 'client/producer-caixa'));
    const after = planStage({ ...tables, client }, before.memory, OPTIONS);
    const [was, is] = [layoutStage(before.plan, 1040), layoutStage(after.plan, 1040)];
    expect(is.producers).toEqual(was.producers.filter(({ id }) => id !== 'client/producer-caixa'));
    expect(is.brokers).toEqual(was.brokers);
  });

  test('a member that leaves keeps its neighbour in place', () => {
    const client = new Map([...tables.client].filter(([id]) => id !== 'client/consumer-c1'));
    const member = new Map([...tables.member].filter(([, record]) => record.node !== 'consumer-c1'));
    const after = planStage({ ...tables, client, member }, before.memory, OPTIONS);
    expect(layoutStage(after.plan, 1040).groups[0]?.members).toEqual(layoutStage(before.plan, 1040).groups[0]?.members.slice(1));
  });
});
