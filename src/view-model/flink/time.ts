// Event time at the operators that wait for it: watermarks, windows, and the records that came last, each at its own time.
import type { FlinkEvent, FlinkFiring, FlinkTimeRecord, FlinkWindowRecord } from '../../bridge/flink-records.ts';
import type { ChainedOperator } from '../../sim/flink/graph/job-graph.ts';
import type { Job } from '../../sim/flink/jobmanager/state.ts';
import { NO_TIMESTAMP, originsOf } from '../../sim/flink/record.ts';
import type { TaskState } from '../../sim/flink/taskmanager/task-state.ts';
import type { SentBuffer } from '../../sim/flink/taskmanager/trail.ts';
import { colourFields, keyName, lowest, rowText, shownWatermark, textOf } from './actors.ts';
import { windowRecords } from './state.ts';
import type { RunningTask } from './tasks.ts';

const EVENTS = 120;
const FIRINGS = 32;

interface Windowing {
  readonly assigner: string;
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly time: 'event' | 'processing';
  readonly allowedLatenessMs: number;
}

const NONE: Windowing = { assigner: '', sizeMs: 0, slideMs: 0, time: 'event', allowedLatenessMs: 0 };

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null);

/** How an operator assigns windows, as far as its configuration says. */
function windowingOf({ config }: ChainedOperator): Windowing | null {
  const known = objectOf(config) ?? {};
  const assigner = objectOf(known['assigner']);
  if (assigner !== null && typeof assigner['kind'] === 'string') {
    const { kind, sizeMs, slideMs, stepMs, gapMs } = assigner;
    return { assigner: kind, sizeMs: numberOf(sizeMs ?? gapMs), slideMs: numberOf(slideMs ?? stepMs), time: known['time'] === 'processing' ? 'processing' : 'event', allowedLatenessMs: numberOf(known['allowedLatenessMs']) };
  }
  return sqlWindowing(known);
}

const SQL_WINDOWS: Readonly<Record<string, string>> = { TUMBLE: 'tumbling', HOP: 'sliding', CUMULATE: 'cumulating', SESSION: 'session' };

/** Flink SQL's operators have the window of their query. */
function sqlWindowing(known: Readonly<Record<string, unknown>>): Windowing | null {
  const window = objectOf(known['window']);
  const spec = objectOf(window?.['spec'] ?? known['spec']);
  if (spec === null || typeof spec['window'] !== 'string') return null;
  return {
    assigner: SQL_WINDOWS[spec['window']] ?? '', sizeMs: numberOf(spec['size']), slideMs: numberOf(spec['slide']), time: (window?.['processing'] ?? known['processing']) === true ? 'processing' : 'event',
    allowedLatenessMs: numberOf(objectOf(known['emit'])?.['allowedLatenessMs']),
  };
}

/** Operators with windows, and operators that have set timers of event time. */
export function timeRecords(job: Job, tasks: readonly RunningTask[]): (FlinkTimeRecord | FlinkWindowRecord)[] {
  return job.graph.vertices.flatMap(({ operators }, vertex) => operators.flatMap((spec, operator) => {
    const states = tasks.flatMap(({ execution, state }) => (execution.vertex === vertex && state !== null ? [state] : []));
    const windowing = windowingOf(spec);
    if (spec.keys === null) return [];
    // A job that restarts keeps its axis: what comes back stands where it stood.
    if (windowing === null && !states.some((state) => waitsForTime(state.operators[operator]))) return [];
    const how = windowing ?? NONE;
    const windows = windowRecords(job, vertex, operator, tasks, { name: spec.name, time: how.time, allowedLatenessMs: how.allowedLatenessMs });
    return [timeRecord(job, { vertex, operator, spec, how, windows: windows.length }, states, tasks), ...windows];
  }));
}

/** Any function of keys could set a timer; one that has is shown. */
function waitsForTime(operator: TaskState['operators'][number] | undefined): boolean {
  return operator !== undefined && (operator.eventTimers.times.length > 0 || operator.fired.some(({ domain }) => domain === 'event'));
}

