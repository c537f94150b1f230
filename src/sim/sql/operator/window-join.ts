// WindowJoin: the rows of a window on both sides, joined when it is over (WindowJoinOperator).
import { type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type StreamRecord } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { Timer } from '../../flink/state/timers.ts';
import { millisOf, type Row } from '../value.ts';
import type { SqlWindowJoinConfig } from './config.ts';
import { keyedOf, sqlEnv } from './env.ts';
import { isNullKey } from './interval-join.ts';
import { type Pairing, pairing } from './pair.ts';
import { advanceProgress, progressLists, progressOf, withProgress } from './window-progress.ts';
import { type WindowClock, windowClock } from './window-time.ts';

type Kept = readonly [Row, Lineage];

export const windowJoin: OperatorKind = withProgress((env) => new WindowJoin(env));

class WindowJoin implements Running {
  private readonly env: OperatorEnv;
  private readonly config: SqlWindowJoinConfig;
  private readonly keyed: KeyedBackend;
  private readonly sides: readonly [StateTable, StateTable];
  private readonly pair: Pairing;
  private readonly clock: WindowClock;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as SqlWindowJoinConfig;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.sides = [this.keyed.table('left-records'), this.keyed.table('right-records')];
    this.pair = pairing(config.condition, config.leftWidth, config.rightWidth, sqlEnv(env, config));
    this.clock = windowClock(env, config.windowZone, null);
  }

  element(record: StreamRecord, input: 0 | 1): void {
    const { keyed, config } = this;
    const end = millisOf(record.row[input === 0 ? config.leftEnd : config.rightEnd] ?? 0);
    const last = this.clock.last(end);
    if (last <= progressOf(this.env)) return this.env.dropLate(record);
    const text = `w${end}`;
    const kept = this.rows(input, text);
    const one: Kept = [record.row, record.lineage];
    if (kept !== null && !Object.isFrozen(kept)) (kept as Kept[]).push(one);
    else this.sides[input].put(keyed.group, text, keyed.text, [...(kept ?? []), one]);
    this.env.eventTimers?.register(last, text);
  }

  watermark(timestamp: number): void {
    advanceProgress(this.env, timestamp);
  }

  eventTimer({ namespace, time }: Timer): void {
    const { keyed, sides } = this;
    const [lefts, rights] = [this.rows(0, namespace), this.rows(1, namespace)];
    for (const side of sides) side.remove(keyed.group, namespace, keyed.text);
    const { join } = this.config;
    if (join === 'SEMI' || join === 'ANTI') this.semiAnti(lefts ?? [], rights ?? [], join === 'ANTI', time);
    // A right join goes along its right rows.
    else if (join === 'RIGHT') this.joinRight(lefts ?? [], rights ?? [], time);
    else this.joinLeft(lefts ?? [], rights ?? [], time);
  }

  lists(): ReturnType<typeof progressLists> {
    return progressLists(this.env);
  }

  private rows(side: 0 | 1, text: string): readonly Kept[] | null {
    const kept = this.sides[side].get(this.keyed.group, text, this.keyed.text);
    return Array.isArray(kept) ? (kept as readonly Kept[]) : null;
  }

  private both(left: Kept, right: Kept): Row | null {
    return isNullKey(this.env, this.keyed, this.config.filterNulls) ? null : this.pair.both(left[0], right[0]);
  }

  private semiAnti(lefts: readonly Kept[], rights: readonly Kept[], anti: boolean, timestamp: number): void {
    for (const left of lefts) {
      const right = rights.find((one) => this.both(left, one) !== null);
      if ((right === undefined) === anti) this.env.emit({ kind: '+I', row: left[0], timestamp, lineage: mergeLineage(right?.[1] ?? 0, left[1]) });
    }
  }

  private joinRight(lefts: readonly Kept[], rights: readonly Kept[], timestamp: number): void {
    for (const right of rights) {
      let found = false;
      for (const left of lefts) found = this.give(left, right, timestamp) || found;
      if (!found) this.env.emit({ kind: '+I', row: this.pair.rightAlone(right[0]), timestamp, lineage: right[1] });
    }
  }

  /** INNER, LEFT and FULL. */
  private joinLeft(lefts: readonly Kept[], rights: readonly Kept[], timestamp: number): void {
    const { join } = this.config;
    const met = new Set<Kept>();
    for (const left of lefts) {
      let found = false;
      for (const right of rights) {
        if (!this.give(left, right, timestamp)) continue;
        found = true;
        met.add(right);
      }
      if (!found && join !== 'INNER') this.env.emit({ kind: '+I', row: this.pair.leftAlone(left[0]), timestamp, lineage: left[1] });
    }
    if (join !== 'FULL') return;
    for (const right of rights) if (!met.has(right)) this.env.emit({ kind: '+I', row: this.pair.rightAlone(right[0]), timestamp, lineage: right[1] });
  }

  private give(left: Kept, right: Kept, timestamp: number): boolean {
    const row = this.both(left, right);
    if (row !== null) this.env.emit({ kind: '+I', row, timestamp, lineage: mergeLineage(left[1], right[1]) });
    return row !== null;
  }
}
