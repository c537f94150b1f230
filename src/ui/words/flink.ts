// What Flink's things are, in the reader's language: titles, a sentence, and their numbers.
import type { FlinkCheckpointRecord, FlinkEdgeRecord, FlinkJobRecord, FlinkNodeRecord, FlinkRecord, FlinkStateRecord, FlinkTaskRecord, FlinkTimeRecord, FlinkWindowRecord } from '../../bridge/flink-records.ts';
import type { FlightRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Description } from './describe.ts';
import { assignerText, checkpointName, checkpointState, eventTime, flinkNodeState, hasFired, jobState, ms, partitionerText, statusText, taskShort, watermarkText } from './flink-names.ts';
import { nodeName } from './names.ts';
import { clockTime, duration, number } from './numbers.ts';

type Row = readonly [string, string];

export function describeFlink(record: FlinkRecord): Description {
  switch (record.kind) {
    case 'flink-node': return describeNode(record);
    case 'flink-job': return describeJob(record);
    case 'flink-task': return describeTask(record);
    case 'flink-edge': return describeEdge(record);
    case 'flink-time': return describeTime(record);
    case 'flink-window': return describeWindow(record);
    case 'flink-state': return describeState(record);
    case 'flink-checkpoint': return describeCheckpoint(record);
  }
}

const percent = (share: number): string => m.flink_percent({ percent: number(share) });
const some = (rows: readonly (Row | null)[]): Row[] => rows.flatMap((row) => (row === null ? [] : [row]));

function describeNode(node: FlinkNodeRecord): Description {
  const isManager = node.role === 'jobmanager';
  return {
    title: isManager ? m.flink_jobmanager() : m.flink_taskmanager({ name: node.node }), state: flinkNodeState(node), about: isManager ? m.flink_about_jobmanager() : m.flink_about_taskmanager(), because: -1,
    rows: some([
      isManager ? [m.flink_label_taskmanagers(), number(node.taskManagers)] : [m.flink_label_slots(), number(node.slots.length)],
      [m.flink_label_free(), number(node.freeSlots)], [m.flink_label_jobs(), number(node.jobs)],
      node.diskFactor === 1 ? null : [m.label_disk(), m.disk_slow({ factor: number(node.diskFactor) })],
      node.upSinceUs === null ? null : [m.label_up_since(), clockTime(node.upSinceUs, 1)],
    ]),
  };
}

function describeJob(job: FlinkJobRecord): Description {
  return {
    title: job.name, state: jobState(job), about: m.flink_about_job(), because: -1,
    rows: some([
      [m.flink_label_tasks(), m.flink_label_tasks_running({ running: number(job.runningTasks), all: number(job.tasks) })], [m.flink_label_restarts(), number(job.restarts)],
      [m.flink_label_interval(), job.checkpointIntervalMs === null ? m.flink_no_checkpoints() : ms(job.checkpointIntervalMs)],
      [m.flink_label_completed(), number(job.checkpointsCompleted)], job.checkpointsFailed === 0 ? null : [m.flink_label_failed(), number(job.checkpointsFailed)],
      job.checkpointsRestored === 0 ? null : [m.flink_label_restored(), number(job.checkpointsRestored)], [m.flink_label_mode(), job.guarantee],
    ]),
  };
}

function describeTask(task: FlinkTaskRecord): Description {
  const keys = task.operators.reduce((sum, one) => sum + one.keys, 0);
  const timers = task.operators.reduce((sum, one) => sum + one.timers, 0);
  const late = task.operators.reduce((sum, one) => sum + one.lateDropped, 0);
  return {
    title: taskShort(task), state: statusText(task.status), about: m.flink_about_task(), because: -1,
    rows: some([
      [m.flink_watermark(), watermarkText(task.watermark)], [m.flink_label_busy(), percent(task.busy)], [m.flink_label_backpressured(), percent(task.backpressured)],
      [m.flink_label_in(), m.flink_rate({ rate: number(task.inRate) })], [m.flink_label_out(), m.flink_rate({ rate: number(task.outRate) })],
      keys === 0 ? null : [m.flink_label_state(), m.flink_state_size({ count: number(keys) })], timers === 0 ? null : [m.flink_label_timers(), number(timers)],
      late === 0 ? null : [m.flink_label_late(), number(late)], task.keyGroups === null ? null : [m.flink_label_keygroups(), `${task.keyGroups[0]}–${task.keyGroups[1]}`],
      [m.flink_label_where(), task.node === null ? m.flink_no_slot() : `${nodeName(task.node)}, ${m.flink_slot({ slot: number(task.slot) })}`], [m.flink_label_attempt(), number(task.attempt + 1)],
    ]),
  };
}

