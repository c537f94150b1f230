// A Flink cluster of the default world's size on a kernel of its own, with all operators: what jobs are measured on.
import { defaultScenario } from '../../bridge/scenario.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { KAFKA_OPERATORS } from '../../sim/connector/operators.ts';
import { toJobGraph } from '../../sim/flink/graph/job-graph.ts';
import { createJobManager, isTerminal, type Job, type JobManagerState } from '../../sim/flink/jobmanager/state.ts';
import { jobManager } from '../../sim/flink/jobmanager/jobmanager.ts';
import type { Operators } from '../../sim/flink/operator/operator.ts';
import { FLINK_OPERATORS } from '../../sim/flink/operator/operators.ts';
import { JOB_MANAGER } from '../../sim/flink/rpc.ts';
import { taskManagerWith } from '../../sim/flink/taskmanager/taskmanager.ts';
import { createTaskManager } from '../../sim/flink/taskmanager/taskmanager-state.ts';
import { freeze } from '../../sim/kernel/freeze.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Behavior } from '../../sim/kernel/types.ts';
import { SQL_OPERATORS } from '../../sim/sql/operator/operators.ts';

/** No job of a benchmark needs more events. */
const MOST_EVENTS = 50_000_000;

const OPERATORS: Operators = { ...FLINK_OPERATORS, ...KAFKA_OPERATORS, ...SQL_OPERATORS };

/** One JobManager, tm-1 and tm-2 with two slots each, started. */
export function flinkCluster(): Kernel {
  const behaviors = { jobmanager: jobManager, taskmanager: taskManagerWith(() => OPERATORS) } as Readonly<Record<string, Behavior<unknown>>>;
  const kernel = new Kernel({ behaviors, seed: 1, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs });
  kernel.spawn(JOB_MANAGER, 'jobmanager', createJobManager({}));
  for (const name of ['tm-1', 'tm-2']) kernel.spawn(name, 'taskmanager', createTaskManager(name, 2, {}));
  kernel.runUntil(1_000_000);
  return kernel;
}

export function submitJob(kernel: Kernel, graph: StreamGraph): void {
  kernel.tell(JOB_MANAGER, freeze({ kind: 'SubmitJob', request: 1, graph: toJobGraph(graph) }), -1);
}

/** Runs the cluster's only job to its end, or until `done`; throws where it fails. */
export function runJob(kernel: Kernel, done: (job: Job) => boolean): Job {
  const state = kernel.actorState(JOB_MANAGER) as JobManagerState;
  const found = (): Job | undefined => Object.values(state.jobs)[0];
  kernel.runWhile(() => {
    const job = found();
    return job === undefined || !(isTerminal(job.status) || done(job));
  }, MOST_EVENTS);
  const job = found();
  if (job === undefined || job.failure !== null) throw new Error(`the job failed: ${JSON.stringify(job?.failure ?? null)}`);
  return job;
}

/** Whether a client that collects has a row. */
export const hasRow = (job: Job): boolean => Object.values(job.collected).some(({ chunks }) => chunks.length > 0);
