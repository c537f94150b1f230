// The charts of the named world: their lines are golden, counters become rates, gaps stay gaps, and every text is there in both languages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { sketchedSamples } from '../states/charts.ts';
import { instantsOf } from './ChartTable.tsx';
import { instantAt, layoutChart, lookOf } from './draw.ts';
import { chartsOf, MOST_LINES, thinned, valueAt } from './series.ts';

const SECOND = 1_000_000;
const AXIS = { fromUs: 10 * SECOND, toUs: 310 * SECOND };
const samples = sketchedSamples(10, 290, 101, 190, true);

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

test('the named world draws what it drew', async () => {
  const text = chartsOf(samples).map((chart) => {
    const { ticks, paths } = layoutChart(chart, AXIS, 320, 128);
    const lines = chart.lines.map((line, at) => `  ${line.label} (${lookOf(line.id, at).stroke}): ${[50, 101, 150, 280].map((s) => valueAt(line, s * SECOND)).map((value) => (value === null ? '–' : chart.say(value))).join(' | ')} · ${(paths[at]?.d ?? '').slice(0, 60)}`);
    return [`${chart.title}, ticks ${ticks.map((tick) => chart.say(tick)).join(' ')}`, ...lines].join('\n');
  }).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('golden/charts.txt');
});

describe.each(['pt-BR', 'en'] as const)('in %s', (locale) => {
  test('every chart has its words', () => {
    overwriteGetLocale(() => locale);
    for (const { title, about, lines, say } of chartsOf(samples)) expect([title, about, ...lines.map(({ label }) => label), say(1_234.5)].join(' ')).not.toMatch(/undefined|NaN|chart_|\{\w+\}/);
    overwriteGetLocale(() => 'en');
  });
});

test('a counter becomes a rate, and one that went back begins anew', () => {
  const of = (atS: number, written: Readonly<Record<string, number>>): (typeof samples)[number] => ({ atUs: atS * SECOND, written, groups: {}, underReplicated: 0, offline: 0, jobs: {} });
  const [line] = chartsOf([of(1, { a: 10 }), of(2, { a: 30 }), of(4, { a: 40 }), of(5, {}), of(6, { a: 50 }), of(7, { a: 5 }), of(8, { a: 6 })]).find(({ id }) => id === 'written')?.lines ?? [];
  expect(line?.points.map(({ value }) => value)).toEqual([null, 20, 10, null, null, null, 1]);
});

test('values are read at the instant or before it, and never from the future', () => {
  const [line] = chartsOf(samples)[0]?.lines ?? [];
  if (line === undefined) throw new Error('the first chart has lines');
  expect([valueAt(line, 5 * SECOND), valueAt(line, 10 * SECOND), valueAt(line, 10.9 * SECOND)]).toEqual([null, 1, 1]);
});

test('no peak is lost where points are thinned', () => {
  const points = Array.from({ length: 1_000 }, (_, at) => ({ atUs: at, value: at === 617 ? 99 : 1 }));
  const few = thinned(points, 100);
  expect([few.length, Math.max(...few.map(({ value }) => value ?? 0))]).toEqual([100, 99]);
});

test('of many groups the largest are drawn', () => {
  const groups = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`g${at}`, { lag: at, read: 0, delayMs: null }]));
  const [lag] = chartsOf([{ atUs: SECOND, written: {}, groups, underReplicated: 0, offline: 0, jobs: {} }]);
  expect([lag?.lines.length, lag?.lines.some(({ label }) => label === 'g19'), lag?.lines.some(({ label }) => label === 'g0')]).toEqual([MOST_LINES, true, false]);
});

test.each([[0, 10], [52, 10], [308, 310], [400, 310]])('a pointer at %d is at %d s', (x, s) => expect(instantAt(AXIS, 320, x) / SECOND).toBe(s));

test('the table tells round instants, newest first, none twice', () => {
  expect(instantsOf(10 * SECOND, 47 * SECOND).map((at) => at / SECOND)).toEqual([47, 45, 40, 35, 30, 25, 20, 15, 10]);
  expect(instantsOf(10 * SECOND, 10 * SECOND)).toEqual([10 * SECOND]);
});
