// Unaligned checkpoints (FLIP-76): the barrier overtakes what waits in buffers, and what it overtook is part of the checkpoint.
//
// A barrier counts as soon as it is here, wherever it stands in its channel's queue. Then the state is taken at once; of each channel what
// came before its barrier and was not read yet is kept, and goes on being kept until the barrier of the last channel has come.
import { freeze } from '../../kernel/freeze.ts';
import type { StreamElement } from '../record.ts';
import type { InFlight, NetworkBuffer } from '../rpc.ts';
import type { Task } from './task.ts';
import type { Collecting, InputChannel, TaskState } from './task-state.ts';

/** The barrier of this checkpoint, or of a later one. */
const isBarrier = (element: StreamElement, checkpoint: number): boolean => 'kind' in element && element.kind === 'barrier' && element.checkpoint >= checkpoint;

/** A buffer came: an unaligned barrier in it is seen at once, and a checkpoint that collects may want its records. */
export function unalignedArrival(task: Task, gate: number, index: number, buffer: NetworkBuffer): void {
  const { state } = task;
  const [first] = buffer.elements;
  if (buffer.isEvent && first !== undefined && 'kind' in first && first.kind === 'barrier' && first.unaligned && first.checkpoint > state.lastCheckpoint) {
    const { checkpoint, unaligned, isSavepoint, stop } = first;
    const known = state.mails.some((mail) => mail.kind === 'checkpoint' && mail.options.checkpoint === checkpoint);
    if (!known) state.mails.push({ kind: 'checkpoint', options: freeze({ checkpoint, unaligned, isSavepoint, stop }), triggeredAt: task.host.context().now });
  }
  const { collecting } = state;
  const channel = collecting?.inputs[gate]?.[index];
  if (collecting === null || channel === undefined || channel.done) return;
  keep(channel, buffer.elements, collecting.checkpoint);
  collectedByNow(task);
}

/** Adds elements up to the checkpoint's barrier. */
function keep(channel: Collecting['inputs'][number][number], elements: readonly StreamElement[], checkpoint: number): void {
  for (const element of elements) {
    if (isBarrier(element, checkpoint)) {
      channel.done = true;
      return;
    }
    if ('kind' in element && element.kind === 'end' && element.closes) channel.done = true;
    if (!('kind' in element) || (element.kind !== 'barrier' && element.kind !== 'cancel-checkpoint')) channel.elements.push(freeze(element));
  }
}

/** What waits on the input side when the state is taken. */
export function collectInputs(state: TaskState, checkpoint: number): Collecting['inputs'] {
  return state.gates.map(({ channels }) => channels.map((channel) => waiting(channel, checkpoint)));
}

function waiting(channel: InputChannel, checkpoint: number): Collecting['inputs'][number][number] {
  const kept = { elements: [] as StreamElement[], done: channel.closed };
  channel.queue.forEach(({ elements }, i) => {
    if (!kept.done) keep(kept, i === 0 ? elements.slice(channel.position) : elements, checkpoint);
  });
  return kept;
}

/** All barriers are here: the state and what it overtook are written. */
export function collectedByNow(task: Task): void {
  const { collecting } = task.state;
  if (collecting === null || !collecting.inputs.every((channels) => channels.every(({ done }) => done))) return;
  task.state.collecting = null;
  const inFlight: InFlight = freeze({ inputs: collecting.inputs.map((channels) => channels.map(({ elements }) => elements)), outputs: collecting.outputs });
  let bytes = 0;
  for (const side of [inFlight.inputs, inFlight.outputs]) for (const channels of side) for (const elements of channels) bytes += elements.length * 32;
  const { written } = collecting;
  const metrics = { ...written.metrics, inFlightBytes: bytes, alignmentUs: task.host.context().now - written.writtenFrom };
  task.host.context().diskWrite(metrics.newBytes + bytes, freeze({ ...written, inFlight, metrics }));
}

/** After a restore: what was on its way is on its way again, before anything new. */
export function restoreInFlight(state: TaskState, inFlight: InFlight): void {
  const buffer = (elements: readonly StreamElement[]): NetworkBuffer => freeze({ elements, bytes: elements.length * 32, isEvent: true });
  state.gates.forEach(({ channels }, gate) => channels.forEach((channel, i) => {
    const elements = inFlight.inputs[gate]?.[i] ?? [];
    if (elements.length > 0) channel.queue.push(buffer(elements));
  }));
  state.results.forEach((result, place) => result.subpartitions.forEach((sub, i) => {
    const elements = inFlight.outputs[place]?.[i] ?? [];
    if (elements.length === 0) return;
    sub.queue.push(buffer(elements));
    result.queued += 1;
  }));
}
