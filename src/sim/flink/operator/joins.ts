// Joins of two keyed streams: by an interval of event time (IntervalJoinOperator), and within windows (WindowedStream.join).
import { freeze } from '../../kernel/freeze.ts';
import { compile } from '../expression/compile.ts';
import { type Lineage, mergeLineage, NO_TIMESTAMP, type Row, type StreamRecord, type Value } from '../record.ts';
import { UserCodeError } from '../expression/compile.ts';
import type { StateTable } from '../state/state-table.ts';
import { type AssignerSpec, assignWindows, maxTimestamp, windowFromText, windowText } from '../window/assigners.ts';
import { type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';
import { functionEnv } from './rows.ts';

export interface IntervalJoinConfig {
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** A right record joins where left + lower <= right <= left + upper; ms, both ends belong to it. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /** The result, over `left` and `right`. */
  readonly fields: readonly string[];
  /** Side outputs of late records of either side; absent to drop them. */
  readonly leftLateTag?: string;
  readonly rightLateTag?: string;
}

export interface WindowJoinConfig {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly assigner: Exclude<AssignerSpec, { kind: 'session' | 'global' }>;
  readonly fields: readonly string[];
}

/** A buffered record: timestamp, row, lineage. Frozen. */
type Buffered = readonly [number, Row, Lineage];

const buffered = (record: StreamRecord): Buffered => freeze([record.timestamp, record.row, record.lineage]);

function joiner(env: OperatorEnv, { left, right, fields }: Pick<IntervalJoinConfig, 'left' | 'right' | 'fields'>): (one: Buffered, other: Buffered, timestamp: number) => void {
  const values = fields.map((field) => compile(field, { inputs: [{ alias: 'left', fields: left }, { alias: 'right', fields: right }] }));
  let now = NO_TIMESTAMP;
  const ask = functionEnv(env, () => now);
  return (one, other, timestamp) => {
    now = timestamp;
    const row: Value[] = [];
    for (const value of values) row.push(value(one[1], other[1], ask));
    env.emit({ kind: '+I', row, timestamp, lineage: mergeLineage(one[2], other[2]) });
  };
}

/** Adds to the list of the key in hand: in place where nothing shares it. */
function append(table: StateTable, env: OperatorEnv, namespace: string, record: Buffered): void {
  const { keyed } = env;
  if (keyed === null) return;
  const kept = table.get(keyed.group, namespace, keyed.text);
  if (Array.isArray(kept) && !Object.isFrozen(kept)) (kept as Value[]).push(record);
  else table.put(keyed.group, namespace, keyed.text, [...(Array.isArray(kept) ? (kept as readonly Value[]) : []), record]);
}

export const intervalJoin: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as IntervalJoinConfig;
  const { keyed, eventTimers } = env;
  if (keyed === null || eventTimers === null) throw new Error('an interval join stands after keyBy');
  const { lowerMs, upperMs } = config;
  const sides = [keyed.table('left-buffer'), keyed.table('right-buffer')] as const;
  const join = joiner(env, config);
  const listOf = (side: 0 | 1): readonly Buffered[] => {
    const kept = sides[side].get(keyed.group, '', keyed.text);
    return Array.isArray(kept) ? (kept as readonly Buffered[]) : [];
  };
  return {
    element(record, input) {
      const { timestamp } = record;
      if (timestamp === NO_TIMESTAMP) throw new UserCodeError('org.apache.flink.util.FlinkException', 'Long.MIN_VALUE timestamp: Elements used in interval stream joins need to have timestamps meaningful timestamps.');
      // What is behind the watermark is late, whatever it could still join.
      if (timestamp < env.watermark()) {
        const tag = input === 0 ? config.leftLateTag : config.rightLateTag;
        if (tag === undefined) env.dropLate();
        else env.emitTo(tag, record);
        return;
      }
      const own = buffered(record);
      append(sides[input], env, '', own);
      const [from, to] = input === 0 ? [timestamp + lowerMs, timestamp + upperMs] : [timestamp - upperMs, timestamp - lowerMs];
      for (const other of listOf(input === 0 ? 1 : 0)) {
        if (other[0] < from || other[0] > to) continue;
        if (input === 0) join(own, other, Math.max(timestamp, other[0]));
        else join(other, own, Math.max(timestamp, other[0]));
      }
      // A record stays as long as one of the other side may still come for it.
      const reach = input === 0 ? upperMs : -lowerMs;
      eventTimers.register(reach > 0 ? timestamp + reach : timestamp, input === 0 ? 'CLEANUP_LEFT' : 'CLEANUP_RIGHT');
    },
    eventTimer({ time, namespace }) {
      const side = namespace === 'CLEANUP_LEFT' ? 0 : 1;
      const reach = Math.max(0, side === 0 ? upperMs : -lowerMs);
      const left = listOf(side).filter(([timestamp]) => timestamp + reach > time);
      if (left.length === 0) sides[side].remove(keyed.group, '', keyed.text);
      else sides[side].put(keyed.group, '', keyed.text, [...left]);
    },
  };
});

/** Pairs of the same key and window, when the window's time has come. */
export const windowJoin: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as WindowJoinConfig;
  const { keyed, eventTimers } = env;
  if (keyed === null || eventTimers === null) throw new Error('a window join stands after keyBy');
  const sides = [keyed.table('left-window'), keyed.table('right-window')] as const;
  const join = joiner(env, config);
  return {
    element(record, input) {
      let isLate = true;
      for (const window of assignWindows(config.assigner, record.timestamp)) {
        if (maxTimestamp(window) <= env.watermark()) continue;
        isLate = false;
        append(sides[input], env, windowText(window), buffered(record));
        eventTimers.register(maxTimestamp(window), windowText(window));
      }
      if (isLate) env.dropLate();
    },
    eventTimer({ namespace }) {
      const [lefts, rights] = sides.map((table) => table.get(keyed.group, namespace, keyed.text));
      for (const table of sides) table.remove(keyed.group, namespace, keyed.text);
      if (!Array.isArray(lefts) || !Array.isArray(rights)) return;
      const at = maxTimestamp(windowFromText(namespace));
      for (const one of lefts as readonly Buffered[]) for (const other of rights as readonly Buffered[]) join(one, other, at);
    },
  };
});
