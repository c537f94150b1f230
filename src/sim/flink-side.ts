// Flink whole: the JobManager, TaskManagers with all operators that a world knows, and how a scenario's cluster begins. Fetched only where a world has Flink.
import type { FlinkSpec } from '../bridge/flink.ts';
import { KAFKA_OPERATORS } from './connector/operators.ts';
import type { FlinkSide } from './cluster-world.ts';
import { toJobGraph } from './flink/graph/job-graph.ts';
import { jobManager } from './flink/jobmanager/jobmanager.ts';
import { createJobManager, type JobManagerState } from './flink/jobmanager/state.ts';
import type { Operators } from './flink/operator/operator.ts';
import { FLINK_OPERATORS } from './flink/operator/operators.ts';
import { JOB_MANAGER } from './flink/rpc.ts';
import { taskManagerWith } from './flink/taskmanager/taskmanager.ts';
import { createTaskManager, type TaskManagerState } from './flink/taskmanager/taskmanager-state.ts';
import { freeze } from './kernel/freeze.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Behavior } from './kernel/types.ts';
import { JAVA_OPERATORS } from './java/operators.ts';
import { compileProgram } from './shell/program/flink/compile.ts';
import { jar, javac } from './shell/program/flink/java-tools.ts';
import { bringCompiler } from './shell/program/flink/own-programs.ts';
import { bringPrograms } from './shell/program/list.ts';
import { sqlClient } from './shell/program/sql-client.ts';
import { SQL_OPERATORS } from './sql/operator/operators.ts';

/** Kinds of operators by name: Flink's own, the Kafka connector's and Flink SQL's. A new one is a line in one of these lists. */
const OPERATORS: Operators = { ...FLINK_OPERATORS, ...KAFKA_OPERATORS, ...SQL_OPERATORS, ...JAVA_OPERATORS };

bringPrograms([sqlClient, javac, jar]);
bringCompiler(compileProgram);

const taskManager = taskManagerWith(() => OPERATORS);
const isJobManager = (state: unknown): state is JobManagerState => typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'jobmanager';
const isTaskManager = (state: unknown): state is TaskManagerState => typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'taskmanager';

function jobManagerState(state: unknown): JobManagerState {
  if (!isJobManager(state)) throw new Error('the state of a JobManager');
  return state;
}

function taskManagerState(state: unknown): TaskManagerState {
  if (!isTaskManager(state)) throw new Error('the state of a TaskManager');
  return state;
}

/** Behaviours over states of unknown type, as the kernel has them. */
const onUnknown = {
  jobmanager: {
    start: (state, context) => jobManager.start(jobManagerState(state), context),
    receive: (state, message, from, context) => jobManager.receive(jobManagerState(state), message as Parameters<typeof jobManager.receive>[1], from, context),
    crash: (state, kind) => jobManager.crash(jobManagerState(state), kind),
  },
  taskmanager: {
    start: (state, context) => taskManager.start(taskManagerState(state), context),
    receive: (state, message, from, context) => taskManager.receive(taskManagerState(state), message as Parameters<typeof taskManager.receive>[1], from, context),
    crash: (state, kind) => taskManager.crash(taskManagerState(state), kind),
  },
} satisfies Readonly<Record<string, Behavior<unknown>>>;

/** A cluster that has just started has all its slots, or has none after this long, in virtual microseconds. */
const LONGEST_START = 20_000_000;

function start(kernel: Kernel, spec: FlinkSpec): void {
  kernel.spawn(JOB_MANAGER, 'jobmanager', createJobManager(spec.settings));
  for (const { name, slots } of spec.taskManagers) kernel.spawn(name, 'taskmanager', createTaskManager(name, slots, spec.settings));
  const until = kernel.state.now + LONGEST_START;
  const isUp = (): boolean => Object.keys(jobManagerState(kernel.actorState(JOB_MANAGER)).taskManagers).length === spec.taskManagers.length;
  kernel.runWhile(() => !isUp() && kernel.state.queue.nextTime() <= until, 5_000_000);
  kernel.runUntil(kernel.state.now);
  spec.jobs.forEach((job, request) => kernel.tell(JOB_MANAGER, freeze({ kind: 'SubmitJob', request, graph: toJobGraph(job) }), -1));
}

export const flinkSide: FlinkSide = { behaviors: onUnknown, start };
