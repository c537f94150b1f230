// Levels of zoom: every crumb leads back to where it says, the way in ends at the thing, and what a world does not have is not shown.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '../../paraglide/runtime.js';
import { frameOf, NAMED_WORLDS } from '../../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../../store/world-store.ts';
import { crumbsOf, inward, outward, pageOf, pathTo, type Place, placeName, placeOf, placeOfId, placeSaid, shownZoom, WHOLE } from './levels.ts';

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

const tables = tablesOf('records-in-flight');
const partition: Place = { level: 'partition', topic: 'pedidos', partition: 0 };
const record: Place = { ...partition, level: 'record', offset: 5 };

test.each([
  ['partition/pedidos-0', partition], ['replica/pedidos-0/2', partition], ['owner/entregas/pedidos-0', partition], ['record/pedidos-0/5', record], ['record/a-b-1/7', { level: 'record', topic: 'a-b', partition: 1, offset: 7 }],
  ['topic/pedidos', null], ['node/broker-1', null], ['record/pedidos-0', null], ['', null],
] as const)('%s is looked at from %o', (id, place) => expect(placeOfId(id)).toEqual(place));

describe.each([[false, 'kafka'], [true, 'flink'], [true, 'all']] as const)('with Flink %s, through the lens %s', (hasFlink, lens) => {
  test('the page that a level asks for shows that level', () => {
    for (const place of [...crumbsOf(record), ...(hasFlink ? [{ level: 'cluster', cluster: 'flink' } as const] : [])]) {
      const page = pageOf(place, hasFlink);
      expect(placeOf(page.zoom ?? null, page.lens ?? lens, hasFlink)).toEqual(place);
    }
  });
});

test('in, four times from the whole, is a record; and out as often is the whole again', () => {
  let now: Place = WHOLE;
  const seen = [placeName(now)];
  for (let next = inward(now, 'record/pedidos-0/5', tables); next !== null; next = inward(now, 'record/pedidos-0/5', tables)) {
    now = next;
    seen.push(placeName(now));
  }
  expect(seen).toEqual(['Everything', 'Kafka', 'pedidos-0', '@5']);
  for (let next = outward(now); next !== null; next = outward(now)) now = next;
  expect(now).toEqual(WHOLE);
});

test('the way to a subtask is Flink; to what the world has not, Kafka', () => {
  expect([pathTo('flink-task/a1/0-0', tables), pathTo('partition/nowhere-3', tables), pathTo(null, tables)].map((path) => path.map(placeName))).toEqual([['Everything', 'Flink'], ['Everything', 'Kafka'], ['Everything', 'Kafka']]);
});

test('a zoom that this world has not is not shown', () => {
  expect(['partition/pedidos-0', 'record/pedidos-2/9', 'kafka', null, 'partition/pedidos-9', 'flink', 'record/x'].map((zoom) => shownZoom(zoom, tables))).toEqual(['partition/pedidos-0', 'record/pedidos-2/9', 'kafka', null, null, null, null]);
});

test.each(['pt-BR', 'en'] as const)('every level has its words in %s', (locale) => {
  overwriteGetLocale(() => locale);
  for (const place of crumbsOf(record)) expect(`${placeName(place)} ${placeSaid(place)}`).not.toMatch(/undefined|zoom_|\{\w+\}/);
  overwriteGetLocale(() => 'en');
});
