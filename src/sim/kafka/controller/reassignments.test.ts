// Replicas on the move: added, caught up, removed, cancelled, slowed down (KIP-455, KIP-73).
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import { bootCluster, brokerState, type Cluster, createTopic, partitionState, request, runFor, runUntil } from '../../testing/cluster.ts';
import { makeBatch } from '../log/batch.ts';
import type { IncrementalAlterConfigsRequest } from '../protocol.ts';

function reassign(cluster: Cluster, topic: string, partition: number, replicas: readonly number[] | null, allowReplicationFactorChange = true): [string, string | null] {
  const answer = request(cluster, 'broker-2', 'AlterPartitionReassignments', { allowReplicationFactorChange, topics: [{ name: topic, partitions: [{ partitionIndex: partition, replicas }] }], timeoutMs: 30_000 });
  const result = answer?.responses[0]?.partitions[0];
  return [result?.errorCode ?? 'none', result?.errorMessage ?? null];
}

function listed(cluster: Cluster): string[] {
  const answer = request(cluster, 'broker-2', 'ListPartitionReassignments', { topics: null, timeoutMs: 30_000 });
  return (answer?.topics ?? []).flatMap(({ name, partitions }) => partitions.map((each) => `${name}-${each.partitionIndex} ${each.replicas.join()} +${each.addingReplicas.join()} -${each.removingReplicas.join()}`));
}

/** The partition in one line: replicas, ISR, leader. */
function shown(cluster: Cluster, topic: string): string {
  const partition = partitionState(cluster, topic, 0);
  return partition === null ? 'none' : `${partition.replicas.join()} isr ${[...partition.isr].sort((a, b) => a - b).join()} leader ${partition.leader}`;
}

function produce(cluster: Cluster, leader: number, topic: string, batches: number): void {
  for (let i = 0; i < batches; i++) {
    const records = makeBatch([{ key: null, value: 'x'.repeat(10_000), headers: [], timestampMs: i }]);
    const answer = request(cluster, `broker-${leader}`, 'Produce', { transactionalId: null, acks: -1, timeoutMs: 5_000, topicData: [{ name: topic, partitionData: [{ index: 0, records }] }] });
    expect(answer?.responses[0]?.partitionResponses[0]?.errorCode).toBe('NONE');
  }
}

const facts = (cluster: Cluster): string[] => cluster.kernel.state.facts.tail.filter((fact) => fact.kind.startsWith('reassignment')).map((fact) => `${fact.kind.slice('reassignment-'.length)} ${Object.values(fact.params).join(' ')}`);

describe('a reassignment', () => {
  it('adds replicas, waits until they are in sync, and lets the others go', () => {
    const cluster = bootCluster(300);
    createTopic(cluster, 'orders', [[1, 2]]);
    produce(cluster, 1, 'orders', 3);
    expect(reassign(cluster, 'orders', 0, [3, 1])).toEqual(['NONE', null]);
    expect(partitionState(cluster, 'orders', 0)).toMatchObject({ replicas: [3, 1, 2], addingReplicas: [3], removingReplicas: [2] });
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.addingReplicas.length === 0, 10 * SECOND)).toBe(true);
    expect(shown(cluster, 'orders')).toBe('3,1 isr 1,3 leader 1');
    runFor(cluster, SECOND);
    expect([1, 2, 3].map((id) => brokerState(cluster, id).plane.partitions['orders-0']?.log.logEndOffset ?? -1)).toEqual([3, -1, 3]);
    expect(facts(cluster)).toEqual(['started orders-0 3 2', 'replica-added orders-0 3', 'completed orders-0 3,1']);
    expect(listed(cluster)).toEqual([]);
  });

  it('moves the leadership where the leader goes', () => {
    const cluster = bootCluster(301);
    createTopic(cluster, 'orders', [[1, 2]]);
    produce(cluster, 1, 'orders', 2);
    reassign(cluster, 'orders', 0, [2, 3]);
    expect(runUntil(cluster, () => shown(cluster, 'orders') === '2,3 isr 2,3 leader 2', 10 * SECOND)).toBe(true);
    runFor(cluster, SECOND);
    produce(cluster, 2, 'orders', 1);
    expect(brokerState(cluster, 1).plane.partitions['orders-0']).toBeUndefined();
  });

  it('that changes nothing but the order, or takes replicas away, is done at once', () => {
    const cluster = bootCluster(302);
    createTopic(cluster, 'orders', [[1, 2, 3]]);
    reassign(cluster, 'orders', 0, [3, 1, 2]);
    expect(shown(cluster, 'orders')).toBe('3,1,2 isr 1,2,3 leader 1');
    reassign(cluster, 'orders', 0, [3, 1]);
    expect(shown(cluster, 'orders')).toBe('3,1 isr 1,3 leader 1');
    expect(listed(cluster)).toEqual([]);
  });

  it('reaches a broker that already copies other topics from the same leader', () => {
    const cluster = bootCluster(306);
    createTopic(cluster, 'orders', [[1, 2], [1, 3]]);
    createTopic(cluster, 'mail', [[1, 3]]);
    produce(cluster, 1, 'orders', 2);
    reassign(cluster, 'orders', 0, [1, 3]);
    expect(runUntil(cluster, () => shown(cluster, 'orders') === '1,3 isr 1,3 leader 1', 10 * SECOND)).toBe(true);
  });

  it('waits for a broker that is down, and can be cancelled meanwhile', () => {
    const cluster = bootCluster(303);
    createTopic(cluster, 'orders', [[1, 2]]);
    cluster.kernel.crash('broker-3');
    runFor(cluster, 12 * SECOND);
    reassign(cluster, 'orders', 0, [1, 3]);
    runFor(cluster, 40 * SECOND);
    expect(listed(cluster)).toEqual(['orders-0 1,3,2 +3 -2']);
    expect(reassign(cluster, 'orders', 0, null)).toEqual(['NONE', null]);
    expect(shown(cluster, 'orders')).toBe('1,2 isr 1,2 leader 1');
    expect(facts(cluster)).toEqual(['started orders-0 3 2', 'cancelled orders-0 1,2']);
    expect(reassign(cluster, 'orders', 0, null)).toEqual(['NO_REASSIGNMENT_IN_PROGRESS', null]);
  });
});

