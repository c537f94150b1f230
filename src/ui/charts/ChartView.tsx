// One chart: its lines over the timeline's axis with the timeline's marks, the values at the playhead, and scrubbing by pointer and keys.
import { useEffect, useMemo, useRef } from 'react';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { extrapolatedUs } from '../store/world-store.ts';
import type { Axis, Mark } from '../timeline/axis.ts';
import { placeOf, ticksOf } from '../timeline/axis.ts';
import { clockTime } from '../words/numbers.ts';
import { instantAt, layoutChart, lookOf, MARGIN, type ChartGeometry } from './draw.ts';
import { type Chart, valueAt } from './series.ts';

const SECOND = 1_000_000;
const HEIGHT = 128;

export interface ChartProps {
  readonly chart: Chart;
  readonly axis: Axis;
  readonly marks: readonly Mark[];
  readonly width: number;
}

export function ChartView({ chart, axis, marks, width }: ChartProps): React.ReactNode {
  const geometry = useMemo(() => layoutChart(chart, axis, width, HEIGHT), [chart, axis, width]);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / 250_000) * 250_000);
  return (
    <figure className="chart" data-chart={chart.id}>
      <figcaption title={chart.about}>{chart.title}</figcaption>
      {chart.lines.length === 0 ? <p className="chart-none">{m.chart_no_lines()}</p> : (
        <>
          <Plot chart={chart} axis={axis} marks={marks} geometry={geometry} nowUs={nowUs} />
          <Legend chart={chart} nowUs={nowUs} />
        </>
      )}
    </figure>
  );
}

const spoken = (chart: Chart, nowUs: number): string => chart.lines.map((line) => m.chart_value({ name: line.label, value: said(chart, valueAt(line, nowUs)) })).join(', ');

export const said = (chart: Chart, value: number | null): string => (value === null ? m.chart_no_value() : chart.say(value));

function Plot({ chart, axis, marks, geometry, nowUs }: Omit<ChartProps, 'width'> & { readonly geometry: ChartGeometry; readonly nowUs: number }): React.ReactNode {
  const { api, store } = useWorld();
  const seek = (event: React.PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * geometry.width;
    void api.playback({ kind: 'seek', atUs: Math.min(store.getState().clock.endUs, instantAt(axis, geometry.width, x)) });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const { nowUs: at, startUs, endUs } = store.getState().clock;
    const by = { ArrowLeft: -SECOND, ArrowRight: SECOND, PageUp: -10 * SECOND, PageDown: 10 * SECOND }[event.key];
    const to = event.key === 'Home' ? startUs : event.key === 'End' ? endUs : by === undefined ? null : Math.max(startUs, Math.min(endUs, at + by));
    if (to === null) return;
    event.preventDefault();
    void api.playback({ kind: 'seek', atUs: Math.round(to) });
  };
  return (
    <svg
      className="chart-plot" viewBox={`0 0 ${geometry.width} ${geometry.height}`} height={geometry.height} role="slider" tabIndex={0}
      aria-label={m.chart_said({ title: chart.title, values: spoken(chart, nowUs), time: clockTime(nowUs, 0) })} aria-valuemin={Math.round(axis.fromUs / SECOND)} aria-valuemax={Math.round(axis.toUs / SECOND)} aria-valuenow={Math.round(nowUs / SECOND)}
      aria-valuetext={`${clockTime(nowUs, 0)}. ${spoken(chart, nowUs)}`} onKeyDown={onKey}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); seek(event); }}
      onPointerMove={(event) => { if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) seek(event); }}
    >
      <Frame geometry={geometry} axis={axis} say={chart.say} />
      {marks.map((mark) => { const first = mark.facts[0]; return first === undefined ? null : <path key={first.factId} className={`chart-mark is-${mark.kind}`} d={`M${geometry.x(first.atUs)} ${MARGIN.top - 4}V${geometry.height - MARGIN.bottom}`} />; })}
      {geometry.paths.map(({ id, d, dots }, at) => <g key={id} fill="none" strokeWidth="2" strokeLinejoin="round" {...lookOf(id, at)}><path d={d} />{dots.map(([x, y]) => <circle key={x} cx={x} cy={y} r="1.5" strokeDasharray="" />)}</g>)}
      <Now geometry={geometry} />
    </svg>
  );
}

function Frame({ geometry: { ticks, y, x, width, height }, axis, say }: { readonly geometry: ChartGeometry; readonly axis: Axis; readonly say: (value: number) => string }): React.ReactNode {
  return (
    <g className="chart-frame">
      {ticks.map((tick) => <g key={tick}><path d={`M${MARGIN.left} ${y(tick)}H${width - MARGIN.right}`} /><text textAnchor="end" x={MARGIN.left - 6} y={y(tick) + 4}>{say(tick)}</text></g>)}
      {ticksOf(axis, width, 90).map((at) => { const place = placeOf(axis, at); return <text key={at} textAnchor={place > 0.96 ? 'end' : place < 0.02 ? 'start' : 'middle'} x={x(at)} y={height - 4}>{clockTime(at, 0)}</text>; })}
    </g>
  );
}

/** The playhead, and a veil over what lies after it; moved without React while time runs. */
function Now({ geometry }: { readonly geometry: ChartGeometry }): React.ReactNode {
  const { store } = useWorld();
  const line = useRef<SVGPathElement>(null);
  const veil = useRef<SVGRectElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const x = geometry.x(extrapolatedUs(store.getState(), performance.now()));
      line.current?.setAttribute('transform', `translate(${x} 0)`);
      veil.current?.setAttribute('x', String(x));
      veil.current?.setAttribute('width', String(Math.max(0, geometry.width - MARGIN.right - x)));
    };
    const ask = (): void => { if (frame === 0) frame = requestAnimationFrame(draw); };
    ask();
    const stop = store.subscribe(ask);
    return () => { stop(); cancelAnimationFrame(frame); };
  }, [geometry, store]);
  return (
    <>
      <rect ref={veil} className="chart-veil" y={MARGIN.top - 4} height={geometry.height - MARGIN.top - MARGIN.bottom + 4} />
      <path ref={line} className="chart-now" d={`M0 ${MARGIN.top - 6}V${geometry.height - MARGIN.bottom}`} />
    </>
  );
}

function Legend({ chart, nowUs }: { readonly chart: Chart; readonly nowUs: number }): React.ReactNode {
  return (
    <ul className="chart-legend">
      {chart.lines.map((line, at) => {
        const value = valueAt(line, nowUs);
        const text = <><svg viewBox="0 0 20 8" aria-hidden><path d="M0 4H20" strokeWidth="2.5" {...lookOf(line.id, at)} /></svg><span className="chart-name" title={line.label}>{line.label}</span> <b>{said(chart, value)}</b></>;
        return <li key={line.id}>{line.about === null ? text : <button type="button" onClick={() => setPage({ selected: line.about, tab: 'inspector' })}>{text}</button>}</li>;
      })}
    </ul>
  );
}
