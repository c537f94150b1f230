// Failures: what is cancelled, whether the job starts again, and how it ends (ExecutionFailureHandler, DefaultScheduler).
//
//   CREATED -> RUNNING -> FINISHED               RUNNING -> RESTARTING -> RUNNING       a failure that may not be repeated: FAILING -> FAILED
//   any of these -> CANCELLING -> CANCELED
import { freeze } from '../../kernel/freeze.ts';
import type { Context } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { option } from '../config.ts';
import { logLine, writeLine } from '../output.ts';
import { failure, type Failure, type JobStatus } from '../rpc.ts';
import { abortPending, shutDown } from './checkpoints.ts';
import { notifyFailure } from './restart-strategy.ts';
import { regionOf, schedule } from './scheduler.ts';
import { type Execution, hasEnded, isDeployed, isTerminal, type Job, type JobManagerState, taskName } from './state.ts';

/** Exceptions of a job that are remembered (web.exception-history-size, Flink default 16). */
const EXCEPTIONS_KEPT = 16;

/** A subtask failed, or a whole job where `execution` is null. */
export function jobFailed(state: JobManagerState, job: Job, execution: Execution | null, why: Failure, ctx: Context): void {
  if (isTerminal(job.status) || job.status === 'CANCELLING' || job.status === 'FAILING') return progress(state, job, ctx);
  job.exceptions.push(freeze({ at: ctx.now, task: execution === null ? null : taskName(job, execution), failure: why }));
  if (job.exceptions.length > EXCEPTIONS_KEPT) job.exceptions.shift();
  if (execution !== null) log(state, ctx, `${taskName(job, execution)} (${execution.attempt}) switched from RUNNING to FAILED on ${execution.node ?? '(unassigned)'}.\n${causes(why)}`);
  ctx.note('flink-task-failed', { job: job.graph.name, task: execution === null ? '' : taskName(job, execution), error: `${why.exception}: ${why.message}` }, [`flink-job/${job.id}`]);
  // Failures that come with another one's restart are that one's.
  if (job.restarting !== null && execution !== null && job.restarting.executions.includes(job.executions.indexOf(execution))) return progress(state, job, ctx);
  abortPending(job, 'Checkpoint Coordinator is suspending.', ctx);
  const verdict = notifyFailure(job.restart, job.configuration, ctx.now, ctx.wallClockMs, () => ctx.random());
  if (!verdict.restarts) {
    job.failure = freeze(failure('org.apache.flink.runtime.JobException', `Recovery is suppressed by ${verdict.by}`, why));
    return end(state, job, 'FAILING', ctx);
  }
  const isWhole = execution === null || option(job.configuration, 'jobmanager.execution.failover-strategy') === 'full';
  const region = isWhole ? job.executions.map((_, i) => i) : regionOf(job, job.executions.indexOf(execution));
  const executions = [...new Set([...region, ...(job.restarting?.executions ?? [])])].sort((a, b) => a - b);
  job.restarting = freeze({ executions, at: ctx.now + verdict.delay });
  job.status = 'RESTARTING';
  job.restarts += 1;
  job.failure = why;
  log(state, ctx, `Job ${job.graph.name} (${job.id}) switched from state RUNNING to RESTARTING.`);
  ctx.note('flink-job-restarting', { job: job.graph.name, tasks: executions.length, inMs: Math.round(verdict.delay / MILLISECOND) }, [`flink-job/${job.id}`]);
  ctx.schedule(verdict.delay, freeze({ kind: 'Restart', job: job.id }));
  cancel(job, executions.flatMap((place) => job.executions[place] ?? []), ctx);
  progress(state, job, ctx);
}

function cancel(job: Job, executions: readonly Execution[], ctx: Context): void {
  for (const execution of executions) {
    if (isDeployed(execution.status) && execution.status !== 'CANCELING' && execution.node !== null) {
      execution.status = 'CANCELING';
      ctx.send(execution.node, freeze({ kind: 'CancelTask', attempt: execution.attempt }));
    } else if (execution.status === 'FINISHED' && execution.node !== null) {
      ctx.send(execution.node, freeze({ kind: 'CancelTask', attempt: execution.attempt }));
    } else if (execution.status === 'CREATED' || execution.status === 'SCHEDULED') execution.status = 'CANCELED';
  }
  job.waitingSince = null;
}

