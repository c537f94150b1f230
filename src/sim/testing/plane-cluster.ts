// The data halves of three brokers under a controller that a test moves by hand: replication without elections of its own.
import { assert } from '../kernel/assert.ts';
import { freeze } from '../kernel/freeze.ts';
import { Kernel } from '../kernel/kernel.ts';
import { type Behavior, type Context, type Message, type NodeId, NO_FACT, SECOND } from '../kernel/types.ts';
import { configInForce } from '../kafka/config.ts';
import { partitionChange } from '../kafka/controller/partition-change.ts';
import { createDataPlane, crashDataPlane, dataPlaneDisconnected, handleDataRequest, handleDataResponse, handleDataTimer, metadataChanged, startDataPlane } from '../kafka/broker/data-plane.ts';
import type { DataPlane, DataTimer } from '../kafka/broker/plane.ts';
import type { BrokerView } from '../kafka/broker/view.ts';
import { services } from '../kafka/services.ts';
import { GROUP_PARTITIONS, GROUP_TOPIC } from '../kafka/coordinator/partition-of.ts';
import { apply, emptyImage, type MetadataImage } from '../kafka/metadata-image.ts';
import type { MetadataBatch, MetadataRecord, PartitionState } from '../kafka/metadata-record.ts';
import type { AlterPartitionRequest, AlterPartitionResponse, AnyRequest, AnyResponse, ApiKey, Apis } from '../kafka/protocol.ts';
import { nodeOf } from '../kafka/protocol.ts';

const CONTROLLER = 'controller-101';
export const BROKERS = [1, 2, 3];

export interface PlaneBroker {
  readonly id: number;
  epoch: number;
  plane: DataPlane;
  image: MetadataImage;
  correlation: number;
}
interface StubController {
  image: MetadataImage;
  up: number[];
  nextProducerId: number;
}
interface Metadata extends Message {
  readonly kind: 'Metadata';
  readonly batch: MetadataBatch;
}
interface Order extends Message {
  readonly kind: 'Order';
  readonly records: readonly MetadataRecord[];
}

function viewOf(state: PlaneBroker): BrokerView {
  const settings = {};
  return {
    id: state.id, epoch: state.epoch, image: state.image, isFenced: false, shuttingDown: false,
    config: (name, topic) => configInForce({ image: state.image, settings, broker: state.id }, name, topic),
    controllerNode: () => CONTROLLER,
    nextCorrelation: () => ++state.correlation,
    services,
  };
}

const broker: Behavior<PlaneBroker> = {
  start(state, ctx) {
    startDataPlane(state.plane, viewOf(state), ctx);
    ctx.send(CONTROLLER, { kind: 'Hello' });
  },
  receive(state, message, from, ctx) {
    switch (message.kind) {
      case 'Metadata': {
        const { batch } = message as Metadata;
        if (batch.baseOffset <= state.image.offset) return;
        const delta = apply(state.image, batch);
        state.epoch = state.image.brokers[state.id]?.epoch ?? state.epoch;
        return metadataChanged(state.plane, viewOf(state), delta, ctx);
      }
      case 'Request':
        if ((message as AnyRequest).api === 'FindCoordinator' && state.image.topics[GROUP_TOPIC] === undefined) ctx.send(CONTROLLER, { kind: 'CreateGroupTopic' });
        return handleDataRequest(state.plane, viewOf(state), message as AnyRequest, from, ctx);
      case 'Response': return handleDataResponse(state.plane, viewOf(state), message as AnyResponse, from, ctx);
      case 'DataTimer': return handleDataTimer(state.plane, viewOf(state), message as DataTimer, ctx);
      case 'Disconnected': return dataPlaneDisconnected(state.plane, viewOf(state), from, ctx);
      default: return;
    }
  },
  crash(state, kind) {
    crashDataPlane(state.plane, kind);
    return { ...state, image: emptyImage(), epoch: -1 };
  },
};

const stubController: Behavior<StubController> = {
  start() {},
  receive(state, message, from, ctx) {
    if (message.kind === 'Order') return commit(state, (message as Order).records, ctx);
    if (message.kind === 'Hello') return register(state, Number(from.slice(7)), ctx);
    if (message.kind === 'Disconnected') return fence(state, Number(from.slice(7)), ctx);
    if (message.kind === 'CreateGroupTopic' && state.image.topics[GROUP_TOPIC] === undefined) return commit(state, topicRecords(GROUP_TOPIC, GROUP_PARTITIONS, { 'cleanup.policy': 'compact', 'min.insync.replicas': '2' }), ctx);
    if (message.kind !== 'Request') return;
    const request = message as AnyRequest;
    if (request.api === 'AlterPartition') answer(ctx, from, request, alterPartition(state, request.body, ctx));
    if (request.api === 'AllocateProducerIds') {
      answer(ctx, from, request, { errorCode: 'NONE', producerIdStart: state.nextProducerId, producerIdLen: 1_000 });
      state.nextProducerId += 1_000;
    }
  },
  crash: (state) => state,
};

