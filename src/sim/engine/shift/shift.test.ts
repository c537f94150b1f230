// A shift on call: its books of what should come and what came, the incidents that it lets happen, and a world with one that replays.
import { describe, expect, it } from 'vitest';
import type { ShiftSpec } from '../../../bridge/engines.ts';
import { defaultScenario, type Scenario } from '../../../bridge/scenario.ts';
import { shiftRecord } from '../../../view-model/shift.ts';
import { SECOND } from '../../kernel/types.ts';
import { Timeline } from '../../timeline.ts';
import { realWorld } from '../../world.ts';
import { type Accounts, came, expected, totals } from './accounts.ts';
import type { ShiftState } from './shift.ts';

const spec: ShiftSpec = {
  kind: 'shift', name: 'plantao', topic: 'alertas', durationMs: 120_000, key: 'rio', time: 'quando', end: 'fim', count: 'leituras', windowMs: 10_000, dueMs: 30_000,
  points: 100, pass: 70, lost: 1, duplicated: 2, delayed: 0.5, schedule: [],
};
const BEGAN = Date.UTC(2026, 0, 5, 12, 0, 0);
const at = (seconds: number): string => new Date(BEGAN + seconds * 1_000).toISOString().slice(0, 23).replace('T', ' ');
const reading = (rio: string, seconds: number): string => JSON.stringify({ rio, quando: at(seconds) });
const result = (rio: string, end: number, leituras: number): string => JSON.stringify({ rio, fim: at(end), leituras });

/** The books after readings (a river and a second each) and results (a river, a window's end, a count, and when it came). */
function books(readings: readonly (readonly [string, number])[], results: readonly (readonly [string, number, number, number])[]): Accounts {
  let accounts: Accounts = [];
  for (const [rio, seconds] of readings) accounts = expected(spec, accounts, reading(rio, seconds), BEGAN);
  for (const [rio, end, count, came_] of results) accounts = came(spec, accounts, result(rio, end, count), { beganMs: BEGAN, nowMs: BEGAN + came_ * 1_000 }) ?? accounts;
  return accounts;
}

describe('the books of a shift', () => {
  const three = [['sul', 1], ['sul', 5], ['sul', 9]] as const;
  it.each([
    ['what was counted in time costs nothing', three, [['sul', 10, 3, 13]], 60, { lost: 0, duplicated: 0, delayed: 0, points: 100 }],
    ['what may still come is not lost', three, [], 39, { lost: 0, points: 100, expected: 3, counted: 0 }],
    ['what did not come is lost', three, [['sul', 10, 2, 13]], 41, { lost: 1, points: 99 }],
    ['what comes late is late, and no longer lost', three, [['sul', 10, 3, 70]], 71, { lost: 0, delayed: 3, points: 98.5 }],
    ['what is counted twice costs', three, [['sul', 10, 3, 13], ['sul', 10, 3, 14]], 60, { duplicated: 3, points: 94 }],
    ['one key does not make up for another', [...three, ['norte', 3]], [['sul', 10, 4, 13]], 60, { lost: 1, duplicated: 1, points: 97 }],
    ['windows that are due after the end are nobody\'s', [['sul', 1], ['sul', 95]], [['sul', 10, 1, 12]], 120, { expected: 1, lost: 0 }],
    ['windows are told apart to the millisecond', [['sul', 9.999], ['sul', 10]], [['sul', 10, 1, 12], ['sul', 20, 1, 22]], 90, { lost: 0, duplicated: 0 }],
  ] as const)('%s', (_name, readings, results, now, want) => {
    const { points, ...rest } = totals(spec, books(readings, results), { beganMs: BEGAN, nowMs: BEGAN + now * 1_000 });
    expect({ ...rest, points }).toMatchObject({ ...want, ...('points' in want ? { points: Math.round(want.points) } : {}) });
  });

  it.each(['', '7', '{"rio":"sul"}', result('leste', 10, 1), '{"rio":"sul","fim":"amanhã","leituras":1}'])('a result that says nothing of any reading is foreign: %s', (text) => {
    expect(came(spec, books([['sul', 1]], []), text, { beganMs: BEGAN, nowMs: BEGAN })).toBeNull();
  });
});

const scenario: Scenario = {
  ...defaultScenario, brokers: [{ id: 1 }], controllers: [{ id: 101 }], topics: [{ name: 'alertas', partitions: 1, replicationFactor: 1 }],
  settings: { 'offsets.topic.replication.factor': '1' },
  // Each record is a reading and, at once, its own result.
  apps: [{ kind: 'producer', name: 'sul', topic: 'alertas', recordsPerSecond: 1, keys: ['sul'], value: '{"rio":"{key}","quando":"{time}","fim":"{time}","leituras":0}', settings: {}, copyTo: 'plantao' }],
  engines: [{ ...spec, schedule: [{ id: 'fall', atMs: 20_000, happens: [{ afterUs: 0, input: { kind: 'crash', node: 'broker-1' } }, { afterUs: 5 * SECOND, input: { kind: 'start', node: 'broker-1' } }] }] }],
};

function shiftOf(timeline: Timeline): ReturnType<typeof shiftRecord> {
  return shiftRecord(timeline.kernel.state, 'shift-plantao', true, timeline.kernel.actorState('shift-plantao') as ShiftState);
}

describe('a world with a shift', () => {
  it('lets incidents happen at their times, tells only of those that came, and keeps its books till the end', () => {
    const timeline = new Timeline(realWorld, scenario, 1);
    const began = timeline.now;
    timeline.advance(began + 19 * SECOND);
    expect([timeline.kernel.isUp('broker-1'), shiftOf(timeline).incidents]).toEqual([true, []]);
    timeline.advance(began + 21 * SECOND);
    expect([timeline.kernel.isUp('broker-1'), shiftOf(timeline).incidents]).toEqual([false, [{ id: 'fall', atMs: 20_000 }]]);
    timeline.advance(began + 26 * SECOND);
    expect(timeline.kernel.isUp('broker-1')).toBe(true);
    expect(JSON.stringify(shiftOf(timeline).spec)).not.toContain('schedule');
    timeline.advance(began + 130 * SECOND);
    const end = shiftOf(timeline);
    expect(end).toMatchObject({ state: 'over', counted: 0, expected: end.lost });
    expect(end.expected).toBeGreaterThan(60);
  });

  it('is the same when it is sought, and in each branch of time', () => {
    const timeline = new Timeline(realWorld, scenario, 1);
    const began = timeline.now;
    timeline.advance(began + 60 * SECOND);
    const [hash, books60] = [timeline.hash(), shiftOf(timeline)];
    timeline.seek(began + 10 * SECOND);
    timeline.seek(began + 60 * SECOND);
    expect([timeline.hash(), shiftOf(timeline)]).toEqual([hash, books60]);
    timeline.seek(began + 10 * SECOND);
    expect(timeline.give({ kind: 'stop', node: 'producer-sul' })).toBeNull();
    timeline.advance(began + 22 * SECOND);
    expect(timeline.kernel.isUp('broker-1')).toBe(false);
  });

  it('is nobody\'s to stop', () => {
    expect(new Timeline(realWorld, scenario, 1).give({ kind: 'crash', node: 'shift-plantao' })).toBe('no_such_node');
  });
});
