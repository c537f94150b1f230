// Random producers, consumers and faults against a cluster: what was acknowledged must be there in the end.
import { assert } from '../kernel/assert.ts';
import { nextRandom, type RandomState, seedRandom } from '../kernel/random.ts';
import { makeBatch } from '../kafka/log/batch.ts';
import { nodeOf } from '../kafka/protocol.ts';
import type { ProduceRequest } from '../kafka/protocol-data.ts';
import type { RecordBatch } from '../kafka/record.ts';
import { checkConsumers, type FuzzConsumer, fuzzConsumers, moveConsumer } from './consumer-group-workload.ts';
import { checkCommitted, type FuzzMember, fuzzMembers, moveMember } from './group-workload.ts';
import { recordsOf, watchInvariants, type Watched } from './invariants.ts';
import { operate, settle } from './operations-workload.ts';
import { BROKERS, planeCluster } from './plane-cluster.ts';
import { bootCluster, brokerState, createTopic, PROBE, runFor } from './cluster.ts';
import { freeze } from '../kernel/freeze.ts';
import { NO_FACT, SECOND } from '../kernel/types.ts';
import type { MetadataImage } from '../kafka/metadata-image.ts';
import type { AnyResponse, ApiKey, Apis } from '../kafka/protocol.ts';

const TOPIC = 'orders';
const PARTITIONS = 3;
/** Random acts of one run. */
const ACTS = 60;

interface Sent {
  readonly id: number;
  readonly partition: number;
  readonly acks: -1 | 0 | 1;
  readonly values: readonly string[];
}

/** What the workload needs of a cluster: the data halves alone under a stub, or brokers and controllers as they are. */
export interface Played extends Watched {
  image(broker: number): MetadataImage;
  ask<K extends ApiKey>(to: number, api: K, body: Apis[K][0]): number;
  answer<K extends ApiKey>(correlationId: number, api: K): Apis[K][1] | null;
  run(seconds: number): void;
  /** Controllers that may be cut off and crash; none under a stub. */
  readonly controllers: readonly number[];
}

const CONFIGS = { 'min.insync.replicas': '2', 'segment.bytes': '1048576' };

/** Data halves under a controller without elections: quick. */
export function playedPlanes(seed: number): Played {
  const cluster = planeCluster(seed);
  cluster.createTopic(TOPIC, PARTITIONS, CONFIGS);
  return {
    kernel: cluster.kernel, brokers: BROKERS, controllers: [], plane: (id) => cluster.broker(id).plane, image: (id) => cluster.broker(id).image,
    ask: (to, api, body) => cluster.ask(to, api, body), answer: (id, api) => cluster.answer(id, api), run: (seconds) => cluster.run(seconds),
  };
}

/** Brokers and controllers with everything that they have. */
export function playedCluster(seed: number): Played {
  const cluster = bootCluster(seed, { check: false });
  createTopic(cluster, TOPIC, [[1, 2, 3], [2, 3, 1], [3, 1, 2]], CONFIGS);
  const answers = new Map<number, AnyResponse>();
  const inbox = (): { message: { kind: string } }[] => (cluster.kernel.actorState(PROBE) as { inbox: { message: { kind: string } }[] }).inbox;
  return {
    kernel: cluster.kernel, brokers: BROKERS, controllers: cluster.scenario.controllers.map((one) => one.id),
    plane: (id) => brokerState(cluster, id).plane, image: (id) => brokerState(cluster, id).image,
    ask(to, api, body) {
      const correlationId = cluster.correlationId++;
      cluster.kernel.tell(PROBE, freeze({ kind: 'Relay', to: nodeOf(to), message: { kind: 'Request', api, correlationId, clientId: PROBE, body } }), NO_FACT);
      return correlationId;
    },
    answer<K extends ApiKey>(id: number, api: K) {
      for (const { message } of inbox().splice(0)) if (message.kind === 'Response') answers.set((message as AnyResponse).correlationId, message as AnyResponse);
      const found = answers.get(id);
      return found === undefined || found.api !== api ? null : found.body;
    },
    run: (seconds) => runFor(cluster, Math.round(seconds * SECOND)),
  };
}

