// Windows as EXPLAIN writes them: `TUMBLE(time_col=[ts], size=[10 min])`.
import type { WindowSpec } from '../query/rel.ts';
import type { Windowing } from './physical.ts';

const UNITS: readonly (readonly [number, string])[] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1_000, 's']];

/** Milliseconds in the largest unit that divides them (TimeUtils.formatWithHighestUnit). */
export function duration(ms: number): string {
  if (ms === 0) return '0 ms';
  const [size, unit] = UNITS.find(([of]) => ms % of === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}

/** Which columns a window is told by: the row's time, or bounds that rows carry. */
interface WindowNames {
  readonly time?: string;
  readonly start?: string | null;
  readonly end?: string;
  readonly slice?: string;
  readonly partition?: readonly string[];
}

export function windowText(spec: WindowSpec, names: WindowNames): string {
  const { window, size, slide, offset } = spec;
  const where = [
    ...(names.time === undefined ? [] : [`time_col=[${names.time}]`]), ...(names.slice === undefined ? [] : [`slice_end=[${names.slice}]`]),
    ...(names.start === undefined || names.start === null ? [] : [`win_start=[${names.start}]`]), ...(names.end === undefined ? [] : [`win_end=[${names.end}]`]),
  ];
  const partition = names.partition ?? [];
  const sizes: Readonly<Record<WindowSpec['window'], readonly string[]>> = {
    TUMBLE: [`size=[${duration(size)}]`], HOP: [`size=[${duration(size)}]`, `slide=[${duration(slide)}]`], CUMULATE: [`max_size=[${duration(size)}]`, `step=[${duration(slide)}]`],
    SESSION: [`gap=[${duration(size)}]`, ...(partition.length === 0 ? [] : [`partition keys=[${partition.join(', ')}]`])],
  };
  return `${window}(${[...where, ...sizes[window], ...(offset === 0 ? [] : [`offset=[${duration(offset)}]`])].join(', ')})`;
}

/** The window of a node, over the columns of its input. */
export function windowingText(by: Windowing, names: readonly string[]): string {
  const { spec } = by;
  if (by.kind === 'time') return windowText(spec, { time: names[spec.time] ?? '', partition: spec.partitionBy.map((column) => names[column] ?? '') });
  return windowText(spec, { start: by.start === null ? null : (names[by.start] ?? ''), end: names[by.end] ?? '' });
}
