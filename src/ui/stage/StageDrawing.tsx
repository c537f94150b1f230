// The still things of the stage as SVG: columns, cells, pins, boxes. Geometry comes from layout.ts, words from ui/words.
import { memo } from 'react';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import { useRecord, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { controllerState, nodeStateName } from '../words/names.ts';
import { Cell } from './Cell.tsx';
import { ClientBox, GroupBox, Ownership } from './Clients.tsx';
import { Thing } from './Thing.tsx';
import type { Box, RowPlace, StageLayout, TopicPlace } from './layout.ts';
import { Links } from './Links.tsx';

export const StageDrawing = memo(function StageDrawing({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  return (
    <svg className="stage-drawing" width={layout.width * layout.scale} height={layout.height * layout.scale} viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={m.stage_keys()}>
      <Patterns />
      {layout.narrow ? null : <MetadataLog box={layout.metadataLog} />}
      {layout.controllers.map(({ id, box }, at) => <ControllerBox key={id} id={id} box={box} first={at === 0} />)}
      {layout.brokers.map((broker) => <BrokerColumn key={broker.id} id={broker.id} column={broker.column} header={broker.header} />)}
      <Ownership layout={layout} />
      <Links layout={layout} />
      {layout.topics.map((topic) => <TopicRows key={topic.name} topic={topic} layout={layout} />)}
      {layout.topics.length === 0 ? <EmptyRows layout={layout} /> : null}
      {layout.producers.map(({ id, box }) => <ClientBox key={id} id={id} box={box} />)}
      {layout.others.map(({ id, box }) => <ClientBox key={id} id={id} box={box} />)}
      {layout.groups.map((group) => <GroupBox key={group.group} place={group} />)}
    </svg>
  );
});

function Patterns(): React.ReactNode {
  return (
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="7" className="hatch-line" />
      </pattern>
    </defs>
  );
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
  const labelWidth = 132;
  const count = Math.max(0, Math.min(end, Math.floor((box.width - labelWidth - 70) / 7)));
  const middle = box.y + box.height / 2;
  return (
    <Thing id="log/metadata" className="metadata-log" label={m.metadata_log_label({ end: number(end) })}>
      <rect className="hit" x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
      <text className="muted small" x={box.x + 4} y={middle + 4}>{m.metadata_log()}</text>
      {Array.from({ length: count }, (_, at) => (
        <rect key={at} className={end - count + at < committed ? 'entry' : 'entry is-open'} x={box.x + labelWidth + at * 7} y={middle - 7} width={5} height={14} rx={1.5} />
      ))}
      <text className="small mono" x={box.x + labelWidth + count * 7 + 6} y={middle + 4}>{number(end)}</text>
    </Thing>
  );
}

function BrokerColumn({ id, column, header }: { readonly id: string; readonly column: Box; readonly header: Box }): React.ReactNode {
  const node = useRecord('node', id);
  const selected = usePage((state) => state.selected === id);
  if (node === undefined) return null;
  return (
    <g className={`broker is-${node.state}`}>
      <rect className={`column${selected ? ' is-selected' : ''}`} x={column.x + 0.5} y={column.y + 0.5} width={column.width - 1} height={column.height - 1} rx={12} />
      <Thing id={id} className="broker-head">
        <rect className="hit" x={header.x + 4} y={header.y + 4} width={header.width - 8} height={header.height - 6} rx={9} />
        <circle className="dot" cx={header.x + 20} cy={header.y + 17.5} r={5} />
        <text className="title" x={header.x + 33} y={header.y + 22}>{m.broker_name({ number: node.number })}</text>
        {header.height < 40 ? null : <text className="small muted" x={header.x + 33} y={header.y + 38}>{node.state === 'running' && node.diskFactor === 1 && node.diskFailure === 'none' ? node.host : nodeStateName(node)}</text>}
      </Thing>
    </g>
  );
}

function TopicRows({ topic, layout }: { readonly topic: TopicPlace; readonly layout: StageLayout }): React.ReactNode {
  const record = useRecord('topic', `topic/${topic.name}`);
  const { heading } = topic;
  const fits = Math.max(4, Math.floor((heading.width - 22) / 8));
  return (
    <g className={`topic${record?.internal === true ? ' is-internal' : ''}`}>
      <Thing id={`topic/${topic.name}`} className="topic-head">
        <rect className="hit" x={heading.x - 4} y={heading.y} width={heading.width + 4} height={heading.height} rx={6} />
        <text className="strong" x={heading.x + 18} y={heading.y + 17}>{shorten(topic.name, fits)}</text>
      </Thing>
      <g className="fold" data-id={`topic/${topic.name}`} data-fold={topic.name} role="button" tabIndex={-1} aria-expanded={!topic.folded} aria-label={topic.folded ? m.topic_unfold({ topic: topic.name }) : m.topic_fold({ topic: topic.name })}>
        <rect className="hit" x={heading.x - 6} y={heading.y} width={22} height={24} rx={6} />
        <path className="chevron" transform={`translate(${heading.x + 4} ${heading.y + 12}) rotate(${topic.folded ? 0 : 90})`} d="M-2 -4 L2 0 L-2 4" />
      </g>
      {topic.folded ? <text className="small muted" x={layout.brokers[0] === undefined ? heading.x : layout.brokers[0].column.x + 14} y={heading.y + 17}>{m.topic_folded({ partitions: number(record?.partitions ?? 0) })}</text> : null}
      {topic.rows.map((row) => (
        <g key={row.partition}>
          <RowLabel row={row} layout={layout} width={heading.width} />
          {row.cells.map((cell) => <Cell key={cell.key} place={cell} squares={layout.squares} />)}
        </g>
      ))}
    </g>
  );
}

function RowLabel({ row, layout, width }: { readonly row: RowPlace; readonly layout: StageLayout; readonly width: number }): React.ReactNode {
  const id = `partition/${row.topic}-${row.partition}`;
  const leaderless = useRecord('partition', id)?.leader === -1;
  const text = layout.narrow ? row.partition : leaderless ? m.partition_no_leader() : m.partition_short({ partition: row.partition });
  return (
    <Thing id={id} className={`row-label${leaderless ? ' is-fault' : ''}`}>
      <rect className="hit" x={row.box.x - 2} y={row.box.y + 24} width={layout.narrow ? 24 : width + 6} height={24} rx={6} />
      <text className="muted small" x={row.box.x + (layout.narrow ? 2 : 18)} y={row.box.y + 40}>{text}</text>
    </Thing>
  );
}

function EmptyRows({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  const [first, last] = [layout.brokers[0], layout.brokers[layout.brokers.length - 1]];
  if (first === undefined || last === undefined) return null;
  const x = (first.column.x + last.column.x + last.column.width) / 2;
  const y = first.header.y + first.header.height + 64;
  const text = m.stage_no_topics();
  const width = Math.min(last.column.x + last.column.width - first.column.x - 24, text.length * 7.4 + 40);
  return (
    <g className="no-topics">
      <rect x={x - width / 2} y={y - 24} width={width} height={38} rx={19} />
      <text className="muted" textAnchor="middle" x={x} y={y}>{text}</text>
    </g>
  );
}

function shorten(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(2, letters - 6))}…${text.slice(-4)}`;
}
