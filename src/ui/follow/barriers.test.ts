// On which side of a checkpoint's barrier a record lies: in a log that a source reads, with a checkpoint that is complete and one under way.
import { expect, test } from 'vitest';
import type { FlinkSplit, FlinkTaskRecord } from '../../bridge/flink-records.ts';
import { flinkBackpressure } from '../states/flink.ts';
import { cutsOf, relationOf, sidesOf } from './barriers.ts';

const SPLIT: FlinkSplit = { topic: 'pedidos', partition: 0, next: 30, lag: 0, watermark: null, idle: false, quietSinceMs: null, saved: { checkpoint: 6, next: 10 }, cut: { checkpoint: 7, next: 20 } };
const source = flinkBackpressure.find((one): one is FlinkTaskRecord => one.kind === 'flink-task');
if (source === undefined) throw new Error('a job has subtasks');
const tables = (split: FlinkSplit): { readonly 'flink-task': ReadonlyMap<string, FlinkTaskRecord> } => ({ 'flink-task': new Map([[source.id, { ...source, splits: [split] }]]) });
const relation = (offset: number, split = SPLIT): unknown => relationOf(sidesOf({ topic: 'pedidos', partition: 0, offset }, tables(split)));

test('held by the checkpoint that is complete, before the barrier of the next, or behind both', () => {
  expect(relation(9)).toEqual({ checkpoint: 6, side: 'held' });
  expect(relation(10)).toEqual({ checkpoint: 7, side: 'before' });
  expect(relation(19)).toEqual({ checkpoint: 7, side: 'before' });
  expect(relation(20)).toEqual({ checkpoint: 7, side: 'after' });
});

test('what no source has read, and what has no checkpoint, is on no side', () => {
  expect(relation(30)).toBeNull();
  const { saved: _saved, cut: _cut, ...bare } = SPLIT;
  expect(relation(3, bare)).toBeNull();
  expect(cutsOf({ topic: 'pedidos', partition: 1 }, tables(SPLIT))).toEqual([]);
});

test('each barrier has its own side', () => {
  const sides = sidesOf({ topic: 'pedidos', partition: 0, offset: 12 }, tables(SPLIT));
  expect([...sides].map(([id, { side }]) => [id, side])).toEqual([[`flink-checkpoint/${source.job}/6`, 'after'], [`flink-checkpoint/${source.job}/7`, 'before']]);
});
