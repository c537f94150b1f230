// Random faults against transactions: a producer that commits and aborts, and two processors of one group, one of which is at times a
// zombie of the other. In the end each committed record was processed exactly once, for whoever reads only what is committed.
import { defaultScenario, type ProcessorAppSpec, type ProducerAppSpec } from '../../bridge/scenario.ts';
import { createProcessorApp, processorApp } from '../kafka/app/processor-app.ts';
import { createProducerApp, producerApp } from '../kafka/app/producer-app.ts';
import { createBroker } from '../kafka/broker/state.ts';
import type { Partition } from '../kafka/broker/plane.ts';
import { consumerWakeup, createConsumer, enterPoll, handleConsumerMessage, assign, takeRecords } from '../kafka/client/consumer/consumer.ts';
import type { Consumer } from '../kafka/client/consumer/state.ts';
import { controller } from '../kafka/controller/administer.ts';
import { createController } from '../kafka/controller/state.ts';
import { forEachBatch } from '../kafka/log/segment.ts';
import { nodeOf } from '../kafka/protocol.ts';
import type { RecordBatch } from '../kafka/record.ts';
import { broker } from '../kafka/services.ts';
import { assert } from '../kernel/assert.ts';
import { Kernel } from '../kernel/kernel.ts';
import { nextRandom, type RandomState, seedRandom } from '../kernel/random.ts';
import { type Behavior, type Context, NO_FACT, SECOND } from '../kernel/types.ts';
import { watchInvariants } from './invariants.ts';

const BROKERS = [1, 2, 3];
const VOTERS = [101, 102, 103];
const PARTITIONS = 2;
/** Random acts of one run. */
const ACTS = 16;
const SETTINGS = {
  'num.partitions': String(PARTITIONS), 'default.replication.factor': '3', 'min.insync.replicas': '2', 'transaction.state.log.num.partitions': '3',
  // Faster than Kafka's 10 s, so that a run sees time-outs.
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '2000',
};
const SOURCE: ProducerAppSpec = { kind: 'producer', name: 'source', topic: 'in', recordsPerSecond: 10, keys: [], value: '{n}', settings: { 'transaction.timeout.ms': '8000' }, transaction: { records: 4, abortEvery: 3 } };
const MILL: ProcessorAppSpec = {
  kind: 'processor', name: 'mill', topics: ['in'], group: 'mill', output: 'out', value: '{value}', processingMsPerRecord: 5, commit: 'transactional',
  // A SyncGroup that a cut link swallowed is given up after max.poll.interval.ms: soon enough for the run to see the end of it.
  settings: { 'auto.offset.reset': 'earliest', 'session.timeout.ms': '10000', 'max.poll.interval.ms': '30000' }, producerSettings: { 'transaction.timeout.ms': '8000' },
};

/** Reads a topic from its beginning, and only what is committed. */
interface Reader {
  consumer: Consumer | null;
  readonly topic: string;
  readonly read: { readonly place: string; readonly value: string }[];
}

const reader: Behavior<Reader> = {
  start(state, ctx) {
    const made = createConsumer({ 'bootstrap.servers': 'localhost:9092,localhost:9093,localhost:9094', 'auto.offset.reset': 'earliest', 'isolation.level': 'read_committed' }, ctx);
    assert(made.kind === 'ok', 'the reader has good settings');
    state.consumer = made.consumer;
    assign(made.consumer, Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: state.topic, partition })));
    take(state, made.consumer, ctx);
  },
  receive(state, message, from, ctx) {
    if (state.consumer === null) return;
    if (message.kind !== 'Tick') handleConsumerMessage(state.consumer, message, from, ctx);
    take(state, state.consumer, ctx);
  },
  crash: (state) => state,
};

function take(state: Reader, consumer: Consumer, ctx: Context): void {
  for (let more = true; more; ) {
    enterPoll(consumer, ctx);
    const records = takeRecords(consumer, ctx);
    for (const { partition, offset, record } of records) state.read.push({ place: `${partition}@${offset}`, value: record.value ?? '' });
    more = records.length > 0;
  }
  ctx.schedule(Math.max(1, consumerWakeup(consumer, ctx.now) - ctx.now), { kind: 'Tick' });
}

/** Every third seed plays with the newer group protocol, where sessions are the broker's to say. */
function millOf(seed: number, name: string): ProcessorAppSpec {
  if (seed % 3 !== 0) return { ...MILL, name };
  const { 'session.timeout.ms': _session, ...settings } = MILL.settings;
  return { ...MILL, name, settings: { ...settings, 'group.protocol': 'consumer' } };
}

