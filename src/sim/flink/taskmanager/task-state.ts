// A subtask as data: its operators' state, its channels on both sides, where it stands with a checkpoint, and what it has done.
import type { Message, NodeId, Time } from '../../kernel/types.ts';
import { bytesOption, numberOption } from '../config.ts';
import { NO_TIMESTAMP, type StreamElement } from '../record.ts';
import type { CheckpointMetrics, CheckpointOptions, Failure, InFlight, NetworkBuffer, TaskDeployment, TaskStatus } from '../rpc.ts';
import { type KeyedData, newKeyedData } from '../state/keyed-backend.ts';
import type { OperatorSnapshot } from '../state/snapshot.ts';
import { newTimerQueue, type TimerQueue } from '../state/timers.ts';
import type { FiredTimers, LateRecord, SentBuffer } from './trail.ts';
import { keyGroupRange } from '../key-groups.ts';

/** An operator in a running chain. */
export interface OperatorState {
  /** The kind's own; changed by nobody else. */
  readonly own: object;
  readonly keyed: KeyedData | null;
  readonly eventTimers: TimerQueue;
  readonly processingTimers: TimerQueue;
  watermark: number;
  /** Of each input, for operators with two. */
  readonly inputWatermarks: number[];
  readonly inputIdle: boolean[];
  idle: boolean;
  recordsIn: number;
  recordsOut: number;
  lateDropped: number;
  /** The last of them, for whoever looks. */
  readonly late: LateRecord[];
  /** The last timers that fired, for whoever looks. */
  readonly fired: FiredTimers[];
  /** When it wants to be called again, ms since 1970; null for not. */
  wakeMs: number | null;
}

/** The receiving end of a channel (RemoteInputChannel, LocalInputChannel). */
export interface InputChannel {
  readonly from: NodeId;
  readonly queue: NetworkBuffer[];
  /** How far the first buffer of the queue was taken. */
  position: number;
  /** Sequence number of the next buffer. */
  next: number;
  /** Credit that the producer has and did not use. */
  credit: number;
  /** Floating buffers of the gate that it has now. */
  floating: number;
  /** Credit not yet told. */
  untold: number;
  watermark: number;
  idle: boolean;
  /** Whether its watermark counts for the minimum (StatusWatermarkValve: aligned). */
  aligned: boolean;
  /** EndOfData has come. */
  finished: boolean;
  /** Nothing more comes, no barrier either. */
  closed: boolean;
  /** Its barrier has come and it waits for the others. */
  blocked: boolean;
}

export interface InputGate {
  readonly edge: number;
  readonly input: 0 | 1;
  readonly channels: InputChannel[];
  floating: number;
}

/** The sending end of a channel (PipelinedSubpartition). */
export interface Subpartition {
  readonly queue: NetworkBuffer[];
  /** The buffer that is being filled. */
  open: StreamElement[];
  /** How many elements the open buffer may hold; 0 while it is empty. */
  limit: number;
  credit: number;
  sequence: number;
  connected: boolean;
  /** The last buffers that left, for whoever looks. */
  readonly recent: SentBuffer[];
}

export interface ResultPartition {
  readonly edge: number;
  readonly subpartitions: Subpartition[];
  /** Where the last record of a round robin went. */
  last: number;
  /** Buffers that wait for a consumer. */
  queued: number;
}

/** What an unaligned checkpoint has so far: the state is taken, the channels still bring what it overtook. */
export interface Collecting {
  readonly checkpoint: number;
  /** By gate and channel. */
  readonly inputs: readonly (readonly { readonly elements: StreamElement[]; done: boolean }[])[];
  readonly outputs: InFlight['outputs'];
  readonly written: StateWritten;
}

/** The state of a checkpoint goes to the storage: the TaskManager's message to itself, after the disk. Frozen. */
export interface StateWritten extends Message {
  readonly kind: 'StateWritten';
  readonly attempt: string;
  readonly checkpoint: number;
  readonly operators: Readonly<Record<string, OperatorSnapshot>>;
  readonly inFlight: InFlight | null;
  readonly metrics: CheckpointMetrics;
  readonly writtenFrom: Time;
}

export interface Alignment {
  readonly options: CheckpointOptions;
  readonly startedAt: Time;
  /** Channels whose barrier has come. */
  arrived: number;
}

