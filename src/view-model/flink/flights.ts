// Buffers on their way along the edges of jobs, from what senders remember of them: the same flights in playing as in rewinding.
import type { FlightRecord } from '../../bridge/records.ts';
import type { Job } from '../../sim/flink/jobmanager/state.ts';
import { consumersOf } from '../../sim/flink/jobmanager/scheduler.ts';
import type { SentBuffer } from '../../sim/flink/taskmanager/trail.ts';
import { originsOf } from '../../sim/flink/record.ts';
import { colourFields, type FlinkWorld, shownWatermark, taskId, textOf } from './actors.ts';
import type { RunningTask } from './tasks.ts';

/** A buffer is told of for so much virtual time after it left. */
const TOLD_FOR_US = 8_000_000;
const MOST = 400;
/** Sources stand behind producers, replication and consumers, which are shown first. */
const FIRST_TURN = 2;

/** Buffers never change, so their records are made once. The same buffer lies in one channel only. */
const made = new WeakMap<SentBuffer, FlightRecord>();

export function jobFlights({ now, world }: FlinkWorld, job: Job, tasks: readonly RunningTask[]): FlightRecord[] {
  const colours = colourFields(job);
  const flights: FlightRecord[] = [];
  for (const { execution, state } of tasks) {
    for (const { edge, subpartitions } of state?.results ?? []) {
      const spec = job.graph.edges[edge];
      if (spec === undefined) continue;
      const consumers = consumersOf(job, spec, execution.subtask);
      subpartitions.forEach(({ recent }, place) => {
        for (const buffer of subpartitions.length <= 8 ? recent : recent.slice(-4)) {
          // A buffer with nothing but watermarks is the background of every job; only barriers are events to look at.
          if (buffer.at < now - TOLD_FOR_US || (buffer.count === 0 && buffer.barrier === null)) continue;
          const known = made.get(buffer);
          if (known !== undefined) {
            flights.push(known);
            continue;
          }
          const to = consumers[place] ?? 0;
          const receiver = tasks.find((one) => one.execution.vertex === spec.to && one.execution.subtask === to)?.execution.node ?? null;
          const record = flightOf(job, { edge, from: taskId(job.id, spec.from, execution.subtask), to: taskId(job.id, spec.to, to), attempt: execution.number, colour: colours[spec.from] ?? null }, buffer, {
            latency: receiver === execution.node ? 0 : world.defaultLink.latencyUs, turn: FIRST_TURN + depthOf(job, spec.to),
          });
          made.set(buffer, record);
          flights.push(record);
        }
      });
    }
  }
  return flights.length <= MOST ? flights : flights.sort((a, b) => a.sentAtUs - b.sentAtUs).slice(-MOST);
}

interface Way {
  readonly edge: number;
  readonly from: string;
  readonly to: string;
  readonly attempt: number;
  readonly colour: number | null;
}

function flightOf(job: Job, way: Way, buffer: SentBuffer, { latency, turn }: { readonly latency: number; readonly turn: number }): FlightRecord {
  const keys = buffer.rows.map(({ row }) => (way.colour === null ? null : textOf(row[way.colour])));
  const watermark = buffer.watermark === null ? null : shownWatermark(buffer.watermark);
  return {
    kind: 'flight', id: `flight/${job.id.slice(0, 8)}-${way.edge}-${way.from.slice(way.from.lastIndexOf('/') + 1)}-${way.to.slice(way.to.lastIndexOf('/') + 1)}-${way.attempt}-${buffer.sequence}`,
    from: way.from, to: way.to, sentAtUs: buffer.at, arrivesAtUs: buffer.at + latency, api: buffer.barrier === null ? 'Buffer' : 'CheckpointBarrier', direction: 'request', lost: false,
    cargo: buffer.count === 0 ? [] : [{ topic: '', partition: way.edge, count: buffer.count, keys }],
    ...(buffer.barrier === null ? {} : { barrier: buffer.barrier }), ...(typeof watermark === 'number' ? { watermark } : {}), lineage: [...new Set(buffer.rows.flatMap(({ lineage }) => originsOf(lineage)))], turn,
  };
}

/** How many edges lie before a vertex. */
function depthOf(job: Job, vertex: number): number {
  let depth = 0;
  for (const edge of job.graph.edges) if (edge.to === vertex) depth = Math.max(depth, 1 + depthOf(job, edge.from));
  return Math.min(3, depth);
}
