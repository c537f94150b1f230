// Quotas of clients: whose counts, who must wait and for how long, and what is refused (KIP-13, KIP-55, KIP-124, KIP-599).
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../kernel/types.ts';
import { bootCluster, type Cluster, createTopic, PROBE, request, runFor } from '../../testing/cluster.ts';
import { makeBatch } from '../log/batch.ts';
import { emptyImage, type MetadataImage, quotaKey } from '../metadata-image.ts';
import type { QuotaEntity } from '../protocol-operations.ts';
import { quotaOf } from './client-quotas.ts';
import { addTo, type Rate, simpleRate, windowedRate } from './rate.ts';

/** `user=alice client=*`: an entity, an asterisk for the default one. */
function entity(text: string): QuotaEntity {
  return text.split(' ').map((part) => {
    const [type = '', name = ''] = part.split('=');
    return { entityType: type === 'client' ? 'client-id' : type === 'ip' ? 'ip' : 'user', entityName: name === '*' ? null : name };
  });
}

function alter(cluster: Cluster, who: string, key: string, value: number): [string, string | null] {
  const entry = request(cluster, 'broker-1', 'AlterClientQuotas', { entries: [{ entity: entity(who), ops: [{ key, value, remove: false }] }], validateOnly: false })?.entries[0];
  runFor(cluster, SECOND);
  return [entry?.errorCode ?? 'none', entry?.errorMessage ?? null];
}

describe('whose quota counts', () => {
  const check = (given: Readonly<Record<string, number>>, expected: number | null): void => {
    const image: MetadataImage = emptyImage();
    for (const [who, value] of Object.entries(given)) image.quotas[quotaKey(entity(who))] = { entity: entity(who), values: { producer_byte_rate: value } };
    expect([given, quotaOf(image, 'app', 'producer_byte_rate')]).toEqual([given, expected]);
  };

  it('is the most special one', () => {
    check({}, null);
    check({ 'user=alice': 1 }, null);
    check({ 'client=*': 1 }, 1);
    check({ 'client=*': 1, 'client=app': 2 }, 2);
    check({ 'client=app': 2, 'user=*': 3 }, 3);
    check({ 'user=*': 3, 'user=* client=*': 4 }, 4);
    check({ 'user=* client=*': 4, 'user=* client=app': 5 }, 5);
    check({ 'user=* client=app': 5, 'user=ANONYMOUS': 6 }, 6);
    check({ 'user=ANONYMOUS': 6, 'user=ANONYMOUS client=*': 7 }, 7);
    check({ 'user=ANONYMOUS client=*': 7, 'user=ANONYMOUS client=app': 8 }, 8);
  });
});

describe('rates', () => {
  it('count over whole windows for clients, and since the first amount for replicas', () => {
    const rate: Rate = [];
    addTo(rate, 100, 0);
    expect([windowedRate(rate, 0), simpleRate(rate, 0)]).toEqual([10, 100]);
    addTo(rate, 100, 2 * SECOND);
    expect([windowedRate(rate, 4 * SECOND), simpleRate(rate, 4 * SECOND)]).toEqual([20, 50]);
    expect(simpleRate(rate, 12 * SECOND)).toBe(10);
    expect(windowedRate(rate, 60 * SECOND)).toBe(0);
  });
});

function produce(cluster: Cluster): number {
  const records = makeBatch([{ key: null, value: 'x'.repeat(10_000), headers: [], timestampMs: 1 }]);
  const body = { transactionalId: null, acks: -1 as const, timeoutMs: 5_000, topicData: [{ name: 'orders', partitionData: [{ index: 0, records }] }] };
  return request(cluster, 'broker-1', 'Produce', body)?.throttleTimeMs ?? -1;
}

function fetch(cluster: Cluster): { readonly batches: number; readonly throttleTimeMs: number } {
  const asked = { partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: 1_048_576 };
  const answer = request(cluster, 'broker-1', 'Fetch', { replicaId: -1, replicaEpoch: -1, maxWaitMs: 500, minBytes: 1, maxBytes: 10_000_000, isolationLevel: 0, rackId: '', topics: [{ topic: 'orders', partitions: [asked] }] });
  return { batches: answer?.responses[0]?.partitions[0]?.records.length ?? 0, throttleTimeMs: answer?.throttleTimeMs ?? -1 };
}

