// Where checkpoints' barriers cut the log of the followed record, drawn into its leader's cell: what lies left of the bar is in the checkpoint.
import { m } from '../paraglide/messages.js';
import type { StageLayout } from '../stage/layout.ts';
import { PITCH } from '../stage/layout.ts';
import { offsetX, windowStart } from '../stage/scene.ts';
import { useTable } from '../store/world.ts';
import { recordPlace } from '../why/record.ts';
import { number } from '../words/numbers.ts';
import { cutsOf } from './barriers.ts';
import './follow.css';

export default function Cuts({ following, layout }: { readonly following: string; readonly layout: StageLayout }): React.ReactNode {
  const tasks = useTable('flink-task');
  const replicas = useTable('replica');
  const place = recordPlace(following);
  const cells = place === null ? [] : layout.topics.filter(({ name }) => name === place.topic).flatMap(({ rows }) => rows).filter(({ partition }) => partition === place.partition).flatMap((row) => row.cells);
  if (place === null || cells.length === 0) return null;
  const own = [...replicas.values()].filter(({ topic, partition }) => topic === place.topic && partition === place.partition);
  const start = windowStart(Math.min(...own.map(({ logStartOffset }) => logStartOffset)), Math.max(...own.map(({ logEndOffset }) => logEndOffset)), layout.squares);
  const leader = own.find(({ role }) => role === 'leader');
  const cell = cells.find(({ broker }) => broker === leader?.broker);
  if (cell === undefined) return null;
  const { box, strip } = cell;
  return cutsOf(place, { 'flink-task': tasks }).filter(({ next }) => next > start && next <= start + layout.squares).map(({ id, checkpoint, next, completed }) => {
    const x = offsetX(strip, start, next, layout.squares) - (PITCH - 16) / 2;
    const text = number(checkpoint) + (completed ? ' ✓' : ' …');
    return (
      <g key={id} className={completed ? 'cut' : 'cut is-pending'} role="img" aria-label={m.follow_cut({ checkpoint: number(checkpoint), offset: number(next) })}>
        <path d={`M${x} ${strip.y - 6}V${box.y + box.height - 3}`} />
        <text className="small" textAnchor="end" x={x - 4} y={box.y + box.height - 6}>{text}</text>
      </g>
    );
  });
}
