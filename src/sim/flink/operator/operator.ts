// What an operator is: a kind with a configuration, plain state of its own, and behaviour that is made anew wherever the state was restored.
import type { Context, Message, NodeId } from '../../kernel/types.ts';
import type { ChainedOperator } from '../graph/job-graph.ts';
import type { StreamRecord, Value } from '../record.ts';
import type { KeyedBackend } from '../state/keyed-backend.ts';
import type { OperatorLists } from '../state/snapshot.ts';
import type { Timer, TimerService } from '../state/timers.ts';

/** What an operator may use. Valid as long as its task runs; `context` only while an event is handled. */
export interface OperatorEnv {
  readonly spec: ChainedOperator;
  readonly subtask: number;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly attempt: string;
  readonly job: string;
  /** The source's place among the job's vertices, for the identity of its records. */
  readonly vertexIndex: number;
  readonly configuration: Readonly<Record<string, string>>;
  /** The operator's own plain data, made by `create`; it keeps its identity. */
  readonly own: object;
  /** Keyed state, where the operator has keys. */
  readonly keyed: KeyedBackend | null;
  readonly eventTimers: TimerService | null;
  readonly processingTimers: TimerService | null;
  emit(record: StreamRecord): void;
  emitTo(tag: string, record: StreamRecord): void;
  emitWatermark(timestamp: number): void;
  emitStatus(idle: boolean): void;
  /** The task's wall clock in ms. */
  nowMs(): number;
  watermark(): number;
  /** Calls `wake` at this time, ms since 1970; null takes it back. */
  wakeAt(ms: number | null): void;
  /** The operator's own address on its machine: what embeds a client talks from here. */
  context(): Context;
  /** A message to the JobManager. */
  toJobManager(message: Message): void;
  /** A line on the TaskManager's standard output: it stands in its .out file, which outlives task and process. */
  print(line: string): void;
  /** A record came too late and is gone (numLateRecordsDropped). */
  dropLate(record: StreamRecord): void;
  /** Whether checkpoints are on. */
  readonly checkpoints: boolean;
}

/** How an operator works. All but `element` may be absent: then Flink's default holds. */
export interface Running {
  /** After the state was created or restored, at the start of an attempt. */
  open?(): void;
  element(record: StreamRecord, input: 0 | 1): void;
  /** The operator's watermark moves; its timers have fired, and it is passed on afterwards. */
  watermark?(timestamp: number): void;
  /** A watermark came on one of two inputs, and is not yet taken into account. */
  inputWatermark?(): void;
  /** How much further back the watermark is that goes on: rows that come out may be so old. */
  readonly watermarkDelayMs?: number;
  /** Replaces everything that happens with a watermark: an assigner of watermarks takes none from before. */
  ownWatermark?(timestamp: number): void;
  ownStatus?(idle: boolean): void;
  eventTimer?(timer: Timer): void;
  processingTimer?(timer: Timer): void;
  wake?(): void;
  /** Before a barrier goes on: what must be sent ahead of it. */
  beforeBarrier?(checkpoint: number): void;
  /** Operator state for a checkpoint. */
  lists?(checkpoint: number): OperatorLists;
  complete?(checkpoint: number): void;
  aborted?(checkpoint: number): void;
  /** No more comes on any input; not called where the job stops with a savepoint without drain. */
  finish?(): void;
  /** False while it can't take a record: the task waits, and what comes through `message` or `wake` lets it go on. */
  ready?(): boolean;
  /** False while something is still on its way when all input has ended: then the end waits. */
  drained?(): boolean;
  /** Whether a barrier may pass now: a client that still has something to bring out says no. */
  mayCheckpoint?(): boolean;
  /** Something came for the operator's own address, or for one below it: then `at` is the rest of its name. */
  message?(message: Message, from: NodeId, at: string): void;
  /** The task ends, however it does. */
  close?(): void;
  /** For sources only: emits up to `most` records now. */
  poll?(most: number): 'more' | 'nothing' | 'end';
  /** For sources: no more is read (stop with a savepoint). */
  allow?(group: string, max: number): void;
}

export interface OperatorKind {
  /** Fresh own state of a subtask: plain data. */
  create(config: object, subtask: number, parallelism: number): object;
  /** Own state from what a checkpoint holds of the operator's lists, where `create` does not do. */
  restore?(own: object, lists: OperatorLists): void;
  run(env: OperatorEnv): Running;
  /** Virtual microseconds that one record takes; 1 where absent. */
  readonly costUs?: (config: object) => number;
}

/** All kinds of operators that a world knows. */
export type Operators = Readonly<Record<string, OperatorKind>>;

/** The items of a list, empty where the checkpoint has none. */
export function listItems(lists: OperatorLists, name: string): readonly Value[] {
  return lists[name]?.items ?? [];
}

/** A kind without state of its own. */
export function stateless(run: (env: OperatorEnv) => Running): OperatorKind {
  return { create: () => ({}), run };
}
