// What lies under the pointer: the right record of the right log, and the nearest message.
import { expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld } from '../store/world-store.ts';
import { layoutStage } from './layout.ts';
import { NO_MEMORY, planStage } from './plan.ts';
import { flightAt, recordAt } from './point.ts';
import { logEnds } from './scene.ts';

function check(worldName: string, cellKey: string, slot: number, dy: number, expected: number | null): void {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === worldName);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  const replica = tables?.replica.get(`replica/${cellKey}`);
  if (tables === undefined || replica === undefined) throw new Error(`there is no ${cellKey}`);
  const layout = layoutStage(planStage(tables, NO_MEMORY, { internalTopics: false, folded: new Set() }).plan, 1040);
  const cell = layout.topics.flatMap((topic) => topic.rows).flatMap((row) => row.cells).find((candidate) => candidate.key === cellKey);
  const span = logEnds(tables.replica.values()).get(`${replica.topic}-${replica.partition}`);
  if (cell === undefined || span === undefined) throw new Error(`${cellKey} has no place`);
  expect(recordAt(layout, replica, span, { x: cell.strip.x + slot * 18 + 4, y: cell.strip.y + dy })?.offset ?? null).toBe(expected);
}

test('the first square', () => check('four-commands', 'orders-1/1', 0, 5, 0));
test('the last square', () => check('four-commands', 'orders-1/1', 3, 5, 3));
test('past the last square', () => check('four-commands', 'orders-1/1', 4, 5, null));
test('below the squares', () => check('four-commands', 'orders-1/1', 0, 25, null));
test('a long log shows its end, and all replicas line up', () => {
  check('lagging-group', 'pedidos-0/1', 0, 5, 57);
  check('lagging-group', 'pedidos-0/3', 0, 5, null);
});

test('the nearest message is meant, those with records first', () => {
  const mark = { angle: 0, keys: [], count: 1, lost: false, t: 0.5 };
  const marks = [{ ...mark, id: 'a', x: 0, y: 0 }, { ...mark, id: 'b', x: 8, y: 0 }, { ...mark, id: 'c', x: 5, y: 0, count: 0 }];
  expect([flightAt(marks, { x: 1, y: 0 }), flightAt(marks, { x: 6, y: 0 }), flightAt(marks, { x: 40, y: 0 })]).toEqual(['a', 'b', null]);
});
