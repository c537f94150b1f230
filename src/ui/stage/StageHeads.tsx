// What heads the stage: controllers, the metadata log, and a head on each broker's column that stays in sight while the rows scroll.
import { memo } from 'react';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import { useRecord, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { controllerState, nodeStateName } from '../words/names.ts';
import type { Box, StageLayout } from './layout.ts';
import { Links } from './Links.tsx';
import { Thing } from './Thing.tsx';

/** A head narrower than this has no room for a whole address. */
const WHOLE_ADDRESS = 130;
/** And one narrower than this has its broker's name in small letters. */
const WHOLE_NAME = 104;

/** Drawn above the rows and as high as what stays: the rest of it scrolls away with the rows. */
export const StageHeads = memo(function StageHeads({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  const { labels, scale, brokers } = layout;
  const height = labels.y + headHeight(layout);
  const right = Math.max(0, ...brokers.map(({ column }) => column.x + column.width));
  return (
    <svg
      className="stage-drawing stage-heads" width={layout.width * scale} height={height * scale} viewBox={`0 0 ${layout.width} ${height}`} role="group" aria-label={m.stage_heads()}
      style={{ top: -labels.y * scale }}
    >
      <rect className="stage-band" x={labels.x - 8} y={labels.y - 1} width={Math.max(0, right - labels.x + 9)} height={height - labels.y} />
      {layout.narrow ? null : <MetadataLog box={layout.metadataLog} />}
      {layout.controllers.map(({ id, box }, at) => <ControllerBox key={id} id={id} box={box} first={at === 0} />)}
      {brokers.map((broker) => <BrokerHead key={broker.id} id={broker.id} header={broker.header} />)}
      <Links layout={layout} />
    </svg>
  );
});

export function headHeight(layout: StageLayout): number {
  return layout.brokers[0]?.header.height ?? 0;
}

function ControllerBox({ id, box, first }: { readonly id: string; readonly box: Box; readonly first: boolean }): React.ReactNode {
  const node = useRecord('node', id);
  if (node === undefined) return null;
  const active = node.quorumRole === 'leader' && node.state !== 'down';
  return (
    <Thing id={id} className={`controller is-${node.state}${active ? ' is-active' : ''}`} tabStop={first}>
      <rect className="box" x={box.x} y={box.y} width={box.width} height={box.height} rx={box.height / 2} />
      <circle className="dot" cx={box.x + 18} cy={box.y + box.height / 2} r={4} />
      <text className="strong mono" x={box.x + 30} y={box.y + 17}>{node.number}</text>
      <text className="small muted" x={box.x + 30} y={box.y + 31}>{controllerState(node)}</text>
    </Thing>
  );
}

/** The metadata log: what the controllers have decided, as ticks whose number is the log's end. */
function MetadataLog({ box }: { readonly box: Box }): React.ReactNode {
  const end = useWorldState((state) => Math.max(0, ...[...state.tables.node.values()].filter((node) => node.role === 'controller').map((node) => node.metadataEndOffset)));
  const committed = useWorldState((state) => Math.max(0, ...[...state.tables.node.values()].filter((node) => node.role === 'controller').map((node) => node.metadataHighWatermark)));
  const epoch = useWorldState((state) => Math.max(0, ...[...state.tables.node.values()].filter((node) => node.role === 'controller').map((node) => node.epoch)));
  const labelWidth = 122;
  const count = Math.max(0, Math.min(end, Math.floor((box.width - labelWidth - 42) / 7)));
  const middle = box.y + box.height / 2;
  return (
    <Thing id="log/metadata" className="metadata-log" label={m.metadata_log_label({ end: number(end) })}>
      <rect className="hit" x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
      <text className="muted small" x={box.x + 4} y={middle - 3}>{m.metadata_log()}</text>
      <text className="muted small mono" x={box.x + 4} y={middle + 12}>{m.metadata_epoch({ epoch: number(epoch) })}</text>
      {Array.from({ length: count }, (_, at) => (
        <rect key={at} className={end - count + at < committed ? 'entry' : 'entry is-open'} x={box.x + labelWidth + at * 7} y={middle - 7} width={5} height={14} rx={1.5} />
      ))}
      <text className="small mono" x={box.x + labelWidth + count * 7 + 6} y={middle + 4}>{number(end)}</text>
    </Thing>
  );
}

function BrokerHead({ id, header }: { readonly id: string; readonly header: Box }): React.ReactNode {
  const node = useRecord('node', id);
  const selected = usePage((state) => state.selected === id);
  if (node === undefined) return null;
  const [left, top, right, bottom] = [header.x + 0.5, header.y + 0.5, header.x + header.width - 0.5, header.y + header.height];
  const tight = header.width < WHOLE_ADDRESS;
  const textX = header.x + (tight ? 25 : 33);
  const healthy = node.state === 'running' && node.diskFactor === 1 && node.diskFailure === 'none';
  const second = healthy ? (tight ? node.host.slice(node.host.indexOf(':')) : node.host) : nodeStateName(node);
  const fits = Math.floor((right - textX - 4) / 6.2);
  return (
    <g className={`broker is-${node.state}`}>
      <path className={`column${selected ? ' is-selected' : ''}`} d={`M${left} ${bottom}V${top + 12}Q${left} ${top} ${left + 12} ${top}H${right - 12}Q${right} ${top} ${right} ${top + 12}V${bottom}`} />
      <Thing id={id} className="broker-head">
        <rect className="hit" x={header.x + 4} y={header.y + 4} width={header.width - 8} height={header.height - 6} rx={9} />
        <circle className="dot" cx={header.x + (tight ? 15 : 20)} cy={header.y + 17.5} r={5} />
        <text className={header.width < WHOLE_NAME ? 'small strong' : 'title'} x={textX} y={header.y + 22}>{m.broker_name({ number: node.number })}</text>
        {header.height < 40 ? null : <text className="small muted" x={textX} y={header.y + 38}>{second.length <= fits ? second : `${second.slice(0, fits - 1)}…`}</text>}
      </Thing>
    </g>
  );
}
