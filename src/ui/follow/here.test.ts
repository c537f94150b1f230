// Which records a thing of the stage offers to follow: in the air with and without offsets, in a log, in a job's queues and state; and a sent record's way to its offset.
import { expect, test } from 'vitest';
import type { FlightRecord } from '../../bridge/records.ts';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { recordsHere } from './here.ts';
import { flightOf, sentId, sentName, sentPlace, writtenAs } from './sent.ts';

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((one) => one.name === name);
  if (world === undefined) throw new Error(`there is a world ${name}`);
  const tables = applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`${name} is a whole frame`);
  return tables;
}

const FLIGHT: FlightRecord = { kind: 'flight', id: 'flight/1', from: 'caixa', to: 'broker-1', sentAtUs: 0, arrivesAtUs: 5, api: 'Produce', direction: 'request', lost: false, cargo: [] };
const sent: FlightRecord = { ...FLIGHT, cargo: [{ topic: 'pedidos', partition: 0, count: 2, keys: ['ana', 'bia'], sent: { producerId: 1_000, sequence: 17 } }] };
const fetched: FlightRecord = { ...FLIGHT, id: 'flight/2', api: 'Fetch', direction: 'response', cargo: [{ topic: 'a-b', partition: 1, count: 2, keys: ['ana', null], offsets: [7, 8] }] };

test('what is fetched is followed by its offsets, what is sent by its sequence numbers, and what has neither not at all', () => {
  const tables = tablesOf('records-in-flight');
  expect(recordsHere(fetched, tables).map(({ id, key }) => [id, key])).toEqual([['record/a-b-1/7', 'ana'], ['record/a-b-1/8', null]]);
  expect(recordsHere(sent, tables).map(({ id, key }) => [id, key])).toEqual([['sent/pedidos-0/1000:17', 'ana'], ['sent/pedidos-0/1000:18', 'bia']]);
  expect(recordsHere({ ...FLIGHT, cargo: [{ topic: 'pedidos', partition: 0, count: 1, keys: ['ana'] }] }, tables)).toEqual([]);
});

test('a log offers its newest records first', () => {
  const tables = tablesOf('records-in-flight');
  const replica = [...tables.replica.values()].find(({ tail }) => tail.length > 2);
  if (replica === undefined) throw new Error('a log has records');
  const last = replica.tail.at(-1)?.offset ?? 0;
  expect(recordsHere(replica, tables, 2).map(({ id }) => id)).toEqual([`record/${replica.topic}-${replica.partition}/${last}`, `record/${replica.topic}-${replica.partition}/${last - 1}`]);
});

test('a subtask offers what waits in its queue before what it holds, each record once', () => {
  const tables = tablesOf('flink-at-work');
  const held = [...tables['flink-task'].values()].map((task) => ({ task, here: recordsHere(task, tables) })).find(({ here }) => here.some(({ how }) => how === 'held'));
  if (held === undefined) throw new Error('a subtask holds something');
  const { task, here } = held;
  expect(new Set(here.map(({ id }) => id)).size).toBe(here.length);
  const first = here.find(({ how }) => how === 'held')?.id ?? '';
  const id = [...tables['flink-state'].values()].filter((one) => one.job === task.job).flatMap(({ entries }) => entries.flatMap(({ lineage }) => lineage)).at(0) ?? 0;
  const edges = new Map([...tables['flink-edge']].map(([name, edge]) => [name, { ...edge, channels: edge.channels.map((channel) => (edge.to === task.vertex && channel.to === task.subtask ? { ...channel, waiting: [id + 1] } : channel)) }]));
  const queued = recordsHere(task, { ...tables, 'flink-edge': edges });
  expect(queued[0]?.how).toBe('queue');
  expect(queued.some((one) => one.id === first)).toBe(true);
});

test('a sent record is found in the air by its sequence number, and in its log once it is written', () => {
  const tables = tablesOf('records-in-flight');
  const replica = [...tables.replica.values()].find(({ tail }) => tail.length > 0);
  const record = replica?.tail[0];
  if (replica === undefined || record === undefined) throw new Error('a log has records');
  const place = { topic: replica.topic, partition: replica.partition, producerId: record.producerId, sequence: record.sequence };
  expect(writtenAs(place, tables)).toBe(record.sequence < 0 ? null : `record/${replica.topic}-${replica.partition}/${record.offset}`);
  expect(writtenAs({ ...place, producerId: 987_654 }, tables)).toBeNull();
  expect(flightOf({ topic: 'pedidos', partition: 0, producerId: 1_000, sequence: 18 }, { flight: new Map([[sent.id, sent]]) })?.id).toBe(sent.id);
  expect(flightOf({ topic: 'pedidos', partition: 0, producerId: 1_000, sequence: 19 }, { flight: new Map([[sent.id, sent]]) })).toBeNull();
});

test('ids of sent records read back as they were written, also of topics with dashes and digits', () => {
  const place = { topic: 'a-1-b', partition: 12, producerId: 3, sequence: 4 };
  expect(sentPlace(sentId(place))).toEqual(place);
  expect(sentName(place)).toBe('a-1-b-12#3:4');
  expect(sentPlace('record/a-1/4')).toBeNull();
});
