// IntervalJoin: rows of two streams join where their times lie close enough (RowTimeIntervalJoin, ProcTimeIntervalJoin).
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { type Lineage, MAX_WATERMARK, mergeLineage, type StreamRecord } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import { millisOf, type Row, type Value } from '../value.ts';
import type { SqlIntervalJoinConfig } from './config.ts';
import { keyedOf, sqlEnv } from './env.ts';
import { hashOrder, longHash } from '../../jvm/hash-map.ts';
import { type Pairing, pairing } from './pair.ts';

/** Up to which time each side's rows are gone. No part of a checkpoint. */
interface IntervalOwn {
  expired: [number, number];
}

/** A waiting row: the row, its origin, whether it has joined. */
type Waiting = readonly [Row, Lineage, boolean];

export const intervalJoin: OperatorKind = {
  create: (): IntervalOwn => ({ expired: [0, 0] }),
  run: (env) => new IntervalJoin(env),
};

/** Whether a column of the key in hand is NULL: such rows join nothing. */
export function isNullKey(env: OperatorEnv, keyed: KeyedBackend, filterNulls?: readonly boolean[]): boolean {
  const { key } = keyed;
  const width = env.spec.keys?.[0]?.fields.length ?? 0;
  if (width === 1) return key === null && (filterNulls?.[0] ?? true);
  return Array.isArray(key) && (key as readonly Value[]).some((value, i) => value === null && (filterNulls?.[i] ?? true));
}