/** Ends a job: all its tasks are cancelled first. */
export function end(state: JobManagerState, job: Job, status: 'FAILING' | 'CANCELLING', ctx: Context): void {
  job.status = status;
  job.restarting = null;
  abortPending(job, 'Checkpoint Coordinator is shutting down.', ctx);
  cancel(job, job.executions, ctx);
  progress(state, job, ctx);
}

/** Goes on where everything that was waited for has ended: a restart, or the job's own end. */
export function progress(state: JobManagerState, job: Job, ctx: Context): void {
  if (isTerminal(job.status)) return;
  const { restarting } = job;
  if (restarting !== null) {
    const own = restarting.executions.flatMap((place) => job.executions[place] ?? []);
    if (ctx.now < restarting.at || own.some(({ status }) => isDeployed(status))) return;
    job.restarting = null;
    for (const execution of own) {
      execution.number += 1;
      execution.status = 'CREATED';
      execution.failure = null;
    }
    releaseLost(state, job);
    return schedule(state, job, ctx);
  }
  if (job.executions.some(({ status }) => !hasEnded(status))) return;
  if (job.status === 'FAILING') ended(state, job, 'FAILED', ctx);
  else if (job.status === 'CANCELLING') ended(state, job, 'CANCELED', ctx);
  else if (job.executions.every(({ status }) => status === 'FINISHED')) ended(state, job, 'FINISHED', ctx);
}

/** Slots on TaskManagers that are gone. */
export function releaseLost(state: JobManagerState, job: Job): void {
  job.slots = job.slots.filter(({ node }) => state.taskManagers[node] !== undefined);
}

/** A line of the JobManager's log. */
export function log(state: JobManagerState, ctx: Context, text: string): void {
  writeLine(state.log, logLine(ctx.wallClockMs, 'INFO', 'org.apache.flink.runtime.executiongraph.ExecutionGraph', text));
}

function ended(state: JobManagerState, job: Job, status: Extract<JobStatus, 'FAILED' | 'CANCELED' | 'FINISHED'>, ctx: Context): void {
  log(state, ctx, `Job ${job.graph.name} (${job.id}) switched from state ${job.status} to ${status}.`);
  job.status = status;
  job.endedMs = ctx.wallClockMs;
  job.slots = [];
  shutDown(job, ctx);
  const subjects = [`flink-job/${job.id}`];
  if (status === 'FINISHED') ctx.note('flink-job-finished', { job: job.graph.name }, subjects);
  else if (status === 'CANCELED') ctx.note('flink-job-cancelled', { job: job.graph.name }, subjects);
  else ctx.note('flink-job-failed', { job: job.graph.name, error: job.failure === null ? '' : `${job.failure.exception}: ${job.failure.message}` }, subjects);
  // Its slots may be what another job waits for.
  for (const other of Object.values(state.jobs)) if (other !== job) schedule(state, other, ctx);
}

/** The TaskManager is gone with all that ran there. */
export function taskManagerLost(state: JobManagerState, node: string, why: Failure, ctx: Context): void {
  delete state.taskManagers[node];
  ctx.note('flink-taskmanager-lost', { node, error: why.message }, [`node/${node}`], ctx.silence(node));
  for (const job of Object.values(state.jobs)) {
    releaseLost(state, job);
    const own = job.executions.filter((one) => one.node === node && isDeployed(one.status));
    for (const execution of own) {
      const wasCancelled = execution.status === 'CANCELING';
      execution.status = wasCancelled ? 'CANCELED' : 'FAILED';
      execution.failure = why;
      if (wasCancelled) progress(state, job, ctx);
      else jobFailed(state, job, execution, why, ctx);
    }
  }
}

/** An exception with its causes, as a log has them. */
function causes(why: Failure): string {
  const lines: string[] = [];
  for (let at: Failure | null = why; at !== null; at = at.cause) lines.push(`${at === why ? '' : 'Caused by: '}${at.exception}: ${at.message}`);
  return lines.join('\n');
}
