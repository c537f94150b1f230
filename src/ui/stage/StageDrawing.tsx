// The still things of the stage as SVG: columns, cells, pins, boxes. Geometry comes from layout.ts, words from ui/words.
import { memo, Suspense } from 'react';
import { inner } from '../frame/Broken.tsx';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import { useRecord } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import type { WholeLayout } from './flink/compose.ts';
import { Cell } from './Cell.tsx';
import { ClientBox, GroupBox, Ownership } from './Clients.tsx';
import { fitText, textWidth } from './fit-text.ts';
import { Thing } from './Thing.tsx';
import type { Box, RowPlace, StageLayout, TopicPlace } from './layout.ts';

const EngineLanes = inner(() => import('./EngineLanes.tsx'));
const Counts = inner(() => import('./Counts.tsx'));
const Cuts = inner(() => import('../follow/Cuts.tsx'));
const FlinkArea = inner(() => import('./flink/FlinkArea.tsx'));

export const StageDrawing = memo(function StageDrawing({ layout }: { readonly layout: WholeLayout }): React.ReactNode {
  const { flink } = layout;
  const following = usePage((state) => state.following);
  return (
    <svg className="stage-drawing stage-rows" width={layout.width * layout.scale} height={layout.height * layout.scale} viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={m.stage_keys()}>
      <Patterns />
      {layout.brokers.map((broker) => <BrokerColumn key={broker.id} id={broker.id} column={broker.column} />)}
      <Ownership layout={layout} />
      {layout.topics.map((topic) => <TopicRows key={topic.name} topic={topic} layout={layout} />)}
      {layout.topics.length === 0 ? <EmptyRows layout={layout} /> : null}
      {following === null ? null : <Suspense><Cuts following={following} layout={layout} /></Suspense>}
      {layout.producers.map(({ id, box }) => <ClientBox key={id} id={id} box={box} />)}
      {layout.others.map(({ id, box }) => <ClientBox key={id} id={id} box={box} />)}
      {layout.groups.map((group) => <GroupBox key={group.group} place={group} />)}
      {layout.counts === undefined && !layout.topics.some((topic) => topic.folded) ? null : <Suspense><Counts layout={layout} /></Suspense>}
      {flink === null ? null : <Suspense><FlinkArea layout={flink} first={layout.controllers.length === 0} /></Suspense>}
      {layout.engines.length === 0 ? null : <Suspense><EngineLanes engines={layout.engines} /></Suspense>}
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

function BrokerColumn({ id, column }: { readonly id: string; readonly column: Box }): React.ReactNode {
  const node = useRecord('node', id);
  const selected = usePage((state) => state.selected === id);
  if (node === undefined) return null;
  return (
    <g className={`broker is-${node.state}`} data-of={id}>
      <rect className={`column${selected ? ' is-selected' : ''}`} x={column.x + 0.5} y={column.y + 0.5} width={column.width - 1} height={column.height - 1} rx={12} />
    </g>
  );
}

/** On a small screen a topic's name stands between its rows and those above: no column runs below it. */
const BAND = 26;

function TopicRows({ topic, layout }: { readonly topic: TopicPlace; readonly layout: StageLayout }): React.ReactNode {
  const record = useRecord('topic', `topic/${topic.name}`);
  const { heading } = topic;
  const folded = topic.folded ? m.topic_folded({ partitions: number(record?.partitions ?? 0) }) : '';
  const room = heading.width - 22 - (layout.narrow && topic.folded ? textWidth(folded, '400 12px') + 24 : 0);
  return (
    <g className={`topic${record?.internal === true ? ' is-internal' : ''}`}>
      {layout.narrow ? <rect className="stage-band" x={heading.x - 8} y={heading.y} width={heading.width + 16} height={BAND} /> : null}
      <Thing id={`topic/${topic.name}`} className="topic-head">
        <rect className="hit" x={heading.x - 4} y={heading.y} width={heading.width + 4} height={layout.narrow ? BAND : heading.height} rx={6} />
        <text className="strong" x={heading.x + 18} y={heading.y + (topic.folded && !layout.narrow ? 12 : 17)}>{fitText(topic.name, room, '600 13px', 4)}</text>
        {topic.folded && !layout.narrow ? <text className="small muted" x={heading.x + 18} y={heading.y + 26}>{folded}</text> : null}
      </Thing>
      <g className="fold" data-id={`topic/${topic.name}`} data-fold={topic.name} role="button" tabIndex={-1} aria-expanded={!topic.folded} aria-label={topic.folded ? m.topic_unfold({ topic: topic.name }) : m.topic_fold({ topic: topic.name })}>
        <rect className="hit" x={heading.x - 6} y={heading.y} width={22} height={24} rx={6} />
        <path className="chevron" transform={`translate(${heading.x + 4} ${heading.y + 12}) rotate(${topic.folded ? 0 : 90})`} d="M-2 -4 L2 0 L-2 4" />
      </g>
      {topic.folded && layout.narrow ? <text className="small muted" textAnchor="end" x={heading.x + heading.width - 8} y={heading.y + 17}>{folded}</text> : null}
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
  const y = first.header.y + first.header.height + 56;
  // What is missing, and what to do about it, on a line each: a phone is no wider than that.
  const lines = m.stage_no_topics().split(/(?<=\.) /);
  const width = Math.max(...lines.map((line) => line.length)) * 7.2 + 36;
  return (
    <g className="no-topics">
      <rect x={x - width / 2} y={y - 26} width={width} height={lines.length * 20 + 24} rx={16} />
      {lines.map((line, at) => <text key={line} className={at === 0 ? 'strong' : 'muted'} textAnchor="middle" x={x} y={y + at * 20}>{line}</text>)}
    </g>
  );
}
