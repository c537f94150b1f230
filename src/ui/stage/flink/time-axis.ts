// The axis of event time as numbers: records at their time in rows by key, windows as brackets, the watermark as a line that only moves right.
import type { FlinkEvent, FlinkFiring, FlinkJobRecord, FlinkTaskRecord, FlinkTimeRecord, FlinkWindowRecord } from '../../../bridge/flink-records.ts';
import type { Box } from '../layout.ts';
import { TIME_AXIS, TIME_BRACKETS, TIME_HEAD, TIME_ROW } from './layout.ts';

export interface TimeDot {
  readonly x: number;
  readonly y: number;
  readonly event: FlinkEvent;
}

export interface WindowBracket {
  readonly id: string;
  readonly x: number;
  readonly width: number;
  /** The line that it has above the rows. */
  readonly line: number;
  /** Of a session, the row of its one key; -1 for windows that all keys share. */
  readonly row: number;
  /** Records in it that are in sight, and keys. */
  readonly keys: number;
  readonly window: FlinkWindowRecord | null;
  /** How it fired, where that is remembered and the window has gone. */
  readonly firing: FlinkFiring | null;
  readonly startMs: number;
  readonly endMs: number;
  /** It goes on beyond the axis. */
  readonly cut: boolean;
}

export interface TimePicture {
  readonly from: number;
  readonly to: number;
  readonly keys: readonly { readonly key: string | null; readonly y: number }[];
  readonly dots: readonly TimeDot[];
  readonly brackets: readonly WindowBracket[];
  /** Windows for which there was no line. */
  readonly more: number;
  /** Where the watermark stands; null before the first. */
  readonly watermarkX: number | null;
  readonly ticks: readonly { readonly x: number; readonly at: number }[];
  readonly plot: Box;
}

const LABEL = 74;
const BRACKET_LINES = 2;
/** Without windows to measure by, so much is shown. */
const USUAL_SPAN_MS = 30_000;
const STEPS_MS = [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000];

export function timePicture(time: FlinkTimeRecord, windows: readonly FlinkWindowRecord[], box: Box, rows: number): TimePicture {
  const plot = { x: box.x + LABEL, y: box.y + TIME_HEAD + TIME_BRACKETS, width: box.width - LABEL - 16, height: box.height - TIME_HEAD - TIME_BRACKETS - TIME_AXIS - 6 };
  const [from, to] = spanOf(time, windows);
  const toX = (at: number): number => plot.x + Math.max(0, Math.min(1, (at - from) / Math.max(1, to - from))) * plot.width;
  const keys = keyRows(time.events, rows);
  const rowOf = (key: string | null): number => {
    const at = keys.findIndex((one) => one === key);
    return at < 0 ? keys.length - 1 : at;
  };
  const seen = time.events.filter(({ timestampMs }) => timestampMs >= from && timestampMs <= to);
  const dots = seen.map((event): TimeDot => ({ x: toX(event.timestampMs), y: plot.y + rowOf(event.key) * TIME_ROW + TIME_ROW / 2, event }));
  const { brackets, more } = bracketsOf(time, windows, { from, to, toX, rowOf: (key) => rowOf(key), seen });
  const { watermark } = time;
  return {
    from, to, plot, dots, brackets, more, keys: keys.map((key, at) => ({ key, y: plot.y + at * TIME_ROW + TIME_ROW / 2 })),
    watermarkX: watermark === null ? null : watermark === 'end' ? plot.x + plot.width : toX(watermark), ticks: ticksOf(from, to, plot.width).map((at) => ({ at, x: toX(at) })),
  };
}

/** Why there is nothing on an axis: the job is over, does not run, lost what it had with a process whose death it has not noticed, or has had nothing yet. */
export function whyEmpty(job: FlinkJobRecord | undefined, tasks: ReadonlyMap<string, FlinkTaskRecord>): 'over' | 'stopped' | 'lost' | 'none' {
  if (job === undefined) return 'none';
  if (job.endedMs !== null) return 'over';
  if (job.status !== 'RUNNING') return 'stopped';
  const own = [...tasks.values()].filter((task) => task.job === job.job);
  if (own.some(({ status, running }) => status === 'RUNNING' && !running)) return 'lost';
  // A job that waits for slots says that it runs.
  return job.restarts > 0 && !own.some(({ running }) => running) ? 'stopped' : 'none';
}

/** From before the earliest open window to after what has come; in whole steps, so that the picture stands still while time passes through it. */
function spanOf({ watermark, events, sizeMs, slideMs }: FlinkTimeRecord, windows: readonly FlinkWindowRecord[]): readonly [number, number] {
  const finite = windows.filter(({ startMs, endMs }) => Math.abs(startMs) < Number.MAX_SAFE_INTEGER && Math.abs(endMs) < Number.MAX_SAFE_INTEGER);
  const newest = Math.max(-Infinity, ...events.map(({ timestampMs }) => timestampMs), ...(typeof watermark === 'number' ? [watermark] : []));
  const size = sizeMs > 0 ? sizeMs : USUAL_SPAN_MS / 3;
  const step = slideMs > 0 ? slideMs : size;
  const end = Math.max(newest, ...finite.map(({ endMs }) => endMs));
  if (!Number.isFinite(end)) return [0, size * 3];
  const to = Math.ceil(end / step) * step;
  // The window that fired last stays in sight beside those that are open.
  const start = Math.min(to - size - step, ...finite.map(({ startMs }) => startMs - step * 0.25));
  // What lies far behind the rest is not worth all the others.
  return [Math.max(Math.floor(start / step) * step, to - size * 12), to];
}

