// From records to what the geometry of Flink needs: which job is shown, its columns, the lanes of TaskManagers with their slots, and which subtask stands where.
import type { FlinkJobRecord, FlinkTaskRecord } from '../../../bridge/flink-records.ts';
import type { Tables } from '../../store/world-store.ts';

export interface PlannedTask {
  readonly id: string;
  readonly vertex: number;
}

export interface PlannedSlot {
  readonly slot: number;
  readonly tasks: readonly PlannedTask[];
  /** Another job has it. */
  readonly other: boolean;
}

export interface PlannedLane {
  /** The TaskManager's record. */
  readonly id: string;
  readonly slots: readonly PlannedSlot[];
}

export interface PlannedVertex {
  readonly index: number;
  readonly depth: number;
  /** Its place among the vertices of the same depth. */
  readonly stack: number;
}

export interface PlannedTopic {
  readonly name: string;
  /** The leader of each partition, -1 for none. */
  readonly leaders: readonly number[];
}

export interface FlinkPlan {
  readonly jobManager: string;
  readonly jobs: readonly string[];
  /** The job whose graph is shown, null where there is none. */
  readonly job: string | null;
  readonly vertices: readonly PlannedVertex[];
  readonly edges: readonly { readonly id: string; readonly from: number; readonly to: number; readonly channels: number }[];
  readonly lanes: readonly PlannedLane[];
  /** Subtasks that stand in no slot. */
  readonly waiting: readonly PlannedTask[];
  /** Operators that wait for event time, with how many rows of keys they have. */
  readonly times: readonly { readonly id: string; readonly keys: number }[];
  readonly inputs: readonly PlannedTopic[];
  readonly outputs: readonly PlannedTopic[];
  readonly producers: readonly string[];
  /** The groups that read what the job writes. */
  readonly readers: readonly string[];
}

type PlanTables = Pick<Tables, 'flink-node' | 'flink-job' | 'flink-task' | 'flink-edge' | 'flink-time' | 'flink-window' | 'topic' | 'partition' | 'client'>;

/** Topics that are shown where no job says which. */
const TOPICS = 6;

/** Tabs of jobs, where fewer run. */
const TABS = 4;

/** Rows of keys on the axis of event time; the keys beyond share the last. */
export const KEY_ROWS = 7;

const STANDS = new Set(['DEPLOYING', 'INITIALIZING', 'RUNNING', 'FINISHED', 'CANCELING', 'CANCELED', 'FAILED']);
const HAS_ENDED = new Set(['FAILED', 'CANCELED', 'FINISHED']);
/** Ended as somebody wished. A job that failed is worth looking at. */
const OVER = new Set(['CANCELED', 'FINISHED']);

/** As many rows as an axis has had: it does not shrink while a job restarts. By the record's id. */
export type RowMemory = Map<string, number>;

/** Null where the world has no Flink. `wanted` is the job that the reader chose; else the youngest is shown that was not ended on purpose. */
export function planFlink(tables: PlanTables, wanted: string | null, memory: RowMemory = new Map()): FlinkPlan | null {
  const nodes = [...tables['flink-node'].values()];
  const jobManager = nodes.find(({ role }) => role === 'jobmanager');
  if (jobManager === undefined) return null;
  const jobs = [...tables['flink-job'].values()].sort((a, b) => a.startedMs - b.startedMs);
  // Who has chosen none sees the one that came last: it is what they have just done, and that it failed is worth seeing.
  const job = jobs.find(({ id }) => id === wanted) ?? jobs.findLast(({ status }) => !OVER.has(status)) ?? jobs.at(-1) ?? null;
  const tasks = job === null ? [] : [...tables['flink-task'].values()].filter((task) => task.job === job.job).sort((a, b) => a.vertex - b.vertex || a.subtask - b.subtask);
  const isStanding = ({ node, status }: FlinkTaskRecord): boolean => node !== null && STANDS.has(status) && !(job?.restartsAtUs === null && HAS_ENDED.has(status) && status !== 'FINISHED' && !HAS_ENDED.has(job.status));
  const named = (task: FlinkTaskRecord): PlannedTask => ({ id: task.id, vertex: task.vertex });
  return {
    jobManager: jobManager.id, jobs: tabsOf(jobs, job), job: job?.id ?? null,
    vertices: verticesOf(job), edges: [...tables['flink-edge'].values()].filter((edge) => edge.job === job?.job).map(({ id, from, to, channelCount }) => ({ id, from, to, channels: channelCount })),
    lanes: nodes.filter(({ role }) => role === 'taskmanager').sort((a, b) => byName(a.node, b.node)).map((node): PlannedLane => ({
      id: node.id,
      slots: node.slots.map(({ slot, job: owner }) => ({ slot, other: owner !== null && owner !== job?.job, tasks: tasks.filter((task) => isStanding(task) && task.node === node.node && task.slot === slot).map(named) })),
    })),
    waiting: tasks.filter((task) => !isStanding(task) || !nodes.some(({ node }) => node === task.node)).map(named),
    times: [...tables['flink-time'].values()].filter((time) => time.job === job?.job).map(({ id, events }) => ({ id, keys: rowsOf(id, new Set(events.map(({ key }) => key)).size, memory) })),
    ...topicsOf(tables, job),
  };
}

