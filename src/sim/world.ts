// Scenario in, running kernel out; and the one list of all behaviours.
import type { Input } from '../bridge/input.ts';
import type { AppSpec, Scenario, TopicSpec } from '../bridge/scenario.ts';
import { appNode, applyInput, type Refusal } from './apply-input.ts';
import { consumerApp, createConsumerApp } from './kafka/app/consumer-app.ts';
import { createProducerApp, producerApp } from './kafka/app/producer-app.ts';
import { broker } from './kafka/broker/broker.ts';
import { type Broker, createBroker } from './kafka/broker/state.ts';
import { controller } from './kafka/controller/controller.ts';
import { createController } from './kafka/controller/state.ts';
import { nodeOf, type Request } from './kafka/protocol.ts';
import { frozenCopy } from './kernel/copy.ts';
import { freeze } from './kernel/freeze.ts';
import { Kernel } from './kernel/kernel.ts';
import type { Behavior, Message, Time } from './kernel/types.ts';
import { SECOND } from './kernel/types.ts';
import { createLaptop, laptop } from './shell/laptop.ts';

/** What a run of a world is made of; the timeline asks it for worlds. */
export interface WorldSource {
  create(scenario: Scenario, seed: number): Kernel;
  /** Null when taken, else why not; then the world is as it was. */
  apply(kernel: Kernel, input: Input): Refusal | null;
}

/** Formatted into the storage of every node, as `kafka-storage.sh format -t` does. */
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';
/** A scenario whose settings keep its brokers from starting is shown as it is, without topics. */
const LONGEST_BOOT: Time = 60 * SECOND;
const SETUP = 'setup';

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

const behaviors = {
  broker, controller, laptop, setup, 'consumer-app': consumerApp, 'producer-app': producerApp,
} as Readonly<Record<string, Behavior<unknown>>>;

export interface WorldOptions {
  /** Deep freeze of messages and assertions on states: for tests. */
  readonly check?: boolean;
}

/**
 * A running world. Where the scenario has topics or applications the cluster has booted and has them already, some
 * seconds after time 0; else it is at time 0, and everything starts now.
 */
export function createWorld(given: Scenario, seed: number, options: WorldOptions = {}): Kernel {
  const scenario: Scenario = frozenCopy(given);
  const kernel = new Kernel({ behaviors, seed, link: scenario.link, startedAtMs: scenario.startedAtMs, check: options.check ?? false });
  const voters = freeze(scenario.controllers.map((node) => node.id));
  for (const id of voters) kernel.spawn(nodeOf(id), 'controller', createController(id, voters, scenario.settings, CLUSTER_ID));
  for (const { id, rack } of scenario.brokers) {
    kernel.spawn(nodeOf(id), 'broker', createBroker({ id, rack: rack ?? null, clusterId: CLUSTER_ID, voters, settings: scenario.settings }));
  }
  kernel.spawn('laptop', 'laptop', createLaptop(scenario.home));
  if (scenario.topics.length + scenario.apps.length === 0) return kernel;
  runUntil(kernel, () => scenario.brokers.every(({ id }) => isRunning(kernel, id)));
  createTopics(kernel, scenario);
  for (const app of scenario.apps) spawnApp(kernel, app);
  return kernel;
}

/** Gives an input to a world at its present time. */
export function giveInput(kernel: Kernel, input: Input): Refusal | null {
  return applyInput(kernel, input, spawnApp);
}

export const realWorld: WorldSource = { create: createWorld, apply: giveInput };

function spawnApp(kernel: Kernel, app: AppSpec, because = -1): void {
  const spec = frozenCopy(app);
  if (spec.kind === 'producer') kernel.spawn(appNode(spec), 'producer-app', createProducerApp(spec), because);
  else kernel.spawn(appNode(spec), 'consumer-app', createConsumerApp(spec), because);
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
