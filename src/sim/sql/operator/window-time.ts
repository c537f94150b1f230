// How windows lie on the time line of a zone (TimeWindowUtil): they are counted by its clock, and fire by UTC.
import { NO_TIMESTAMP } from '../../flink/record.ts';
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import { failed } from '../problem.ts';
import type { WindowSpec } from '../query/rel.ts';
import { windowStart } from '../query/windows.ts';
import { toLocal, toUtc } from '../time/zone.ts';
import { millisOf, type Row, type Value } from '../value.ts';

/** From `start`, up to and without `end`, in ms as a clock in the windows' zone shows them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A window's name in state and timers. */
export const spanText = ({ start, end }: Span): string => `${start},${end}`;

export function spanOf(text: string): Span {
  const cut = text.indexOf(',');
  return { start: Number(text.slice(0, cut)), end: Number(text.slice(cut + 1)) };
}

export interface WindowClock {
  /** What a clock in the windows' zone shows. */
  toLocal(ms: number): number;
  /** When a window that ends here is over: its last millisecond. */
  last(end: number): number;
  /** A row's time as the zone's clock shows it; by processing time it is now. */
  timeOf(row: Row): number;
}

export function windowClock(env: OperatorEnv, windowZone: string, time: number | null): WindowClock {
  const plain = windowZone === 'UTC';
  const local = plain ? (ms: number) => ms : (ms: number) => toLocal(windowZone, ms);
  return {
    toLocal: local,
    last: plain ? (end) => end - 1 : (end) => toUtc(windowZone, end - 1),
    timeOf(row) {
      if (time === null) return local(env.nowMs());
      const value = row[time] ?? null;
      return value === null ? NO_TIMESTAMP : local(millisOf(value));
    },
  };
}

/** The start of a window of this kind that ends here; a session's lies elsewhere. */
export function startOf(spec: WindowSpec, end: number): number {
  return spec.window === 'CUMULATE' ? windowStart(end - 1, spec.offset, spec.size) : end - spec.size;
}

export type Property = 'start' | 'end' | 'rowtime' | 'proctime';

/** Puts a window's properties behind a row. */
export function pushProperties(row: Value[], properties: readonly Property[], { start, end }: Span, clock: WindowClock, nowMs: () => number): void {
  for (const property of properties) {
    switch (property) {
      case 'start': row.push(start); break;
      case 'end': row.push(end); break;
      case 'rowtime': row.push(clock.last(end)); break;
      case 'proctime': row.push(nowMs()); break;
    }
  }
}

/** A row without a time where windows need one: the task fails. */
export function noRowtime(): Error {
  return failed('java.lang.RuntimeException', 'RowTime field should not be null, please convert it to a non-null long value.');
}

/** The columns of the key in hand. */
export function keyColumns(env: OperatorEnv, keyed: KeyedBackend): Value[] {
  return (env.spec.keys?.[0]?.fields.length ?? 1) === 1 ? [keyed.key] : [...(keyed.key as readonly Value[])];
}
