// The transaction coordinator on real brokers, by requests: epochs, fencing, markers, offsets, what readers see, failover, time-outs.
import { beforeEach, expect, test } from 'vitest';
import { makeBatch } from '../../log/batch.ts';
import { lastStableOffset } from '../../log/log.ts';
import { type ApiKey, type Apis, nodeOf } from '../../protocol.ts';
import { SECOND } from '../../../kernel/types.ts';
import { bootCluster, brokerState, type Cluster, createTopic, request, runFor, runUntil } from '../../../testing/cluster.ts';
import { groupPartitionOf, GROUP_TOPIC } from '../partition-of.ts';
import { TRANSACTION_TOPIC } from './transaction-partition.ts';

const ID = 'pay';
const TOPIC = 'wires';
const SETTINGS = { 'transaction.state.log.num.partitions': '1' };

let cluster: Cluster;

beforeEach(() => {
  cluster = bootCluster(3, { scenario: { settings: SETTINGS } });
  createTopic(cluster, TOPIC, [[1, 2, 3], [2, 3, 1]]);
  createTopic(cluster, TRANSACTION_TOPIC, [[3, 1, 2]], { 'cleanup.policy': 'compact' });
  runFor(cluster, 2 * SECOND);
});

function ask<K extends ApiKey>(to: number, api: K, body: Apis[K][0]): Apis[K][1] {
  const answer = request(cluster, nodeOf(to), api, body);
  if (answer === null) throw new Error(`${api} was not answered`);
  return answer;
}

const init = (producerId = -1, producerEpoch = -1, transactionTimeoutMs = 60_000, to = 3): Apis['InitProducerId'][1] => {
  for (;;) {
    const answer = ask(to, 'InitProducerId', { transactionalId: ID, transactionTimeoutMs, producerId, producerEpoch });
    if (answer.errorCode !== 'COORDINATOR_LOAD_IN_PROGRESS') return answer;
  }
};

function produce(partition: number, who: { readonly producerId: number; readonly producerEpoch: number }, baseSequence: number, value: string): string {
  const records = makeBatch([{ key: null, value, headers: [], timestampMs: 0 }], { producerId: who.producerId, producerEpoch: who.producerEpoch, baseSequence, isTransactional: true });
  const body = { transactionalId: ID, acks: -1 as const, timeoutMs: 5_000, topicData: [{ name: TOPIC, partitionData: [{ index: partition, records }] }] };
  const answer = ask(partition + 1, 'Produce', body).responses[0]?.partitionResponses[0];
  return `${answer?.errorCode}${answer?.errorMessage === null ? '' : `: ${answer?.errorMessage}`}`;
}

function read(partition: number, isolationLevel: 0 | 1): { readonly values: (string | null)[]; readonly aborted: number } {
  const asked = { partition, currentLeaderEpoch: -1, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: 1_000_000 };
  const body = { replicaId: -1, replicaEpoch: -1, maxWaitMs: 0, minBytes: 1, maxBytes: 1_000_000, isolationLevel, rackId: '', topics: [{ topic: TOPIC, partitions: [asked] }] };
  const answer = ask(partition + 1, 'Fetch', body).responses[0]?.partitions[0];
  return { values: (answer?.records ?? []).flatMap((batch) => (batch.control === null ? batch.records.map((record) => record.value) : [batch.control])), aborted: answer?.abortedTransactions.length ?? 0 };
}

const end = (who: { readonly producerId: number; readonly producerEpoch: number }, committed: boolean): Apis['EndTxn'][1] => ask(3, 'EndTxn', { transactionalId: ID, ...who, committed });

function stateOf(): string {
  const found = ask(3, 'DescribeTransactions', { transactionalIds: [ID] }).transactionStates[0];
  return `${found?.transactionState} ${found?.producerEpoch}`;
}

function settle(): void {
  expect(runUntil(cluster, () => stateNow().startsWith('Complete'), 20 * SECOND)).toBe(true);
}

function stateNow(id = 3): string {
  return Object.values(brokerState(cluster, id).plane.transactions.transactions)[0]?.now.state ?? 'none';
}

const who = ({ producerId, producerEpoch }: { readonly producerId: number; readonly producerEpoch: number }): { producerId: number; producerEpoch: number } => ({ producerId, producerEpoch });

test('a commit: records are shown when they are decided, markers take an offset, and the next epoch comes with the answer', () => {
  const first = who(init());
  expect(first.producerEpoch).toBe(0);
  expect(produce(0, first, 0, 'a')).toBe('NONE');
  expect(produce(1, first, 0, 'b')).toBe('NONE');
  expect(stateOf()).toBe('Ongoing 0');
  expect([read(0, 0).values, read(0, 1).values]).toEqual([['a'], []]);
  expect(end(first, true)).toEqual({ errorCode: 'NONE', producerId: first.producerId, producerEpoch: 1 });
  settle();
  expect(stateOf()).toBe('CompleteCommit 1');
  expect([read(0, 1).values, read(1, 1).values]).toEqual([['a', 'COMMIT'], ['b', 'COMMIT']]);
  // The answer got lost: asked again, the coordinator says the same.
  expect(end(first, true)).toEqual({ errorCode: 'NONE', producerId: first.producerId, producerEpoch: 1 });
  expect(end(first, false).errorCode).toBe('INVALID_TXN_STATE');
});

