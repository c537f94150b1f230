// A subtask's part of checkpoints: barriers are aligned over the channels, then the operators' state is taken and written (SingleCheckpointBarrierHandler).
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import { option } from '../config.ts';
import type { Barrier } from '../record.ts';
import { type CheckpointMetrics, type CheckpointOptions, JOB_MANAGER } from '../rpc.ts';
import { newBytes, NO_LISTS, operatorBytes, type OperatorSnapshot } from '../state/snapshot.ts';
import type { Task } from './task.ts';
import { type InputChannel, isAlive, type StateWritten, type TaskState } from './task-state.ts';
import { collectedByNow, collectInputs } from './unaligned.ts';

/** Checkpoints that were given up are remembered until their barriers come, so many at most (SubtaskCheckpointCoordinatorImpl). */
const MOST_ABORTED = 128;

function channelsOf(state: TaskState): InputChannel[] {
  return state.gates.flatMap(({ channels }) => channels);
}

function unblock(state: TaskState): void {
  for (const channel of channelsOf(state)) channel.blocked = false;
}

/** A barrier came on a channel. In exactly-once mode the channel waits from here on for the others. */
export function barrierArrived(task: Task, barrier: Barrier, channel: InputChannel): void {
  const { state } = task;
  // An unaligned one was seen when it came.
  if (barrier.checkpoint <= state.lastCheckpoint || barrier.unaligned) return;
  if (state.alignment === null || barrier.checkpoint > state.alignment.options.checkpoint) {
    // A newer one subsumes the one that was waited for.
    unblock(state);
    const { checkpoint, unaligned, isSavepoint, stop } = barrier;
    state.alignment = { options: freeze({ checkpoint, unaligned, isSavepoint, stop }), startedAt: task.host.context().now, arrived: 0 };
  }
  if (barrier.checkpoint < state.alignment.options.checkpoint) return;
  state.alignment.arrived += 1;
  if (option(state.deployment.configuration, 'execution.checkpointing.mode') === 'EXACTLY_ONCE') channel.blocked = true;
  alignedByNow(task);
}

/** The checkpoint was given up: nobody waits for its other barriers, and nobody below does. */
export function cancelArrived(task: Task, checkpoint: number): void {
  const { state } = task;
  if (checkpoint <= state.lastCheckpoint) return;
  state.lastCheckpoint = checkpoint;
  endAlignment(state, checkpoint);
  cancelBelow(task, checkpoint);
}

function endAlignment(state: TaskState, checkpoint: number): void {
  if (state.alignment === null || state.alignment.options.checkpoint > checkpoint) return;
  state.alignment = null;
  unblock(state);
}

function cancelBelow(task: Task, checkpoint: number): void {
  for (const writer of task.writers) writer.event({ kind: 'cancel-checkpoint', checkpoint });
}

/** A channel ended: nothing more is waited for on it. */
export function channelEnded(task: Task): void {
  const { state } = task;
  if (state.alignment !== null) alignedByNow(task);
  if (!channelsOf(state).every(({ closed }) => closed) || state.finishing !== null || state.stopping !== null) return;
  task.endOfData(channelsOf(state).every(({ finished }) => finished));
}

function alignedByNow(task: Task): void {
  const { state } = task;
  const { alignment } = state;
  if (alignment === null || alignment.arrived < channelsOf(state).filter(({ closed }) => !closed).length) return;
  state.mails.push({ kind: 'checkpoint', options: alignment.options, triggeredAt: alignment.startedAt });
  task.wake();
}

