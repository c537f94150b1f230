// A replica's row where one partition is shown large: whose it is, its log end and high watermark as numbers and as marks between the cards.
import { m } from '../../paraglide/messages.js';
import { useRecord } from '../../store/world.ts';
import { nodeStateName, replicaRoleName } from '../../words/names.ts';
import { number } from '../../words/numbers.ts';
import { Thing } from '../Thing.tsx';
import type { NearLayout, NearRow } from './near-layout.ts';
import { placeOn, type Window } from './near-marks.ts';

export interface ReplicaRowProps {
  readonly id: string;
  readonly row: NearRow;
  readonly near: NearLayout;
  readonly window: Window;
}

export function ReplicaRow({ id, row, near, window }: ReplicaRowProps): React.ReactNode {
  const replica = useRecord('replica', id);
  const node = useRecord('node', `node/broker-${row.broker}`);
  if (replica === undefined) return null;
  const { head, strip } = row;
  const down = node !== undefined && node.state !== 'running';
  const state = replica.role === 'offline' ? 'is-offline' : replica.inSync ? `is-${replica.role}` : 'is-out';
  const role = down && node !== undefined ? nodeStateName(node) : replicaRoleName(replica);
  const whole = m.near_ends({ leo: number(replica.logEndOffset), hw: number(replica.highWatermark) });
  const ends = near.narrow || whole.length <= 17 ? whole : m.near_end({ leo: number(replica.logEndOffset) });
  const frameX = near.narrow ? strip.x : head.x;
  return (
    <Thing id={id} className={`near-row cell ${state}`}>
      <rect className="frame" x={frameX} y={strip.y} width={strip.x + strip.width - frameX} height={strip.height} rx={8} />
      {near.narrow ? <text className="small" x={head.x + 2} y={head.y + 14}><tspan className="strong">{m.broker_name({ number: row.broker })}</tspan>{` · ${role} · ${ends}`}</text> : (
        <>
          <text className="strong" x={head.x + 12} y={head.y + head.height / 2 - 8}>{m.broker_name({ number: row.broker })}</text>
          <text className="small muted state" x={head.x + 12} y={head.y + head.height / 2 + 5}>{role}</text>
          <text className="small mono muted" x={head.x + 12} y={head.y + head.height / 2 + 18}>{ends}</text>
        </>
      )}
      <Marks replica={replica} row={row} near={near} window={window} />
    </Thing>
  );
}

/** The high watermark as a tick, and where this replica's log ends. */
function Marks({ replica, row: { strip }, near, window }: Omit<ReplicaRowProps, 'id'> & { readonly replica: { readonly highWatermark: number; readonly logEndOffset: number; readonly lastStableOffset: number } }): React.ReactNode {
  const hw = placeOn(strip, near.pitch, window, replica.highWatermark);
  const end = placeOn(strip, near.pitch, window, replica.logEndOffset);
  const stable = placeOn(strip, near.pitch, window, replica.lastStableOffset);
  return (
    <>
      {hw.beyond === null ? <path className="watermark" d={`M${hw.x} ${strip.y - 4}V${strip.y + strip.height + 4}`} /> : null}
      {replica.lastStableOffset < replica.highWatermark && stable.beyond === null ? <path className="stable" d={`M${stable.x} ${strip.y - 4}V${strip.y + strip.height + 4}`} /> : null}
      {end.beyond === null ? <path className="log-end" d={`M${end.x} ${strip.y + 3}V${strip.y + strip.height - 3}`} /> : null}
    </>
  );
}
