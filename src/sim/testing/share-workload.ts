// Random producers, share consumers and faults against a cluster: every record is delivered until it is accepted, rejected, or was
// delivered as often as it may be (KIP-932).
import { assert } from '../kernel/assert.ts';
import { nextRandom, type RandomState, seedRandom } from '../kernel/random.ts';
import { type Behavior, type Context, type Message, NO_FACT, SECOND, type Time } from '../kernel/types.ts';
import { ACCEPT, acknowledge, REJECT, RELEASE, RENEW, type Word } from '../kafka/client/share-consumer/acknowledgements.ts';
import { closeShareConsumer, createShareConsumer, enterSharedPoll, handleSharedMessage, isSharedClosed, pollShared, sharedWakeup, subscribeShared, takeAckResults, takeShared } from '../kafka/client/share-consumer/share-consumer.ts';
import type { ShareConsumer, SharedRecord } from '../kafka/client/share-consumer/state.ts';
import { makeBatch } from '../kafka/log/batch.ts';
import { type ApiKey, type Apis, nodeOf, type TopicPartition } from '../kafka/protocol.ts';
import type { ProduceRequest } from '../kafka/protocol-data.ts';
import { bootCluster, brokerState, type Cluster, createTopic, PROBE, request, runFor } from './cluster.ts';
import { recordsOf } from './invariants.ts';
import { watchShares } from './share-invariants.ts';

const TOPIC = 'jobs';
const GROUP = 'crew';
const BROKERS = [1, 2, 3];
const PARTITIONS = 2;
/** Random acts of one run. */
const ACTS = 40;
const DELIVERY_LIMIT = 3;

// --- a share consumer that says all sorts of things ----------------------------------------------------------------------

/** What the process is told to do from now on. */
interface Manner extends Message {
  readonly kind: 'Manner';
  /** How often it says what: chances of release, reject, renew; else it accepts. */
  readonly release: number;
  readonly reject: number;
  readonly renew: number;
  readonly thinkUs: Time;
}

export interface Worker {
  consumer: ShareConsumer | null;
  manner: Manner;
  holding: SharedRecord[];
  doneAt: Time;
  /** `partition:offset` and what was said of it in the end: with the leader's confirmation, or without. */
  said: Record<string, 'accepted' | 'rejected' | 'maybe'>;
  delivered: number;
  timer: number;
}

const CALM: Manner = { kind: 'Manner', release: 0, reject: 0, renew: 0, thinkUs: 1_000 };

function newWorker(): Worker {
  return { consumer: null, manner: CALM, holding: [], doneAt: 0, said: {}, delivered: 0, timer: -1 };
}

const keyOf = ({ topic, partition }: TopicPartition, offset: number): string => `${topic}-${partition}:${offset}`;

export const worker: Behavior<Worker> = {
  start(state, ctx) {
    const made = createShareConsumer({ 'bootstrap.servers': 'localhost:9092,localhost:9093,localhost:9094', 'client.id': ctx.self, 'group.id': GROUP, 'share.acknowledgement.mode': 'explicit', 'max.poll.records': '5', 'default.api.timeout.ms': '20000', 'request.timeout.ms': '10000', 'fetch.max.wait.ms': '3000' }, ctx);
    state.consumer = made.kind === 'ok' ? made.consumer : null;
    state.holding = [];
    if (made.kind === 'ok') subscribeShared(made.consumer, [TOPIC]);
    turn(state, ctx);
  },
  receive(state, message, from, ctx) {
    if (message.kind === 'Tick') state.timer = -1;
    if (message.kind === 'Manner') state.manner = message as Manner;
    if (state.consumer === null) return;
    if (message.kind === 'Close') closeShareConsumer(state.consumer, ctx);
    else if (message.kind === 'Response' || message.kind === 'Disconnected') handleSharedMessage(state.consumer, message, from, ctx);
    else pollShared(state.consumer, ctx);
    turn(state, ctx);
  },
  crash: (state) => ({ ...newWorker(), manner: state.manner, said: state.said, delivered: state.delivered }),
};

