// The JobManager process: Dispatcher for clients, ResourceManager for TaskManagers, and one JobMaster for each job.
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId } from '../../kernel/types.ts';
import { INPUT, SECOND } from '../../kernel/types.ts';
import { type Configuration, duration, flag, numberOption, option } from '../config.ts';
import type { JobGraph } from '../graph/job-graph.ts';
import { type ClientAnswer, type ClientRequest, failure, type Failure, type ToJobManager } from '../rpc.ts';
import { acknowledged, type Answer, checkpointFailed, endOfData, newCoordinator, periodicTick, requestCheckpoint, startSchedule, taskFinished } from './checkpoints.ts';
import { collect, fetchResults } from './collected.ts';
import { end, jobFailed, log, progress, taskManagerLost } from './failover.ts';
import { qualified } from './file-path.ts';
import { newRestartState } from './restart-strategy.ts';
import { NO_RESOURCES, schedule } from './scheduler.ts';
import { type CompletedCheckpoint, createJobManager, type Execution, hasEnded, isTerminal, type Job, type JobManagerState } from './state.ts';

/** Ended jobs that are remembered (jobstore.max-capacity is without limit in Flink; a browser has one). */
const ENDED_KEPT = 50;
const MOST_JOBS = 64;

type Timer =
  | { readonly kind: 'HeartbeatTick' }
  | { readonly kind: 'CheckpointTick'; readonly job: string; readonly schedule: number }
  | { readonly kind: 'CheckpointTimeout'; readonly job: string; readonly checkpoint: number }
  | { readonly kind: 'Restart'; readonly job: string }
  | { readonly kind: 'SlotsTimedOut'; readonly job: string; readonly since: number };

export type JobManagerMessage = ToJobManager | ClientRequest | Timer;

const answerTo = (state: JobManagerState, ctx: Context): Answer => ({ from, ask }, value) => {
  // A cancel with a savepoint ends the job as soon as the savepoint is there.
  const job = state.jobs[ask.job];
  if (ask.kind === 'CancelWithSavepoint' && !('exception' in value) && job !== undefined && !isTerminal(job.status)) end(state, job, 'CANCELLING', ctx);
  if (from !== null) respond(ctx, from, ask.request, value);
};

function respond(ctx: Context, to: NodeId, request: number, value: ClientAnswer | Failure): void {
  // A scenario's jobs are submitted by the world itself, which waits for no answer.
  if (to === INPUT) return;
  const body = 'exception' in value ? { ok: false, failure: value } : { ok: true, value };
  ctx.send(to, freeze({ kind: 'FlinkResponse', request, ...body }));
}

const notFound = (job: string): Failure => failure('org.apache.flink.runtime.messages.FlinkJobNotFoundException', `Could not find Flink job (${job})`);

const notFoundFile = (path: string): Failure => failure('java.io.FileNotFoundException', `Cannot find checkpoint or savepoint file/directory '${path}' on file system 'file'.`);

const TIMERS: readonly string[] = ['HeartbeatTick', 'CheckpointTick', 'CheckpointTimeout', 'Restart', 'SlotsTimedOut'] satisfies Timer['kind'][];
const FROM_TASK_MANAGERS: readonly string[] = ['RegisterTaskManager', 'TaskManagerHeartbeat', 'TaskStateChanged', 'AcknowledgeCheckpoint', 'DeclineCheckpoint', 'EndOfData', 'CollectedRows', 'ReportWatermark'] satisfies ToJobManager['kind'][];
const REQUESTS: readonly string[] = ['SubmitJob', 'ListJobs', 'DescribeJob', 'CancelJob', 'TriggerSavepoint', 'StopWithSavepoint', 'CancelWithSavepoint', 'TriggerCheckpointNow', 'DisposeSavepoint', 'FetchResults'] satisfies ClientRequest['kind'][];

