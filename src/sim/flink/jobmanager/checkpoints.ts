// The checkpoint coordinator of a job: triggers, collects what subtasks acknowledge, completes or gives up (CheckpointCoordinator).
import { freeze } from '../../kernel/freeze.ts';
import type { Context } from '../../kernel/types.ts';
import { MILLISECOND, SECOND } from '../../kernel/types.ts';
import { type Configuration, duration, flag, numberOption, option } from '../config.ts';
import { type CheckpointMetrics, failure, type ClientAnswer, type Failure, type InFlight } from '../rpc.ts';
import type { OperatorSnapshot } from '../state/snapshot.ts';
import { qualified } from './file-path.ts';
import { type CheckpointRequest, type CheckpointRow, type CompletedCheckpoint, type Coordinator, type Execution, type Job, type JobManagerState, type OperatorStateOf, type PendingCheckpoint } from './state.ts';

/** Checkpoints that are remembered, whatever became of them (web.checkpoints.history, Flink default 10). */
const HISTORY = 10;
/** Requests of clients that wait for their turn, at most. */
const MOST_REQUESTS = 32;

export function newCoordinator(restore: CompletedCheckpoint | null): Coordinator {
  return {
    next: (restore?.checkpoint ?? 0) + 1, pending: null, due: false, ended: [], requests: [], completed: restore === null ? [] : [restore], history: [], failedInARow: 0, endedAt: 0,
    triggered: 0, completedCount: 0, failedCount: 0, restoredCount: 0, schedule: 0,
  };
}

export function intervalOf(configuration: Configuration): number | null {
  return option(configuration, 'execution.checkpointing.interval') === '' ? null : duration(configuration, 'execution.checkpointing.interval');
}

/** Begins the periodic schedule: the first one after a chance part of the interval, as Flink does, so that jobs do not all begin at once. */
export function startSchedule(job: Job, ctx: Context): void {
  const interval = intervalOf(job.configuration);
  if (interval === null) return;
  job.coordinator.schedule += 1;
  const pause = duration(job.configuration, 'execution.checkpointing.min-pause') ?? 0;
  tick(job, Math.round(pause + ctx.random() * Math.max(0, interval - pause)), ctx);
}

function tick(job: Job, delay: number, ctx: Context): void {
  ctx.schedule(delay, freeze({ kind: 'CheckpointTick', job: job.id, schedule: job.coordinator.schedule }));
}

export function periodicTick(job: Job, schedule: number, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  const interval = intervalOf(job.configuration);
  if (schedule !== coordinator.schedule || interval === null) return;
  tick(job, interval, ctx);
  coordinator.due = true;
  next(job, ctx, answer);
}

/** A task has no more records. Where none of the job's has, its last checkpoint is not waited for until the next is due (SchedulerBase.notifyEndOfData). */
export function endOfData(job: Job, attempt: string, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  coordinator.ended = [...coordinator.ended.filter((one) => job.executions.some((execution) => execution.attempt === one)), attempt];
  if (!job.executions.every((execution) => execution.status === 'FINISHED' || coordinator.ended.includes(execution.attempt))) return;
  coordinator.due = true;
  next(job, ctx, answer);
}

/** How clients are answered. */
export type Answer = (request: CheckpointRequest, value: ClientAnswer | Failure) => void;

/** Somebody asks for one. */
export function requestCheckpoint(job: Job, request: CheckpointRequest, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  if (coordinator.requests.length >= MOST_REQUESTS) return answer(request, failure('org.apache.flink.runtime.checkpoint.CheckpointException', 'The maximum number of queued checkpoint requests exceeded'));
  coordinator.requests.push(request);
  next(job, ctx, answer);
}

/** Triggers what is due, one at a time (max-concurrent-checkpoints, Flink default 1). */
function next(job: Job, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  if (coordinator.pending !== null) return;
  const request = coordinator.requests[0];
  const pause = duration(job.configuration, 'execution.checkpointing.min-pause') ?? 0;
  if (request === undefined && (!coordinator.due || ctx.now < coordinator.endedAt + pause)) return;
  const running = job.executions.filter(({ status }) => status !== 'FINISHED');
  if (job.status !== 'RUNNING' || running.length === 0 || running.some(({ status }) => status !== 'RUNNING')) {
    if (request !== undefined) {
      coordinator.requests.shift();
      answer(request, failure('org.apache.flink.runtime.checkpoint.CheckpointException', 'Checkpoint triggering task is not being executed at the moment. Aborting checkpoint. Failure reason: Not all required tasks are currently running.'));
    }
    return;
  }
  if (request === undefined) coordinator.due = false;
  else coordinator.requests.shift();
  trigger(job, running, request ?? null, ctx);
}