test('an abort: a reader of what is committed is told what to skip', () => {
  const first = who(init());
  produce(0, first, 0, 'a');
  const next = who(end(first, false));
  settle();
  expect(read(0, 1)).toEqual({ values: ['a', 'ABORT'], aborted: 1 });
  expect(produce(0, next, 0, 'c')).toBe('NONE');
  expect(read(0, 1).values).toEqual(['a', 'ABORT']);
  end(next, true);
  settle();
  expect(read(0, 1)).toEqual({ values: ['a', 'ABORT', 'c', 'COMMIT'], aborted: 1 });
});

test('a newer producer fences the older one and aborts what it left open', () => {
  const zombie = who(init());
  produce(0, zombie, 0, 'a');
  expect(init().errorCode).toBe('CONCURRENT_TRANSACTIONS');
  settle();
  const owner = who(init());
  expect(owner).toEqual({ producerId: zombie.producerId, producerEpoch: 2 });
  expect(produce(0, zombie, 1, 'late')).toBe('INVALID_PRODUCER_EPOCH');
  expect(produce(1, zombie, 0, 'late')).toBe('INVALID_PRODUCER_EPOCH');
  expect(end(zombie, true).errorCode).toBe('PRODUCER_FENCED');
  expect(init(zombie.producerId, zombie.producerEpoch).errorCode).toBe('PRODUCER_FENCED');
  expect(read(0, 0).values).toEqual(['a', 'ABORT']);
  // Who asks again with what it has gets the next epoch.
  expect(init(owner.producerId, owner.producerEpoch).producerEpoch).toBe(3);
});

test('a transaction that is open for too long is aborted, and its producer is fenced', () => {
  const slow = who(init(-1, -1, 2_000));
  produce(0, slow, 0, 'a');
  expect(runUntil(cluster, () => stateNow() === 'CompleteAbort', 25 * SECOND)).toBe(true);
  expect(stateOf()).toBe('CompleteAbort 1');
  expect(produce(0, slow, 1, 'late')).toBe('INVALID_PRODUCER_EPOCH');
  expect(init(-1, -1, 1_000_000).errorCode).toBe('INVALID_TRANSACTION_TIMEOUT');
});

test('a coordinator that crashes leaves nothing undecided: the next one goes on', () => {
  const first = who(init());
  produce(0, first, 0, 'a');
  produce(1, first, 0, 'b');
  expect(end(first, true).errorCode).toBe('NONE');
  cluster.kernel.crash(nodeOf(3));
  expect(runUntil(cluster, () => stateNow(1) === 'CompleteCommit', 40 * SECOND)).toBe(true);
  // A marker whose answer was lost with the coordinator is written again.
  expect([new Set(read(0, 1).values), new Set(read(1, 1).values)]).toEqual([new Set(['a', 'COMMIT']), new Set(['b', 'COMMIT'])]);
  expect(init(-1, -1, 60_000, 1)).toEqual({ errorCode: 'NONE', producerId: first.producerId, producerEpoch: 2 });
});

test('offsets of a group count with the commit; until then they are unstable', () => {
  ask(1, 'FindCoordinator', { keyType: 'group', coordinatorKeys: ['g'] });
  runFor(cluster, 5 * SECOND);
  const coordinator = brokerState(cluster, 1).image.topics[GROUP_TOPIC]?.partitions[groupPartitionOf('g')]?.leader ?? -1;
  const fetch = (requireStable: boolean): unknown => {
    const found = ask(coordinator, 'OffsetFetch', { groupId: 'g', memberId: null, topics: [{ name: TOPIC, partitionIndexes: [0] }], requireStable }).topics[0]?.partitions[0];
    return `${found?.errorCode} ${found?.committedOffset}`;
  };
  const commit = (of: { readonly producerId: number; readonly producerEpoch: number }, committedOffset: number): unknown => ask(coordinator, 'TxnOffsetCommit', {
    transactionalId: ID, groupId: 'g', ...of, generationId: -1, memberId: '', groupInstanceId: null, topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: '' }] }],
  }).topics[0]?.partitions[0]?.errorCode;
  const first = who(init());
  expect(commit(first, 5)).toBe('NONE');
  expect([fetch(true), fetch(false)]).toEqual(['UNSTABLE_OFFSET_COMMIT -1', 'NONE -1']);
  const second = who(end(first, false));
  settle();
  expect(fetch(true)).toBe('NONE -1');
  expect(commit(second, 7)).toBe('NONE');
  end(second, true);
  settle();
  expect(fetch(true)).toBe('NONE 7');
  expect(commit(first, 9)).toBe('INVALID_PRODUCER_EPOCH');
});

test('a record that comes after its transaction has ended is refused: nothing hangs', () => {
  const first = who(init());
  produce(0, first, 0, 'a');
  end(first, true);
  settle();
  expect(produce(0, first, 1, 'late')).toBe('INVALID_PRODUCER_EPOCH');
  const { log } = brokerState(cluster, 1).plane.partitions[`${TOPIC}-0`] ?? { log: null };
  expect(log === null ? -1 : lastStableOffset(log)).toBe(2);
});
