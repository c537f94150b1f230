// Chaining: which operators become one vertex, and what it is called.
import { describe, expect, test } from 'vitest';
import { JobBuilder, keyBy, partition, type Stream } from './job-builder.ts';
import { toJobGraph } from './job-graph.ts';

const fields = ['a'];

function check(build: (job: JobBuilder, source: Stream) => void, expected: readonly string[], settings: Readonly<Record<string, string>> = {}): void {
  const job = new JobBuilder('job', { 'parallelism.default': '2', ...settings });
  build(job, job.source('source-collection', {}, { name: 'in', fields }));
  const graph = toJobGraph(job.graph());
  expect([...graph.vertices.map(({ name, parallelism }) => `${name} x${parallelism}`), ...graph.edges.map(({ from, to, partitioner }) => `${from} ${partitioner.kind} ${to}`)]).toEqual(expected);
}

const map = (job: JobBuilder, input: Stream, name: string, more: object = {}): Stream => job.transform(input, 'map', {}, { name, fields, ...more });

describe('chaining', () => {
  test('forward edges of the same parallelism', () => check((job, source) => map(job, map(job, source, 'A'), 'B'), ['Source: in -> A -> B x2']));
  test('not over a shuffle', () => check((job, source) => map(job, keyBy(map(job, source, 'A'), fields), 'B'), ['Source: in -> A x2', 'B x2', '0 HASH 1']));
  test('not over another parallelism', () => check((job, source) => map(job, source, 'A', { parallelism: 1 }), ['Source: in x2', 'A x1', '0 REBALANCE 1']));
  test('not where there are two inputs', () => check((job, source) => job.both(map(job, source, 'A'), map(job, source, 'B'), 'process', {}, { name: 'C', fields }), ['Source: in -> (A, B) x2', 'C x2', '0 FORWARD 1', '0 FORWARD 1']));
  test('not where it is switched off', () => check((job, source) => map(job, source, 'A'), ['Source: in x2', 'A x2', '0 FORWARD 1'], { 'pipeline.operator-chaining.enabled': 'false' }));
  test('not into another slot sharing group', () => check((job, source) => map(job, source, 'A', { slotSharingGroup: 'own' }), ['Source: in x2', 'A x2', '0 FORWARD 1']));
  test('not where an operator begins a new chain', () => check((job, source) => map(job, map(job, source, 'A', { chaining: 'HEAD' }), 'B'), ['Source: in x2', 'A -> B x2', '0 FORWARD 1']));
  test('a broadcast is no chain', () => check((job, source) => map(job, partition(source, 'BROADCAST'), 'A'), ['Source: in x2', 'A x2', '0 BROADCAST 1']));
  test('a uid is what state is found by, whatever stands around it', () => {
    const id = (extra: boolean): string => {
      const job = new JobBuilder('job');
      const source = job.source('source-collection', {}, { fields });
      map(job, extra ? map(job, source, 'more') : source, 'A', { uid: 'mine' });
      return toJobGraph(job.graph()).vertices.flatMap(({ operators }) => operators).find(({ uid }) => uid === 'mine')?.operatorId ?? '';
    };
    expect(id(true)).toBe(id(false));
    expect(id(true)).toMatch(/^[0-9a-f]{32}$/);
  });
});
