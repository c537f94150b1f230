// Random jobs from Kafka to Kafka while TaskManagers, brokers and the JobManager die, and while the parallelism changes: what each guarantee of the sink promises is held against the topics.
import type { StreamGraph } from '../../bridge/flink.ts';
import type { DeliveryGuarantee } from '../connector/kafka-writer.ts';
import { KAFKA_OPERATORS } from '../connector/operators.ts';
import { JobBuilder, keyBy } from '../flink/graph/job-builder.ts';
import { jobManager } from '../flink/jobmanager/jobmanager.ts';
import { type CompletedCheckpoint, isTerminal } from '../flink/jobmanager/state.ts';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import type { Row } from '../flink/record.ts';
import { JOB_MANAGER } from '../flink/rpc.ts';
import { taskManagerWith } from '../flink/taskmanager/taskmanager.ts';
import { freeze } from '../kernel/freeze.ts';
import { type RandomState, nextRandom, seedRandom } from '../kernel/random.ts';
import { type Behavior, SECOND } from '../kernel/types.ts';
import { bootCluster, type Cluster, createTopic, runFor } from './cluster.ts';
import { ask, collected, flinkClient, jobOf, managerState, spawnFlink, submit, until, untilEnded } from './flink-cluster.ts';

export interface KafkaRun {
  readonly guarantee: DeliveryGuarantee;
  readonly faults: number;
  readonly wrong: readonly string[];
}

/** What a check of the checks takes away: the place of the source, the counts, the waiting for the sink's records, or the reader's caution. */
export type Sabotage = 'offsets' | 'keyed-state' | 'flush' | 'read-uncommitted';

const BOOTSTRAP = { 'bootstrap.servers': 'localhost:9092,localhost:9093,localhost:9094' };
const INPUT = ['user', 'n'];
const OUTPUT = ['user', 'n', 'count'];
const json = (fields: readonly string[]): object => ({ kind: 'json', fields, ignoreErrors: false });
const KEYS = 5;

const pick = (random: RandomState, count: number): number => Math.floor(nextRandom(random) * count);

