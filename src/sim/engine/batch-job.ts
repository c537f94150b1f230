// A batch job over files, as a small model: what comes in is written to a file, and at intervals a job reads the whole file
// and publishes its findings when it is done. For comparison with a stream that looks at each event as it comes.
import type { BatchJobSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Message, MILLISECOND, type Time, type TimerId } from '../kernel/types.ts';

/** One event, handed to the file by whoever saw it. */
export interface Line extends Message {
  readonly kind: 'Line';
  readonly key: string;
  readonly value: string;
  readonly atMs: number;
}

interface Written extends Message {
  readonly kind: 'Written';
  readonly line: Line;
}

/** What a run of the job found: all lines of its file, looked at once. Frozen. */
export interface Finding {
  readonly startedAt: Time;
  readonly publishedAt: Time;
  readonly lines: number;
  /** How old the oldest and the newest line were when the finding was published, ms; 0 where there were none. */
  readonly oldestAgeMs: number;
  readonly newestAgeMs: number;
  /** Lines whose value holds the wanted text, with the time from the event to the finding, ms. */
  readonly alerts: readonly { readonly key: string; readonly value: string; readonly delayMs: number }[];
}

export interface BatchState {
  spec: BatchJobSpec;
  /** When it ran or began last, and what wakes it for the next run. */
  lastDueAt: Time;
  timer: TimerId | null;
  /** What the next run will read. */
  file: Line[];
  /** What the present run reads; null while none runs. */
  running: { readonly lines: readonly Line[]; readonly startedAt: Time; readonly finishesAt: Time } | null;
  findings: Finding[];
  /** Of all finished runs. */
  runs: number;
  linesRead: number;
  alertsFound: number;
  busyMs: number;
  /** Lines that came while the file was full, and runs that were due while one was still at work. */
  refused: number;
  skipped: number;
}

export type BatchInbox = Line | Written | { readonly kind: 'Run' } | { readonly kind: 'Finished' } | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: BatchJobSpec };

const MAX_LINES = 100_000;
const MAX_FINDINGS = 500;
const MAX_ALERTS = 200;
/** Alerts of one run that are noted as facts. */
const MAX_NOTED = 20;
const LINE_OVERHEAD = 24;

export function createBatchJob(spec: BatchJobSpec): BatchState {
  return { spec: freeze(spec), lastDueAt: 0, timer: null, file: [], running: null, findings: [], runs: 0, linesRead: 0, alertsFound: 0, busyMs: 0, refused: 0, skipped: 0 };
}

export const batchJob: Behavior<BatchState, BatchInbox> = {
  start(state, ctx) {
    waitForNext(state, ctx.now, ctx);
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Line':
        ctx.diskWrite(LINE_OVERHEAD + message.value.length, freeze({ kind: 'Written', line: message }));
        return;
      case 'Written':
        if (state.file.length < MAX_LINES) state.file.push(message.line);
        else state.refused += 1;
        return;
      case 'Run': return run(state, ctx);
      case 'Finished': return finish(state, ctx);
      case 'Configure':
        state.spec = freeze(message.engine);
        // The interval counts from the last run, so that a shorter one may be due at once.
        return waitForNext(state, state.lastDueAt, ctx);
      case 'Shutdown': return ctx.exit();
    }
  },
  /** The files are there; a run that was at work begins again with the next interval, with all that it had. */
  crash: (state) => ({ ...state, file: [...(state.running?.lines ?? []), ...state.file], running: null, timer: null }),
};

function waitForNext(state: BatchState, from: Time, ctx: Context<BatchInbox>): void {
  if (state.timer !== null) ctx.cancel(state.timer);
  state.lastDueAt = from;
  state.timer = ctx.schedule(Math.max(0, from + state.spec.everyMs * MILLISECOND - ctx.now), freeze({ kind: 'Run' }));
}

function run(state: BatchState, ctx: Context<BatchInbox>): void {
  const { name, everyMs, startupMs, perLineMs } = state.spec;
  state.timer = null;
  waitForNext(state, ctx.now, ctx);
  if (state.running !== null) {
    state.skipped += 1;
    ctx.note('batch-skipped', { job: name }, [`batch/${name}`]);
    return;
  }
  const takes = Math.round((startupMs + perLineMs * state.file.length) * MILLISECOND);
  state.running = freeze({ lines: state.file, startedAt: ctx.now, finishesAt: ctx.now + takes });
  state.file = [];
  // Whoever set the interval is behind it; the lines of the file are not.
  ctx.note('batch-started', { job: name, lines: state.running.lines.length, everyMs }, [`batch/${name}`]);
  ctx.schedule(takes, freeze({ kind: 'Finished' }));
}

function finish(state: BatchState, ctx: Context<BatchInbox>): void {
  if (state.running === null) return;
  const { lines, startedAt } = state.running;
  const { name, wanted } = state.spec;
  const now = ctx.wallClockMs;
  let [oldest, newest] = [0, lines.length === 0 ? 0 : Infinity];
  for (const { atMs } of lines) [oldest, newest] = [Math.max(oldest, now - atMs), Math.min(newest, now - atMs)];
  const found = wanted === '' ? [] : lines.filter((line) => line.value.includes(wanted));
  const finding: Finding = freeze({
    startedAt, publishedAt: ctx.now, lines: lines.length, oldestAgeMs: oldest, newestAgeMs: newest,
    alerts: found.slice(0, MAX_ALERTS).map(({ key, value, atMs }) => ({ key, value, delayMs: now - atMs })),
  });
  state.running = null;
  state.findings = [...state.findings, finding].slice(-MAX_FINDINGS);
  state.runs += 1;
  state.linesRead += lines.length;
  state.alertsFound += found.length;
  state.busyMs += Math.round((ctx.now - startedAt) / MILLISECOND);
  ctx.note('batch-finished', { job: name, lines: lines.length, alerts: found.length }, [`batch/${name}`]);
  for (const { key, value, delayMs } of finding.alerts.slice(0, MAX_NOTED)) ctx.note('alert-raised', { by: name, key, value, delayMs }, [`batch/${name}`]);
}
