// Flink as an onlooker sees it, like its REST API: jobs, their tasks with counters and watermarks, channels, checkpoints, slots. Reads, never changes.
import type { NodeId, Time } from '../kernel/types.ts';
import type { Job, JobManagerState } from './jobmanager/state.ts';
import { isTerminal, taskName } from './jobmanager/state.ts';
import { freeSlots } from './jobmanager/scheduler.ts';
import { MAX_WATERMARK, NO_TIMESTAMP } from './record.ts';
import { eachEntry, sizeOf } from './state/layers.ts';
import type { Failure, JobStatus, TaskStatus } from './rpc.ts';
import type { TaskManagerState } from './taskmanager/taskmanager-state.ts';
import type { TaskState } from './taskmanager/task-state.ts';

export interface TaskManagerView {
  readonly node: NodeId;
  readonly slots: number;
  readonly freeSlots: number;
  /** The JobManager still believes in it, though its process can't be reached. */
  readonly unreachable: boolean;
}

export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly failure: Failure | null;
  readonly restarts: number;
  readonly vertices: readonly { readonly name: string; readonly parallelism: number; readonly maxParallelism: number; readonly operators: readonly string[] }[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly partitioner: string; readonly outputTag: string | null }[];
  readonly tasks: readonly TaskView[];
  readonly checkpoints: { readonly completed: number; readonly failed: number; readonly restored: number; readonly pending: number | null; readonly history: Job['coordinator']['history'] };
}

export interface TaskView {
  /** `Source: clicks -> Map (1/2)`. */
  readonly name: string;
  readonly vertex: number;
  readonly subtask: number;
  readonly attempt: number;
  readonly status: TaskStatus;
  readonly node: NodeId | null;
  readonly slot: number;
  /** Null where no TaskManager runs it now. */
  readonly running: RunningView | null;
}

export interface RunningView {
  /** ms of event time; null before the first one (`No Watermark`), `end` after the last. */
  readonly watermark: number | 'end' | null;
  readonly operators: readonly { readonly name: string; readonly recordsIn: number; readonly recordsOut: number; readonly lateDropped: number; readonly watermark: number | 'end' | null; readonly keys: number; readonly timers: number }[];
  readonly inputs: readonly ChannelView[];
  readonly outputs: readonly { readonly edge: number; readonly subpartitions: readonly { readonly queued: number; readonly credit: number; readonly open: number }[] }[];
  /** Shares of the task's time, from 0 to 1 (busyTimeMsPerSecond and its siblings over 1000). */
  readonly busy: number;
  readonly backpressured: number;
  readonly idle: number;
  /** The checkpoint that is being aligned, and how many barriers have come. */
  readonly aligning: { readonly checkpoint: number; readonly arrived: number } | null;
}

export interface ChannelView {
  readonly edge: number;
  readonly input: 0 | 1;
  readonly index: number;
  readonly from: NodeId;
  readonly queued: number;
  readonly credit: number;
  readonly watermark: number | 'end' | null;
  readonly idle: boolean;
  readonly blocked: boolean;
  readonly finished: boolean;
  /** Whether it holds the minimum of its input: why a window waits. */
  readonly holdsBack: boolean;
}

const shown = (watermark: number): number | 'end' | null => (watermark === NO_TIMESTAMP ? null : watermark === MAX_WATERMARK ? 'end' : watermark);

export function taskManagerViews(state: JobManagerState): TaskManagerView[] {
  const free = freeSlots(state);
  return Object.values(state.taskManagers).map(({ node, slots, unreachable }) => ({ node, slots, unreachable, freeSlots: free.filter((slot) => slot.node === node).length }));
}

/** All jobs of the Dispatcher, those that run first. `taskManagers` are the states by node, as far as their processes are up. */
export function jobViews(state: JobManagerState, taskManagers: Readonly<Record<NodeId, TaskManagerState>>, now: Time): JobView[] {
  const jobs = Object.values(state.jobs);
  return [...jobs.filter(({ status }) => !isTerminal(status)), ...jobs.filter(({ status }) => isTerminal(status))].map((job) => jobView(job, taskManagers, now));
}

function jobView(job: Job, taskManagers: Readonly<Record<NodeId, TaskManagerState>>, now: Time): JobView {
  const { id, graph, status, startedMs, endedMs, failure, restarts, coordinator } = job;
  return {
    id, name: graph.name, status, startedMs, endedMs, failure, restarts,
    vertices: graph.vertices.map(({ name, parallelism, maxParallelism, operators }) => ({ name, parallelism, maxParallelism, operators: operators.map((one) => one.name) })),
    edges: graph.edges.map(({ from, to, partitioner, outputTag }) => ({ from, to, partitioner: partitioner.kind, outputTag })),
    tasks: job.executions.map((execution): TaskView => {
      const { vertex, subtask, number, status: own, node, slot, attempt } = execution;
      const task = node === null ? undefined : taskManagers[node]?.tasks[attempt];
      return { name: taskName(job, execution), vertex, subtask, attempt: number, status: own, node, slot, running: task === undefined ? null : runningView(task, now) };
    }),
    checkpoints: {
      completed: coordinator.completedCount, failed: coordinator.failedCount, restored: coordinator.restoredCount,
      pending: coordinator.pending?.options.checkpoint ?? null, history: coordinator.history,
    },
  };
}

function runningView(task: TaskState, now: Time): RunningView {
  const { deployment, operators, gates, results, valves, alignment, startedAt } = task;
  const time = Math.max(1, now - startedAt);
  const backpressured = (task.backpressuredUs + (task.blockedSince === null ? 0 : now - task.blockedSince)) / time;
  const busy = Math.min(1 - backpressured, task.busyUs / time);
  return {
    watermark: shown(gates.length === 0 ? (operators[0]?.watermark ?? NO_TIMESTAMP) : Math.min(...valves.map(({ output }) => output))),
    operators: operators.map(({ recordsIn, recordsOut, lateDropped, watermark, keyed }, i) => ({
      name: deployment.vertex.operators[i]?.name ?? '', recordsIn, recordsOut, lateDropped, watermark: shown(watermark), keys: countKeys(keyed, false), timers: countKeys(keyed, true),
    })),
    inputs: gates.flatMap(({ edge, input, channels }) => {
      const least = Math.min(...gates.filter((gate) => gate.input === input).flatMap((gate) => gate.channels).filter(({ idle }) => !idle).map(({ watermark }) => watermark));
      return channels.map(({ from, queue, credit, watermark, idle, blocked, finished }, index): ChannelView => ({
        edge, input, index, from, queued: queue.length, credit, watermark: shown(watermark), idle, blocked, finished, holdsBack: !idle && !finished && watermark === least,
      }));
    }),
    outputs: results.map(({ edge, subpartitions }) => ({ edge, subpartitions: subpartitions.map(({ queue, credit, open }) => ({ queued: queue.length, credit, open: open.length })) })),
    busy, backpressured, idle: Math.max(0, 1 - busy - backpressured),
    aligning: alignment === null ? null : { checkpoint: alignment.options.checkpoint, arrived: alignment.arrived },
  };
}

/** Entries of the keyed state over all tables, or of its timers. */
function countKeys(keyed: TaskState['operators'][number]['keyed'], timers: boolean): number {
  let count = 0;
  for (const [name, { groups }] of Object.entries(keyed?.tables ?? {})) {
    if (name.endsWith('-timers') !== timers) continue;
    for (const group of groups) for (const [, values] of eachEntry(group)) count += sizeOf(values);
  }
  return count;
}
