// A group's place in one partition: a filled pin at its committed offset, an open one at its position, with their numbers and the lag.
import { m } from '../../paraglide/messages.js';
import { useRecord, useTable } from '../../store/world.ts';
import { number } from '../../words/numbers.ts';
import { groupColour } from '../Clients.tsx';
import { shorten } from '../shorten.ts';
import { Thing } from '../Thing.tsx';
import type { NearLayout } from './near-layout.ts';
import { placeOn, type Window } from './near-marks.ts';

const PIN = 'M0 0L5.500 9H-5.500Z';
/** Nearer than this the two pins are told with one text. */
const APART = 96;

export interface GroupLaneProps {
  readonly lane: NearLayout['lanes'][number];
  readonly near: NearLayout;
  readonly window: Window;
  /** Where the log ends. */
  readonly end: number;
}

export function GroupLane({ lane: { group, box, strip }, near, window }: GroupLaneProps): React.ReactNode {
  const owner = useRecord('owner', `owner/${group}/${near.topic}-${near.partition}`);
  const groups = useTable('group');
  if (owner === undefined) return null;
  const committed = owner.committed === null ? null : placeOn(strip, near.pitch, window, owner.committed);
  const position = owner.position === null ? null : placeOn(strip, near.pitch, window, owner.position);
  const y = strip.y + 6;
  const apart = committed === null || position === null || Math.abs(committed.x - position.x) >= APART;
  const text = (value: number, place: { beyond: string | null }): string => `${place.beyond === 'before' ? '← ' : ''}${number(value)}${place.beyond === 'after' ? ' →' : ''}`;
  const lag = owner.lag === null ? '' : ` · ${m.lag_short({ lag: number(owner.lag) })}`;
  return (
    <Thing id={owner.id} className="near-lane">
      <rect className="hit" x={box.x} y={box.y} width={near.narrow ? box.width : strip.x + strip.width - box.x} height={near.narrow ? box.height + strip.height : strip.height} rx={8} />
      <g style={{ color: groupColour(group, groups) }}>
        <circle cx={box.x + 8} cy={box.y + 12} r={4} fill="currentColor" />
        <text className="small" x={box.x + 18} y={box.y + 16}>{shorten(`${group}${lag}`, Math.floor((box.width - 20) / 6.4))}</text>
        <path className="lane-rail" d={`M${strip.x} ${strip.y + 3}H${strip.x + strip.width}`} />
        {committed === null || position === null ? null : <path className="lane-between" d={`M${committed.x} ${strip.y + 3}H${position.x}`} />}
        {committed === null || owner.committed === null ? null : <Pin x={committed.x} y={y} kind="is-committed" right={strip.x + strip.width} text={apart || owner.position === null ? text(owner.committed, committed) : ''} />}
        {position === null || owner.position === null ? null : <Pin x={position.x} y={y} kind="is-position" right={strip.x + strip.width} text={apart ? text(owner.position, position) : `${owner.committed === owner.position ? '' : `${number(owner.committed ?? 0)} / `}${text(owner.position, position)}`} />}
      </g>
    </Thing>
  );
}

/** Its number stands right of it, or left where there is no room. */
function Pin({ x, y, kind, text, right }: { readonly x: number; readonly y: number; readonly kind: string; readonly text: string; readonly right: number }): React.ReactNode {
  const left = x + 10 + text.length * 7.4 > right;
  return (
    <>
      <path className={`pin ${kind}`} transform={`translate(${x} ${y})`} d={PIN} />
      <text className="small mono" textAnchor={left ? 'end' : 'start'} x={left ? x - 9 : x + 9} y={y + 9}>{text}</text>
    </>
  );
}