function answer<K extends ApiKey>(ctx: Context, to: NodeId, request: { readonly api: K; readonly correlationId: number }, body: Apis[K][1]): void {
  const message: Message & { api: K; correlationId: number; body: Apis[K][1] } = { kind: 'Response', api: request.api, correlationId: request.correlationId, body };
  ctx.send(to, freeze(message));
}

/** Commits records: everybody who is up gets them, in order, because links keep order. */
function commit(state: StubController, records: readonly MetadataRecord[], ctx: Context): void {
  if (records.length === 0) return;
  const batch: MetadataBatch = freeze({ baseOffset: state.image.offset + 1, epoch: 1, appendTimeMs: 0, records });
  apply(state.image, batch);
  for (const id of state.up) ctx.send(nodeOf(id), freeze({ kind: 'Metadata', batch }));
}

/** A broker is back: it gets the whole image as one batch, everybody the news. */
function register(state: StubController, id: number, ctx: Context): void {
  const registration: MetadataRecord = { kind: 'RegisterBrokerRecord', brokerId: id, brokerEpoch: state.image.offset + 1, incarnationId: String(ctx.now), host: 'localhost', port: 9091 + id, rack: null, fenced: false, inControlledShutdown: false };
  commit(state, [registration, ...electAll(state, [...state.up, id])], ctx);
  state.up = [...state.up.filter((one) => one !== id), id].sort((a, b) => a - b);
  const { image } = state;
  const records: MetadataRecord[] = [];
  for (const one of Object.values(image.brokers)) records.push({ kind: 'RegisterBrokerRecord', brokerId: one.id, brokerEpoch: one.epoch, incarnationId: one.incarnationId, host: one.host, port: one.port, rack: null, fenced: one.fenced, inControlledShutdown: false });
  for (const topic of Object.values(image.topics)) {
    records.push({ kind: 'TopicRecord', name: topic.name, topicId: topic.topicId });
    topic.partitions.forEach((partition, partitionId) => records.push({ kind: 'PartitionRecord', topicId: topic.topicId, partitionId, ...partition }));
  }
  for (const [key, settings] of Object.entries(image.configs)) for (const [name, value] of Object.entries(settings)) records.push({ kind: 'ConfigRecord', resourceType: 'TOPIC', resourceName: key.slice(6), name, value });
  ctx.send(nodeOf(id), freeze({ kind: 'Metadata', batch: { baseOffset: image.offset - records.length + 1 < 0 ? 0 : image.offset - records.length + 1, epoch: 1, appendTimeMs: 0, records } }));
}

function fence(state: StubController, id: number, ctx: Context): void {
  if (!state.up.includes(id)) return;
  state.up = state.up.filter((one) => one !== id);
  const epoch = state.image.brokers[id]?.epoch ?? 0;
  commit(state, [{ kind: 'BrokerRegistrationChangeRecord', brokerId: id, brokerEpoch: epoch, fenced: true, inControlledShutdown: null }, ...electAll(state, state.up, id)], ctx);
}

/** Elections for all partitions when so many are up; whoever is gone leaves the ISR. */
function electAll(state: StubController, up: readonly number[], gone = -1): MetadataRecord[] {
  return Object.values(state.image.topics).flatMap((topic) => topic.partitions.flatMap((partition, partitionId): MetadataRecord[] => {
    const change = partitionChange(partition, {
      election: 'ONLINE', targetIsr: partition.isr.filter((one) => one !== gone), targetReplicas: partition.replicas, targetRemoving: [], targetAdding: [], minIsr: 2,
      elrEnabled: true, uncleanShutdown: [], isAcceptableLeader: (one) => up.includes(one),
    });
    return change === null ? [] : [{ kind: 'PartitionChangeRecord', topicId: topic.topicId, partitionId, ...change }];
  }));
}

function alterPartition(state: StubController, body: AlterPartitionRequest, ctx: Context): AlterPartitionResponse {
  const records: MetadataRecord[] = [];
  const topics = body.topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map((asked) => {
      const name = state.image.topicNames[topicId] ?? '';
      const before = state.image.topics[name]?.partitions[asked.partitionIndex];
      const none = { partitionIndex: asked.partitionIndex, leaderId: -1, leaderEpoch: -1, isr: [], leaderRecoveryState: 0 as const, partitionEpoch: -1 };
      if (before === undefined) return { ...none, errorCode: 'UNKNOWN_TOPIC_ID' as const };
      if (before.leader !== body.brokerId) return { ...none, errorCode: 'NEW_LEADER_ELECTED' as const };
      if (before.partitionEpoch !== asked.partitionEpoch) return { ...none, errorCode: 'INVALID_UPDATE_VERSION' as const };
      const isr = asked.newIsrWithEpochs.map((one) => one.brokerId);
      if (asked.newIsrWithEpochs.some((one) => !state.up.includes(one.brokerId) || state.image.brokers[one.brokerId]?.epoch !== one.brokerEpoch)) return { ...none, errorCode: 'INELIGIBLE_REPLICA' as const };
      const change = partitionChange(before, { election: 'ONLINE', targetIsr: isr, targetReplicas: before.replicas, targetRemoving: [], targetAdding: [], minIsr: 2, elrEnabled: true, uncleanShutdown: [], isAcceptableLeader: (one) => state.up.includes(one) });
      if (change !== null) records.push({ kind: 'PartitionChangeRecord', topicId, partitionId: asked.partitionIndex, ...change });
      return { partitionIndex: asked.partitionIndex, errorCode: 'NONE' as const, leaderId: before.leader, leaderEpoch: before.leaderEpoch, isr, leaderRecoveryState: 0 as const, partitionEpoch: before.partitionEpoch + 1 };
    }),
  }));
  commit(state, records, ctx);
  return { errorCode: 'NONE', topics };
}