interface Run {
  readonly seed: number;
  readonly kernel: Kernel;
  readonly random: RandomState;
  readonly down: Set<string>;
}

/** Plays one seed. Throws where a guarantee breaks; returns how many records were processed exactly once. */
export function playTransactions(seed: number): number {
  const run = start(seed);
  for (let i = 0; i < ACTS; i++) act(run);
  recover(run);
  return checkEnd(run);
}

function start(seed: number): Run {
  const behaviors = { broker, controller, 'producer-app': producerApp, 'processor-app': processorApp, reader };
  const kernel = new Kernel({ behaviors, seed, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: false });
  for (const id of VOTERS) kernel.spawn(nodeOf(id), 'controller', createController(id, VOTERS, SETTINGS, 'correnteza'));
  for (const id of BROKERS) kernel.spawn(nodeOf(id), 'broker', createBroker({ id, rack: null, clusterId: 'correnteza', voters: VOTERS, settings: SETTINGS }));
  kernel.runUntil(8 * SECOND);
  watchInvariants({ kernel, brokers: BROKERS, plane: (id) => planeOf(kernel, id) });
  kernel.spawn('producer-source', 'producer-app', createProducerApp(SOURCE));
  kernel.spawn('processor-a', 'processor-app', createProcessorApp(millOf(seed, 'mill')));
  kernel.spawn('processor-b', 'processor-app', createProcessorApp(millOf(seed, 'mill-2')));
  for (const topic of ['in', 'out']) kernel.spawn(`consumer-${topic}`, 'reader', { consumer: null, topic, read: [] } satisfies Reader);
  watchEpochs(kernel);
  kernel.runUntil(kernel.state.now + 4 * SECOND);
  return { seed, kernel, random: seedRandom(seed + 7_000_001), down: new Set() };
}

/** No two producers may have the same id and epoch at a time: the older one would not be fenced. */
function watchEpochs(kernel: Kernel): void {
  const epochOf = (node: string): string => {
    const { output } = kernel.actorState(node) as ReturnType<typeof createProcessorApp>;
    return output === null || output.producerId.status !== 'ready' || !kernel.isUp(node) ? '' : `${output.producerId.producerId}/${output.producerId.producerEpoch}`;
  };
  const previous = kernel.onEvent;
  kernel.onEvent = (event) => {
    previous?.(event);
    if (!event.to.startsWith('processor-')) return;
    const one = epochOf('processor-a');
    assert(one === '' || one !== epochOf('processor-b'), `two producers have the id and epoch ${one}`);
  };
}

function planeOf(kernel: Kernel, id: number): ReturnType<typeof createBroker>['plane'] {
  return (kernel.actorState(nodeOf(id)) as ReturnType<typeof createBroker>).plane;
}

function pick<T>(run: Run, from: readonly T[]): T {
  const one = from[Math.floor(nextRandom(run.random) * from.length)];
  assert(one !== undefined, 'there is something to pick from');
  return one;
}

const PROCESSES = ['producer-source', 'processor-a', 'processor-b'];

function act(run: Run): void {
  const { kernel } = run;
  const draw = nextRandom(run.random);
  if (draw < 0.25) crashOrStart(run, BROKERS.map(nodeOf));
  else if (draw < 0.5) crashOrStart(run, PROCESSES);
  else if (draw < 0.75) cutOrHeal(run);
  else if (draw < 0.8) kernel.slowDisk(nodeOf(pick(run, BROKERS)), pick(run, [1, 1, 50, 500]));
  else if (draw < 0.9) zombie(run);
  kernel.runUntil(kernel.state.now + Math.round(pick(run, [0.05, 0.3, 1, 4, 12]) * SECOND));
}

/** At most one of these is down at a time. */
function crashOrStart(run: Run, nodes: readonly string[]): void {
  const down = nodes.find((node) => run.down.has(node));
  const node = down ?? pick(run, nodes);
  if (down === undefined && run.kernel.isUp(node)) run.kernel.crash(node);
  else if (!run.kernel.isUp(node)) run.kernel.start(node);
  if (run.kernel.isUp(node)) run.down.delete(node);
  else run.down.add(node);
}

function cutOrHeal(run: Run): void {
  const nodes = [...BROKERS.map(nodeOf), ...PROCESSES];
  const from = pick(run, nodes);
  const to = pick(run, nodes.filter((node) => node !== from));
  run.kernel.setLink(from, to, { cut: nextRandom(run.random) < 0.6 });
}

