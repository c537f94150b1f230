// Deduplicate: the first or the last row of a key, by the clock or by event time (ProcTime- and RowTimeDeduplicate…Function).
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, NO_TIMESTAMP, type StreamRecord } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import { millisOf, type Row } from '../value.ts';
import { keyBundle, newBundle } from './bundle.ts';
import type { DeduplicateConfig } from './config.ts';
import { keyedOf, ttlOf } from './env.ts';
import { type Kept, kept } from './rank-output.ts';
import { sameRow } from './row-kinds.ts';

export const deduplicate: OperatorKind = {
  create: (config) => ((config as DeduplicateConfig).miniBatch === undefined ? {} : newBundle()),
  run(env) {
    const config = env.spec.config as DeduplicateConfig;
    const running = config.keep === 'last' ? lastRow(env, config) : config.rowtime === null ? firstByClock(env, config) : firstByEventTime(env, config, config.rowtime);
    const { miniBatch } = config;
    if (miniBatch === undefined || (config.keep === 'first' && config.rowtime !== null)) return running;
    // By the clock one row of a mini-batch counts; by event time each is looked at.
    const counts = (records: readonly StreamRecord[]): readonly StreamRecord[] => (config.rowtime !== null ? records : config.keep === 'first' ? records.slice(0, 1) : records.slice(-1));
    return keyBundle(env, miniBatch.size, (records) => counts(records).forEach((record) => running.element(record, 0)));
  },
};

/** What comes first stays: inserts only. */
function firstByClock(env: OperatorEnv, { ttlMs }: DeduplicateConfig): Running {
  const seen = new KeyedValue(keyedOf(env), 'existsState', ttlOf(ttlMs[0]), () => env.nowMs());
  return {
    element(record) {
      if (seen.get() !== null) return;
      seen.put(true);
      env.emit({ ...record, kind: '+I' });
    },
  };
}

/** The earliest row is known when the watermark has passed it, and given then: inserts only. */
function firstByEventTime(env: OperatorEnv, { ttlMs }: DeduplicateConfig, rowtime: number): Running {
  const keyed = keyedOf(env);
  const waiting = new KeyedValue(keyed, 'waiting-to-emit-on-timer', null, () => env.nowMs());
  const emitted = new KeyedValue(keyed, 'already-emitted-state-boolean', ttlOf(ttlMs[0]), () => env.nowMs());
  return {
    element(record) {
      const time = timeOf(record.row, rowtime);
      if (env.watermark() !== NO_TIMESTAMP && time < env.watermark()) return env.dropLate(record);
      if (emitted.get() !== null) return;
      const before = waiting.get() as Kept | null;
      if (before !== null && timeOf(before[0], rowtime) <= time) return;
      if (before !== null) env.eventTimers?.delete(timeOf(before[0], rowtime), '');
      env.eventTimers?.register(time, '');
      waiting.put(kept(record));
    },
    eventTimer() {
      const item = waiting.get() as Kept | null;
      if (item === null) return;
      const [row, lineage] = item;
      waiting.clear();
      emitted.put(true);
      env.emit({ kind: '+I', row, timestamp: timeOf(row, rowtime), lineage });
    },
  };
}

/** What comes last counts; by event time only where it is no earlier than what was there. */
function lastRow(env: OperatorEnv, { ttlMs, rowtime, updateBefore }: DeduplicateConfig): Running {
  const ttl = ttlOf(ttlMs[0]);
  const state = new KeyedValue(keyedOf(env), 'deduplicate-state', ttl, () => env.nowMs());
  return {
    element(record) {
      const before = state.get() as Kept | null;
      if (before !== null && rowtime !== null && timeOf(before[0], rowtime) > timeOf(record.row, rowtime)) return;
      state.put(kept(record));
      // By the clock nothing is said of a row like the one before; with a time to live it must be, to keep state below fresh.
      if (before !== null && rowtime === null && ttl === null && sameRow(before[0], record.row)) return;
      replace(env, before, record, updateBefore);
    },
  };
}

/** A row takes the place of what was there. */
function replace(env: OperatorEnv, before: Kept | null, record: StreamRecord, updateBefore: boolean): void {
  const { row, timestamp } = record;
  if (before === null) return env.emit({ ...record, kind: '+I' });
  const lineage: Lineage = mergeLineage(before[1], record.lineage);
  if (updateBefore) env.emit({ kind: '-U', row: before[0], timestamp, lineage });
  env.emit({ kind: '+U', row, timestamp, lineage });
}

const timeOf = (row: Row, index: number): number => millisOf(row[index] ?? 0);
