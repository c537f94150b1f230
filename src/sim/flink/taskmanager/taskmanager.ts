// A TaskManager: registers its slots with the JobManager, runs subtasks in them, and carries buffers between its tasks and others'.
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { SECOND } from '../../kernel/types.ts';
import { duration, numberOption } from '../config.ts';
import { HEAP_SPACE, TASK_HEAP_BYTES } from '../heap.ts';
import { UserCodeError } from '../user-code-error.ts';
import type { Operators } from '../operator/operator.ts';
import { writeLine } from '../output.ts';
import { type BetweenTaskManagers, type ChannelEnd, failure, type Failure, JOB_MANAGER, type TaskDeployment, type TaskReport, type TaskStatus, type ToTaskManager } from '../rpc.ts';
import { acknowledge } from './barriers.ts';
import { Task, type TaskHost } from './task.ts';
import { createTaskManager, type TaskManagerState } from './taskmanager-state.ts';
import { isAlive, newTask, type StateWritten, type TaskState } from './task-state.ts';
import { restoreInFlight } from './unaligned.ts';

/** Ended tasks that are remembered, newest last: their numbers are still looked at. */
const ENDED_KEPT = 16;
/** How long a process waits before it registers again. */
const REGISTER_AGAIN: Time = 10 * SECOND;
/** Requests for partitions whose producer is not here yet, at most. */
const MOST_REQUESTS = 4_096;
const MEBIBYTE = 1_048_576;

type Own =
  | { readonly kind: 'Run'; readonly attempt: string; readonly at: Time }
  | { readonly kind: 'Flush'; readonly attempt: string }
  | { readonly kind: 'Freeze' | 'Register' | 'CheckJobManager' }
  | StateWritten;

export type TaskManagerMessage = Own | ToTaskManager | BetweenTaskManagers;

/** Tasks as they run, by their state: made anew where a state was restored. */
const running = new WeakMap<TaskState, Task>();
/** The context of the event in hand, for all tasks of a TaskManager. */
interface Now {
  ctx: Context;
}
const present = new WeakMap<TaskManagerState, Now>();

function taskOf(state: TaskManagerState, attempt: string, operators: Operators): Task | null {
  const task = state.tasks[attempt];
  if (task === undefined) return null;
  const known = running.get(task);
  if (known !== undefined) return known;
  const made = new Task(task, operators, hostOf(state, operators));
  running.set(task, made);
  return made;
}

function hostOf(state: TaskManagerState, operators: Operators): TaskHost {
  const context = (): Context => {
    const now = present.get(state);
    if (now === undefined) throw new Error('a task runs only while its TaskManager handles an event');
    return now.ctx;
  };
  const post = (to: NodeId, message: BetweenTaskManagers, bytes: number): void => {
    if (to === state.name) between(state, message, operators);
    else context().send(to, message, { bytes });
  };
  return {
    context,
    deliver: (to, producer, sequence, buffer, backlog) => post(to.node, { kind: 'Buffer', to, producer, sequence, buffer, backlog }, buffer.bytes + 40),
    announceCredit: (task, gate, channel, credit) => {
      const to = task.deployment.gates[gate]?.producers[channel];
      if (to !== undefined) post(to.node, { kind: 'AddCredit', to, credit }, 20);
    },
    print: (line) => writeLine(state.out, line),
    slowness: () => state.slowness,
    weigh: () => boundHeap(state, operators),
    report: (task, status, why) => reported(state, task, status, why, context()),
    endOfData: ({ deployment: { job, attempt } }) => context().send(JOB_MANAGER, freeze({ kind: 'EndOfData', job, attempt })),
    dirty: () => {
      if (state.freezeAt !== null) return;
      const ctx = context();
      // Right at the end of the second that snapshots are taken at.
      state.freezeAt = (Math.floor(ctx.now / SECOND) + 1) * SECOND;
      ctx.schedule(state.freezeAt - ctx.now, { kind: 'Freeze' });
    },
  };
}

function reported(state: TaskManagerState, task: TaskState, status: TaskStatus, why: Failure | null, ctx: Context): void {
  const { job, attempt } = task.deployment;
  ctx.send(JOB_MANAGER, freeze({ kind: 'TaskStateChanged', job, attempt, status, failure: why }));
  if (isAlive(task)) return;
  // What a finished task has written stays until it is read.
  if (status === 'FINISHED' && !isDrained(task)) return;
  delete state.tasks[attempt];
  state.ended.push(task);
  if (state.ended.length > ENDED_KEPT) state.ended.shift();
  for (const spec of task.deployment.vertex.operators) ctx.at(`${state.name}/${attempt}/${task.deployment.vertex.operators.indexOf(spec)}`).close();
  if (status === 'FINISHED') return;
  // Whoever reads from it learns at once: the connection is gone.
  for (const { consumers } of task.deployment.results) {
    for (const to of consumers) {
      const message: BetweenTaskManagers = { kind: 'ChannelFailed', to, producer: attempt };
      if (to.node !== state.name) ctx.send(to.node, freeze(message));
    }
  }
}

