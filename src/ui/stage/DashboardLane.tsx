// A live chart's lane: lines over the last answers, or the bars of the newest one. d3 computes the scales, React draws.
import { scaleBand, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ChartPoint, DashboardRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord } from '../store/world.ts';
import { ms } from '../words/engines.ts';
import { clockTime, number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import { HUES, hueOf } from './keys.ts';
import type { Box } from './layout.ts';
import { shorten } from './shorten.ts';

/** Lines, or bars, that are drawn. */
const MOST = 8;
const MARGIN = { left: 48, right: 100, top: 8, bottom: 20 };

export function DashboardLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const chart = useRecord('dashboard', place.id);
  if (chart === undefined) return null;
  const { lane } = place;
  const box = { x: lane.x + MARGIN.left, y: lane.y + MARGIN.top, width: lane.width - MARGIN.left - (chart.spec.chart === 'line' ? MARGIN.right : 8), height: lane.height - MARGIN.top - MARGIN.bottom };
  const labels = chart.labels.slice(0, MOST);
  const said = labels.map((label) => `${label} ${number(chart.values[label] ?? 0, 2)}`).join(', ');
  return (
    <>
      <EngineHead record={chart} place={place} right={m.dashboard_every({ every: ms(chart.spec.everyMs) })} />
      <g className="dashboard" role="img" aria-label={m.dashboard_chart({ name: chart.name, values: said })}>
        <rect className="card" x={lane.x + 0.5} y={lane.y + 0.5} width={lane.width - 1} height={lane.height - 1} rx={8} />
        {chart.problem !== '' ? <text className="small strong problem" x={lane.x + 14} y={lane.y + lane.height / 2}>{chart.problem}</text>
          : labels.length === 0 ? <text className="small muted" x={lane.x + 14} y={lane.y + lane.height / 2}>{m.dashboard_nothing()}</text>
            : chart.spec.chart === 'bar' ? <Bars chart={chart} labels={labels} box={box} /> : <Lines chart={chart} labels={labels} box={box} />}
      </g>
    </>
  );
}

/** Each label's colour: its key's, or the next that none before it has. By name, so that it keeps it when the order changes. */
function huesOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  return new Map([...labels].sort().map((label) => {
    let hue = hueOf(label);
    while (taken.has(hue) && taken.size < HUES) hue = (hue + 1) % HUES;
    taken.add(hue);
    return [label, hue];
  }));
}

/** From nothing to the greatest value, with round steps. */
function heights(points: readonly ChartPoint[], labels: readonly string[], box: Box): ReturnType<typeof scaleLinear<number, number>> {
  const most = Math.max(1e-9, ...points.flatMap(({ values }) => labels.map((label) => values[label] ?? 0)));
  const least = Math.min(0, ...points.flatMap(({ values }) => labels.map((label) => values[label] ?? 0)));
  return scaleLinear<number, number>().domain([least, most]).nice(3).range([box.y + box.height, box.y]);
}

function Axis({ scale, box }: { readonly scale: ReturnType<typeof heights>; readonly box: Box }): React.ReactNode {
  return scale.ticks(3).map((tick) => (
    <g key={tick}>
      <path className="grid" d={`M${box.x} ${scale(tick)}H${box.x + box.width}`} />
      <text className="small muted" textAnchor="end" x={box.x - 6} y={scale(tick) + 4}>{number(tick, 2)}</text>
    </g>
  ));
}

function Bars({ chart, labels, box }: { readonly chart: DashboardRecord; readonly labels: readonly string[]; readonly box: Box }): React.ReactNode {
  const y = heights([{ atUs: 0, values: chart.values }], labels, box);
  const x = scaleBand().domain(labels).range([box.x, box.x + box.width]).padding(0.25);
  const letters = Math.max(2, Math.floor(x.step() / 7.2));
  const hues = huesOf(labels);
  return (
    <>
      <Axis scale={y} box={box} />
      {labels.map((label) => {
        const [top, left] = [y(chart.values[label] ?? 0), x(label) ?? 0];
        return (
          <g key={label}>
            <rect x={left} y={Math.min(top, y(0))} width={x.bandwidth()} height={Math.abs(y(0) - top)} rx={3} style={{ fill: `var(--key-${hues.get(label) ?? 0})` }} />
            <text className="small muted" textAnchor="middle" x={left + x.bandwidth() / 2} y={box.y + box.height + 15}>{shorten(label, letters, 1)}</text>
          </g>
        );
      })}
    </>
  );
}

/** Names at the lines' ends keep their distance, in the order of the lines. */
function apart(ends: readonly { readonly label: string; readonly y: number }[]): { readonly label: string; readonly y: number }[] {
  const placed: { label: string; y: number }[] = [];
  for (const { label, y } of [...ends].sort((a, b) => a.y - b.y)) placed.push({ label, y: Math.max(y + 4, (placed.at(-1)?.y ?? -Infinity) + 14) });
  return placed;
}

function Lines({ chart, labels, box }: { readonly chart: DashboardRecord; readonly labels: readonly string[]; readonly box: Box }): React.ReactNode {
  const { points } = chart;
  const y = heights(points, labels, box);
  const [from, to] = [points[0]?.atUs ?? 0, points.at(-1)?.atUs ?? 1];
  const x = scaleLinear<number, number>().domain([from, Math.max(to, from + 1)]).range([box.x, box.x + box.width]);
  const hues = huesOf(labels);
  const placed = apart(labels.map((label) => ({ label, y: y(chart.values[label] ?? 0) })));
  return (
    <>
      <Axis scale={y} box={box} />
      {labels.map((label) => {
        const path = line<ChartPoint>().defined(({ values }) => values[label] !== undefined).x(({ atUs }) => x(atUs)).y(({ values }) => y(values[label] ?? 0))([...points]);
        return <path key={label} className="series" d={path ?? ''} style={{ stroke: `var(--key-${hues.get(label) ?? 0})` }} />;
      })}
      {placed.map(({ label, y: at }) => <text key={label} className="small" x={box.x + box.width + 6} y={at}>{shorten(label, 12)}</text>)}
      <text className="small muted" x={box.x} y={box.y + box.height + 15}>{clockTime(from, 0)}</text>
      <text className="small muted" textAnchor="end" x={box.x + box.width} y={box.y + box.height + 15}>{clockTime(to, 0)}</text>
    </>
  );
}
