// A record's way through Flink's jobs: read by a source, on its way between subtasks, in windows and state, in a checkpoint, and what was written from it.
import type { FlinkJobRecord, FlinkTaskRecord, FlinkTimeRecord } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { eventTime, taskShort, watermarkText } from '../words/flink-names.ts';
import { holdersOf, identitiesOf } from '../words/lineage.ts';
import { number } from '../words/numbers.ts';
import { recordPlace, type RecordPlace } from '../why/record.ts';
import { carrying, groupLanes, idOfName, type JourneyLane, lane, type Results, type Stop } from './journey.ts';

/** Results that are told one by one. */
const MOST_RESULTS = 4;

/** A lane for each job that reads the record's topic, and for each result of it one more with who reads that. */
export function flinkLanes(place: RecordPlace, tables: Tables, results: Results): JourneyLane[] {
  const jobs = [...tables['flink-job'].values()].filter(({ vertices }) => vertices.some(({ reads }) => reads.includes(place.topic)));
  return jobs.flatMap((job) => {
    const own = [...results].filter((name) => job.vertices.some(({ writes }) => writes.some((topic) => name.startsWith(`${topic}-`)))).sort();
    return [...own.slice(0, MOST_RESULTS).flatMap((name) => resultLanes(name, tables)), lane(`job/${job.job}`, m.journey_job({ job: job.name }), jobStops(job, place, tables, own))];
  });
}

function jobStops(job: FlinkJobRecord, place: RecordPlace, tables: Tables, results: readonly string[]): Stop[] {
  const traced: ReadonlySet<number> = new Set(identitiesOf(place.topic, place.partition, place.offset, [job]));
  const tasks = [...tables['flink-task'].values()].filter((task) => task.job === job.job);
  const reads = ({ topic, partition }: { readonly topic: string; readonly partition: number }): boolean => topic === place.topic && partition === place.partition;
  const source = tasks.find(({ splits }) => splits.some(reads));
  const split = source?.splits.find(reads);
  const read = split !== undefined && split.next > place.offset;
  const coming = source === undefined || read ? null : carrying(place, source.address, tables);
  const name = source === undefined ? job.name : taskShort(source);
  const first: Stop = { done: read, text: read ? m.journey_source_read({ task: name }) : coming !== null ? m.journey_flying_to({ to: name }) : source === undefined ? m.journey_source_absent() : m.journey_source_unread({ task: name, next: number(Math.max(0, split?.next ?? 0)) }), thing: source?.id ?? job.id };
  if (!read) return [first, ...resultStops(results, tables)];
  const saved = split.saved;
  const safe = saved !== undefined && saved.next > place.offset;
  const checkpoint: Stop[] = job.checkpointIntervalMs === null ? [] : [{ done: safe, text: safe ? m.journey_saved({ checkpoint: number(saved.checkpoint) }) : m.journey_unsaved(), thing: source?.id ?? null }];
  return [first, ...insideStops(traced, job, tables, tasks, results), ...checkpoint, ...resultStops(results, tables)];
}

/** Between the source and the sink: what is in the air, and what holds something of it. */
function insideStops(traced: ReadonlySet<number>, job: FlinkJobRecord, tables: Tables, tasks: readonly FlinkTaskRecord[], results: readonly string[]): Stop[] {
  const late = tasks.flatMap((task) => task.late.filter(({ lineage }) => lineage.some((id) => traced.has(id))).map((one) => ({ task, one })))[0];
  if (late !== undefined) return [{ done: true, lost: true, text: m.journey_late({ task: taskShort(late.task), watermark: eventTime(late.one.watermarkMs) }), thing: late.task.id }];
  const holders = holdersOf(traced, tables).filter(({ id }) => id.split('/')[1] === job.job);
  const window = tables['flink-window'].get(holders.find(({ kind }) => kind === 'window')?.id ?? '');
  const flight = [...tables.flight.values()].find(({ lineage }) => lineage?.some((id) => traced.has(id)) === true);
  const waits = flight === undefined ? undefined : tables['flink-task'].get(flight.to);
  // What was written says that all before it is done, also where a window still waits for late records.
  const done = results.length > 0;
  if (window !== undefined) {
    const text = done ? m.journey_window_fired({ start: eventTime(window.startMs), end: eventTime(window.endMs), name: window.name }) : m.journey_window({ start: eventTime(window.startMs), end: eventTime(window.endMs), name: window.name, watermark: watermarkText(window.watermark) });
    return [{ done, text, thing: timeOf(window.id, tables) }];
  }
  const state = tables['flink-state'].get(holders.find(({ kind }) => kind === 'state')?.id ?? '');
  if (state !== undefined) return [{ done, text: m.journey_state({ name: state.name, key: holders[0]?.key ?? '' }), thing: `flink-task/${job.job}/${state.vertex}-${state.subtask}` }];
  if (waits !== undefined) return [{ done: false, text: m.journey_flying_to({ to: taskShort(waits) }), thing: waits.id }];
  return done ? [] : [goneStop(traced, tables)];
}

/** Nothing holds it any more and nothing that is still told was written from it. */
function goneStop(traced: ReadonlySet<number>, tables: Tables): Stop {
  const seen = [...tables['flink-time'].values()].find(({ events }) => events.some(({ lineage }) => lineage.some((id) => traced.has(id))));
  return { done: true, lost: true, text: m.journey_gone(), thing: seen?.id ?? null };
}

/** A window is drawn in its operator's picture of event time. */
function timeOf(window: string, tables: Pick<Tables, 'flink-time'>): string {
  const time: FlinkTimeRecord | undefined = tables['flink-time'].get(window.replace('flink-window/', 'flink-time/').split('/').slice(0, 3).join('/'));
  return time?.id ?? window;
}

function resultStops(results: readonly string[], tables: Tables): Stop[] {
  const [first] = results;
  const place = first === undefined ? null : recordPlace(idOfName(first));
  const leader = place === null ? undefined : [...tables.replica.values()].find((one) => one.topic === place.topic && one.partition === place.partition && one.role === 'leader');
  return [{ done: results.length > 0, text: results.length > 0 ? m.journey_results({ places: results.slice(0, MOST_RESULTS).join(', ') }) : m.journey_no_result(), thing: leader?.id ?? null }];
}

/** What became of it: seen by read_committed readers, and read by groups. */
function resultLanes(name: string, tables: Tables): JourneyLane[] {
  const place = recordPlace(idOfName(name));
  if (place === null) return [];
  const replicas = [...tables.replica.values()].filter((one) => one.topic === place.topic && one.partition === place.partition);
  const leader = replicas.find(({ role }) => role === 'leader');
  if (leader === undefined) return [];
  const visible = leader.lastStableOffset > place.offset;
  const own = lane(`result/${name}`, m.journey_result({ place: name }), [{ done: visible, text: visible ? m.journey_result_visible() : m.journey_result_hidden({ lso: number(leader.lastStableOffset) }), thing: leader.id }]);
  return [...groupLanes(place, replicas, tables).map((one) => ({ ...one, id: `${one.id}/${name}`, title: `${name}: ${one.title}` })), own];
}
