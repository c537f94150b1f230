// Flink between Kafka topics: formats, partitions, offsets in checkpoints, and what each delivery guarantee keeps when a TaskManager dies.
import { describe, expect, test } from 'vitest';
import vectors from '../../../conformance/vectors/flink-key-groups.tsv?raw';
import { JobBuilder } from '../flink/graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { jobManager } from '../flink/jobmanager/jobmanager.ts';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import type { Row } from '../flink/record.ts';
import { taskManagerWith } from '../flink/taskmanager/taskmanager.ts';
import { type Behavior, SECOND } from '../kernel/types.ts';
import { bootCluster, type Cluster, createTopic, request, runFor } from '../testing/cluster.ts';
import { collected, flinkClient, jobOf, spawnFlink, submit, until, untilEnded } from '../testing/flink-cluster.ts';
import { KAFKA_OPERATORS } from './operators.ts';
import type { DeliveryGuarantee } from './kafka-writer.ts';
import { splitOwner } from './splits.ts';

const BOOTSTRAP = { 'bootstrap.servers': 'localhost:9092,localhost:9093,localhost:9094' };
const FIELDS = ['user', 'n'];
const JSON_FORMAT = { kind: 'json', fields: FIELDS, ignoreErrors: false };

function both(seed: number): Cluster {
  const operators = { ...FLINK_OPERATORS, ...KAFKA_OPERATORS };
  const behaviors = { jobmanager: jobManager, taskmanager: taskManagerWith(() => operators), client: flinkClient } as Readonly<Record<string, Behavior<unknown>>>;
  const cluster = bootCluster(seed, { behaviors, check: seed === 1 });
  for (const topic of ['in', 'out']) createTopic(cluster, topic, [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
  runFor(cluster, SECOND);
  spawnFlink(cluster.kernel, { slots: 3 });
  runFor(cluster, SECOND);
  return cluster;
}

function produce(rows: readonly Row[], perSecond: number | null = null): StreamGraph {
  const job = new JobBuilder('produce');
  const source = job.source('source-collection', { rows, perSecond, watermarks: null }, { name: 'rows', fields: FIELDS });
  job.transform(source, 'sink-kafka', { topic: 'in', properties: BOOTSTRAP, guarantee: 'at-least-once', transactionalIdPrefix: '', input: FIELDS, key: 'user', format: JSON_FORMAT }, { name: 'in: Writer', fields: [] });
  return job.graph();
}

function copy(guarantee: DeliveryGuarantee): StreamGraph {
  const job = new JobBuilder('copy', { 'execution.checkpointing.interval': '1 s', 'parallelism.default': '2' });
  const source = job.source('source-kafka', { topics: ['in'], properties: { ...BOOTSTRAP, 'group.id': 'flink' }, starting: 'earliest', bounded: false, format: JSON_FORMAT, metadata: [], watermarks: null }, { name: 'in', fields: FIELDS });
  job.transform(source, 'sink-kafka', { topic: 'out', properties: { ...BOOTSTRAP, 'transaction.timeout.ms': '60000' }, guarantee, transactionalIdPrefix: 'copy', input: FIELDS, key: 'user', format: JSON_FORMAT }, { name: 'out: Writer', fields: [] });
  return job.graph();
}

function read(topic: string, isolation = 'read_committed'): StreamGraph {
  const job = new JobBuilder('read', { 'parallelism.default': '4' });
  const source = job.source('source-kafka', { topics: [topic], properties: { ...BOOTSTRAP, 'isolation.level': isolation }, starting: 'earliest', bounded: true, format: JSON_FORMAT, metadata: ['partition'], watermarks: null }, { name: topic, fields: [...FIELDS, 'partition'] });
  job.transform(source, 'sink-collect', { name: 'out' }, { name: 'Sink: out', parallelism: 1, fields: [] });
  return job.graph();
}

const ROWS: readonly Row[] = Array.from({ length: 120 }, (_, n) => [`user-${n % 7}`, n]);

function numbers(cluster: Cluster, topic: string): number[] {
  const id = submit(cluster.kernel, read(topic));
  expect(untilEnded(cluster.kernel, id)).toMatchObject({ status: 'FINISHED', failure: null });
  return collected(cluster.kernel, id).map(({ row }) => Number(row[1])).sort((a, b) => a - b);
}

/** Copies in to out while the TaskManager that runs the copy dies; what a reader of committed records finds then. */
function crashed(guarantee: DeliveryGuarantee, seed: number): number[] {
  const cluster = both(seed);
  const { kernel } = cluster;
  const copying = submit(kernel, copy(guarantee));
  submit(kernel, produce(ROWS, 30));
  runFor(cluster, 4 * SECOND + seed * 123_457);
  const node = jobOf(kernel, copying).executions[0]?.node ?? '';
  kernel.crash(node);
  runFor(cluster, 2 * SECOND);
  kernel.start(node);
  until(kernel, () => jobOf(kernel, copying).status === 'RUNNING' && jobOf(kernel, copying).executions.every(({ status }) => status === 'RUNNING'), 100 * SECOND);
  runFor(cluster, 20 * SECOND);
  // Whatever of the producing job died with its machine is produced by nobody: what the topic has is what counts.
  expect(jobOf(kernel, copying).restarts).toBeGreaterThan(0);
  const there = numbers(cluster, 'in');
  const copied = numbers(cluster, 'out');
  return there.length === 0 ? [-1] : copied.filter((n, i) => copied.indexOf(n) !== i || !there.includes(n)).concat(there.filter((n) => !copied.includes(n)).map((n) => -n - 1));
}

describe('the Kafka connector', () => {
  test.each(vectors.split('\n').filter((line) => line.startsWith('split')).map((line) => line.split('\t').slice(1)))('%s is shared out among %s readers as Flink does', (topic, readers, owners) => {
    expect(JSON.stringify([0, 1, 2, 3, 4, 5].map((partition) => splitOwner(topic ?? '', partition, Number(readers))))).toBe(owners);
  });

  test('rows go into a topic, and a bounded source reads them and ends', () => {
    const cluster = both(1);
    const id = submit(cluster.kernel, produce(ROWS));
    expect(untilEnded(cluster.kernel, id)).toMatchObject({ status: 'FINISHED', failure: null });
    expect(numbers(cluster, 'in')).toEqual(ROWS.map((_, n) => n));
  });

  test.each([2, 3])('exactly-once: nothing twice and nothing lost when a TaskManager dies, seed %i', (seed) => expect(crashed('exactly-once', seed)).toEqual([]));

  test('at-least-once loses nothing, but says some twice', () => {
    const wrong = [2, 3, 4].flatMap((seed) => crashed('at-least-once', seed));
    expect(wrong.filter((n) => n < 0)).toEqual([]);
    expect(wrong.length).toBeGreaterThan(0);
  });

  test('a topic that is not there fails the job', () => {
    const cluster = both(1);
    const id = submit(cluster.kernel, read('nada'));
    expect(untilEnded(cluster.kernel, id).failure?.cause).toMatchObject({ exception: 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException', message: 'This server does not host this topic-partition.' });
  });

  test('a transaction time-out above the broker\'s fails the job with Kafka\'s words', () => {
    const cluster = both(1);
    const graph = copy('exactly-once');
    const nodes = graph.nodes.map((node) => (node.kind === 'sink-kafka' ? { ...node, config: { ...node.config, properties: BOOTSTRAP } } : node));
    const id = submit(cluster.kernel, { ...graph, nodes });
    until(cluster.kernel, () => jobOf(cluster.kernel, id).exceptions.length > 0, 30 * SECOND);
    expect(jobOf(cluster.kernel, id).exceptions[0]?.failure.message).toMatch(/The transaction timeout is larger than the maximum value allowed by the broker/);
  });

  test.each([['10000', true], ['-1', false]] as const)('partitions that are added are read where partition.discovery.interval.ms is %s: %s', (interval, found) => {
    const cluster = both(1);
    const job = new JobBuilder('watch', { 'parallelism.default': '2' });
    const source = job.source('source-kafka', { topics: ['in'], properties: { ...BOOTSTRAP, 'group.id': 'flink', 'partition.discovery.interval.ms': interval }, starting: 'earliest', bounded: false, format: JSON_FORMAT, metadata: ['partition'], watermarks: null }, { name: 'in', fields: [...FIELDS, 'partition'] });
    job.transform(source, 'sink-collect', { name: 'out' }, { name: 'Sink: out', parallelism: 1, fields: [] });
    const id = submit(cluster.kernel, job.graph());
    untilEnded(cluster.kernel, submit(cluster.kernel, produce(ROWS)));
    request(cluster, 'broker-1', 'CreatePartitions', { topics: [{ name: 'in', count: 6, assignments: null }], timeoutMs: 30_000, validateOnly: false });
    runFor(cluster, 15 * SECOND);
    // Names that fall into the new partitions, which the default partitioner knows by then.
    const rows: Row[] = Array.from({ length: 40 }, (_, n) => [`other-${n}`, 100 + n]);
    untilEnded(cluster.kernel, submit(cluster.kernel, produce(rows)));
    runFor(cluster, 15 * SECOND);
    const fromNew = collected(cluster.kernel, id).filter(({ row }) => Number(row[2]) > 2);
    expect(fromNew.length > 0).toBe(found);
    expect(jobOf(cluster.kernel, id).restarts).toBe(0);
  });

  test.each([
    // Each attempt begins where the last checkpoint stood, and meets the same record again.
    [false, { again: true, users: null }],
    [true, { again: false, users: ['ana', 'rui'] }],
  ] as const)('a poisonous record stops a source again and again, or is passed over where errors are ignored: %s', (ignoreErrors, expected) => {
    const cluster = both(1);
    const job = new JobBuilder('poison');
    const texts = job.source('source-collection', { rows: [['{"user":"ana","n":1}'], ['{"user":'], ['{"user":"rui","n":2}']], perSecond: null, watermarks: null }, { name: 'texts', fields: ['text'] });
    job.transform(texts, 'sink-kafka', { topic: 'in', properties: BOOTSTRAP, guarantee: 'at-least-once', transactionalIdPrefix: '', input: ['text'], key: null, format: { kind: 'raw' } }, { name: 'in: Writer', fields: [] });
    untilEnded(cluster.kernel, submit(cluster.kernel, job.graph()));
    const reading = new JobBuilder('read', { 'execution.checkpointing.interval': '1 s' });
    const source = reading.source('source-kafka', { topics: ['in'], properties: { ...BOOTSTRAP, 'group.id': 'flink' }, starting: 'earliest', bounded: false, format: { ...JSON_FORMAT, ignoreErrors }, metadata: [], watermarks: null }, { name: 'in', fields: FIELDS });
    reading.transform(source, 'sink-collect', { name: 'out' }, { name: 'Sink: out', parallelism: 1, fields: [] });
    const id = submit(cluster.kernel, reading.graph());
    runFor(cluster, 40 * SECOND);
    const { restarts, exceptions } = jobOf(cluster.kernel, id);
    const users = ignoreErrors ? collected(cluster.kernel, id).map(({ row }) => row[0] as string).sort() : null;
    expect({ again: restarts > 2, users }).toEqual(expected);
    expect(exceptions.filter(({ failure }) => !JSON.stringify(failure).includes(`Failed to deserialize JSON '{\\"user\\":'.`))).toEqual([]);
  });
});
