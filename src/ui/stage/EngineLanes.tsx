// The engines beside Kafka on the stage, a lane each, each named as a model: a queue, a batch job, a cluster of ZooKeeper's time.
import type { CandidateRecord, WorkerRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord } from '../store/world.ts';
import { engineState } from '../words/engines.ts';
import { nodeName } from '../words/names.ts';
import { BatchLane } from './BatchLane.tsx';
import { DashboardLane } from './DashboardLane.tsx';
import { DatabaseLane } from './DatabaseLane.tsx';
import { DataflowLane } from './DataflowLane.tsx';
import type { EnginePlace } from './engine-layout.ts';
import { fitText } from './fit-text.ts';
import type { Box } from './layout.ts';
import { MicroBatchLane } from './MicroBatchLane.tsx';
import { QueueLane } from './QueueLane.tsx';
import { ShiftLane } from './ShiftLane.tsx';
import { Thing } from './Thing.tsx';
import { ZooKeeperLane } from './ZooKeeperLane.tsx';
import './engines.css';

export default function EngineLanes({ engines }: { readonly engines: readonly EnginePlace[] }): React.ReactNode {
  return <g role="group" aria-label={m.engines_name()}>{engines.map((place) => <Lane key={place.id} place={place} />)}</g>;
}

function Lane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const { box, kind, left, right } = place;
  return (
    <g className={`engine is-${kind}`}>
      <rect className="engine-frame" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={12} />
      {kind === 'queue' ? <QueueLane place={place} /> : kind === 'batch' ? <BatchLane place={place} /> : kind === 'micro-batch' ? <MicroBatchLane place={place} /> : kind === 'dataflow' ? <DataflowLane place={place} /> : kind === 'database' ? <DatabaseLane place={place} /> : kind === 'dashboard' ? <DashboardLane place={place} /> : kind === 'shift' ? <ShiftLane place={place} /> : <ZooKeeperLane place={place} />}
      {[...left, ...right].map(({ id, box: its }) => (kind === 'zookeeper' ? <CandidateBox key={id} id={id} box={its} /> : <WorkerBox key={id} id={id} box={its} />))}
    </g>
  );
}

function WorkerBox({ id, box }: { readonly id: string; readonly box: Box }): React.ReactNode {
  const worker = useRecord('worker', id);
  if (worker === undefined) return null;
  return <PersonBox record={worker} box={box} title={worker.name} className={`client is-${worker.state} is-${worker.role}`} glyph={worker.role === 'consumer' ? 'M-6 0H4M0 -4L4 0L0 4M7 -5V5' : 'M-7 -5V5M-4 0H6M2 -4L6 0L2 4'} />;
}

function CandidateBox({ id, box }: { readonly id: string; readonly box: Box }): React.ReactNode {
  const candidate = useRecord('candidate', id);
  if (candidate === undefined) return null;
  const charge = candidate.state === 'down' ? '' : candidate.role === 'controller' ? ' is-active' : candidate.role === 'reading' ? ' is-reading' : '';
  return <PersonBox record={candidate} box={box} title={m.broker_name({ number: candidate.number })} className={`client candidate is-${candidate.state}${charge}`} glyph="M-6 -6H6V-1H-6ZM-6 1H6V6H-6Z" />;
}

function PersonBox({ record, box, title, className, glyph }: { readonly record: WorkerRecord | CandidateRecord; readonly box: Box; readonly title: string; readonly className: string; readonly glyph: string }): React.ReactNode {
  const second = record.kind === 'worker' && record.state === 'running' && record.working >= 0 ? record.workingBody : engineState(record);
  return (
    <Thing id={record.id} className={className} label={`${nodeName(record.node)}, ${engineState(record)}`}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
      <path className="glyph" transform={`translate(${box.x + 17} ${box.y + box.height / 2})`} d={glyph} />
      <text className="strong small" x={box.x + 32} y={box.y + 18}>{fitText(title, box.width - 40, '600 12px')}</text>
      <text className="small muted" x={box.x + 32} y={box.y + 33}>{fitText(second, box.width - 40, record.state === 'down' ? '600 12px' : '400 12px')}</text>
    </Thing>
  );
}
