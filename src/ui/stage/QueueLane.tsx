// A queue's lane: messages wait in a row, the next to be handed out on the right; who has one frames it; acknowledged, it is gone.
import type { QueuedMessage, QueueRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import { hueOf, letterOf } from './keys.ts';
import { PITCH, SQUARE } from './layout.ts';

/** What the lane can't show on the left is a number there. */
const MORE = 44;

export function QueueLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const queue = useRecord('queue', place.id);
  if (queue === undefined) return null;
  const { lane } = place;
  const middle = lane.y + 28;
  const fit = Math.max(1, Math.floor((lane.width - MORE - 20) / PITCH));
  const shown = queue.messages.slice(0, fit);
  const more = queue.ready + queue.unacked - shown.length;
  const right = lane.x + lane.width - 14;
  const counts = [m.queue_ready({ count: number(queue.ready) }), m.queue_unacked({ count: number(queue.unacked) }), ...(queue.dead === 0 ? [] : [m.queue_dead({ count: number(queue.dead) })])];
  return (
    <>
      <EngineHead record={queue} place={place} right={m.queue_gone({ count: number(queue.acknowledged) })} />
      <g className="queue-lane">
        <rect className="lane-track" x={lane.x} y={middle - 25} width={lane.width} height={43} rx={10} />
        <path className="way" d={`M${lane.x + 8} ${middle + 13}H${lane.x + lane.width - 8}`} />
        {more > 0 ? <text className="small muted" x={lane.x + 10} y={middle + 4}>{m.queue_more({ count: number(more) })}</text> : null}
        {shown.map((message, at) => <Square key={message.number} message={message} x={right - (at + 1) * PITCH} y={middle - SQUARE / 2} />)}
        <text className="small muted" x={lane.x + 4} y={lane.y + lane.height - 6}>{counts.join(' · ')}</text>
        <Dead queue={queue} x={right} y={lane.y + lane.height - SQUARE - 3} />
      </g>
    </>
  );
}

function Square({ message, x, y }: { readonly message: QueuedMessage; readonly x: number; readonly y: number }): React.ReactNode {
  const { key, to, deliveries, number: its } = message;
  const hue = key === null || key === '' ? null : hueOf(key);
  return (
    <g className={`queued${to === null ? '' : ' is-taken'}`} style={{ transform: `translate(${x}px, ${y}px)` }} data-message={its}>
      {to === null ? null : <rect className="taken" x={-2} y={-4} width={SQUARE + 4} height={SQUARE + 8} rx={4} />}
      <rect width={SQUARE} height={SQUARE} rx={3.5} style={{ fill: hue === null ? 'var(--text-muted)' : `var(--key-${hue})` }} />
      <text className="letter" textAnchor="middle" x={SQUARE / 2} y={12.5} style={{ fill: hue === null ? 'var(--surface)' : `var(--key-${hue}-ink)` }}>{key === null || key === '' ? '·' : letterOf(key)}</text>
      {deliveries > 1 ? <text className="again" textAnchor="middle" x={SQUARE / 2} y={-6}>{number(deliveries)}</text> : null}
    </g>
  );
}

/** The dead letters lie aside, struck out. */
function Dead({ queue, x, y }: { readonly queue: QueueRecord; readonly x: number; readonly y: number }): React.ReactNode {
  return queue.deadLetters.slice(-6).toReversed().map(({ number: its, key }, at) => {
    const hue = key === null || key === '' ? null : hueOf(key);
    const left = x - (at + 1) * PITCH;
    return (
      <g key={its} className="dead-letter">
        <rect x={left} y={y} width={SQUARE} height={SQUARE} rx={3.5} style={{ fill: hue === null ? 'var(--text-muted)' : `var(--key-${hue})` }} />
        <path d={`M${left + 2} ${y + SQUARE - 2}L${left + SQUARE - 2} ${y + 2}`} />
      </g>
    );
  });
}
