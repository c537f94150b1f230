// The page's copy of what can be seen of the world: fed by frames, read by selectors, never changed by a view.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Branch, Clock, Frame, StepVerdict } from '../../bridge/frame.ts';
import type { WorldRecord } from '../../bridge/records.ts';

export type RecordKind = WorldRecord['kind'];
export type RecordOf<K extends RecordKind> = Extract<WorldRecord, { readonly kind: K }>;

/** One table a kind. A table keeps its identity until a record in it changes, so that a view can select one narrowly. */
export type Tables = { readonly [K in RecordKind]: ReadonlyMap<string, RecordOf<K>> };

export interface WorldState {
  readonly revision: number;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly branches: readonly Branch[];
  /** What has come of the step of a lesson that is watched; null where none is. */
  readonly verdict: StepVerdict | null;
  /** When the last frame came, on the page's own clock in ms: time between frames is extrapolated from here. */
  readonly receivedAtMs: number;
}

export type WorldStore = StoreApi<WorldState>;

const KINDS: readonly RecordKind[] = ['node', 'topic', 'partition', 'replica', 'group', 'member', 'owner', 'client', 'flight', 'link', 'fact', 'tty', 'line', 'plan', 'queue', 'worker', 'batch', 'zookeeper', 'candidate', 'micro-batch', 'dataflow', 'database', 'dashboard', 'shift', 'flink-node', 'flink-job', 'flink-task', 'flink-edge', 'flink-time', 'flink-window', 'flink-state', 'flink-checkpoint', 'sql-session', 'sql-statement', 'sql-result', 'sql-changes', 'sql-rows'];

/** No frame has come yet. */
const BEFORE_ANY = -1;

export function createWorldStore(): WorldStore {
  return createStore<WorldState>(() => emptyWorld());
}

export function emptyWorld(): WorldState {
  return {
    revision: BEFORE_ANY,
    tables: emptyTables(),
    clock: { nowUs: 0, endUs: 0, startUs: 0, playing: false, speed: 1, branch: 0 },
    branches: [],
    verdict: null,
    receivedAtMs: 0,
  };
}

/** The state after a frame, or null where the frame does not follow the state's revision: then a whole one must be asked for. */
export function applyFrame(state: WorldState, frame: Frame, receivedAtMs: number): WorldState | null {
  if (!frame.whole && frame.base !== state.revision) return null;
  const tables = changedTables(frame.whole ? emptyTables() : state.tables, frame);
  return { revision: frame.revision, tables, clock: frame.clock, branches: frame.branches, verdict: frame.verdict ?? null, receivedAtMs };
}

/** Every record of the tables, in no promised order. */
export function* allRecords(tables: Tables): Generator<WorldRecord> {
  for (const kind of KINDS) yield* tables[kind].values();
}

/** The record of this id, or undefined. An id begins with its kind. */
export function recordById(tables: Tables, id: string): WorldRecord | undefined {
  const kind = kindOfId(id);
  return kind === null ? undefined : tables[kind].get(id);
}

export function kindOfId(id: string): RecordKind | null {
  const prefix = id.slice(0, id.indexOf('/'));
  return KINDS.find((kind) => kind === prefix) ?? null;
}

/**
 * The longest that time is extrapolated without a frame, in real ms: a worker that hangs must not show a future that never comes.
 */
const EXTRAPOLATE_AT_MOST_MS = 100;

/** The virtual time to draw now, between two frames. */
export function extrapolatedUs(state: WorldState, nowMs: number): number {
  const { clock } = state;
  if (!clock.playing) return clock.nowUs;
  const sinceMs = Math.max(0, Math.min(EXTRAPOLATE_AT_MOST_MS, nowMs - state.receivedAtMs));
  return clock.nowUs + sinceMs * 1000 * clock.speed;
}

function emptyTables(): Tables {
  return {
    node: new Map(), topic: new Map(), partition: new Map(), replica: new Map(), group: new Map(), member: new Map(), owner: new Map(),
    client: new Map(), flight: new Map(), link: new Map(), fact: new Map(), tty: new Map(), line: new Map(), plan: new Map(),
    queue: new Map(), worker: new Map(), batch: new Map(), zookeeper: new Map(), candidate: new Map(), 'micro-batch': new Map(), dataflow: new Map(), database: new Map(), shift: new Map(), dashboard: new Map(),
    'flink-node': new Map(), 'flink-job': new Map(), 'flink-task': new Map(), 'flink-edge': new Map(), 'flink-time': new Map(), 'flink-window': new Map(), 'flink-state': new Map(), 'flink-checkpoint': new Map(),
    'sql-session': new Map(), 'sql-statement': new Map(), 'sql-result': new Map(), 'sql-changes': new Map(), 'sql-rows': new Map(),
  };
}

function changedTables(before: Tables, frame: Frame): Tables {
  const copies = new Map<RecordKind, Map<string, WorldRecord>>();
  const copyOf = (kind: RecordKind): Map<string, WorldRecord> => {
    const known = copies.get(kind);
    if (known !== undefined) return known;
    const copy = new Map<string, WorldRecord>(before[kind]);
    copies.set(kind, copy);
    return copy;
  };
  for (const id of frame.removed) {
    const kind = kindOfId(id);
    if (kind !== null && before[kind].has(id)) copyOf(kind).delete(id);
  }
  for (const record of frame.put) copyOf(record.kind).set(record.id, record);
  return copies.size === 0 ? before : { ...before, ...Object.fromEntries(copies) };
}