/** The keys that came most, in the order of their names; what is beyond the rows shares the last. */
function keyRows(events: readonly FlinkEvent[], rows: number): (string | null)[] {
  const counts = new Map<string | null, number>();
  for (const { key } of events) counts.set(key, (counts.get(key) ?? 0) + 1);
  const all = [...counts].sort(([a, x], [b, y]) => y - x || ((a ?? '') < (b ?? '') ? -1 : 1)).map(([key]) => key);
  const named = (all.length > rows ? all.slice(0, rows - 1) : all).sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  return all.length > rows ? [...named, null] : named;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly toX: (at: number) => number;
  readonly rowOf: (key: string) => number;
  readonly seen: readonly FlinkEvent[];
}

function bracketsOf(time: FlinkTimeRecord, windows: readonly FlinkWindowRecord[], { from, to, toX, rowOf, seen }: Scale): { brackets: WindowBracket[]; more: number } {
  const ends: number[] = Array.from({ length: BRACKET_LINES }, () => -Infinity);
  const brackets: WindowBracket[] = [];
  let more = 0;
  const closed = closedWindows(time, windows, seen);
  for (const { startMs, endMs, window, firing } of [...closed, ...windows.map((one) => ({ startMs: one.startMs, endMs: one.endMs, window: one, firing: null }))].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    if (endMs <= from || startMs >= to) continue;
    const isSession = time.assigner === 'session' && (window === null ? firing !== null : window.panes.length > 0);
    const line = isSession ? 0 : ends.findIndex((end) => end <= startMs);
    if (line < 0) {
      more += 1;
      continue;
    }
    if (!isSession) ends[line] = endMs;
    const [x, right] = [toX(startMs), toX(endMs)];
    const base = { x, width: Math.max(2, right - x), line, window, firing, startMs, endMs, cut: startMs < from || endMs > to };
    if (isSession) for (const key of window?.panes.map((pane) => pane.key) ?? [firing?.key ?? '']) brackets.push({ ...base, id: `${window?.id ?? `closed/${startMs},${endMs}`}/${key}`, row: rowOf(key), keys: 1 });
    else brackets.push({ ...base, id: window?.id ?? `closed/${startMs},${endMs}`, row: -1, keys: window?.keys ?? firing?.keys ?? 0 });
  }
  return { brackets, more };
}

interface ClosedWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly window: null;
  readonly firing: FlinkFiring | null;
}

/** Windows that have fired and gone: as the tasks remember them, and of tumbling ones also as far as records in sight tell of them. */
function closedWindows(time: FlinkTimeRecord, windows: readonly FlinkWindowRecord[], seen: readonly FlinkEvent[]): ClosedWindow[] {
  const { assigner, sizeMs, watermark } = time;
  const fired = firedWindows(time, windows);
  if ((assigner !== 'tumbling' && assigner !== 'tumble') || sizeMs <= 0 || typeof watermark !== 'number') return fired;
  const offset = (windows[0]?.startMs ?? 0) % sizeMs;
  const starts = new Set(seen.map(({ timestampMs }) => Math.floor((timestampMs - offset) / sizeMs) * sizeMs + offset));
  const gone = [...starts].filter((start) => start + sizeMs - 1 <= watermark && !windows.some(({ startMs }) => startMs === start) && !fired.some(({ startMs }) => startMs === start));
  return [...fired, ...gone.map((startMs): ClosedWindow => ({ startMs, endMs: startMs + sizeMs, window: null, firing: null }))];
}

/** One for each window, or for each session of a key; several subtasks fire the same window. */
function firedWindows({ assigner, fired }: FlinkTimeRecord, windows: readonly FlinkWindowRecord[]): ClosedWindow[] {
  const found = new Map<string, ClosedWindow>();
  for (const firing of fired) {
    const { startMs, endMs, key, keys } = firing;
    if (startMs === null || endMs === null || windows.some((one) => one.startMs === startMs && one.endMs === endMs && (assigner !== 'session' || one.panes.some((pane) => pane.key === key)))) continue;
    const name = assigner === 'session' ? `${startMs},${endMs}/${key}` : `${startMs},${endMs}`;
    const known = found.get(name)?.firing;
    found.set(name, { startMs, endMs, window: null, firing: known === undefined || known === null ? firing : { ...firing, keys: known.keys + keys } });
  }
  return [...found.values()];
}

/** Round times, about one for each hundred pixels. */
function ticksOf(from: number, to: number, width: number): number[] {
  const most = Math.max(2, width / 100);
  const step = STEPS_MS.find((one) => (to - from) / one <= most) ?? (to - from) / 2;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < 40; at += step) ticks.push(at);
  return ticks;
}
