// Every admin call with the real controllers and brokers.
import { expect, test } from 'vitest';
import { defaultScenario } from '../../../bridge/scenario.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { SECOND } from '../../kernel/types.ts';
import { asker, createAsker, isAsker } from '../../testing/asker.ts';
import { broker } from '../services.ts';
import { createBroker } from '../broker/state.ts';
import { controller } from '../controller/administer.ts';
import { createController } from '../controller/state.ts';
import { consumerApp, createConsumerApp } from '../app/consumer-app.ts';
import { createProducerApp, producerApp } from '../app/producer-app.ts';
import type { AdminCall, AdminError, Outcome } from './admin-calls.ts';

const VOTERS = [101, 102, 103];

function world(): { readonly kernel: Kernel; readonly ask: (call: AdminCall) => { readonly value: unknown; readonly error: AdminError | null } } {
  const behaviors = { broker, controller, asker, 'producer-app': producerApp, 'consumer-app': consumerApp };
  const kernel = new Kernel({ behaviors, seed: 1, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: true });
  for (const id of VOTERS) kernel.spawn(`controller-${id}`, 'controller', createController(id, VOTERS, {}, 'correnteza'));
  for (const id of [1, 2, 3]) kernel.spawn(`broker-${id}`, 'broker', createBroker({ id, rack: null, clusterId: 'correnteza', voters: VOTERS, settings: {} }));
  kernel.runUntil(8 * SECOND);
  let asked = 0;
  return {
    kernel,
    ask(call) {
      const node = `asker-${++asked}`;
      kernel.spawn(node, 'asker', createAsker(call));
      const until = kernel.state.now + 70 * SECOND;
      const outcome = (): Outcome | null => {
        const state = kernel.actorState(node);
        return isAsker(state) ? state.outcome : null;
      };
      while (outcome() === null && kernel.state.now < until) kernel.runUntil(kernel.state.now + SECOND / 10);
      const end = outcome();
      if (end === null) return { value: null, error: { exception: 'none', message: 'no end', cause: null } };
      return end.ok ? { value: end.value, error: null } : { value: null, error: end.error };
    },
  };
}

test('topics: created, listed, described, grown, configured, deleted', () => {
  const { ask } = world();
  const topic = { name: 'orders', numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }, { partitionIndex: 1, brokerIds: [2, 3] }], configs: [{ name: 'retention.ms', value: '60000' }] };
  expect(ask({ kind: 'createTopics', topics: [topic], validateOnly: false })).toMatchObject({ error: null, value: [{ name: 'orders', errorCode: 'NONE' }] });
  expect(ask({ kind: 'createTopics', topics: [topic], validateOnly: false })).toMatchObject({ value: [{ errorCode: 'TOPIC_ALREADY_EXISTS', errorMessage: "Topic 'orders' already exists." }] });
  expect(ask({ kind: 'listTopics' })).toMatchObject({ value: [{ name: 'orders', isInternal: false }] });
  expect(ask({ kind: 'describeTopics', topics: ['orders'] })).toMatchObject({ value: [{ name: 'orders', partitions: [{ leaderId: 1, replicaNodes: [1, 2] }, { leaderId: 2, replicaNodes: [2, 3] }] }] });
  expect(ask({ kind: 'describeTopics', topics: ['nope'] })).toMatchObject({ value: [{ name: 'nope', errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }] });
  expect(ask({ kind: 'createPartitions', topics: [{ name: 'orders', count: 3, assignments: null }], validateOnly: false })).toMatchObject({ value: [{ errorCode: 'NONE' }] });
  expect(ask({ kind: 'incrementalAlterConfigs', resources: [{ resourceType: 'TOPIC', resourceName: 'orders', configs: [{ name: 'retention.ms', configOperation: 'SET', value: '120000' }] }], validateOnly: false })).toMatchObject({ value: [{ errorCode: 'NONE' }] });
  const configs = ask({ kind: 'describeConfigs', resources: [{ resourceType: 'TOPIC', resourceName: 'orders', configurationKeys: ['retention.ms'] }], includeSynonyms: true });
  expect(configs).toMatchObject({ value: [{ configs: [{ name: 'retention.ms', value: '120000', configSource: 'DYNAMIC_TOPIC_CONFIG' }] }] });
  expect(ask({ kind: 'describeConfigs', resources: [{ resourceType: 'BROKER', resourceName: '2', configurationKeys: ['num.partitions'] }], includeSynonyms: false })).toMatchObject({ value: [{ resourceName: '2', errorCode: 'NONE' }] });
  expect(ask({ kind: 'deleteTopics', topics: ['orders', 'nope'] })).toMatchObject({ value: [{ name: 'orders', errorCode: 'NONE' }, { name: 'nope', errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }] });
  expect(ask({ kind: 'listTopics' })).toMatchObject({ value: [] });
});

