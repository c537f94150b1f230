// A dataflow's lane: its steps from left to right with what waits before them, the epoch that runs, and what came out last.
import type { DataflowRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord, useWorldState } from '../store/world.ts';
import { ms } from '../words/engines.ts';
import { duration, number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import type { Box } from './layout.ts';
import { ResultTable } from './ResultTable.tsx';
import { shorten } from './shorten.ts';

/** Ten times a second is often enough for a bar. */
const TICK_US = 100_000;

export function DataflowLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const flow = useRecord('dataflow', place.id);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (flow === undefined) return null;
  const { lane } = place;
  const narrow = lane.width < 560;
  // What goes to a topic is seen there.
  const resultWidth = narrow || flow.spec.output !== '' ? 0 : Math.min(380, lane.width * 0.42);
  const width = lane.width - resultWidth - (resultWidth === 0 ? 0 : 16);
  const title = flow.items === 0 ? m.dataflow_nothing() : flow.spec.output === '' ? m.dataflow_printed({ count: number(flow.items) }) : m.dataflow_sent({ topic: flow.spec.output, count: number(flow.items) });
  return (
    <>
      <EngineHead record={flow} place={place} right={[...(flow.lag > 0 ? [m.dataflow_behind({ count: number(flow.lag) })] : []), ...(flow.spec.output === '' ? [] : [title])].join(' · ')} />
      <Steps flow={flow} box={{ x: lane.x, y: lane.y + 2, width, height: 24 }} />
      <Epoch flow={flow} bar={{ x: lane.x, y: lane.y + 34, width, height: 8 }} nowUs={nowUs} narrow={narrow} />
      {resultWidth === 0 ? null : <ResultTable lines={flow.console.slice(-4)} title={title} x={lane.x + lane.width - resultWidth} y={lane.y} width={resultWidth} height={lane.height - 4} />}
    </>
  );
}

function Steps({ flow, box }: { readonly flow: DataflowRecord; readonly box: Box }): React.ReactNode {
  const gap = 10;
  const each = (box.width - gap * (flow.steps.length - 1)) / flow.steps.length;
  const letters = Math.floor((each - 8) / 6.6);
  return (
    <g className={`flow-steps is-${flow.state}${flow.working > 0 ? ' is-working' : ''}`}>
      {flow.steps.map((step, at) => {
        const x = box.x + at * (each + gap);
        return (
          <g key={`${at}`}>
            {at === 0 ? null : <path className="way" d={`M${x - gap} ${box.y + box.height / 2}H${x}`} />}
            <rect className="flow-step" x={x} y={box.y} width={each} height={box.height} rx={6} />
            <text className="small" textAnchor="middle" x={x + each / 2} y={box.y + 16}>{shorten(step, letters, 1)}</text>
          </g>
        );
      })}
    </g>
  );
}

/** How far the epoch has passed, what a crash would repeat, and what windows are waiting for. */
function Epoch({ flow, bar, nowUs, narrow }: { readonly flow: DataflowRecord; readonly bar: Box; readonly nowUs: number; readonly narrow: boolean }): React.ReactNode {
  const left = Math.max(0, flow.epochEndsAtUs - nowUs);
  const passed = flow.epochEndsAtUs < 0 ? 0 : 1 - Math.min(1, left / (flow.spec.epochMs * 1_000));
  const letters = Math.floor(bar.width / 6.4);
  const first = flow.state === 'failed' ? flow.problem : flow.epochEndsAtUs < 0 ? '' : [
    m.dataflow_epoch({ epoch: number(flow.epoch), left: duration(Math.round(left / TICK_US) * TICK_US) }), ...(narrow ? [] : [flow.spec.recovery ? (flow.storedEpoch < 0 ? m.dataflow_not_stored() : m.dataflow_stored({ epoch: number(flow.storedEpoch) })) : m.dataflow_no_recovery()]),
  ].join(' · ');
  const second = [
    ...(flow.spec.keyOn === '' ? [] : [m.dataflow_keys({ count: number(flow.keys) })]), ...(flow.late === 0 ? [] : [m.dataflow_late({ count: number(flow.late) })]),
    ...(flow.lastDelayMs < 0 ? [] : [m.dataflow_delay({ age: ms(flow.lastDelayMs) })]), ...(narrow ? [] : [m.dataflow_since({ count: number(flow.sinceEpoch) })]),
  ].join(' · ');
  return (
    <g className={`micro-progress is-${flow.state}`}>
      <rect className="lane-track" x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={4} />
      <rect className="bar-passed" x={bar.x} y={bar.y} width={bar.width * passed} height={bar.height} rx={4} />
      <text className={`small ${flow.state === 'failed' ? 'strong' : 'muted'}`} x={bar.x} y={bar.y + 23}>{shorten(first, letters, 3)}</text>
      <text className="small muted" x={bar.x} y={bar.y + 40}>{shorten(second, letters, 3)}</text>
    </g>
  );
}
