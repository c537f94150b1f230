// Client libraries in one cluster under every kind of trouble: idempotent producers on a plain and on a compacted topic, and consumers of
// both group protocols in one group, which is converted back and forth while it works. In the end nothing acknowledged is lost, nothing is
// there twice or out of order, the last value of each key is there, and every record was worked on.
import { assert } from '../kernel/assert.ts';
import { seedRandom, nextRandom } from '../kernel/random.ts';
import { NO_FACT, SECOND } from '../kernel/types.ts';
import type { Partition } from '../kafka/broker/plane.ts';
import type { Log } from '../kafka/log/log.ts';
import { forEachBatch } from '../kafka/log/segment.ts';
import { nodeOf } from '../kafka/protocol.ts';
import { author, type Author, isDone, LATEST, newAuthor, newReader, ORDERS, reader, type Reader, TEAM } from './client-actors.ts';
import { bootCluster, brokerState, type Cluster, createTopic, request, runFor } from './cluster.ts';
import { recordsOf, watchInvariants } from './invariants.ts';
import { watchQuorum } from './quorum-invariants.ts';
import { makeTrouble, pickFrom, repairAll, type Troubled } from './trouble.ts';

const BROKERS = [1, 2, 3];
const VOTERS = [101, 102, 103];
const AUTHORS = ['author-a', 'author-b'];
const READERS = ['reader-a', 'reader-b', 'reader-c'];
/** Random acts of one run. */
const ACTS = 40;
const SETTINGS = {
  'min.insync.replicas': '2', 'offsets.topic.num.partitions': '5', 'log.cleaner.backoff.ms': '5000', 'group.initial.rebalance.delay.ms': '500',
  'group.consumer.migration.policy': 'bidirectional', 'group.coordinator.rebalance.protocols': 'classic,consumer,share',
};

interface Run {
  readonly cluster: Cluster;
  readonly troubled: Troubled;
  /** By partition of the plain topic, up to where somebody wanted records deleted. */
  readonly deletedTo: number[];
}

export interface ClientRun {
  readonly acknowledged: number;
  readonly worked: number;
}

/** Plays one seed. Throws where a guarantee breaks. */
export function playClientSeed(seed: number): ClientRun {
  const run = start(seed);
  for (let i = 0; i < ACTS; i++) act(run);
  recover(run);
  return checkEnd(run);
}