describe('who uses more', () => {
  it('as a producer is told to wait, and not listened to until then', () => {
    const cluster = bootCluster(310);
    createTopic(cluster, 'orders', [[1, 2]]);
    expect(alter(cluster, `client=${PROBE}`, 'producer_byte_rate', 2_100)).toEqual(['NONE', null]);
    expect(produce(cluster)).toBe(0);
    expect(produce(cluster)).toBe(0);
    const waits = produce(cluster);
    expect(waits).toBeGreaterThan(3_000);
    const before = cluster.kernel.state.now;
    produce(cluster);
    expect(cluster.kernel.state.now - before).toBeGreaterThanOrEqual(waits * 1000);
    expect(cluster.kernel.state.facts.tail.filter((fact) => fact.kind === 'client-throttled').map((fact) => fact.params['client'])).toEqual([PROBE]);
  });

  it('as a consumer gets nothing until then, and then all', () => {
    const cluster = bootCluster(311);
    createTopic(cluster, 'orders', [[1, 2]]);
    for (let i = 0; i < 10; i++) produce(cluster);
    alter(cluster, 'user=*', 'consumer_byte_rate', 3_000);
    expect(fetch(cluster).batches).toBe(2);
    const second = fetch(cluster);
    expect(second.batches).toBe(0);
    expect(second.throttleTimeMs).toBeGreaterThan(1_000);
    const later = Array.from({ length: 6 }, () => fetch(cluster).batches);
    expect(later.some((batches) => batches > 0)).toBe(true);
  });

  it('by asking too often waits a second at most', () => {
    const cluster = bootCluster(312);
    createTopic(cluster, 'orders', [[1, 2]]);
    alter(cluster, 'client=*', 'request_percentage', 0.01);
    const before = cluster.kernel.state.now;
    for (let i = 0; i < 10; i++) expect(request(cluster, 'broker-1', 'ApiVersions', {})?.errorCode).toBe('NONE');
    const took = (cluster.kernel.state.now - before) / SECOND;
    expect(took).toBeGreaterThan(2);
    expect(took).toBeLessThan(11);
  });

  it('by making too many partitions is refused, and told when it may', () => {
    const cluster = bootCluster(313);
    alter(cluster, 'user=*', 'controller_mutation_rate', 1);
    const create = (name: string, numPartitions: number) => request(cluster, 'broker-1', 'CreateTopics', { topics: [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }], timeoutMs: 30_000, validateOnly: false });
    expect(create('a', 20)?.topics[0]?.errorCode).toBe('NONE');
    const refused = create('b', 1);
    expect(refused?.topics[0]).toMatchObject({ errorCode: 'THROTTLING_QUOTA_EXCEEDED', errorMessage: 'The throttling quota has been exceeded.' });
    expect(refused?.throttleTimeMs).toBeGreaterThan(8_000);
    runFor(cluster, (refused?.throttleTimeMs ?? 0) * 1000);
    expect(create('b', 1)?.topics[0]?.errorCode).toBe('NONE');
  });
});

describe('what is refused', () => {
  const check = (who: string, key: string, value: number, message: string): void => {
    expect(alter(bootCluster(314), who, key, value)).toEqual(['INVALID_REQUEST', message]);
  };

  it('says so in the words of quotas-more.session', () => {
    check('user=bob', 'consumer_byte_rate', -5, 'Quota consumer_byte_rate must be greater than 0');
    check('user=bob', 'consumer_byte_rate', 1.5, 'consumer_byte_rate cannot be a fractional value.');
    check('ip=10.0.0.1', 'connection_creation_rate', 2.5, 'connection_creation_rate cannot be a fractional value.');
    check('ip=10.0.0.1', 'producer_byte_rate', 5, 'Invalid configuration key producer_byte_rate');
    check('user=bob', 'speed', 5, 'Invalid configuration key speed');
    check('ip=nowhere', 'connection_creation_rate', 5, 'nowhere is not a valid IP or resolvable host.');
  });
});
