// OverAggregate: each row with what its window of rows before it says, in the order of event time or of the clock (RowTime… and ProcTime…PrecedingFunction).
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import { type Lineage, NO_TIMESTAMP, type StreamRecord, type Value } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import type { OverCall } from '../query/rel.ts';
import { millisOf, type Row } from '../value.ts';
import type { OverConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { overOther } from './over-other.ts';
import { StreamAggregates } from './stream-aggregates.ts';
import { Sorted } from './views.ts';

/** A row that waits for its time, or is still in a window: its time, itself, where it came from. */
type Item = readonly [time: number, row: Row, lineage: Lineage];

export const over: OperatorKind = stateless((env) => {
  const config = env.spec.config as OverConfig;
  if (config.order.kind === 'other') return overOther(env, config, config.order.keys);
  const parts = new OverParts(env, config);
  const { isRows, preceding } = windowOf(config.calls);
  if (config.order.kind === 'rowtime') {
    const { index } = config.order;
    if (preceding === null) return growingByEventTime(parts, index, isRows);
    return isRows ? lastRowsByEventTime(parts, index, preceding + 1) : rangeByEventTime(parts, index, preceding);
  }
  if (preceding === null) return growingByClock(parts);
  return isRows ? lastRowsByClock(parts, preceding + 1) : rangeByClock(parts, preceding);
});

/** The frame that all calls of an operator share. `preceding`: rows or ms before the current one; null for all. */
function windowOf(calls: readonly OverCall[]): { readonly isRows: boolean; readonly preceding: number | null } {
  const [call] = calls;
  if (call === undefined) return { isRows: false, preceding: null };
  // ROW_NUMBER's window is of rows, whatever else is said.
  const isRows = call.frame.unit === 'ROWS' || call.name === 'ROW_NUMBER';
  const { from } = call.frame;
  return { isRows, preceding: from.kind === 'unbounded' ? null : from.kind === 'current' ? 0 : Number(from.offset) };
}

/** What all kinds of windows are made of. */
class OverParts {
  readonly env: OperatorEnv;
  /** Rows by their time, of the key in hand. */
  readonly items: Sorted;
  private readonly functions: StreamAggregates;
  private readonly accumulators: KeyedValue;
  private readonly cleanup: KeyedValue;
  private readonly retentionMs: number;

  constructor(env: OperatorEnv, { calls, input, zone, ttlMs, constants }: OverConfig) {
    const keyed = keyedOf(env);
    const nowMs = (): number => env.nowMs();
    this.env = env;
    this.items = new Sorted(keyed, 'inputState', (a, b) => (a as unknown as Item)[0] - (b as unknown as Item)[0]);
    this.functions = new StreamAggregates(calls.map((call) => ({ ...call })), input, windowOf(calls).preceding !== null, zone, { backend: keyed, ttl: null, nowMs }, { constants });
    this.accumulators = new KeyedValue(keyed, 'accState', null, nowMs);
    this.cleanup = new KeyedValue(keyed, 'cleanupTime', null, nowMs);
    this.retentionMs = ttlMs[0] ?? 0;
  }

  value(name: string): KeyedValue {
    return new KeyedValue(keyedOf(this.env), name, null, () => this.env.nowMs());
  }

  put(time: number, { row, lineage }: StreamRecord): void {
    this.items.insert([time, row, lineage]);
  }

  /** The rows of an instant, in the order in which they came. */
  at(time: number): Item[] {
    const found: Item[] = [];
    this.items.each(this.items.from([time]), (item) => {
      const one = item as unknown as Item;
      if (one[0] === time) found.push(one);
      return one[0] === time;
    });
    return found;
  }

  /** The rows of an instant are not needed any more. */
  drop(count: number, time: number): void {
    for (let i = 0; i < count; i++) this.items.remove(this.items.from([time]));
  }

  /** The accumulators of the key in hand, to be changed; `keep` puts them back. */
  acc(): Value[] {
    const known = this.accumulators.get() as readonly Value[] | null;
    if (known !== null) return Object.isFrozen(known) ? this.functions.thawed(known, 0) : (known as Value[]);
    const acc: Value[] = [];
    this.functions.start(acc);
    return acc;
  }

  keep(acc: Value[]): void {
    this.accumulators.put(acc);
  }

  add(acc: Value[], row: Row): void {
    this.functions.add(acc, 0, row);
  }

  retract(acc: Value[], row: Row): void {
    this.functions.retract(acc, 0, row);
  }

  /** A row with the results behind it. */
  emit(acc: readonly Value[], [time, row, lineage]: Item, results?: readonly Value[]): void {
    const out = [...row];
    if (results === undefined) this.functions.results(acc, 0, out);
    else out.push(...results);
    this.env.emit({ kind: '+I', row: out, timestamp: time, lineage });
  }

  results(acc: readonly Value[]): Value[] {
    const out: Value[] = [];
    this.functions.results(acc, 0, out);
    return out;
  }

  clear(...more: readonly KeyedValue[]): void {
    this.items.clear();
    this.accumulators.clear();
    this.functions.clear();
    for (const state of more) state.clear();
  }

  /** Idle state goes when nothing came for the retention time, or half as long again (KeyedProcessFunctionWithCleanupState). */
  touch(): void {
    if (this.retentionMs <= 1) return;
    const nowMs = this.env.nowMs();
    const known = this.cleanup.get();
    if (known !== null && nowMs + this.retentionMs <= Number(known)) return;
    if (known !== null) this.env.processingTimers?.delete(Number(known), CLEANUP);
    const at = nowMs + Math.floor(this.retentionMs * 1.5);
    this.env.processingTimers?.register(at, CLEANUP);
    this.cleanup.put(at);
  }

  cleaned(): void {
    this.cleanup.clear();
  }
}

/** The namespace of timers that clean up. */
const CLEANUP = 'cleanup';

/** All rows before: RANGE gives rows of one time one result, ROWS each its own. */
function growingByEventTime(parts: OverParts, index: number, isRows: boolean): Running {
  const { env } = parts;
  return {
    element(record) {
      parts.touch();
      const time = millisOf(record.row[index] ?? 0);
      if (env.watermark() !== NO_TIMESTAMP && time <= env.watermark()) return env.dropLate(record);
      parts.put(time, record);
      env.eventTimers?.register(time, '');
    },
    eventTimer({ time }) {
      const rows = parts.at(time);
      const acc = parts.acc();
      if (isRows) emitEach(parts, acc, rows);
      else emitTogether(parts, acc, rows);
      parts.drop(rows.length, time);
      parts.keep(acc);
      parts.touch();
    },
    processingTimer() {
      parts.cleaned();
      if (parts.items.first() === undefined) parts.clear();
      else parts.touch();
    },
  };
}

function emitEach(parts: OverParts, acc: Value[], rows: readonly Item[]): void {
  for (const item of rows) {
    parts.add(acc, item[1]);
    parts.emit(acc, item);
  }
}

function emitTogether(parts: OverParts, acc: Value[], rows: readonly Item[]): void {
  for (const [, row] of rows) parts.add(acc, row);
  const results = parts.results(acc);
  for (const item of rows) parts.emit(acc, item, results);
}

/** What lies too far back leaves the window. */
function retractBefore(parts: OverParts, acc: Value[], limit: number): void {
  for (let first = parts.items.first(); first !== undefined; first = parts.items.first()) {
    const [time, row] = first as unknown as Item;
    if (time >= limit) return;
    parts.retract(acc, row);
    parts.items.remove({ chunk: 0, at: 0 });
  }
}

/** RANGE BETWEEN INTERVAL … PRECEDING: late is what is no later than the last time that was given. */
function rangeByEventTime(parts: OverParts, index: number, preceding: number): Running {
  const { env } = parts;
  const last = parts.value('lastTriggeringTsState');
  const cleanup = parts.value('cleanupTsState');
  return {
    element(record) {
      const time = millisOf(record.row[index] ?? 0);
      if (time <= Number(last.get() ?? 0)) return env.dropLate(record);
      parts.put(time, record);
      env.eventTimers?.register(time, '');
      plan(env.eventTimers, cleanup, time, preceding);
    },
    eventTimer({ time }) {
      if (isDue(cleanup, time)) return parts.clear(last, cleanup);
      const rows = parts.at(time);
      if (rows.length > 0) {
        const acc = parts.acc();
        retractBefore(parts, acc, time - preceding);
        emitTogether(parts, acc, rows);
        parts.keep(acc);
      }
      last.put(time);
    },
  };
}

/** A window's state may go when no row can reach back to it; half as long again, so that not every row moves the timer. */
function plan(timers: OperatorEnv['eventTimers'], cleanup: KeyedValue, time: number, preceding: number): void {
  const known = cleanup.get();
  if (known !== null && Number(known) >= time + preceding + 1) return;
  const at = time + Math.floor(preceding * 1.5) + 1;
  timers?.register(at, '');
  cleanup.put(at);
}

function isDue(cleanup: KeyedValue, time: number): boolean {
  const at = cleanup.get();
  return at !== null && Number(at) <= time;
}

/** ROWS BETWEEN … PRECEDING: `most` rows with the current one. */
function lastRowsByEventTime(parts: OverParts, index: number, most: number): Running {
  const { env } = parts;
  const last = parts.value('lastTriggeringTsState');
  const count = parts.value('processedCountState');
  return {
    element(record) {
      parts.touch();
      const time = millisOf(record.row[index] ?? 0);
      if (time <= Number(last.get() ?? 0)) return env.dropLate(record);
      parts.put(time, record);
      env.eventTimers?.register(time, '');
    },
    eventTimer({ time }) {
      const rows = parts.at(time);
      const acc = parts.acc();
      let inWindow = Number(count.get() ?? 0);
      for (const item of rows) {
        if (inWindow >= most) retractFirst(parts, acc);
        else inWindow += 1;
        parts.add(acc, item[1]);
        parts.emit(acc, item);
      }
      if (rows.length > 0) {
        count.put(inWindow);
        parts.keep(acc);
      }
      last.put(time);
      parts.touch();
    },
    processingTimer() {
      parts.cleaned();
      const newest = parts.items.last() as unknown as Item | undefined;
      if (newest !== undefined && newest[0] > Number(last.get() ?? 0)) parts.touch();
      else parts.clear(last, count);
    },
  };
}

function retractFirst(parts: OverParts, acc: Value[]): void {
  const first = parts.items.first() as unknown as Item | undefined;
  if (first === undefined) return;
  parts.retract(acc, first[1]);
  parts.items.remove({ chunk: 0, at: 0 });
}

/** By the clock every row has its result at once: those before it are all there are. */
function growingByClock(parts: OverParts): Running {
  return {
    element(record) {
      parts.touch();
      const acc = parts.acc();
      parts.add(acc, record.row);
      parts.keep(acc);
      parts.emit(acc, [record.timestamp, record.row, record.lineage]);
    },
    processingTimer() {
      parts.cleaned();
      parts.clear();
    },
  };
}

function lastRowsByClock(parts: OverParts, most: number): Running {
  const count = parts.value('processedCountState');
  return {
    element(record) {
      parts.touch();
      const acc = parts.acc();
      const inWindow = Number(count.get() ?? 0);
      if (inWindow >= most) retractFirst(parts, acc);
      else count.put(inWindow + 1);
      parts.put(parts.env.nowMs(), record);
      parts.add(acc, record.row);
      parts.keep(acc);
      parts.emit(acc, [record.timestamp, record.row, record.lineage]);
    },
    processingTimer() {
      parts.cleaned();
      parts.clear(count);
    },
  };
}

/** Rows of one millisecond are given together when it is over. */
function rangeByClock(parts: OverParts, preceding: number): Running {
  const { env } = parts;
  const cleanup = parts.value('cleanupTsState');
  return {
    element(record) {
      const nowMs = env.nowMs();
      parts.put(nowMs, record);
      env.processingTimers?.register(nowMs + 1, '');
      plan(env.processingTimers, cleanup, nowMs, preceding);
    },
    processingTimer({ time }) {
      if (isDue(cleanup, time)) return parts.clear(cleanup);
      const rows = parts.at(time - 1);
      if (rows.length === 0) return;
      const acc = parts.acc();
      retractBefore(parts, acc, time - 1 - preceding);
      for (const [, row] of rows) parts.add(acc, row);
      const results = parts.results(acc);
      for (const [, row, lineage] of rows) parts.emit(acc, [NO_TIMESTAMP, row, lineage], results);
      parts.keep(acc);
    },
  };
}