interface Place {
  readonly vertex: number;
  readonly operator: number;
  readonly spec: ChainedOperator;
  readonly how: Windowing;
  readonly windows: number;
}

function timeRecord(job: Job, { vertex, operator, spec, how, windows }: Place, states: readonly TaskState[], tasks: readonly RunningTask[]): FlinkTimeRecord {
  const watermarks = states.map((state) => shownWatermark(state.operators[operator]?.watermark ?? NO_TIMESTAMP));
  return {
    kind: 'flink-time', id: `flink-time/${job.id}/${vertex}-${operator}`, job: job.id, vertex, operator, name: spec.name, ...how, watermark: lowest(watermarks), watermarks,
    lateDropped: states.reduce((sum, state) => sum + (state.operators[operator]?.lateDropped ?? 0), 0), events: eventsOf(job, vertex, states, tasks, operator), windows, fired: firingsOf(vertex, operator, tasks),
  };
}

const WINDOW = /^(-?\d+),(-?\d+)$/;

/** The last windows and timers that fired, over all subtasks. */
function firingsOf(vertex: number, operator: number, tasks: readonly RunningTask[]): FlinkFiring[] {
  const found = tasks.flatMap(({ execution, state }) => (execution.vertex !== vertex ? [] : (state?.operators[operator]?.fired ?? []).map((fired): FlinkFiring => {
    const [, start, end] = WINDOW.exec(fired.namespace) ?? [];
    return {
      atUs: fired.at, subtask: execution.subtask, startMs: start === undefined ? null : Number(start), endMs: end === undefined ? null : Number(end), timeMs: fired.time, time: fired.domain,
      watermark: shownWatermark(fired.watermark), key: keyName(fired.key), keys: fired.timers, results: fired.results,
    };
  })));
  return found.sort((a, b) => a.atUs - b.atUs || a.timeMs - b.timeMs || a.subtask - b.subtask).slice(-FIRINGS);
}

/** What the senders of the vertex remember of the rows that they sent; of those, the ones that came too late. */
function eventsOf(job: Job, vertex: number, states: readonly TaskState[], tasks: readonly RunningTask[], operator: number): FlinkEvent[] {
  const late = new Set(states.flatMap((state) => (state.operators[operator]?.late ?? []).flatMap(({ lineage }) => originsOf(lineage))));
  const colours = colourFields(job);
  const events: FlinkEvent[] = [];
  job.graph.edges.forEach((edge, index) => {
    if (edge.to !== vertex) return;
    const colour = colours[edge.from] ?? null;
    for (const { execution, state } of tasks) {
      if (execution.vertex !== edge.from) continue;
      for (const { subpartitions } of state?.results.filter((one) => one.edge === index) ?? []) for (const { recent } of subpartitions) for (const buffer of lately(recent, subpartitions.length * states.length)) events.push(...eventsIn(buffer, colour));
    }
  });
  return events.sort((a, b) => a.atUs - b.atUs || a.timestampMs - b.timestampMs).slice(-EVENTS).map((event) => (event.lineage.length > 0 && event.lineage.some((id) => late.has(id)) ? { ...event, late: true } : event));
}

/** Of many channels a few buffers each: together they are as many as can be shown. */
function lately(recent: readonly SentBuffer[], channels: number): readonly SentBuffer[] {
  return channels <= 16 ? recent : recent.slice(-Math.max(1, Math.floor(512 / channels)));
}

/** Buffers never change, so what is told of their rows is made once. */
const made = new WeakMap<SentBuffer, readonly FlinkEvent[]>();

function eventsIn(buffer: SentBuffer, colour: number | null): readonly FlinkEvent[] {
  const known = made.get(buffer);
  if (known !== undefined) return known;
  const events = buffer.rows.filter(({ timestamp }) => timestamp !== NO_TIMESTAMP).map(({ row, timestamp, lineage }): FlinkEvent => ({
    lineage: originsOf(lineage), key: colour === null ? null : textOf(row[colour]), text: rowText(row), timestampMs: timestamp, atUs: buffer.at, late: false,
  }));
  made.set(buffer, events);
  return events;
}
