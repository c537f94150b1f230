// Subtasks and the edges between them: what each does and waits for, and what every channel holds.
import type { FlinkChannel, FlinkEdgeRecord, FlinkLate, FlinkSplit, FlinkTaskOperator, FlinkTaskRecord, FlinkTransaction, FlinkWaits, FlinkWritten } from '../../bridge/flink-records.ts';
import { numberOption } from '../../sim/flink/config.ts';
import { consumersOf } from '../../sim/flink/jobmanager/scheduler.ts';
import { type Execution, type Job, taskName } from '../../sim/flink/jobmanager/state.ts';
import { isRecord, type Lineage, MAX_WATERMARK, NO_TIMESTAMP, originsOf, type StreamElement } from '../../sim/flink/record.ts';
import type { OperatorSnapshot } from '../../sim/flink/state/snapshot.ts';
import type { InputChannel, OperatorState, Subpartition, TaskState } from '../../sim/flink/taskmanager/task-state.ts';
import { measured } from '../../sim/flink/taskmanager/trail.ts';
import { SECOND } from '../../sim/kernel/types.ts';
import { decidedImage } from '../cluster.ts';
import { logOn } from '../logs.ts';
import { colourFields, type FlinkWorld, rowText, shownWatermark, taskId, taskStateOf, textOf } from './actors.ts';
import { failureText } from './jobs.ts';
import { stateSize } from './state.ts';

const SPLITS = 32;
const CHANNELS = 64;

/** An attempt with its state, where it runs. */
export interface RunningTask {
  readonly execution: Execution;
  readonly state: TaskState | null;
}

export function tasksOf(flink: FlinkWorld, job: Job): readonly RunningTask[] {
  return job.executions.map((execution) => ({ execution, state: taskStateOf(flink, execution.node, execution.attempt) }));
}

export function taskRecord(flink: FlinkWorld, job: Job, { execution, state }: RunningTask): FlinkTaskRecord {
  const { vertex, subtask, status, node, slot, number, attempt, since, failure } = execution;
  const graph = job.graph.vertices[vertex];
  const meter = state === null ? null : flink.now - state.meter.since > 2 * SECOND || state.meter.since === state.startedAt ? measured(state, flink.now) : state.meter;
  const percent = (share: number | undefined): number => Math.round((share ?? 0) * 100);
  const groups = state?.operators.find(({ keyed }) => keyed !== null)?.keyed;
  return {
    kind: 'flink-task', id: taskId(job.id, vertex, subtask), job: job.id, vertex, subtask, name: taskName(job, execution), parallelism: graph?.parallelism ?? 1, status, node, slot, attempt: number,
    address: `${node ?? ''}/${attempt}`, sinceUs: since, failure: failureText(failure), running: state !== null, watermark: state === null ? null : shownWatermark(watermarkOf(state)), idle: state === null ? false : isIdle(state),
    busy: percent(meter?.busy), backpressured: percent(meter?.backpressured), inRate: Math.round(meter?.inRate ?? 0), outRate: Math.round(meter?.outRate ?? 0), waits: waitsOf(flink, job, execution, state),
    operators: state?.operators.map((own, place) => operatorOf(state, own, place)) ?? [], keyGroups: groups === undefined || groups === null ? null : [groups.first, groups.last],
    splits: state === null ? [] : splitsOf(flink, job, state), transactions: state === null ? [] : transactionsOf(state), late: state === null ? [] : lateOf(job, vertex, state), written: state === null ? [] : writtenOf(state), lastCheckpoint: state?.lastCheckpoint ?? 0,
  };
}

function watermarkOf(state: TaskState): number {
  return state.gates.length === 0 ? (state.operators[0]?.watermark ?? NO_TIMESTAMP) : Math.min(...state.valves.map(({ output }) => output));
}

const isIdle = (state: TaskState): boolean => (state.gates.length === 0 ? state.operators.some(({ own }) => 'idle' in own && own.idle === true) : state.valves.every(({ idle }) => idle));

