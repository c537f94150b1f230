// What Flink's processes say to each other: client and Dispatcher, JobManager and TaskManagers, and TaskManagers among themselves.
import type { Message, NodeId } from '../kernel/types.ts';
import type { JobGraph, JobVertex } from './graph/job-graph.ts';
import type { Partitioner } from '../../bridge/flink.ts';
import type { StreamElement, StreamRecord } from './record.ts';
import type { OperatorSnapshot } from './state/snapshot.ts';

export const JOB_MANAGER: NodeId = 'jobmanager';

/** A Java exception with its causes. */
export interface Failure {
  readonly exception: string;
  readonly message: string;
  readonly cause: Failure | null;
}

export const failure = (exception: string, message: string, cause: Failure | null = null): Failure => ({ exception, message, cause });

export type TaskStatus = 'CREATED' | 'SCHEDULED' | 'DEPLOYING' | 'INITIALIZING' | 'RUNNING' | 'FINISHED' | 'CANCELING' | 'CANCELED' | 'FAILED';

/** Where the other end of a channel is. */
export interface ChannelEnd {
  readonly node: NodeId;
  readonly attempt: string;
  /** The producer's output, or the consumer's gate. */
  readonly side: number;
  /** The subpartition, or the channel. */
  readonly index: number;
}

export interface GateSpec {
  readonly edge: number;
  readonly input: 0 | 1;
  readonly producers: readonly ChannelEnd[];
}

export interface ResultSpec {
  readonly edge: number;
  readonly fromOperator: number;
  readonly outputTag: string | null;
  readonly partitioner: Partitioner;
  readonly maxParallelism: number;
  readonly consumers: readonly ChannelEnd[];
}

/** Everything that a TaskManager needs to run a subtask (TaskDeploymentDescriptor). Frozen. */
export interface TaskDeployment {
  readonly job: string;
  readonly attempt: string;
  readonly slot: number;
  readonly vertexIndex: number;
  readonly vertex: JobVertex;
  readonly subtask: number;
  readonly attemptNumber: number;
  readonly configuration: Readonly<Record<string, string>>;
  readonly gates: readonly GateSpec[];
  readonly results: readonly ResultSpec[];
  /** By operator id; null where the job begins anew. */
  readonly restore: { readonly checkpoint: number; readonly operators: Readonly<Record<string, OperatorSnapshot>>; readonly inFlight: InFlight | null } | null;
}

/** Buffers that an unaligned checkpoint caught on their way (FLIP-76): by gate and channel, by result and subpartition. */
export interface InFlight {
  readonly inputs: readonly (readonly (readonly StreamElement[])[])[];
  readonly outputs: readonly (readonly (readonly StreamElement[])[])[];
}

/** A network buffer (a memory segment's worth of elements) or one event. Frozen. */
export interface NetworkBuffer {
  readonly elements: readonly StreamElement[];
  readonly bytes: number;
  /** Events need no credit. */
  readonly isEvent: boolean;
}

export interface CheckpointOptions {
  readonly checkpoint: number;
  readonly unaligned: boolean;
  readonly isSavepoint: boolean;
  readonly stop: 'none' | 'suspend' | 'drain';
}

/** What a subtask says with its part of a checkpoint. */
export interface CheckpointMetrics {
  readonly bytes: number;
  /** Bytes that the checkpoint before did not have. */
  readonly newBytes: number;
  readonly alignmentUs: number;
  readonly syncUs: number;
  readonly asyncUs: number;
  /** From the trigger until the barrier was here. */
  readonly startDelayUs: number;
  readonly inFlightBytes: number;
}

/** Counters of a subtask, as heartbeats carry them. Times in virtual microseconds since it began. */
export interface TaskReport {
  readonly attempt: string;
  readonly status: TaskStatus;
  readonly recordsIn: number;
  readonly recordsOut: number;
}

// --- TaskManager to JobManager --------------------------------------------------------------------------------------------

export type ToJobManager =
  | { readonly kind: 'RegisterTaskManager'; readonly slots: number; readonly incarnation: number }
  | { readonly kind: 'TaskManagerHeartbeat'; readonly tasks: readonly TaskReport[] }
  | { readonly kind: 'TaskStateChanged'; readonly job: string; readonly attempt: string; readonly status: TaskStatus; readonly failure: Failure | null }
  | { readonly kind: 'AcknowledgeCheckpoint'; readonly job: string; readonly attempt: string; readonly checkpoint: number; readonly operators: Readonly<Record<string, OperatorSnapshot>>; readonly inFlight: InFlight | null; readonly metrics: CheckpointMetrics }
  | { readonly kind: 'DeclineCheckpoint'; readonly job: string; readonly attempt: string; readonly checkpoint: number; readonly reason: string }
  | { readonly kind: 'EndOfData'; readonly job: string; readonly attempt: string }
  | { readonly kind: 'CollectedRows'; readonly job: string; readonly attempt: string; readonly name: string; readonly subtask: number; readonly from: number; readonly records: readonly StreamRecord[] }
  | { readonly kind: 'ReportWatermark'; readonly job: string; readonly attempt: string; readonly group: string; readonly subtask: number; readonly watermark: number };