/** Takes the state of all operators; the barrier goes on before anything that comes after it. */
export function performCheckpoint(task: Task, options: CheckpointOptions, since: Time): void {
  const { state } = task;
  const ctx = task.host.context();
  if (options.checkpoint <= state.lastCheckpoint || !isAlive(state)) return;
  const isSource = state.gates.length === 0;
  if (options.stop === 'drain' && isSource) task.endOfData(true, true);
  state.lastCheckpoint = options.checkpoint;
  if (state.aborted.includes(options.checkpoint)) {
    endAlignment(state, options.checkpoint);
    cancelBelow(task, options.checkpoint);
    return task.wake();
  }
  for (const { running } of task.links) running.beforeBarrier?.(options.checkpoint);
  const { checkpoint, unaligned, isSavepoint, stop } = options;
  const barrier: Barrier = freeze({ kind: 'barrier', checkpoint, unaligned, isSavepoint, stop });
  const outputs = task.writers.map((writer) => writer.barrier(barrier));
  const operators: Record<string, OperatorSnapshot> = {};
  let bytes = 0;
  let fresh = 0;
  state.deployment.vertex.operators.forEach(({ operatorId }, i) => {
    const link = task.links[i];
    if (link === undefined) return;
    const snapshot: OperatorSnapshot = freeze({ keyed: link.backend?.snapshot() ?? null, lists: link.running.lists?.(checkpoint) ?? NO_LISTS });
    operators[operatorId] = snapshot;
    bytes += operatorBytes(snapshot);
    fresh += newBytes(snapshot, state.previous[operatorId] ?? null);
  });
  const isIncremental = option(state.deployment.configuration, 'execution.checkpointing.incremental') === 'true' && !isSavepoint;
  const alignmentUs = state.alignment === null ? 0 : ctx.now - state.alignment.startedAt;
  endAlignment(state, checkpoint);
  state.previous = freeze(operators);
  if (options.stop !== 'none') state.stopping = { checkpoint, drain: options.stop === 'drain' };
  const metrics: CheckpointMetrics = { bytes, newBytes: isIncremental ? fresh : bytes, alignmentUs, syncUs: 0, asyncUs: 0, startDelayUs: ctx.now - since, inFlightBytes: 0 };
  const written: StateWritten = freeze({ kind: 'StateWritten', attempt: state.deployment.attempt, checkpoint, operators, inFlight: null, metrics, writtenFrom: ctx.now });
  if (unaligned) {
    state.collecting = { checkpoint, inputs: collectInputs(state, checkpoint), outputs: freeze(outputs), written };
    collectedByNow(task);
  } else ctx.diskWrite(metrics.newBytes, written);
  task.wake();
}

/** The state is in storage: the JobManager hears of it. */
export function acknowledge(task: Task, written: StateWritten): void {
  const { state, host } = task;
  if (!isAlive(state)) return;
  const ctx = host.context();
  const { attempt, checkpoint, operators, inFlight } = written;
  const metrics = { ...written.metrics, asyncUs: ctx.now - written.writtenFrom };
  ctx.send(JOB_MANAGER, freeze({ kind: 'AcknowledgeCheckpoint', job: state.deployment.job, attempt, checkpoint, operators, inFlight, metrics }), { bytes: 200 });
}

/** All subtasks have it: what waited for that may be done. A task that had nothing else to do ends. */
export function checkpointComplete(task: Task, checkpoint: number): void {
  const { state } = task;
  for (const { running } of task.links) running.complete?.(checkpoint);
  if (state.stopping !== null && checkpoint >= state.stopping.checkpoint) return endsAfterCommits(task, state.stopping.drain);
  if (state.finishing !== null && checkpoint > state.finishing.after) endsAfterCommits(task, true);
}

/** A committer that still works keeps its task: `mayCheckpoint` says so too. */
function endsAfterCommits(task: Task, drained: boolean): void {
  if (task.links.every(({ running }) => running.mayCheckpoint?.() ?? true)) task.end(drained);
  else task.state.mails.push({ kind: 'complete', checkpoint: task.state.lastCheckpoint });
}

export function checkpointAborted(task: Task, checkpoint: number): void {
  const { state } = task;
  for (const { running } of task.links) running.aborted?.(checkpoint);
  // A barrier that is waited for goes on being waited for: no notice ends an alignment, only a barrier or a marker does.
  if (checkpoint > state.lastCheckpoint) state.aborted.push(checkpoint);
  if (state.aborted.length > MOST_ABORTED) state.aborted.shift();
  if (state.collecting !== null && state.collecting.checkpoint <= checkpoint) state.collecting = null;
}
