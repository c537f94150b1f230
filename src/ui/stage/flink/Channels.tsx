// The channels of an edge: between the heads an arrow that says how records are shared out, between subtasks a line each, with what waits in it.
import type { FlinkChannel } from '../../../bridge/flink-records.ts';
import { m } from '../../paraglide/messages.js';
import { useRecord } from '../../store/world.ts';
import { partitionerText } from '../../words/flink-names.ts';
import { number } from '../../words/numbers.ts';
import type { Box } from '../layout.ts';
import { Thing } from '../Thing.tsx';
import type { FlinkLayout, TaskPlace } from './layout.ts';

interface Props {
  readonly place: FlinkLayout['edges'][number];
  readonly tasks: readonly TaskPlace[];
}

export function Channels({ place, tasks }: Props): React.ReactNode {
  const edge = useRecord('flink-edge', place.id);
  if (edge === undefined) return null;
  const { from, to } = place;
  const [x1, x2, y1, y2] = [from.x + from.width, to.x, from.y + from.height / 2, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  const text = partitionerText(edge.partitioner);
  const boxOf = (vertex: number, subtask: number): Box | undefined => tasks.find(({ id }) => id === `flink-task/${edge.job}/${vertex}-${subtask}`)?.box;
  return (
    <g className="flink-edge">
      <Thing id={place.id} className="flink-arrow" label={m.flink_channels_said({ how: text, count: number(edge.channelCount) })}>
        <rect className="hit" x={x1 + 2} y={Math.min(y1, y2) - 14} width={Math.max(8, x2 - x1 - 4)} height={Math.abs(y2 - y1) + 28} rx={6} />
        <path className="arrow" d={`M${x1 + 3} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2 - 4} ${y2}`} />
        <path className="tip-end" d={`M${x2 - 8} ${y2 - 4}L${x2 - 3} ${y2}L${x2 - 8} ${y2 + 4}`} />
        {edge.partitioner === 'HASH' ? <text className="small hash" textAnchor="middle" x={middle} y={Math.min(y1, y2) - 4}>#</text> : null}
      </Thing>
      {!place.channels ? null : edge.channels.map((channel) => {
        const [a, b] = [boxOf(edge.from, channel.from), boxOf(edge.to, channel.to)];
        return a === undefined || b === undefined ? null : <Line key={`${channel.from}-${channel.to}`} channel={channel} most={edge.mostQueued} from={a} to={b} />;
      })}
    </g>
  );
}

function Line({ channel, most, from, to }: { readonly channel: FlinkChannel; readonly most: number; readonly from: Box; readonly to: Box }): React.ReactNode {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  const full = Math.min(1, channel.queuedOut / Math.max(1, most));
  const state = channel.finished ? 'is-finished' : channel.blocked ? 'is-blocked' : full >= 0.5 ? 'is-full' : channel.idle ? 'is-idle' : channel.holdsBack ? 'is-holding' : '';
  return (
    <g className={`flink-channel ${state}`}>
      <path d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />
      {Array.from({ length: Math.min(4, channel.queuedOut) }, (_, at) => <rect key={at} className="buffer" x={x1 + 3 + at * 5} y={y1 + (y2 > y1 ? 2 : y2 < y1 ? -7 : -2.5)} width={4} height={5} rx={1} />)}
      {Array.from({ length: Math.min(4, channel.queuedIn) }, (_, at) => <rect key={at} className="buffer" x={x2 - 7 - at * 5} y={y2 - 2.5} width={4} height={5} rx={1} />)}
    </g>
  );
}
