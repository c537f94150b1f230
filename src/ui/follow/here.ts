// Which records can be followed from a thing of the stage: those in the air, in a log, in a subtask's queues, or in what it holds.
import type { FlinkRecord } from '../../bridge/flink-records.ts';
import type { FlightRecord, WorldRecord } from '../../bridge/records.ts';
import type { Tables } from '../store/world-store.ts';
import { findRecord, recordId, recordPlace } from '../why/record.ts';
import { originOf } from '../words/lineage.ts';
import { sentId } from './sent.ts';

export interface RecordHere {
  /** As it is followed: `record/orders-0/12`, or `sent/orders-0/1001:17` before it has an offset. */
  readonly id: string;
  /** null without one, and where no log that is shown tells it. */
  readonly key: string | null;
  readonly how: 'log' | 'air' | 'queue' | 'held';
}

/** A list that is longer is no choice any more. */
const MOST = 6;

/** The records at a thing, what is next or newest first, each once; none where it has none that came from a topic. */
export function recordsHere(record: WorldRecord, tables: Tables, most = MOST): readonly RecordHere[] {
  const found = new Map<string, RecordHere>();
  for (const one of candidates(record, tables)) {
    if (found.size >= most) break;
    if (!found.has(one.id)) found.set(one.id, one);
  }
  return [...found.values()];
}

function candidates(record: WorldRecord, tables: Tables): readonly RecordHere[] {
  switch (record.kind) {
    case 'flight': return aboard(record, tables);
    case 'replica': return record.tail.toReversed().map(({ offset, key }) => ({ id: recordId(record.topic, record.partition, offset), key, how: 'log' }));
    case 'client': return [...tables.flight.values()].filter(({ from, to }) => from === record.node || to === record.node).toReversed().flatMap((flight) => aboard(flight, tables));
    case 'flink-task': case 'flink-edge': case 'flink-time': case 'flink-window': case 'flink-state': return inJob(record, tables);
    default: return [];
  }
}

/** What a message carries: records of a log by their offsets, a producer's by their sequence numbers, a job's by the source records that they came of. */
function aboard(flight: FlightRecord, tables: Tables): RecordHere[] {
  if (flight.lineage !== undefined) return origins(flight.lineage, jobOf(flight.from), 'air', tables);
  return flight.cargo.flatMap(({ topic, partition, count, keys, offsets, sent }) => Array.from({ length: Math.min(count, MOST) }, (_, at): RecordHere | null => {
    const key = keys[at] ?? null;
    if (offsets !== undefined) {
      // A compacted log leaves offsets out.
      const offset = offsets[0] + at;
      return offset > offsets[1] ? null : { id: recordId(topic, partition, offset), key, how: 'air' };
    }
    return sent === undefined ? null : { id: sentId({ topic, partition, producerId: sent.producerId, sequence: sent.sequence + at }), key, how: 'air' };
  }).filter((one) => one !== null));
}

function inJob(record: FlinkRecord, tables: Tables): RecordHere[] {
  switch (record.kind) {
    case 'flink-task': return inTask(record, tables);
    case 'flink-edge': return [...waiting(record, null, tables), ...flights((flight) => flight.lineage !== undefined && jobOf(flight.from) === record.job && flight.cargo.some(({ partition }) => partition === record.index), tables)];
    case 'flink-time': return origins(record.events.flatMap(({ lineage }) => lineage).toReversed(), record.job, 'held', tables);
    case 'flink-window': return origins(record.panes.flatMap(({ lineage }) => lineage.slice(-1)), record.job, 'held', tables);
    case 'flink-state': return origins(record.entries.flatMap(({ lineage }) => lineage.slice(-1)), record.job, 'held', tables);
    default: return [];
  }
}

function inTask({ id, job, vertex, subtask, written }: Extract<FlinkRecord, { kind: 'flink-task' }>, tables: Tables): RecordHere[] {
  const queued = [...tables['flink-edge'].values()].filter((edge) => edge.job === job && edge.to === vertex).flatMap((edge) => waiting(edge, subtask, tables));
  const states = [...tables['flink-state'].values()].filter((one) => one.job === job && one.vertex === vertex && one.subtask === subtask);
  const held = states.flatMap(({ entries }) => entries.flatMap(({ lineage }) => lineage.slice(-1)));
  return [...queued, ...flights(({ to }) => to === id, tables), ...origins(held, job, 'held', tables), ...origins(written.toReversed().flatMap(({ lineage }) => lineage.slice(-1)), job, 'held', tables)];
}

type Edge = Extract<FlinkRecord, { kind: 'flink-edge' }>;

/** What waits in an edge's channels, of one receiver or of all. */
function waiting({ job, channels }: Edge, subtask: number | null, tables: Tables): RecordHere[] {
  return origins(channels.filter(({ to }) => subtask === null || to === subtask).flatMap((channel) => channel.waiting ?? []), job, 'queue', tables);
}

const flights = (meant: (flight: FlightRecord) => boolean, tables: Tables): RecordHere[] => [...tables.flight.values()].filter(meant).sort((a, b) => b.sentAtUs - a.sentAtUs).flatMap((flight) => aboard(flight, tables));

/** `flink-task/<job>/1-0` is of this job. */
const jobOf = (task: string): string => task.split('/')[1] ?? '';

function origins(ids: readonly number[], job: string, how: RecordHere['how'], tables: Tables): RecordHere[] {
  const record = tables['flink-job'].get(`flink-job/${job}`);
  return ids.flatMap((one) => {
    const origin = originOf(one, record);
    if (origin === null) return [];
    const id = recordId(origin.topic, origin.partition, origin.offset);
    const place = recordPlace(id);
    return [{ id, key: (place === null ? null : findRecord(place, tables))?.record.key ?? null, how }];
  });
}
