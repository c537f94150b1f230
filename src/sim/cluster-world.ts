// Scenario in, running kernel out. What stands outside of the cluster is handed in, so that a page can show a cluster before it has the rest.
import type { Input } from '../bridge/input.ts';
import type { EngineSpec } from '../bridge/engines.ts';
import type { FlinkSpec } from '../bridge/flink.ts';
import type { AppSpec, NodeSpec, Scenario, TopicSpec } from '../bridge/scenario.ts';
import type { Refusal, Spawners } from './apply-input.ts';
import { brokerWith } from './kafka/broker/broker.ts';
import type { Services } from './kafka/broker/services.ts';
import { type Broker, createBroker } from './kafka/broker/state.ts';
import type { Administration } from './kafka/controller/administration.ts';
import { controllerWith } from './kafka/controller/controller.ts';
import { createController } from './kafka/controller/state.ts';
import { nodeOf, type Request } from './kafka/protocol.ts';
import { assert } from './kernel/assert.ts';
import { frozenCopy } from './kernel/copy.ts';
import { freeze } from './kernel/freeze.ts';
import { Kernel } from './kernel/kernel.ts';
import type { Behavior, Message, NodeId, Time } from './kernel/types.ts';
import { SECOND } from './kernel/types.ts';
import { createLaptop } from './shell/laptop-state.ts';

/** What a run of a world is made of; the timeline asks it for worlds. */
export interface WorldSource {
  create(scenario: Scenario, seed: number): Kernel;
  /** Null when taken, else why not; then the world is as it was. */
  apply(kernel: Kernel, input: Input): Refusal | null;
}

type Clients = () => ClientSide | null;
type Flink = () => FlinkSide | null;

/** Formatted into the storage of every node, as `kafka-storage.sh format -t` does. */
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';
/** A scenario whose settings keep its brokers from starting is shown as it is, without topics. */
const LONGEST_BOOT: Time = 60 * SECOND;
const SETUP = 'setup';
const ENGINE_KINDS: readonly EngineSpec['kind'][] = ['queue', 'queue-producer', 'queue-consumer', 'batch', 'batch-source', 'zookeeper', 'zookeeper-broker', 'micro-batch', 'dataflow', 'database', 'dashboard', 'shift'];
const APP_KINDS: readonly AppSpec['kind'][] = ['producer', 'consumer', 'share-consumer', 'processor'];

interface Setup {
  answers: number;
}

const isAsk = (message: Message): message is Message & { readonly request: Message } => message.kind === 'Ask';
const isBroker = (state: unknown): state is Broker => typeof state === 'object' && state !== null && 'life' in state;
const isSetup = (state: unknown): state is Setup => typeof state === 'object' && state !== null && 'answers' in state;

/** The hand that creates a scenario's topics, with real requests, and then goes. */
const setup: Behavior<Setup> = {
  start() {},
  receive(state, message, _from, ctx) {
    if (isAsk(message)) ctx.send(nodeOf(1), message.request);
    else state.answers += 1;
  },
  crash: (state) => state,
};

/** What stands outside of the cluster, the student's machine and the applications; and what brokers and controllers do for it. */
export interface ClientSide {
  readonly services: Services;
  readonly administration: Administration;
  /** An input at the present time of the world. Null when taken, else the world is as it was. */
  apply(kernel: Kernel, input: Input, spawn: Spawners): Refusal | null;
  /** What an actor gave was not taken: nobody stands by to be told, so it is noted. */
  refused(kernel: Kernel, input: Input, reason: Refusal): void;
  appNode(spec: AppSpec): NodeId;
  /** It does nothing at its start: its first event is an input. */
  readonly laptop: Behavior<unknown>;
  /** Clients that came over the bridge. */
  readonly outside: Behavior<unknown>;
  /** What was scheduled, and the chaos dial. */
  readonly plan: Behavior<unknown>;
  readonly engines: {
    readonly behaviors: Readonly<Record<EngineSpec['kind'], Behavior<unknown>>>;
    node(spec: EngineSpec): NodeId;
    create(spec: EngineSpec): unknown;
  };
  readonly apps: Readonly<Record<AppSpec['kind'], { readonly behavior: Behavior<unknown>; create(spec: AppSpec): unknown }>>;
}

