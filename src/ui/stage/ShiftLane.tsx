// A shift's lane: how much of it has passed, its windows, and what is left of its points.
import { m } from '../paraglide/messages.js';
import { useRecord, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { shiftClock } from '../words/shift-windows.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import { ShiftStrip } from './ShiftStrip.tsx';

const TICK_US = 1_000_000;
/** From here on all numbers stand in one line. */
const WIDE = 500;

export function ShiftLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const shift = useRecord('shift', place.id);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (shift === undefined) return null;
  const { lane } = place;
  const wide = lane.width >= WIDE;
  const leftMs = shift.durationMs - (nowUs - shift.beganAtUs) / 1_000;
  const rows = [[m.label_shift_lost(), shift.lost], [m.label_shift_duplicated(), shift.duplicated], [m.label_shift_delayed(), shift.delayed]] as const;
  return (
    <>
      <EngineHead record={shift} place={place} right={shift.state === 'over' ? m.shift_over({ points: number(shift.points) }) : m.shift_left({ left: shiftClock(leftMs) })} />
      <ShiftStrip shift={shift} box={{ x: lane.x + 4, y: lane.y, width: lane.width - 8, height: 38 }} />
      <text className="strong" x={lane.x + 4} y={lane.y + (wide ? 62 : 54)}>{m.shift_points({ points: number(shift.points) })}</text>
      {rows.map(([label, count], at) => <text key={label} className="small muted" x={lane.x + (wide ? 110 + at * 130 : 4 + (at * lane.width) / 3)} y={lane.y + (wide ? 62 : 72)}>{`${label} ${number(count)}`}</text>)}
    </>
  );
}