function turn(state: Worker, ctx: Context): void {
  const { consumer } = state;
  if (consumer === null) return;
  takeResults(state, consumer);
  if (isSharedClosed(consumer)) return ctx.exit();
  if (consumer.closing === 'open' && consumer.failure === null) {
    for (let i = 0; i < 50 && work(state, consumer, ctx); i++);
  }
  if (state.timer >= 0) ctx.cancel(state.timer);
  const at = Math.min(sharedWakeup(consumer, ctx.now), state.holding.length > 0 ? Math.max(state.doneAt, ctx.now + 1) : Number.MAX_SAFE_INTEGER);
  state.timer = at >= Number.MAX_SAFE_INTEGER ? -1 : ctx.schedule(Math.max(1, at - ctx.now), { kind: 'Tick' });
}

function work(state: Worker, consumer: ShareConsumer, ctx: Context): boolean {
  if (state.holding.length > 0) {
    if (ctx.now < state.doneAt) return false;
    for (const record of state.holding) {
      const word = wordOf(state.manner, ctx.random());
      acknowledge(consumer, record, word);
      // What is said may be heard although its answer is lost.
      if (word === ACCEPT || word === REJECT) state.said[keyOf(record, record.offset)] ??= 'maybe';
    }
    state.holding = [];
  }
  if (!consumer.polling) enterSharedPoll(consumer, ctx);
  state.holding = takeShared(consumer, ctx);
  state.delivered += state.holding.length;
  state.doneAt = ctx.now + state.manner.thinkUs;
  return state.holding.length > 0;
}

function wordOf({ release, reject, renew }: Manner, draw: number): Word {
  if (draw < release) return RELEASE;
  if (draw < release + reject) return REJECT;
  return draw < release + reject + renew ? RENEW : ACCEPT;
}

function takeResults(state: Worker, consumer: ShareConsumer): void {
  for (const result of takeAckResults(consumer)) {
    if (result.error !== 'NONE') continue;
    for (const { firstOffset, lastOffset, acknowledgeTypes } of result.batches) {
      for (let offset = firstOffset; offset <= lastOffset; offset++) {
        const type = acknowledgeTypes[0];
        if (type === ACCEPT) state.said[keyOf(result, offset)] = 'accepted';
        else if (type === REJECT) state.said[keyOf(result, offset)] = 'rejected';
      }
    }
  }
}

// --- the run ------------------------------------------------------------------------------------------------------------

interface Run {
  readonly cluster: Cluster;
  readonly random: RandomState;
  count: number;
  down: number;
  /** In some runs records are deleted from the logs' beginning. */
  readonly deletes: boolean;
  readonly away: Set<string>;
}

const WORKERS = ['worker-a', 'worker-b', 'worker-c'];

export interface ShareRun {
  readonly records: number;
  readonly delivered: number;
}

/** Plays one seed. Throws where an invariant breaks; returns how many records there were and how many deliveries. */
export function playShareSeed(seed: number): ShareRun {
  const cluster = bootCluster(seed, { check: false, behaviors: { worker } });
  createTopic(cluster, TOPIC, [[1, 2, 3], [2, 3, 1]], { 'min.insync.replicas': '2' });
  const settings = { 'share.auto.offset.reset': 'earliest', 'share.delivery.count.limit': String(DELIVERY_LIMIT), 'share.record.lock.duration.ms': '15000' };
  request(cluster, 'broker-1', 'IncrementalAlterConfigs', {
    resources: [{ resourceType: 'GROUP', resourceName: GROUP, configs: Object.entries(settings).map(([name, value]) => ({ name, value, configOperation: 'SET' as const })) }], validateOnly: false,
  });
  const run: Run = { cluster, random: seedRandom(seed + 2_000_003), count: 0, down: -1, deletes: seed % 4 === 0, away: new Set() };
  const shares = watchShares(cluster.kernel, BROKERS, (id) => brokerState(cluster, id).plane.shares, DELIVERY_LIMIT);
  for (const name of WORKERS) cluster.kernel.spawn(name, 'worker', newWorker());
  runFor(cluster, 8 * SECOND);
  for (let i = 0; i < ACTS; i++) act(run);
  settleDown(run);
  shares.checkAll();
  return checkEnd(run);
}

