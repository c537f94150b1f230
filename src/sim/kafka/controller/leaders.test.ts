// Where leaders are, without anybody asking: spread over racks, brought back to the first replica, and found again where nobody could lead.
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import { bootCluster, type Cluster, createTopic, partitionState, request, runFor, runUntil } from '../../testing/cluster.ts';

function set(cluster: Cluster, topic: string, name: string, value: string): void {
  const answer = request(cluster, 'broker-2', 'IncrementalAlterConfigs', { resources: [{ resourceType: 'TOPIC', resourceName: topic, configs: [{ name, value, configOperation: 'SET' }] }], validateOnly: false });
  expect(answer?.responses[0]?.errorCode).toBe('NONE');
}

describe('racks', () => {
  it('get one replica each before any gets a second', () => {
    const brokers = [1, 2, 3, 4, 5, 6].map((id) => ({ id, rack: `r${Math.ceil(id / 2)}` }));
    const cluster = bootCluster(330, { scenario: { brokers } });
    const created = request(cluster, 'broker-1', 'CreateTopics', { topics: [{ name: 'orders', numPartitions: 12, replicationFactor: 3, assignments: [], configs: [] }], timeoutMs: 30_000, validateOnly: false });
    expect(created?.topics[0]?.errorCode).toBe('NONE');
    const replicas = Array.from({ length: 12 }, (_, partition) => partitionState(cluster, 'orders', partition)?.replicas ?? []);
    expect(replicas.map((each) => new Set(each.map((id) => Math.ceil(id / 2))).size)).toEqual(Array.from({ length: 12 }, () => 3));
    const led = [1, 2, 3, 4, 5, 6].map((id) => replicas.filter((each) => each[0] === id).length);
    expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
    const endpoints = request(cluster, 'broker-1', 'DescribeCluster', {})?.brokers.map(({ nodeId, rack }) => `${nodeId} ${rack}`);
    expect(endpoints?.slice(0, 3)).toEqual(['1 r1', '2 r1', '3 r2']);
  });
});

describe('the first replica', () => {
  /** Who leads after broker 1 was away and came back, before and after leader.imbalance.check.interval.seconds. */
  const check = (enabled: string, expected: readonly number[]): void => {
    const cluster = bootCluster(331, { scenario: { settings: { 'auto.leader.rebalance.enable': enabled } } });
    createTopic(cluster, 'orders', [[1, 2, 3]]);
    cluster.kernel.crash('broker-1');
    runFor(cluster, 15 * SECOND);
    cluster.kernel.start('broker-1');
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.isr.length === 3, 60 * SECOND)).toBe(true);
    const before = partitionState(cluster, 'orders', 0)?.leader;
    runFor(cluster, 301 * SECOND);
    expect([before, partitionState(cluster, 'orders', 0)?.leader]).toEqual(expected);
  };

  it('leads again within five minutes, unless that is switched off', () => {
    check('true', [2, 1]);
    check('false', [2, 2]);
  });
});

describe('a partition that nobody may lead', () => {
  it('waits, until the topic would rather lose records', () => {
    const cluster = bootCluster(332);
    createTopic(cluster, 'orders', [[1, 3]]);
    cluster.kernel.crash('broker-3');
    runFor(cluster, 15 * SECOND);
    cluster.kernel.crash('broker-1');
    runFor(cluster, 15 * SECOND);
    cluster.kernel.start('broker-3');
    runFor(cluster, 20 * SECOND);
    expect(partitionState(cluster, 'orders', 0)?.leader).toBe(-1);
    set(cluster, 'orders', 'unclean.leader.election.enable', 'true');
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.leader === 3, 310 * SECOND)).toBe(true);
    expect(partitionState(cluster, 'orders', 0)?.isr).toEqual([3]);
  });
});
