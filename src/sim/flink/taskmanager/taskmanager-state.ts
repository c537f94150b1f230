// A TaskManager as data: its slots, its tasks, and the files that its process writes.
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import type { Configuration } from '../config.ts';
import { newOutput, type OutputFile } from '../output.ts';
import type { BetweenTaskManagers } from '../rpc.ts';
import type { TaskState } from './task-state.ts';

export interface TaskManagerState {
  readonly kind: 'taskmanager';
  readonly name: string;
  readonly configuration: Configuration;
  slots: number;
  /** How many times as long everything takes its tasks; 1 for a healthy machine. */
  slowness: number;
  /** Counts its starts: a JobManager that knows an older one forgets it. */
  incarnation: number;
  registered: boolean;
  lastHeard: Time;
  readonly tasks: Record<string, TaskState>;
  /** Consumers that came before their producer. */
  requests: Extract<BetweenTaskManagers, { kind: 'RequestPartition' }>[];
  ended: TaskState[];
  /** When states are frozen next, for snapshots to share. */
  freezeAt: Time | null;
  /** Standard output, where print() goes, and the log: files that outlive the process. */
  readonly out: OutputFile;
  readonly log: OutputFile;
}

export function createTaskManager(name: string, slots: number, configuration: Configuration): TaskManagerState {
  return { kind: 'taskmanager', name, configuration: freeze({ ...configuration }), slots, slowness: 1, incarnation: 0, registered: false, lastHeard: 0, tasks: {}, requests: [], ended: [], freezeAt: null, out: newOutput(), log: newOutput() };
}