function pick<T>(run: Run, from: readonly T[]): T {
  const one = from[Math.floor(nextRandom(run.random) * from.length)];
  assert(one !== undefined, 'there is something to pick from');
  return one;
}

function tell(run: Run, to: string, message: Message): void {
  if (run.cluster.kernel.isUp(to)) run.cluster.kernel.tell(to, message, NO_FACT);
}

function act(run: Run): void {
  const { kernel } = run.cluster;
  const draw = nextRandom(run.random);
  if (draw < 0.4) produce(run, pick(run, [0, 1]));
  else if (draw < 0.65) tell(run, pick(run, WORKERS), mannerOf(run));
  else if (draw < 0.78) workerComesOrGoes(run);
  else if (draw < 0.88) crashOrStart(run);
  else if (draw < 0.9 && run.deletes) deleteRecords(run);
  else if (draw < 0.96) cutOrHeal(run);
  else kernel.slowDisk(nodeOf(pick(run, BROKERS)), pick(run, [1, 1, 50]));
  runFor(run.cluster, Math.round(pick(run, [0.01, 0.5, 2, 6, 16]) * SECOND));
}

function mannerOf(run: Run): Manner {
  return { kind: 'Manner', release: pick(run, [0, 0.3, 0.8]), reject: pick(run, [0, 0.2]), renew: pick(run, [0, 0.2]), thinkUs: pick(run, [1_000, 2 * SECOND, 20 * SECOND]) };
}

function produce(run: Run, partition: number): void {
  const up = BROKERS.filter((id) => run.cluster.kernel.isUp(nodeOf(id)));
  const leader = brokerState(run.cluster, pick(run, up)).image.topics[TOPIC]?.partitions[partition]?.leader ?? -1;
  if (leader < 0) return;
  const nowMs = run.cluster.kernel.state.startedAtMs + Math.floor(run.cluster.kernel.state.now / 1_000);
  const records = makeBatch(Array.from({ length: pick(run, [1, 4, 9]) }, () => ({ key: null, value: `j${run.count++}`, headers: [], timestampMs: nowMs })));
  const body: ProduceRequest = { transactionalId: null, acks: -1, timeoutMs: 5_000, topicData: [{ name: TOPIC, partitionData: [{ index: partition, records }] }] };
  send(run, leader, 'Produce', body);
}

function send<K extends ApiKey>(run: Run, to: number, api: K, body: Apis[K][0]): void {
  const message: Message & Record<string, unknown> = { kind: 'Request', api, correlationId: run.cluster.correlationId++, clientId: PROBE, body };
  const relay: Message & Record<string, unknown> = { kind: 'Relay', to: nodeOf(to), message };
  run.cluster.kernel.tell(PROBE, relay, NO_FACT);
}

/** The first records of a log are deleted, whether or not the group is done with them. */
function deleteRecords(run: Run): void {
  const partition = pick(run, [0, 1]);
  const leader = BROKERS.find((id) => brokerState(run.cluster, id).plane.partitions[`${TOPIC}-${partition}`]?.role === 'leader');
  if (leader !== undefined) send(run, leader, 'DeleteRecords', { timeoutMs: 5_000, topics: [{ name: TOPIC, partitions: [{ partitionIndex: partition, offset: Math.floor(nextRandom(run.random) * 12) }] }] });
}

/** A worker dies with whatever it holds, or ends in order; who is away comes back. */
function workerComesOrGoes(run: Run): void {
  const { kernel } = run.cluster;
  const name = pick(run, WORKERS);
  if (!kernel.isUp(name)) {
    kernel.start(name);
    run.away.delete(name);
  } else if (run.away.size < WORKERS.length - 1) {
    run.away.add(name);
    if (nextRandom(run.random) < 0.6) kernel.crash(name);
    else tell(run, name, { kind: 'Close' });
  }
}

function cutOrHeal(run: Run): void {
  const from = pick(run, BROKERS);
  const to = pick(run, BROKERS.filter((id) => id !== from));
  run.cluster.kernel.setLink(nodeOf(from), nodeOf(to), { cut: nextRandom(run.random) < 0.4 });
}

