// Why a window has not fired, why a task waits, why a checkpoint is not complete: answered from the state, step by step to what holds it.
import type { FlinkCheckpointRecord, FlinkSplit, FlinkTaskRecord, FlinkWindowRecord, WatermarkValue } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { eventTime, firingText, hasFired, ms, statusText, taskShort, watermarkText } from './flink-names.ts';
import { nodeName } from './names.ts';
import { clockTime, duration, number } from './numbers.ts';

/** A sentence of an answer, and the thing that it is about. */
export interface WhyLine {
  readonly text: string;
  readonly about: string | null;
  /** The instant that it speaks of, in virtual microseconds; absent where it speaks of now. */
  readonly atUs?: number;
}

export type FlinkTables = Pick<Tables, 'flink-task' | 'flink-edge' | 'flink-node' | 'flink-job' | 'flink-time'>;

const MOST_STEPS = 8;
/** A partition that was silent for longer than this is more than between two records. */
const QUIET_MS = 1_000;

const order = (watermark: WatermarkValue): number => (watermark === null ? -Infinity : watermark === 'end' ? Infinity : watermark);
const shortOf = (id: string, { 'flink-task': tasks }: FlinkTables): string => {
  const task = tasks.get(id);
  return task === undefined ? id : taskShort(task);
};

export function whyWindow(window: FlinkWindowRecord, tables: FlinkTables, nowMs: number): WhyLine[] {
  const time = eventTime(window.endMs - 1);
  if (window.time === 'processing') return [{ text: m.flink_fire_clock({ time }), about: null }];
  const fired = firingsOf(window, tables);
  if (fired.length > 0) return [...fired, { text: m.flink_fire_fired({ time: eventTime(window.endMs - 1 + window.allowedLatenessMs) }), about: null }];
  if (hasFired(window)) return [{ text: m.flink_fire_fired({ time: eventTime(window.endMs - 1 + window.allowedLatenessMs) }), about: null }];
  const task = shortOf(window.waitsFor, tables);
  const first = window.watermark === null ? m.flink_fire_needs_first({ task, time }) : m.flink_fire_needs({ task, time, watermark: watermarkText(window.watermark) });
  return [{ text: first, about: window.waitsFor }, ...whyWatermark(window.waitsFor, tables, nowMs)];
}

/** When it fired already, as far as the task remembers it: allowed lateness keeps it, and it may fire again. */
function firingsOf({ job, vertex, operator, startMs, endMs }: FlinkWindowRecord, tables: FlinkTables): WhyLine[] {
  const time = tables['flink-time'].get(`flink-time/${job}/${vertex}-${operator}`);
  return (time?.fired ?? []).filter((one) => one.startMs === startMs && one.endMs === endMs).slice(-3).map((one) => ({ text: m.flink_fired_at({ at: clockTime(one.atUs, 1), what: firingText(one) }), about: `flink-task/${job}/${vertex}-${one.subtask}` }));
}

/** From a subtask to whoever holds its watermark back: over the lowest channel, up to a source and its partition. */
export function whyWatermark(id: string, tables: FlinkTables, nowMs: number): WhyLine[] {
  const lines: WhyLine[] = [];
  let at: FlinkTaskRecord | undefined = tables['flink-task'].get(id);
  for (let step = 0; at !== undefined && step < MOST_STEPS; step += 1) {
    const task = taskShort(at);
    if (!at.running || at.status !== 'RUNNING') return [...lines, { text: m.flink_held_stopped({ task, status: statusText(at.status) }), about: at.id }, ...unnoticed(at, tables)];
    if (at.waits.reason === 'backpressure') lines.push({ text: m.flink_held_backpressure({ task }), about: at.id });
    const up = lowestInput(at, tables);
    if (up === null) return [...lines, ...whySource(at, nowMs)];
    const from = tables['flink-task'].get(up.from);
    const name = from === undefined ? up.from : taskShort(from);
    lines.push({ text: up.watermark === null ? m.flink_held_by_channel_first({ task: name }) : m.flink_held_by_channel({ task: name, watermark: watermarkText(up.watermark) }), about: up.from });
    at = from;
  }
  return lines;
}

function unnoticed(task: FlinkTaskRecord, tables: FlinkTables): WhyLine[] {
  const node = tables['flink-node'].get(`flink-node/${task.node ?? ''}`);
  return node?.unnoticed === true ? [{ text: m.flink_wait_noticed({ node: nodeName(node.node) }), about: node.id }] : [];
}

interface Input {
  readonly from: string;
  readonly watermark: WatermarkValue;
}

