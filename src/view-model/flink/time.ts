// Event time at the operators that wait for it: watermarks, windows, and the records that came last, each at its own time.
import type { FlinkEvent, FlinkTimeRecord, FlinkWindowRecord } from '../../bridge/flink-records.ts';
import type { ChainedOperator } from '../../sim/flink/graph/job-graph.ts';
import type { Job } from '../../sim/flink/jobmanager/state.ts';
import { NO_TIMESTAMP } from '../../sim/flink/record.ts';
import type { TaskState } from '../../sim/flink/taskmanager/task-state.ts';
import { colourFields, lineageOf, lowest, rowText, shownWatermark, textOf } from './actors.ts';
import { windowRecords } from './state.ts';
import type { RunningTask } from './tasks.ts';

const EVENTS = 120;

interface Windowing {
  readonly assigner: string;
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly time: 'event' | 'processing';
  readonly allowedLatenessMs: number;
}

const NONE: Windowing = { assigner: '', sizeMs: 0, slideMs: 0, time: 'event', allowedLatenessMs: 0 };

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** How an operator assigns windows, as far as its configuration says; operators of Flink SQL call the assigner `window` or `windowing`. */
function windowingOf({ config }: ChainedOperator): Windowing | null {
  const found = ['assigner', 'window', 'windowing'].map((name): unknown => Reflect.get(config, name)).find((one): one is object => typeof one === 'object' && one !== null && 'kind' in one);
  if (found === undefined) return null;
  const { kind, sizeMs, slideMs, stepMs, gapMs }: Partial<Record<string, unknown>> = { ...found };
  const time: unknown = Reflect.get(config, 'time') ?? Reflect.get(found, 'time');
  return {
    assigner: typeof kind === 'string' ? kind : '', sizeMs: numberOf(sizeMs ?? gapMs), slideMs: numberOf(slideMs ?? stepMs), time: time === 'processing' ? 'processing' : 'event',
    allowedLatenessMs: numberOf(Reflect.get(config, 'allowedLatenessMs')),
  };
}

/** Operators with windows, and operators with timers of event time. */
export function timeRecords(job: Job, tasks: readonly RunningTask[]): (FlinkTimeRecord | FlinkWindowRecord)[] {
  return job.graph.vertices.flatMap(({ operators }, vertex) => operators.flatMap((spec, operator) => {
    const states = tasks.flatMap(({ execution, state }) => (execution.vertex === vertex && state !== null ? [state] : []));
    const windowing = windowingOf(spec);
    if (spec.keys === null) return [];
    // A job that restarts keeps its axis: what comes back stands where it stood.
    if (windowing === null && !states.some((state) => state.operators[operator]?.keyed?.tables['_event-timers'] !== undefined)) return [];
    const how = windowing ?? NONE;
    const windows = windowRecords(job, vertex, operator, tasks, { name: spec.name, time: how.time, allowedLatenessMs: how.allowedLatenessMs });
    return [timeRecord(job, { vertex, operator, spec, how, windows: windows.length }, states, tasks), ...windows];
  }));
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
    lateDropped: states.reduce((sum, state) => sum + (state.operators[operator]?.lateDropped ?? 0), 0), events: eventsOf(job, vertex, states, tasks, operator), windows,
  };
}

/** What the senders of the vertex remember of the rows that they sent; of those, the ones that came too late. */
function eventsOf(job: Job, vertex: number, states: readonly TaskState[], tasks: readonly RunningTask[], operator: number): FlinkEvent[] {
  const late = new Set(states.flatMap((state) => (state.operators[operator]?.late ?? []).map(({ row }) => row)));
  const colours = colourFields(job);
  const events: FlinkEvent[] = [];
  job.graph.edges.forEach((edge, index) => {
    if (edge.to !== vertex) return;
    const colour = colours[edge.from] ?? null;
    for (const { execution, state } of tasks) {
      if (execution.vertex !== edge.from) continue;
      for (const { subpartitions } of state?.results.filter((one) => one.edge === index) ?? []) {
        for (const { recent } of subpartitions) {
          for (const { at, rows } of recent) {
            for (const { row, timestamp, lineage } of rows) {
              if (timestamp === NO_TIMESTAMP) continue;
              events.push({ lineage: lineageOf(lineage), key: colour === null ? null : textOf(row[colour]), text: rowText(row), timestampMs: timestamp, atUs: at, late: late.has(row) });
            }
          }
        }
      }
    }
  });
  return events.sort((a, b) => a.atUs - b.atUs || a.timestampMs - b.timestampMs).slice(-EVENTS);
}