/** Those that run, and of those that have ended as many as there is place for. */
function tabsOf(jobs: readonly FlinkJobRecord[], shown: FlinkJobRecord | null): string[] {
  const alive = jobs.filter(({ status }) => !HAS_ENDED.has(status));
  const ended = jobs.filter(({ status }) => HAS_ENDED.has(status));
  const tabs = new Set([...alive, ...ended.slice(Math.max(0, ended.length - Math.max(1, TABS - alive.length)))]);
  return jobs.filter((job) => job === shown || tabs.has(job)).map(({ id }) => id);
}

function rowsOf(id: string, keys: number, memory: RowMemory): number {
  const rows = Math.min(KEY_ROWS, Math.max(2, keys, memory.get(id) ?? 0));
  memory.set(id, rows);
  return rows;
}

/** `tm-2` before `tm-10`. */
function byName(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function verticesOf(job: FlinkJobRecord | null): PlannedVertex[] {
  const seen = new Map<number, number>();
  return (job?.vertices ?? []).map(({ depth }, index) => {
    const stack = seen.get(depth) ?? 0;
    seen.set(depth, stack + 1);
    return { index, depth, stack };
  });
}

function topicsOf(tables: PlanTables, job: FlinkJobRecord | null): Pick<FlinkPlan, 'inputs' | 'outputs' | 'producers' | 'readers'> {
  const planned = (names: readonly string[]): PlannedTopic[] => [...new Set(names)].flatMap((name) => {
    const topic = tables.topic.get(`topic/${name}`);
    return topic === undefined ? [] : [{ name, leaders: Array.from({ length: topic.partitions }, (_, at) => tables.partition.get(`partition/${name}-${at}`)?.leader ?? -1) }];
  });
  const clients = [...tables.client.values()];
  const producers = clients.filter(({ role }) => role === 'producer');
  const { read, written } = job === null ? withoutJob(tables, new Set(producers.flatMap(({ topics }) => topics))) : { read: job.vertices.flatMap(({ reads }) => reads), written: job.vertices.flatMap(({ writes }) => writes) };
  const names = new Set(read);
  const outputs = planned(written.filter((name) => !names.has(name)));
  return {
    inputs: planned(read), outputs, readers: [...new Set(clients.flatMap(({ role, group, topics }) => (role === 'consumer' && group !== null && outputs.some(({ name }) => topics.includes(name)) ? [group] : [])))].sort(),
    producers: producers.filter(({ topics }) => topics.some((topic) => names.has(topic))).map(({ id }) => id).sort(),
  };
}

/** Without a job topics stand where one would have them: those that somebody writes to on the left, the others on the right. */
function withoutJob(tables: PlanTables, fed: ReadonlySet<string>): { readonly read: readonly string[]; readonly written: readonly string[] } {
  const all = [...tables.topic.values()].filter(({ internal }) => !internal).map(({ name }) => name).sort().slice(0, TOPICS);
  const read = all.filter((name) => fed.has(name));
  return read.length === 0 ? { read: all, written: [] } : { read, written: all.filter((name) => !fed.has(name)) };
}