/** At most one broker is down at a time. */
function crashOrStart(run: Run): void {
  const { kernel } = run.cluster;
  if (run.down >= 0) {
    kernel.start(nodeOf(run.down));
    run.down = -1;
  } else {
    run.down = pick(run, BROKERS);
    kernel.crash(nodeOf(run.down));
  }
}

/** Everything is repaired, every worker is there and accepts what it gets, and they get the time that they need. */
function settleDown(run: Run): void {
  const { kernel } = run.cluster;
  if (run.down >= 0) kernel.start(nodeOf(run.down));
  for (const from of BROKERS) {
    kernel.slowDisk(nodeOf(from), 1);
    for (const to of BROKERS) if (to !== from) kernel.setLink(nodeOf(from), nodeOf(to), { cut: false });
  }
  for (const name of WORKERS) {
    if (!kernel.isUp(name)) kernel.start(name);
    tell(run, name, CALM);
  }
  runFor(run.cluster, 100 * SECOND);
  // Locks that ended while the share coordinator could not be reached are told to it with the next write.
  for (let partition = 0; partition < PARTITIONS; partition++) produce(run, partition);
  runFor(run.cluster, 40 * SECOND);
}

function workerState(run: Run, name: string): Worker {
  return run.cluster.kernel.actorState(name) as Worker;
}

function checkEnd(run: Run): ShareRun {
  const { cluster } = run;
  const before = WORKERS.reduce((sum, name) => sum + workerState(run, name).delivered, 0);
  runFor(cluster, 40 * SECOND);
  const delivered = WORKERS.reduce((sum, name) => sum + workerState(run, name).delivered, 0);
  assert(delivered === before, `${GROUP}: nothing is delivered any more in the end, but ${delivered - before} records were`);
  const exhausted = exhaustedRecords(cluster);
  let records = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const name = `${TOPIC}-${partition}`;
    const leader = BROKERS.map((id) => brokerState(cluster, id).plane.partitions[name]).find((one) => one?.role === 'leader');
    assert(leader !== undefined, `${name} has a leader in the end`);
    const log = recordsOf(leader.log);
    for (const offset of log.keys()) {
      const key = `${name}:${offset}`;
      const words = WORKERS.map((one) => workerState(run, one).said[key]).filter((one) => one !== undefined);
      assert(words.length > 0 || exhausted.has(key), `${key} is neither accepted nor rejected, and was not delivered ${DELIVERY_LIMIT} times`);
    }
    records += log.size;
    // Nobody tells the share coordinator of records that are gone from the log.
    if (leader.log.logStartOffset === 0) checkCoordinator(cluster, partition, leader.topicId, leader.log.highWatermark);
  }
  return { records, delivered };
}

/** Records of which the leaders said that they were delivered as often as they may be. */
function exhaustedRecords({ kernel }: Cluster): Set<string> {
  const found = new Set<string>();
  const { chunks, tail } = kernel.state.facts;
  for (const fact of [...chunks.flat(), ...tail]) {
    if (fact.kind !== 'delivery-limit-reached') continue;
    const { partition, first, last, deliveries } = fact.params;
    assert(Number(deliveries) >= DELIVERY_LIMIT, `${partition}: given up after ${deliveries} deliveries`);
    for (let offset = Number(first); offset <= Number(last); offset++) found.add(`${partition}:${offset}`);
  }
  return found;
}

/** The share coordinator knows that nothing is left to do. */
function checkCoordinator(cluster: Cluster, partition: number, topicId: string, end: number): void {
  const key = `${GROUP}:${topicId}:${partition}`;
  const states = BROKERS.flatMap((id) => brokerState(cluster, id).plane.shares.store.states[key] ?? []);
  if (end === 0) return;
  const [state] = states;
  assert(state !== undefined, `${key} has a state with its share coordinator`);
  assert(state.startOffset + state.deliveryCompleteCount === end, `${key}: start ${state.startOffset} and ${state.deliveryCompleteCount} records done beyond it are the log's end ${end}`);
}
