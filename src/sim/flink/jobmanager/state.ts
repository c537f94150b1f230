// The JobManager as data: TaskManagers with their slots (ResourceManager), jobs with their executions and checkpoints (Dispatcher, JobMasters).
import { freeze } from '../../kernel/freeze.ts';
import type { NodeId, Time } from '../../kernel/types.ts';
import type { Configuration } from '../config.ts';
import type { JobGraph } from '../graph/job-graph.ts';
import { newOutput, type OutputFile } from '../output.ts';
import type { StreamRecord } from '../record.ts';
import type { CheckpointMetrics, CheckpointOptions, ClientRequest, Failure, InFlight, JobStatus, TaskStatus } from '../rpc.ts';
import type { OperatorSnapshot } from '../state/snapshot.ts';

export interface TaskManagerEntry {
  readonly node: NodeId;
  readonly slots: number;
  readonly incarnation: number;
  lastHeard: Time;
  /** Heartbeats that could not be sent in a row (heartbeat.rpc-failure-threshold). */
  misses: number;
  unreachable: boolean;
}

/** One attempt of a subtask. */
export interface Execution {
  readonly vertex: number;
  readonly subtask: number;
  /** Counts from 0 with every restart. */
  number: number;
  attempt: string;
  status: TaskStatus;
  node: NodeId | null;
  slot: number;
  since: Time;
  failure: Failure | null;
}

/** A slot that a job has: it runs one subtask of each vertex of a slot sharing group. */
export interface SharedSlot {
  readonly node: NodeId;
  readonly slot: number;
  readonly group: string;
  readonly index: number;
}

/** The state of one operator in all its subtasks. */
export interface OperatorStateOf {
  readonly maxParallelism: number;
  readonly subtasks: readonly (OperatorSnapshot | null)[];
}

/** A completed checkpoint or savepoint. Frozen. */
export interface CompletedCheckpoint {
  readonly checkpoint: number;
  readonly isSavepoint: boolean;
  readonly path: string | null;
  readonly completedAt: Time;
  readonly operators: Readonly<Record<string, OperatorStateOf>>;
  /** Of an unaligned one, what its barriers overtook, by `vertex/subtask`. */
  readonly inFlight: Readonly<Record<string, InFlight>>;
}

/** What is kept of each checkpoint for whoever looks, also of failed ones. */
export interface CheckpointRow {
  readonly checkpoint: number;
  readonly isSavepoint: boolean;
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly triggeredAt: Time;
  endedAt: Time | null;
  acknowledged: number;
  readonly subtasks: number;
  bytes: number;
  newBytes: number;
  longestAlignmentUs: number;
  failure: string | null;
}

export interface PendingCheckpoint {
  readonly options: CheckpointOptions;
  readonly triggeredAt: Time;
  /** Attempts whose part is still missing. */
  waiting: string[];
  readonly parts: Record<string, { readonly operators: Readonly<Record<string, OperatorSnapshot>>; readonly inFlight: InFlight | null; readonly metrics: CheckpointMetrics }>;
  readonly request: CheckpointRequest | null;
}

/** Somebody asked for a savepoint, a stop or a checkpoint. */
export interface CheckpointRequest {
  /** Null where nobody waits for the answer any more. */
  readonly from: NodeId | null;
  readonly ask: Extract<ClientRequest, { kind: 'TriggerSavepoint' | 'StopWithSavepoint' | 'CancelWithSavepoint' | 'TriggerCheckpointNow' }>;
}

export interface Coordinator {
  next: number;
  pending: PendingCheckpoint | null;
  /** A periodic one was due while another was pending. */
  due: boolean;
  /** Attempts of tasks through which all records have gone. */
  ended: string[];
  readonly requests: CheckpointRequest[];
  /** The newest completed one last; as many as are retained. */
  completed: CompletedCheckpoint[];
  history: CheckpointRow[];
  failedInARow: number;
  endedAt: Time;
  triggered: number;
  completedCount: number;
  failedCount: number;
  restoredCount: number;
  /** Ticks of an older schedule mean nothing. */
  schedule: number;
}

export interface RestartState {
  /** Exponential delay: the next delay in ms. */
  backoffMs: number;
  lastFailureAt: Time | null;
  attempts: number;
  /** Exponential delay: when it starts again by the wall clock, as its message says. */
  nextRestartMs: number;
  /** Failure rate: when the last ones were. */
  failures: Time[];
}

/** Rows of a collect sink, in frozen chunks. */
export interface Collected {
  readonly chunks: (readonly StreamRecord[])[];
  count: number;
  /** By subtask: the number of its first row that came here, more than 0 where the job goes on from a savepoint. */
  readonly first: Record<number, number>;
  /** By subtask: the number of the row that comes next. */
  readonly next: Record<number, number>;
}

export interface Job {
  readonly id: string;
  readonly graph: JobGraph;
  readonly configuration: Configuration;
  status: JobStatus;
  readonly startedMs: number;
  endedMs: number | null;
  failure: Failure | null;
  /** What went wrong so far, newest last. */
  exceptions: { readonly at: Time; readonly task: string | null; readonly failure: Failure }[];
  readonly executions: Execution[];
  slots: SharedSlot[];
  /** Since when slots are waited for. */
  waitingSince: Time | null;
  /** Executions to be started when all of them have ended and the time has come. */
  restarting: { readonly executions: readonly number[]; readonly at: Time } | null;
  readonly restart: RestartState;
  restarts: number;
  readonly coordinator: Coordinator;
  readonly collected: Record<string, Collected>;
  /** Announced watermarks of alignment groups: by group, by subtask. */
  readonly alignment: Record<string, Record<string, number>>;
}

export interface JobManagerState {
  readonly kind: 'jobmanager';
  readonly configuration: Configuration;
  readonly taskManagers: Record<NodeId, TaskManagerEntry>;
  readonly jobs: Record<string, Job>;
  /** Savepoints, as they lie in the file system: they outlive the process. */
  readonly files: Record<string, CompletedCheckpoint>;
  /** Standard output and log: files that outlive the process. */
  readonly out: OutputFile;
  readonly log: OutputFile;
}

export function createJobManager(configuration: Configuration): JobManagerState {
  return { kind: 'jobmanager', configuration: freeze({ ...configuration }), taskManagers: {}, jobs: {}, files: {}, out: newOutput(), log: newOutput() };
}

/** States that a job never leaves. */
export function isTerminal(status: JobStatus): boolean {
  return status === 'FAILED' || status === 'CANCELED' || status === 'FINISHED';
}

export function hasEnded(status: TaskStatus): boolean {
  return status === 'FINISHED' || status === 'CANCELED' || status === 'FAILED';
}

export const isDeployed = (status: TaskStatus): boolean => status === 'DEPLOYING' || status === 'INITIALIZING' || status === 'RUNNING' || status === 'CANCELING';

/** `Source: clicks -> Map (1/2)`, as logs name it. */
export function taskName(job: Job, { vertex, subtask }: Pick<Execution, 'vertex' | 'subtask'>): string {
  const found = job.graph.vertices[vertex];
  return `${found?.name ?? ''} (${subtask + 1}/${found?.parallelism ?? 0})`;
}
