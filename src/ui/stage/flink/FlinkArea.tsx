// Flink on the stage: the JobManager, a job with its steps, TaskManagers as lanes of slots with subtasks in them, the channels between them, and event time.
import { useEffect } from 'react';
import { m } from '../../paraglide/messages.js';
import { setPage, usePage } from '../../store/page-store.ts';
import { useRecord, useTable, useWorldState } from '../../store/world.ts';
import { checkpointName, checkpointState, flinkNodeState, jobState } from '../../words/flink-names.ts';
import { recordsWith } from '../../words/lineage.ts';
import { duration, number } from '../../words/numbers.ts';
import type { Box, NamedPlace } from '../layout.ts';
import { Thing } from '../Thing.tsx';
import { Channels } from './Channels.tsx';
import type { FlinkLayout, LanePlace, SlotPlace } from './layout.ts';
import { TaskBox } from './TaskBox.tsx';
import { TimePanel } from './TimePanel.tsx';
import { shorten, shortenName } from '../shorten.ts';
import { VertexHead } from './VertexHead.tsx';
import './flink.css';

/** How often what counts down is drawn anew, in virtual microseconds. */
const TICK_US = 100_000;

/** `first`: nothing of Kafka stands before it that the tab key would come to. */
export default function FlinkArea({ layout, first }: { readonly layout: FlinkLayout; readonly first: boolean }): React.ReactNode {
  const { jobManager, jobs, vertices, lanes, waiting, tasks, times, edges } = layout;
  const [shown, ...others] = jobs;
  useFollowing();
  return (
    <g className="flink" role="group" aria-label={m.flink_area()}>
      {lanes.map((lane) => <Lane key={lane.id} lane={lane} narrow={layout.narrow} />)}
      {waiting === null ? null : <Waiting box={waiting} />}
      <JobManager place={jobManager} first={first} />
      {shown === undefined ? <NoJob layout={layout} /> : <JobHead place={shown} />}
      {others.map((place) => <JobTab key={place.id} place={place} />)}
      {shown === undefined ? null : <Checkpoints box={layout.checkpoints} job={shown.id} />}
      {shown === undefined ? null : vertices.map((vertex) => <VertexHead key={vertex.index} place={vertex} job={shown.id} />)}
      {edges.map((edge) => <Channels key={edge.id} place={edge} tasks={tasks} />)}
      {tasks.map((place) => <TaskBox key={place.id} place={place} detail={layout.detail} />)}
      {times.map((place) => <TimePanel key={place.id} id={place.id} box={place.box} rows={place.keys} />)}
    </g>
  );
}

/** What is followed goes on to become something: records that are written from it are marked as they come. */
function useFollowing(): void {
  const traced = usePage((state) => state.traced);
  const names = useWorldState((state) => (traced.size === 0 ? '' : [...recordsWith(traced, state.tables)].sort().join(' ')));
  useEffect(() => {
    if (traced.size > 0) setPage({ tracedRecords: new Set(names.split(' ')) });
  }, [traced, names]);
}

function JobManager({ place: { id, box }, first }: { readonly place: NamedPlace; readonly first: boolean }): React.ReactNode {
  const node = useRecord('flink-node', id);
  if (node === undefined) return null;
  return (
    <Thing id={id} className={`flink-node is-${node.state} is-manager`} tabStop={first} label={`${m.flink_jobmanager()}, ${flinkNodeState(node)}`}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={box.height / 2} />
      <circle className="dot" cx={box.x + 20} cy={box.y + 22} r={5} />
      <text className="strong" x={box.x + 33} y={box.y + 19}>{m.flink_jobmanager()}</text>
      <text className="small muted state" x={box.x + 33} y={box.y + 34}>{shorten(flinkNodeState(node), Math.floor((box.width - 44) / 6.4))}</text>
    </Thing>
  );
}

