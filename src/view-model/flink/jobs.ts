// Flink's processes with their slots, its jobs with their graphs, and their checkpoints.
import type { FlinkCheckpointRecord, FlinkJobRecord, FlinkNodeRecord, FlinkSlot, FlinkVertex } from '../../bridge/flink-records.ts';
import { duration, option } from '../../sim/flink/config.ts';
import type { JobGraph } from '../../sim/flink/graph/job-graph.ts';
import { freeSlots } from '../../sim/flink/jobmanager/scheduler.ts';
import { type Coordinator, isDeployed, isTerminal, type Job } from '../../sim/flink/jobmanager/state.ts';
import type { Failure } from '../../sim/flink/rpc.ts';
import { MILLISECOND } from '../../sim/kernel/types.ts';
import { type FlinkProcess, type FlinkWorld, taskId } from './actors.ts';

const EXCEPTIONS = 5;
const CHECKPOINTS = 20;

/** Jobs whose subtasks, windows and checkpoints are told: those that run, and the last that have ended, so many together where few run. */
const DETAILED = 4;
const MOST_ALIVE = 16;
/** Of jobs that have ended, the last of so many names are told as a whole: who ran one again asks what this one came to. */
const ENDED_NAMES = 8;

export function shownJobs({ jobManager }: FlinkWorld): readonly Job[] {
  const { alive, ended } = jobsOf(jobManager);
  return [...alive, ...ended.slice(Math.max(0, ended.length - Math.max(1, DETAILED - alive.length)))];
}

/** Jobs of which only the whole is told. */
export function otherJobs(flink: FlinkWorld): readonly Job[] {
  const { ended } = jobsOf(flink.jobManager);
  const shown = new Set(shownJobs(flink));
  const last = new Map(ended.map((job) => [job.graph.name, job]));
  return ended.filter((job) => last.get(job.graph.name) === job).slice(-ENDED_NAMES).filter((job) => !shown.has(job));
}

function jobsOf({ up, state }: FlinkWorld['jobManager']): { readonly alive: readonly Job[]; readonly ended: readonly Job[] } {
  const all = up ? Object.values(state.jobs) : [];
  return { alive: all.filter(({ status }) => !isTerminal(status)).slice(0, MOST_ALIVE), ended: all.filter(({ status }) => isTerminal(status)) };
}

export function flinkNodeRecords(flink: FlinkWorld): FlinkNodeRecord[] {
  return [jobManagerRecord(flink), ...flink.taskManagers.map((process) => taskManagerRecord(flink, process))];
}

function conditionOf({ world }: FlinkWorld, { node, up, upSince }: FlinkProcess<unknown>): Pick<FlinkNodeRecord, 'diskFactor' | 'clockSkewMs' | 'epochMs' | 'upSinceUs'> {
  return { diskFactor: world.disks[node]?.factor ?? 1, clockSkewMs: world.clockSkews[node] ?? 0, epochMs: world.startedAtMs + (world.clockSkews[node] ?? 0), upSinceUs: up ? upSince : null };
}

function jobManagerRecord(flink: FlinkWorld): FlinkNodeRecord {
  const { jobManager } = flink;
  const { up, node, state } = jobManager;
  return {
    kind: 'flink-node', id: `flink-node/${node}`, node, role: 'jobmanager', state: up ? 'running' : 'down', unnoticed: false, slowness: 1, slots: [], freeSlots: up ? freeSlots(state).length : 0,
    jobs: up ? Object.values(state.jobs).filter(({ status }) => !isTerminal(status)).length : 0, taskManagers: up ? Object.keys(state.taskManagers).length : 0, ...conditionOf(flink, jobManager),
  };
}

function taskManagerRecord(flink: FlinkWorld, process: FlinkProcess<FlinkWorld['taskManagers'][number]['state']>): FlinkNodeRecord {
  const { node, up, state } = process;
  const { jobManager } = flink;
  const known = jobManager.up ? jobManager.state.taskManagers[node] : undefined;
  const free = jobManager.up ? freeSlots(jobManager.state).filter((slot) => slot.node === node).length : state.slots;
  const jobs = new Set(shownJobs(flink).filter((job) => job.slots.some((slot) => slot.node === node)));
  return {
    kind: 'flink-node', id: `flink-node/${node}`, node, role: 'taskmanager', state: !up ? 'down' : known === undefined || !state.registered ? 'starting' : 'running', unnoticed: !up && known !== undefined, slowness: state.slowness,
    slots: Array.from({ length: state.slots }, (_, slot): FlinkSlot => slotOf([...jobs], node, slot)), freeSlots: free, jobs: jobs.size, taskManagers: 0, ...conditionOf(flink, process),
  };
}

function slotOf(jobs: readonly Job[], node: string, slot: number): FlinkSlot {
  const job = jobs.find(({ slots }) => slots.some((one) => one.node === node && one.slot === slot));
  const tasks = job?.executions.filter((one) => one.node === node && one.slot === slot && isDeployed(one.status)) ?? [];
  return { slot, job: job?.id ?? null, tasks: tasks.map(({ vertex, subtask }) => taskId(job?.id ?? '', vertex, subtask)) };
}

