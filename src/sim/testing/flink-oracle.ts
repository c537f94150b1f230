// Cases that the real Flink 2.2.1 was given: the same job from data, on the simulator, and what came out in a form that can be compared.
import { JobBuilder, keyBy, partition, sideOutput, type Stream } from '../flink/graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { MAX_WATERMARK, NO_TIMESTAMP, type Row, type Value } from '../flink/record.ts';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import type { OperatorKind, Operators, Running } from '../flink/operator/operator.ts';
import type { Failure } from '../flink/rpc.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SECOND } from '../kernel/types.ts';
import { linesOf } from '../flink/output.ts';
import { ask, jobOf, startFlink, submit, taskManagerState, until, untilEnded } from './flink-cluster.ts';

/** A line of a source's script: a record `[key, value, time]`, a watermark, a time of quiet, or a wait. */
export type ScriptLine = readonly [string, number, number] | { readonly wm: number } | { readonly idle: true } | { readonly waitMs: number } | { readonly hold: true };

export interface OracleJob {
  readonly kind: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly stamps?: boolean;
  readonly watermarks?: object;
  readonly assigner?: object;
  readonly lowerMs?: number;
  readonly upperMs?: number;
  readonly ordered?: boolean;
  readonly capacity?: number;
  /** Of `barriers`: how long each record takes on its way. */
  readonly slowMs?: number;
  /** False where what comes out by the job's end is a matter of chance. */
  readonly collects?: boolean;
  /** Of `alignment`: rows a second of each source, and how far one may be ahead; null without alignment. */
  readonly perSecond?: number;
  readonly maxDriftMs?: number | null;
}

export interface OracleCase {
  readonly name: string;
  readonly scripts: readonly (readonly ScriptLine[])[];
  readonly job: OracleJob;
  readonly parallelism?: number;
  /** Stops with a savepoint after the first script, and goes on with the second and this parallelism. */
  readonly rescale?: number;
  readonly sorted?: boolean;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Somebody asks for a checkpoint, or a savepoint, so long after the tasks began. */
  readonly checkpoint?: { readonly atMs: number; readonly savepoint: boolean };
  readonly expected: OracleResult;
}

export interface OracleResult {
  readonly status?: string;
  readonly before?: readonly Row[];
  readonly out: readonly Row[];
  readonly late?: readonly Row[];
  /** The exception and its causes, as toString says them. */
  readonly failure?: readonly string[];
  /** Between two attempts of the failing task. */
  readonly delaysMs?: readonly number[];
}

const FIELDS = ['k', 'v', 't'];

interface ScriptOwn {
  at: number;
  untilMs: number | null;
  idle: boolean;
}

/** A source that does what its script says, subtask i the i-th script. Like the real one beside it, it keeps nothing in a checkpoint. */
const scriptSource: OperatorKind = {
  create: (): ScriptOwn => ({ at: 0, untilMs: null, idle: false }),
  run: (env): Running => {
    const own = env.own as ScriptOwn;
    const { scripts, stamps } = env.spec.config as { readonly scripts: readonly (readonly ScriptLine[])[]; readonly stamps: boolean };
    const script = scripts[env.subtask] ?? [];
    return {
      element() {},
      wake() {},
      poll() {
        if (own.untilMs !== null && env.nowMs() < own.untilMs) {
          env.wakeAt(own.untilMs);
          return 'nothing';
        }
        own.untilMs = null;
        const line = script[own.at];
        if (line === undefined) return 'end';
        if ('hold' in line) return 'nothing';
        own.at += 1;
        if ('waitMs' in line) own.untilMs = env.nowMs() + line.waitMs;
        else if ('idle' in line) {
          own.idle = true;
          env.emitStatus(true);
        } else {
          if (own.idle) env.emitStatus(false);
          own.idle = false;
          if ('wm' in line) env.emitWatermark(line.wm);
          else env.emit({ kind: '+I', row: line, timestamp: stamps ? line[2] : NO_TIMESTAMP, lineage: 0 });
        }
        return 'more';
      },
    };
  },
};

/** Adds its timestamp to each row. */
const stamped: OperatorKind = { create: () => ({}), run: (env) => ({ element: (record) => env.emit({ ...record, row: [...record.row, record.timestamp] }) }) };

/** What comes is seen at once, as often as it comes: a row is a line of the TaskManager's output. */
const rowsSink: OperatorKind = {
  create: () => ({}),
  run: (env) => {
    const { name } = env.spec.config as { readonly name: string };
    return { element: ({ row }) => env.print(JSON.stringify([env.job, name, row.map(shown)])) };
  },
};

/** A thread that a record keeps busy. */
const slow: OperatorKind = { create: () => ({}), run: (env) => ({ element: (record) => env.emit(record) }), costUs: (config) => (config as { readonly us: number }).us };

