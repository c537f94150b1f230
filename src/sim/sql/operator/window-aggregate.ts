// WindowAggregate over a window TVF: windows that fire when the watermark or the clock has passed them (WindowAggOperator, AbstractSliceSyncStateWindowAggProcessor).
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, type StreamRecord, type Value } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { Timer } from '../../flink/state/timers.ts';
import type { WindowSpec } from '../query/rel.ts';
import { windowsAt, windowStart } from '../query/windows.ts';
import { millisOf, type Row } from '../value.ts';
import type { WindowAggregateConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { GroupWindowRun } from './group-window.ts';
import { fixedAccumulators, isEmptyAcc, lineageOf, type WindowAccumulators } from './window-accumulators.ts';
import { type LocalOwn, LocalPhase, waitsBefore } from './local-phase.ts';
import { SharedSlices } from './shared-slices.ts';
import { advanceProgress, progressLists, type ProgressOwn, progressOf, withProgress } from './window-progress.ts';
import { keyColumns, noRowtime, pushProperties, type Span, spanOf, spanText, startOf, type WindowClock, windowClock } from './window-time.ts';

const kind: OperatorKind = withProgress((env) => {
  const config = env.spec.config as WindowAggregateConfig;
  if (config.window.kind === 'attached' || config.window.spec.window !== 'SESSION') return new SlicedWindows(env, config);
  const { spec, processing } = config.window;
  return new GroupWindowRun(env, { ...config, spec, processing, retracts: config.inputRetracts, emit: { earlyMs: null, lateMs: null, allowedLatenessMs: 0 } });
});

/** Keys whose last timer is remembered. */
const MOST_REGISTERED = 50_000;

export const windowAggregate: OperatorKind = {
  ...kind,
  create: (): ProgressOwn & LocalOwn => ({ progress: NO_TIMESTAMP, epoch: 0, next: NO_TIMESTAMP, earliest: null }),
  restore(own, lists) {
    kind.restore?.(own, lists);
    // Rows go on before a checkpoint.
    (own as LocalOwn).epoch = Math.max(0, ...listItems(lists, 'epoch').map(Number)) + 1;
  },
};

class SlicedWindows implements Running {
  private readonly env: OperatorEnv;
  private readonly config: WindowAggregateConfig;
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  private readonly accumulators: WindowAccumulators;
  private readonly clock: WindowClock;
  /** Where it is seen that rows wait before they are shared out; null elsewhere. */
  private readonly local: LocalPhase | null;
  private readonly spec: WindowSpec;
  /** What windows that overlap share; null where they can't, or don't. */
  private readonly slices: SharedSlices | null;
  private readonly processing: boolean;
  /** Whether a row belongs to several windows. */
  private readonly shares: boolean;
  /** The timer that each key's rows asked for last: it stands until it fires, and then no row asks for it. No part of the state. */
  private readonly registered = new Map<string, number>();
  /** The windows of the last row, for those of the next are nearly always the same. */
  private slice: { readonly from: number; readonly to: number; readonly windows: readonly (Span & { readonly text: string })[] } = { from: 0, to: 0, windows: [] };

  constructor(env: OperatorEnv, config: WindowAggregateConfig) {
    const { window: span } = config;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.table = this.keyed.table('window-aggs');
    this.accumulators = fixedAccumulators({ calls: config.calls, input: config.input, retracts: config.inputRetracts, zone: config.zone }, this.keyed, () => env.nowMs());
    this.spec = span.spec;
    this.processing = span.kind === 'time' && span.processing;
    this.shares = span.kind === 'time' && (span.spec.window === 'HOP' || span.spec.window === 'CUMULATE');
    this.clock = windowClock(env, config.windowZone, this.processing ? null : span.spec.time);
    this.local = waitsBefore(config) ? new LocalPhase(env, this.keyed, config, this.clock) : null;
    this.slices = this.shares && this.local === null && this.accumulators.canMerge ? new SharedSlices(this.keyed, this.table, this.accumulators, this.spec) : null;
  }

  element(record: StreamRecord): void {
    const { env, keyed, table } = this;
    const progress = this.processing ? NO_TIMESTAMP : progressOf(env);
    if (this.slices !== null) return this.intoSlice(this.slices, record, progress);
    let first = true;
    for (const span of this.windowsOf(record.row)) {
      const at = this.clock.last(span.end);
      if (progress >= at) continue;
      const kept = keyed.read(table, span.text) as readonly Value[] | undefined;
      const acc = this.local === null ? this.accumulators.add(kept ?? null, record, span.text) : this.added(kept, this.local.wait(span.text, span.end, record), span.text);
      if (acc !== kept && acc !== undefined) keyed.write(table, span.text, acc);
      // The next windows get their timers as this one fires; but one that has rows already may still lack its own.
      if (first && (kept === undefined || this.shares)) this.registerOnce(at, span);
      first = false;
    }
    if (first) env.dropLate(record);
  }

  private intoSlice(slices: SharedSlices, record: StreamRecord, progress: number): void {
    const { clock, spec } = this;
    const slice = slices.sliceAt(this.timeOf(record.row));
    if (progress >= clock.last(slice.lastEnd)) return this.env.dropLate(record);
    let { end } = slice;
    while (progress >= clock.last(end)) end += spec.slide;
    slices.add(record, slice, end !== slice.end);
    // The next windows get their timers as this one fires.
    this.registerOnce(clock.last(end), { start: startOf(spec, end), end });
  }

  private timeOf(row: Row): number {
    const time = this.clock.timeOf(row);
    if (time === NO_TIMESTAMP) throw noRowtime();
    return time;
  }

  private added(acc: readonly Value[] | undefined, records: readonly StreamRecord[], text: string): readonly Value[] | undefined {
    return records.reduce<readonly Value[] | undefined>((sum, record) => this.accumulators.add(sum ?? null, record, text), acc);
  }

  watermark(timestamp: number): void {
    this.local?.advance(timestamp);
    advanceProgress(this.env, timestamp);
  }

  eventTimer(timer: Timer): void {
    this.fire(timer.namespace);
  }

  processingTimer(timer: Timer): void {
    this.fire(timer.namespace);
  }

  lists(): ReturnType<typeof progressLists> {
    return { ...progressLists(this.env), ...(this.local === null ? {} : { epoch: { mode: 'UNION' as const, items: [(this.env.own as LocalOwn).epoch] } }) };
  }

  private register(at: number, text: string): void {
    (this.processing ? this.env.processingTimers : this.env.eventTimers)?.register(at, text);
  }

  /** Shared windows ask for the same timer with each row of a key. */
  private registerOnce(at: number, span: Span): void {
    const { text: key } = this.keyed;
    if (this.shares && this.registered.get(key) === at) return;
    this.register(at, spanText(span));
    if (this.registered.size >= MOST_REGISTERED) this.registered.clear();
    this.registered.set(key, at);
  }

  private windowsOf(row: Row): readonly (Span & { readonly text: string })[] {
    const { window: span } = this.config;
    if (span.kind === 'attached') return this.attached(millisOf(row[span.end] ?? 0), span.start === null ? null : millisOf(row[span.start] ?? 0));
    const time = this.timeOf(row);
    if (time >= this.slice.from && time < this.slice.to) return this.slice.windows;
    const { spec } = this;
    const step = spec.window === 'TUMBLE' ? spec.size : spec.slide;
    const from = windowStart(time, spec.offset, step);
    const windows = windowsAt(time, spec).map(([start, end]) => ({ start, end, text: spanText({ start, end }) })).sort((a, b) => a.end - b.end);
    this.slice = { from, to: from + step, windows };
    return windows;
  }

  private attached(end: number, start: number | null): readonly (Span & { readonly text: string })[] {
    const [known] = this.slice.windows;
    const from = start ?? startOf(this.spec, end);
    if (known !== undefined && known.end === end && known.start === from) return this.slice.windows;
    this.slice = { from: 0, to: 0, windows: [{ start: from, end, text: spanText({ start: from, end }) }] };
    return this.slice.windows;
  }

  private fire(text: string): void {
    const { keyed, table, spec, env, config } = this;
    const span = spanOf(text);
    const kept = this.slices === null ? (keyed.read(table, text) as readonly Value[] | undefined) : this.slices.gather(span);
    const acc = this.local === null ? kept : this.added(kept, this.local.end(text), text);
    const isEmpty = acc === undefined || (config.inputRetracts && isEmptyAcc(acc));
    if (acc !== undefined && !isEmpty) {
      const row = keyColumns(env, keyed);
      this.accumulators.results(acc, text, row);
      pushProperties(row, config.properties, span, this.clock, () => env.nowMs());
      env.emit({ kind: '+I', row, timestamp: this.clock.last(span.end), lineage: lineageOf(acc) });
    }
    if (this.slices === null) {
      keyed.erase(table, text);
      this.accumulators.clear(text);
    } else this.slices.expire(span);
    if (!this.shares) return;
    if (spec.window === 'HOP' && isEmpty) return;
    const end = span.end + spec.slide;
    if (spec.window === 'CUMULATE' && end > span.start + spec.size) return;
    this.register(this.clock.last(end), spanText({ start: spec.window === 'HOP' ? span.start + spec.slide : span.start, end }));
  }
}