interface Run {
  readonly cluster: Played;
  readonly random: RandomState;
  readonly sent: Sent[];
  readonly fetched: number[];
  count: number;
  down: number;
  controllerDown: number;
  readonly members: FuzzMember[];
  readonly consumers: FuzzConsumer[];
}

/** Plays one seed. Throws where an invariant breaks; returns how many records were acknowledged with acks=all. */
export function playSeed(seed: number, start: (seed: number) => Played = playedCluster): number {
  const cluster = start(seed);
  watchInvariants(cluster);
  const run: Run = { cluster, random: seedRandom(seed + 1_000_003), sent: [], fetched: [], count: 0, down: -1, controllerDown: -1, members: fuzzMembers(), consumers: fuzzConsumers() };
  for (let i = 0; i < ACTS; i++) act(run);
  recover(run);
  checkConsumers(run.cluster, run.consumers);
  checkCommitted(run.cluster, run.members);
  return checkEnd(run);
}

function pick<T>(run: Run, from: readonly T[]): T {
  const one = from[Math.floor(nextRandom(run.random) * from.length)];
  assert(one !== undefined, 'there is something to pick from');
  return one;
}

function act(run: Run): void {
  const draw = nextRandom(run.random);
  if (draw < 0.55) produce(run);
  else if (draw < 0.75) consume(run);
  else if (draw < 0.82) crashOrStart(run);
  else if (draw < 0.84) crashOrStartController(run);
  else if (draw < 0.93) cutOrHeal(run);
  else run.cluster.kernel.slowDisk(nodeOf(pick(run, BROKERS)), pick(run, [1, 1, 50, 2_000]));
  operate(run.cluster, TOPIC, run.random);
  for (const member of run.members) moveMember(run.cluster, member, nextRandom(run.random));
  for (const member of run.consumers) moveConsumer(run.cluster, member, nextRandom(run.random));
  run.cluster.run(pick(run, [0, 0.001, 0.01, 0.3, 2, 12]));
}

/** Who leads a partition as somebody believes it: mostly the truth, sometimes a broker that was told something older. */
function leaderOf(run: Run, partition: number): number {
  const views = BROKERS.filter((id) => run.cluster.kernel.isUp(nodeOf(id))).map((id) => run.cluster.image(id).topics[TOPIC]?.partitions[partition]?.leader ?? -1);
  const leader = pick(run, views);
  return leader > 0 ? leader : pick(run, BROKERS);
}

function produce(run: Run): void {
  const partition = pick(run, [0, 1, 2]);
  const acks = pick(run, [-1, -1, -1, 1, 0] as const);
  const values = Array.from({ length: pick(run, [1, 3]) }, () => `v${run.count++}`);
  const records = makeBatch(values.map((value) => ({ key: null, value, headers: [], timestampMs: run.cluster.kernel.state.startedAtMs + run.count })));
  const body: ProduceRequest = { transactionalId: null, acks, timeoutMs: 5_000, topicData: [{ name: TOPIC, partitionData: [{ index: partition, records }] }] };
  run.sent.push({ id: run.cluster.ask(leaderOf(run, partition), 'Produce', body), partition, acks, values });
}

