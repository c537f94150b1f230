// Flink's records a second on the simulated cluster: a filter, a keyed count, a tumbling window and an interval join, and the time to the first row.
import type { FlinkSpec, StreamGraph } from '../../bridge/flink.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { JobBuilder, keyBy, type Stream } from '../../sim/flink/graph/job-builder.ts';
import { Timeline } from '../../sim/timeline.ts';
import { realWorld } from '../../sim/world.ts';
import { flinkCluster, hasRow, runJob, submitJob } from './flink-cluster.ts';
import { beside, figuresOf, onRealFlink, type RealWork, timed } from './flink-real.ts';
import type { Figure } from './kernel.ts';

const RECORDS = 400_000;
const KEYS = 1_000;
const MANY_KEYS = 100_000;
const FIELDS = ['key', 'value', 'time'];

const WINDOW = { input: FIELDS, assigner: { kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: [{ function: 'count', of: null }, { function: 'sum', of: 'value' }] };
const COUNT = { input: FIELDS, aggregates: [{ function: 'count', of: null }], ttl: null };
const JOIN = { left: FIELDS, right: FIELDS, lowerMs: -100, upperMs: 100, fields: ['left.key', 'left.value', 'right.value'] };

/** A job over so many records of so many keys; its rows go nowhere, or to a client. */
interface Measured {
  readonly name: string;
  readonly records: number;
  readonly keys: number;
  readonly build: (job: JobBuilder, source: (label: string, records: number) => Stream) => Stream;
}

const JOBS: readonly Measured[] = [
  { name: 'filter', records: RECORDS, keys: KEYS, build: (job, source) => job.transform(source('in', RECORDS), 'filter', { input: FIELDS, where: 'value < 50' }, { fields: FIELDS }) },
  { name: 'keyed-count', records: RECORDS, keys: KEYS, build: (job, source) => job.transform(keyBy(source('in', RECORDS), ['key']), 'aggregate', COUNT, { fields: ['key', 'n'] }) },
  { name: 'keyed-count-100k-keys', records: RECORDS, keys: MANY_KEYS, build: (job, source) => job.transform(keyBy(source('in', RECORDS), ['key']), 'aggregate', COUNT, { fields: ['key', 'n'] }) },
  { name: 'tumbling-window', records: RECORDS, keys: KEYS, build: (job, source) => job.transform(keyBy(source('in', RECORDS), ['key']), 'window', WINDOW, { fields: ['key', 'start', 'end', 'n', 'sum'] }) },
  {
    name: 'interval-join', records: RECORDS / 2, keys: KEYS,
    build: (job, source) => job.both(keyBy(source('left', RECORDS / 4), ['key']), keyBy(source('right', RECORDS / 4), ['key']), 'interval-join', JOIN, { fields: ['key', 'a', 'b'] }),
  },
];

/** The job's graph; `collects` where a client takes its rows. */
function graphOf({ name, keys, build }: Measured, collects: boolean): StreamGraph {
  const builder = new JobBuilder(name, { 'parallelism.default': '1' });
  const watermarks = { timestamp: 'time', boundMs: 1_000, idleMs: null, emit: 'periodic', style: 'datastream' };
  const source = (label: string, records: number): Stream => builder.source('source-generator', { count: records, perSecond: null, fields: [`'key' || (n % ${keys})`, 'n % 100', 'n'], watermarks }, { name: label, fields: FIELDS });
  const made = build(builder, source);
  if (collects) builder.transform(made, 'sink-collect', { name: 'out' }, { fields: [] });
  else builder.transform(made, 'sink-discard', {}, { fields: [] });
  return builder.graph();
}

function runOnce(measured: Measured, collects: boolean): void {
  const kernel = flinkCluster();
  submitJob(kernel, graphOf(measured, collects));
  runJob(kernel, (job) => collects && hasRow(job));
}

/** Records that sources read in a real second, here and on a real Flink; and what a snapshot costs with 100,000 keys. */
export function benchFlink(): (Figure | string)[] {
  const work = JOBS.map(({ name, records, keys }): RealWork => ({ kind: 'datastream', name, records, keys }));
  const real = onRealFlink(work);
  const figures: (Figure | string)[] = typeof real === 'string' ? [real] : [];
  for (const measured of JOBS) {
    const runs = [1, 2].map(() => timed(() => runOnce(measured, false)));
    const first = timed(() => runOnce(measured, true));
    figures.push(...beside(`flink-${measured.name}`, figuresOf(measured.records, runs, first.seconds), typeof real === 'string' ? undefined : real[measured.name]));
  }
  return [...figures, ...benchState(), ...benchSeeks()];
}

/** A job that has 100,000 keys at once and then changes 1,000 of them a second. */
function manyKeys(): StreamGraph {
  const builder = new JobBuilder('state', { 'parallelism.default': '2', 'execution.checkpointing.interval': '10 s' });
  const fill = { fields: [`'key' || (n % ${MANY_KEYS})`, 'n', 'n'], watermarks: null };
  const all = builder.source('source-generator', { ...fill, count: MANY_KEYS, perSecond: null }, { name: 'all', fields: FIELDS });
  const some = builder.source('source-generator', { ...fill, count: null, perSecond: 1_000 }, { name: 'some', fields: FIELDS });
  builder.transform(builder.transform([keyBy(all, ['key']), keyBy(some, ['key'])], 'aggregate', COUNT, { fields: ['key', 'n'] }), 'sink-discard', {}, { fields: [] });
  return builder.graph();
}

/** What a snapshot of the world costs with 100,000 keys, and a way back by one. */
function benchState(): Figure[] {
  const kernel = flinkCluster();
  submitJob(kernel, manyKeys());
  kernel.runUntil(30_000_000);
  const rounds = 20;
  let previous = kernel.snapshot();
  let snapshots = 0;
  let restores = 0;
  for (let i = 1; i <= rounds; i++) {
    kernel.runUntil(30_000_000 + i * 1_000_000);
    const begun = performance.now();
    const snapshot = kernel.snapshot({ slots: 0, walked: 0 }, previous);
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

const SEEKS = 100;
const MINUTES = 2;

/** Random seeks over a world whose job has 100,000 keys: to where nothing is drawn ahead, so the nearest snapshot and what follows it. */
function benchSeeks(): Figure[] {
  const taskManagers = ['tm-1', 'tm-2'].map((name) => ({ name, slots: 2 }));
  const flink: FlinkSpec = { settings: {}, taskManagers, jobs: [manyKeys()] };
  const scenario: Scenario = { ...defaultScenario, name: 'many keys', brokers: [], controllers: [], flink };
  const timeline = new Timeline(realWorld, scenario, 1);
  timeline.advance(MINUTES * 60_000_000);
  const from = scenario.shownFromUs;
  let draw = 12_345;
  const times = Array.from({ length: SEEKS }, () => {
    draw = (Math.imul(draw, 1_103_515_245) + 12_345) & 0x7fffffff;
    const begun = performance.now();
    timeline.seek(from + (draw % (timeline.end - from)));
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.floor(SEEKS * share)] ?? 0) * 100) / 100;
  return [{ name: 'flink-seek-100k-keys-p50', value: at(0.5), unit: 'ms' }, { name: 'flink-seek-100k-keys-p95', value: at(0.95), unit: 'ms' }];
}
