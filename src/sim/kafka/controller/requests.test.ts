// What clients ask of the controllers through a broker, and what the recorded sessions show of it.
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import { bootCluster, brokerState, type Cluster, controllerState, activeController, createTopic, partitionState, request, runFor, runUntil } from '../../testing/cluster.ts';
import { nodeOf } from '../protocol.ts';

function create(cluster: Cluster, name: string, numPartitions: number, replicationFactor: number): [string, string | null] {
  const topic = request(cluster, 'broker-1', 'CreateTopics', { topics: [{ name, numPartitions, replicationFactor, assignments: [], configs: [] }], timeoutMs: 30_000, validateOnly: false })?.topics[0];
  return [topic?.errorCode ?? 'none', topic?.errorMessage ?? null];
}

function widen(cluster: Cluster, name: string, count: number, assignments: readonly (readonly number[])[] | null = null): [string, string | null] {
  const result = request(cluster, 'broker-1', 'CreatePartitions', { topics: [{ name, count, assignments }], timeoutMs: 30_000, validateOnly: false })?.results[0];
  return [result?.errorCode ?? 'none', result?.errorMessage ?? null];
}

function elect(cluster: Cluster, electionType: 'PREFERRED' | 'UNCLEAN', topic: string, partition: number): [string, string | null] {
  const result = request(cluster, 'broker-2', 'ElectLeaders', { electionType, topicPartitions: [{ topic, partition }], timeoutMs: 30_000 })?.replicaElectionResults[0];
  return [result?.errorCode ?? 'none', result?.errorMessage ?? null];
}

