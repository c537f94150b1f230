// Where a record of Flink came from and what it became: identities of source records, and what on the page holds them.
import type { FlinkJobRecord, FlinkTaskRecord } from '../../bridge/flink-records.ts';
import { setPage } from '../store/page-store.ts';
import type { Tables } from '../store/world-store.ts';

// As src/sim/flink/record.ts makes them: the source's place among the job's vertices, the partition, the offset.
const SEQUENCES = 2 ** 33;
const PARTITIONS = 4_096;

export interface Origin {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The Kafka record that an identity stands for; null where the source reads no topic. */
export function originOf(id: number, job: FlinkJobRecord | undefined): Origin | null {
  const high = Math.floor(id / SEQUENCES);
  const topic = job?.vertices[Math.floor(high / PARTITIONS) - 1]?.reads[0];
  return topic === undefined ? null : { id, topic, partition: high % PARTITIONS, offset: id % SEQUENCES };
}

/** The identities under which the jobs know a record of Kafka. */
export function identitiesOf(topic: string, partition: number, offset: number, jobs: Iterable<FlinkJobRecord>): number[] {
  return [...jobs].flatMap((job) => job.vertices.flatMap(({ reads }, vertex) => (reads.includes(topic) ? [((vertex + 1) * PARTITIONS + partition) * SEQUENCES + offset] : [])));
}

const recordName = (topic: string, partition: number, offset: number): string => `${topic}-${partition}@${offset}`;

/** Follows source records: they and what they became are marked wherever they stand. An empty list ends it. */
export function follow(ids: readonly number[], tables: Tables): void {
  const traced = new Set(ids);
  setPage({ traced, tracedRecords: recordsWith(traced, tables) });
}

/** Records of Kafka that are these source records, or were written from them. */
export function recordsWith(traced: ReadonlySet<number>, tables: Tables): ReadonlySet<string> {
  const names = new Set<string>();
  const jobs = [...tables['flink-job'].values()];
  for (const id of traced) {
    for (const job of jobs) {
      const origin = originOf(id, job);
      if (origin !== null) names.add(recordName(origin.topic, origin.partition, origin.offset));
    }
  }
  for (const task of tables['flink-task'].values()) for (const name of writtenBy(task, traced, tables)) names.add(name);
  return names;
}

/** What a sink wrote has no identity in Kafka: it is found by its key, its value and its time. */
function writtenBy(task: FlinkTaskRecord, traced: ReadonlySet<number>, tables: Tables): string[] {
  return task.written.filter(({ lineage }) => lineage.some((id) => traced.has(id))).flatMap(({ topic, key, value, timestampMs }) => {
    for (const replica of tables.replica.values()) {
      if (replica.topic !== topic || replica.role !== 'leader') continue;
      const found = replica.tail.find((record) => record.key === key && record.value === value && record.timestampMs === timestampMs);
      if (found !== undefined) return [recordName(topic, replica.partition, found.offset)];
    }
    return [];
  });
}

/** A thing that holds something of what is followed. */
export interface Holder {
  readonly id: string;
  readonly kind: 'window' | 'state' | 'record';
  readonly key: string;
}

export function holdersOf(traced: ReadonlySet<number>, tables: Tables): Holder[] {
  const has = (lineage: readonly number[]): boolean => lineage.some((id) => traced.has(id));
  const windows = [...tables['flink-window'].values()].flatMap(({ id, panes }) => panes.filter(({ lineage }) => has(lineage)).map(({ key }): Holder => ({ id, kind: 'window', key })));
  const states = [...tables['flink-state'].values()].flatMap(({ id, entries }) => entries.filter(({ lineage, namespace }) => has(lineage) && !/^-?\d+,-?\d+$/.test(namespace)).map(({ key }): Holder => ({ id, kind: 'state', key })));
  return [...windows, ...states];
}