function consume(run: Run): void {
  const partition = pick(run, [0, 1, 2]);
  const fetchOffset = Math.floor(nextRandom(run.random) * 3);
  const asked = { partition, currentLeaderEpoch: -1, fetchOffset, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: 1_048_576 };
  const body = { replicaId: -1, replicaEpoch: -1, maxWaitMs: 500, minBytes: 1, maxBytes: 10_000_000, isolationLevel: 0 as const, rackId: '', topics: [{ topic: TOPIC, partitions: [asked] }] };
  run.fetched.push(run.cluster.ask(leaderOf(run, partition), 'Fetch', body));
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

/** A majority of the controllers stays up. */
function crashOrStartController(run: Run): void {
  const { kernel, controllers } = run.cluster;
  if (controllers.length === 0) return;
  if (run.controllerDown >= 0) {
    kernel.start(nodeOf(run.controllerDown));
    run.controllerDown = -1;
  } else {
    run.controllerDown = pick(run, controllers);
    kernel.crash(nodeOf(run.controllerDown));
  }
}

function cutOrHeal(run: Run): void {
  const nodes = [...BROKERS, ...run.cluster.controllers];
  const from = pick(run, nodes);
  const to = pick(run, nodes.filter((id) => id !== from));
  run.cluster.kernel.setLink(nodeOf(from), nodeOf(to), { cut: nextRandom(run.random) < 0.5 });
}

/** Everything is repaired, and the cluster gets the time that it needs. */
function recover(run: Run): void {
  const { kernel } = run.cluster;
  if (run.down >= 0) kernel.start(nodeOf(run.down));
  if (run.controllerDown >= 0) kernel.start(nodeOf(run.controllerDown));
  const nodes = [...BROKERS, ...run.cluster.controllers];
  for (const from of nodes) {
    kernel.slowDisk(nodeOf(from), 1);
    for (const to of nodes) if (to !== from) kernel.setLink(nodeOf(from), nodeOf(to), { cut: false });
  }
  run.cluster.run(60);
  // Twice: an order from before, which waited in a broker for its controller, may come after the first.
  for (const seconds of [30, 120]) {
    settle(run.cluster, TOPIC);
    run.cluster.run(seconds);
  }
}

function checkEnd(run: Run): number {
  let acknowledged = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const name = `${TOPIC}-${partition}`;
    const replicas = BROKERS.map((id) => run.cluster.plane(id).partitions[name]);
    const logs = replicas.map((one) => JSON.stringify(one === undefined ? null : [...recordsOf(one.log), one.log.highWatermark, one.log.logEndOffset]));
    assert(new Set(logs).size === 1, `${name}: all replicas hold the same in the end: ${logs.join(' ')}`);
    const leader = replicas.find((one) => one?.role === 'leader');
    assert(leader !== undefined && leader.isr.length === BROKERS.length, `${name}: everybody is in sync in the end`);
    const records = recordsOf(leader.log);
    checkShown(run, partition, records);
    acknowledged += checkAcknowledged(run, partition, records);
  }
  return acknowledged;
}

function checkAcknowledged(run: Run, partition: number, records: ReadonlyMap<number, string | null>): number {
  let count = 0;
  for (const sent of run.sent) {
    if (sent.partition !== partition || sent.acks !== -1) continue;
    const answer = run.cluster.answer(sent.id, 'Produce')?.responses[0]?.partitionResponses[0];
    if (answer?.errorCode !== 'NONE') continue;
    sent.values.forEach((value, i) => assert(records.get(answer.baseOffset + i) === value, `${TOPIC}-${partition}: ${value} was acknowledged at ${answer.baseOffset + i} and is lost`));
    count += sent.values.length;
  }
  return count;
}

/** What any consumer ever saw is still there, at the same offset. */
function checkShown(run: Run, partition: number, records: ReadonlyMap<number, string | null>): void {
  for (const id of run.fetched) {
    const answer = run.cluster.answer(id, 'Fetch')?.responses[0]?.partitions[0];
    if (answer === undefined || answer.partitionIndex !== partition) continue;
    answer.records.forEach((batch: RecordBatch) => batch.records.forEach((record, i) => {
      const offset = batch.baseOffset + i;
      assert(records.get(offset) === record.value, `${TOPIC}-${partition}: a consumer saw ${record.value} at ${offset}, where now ${records.get(offset)} is`);
    }));
  }
}
