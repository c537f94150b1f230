// Flink's records a second on the simulated cluster: a filter, a keyed count, a tumbling window and an interval join, and the time to the first row.
import { toJobGraph } from '../../sim/flink/graph/job-graph.ts';
import { JobBuilder, keyBy, type Stream } from '../../sim/flink/graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { createJobManager, isTerminal, type JobManagerState } from '../../sim/flink/jobmanager/state.ts';
import { jobManager } from '../../sim/flink/jobmanager/jobmanager.ts';
import { FLINK_OPERATORS } from '../../sim/flink/operator/operators.ts';
import { JOB_MANAGER } from '../../sim/flink/rpc.ts';
import { createTaskManager, taskManagerWith } from '../../sim/flink/taskmanager/taskmanager.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { freeze } from '../../sim/kernel/freeze.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Behavior } from '../../sim/kernel/types.ts';
import type { Figure } from './kernel.ts';

const RECORDS = 1_000_000;
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
  return figures;
}
