// The charts: lag, writes and reads, latency, under-replicated partitions, watermarks, checkpoints, state; over the timeline's own axis.
import { useEffect, useMemo, useRef, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { useTable, useWorldState } from '../store/world.ts';
import { axisFor, marksOf } from '../timeline/axis.ts';
import { ChartTable } from './ChartTable.tsx';
import { ChartView } from './ChartView.tsx';
import { MARGIN } from './draw.ts';
import { chartsOf } from './series.ts';
import { useSamples } from './use-samples.ts';
import './charts.css';

/** No chart is narrower: two stand beside each other where there is room for both. */
const NARROWEST = 300;
const GAP = 16;

/** `lead` stands first in the bar. */
export default function Charts({ lead }: { readonly lead: React.ReactNode }): React.ReactNode {
  const { samples, failed } = useSamples();
  const [table, setTable] = useState(false);
  const charts = useMemo(() => chartsOf(samples ?? []), [samples]);
  const body = useRef<HTMLDivElement>(null);
  const width = useChartWidth(body, charts.length);
  const startUs = useWorldState((state) => state.clock.startUs);
  const toUs = useWorldState((state) => axisFor(state.clock.startUs, state.clock.endUs).toUs);
  const axis = useMemo(() => ({ fromUs: startUs, toUs }), [startUs, toUs]);
  const facts = useTable('fact');
  const marks = useMemo(() => marksOf(facts.values(), axis, Math.max(40, width - MARGIN.left - MARGIN.right)).filter(({ kind }) => kind !== 'command'), [facts, axis, width]);
  const empty = samples === null ? (failed ? m.charts_failed() : m.charts_waiting()) : samples.length === 0 ? m.charts_nothing() : null;
  return (
    <section className="charts" aria-label={m.charts()} data-testid="charts">
      <div className="charts-bar">
        {lead}
        <p className="charts-hint">{m.charts_hint()}</p>
        <button type="button" className="chip" aria-pressed={table} onClick={() => setTable(!table)}>{m.charts_table()}</button>
      </div>
      <div ref={body} className="charts-body" role="region" aria-label={m.charts()} tabIndex={-1} style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${Math.floor(width)}px, 1fr))` }}>
        {empty !== null ? <p className="chart-none">{empty}</p> : charts.map((chart) => (table ? <ChartTable key={chart.id} chart={chart} /> : <ChartView key={chart.id} chart={chart} axis={axis} marks={marks} width={width} />))}
      </div>
    </section>
  );
}

/** As many columns as fit, and what each gets. */
function useChartWidth(element: React.RefObject<HTMLElement | null>, charts: number): number {
  const [room, setRoom] = useState(900);
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(() => setRoom(observed.clientWidth - 24));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  const columns = Math.max(1, Math.min(charts || 1, Math.floor((room + GAP) / (NARROWEST + GAP))));
  return Math.max(220, (room - GAP * (columns - 1)) / columns);
}