/** Graphs never change, so what is told of them is made once. */
const graphs = new WeakMap<JobGraph, { readonly vertices: readonly FlinkVertex[]; readonly edges: FlinkJobRecord['edges'] }>();

/** The graph of a job as the page is told of it. */
export function graphOf(graph: JobGraph): { readonly vertices: readonly FlinkVertex[]; readonly edges: FlinkJobRecord['edges'] } {
  const known = graphs.get(graph);
  if (known !== undefined) return known;
  const depths: number[] = [];
  graph.vertices.forEach((_, place) => {
    depths[place] = Math.max(0, ...graph.edges.filter(({ to }) => to === place).map(({ from }) => (depths[from] ?? 0) + 1));
  });
  const vertices = graph.vertices.map(({ name, parallelism, maxParallelism, operators }, place): FlinkVertex => ({
    name, parallelism, maxParallelism, depth: depths[place] ?? 0, operators: operators.map(({ name: own, kind, parent }) => ({ name: own, kind, parent })),
    reads: [...new Set(operators.filter(({ parent }) => parent < 0).flatMap(({ config, kind }) => (/source|scan/.test(kind) ? topicsOf(config, 2) : [])))],
    writes: [...new Set(operators.flatMap(({ config, kind }) => (/sink/.test(kind) ? topicsOf(config, 2) : [])))],
  }));
  const made = { vertices, edges: graph.edges.map(({ from, to, partitioner, outputTag }) => ({ from, to, partitioner: partitioner.kind, outputTag })) };
  graphs.set(graph, made);
  return made;
}

/** The topics that a connector's configuration names, wherever in it they stand. */
function topicsOf(config: object, depth: number): string[] {
  return Object.entries(config).flatMap(([name, value]): string[] => {
    if (name === 'topic' && typeof value === 'string') return [value];
    if (name === 'topics' && Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string');
    return depth > 0 && typeof value === 'object' && value !== null && !Array.isArray(value) ? topicsOf(value, depth - 1) : [];
  });
}

/** A failure and what caused it, a line each, as in a Java stack trace. */
export function failureText(failure: Failure | null): string | null {
  if (failure === null) return null;
  const first = failure.message === '' ? failure.exception : `${failure.exception}: ${failure.message}`;
  const cause = failureText(failure.cause);
  return cause === null ? first : `${first}\nCaused by: ${cause}`;
}

export function jobRecord(flink: FlinkWorld, job: Job): FlinkJobRecord {
  const { id, graph, status, coordinator, executions } = job;
  const widest: Record<string, number> = {};
  for (const { slotSharingGroup, parallelism } of graph.vertices) widest[slotSharingGroup] = Math.max(widest[slotSharingGroup] ?? 0, parallelism);
  const wanted = Object.values(widest).reduce((sum, count) => sum + count, 0);
  const interval = option(job.configuration, 'execution.checkpointing.interval') === '' ? null : duration(job.configuration, 'execution.checkpointing.interval');
  return {
    kind: 'flink-job', id: `flink-job/${id}`, job: id, name: graph.name, status, startedMs: job.startedMs, endedMs: job.endedMs, restarts: job.restarts, failure: failureText(job.failure), ...graphOf(graph),
    tasks: executions.length, runningTasks: executions.filter((one) => one.status === 'RUNNING').length, missingSlots: isTerminal(status) ? 0 : Math.max(0, wanted - job.slots.length),
    freeSlots: freeSlots(flink.jobManager.state).length, waitingSinceUs: job.waitingSince, restartsAtUs: job.restarting?.at ?? null,
    checkpointIntervalMs: interval === null ? null : interval / MILLISECOND, guarantee: option(job.configuration, 'execution.checkpointing.mode'),
    checkpointsCompleted: coordinator.completedCount, checkpointsFailed: coordinator.failedCount, checkpointsRestored: coordinator.restoredCount, pendingCheckpoint: coordinator.pending?.options.checkpoint ?? null,
    exceptions: job.exceptions.slice(-EXCEPTIONS).map(({ at, task, failure }) => ({ atUs: at, task, text: `${failure.exception}: ${failure.message}` })),
  };
}

export function checkpointRecords(job: Job): FlinkCheckpointRecord[] {
  return job.coordinator.history.slice(-CHECKPOINTS).map((row): FlinkCheckpointRecord => ({
    kind: 'flink-checkpoint', id: `flink-checkpoint/${job.id}/${row.checkpoint}`, job: job.id, checkpoint: row.checkpoint, isSavepoint: row.isSavepoint, status: row.status,
    triggeredAtUs: row.triggeredAt, endedAtUs: row.endedAt, acknowledged: row.acknowledged, subtasks: row.subtasks, bytes: row.bytes, newBytes: row.newBytes, alignmentUs: row.longestAlignmentUs, failure: row.failure,
    waiting: waitingFor(job, job.coordinator, row.checkpoint),
  }));
}

function waitingFor(job: Job, { pending }: Coordinator, checkpoint: number): string[] {
  if (pending?.options.checkpoint !== checkpoint) return [];
  return job.executions.filter(({ attempt }) => pending.waiting.includes(attempt)).map(({ vertex, subtask }) => taskId(job.id, vertex, subtask));
}

