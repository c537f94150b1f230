// A shift's windows in a row, from its beginning to its end, with a mark above each incident. Drawn in the box that it is given.
import type { ShiftRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';
import { windowState } from '../words/shift-windows.ts';
import type { Box } from './layout.ts';

const MARKS = 10;

export function ShiftStrip({ shift, box }: { readonly shift: ShiftRecord; readonly box: Box }): React.ReactNode {
  const { windows, incidents, durationMs, spec } = shift;
  const x = (atMs: number): number => box.x + (box.width * atMs) / durationMs;
  const width = Math.max(1, (box.width * spec.windowMs) / durationMs - 1);
  const states = windows.map(windowState);
  const count = (state: string): string => number(states.filter((one) => one === state).length);
  return (
    <g className="shift-strip" role="img" aria-label={m.shift_strip({ fine: count('fine'), late: count('late'), lost: count('lost'), twice: count('twice'), incidents: number(incidents.length) })}>
      <rect className="slot" x={box.x} y={box.y + box.height - 2} width={box.width} height={2} />
      {windows.map((window, at) => (
        <rect key={window.endMs} className={`slot is-${states[at] ?? 'open'}`} x={x(window.endMs - spec.windowMs)} y={box.y + MARKS} width={width} height={box.height - MARKS - 4} rx={1} />
      ))}
      {incidents.map(({ id, atMs }) => <path key={id} className="incident" d={`M${x(atMs)} ${box.y + MARKS - 1}l-4 -8h8Z`} />)}
    </g>
  );
}