function operatorOf({ deployment }: TaskState, own: OperatorState, place: number): FlinkTaskOperator {
  const spec = deployment.vertex.operators[place];
  return {
    name: spec?.name ?? '', kind: spec?.kind ?? '', recordsIn: own.recordsIn, recordsOut: own.recordsOut, lateDropped: own.lateDropped, watermark: shownWatermark(own.watermark), idle: own.idle,
    keys: stateSize(own, false), timers: stateSize(own, true),
  };
}

/** Why it does nothing: first what keeps it from running, then what keeps it from writing, then what keeps it from reading. */
function waitsOf(flink: FlinkWorld, job: Job, execution: Execution, state: TaskState | null): FlinkWaits {
  if (state === null || state.status !== 'RUNNING') {
    if (job.waitingSince !== null) return { reason: 'slots', missing: Math.max(0, job.executions.length - job.executions.filter(({ node }) => node !== null).length), free: 0 };
    return { reason: 'restart', atUs: job.restarting?.at ?? null };
  }
  const { alignment } = state;
  if (state.blockedSince !== null) return { reason: 'backpressure', task: fullest(job, execution, state), sinceUs: state.blockedSince };
  if (alignment !== null) {
    const channels = state.gates.flatMap((gate) => gate.channels.map((channel, index) => ({ gate, channel, index })));
    const missing = channels.filter(({ channel }) => !channel.blocked && !channel.closed).map(({ gate, index }) => senderId(job, gate.edge, execution.subtask, index));
    return { reason: 'alignment', checkpoint: alignment.options.checkpoint, arrived: alignment.arrived, of: channels.length, sinceUs: alignment.startedAt, missing: missing.slice(0, 8) };
  }
  return state.busyUntil > flink.now ? { reason: 'none' } : { reason: 'input' };
}

/** The subtask whose channel has most that waits. */
function fullest(job: Job, { subtask }: Execution, state: TaskState): string {
  let best = { task: '', queued: -1 };
  for (const { edge, subpartitions } of state.results) {
    const spec = job.graph.edges[edge];
    if (spec === undefined) continue;
    const consumers = consumersOf(job, spec, subtask);
    subpartitions.forEach(({ queue }, index) => {
      if (queue.length > best.queued) best = { task: taskId(job.id, spec.to, consumers[index] ?? 0), queued: queue.length };
    });
  }
  return best.task;
}

/** Who sends on a channel, by its place in the gate. */
function senderOf(job: Job, edge: number, consumer: number, index: number): number {
  const spec = job.graph.edges[edge];
  if (spec === undefined) return index;
  const up = job.graph.vertices[spec.from]?.parallelism ?? 1;
  return Array.from({ length: up }, (_, i) => i).filter((i) => consumersOf(job, spec, i).includes(consumer))[index] ?? index;
}

function senderId(job: Job, edge: number, consumer: number, index: number): string {
  return taskId(job.id, job.graph.edges[edge]?.from ?? 0, senderOf(job, edge, consumer, index));
}

interface SplitLike {
  readonly topic: string;
  readonly partition: number;
  readonly next: number;
  readonly generator: { readonly max: number; readonly emitted: number; readonly idle: boolean; readonly quietSinceMs: number | null };
}

const isSplit = (value: unknown): value is SplitLike => typeof value === 'object' && value !== null && 'topic' in value && 'partition' in value && 'next' in value && 'generator' in value;

type SplitPlaces = ReadonlyMap<string, NonNullable<FlinkSplit['saved']>>;

/** Where the newest completed checkpoint has a source's splits, by `orders-0`: a restored job goes on from there. */
function savedSplits({ coordinator }: Job, operatorId: string): SplitPlaces {
  const last = coordinator.completed.at(-1);
  return last === undefined ? new Map() : splitPlaces(last.checkpoint, last.operators[operatorId]?.subtasks ?? []);
}

/** Where the checkpoint that is under way has cut them, as far as subtasks have told. */
function cutSplits({ coordinator: { pending } }: Job, operatorId: string): SplitPlaces {
  return pending === null ? new Map() : splitPlaces(pending.options.checkpoint, Object.values(pending.parts).map(({ operators }) => operators[operatorId] ?? null));
}

