// One partition on the stage: its records as cards that can be read, on each of its replicas, with the marks of the log and the places of groups.
import { ChevronLeft, ChevronRight, ChevronsRight } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { PartitionRecord, ReplicaRecord } from '../../../bridge/records.ts';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import { useRecord, useTable, useWorldState } from '../../store/world.ts';
import { number } from '../../words/numbers.ts';
import { ClientBox, GroupBox } from '../Clients.tsx';
import { fitText, textWidth } from '../fit-text.ts';
import type { WholeLayout } from '../flink/compose.ts';
import { stillInTheAir } from '../flights.ts';
import { Thing } from '../Thing.tsx';
import { Columns } from './Columns.tsx';
import { GroupLane } from './GroupLane.tsx';
import type { NearLayout } from './near-layout.ts';
import { around, extentOf, offsetAt, type Extent, segmentMarks, type Window, windowOf } from './near-marks.ts';
import RecordLevel from './RecordLevel.tsx';
import { ReplicaRow } from './ReplicaRow.tsx';
import './near.css';

/** Drawn where the whole stands otherwise. */
export default function NearLevel({ layout, near }: { readonly layout: WholeLayout; readonly near: NearLayout }): React.ReactNode {
  return near.offset === null ? <PartitionLevel key={`${near.topic}-${near.partition}`} layout={layout} near={near} /> : <RecordLevel topic={near.topic} partition={near.partition} offset={near.offset} />;
}

function PartitionLevel({ layout, near }: { readonly layout: WholeLayout; readonly near: NearLayout }): React.ReactNode {
  const name = `${near.topic}-${near.partition}`;
  const partition = useRecord('partition', `partition/${name}`);
  const table = useTable('replica');
  const replicas = useMemo(() => near.rows.flatMap(({ broker }) => table.get(`replica/${name}/${broker}`) ?? []), [table, near, name]);
  const extent = extentOf(replicas);
  const { window, go } = useWindow(near, extent, name);
  const airborne = useAirborne(name);
  if (partition === undefined) return null;
  const leader = replicas.find(({ role }) => role === 'leader') ?? replicas[0];
  return (
    <div className="near" style={{ width: layout.width * layout.scale, height: layout.height * layout.scale }}>
      <svg className="stage-drawing stage-rows" width={layout.width * layout.scale} height={layout.height * layout.scale} viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={m.near_keys({ partition: name })}>
        <Heading partition={partition} near={near} />
        {leader === undefined ? null : <Overview leader={leader} extent={extent} window={window} near={near} go={go} />}
        {near.rows.map((row) => <ReplicaRow key={row.broker} row={row} near={near} window={window} id={`replica/${name}/${row.broker}`} />)}
        <Columns near={near} window={window} replicas={replicas} airborne={airborne} />
        {near.lanes.map((lane) => <GroupLane key={lane.group} lane={lane} near={near} window={window} end={extent.end} />)}
        {layout.producers.map(({ id, box }) => <ClientBox key={id} id={id} box={box} />)}
        {layout.groups.map((group) => <GroupBox key={group.group} place={group} />)}
      </svg>
      <Steps near={near} scale={layout.scale} window={window} extent={extent} go={go} />
    </div>
  );
}

/** Which offsets are shown: the newest, until somebody goes back; what is chosen comes into view. */
function useWindow(near: NearLayout, extent: Extent, name: string): { readonly window: Window; readonly go: (from: number | null) => void } {
  const selected = usePage((state) => state.selected);
  const [from, setFrom] = useState<number | null>(null);
  const wanted = selected?.startsWith(`record/${name}/`) === true ? Number(selected.slice(`record/${name}/`.length)) : null;
  const window = windowOf(extent, from, near.columns);
  useEffect(() => {
    if (wanted !== null && (wanted < window.first || wanted >= window.end)) setFrom(around(extent, wanted, near.columns));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only another choice moves the window.
  }, [wanted, near.columns]);
  return { window, go: (to) => setFrom(to === null || windowOf(extent, to, near.columns).newest ? null : to) };
}

/** How many of the newest records of each replica are not yet seen to land, by `orders-0/1`; as text, so that it is the same while it says the same. */
function useAirborne(name: string): Readonly<Record<string, number>> {
  const text = useWorldState(({ tables, clock }) => JSON.stringify(Object.fromEntries([...stillInTheAir(tables.flight.values(), clock.nowUs, clock.speed)].filter(([key]) => key.startsWith(`${name}/`)))));
  // Written a line above.
  return useMemo(() => JSON.parse(text) as Readonly<Record<string, number>>, [text]);
}

const STEPS = 120;