/** Flink, for worlds that have it. */
export interface FlinkSide {
  readonly behaviors: Readonly<Record<'jobmanager' | 'taskmanager', Behavior<unknown>>>;
  /** The processes of a scenario's cluster start, and its jobs are submitted. */
  start(kernel: Kernel, spec: FlinkSpec): void;
}

function presentFlink(flink: Flink): FlinkSide {
  const side = flink();
  assert(side !== null, 'Flink has come before a world that has it');
  return side;
}

function present(clients: Clients): ClientSide {
  const side = clients();
  assert(side !== null, 'the client side has come before the first input and the first application');
  return side;
}

/** A behaviour that may come later, looked up when it is needed. */
function late(find: () => Behavior<unknown>): Behavior<unknown> {
  return {
    start: (state, context) => find().start(state, context),
    receive: (state, message, from, context) => find().receive(state, message, from, context),
    crash: (state, kind) => find().crash(state, kind),
  };
}

/** A behaviour of the client side. */
function outside(clients: Clients, find: (side: ClientSide) => Behavior<unknown>): Behavior<unknown> {
  return late(() => find(present(clients)));
}

export interface WorldOptions {
  /** Deep freeze of messages and assertions on states: for tests. */
  readonly check?: boolean;
  /** Flink, for scenarios that have it: whoever opens one sees to it that it is there. */
  readonly flink?: Flink;
}

/**
 * Worlds whose client side is what `clients` gives: null while it has not come, which is early enough for a cluster alone.
 * Whoever gives a world an input, or opens one with applications, sees to it that it is there.
 */
export function worldSource(clients: Clients, options: WorldOptions = {}): WorldSource {
  return {
    create: (scenario, seed) => createWorld(clients, scenario, seed, options),
    apply: (kernel, input) => apply(clients, kernel, input),
  };
}

function apply(clients: Clients, kernel: Kernel, input: Input): Refusal | null {
  return present(clients).apply(kernel, input, {
    app: (where, app, because) => spawnApp(clients, where, app, because), engine: (where, engine, because) => spawnEngine(clients, where, engine, because), broker: spawnBroker,
  });
}

/** What an actor gives comes as from a hand. */
function act(clients: Clients, kernel: Kernel, input: Input): void {
  const refusal = apply(clients, kernel, input);
  if (refusal !== null) present(clients).refused(kernel, input, refusal);
}

/** Another broker has the settings, voters and cluster id of those that are there, as a server.properties that was copied. */
function spawnBroker(kernel: Kernel, { id, rack }: NodeSpec, because: number): void {
  const known = Object.values(kernel.state.actors).find(({ behavior }) => behavior === 'broker')?.state;
  assert(isBroker(known), 'a cluster has a broker');
  const { clusterId, voters, settings } = known;
  kernel.spawn(nodeOf(id), 'broker', createBroker({ id, rack: rack ?? null, clusterId, voters, settings }), because);
}

/**
 * A running world. Where the scenario has topics or applications the cluster has booted and has them already, some
 * seconds after time 0; else it is at time 0, and everything starts now.
 */