export interface TaskState {
  readonly deployment: TaskDeployment;
  status: TaskStatus;
  failure: Failure | null;
  readonly operators: OperatorState[];
  readonly gates: InputGate[];
  readonly results: ResultPartition[];
  /** The watermark of each input: the minimum over its channels. */
  readonly valves: { output: number; idle: boolean }[];
  /** The channel that was read last, over all gates. */
  lastChannel: number;
  /** The input that was read last: a task with two of them reads a record of each in turn (StreamMultipleInputProcessor). */
  lastInput: 0 | 1;
  /** The task thread works until then. */
  busyUntil: Time;
  /** When the task runs next, null where nothing is scheduled. */
  runAt: Time | null;
  flushAt: Time | null;
  /** What waits in the mailbox beside records. */
  readonly mails: Mail[];
  alignment: Alignment | null;
  /** The newest checkpoint that was begun or aborted: barriers of older ones mean nothing. */
  lastCheckpoint: number;
  /** Checkpoints that were given up before their barriers came: of these no state is taken. */
  readonly aborted: number[];
  /** An unaligned checkpoint that still waits for barriers. */
  collecting: Collecting | null;
  /** State of the last checkpoint, to tell what is new. */
  previous: Readonly<Record<string, OperatorSnapshot>>;
  /** EndOfData was sent; the last checkpoint is still to come (FLIP-147). */
  finishing: { readonly after: number } | null;
  /** A stop with this savepoint ends the task when it is complete. */
  stopping: { readonly checkpoint: number; readonly drain: boolean } | null;
  blockedSince: Time | null;
  busyUs: number;
  backpressuredUs: number;
  readonly startedAt: Time;
  readonly meter: Meter;
  dirty: boolean;
}

/** What the task did in the last full second or so, for whoever looks (busyTimeMsPerSecond and its siblings). */
export interface Meter {
  since: Time;
  busyUs: number;
  backpressuredUs: number;
  recordsIn: number;
  recordsOut: number;
  /** Over the span before `since`: shares from 0 to 1, and records a second. */
  busy: number;
  backpressured: number;
  inRate: number;
  outRate: number;
}

export type Mail =
  | { readonly kind: 'checkpoint'; readonly options: CheckpointOptions; readonly triggeredAt: Time }
  | { readonly kind: 'complete' | 'aborted'; readonly checkpoint: number }
  /** All input has ended, and an operator still waits for something. */
  | { readonly kind: 'end-of-data'; readonly drain: boolean; readonly forSavepoint: boolean }
  | { readonly kind: 'allow'; readonly group: string; readonly max: number };

/** How many elements make a buffer at most, whatever their size. */
export const BUFFER_ELEMENTS = 4_096;

export function newTask(deployment: TaskDeployment, own: readonly object[], now: Time): TaskState {
  const { vertex, subtask, configuration } = deployment;
  const inputs = 1 + Math.max(0, ...deployment.gates.map(({ input }) => input));
  const exclusive = numberOption(configuration, 'taskmanager.network.memory.buffers-per-channel');
  return {
    deployment, status: 'DEPLOYING', failure: null,
    operators: vertex.operators.map(({ keys }, i): OperatorState => ({
      own: own[i] ?? {},
      keyed: keys === null ? null : newKeyedData(keyGroupRange(subtask, vertex.maxParallelism, vertex.parallelism), vertex.maxParallelism),
      eventTimers: newTimerQueue(), processingTimers: newTimerQueue(), watermark: NO_TIMESTAMP,
      inputWatermarks: Array.from({ length: i === 0 ? inputs : 1 }, () => NO_TIMESTAMP), inputIdle: Array.from({ length: i === 0 ? inputs : 1 }, () => false),
      idle: false, recordsIn: 0, recordsOut: 0, lateDropped: 0, late: [], fired: [], wakeMs: null,
    })),
    gates: deployment.gates.map(({ edge, input, producers }) => ({
      edge, input, floating: numberOption(configuration, 'taskmanager.network.memory.floating-buffers-per-gate'),
      channels: producers.map(({ node }): InputChannel => ({
        from: node, queue: [], position: 0, next: 0, credit: exclusive, floating: 0, untold: 0,
        watermark: NO_TIMESTAMP, idle: false, aligned: true, finished: false, closed: false, blocked: false,
      })),
    })),
    results: deployment.results.map(({ edge, consumers }) => ({
      edge, last: -1, queued: 0,
      subpartitions: consumers.map((): Subpartition => ({ queue: [], open: [], limit: 0, credit: 0, sequence: 0, connected: false, recent: [] })),
    })),
    valves: Array.from({ length: inputs }, () => ({ output: NO_TIMESTAMP, idle: false })),
    lastChannel: -1, lastInput: 1, busyUntil: now, runAt: null, flushAt: null, mails: [], alignment: null, lastCheckpoint: deployment.restore?.checkpoint ?? 0, collecting: null, aborted: [],
    previous: {}, finishing: null, stopping: null, blockedSince: null, busyUs: 0, backpressuredUs: 0, startedAt: now, dirty: false,
    meter: { since: now, busyUs: 0, backpressuredUs: 0, recordsIn: 0, recordsOut: 0, busy: 0, backpressured: 0, inRate: 0, outRate: 0 },
  };
}

export const segmentSize = (deployment: TaskDeployment): number => bytesOption(deployment.configuration, 'taskmanager.memory.segment-size');

/** Whether anything may still happen in the task. */
export function isAlive(task: TaskState): boolean {
  return task.status === 'DEPLOYING' || task.status === 'INITIALIZING' || task.status === 'RUNNING';
}