function Heading({ partition, near: { heading, narrow } }: { readonly partition: PartitionRecord; readonly near: NearLayout }): React.ReactNode {
  const name = `${partition.topic}-${partition.partition}`;
  const about = partition.leader < 0 ? m.partition_no_leader() : m.near_about({ broker: number(partition.leader), epoch: number(partition.leaderEpoch), isr: partition.isr.join(', ') });
  // Its steps through the log stand at its end.
  const shown = fitText(name, heading.width - STEPS - (narrow ? 0 : textWidth(about, '400 12px') + 16), '650 17px', String(partition.partition).length + 1);
  const taken = textWidth(shown, '650 17px');
  return (
    <Thing id={partition.id} className={`near-heading${partition.leader < 0 ? ' is-fault' : ''}`} tabStop>
      <rect className="hit" x={heading.x - 6} y={heading.y - 4} width={Math.min(heading.width, 12 + taken)} height={heading.height + 4} rx={8} />
      <text className="near-title" x={heading.x} y={heading.y + 18}>{shown}</text>
      <text className="small muted" x={heading.x + 16 + taken} y={heading.y + 17}>{narrow ? '' : about}</text>
    </Thing>
  );
}

interface OverviewProps {
  readonly leader: ReplicaRecord;
  readonly extent: Extent;
  readonly window: Window;
  readonly near: NearLayout;
  readonly go: (from: number | null) => void;
}

const BAR_TOP = 4;
const BAR = 16;

/** The whole log to scale: its segments, the part that the cards show, and where it ends; a click goes there. */
function Overview({ leader, extent, window, near, go }: OverviewProps): React.ReactNode {
  const { overview } = near;
  const bar = { ...overview, y: overview.y + BAR_TOP, height: BAR };
  const marks = segmentMarks(leader, extent, bar);
  const span = Math.max(1, extent.end - extent.start);
  const at = (offset: number): number => bar.x + ((Math.max(extent.start, Math.min(extent.end, offset)) - extent.start) / span) * bar.width;
  const click = (event: React.MouseEvent<SVGGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    go(Math.max(extent.told, offsetAt(extent, { ...bar, x: 0, width: box.width }, event.clientX - box.left) - Math.floor(near.columns / 2)));
  };
  const shownEnd = Math.min(window.end, extent.end);
  const texts = marks.length === 1 ? m.near_one_segment() : m.near_segments({ count: number(leader.segmentCount) });
  return (
    <g className="near-overview">
      <g onClick={click} role="presentation">
        <rect className="bar" x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={4} />
        {marks.map(({ baseOffset, x, width, active }) => <rect key={baseOffset ?? 'older'} className={active ? 'segment is-active' : 'segment'} x={x + 1} y={bar.y + 1} width={Math.max(1, width - 2)} height={bar.height - 2} rx={3} />)}
        <rect className="bracket" x={at(window.first) - 1} y={bar.y - 3} width={Math.max(6, at(shownEnd) - at(window.first) + 2)} height={bar.height + 6} rx={4} />
      </g>
      <text className="small mono muted" x={bar.x} y={bar.y + bar.height + 17}>{number(extent.start)}</text>
      <text className="small muted" textAnchor="middle" x={bar.x + bar.width / 2} y={bar.y + bar.height + 17}>{near.narrow ? texts : m.near_log({ segments: texts, bytes: number(leader.sizeBytes) })}</text>
      <text className="small mono muted" textAnchor="end" x={bar.x + bar.width} y={bar.y + bar.height + 17}>{number(extent.end)}</text>
    </g>
  );
}

interface StepsProps extends Omit<OverviewProps, 'leader'> {
  readonly scale: number;
}

/** Back and forward through the log, for who does not click on its picture. */
function Steps({ near, scale, window, extent, go }: StepsProps): React.ReactNode {
  const { overview, heading, columns } = near;
  const page = Math.max(1, columns - 1);
  return (
    <div className="near-steps" style={{ right: `calc(100% - ${(overview.x + overview.width) * scale}px)`, top: (heading.y - 4) * scale }}>
      <button type="button" className="round" aria-label={m.near_older()} title={m.near_older()} disabled={window.first <= extent.told} onClick={() => go(window.first - page)}><ChevronLeft size={16} aria-hidden /></button>
      <button type="button" className="round" aria-label={m.near_newer()} title={m.near_newer()} disabled={window.newest} onClick={() => go(window.first + page)}><ChevronRight size={16} aria-hidden /></button>
      <button type="button" className="round" aria-label={m.near_newest()} title={m.near_newest()} disabled={window.newest} onClick={() => go(null)}><ChevronsRight size={16} aria-hidden /></button>
    </div>
  );
}
