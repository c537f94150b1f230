// Random finite jobs whose result is also computed directly, run while processes crash at random events: exactly-once or a seed that says otherwise.
import { JobBuilder, keyBy } from '../flink/graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { NO_TIMESTAMP, type Row } from '../flink/record.ts';
import type { KeyedSnapshot } from '../flink/state/keyed-backend.ts';
import type { TaskState } from '../flink/taskmanager/task-state.ts';
import { windowStart } from '../flink/window/assigners.ts';
import { freeze } from '../kernel/freeze.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type RandomState, nextRandom, seedRandom } from '../kernel/random.ts';
import { SECOND } from '../kernel/types.ts';
import { ask, collected, jobOf, managerState, startFlink, submit, taskManagerState, until, untilEnded } from './flink-cluster.ts';
import { type CompletedCheckpoint, isTerminal } from '../flink/jobmanager/state.ts';

export interface FlinkRun {
  readonly crashes: number;
  readonly restarts: number;
  readonly checkpoints: number;
  readonly rescales: number;
  /** Result rows that are missing or too many; empty where all is right. */
  readonly wrong: readonly string[];
}

const SIZE = 5_000;
const BOUND = 3_000;
const KEYS = ['ana', 'rui', 'bia', 'caio', 'eva', 'davi', 'gil', 'lia'];
const FIELDS = ['user', 'amount', 'time'];

const pick = (random: RandomState, count: number): number => Math.floor(nextRandom(random) * count);

/** Rows out of order by less than the bound, so that none is late wherever they are read. */
function input(random: RandomState): Row[] {
  const count = 50 + pick(random, 400);
  return Array.from({ length: count }, (_, i) => [KEYS[pick(random, KEYS.length)] ?? '', pick(random, 100), i * 100 + pick(random, 500)]);
}

/** What windowed sums over these rows are, computed without any stream. */
function oracle(rows: readonly Row[]): string[] {
  const found: Record<string, [number, number]> = {};
  for (const [user, amount, time] of rows) {
    const key = `${JSON.stringify(user)}|${windowStart(Number(time), 0, SIZE)}`;
    const [n, sum] = found[key] ?? [0, 0];
    found[key] = [n + 1, sum + Number(amount)];
  }
  return Object.entries(found).map(([key, [n, sum]]) => JSON.stringify([JSON.parse(key.split('|')[0] ?? ''), Number(key.split('|')[1]), Number(key.split('|')[1]) + SIZE, n, sum])).sort();
}