const isDrained = (task: TaskState): boolean => task.results.every(({ queued, subpartitions }) => queued === 0 && subpartitions.every(({ connected }) => connected));

/** A finished task whose results were read to the end goes. */
function forgetDrained(state: TaskManagerState, task: TaskState): void {
  if (task.status !== 'FINISHED' || !isDrained(task)) return;
  delete state.tasks[task.deployment.attempt];
  state.ended.push(task);
  if (state.ended.length > ENDED_KEPT) state.ended.shift();
}

/** The task with its operators; null where one of them can't be made of its configuration: then the task has failed. */
function instantiated(state: TaskManagerState, task: TaskState, operators: Operators, ctx: Context): Task | null {
  try {
    return taskOf(state, task.deployment.attempt, operators);
  } catch (error) {
    const why = error instanceof UserCodeError ? failure(error.exception, error.message) : failure('java.lang.IllegalArgumentException', error instanceof Error ? error.message : '');
    task.status = 'FAILED';
    reported(state, task, 'FAILED', failure('org.apache.flink.streaming.runtime.tasks.StreamTaskException', 'Cannot instantiate user function.', why), ctx);
    return null;
  }
}

function submit(state: TaskManagerState, deployment: TaskDeployment, operators: Operators, ctx: Context): void {
  const { vertex, subtask, attempt, restore } = deployment;
  const own = vertex.operators.map(({ kind, config, operatorId }) => {
    const found = Object.hasOwn(operators, kind) ? operators[kind] : undefined;
    const made = found?.create(config, subtask, vertex.parallelism) ?? {};
    const lists = restore?.operators[operatorId]?.lists;
    if (lists !== undefined) found?.restore?.(made, lists);
    return made;
  });
  const task = newTask(deployment, own, ctx.now);
  state.tasks[attempt] = task;
  const runtime = instantiated(state, task, operators, ctx);
  if (runtime === null) return;
  vertex.operators.forEach(({ operatorId }, i) => {
    const keyed = restore?.operators[operatorId]?.keyed ?? null;
    const link = runtime.links[i];
    if (keyed === null || link === undefined) return;
    link.backend?.restore(keyed);
    link.eventTimers?.rebuild();
    link.processingTimers?.rebuild();
  });
  if (restore !== null && restore.inFlight !== null) restoreInFlight(task, restore.inFlight);
  task.status = 'INITIALIZING';
  ctx.send(JOB_MANAGER, freeze({ kind: 'TaskStateChanged', job: deployment.job, attempt, status: 'INITIALIZING', failure: null }));
  deployment.gates.forEach(({ producers }, side) => producers.forEach((producer, index) => {
    const message: BetweenTaskManagers = { kind: 'RequestPartition', producer, consumer: { node: state.name, attempt, side, index }, credit: numberOption(deployment.configuration, 'taskmanager.network.memory.buffers-per-channel') };
    if (producer.node === state.name) between(state, message, operators);
    else ctx.send(producer.node, freeze(message));
  }));
  runtime.start();
  const [early, later] = [state.requests.filter(({ producer }) => producer.attempt === attempt), state.requests.filter(({ producer }) => producer.attempt !== attempt)];
  state.requests = later;
  for (const request of early) between(state, request, operators);
}

/** What tasks say to each other, on this machine or from another. */
function between(state: TaskManagerState, message: BetweenTaskManagers, operators: Operators): void {
  switch (message.kind) {
    case 'RequestPartition': {
      const task = taskOf(state, message.producer.attempt, operators);
      if (task !== null) return creditCame(state, task, message.producer, message.credit);
      if (state.requests.length < MOST_REQUESTS) state.requests.push(message);
      return;
    }
    case 'Buffer':
      taskOf(state, message.to.attempt, operators)?.receiveBuffer(message.to.side, message.to.index, message.sequence, message.buffer, message.backlog);
      return;
    case 'AddCredit': {
      const task = taskOf(state, message.to.attempt, operators);
      if (task !== null) creditCame(state, task, message.to, message.credit);
      return;
    }
    case 'ChannelFailed': {
      const task = taskOf(state, message.to.attempt, operators);
      const channel = task?.state.gates[message.to.side]?.channels[message.to.index];
      if (channel?.closed === false) task?.fail(failure('org.apache.flink.runtime.io.network.partition.PartitionNotFoundException', `Partition ${message.producer} not found.`));
    }
  }
}

