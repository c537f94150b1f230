// What the page says of Flink's named worlds in both languages: every thing has a title and numbers, and questions have answers.
import { describe as group, expect, test } from 'vitest';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { identity, noon } from '../states/build-flink.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { describe } from './describe.ts';
import { whyCheckpoint, whyLate, whyTask, whyWindow } from './flink-why.ts';
import { holdersOf, identitiesOf, originOf, recordsWith } from './lineage.ts';

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((one) => one.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

function of<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('it is in the named world');
  return found;
}

group.each(['pt-BR', 'en'] as const)('in %s', (locale) => {
  test.each(NAMED_WORLDS.filter(({ name }) => name.startsWith('flink-')).map(({ name, records }) => [name, records] as const))('every thing of %s is told', (_name, records) => {
    overwriteGetLocale(() => locale);
    for (const record of records.filter(({ kind }) => kind.startsWith('flink-') || kind === 'flight')) {
      const { title, about, rows } = describe(record);
      expect([record.id, title !== '' && about !== '' && rows.length > 0]).toEqual([record.id, true]);
      expect(JSON.stringify([title, about, rows])).not.toMatch(/undefined|NaN|flink_|\{\w+\}/);
    }
  });
});

const said = (lines: readonly { readonly text: string }[]): string[] => lines.map(({ text }) => text);

test('a window that has not fired is explained by the partition that holds the watermark back', () => {
  overwriteGetLocale(() => 'en');
  const tables = tablesOf('flink-at-work');
  const [window] = tables['flink-window'].values();
  expect(said(whyWindow(of(window), tables, noon(25)))).toEqual([
    'It fires when the watermark of TumblingWindow(10 s) (1/2) reaches 12:00:29.999. Now it is at 12:00:23.400.',
    'The lowest watermark that comes in is 12:00:23.400, from Source: pedidos (2/2).',
    'Source: pedidos (2/2) takes it from partition pedidos-1, which stands at 12:00:23.400: the lowest of those it reads.',
    'The watermark stays behind the newest record: it waits for those that come out of order.',
  ]);
});

test('a silent partition is named, with the time since when', () => {
  overwriteGetLocale(() => 'en');
  const tables = tablesOf('flink-at-work');
  const source = of(tables['flink-task'].get('flink-task/a1/0-1'));
  const silent = { ...source, splits: source.splits.map((split) => ({ ...split, quietSinceMs: noon(10) })) };
  const lines = whyWindow(of([...tables['flink-window'].values()][0]), { ...tables, 'flink-task': new Map(tables['flink-task']).set(source.id, silent) }, noon(25));
  expect(said(lines).at(-1)).toBe('Nothing has come there since 12:00:10. Without withIdleness it is not left aside.');
});

test.each([
  ['flink-at-work', 'flink-task/a1/1-0', 'There is nothing to read now: all that came has been processed.'],
  ['flink-backpressure', 'flink-task/a1/0-0', 'Backpressure: the buffers to TumblingWindow(10 s) (1/2) have been full since 0:22.0. It is 100 % busy.'],
  ['flink-backpressure', 'flink-task/a1/1-0', 'It aligns checkpoint 7: 1 of 2 barriers have come. Missing: Source: pedidos (2/2).'],
  ['flink-restarting', 'flink-task/a1/0-1', 'There are not enough slots: 1 missing, 0 free.'],
])('in %s, why %s waits', (name, id, expected) => {
  overwriteGetLocale(() => 'en');
  const tables = tablesOf(name);
  expect(said(whyTask(of(tables['flink-task'].get(id)), tables, 25_000_000))[0]).toBe(expected);
});

test('a checkpoint under way names who is missing, and one that failed says why', () => {
  overwriteGetLocale(() => 'en');
  const under = tablesOf('flink-backpressure');
  expect(said(whyCheckpoint(of(under['flink-checkpoint'].get('flink-checkpoint/a1/7')), under))).toEqual(['The parts of TumblingWindow(10 s) (1/2) are missing.']);
  const failed = tablesOf('flink-restarting');
  expect(said(whyCheckpoint(of(failed['flink-checkpoint'].get('flink-checkpoint/a1/7')), failed))).toEqual(['It failed: Checkpoint Coordinator is suspending.']);
});

test('a late record is told with how late it was', () => {
  overwriteGetLocale(() => 'en');
  const task = of(tablesOf('flink-at-work')['flink-task'].get('flink-task/a1/1-0'));
  expect(said(whyLate({ ...task, late: [{ atUs: 24_000_000, text: 'davi, 24', key: 'davi', timestampMs: noon(11.2), watermarkMs: noon(23.4), lineage: [] }] }))).toEqual([
    'davi, 24: it happened at 12:00:11.200, and the watermark was already at 12:00:23.400: 12 s late',
  ]);
});

test('a record is followed from its topic to the window that holds it', () => {
  const tables = tablesOf('flink-at-work');
  const job = tables['flink-job'].get('flink-job/a1');
  const ids = identitiesOf('pedidos', 0, 22, [of(job)]);
  expect(ids).toEqual([identity(0, 22)]);
  expect(originOf(identity(0, 22), job)).toEqual({ id: identity(0, 22), topic: 'pedidos', partition: 0, offset: 22 });
  expect([...recordsWith(new Set(ids), tables)]).toEqual(['pedidos-0@22']);
  expect(holdersOf(new Set(ids), tables).map(({ kind, key }) => `${kind} ${key}`)).toEqual(['window ana']);
});

test('what a sink wrote from it is found in the result topic', () => {
  const tables = tablesOf('flink-at-work');
  const task = of(tables['flink-task'].get('flink-task/a1/1-0'));
  const result = of(tables.replica.get('replica/totais-0/3')?.tail[5]);
  const wrote = { ...task, written: [{ topic: 'totais', key: result.key, value: result.value ?? '', timestampMs: result.timestampMs, lineage: [identity(0, 10)] }] };
  expect([...recordsWith(new Set([identity(0, 10)]), { ...tables, 'flink-task': new Map([[task.id, wrote]]) })]).toEqual(['pedidos-0@10', 'totais-0@5']);
});
