// A batch job over files, as a small model: what comes in is written to a file, and at intervals a job reads the whole file
// and publishes its findings when it is done. For comparison with a stream that looks at each event as it comes.
import type { BatchJobSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Message, MILLISECOND } from '../kernel/types.ts';

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
  readonly startedAtMs: number;
  readonly publishedAtMs: number;
  readonly lines: number;
  /** How old the oldest and the newest line were when the finding was published, ms; 0 where there were none. */
  readonly oldestAgeMs: number;
  readonly newestAgeMs: number;
  /** Lines whose value holds the wanted text, with the time from the event to the finding, ms. */
  readonly alerts: readonly { readonly key: string; readonly value: string; readonly delayMs: number }[];
}

export interface BatchState {
  readonly spec: BatchJobSpec;
  /** What the next run will read. */
  file: Line[];
  /** What the present run reads; null while none runs. */
  running: { readonly lines: readonly Line[]; readonly startedAtMs: number } | null;
  findings: Finding[];
  /** Lines that came while the file was full, and runs that were due while one was still at work. */
  refused: number;
  skipped: number;
}

export type BatchInbox = Line | Written | { readonly kind: 'Run' } | { readonly kind: 'Finished' } | { readonly kind: 'Shutdown' };

const MAX_LINES = 100_000;
const MAX_FINDINGS = 500;
const MAX_ALERTS = 200;
const LINE_OVERHEAD = 24;

export function createBatchJob(spec: BatchJobSpec): BatchState {
  return { spec: freeze(spec), file: [], running: null, findings: [], refused: 0, skipped: 0 };
}

export const batchJob: Behavior<BatchState, BatchInbox> = {
  start(state, ctx) {
    ctx.schedule(state.spec.everyMs * MILLISECOND, { kind: 'Run' });
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
      case 'Shutdown': return ctx.exit();
    }
  },
  /** The files are there; a run that was at work begins again with the next interval, with all that it had. */
  crash: (state) => ({ ...state, file: [...(state.running?.lines ?? []), ...state.file], running: null }),
};

function run(state: BatchState, ctx: Context<BatchInbox>): void {
  const { everyMs, startupMs, perLineMs } = state.spec;
  ctx.schedule(everyMs * MILLISECOND, { kind: 'Run' });
  if (state.running !== null) {
    state.skipped += 1;
    return;
  }
  state.running = freeze({ lines: state.file, startedAtMs: ctx.wallClockMs });
  state.file = [];
  ctx.schedule(Math.round((startupMs + perLineMs * state.running.lines.length) * MILLISECOND), { kind: 'Finished' });
}

function finish(state: BatchState, ctx: Context<BatchInbox>): void {
  if (state.running === null) return;
  const { lines, startedAtMs } = state.running;
  const now = ctx.wallClockMs;
  const ages = lines.map((line) => now - line.atMs);
  const alerts = state.spec.wanted === '' ? [] : lines.filter((line) => line.value.includes(state.spec.wanted));
  const finding: Finding = freeze({
    startedAtMs, publishedAtMs: now, lines: lines.length, oldestAgeMs: Math.max(0, ...ages), newestAgeMs: ages.length === 0 ? 0 : Math.min(...ages),
    alerts: alerts.slice(0, MAX_ALERTS).map(({ key, value, atMs }) => ({ key, value, delayMs: now - atMs })),
  });
  state.running = null;
  state.findings = [...state.findings, finding].slice(-MAX_FINDINGS);
  ctx.note('batch-finished', { job: state.spec.name, lines: finding.lines, alerts: finding.alerts.length }, [`batch/${state.spec.name}`]);
}
