// The ways of records in the named worlds, in words: golden; and where each is now, from before it was written to the end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { recordsWith } from '../words/lineage.ts';
import { identity } from '../states/build-flink.ts';
import { idOfName, type Journey, journeyOf } from './journey.ts';
import { resultsOf } from './use-results.ts';

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

const NONE: ReadonlySet<string> = new Set();

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

function journey(name: string, id: string): Journey {
  const tables = tablesOf(name);
  const found = journeyOf(id, tables, resultsOf(id, tables, NONE));
  if (found === null) throw new Error(`${id} is a record's id`);
  return found;
}

const SIGNS = { done: 'x', now: '>', next: ' ', lost: '!' } as const;

function told({ lanes, now, over }: Journey): string {
  return [...lanes.flatMap(({ title, steps }) => [title, ...steps.map(({ state, text, thing }) => `  [${SIGNS[state]}] ${text} (${thing})`)]), `now: ${now.text} (${now.thing})${over ? ', over' : ''}`, ''].join('\n');
}

const TOLD = [
  ['records-in-flight', 'record/pedidos-0/8'], ['records-in-flight', 'record/pedidos-0/7'], ['records-in-flight', 'record/pedidos-0/2'], ['records-in-flight', 'record/pedidos-0/40'],
  ['leader-killed', 'record/pedidos-0/9'], ['transactions', 'record/pagamentos-0/20'], ['transactions', 'record/pagamentos-0/16'], ['share-group', 'record/tarefas-0/11'], ['share-group', 'record/tarefas-0/13'],
  ['compacted-log', 'record/cliques-0/3'], ['flink-at-work', 'record/pedidos-0/22'], ['flink-at-work', 'record/pedidos-0/2'], ['flink-restarting', 'record/pedidos-0/22'],
] as const;

test('the ways of records are told as they were', async () => {
  const text = TOLD.map(([name, id]) => `# ${name}: ${id}\n${told(journey(name, id))}`).join('\n');
  await expect(text).toMatchFileSnapshot('golden/journeys.txt');
});

describe.each(['pt-BR', 'en'] as const)('in %s', (locale) => {
  test('every step has its words', () => {
    overwriteGetLocale(() => locale);
    for (const [name, id] of TOLD) expect(told(journey(name, id))).not.toMatch(/undefined|NaN|journey_|\{\w+\}/);
    overwriteGetLocale(() => 'en');
  });
});

test('of one lane only one step is where it is now, and what follows is still to come', () => {
  for (const [name, id] of TOLD) {
    for (const { steps } of journey(name, id).lanes) {
      const states = steps.map(({ state }) => SIGNS[state]).join('');
      expect(states).toMatch(/^x*(?:>[x ]*)?!?$/);
      expect(states.split('>').length).toBeLessThanOrEqual(2);
    }
  }
});

test('results that were seen once stay as long as the log has them', () => {
  const tables = tablesOf('flink-at-work');
  const written = [...recordsWith(new Set([identity(0, 2)]), tables)].filter((name) => !name.startsWith('pedidos'));
  const known = new Set(['totais-0@0', 'totais-0@99999', ...written]);
  expect([...resultsOf('record/pedidos-0/2', tables, known)].filter((name) => name.endsWith('@99999'))).toEqual([]);
});

test('a result\'s name is a record\'s id', () => expect(idOfName('a-b-1@12')).toBe('record/a-b-1/12'));

test('what is no record has no way', () => expect(journeyOf('replica/pedidos-0/1', tablesOf('records-in-flight'), NONE)).toBeNull());