/** Says among the records where a barrier passed. */
const marked: OperatorKind = {
  create: () => ({}),
  run: (env) => ({
    element: (record) => env.emit(record),
    beforeBarrier: () => env.emit({ kind: '+I', row: ['checkpoint'], timestamp: NO_TIMESTAMP, lineage: 0 }),
  }),
};

const OPERATORS: Operators = { ...FLINK_OPERATORS, 'source-script': scriptSource, slow, marked, stamped, 'sink-rows': rowsSink };

const AGGREGATES = [{ function: 'count', of: null }, { function: 'sum', of: 'v' }, { function: 'list', of: 'v' }];

function graphOf({ name, job, scripts, configuration }: OracleCase, parallelism: number, extra: Readonly<Record<string, string>> = {}): StreamGraph {
  const builder = new JobBuilder(name, { ...configuration, ...extra, 'parallelism.default': String(parallelism) });
  const source = (own: OracleCase['scripts'], uid: string): Stream => builder.source('source-script', { scripts: own, stamps: job.watermarks === undefined }, { name: uid, uid, fields: FIELDS, parallelism: own.length, maxParallelism: 128 });
  const collect = (stream: Stream, to: string): void => void builder.transform(stream, 'sink-rows', { name: to }, { name: `Sink: ${to}`, fields: [], parallelism: 1 });
  const to = { fields: ['r'], uid: 'fn', maxParallelism: 128 };
  const one = (): Stream => {
    const stream = source(scripts, 'script');
    return job.watermarks === undefined ? stream : builder.transform(stream, 'timestamps-and-watermarks', { input: FIELDS, watermarks: job.watermarks }, { name: 'watermarks', fields: FIELDS, parallelism: scripts.length });
  };
  const two = (): readonly [Stream, Stream] => [source(scripts.slice(0, 1), 'left'), source(scripts.slice(1, 2), 'right')];
  switch (job.kind) {
    case 'window': {
      const result = builder.transform(keyBy(one(), ['k']), 'window', { ...job.config, input: FIELDS, aggregates: AGGREGATES }, to);
      if (job.config?.['lateTag'] !== null) collect(sideOutput(result, 'late'), 'late');
      collect(job.stamps === true ? builder.transform(result, 'stamped', {}, { fields: ['r'] }) : result, 'out');
      break;
    }
    case 'process': collect(builder.transform(keyBy(one(), ['k']), 'process', job.config ?? {}, to), 'out'); break;
    case 'reduce': collect(builder.transform(keyBy(one(), ['k']), 'reduce', job.config ?? {}, to), 'out'); break;
    case 'sum': case 'min': case 'max': collect(builder.transform(keyBy(one(), ['k']), 'aggregate', { input: FIELDS, aggregates: [{ function: job.kind, of: 'v' }], ttl: null }, to), 'out'); break;
    case 'async': collect(builder.transform(one(), 'async-io', { input: FIELDS, latencyMs: 0, jitterMs: 0, latency: 'v', capacity: job.capacity, timeoutMs: 60_000, ordered: job.ordered, fields: ['k', 'v'] }, to), 'out'); break;
    case 'union': collect(builder.transform(two().map((stream) => keyBy(stream, ['k'])), 'process', job.config ?? {}, to), 'out'); break;
    case 'barriers': {
      const late = builder.transform(one(), 'slow', { us: (job.slowMs ?? 0) * 1_000 }, { fields: FIELDS, parallelism: scripts.length, chaining: 'NEVER' });
      const marks = builder.transform(late, 'marked', {}, { fields: FIELDS, parallelism: 1 });
      if (job.collects === false) builder.transform(marks, 'sink-discard', {}, { fields: [], parallelism: 1 });
      else collect(builder.transform(marks, 'map', { input: FIELDS, fields: ['k', 'v'] }, to), 'out');
      break;
    }
    case 'alignment': collect(aligned(builder, job, scripts), 'out'); break;
    default: twoInputs(builder, job, two(), collect);
  }
  return builder.graph();
}

/** Sources of the same rate, whose rows stand in the scripts; what comes of them in one stream. */
function aligned(builder: JobBuilder, { perSecond, maxDriftMs }: OracleJob, scripts: OracleCase['scripts']): Stream {
  const watermarks = { timestamp: 't', boundMs: 0, idleMs: null, emit: 'periodic', style: 'datastream', ...(typeof maxDriftMs === 'number' ? { alignment: { group: 'g', maxDriftMs } } : {}) };
  const sources = scripts.map((rows, i) => builder.source('source-collection', { rows, perSecond, watermarks }, { name: `source ${i}`, fields: FIELDS, parallelism: 1 }));
  return builder.transform(builder.transform(sources, 'filter', { input: FIELDS, where: "k = 'fast' or t > 0" }, { fields: FIELDS }), 'map', { input: FIELDS, fields: ['k', 'v'] }, { fields: ['k', 'v'] });
}