function JobHead({ place: { id, box } }: { readonly place: NamedPlace }): React.ReactNode {
  const job = useRecord('flink-job', id);
  const waits = job !== undefined && (job.restartsAtUs !== null || job.waitingSinceUs !== null);
  const nowUs = useWorldState((state) => (waits ? Math.floor(state.clock.nowUs / TICK_US) * TICK_US : 0));
  if (job === undefined) return null;
  const state = jobState(job, waits ? nowUs : null);
  const tone = job.status === 'RUNNING' && !waits ? 'fine' : job.status === 'FAILED' || job.status === 'FAILING' ? 'fault' : job.status === 'FINISHED' || job.status === 'CANCELED' ? 'over' : 'waiting';
  const restarts = job.restarts === 0 || waits ? '' : ` · ${m.flink_restarts({ count: number(job.restarts) })}`;
  return (
    <Thing id={id} className={`flink-job is-${tone}`} label={`${job.name}, ${state}`}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
      <rect className="tone" x={box.x} y={box.y + 8} width={3} height={box.height - 16} rx={1.5} />
      <text className="strong" x={box.x + 14} y={box.y + 19}>{shortenName(job.name, Math.floor((box.width - 24) / 7.6))}</text>
      <text className="small state" x={box.x + 14} y={box.y + 35}>{shorten(`${state}${restarts}`, Math.floor((box.width - 24) / 6.4))}</text>
    </Thing>
  );
}

function JobTab({ place: { id, box } }: { readonly place: NamedPlace }): React.ReactNode {
  const job = useRecord('flink-job', id);
  if (job === undefined) return null;
  const choose = (): void => setPage({ flinkJob: id });
  const said = ` · ${jobState(job)}`;
  return (
    <g className="flink-tab" onClick={choose}>
      <Thing id={id} className="flink-job" label={`${job.name}, ${jobState(job)}`}>
        <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={13} />
        <text className="small" x={box.x + 12} y={box.y + 17}>{shortenName(job.name, Math.floor((box.width - 22) / 7) - said.length)}{said}</text>
      </Thing>
    </g>
  );
}

function NoJob({ layout: { checkpoints, jobManager } }: { readonly layout: FlinkLayout }): React.ReactNode {
  const manager = useRecord('flink-node', jobManager.id);
  const x = jobManager.box.x + jobManager.box.width + 16;
  return <text className="muted" x={x} y={checkpoints.y + 27}>{manager?.state === 'down' ? m.flink_jobs_lost() : m.flink_no_job()}</text>;
}

/** The last checkpoints as bars, the newest on the right: as high as they were large, amber while they last, red where they failed. */
function Checkpoints({ box, job }: { readonly box: Box; readonly job: string }): React.ReactNode {
  const table = useTable('flink-checkpoint');
  const record = useRecord('flink-job', job);
  const selected = usePage((state) => state.selected);
  const barriers = usePage((state) => state.barriers);
  const all = [...table.values()].filter((one) => `flink-job/${one.job}` === job).sort((a, b) => a.checkpoint - b.checkpoint);
  const label = 100;
  const count = Math.max(0, Math.min(20, Math.floor((box.width - label - 30) / 11)));
  const shown = all.slice(-count);
  const most = Math.max(1, ...shown.map(({ bytes }) => bytes));
  const last = all.at(-1);
  if (box.width < label + 40) return null;
  const middle = box.y + box.height - 8;
  return (
    <g className="flink-checkpoints" role="group" aria-label={m.flink_checkpoints()}>
      <text className="small muted" x={box.x + 2} y={box.y + 19}>{m.flink_checkpoints()}</text>
      <text className="small mono muted" x={box.x + 2} y={box.y + 35}>{record?.checkpointIntervalMs === null ? m.none() : last === undefined ? '–' : shorten(`${number(last.checkpoint)} · ${last.endedAtUs === null ? '…' : duration(last.endedAtUs - last.triggeredAtUs)}`, 12)}</text>
      {shown.map((one, at) => {
        const height = one.status === 'COMPLETED' ? 8 + Math.round((one.bytes / most) * 20) : 28;
        const x = box.x + label + at * 11;
        const holds = barriers.get(one.id)?.side === 'held';
        return (
          <Thing key={one.id} id={one.id} className={`flink-checkpoint is-${one.status.toLowerCase()}${one.isSavepoint ? ' is-savepoint' : ''}${selected === one.id ? ' is-chosen' : ''}`} label={`${checkpointName(one)}, ${checkpointState(one)}${holds ? `, ${m.follow_holds()}` : ''}`}>
            <rect className="hit" x={x - 1} y={box.y + 4} width={10} height={box.height - 6} rx={3} />
            <rect className="bar" x={x} y={middle - height} width={8} height={height} rx={2} />
            {holds ? <rect className="holds" x={x - 2} y={middle - height - 2} width={12} height={height + 4} rx={3} /> : null}
            {one.status === 'FAILED' ? <path className="cross" d={`M${x + 1} ${middle - 18}l6 6m0 -6l-6 6`} /> : one.isSavepoint ? <circle className="save" cx={x + 4} cy={middle - height - 4} r={2.5} /> : null}
          </Thing>
        );
      })}
    </g>
  );
}

