// Small makers of Flink's records, for the named worlds: a job from its steps, with every subtask, edge and slot that these ask for.
import type {
  FlinkCheckpointRecord, FlinkEdgeRecord, FlinkEvent, FlinkJobRecord, FlinkNodeRecord, FlinkPane, FlinkRecord, FlinkStateRecord, FlinkTaskRecord, FlinkTimeRecord, FlinkVertex, FlinkWindowRecord, WatermarkValue } from '../../bridge/flink-records.ts';
import { STARTED_AT_MS } from './build.ts';

const SECOND = 1_000_000;

/** An instant of event time, in seconds after the worlds' noon. */
export const noon = (seconds: number): number => STARTED_AT_MS + Math.round(seconds * 1_000);

export interface StepSketch {
  readonly name: string;
  readonly operators: readonly (readonly [name: string, kind: string])[];
  readonly parallelism: number;
  readonly after?: readonly number[];
  readonly partitioner?: string;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

export interface JobSketch {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly StepSketch[];
  /** The TaskManager of each slot that the job has: subtask i of every step is in the i-th. */
  readonly slots: readonly string[];
  readonly watermark: WatermarkValue;
  readonly task?: (vertex: number, subtask: number) => Partial<FlinkTaskRecord>;
  readonly channel?: (edge: number, from: number, to: number) => Partial<FlinkEdgeRecord['channels'][number]>;
  readonly more?: Partial<FlinkJobRecord>;
}

function verticesOf(steps: readonly StepSketch[]): FlinkVertex[] {
  const depths: number[] = [];
  return steps.map(({ name, operators, parallelism, after = [], reads = [], writes = [] }, at) => {
    depths[at] = Math.max(0, ...after.map((one) => (depths[one] ?? 0) + 1));
    return { name, parallelism, maxParallelism: 128, depth: depths[at] ?? 0, reads, writes, operators: operators.map(([own, kind], place) => ({ name: own, kind, parent: place - 1 })) };
  });
}

export function job(sketch: JobSketch): FlinkRecord[] {
  const { id, name, steps, slots, watermark } = sketch;
  const vertices = verticesOf(steps);
  const edges = steps.flatMap(({ after = [], partitioner = 'HASH' }, to) => after.map((from) => ({ from, to, partitioner, outputTag: null })));
  const tasks = steps.flatMap((step, vertex) => Array.from({ length: step.parallelism }, (_, subtask) => taskOf(sketch, step, vertex, subtask, watermark)));
  const record: FlinkJobRecord = {
    kind: 'flink-job', id: `flink-job/${id}`, job: id, name, status: 'RUNNING', startedMs: noon(2), endedMs: null, restarts: 0, failure: null, vertices, edges, tasks: tasks.length, runningTasks: tasks.filter(({ status }) => status === 'RUNNING').length,
    missingSlots: 0, freeSlots: 0, waitingSinceUs: null, restartsAtUs: null, checkpointIntervalMs: 5_000, guarantee: 'EXACTLY_ONCE', checkpointsCompleted: 6, checkpointsFailed: 0, checkpointsRestored: 0, pendingCheckpoint: null, exceptions: [], ...sketch.more,
  };
  return [record, ...tasks, ...edges.map((edge, index): FlinkEdgeRecord => edgeOf(sketch, edge, index, slots.length > 0))];
}

function taskOf({ id, slots, task }: JobSketch, step: StepSketch, vertex: number, subtask: number, watermark: WatermarkValue): FlinkTaskRecord {
  const node = slots[subtask] ?? null;
  const before = slots.slice(0, subtask).filter((one) => one === node).length;
  return {
    kind: 'flink-task', id: `flink-task/${id}/${vertex}-${subtask}`, job: id, vertex, subtask, name: `${step.name} (${subtask + 1}/${step.parallelism})`, parallelism: step.parallelism, status: 'RUNNING', node, slot: before, attempt: 0,
    address: `${node ?? ''}/${id}_${vertex}_${subtask}_0`, sinceUs: 2 * SECOND, failure: null, running: node !== null, watermark, idle: false, busy: watermark === null ? 0 : 12, backpressured: 0, inRate: vertex === 0 ? 0 : 3, outRate: vertex === 0 ? 3 : 0, waits: { reason: 'input' },
    operators: step.operators.map(([name, kind]) => ({ name, kind, recordsIn: 40, recordsOut: 40, lateDropped: 0, watermark, idle: false, keys: 0, timers: 0 })), keyGroups: null, splits: [], transactions: [], late: [], written: [], lastCheckpoint: 6,
    ...task?.(vertex, subtask),
  };
}

function edgeOf({ id, steps, watermark, channel }: JobSketch, { from, to, partitioner }: FlinkJobRecord['edges'][number], index: number, connected: boolean): FlinkEdgeRecord {
  const [up, down] = [steps[from]?.parallelism ?? 1, steps[to]?.parallelism ?? 1];
  const pairs = Array.from({ length: up }, (_, a) => a).flatMap((a) => (partitioner === 'FORWARD' ? [[a, a] as const] : Array.from({ length: down }, (_, b) => [a, b] as const)));
  const channels = pairs.map(([a, b]) => ({ from: a, to: b, queuedOut: 0, openOut: 0, credit: 2, queuedIn: 0, watermark: connected ? watermark : null, idle: false, blocked: false, finished: false, holdsBack: false, ...channel?.(index, a, b) }));
  return { kind: 'flink-edge', id: `flink-edge/${id}/${index}`, job: id, index, from, to, partitioner, outputTag: null, channels: channels.slice(0, 64), channelCount: channels.length, mostQueued: 10 };
}

export function jobManager(more: Partial<FlinkNodeRecord> = {}): FlinkNodeRecord {
  return { kind: 'flink-node', id: 'flink-node/jobmanager', node: 'jobmanager', role: 'jobmanager', state: 'running', unnoticed: false, slots: [], freeSlots: 0, jobs: 1, taskManagers: 2, diskFactor: 1, slowness: 1, clockSkewMs: 0, epochMs: STARTED_AT_MS, upSinceUs: SECOND, ...more };
}

/** A TaskManager whose slots are those of the jobs that have one there. */
export function taskManager(node: string, slots: number, jobs: readonly JobSketch[], more: Partial<FlinkNodeRecord> = {}): FlinkNodeRecord {
  const owners = jobs.flatMap((one) => one.slots.filter((place) => place === node).map(() => one.id));
  const all = Array.from({ length: slots }, (_, slot) => ({ slot, job: owners[slot] ?? null, tasks: [] }));
  return { ...jobManager(), id: `flink-node/${node}`, node, role: 'taskmanager', slots: all, freeSlots: Math.max(0, slots - owners.length), taskManagers: 0, ...more };
}

/** The identity of a record of the job's first source. */
export const identity = (partition: number, offset: number): number => (4_096 + partition) * 2 ** 33 + offset;

export function event(at: number, key: string, offset: number, more: Partial<FlinkEvent> = {}): FlinkEvent {
  return { lineage: [identity(0, offset)], key, text: `${key}, ${offset}`, timestampMs: noon(at), atUs: at * SECOND, late: false, ...more };
}

export function time(jobId: string, vertex: number, name: string, watermark: WatermarkValue, events: readonly FlinkEvent[], more: Partial<FlinkTimeRecord> = {}): FlinkTimeRecord {
  return { kind: 'flink-time', id: `flink-time/${jobId}/${vertex}-0`, job: jobId, vertex, operator: 0, name, assigner: 'tumbling', sizeMs: 10_000, slideMs: 0, time: 'event', allowedLatenessMs: 0, watermark, watermarks: [watermark, watermark], lateDropped: 0, events, windows: 1, fired: [], ...more };
}

export function pane(key: string, keyGroup: number, subtask: number, value: string, offsets: readonly number[]): FlinkPane {
  return { key, keyGroup, subtask, value, lineage: offsets.map((offset) => identity(0, offset)) };
}

export function window(jobId: string, vertex: number, name: string, from: number, to: number, watermark: WatermarkValue, panes: readonly FlinkPane[], more: Partial<FlinkWindowRecord> = {}): FlinkWindowRecord {
  return {
    kind: 'flink-window', id: `flink-window/${jobId}/${vertex}-0/${noon(from)},${noon(to)}`, job: jobId, vertex, operator: 0, name, startMs: noon(from), endMs: noon(to), time: 'event', allowedLatenessMs: 0,
    panes, keys: panes.length, waitsFor: `flink-task/${jobId}/${vertex}-0`, watermark, ...more,
  };
}

/** The panes of these windows that a subtask holds, as its state. */
export function stateOf(jobId: string, vertex: number, subtask: number, name: string, windows: readonly FlinkWindowRecord[]): FlinkStateRecord {
  const own = windows.flatMap(({ startMs, endMs, panes }) => panes.filter((one) => one.subtask === subtask).map((one) => ({ table: 'window-contents', key: one.key, keyGroup: one.keyGroup, namespace: `${startMs},${endMs}`, value: one.value, lineage: one.lineage })));
  return {
    kind: 'flink-state', id: `flink-state/${jobId}/${vertex}-${subtask}/0`, job: jobId, vertex, subtask, operator: 0, name, firstGroup: subtask * 64, lastGroup: subtask * 64 + 63, maxParallelism: 128,
    entries: own, size: own.length, timers: own.map(({ key, namespace }) => ({ timeMs: Number(namespace.split(',')[1]) - 1, key, time: 'event' as const })), timerCount: own.length,
  };
}

export function checkpoint(jobId: string, number: number, atS: number, more: Partial<FlinkCheckpointRecord> = {}): FlinkCheckpointRecord {
  return {
    kind: 'flink-checkpoint', id: `flink-checkpoint/${jobId}/${number}`, job: jobId, checkpoint: number, isSavepoint: false, status: 'COMPLETED', triggeredAtUs: atS * SECOND, endedAtUs: atS * SECOND + 1_200, acknowledged: 4, subtasks: 4,
    bytes: 900 + number * 60, newBytes: 400, alignmentUs: 8, failure: null, waiting: [], ...more,
  };
}
