// A Flink cluster on a kernel of its own, for tests: jobs are submitted, watched, broken, and their results read.
import { defaultScenario } from '../../bridge/scenario.ts';
import type { Configuration } from '../flink/config.ts';
import { toJobGraph } from '../flink/graph/job-graph.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { jobManager } from '../flink/jobmanager/jobmanager.ts';
import { createJobManager, isTerminal, type Job, type JobManagerState } from '../flink/jobmanager/state.ts';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import type { Operators } from '../flink/operator/operator.ts';
import type { StreamRecord } from '../flink/record.ts';
import { type ClientAnswer, type ClientRequest, type ClientResponse, type Failure, JOB_MANAGER } from '../flink/rpc.ts';
import { taskManagerWith } from '../flink/taskmanager/taskmanager.ts';
import { createTaskManager, type TaskManagerState } from '../flink/taskmanager/taskmanager-state.ts';
import { freeze } from '../kernel/freeze.ts';
import { Kernel } from '../kernel/kernel.ts';
import { type Behavior, type Message, NO_FACT, type NodeId, SECOND, type Time } from '../kernel/types.ts';

interface Client {
  readonly answers: ClientResponse[];
}

interface Ask extends Message {
  readonly kind: 'Ask';
  readonly request: ClientRequest;
}

export const FLINK_CLIENT = 'flink-client';

/** A hand that asks the Dispatcher. */
export const flinkClient: Behavior<Client> = {
  start() {},
  receive(state, message, _from, ctx) {
    if (isAsk(message)) ctx.send(JOB_MANAGER, message.request);
    else if (isResponse(message)) state.answers.push(message);
  },
  crash: (state) => state,
};

const isAsk = (message: Message): message is Ask => message.kind === 'Ask';
const isResponse = (message: Message): message is ClientResponse => message.kind === 'FlinkResponse';

export interface FlinkOptions {
  readonly configuration?: Configuration;
  readonly taskManagers?: number;
  readonly slots?: number;
  readonly operators?: Operators;
  readonly check?: boolean;
}

/** The default world's Flink: one JobManager, tm-1 and tm-2 with two slots each. */
export function startFlink(seed: number, options: FlinkOptions = {}): Kernel {
  const behaviors: Record<string, Behavior<unknown>> = {
    jobmanager: jobManager, taskmanager: taskManagerWith(() => options.operators ?? FLINK_OPERATORS), client: flinkClient,
  };
  const kernel = new Kernel({ behaviors, seed, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: options.check ?? true });
  spawnFlink(kernel, options);
  kernel.runUntil(SECOND);
  return kernel;
}

export function spawnFlink(kernel: Kernel, options: FlinkOptions = {}): void {
  kernel.spawn(JOB_MANAGER, 'jobmanager', createJobManager(options.configuration ?? {}));
  for (let i = 1; i <= (options.taskManagers ?? 2); i++) kernel.spawn(`tm-${i}`, 'taskmanager', createTaskManager(`tm-${i}`, options.slots ?? 2, options.configuration ?? {}));
  kernel.spawn(FLINK_CLIENT, 'client', { answers: [] });
}

let requests = 0;

/** Asks, and runs until the answer is there; a failure where the Dispatcher answers with one. */
export function ask(kernel: Kernel, of: (request: number) => ClientRequest, limit: Time = 600 * SECOND): ClientAnswer | Failure {
  const request = ++requests;
  kernel.tell(FLINK_CLIENT, freeze({ kind: 'Ask', request: of(request) }), NO_FACT);
  const end = kernel.state.now + limit;
  for (;;) {
    const { answers } = kernel.actorState(FLINK_CLIENT) as Client;
    const found = answers.find((answer) => answer.request === request);
    if (found !== undefined) return found.ok ? found.value : found.failure;
    if (kernel.state.now > end || !kernel.step()) throw new Error('no answer');
  }
}

export function submit(kernel: Kernel, graph: StreamGraph): string {
  const answer = ask(kernel, (request) => ({ kind: 'SubmitJob', request, graph: toJobGraph(graph) }));
  if (!('of' in answer) || answer.of !== 'SubmitJob') throw new Error(JSON.stringify(answer));
  return answer.job;
}

export const managerState = (kernel: Kernel): JobManagerState => kernel.actorState(JOB_MANAGER) as JobManagerState;
export const taskManagerState = (kernel: Kernel, node: NodeId): TaskManagerState => kernel.actorState(node) as TaskManagerState;

export function jobOf(kernel: Kernel, id: string): Job {
  const job = managerState(kernel).jobs[id];
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
}

/** Runs until the condition holds; false where `limit` passes before. */
export function until(kernel: Kernel, condition: () => boolean, limit: Time = 600 * SECOND): boolean {
  const end = kernel.state.now + limit;
  while (!condition()) {
    if (kernel.state.now >= end || !kernel.step()) return condition();
  }
  return true;
}

export function untilEnded(kernel: Kernel, id: string, limit: Time = 600 * SECOND): Job {
  until(kernel, () => isTerminal(jobOf(kernel, id).status), limit);
  kernel.runUntil(kernel.state.now + SECOND);
  return jobOf(kernel, id);
}

/** Rows of a collect sink, in the order in which they came. */
export function collected(kernel: Kernel, id: string, name = 'out'): StreamRecord[] {
  return jobOf(kernel, id).collected[name]?.chunks.flat() ?? [];
}
