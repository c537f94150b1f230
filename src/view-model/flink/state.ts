// Keyed state by operator and subtask, and windows put together from the panes that subtasks hold.
import type { FlinkPane, FlinkStateEntry, FlinkStateRecord, FlinkTimer, FlinkWindowRecord, WatermarkValue } from '../../bridge/flink-records.ts';
import type { Job } from '../../sim/flink/jobmanager/state.ts';
import { isLengthened, type Lineage, originsOf, type Value } from '../../sim/flink/record.ts';
import { eachEntry, type Layered, sizeOf, valueIn } from '../../sim/flink/state/layers.ts';
import type { Group } from '../../sim/flink/state/state-table.ts';
import type { OperatorState, TaskState } from '../../sim/flink/taskmanager/task-state.ts';
import { keyName, shownWatermark, taskId, textOf } from './actors.ts';
import type { RunningTask } from './tasks.ts';

const ENTRIES = 48;
const TIMERS = 16;
const PANES = 24;
const WINDOWS = 24;
/** Entries that are looked at for one record: a state of a million keys must not stop the picture. */
const LOOKED_AT = 4_000;

/** Between key and namespace in a timer's name. */
const BETWEEN = '\u0001';

interface Found {
  readonly table: string;
  readonly namespace: string;
  readonly key: string;
  readonly group: number;
  readonly value: Value;
}

/** The entries of an operator's tables; timers have tables of their own. */
function* entriesOf({ keyed }: OperatorState, timers: boolean): Generator<Found> {
  let seen = 0;
  for (const [table, { groups }] of Object.entries(keyed?.tables ?? {})) {
    if (table.endsWith('-timers') !== timers) continue;
    for (let place = 0; place < groups.length; place++) {
      for (const [namespace, entries] of eachEntry(groups[place] ?? {})) {
        for (const [key, value] of eachEntry(entries)) {
          if ((seen += 1) > LOOKED_AT) return;
          yield { table, namespace, key, group: (keyed?.first ?? 0) + place, value };
        }
      }
    }
  }
}

/** Entries of frozen groups: they don't change any more. */
const sizes = new WeakMap<object, number>();

/** How many entries an operator's tables hold, or its tables of timers. */
export function stateSize({ keyed }: OperatorState, timers: boolean): number {
  let count = 0;
  for (const [name, { groups }] of Object.entries(keyed?.tables ?? {})) {
    if (name.endsWith('-timers') === timers) for (const group of groups) count += groupSize(group);
  }
  return count;
}

function groupSize(group: Group): number {
  const known = sizes.get(group);
  if (known !== undefined) return known;
  let count = 0;
  for (const [, entries] of eachEntry(group)) count += countOf(entries);
  if (Object.isFrozen(group)) sizes.set(group, count);
  return count;
}

/** Identities of source records lie between these: far above what a count or a sum of a course becomes. */
const LEAST_IDENTITY = 2 ** 45;
const MOST_IDENTITY = 2 ** 53;

const isIdentity = (value: Value): boolean => typeof value === 'number' && value >= LEAST_IDENTITY && value <= MOST_IDENTITY;

function isLineage(value: Value | undefined): value is Lineage {
  if (Array.isArray(value)) return value.length > 0 && (value as readonly Value[]).every(isIdentity);
  if (typeof value === 'object' && value !== null) return isLengthened(value) && isIdentity(value.id);
  return value !== undefined && isIdentity(value);
}

/** A kept value without where it came from, and that. Operators keep the origin beside their own values, some before and some behind. */
function split(value: Value, depth = 3): { readonly value: Value; readonly lineage: readonly number[] } {
  if (!Array.isArray(value) || depth === 0) return { value, lineage: [] };
  const lineage = new Set<number>();
  const rest: Value[] = [];
  for (const part of value as readonly Value[]) {
    if (isLineage(part)) for (const id of originsOf(part)) lineage.add(id);
    else {
      const below = split(part, depth - 1);
      rest.push(below.value);
      for (const id of below.lineage) lineage.add(id);
    }
  }
  return { value: rest.length === 1 && lineage.size > 0 ? (rest[0] ?? null) : rest, lineage: [...lineage] };
}

