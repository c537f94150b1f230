// What is folded into numbers: clients that stand as one box, and on each broker the leaders and replicas of a folded topic.
import { m } from '../paraglide/messages.js';
import { useTable, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { groupColour } from './Clients.tsx';
import { countTopics } from './counted-topics.ts';
import type { CountPlace, StageLayout } from './layout.ts';
import { shorten } from './shorten.ts';

/** A broker's column that is wide enough for words. */
const SAID = 150;

export default function Counts({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  return (
    <>
      {layout.counts?.map((place) => <CountBox key={place.side} place={place} alone={layout.alone === true} />)}
      <FoldedTopics layout={layout} />
    </>
  );
}

/** A click opens it, or folds it again; where Kafka stands alone it leads back to the whole. */
function CountBox({ place: { side, ids, open, box }, alone }: { readonly place: CountPlace; readonly alone: boolean }): React.ReactNode {
  const groups = useTable('group');
  const down = useWorldState(({ tables }) => ids.filter((id) => tables.client.get(id)?.state === 'down').length);
  const group = side.startsWith('group/') ? side.slice('group/'.length) : null;
  const count = number(ids.length);
  const title = alone ? (group ?? (ids.length === 1 ? m.clients_one_producer() : m.clients_producers({ count }))) : open ? m.clients_fewer() : m.clients_more({ count });
  const second = alone && group !== null ? m.clients_members({ count }) : '';
  return (
    <g className="count fold" data-id={group === null ? `clients/${side}` : `group/${group}`} data-fold={alone ? 'zoom/out' : `clients/${side}`} role="button" tabIndex={-1} aria-expanded={open} aria-label={`${title} ${second}`} style={group === null ? {} : { color: groupColour(group, groups) }}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={Math.min(12, box.height / 2)} />
      {group === null || !alone ? null : <rect x={box.x} y={box.y + 9} width={3} height={box.height - 18} rx={1.5} fill="currentColor" />}
      <text className="small strong" textAnchor="middle" x={box.x + box.width / 2} y={box.y + (second === '' ? box.height / 2 + 4 : 19)}>{shorten(title, Math.floor((box.width - 12) / 7))}</text>
      {second === '' ? null : <text className="small muted" textAnchor="middle" x={box.x + box.width / 2} y={box.y + 35}>{second}</text>}
      {down === 0 ? null : <circle className="down" cx={box.x + box.width - 8} cy={box.y + 8} r={4} />}
    </g>
  );
}

/** Of each folded topic, how many of its partitions each broker leads and holds; a dot where copies are missing. */
function FoldedTopics({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  const folded = layout.topics.filter((topic) => topic.folded);
  const text = useWorldState(({ tables }) => (folded.length === 0 || layout.narrow ? '{}' : JSON.stringify(countTopics(tables.partition.values(), new Set(folded.map(({ name }) => name))))));
  // Written a line above.
  const counts = JSON.parse(text) as ReturnType<typeof countTopics>;
  return folded.map(({ name, heading }) => (
    <g key={name} className="folded-counts" aria-hidden>
      {layout.brokers.map(({ number: broker, column }) => {
        const one = counts[name]?.[broker];
        if (one === undefined) return null;
        const [x, y] = [column.x + 14, heading.y + heading.height / 2];
        return (
          <g key={broker} className={one.offline > 0 ? 'is-fault' : one.out > 0 ? 'is-waiting' : ''}>
            <rect className="leaders" x={x} y={y - 5} width={Math.min(column.width - (column.width < SAID ? 76 : 120), 4 + one.leaders * 5)} height={10} rx={2} />
            {column.width < SAID ? <text className="small mono" textAnchor="end" x={column.x + column.width - 12} y={y + 4}><tspan className="strong">{number(one.leaders)}</tspan><tspan className="muted"> / {number(one.replicas)}</tspan></text>
              : <text className="small" textAnchor="end" x={column.x + column.width - 14} y={y + 4}>{m.topic_leads({ leaders: number(one.leaders), replicas: number(one.replicas) })}</text>}
            {one.out + one.offline > 0 ? <circle className="dot" cx={column.x + column.width - 6} cy={y} r={3.5} /> : null}
          </g>
        );
      })}
    </g>
  ));
}
