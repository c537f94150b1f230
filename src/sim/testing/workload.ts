// Random producers, consumers and faults against a cluster: what was acknowledged must be there in the end.
import { assert } from '../kernel/assert.ts';
import { nextRandom, type RandomState, seedRandom } from '../kernel/random.ts';
import { makeBatch } from '../kafka/log/batch.ts';
import { nodeOf, type ProduceRequest } from '../kafka/protocol.ts';
import type { RecordBatch } from '../kafka/record.ts';
import { recordsOf, watchInvariants, type Watched } from './invariants.ts';
import { BROKERS, type PlaneCluster, planeCluster } from './plane-cluster.ts';

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

interface Run {
  readonly cluster: PlaneCluster;
  readonly random: RandomState;
  readonly sent: Sent[];
  readonly fetched: number[];
  /** By partition and offset: what a consumer has seen there. */
  readonly shown: Map<string, string | null>;
  count: number;
  down: number;
}

/** Plays one seed. Throws where an invariant breaks; returns how many records were acknowledged with acks=all. */
export function playSeed(seed: number, look: (cluster: PlaneCluster) => void = () => undefined): number {
  const cluster = planeCluster(seed);
  const watched: Watched = { kernel: cluster.kernel, brokers: BROKERS, plane: (id) => cluster.broker(id).plane };
  watchInvariants(watched);
  cluster.createTopic(TOPIC, PARTITIONS, { 'min.insync.replicas': '2', 'segment.bytes': '1048576' });
  const run: Run = { cluster, random: seedRandom(seed + 1_000_003), sent: [], fetched: [], shown: new Map(), count: 0, down: -1 };
  for (let i = 0; i < ACTS; i++) act(run);
  recover(run);
  look(cluster);
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
  else if (draw < 0.83) crashOrStart(run);
  else if (draw < 0.93) cutOrHeal(run);
  else run.cluster.kernel.slowDisk(nodeOf(pick(run, BROKERS)), pick(run, [1, 1, 50, 2_000]));
  run.cluster.run(pick(run, [0, 0.001, 0.01, 0.3, 2, 12]));
}

/** Who leads a partition as somebody believes it: mostly the truth, sometimes a broker that was told something older. */
function leaderOf(run: Run, partition: number): number {
  const views = BROKERS.filter((id) => run.cluster.kernel.isUp(nodeOf(id))).map((id) => run.cluster.broker(id).image.topics[TOPIC]?.partitions[partition]?.leader ?? -1);
  const leader = pick(run, views);
  return leader > 0 ? leader : pick(run, BROKERS);
}

function produce(run: Run): void {
  const partition = pick(run, [0, 1, 2]);
  const acks = pick(run, [-1, -1, -1, 1, 0] as const);
  const values = Array.from({ length: pick(run, [1, 3]) }, () => `v${run.count++}`);
  const records = makeBatch(values.map((value) => ({ key: null, value, headers: [], timestampMs: run.count })));
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

function cutOrHeal(run: Run): void {
  const from = pick(run, BROKERS);
  const to = pick(run, BROKERS.filter((id) => id !== from));
  run.cluster.kernel.setLink(nodeOf(from), nodeOf(to), { cut: nextRandom(run.random) < 0.5 });
}

/** Everything is repaired, and the cluster gets the time that it needs. */
function recover(run: Run): void {
  const { kernel } = run.cluster;
  if (run.down >= 0) kernel.start(nodeOf(run.down));
  for (const from of BROKERS) {
    kernel.slowDisk(nodeOf(from), 1);
    for (const to of BROKERS) if (to !== from) kernel.setLink(nodeOf(from), nodeOf(to), { cut: false });
  }
  run.cluster.run(150);
}

function checkEnd(run: Run): number {
  let acknowledged = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const name = `${TOPIC}-${partition}`;
    const replicas = BROKERS.map((id) => run.cluster.broker(id).plane.partitions[name]);
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