const isTimer = (message: Message): message is Timer => TIMERS.includes(message.kind);
const isFromTaskManager = (message: Message): message is ToJobManager => FROM_TASK_MANAGERS.includes(message.kind);
const isRequest = (message: Message): message is ClientRequest => REQUESTS.includes(message.kind);

function receive(state: JobManagerState, message: Message, from: NodeId, ctx: Context): void {
  if (isTimer(message)) timer(state, message, ctx);
  else if (isFromTaskManager(message)) fromTaskManager(state, message, from, ctx);
  else if (isRequest(message)) client(state, message, from, ctx);
  else if (message.kind === 'Disconnected') connectionLost(state, from, ctx);
  else if (message.kind === 'Shutdown') ctx.exit();
}

function timer(state: JobManagerState, message: Timer, ctx: Context): void {
  if (message.kind === 'HeartbeatTick') return heartbeats(state, ctx);
  const job = state.jobs[message.job];
  if (job === undefined || isTerminal(job.status)) return;
  switch (message.kind) {
    case 'CheckpointTick': return periodicTick(job, message.schedule, ctx, answerTo(state, ctx));
    case 'CheckpointTimeout': {
      const why = checkpointFailed(job, message.checkpoint, 'Checkpoint expired before completing.', ctx, answerTo(state, ctx));
      if (why !== null) jobFailed(state, job, null, why, ctx);
      return;
    }
    case 'Restart': return progress(state, job, ctx);
    case 'SlotsTimedOut':
      if (job.waitingSince === message.since) jobFailed(state, job, null, NO_RESOURCES, ctx);
  }
}

// --- TaskManagers ------------------------------------------------------------------------------------------------------------

function heartbeats(state: JobManagerState, ctx: Context): void {
  const timeout = duration(state.configuration, 'heartbeat.timeout') ?? 50 * SECOND;
  const threshold = numberOption(state.configuration, 'heartbeat.rpc-failure-threshold');
  for (const entry of Object.values(state.taskManagers)) {
    if (entry.unreachable) entry.misses += 1;
    if (entry.misses >= threshold) taskManagerLost(state, entry.node, failure('org.apache.flink.runtime.jobmaster.JobMasterException', `TaskManager with id ${entry.node} is no longer reachable.`), ctx);
    else if (ctx.now - entry.lastHeard >= timeout) taskManagerLost(state, entry.node, failure('java.util.concurrent.TimeoutException', `The heartbeat of TaskManager with id ${entry.node} timed out.`), ctx);
    else ctx.send(entry.node, freeze({ kind: 'JobManagerHeartbeat' }));
  }
  ctx.schedule(duration(state.configuration, 'heartbeat.interval') ?? 10 * SECOND, freeze({ kind: 'HeartbeatTick' }));
}

/** A TaskManager's process is gone: heartbeats will say so. What was being told to it can't be done. */
function connectionLost(state: JobManagerState, node: NodeId, ctx: Context): void {
  const entry = state.taskManagers[node];
  if (entry === undefined) return;
  entry.unreachable = true;
  for (const job of Object.values(state.jobs)) {
    for (const execution of job.executions) {
      if (execution.node !== node) continue;
      if (execution.status === 'CANCELING') {
        execution.status = 'CANCELED';
        progress(state, job, ctx);
      } else if (execution.status === 'DEPLOYING') {
        execution.status = 'FAILED';
        jobFailed(state, job, execution, failure('org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException', `Could not send message [RemoteRpcInvocation(TaskExecutorGateway.submitTask(TaskDeploymentDescriptor, JobMasterId, Duration))] to recipient ${node}, because the recipient is unreachable. This can either mean that the recipient has been terminated or that the remote RpcService is currently not reachable.`), ctx);
      }
    }
  }
}

function fromTaskManager(state: JobManagerState, message: ToJobManager, from: NodeId, ctx: Context): void {
  switch (message.kind) {
    case 'RegisterTaskManager': return register(state, from, message, ctx);
    case 'TaskManagerHeartbeat': {
      const entry = state.taskManagers[from];
      if (entry === undefined) return;
      entry.lastHeard = ctx.now;
      return missed(state, from, message.tasks, ctx);
    }
    default: {
      const job = state.jobs[message.job];
      const execution = job?.executions.find(({ attempt }) => attempt === message.attempt);
      if (job !== undefined && execution !== undefined) fromTask(state, job, execution, message, ctx);
    }
  }
}

