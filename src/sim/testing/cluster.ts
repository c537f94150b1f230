// A Kafka cluster on a kernel of its own, for tests: booted, asked, watched.
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { broker } from '../kafka/services.ts';
import { type Broker, createBroker } from '../kafka/broker/state.ts';
import { controller } from '../kafka/controller/administer.ts';
import { type Controller, createController } from '../kafka/controller/state.ts';
import { type ApiKey, type Apis, nodeOf } from '../kafka/protocol.ts';
import { Kernel } from '../kernel/kernel.ts';
import { type Behavior, type Message, NO_FACT, type NodeId, SECOND, type Time } from '../kernel/types.ts';

/** Collects what comes for it. */
interface Probe {
  readonly inbox: { readonly from: NodeId; readonly message: Message }[];
}

interface Relay extends Message {
  readonly kind: 'Relay';
  readonly to: NodeId;
  readonly message: Message;
}

const probe: Behavior<Probe, Relay> = {
  start() {},
  receive(state, message, from, ctx) {
    if (message.kind === 'Relay') ctx.send(message.to, message.message);
    else state.inbox.push({ from, message });
  },
  crash: (state) => state,
};

export interface ClusterOptions {
  readonly scenario?: Partial<Scenario>;
  /** False leaves out the checks of messages and states, for speed. */
  readonly check?: boolean;
  /** Kinds of actors of the test's own, beside brokers and controllers. */
  readonly behaviors?: Readonly<Record<string, Behavior<unknown>>>;
}

export interface Cluster {
  readonly kernel: Kernel;
  readonly scenario: Scenario;
  correlationId: number;
}

export const PROBE = 'probe';

/** Controllers and brokers, started at time 0; nothing has run yet. */
export function startCluster(seed: number, options: ClusterOptions = {}): Cluster {
  const scenario: Scenario = { ...defaultScenario, ...options.scenario };
  const kernel = new Kernel({ behaviors: { ...options.behaviors, broker, controller, probe }, seed, link: scenario.link, startedAtMs: scenario.startedAtMs, check: options.check ?? true });
  const voters = scenario.controllers.map((node) => node.id);
  for (const id of voters) kernel.spawn(nodeOf(id), 'controller', createController(id, voters, scenario.settings, CLUSTER_ID));
  for (const { id, rack } of scenario.brokers) kernel.spawn(nodeOf(id), 'broker', createBroker({ id, rack: rack ?? null, clusterId: CLUSTER_ID, voters, settings: scenario.settings }));
  kernel.spawn(PROBE, 'probe', { inbox: [] });
  return { kernel, scenario, correlationId: 0 };
}

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';

/** A cluster whose brokers are all unfenced. */
export function bootCluster(seed: number, options: ClusterOptions = {}): Cluster {
  const cluster = startCluster(seed, options);
  const ready = runUntil(cluster, () => cluster.scenario.brokers.every(({ id }) => brokerState(cluster, id).life.state === 'running'), 30 * SECOND);
  if (!ready) throw new Error('the cluster did not boot within 30 s');
  return cluster;
}

export function runFor(cluster: Cluster, time: Time): void {
  cluster.kernel.runUntil(cluster.kernel.state.now + time);
}

/** Runs until the condition holds; false where `limit` passes before. */
export function runUntil({ kernel }: Cluster, condition: () => boolean, limit: Time): boolean {
  const end = kernel.state.now + limit;
  while (!condition()) {
    if (kernel.state.now >= end || !kernel.step()) return condition();
  }
  return true;
}

/** Asks a node and runs until it answers; null where it doesn't within `limit`. */
export function request<K extends ApiKey>(cluster: Cluster, to: NodeId, api: K, body: Apis[K][0], limit: Time = 40 * SECOND): Apis[K][1] | null {
  const correlationId = cluster.correlationId++;
  const message: Message & Record<string, unknown> = { kind: 'Request', api, correlationId, clientId: PROBE, body };
  const relay: Relay = { kind: 'Relay', to, message };
  cluster.kernel.tell(PROBE, relay, NO_FACT);
  let answer: Apis[K][1] | null = null;
  const { inbox } = cluster.kernel.actorState(PROBE) as Probe;
  runUntil(cluster, () => {
    for (const { message: got } of inbox.splice(0)) {
      if (got.kind === 'Response' && 'correlationId' in got && got.correlationId === correlationId && 'body' in got) answer = got.body as Apis[K][1];
    }
    return answer !== null;
  }, limit);
  return answer;
}

export function brokerState({ kernel }: Cluster, id: number): Broker {
  return kernel.actorState(nodeOf(id)) as Broker;
}

export function controllerState({ kernel }: Cluster, id: number): Controller {
  return kernel.actorState(nodeOf(id)) as Controller;
}

/** The active controller, -1 where there is none. */
export function activeController(cluster: Cluster): number {
  return cluster.scenario.controllers.map((node) => node.id).find((id) => cluster.kernel.isUp(nodeOf(id)) && controllerState(cluster, id).active) ?? -1;
}

/** The partition as the active controller has it. */
export function partitionState(cluster: Cluster, topic: string, partition: number): Broker['image']['topics'][string]['partitions'][number] | null {
  const active = activeController(cluster);
  return active < 0 ? null : (controllerState(cluster, active).image.topics[topic]?.partitions[partition] ?? null);
}

/** Creates a topic with these replicas, through broker 1. */
export function createTopic(cluster: Cluster, name: string, replicas: readonly (readonly number[])[], configs: Readonly<Record<string, string>> = {}, via: NodeId = 'broker-1'): Apis['CreateTopics'][1] | null {
  return request(cluster, via, 'CreateTopics', {
    topics: [{ name, numPartitions: -1, replicationFactor: -1, assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })), configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })) }],
    timeoutMs: 30_000, validateOnly: false,
  });
}