function createWorld(clients: Clients, given: Scenario, seed: number, options: WorldOptions = {}): Kernel {
  const scenario: Scenario = frozenCopy(given);
  const behaviors: Record<string, Behavior<unknown>> = {
    broker: brokerWith(() => clients()?.services ?? null), controller: controllerWith(() => clients()?.administration ?? null), setup, outside: outside(clients, (side) => side.outside), plan: outside(clients, (side) => side.plan), laptop: { ...outside(clients, (side) => side.laptop), start() {} },
  };
  for (const kind of ENGINE_KINDS) behaviors[kind] = outside(clients, (side) => side.engines.behaviors[kind]);
  for (const kind of APP_KINDS) behaviors[`${kind}-app`] = outside(clients, (side) => side.apps[kind].behavior);
  const flink: Flink = options.flink ?? (() => null);
  for (const kind of ['jobmanager', 'taskmanager'] as const) behaviors[kind] = late(() => presentFlink(flink).behaviors[kind]);
  const kernel = new Kernel({
    behaviors, seed, link: scenario.link, startedAtMs: scenario.startedAtMs, check: options.check ?? false, apply: (where, input) => act(clients, where, input),
  });
  const voters = freeze(scenario.controllers.map((node) => node.id));
  for (const id of voters) kernel.spawn(nodeOf(id), 'controller', createController(id, voters, scenario.settings, CLUSTER_ID));
  for (const { id, rack } of scenario.brokers) {
    kernel.spawn(nodeOf(id), 'broker', createBroker({ id, rack: rack ?? null, clusterId: CLUSTER_ID, voters, settings: scenario.settings }));
  }
  kernel.spawn('laptop', 'laptop', createLaptop(scenario.home));
  const engines = scenario.engines ?? [];
  if (scenario.topics.length + scenario.apps.length + engines.length === 0 && scenario.flink === undefined) return kernel;
  runUntil(kernel, () => scenario.brokers.every(({ id }) => isRunning(kernel, id)));
  createTopics(kernel, scenario);
  if (scenario.flink !== undefined) presentFlink(flink).start(kernel, scenario.flink);
  for (const app of scenario.apps) spawnApp(clients, kernel, app);
  for (const engine of engines) spawnEngine(clients, kernel, engine);
  return kernel;
}

function spawnApp(clients: Clients, kernel: Kernel, app: AppSpec, because = -1): void {
  const spec = frozenCopy(app);
  const side = present(clients);
  kernel.spawn(side.appNode(spec), `${spec.kind}-app`, side.apps[spec.kind].create(spec), because);
}

function spawnEngine(clients: Clients, kernel: Kernel, engine: EngineSpec, because = -1): void {
  const { engines } = present(clients);
  kernel.spawn(engines.node(engine), engine.kind, engines.create(frozenCopy(engine)), because);
}

function isRunning(kernel: Kernel, id: number): boolean {
  const state = kernel.actorState(nodeOf(id));
  return isBroker(state) && state.life.state === 'running';
}

/** Topics by a CreateTopics request to broker 1, which forwards it; then until every broker knows every leader. */
function createTopics(kernel: Kernel, scenario: Scenario): void {
  if (scenario.topics.length === 0) return;
  kernel.spawn(SETUP, 'setup', { answers: 0 });
  const request: Request<'CreateTopics'> = {
    kind: 'Request', api: 'CreateTopics', correlationId: 0, clientId: SETUP,
    body: { topics: scenario.topics.map(creatable), timeoutMs: 30_000, validateOnly: false },
  };
  kernel.tell(SETUP, freeze({ kind: 'Ask', request }), -1);
  runUntil(kernel, () => {
    const state = kernel.actorState(SETUP);
    return isSetup(state) && state.answers > 0;
  });
  kernel.remove(SETUP);
  runUntil(kernel, () => scenario.brokers.every(({ id }) => scenario.topics.every(({ name }) => {
    const state = kernel.actorState(nodeOf(id));
    return isBroker(state) && state.image.topics[name] !== undefined;
  })), 2 * SECOND);
}

function creatable(topic: TopicSpec): Request<'CreateTopics'>['body']['topics'][number] {
  const { name, assignment } = topic;
  const configs = Object.entries(topic.configs ?? {}).map(([key, value]) => ({ name: key, value }));
  if (assignment === undefined) return { name, numPartitions: topic.partitions, replicationFactor: topic.replicationFactor, assignments: [], configs };
  return { name, numPartitions: -1, replicationFactor: -1, assignments: assignment.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })), configs };
}

function runUntil(kernel: Kernel, condition: () => boolean, longest: Time = LONGEST_BOOT): void {
  const end = kernel.state.now + longest;
  kernel.runWhile(() => !condition() && kernel.state.queue.nextTime() <= end, 5_000_000);
  // The rest of this instant too, so that the world begins between two instants.
  kernel.runUntil(kernel.state.now);
}
