// One partition large: where things stand is golden, nothing covers anything, and marks stand on the offsets that they mean.
import { describe, expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS } from '../../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../../store/world-store.ts';
import type { Box } from '../layout.ts';
import { NO_MEMORY, planStage } from '../plan.ts';
import type { WholeLayout } from '../flink/compose.ts';
import { linesOf } from './Columns.tsx';
import { layoutFor, shapeOf } from './near.ts';
import { around, extentOf, offsetAt, placeOn, segmentMarks, slotOf, windowOf } from './near-marks.ts';

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

function near(name: string, zoom: string, width: number, height = 560): WholeLayout {
  const tables = tablesOf(name);
  const { plan } = planStage(tables, NO_MEMORY, { internalTopics: false, folded: new Set() });
  const base = { lens: 'kafka', flink: null } as WholeLayout;
  return layoutFor(shapeOf(tables, zoom, plan.groups), zoom, base, plan, width, height);
}

const text = ({ x, y, width, height }: Box): string => [x, y, width, height].map((value) => String(Math.round(value * 2) / 2)).join(' ');

function boxes({ near: one, producers, groups }: WholeLayout): [string, Box][] {
  if (one === undefined) return [];
  return [
    ['heading', one.heading], ['overview', one.overview], ['ruler', one.ruler], ...one.rows.flatMap(({ broker, head, strip }): [string, Box][] => [[`head ${broker}`, head], [`row ${broker}`, strip]]),
    ...one.lanes.flatMap(({ group, box, strip }): [string, Box][] => [[`lane ${group}`, box], [`offsets ${group}`, strip]]), ...producers.map(({ id, box }): [string, Box] => [id, box]), ...groups.map(({ group, box }): [string, Box] => [group, box]),
  ];
}

const covers = (a: Box, b: Box): boolean => a.x + 0.01 < b.x + b.width && b.x + 0.01 < a.x + a.width && a.y + 0.01 < b.y + b.height && b.y + 0.01 < a.y + a.height;

const SHOWN = [['records-in-flight', 'partition/pedidos-0'], ['lagging-group', 'partition/pedidos-1'], ['share-group', 'partition/tarefas-0'], ['flink-at-work', 'partition/pedidos-0']] as const;

describe.each(SHOWN)('in %s, %s', (name, zoom) => {
  test('stands where it stood', async () => {
    const layout = near(name, zoom, 1_040);
    await expect(`stage ${Math.round(layout.width)} x ${Math.round(layout.height)}, ${layout.near?.columns} records\n${boxes(layout).map(([id, box]) => `${id}: ${text(box)}`).join('\n')}\n`).toMatchFileSnapshot(`../golden/near-${name}.txt`);
  });

  test.each([344, 640, 760, 1_040, 1_366, 2_200])('at %d px nothing covers anything and nothing leaves the stage', (width) => {
    const layout = near(name, zoom, width);
    const all = boxes(layout);
    expect(all.length).toBeGreaterThan(4);
    for (const [at, [a, boxA]] of all.entries()) {
      expect([a, boxA.x >= 0 && boxA.width > 0 && boxA.x + boxA.width <= layout.width + 0.5 && boxA.y + boxA.height <= layout.height]).toEqual([a, true]);
      for (const [b, boxB] of all.slice(at + 1)) expect([a, b, covers(boxA, boxB)]).toEqual([a, b, false]);
    }
  });
});

test('a partition that the world has not leaves the whole', () => expect(near('records-in-flight', 'partition/nowhere-1', 1_000).near).toBeUndefined());

test('Kafka alone counts its clients at its sides', () => {
  const { counts, producers, groups } = near('records-in-flight', 'kafka', 1_200);
  expect([counts?.map(({ side, ids }) => [side, ids.length]), producers, groups]).toEqual([[['producers', 2], ['group/entregas', 2]], [], []]);
});

describe('marks', () => {
  const replicas = [...tablesOf('records-in-flight').replica.values()].filter(({ topic, partition }) => topic === 'pedidos' && partition === 0);
  const extent = extentOf(replicas);
  const strip = { x: 100, y: 0, width: 500, height: 40 };

  test('the newest records are shown, those before them on demand, and never what is not told', () => {
    expect([windowOf(extent, null, 5), windowOf(extent, 2, 5), windowOf(extent, -4, 5), windowOf(extent, 99, 5), around(extent, 8, 5), around(extent, 1, 5)]).toEqual([
      { first: 4, end: 9, newest: true }, { first: 2, end: 7, newest: false }, { first: 0, end: 5, newest: false }, { first: 4, end: 9, newest: true }, null, 0,
    ]);
  });

  test('an offset stands at the left edge of its column, and what lies beyond at the window\'s ends', () => {
    const window = windowOf(extent, 2, 5);
    expect([1, 2, 4, 7, 8].map((offset) => placeOn(strip, 100, window, offset))).toEqual([{ x: 100, beyond: 'before' }, { x: 100, beyond: null }, { x: 300, beyond: null }, { x: 600, beyond: null }, { x: 600, beyond: 'after' }]);
  });

  test('a follower that is behind has nothing where the leader has a record', () => {
    expect(replicas.map((replica) => [replica.broker, slotOf(replica, 8).kind, slotOf(replica, 7).kind])).toEqual([[1, 'record', 'record'], [2, 'absent', 'record'], [3, 'absent', 'record']]);
  });

  test('markers of transactions and compacted records are told apart', () => {
    const [log] = [...tablesOf('transactions').replica.values()].filter(({ topic }) => topic === 'pagamentos');
    const [compacted] = [...tablesOf('compacted-log').replica.values()].filter(({ topic }) => topic === 'precos');
    if (log === undefined || compacted === undefined) throw new Error('the worlds have these logs');
    expect([slotOf(log, 18).kind, slotOf(compacted, 2).kind, slotOf(compacted, 1).kind]).toEqual(['marker', 'gone', 'record']);
    const all = extentOf([compacted]);
    expect(segmentMarks(compacted, all, { ...strip, x: 0, width: 90 }).map(({ baseOffset, x, width, active }) => [baseOffset, x, width, active])).toEqual([[0, 0, 50, false], [5, 50, 20, false], [7, 70, 20, true]]);
    expect([0, 45, 90].map((x) => offsetAt(all, { ...strip, x: 0, width: 90 }, x))).toEqual([0, 5, 9]);
  });
});

test.each([['{"pedido": 7}', 20, 2, ['{"pedido": 7}']], ['abcdefghij', 4, 2, ['abcd', 'efg…']], ['abcdefgh', 4, 2, ['abcd', 'efgh']], ['abcdefgh', 4, 1, ['abc…']]] as const)('%s in lines of %d letters', (value, letters, lines, expected) => {
  expect(linesOf(value, letters, lines)).toEqual(expected);
});