/** Records of unchanged state are the same objects: a table's groups are frozen once a second. */
export function stateRecords(job: Job, { execution, state }: RunningTask): FlinkStateRecord[] {
  if (state === null) return [];
  return state.operators.flatMap((own, place): FlinkStateRecord[] => (own.keyed === null ? [] : [stateRecord(job, execution, state, own, place)]));
}

function stateRecord(job: Job, { vertex, subtask }: RunningTask['execution'], { deployment }: TaskState, own: OperatorState, place: number): FlinkStateRecord {
  const entries: FlinkStateEntry[] = [];
  for (const { table, namespace, key, group, value } of entriesOf(own, false)) {
    if (entries.length >= ENTRIES) break;
    const found = split(value);
    entries.push({ table, key: keyName(key), keyGroup: group, namespace, value: textOf(found.value), lineage: found.lineage });
  }
  return {
    kind: 'flink-state', id: `flink-state/${job.id}/${vertex}-${subtask}/${place}`, job: job.id, vertex, subtask, operator: place, name: deployment.vertex.operators[place]?.name ?? '',
    firstGroup: own.keyed?.first ?? 0, lastGroup: own.keyed?.last ?? 0, maxParallelism: deployment.vertex.maxParallelism, entries, size: stateSize(own, false), timers: timersOf(own), timerCount: stateSize(own, true),
  };
}

/** The next ones: times first, for each time has its timers in every key group. */
function timersOf({ keyed }: OperatorState): FlinkTimer[] {
  const due: { readonly at: number; readonly names: Layered<Value>; readonly time: FlinkTimer['time'] }[] = [];
  for (const [table, { groups }] of Object.entries(keyed?.tables ?? {})) {
    if (!table.endsWith('-timers')) continue;
    for (const group of groups) {
      for (const [at, names] of eachEntry(group)) if (due.length < LOOKED_AT) due.push({ at: Number(at), names, time: table.startsWith('_processing') ? 'processing' : 'event' });
    }
  }
  const timers: FlinkTimer[] = [];
  for (const { at, names, time } of due.sort((a, b) => a.at - b.at)) {
    for (const [name] of eachEntry(names)) {
      if (timers.length >= TIMERS) return timers;
      const cut = name.indexOf(BETWEEN);
      timers.push({ timeMs: at, key: keyName(cut < 0 ? name : name.slice(0, cut)), time });
    }
  }
  return timers;
}

interface Gathered {
  readonly panes: Map<string, FlinkPane>;
  readonly subtasks: Map<number, WatermarkValue>;
  readonly start: number;
  readonly end: number;
  /** Keys that are counted only: a window of a million keys must not stop the picture. */
  counted: number;
}

const WINDOW = /^(-?\d+),(-?\d+)$/;

/** Whether a table holds what is in windows: its namespaces are windows, and it is no trigger's own. */
const holdsPanes = (table: string): boolean => table !== 'trigger' && table !== 'merging-window-set';

/** The windows of one operator over all its subtasks, the earliest first. */
export function windowRecords(job: Job, vertex: number, operator: number, tasks: readonly RunningTask[], how: Pick<FlinkWindowRecord, 'name' | 'time' | 'allowedLatenessMs'>): FlinkWindowRecord[] {
  const windows = new Map<string, Gathered>();
  for (const { execution, state } of tasks) {
    const own = execution.vertex === vertex ? state?.operators[operator] : undefined;
    if (own !== undefined) gather(windows, own, execution.subtask);
  }
  const sorted = [...windows.values()].sort((a, b) => a.end - b.end || a.start - b.start);
  return sorted.slice(0, WINDOWS).map(({ start, end, panes, subtasks, counted }): FlinkWindowRecord => {
    const [waitsFor, watermark] = [...subtasks].sort(([, a], [, b]) => order(a) - order(b))[0] ?? [0, null];
    const all = [...panes.values()];
    return {
      kind: 'flink-window', id: `flink-window/${job.id}/${vertex}-${operator}/${start},${end}`, job: job.id, vertex, operator, startMs: start, endMs: end, ...how,
      panes: all.slice(0, PANES), keys: all.length + counted, waitsFor: taskId(job.id, vertex, waitsFor), watermark,
    };
  });
}

