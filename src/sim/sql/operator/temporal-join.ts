// TemporalJoin: each left row with the version of the right row that held at its time (TemporalRowTimeJoinOperator, TemporalProcessTimeJoinOperator).
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { stateless } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type RowKind, type StreamRecord } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import { millisOf, type Row } from '../value.ts';
import type { TemporalJoinConfig } from './config.ts';
import { keyedOf, sqlEnv } from './env.ts';
import { isNullKey } from './interval-join.ts';
import { type Pairing, pairing } from './pair.ts';

/** A remembered row: its kind, the row, its origin. */
type Kept = readonly [RowKind, Row, Lineage];

export const temporalJoin: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as TemporalJoinConfig;
  const pair = pairing(config.condition, config.leftWidth, config.rightWidth, sqlEnv(env, config));
  return config.leftTime === null || config.rightTime === null ? new Newest(env, config, pair) : new Versioned(env, config, pair, config.leftTime, config.rightTime);
});

const isAdded = (kind: RowKind): boolean => kind === '+I' || kind === '+U';

/** Gives a left row with what was found for it, keeping its kind. */
function emitPair(env: OperatorEnv, { join }: TemporalJoinConfig, pair: Pairing, left: Kept, right: Kept | undefined, timestamp: number): void {
  const [kind, row, lineage] = left;
  const both = right === undefined || !isAdded(right[0]) ? null : pair.both(row, right[1]);
  if (both !== null && right !== undefined) env.emit({ kind, row: both, timestamp, lineage: mergeLineage(right[2], lineage) });
  else if (join === 'LEFT') env.emit({ kind, row: pair.leftAlone(row), timestamp, lineage });
}

/** By processing time: the newest right row of the key. */
class Newest implements Running {
  private readonly env: OperatorEnv;
  private readonly config: TemporalJoinConfig;
  private readonly pair: Pairing;
  private readonly keyed: KeyedBackend;
  private readonly rights: StateTable;

  constructor(env: OperatorEnv, config: TemporalJoinConfig, pair: Pairing) {
    this.env = env;
    this.config = config;
    this.pair = pair;
    this.keyed = keyedOf(env);
    this.rights = this.keyed.table('right');
  }

  element({ kind, row, timestamp, lineage }: StreamRecord, input: 0 | 1): void {
    const { keyed, rights } = this;
    const one: Kept = [kind, row, lineage];
    if (input === 0) emitPair(this.env, this.config, this.pair, one, isNullKey(this.env, keyed) ? undefined : (rights.get(keyed.group, '', keyed.text) as Kept | undefined), timestamp);
    else if (isAdded(kind)) rights.put(keyed.group, '', keyed.text, one);
    else rights.remove(keyed.group, '', keyed.text);
  }
}

/** By event time: left rows wait for the watermark of both sides, right rows are versions by their time. */
class Versioned implements Running {
  private readonly env: OperatorEnv;
  private readonly config: TemporalJoinConfig;
  private readonly pair: Pairing;
  private readonly times: readonly [number, number];
  private readonly keyed: KeyedBackend;
  private readonly lefts: StateTable;
  private readonly rights: StateTable;
  private readonly next: StateTable;
  private readonly timer: StateTable;

  constructor(env: OperatorEnv, config: TemporalJoinConfig, pair: Pairing, leftTime: number, rightTime: number) {
    this.env = env;
    this.config = config;
    this.pair = pair;
    this.times = [leftTime, rightTime];
    this.keyed = keyedOf(env);
    this.lefts = this.keyed.table('left');
    this.rights = this.keyed.table('right');
    this.next = this.keyed.table('next-index');
    this.timer = this.keyed.table('timer');
  }

  element({ kind, row, lineage }: StreamRecord, input: 0 | 1): void {
    const { keyed } = this;
    const time = this.timeOf(row, input);
    const one: Kept = [kind, row, lineage];
    if (input === 0) {
      const index = Number(this.next.get(keyed.group, '', keyed.text) ?? 0);
      this.next.put(keyed.group, '', keyed.text, index + 1);
      this.lefts.put(keyed.group, keyed.text, `n${index}`, one);
    } else this.rights.put(keyed.group, keyed.text, `t${time}`, one);
    this.registerEarliest(time);
  }

  eventTimer(): void {
    const { keyed, env } = this;
    this.timer.remove(keyed.group, '', keyed.text);
    const watermark = env.watermark();
    const versions = this.versions();
    let unprocessed: number | null = null;
    // Left rows come out in the order in which they came: names keep it.
    for (const [name, value] of Object.entries(this.lefts.entries(keyed.group, keyed.text) ?? {})) {
      const left = value as Kept;
      const time = this.timeOf(left[1], 0);
      if (time > watermark) {
        unprocessed = unprocessed === null ? time : Math.min(unprocessed, time);
        continue;
      }
      this.lefts.remove(keyed.group, keyed.text, name);
      const right = isNullKey(env, keyed) ? undefined : versions.findLast(([at]) => at <= time)?.[1];
      emitPair(env, this.config, this.pair, left, right, time);
    }
    this.dropOld(versions, watermark);
    if (unprocessed === null) return;
    this.register(unprocessed);
  }

  private timeOf(row: Row, input: 0 | 1): number {
    return millisOf(row[this.times[input]] ?? 0);
  }

  private versions(): readonly (readonly [number, Kept])[] {
    const entries = this.rights.entries(this.keyed.group, this.keyed.text) ?? {};
    return Object.keys(entries).map((name) => [Number(name.slice(1)), entries[name] as Kept] as const).sort((a, b) => a[0] - b[0]);
  }

  /** Of the versions up to the watermark only the newest can still be asked for. */
  private dropOld(versions: readonly (readonly [number, Kept])[], watermark: number): void {
    const newer = versions.findIndex(([at]) => at > watermark);
    const keep = newer < 0 ? versions.length - 1 : newer - 1;
    for (const [at] of versions.slice(0, Math.max(0, keep))) this.rights.remove(this.keyed.group, this.keyed.text, `t${at}`);
  }

  private registerEarliest(time: number): void {
    const { keyed } = this;
    const planned = this.timer.get(keyed.group, '', keyed.text);
    if (typeof planned === 'number') {
      if (planned <= time) return;
      this.env.eventTimers?.delete(planned, '');
    }
    this.register(time);
  }

  private register(time: number): void {
    this.timer.put(this.keyed.group, '', this.keyed.text, time);
    this.env.eventTimers?.register(time, '');
  }
}