describe('topics', () => {
  it('are refused in the words of topics-create-errors.session', () => {
    const cluster = bootCluster(20);
    expect(create(cluster, 'orders', 2, 4)).toEqual(['INVALID_REPLICATION_FACTOR', 'Unable to replicate the partition 4 time(s): The target replication factor of 4 cannot be reached because only 3 broker(s) are registered or some brokers have all their log directories cordoned.']);
    expect(create(cluster, 'or ders', 1, 1)).toEqual(['INVALID_TOPIC_EXCEPTION', "Topic name is invalid: 'or ders' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"]);
    expect(create(cluster, 'a.b', 1, 1)[0]).toBe('NONE');
    expect(create(cluster, 'a_b', 1, 1)).toEqual(['INVALID_TOPIC_EXCEPTION', "Topic 'a_b' collides with existing topic: a.b"]);
    expect(create(cluster, 'big', 10_001, 1)).toEqual(['POLICY_VIOLATION', 'Excessively large number of partitions per request.']);
    const [refused] = createTopic(cluster, 'orders', [[7]])?.topics ?? [];
    expect(refused?.errorMessage).toBe('The manual partition assignment includes broker 7, but no such broker is registered.');
  });

  it('grow and never shrink, as in topics-alter-partitions.session', () => {
    const cluster = bootCluster(21);
    createTopic(cluster, 'clicks', [[1, 2], [2, 3]]);
    expect(widen(cluster, 'clicks', 4, [[3, 1], [1, 3]])).toEqual(['NONE', null]);
    expect([0, 1, 2, 3].map((p) => partitionState(cluster, 'clicks', p)?.isr)).toEqual([[1, 2], [2, 3], [3, 1], [1, 3]]);
    expect(widen(cluster, 'clicks', 3)).toEqual(['INVALID_PARTITIONS', 'The topic clicks currently has 4 partition(s); 3 would not be an increase.']);
    expect(widen(cluster, 'clicks', 4)).toEqual(['INVALID_PARTITIONS', 'Topic already has 4 partition(s).']);
    expect(widen(cluster, 'clicks', 6, [[1, 2]])).toEqual(['INVALID_REPLICA_ASSIGNMENT', 'Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified.']);
    expect(widen(cluster, 'clicks', 5, [[2, 7]])).toEqual(['INVALID_REPLICA_ASSIGNMENT', 'The manual partition assignment includes broker 7, but no such broker is registered.']);
    expect(widen(cluster, 'nothing', 4)[0]).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('are made for a client that asks after one, with the settings of the cluster (broker-settings-auto-create.session)', () => {
    const cluster = bootCluster(22, { scenario: { settings: { 'num.partitions': '3', 'default.replication.factor': '2', 'min.insync.replicas': '2' } } });
    const ask = (name: string, allowAutoTopicCreation: boolean) => request(cluster, 'broker-2', 'Metadata', { topics: [name], allowAutoTopicCreation })?.topics[0];
    expect(ask('born', false)?.errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    runFor(cluster, SECOND);
    expect(ask('born', true)?.errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    runFor(cluster, SECOND);
    expect(ask('born', true)?.partitions.map((p) => p.replicaNodes.length)).toEqual([2, 2, 2]);
    expect(ask('or ders', true)?.errorCode).toBe('INVALID_TOPIC_EXCEPTION');
    const described = request(cluster, 'broker-1', 'DescribeConfigs', { resources: [{ resourceType: 'TOPIC', resourceName: 'born', configurationKeys: ['min.insync.replicas'] }], includeSynonyms: true });
    expect(described?.results[0]?.configs[0]).toMatchObject({ value: '2', configSource: 'DYNAMIC_DEFAULT_BROKER_CONFIG' });
  });

  it('of the coordinator come with the first who looks for one: 50 partitions, 3 replicas, compacted', () => {
    const cluster = bootCluster(23);
    const found = () => request(cluster, 'broker-1', 'FindCoordinator', { keyType: 'group', coordinatorKeys: ['g'] });
    found();
    runFor(cluster, 2 * SECOND);
    const topic = controllerState(cluster, activeController(cluster)).image.topics['__consumer_offsets'];
    expect(topic?.partitions).toHaveLength(50);
    expect(topic?.partitions.every((partition) => partition.replicas.length === 3)).toBe(true);
    expect(controllerState(cluster, activeController(cluster)).image.configs['TOPIC:__consumer_offsets']).toMatchObject({ 'cleanup.policy': 'compact' });
  });
});

describe('elections on demand', () => {
  it('are refused in the words of leader-election-errors.session', () => {
    const cluster = bootCluster(30);
    createTopic(cluster, 'orders', [[1, 2], [2, 1]]);
    expect(elect(cluster, 'PREFERRED', 'orders', 7)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'No such partition as orders-7']);
    expect(elect(cluster, 'PREFERRED', 'nowhere', 0)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'No such topic as nowhere']);
    expect(elect(cluster, 'PREFERRED', 'orders', 1)[0]).toBe('ELECTION_NOT_NEEDED');
    expect(elect(cluster, 'UNCLEAN', 'orders', 0)[0]).toBe('ELECTION_NOT_NEEDED');
  });

  it('bring a partition back without its in-sync replicas, as in unclean-election-loses-records.session', () => {
    const cluster = bootCluster(31);
    createTopic(cluster, 'bets', [[1, 3]]);
    cluster.kernel.tell('broker-3', { kind: 'Shutdown' }, -1);
    expect(runUntil(cluster, () => !cluster.kernel.isUp('broker-3'), 10 * SECOND)).toBe(true);
    cluster.kernel.crash('broker-1');
    runFor(cluster, 15 * SECOND);
    cluster.kernel.start('broker-3');
    runFor(cluster, 5 * SECOND);
    expect(partitionState(cluster, 'bets', 0)).toMatchObject({ leader: -1, isr: [], elr: [1], lastKnownElr: [1] });
    expect(elect(cluster, 'PREFERRED', 'bets', 0)[0]).toBe('PREFERRED_LEADER_NOT_AVAILABLE');
    expect(elect(cluster, 'UNCLEAN', 'bets', 0)).toEqual(['NONE', null]);
    expect(partitionState(cluster, 'bets', 0)).toMatchObject({ leader: 3, isr: [3], elr: [], lastKnownElr: [] });
    cluster.kernel.start('broker-1');
    expect(runUntil(cluster, () => partitionState(cluster, 'bets', 0)?.isr.length === 2, 40 * SECOND)).toBe(true);
    expect(partitionState(cluster, 'bets', 0)).toMatchObject({ leader: 3, isr: [1, 3] });
  });

  it('come by themselves every 300 s where the topic allows it, and leaders go back to the first replica', () => {
    const cluster = bootCluster(32);
    createTopic(cluster, 'bets', [[1, 3]]);
    createTopic(cluster, 'moved', [[3, 2]]);
    cluster.kernel.tell('broker-3', { kind: 'Shutdown' }, -1);
    cluster.kernel.tell('broker-2', { kind: 'Shutdown' }, -1);
    runFor(cluster, 5 * SECOND);
    cluster.kernel.crash('broker-1');
    runFor(cluster, 15 * SECOND);
    cluster.kernel.start('broker-2');
    cluster.kernel.start('broker-3');
    runFor(cluster, 5 * SECOND);
    expect(partitionState(cluster, 'bets', 0)?.leader).toBe(-1);
    request(cluster, 'broker-2', 'IncrementalAlterConfigs', { resources: [{ resourceType: 'TOPIC', resourceName: 'bets', configs: [{ name: 'unclean.leader.election.enable', configOperation: 'SET', value: 'true' }] }], validateOnly: false });
    expect(partitionState(cluster, 'moved', 0)?.leader).toBe(2);
    runFor(cluster, 301 * SECOND);
    expect(partitionState(cluster, 'bets', 0)).toMatchObject({ leader: 3, isr: [3], lastKnownElr: [] });
    expect(partitionState(cluster, 'moved', 0)?.leader).toBe(3);
  });
});

describe('controllers', () => {
  it('are described by their leader, with voters and observers', () => {
    const cluster = bootCluster(40);
    runFor(cluster, 3 * SECOND);
    const quorum = request(cluster, 'broker-3', 'DescribeQuorum', {});
    expect(quorum?.leaderId).toBe(activeController(cluster));
    expect(quorum?.currentVoters.map((voter) => voter.replicaId).sort()).toEqual([101, 102, 103]);
    expect(quorum?.observers.map((observer) => observer.replicaId)).toEqual([1, 2, 3]);
    expect(quorum?.highWatermark).toBeGreaterThan(5);
  });

  it('answer who asks them directly, and the others name the active one', () => {
    const cluster = bootCluster(43);
    const active = activeController(cluster);
    for (const { id } of cluster.scenario.controllers) {
      const described = request(cluster, nodeOf(id), 'DescribeCluster', {});
      expect(described?.controllerId).toBe(active);
      expect(described?.brokers.map(({ nodeId, port }) => [nodeId, port])).toEqual([[101, 9192], [102, 9193], [103, 9194]]);
      expect(request(cluster, nodeOf(id), 'ApiVersions', {})?.errorCode).toBe('NONE');
    }
    expect(request(cluster, nodeOf(active), 'DescribeQuorum', {})?.leaderId).toBe(active);
    expect(request(cluster, nodeOf(active), 'ListGroups', { statesFilter: [], typesFilter: [] }, SECOND)).toBeNull();
  });

  it('say why a leader moved: what silenced the broker, its session, the fence', () => {
    const cluster = bootCluster(41);
    createTopic(cluster, 't', [[1, 2, 3]]);
    runFor(cluster, SECOND);
    const crashed = cluster.kernel.note('broker-1', 'node-crashed', { node: 'broker-1' }, ['node/broker-1']);
    cluster.kernel.crash('broker-1', 'process', crashed);
    runFor(cluster, 11 * SECOND);
    const { facts } = cluster.kernel.state;
    const all = [...facts.chunks.flat(), ...facts.tail];
    const chain: string[] = [];
    let fact = all.find((each) => each.kind === 'leader-changed' && each.subjects.includes('partition/t-0'));
    while (fact !== undefined) {
      chain.push(fact.kind);
      const { cause } = fact;
      fact = all.find((each) => each.id === cause);
    }
    expect(chain).toEqual(['leader-changed', 'broker-fenced', 'broker-session-expired', 'node-crashed']);
  });

  it('take a broker back whose controller died while it was shutting down', () => {
    const cluster = bootCluster(42);
    createTopic(cluster, 't', [[2, 1, 3]]);
    runFor(cluster, 2 * SECOND);
    cluster.kernel.tell('broker-2', { kind: 'Shutdown' }, -1);
    cluster.kernel.crash(nodeOf(activeController(cluster)));
    expect(runUntil(cluster, () => !cluster.kernel.isUp('broker-2'), 30 * SECOND)).toBe(true);
    expect(cluster.kernel.state.facts.tail.filter((fact) => fact.kind === 'node-stopped').map((fact) => fact.subjects)).toEqual([['node/broker-2']]);
    expect(partitionState(cluster, 't', 0)).toMatchObject({ leader: 1, isr: [1, 3] });
    cluster.kernel.start('broker-2');
    expect(runUntil(cluster, () => brokerState(cluster, 2).life.state === 'running', 20 * SECOND)).toBe(true);
  });
});
