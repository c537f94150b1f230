// Jobs from end to end on the default cluster: what comes out, and how they end.
import { describe, expect, test } from 'vitest';
import { collected, jobOf, startFlink, submit, untilEnded } from '../testing/flink-cluster.ts';
import { JobBuilder, keyBy, type Stream } from './graph/job-builder.ts';
import type { Row } from './record.ts';
import type { StreamGraph } from '../../bridge/flink.ts';

const CLICKS: readonly Row[] = [['ana', 1, 1_000], ['rui', 2, 2_000], ['ana', 3, 4_000], ['bia', 4, 6_500], ['ana', 5, 11_000], ['rui', 6, 10_500]];
const FIELDS = ['user', 'amount', 'time'];

function job(parallelism: number, describe_: (job: JobBuilder, clicks: Stream) => Stream, configuration: Readonly<Record<string, string>> = {}): StreamGraph {
  const builder = new JobBuilder('test', { 'parallelism.default': String(parallelism), ...configuration });
  const watermarks = { timestamp: 'time', boundMs: 2_000, idleMs: null, emit: 'periodic', style: 'datastream' };
  const clicks = builder.source('source-collection', { rows: CLICKS, perSecond: null, watermarks }, { name: 'clicks', fields: FIELDS });
  builder.transform(describe_(builder, clicks), 'sink-collect', { name: 'out' }, { name: 'Sink: collect', fields: [], parallelism: 1 });
  return builder.graph();
}

function rows(graph: StreamGraph): string[] {
  const kernel = startFlink(1);
  const id = submit(kernel, graph);
  expect(untilEnded(kernel, id)).toMatchObject({ status: 'FINISHED', failure: null });
  return collected(kernel, id).map(({ row }) => JSON.stringify(row)).sort();
}

function check(graph: (parallelism: number) => StreamGraph, expected: readonly Row[], parallelisms: readonly number[] = [1, 2, 4]): void {
  for (const parallelism of parallelisms) expect(rows(graph(parallelism))).toEqual(expected.map((row) => JSON.stringify(row)).sort());
}

const count = [{ function: 'count', of: null }, { function: 'sum', of: 'amount' }];

describe('jobs', () => {
  test('filter and map', () => check((p) => job(p, (b, clicks) => {
    const big = b.transform(clicks, 'filter', { input: FIELDS, where: 'amount > 3' }, { name: 'Filter', fields: FIELDS });
    return b.transform(big, 'map', { input: FIELDS, fields: ['upper(user)', 'amount * 10'] }, { name: 'Map', fields: ['user', 'ten'] });
  }), [['BIA', 40], ['ANA', 50], ['RUI', 60]]));

  test('a running count by key', () => check((p) => job(p, (b, clicks) => b.transform(keyBy(clicks, ['user']), 'aggregate', { input: FIELDS, aggregates: count, ttl: null }, { name: 'Count', fields: ['user', 'n', 'sum'] })),
    [['ana', 1, 1], ['rui', 1, 2], ['ana', 2, 4], ['bia', 1, 4], ['ana', 3, 9], ['rui', 2, 8]], [1]));

  test('tumbling windows', () => check((p) => job(p, (b, clicks) => b.transform(keyBy(clicks, ['user']), 'window', {
    input: FIELDS, assigner: { kind: 'tumbling', sizeMs: 5_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: count,
  }, { name: 'Window', fields: ['user', 'start', 'end', 'n', 'sum'] })),
  [['ana', 0, 5_000, 2, 4], ['rui', 0, 5_000, 1, 2], ['bia', 5_000, 10_000, 1, 4], ['ana', 10_000, 15_000, 1, 5], ['rui', 10_000, 15_000, 1, 6]]));

  test('with checkpoints the last one is waited for, and rows are seen once', () => check((p) => job(p, (b, clicks) => b.transform(clicks, 'filter', { input: FIELDS, where: 'amount < 3' }, { fields: FIELDS }), { 'execution.checkpointing.interval': '1 s' }),
    [['ana', 1, 1_000], ['rui', 2, 2_000]]));

  test('a division by zero fails a job without checkpoints for good', () => {
    const kernel = startFlink(1);
    const id = submit(kernel, job(2, (b, clicks) => b.transform(clicks, 'map', { input: FIELDS, fields: ['amount % (amount - 3)'] }, { name: 'Map', fields: ['x'] })));
    expect(untilEnded(kernel, id)).toMatchObject({
      status: 'FAILED', failure: { message: 'Recovery is suppressed by NoRestartBackoffTimeStrategy', cause: { exception: 'java.lang.ArithmeticException', message: '/ by zero' } },
    });
  });

  test('a job that needs more slots than there are waits five minutes, and fails', () => {
    const kernel = startFlink(1);
    const id = submit(kernel, job(5, (_, clicks) => clicks));
    kernel.runUntil(kernel.state.now + 200_000_000);
    expect(jobOf(kernel, id)).toMatchObject({ status: 'RUNNING', executions: expect.arrayContaining([expect.objectContaining({ status: 'SCHEDULED' })]) });
    expect(untilEnded(kernel, id)).toMatchObject({ status: 'FAILED', failure: { cause: { message: 'Could not acquire the minimum required resources.' } } });
  });
});