function world(seed: number): Cluster {
  const operators = { ...FLINK_OPERATORS, ...KAFKA_OPERATORS };
  const behaviors = { jobmanager: jobManager, taskmanager: taskManagerWith(() => operators), client: flinkClient } as Readonly<Record<string, Behavior<unknown>>>;
  const cluster = bootCluster(seed, { behaviors, check: seed % 16 === 0 });
  for (const topic of ['in', 'out']) createTopic(cluster, topic, [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
  runFor(cluster, SECOND);
  spawnFlink(cluster.kernel, { slots: 3, configuration: { 'heartbeat.interval': '2 s', 'heartbeat.timeout': '10 s' } });
  runFor(cluster, SECOND);
  return cluster;
}

function produce(rows: readonly Row[]): StreamGraph {
  const job = new JobBuilder('produce');
  const source = job.source('source-collection', { rows, perSecond: null, watermarks: null }, { name: 'rows', fields: INPUT });
  job.transform(source, 'sink-kafka', { topic: 'in', properties: BOOTSTRAP, guarantee: 'at-least-once', transactionalIdPrefix: '', input: INPUT, key: 'user', format: json(INPUT) }, { name: 'in: Writer', fields: [] });
  return job.graph();
}

/** Counts by user: each record goes out with its count. */
function counting(guarantee: DeliveryGuarantee, parallelism: number, savepoint: string | null, extra: Readonly<Record<string, string>>, linger: string): StreamGraph {
  const job = new JobBuilder('counting', {
    'execution.checkpointing.interval': '1 s', 'parallelism.default': String(parallelism), 'restart-strategy.exponential-delay.max-backoff': '2 s',
    ...extra, ...(savepoint === null ? {} : { 'execution.state-recovery.path': savepoint }),
  });
  const source = job.source('source-kafka', { topics: ['in'], properties: { ...BOOTSTRAP, 'group.id': 'flink', 'max.poll.records': '5' }, starting: 'earliest', bounded: false, format: json(INPUT), metadata: [], watermarks: null }, { name: 'in', uid: 'in', fields: INPUT });
  const counts = job.transform(keyBy(source, ['user']), 'process', {
    input: INPUT, states: { count: { kind: 'value', ttl: null } },
    onElement: [{ do: 'set', state: 'count', to: "coalesce(state('count'), 0) + 1" }, { do: 'emit', fields: ['user', 'n', "state('count')"] }],
  }, { name: 'count', uid: 'count', maxParallelism: 128, fields: OUTPUT });
  job.transform(counts, 'sink-kafka', { topic: 'out', properties: { ...BOOTSTRAP, 'transaction.timeout.ms': '60000', 'linger.ms': linger }, guarantee, transactionalIdPrefix: 'counting', input: OUTPUT, key: 'user', format: json(OUTPUT) }, { name: 'out: Writer', uid: 'out', fields: [] });
  return job.graph();
}

function rowsOf(cluster: Cluster, topic: string, fields: readonly string[], isolation: string): Row[] {
  const job = new JobBuilder('read', { 'parallelism.default': '3' });
  const source = job.source('source-kafka', { topics: [topic], properties: { ...BOOTSTRAP, 'isolation.level': isolation }, starting: 'earliest', bounded: true, format: json(fields), metadata: [], watermarks: null }, { name: topic, fields });
  job.transform(source, 'sink-collect', { name: 'out' }, { name: 'Sink: out', parallelism: 1, fields: [] });
  const id = submit(cluster.kernel, job.graph());
  const { status } = untilEnded(cluster.kernel, id);
  if (status !== 'FINISHED') throw new Error(`the topic ${topic} can't be read: ${JSON.stringify(jobOf(cluster.kernel, id).failure)}`);
  return collected(cluster.kernel, id).map(({ row }) => row);
}

/** A checkpoint that has lost a part of itself. */
function spoilt(done: CompletedCheckpoint, sabotage: Sabotage): CompletedCheckpoint {
  const operators = Object.fromEntries(Object.entries(done.operators).map(([id, of]) => [id, {
    ...of, subtasks: of.subtasks.map((part) => (part === null ? null : { keyed: sabotage === 'keyed-state' ? null : part.keyed, lists: sabotage === 'offsets' ? {} : part.lists })),
  }]));
  return freeze({ ...done, operators });
}

/** Runs a seed. `sabotage` takes one mechanism away, to see that the check sees it. */
export function runFlinkKafka(seed: number, sabotage: Sabotage | null = null): KafkaRun {
  const random = seedRandom(seed);
  const guarantee: DeliveryGuarantee = sabotage === 'flush' ? 'none' : sabotage !== null ? 'exactly-once' : (['exactly-once', 'at-least-once', 'exactly-once', 'none'] as const)[seed % 4] ?? 'none';
  const promised: DeliveryGuarantee = sabotage === 'flush' ? 'at-least-once' : guarantee;
  const cluster = world(seed);
  const { kernel } = cluster;
  let sent = 0;
  const send = (): void => {
    const rows: Row[] = Array.from({ length: 10 + pick(random, 40) }, () => [`user-${pick(random, KEYS)}`, sent++]);
    untilEnded(kernel, submit(kernel, produce(rows)), 100 * SECOND);
  };
  const unaligned: Readonly<Record<string, string>> = pick(random, 3) === 0 ? { 'execution.checkpointing.unaligned.enabled': 'true' } : {};
  // Long transactions, so that a crash finds one with records in it.
  const extra = sabotage === 'read-uncommitted' ? { ...unaligned, 'execution.checkpointing.interval': '20 s' } : unaligned;
  const linger = sabotage === 'flush' ? '2500' : '0';
  let savepoint: string | null = null;
  let id = submit(kernel, counting(guarantee, 1 + pick(random, 3), null, extra, linger));
  // The JobManager's end takes the checkpoints with it: what the job goes on from is older than what it has committed.
  let isExact = true;
  let faults = 0;
  for (let most = 1 + pick(random, 4); most > 0; most--) {
    send();
    runFor(cluster, pick(random, SECOND));
    for (let steps = pick(random, 300); steps > 0; steps--) kernel.step();
    faults += 1;
    const kind = sabotage === null || sabotage === 'flush' ? pick(random, 10) : 0;
    if (kind < 4) {
      if (sabotage !== null && sabotage !== 'flush' && sabotage !== 'read-uncommitted') {
        const { coordinator } = jobOf(kernel, id);
        coordinator.completed = coordinator.completed.map((done) => spoilt(done, sabotage));
      }
      const node = `tm-${1 + pick(random, 2)}`;
      restartLater(cluster, node, pick(random, 6 * SECOND));
    } else if (kind < 7) restartLater(cluster, `broker-${1 + pick(random, 3)}`, pick(random, 8 * SECOND));
    else if (kind < 9) {
      const answer = ask(kernel, (request) => ({ kind: 'StopWithSavepoint', request, job: id, drain: false, directory: null }));
      if (!('of' in answer) || answer.of !== 'StopWithSavepoint') continue;
      untilEnded(kernel, id, 100 * SECOND);
      savepoint = answer.path;
      id = submit(kernel, counting(guarantee, 1 + pick(random, 3), savepoint, extra, linger));
    } else {
      restartLater(cluster, JOB_MANAGER, pick(random, 2 * SECOND));
      until(kernel, () => Object.keys(managerState(kernel).taskManagers).length === 2, 100 * SECOND);
      id = submit(kernel, counting(guarantee, 1 + pick(random, 3), savepoint, extra, linger));
      isExact = false;
    }
  }
  send();
  settle(cluster, id);
  if (isTerminal(jobOf(kernel, id).status)) return { guarantee, faults, wrong: [`the job is ${jobOf(kernel, id).status}: ${JSON.stringify(jobOf(kernel, id).failure)}`] };
  const found = rowsOf(cluster, 'out', OUTPUT, sabotage === 'read-uncommitted' ? 'read_uncommitted' : 'read_committed');
  return { guarantee, faults, wrong: difference(promised, isExact, rowsOf(cluster, 'in', INPUT, 'read_committed'), found) };
}

function restartLater(cluster: Cluster, node: string, after: number): void {
  const { kernel } = cluster;
  if (!kernel.isUp(node)) return;
  kernel.crash(node);
  runFor(cluster, after);
  if (!kernel.isUp(node)) kernel.start(node);
}

/** All is up, the job runs, and what was read has been counted and committed. */
function settle(cluster: Cluster, id: string): void {
  const { kernel } = cluster;
  until(kernel, () => jobOf(kernel, id).status === 'RUNNING' && jobOf(kernel, id).executions.every(({ status }) => status === 'RUNNING'), 200 * SECOND);
  runFor(cluster, 75 * SECOND);
}

/** A record by its user and number. */
const nameOf = ([user, n]: Row): string => JSON.stringify([user, n]);

/** What the guarantee promises and the topic does not keep. */
function difference(promised: DeliveryGuarantee, isExact: boolean, rows: readonly Row[], found: readonly Row[]): string[] {
  const times: Record<string, number> = {};
  for (const row of found) times[nameOf(row)] = (times[nameOf(row)] ?? 0) + 1;
  const names = rows.map(nameOf);
  const strange = Object.keys(times).filter((name) => !names.includes(name)).map((name) => `never sent: ${name}`);
  if (promised === 'none') return strange;
  const missing = names.filter((name) => times[name] === undefined).map((name) => `missing: ${name}`);
  if (promised === 'at-least-once' || !isExact) return [...strange, ...missing];
  const twice = names.filter((name) => (times[name] ?? 0) > 1).map((name) => `twice: ${name}`);
  return [...strange, ...missing, ...twice, ...miscounted(found)];
}

/** The counts of each user are 1, 2, 3, ...: each record was counted once. */
function miscounted(found: readonly Row[]): string[] {
  const counts: Record<string, number[]> = {};
  for (const [user, , count] of found) (counts[JSON.stringify(user)] ??= []).push(Number(count));
  return Object.entries(counts).flatMap(([user, list]) => [...list].sort((a, b) => a - b).flatMap((count, i) => (count === i + 1 ? [] : [`${user} has the count ${count} in place ${i + 1}`]))).slice(0, 5);
}

/** One seed, for `fuzz`: throws where a guarantee is broken; how many times something crashed or was rescaled. */
export function playFlinkKafkaSeed(seed: number): number {
  const { wrong, faults, guarantee } = runFlinkKafka(seed);
  if (wrong.length > 0) throw new Error(`a Flink job from Kafka to Kafka breaks ${guarantee}: ${wrong.slice(0, 5).join('; ')}`);
  return faults;
}