describe('what is refused', () => {
  const check = (topic: string, partition: number, replicas: readonly number[], expected: [string, string | null], mayChangeCount = true): void => {
    const cluster = bootCluster(304);
    createTopic(cluster, 'orders', [[1, 2]]);
    expect(reassign(cluster, topic, partition, replicas, mayChangeCount)).toEqual(expected);
  };

  it('names what is not there, and assignments that can not be', () => {
    check('nothing', 0, [1], ['UNKNOWN_TOPIC_OR_PARTITION', 'Unable to find a topic named nothing.']);
    check('orders', 5, [1], ['UNKNOWN_TOPIC_OR_PARTITION', 'Unable to find partition orders:5.']);
    check('orders', 0, [], ['INVALID_REPLICA_ASSIGNMENT', 'The manual partition assignment includes an empty replica list.']);
    check('orders', 0, [1, 1], ['INVALID_REPLICA_ASSIGNMENT', 'The manual partition assignment includes the broker 1 more than once.']);
    check('orders', 0, [1, 9], ['INVALID_REPLICA_ASSIGNMENT', 'The manual partition assignment includes broker 9, but no such broker is registered.']);
    check('orders', 0, [1, 2, 3], ['INVALID_REPLICATION_FACTOR', 'The replication factor is changed from 2 to 3'], false);
  });
});

describe('the throttle', () => {
  const set = (resourceType: 'TOPIC' | 'BROKER', resourceName: string, ...pairs: readonly (readonly [string, string])[]): IncrementalAlterConfigsRequest['resources'][number] => ({
    resourceType, resourceName, configs: pairs.map(([name, value]) => ({ name, value, configOperation: 'SET' })),
  });

  /** Seconds until 2 MB have been copied to broker 3. */
  const secondsToMove = (rate: number | null, replicas: string): number => {
    const cluster = bootCluster(305);
    createTopic(cluster, 'orders', [[1, 2]]);
    produce(cluster, 1, 'orders', 200);
    if (rate !== null) {
      const resources = [set('TOPIC', 'orders', ['leader.replication.throttled.replicas', replicas], ['follower.replication.throttled.replicas', replicas]), ...[1, 3].map((id) => set('BROKER', String(id), ['leader.replication.throttled.rate', String(rate)], ['follower.replication.throttled.rate', String(rate)]))];
      for (const resource of resources) request(cluster, 'broker-2', 'IncrementalAlterConfigs', { resources: [resource], validateOnly: false });
      runFor(cluster, SECOND);
    }
    reassign(cluster, 'orders', 0, [1, 3]);
    const begun = cluster.kernel.state.now;
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.addingReplicas.length === 0, 300 * SECOND)).toBe(true);
    return (cluster.kernel.state.now - begun) / SECOND;
  };

  it('slows down what it names, and nothing else', () => {
    expect(secondsToMove(null, '')).toBeLessThan(2);
    expect(secondsToMove(100_000, '0:1,0:3')).toBeGreaterThan(9);
    expect(secondsToMove(100_000, '1:1,1:3')).toBeLessThan(2);
    expect(secondsToMove(100_000, '*')).toBeGreaterThan(9);
    expect(secondsToMove(50_000_000, '0:1,0:3')).toBeLessThan(2);
  });
});
