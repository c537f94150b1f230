// Produce, fetch and replication between the data halves of three brokers.
import { expect, test } from 'vitest';
import { type PlaneCluster, planeCluster } from '../../testing/plane-cluster.ts';
import { makeBatch } from '../log/batch.ts';
import { forEachBatch } from '../log/segment.ts';
import type { FetchRequest, ProduceRequest } from '../protocol-data.ts';
import type { RecordBatch } from '../record.ts';

/** When the cluster's wall clock begins: retention takes what is older than a week. */
const NOON = Date.UTC(2026, 0, 5, 12);

export function produce(topic: string, index: number, values: readonly string[], acks: -1 | 0 | 1 = -1, origin = {}): ProduceRequest {
  const records = makeBatch(values.map((value) => ({ key: null, value, headers: [], timestampMs: NOON })), origin);
  return { transactionalId: null, acks, timeoutMs: 3_000, topicData: [{ name: topic, partitionData: [{ index, records }] }] };
}

function fetch(topic: string, partition: number, fetchOffset: number, change: Partial<FetchRequest> = {}, currentLeaderEpoch = -1): FetchRequest {
  return {
    replicaId: -1, replicaEpoch: -1, maxWaitMs: 500, minBytes: 1, maxBytes: 52_428_800, isolationLevel: 0, rackId: '', ...change,
    topics: [{ topic, partitions: [{ partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: 1_048_576 }] }],
  };
}

function values(batches: readonly RecordBatch[]): (string | null)[] {
  return batches.flatMap((batch) => batch.records.map((record) => record.value));
}

/** What each broker's log of orders-0 holds. */
function logs(cluster: PlaneCluster): string[] {
  return [1, 2, 3].map((id) => {
    const { log } = cluster.broker(id).plane.partitions['orders-0'] ?? { log: null };
    if (log === null) return 'none';
    const records: RecordBatch[] = [];
    for (const segment of log.segments) forEachBatch(segment, (batch) => records.push(batch));
    return `${values(records).join('')} ${log.highWatermark}/${log.logEndOffset}`;
  });
}

function answerOf(cluster: PlaneCluster, to: number, body: ProduceRequest): string {
  const partition = cluster.call(to, 'Produce', body).responses[0]?.partitionResponses[0];
  return `${partition?.errorCode} ${partition?.baseOffset}`;
}

test('acks=all is answered when all in-sync replicas have the records, and followers learn of it a round trip later', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  expect(answerOf(cluster, 1, produce('orders', 0, ['a', 'b']))).toBe('NONE 0');
  expect(logs(cluster)).toEqual(['ab 2/2', 'ab 0/2', 'ab 0/2']);
  cluster.run(1);
  expect(logs(cluster)).toEqual(['ab 2/2', 'ab 2/2', 'ab 2/2']);
  expect(answerOf(cluster, 2, produce('orders', 0, ['c']))).toBe('NOT_LEADER_OR_FOLLOWER -1');
  expect(answerOf(cluster, 1, produce('other', 0, ['c']))).toBe('UNKNOWN_TOPIC_OR_PARTITION -1');
});

test('a leader that crashes loses nothing that was acknowledged with acks=all; what only it had is truncated', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  answerOf(cluster, 1, produce('orders', 0, ['a']));
  cluster.run(1);
  // Nobody copies any more: the leader alone has b, with acks=1.
  for (const id of [2, 3]) cluster.kernel.setLink('broker-1', `broker-${id}`, { cut: true });
  expect(answerOf(cluster, 1, produce('orders', 0, ['b'], 1))).toBe('NONE 1');
  cluster.kernel.crash('broker-1');
  cluster.run(1);
  for (const id of [2, 3]) cluster.kernel.setLink('broker-1', `broker-${id}`, { cut: false });
  expect(answerOf(cluster, 2, produce('orders', 0, ['c']))).toBe('NONE 1');
  cluster.kernel.start('broker-1');
  cluster.run(40);
  expect(logs(cluster)).toEqual(['ac 2/2', 'ac 2/2', 'ac 2/2']);
  expect(cluster.broker(2).plane.partitions['orders-0']?.isr).toEqual([1, 2, 3]);
  const truncated = cluster.kernel.state.facts.tail.find((fact) => fact.kind === 'log-truncated');
  expect(truncated?.params).toEqual({ partition: 'orders-0', broker: 1, from: 2, to: 1 });
});

