// A batch job's lane: the file that fills, the time to the next run as a bar, the run at work, and the last report.
import type { BatchRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord, useWorldState } from '../store/world.ts';
import { ms } from '../words/engines.ts';
import { clockTime, duration, number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import type { Box } from './layout.ts';

/** Ten times a second is often enough for a bar. */
const TICK_US = 100_000;
/** Lines of the file that are drawn; more than these only thicken the number. */
const DRAWN_LINES = 9;

export function BatchLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const batch = useRecord('batch', place.id);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (batch === undefined) return null;
  const { lane } = place;
  const narrow = lane.width < 560;
  const fileWidth = narrow ? 96 : 170;
  const reportWidth = narrow ? 0 : Math.min(290, lane.width * 0.36);
  const bar = { x: lane.x + fileWidth + 12, y: lane.y + 6, width: lane.width - fileWidth - reportWidth - 24 - (narrow ? 0 : 12), height: 12 };
  return (
    <>
      <EngineHead record={batch} place={place} right={m.batch_every({ every: ms(batch.everyMs) })} />
      <File batch={batch} x={lane.x} y={lane.y} width={fileWidth} />
      <Progress batch={batch} bar={bar} nowUs={nowUs} report={narrow} />
      {narrow ? null : <Report batch={batch} x={lane.x + lane.width - reportWidth} y={lane.y} width={reportWidth} />}
    </>
  );
}

function File({ batch, x, y, width }: { readonly batch: BatchRecord; readonly x: number; readonly y: number; readonly width: number }): React.ReactNode {
  const drawn = Math.min(DRAWN_LINES, batch.fileLines);
  return (
    <g className="batch-file">
      <path className="sheet" d={`M${x + 2} ${y + 2}H${x + 30}L${x + 40} ${y + 12}V${y + 58}H${x + 2}Z`} />
      {Array.from({ length: drawn }, (_, at) => <path key={at} className="sheet-line" d={`M${x + 8} ${y + 53 - at * 4.6}H${x + 34}`} />)}
      <text className="strong mono" x={x + 50} y={y + 30}>{number(batch.fileLines)}</text>
      {width < 120 ? null : <text className="small muted" x={x + 50} y={y + 48}>{m.label_file_lines()}</text>}
    </g>
  );
}

/** Two bars: how far the interval has passed, and below it how far the run at work is. */
function Progress({ batch, bar, nowUs, report }: { readonly batch: BatchRecord; readonly bar: Box; readonly nowUs: number; readonly report: boolean }): React.ReactNode {
  const left = Math.max(0, batch.nextRunAtUs - nowUs);
  const passed = batch.nextRunAtUs < 0 ? 0 : 1 - Math.min(1, left / Math.max(1, batch.everyMs * 1_000));
  const running = batch.state === 'running';
  const done = running ? Math.min(1, Math.max(0, (nowUs - batch.startedAtUs) / Math.max(1, batch.finishesAtUs - batch.startedAtUs))) : 0;
  const second = running ? m.batch_reading({ lines: number(batch.runningLines) }) : report && batch.runs > 0 ? m.batch_last({ lines: number(batch.lastLines), alerts: number(batch.lastAlerts) }) : '';
  return (
    <g className="batch-progress">
      <rect className="lane-track" x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={6} />
      <rect className="bar-passed" x={bar.x} y={bar.y} width={bar.width * passed} height={bar.height} rx={6} />
      <text className="small muted" x={bar.x} y={bar.y + 28}>{batch.nextRunAtUs < 0 ? '' : m.batch_next({ left: duration(Math.round(left / TICK_US) * TICK_US) })}</text>
      {running ? <rect className="lane-track" x={bar.x} y={bar.y + 38} width={bar.width} height={8} rx={4} /> : null}
      {running ? <rect className="bar-done" x={bar.x} y={bar.y + 38} width={bar.width * done} height={8} rx={4} /> : null}
      <text className={`small${running ? ' strong' : ' muted'}`} x={bar.x} y={bar.y + 62}>{second}</text>
    </g>
  );
}

function Report({ batch, x, y, width }: { readonly batch: BatchRecord; readonly x: number; readonly y: number; readonly width: number }): React.ReactNode {
  const last = batch.reports.at(-1);
  return (
    <g className={`batch-report${batch.lastAlerts > 0 ? ' has-alerts' : ''}`}>
      <rect className="card" x={x + 0.5} y={y + 0.5} width={width - 1} height={66} rx={8} />
      {last === undefined ? <text className="small muted" x={x + 14} y={y + 38}>{m.batch_none()}</text> : (
        <>
          <text className="small muted mono" x={x + 14} y={y + 20}>{clockTime(last.publishedAtUs, 0)}</text>
          <text className="small strong" x={x + 14} y={y + 38}>{m.batch_last({ lines: number(last.lines), alerts: number(last.alerts) })}</text>
          <text className="small muted" x={x + 14} y={y + 55}>{m.batch_last_age({ age: ms(last.oldestAgeMs) })}</text>
        </>
      )}
    </g>
  );
}