function trigger(job: Job, running: readonly Execution[], request: CheckpointRequest | null, ctx: Context): void {
  const { coordinator, configuration } = job;
  const isSavepoint = request !== null && request.ask.kind !== 'TriggerCheckpointNow';
  const stop = request?.ask.kind === 'StopWithSavepoint' ? (request.ask.drain ? 'drain' as const : 'suspend' as const) : 'none' as const;
  const checkpoint = coordinator.next++;
  const options = freeze({ checkpoint, unaligned: flag(configuration, 'execution.checkpointing.unaligned.enabled') && !isSavepoint, isSavepoint, stop });
  coordinator.pending = { options, triggeredAt: ctx.now, waiting: running.map(({ attempt }) => attempt), parts: {}, request };
  coordinator.triggered += 1;
  coordinator.history.push({ checkpoint, isSavepoint, status: 'IN_PROGRESS', triggeredAt: ctx.now, endedAt: null, acknowledged: 0, subtasks: running.length, bytes: 0, newBytes: 0, longestAlignmentUs: 0, failure: null });
  if (coordinator.history.length > HISTORY) coordinator.history.shift();
  // A stop is the last one.
  if (stop !== 'none') coordinator.schedule += 1;
  for (const execution of running) {
    if (!begins(job, execution) || execution.node === null) continue;
    ctx.send(execution.node, freeze({ kind: 'TriggerCheckpoint', attempt: execution.attempt, options, triggeredAt: ctx.now }));
  }
  ctx.schedule(duration(configuration, 'execution.checkpointing.timeout') ?? 600 * SECOND, freeze({ kind: 'CheckpointTimeout', job: job.id, checkpoint }));
}

/** Barriers begin at sources, and where everything before has finished (FLIP-147). */
function begins(job: Job, { vertex }: Execution): boolean {
  const before = job.graph.edges.filter(({ to }) => to === vertex).map(({ from }) => from);
  return before.every((from) => job.executions.every((one) => one.vertex !== from || one.status === 'FINISHED'));
}

export interface Acknowledged {
  readonly attempt: string;
  readonly checkpoint: number;
  readonly operators: Readonly<Record<string, OperatorSnapshot>>;
  readonly inFlight: InFlight | null;
  readonly metrics: CheckpointMetrics;
}

/** A subtask's part has come; with the last one the checkpoint is complete. */
export function acknowledged(state: JobManagerState, job: Job, message: Acknowledged, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  const { pending } = coordinator;
  const { attempt, checkpoint, operators, inFlight, metrics } = message;
  if (pending === null || pending.options.checkpoint !== checkpoint || !pending.waiting.includes(attempt)) return;
  pending.waiting = pending.waiting.filter((one) => one !== attempt);
  pending.parts[attempt] = freeze({ operators, inFlight, metrics });
  const row = rowOf(coordinator, checkpoint);
  if (row !== null) {
    row.acknowledged += 1;
    row.bytes += metrics.bytes;
    row.newBytes += metrics.newBytes;
    row.longestAlignmentUs = Math.max(row.longestAlignmentUs, metrics.alignmentUs);
  }
  if (pending.waiting.length === 0) completed(state, job, pending, ctx, answer);
}

const rowOf = (coordinator: Coordinator, checkpoint: number): CheckpointRow | null => coordinator.history.find((row) => row.checkpoint === checkpoint) ?? null;

function completed(state: JobManagerState, job: Job, pending: PendingCheckpoint, ctx: Context, answer: Answer): void {
  const { coordinator } = job;
  const { checkpoint, isSavepoint } = pending.options;
  const path = isSavepoint ? savepointPath(job, pending, ctx) : null;
  const done: CompletedCheckpoint = freeze({ checkpoint, isSavepoint, path, completedAt: ctx.now, operators: assembled(job, pending), inFlight: inFlightOf(job, pending) });
  const retained = Math.max(1, numberOption(job.configuration, 'execution.checkpointing.num-retained'));
  coordinator.completed = [...coordinator.completed, done].slice(-retained);
  if (path !== null) state.files[path] = done;
  coordinator.completedCount += 1;
  coordinator.failedInARow = 0;
  close(coordinator, ctx, 'COMPLETED', null);
  ctx.note('flink-checkpoint-completed', { job: job.graph.name, checkpoint, bytes: rowOf(coordinator, checkpoint)?.bytes ?? 0, ms: Math.round((ctx.now - pending.triggeredAt) / MILLISECOND) }, [`flink-job/${job.id}`]);
  for (const execution of job.executions) {
    if (execution.status === 'RUNNING' && execution.node !== null) ctx.send(execution.node, freeze({ kind: 'CheckpointComplete', attempt: execution.attempt, checkpoint }));
  }
  const { request } = pending;
  if (request !== null) {
    if (request.ask.kind === 'TriggerCheckpointNow') answer(request, { of: 'TriggerCheckpointNow', checkpoint });
    else answer(request, { of: request.ask.kind, path: path ?? '' });
  }
  next(job, ctx, answer);
}