class IntervalJoin implements Running {
  readonly watermarkDelayMs: number;
  private readonly env: OperatorEnv;
  private readonly config: SqlIntervalJoinConfig;
  private readonly keyed: KeyedBackend;
  private readonly own: IntervalOwn;
  private readonly caches: readonly [StateTable, StateTable];
  private readonly cleanUps: readonly [StateTable, StateTable];
  private readonly pair: Pairing;
  private readonly outer: readonly [boolean, boolean];
  /** How long after its own time a row of each side may still be joined. */
  private readonly reach: readonly [number, number];
  private readonly isRowtime: boolean;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as SqlIntervalJoinConfig;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.own = env.own as IntervalOwn;
    this.caches = [this.keyed.table('left-cache'), this.keyed.table('right-cache')];
    this.cleanUps = [this.keyed.table('left-clean-up'), this.keyed.table('right-clean-up')];
    this.pair = pairing(config.condition, config.leftWidth, config.rightWidth, sqlEnv(env, config));
    this.outer = [config.join === 'LEFT' || config.join === 'FULL', config.join === 'RIGHT' || config.join === 'FULL'];
    this.reach = [config.upperMs, -config.lowerMs];
    this.isRowtime = config.leftTime !== null;
    // What joins may be as old as the oldest row that waits.
    this.watermarkDelayMs = this.isRowtime ? Math.max(0, ...this.reach) : 0;
  }

  element(record: StreamRecord, input: 0 | 1): void {
    const { env, own, keyed, reach } = this;
    const far = input === 0 ? 1 : 0;
    const column = input === 0 ? this.config.leftTime : this.config.rightTime;
    const time = this.isRowtime && column !== null ? millisOf(record.row[column] ?? 0) : env.nowMs();
    const now = this.now();
    const [from, to] = [time - reach[far], time + reach[input]];
    let joined = false;
    if (own.expired[far] < to) {
      own.expired[far] = this.expiry(now, far);
      joined = this.joinCached(record, input, isNullKey(env, keyed) ? [1, 0] : [from, to]);
    }
    if (now < to) this.cache(record, input, time, joined);
    else if (!joined && this.outer[input]) this.emitAlone(record.row, record.lineage, input);
  }

  eventTimer({ time }: { readonly time: number }): void {
    this.cleanUp(time);
  }

  processingTimer({ time }: { readonly time: number }): void {
    this.cleanUp(time);
  }

  private now(): number {
    return this.isRowtime ? Math.max(0, this.env.watermark()) : this.env.nowMs();
  }

  /** Rows of a side up to this time can't be joined any more. */
  private expiry(now: number, side: 0 | 1): number {
    return now < MAX_WATERMARK ? now - this.reach[side] - 1 : MAX_WATERMARK;
  }

  /** Times at which rows of a side wait, in the order of a HashMap. */
  private times(side: 0 | 1): readonly number[] {
    const entries = this.caches[side].entries(this.keyed.group, this.keyed.text);
    return entries === undefined ? [] : hashOrder(Object.keys(entries).map((name) => Number(name.slice(1))), longHash);
  }

  private waiting(side: 0 | 1, time: number): readonly Waiting[] {
    const kept = this.caches[side].get(this.keyed.group, this.keyed.text, `t${time}`);
    return Array.isArray(kept) ? (kept as readonly Waiting[]) : [];
  }

  /** Joins with the rows of the other side that wait, and takes those away whose time is over. */
  private joinCached(record: StreamRecord, input: 0 | 1, [from, to]: readonly [number, number]): boolean {
    const far = input === 0 ? 1 : 0;
    let joined = false;
    for (const time of this.times(far)) {
      if (time >= from && time <= to) joined = this.joinAt(record, input, time) || joined;
      if (time <= this.own.expired[far]) this.drop(far, time);
    }
    return joined;
  }

  private joinAt(record: StreamRecord, input: 0 | 1, time: number): boolean {
    const far = input === 0 ? 1 : 0;
    const { keyed, pair } = this;
    const rows = this.waiting(far, time);
    let [joined, changed] = [false, false];
    const after = rows.map((waiting): Waiting => {
      const [row, lineage, met] = waiting;
      const both = input === 0 ? pair.both(record.row, row) : pair.both(row, record.row);
      if (both === null) return waiting;
      joined = true;
      this.env.emit({ kind: '+I', row: both, timestamp: record.timestamp, lineage: mergeLineage(lineage, record.lineage) });
      if (met || !this.outer[far]) return waiting;
      changed = true;
      return [row, lineage, true];
    });
    if (changed) this.caches[far].put(keyed.group, keyed.text, `t${time}`, after);
    return joined;
  }

  /** Takes the rows of a time away; an outer side shows those that joined nothing. */
  private drop(side: 0 | 1, time: number): void {
    const { keyed } = this;
    const rows = this.waiting(side, time);
    if (this.outer[side]) for (const [row, lineage, met] of rows) if (!met) this.emitAlone(row, lineage, side);
    this.caches[side].remove(keyed.group, keyed.text, `t${time}`);
  }

  private emitAlone(row: Row, lineage: Lineage, side: 0 | 1): void {
    this.env.emit({ kind: '+I', row: side === 0 ? this.pair.leftAlone(row) : this.pair.rightAlone(row), timestamp: this.env.watermark(), lineage });
  }

  private cache(record: StreamRecord, side: 0 | 1, time: number, joined: boolean): void {
    const { keyed, caches, cleanUps } = this;
    const name = `t${time}`;
    const kept = caches[side].get(keyed.group, keyed.text, name);
    const one: Waiting = [record.row, record.lineage, joined];
    if (Array.isArray(kept) && !Object.isFrozen(kept)) (kept as Waiting[]).push(one);
    else caches[side].put(keyed.group, keyed.text, name, [...this.waiting(side, time), one]);
    if (cleanUps[side].get(keyed.group, '', keyed.text) === undefined) this.planCleanUp(side, time);
  }

  private planCleanUp(side: 0 | 1, time: number): void {
    const { keyed, env } = this;
    const at = time + this.reach[side] + 1;
    (this.isRowtime ? env.eventTimers : env.processingTimers)?.register(at, '');
    this.cleanUps[side].put(keyed.group, '', keyed.text, at);
  }

  private cleanUp(at: number): void {
    const { keyed, own } = this;
    const now = this.now();
    // Flink looks at the right side's rows first.
    for (const side of [1, 0] as const) {
      if (this.cleanUps[side].get(keyed.group, '', keyed.text) !== at) continue;
      own.expired[side] = this.expiry(now, side);
      let earliest = -1;
      for (const time of this.times(side)) {
        if (time <= own.expired[side]) this.drop(side, time);
        else if (time < earliest || earliest < 0) earliest = time;
      }
      if (earliest > 0) this.planCleanUp(side, earliest);
      else this.cleanUps[side].remove(keyed.group, '', keyed.text);
    }
  }
}
