// Windows of the dataflow engine, for one key, as bytewax.operators.windowing has them: each key has a clock and a watermark of its own.
//
// An item that is older than the key's watermark is late, whether or not its window is still open. Others wait in a queue until the watermark
// has passed them, go into their windows in the order of their times, and a window closes when the watermark reaches its end.
import type { DataflowSpec } from '../../../bridge/engines.ts';
import type { Py } from './python.ts';

interface Entry {
  readonly value: Py;
  readonly timeMs: number;
}

export interface OpenWindow {
  readonly id: number;
  /** Of a session: the first and the last item's time. */
  readonly openMs: number;
  readonly closeMs: number;
  readonly values: readonly Py[];
}

/** Plain data, replaced and never changed. */
export interface KeyWindows {
  /** Null before the first item. The watermark goes on with the system's clock from there. */
  readonly clock: { readonly baseMs: number; readonly systemMs: number } | null;
  readonly queue: readonly Entry[];
  /** In the order in which they were opened. */
  readonly open: readonly OpenWindow[];
  /** Sessions are numbered. */
  readonly lastSession: number;
}

export const noWindows = (): KeyWindows => ({ clock: null, queue: [], open: [], lastSession: -1 });

export interface WindowEvents {
  readonly windows: KeyWindows;
  readonly closed: readonly OpenWindow[];
  /** Late items, once for each window that they missed. */
  readonly late: readonly { readonly id: number; readonly value: Py }[];
}

/** The watermark of a key now, ms; null before its first item. With the system's clock it is the clock. */
export function watermarkOf({ clock }: KeyWindows, spec: DataflowSpec, nowMs: number): number | null {
  if (spec.eventTime === '') return nowMs;
  return clock === null ? null : clock.baseMs + (nowMs - clock.systemMs);
}

/** Items of one activation, in order, with their event times. */
export function onItems(given: KeyWindows, spec: DataflowSpec, items: readonly Entry[], nowMs: number): WindowEvents {
  let windows = given;
  const late: { id: number; value: Py }[] = [];
  for (const { value, timeMs } of items) {
    const time = spec.eventTime === '' ? nowMs : timeMs;
    let watermark = watermarkOf(windows, spec, nowMs);
    const base = time - spec.waitMs;
    if (spec.eventTime !== '' && (watermark === null || base > watermark)) {
      windows = { ...windows, clock: { baseMs: base, systemMs: nowMs } };
      watermark = base;
    }
    if (watermark !== null && time < watermark) late.push(...missed(spec, time).map((id) => ({ id, value })));
    else windows = { ...windows, queue: [...windows.queue, { value, timeMs: time }] };
  }
  return { ...flushed(windows, spec, watermarkOf(windows, spec, nowMs)), late };
}

/** The clock has gone on. */
export function onTime(windows: KeyWindows, spec: DataflowSpec, nowMs: number): WindowEvents {
  return { ...flushed(windows, spec, watermarkOf(windows, spec, nowMs)), late: [] };
}

/** When the clock alone would bring something about, system time in ms; null where nothing waits. */
export function wakesAt({ clock, queue, open }: KeyWindows, spec: DataflowSpec): number | null {
  const ends = open.map(({ closeMs }) => (spec.window === 'session' ? closeMs + spec.windowMs + 1 : closeMs));
  const due = Math.min(...ends, ...queue.map(({ timeMs }) => timeMs));
  if (!Number.isFinite(due)) return null;
  if (spec.eventTime === '' || clock === null) return due;
  return Math.max(due, clock.systemMs + (due - clock.baseMs));
}

function missed(spec: DataflowSpec, time: number): number[] {
  return spec.window === 'session' ? [-1] : intersecting(spec, time);
}

/** The ids of the windows that hold a time; they count from 1970 on (align_to). */
function intersecting({ window, windowMs, offsetMs }: DataflowSpec, time: number): number[] {
  const offset = window === 'sliding' && offsetMs > 0 ? offsetMs : windowMs;
  const [first, last] = [Math.floor((time - windowMs) / offset) + 1, Math.floor(time / offset)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

function flushed(given: KeyWindows, spec: DataflowSpec, watermark: number | null): { readonly windows: KeyWindows; readonly closed: readonly OpenWindow[] } {
  if (watermark === null) return { windows: given, closed: [] };
  const due = given.queue.filter(({ timeMs }) => timeMs <= watermark).sort((a, b) => a.timeMs - b.timeMs);
  let windows: KeyWindows = due.length === 0 ? given : { ...given, queue: given.queue.filter(({ timeMs }) => timeMs > watermark) };
  for (const entry of due) windows = spec.window === 'session' ? intoSession(windows, spec, entry) : intoWindows(windows, spec, entry);
  const isClosed = ({ closeMs }: OpenWindow): boolean => (spec.window === 'session' ? closeMs < watermark - spec.windowMs : closeMs <= watermark);
  const closed = windows.open.filter(isClosed);
  return { windows: closed.length === 0 ? windows : { ...windows, open: windows.open.filter((one) => !isClosed(one)) }, closed };
}

function intoWindows(windows: KeyWindows, spec: DataflowSpec, { value, timeMs }: Entry): KeyWindows {
  let { open } = windows;
  const offset = spec.window === 'sliding' && spec.offsetMs > 0 ? spec.offsetMs : spec.windowMs;
  for (const id of intersecting(spec, timeMs)) {
    const known = open.some((one) => one.id === id);
    open = known ? open.map((one) => (one.id === id ? { ...one, values: [...one.values, value] } : one)) : [...open, { id, openMs: id * offset, closeMs: id * offset + spec.windowMs, values: [value] }];
  }
  return { ...windows, open };
}

/** Within the gap of a session it goes there, and sessions that come so near to each other become one; else it opens a new one. */
function intoSession(windows: KeyWindows, { windowMs: gap }: DataflowSpec, { value, timeMs }: Entry): KeyWindows {
  const home = windows.open.find(({ openMs, closeMs }) => timeMs >= openMs - gap && timeMs <= closeMs + gap);
  if (home === undefined) {
    const id = windows.lastSession + 1;
    return { ...windows, lastSession: id, open: [...windows.open, { id, openMs: timeMs, closeMs: timeMs, values: [value] }] };
  }
  const grown = { ...home, openMs: Math.min(home.openMs, timeMs), closeMs: Math.max(home.closeMs, timeMs), values: [...home.values, value] };
  return { ...windows, open: merged(windows.open.map((one) => (one.id === home.id ? grown : one)), gap) };
}

function merged(open: readonly OpenWindow[], gap: number): OpenWindow[] {
  const found: OpenWindow[] = [];
  for (const one of [...open].sort((a, b) => a.openMs - b.openMs)) {
    const last = found.at(-1);
    if (last === undefined || one.openMs - last.closeMs > gap) found.push(one);
    else found[found.length - 1] = { ...last, closeMs: Math.max(last.closeMs, one.closeMs), values: [...last.values, ...one.values] };
  }
  return found;
}
