// A record's way through Flink's jobs: read by a source, on its way between subtasks, in windows and state, in a checkpoint, and what was written from it.
import type { FlinkJobRecord, FlinkTaskRecord, FlinkTimeRecord } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { eventTime, taskShort, watermarkText } from '../words/flink-names.ts';
import { holdersOf, identitiesOf, originOf } from '../words/lineage.ts';
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
  const inside = insideStops({ traced, place, job, tables, tasks, results, source, safe });
  return [first, ...inside, ...checkpoint, ...resultStops(results, tables)];
}

interface Inside {
  readonly traced: ReadonlySet<number>;
  readonly place: RecordPlace;
  readonly job: FlinkJobRecord;
  readonly tables: Tables;
  /** Those of the job. */
  readonly tasks: readonly FlinkTaskRecord[];
  readonly results: readonly string[];
  readonly source: FlinkTaskRecord | undefined;
  /** A checkpoint that completed has it behind its barrier. */
  readonly safe: boolean;
}

/** Between the source and the sink: what is in the air, and what holds something of it. */
function insideStops(inside: Inside): Stop[] {
  const { traced, job, tables, tasks, results } = inside;
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
  if (done) return [];
  const queue = [...tables['flink-edge'].values()].filter((edge) => edge.job === job.job).flatMap(({ to, channels }) => channels.flatMap((channel) => (channel.waiting?.some((id) => traced.has(id)) === true ? [{ vertex: to, subtask: channel.to }] : [])))[0];
  const takes = queue === undefined ? undefined : tables['flink-task'].get(`flink-task/${job.job}/${queue.vertex}-${queue.subtask}`);
  if (takes !== undefined) return [{ done: false, text: m.journey_queued({ task: taskShort(takes) }), thing: takes.id }];
  if (waits !== undefined) return [{ done: false, text: m.journey_flying_to({ to: taskShort(waits) }), thing: waits.id }];
  return [countedStop(inside) ?? goneStop(inside)];
}

/** An aggregate names only the newest records in it: of an older one its event time says which window took it. */
function countedStop({ traced, job, tables }: Inside): Stop | null {
  for (const time of tables['flink-time'].values()) {
    const event = time.job === job.job ? time.events.findLast(({ lineage }) => lineage.some((id) => traced.has(id))) : undefined;
    if (event === undefined || time.assigner === '') continue;
    if (event.late) return { done: true, lost: true, text: m.journey_late_plain(), thing: time.id };
    const window = [...tables['flink-window'].values()].find((one) => one.job === time.job && one.vertex === time.vertex && one.operator === time.operator && one.startMs <= event.timestampMs && event.timestampMs < one.endMs);
    if (window !== undefined) return { done: false, text: m.journey_window_counted({ start: eventTime(window.startMs), end: eventTime(window.endMs), name: window.name, watermark: watermarkText(window.watermark) }), thing: time.id };
    const fired = time.fired.findLast(({ startMs, endMs }) => startMs !== null && endMs !== null && startMs <= event.timestampMs && event.timestampMs < endMs);
    if (fired?.startMs != null && fired.endMs !== null) return { done: true, lost: true, text: m.journey_aggregated({ start: eventTime(fired.startMs), end: eventTime(fired.endMs) }), thing: time.id };
  }
  return null;
}

/** So many records later than one that is looked for, it is not behind them in a buffer. */
const FAR_AHEAD = 16;

/** Nothing holds it and nothing that is still told was written from it: it is in a buffer on its way, it was filtered out, or all that was long ago. */
function goneStop({ traced, place, job, tables, tasks, source, safe }: Inside): Stop {
  const beyond = idsBeyond(place, job, tasks, tables);
  // A barrier that came through says that all before it did; and records of one partition stay in their order within a task, and nearly so where no buffer is full.
  const held = tasks.some(({ waits }) => waits.reason === 'backpressure');
  const passed = safe || (job.vertices.length === 1 ? beyond.ahead > 0 : beyond.ahead >= FAR_AHEAD && !held);
  if (!passed) return { done: false, text: m.journey_inside({ task: source === undefined ? job.name : taskShort(source) }), thing: source?.id ?? null };
  const seen = [...tables['flink-time'].values()].find(({ events }) => events.some(({ lineage }) => lineage.some((id) => traced.has(id))));
  const remembers = [...tables['flink-time'].values(), ...tables['flink-state'].values()].some((one) => one.job === job.job);
  // Sinks still tell of one before it, so they would of this one.
  if (!remembers && beyond.earlier) return { done: true, lost: true, text: m.journey_filtered(), thing: source?.id ?? null };
  return { done: true, lost: true, text: m.journey_gone(), thing: seen?.id ?? null };
}

/** Whether sinks tell of records of the same partition that came before this one; and by how many offsets the farthest that anything behind the source holds is ahead of it. */
function idsBeyond({ topic, partition, offset }: RecordPlace, job: FlinkJobRecord, tasks: readonly FlinkTaskRecord[], tables: Tables): { readonly earlier: boolean; readonly ahead: number } {
  const offsets = (lineages: readonly (readonly number[])[]): readonly number[] => lineages.flatMap((lineage) => lineage.flatMap((id) => originOf(id, job) ?? [])).filter((one) => one.topic === topic && one.partition === partition).map((one) => one.offset);
  const written = offsets(tasks.flatMap((task) => task.written).map(({ lineage }) => lineage));
  const own = <T extends { readonly job: string }>(table: ReadonlyMap<string, T>): T[] => [...table.values()].filter((one) => one.job === job.job);
  const seen = offsets([...own(tables['flink-time']).flatMap(({ events }) => events), ...own(tables['flink-window']).flatMap(({ panes }) => panes)].map(({ lineage }) => lineage));
  return { earlier: written.some((one) => one < offset), ahead: Math.max(0, ...[...written, ...seen].map((one) => one - offset)) };
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
