// Where Flink's state is found in a world, and the small words that its records share.
import type { WatermarkValue } from '../../bridge/flink-records.ts';
import { keyFromText } from '../../sim/flink/graph/keys.ts';
import type { Job, JobManagerState } from '../../sim/flink/jobmanager/state.ts';
import { MAX_WATERMARK, NO_TIMESTAMP, type Value } from '../../sim/flink/record.ts';
import type { TaskManagerState } from '../../sim/flink/taskmanager/taskmanager-state.ts';
import type { TaskState } from '../../sim/flink/taskmanager/task-state.ts';
import type { KernelState } from '../../sim/kernel/state.ts';

export interface FlinkProcess<State> {
  readonly node: string;
  readonly up: boolean;
  readonly upSince: number | null;
  readonly state: State;
}

/** All of Flink in a world, and what is asked of the rest of it. */
export interface FlinkWorld {
  readonly world: KernelState;
  readonly now: number;
  readonly jobManager: FlinkProcess<JobManagerState>;
  readonly taskManagers: readonly FlinkProcess<TaskManagerState>[];
}

/** Null where the world has no Flink. */
export function flinkOf(world: KernelState): FlinkWorld | null {
  const processes = Object.values(world.actors);
  const jobManager = processes.find(({ behavior }) => behavior === 'jobmanager');
  if (jobManager === undefined) return null;
  const taskManagers = processes.filter(({ behavior }) => behavior === 'taskmanager').map(({ id, up, upSince, state }) => ({ node: id, up, upSince, state: state as TaskManagerState }));
  return { world, now: world.now, jobManager: { node: jobManager.id, up: jobManager.up, upSince: jobManager.upSince, state: jobManager.state as JobManagerState }, taskManagers };
}

/** The subtask's state where a TaskManager runs it now. */
export function taskStateOf(flink: FlinkWorld, node: string | null, attempt: string): TaskState | null {
  const process = flink.taskManagers.find((one) => one.node === node);
  return process?.up === true ? (process.state.tasks[attempt] ?? null) : null;
}

export const taskId = (job: string, vertex: number, subtask: number): string => `flink-task/${job}/${vertex}-${subtask}`;

export const shownWatermark = (watermark: number): WatermarkValue => (watermark === NO_TIMESTAMP ? null : watermark === MAX_WATERMARK ? 'end' : watermark);

/** The lowest of several as it is shown: none that has not begun is overtaken. */
export function lowest(watermarks: readonly WatermarkValue[]): WatermarkValue {
  if (watermarks.includes(null) || watermarks.length === 0) return null;
  const numbers = watermarks.filter((one): one is number => typeof one === 'number');
  return numbers.length === 0 ? 'end' : Math.min(...numbers);
}

const MOST_LETTERS = 90;

export function textOf(value: Value | undefined): string {
  const isFlat = Array.isArray(value) && (value as readonly Value[]).every((one) => typeof one === 'string' || typeof one === 'number');
  const text = typeof value === 'string' ? value : isFlat ? (value as readonly (string | number)[]).join(', ') : JSON.stringify(value ?? null);
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}

/** A row as a line: its fields with commas between. */
export function rowText(row: readonly Value[]): string {
  const text = row.map((field) => textOf(field)).join(', ');
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}

export const keyName = (text: string): string => textOf(keyFromText(text));

/** By vertex: the field that colours its rows. It is the one that the job keys by, found again by its name. */
export function colourFields(job: Job): readonly (number | null)[] {
  const { vertices, edges } = job.graph;
  const keyed = edges.find(({ partitioner }) => partitioner.kind === 'HASH');
  const place = keyed?.partitioner.kind === 'HASH' ? (keyed.partitioner.key.fields[0] ?? null) : null;
  const name = keyed === undefined || place === null ? undefined : vertices[keyed.from]?.operators[keyed.fromOperator]?.fields[place];
  return vertices.map(({ operators }) => {
    const at = name === undefined ? -1 : (operators.at(-1)?.fields.indexOf(name) ?? -1);
    return at < 0 ? null : at;
  });
}