function register(state: JobManagerState, from: NodeId, { slots, incarnation }: Extract<ToJobManager, { kind: 'RegisterTaskManager' }>, ctx: Context): void {
  const known = state.taskManagers[from];
  if (known !== undefined && known.incarnation !== incarnation) {
    taskManagerLost(state, from, failure('org.apache.flink.util.FlinkException', `TaskExecutor ${from} has registered again: its former process is gone.`), ctx);
  }
  if (state.taskManagers[from] === undefined) ctx.note('flink-taskmanager-registered', { node: from, slots }, [`node/${from}`]);
  state.taskManagers[from] = { node: from, slots, incarnation, lastHeard: ctx.now, misses: 0, unreachable: false };
  ctx.send(from, freeze({ kind: 'Registered', configuration: state.configuration }));
  for (const job of Object.values(state.jobs)) schedule(state, job, ctx);
}

/** A heartbeat says what runs: news that got lost is made up for (ExecutionDeploymentReconciler). */
function missed(state: JobManagerState, node: NodeId, tasks: readonly { readonly attempt: string }[], ctx: Context): void {
  const known = new Set(tasks.map(({ attempt }) => attempt));
  for (const job of Object.values(state.jobs)) {
    for (const execution of job.executions) {
      if (execution.node !== node || known.has(execution.attempt) || ctx.now - execution.since < 20 * SECOND) continue;
      if (execution.status === 'RUNNING' || execution.status === 'INITIALIZING' || execution.status === 'DEPLOYING') {
        execution.status = 'FAILED';
        jobFailed(state, job, execution, failure('org.apache.flink.runtime.jobmaster.ExecutionDeploymentException', `Execution ${execution.attempt} is unexpectedly no longer running on task executor ${node}.`), ctx);
      } else if (execution.status === 'CANCELING') {
        execution.status = 'CANCELED';
        progress(state, job, ctx);
      }
    }
  }
}

function fromTask(state: JobManagerState, job: Job, execution: Execution, message: Exclude<ToJobManager, { kind: 'RegisterTaskManager' | 'TaskManagerHeartbeat' }>, ctx: Context): void {
  switch (message.kind) {
    case 'TaskStateChanged':
      if (hasEnded(execution.status)) return;
      execution.since = ctx.now;
      if (message.status === 'INITIALIZING' || message.status === 'RUNNING') {
        if (execution.status !== 'CANCELING') execution.status = message.status;
        return;
      }
      execution.status = message.status;
      execution.failure = message.failure;
      if (message.status === 'FINISHED') taskFinished(job, message.attempt, ctx);
      if (message.status === 'FAILED' && message.failure !== null) jobFailed(state, job, execution, message.failure, ctx);
      else progress(state, job, ctx);
      return;
    case 'AcknowledgeCheckpoint': return acknowledged(state, job, message, ctx, answerTo(state, ctx));
    case 'DeclineCheckpoint': {
      const why = checkpointFailed(job, message.checkpoint, message.reason, ctx, answerTo(state, ctx));
      if (why !== null) jobFailed(state, job, null, why, ctx);
      return;
    }
    case 'EndOfData': return endOfData(job, message.attempt, ctx, answerTo(state, ctx));
    case 'CollectedRows': return collect(job, message);
    case 'ReportWatermark': return align(job, message, ctx);
  }
}

