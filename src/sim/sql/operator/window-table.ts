// WindowTableFunction: each row once for each of its windows (AlignedWindowTableFunctionOperator); rows of a session wait for its end (UnalignedWindowTableFunctionOperator).
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import { type Lineage, NO_TIMESTAMP, type RowKind, type StreamRecord } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { Timer } from '../../flink/state/timers.ts';
import { windowsAt } from '../query/windows.ts';
import type { Row } from '../value.ts';
import type { WindowTableConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { MergingWindows } from './merging-windows.ts';
import { noRowtime, type Span, spanOf, spanText, type WindowClock, windowClock } from './window-time.ts';

export const windowTable: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as WindowTableConfig;
  const clock = windowClock(env, config.windowZone, config.processing ? null : config.spec.time);
  return config.spec.window === 'SESSION' ? new SessionTable(env, config, clock) : aligned(env, config, clock);
});

function aligned(env: OperatorEnv, { spec }: WindowTableConfig, clock: WindowClock): Running {
  return {
    element({ kind, row, timestamp, lineage }) {
      const time = clock.timeOf(row);
      // A row without a time belongs to no window (numNullRowTimeRecordsDropped).
      if (time === NO_TIMESTAMP) return;
      for (const [start, end] of windowsAt(time, spec)) env.emit({ kind, row: [...row, start, end, clock.last(end)], timestamp, lineage });
    },
  };
}

/** A row that waits for its session's end. */
type Waiting = readonly [RowKind, Row, Lineage];

class SessionTable implements Running {
  private readonly env: OperatorEnv;
  private readonly config: WindowTableConfig;
  private readonly clock: WindowClock;
  private readonly keyed: KeyedBackend;
  private readonly rows: StateTable;
  private readonly sessions: MergingWindows;

  constructor(env: OperatorEnv, config: WindowTableConfig, clock: WindowClock) {
    this.env = env;
    this.config = config;
    this.clock = clock;
    this.keyed = keyedOf(env);
    this.rows = this.keyed.table('window-rows');
    this.sessions = new MergingWindows(this.keyed);
  }

  element(record: StreamRecord): void {
    const { keyed, rows, sessions } = this;
    const time = this.clock.timeOf(record.row);
    if (time === NO_TIMESTAMP) throw noRowtime();
    const { window: span, state, old, from } = sessions.add({ start: time, end: time + this.config.spec.size });
    for (const one of old) this.timers()?.delete(this.clock.last(one.end), spanText(one));
    for (const name of from) {
      rows.put(keyed.group, state, keyed.text, [...this.waiting(state), ...this.waiting(name)]);
      rows.remove(keyed.group, name, keyed.text);
    }
    const last = this.clock.last(span.end);
    if (!this.config.processing && last <= this.env.watermark()) {
      sessions.retire(span);
      return this.env.dropLate(record);
    }
    this.keep(state, [record.kind, record.row, record.lineage]);
    this.timers()?.register(last, spanText(span));
  }

  eventTimer(timer: Timer): void {
    this.fire(spanOf(timer.namespace));
  }

  processingTimer(timer: Timer): void {
    this.fire(spanOf(timer.namespace));
  }

  private timers(): OperatorEnv['eventTimers'] {
    return this.config.processing ? this.env.processingTimers : this.env.eventTimers;
  }

  private waiting(state: string): readonly Waiting[] {
    const kept = this.rows.get(this.keyed.group, state, this.keyed.text);
    return Array.isArray(kept) ? (kept as readonly Waiting[]) : [];
  }

  private keep(state: string, one: Waiting): void {
    const kept = this.waiting(state);
    if (kept.length > 0 && !Object.isFrozen(kept)) (kept as Waiting[]).push(one);
    else this.rows.put(this.keyed.group, state, this.keyed.text, [...kept, one]);
  }

  private fire(span: Span): void {
    const { keyed, clock, env } = this;
    const state = this.sessions.stateOf(span);
    if (state === null) return;
    const last = clock.last(span.end);
    for (const [kind, row, lineage] of this.waiting(state)) env.emit({ kind, row: [...row, span.start, span.end, last], timestamp: last, lineage });
    this.rows.remove(keyed.group, state, keyed.text);
    this.sessions.retire(span);
  }
}
