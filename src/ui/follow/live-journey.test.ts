// Records that are followed in living worlds, looked at ten times a second: none is lost on its way, and what became of each is told in words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SavedRun } from '../../bridge/input.ts';
import { demoRun } from '../../lesson/demo.ts';
import { readDemo } from '../../lesson/read-demo.ts';
import { createWorld, giveInput } from '../../sim/world.ts';
import { projectWhole } from '../../view-model/whole.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { flinkRun } from '../states/flink-scenarios.ts';
import { applyFrame, emptyWorld } from '../store/world-store.ts';
import { journeyOf } from './journey.ts';
import { resultsOf } from './use-results.ts';

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

const SECOND = 1_000_000;
const LOOK_US = SECOND / 10;
const DEMOS = join(import.meta.dirname, '../../../demos');

function demo(name: string): SavedRun {
  const read = readDemo(name, readFileSync(join(DEMOS, name), 'utf8'));
  if (read.demo === null) throw new Error(`${name} can't be read`);
  return demoRun(read.demo);
}

/** What is said of the record, each sentence once and without its numbers, until its way is over or so many virtual seconds have passed. */
function told(run: SavedRun, id: string, fromS: number, forS: number): string[] {
  const kernel = createWorld(run.scenario, run.seed);
  for (const { atUs, input } of run.inputs) {
    kernel.runUntil(Math.max(kernel.state.now, atUs));
    giveInput(kernel, input);
  }
  const startUs = Math.max(kernel.state.now, run.scenario.shownFromUs) + fromS * SECOND;
  const said: string[] = [];
  let results: ReadonlySet<string> = new Set();
  for (let nowUs = startUs; nowUs < startUs + forS * SECOND; nowUs += LOOK_US) {
    kernel.runUntil(nowUs);
    const clock = { nowUs, endUs: nowUs, startUs: 0, playing: true, speed: 1, branch: 0 };
    const put = [...projectWhole(kernel.state, null, { recordsPerReplica: 20, partition: null, flightTrailMs: 1_000 }).values()];
    const tables = applyFrame(emptyWorld(), { base: 0, revision: 1, whole: true, clock, branches: [], put, removed: [] }, 0)?.tables;
    if (tables === undefined) throw new Error('a whole frame fits');
    results = resultsOf(id, tables, results);
    const journey = journeyOf(id, tables, results);
    const text = (journey?.now.text ?? '').replaceAll(/\d[\d:.,]*/g, '#').replace(/, which is #\.?$/, '');
    if (said.at(-1) !== text) said.push(text);
    if (journey?.over === true) return [...said, 'over'];
  }
  return said;
}

test('into a window, and with its result to the readers', () => {
  const said = told(flinkRun, 'record/pedidos-0/30', 5, 12);
  expect(said.at(-1)).toBe('over');
  expect(said.join('\n')).toMatch(/Not written yet[^]*In the queue of TumblingWindow[^]*In the window # to # of[^]*Visible to read_committed readers too/);
  expect(said.join('\n')).not.toMatch(/Nothing in the job holds/);
});

test('too late for its window', () => {
  expect(told(demo('11-late-data.yaml'), 'record/medidas-0/66', 8, 4).slice(-2)).toEqual([expect.stringMatching(/^Came too late at WindowAggregate/), 'over']);
});

test('filtered out', () => {
  expect(told(demo('10-poison-record.yaml'), 'record/pedidos-0/44', 1, 4).slice(-2)).toEqual(['Filtered out: an operator let it go no further.', 'over']);
});
