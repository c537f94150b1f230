// What the page can see of Flink: processes with slots, jobs with their graphs, subtasks, edges with channels, event time, windows, keyed state, checkpoints.
// Ids: `flink-node/tm-1`, `flink-job/<job>`, `flink-task/<job>/1-0` (vertex and subtask), `flink-edge/<job>/0`, `flink-time/<job>/1-0` (vertex and
// operator), `flink-window/<job>/1-0/<start>,<end>`, `flink-state/<job>/1-0/0` (subtask, then operator), `flink-checkpoint/<job>/7`.
// Times named `Us` are virtual microseconds, `Ms` milliseconds since 1970.

/** A watermark in ms; null before the first one, `end` after the last. */
export type WatermarkValue = number | 'end' | null;

export interface FlinkSlot {
  readonly slot: number;
  /** The job that has it, null where it is free. */
  readonly job: string | null;
  /** Ids of the subtasks that it runs. */
  readonly tasks: readonly string[];
}

/** The JobManager or a TaskManager. */
export interface FlinkNodeRecord {
  readonly kind: 'flink-node';
  readonly id: string;
  readonly node: string;
  readonly role: 'jobmanager' | 'taskmanager';
  /** `starting`: its process runs, and the JobManager does not know it yet. */
  readonly state: 'down' | 'starting' | 'running';
  /** Its process is gone, and the JobManager has not noticed: it still counts on its slots. */
  readonly unnoticed: boolean;
  readonly slots: readonly FlinkSlot[];
  readonly freeSlots: number;
  readonly jobs: number;
  readonly taskManagers: number;
  readonly diskFactor: number;
  /** How many times as long everything takes its tasks. */
  readonly slowness: number;
  readonly clockSkewMs: number;
  /** Its wall clock at virtual time 0. */
  readonly epochMs: number;
  readonly upSinceUs: number | null;
}

export interface FlinkOperator {
  readonly name: string;
  readonly kind: string;
  /** Its place in the chain's tree: the operator before it, -1 for the head. */
  readonly parent: number;
}