function describeEdge(edge: FlinkEdgeRecord): Description {
  const queued = edge.channels.reduce((sum, one) => sum + one.queuedOut + one.queuedIn, 0);
  return {
    title: m.flink_edge_title({ from: number(edge.from + 1), to: number(edge.to + 1) }), state: partitionerText(edge.partitioner), about: m.flink_about_edge(), because: -1,
    rows: [[m.flink_label_channels(), number(edge.channelCount)], [m.flink_label_queued(), number(queued)]],
  };
}

function describeTime(time: FlinkTimeRecord): Description {
  return {
    title: m.flink_event_time_of({ name: time.name }), state: watermarkText(time.watermark), about: m.flink_about_time(), because: -1,
    rows: some([
      [m.flink_label_assigner(), assignerText(time)], [m.flink_watermark(), watermarkText(time.watermark)], [m.flink_label_events(), number(time.events.length)],
      time.allowedLatenessMs === 0 ? null : [m.flink_label_lateness(), ms(time.allowedLatenessMs)], [m.flink_label_late(), number(time.lateDropped)],
    ]),
  };
}

function describeWindow(window: FlinkWindowRecord): Description {
  return {
    title: m.flink_window_title({ start: eventTime(window.startMs), end: eventTime(window.endMs) }), state: hasFired(window) ? m.flink_window_fired() : m.flink_window_open(), about: m.flink_about_window(), because: -1,
    rows: some([
      [m.flink_label_keys(), number(window.keys)], [m.flink_label_fires(), eventTime(window.endMs - 1)], [m.flink_watermark(), watermarkText(window.watermark)],
      window.allowedLatenessMs === 0 ? null : [m.flink_label_lateness(), ms(window.allowedLatenessMs)],
    ]),
  };
}

function describeState(state: FlinkStateRecord): Description {
  return {
    title: m.flink_state_title({ name: state.name }), state: m.flink_state_size({ count: number(state.size) }), about: m.flink_about_state(), because: -1,
    rows: [[m.flink_label_subtask(), number(state.subtask + 1)], [m.flink_label_keygroups(), `${state.firstGroup}–${state.lastGroup}`], [m.flink_label_timers(), number(state.timerCount)]],
  };
}

function describeCheckpoint(checkpoint: FlinkCheckpointRecord): Description {
  return {
    title: checkpointName(checkpoint), state: checkpointState(checkpoint), about: m.flink_about_checkpoint(), because: -1,
    rows: some([
      [m.label_when(), clockTime(checkpoint.triggeredAtUs, 1)], checkpoint.endedAtUs === null ? null : [m.flink_label_duration(), duration(checkpoint.endedAtUs - checkpoint.triggeredAtUs)],
      [m.flink_label_acknowledged(), `${number(checkpoint.acknowledged)} / ${number(checkpoint.subtasks)}`], [m.flink_label_size(), m.bytes_of({ bytes: number(checkpoint.bytes) })],
      [m.flink_label_new(), m.bytes_of({ bytes: number(checkpoint.newBytes) })], [m.flink_label_alignment(), duration(checkpoint.alignmentUs)],
    ]),
  };
}

/** A buffer on its way between two subtasks. */
export function describeBuffer(flight: FlightRecord): Description {
  const { barrier, watermark, cargo } = flight;
  const [first] = cargo;
  return {
    title: barrier === undefined ? m.flink_buffer() : m.flink_barrier({ checkpoint: number(barrier) }), state: '', about: barrier === undefined ? m.flink_about_buffer() : m.flink_about_barrier(), because: -1,
    rows: some([
      [m.label_sent_at(), clockTime(flight.sentAtUs)], first === undefined ? null : [m.flink_label_in(), m.flight_cargo({ count: number(first.count), keys: first.keys.map((key) => key ?? '–').join(', ') })],
      watermark === undefined ? null : [m.flink_watermark(), eventTime(watermark)],
    ]),
  };
}