function creditCame(state: TaskManagerState, task: Task, { side, index }: ChannelEnd, credit: number): void {
  task.writers[side]?.credit(index, credit);
  if (task.state.status === 'FINISHED') forgetDrained(state, task.state);
  else task.wake();
}

/** The process of another TaskManager ended: what is read from there, or written to it, fails. */
function peerLost(state: TaskManagerState, peer: NodeId, operators: Operators): void {
  for (const attempt of Object.keys(state.tasks)) {
    const task = state.tasks[attempt];
    if (task === undefined) continue;
    const reads = task.gates.some(({ channels }) => channels.some(({ from, closed }) => from === peer && !closed));
    const writes = task.deployment.results.some(({ consumers }) => consumers.some(({ node }) => node === peer));
    if (reads || writes) taskOf(state, attempt, operators)?.fail(failure('org.apache.flink.runtime.io.network.netty.exception.RemoteTransportException', `Connection unexpectedly closed by remote task manager '${peer}'. This might indicate that the remote task manager was lost.`));
  }
}

function register(state: TaskManagerState, ctx: Context): void {
  if (state.registered) return;
  ctx.send(JOB_MANAGER, freeze({ kind: 'RegisterTaskManager', slots: state.slots, incarnation: state.incarnation }));
  ctx.schedule(REGISTER_AGAIN, { kind: 'Register' });
}

/** The JobManager is gone: without it tasks are worth nothing. */
function jobManagerLost(state: TaskManagerState, operators: Operators, ctx: Context): void {
  if (!state.registered) return;
  state.registered = false;
  for (const attempt of Object.keys(state.tasks)) taskOf(state, attempt, operators)?.cancel();
  register(state, ctx);
}

function heartbeat(state: TaskManagerState, ctx: Context): void {
  state.lastHeard = ctx.now;
  const tasks = Object.values(state.tasks).map(({ deployment, status, operators }): TaskReport => ({
    attempt: deployment.attempt, status, recordsIn: operators[0]?.recordsIn ?? 0, recordsOut: operators.at(-1)?.recordsOut ?? 0,
  }));
  ctx.send(JOB_MANAGER, freeze({ kind: 'TaskManagerHeartbeat', tasks }));
}

/** Freezes the keyed states and waiting buffers of tasks that ran, so that the snapshots of the world share them. */
function freezeStates(state: TaskManagerState, operators: Operators): void {
  state.freezeAt = null;
  for (const attempt of Object.keys(state.tasks)) {
    const task = taskOf(state, attempt, operators);
    if (task === null || !task.state.dirty) continue;
    task.state.dirty = false;
    for (const { backend } of task.links) backend?.freeze();
    for (const { channels } of task.state.gates) for (const { queue } of channels) for (const buffer of queue) freeze(buffer);
    for (const { subpartitions } of task.state.results) for (const { queue } of subpartitions) for (const buffer of queue) freeze(buffer);
  }
  boundHeap(state, operators);
}

/** Where the keyed states of all tasks have outgrown the process's heap, the task that holds the most of it fails. */
function boundHeap(state: TaskManagerState, operators: Operators): void {
  let [bytes, most, fullest] = [0, 0, null as Task | null];
  for (const attempt of Object.keys(state.tasks)) {
    const task = taskOf(state, attempt, operators);
    const own = task === null ? 0 : heapBytes(task.links);
    bytes += own;
    if (own > most) [most, fullest] = [own, task];
  }
  if (bytes > TASK_HEAP_BYTES) fullest?.fail(failure('java.lang.OutOfMemoryError', `${HEAP_SPACE} (the tasks of ${state.name} held ${Math.round(bytes / MEBIBYTE)} MiB of state, more than ${TASK_HEAP_BYTES / MEBIBYTE})`));
}

/** About what a task's keyed states take, in bytes. Cheap where they are frozen: what is shared was weighed before. */
function heapBytes(links: Task['links']): number {
  return links.reduce((sum, { backend }) => sum + (backend?.bytes() ?? 0), 0);
}

