// Window assigners: which windows a time falls into (TumblingEventTimeWindows, SlidingEventTimeWindows, EventTimeSessionWindows, ...).
import { MAX_WATERMARK } from '../record.ts';

/** From `start` on, before `end`; ms. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

export type AssignerSpec =
  | { readonly kind: 'tumbling'; readonly sizeMs: number; readonly offsetMs: number }
  | { readonly kind: 'sliding'; readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number }
  /** Windows that begin together and grow by `stepMs` up to `sizeMs` (CUMULATE). */
  | { readonly kind: 'cumulating'; readonly sizeMs: number; readonly stepMs: number; readonly offsetMs: number }
  | { readonly kind: 'session'; readonly gapMs: number }
  | { readonly kind: 'global' };

/** The one global window ends with time itself. */
const GLOBAL: TimeWindow = { start: -MAX_WATERMARK, end: MAX_WATERMARK };

/** TimeWindow.getWindowStartWithOffset. */
export function windowStart(timestamp: number, offset: number, size: number): number {
  const remainder = (timestamp - offset) % size;
  return remainder < 0 ? timestamp - (remainder + size) : timestamp - remainder;
}

/** The windows of a time, in the order in which Flink assigns them. */
export function assignWindows(spec: AssignerSpec, timestamp: number): TimeWindow[] {
  switch (spec.kind) {
    case 'tumbling': {
      const start = windowStart(timestamp, spec.offsetMs, spec.sizeMs);
      return [{ start, end: start + spec.sizeMs }];
    }
    case 'sliding': {
      const windows: TimeWindow[] = [];
      for (let start = windowStart(timestamp, spec.offsetMs, spec.slideMs); start > timestamp - spec.sizeMs; start -= spec.slideMs) windows.push({ start, end: start + spec.sizeMs });
      return windows;
    }
    case 'cumulating': {
      const start = windowStart(timestamp, spec.offsetMs, spec.sizeMs);
      const windows: TimeWindow[] = [];
      for (let end = windowStart(timestamp, spec.offsetMs, spec.stepMs) + spec.stepMs; end <= start + spec.sizeMs; end += spec.stepMs) windows.push({ start, end });
      return windows;
    }
    case 'session': return [{ start: timestamp, end: timestamp + spec.gapMs }];
    case 'global': return [GLOBAL];
  }
}

/** The last instant that belongs to a window. */
export const maxTimestamp = (span: TimeWindow): number => (span.end === MAX_WATERMARK ? MAX_WATERMARK : span.end - 1);

/** Windows that touch are one session too (TimeWindow.intersects). */
export const intersects = (a: TimeWindow, b: TimeWindow): boolean => a.start <= b.end && a.end >= b.start;

export const cover = (a: TimeWindow, b: TimeWindow): TimeWindow => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) });

/** A window as a namespace of state. */
export const windowText = (span: TimeWindow): string => `${span.start},${span.end}`;

export function windowFromText(text: string): TimeWindow {
  const [start, end] = text.split(',');
  return { start: Number(start), end: Number(end) };
}