// --- JobManager to TaskManager --------------------------------------------------------------------------------------------

export type ToTaskManager =
  | { readonly kind: 'Registered'; readonly configuration: Readonly<Record<string, string>> }
  | { readonly kind: 'JobManagerHeartbeat' }
  | { readonly kind: 'SubmitTask'; readonly deployment: TaskDeployment }
  | { readonly kind: 'CancelTask'; readonly attempt: string }
  | { readonly kind: 'TriggerCheckpoint'; readonly attempt: string; readonly options: CheckpointOptions; readonly triggeredAt: number }
  | { readonly kind: 'CheckpointComplete'; readonly attempt: string; readonly checkpoint: number }
  | { readonly kind: 'CheckpointAborted'; readonly attempt: string; readonly checkpoint: number }
  | { readonly kind: 'AllowWatermark'; readonly attempt: string; readonly group: string; readonly max: number };

// --- TaskManager to TaskManager -------------------------------------------------------------------------------------------

export type BetweenTaskManagers =
  | { readonly kind: 'RequestPartition'; readonly producer: ChannelEnd; readonly consumer: ChannelEnd; readonly credit: number }
  | { readonly kind: 'Buffer'; readonly to: ChannelEnd; readonly producer: string; readonly sequence: number; readonly buffer: NetworkBuffer; readonly backlog: number }
  | { readonly kind: 'AddCredit'; readonly to: ChannelEnd; readonly credit: number }
  | { readonly kind: 'ChannelFailed'; readonly to: ChannelEnd; readonly producer: string };

// --- clients and the Dispatcher (what the REST API offers) ---------------------------------------------------------------

export type SavepointFormat = 'CANONICAL' | 'NATIVE';

export type ClientRequest =
  | { readonly kind: 'SubmitJob'; readonly request: number; readonly graph: JobGraph }
  | { readonly kind: 'ListJobs'; readonly request: number }
  | { readonly kind: 'DescribeJob'; readonly request: number; readonly job: string }
  | { readonly kind: 'CancelJob'; readonly request: number; readonly job: string }
  /** Detached: the answer is the trigger's id, and nobody waits for the savepoint. */
  | { readonly kind: 'TriggerSavepoint'; readonly request: number; readonly job: string; readonly directory: string | null; readonly detached?: boolean }
  | { readonly kind: 'StopWithSavepoint'; readonly request: number; readonly job: string; readonly drain: boolean; readonly directory: string | null; readonly detached?: boolean }
  | { readonly kind: 'CancelWithSavepoint'; readonly request: number; readonly job: string; readonly directory: string | null }
  | { readonly kind: 'TriggerCheckpointNow'; readonly request: number; readonly job: string }
  | { readonly kind: 'DisposeSavepoint'; readonly request: number; readonly path: string }
  | { readonly kind: 'FetchResults'; readonly request: number; readonly job: string; readonly name: string; readonly from: number };

export interface JobRow {
  readonly job: string;
  readonly name: string;
  readonly status: JobStatus;
  /** ms since 1970. */
  readonly startedMs: number;
  readonly endedMs: number | null;
}

export type JobStatus = 'INITIALIZING' | 'CREATED' | 'RUNNING' | 'FAILING' | 'FAILED' | 'CANCELLING' | 'CANCELED' | 'FINISHED' | 'RESTARTING' | 'SUSPENDED' | 'RECONCILING';

/** An answer to a client; an error is the exception that the Dispatcher answers with. */
export type ClientResponse = Message & { readonly kind: 'FlinkResponse'; readonly request: number } & (
  | { readonly ok: true; readonly value: ClientAnswer }
  | { readonly ok: false; readonly failure: Failure });

export type ClientAnswer =
  | { readonly of: 'SubmitJob'; readonly job: string }
  | { readonly of: 'ListJobs'; readonly jobs: readonly JobRow[] }
  | { readonly of: 'DescribeJob'; readonly job: JobRow; readonly failure: Failure | null }
  | { readonly of: 'CancelJob' | 'DisposeSavepoint' }
  | { readonly of: 'TriggerSavepoint' | 'StopWithSavepoint' | 'CancelWithSavepoint'; readonly path: string }
  | { readonly of: 'Triggered'; readonly trigger: string }
  | { readonly of: 'TriggerCheckpointNow'; readonly checkpoint: number }
  | { readonly of: 'FetchResults'; readonly records: readonly StreamRecord[]; readonly next: number; readonly status: JobStatus };