function topicRecords(name: string, partitions: number, configs: Readonly<Record<string, string>>): MetadataRecord[] {
  const records: MetadataRecord[] = [{ kind: 'TopicRecord', name, topicId: `id-of-${name}` }];
  for (const [key, value] of Object.entries(configs)) records.push({ kind: 'ConfigRecord', resourceType: 'TOPIC', resourceName: name, name: key, value });
  for (let partitionId = 0; partitionId < partitions; partitionId++) {
    const replicas = BROKERS.map((_, i) => BROKERS[(partitionId + i) % BROKERS.length] ?? 1);
    const state: PartitionState = { replicas, isr: replicas, removingReplicas: [], addingReplicas: [], leader: replicas[0] ?? 1, leaderEpoch: 0, partitionEpoch: 0, leaderRecoveryState: 0, elr: [], lastKnownElr: [] };
    records.push({ kind: 'PartitionRecord', topicId: `id-of-${name}`, partitionId, ...state });
  }
  return records;
}

interface Ask extends Message {
  readonly kind: 'Ask';
  readonly to: NodeId;
  readonly request: Message;
}
interface Client {
  responses: AnyResponse[];
}
const client: Behavior<Client> = {
  start() {},
  receive(state, message, _from, ctx) {
    if (message.kind === 'Ask') ctx.send((message as Ask).to, (message as Ask).request);
    else if (message.kind === 'Response') state.responses.push(message as AnyResponse);
  },
  crash: (state) => state,
};

export interface PlaneCluster {
  readonly kernel: Kernel;
  broker(id: number): PlaneBroker;
  createTopic(name: string, partitions: number, configs?: Readonly<Record<string, string>>): void;
  /** Sends a request from the test's client and returns its correlation id. */
  ask<K extends ApiKey>(to: number, api: K, body: Apis[K][0], clientId?: string): number;
  /** The answer to a request, null while there is none. */
  answer<K extends ApiKey>(correlationId: number, api: K): Apis[K][1] | null;
  /** Sends a request and runs until it is answered, at most for so many virtual seconds. */
  call<K extends ApiKey>(to: number, api: K, body: Apis[K][0], seconds?: number): Apis[K][1];
  run(seconds: number): void;
}

/** Three brokers and a client, registered and idle after one virtual second. */
export function planeCluster(seed = 1): PlaneCluster {
  const behaviors = { broker, controller: stubController, client } as Record<string, Behavior<unknown>>;
  const link = { latencyUs: 500, jitterUs: 100, bytesPerSecond: 100_000_000, lossRate: 0, duplicateRate: 0 };
  const kernel = new Kernel({ behaviors, seed, link, startedAtMs: Date.UTC(2026, 0, 5, 12), check: true });
  kernel.spawn(CONTROLLER, 'controller', { image: emptyImage(), up: [], nextProducerId: 0 } satisfies StubController);
  for (const id of BROKERS) kernel.spawn(nodeOf(id), 'broker', { id, epoch: -1, plane: createDataPlane(), image: emptyImage(), correlation: 0 } satisfies PlaneBroker);
  kernel.spawn('client', 'client', { responses: [] } satisfies Client);
  kernel.runUntil(SECOND);
  let correlation = 0;
  const cluster: PlaneCluster = {
    kernel,
    broker: (id) => kernel.actorState(nodeOf(id)) as PlaneBroker,
    createTopic(name, partitions, configs = {}) {
      kernel.tell(CONTROLLER, freeze({ kind: 'Order', records: topicRecords(name, partitions, configs) }), NO_FACT);
      cluster.run(1);
    },
    ask(to, api, body, clientId = 'client') {
      correlation += 1;
      kernel.tell('client', freeze({ kind: 'Ask', to: nodeOf(to), request: { kind: 'Request', api, correlationId: correlation, clientId, body } }), NO_FACT);
      return correlation;
    },
    answer<K extends ApiKey>(id: number, api: K) {
      const found = (kernel.actorState('client') as Client).responses.find((one) => one.correlationId === id && one.api === api);
      return found === undefined ? null : found.body;
    },
    call(to, api, body, seconds = 60) {
      const id = cluster.ask(to, api, body);
      const limit = kernel.state.now + seconds * SECOND;
      kernel.runWhile(() => cluster.answer(id, api) === null && kernel.state.now < limit);
      const found = cluster.answer(id, api);
      assert(found !== null, `${api} is answered within ${seconds} s`);
      return found;
    },
    run(seconds) {
      kernel.runUntil(kernel.state.now + seconds * SECOND);
    },
  };
  return cluster;
}