/** Watermark alignment: nobody of a group may be further ahead than the drift (SourceCoordinator); who reports is told. */
function align(job: Job, { group, attempt, watermark }: Extract<ToJobManager, { kind: 'ReportWatermark' }>, ctx: Context): void {
  const [name, drift] = group.split('|');
  const reported = (job.alignment[name ?? ''] ??= {});
  for (const known of Object.keys(reported)) if (!job.executions.some((one) => one.attempt === known && one.status === 'RUNNING')) delete reported[known];
  reported[attempt] = watermark;
  const least = Math.min(...Object.values(reported));
  for (const { node, attempt: to, status } of job.executions) {
    if (reported[to] !== undefined && status === 'RUNNING' && node !== null) ctx.send(node, freeze({ kind: 'AllowWatermark', attempt: to, group, max: least + Number(drift ?? 0) }));
  }
}

// --- clients -----------------------------------------------------------------------------------------------------------------

function client(state: JobManagerState, message: ClientRequest, from: NodeId, ctx: Context): void {
  const { request } = message;
  switch (message.kind) {
    case 'SubmitJob': return respond(ctx, from, request, submit(state, message.graph, ctx));
    case 'ListJobs': return respond(ctx, from, request, { of: 'ListJobs', jobs: Object.values(state.jobs).map(rowOf) });
    case 'DisposeSavepoint':
      if (state.files[qualified(message.path)] === undefined) return respond(ctx, from, request, notFoundFile(message.path));
      delete state.files[qualified(message.path)];
      return respond(ctx, from, request, { of: 'DisposeSavepoint' });
    default: {
      const job = state.jobs[message.job];
      if (job === undefined) return respond(ctx, from, request, notFound(message.job));
      ofJob(state, job, message, from, ctx);
    }
  }
}

function ofJob(state: JobManagerState, job: Job, message: Exclude<ClientRequest, { kind: 'SubmitJob' | 'ListJobs' | 'DisposeSavepoint' }>, from: NodeId, ctx: Context): void {
  const { request } = message;
  switch (message.kind) {
    case 'DescribeJob': return respond(ctx, from, request, { of: 'DescribeJob', job: rowOf(job), failure: job.failure });
    case 'FetchResults': return respond(ctx, from, request, fetchResults(job, message.name, message.from));
    case 'CancelJob':
      if (isTerminal(job.status) && job.status !== 'CANCELED') return respond(ctx, from, request, failure('org.apache.flink.runtime.messages.FlinkJobTerminatedWithoutCancellationException', `Job cancellation failed because the job has already reached another terminal state (${job.status}).`));
      if (!isTerminal(job.status) && job.status !== 'CANCELLING') end(state, job, 'CANCELLING', ctx);
      return respond(ctx, from, request, { of: 'CancelJob' });
    case 'TriggerSavepoint': case 'StopWithSavepoint': case 'CancelWithSavepoint': case 'TriggerCheckpointNow': {
      if (isTerminal(job.status)) return respond(ctx, from, request, notFound(job.id));
      const isDetached = 'detached' in message && message.detached === true;
      if (isDetached) respond(ctx, from, request, { of: 'Triggered', trigger: randomId(ctx) });
      return requestCheckpoint(job, freeze({ from: isDetached ? null : from, ask: message }), ctx, answerTo(state, ctx));
    }
  }
}

const rowOf = ({ id, graph, status, startedMs, endedMs }: Job): Extract<ClientAnswer, { of: 'ListJobs' }>['jobs'][number] => ({ job: id, name: graph.name, status, startedMs, endedMs });

function randomId(ctx: Context): string {
  let id = '';
  for (let i = 0; i < 32; i++) id += Math.floor(ctx.random() * 16).toString(16);
  return id;
}