function splitPlaces(checkpoint: number, subtasks: readonly (OperatorSnapshot | null)[]): SplitPlaces {
  const places = new Map<string, NonNullable<FlinkSplit['saved']>>();
  for (const item of subtasks.flatMap((snapshot) => snapshot?.lists['splits']?.items ?? [])) {
    const [topic, partition, next]: readonly unknown[] = Array.isArray(item) ? item : [];
    if (typeof topic === 'string' && typeof next === 'number') places.set(`${topic}-${String(partition)}`, { checkpoint, next });
  }
  return places;
}

function splitsOf({ world }: FlinkWorld, job: Job, { operators, deployment }: TaskState): FlinkSplit[] {
  const image = decidedImage(world);
  const strategies = deployment.vertex.operators.map(({ config }) => ('watermarks' in config && typeof config.watermarks === 'object' && config.watermarks !== null ? config.watermarks : null));
  return operators.flatMap(({ own }, place) => ('splits' in own && Array.isArray(own.splits) ? own.splits.filter(isSplit).map((split): FlinkSplit => {
    const operatorId = deployment.vertex.operators[place]?.operatorId ?? '';
    const name = `${split.topic}-${split.partition}`;
    const [saved, cut] = [savedSplits(job, operatorId).get(name), cutSplits(job, operatorId).get(name)];
    const leader = image.topics[split.topic]?.partitions[split.partition]?.leader ?? -1;
    const end = logOn(world, leader, name)?.highWatermark ?? null;
    const strategy = strategies[place];
    const bound = strategy !== null && strategy !== undefined && 'boundMs' in strategy ? Number(strategy.boundMs) + ('style' in strategy && strategy.style === 'sql' ? 0 : 1) : 0;
    const { generator } = split;
    return {
      topic: split.topic, partition: split.partition, next: split.next, lag: end === null || split.next < 0 ? null : Math.max(0, end - split.next),
      // A table's source has worked the watermark out; a strategy of the DataStream API is told by the newest event.
      watermark: strategy === null || strategy === undefined || !('boundMs' in strategy) ? shownWatermark(generator.emitted) : generator.max === NO_TIMESTAMP ? null : generator.max >= MAX_WATERMARK ? 'end' : generator.max - bound, idle: generator.idle, quietSinceMs: generator.quietSinceMs,
      ...(saved === undefined ? {} : { saved }), ...(cut === undefined ? {} : { cut }),
    };
  }) : [])).slice(0, SPLITS);
}

interface TransactionLike {
  readonly id: string;
  readonly checkpoint: number;
  readonly state: FlinkTransaction['state'];
}

const isTransaction = (value: unknown): value is TransactionLike => typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== '' && 'checkpoint' in value && 'state' in value;

function transactionsOf({ operators }: TaskState): FlinkTransaction[] {
  return operators.flatMap(({ own }) => {
    if (!('writer' in own) || !('others' in own) || !Array.isArray(own.others)) return [];
    return [...own.others, own.writer].filter(isTransaction).map(({ id, checkpoint, state }) => ({ transactionalId: id, checkpoint, state }));
  }).slice(-8);
}

/** Made once of each: a trail's entries never change. */
const written = new WeakMap<object, FlinkWritten>();

interface Trail {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly timestampMs: number;
  readonly atMs?: number;
  readonly lineage: Lineage;
}

const isTrail = (value: unknown): value is Trail => typeof value === 'object' && value !== null && 'topic' in value && 'value' in value && 'lineage' in value && 'timestampMs' in value;

function writtenOf({ operators }: TaskState): FlinkWritten[] {
  return operators.flatMap(({ own }) => ('recent' in own && Array.isArray(own.recent) ? own.recent.filter(isTrail).map((one): FlinkWritten => {
    const known = written.get(one);
    if (known !== undefined) return known;
    const made: FlinkWritten = { topic: one.topic, key: one.key, value: one.value, timestampMs: one.timestampMs, ...(one.atMs === undefined ? {} : { atMs: one.atMs }), lineage: originsOf(one.lineage) };
    written.set(one, made);
    return made;
  }) : []));
}