function graph(rows: readonly Row[], parallelism: number, mode: string, extra: Readonly<Record<string, string>> = {}): StreamGraph {
  const configuration = { 'parallelism.default': String(parallelism), 'execution.checkpointing.interval': '2 s', 'execution.checkpointing.mode': mode, 'restart-strategy.exponential-delay.max-backoff': '5 s', ...extra };
  const job = new JobBuilder('property', configuration);
  const watermarks = { timestamp: 'time', boundMs: BOUND, idleMs: null, emit: 'periodic', style: 'datastream' };
  const source = job.source('source-collection', { rows, perSecond: 20, watermarks }, { name: 'rows', uid: 'rows', fields: FIELDS });
  const sums = job.transform(keyBy(source, ['user']), 'window', {
    input: FIELDS, assigner: { kind: 'tumbling', sizeMs: SIZE, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null,
    aggregates: [{ function: 'count', of: null }, { function: 'sum', of: 'amount' }],
  }, { name: 'window', uid: 'window', maxParallelism: 128, fields: ['user', 'start', 'end', 'n', 'sum'] });
  job.transform(sums, 'sink-collect', { name: 'out' }, { name: 'Sink: out', uid: 'sink', parallelism: 1, fields: [] });
  return job.graph();
}

/** Runs a random job with crashes. `sabotage` is a configuration that takes a guarantee away, to see that the check sees it. */
export function runFlink(seed: number, sabotage: Readonly<Record<string, string>> = {}): FlinkRun {
  const random = seedRandom(seed);
  const rows = input(random);
  const kernel = startFlink(seed, { check: seed % 4 === 0, slots: 2 });
  // One way between the machines is slow: barriers of the same checkpoint come far apart.
  kernel.setLink('tm-1', 'tm-2', { latencyUs: 1 + pick(random, 800_000) });
  const mode = sabotage['mode'] ?? 'EXACTLY_ONCE';
  const extra: Readonly<Record<string, string>> = seed % 3 === 0 || sabotage['forget'] !== undefined ? { 'execution.checkpointing.unaligned.enabled': 'true' } : {};
  let id = submit(kernel, graph(rows, 1 + pick(random, 3), mode, extra));
  const out: string[] = [];
  let crashes = 0;
  let restarts = 0;
  let checkpoints = 0;
  let rescales = 0;
  const take = (): void => {
    const job = jobOf(kernel, id);
    restarts += job.restarts;
    checkpoints += job.coordinator.completedCount;
    // Rows have numbers: what a savepoint held ready is brought out by both jobs, as a transaction may be committed twice.
    const first = job.collected['out']?.first[0] ?? 0;
    collected(kernel, id).forEach(({ row }, i) => {
      out[first + i] = JSON.stringify(row);
    });
  };
  const most = 1 + pick(random, 4);
  const seen: Record<string, number> = {};
  const back: string[] = [];
  while (crashes < most && !isTerminal(jobOf(kernel, id).status)) {
    back.push(...wentBack(kernel, seen));
    kernel.runUntil(kernel.state.now + pick(random, 8 * SECOND));
    if (isTerminal(jobOf(kernel, id).status)) break;
    if (pick(random, 4) === 0) {
      // Stop with a savepoint, and go on from it with another parallelism.
      const answer = ask(kernel, (request) => ({ kind: 'StopWithSavepoint', request, job: id, drain: false, directory: null }));
      if ('of' in answer && answer.of === 'StopWithSavepoint') {
        untilEnded(kernel, id);
        take();
        const { files } = managerState(kernel);
        const saved = files[answer.path];
        if (saved !== undefined) files[answer.path] = forgetful(saved, sabotage['forget']);
        id = submit(kernel, graph(rows, 1 + pick(random, 3), mode, { ...extra, 'execution.state-recovery.path': answer.path }));
        rescales += 1;
        crashes += 1;
        continue;
      }
    }
    const node = `tm-${1 + pick(random, 2)}`;
    if (!kernel.isUp(node)) continue;
    for (let steps = pick(random, 200); steps > 0; steps--) {
      kernel.step();
      back.push(...wentBack(kernel, seen));
    }
    if (isTerminal(jobOf(kernel, id).status)) break;
    const { coordinator } = jobOf(kernel, id);
    coordinator.completed = coordinator.completed.map((done) => forgetful(done, sabotage['forget']));
    if (sabotage['watermarks'] === 'backwards') turnBack(kernel);
    back.push(...wentBack(kernel, seen));
    kernel.crash(node);
    crashes += 1;
    kernel.runUntil(kernel.state.now + pick(random, 25 * SECOND));
    kernel.start(node);
  }
  until(kernel, () => Object.keys(managerState(kernel).taskManagers).length === 2, 100 * SECOND);
  const job = untilEnded(kernel, id, 2_000 * SECOND);
  take();
  const expected = oracle(rows);
  const wrong = job.status === 'FINISHED' ? difference(out, expected) : [`the job is ${job.status}: ${JSON.stringify(job.failure)}`];
  return { crashes, restarts, checkpoints, rescales, wrong: [...back, ...wrong] };
}

/** A checkpoint without what a sabotage makes it forget: what unaligned barriers overtook, the timers, or half of the key groups. */
function forgetful(done: CompletedCheckpoint, what: string | undefined): CompletedCheckpoint {
  if (what === 'in-flight') return freeze({ ...done, inFlight: {} });
  if (what !== 'timers' && what !== 'key-groups') return done;
  const tables = (all: KeyedSnapshot['tables']): KeyedSnapshot['tables'] => (what === 'timers'
    ? Object.fromEntries(Object.entries(all).filter(([name]) => name !== '_event-timers'))
    : Object.fromEntries(Object.entries(all).map(([name, groups]) => [name, Object.fromEntries(Object.entries(groups).filter(([group]) => Number(group) < 64))])));
  const operators = Object.fromEntries(Object.entries(done.operators).map(([id, of]) => [id, {
    ...of, subtasks: of.subtasks.map((part) => (part === null || part.keyed === null ? part : { ...part, keyed: { ...part.keyed, tables: tables(part.keyed.tables) } })),
  }]));
  return freeze({ ...done, operators });
}

const tasksOf = (kernel: Kernel): readonly TaskState[] => ['tm-1', 'tm-2'].filter((node) => kernel.isUp(node)).flatMap((node) => Object.values(taskManagerState(kernel, node).tasks));

/** Operators whose watermark is behind what it was: it only ever rises as long as an attempt lives. */
function wentBack(kernel: Kernel, seen: Record<string, number>): string[] {
  return tasksOf(kernel).flatMap(({ deployment, operators }) => operators.flatMap(({ watermark }, place) => {
    const name = `${deployment.attempt}/${place}`;
    const before = seen[name] ?? watermark;
    seen[name] = watermark;
    return watermark < before ? [`the watermark of ${name} went back from ${before} to ${watermark}`] : [];
  }));
}

/** What a valve without its minimum would do. */
function turnBack(kernel: Kernel): void {
  for (const { operators } of tasksOf(kernel)) for (const operator of operators) if (operator.watermark > NO_TIMESTAMP) operator.watermark -= 1;
}

/** One seed, for `fuzz`: throws where a row is missing or too many; returns how many times something crashed, stopped or was rescaled. */
export function playFlinkSeed(seed: number): number {
  const { wrong, crashes } = runFlink(seed);
  if (wrong.length > 0) throw new Error(`a Flink job's result is not exact: ${wrong.slice(0, 5).join('; ')}`);
  return crashes;
}

function difference(found: readonly string[], expected: readonly string[]): string[] {
  const left = [...expected];
  const wrong: string[] = [];
  for (const row of found) {
    const at = left.indexOf(row);
    if (at < 0) wrong.push(`too many: ${row}`);
    else left.splice(at, 1);
  }
  return [...wrong, ...left.map((row) => `missing: ${row}`)];
}