test('offsets, groups, cluster and quorum', () => {
  const { kernel, ask } = world();
  ask({ kind: 'createTopics', topics: [{ name: 'orders', numPartitions: 2, replicationFactor: 3, assignments: [], configs: [] }], validateOnly: false });
  kernel.spawn('producer-p', 'producer-app', createProducerApp({ kind: 'producer', name: 'p', topic: 'orders', recordsPerSecond: 20, keys: ['a', 'b', 'c'], value: '{n}', settings: {} }));
  kernel.spawn('consumer-c', 'consumer-app', createConsumerApp({ kind: 'consumer', name: 'c', topics: ['orders'], group: 'shop', processingMsPerRecord: 0, settings: { 'auto.offset.reset': 'earliest' } }));
  kernel.runUntil(kernel.state.now + 15 * SECOND);
  const both = [0, 1].map((partition) => ({ topic: 'orders', partition }));
  expect(ask({ kind: 'listGroups', statesFilter: [], typesFilter: [] })).toMatchObject({ value: [{ groupId: 'shop', groupState: 'Stable' }] });
  expect(ask({ kind: 'describeGroups', groups: ['shop'] })).toMatchObject({ value: [{ groupState: 'Stable', protocolData: 'range', members: [{ clientId: 'c' }], coordinator: { host: 'localhost' } }] });
  expect(ask({ kind: 'deleteGroups', groups: ['shop'] })).toMatchObject({ value: [{ groupId: 'shop', errorCode: 'NON_EMPTY_GROUP' }] });
  kernel.tell('consumer-c', { kind: 'Shutdown' }, -1);
  kernel.tell('producer-p', { kind: 'Shutdown' }, -1);
  kernel.runUntil(kernel.state.now + 3 * SECOND);
  expect(ask({ kind: 'listGroupOffsets', group: 'shop', partitions: null })).toMatchObject({ value: { errorCode: 'NONE', offsets: [{ topic: 'orders' }, { topic: 'orders' }] } });
  expect(ask({ kind: 'alterGroupOffsets', group: 'shop', offsets: both.map((p) => ({ ...p, offset: 3, leaderEpoch: -1, metadata: '' })) })).toMatchObject({ value: [{ errorCode: 'NONE' }, { errorCode: 'NONE' }] });
  expect(ask({ kind: 'listGroupOffsets', group: 'shop', partitions: both })).toMatchObject({ value: { offsets: [{ offset: 3 }, { offset: 3 }] } });
  expect(ask({ kind: 'listOffsets', isolationLevel: 0, partitions: both.map((p) => ({ ...p, timestamp: -2 })) })).toMatchObject({ value: [{ offset: 0 }, { offset: 0 }] });
  expect(ask({ kind: 'deleteRecords', partitions: [{ topic: 'orders', partition: 0, offset: 5 }] })).toMatchObject({ value: [{ errorCode: 'NONE', lowWatermark: 5 }] });
  expect(ask({ kind: 'listOffsets', isolationLevel: 0, partitions: both.map((p) => ({ ...p, timestamp: -2 })) })).toMatchObject({ value: [{ offset: 5 }, { offset: 0 }] });
  expect(ask({ kind: 'deleteGroupOffsets', group: 'shop', partitions: [{ topic: 'orders', partition: 0 }] })).toMatchObject({ value: { errorCode: 'NONE', partitions: [{ errorCode: 'NONE' }] } });
  expect(ask({ kind: 'deleteGroups', groups: ['shop', 'nope'] })).toMatchObject({ value: expect.arrayContaining([{ groupId: 'shop', errorCode: 'NONE' }, { groupId: 'nope', errorCode: 'GROUP_ID_NOT_FOUND' }]) });
  expect(ask({ kind: 'electLeaders', electionType: 'PREFERRED', partitions: both })).toMatchObject({ value: { errorCode: 'NONE' } });
  expect(ask({ kind: 'describeCluster' })).toMatchObject({ value: { brokers: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }] } });
  expect(ask({ kind: 'describeMetadataQuorum' })).toMatchObject({ value: { errorCode: 'NONE', currentVoters: [{}, {}, {}] } });
});
