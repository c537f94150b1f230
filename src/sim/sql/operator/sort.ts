// Sort in streams: by event time and what follows (TemporalSort), the first rows of all (SortLimit, Limit), and all rows once the input has ended (Sort).
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import { plainly } from '../../flink/state/layers.ts';
import { rowOrder } from '../query/row-order.ts';
import { millisOf, rowKey, type Row } from '../value.ts';
import type { SortConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { type Kept, kept } from './rank-output.ts';
import { ranking } from './rank.ts';
import { isRetraction } from './row-kinds.ts';

export const sort: OperatorKind = stateless((env) => {
  const config = env.spec.config as SortConfig;
  if (config.limit !== null || config.offset > 0) return firstRows(env, config);
  if (config.rowtime !== null) return byEventTime(env, config, config.rowtime);
  return isByClock(config) ? byClock(env, config) : atTheEnd(env, config);
});

/** A Top-N without groups whose number nobody sees. */
function firstRows(env: OperatorEnv, config: SortConfig): Running {
  const { zone, startedMs, inputRetracts, updateBefore, ttlMs, input, keys, offset, limit } = config;
  const strategy = config.strategy ?? { kind: inputRetracts[0] === true ? 'retract' : 'append' };
  return ranking(env, { zone, startedMs, inputRetracts, updateBefore, ttlMs, input, order: keys, from: offset + 1, to: limit === null ? Number.MAX_SAFE_INTEGER : offset + limit, showsNumber: false, strategy });
}

/** RowTimeSortOperator: the rows of an instant, in their order, once the watermark has passed it. */
function byEventTime(env: OperatorEnv, { keys, input }: SortConfig, rowtime: number): Running {
  const keyed = keyedOf(env);
  const rows = new KeyedValue(keyed, 'dataState', null, () => env.nowMs());
  const last = new KeyedValue(keyed, 'lastTriggeringTsState', null, () => env.nowMs());
  const compare = rowOrder(keys, input);
  return {
    element(record) {
      const time = millisOf(record.row[rowtime] ?? 0);
      const triggered = last.get();
      if (triggered !== null && time <= Number(triggered)) return env.dropLate(record);
      append(rows, String(time), record);
      env.eventTimers?.register(time, '');
    },
    eventTimer({ time }) {
      const found = (rows.get(String(time)) ?? []) as unknown as readonly Kept[];
      rows.clear(String(time));
      last.put(time);
      emitSorted(env, found, compare, time);
    },
  };
}

/** ProcTimeSortOperator: what came within a millisecond is sorted by the columns behind the time. */
function byClock(env: OperatorEnv, { keys, input }: SortConfig): Running {
  const rows = new KeyedValue(keyedOf(env), 'sortState', null, () => env.nowMs());
  const compare = rowOrder(keys.slice(1), input);
  return {
    element(record) {
      append(rows, '', record);
      env.processingTimers?.register(env.nowMs() + 1, '');
    },
    processingTimer() {
      const found = (rows.get() ?? []) as unknown as readonly Kept[];
      rows.clear();
      emitSorted(env, found, compare, NO_TIMESTAMP);
    },
  };
}

function isByClock({ keys, input }: SortConfig): boolean {
  const type = input[keys[0]?.index ?? -1];
  return type !== undefined && 'attribute' in type && type.attribute === 'PROCTIME';
}

/** Rows of one instant wait in a list, which grows in place until it is frozen. */
function append(state: KeyedValue, namespace: string, record: StreamRecord): void {
  const waiting = state.get(namespace) as Value[] | null;
  if (waiting !== null && !Object.isFrozen(waiting)) waiting.push(kept(record));
  else state.put([...(waiting ?? []), kept(record)], namespace);
}

function emitSorted(env: OperatorEnv, rows: readonly Kept[], compare: (a: Row, b: Row) => number, timestamp: number): void {
  for (const [row, lineage] of rows.toSorted(([a], [b]) => compare(a, b))) env.emit({ kind: '+I', row, timestamp, lineage });
}

/** StreamSortOperator: rows with how often they are there, given when no more come. */
function atTheEnd(env: OperatorEnv, { keys, input }: SortConfig): Running {
  const keyed = keyedOf(env);
  const rows = keyed.table('bufferState');
  const compare = rowOrder(keys, input);
  const change = (record: StreamRecord): void => {
    const name = rowKey(record.row);
    const known = rows.get(keyed.group, keyed.text, name) as readonly [Row, StreamRecord['lineage'], number] | undefined;
    const count = (known?.[2] ?? 0) + (isRetraction(record.kind) ? -1 : 1);
    if (count === 0) rows.remove(keyed.group, keyed.text, name);
    else rows.put(keyed.group, keyed.text, name, [record.row, known?.[1] ?? record.lineage, count]);
  };
  return {
    element: change,
    finish() {
      const { first } = keyed.data;
      const found: (readonly [Row, StreamRecord['lineage'], number])[] = [];
      rows.data.groups.forEach((group, place) => {
        for (const namespace of Object.keys(plainly(group))) {
          found.push(...(Object.values(rows.entries(first + place, namespace) ?? {}) as unknown as (readonly [Row, StreamRecord['lineage'], number])[]));
          rows.removeNamespace(first + place, namespace);
        }
      });
      const kind: RowKind = '+I';
      for (const [row, lineage, count] of found.toSorted(([a], [b]) => compare(a, b))) {
        for (let i = 0; i < count; i++) env.emit({ kind, row, timestamp: NO_TIMESTAMP, lineage });
      }
    },
  };
}
