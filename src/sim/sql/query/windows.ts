// Which windows a time lies in: tumbling, hopping, cumulating, sessions.
import { toLocal } from '../time/zone.ts';
import { millisOf, type Row, rowKey } from '../value.ts';
import type { WindowSpec } from './rel.ts';

/** The start of the window of this size that a time lies in (TimeWindow.getWindowStartWithOffset). */
export function windowStart(time: number, offset: number, size: number): number {
  const rest = (time - offset) % size;
  return time - (rest < 0 ? rest + size : rest);
}

export type Span = readonly [number, number];

/** The windows of one time; sessions grow over many and are found by `windowsOf`. */
export function windowsAt(time: number, spec: WindowSpec): readonly Span[] {
  const { size, slide, offset } = spec;
  switch (spec.window) {
    case 'TUMBLE': {
      const start = windowStart(time, offset, size);
      return [[start, start + size]];
    }
    case 'HOP': {
      const spans: Span[] = [];
      for (let start = windowStart(time, offset, slide); start > time - size; start -= slide) spans.push([start, start + size]);
      return spans;
    }
    case 'CUMULATE': {
      const start = windowStart(time, offset, size);
      const first = windowStart(time, offset, slide) + slide;
      return Array.from({ length: Math.floor((start + size - first) / slide) + 1 }, (_, i): Span => [start, first + i * slide]);
    }
    case 'SESSION': return [[time, time + size]];
  }
}

/** Each row with its windows, in ms as a clock in the zone shows them where the time is an instant. Rows without a time have none. */
export function windowsOf(rows: readonly Row[], spec: WindowSpec, zone: string, isInstant = false): readonly { readonly row: Row; readonly windows: readonly Span[] }[] {
  const timeOf = (row: Row): number | null => {
    const time = row[spec.time] ?? null;
    return time === null ? null : isInstant ? toLocal(zone, millisOf(time)) : millisOf(time);
  };
  if (spec.window === 'SESSION') return sessions(rows, spec, timeOf);
  return rows.flatMap((row) => {
    const time = timeOf(row);
    return time === null ? [] : [{ row, windows: windowsAt(time, spec) }];
  });
}

function sessions(rows: readonly Row[], spec: WindowSpec, timeOf: (row: Row) => number | null): readonly { readonly row: Row; readonly windows: readonly Span[] }[] {
  const partitions = new Map<string, { row: Row; time: number }[]>();
  for (const row of rows) {
    const time = timeOf(row);
    if (time === null) continue;
    const key = rowKey(spec.partitionBy.map((index) => row[index] ?? null));
    const found = partitions.get(key) ?? [];
    found.push({ row, time });
    partitions.set(key, found);
  }
  const spans = new Map<Row, Span>();
  for (const part of partitions.values()) {
    let open: { row: Row; time: number }[] = [];
    const close = (): void => {
      const [first, last] = [open[0], open.at(-1)];
      if (first !== undefined && last !== undefined) for (const { row } of open) spans.set(row, [first.time, last.time + spec.size]);
      open = [];
    };
    for (const one of part.toSorted((a, b) => a.time - b.time)) {
      const last = open.at(-1);
      if (last !== undefined && one.time > last.time + spec.size) close();
      open.push(one);
    }
    close();
  }
  return rows.flatMap((row) => {
    const span = spans.get(row);
    return span === undefined ? [] : [{ row, windows: [span] }];
  });
}