const order = (watermark: WatermarkValue): number => (watermark === null ? -Infinity : watermark === 'end' ? Infinity : watermark);

function gather(windows: Map<string, Gathered>, own: OperatorState, subtask: number): void {
  const sessions = sessionEnds(own);
  let looked = 0;
  for (const [table, { groups }] of Object.entries(own.keyed?.tables ?? {})) {
    if (table.endsWith('-timers') || !holdsPanes(table)) continue;
    for (let place = 0; place < groups.length; place++) {
      for (const [namespace, entries] of eachEntry(groups[place] ?? {})) {
        const match = WINDOW.exec(namespace);
        if (match === null || (looked += 1) > LOOKED_AT) continue;
        gatherEntries(windows, { entries, subtask, group: (own.keyed?.first ?? 0) + place, watermark: shownWatermark(own.watermark), spanOf: (key) => sessions.get(`${key}/${namespace}`) ?? [Number(match[1]), Number(match[2])], isSession: sessions.size > 0 });
      }
    }
  }
}

interface Part {
  readonly entries: Layered<Value>;
  readonly subtask: number;
  readonly group: number;
  readonly watermark: WatermarkValue;
  /** A session's content keeps the name of its first window while the session grows. */
  readonly spanOf: (key: string) => readonly [number, number];
  readonly isSession: boolean;
}

function gatherEntries(windows: Map<string, Gathered>, { entries, subtask, group, watermark, spanOf, isSession }: Part): void {
  let shown: Gathered | null = null;
  for (const [key, value] of eachEntry(entries)) {
    if (shown === null || isSession) shown = windowAt(windows, spanOf(key));
    shown.subtasks.set(subtask, watermark);
    const known = shown.panes.get(key);
    if (known === undefined && shown.panes.size >= PANES) {
      if (isSession) shown.counted += 1;
      else {
        shown.counted += countOf(entries) - countShown(entries, shown.panes);
        return;
      }
      continue;
    }
    const found = split(value);
    const text = known === undefined ? textOf(found.value) : `${known.value} | ${textOf(found.value)}`;
    shown.panes.set(key, { key: keyName(key), keyGroup: group, subtask, value: text, lineage: known === undefined ? found.lineage : [...known.lineage, ...found.lineage] });
  }
}

function windowAt(windows: Map<string, Gathered>, [start, end]: readonly [number, number]): Gathered {
  const name = `${start},${end}`;
  const known = windows.get(name);
  if (known !== undefined) return known;
  const made: Gathered = { panes: new Map(), subtasks: new Map(), start, end, counted: 0 };
  windows.set(name, made);
  return made;
}

function countOf(entries: Layered<Value>): number {
  const known = sizes.get(entries);
  if (known !== undefined) return known;
  const count = sizeOf(entries);
  if (Object.isFrozen(entries)) sizes.set(entries, count);
  return count;
}

const countShown = (entries: Layered<Value>, panes: ReadonlyMap<string, FlinkPane>): number => [...panes.keys()].filter((key) => valueIn(entries, key) !== undefined).length;

function sessionEnds(own: OperatorState): ReadonlyMap<string, readonly [number, number]> {
  const ends = new Map<string, readonly [number, number]>();
  const table = own.keyed?.tables['merging-window-set'];
  for (const group of table?.groups ?? []) {
    for (const [key, sessions] of eachEntry(valueIn(group, '') ?? {})) {
      if (!Array.isArray(sessions)) continue;
      for (const session of sessions as readonly Value[]) if (Array.isArray(session)) ends.set(`${key}/${String(session[2])}`, [Number(session[0]), Number(session[1])]);
    }
  }
  return ends;
}
