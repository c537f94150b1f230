// Snapshots of the metadata: nothing of an image is lost, and loading one tells what it changes.
import { describe, expect, it } from 'vitest';
import { SECOND } from '../kernel/types.ts';
import { activeController, bootCluster, brokerState, type Cluster, controllerState, createTopic, request, runFor, runUntil } from '../testing/cluster.ts';
import { emptyImage, type MetadataImage } from './metadata-image.ts';
import { loadSnapshot, takeSnapshot } from './metadata-snapshot.ts';
import { nodeOf } from './protocol.ts';

/** A cluster whose controllers take a snapshot each second. */
function busyCluster(seed: number): Cluster {
  return bootCluster(seed, { scenario: { settings: { 'metadata.log.max.snapshot.interval.ms': '1000' } } });
}

function imageOf(cluster: Cluster): MetadataImage {
  return controllerState(cluster, activeController(cluster)).image;
}

describe('a snapshot', () => {
  it('says all that the image says', () => {
    const cluster = bootCluster(1);
    createTopic(cluster, 'orders', [[1, 2, 3], [2, 3, 1]], { 'retention.ms': '1000' });
    request(cluster, 'broker-1', 'InitProducerId', { transactionalId: null, transactionTimeoutMs: 0, producerId: -1, producerEpoch: -1 });
    cluster.kernel.crash('broker-3');
    runFor(cluster, 12 * SECOND);
    const image = imageOf(cluster);
    const loaded = emptyImage();
    const delta = loadSnapshot(loaded, takeSnapshot(image));
    expect(loaded).toEqual(image);
    expect(delta.createdTopics).toEqual(['orders']);
    expect(delta.partitions).toHaveLength(2);
    expect(delta.brokers).toEqual([1, 2, 3]);
  });

  it('changes nothing where it is what the image is, and tells of what is gone', () => {
    const cluster = bootCluster(2);
    createTopic(cluster, 'orders', [[1, 2]]);
    const before = takeSnapshot(imageOf(cluster));
    const mine = emptyImage();
    loadSnapshot(mine, before);
    expect(loadSnapshot(mine, before)).toEqual({ createdTopics: [], deletedTopics: [], partitions: [], configs: [], brokers: [] });
    request(cluster, 'broker-1', 'DeleteTopics', { topicNames: ['orders'], timeoutMs: 30_000 });
    createTopic(cluster, 'orders', [[2, 1]]);
    const delta = loadSnapshot(mine, takeSnapshot(imageOf(cluster)));
    expect(delta.deletedTopics.map((topic) => topic.name)).toEqual(['orders']);
    expect(delta.createdTopics).toEqual(['orders']);
    expect(delta.partitions).toEqual([{ topic: 'orders', partition: 0 }]);
  });
});

describe('a cluster whose controllers take snapshots', () => {
  it('keeps its metadata log short', () => {
    const cluster = busyCluster(3);
    runFor(cluster, 300 * SECOND);
    for (const { id } of cluster.scenario.controllers) {
      const { log } = controllerState(cluster, id).raft;
      expect(log.endOffset).toBeGreaterThan(600);
      expect(log.endOffset - log.startOffset).toBeLessThan(300);
    }
  });

  it('brings a broker and a controller up to date that were away for long, and a broker that was cut off', () => {
    const cluster = busyCluster(4);
    createTopic(cluster, 'old', [[3, 1]]);
    createTopic(cluster, 'kept', [[1, 3]]);
    runFor(cluster, 2 * SECOND);
    const standby = cluster.scenario.controllers.map(({ id }) => id).find((id) => id !== activeController(cluster)) ?? 0;
    cluster.kernel.crash('broker-3');
    cluster.kernel.crash(nodeOf(standby));
    for (const { id } of cluster.scenario.controllers) {
      cluster.kernel.setLink('broker-2', nodeOf(id), { cut: true });
      cluster.kernel.setLink(nodeOf(id), 'broker-2', { cut: true });
    }
    runFor(cluster, 60 * SECOND);
    request(cluster, 'broker-1', 'DeleteTopics', { topicNames: ['old'], timeoutMs: 30_000 });
    createTopic(cluster, 'new', [[1]]);
    runFor(cluster, 240 * SECOND);
    const { log } = controllerState(cluster, activeController(cluster)).raft;
    expect(log.startOffset).toBeGreaterThan(brokerState(cluster, 2).image.offset);
    cluster.kernel.start('broker-3');
    cluster.kernel.start(nodeOf(standby));
    for (const { id } of cluster.scenario.controllers) {
      cluster.kernel.setLink('broker-2', nodeOf(id), { cut: false });
      cluster.kernel.setLink(nodeOf(id), 'broker-2', { cut: false });
    }
    expect(runUntil(cluster, () => [2, 3].every((id) => brokerState(cluster, id).life.state === 'running'), 20 * SECOND)).toBe(true);
    runFor(cluster, 2 * SECOND);
    for (const id of [2, 3]) expect(Object.keys(brokerState(cluster, id).image.topics)).toEqual(['kept', 'new']);
    expect(Object.keys(brokerState(cluster, 3).plane.partitions)).toEqual(['kept-0']);
    expect(Object.keys(controllerState(cluster, standby).image.topics)).toEqual(['kept', 'new']);
  });

  it('loses nothing when the active controller goes', () => {
    const cluster = busyCluster(5);
    createTopic(cluster, 'a', [[1, 2, 3]]);
    runFor(cluster, 200 * SECOND);
    const before = activeController(cluster);
    cluster.kernel.crash(nodeOf(before));
    expect(runUntil(cluster, () => activeController(cluster) > 0, 10 * SECOND)).toBe(true);
    expect(imageOf(cluster).topics['a']?.partitions[0]).toMatchObject({ leader: 1, isr: [1, 2, 3] });
    expect(createTopic(cluster, 'b', [[1]])?.topics[0]?.errorCode).toBe('NONE');
  });
});