test('three logs that went apart in three epochs are one again: each cuts back to where its last epoch ended for the leader (KIP-101, KIP-279)', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  answerOf(cluster, 1, produce('orders', 0, ['a']));
  cluster.run(1);
  const link = (from: number, to: readonly number[], cut: boolean): void => {
    for (const id of to) cluster.kernel.setLink(`broker-${from}`, `broker-${id}`, { cut });
  };
  // Each leads once, alone: what it takes with acks=1 nobody copies.
  link(1, [2, 3], true);
  expect(answerOf(cluster, 1, produce('orders', 0, ['b', 'b'], 1))).toBe('NONE 1');
  cluster.kernel.crash('broker-1');
  cluster.run(1);
  link(2, [3], true);
  expect(answerOf(cluster, 2, produce('orders', 0, ['c'], 1))).toBe('NONE 1');
  cluster.kernel.crash('broker-2');
  cluster.run(1);
  expect(answerOf(cluster, 3, produce('orders', 0, ['d', 'd', 'd'], 1))).toBe('NONE 1');
  link(1, [2, 3], false);
  link(2, [3], false);
  for (const id of [1, 2]) cluster.kernel.start(`broker-${id}`);
  cluster.run(40);
  expect(logs(cluster)).toEqual(['addd 4/4', 'addd 4/4', 'addd 4/4']);
  const epochs = [1, 2, 3].map((id) => cluster.broker(id).plane.partitions['orders-0']?.log.epochs);
  expect(epochs[0]?.map((one) => one.startOffset)).toEqual([0, 1]);
  expect([epochs[1], epochs[2]?.filter((one) => one.startOffset !== 1 || one.epoch === epochs[0]?.[1]?.epoch)]).toEqual([epochs[0], epochs[0]]);
});

test('a silent follower leaves the ISR after replica.lag.time.max.ms and comes back when it has caught up', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1, { 'min.insync.replicas': '2' });
  cluster.kernel.setLink('broker-3', 'broker-1', { cut: true });
  const waiting = cluster.ask(1, 'Produce', { ...produce('orders', 0, ['a']), timeoutMs: 60_000 });
  cluster.run(20);
  expect(cluster.answer(waiting, 'Produce')).toBe(null);
  cluster.run(26);
  expect(cluster.broker(1).plane.partitions['orders-0']?.isr).toEqual([1, 2]);
  expect(cluster.answer(waiting, 'Produce')?.responses[0]?.partitionResponses[0]?.errorCode).toBe('NONE');
  cluster.kernel.setLink('broker-3', 'broker-1', { cut: false });
  cluster.run(40);
  expect(cluster.broker(1).plane.partitions['orders-0']?.isr).toEqual([1, 2, 3]);
});

test('below min.insync.replicas acks=all is refused, and acks=1 is taken but not shown (KIP-966)', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1, { 'min.insync.replicas': '3' });
  cluster.kernel.crash('broker-3');
  cluster.run(1);
  expect(answerOf(cluster, 1, produce('orders', 0, ['a']))).toBe('NOT_ENOUGH_REPLICAS -1');
  expect(answerOf(cluster, 1, produce('orders', 0, ['b'], 1))).toBe('NONE 0');
  cluster.run(1);
  expect(logs(cluster).slice(0, 2)).toEqual(['b 0/1', 'b 0/1']);
  expect(cluster.call(1, 'Fetch', fetch('orders', 0, 0)).responses[0]?.partitions[0]?.records).toEqual([]);
  cluster.kernel.start('broker-3');
  cluster.run(40);
  expect(logs(cluster)).toEqual(['b 1/1', 'b 1/1', 'b 1/1']);
});

test('an idempotent batch that is sent twice is stored once, and a gap is refused', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  const first = cluster.call(2, 'InitProducerId', { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 });
  expect(first).toEqual({ errorCode: 'NONE', producerId: 0, producerEpoch: 0 });
  const batch = (baseSequence: number): ProduceRequest => produce('orders', 0, ['x', 'y'], -1, { producerId: 0, producerEpoch: 0, baseSequence });
  const answers = [0, 2, 0, 6, 4].map((sequence) => answerOf(cluster, 1, batch(sequence)));
  expect(answers).toEqual(['NONE 0', 'NONE 2', 'NONE 0', 'OUT_OF_ORDER_SEQUENCE_NUMBER -1', 'NONE 4']);
});

test('fetches are checked against the leader epoch and the log, and wait for data', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  const errorOf = (to: number, body: FetchRequest): string | undefined => cluster.call(to, 'Fetch', body).responses[0]?.partitions[0]?.errorCode;
  expect(errorOf(1, fetch('orders', 0, 7))).toBe('OFFSET_OUT_OF_RANGE');
  expect(errorOf(1, fetch('orders', 0, 0, {}, 5))).toBe('UNKNOWN_LEADER_EPOCH');
  expect(errorOf(2, fetch('orders', 0, 0))).toBe('NOT_LEADER_OR_FOLLOWER');
  expect(errorOf(1, fetch('nothing', 0, 0))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  const waiting = cluster.ask(1, 'Fetch', fetch('orders', 0, 0, { maxWaitMs: 30_000 }));
  cluster.run(5);
  expect(cluster.answer(waiting, 'Fetch')).toBe(null);
  answerOf(cluster, 1, produce('orders', 0, ['a']));
  cluster.run(1);
  expect(values(cluster.answer(waiting, 'Fetch')?.responses[0]?.partitions[0]?.records ?? [])).toEqual(['a']);
});

test('high watermarks survive a crash up to the last checkpoint', () => {
  const cluster = planeCluster();
  cluster.createTopic('orders', 1);
  answerOf(cluster, 1, produce('orders', 0, ['a']));
  cluster.run(6);
  answerOf(cluster, 1, produce('orders', 0, ['b']));
  cluster.kernel.crash('broker-1');
  expect(cluster.broker(1).plane.checkpoint['orders-0']).toBe(1);
  cluster.kernel.start('broker-1');
  expect(cluster.broker(1).plane.partitions['orders-0']?.log.highWatermark).toBe(1);
});
