// Flink's records a second on the simulated cluster: a filter, a keyed count, a tumbling window and an interval join, and the time to the first row.
import { toJobGraph } from '../../sim/flink/graph/job-graph.ts';
import { JobBuilder, keyBy, type Stream } from '../../sim/flink/graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { createJobManager, isTerminal, type JobManagerState } from '../../sim/flink/jobmanager/state.ts';
import { jobManager } from '../../sim/flink/jobmanager/jobmanager.ts';
import { FLINK_OPERATORS } from '../../sim/flink/operator/operators.ts';
import { JOB_MANAGER } from '../../sim/flink/rpc.ts';
import { taskManagerWith } from '../../sim/flink/taskmanager/taskmanager.ts';
import { createTaskManager } from '../../sim/flink/taskmanager/taskmanager-state.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { freeze } from '../../sim/kernel/freeze.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Behavior } from '../../sim/kernel/types.ts';
import type { Figure } from './kernel.ts';

const RECORDS = 400_000;
const KEYS = 1_000;
const MANY_KEYS = 100_000;
const FIELDS = ['key', 'value', 'time'];

function cluster(): Kernel {
  const behaviors = { jobmanager: jobManager, taskmanager: taskManagerWith(() => FLINK_OPERATORS) } as Readonly<Record<string, Behavior<unknown>>>;
  const kernel = new Kernel({ behaviors, seed: 1, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs });
  kernel.spawn(JOB_MANAGER, 'jobmanager', createJobManager({}));
  for (const name of ['tm-1', 'tm-2']) kernel.spawn(name, 'taskmanager', createTaskManager(name, 2, {}));
  kernel.runUntil(1_000_000);
  return kernel;
}

function job(name: string, records: number, keys: number, build: (job: JobBuilder, source: (label: string) => Stream) => Stream): StreamGraph {
  const builder = new JobBuilder(name, { 'parallelism.default': '2', 'correnteza.lineage': 'false' });
  const watermarks = { timestamp: 'time', boundMs: 1_000, idleMs: null, emit: 'periodic', style: 'datastream' };
  const source = (label: string): Stream => builder.source('source-generator', { count: records, perSecond: null, fields: [`'key' || (n % ${keys})`, 'n % 100', 'n'], watermarks }, { name: label, fields: FIELDS });
  builder.transform(build(builder, source), 'sink-discard', {}, { fields: [] });
  return builder.graph();
}

function run(graph: StreamGraph): { readonly seconds: number; readonly kernel: Kernel } {
  const kernel = cluster();
  kernel.tell(JOB_MANAGER, freeze({ kind: 'SubmitJob', request: 1, graph: toJobGraph(graph) }), -1);
  const state = kernel.actorState(JOB_MANAGER) as JobManagerState;
  const begun = performance.now();
  kernel.runWhile(() => !Object.values(state.jobs).every(({ status }) => isTerminal(status)), 50_000_000);
  return { seconds: (performance.now() - begun) / 1000, kernel };
}

const WINDOW = { input: FIELDS, assigner: { kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: [{ function: 'count', of: null }, { function: 'sum', of: 'value' }] };
const COUNT = { input: FIELDS, aggregates: [{ function: 'count', of: null }], ttl: null };
const JOIN = { left: FIELDS, right: FIELDS, lowerMs: -100, upperMs: 100, fields: ['left.key', 'left.value', 'right.value'] };

const JOBS: readonly (readonly [string, number, StreamGraph])[] = [
  ['filter', RECORDS, job('filter', RECORDS, KEYS, (b, source) => b.transform(source('in'), 'filter', { input: FIELDS, where: 'value < 50' }, { fields: FIELDS }))],
  ['keyed-count', RECORDS, job('keyed-count', RECORDS, KEYS, (b, source) => b.transform(keyBy(source('in'), ['key']), 'aggregate', COUNT, { fields: ['key', 'n'] }))],
  ['keyed-count-100k-keys', RECORDS, job('many-keys', RECORDS, MANY_KEYS, (b, source) => b.transform(keyBy(source('in'), ['key']), 'aggregate', COUNT, { fields: ['key', 'n'] }))],
  ['tumbling-window', RECORDS, job('tumbling-window', RECORDS, KEYS, (b, source) => b.transform(keyBy(source('in'), ['key']), 'window', WINDOW, { fields: ['key', 'start', 'end', 'n', 'sum'] }))],
  ['interval-join', RECORDS / 2, job('interval-join', RECORDS / 4, KEYS, (b, source) => b.both(keyBy(source('left'), ['key']), keyBy(source('right'), ['key']), 'interval-join', JOIN, { fields: ['key', 'a', 'b'] }))],
];

/** Records that sources read in a real second, and what a snapshot costs with 100,000 keys. */
export function benchFlink(): Figure[] {
  const figures: Figure[] = [];
  for (const [name, records, graph] of JOBS) {
    const { seconds } = run(graph);
    figures.push({ name: `flink-${name}`, value: Math.round(records / seconds), unit: 'records/s' });
  }
  return [...figures, ...benchState()];
}

/** A job that changes 1,000 of 100,000 keys a second: what a snapshot of the world costs then, and a way back by one. */
function benchState(): Figure[] {
  const builder = new JobBuilder('state', { 'parallelism.default': '2', 'execution.checkpointing.interval': '10 s' });
  const fill = { fields: [`'key' || (n % ${MANY_KEYS})`, 'n', 'n'], watermarks: null };
  const all = builder.source('source-generator', { ...fill, count: MANY_KEYS, perSecond: null }, { name: 'all', fields: FIELDS });
  const some = builder.source('source-generator', { ...fill, count: null, perSecond: 1_000 }, { name: 'some', fields: FIELDS });
  builder.transform(builder.transform([keyBy(all, ['key']), keyBy(some, ['key'])], 'aggregate', COUNT, { fields: ['key', 'n'] }), 'sink-discard', {}, { fields: [] });
  const kernel = cluster();
  kernel.tell(JOB_MANAGER, freeze({ kind: 'SubmitJob', request: 1, graph: toJobGraph(builder.graph()) }), -1);
  kernel.runUntil(30_000_000);
  const rounds = 20;
  let previous = kernel.snapshot();
  let snapshots = 0;
  let restores = 0;
  for (let i = 1; i <= rounds; i++) {
    kernel.runUntil(30_000_000 + i * 1_000_000);
    const begun = performance.now();
    const snapshot = kernel.snapshot({ slots: 0 }, previous);
    const taken = performance.now();
    kernel.restore(previous);
    const back = performance.now();
    kernel.restore(snapshot);
    snapshots += taken - begun;
    restores += back - taken;
    previous = snapshot;
  }
  return [
    { name: 'flink-snapshot-100k-keys', value: Math.round((1_000 * snapshots) / rounds) / 1_000, unit: 'ms' },
    { name: 'flink-restore-100k-keys', value: Math.round((1_000 * restores) / rounds) / 1_000, unit: 'ms' },
  ];
}