function start(seed: number): Run {
  const cluster = bootCluster(seed, { check: false, behaviors: { author, reader }, scenario: { settings: SETTINGS } });
  const { kernel } = cluster;
  createTopic(cluster, ORDERS, [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
  createTopic(cluster, LATEST, [[3, 2, 1]], { 'cleanup.policy': 'compact', 'segment.ms': '8000', 'min.cleanable.dirty.ratio': '0.01' });
  watchInvariants({ kernel, brokers: BROKERS, plane: (id) => brokerState(cluster, id).plane });
  watchQuorum(kernel, VOTERS);
  for (const name of AUTHORS) kernel.spawn(name, 'author', newAuthor());
  for (const name of READERS) kernel.spawn(name, 'reader', newReader());
  const troubled: Troubled = {
    kernel, random: seedRandom(seed + 3_000_017), brokers: BROKERS.map(nodeOf), controllers: VOTERS.map(nodeOf), clients: [...AUTHORS, ...READERS], isWhole: () => isWhole(cluster),
  };
  runFor(cluster, 6 * SECOND);
  return { cluster, troubled, deletedTo: [0, 0, 0] };
}

/** Every broker runs, and every partition has all its replicas in sync. */
function isWhole(cluster: Cluster): boolean {
  return BROKERS.every((id) => cluster.kernel.isUp(nodeOf(id)) && brokerState(cluster, id).life.state === 'running')
    && BROKERS.every((id) => Object.values(brokerState(cluster, id).plane.partitions).every((one) => one.role !== 'leader' || one.isr.length === one.replicas.length));
}

function act(run: Run): void {
  const { random } = run.troubled;
  if (nextRandom(random) < 0.08) deleteRecords(run);
  else makeTrouble(run.troubled);
  runFor(run.cluster, Math.round(pickFrom(random, [0.01, 0.3, 1, 3, 9]) * SECOND));
}

/** Somebody deletes records from the beginning of a partition, whether or not they were read. */
function deleteRecords({ cluster, troubled, deletedTo }: Run): void {
  const partition = pickFrom(troubled.random, [0, 1, 2]);
  const leader = leaderOf(cluster, ORDERS, partition);
  if (leader === null) return;
  const offset = Math.floor(nextRandom(troubled.random) * leader.log.highWatermark);
  deletedTo[partition] = Math.max(deletedTo[partition] ?? 0, offset);
  const id = BROKERS.find((one) => brokerState(cluster, one).plane.partitions[leader.name] === leader) ?? 1;
  request(cluster, nodeOf(id), 'DeleteRecords', { timeoutMs: 5_000, topics: [{ name: ORDERS, partitions: [{ partitionIndex: partition, offset }] }] }, SECOND / 100);
}

/** The partition with whoever leads it in the latest epoch and is up; null where nobody does. */
function leaderOf(cluster: Cluster, topic: string, partition: number): Partition | null {
  const leaders = BROKERS.filter((id) => cluster.kernel.isUp(nodeOf(id))).flatMap((id) => brokerState(cluster, id).plane.partitions[`${topic}-${partition}`] ?? []).filter((one) => one.role === 'leader');
  return leaders.sort((a, b) => b.leaderEpoch - a.leaderEpoch)[0] ?? null;
}

/** Everything is repaired, the authors stop, and the readers get the time that they need. */
function recover({ cluster, troubled }: Run): void {
  repairAll(troubled);
  runFor(cluster, 60 * SECOND);
  for (const name of AUTHORS) cluster.kernel.tell(name, { kind: 'Quiet' }, NO_FACT);
  for (const name of READERS) cluster.kernel.tell(name, { kind: 'Hurry' }, NO_FACT);
  runFor(cluster, 150 * SECOND);
}

function authorState(cluster: Cluster, name: string): Author {
  return cluster.kernel.actorState(name) as Author;
}

function checkEnd(run: Run): ClientRun {
  const { cluster } = run;
  for (const name of AUTHORS) assert(isDone(authorState(cluster, name)), `${name} has sent everything in the end`);
  let worked = 0;
  for (const [topic, partitions] of [[ORDERS, 3], [LATEST, 1]] as const) {
    for (let partition = 0; partition < partitions; partition++) {
      const leader = checkReplicas(cluster, topic, partition);
      if (topic === ORDERS) worked += checkOrders(run, partition, leader);
      else checkLatest(cluster, leader);
    }
  }
  return { acknowledged: AUTHORS.reduce((sum, name) => sum + authorState(cluster, name).acknowledged.length, 0), worked };
}

/** Everybody has what the leader has. */
function checkReplicas(cluster: Cluster, topic: string, partition: number): Partition {
  const name = `${topic}-${partition}`;
  const leader = leaderOf(cluster, topic, partition);
  assert(leader !== null && leader.isr.length === BROKERS.length, `${name}: everybody is in sync in the end`);
  for (const id of BROKERS) {
    const log = brokerState(cluster, id).plane.partitions[name]?.log;
    assert(log?.logEndOffset === leader.log.logEndOffset, `${name}: all replicas end at the same offset in the end`);
    // Who led when records were deleted may have died before anybody else heard of it. The cleaner works on each broker for itself.
    const from = Math.max(log.logStartOffset, leader.log.logStartOffset);
    const shown = (one: Log): string => JSON.stringify([...recordsOf(one)].filter(([offset]) => offset >= from));
    if (topic === ORDERS) assert(shown(log) === shown(leader.log), `${name}: all replicas hold the same in the end`);
  }
  return leader;
}

function checkOrders(run: Run, partition: number, leader: Partition): number {
  const { cluster } = run;
  const { log, name } = leader;
  const records = recordsOf(log);
  assert(log.logStartOffset <= (run.deletedTo[partition] ?? 0), `${name}: the log begins at ${log.logStartOffset}, but nobody deleted beyond ${run.deletedTo[partition]}`);
  for (const one of AUTHORS.flatMap((author) => authorState(cluster, author).acknowledged)) {
    if (one.topic !== ORDERS || one.partition !== partition || one.offset < log.logStartOffset) continue;
    const found = one.offset < 0 ? [...records.values()].includes(one.value) : records.get(one.offset) === one.value;
    assert(found, `${name}: ${one.value} was acknowledged at ${one.offset} and is lost`);
  }
  checkOrder(name, records);
  checkWorked(run, partition, leader, records);
  return records.size;
}

/** Idempotence: of one producer nothing is there twice, and all of it in the order in which it was sent. */
function checkOrder(name: string, records: ReadonlyMap<number, string | null>): void {
  const last = new Map<string, number>();
  for (const [offset, value] of records) {
    const [writer = '', life = '', n = ''] = (value ?? '').split('/');
    const before = last.get(`${writer}/${life}`) ?? -1;
    assert(Number(n) !== before, `${name}: ${value} is there twice, at ${offset} again`);
    assert(Number(n) > before, `${name}: ${value} at ${offset} comes after number ${before} of the same producer`);
    last.set(`${writer}/${life}`, Number(n));
  }
}

/** At least once: what the group has committed was worked on, and it has committed everything. */
function checkWorked({ cluster, deletedTo }: Run, partition: number, { log, name }: Partition, records: ReadonlyMap<number, string | null>): void {
  const worked = READERS.map((one) => (cluster.kernel.actorState(one) as Reader).worked);
  for (const [offset, value] of records) {
    if (offset < (deletedTo[partition] ?? 0)) continue;
    assert(worked.some((one) => one[`${partition}@${offset}`] === value), `${name}: ${value} at ${offset} was worked on by nobody in ${TEAM}`);
  }
  const committed = committedOffset(cluster, partition);
  assert(committed === log.logEndOffset, `${name}: ${TEAM} has committed ${committed} of ${log.logEndOffset} in the end`);
}

/** What the group's coordinator answers, whichever broker that is; -1 for nothing. */
function committedOffset(cluster: Cluster, partitionIndex: number): number {
  for (const id of BROKERS) {
    const answer = request(cluster, nodeOf(id), 'OffsetFetch', { groupId: TEAM, memberId: null, topics: [{ name: ORDERS, partitionIndexes: [partitionIndex] }], requireStable: false });
    const row = answer?.topics[0]?.partitions[0];
    if (answer?.errorCode === 'NONE' && row?.errorCode === 'NONE') return row.committedOffset;
  }
  return -1;
}

/** The last value of each key is there: the last one acknowledged, or a later one of which the answer was lost. */
function checkLatest(cluster: Cluster, { log, name }: Partition): void {
  const last = new Map<string, number>();
  for (const segment of log.segments) {
    forEachBatch(segment, (batch) => {
      for (const { key, value } of batch.records) last.set(key ?? '', Number((value ?? '').split('/')[2]));
    });
  }
  for (const { topic, key, value } of AUTHORS.flatMap((one) => authorState(cluster, one).acknowledged)) {
    if (topic === LATEST) assert((last.get(key) ?? -1) >= Number(value.split('/')[2]), `${name}: ${value} was acknowledged for ${key}, whose last value is number ${last.get(key) ?? 'none'}`);
  }
}
