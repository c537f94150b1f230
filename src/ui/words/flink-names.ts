// Short words for Flink's things: states, times of events, subtasks, ways of sharing records out.
import type { FlinkCheckpointRecord, FlinkFiring, FlinkJobRecord, FlinkNodeRecord, FlinkTaskRecord, FlinkTimeRecord, FlinkTransaction, FlinkWindowRecord, WatermarkValue } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import { nodeStateName } from './names.ts';
import { duration, number } from './numbers.ts';

/** ms as a duration with its unit. */
export const ms = (value: number): string => duration(value * 1_000);

/** Event times below this are no dates, but numbers that a job counts for itself. */
const LEAST_DATE_MS = 1_000_000_000;

/** An event time: of a date its time of day, with ms where it has some. */
export function eventTime(at: number): string {
  if (Math.abs(at) < LEAST_DATE_MS || !Number.isFinite(at) || Math.abs(at) > 8e15) return m.flink_ms({ ms: number(at) });
  return new Date(at).toISOString().slice(11, at % 1_000 === 0 ? 19 : 23);
}

export const watermarkText = (watermark: WatermarkValue): string => (watermark === null ? m.flink_no_watermark() : watermark === 'end' ? m.flink_watermark_end() : eventTime(watermark));

export function flinkNodeState(node: FlinkNodeRecord): string {
  if (node.state === 'starting' && node.role === 'taskmanager') return m.flink_unregistered();
  return node.unnoticed ? m.flink_unnoticed() : nodeStateName({ state: node.state, diskFactor: node.diskFactor, diskFailure: 'none', role: 'broker' });
}

/** A state of a job or of a task, as Flink names it, in words. */
export function statusText(status: string): string {
  switch (status) {
    case 'CREATED': return m.flink_status_created();
    case 'SCHEDULED': return m.flink_status_scheduled();
    case 'DEPLOYING': return m.flink_status_deploying();
    case 'INITIALIZING': return m.flink_status_initializing();
    case 'RUNNING': return m.flink_status_running();
    case 'FINISHED': return m.flink_status_finished();
    case 'CANCELING': case 'CANCELLING': return m.flink_status_canceling();
    case 'CANCELED': return m.flink_status_canceled();
    case 'FAILING': return m.flink_status_failing();
    case 'FAILED': return m.flink_status_failed();
    case 'RESTARTING': return m.flink_status_restarting();
    default: return status.toLowerCase();
  }
}

/** What a job does, or waits for. */
export function jobState(job: FlinkJobRecord, nowUs: number | null = null): string {
  if (job.waitingSinceUs !== null && job.missingSlots > 0) return m.flink_waits_slots({ missing: number(job.missingSlots), free: number(job.freeSlots) });
  if (job.restartsAtUs !== null && nowUs !== null && job.restartsAtUs > nowUs) return m.flink_restarts_in({ time: duration(job.restartsAtUs - nowUs) });
  return statusText(job.restartsAtUs !== null ? 'RESTARTING' : job.status);
}

export function partitionerText(kind: string): string {
  switch (kind) {
    case 'HASH': return m.flink_edge_hash();
    case 'REBALANCE': case 'RESCALE': case 'SHUFFLE': return m.flink_edge_rebalance();
    case 'FORWARD': return m.flink_edge_forward();
    case 'BROADCAST': return m.flink_edge_broadcast();
    default: return m.flink_edge_other({ kind });
  }
}

export function checkpointState(checkpoint: FlinkCheckpointRecord): string {
  switch (checkpoint.status) {
    case 'IN_PROGRESS': return m.flink_checkpoint_progress();
    case 'COMPLETED': return m.flink_checkpoint_completed();
    case 'FAILED': return m.flink_checkpoint_failed();
  }
}

export const checkpointName = (checkpoint: FlinkCheckpointRecord): string => (checkpoint.isSavepoint ? m.flink_savepoint({ number: checkpoint.checkpoint }) : m.flink_checkpoint({ number: checkpoint.checkpoint }));

export function transactionState(state: FlinkTransaction['state']): string {
  switch (state) {
    case 'starting': return m.flink_tx_starting();
    case 'open': return m.flink_tx_open();
    case 'flushing': return m.flink_tx_flushing();
    case 'prepared': return m.flink_tx_prepared();
    case 'committing': return m.flink_tx_committing();
    case 'aborting': return m.flink_tx_aborting();
    case 'over': return m.flink_tx_over();
  }
}

export function assignerText({ assigner, sizeMs, slideMs }: FlinkTimeRecord): string {
  const [size, slide] = [ms(sizeMs), ms(slideMs)];
  switch (assigner) {
    case '': return m.flink_timers_only();
    case 'tumbling': case 'tumble': return m.flink_assigner_tumbling({ size });
    case 'sliding': case 'hop': case 'hopping': return m.flink_assigner_sliding({ size, slide });
    case 'cumulating': case 'cumulate': return m.flink_assigner_cumulating({ size, slide });
    case 'session': return m.flink_assigner_session({ size });
    case 'global': return m.flink_assigner_global();
    default: return assigner;
  }
}

/** Whether the watermark has passed a window's end: then it has fired, and may wait for late records. */
export function hasFired(window: FlinkWindowRecord): boolean {
  return window.time === 'event' && (window.watermark === 'end' || (window.watermark !== null && window.watermark >= window.endMs - 1));
}

/** `Source: pedidos (1/2)`, short enough for a sentence: the head of its chain and its number. */
export function taskShort(task: Pick<FlinkTaskRecord, 'name'>): string {
  const number = / \(\d+\/\d+\)$/.exec(task.name)?.[0] ?? '';
  const [head = task.name] = task.name.slice(0, task.name.length - number.length).split(' -> ');
  return `${head}${number}`;
}

/** What fired, for whom and at which watermark: a window, or a function's own timer. */
export function firingText({ startMs, endMs, timeMs, time, watermark, key, keys }: FlinkFiring): string {
  const who = keys > 1 ? m.flink_fired_keys({ key, count: number(keys - 1) }) : key;
  const at = watermarkText(watermark);
  if (startMs !== null && endMs !== null) {
    const span = { start: eventTime(startMs), end: eventTime(endMs), keys: who };
    return time === 'event' ? m.flink_fired_window({ ...span, watermark: at }) : m.flink_fired_window_clock(span);
  }
  return time === 'event' ? m.flink_fired_timer({ time: eventTime(timeMs), keys: who, watermark: at }) : m.flink_fired_timer_clock({ time: eventTime(timeMs), keys: who });
}
