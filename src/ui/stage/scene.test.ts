// What the canvas draws: squares and messages of every named world as plain numbers, and how they change with time.
import { describe, expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { flowMarks } from './flows.ts';
import { segmentPart } from '../words/segments.ts';
import { layoutStage, PITCH } from './layout.ts';
import { NO_MEMORY, planStage } from './plan.ts';
import { flightMarks, logEnds, nodePlaces, type SceneInput, segmentBorders, sharedMarks, squareMarks, windowStart } from './scene.ts';

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

function sceneOf(name: string, nowUs: number, speed = 1): { input: SceneInput; places: ReturnType<typeof nodePlaces> } {
  const tables = tablesOf(name);
  const layout = layoutStage(planStage(tables, NO_MEMORY, { internalTopics: false, folded: new Set() }).plan, 1040);
  const input = { layout, replicas: tables.replica, ends: logEnds(tables.replica.values()), flights: tables.flight, nowUs, speed, controlTraffic: false };
  return { input, places: nodePlaces(layout, new Map([...tables.client.values()].map((client) => [client.id, client.node]))) };
}

const NOW = 120_300_000;

describe('records in flight', () => {
  const { input, places } = sceneOf('records-in-flight', NOW);
  const marks = flightMarks(input, places);

  test('messages with records are drawn, control messages only when asked for', () => {
    expect(marks.map((mark) => mark.count)).toEqual([1, 2, 1, 1, 1]);
    expect(flightMarks({ ...input, controlTraffic: true }, places).length).toBe(8);
  });

  test('going back, each is where it was: nearer to where it came from', () => {
    const before = flightMarks({ ...input, nowUs: NOW - 40_000 }, places);
    for (const mark of before) expect(mark.t).toBeLessThan(marks.find((now) => now.id === mark.id)?.t ?? 1);
  });

  test('standing still, the picture is the same picture', () => expect(flightMarks(input, places)).toEqual(marks));

  test('squares that have not landed are outlines, and are full once they have', () => {
    const outlines = (nowUs: number): number => squareMarks({ ...input, nowUs }).filter((square) => square.look === 'outline').length;
    expect([outlines(NOW), outlines(NOW + 2_000_000)]).toEqual([5, 0]);
  });

  test('at high speed routes become flows, and nothing is an outline', () => {
    const fast = { ...input, speed: 100 };
    expect(flowMarks(fast, places).map((flow) => flow.count)).toEqual([1, 2, 1, 1, 1]);
    expect(squareMarks(fast).filter((square) => square.look === 'outline')).toEqual([]);
    // Where topics have no rows of their own, a line leads to the broker.
    const folded = flowMarks({ ...fast, layout: { ...input.layout, topics: [] } }, places);
    expect(folded.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(new Set(folded.map(({ path }) => JSON.stringify(path))).size).toBe(folded.length);
  });

  test('squares out of sight are not drawn', () => {
    const all = squareMarks(input);
    const bottom = Math.min(...all.map(({ y }) => y));
    const [first, rest] = [squareMarks({ ...input, seen: { top: 0, bottom } }), squareMarks({ ...input, seen: { top: bottom + 30, bottom: 1e9 } })];
    expect(first.every(({ y }) => y === bottom)).toBe(true);
    expect(first.length + rest.length).toBe(all.length);
  });
});

test('a dead broker\'s squares are faded, followers are pale, leaders are full', () => {
  const { input } = sceneOf('leader-killed', NOW);
  const looks = new Map<string, number>();
  for (const { look } of squareMarks(input)) looks.set(look, (looks.get(look) ?? 0) + 1);
  expect(Object.fromEntries(looks)).toEqual({ faded: 14, full: 20, pale: 20 });
});

describe('a share group', () => {
  const { input } = sceneOf('share-group', NOW);
  const tables = tablesOf('share-group');
  const cell = input.layout.topics.flatMap((topic) => topic.rows.flatMap((row) => row.cells)).find((place) => place.key === 'tarefas-0/2');
  const owner = tables.owner.get('owner/equipe/tarefas-0');
  if (cell === undefined || owner === undefined) throw new Error('the world has this log');
  const at = (start: number, squares: number): unknown[] => sharedMarks(cell.strip, owner, start, squares).map((mark) => [mark.state, start + Math.round((mark.x + 1.5 - cell.strip.x) / PITCH), Math.round((mark.width - 3) / PITCH), mark.deliveries]);

  test('frames what is in flight, by state, with its deliveries', () => {
    expect(at(10, 8)).toEqual([['acquired', 10, 2, 2], ['acknowledged', 12, 1, 1], ['archived', 13, 1, 5], ['available', 14, 2, 3], ['acquired', 16, 2, 1]]);
  });

  test('as far as the window reaches', () => expect(at(11, 4)).toEqual([['acquired', 11, 1, 2], ['acknowledged', 12, 1, 1], ['archived', 13, 1, 5], ['available', 14, 1, 3]]));
});

test('what was aborted is crossed out, on every replica, and nothing else', () => {
  const { input } = sceneOf('transactions', NOW);
  const [cell] = input.layout.topics.flatMap((topic) => topic.rows.flatMap((row) => row.cells));
  if (cell === undefined) throw new Error('the world has this log');
  const aborted = squareMarks({ ...input, layout: { ...input.layout, squares: 9 } }).filter((mark) => mark.aborted);
  const onFirst = aborted.filter((mark) => mark.x < cell.box.x + cell.box.width);
  expect(onFirst.map((mark) => 15 + (mark.x - cell.strip.x) / PITCH)).toEqual([16, 17]);
  expect(aborted).toHaveLength(6);
});

describe('a compacted log', () => {
  const { input } = sceneOf('compacted-log', NOW);
  const replica = input.replicas.get('replica/precos-0/1');
  const cell = input.layout.topics.flatMap((topic) => topic.rows.flatMap((row) => row.cells)).find((place) => place.key === 'precos-0/1');
  if (replica === undefined || cell === undefined) throw new Error('the world has this log');

  test('keeps its offsets: where records went, places stay empty, and tombstones are told apart', () => {
    const marks = squareMarks({ ...input, replicas: new Map([[replica.id, { ...replica, logEndOffset: 5 }]]), ends: new Map([['precos-0', { start: 0, end: 5 }]]), layout: { ...input.layout, squares: 10 } });
    expect(marks.map((mark) => [(mark.x - cell.strip.x) / PITCH, mark.tombstone])).toEqual([[1, false], [3, false], [4, true], [5, false], [6, false], [7, true], [8, false]]);
  });

  test('shows where its segments begin, as far as the window reaches', () => {
    const at = (start: number, squares: number): number[] => segmentBorders(cell.strip, replica, start, squares).map((x) => start + (x - cell.strip.x) / PITCH);
    expect([at(0, 20), at(6, 3), at(7, 2)]).toEqual([[5, 7], [7], []]);
  });

  test('its tail is clean, its head dirty, and one segment takes records', () => {
    expect(replica.segments.map((segment) => segmentPart(segment, replica).part)).toEqual(['clean', 'dirty', 'active']);
    const plain = input.replicas.get('replica/cliques-0/2');
    expect(plain?.segments.map((segment) => segmentPart(segment, plain).part)).toEqual(['closed', 'active']);
  });
});

test.each([[0, 5, 10, 0], [0, 25, 10, 15], [20, 25, 10, 20]])('a log from %d to %d in %d squares starts at %d', (start, end, squares, first) => {
  expect(windowStart(start, end, squares)).toBe(first);
});
