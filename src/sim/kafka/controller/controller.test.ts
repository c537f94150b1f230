// The controllers and the lives of brokers, on a kernel that checks every message.
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import { activeController, bootCluster, brokerState, controllerState, createTopic, partitionState, request, runFor, runUntil } from '../../testing/cluster.ts';
import { nodeOf } from '../protocol.ts';

describe('a cluster', () => {
  it('boots: one active controller, three brokers that run', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const cluster = bootCluster(seed);
      expect(cluster.scenario.controllers.filter(({ id }) => controllerState(cluster, id).active)).toHaveLength(1);
      runFor(cluster, 3 * SECOND);
      const hashes = [1, 2, 3].map((id) => brokerState(cluster, id).image.offset);
      expect(Math.max(...hashes) - Math.min(...hashes)).toBeLessThanOrEqual(1);
    }
  });

  it('makes a topic and refuses it twice', () => {
    const cluster = bootCluster(7);
    const made = createTopic(cluster, 'orders', [[1, 2, 3], [2, 3, 1]]);
    expect(made?.topics[0]).toMatchObject({ errorCode: 'NONE', numPartitions: 2, replicationFactor: 3 });
    expect(createTopic(cluster, 'orders', [[1]])?.topics[0]).toMatchObject({ errorCode: 'TOPIC_ALREADY_EXISTS', errorMessage: "Topic 'orders' already exists." });
    runFor(cluster, SECOND);
    const seen = request(cluster, 'broker-3', 'Metadata', { topics: ['orders'], allowAutoTopicCreation: false });
    expect(seen?.topics[0]?.partitions.map((p) => [p.leaderId, p.isrNodes])).toEqual([[1, [1, 2, 3]], [2, [2, 3, 1]]]);
  });

  it('fences a broker 9 s after its last heartbeat, and moves its leaders', () => {
    const cluster = bootCluster(8);
    createTopic(cluster, 'orders', [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
    runFor(cluster, 3 * SECOND);
    cluster.kernel.crash('broker-3');
    runFor(cluster, 6.5 * SECOND);
    expect(partitionState(cluster, 'orders', 2)?.leader).toBe(3);
    runFor(cluster, 3.5 * SECOND);
    expect(partitionState(cluster, 'orders', 2)).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 1 });
    expect(partitionState(cluster, 'orders', 0)).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 0 });
    cluster.kernel.start('broker-3');
    expect(runUntil(cluster, () => brokerState(cluster, 3).life.state === 'running', 20 * SECOND)).toBe(true);
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 2)?.isr.length === 3, 40 * SECOND)).toBe(true);
  });

  it('lets a broker go in order, its leaders moved before', () => {
    const cluster = bootCluster(9);
    createTopic(cluster, 'payments', [[2, 1], [2, 3], [1, 3]]);
    runFor(cluster, 3 * SECOND);
    cluster.kernel.tell('broker-2', { kind: 'Shutdown' }, -1);
    expect(runUntil(cluster, () => !cluster.kernel.isUp('broker-2'), 10 * SECOND)).toBe(true);
    expect([0, 1, 2].map((p) => partitionState(cluster, 'payments', p)?.leader)).toEqual([1, 3, 1]);
    cluster.kernel.start('broker-2');
    expect(runUntil(cluster, () => [0, 1].every((p) => partitionState(cluster, 'payments', p)?.isr.length === 2), 30 * SECOND)).toBe(true);
    expect(partitionState(cluster, 'payments', 0)?.leader).toBe(1);
    const elected = request(cluster, 'broker-1', 'ElectLeaders', { electionType: 'PREFERRED', topicPartitions: [{ topic: 'payments', partition: 0 }], timeoutMs: 30_000 });
    expect(elected?.replicaElectionResults).toEqual([{ topic: 'payments', partition: 0, errorCode: 'NONE', errorMessage: null }]);
    expect(partitionState(cluster, 'payments', 0)?.leader).toBe(2);
  });

  it('survives the loss of the active controller, and loses nothing that was decided', () => {
    const cluster = bootCluster(10);
    createTopic(cluster, 'a', [[1, 2, 3]]);
    const before = activeController(cluster);
    cluster.kernel.crash(nodeOf(before));
    expect(runUntil(cluster, () => activeController(cluster) > 0 && activeController(cluster) !== before, 10 * SECOND)).toBe(true);
    expect(createTopic(cluster, 'b', [[2, 3]])?.topics[0]?.errorCode).toBe('NONE');
    expect(partitionState(cluster, 'a', 0)?.leader).toBe(1);
    cluster.kernel.start(nodeOf(before));
    runFor(cluster, 5 * SECOND);
    expect(controllerState(cluster, before).active).toBe(false);
    expect(controllerState(cluster, before).image.topics['b']).toBeDefined();
  });

  it('decides nothing without a majority, and goes on when there is one again', () => {
    const cluster = bootCluster(11);
    const active = activeController(cluster);
    const rest = [101, 102, 103].filter((id) => id !== active);
    for (const id of rest) cluster.kernel.crash(nodeOf(id));
    runFor(cluster, 5 * SECOND);
    expect(activeController(cluster)).toBe(-1);
    expect(createTopic(cluster, 'c', [[1]])).toBeNull();
    for (const id of rest) cluster.kernel.start(nodeOf(id));
    expect(runUntil(cluster, () => activeController(cluster) > 0, 10 * SECOND)).toBe(true);
    runFor(cluster, 3 * SECOND);
    expect(createTopic(cluster, 'd', [[1]])?.topics[0]?.errorCode).toBe('NONE');
  });
});