/** The second processor believes to be the first one: one of the two is fenced, whenever they write. */
function zombie(run: Run): void {
  if (!run.kernel.isUp('processor-b')) return;
  const name = pick(run, ['mill', 'mill-2']);
  run.kernel.tell('processor-b', { kind: 'Configure', app: millOf(run.seed, name) } as never, NO_FACT);
}

/** Everything is repaired, the source ends, and what it wrote is processed. */
function recover(run: Run): void {
  const { kernel } = run;
  const nodes = [...BROKERS.map(nodeOf), ...PROCESSES];
  for (const from of nodes) {
    if (from.startsWith('broker')) kernel.slowDisk(from, 1);
    for (const to of nodes) if (to !== from) kernel.setLink(from, to, { cut: false });
  }
  for (const node of nodes) if (!kernel.isUp(node)) kernel.start(node);
  kernel.runUntil(kernel.state.now + 25 * SECOND);
  if (kernel.isUp('producer-source')) kernel.tell('producer-source', { kind: 'Shutdown' }, NO_FACT);
  // A processor that was fenced has ended: somebody starts it again, as a deployment does.
  for (let i = 0; i < 3; i++) {
    for (const node of ['processor-a', 'processor-b']) if (!kernel.isUp(node)) kernel.start(node);
    kernel.runUntil(kernel.state.now + 20 * SECOND);
  }
}

interface Written {
  readonly committed: readonly { readonly place: string; readonly value: string }[];
  readonly decisions: Map<string, string>;
}

function checkEnd(run: Run): number {
  const decisions = new Map<string, string>();
  const input = committedIn(run, 'in', decisions);
  const output = committedIn(run, 'out', decisions);
  for (const [topic, written] of [['in', input], ['out', output]] as const) {
    const { read } = run.kernel.actorState(`consumer-${topic}`) as Reader;
    const shown = (all: Written['committed']): string => JSON.stringify([...all].map((one) => `${one.place}=${one.value}`).sort());
    assert(shown(read) === shown(written), `${topic}: a read_committed consumer saw ${read.length} records where ${written.length} are committed`);
  }
  const wanted = input.map((one) => one.value).sort();
  const got = output.map((one) => one.value).sort();
  const lost = wanted.filter((value) => !got.includes(value));
  const twice = got.filter((value, i) => got.indexOf(value) !== i || !wanted.includes(value));
  assert(lost.length === 0, `records ${lost.slice(0, 5).join()} of ${wanted.length} were committed in the input and are not in the output`);
  assert(twice.length === 0, `records ${twice.slice(0, 5).join()} are in the output twice, or were never committed`);
  return got.length;
}

/** What is committed in a topic by its leaders' logs; no transaction may be open, none half committed, and no epoch may fall. */
function committedIn(run: Run, topic: string, decisions: Map<string, string>): Written['committed'] {
  const committed: { place: string; value: string }[] = [];
  for (let index = 0; index < PARTITIONS; index++) {
    const leader = BROKERS.map((id) => planeOf(run.kernel, id).partitions[`${topic}-${index}`]).find((one) => one?.role === 'leader');
    assert(leader !== undefined, `${topic}-${index} has a leader in the end`);
    checkPartition(leader, decisions, committed);
  }
  return committed;
}

function checkPartition(partition: Partition, decisions: Map<string, string>, committed: { place: string; value: string }[]): void {
  const { log, name } = partition;
  assert(log.unstable.length === 0, `${name}: a transaction is open in the end, from offset ${log.unstable[0]?.firstOffset}`);
  const open = new Map<number, RecordBatch[]>();
  const epochs = new Map<number, number>();
  for (const segment of log.segments) {
    forEachBatch(segment, (batch) => {
      const { producerId, producerEpoch, control } = batch;
      assert(producerEpoch >= (epochs.get(producerId) ?? -1), `${name}: producer ${producerId} wrote at ${batch.baseOffset} with epoch ${producerEpoch} after it was fenced with ${epochs.get(producerId)}`);
      epochs.set(producerId, producerEpoch);
      if (control === null) {
        open.set(producerId, [...(open.get(producerId) ?? []), batch]);
        return;
      }
      const mine = open.get(producerId) ?? [];
      open.delete(producerId);
      if (mine.length === 0) return;
      const key = `${producerId}/${mine[0]?.producerEpoch}`;
      assert((decisions.get(key) ?? control) === control, `transaction ${key} is ${control} in ${name} and ${decisions.get(key)} elsewhere`);
      decisions.set(key, control);
      if (control === 'ABORT') return;
      for (const one of mine) one.records.forEach((record, i) => committed.push({ place: `${partition.partition}@${one.baseOffset + i}`, value: record.value ?? '' }));
    });
  }
}