/** Takes a job in and starts it; what keeps it from starting is the answer, and the job stands among those that failed. */
function submit(state: JobManagerState, graph: JobGraph, ctx: Context): ClientAnswer | Failure {
  const configuration = freeze({ ...state.configuration, ...graph.configuration });
  if (Object.values(state.jobs).filter(({ status }) => !isTerminal(status)).length >= MOST_JOBS) return failure('org.apache.flink.util.FlinkException', `More than ${MOST_JOBS} jobs run already.`);
  const path = option(configuration, 'execution.state-recovery.path').replace(/^file:\/+/, 'file:/');
  const restore = path === '' ? null : (state.files[qualified(path)] ?? null);
  const problem = path === '' ? null : restore === null ? notFoundFile(path) : unmapped(graph, restore, path, flag(configuration, 'execution.state-recovery.ignore-unclaimed-state'));
  const job = newJob(graph, configuration, restore, ctx);
  state.jobs[job.id] = job;
  const ended = Object.values(state.jobs).filter(({ status }) => isTerminal(status));
  for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) delete state.jobs[old.id];
  ctx.note('flink-job-submitted', { job: graph.name, tasks: job.executions.length }, [`flink-job/${job.id}`]);
  if (problem !== null) {
    Object.assign(job, { status: 'FAILED', endedMs: ctx.wallClockMs, failure: problem });
    for (const execution of job.executions) execution.status = 'CANCELED';
    ctx.note('flink-job-failed', { job: graph.name, error: `${problem.exception}: ${problem.message}` }, [`flink-job/${job.id}`]);
    return problem;
  }
  log(state, ctx, `Job ${graph.name} (${job.id}) switched from state CREATED to RUNNING.`);
  schedule(state, job, ctx);
  startSchedule(job, ctx);
  return { of: 'SubmitJob', job: job.id };
}

function newJob(graph: JobGraph, configuration: Configuration, restore: CompletedCheckpoint | null, ctx: Context): Job {
  const executions = graph.vertices.flatMap(({ parallelism }, vertex) => Array.from({ length: parallelism }, (_, subtask): Execution => ({
    vertex, subtask, number: 0, attempt: '', status: 'CREATED', node: null, slot: -1, since: ctx.now, failure: null,
  })));
  return {
    id: randomId(ctx), graph, configuration, status: 'CREATED', startedMs: ctx.wallClockMs, endedMs: null, failure: null, exceptions: [], executions, slots: [], waitingSince: null,
    restarting: null, restart: newRestartState(configuration), restarts: 0, coordinator: newCoordinator(restore), collected: {}, alignment: {},
  };
}

/** Every operator's state must find its operator; what finds none must be let go on purpose. */
function unmapped(graph: JobGraph, restore: CompletedCheckpoint, path: string, allows: boolean): Failure | null {
  for (const [id, { maxParallelism, subtasks }] of Object.entries(restore.operators)) {
    const vertex = graph.vertices.find(({ operators }) => operators.some(({ operatorId }) => operatorId === id));
    const hasState = subtasks.some((part) => part !== null && (part.keyed !== null || Object.keys(part.lists).length > 0));
    if (vertex === undefined && hasState && !allows) {
      return failure('java.lang.IllegalStateException', `Failed to rollback to checkpoint/savepoint ${path}. Cannot map checkpoint/savepoint state for operator ${id} to the new program, because the operator is not available in the new program. If you want to allow to skip this, you can set the --allowNonRestoredState option on the CLI.`);
    }
    if (vertex !== undefined && hasState && vertex.maxParallelism !== maxParallelism) {
      return failure('java.lang.IllegalStateException', `Failed to rollback to checkpoint/savepoint ${path}. Max parallelism mismatch between checkpoint/savepoint state and new program. Cannot map operator ${id} with max parallelism ${maxParallelism} to new program with max parallelism ${vertex.maxParallelism}. This indicates that the program has been changed in a non-compatible way after the checkpoint/savepoint.`);
    }
  }
  return null;
}

export const jobManager: Behavior<JobManagerState, JobManagerMessage> = {
  start(state, ctx) {
    ctx.schedule(duration(state.configuration, 'heartbeat.interval') ?? 10 * SECOND, freeze({ kind: 'HeartbeatTick' }));
  },
  receive: (state, message, from, ctx) => receive(state, message, from, ctx),
  // Without high availability jobs end with the process; savepoints lie in the file system.
  crash: (state) => ({ ...createJobManager(state.configuration), files: state.files, out: state.out, log: state.log }),
};