/** Of the channels that count, the one with the lowest watermark. */
function lowestInput(task: FlinkTaskRecord, { 'flink-edge': edges }: FlinkTables): Input | null {
  const inputs = [...edges.values()].filter((edge) => edge.job === task.job && edge.to === task.vertex)
    .flatMap((edge) => edge.channels.filter(({ to, finished }) => to === task.subtask && !finished).map((channel) => ({ ...channel, from: `flink-task/${task.job}/${edge.from}-${channel.from}` })));
  const active = inputs.filter(({ idle }) => !idle);
  return (active.length > 0 ? active : inputs).sort((a, b) => order(a.watermark) - order(b.watermark))[0] ?? null;
}

function whySource(task: FlinkTaskRecord, nowMs: number): WhyLine[] {
  const name = taskShort(task);
  const active = task.splits.filter(({ idle }) => !idle);
  const split = [...(active.length > 0 ? active : task.splits)].sort((a, b) => order(a.watermark) - order(b.watermark))[0];
  if (split === undefined) return [{ text: m.flink_held_source({ task: name }), about: task.id }];
  const partition = `${split.topic}-${split.partition}`;
  const about = `partition/${partition}`;
  if (split.watermark === null && split.next > 0) return [{ text: m.flink_held_no_strategy({ task: name }), about: task.id }];
  if (split.watermark === null) return [{ text: m.flink_held_by_split_never({ task: name, partition }), about }, ...quiet(split, nowMs)];
  return [{ text: m.flink_held_by_split({ task: name, partition, watermark: watermarkText(split.watermark) }), about }, ...(isQuiet(split, nowMs) ? quiet(split, nowMs) : [{ text: m.flink_held_split_bound(), about }])];
}

const isQuiet = ({ quietSinceMs, lag }: FlinkSplit, nowMs: number): boolean => quietSinceMs !== null && nowMs - quietSinceMs > QUIET_MS && (lag ?? 0) === 0;

/** Without idleness nobody looks when the last record came: then silence has no beginning that is known. */
function quiet({ topic, partition, quietSinceMs }: FlinkSplit, nowMs: number): WhyLine[] {
  return quietSinceMs === null || nowMs - quietSinceMs <= QUIET_MS ? [] : [{ text: m.flink_held_split_quiet({ time: eventTime(quietSinceMs) }), about: `partition/${topic}-${partition}` }];
}

export function whyTask(task: FlinkTaskRecord, tables: FlinkTables, nowUs: number): WhyLine[] {
  const { waits } = task;
  const dead = unnoticed(task, tables);
  if (dead.length > 0) return dead;
  switch (waits.reason) {
    case 'none': return [{ text: m.flink_wait_none(), about: null }];
    case 'input': return [{ text: task.splits.length > 0 ? m.flink_wait_input_source() : m.flink_wait_input(), about: null }];
    case 'backpressure': {
      const below = tables['flink-task'].get(waits.task);
      return [{ text: m.flink_wait_backpressure({ task: shortOf(waits.task, tables), time: clockTime(waits.sinceUs, 1), busy: number(below?.busy ?? 0) }), about: waits.task }];
    }
    case 'alignment': return [{ text: m.flink_wait_alignment({ checkpoint: number(waits.checkpoint), arrived: number(waits.arrived), of: number(waits.of), tasks: waits.missing.map((id) => shortOf(id, tables)).join(', ') }), about: waits.missing[0] ?? null }];
    case 'slots': {
      const job = tables['flink-job'].get(`flink-job/${task.job}`);
      return [{ text: m.flink_wait_slots({ missing: number(job?.missingSlots ?? waits.missing), free: number(job?.freeSlots ?? 0) }), about: job?.id ?? null }];
    }
    case 'restart': return [{ text: m.flink_wait_status({ status: statusText(task.status) }), about: null }, ...(waits.atUs === null || waits.atUs <= nowUs ? [] : [{ text: m.flink_wait_restart({ time: duration(waits.atUs - nowUs) }), about: `flink-job/${task.job}` }])];
  }
}

export function whyCheckpoint(checkpoint: FlinkCheckpointRecord, tables: FlinkTables): WhyLine[] {
  switch (checkpoint.status) {
    case 'COMPLETED': return [];
    case 'FAILED': return [{ text: m.flink_checkpoint_failed_because({ error: checkpoint.failure ?? '' }), about: `flink-job/${checkpoint.job}` }];
    case 'IN_PROGRESS': return [{ text: m.flink_checkpoint_waits({ tasks: checkpoint.waiting.map((id) => shortOf(id, tables)).join(', ') }), about: checkpoint.waiting[0] ?? null }];
  }
}

/** How late each dropped record was. */
export function whyLate(task: FlinkTaskRecord): WhyLine[] {
  return task.late.toReversed().map(({ text, timestampMs, watermarkMs }) => ({ text: m.flink_late_line({ text, time: eventTime(timestampMs), watermark: eventTime(watermarkMs), late: ms(Math.max(0, watermarkMs - timestampMs)) }), about: null }));
}