/** The parts of all subtasks by operator. What finished before has none, for there is nothing left of it; but how far a source had read stays known, as its enumerator knows which splits it gave away. */
function assembled(job: Job, pending: PendingCheckpoint): Readonly<Record<string, OperatorStateOf>> {
  const found: Record<string, OperatorStateOf> = {};
  const before = job.coordinator.completed.at(-1)?.operators;
  job.graph.vertices.forEach(({ operators, maxParallelism }, vertex) => {
    const own = job.executions.filter((one) => one.vertex === vertex);
    const isSource = job.graph.edges.every(({ to }) => to !== vertex);
    operators.forEach(({ operatorId }, place) => {
      const last = (subtask: number): OperatorSnapshot | null => (isSource && place === 0 ? (before?.[operatorId]?.subtasks[subtask] ?? null) : null);
      const subtasks = own.map(({ attempt, status, subtask }) => pending.parts[attempt]?.operators[operatorId] ?? (status === 'FINISHED' ? last(subtask) : null));
      found[operatorId] = { maxParallelism, subtasks };
    });
  });
  return found;
}

function inFlightOf(job: Job, pending: PendingCheckpoint): Readonly<Record<string, InFlight>> {
  const found: Record<string, InFlight> = {};
  for (const { vertex, subtask, attempt } of job.executions) {
    const own = pending.parts[attempt]?.inFlight ?? null;
    if (own !== null) found[`${vertex}/${subtask}`] = own;
  }
  return found;
}

function savepointPath(job: Job, pending: PendingCheckpoint, ctx: Context): string {
  const { request } = pending;
  const asked = request !== null && request.ask.kind !== 'TriggerCheckpointNow' ? request.ask.directory : null;
  let digits = '';
  for (let i = 0; i < 12; i++) digits += Math.floor(ctx.random() * 16).toString(16);
  return `${qualified(asked ?? option(job.configuration, 'execution.checkpointing.savepoint-dir'))}/savepoint-${job.id.slice(0, 6)}-${digits}`;
}

function close(coordinator: Coordinator, ctx: Context, status: 'COMPLETED' | 'FAILED', why: string | null): void {
  const row = rowOf(coordinator, coordinator.pending?.options.checkpoint ?? -1);
  if (row !== null) Object.assign(row, { status, endedAt: ctx.now, failure: why });
  coordinator.pending = null;
  coordinator.endedAt = ctx.now;
}

/** The pending one is given up, because the job restarts or ends: that is no failure of the checkpoint's own. */
export function abortPending(job: Job, why: string, ctx: Context): void {
  const { coordinator } = job;
  if (coordinator.pending === null) return;
  coordinator.failedCount += 1;
  const { request, options } = coordinator.pending;
  close(coordinator, ctx, 'FAILED', why);
  tellAborted(job, options.checkpoint, ctx);
  if (request === null) return;
  const exception = failure('org.apache.flink.runtime.checkpoint.CheckpointException', why);
  if (request.from !== null) ctx.send(request.from, freeze({ kind: 'FlinkResponse', request: request.ask.request, ok: false, failure: exception }));
  if (request.ask.kind === 'StopWithSavepoint') startSchedule(job, ctx);
}

/** The job is over: nobody who waits for a checkpoint of it will get one. */
export function shutDown(job: Job, ctx: Context): void {
  const why = 'Checkpoint Coordinator is shutting down.';
  abortPending(job, why, ctx);
  job.coordinator.schedule += 1;
  for (const { from, ask } of job.coordinator.requests.splice(0)) {
    if (from !== null) ctx.send(from, freeze({ kind: 'FlinkResponse', request: ask.request, ok: false, failure: failure('org.apache.flink.runtime.checkpoint.CheckpointException', why) }));
  }
}

/** A task ended before its barrier came: the checkpoint that waits for it can't complete. */
export function taskFinished(job: Job, attempt: string, ctx: Context): void {
  if (job.coordinator.pending?.waiting.includes(attempt) === true) abortPending(job, 'Task has finished or is finishing.', ctx);
}

function tellAborted(job: Job, checkpoint: number, ctx: Context): void {
  for (const { node, attempt, status } of job.executions) {
    if (status === 'RUNNING' && node !== null) ctx.send(node, freeze({ kind: 'CheckpointAborted', attempt, checkpoint }));
  }
}

/** A pending one ran out of time or was declined. More failures in a row than are tolerated fail the job: then its failure is returned. */
export function checkpointFailed(job: Job, checkpoint: number, why: string, ctx: Context, answer: Answer): Failure | null {
  const { coordinator } = job;
  if (coordinator.pending?.options.checkpoint !== checkpoint) return null;
  // Savepoints do not count, checkpoints that somebody asked for do (CheckpointFailureManager).
  const counts = !coordinator.pending.options.isSavepoint;
  abortPending(job, why, ctx);
  ctx.note('flink-checkpoint-failed', { job: job.graph.name, checkpoint, error: why }, [`flink-job/${job.id}`]);
  coordinator.failedInARow += counts ? 1 : 0;
  if (counts && coordinator.failedInARow > numberOption(job.configuration, 'execution.checkpointing.tolerable-failed-checkpoints')) {
    coordinator.failedInARow = 0;
    return failure('org.apache.flink.util.FlinkRuntimeException', `Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to ${why}, view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.`);
  }
  next(job, ctx, answer);
  return null;
}