function Lane({ lane, narrow }: { readonly lane: LanePlace; readonly narrow: boolean }): React.ReactNode {
  const node = useRecord('flink-node', lane.id);
  if (node === undefined) return null;
  const { box, head } = lane;
  const used = node.slots.filter(({ job }) => job !== null).length;
  const second = node.state === 'running' ? m.flink_slots_of({ used: number(used), all: number(node.slots.length) }) : flinkNodeState(node);
  const third = node.unnoticed;
  return (
    <g className={`flink-lane is-${node.state}${third ? ' is-unnoticed' : ''}`}>
      <rect className="lane" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
      {node.state === 'down' ? <rect className="hatch" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} fill="url(#hatch)" /> : null}
      <Thing id={lane.id} className={`flink-node is-${node.state}`} label={`${m.flink_taskmanager({ name: node.node })}, ${flinkNodeState(node)}, ${m.flink_slots_of({ used: number(used), all: number(node.slots.length) })}`}>
        <rect className="hit" x={head.x + 3} y={head.y + 3} width={head.width - 6} height={head.height - 6} rx={8} />
        <circle className="dot" cx={head.x + 15} cy={head.y + (narrow ? 15 : 19)} r={5} />
        <text className="strong" x={head.x + 26} y={head.y + (narrow ? 19 : 23)}>{shorten(node.node, 10)}</text>
        <text className="small muted state" x={narrow ? head.x + 100 : head.x + 12} y={head.y + (narrow ? 19 : 40)}>{shorten(narrow || !third ? second : m.state_down(), narrow ? 40 : 14)}</text>
      </Thing>
      {lane.slots.map((slot) => (slot.free ? <FreeSlot key={slot.slot} slot={slot} down={node.state === 'down'} /> : null))}
    </g>
  );
}

function FreeSlot({ slot: { slot, count, box, other }, down }: { readonly slot: SlotPlace; readonly down: boolean }): React.ReactNode {
  return (
    <g className="flink-slot">
      <rect className="free" x={box.x + 3} y={box.y + 0.5} width={Math.max(0, box.width - 10)} height={box.height - 1} rx={8} />
      <text className="small muted" x={box.x + 14} y={box.y + box.height / 2 + 4}>{slotText(slot, count, down, other)}</text>
    </g>
  );
}

function slotText(slot: number, count: number, down: boolean, other: boolean): string {
  const name = count === 1 ? m.flink_slot({ slot: number(slot) }) : m.flink_slot_range({ first: number(slot), last: number(slot + count - 1) });
  if (down) return name;
  return `${name}: ${other ? m.flink_slot_other() : count === 1 ? m.flink_slot_free() : m.flink_slots_free()}`;
}

function Waiting({ box }: { readonly box: Box }): React.ReactNode {
  return (
    <g className="flink-waiting">
      <rect className="lane" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
      <text className="small state" x={box.x + 12} y={box.y + 20}>{m.flink_no_slot()}</text>
    </g>
  );
}
