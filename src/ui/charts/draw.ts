// The geometry of a chart: scales over the timeline's own axis, the path of each line, and how lines are told apart.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Axis } from '../timeline/axis.ts';
import type { Chart, ChartLine, ChartPoint } from './series.ts';
import { thinned } from './series.ts';

export const MARGIN = { left: 52, right: 12, top: 10, bottom: 18 };

export interface ChartGeometry {
  readonly width: number;
  readonly height: number;
  readonly x: (atUs: number) => number;
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
  readonly paths: readonly { readonly id: string; readonly d: string; readonly dots: readonly (readonly [number, number])[] }[];
}

export function layoutChart(chart: Pick<Chart, 'lines'>, axis: Axis, width: number, height: number): ChartGeometry {
  const inner = Math.max(40, width - MARGIN.left - MARGIN.right);
  const x = scaleLinear<number, number>().domain([axis.fromUs, axis.toUs]).range([MARGIN.left, MARGIN.left + inner]).clamp(true);
  const most = chart.lines.reduce((greatest, { points }) => points.reduce((so, { value }) => Math.max(so, value ?? 0), greatest), 0);
  const y = scaleLinear<number, number>().domain([0, most > 0 ? most : 1]).nice(3).range([height - MARGIN.bottom, MARGIN.top]);
  const draw = line<ChartPoint>((point) => round(x(point.atUs)), (point) => round(y(point.value ?? 0))).defined(({ value }) => value !== null);
  // Whole things have no halves on their axis.
  const ticks = y.ticks(3).filter((tick) => most > 3 || Number.isInteger(tick) || most < 1);
  return { width, height, x, y, ticks, paths: chart.lines.map((one) => ({ id: one.id, d: draw([...thinned(one.points, inner)]) ?? '', dots: alone(one).map(({ atUs, value }) => [round(x(atUs)), round(y(value ?? 0))] as const) })) };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Points without a neighbour, which no path shows. */
function alone({ points }: ChartLine): readonly ChartPoint[] {
  return points.filter(({ value }, at) => value !== null && (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null).slice(-60);
}

/** The instant under a place of the chart. */
export function instantAt(axis: Axis, width: number, x: number): number {
  const inner = Math.max(40, width - MARGIN.left - MARGIN.right);
  return Math.round(axis.fromUs + Math.max(0, Math.min(1, (x - MARGIN.left) / inner)) * (axis.toUs - axis.fromUs));
}

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2'] as const;

/** Colour and dashes of the line at a place: colour never tells alone. */
export function lookOf(id: string, at: number): { readonly stroke: string; readonly strokeDasharray: string } {
  const dash = DASHES[at % DASHES.length] ?? '';
  if (id === 'under' || id === 'offline') return { stroke: id === 'under' ? 'var(--waiting)' : 'var(--fault)', strokeDasharray: dash };
  return { stroke: id.startsWith('written/') ? `var(--key-${at % 10})` : id.startsWith('lag/') || id.startsWith('read/') || id.startsWith('delay/') ? `var(--group-${at % 6})` : 'var(--accent)', strokeDasharray: dash };
}