export interface FlinkVertex {
  readonly name: string;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly operators: readonly FlinkOperator[];
  /** How many edges lie between it and the farthest source. */
  readonly depth: number;
  /** Kafka's topics that it reads, and the one that it writes. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export interface FlinkJobEdge {
  readonly from: number;
  readonly to: number;
  readonly partitioner: string;
  readonly outputTag: string | null;
}

/** A job as the Dispatcher knows it. */
export interface FlinkJobRecord {
  readonly kind: 'flink-job';
  readonly id: string;
  readonly job: string;
  readonly name: string;
  readonly status: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly restarts: number;
  readonly failure: string | null;
  readonly vertices: readonly FlinkVertex[];
  readonly edges: readonly FlinkJobEdge[];
  readonly tasks: number;
  readonly runningTasks: number;
  /** Slots that it still needs, and slots that nobody has. */
  readonly missingSlots: number;
  readonly freeSlots: number;
  readonly waitingSinceUs: number | null;
  /** When it starts again; null where it does not wait for that. */
  readonly restartsAtUs: number | null;
  /** null without checkpoints. */
  readonly checkpointIntervalMs: number | null;
  readonly guarantee: string;
  readonly checkpointsCompleted: number;
  readonly checkpointsFailed: number;
  readonly checkpointsRestored: number;
  readonly pendingCheckpoint: number | null;
  /** What went wrong, newest last, at most 5. */
  readonly exceptions: readonly { readonly atUs: number; readonly task: string | null; readonly text: string }[];
}

/** A partition that a source's subtask reads. */
export interface FlinkSplit {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next record, -1 before the first; and how many lie ahead of it, null where that is not known. */
  readonly next: number;
  readonly lag: number | null;
  readonly watermark: WatermarkValue;
  readonly idle: boolean;
  /** Since when nothing has come, ms; null while something does. */
  readonly quietSinceMs: number | null;
  /** The newest completed checkpoint, and the offset from which the split goes on when it is restored; absent before the first. */
  readonly saved?: { readonly checkpoint: number; readonly next: number };
  /** The checkpoint that is under way, and the first offset behind its barrier; absent until the source has handed in its part. */
  readonly cut?: { readonly checkpoint: number; readonly next: number };
}

/** A transaction of a sink's subtask. */
export interface FlinkTransaction {
  readonly transactionalId: string;
  readonly checkpoint: number;
  readonly state: 'starting' | 'open' | 'flushing' | 'prepared' | 'committing' | 'aborting' | 'over';
}

/** A record that came too late for any window. */
export interface FlinkLate {
  readonly atUs: number;
  readonly text: string;
  readonly key: string | null;
  readonly timestampMs: number;
  readonly watermarkMs: number;
  readonly lineage: readonly number[];
}

/** A record that a sink wrote to a topic. */
export interface FlinkWritten {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly timestampMs: number;
  /** When the sink wrote it, by its TaskManager's clock. */
  readonly atMs?: number;
  readonly lineage: readonly number[];
}

/** Why a subtask does nothing now. */
export type FlinkWaits =
  | { readonly reason: 'none' }
  /** It has no slot. */
  | { readonly reason: 'slots'; readonly missing: number; readonly free: number }
  | { readonly reason: 'restart'; readonly atUs: number | null }
  /** The channels to this subtask are full. */
  | { readonly reason: 'backpressure'; readonly task: string; readonly sinceUs: number }
  /** Barriers of a checkpoint have come on some channels, and those of the others are waited for. */
  | { readonly reason: 'alignment'; readonly checkpoint: number; readonly arrived: number; readonly of: number; readonly sinceUs: number; readonly missing: readonly string[] }
  | { readonly reason: 'input' };

export interface FlinkTaskOperator {
  readonly name: string;
  readonly kind: string;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly lateDropped: number;
  readonly watermark: WatermarkValue;
  readonly idle: boolean;
  readonly keys: number;
  readonly timers: number;
}

/** A subtask of a vertex: one attempt at a time. */
export interface FlinkTaskRecord {
  readonly kind: 'flink-task';
  readonly id: string;
  readonly job: string;
  readonly vertex: number;
  readonly subtask: number;
  readonly name: string;
  readonly parallelism: number;
  readonly status: string;
  readonly node: string | null;
  readonly slot: number;
  readonly attempt: number;
  /** Where its Kafka clients and flights are: `tm-1/<attempt>`. */
  readonly address: string;
  readonly sinceUs: number;
  readonly failure: string | null;
  readonly running: boolean;
  readonly watermark: WatermarkValue;
  readonly idle: boolean;
  /** Shares of the last second or so, in percent. */
  readonly busy: number;
  readonly backpressured: number;
  /** Records a second, over the same time. */
  readonly inRate: number;
  readonly outRate: number;
  readonly waits: FlinkWaits;
  readonly operators: readonly FlinkTaskOperator[];
  /** Key groups that it has, for keyed operators. */
  readonly keyGroups: readonly [number, number] | null;
  readonly splits: readonly FlinkSplit[];
  readonly transactions: readonly FlinkTransaction[];
  /** The last late records, newest last. */
  readonly late: readonly FlinkLate[];
  /** The last that its sink wrote, newest last. */
  readonly written: readonly FlinkWritten[];
  /** The newest checkpoint whose barrier it has passed on. */
  readonly lastCheckpoint: number;
}

/** One channel between two subtasks. */
export interface FlinkChannel {
  readonly from: number;
  readonly to: number;
  /** Buffers that wait at the sender, elements in the open one, and buffers it may still send. */
  readonly queuedOut: number;
  readonly openOut: number;
  readonly credit: number;
  /** Buffers that wait at the receiver. */
  readonly queuedIn: number;
  /** The source records of the first records that wait in it, the next one first, at most 8; absent where nothing waits. */
  readonly waiting?: readonly number[];
  readonly watermark: WatermarkValue;
  readonly idle: boolean;
  /** Its barrier has come, and it waits for the others. */
  readonly blocked: boolean;
  readonly finished: boolean;
  /** It has the lowest watermark of its input: the receiver's event time waits for it. */
  readonly holdsBack: boolean;
}

export interface FlinkEdgeRecord {
  readonly kind: 'flink-edge';
  readonly id: string;
  readonly job: string;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly partitioner: string;
  readonly outputTag: string | null;
  /** At most 64. */
  readonly channels: readonly FlinkChannel[];
  readonly channelCount: number;
  /** Buffers that a channel holds at most at its sender. */
  readonly mostQueued: number;
}

/** A record on the axis of event time. */
export interface FlinkEvent {
  readonly lineage: readonly number[];
  readonly key: string | null;
  readonly text: string;
  readonly timestampMs: number;
  readonly atUs: number;
  readonly late: boolean;
}

/** Timers that fired in one go: of one window, or of a function at one time. */
export interface FlinkFiring {
  readonly atUs: number;
  readonly subtask: number;
  /** The window; null for a function's own timer. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly timeMs: number;
  readonly time: 'event' | 'processing';
  /** The operator's watermark as it fired. */
  readonly watermark: WatermarkValue;
  /** The first key, and how many keys there were. */
  readonly key: string;
  readonly keys: number;
  /** Rows that came of it. */
  readonly results: number;
}

/** Event time at an operator that waits for it: its watermark, and the records that came last. */
export interface FlinkTimeRecord {
  readonly kind: 'flink-time';
  readonly id: string;
  readonly job: string;
  readonly vertex: number;
  readonly operator: number;
  readonly name: string;
  /** `tumbling`, `sliding`, ...; empty where it has timers and no windows. */
  readonly assigner: string;
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly time: 'event' | 'processing';
  readonly allowedLatenessMs: number;
  /** The lowest of its subtasks', and each one's. */
  readonly watermark: WatermarkValue;
  readonly watermarks: readonly WatermarkValue[];
  readonly lateDropped: number;
  /** Newest last, at most 120. */
  readonly events: readonly FlinkEvent[];
  readonly windows: number;
  /** Newest last, at most 32. */
  readonly fired: readonly FlinkFiring[];
}

/** What a window holds of one key. */
export interface FlinkPane {
  readonly key: string;
  readonly keyGroup: number;
  readonly subtask: number;
  readonly value: string;
  readonly lineage: readonly number[];
}

/** A window that has not closed, over all subtasks of its operator. */
export interface FlinkWindowRecord {
  readonly kind: 'flink-window';
  readonly id: string;
  readonly job: string;
  readonly vertex: number;
  readonly operator: number;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly time: 'event' | 'processing';
  readonly allowedLatenessMs: number;
  /** At most 24; `keys` counts all. */
  readonly panes: readonly FlinkPane[];
  readonly keys: number;
  /** The subtask with the lowest watermark among those that hold something of it, and that watermark. */
  readonly waitsFor: string;
  readonly watermark: WatermarkValue;
}

export interface FlinkStateEntry {
  readonly table: string;
  readonly key: string;
  readonly keyGroup: number;
  /** A window, a timer's time, or empty. */
  readonly namespace: string;
  readonly value: string;
  readonly lineage: readonly number[];
}

export interface FlinkTimer {
  readonly timeMs: number;
  readonly key: string;
  readonly time: 'event' | 'processing';
}

/** Keyed state of one operator in one subtask. */
export interface FlinkStateRecord {
  readonly kind: 'flink-state';
  readonly id: string;
  readonly job: string;
  readonly vertex: number;
  readonly subtask: number;
  readonly operator: number;
  readonly name: string;
  readonly firstGroup: number;
  readonly lastGroup: number;
  readonly maxParallelism: number;
  /** At most 48; `size` counts all. */
  readonly entries: readonly FlinkStateEntry[];
  readonly size: number;
  /** The next ones, at most 16; `timerCount` counts all. */
  readonly timers: readonly FlinkTimer[];
  readonly timerCount: number;
}

export interface FlinkCheckpointRecord {
  readonly kind: 'flink-checkpoint';
  readonly id: string;
  readonly job: string;
  readonly checkpoint: number;
  readonly isSavepoint: boolean;
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly triggeredAtUs: number;
  readonly endedAtUs: number | null;
  readonly acknowledged: number;
  readonly subtasks: number;
  readonly bytes: number;
  readonly newBytes: number;
  readonly alignmentUs: number;
  readonly failure: string | null;
  /** Ids of the subtasks whose part is missing. */
  readonly waiting: readonly string[];
}

export type FlinkRecord =
  | FlinkNodeRecord
  | FlinkJobRecord
  | FlinkTaskRecord
  | FlinkEdgeRecord
  | FlinkTimeRecord
  | FlinkWindowRecord
  | FlinkStateRecord
  | FlinkCheckpointRecord;
