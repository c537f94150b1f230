// A micro-batch query's lane: the records that wait for a batch, the time to the next trigger with the steps of a batch below it, and the last result.
import type { MicroBatchRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord, useWorldState } from '../store/world.ts';
import { eventTime, microBatchState, ms } from '../words/engines.ts';
import { duration, number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import type { Box } from './layout.ts';
import { ResultTable } from './ResultTable.tsx';
import { shorten } from './shorten.ts';

/** Ten times a second is often enough for a bar. */
const TICK_US = 100_000;
const STEPS = ['planning', 'logging', 'reading', 'running', 'writing', 'committing'];
/** Records that are drawn in the heap; more than these only thicken the number. */
const DRAWN = 24;

export function MicroBatchLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const query = useRecord('micro-batch', place.id);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (query === undefined) return null;
  const { lane } = place;
  const narrow = lane.width < 560;
  const heapWidth = narrow ? 84 : 150;
  const resultWidth = narrow ? 0 : Math.min(360, lane.width * 0.4);
  const bar = { x: lane.x + heapWidth + 12, y: lane.y + 6, width: lane.width - heapWidth - resultWidth - 24 - (narrow ? 0 : 12), height: 12 };
  const mode = query.triggerMs === 0 ? query.outputMode : m.micro_batch_every({ every: ms(query.triggerMs), mode: query.outputMode });
  return (
    <>
      <EngineHead record={query} place={place} right={mode} />
      <Heap query={query} x={lane.x} y={lane.y} labelled={!narrow} />
      <Progress query={query} bar={bar} nowUs={nowUs} narrow={narrow} />
      {narrow ? null : <ResultTable lines={query.table} title={query.lastRows < 0 ? m.micro_batch_none() : m.micro_batch_last({ batch: number(query.batches === 0 ? 0 : query.batch - (query.state === 'waiting' ? 1 : 0)), records: number(query.lastRecords), rows: number(query.lastRows) })} x={lane.x + lane.width - resultWidth} y={lane.y} width={resultWidth} height={lane.height - 4} />}
    </>
  );
}

/** What waits: a square a record, eight in a row, the newest on top. */
function Heap({ query, x, y, labelled }: { readonly query: MicroBatchRecord; readonly x: number; readonly y: number; readonly labelled: boolean }): React.ReactNode {
  const drawn = Math.min(DRAWN, query.lag);
  return (
    <g className="micro-heap">
      <rect className="lane-track" x={x + 0.5} y={y + 0.5} width={72} height={30} rx={6} />
      {Array.from({ length: drawn }, (_, at) => <rect key={at} className="waiting-record" x={x + 5 + (at % 8) * 8} y={y + 21 - Math.floor(at / 8) * 8} width={6} height={6} rx={1.5} />)}
      <text className="strong mono" x={x} y={y + 47}>{number(query.lag)}</text>
      {labelled ? <text className="small muted" x={x} y={y + 63}>{m.micro_batch_lag({ count: '' }).trim()}</text> : null}
    </g>
  );
}

/** How far the interval has passed; below it the steps of a batch, the one at work filled. */
function Progress({ query, bar, nowUs, narrow }: { readonly query: MicroBatchRecord; readonly bar: Box; readonly nowUs: number; readonly narrow: boolean }): React.ReactNode {
  const left = Math.max(0, query.nextTriggerAtUs - nowUs);
  const passed = query.nextTriggerAtUs < 0 || query.triggerMs === 0 ? 0 : 1 - Math.min(1, left / (query.triggerMs * 1_000));
  const at = query.state === 'running' ? STEPS.indexOf(query.phase) : -1;
  const step = (bar.width - (STEPS.length - 1) * 3) / STEPS.length;
  const next = query.nextTriggerAtUs < 0 ? '' : query.triggerMs === 0 ? m.micro_batch_at_once() : m.micro_batch_next({ left: duration(Math.round(left / TICK_US) * TICK_US) });
  const kept = [
    ...(query.watermarkMs < 0 ? [] : [m.micro_batch_watermark({ time: query.watermarkMs === 0 ? '–' : eventTime(query.watermarkMs) })]), ...(query.spec.aggregates.length === 0 ? [] : [m.micro_batch_state({ count: number(query.stateRows) })]),
    ...(query.dropped === 0 ? [] : [m.micro_batch_late({ count: number(query.dropped) })]), ...(query.lastOldestAgeMs < 0 || narrow ? [] : [m.micro_batch_last_age({ age: ms(query.lastOldestAgeMs) })]),
  ].join(' · ');
  return (
    <g className={`micro-progress is-${query.state}`}>
      <rect className="lane-track" x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={6} />
      <rect className="bar-passed" x={bar.x} y={bar.y} width={bar.width * passed} height={bar.height} rx={6} />
      {STEPS.map((name, i) => <rect key={name} className={`micro-step${i < at ? ' is-past' : i === at ? ' is-now' : ''}`} x={bar.x + i * (step + 3)} y={bar.y + 17} width={step} height={6} rx={3} />)}
      <text className={`small${query.state === 'waiting' ? ' muted' : ' strong'}`} x={bar.x} y={bar.y + 40}>{query.state === 'running' || query.state === 'failed' ? microBatchState(query) : next}</text>
      <text className="small muted" x={bar.x} y={bar.y + 58}>{shorten(query.state === 'failed' ? query.problem : kept, Math.floor(bar.width / 6.3), 3)}</text>
    </g>
  );
}