function receive(state: TaskManagerState, message: TaskManagerMessage, from: NodeId, self: Context, operators: Operators): void {
  const ctx = self.self === state.name ? self : self.at(state.name);
  const now = present.get(state);
  if (now === undefined) present.set(state, { ctx });
  else now.ctx = ctx;
  if (self.self !== state.name) {
    const [, attempt, place, ...rest] = self.self.split('/');
    taskOf(state, attempt ?? '', operators)?.message(Number(place), message, from, rest.join('/'));
    return;
  }
  switch (message.kind) {
    case 'Run': return taskOf(state, message.attempt, operators)?.run(message.at);
    case 'Flush': return taskOf(state, message.attempt, operators)?.flushOutput();
    case 'Freeze': return freezeStates(state, operators);
    case 'StateWritten': {
      const task = taskOf(state, message.attempt, operators);
      if (task !== null) acknowledge(task, message);
      return;
    }
    case 'Register': return register(state, ctx);
    case 'CheckJobManager': return checkJobManager(state, operators, ctx);
    case 'Buffer': case 'AddCredit': case 'RequestPartition': case 'ChannelFailed': return between(state, message, operators);
    default: fromJobManager(state, message, from, ctx, operators);
  }
}

function checkJobManager(state: TaskManagerState, operators: Operators, ctx: Context): void {
  const timeout = duration(state.configuration, 'heartbeat.timeout') ?? 50 * SECOND;
  if (state.registered && ctx.now - state.lastHeard >= timeout) jobManagerLost(state, operators, ctx);
  ctx.schedule(duration(state.configuration, 'heartbeat.interval') ?? 10 * SECOND, { kind: 'CheckJobManager' });
}

const isSlowness = (message: Message): message is Message & { readonly factor: number } => message.kind === 'SlowTasks' && 'factor' in message;

function fromJobManager(state: TaskManagerState, message: ToTaskManager | Message, from: NodeId, ctx: Context, operators: Operators): void {
  if (message.kind === 'Shutdown') return ctx.exit();
  if (isSlowness(message)) {
    state.slowness = message.factor;
    return;
  }
  if (message.kind === 'Disconnected') {
    if (from === JOB_MANAGER) jobManagerLost(state, operators, ctx);
    else peerLost(state, from, operators);
    return;
  }
  if (isCommand(message)) command(state, message, ctx, operators);
}

const COMMANDS: readonly string[] = ['Registered', 'JobManagerHeartbeat', 'SubmitTask', 'CancelTask', 'TriggerCheckpoint', 'CheckpointComplete', 'CheckpointAborted', 'AllowWatermark'] satisfies ToTaskManager['kind'][];
const isCommand = (message: Message): message is ToTaskManager => COMMANDS.includes(message.kind);

function command(state: TaskManagerState, message: ToTaskManager, ctx: Context, operators: Operators): void {
  switch (message.kind) {
    case 'Registered':
      state.registered = true;
      state.lastHeard = ctx.now;
      return;
    case 'JobManagerHeartbeat': return heartbeat(state, ctx);
    case 'SubmitTask': return submit(state, message.deployment, operators, ctx);
    case 'CancelTask':
      taskOf(state, message.attempt, operators)?.cancel();
      // The results of a finished one are not wanted any more.
      delete state.tasks[message.attempt];
      return;
    case 'TriggerCheckpoint': {
      const task = taskOf(state, message.attempt, operators);
      if (task === null || task.state.status !== 'RUNNING') return;
      task.state.mails.push({ kind: 'checkpoint', options: message.options, triggeredAt: message.triggeredAt });
      return task.wake();
    }
    case 'CheckpointComplete': case 'CheckpointAborted': case 'AllowWatermark': {
      const task = taskOf(state, message.attempt, operators);
      if (task === null) return;
      if (message.kind === 'AllowWatermark') task.state.mails.push({ kind: 'allow', group: message.group, max: message.max });
      else task.state.mails.push({ kind: message.kind === 'CheckpointComplete' ? 'complete' : 'aborted', checkpoint: message.checkpoint });
      task.wake();
    }
  }
}

/** The behaviour of TaskManagers that know these operators. */
export function taskManagerWith(operators: () => Operators): Behavior<TaskManagerState, TaskManagerMessage> {
  return {
    start(state, ctx) {
      state.incarnation += 1;
      register(state, ctx);
      ctx.schedule(duration(state.configuration, 'heartbeat.interval') ?? 10 * SECOND, { kind: 'CheckJobManager' });
    },
    receive: (state, message, from, ctx) => receive(state, message, from, ctx, operators()),
    crash: (state) => ({ ...createTaskManager(state.name, state.slots, state.configuration), incarnation: state.incarnation, slowness: state.slowness, out: state.out, log: state.log }),
  };
}