function lateOf(job: Job, vertex: number, { operators }: TaskState): FlinkLate[] {
  // Late rows are the head's input, so their fields are those of the vertex before.
  const edge = job.graph.edges.find(({ to }) => to === vertex);
  const colour = edge === undefined ? null : (colourFields(job)[edge.from] ?? null);
  return operators.flatMap(({ late }) => late.map(({ at, row, timestamp, lineage, watermark }): FlinkLate => ({
    atUs: at, text: rowText(row), key: colour === null ? null : textOf(row[colour]), timestampMs: timestamp, watermarkMs: watermark, lineage: originsOf(lineage),
  })));
}

export function edgeRecords(job: Job, tasks: readonly RunningTask[]): FlinkEdgeRecord[] {
  const mostQueued = numberOption(job.configuration, 'taskmanager.network.memory.max-buffers-per-channel');
  return job.graph.edges.map((spec, index): FlinkEdgeRecord => {
    const channels: FlinkChannel[] = [];
    let channelCount = 0;
    for (const { execution, state } of tasks) {
      if (execution.vertex !== spec.from) continue;
      const consumers = consumersOf(job, spec, execution.subtask);
      channelCount += consumers.length;
      for (let place = 0; place < consumers.length && channels.length < CHANNELS; place++) channels.push(channelOf(job, tasks, { edge: index, from: execution.subtask, to: consumers[place] ?? 0, place, sender: state }));
    }
    return {
      kind: 'flink-edge', id: `flink-edge/${job.id}/${index}`, job: job.id, index, from: spec.from, to: spec.to, partitioner: spec.partitioner.kind, outputTag: spec.outputTag,
      channels, channelCount, mostQueued,
    };
  });
}

interface ChannelPlace {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  /** Among the sender's subpartitions. */
  readonly place: number;
  readonly sender: TaskState | null;
}

function channelOf(job: Job, tasks: readonly RunningTask[], { edge, from, to, place, sender }: ChannelPlace): FlinkChannel {
  const spec = job.graph.edges[edge];
  const receiver = tasks.find(({ execution }) => execution.vertex === spec?.to && execution.subtask === to)?.state ?? null;
  const gate = receiver?.gates.find((one) => one.edge === edge);
  // All with all: the senders stand in their order.
  const isWhole = gate !== undefined && spec !== undefined && gate.channels.length === job.graph.vertices[spec.from]?.parallelism;
  const channel = isWhole ? gate.channels[from] : gate?.channels.find((_, index) => senderOf(job, edge, to, index) === from);
  const out = sender?.results.find((one) => one.edge === edge)?.subpartitions[place];
  const waiting = waitingIn(channel, out);
  return {
    from, to, queuedOut: out?.queue.length ?? 0, openOut: out?.open.length ?? 0, credit: out?.credit ?? 0, queuedIn: channel?.queue.length ?? 0, watermark: channel === undefined ? null : shownWatermark(channel.watermark),
    ...(waiting.length === 0 ? {} : { waiting }), idle: channel?.idle ?? false, blocked: channel?.blocked ?? false, finished: channel?.finished ?? false, holdsBack: receiver !== null && gate !== undefined && channel !== undefined && holdsBack(receiver, gate.input, channel),
  };
}

/** Source records that are told of one channel. */
const WAITING = 8;

/** Whose records wait in a channel, from the receiver's queue back to the sender's open buffer. */
function waitingIn(channel: InputChannel | undefined, out: Subpartition | undefined): readonly number[] {
  const ids = new Set<number>();
  const take = (elements: readonly StreamElement[], from = 0): void => {
    for (let at = from; at < elements.length && ids.size < WAITING; at++) {
      const element = elements[at];
      if (element !== undefined && isRecord(element)) for (const id of originsOf(element.lineage)) if (ids.size < WAITING) ids.add(id);
    }
  };
  channel?.queue.forEach(({ elements }, place) => take(elements, place === 0 ? channel.position : 0));
  for (const { elements } of out?.queue ?? []) take(elements);
  take(out?.open ?? []);
  return [...ids];
}

function holdsBack(receiver: TaskState, input: 0 | 1, channel: InputChannel): boolean {
  if (channel.idle || channel.finished) return false;
  const all = receiver.gates.filter((gate) => gate.input === input).flatMap((gate) => gate.channels).filter(({ idle }) => !idle);
  return all.length > 1 && channel.watermark === Math.min(...all.map(({ watermark }) => watermark)) && all.some(({ watermark }) => watermark !== channel.watermark);
}