function twoInputs(builder: JobBuilder, job: OracleJob, [left, right]: readonly [Stream, Stream], collect: (stream: Stream, to: string) => void): void {
  const both = { left: FIELDS, right: FIELDS };
  const [a, b] = [keyBy(left, ['k']), keyBy(right, ['k'])];
  const to = { fields: ['r'] };
  switch (job.kind) {
    case 'interval-join': {
      const joined = builder.both(a, b, 'interval-join', { ...both, lowerMs: job.lowerMs, upperMs: job.upperMs, fields: ['left.k', 'left.v', 'right.v', 'timestamp()'], leftLateTag: 'late' }, to);
      collect(sideOutput(joined, 'late'), 'late');
      return collect(joined, 'out');
    }
    case 'window-join': return collect(builder.both(a, b, 'window-join', { ...both, assigner: job.assigner, fields: ['left.k', 'left.v', 'right.v'] }, to), 'out');
    case 'co-group': return collect(builder.both(a, b, 'window-join', { ...both, assigner: job.assigner, coGroup: true, fields: ["coalesce(lefts[0], rights[0])[0]", 'sorted(column(lefts, 1))', 'sorted(column(rights, 1))'] }, to), 'out');
    case 'co-process': return collect(builder.both(a, b, 'process', job.config ?? {}, to), 'out');
    case 'broadcast': return collect(builder.both(a, partition(right, 'BROADCAST'), 'process', job.config ?? {}, to), 'out');
    default: throw new Error(`no job of the kind ${job.kind}`);
  }
}

/** Long.MIN_VALUE and Long.MAX_VALUE as the oracle writes them. */
const shown = (value: Value): Value => (value === NO_TIMESTAMP ? null : value === MAX_WATERMARK ? 2 ** 63 : value);

function rowsOf(kernel: Kernel, id: string, name: string): Row[] {
  return linesOf(taskManagerState(kernel, 'tm-1').out).flatMap((line): Row[] => {
    const [job, sink, row] = JSON.parse(line) as [string, string, Row];
    return job === id && sink === name ? [row] : [];
  });
}

function causes(failure: Failure | null): string[] {
  const found: string[] = [];
  for (let at = failure; at !== null; at = at.cause) found.push(at.message === '' ? at.exception : `${at.exception}: ${at.message}`);
  return found;
}

/** Runs a case on the simulator. */
export function playOracleCase(given: OracleCase): OracleResult {
  const kernel = startFlink(1, { operators: OPERATORS, taskManagers: 1, slots: 8, check: true });
  const parallelism = given.parallelism ?? 1;
  if (given.rescale !== undefined) return rescaled(kernel, given, parallelism, given.rescale);
  const id = submit(kernel, graphOf(given, parallelism));
  if (given.checkpoint !== undefined) checkpointAt(kernel, id, given.checkpoint);
  const starts: number[] = [];
  let last = -1;
  until(kernel, () => {
    const job = jobOf(kernel, id);
    const failing = job.executions.at(-1);
    if (failing?.status === 'RUNNING' && failing.number > last) {
      last = failing.number;
      starts.push(kernel.state.now / 1_000);
    }
    return ['FINISHED', 'FAILED', 'CANCELED'].includes(job.status);
  });
  const job = untilEnded(kernel, id);
  return {
    status: job.status === 'FINISHED' ? 'SUCCEEDED' : job.status, out: rowsOf(kernel, id, 'out'), late: rowsOf(kernel, id, 'late'), failure: causes(job.failure),
    delaysMs: starts.slice(1).map((at, i) => at - (starts[i] ?? 0)),
  };
}

function checkpointAt(kernel: Kernel, job: string, { atMs, savepoint }: NonNullable<OracleCase['checkpoint']>): void {
  until(kernel, () => jobOf(kernel, job).executions.every(({ status }) => status === 'RUNNING'));
  kernel.runUntil(kernel.state.now + atMs * 1_000);
  ask(kernel, (request) => (savepoint ? { kind: 'TriggerSavepoint', request, job, directory: null } : { kind: 'TriggerCheckpointNow', request, job }));
}

function rescaled(kernel: Kernel, given: OracleCase, parallelism: number, to: number): OracleResult {
  const [first = [], second = []] = given.scripts;
  const before = submit(kernel, graphOf({ ...given, scripts: [[...first, { hold: true }]] }, parallelism));
  until(kernel, () => rowsOf(kernel, before, 'out').length >= first.length, 30 * SECOND);
  const answer = ask(kernel, (request) => ({ kind: 'StopWithSavepoint', request, job: before, drain: false, directory: null }));
  if (!('of' in answer) || answer.of !== 'StopWithSavepoint') throw new Error(JSON.stringify(answer));
  untilEnded(kernel, before);
  const after = submit(kernel, graphOf({ ...given, scripts: [second] }, to, { 'execution.state-recovery.path': answer.path }));
  untilEnded(kernel, after);
  return { before: rowsOf(kernel, before, 'out'), out: rowsOf(kernel, after, 'out') };
}
