// GroupWindowAggregate, the windows of GROUP BY TUMBLE(…), and the sessions of window TVFs: triggers, lateness, updates (WindowOperator, AggregateWindowOperator).
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import { type Lineage, NO_TIMESTAMP, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { Timer } from '../../flink/state/timers.ts';
import { windowsAt } from '../query/windows.ts';
import type { Row } from '../value.ts';
import type { GroupWindowConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { MergingWindows } from './merging-windows.ts';
import { sameRow } from './row-kinds.ts';
import { fixedAccumulators, isEmptyAcc, lineageOf, mergingAccumulators, type WindowAccumulators } from './window-accumulators.ts';
import { keyColumns, noRowtime, pushProperties, type Span, spanOf, spanText, type WindowClock, windowClock } from './window-time.ts';
import { WindowTrigger } from './window-trigger.ts';

export const groupWindow: OperatorKind = stateless((env) => {
  const config = env.spec.config as GroupWindowConfig;
  return new GroupWindowRun(env, { ...config, retracts: config.inputRetracts[0] === true });
});

export type GroupWindowSettings = Omit<GroupWindowConfig, 'inputRetracts' | 'updateBefore' | 'ttlMs'> & { readonly retracts: boolean };

export class GroupWindowRun implements Running {
  private readonly env: OperatorEnv;
  private readonly config: GroupWindowSettings;
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  private readonly previous: StateTable;
  private readonly sessions: MergingWindows | null;
  private readonly accumulators: WindowAccumulators;
  private readonly clock: WindowClock;
  private readonly trigger: WindowTrigger;
  /** Whether a window may give more than one result. */
  private readonly updates: boolean;

  constructor(env: OperatorEnv, config: GroupWindowSettings) {
    const { calls, input, retracts, zone, spec, emit } = config;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.table = this.keyed.table('window-aggs');
    this.previous = this.keyed.table('previous-aggs');
    this.sessions = spec.window === 'SESSION' ? new MergingWindows(this.keyed) : null;
    this.accumulators = this.sessions === null ? fixedAccumulators({ calls, input, retracts, zone }, this.keyed, () => env.nowMs()) : mergingAccumulators({ calls, input, retracts, zone });
    this.clock = windowClock(env, config.windowZone, config.processing ? null : spec.time);
    this.trigger = new WindowTrigger(env, this.keyed, { processing: config.processing, earlyMs: emit.earlyMs, lateMs: emit.lateMs });
    this.updates = emit.earlyMs !== null || emit.lateMs !== null || emit.allowedLatenessMs > 0;
  }

  element(record: StreamRecord): void {
    const time = this.clock.timeOf(record.row);
    if (time === NO_TIMESTAMP) throw noRowtime();
    let dropped = true;
    for (const { window: span, state } of this.windowsOf(time)) {
      dropped = false;
      this.add(record, state);
      const text = spanText(span);
      if (this.trigger.onElement(text, this.clock.last(span.end))) this.emit(span, state);
      this.registerCleanup(span, text);
    }
    if (dropped) this.env.dropLate(record);
  }

  eventTimer({ time, namespace }: Timer): void {
    const span = spanOf(namespace);
    const state = this.stateOf(span);
    if (state === null) return;
    if (this.trigger.onEventTime(namespace, time, this.clock.last(span.end))) this.emit(span, state);
    if (!this.config.processing && time === this.cleanupTime(span)) this.clear(span, namespace, state);
  }

  processingTimer({ time, namespace }: Timer): void {
    const span = spanOf(namespace);
    const state = this.stateOf(span);
    if (state === null) return;
    if (this.trigger.onProcessingTime(namespace, time, this.clock.last(span.end))) this.emit(span, state);
    if (this.config.processing && time === this.cleanupTime(span)) this.clear(span, namespace, state);
  }

  /** The windows of a time that are not over, each with the name of its state. */
  private windowsOf(time: number): readonly { readonly window: Span; readonly state: string }[] {
    const { sessions, config } = this;
    const spans = windowsAt(time, config.spec).map(([start, end]): Span => ({ start, end }));
    if (sessions === null) return spans.filter((span) => !this.isLate(span)).map((span) => ({ window: span, state: spanText(span) }));
    return spans.flatMap((fresh) => {
      const { window: span, state, old, from } = sessions.add(fresh);
      if (old.length > 0) this.merge(span, state, old, from);
      if (!this.isLate(span)) return [{ window: span, state }];
      sessions.retire(span);
      return [];
    });
  }

  private merge(span: Span, state: string, old: readonly Span[], from: readonly string[]): void {
    const { keyed, table, trigger } = this;
    trigger.onMerge(spanText(span), old.map(spanText), this.clock.last(span.end));
    for (const one of old) {
      trigger.clear(spanText(one), this.clock.last(one.end));
      (this.config.processing ? this.env.processingTimers : this.env.eventTimers)?.delete(this.cleanupTime(one), spanText(one));
    }
    for (const name of from) {
      const [into, taken] = [state, name].map((text) => table.get(keyed.group, text, keyed.text) as readonly Value[] | undefined);
      table.remove(keyed.group, name, keyed.text);
      this.previous.remove(keyed.group, name, keyed.text);
      if (taken !== undefined) table.put(keyed.group, state, keyed.text, into === undefined ? taken : this.accumulators.merge(into, taken));
    }
  }

  private stateOf(span: Span): string | null {
    return this.sessions === null ? spanText(span) : this.sessions.stateOf(span);
  }

  private add(record: StreamRecord, state: string): void {
    const { keyed, table } = this;
    const kept = table.get(keyed.group, state, keyed.text) as readonly Value[] | undefined;
    const acc = this.accumulators.add(kept ?? null, record, state);
    if (acc !== kept) table.put(keyed.group, state, keyed.text, acc);
  }

  private cleanupTime({ end }: Span): number {
    if (this.config.processing) return this.clock.last(end);
    return Math.max(0, this.clock.last(end + this.config.emit.allowedLatenessMs));
  }

  private isLate(span: Span): boolean {
    return !this.config.processing && this.cleanupTime(span) <= this.env.watermark();
  }

  private registerCleanup(span: Span, text: string): void {
    (this.config.processing ? this.env.processingTimers : this.env.eventTimers)?.register(this.cleanupTime(span), text);
  }

  private emit(span: Span, state: string): void {
    const { keyed, env, config, previous } = this;
    const acc = this.table.get(keyed.group, state, keyed.text) as readonly Value[] | undefined;
    const isEmpty = acc === undefined || (config.retracts && isEmptyAcc(acc));
    const result: Value[] = [];
    if (acc !== undefined) this.accumulators.results(acc, state, result);
    pushProperties(result, config.properties, span, this.clock, () => env.nowMs());
    const give = (kind: RowKind, values: Row, lineage: Lineage): void => env.emit({ kind, row: keyColumns(env, keyed).concat(values), timestamp: this.clock.last(span.end), lineage });
    const lineage = acc === undefined ? 0 : lineageOf(acc);
    if (!this.updates) {
      if (!isEmpty) give('+I', result, lineage);
      return;
    }
    const before = previous.get(keyed.group, state, keyed.text) as Row | undefined;
    if (isEmpty) {
      if (before === undefined) return;
      give('-D', before, lineage);
      return previous.remove(keyed.group, state, keyed.text);
    }
    if (before !== undefined && sameRow(before, result)) return;
    if (before !== undefined) give('-U', before, lineage);
    give(before === undefined ? '+I' : '+U', result, lineage);
    previous.put(keyed.group, state, keyed.text, result);
  }

  private clear(span: Span, text: string, state: string): void {
    const { keyed } = this;
    this.table.remove(keyed.group, state, keyed.text);
    this.previous.remove(keyed.group, state, keyed.text);
    this.accumulators.clear(state);
    this.trigger.clear(text, this.clock.last(span.end));
    this.sessions?.retire(span);
  }
}
