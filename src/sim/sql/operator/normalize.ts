// ChangelogNormalize: makes a whole changelog of upserts by their key, and drops what is twice in it (ProcTimeDeduplicateKeepLastRowFunction, or that of mini-batches).
import type { OperatorEnv, OperatorKind } from '../../flink/operator/operator.ts';
import { mergeLineage, type RowKind, type StreamRecord } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import { compileCondition } from '../expr/compile.ts';
import { keyBundle, newBundle } from './bundle.ts';
import type { NormalizeConfig } from './config.ts';
import { keyedOf, sqlEnv, ttlOf } from './env.ts';
import { type Kept, kept } from './rank-output.ts';
import { isRetraction, sameRow } from './row-kinds.ts';

export const normalize: OperatorKind = {
  create: (config) => ((config as NormalizeConfig).miniBatch === undefined ? {} : newBundle()),
  run(env) {
    const config = env.spec.config as NormalizeConfig;
    const take = normalizer(env, config);
    // Of a mini-batch only the last row counts.
    return config.miniBatch === undefined ? { element: take } : keyBundle(env, config.miniBatch.size, (records) => records.slice(-1).forEach(take));
  },
};

function normalizer(env: OperatorEnv, config: NormalizeConfig): (record: StreamRecord) => void {
  const ask = sqlEnv(env, config);
  const holds = config.condition === null ? null : compileCondition(config.condition);
  const ttl = ttlOf(config.ttlMs[0]);
  const state = new KeyedValue(keyedOf(env), 'deduplicate-state', ttl, () => env.nowMs());
  const emit = (kind: RowKind, [row, from]: Kept, { timestamp, lineage }: StreamRecord): void => env.emit({ kind, row, timestamp, lineage: mergeLineage(from, lineage) });
  /** The state's row is gone. What is given is the state's, for a deletion may hold no more than its key. */
  const remove = (before: Kept, record: StreamRecord): void => {
    emit('-D', before, record);
    state.clear();
  };
  return (record) => {
    const before = state.get() as Kept | null;
    if (isRetraction(record.kind)) {
      if (before !== null) remove(before, record);
      return;
    }
    const passes = holds === null || holds(record.row, ask);
    if (before === null) {
      if (!passes) return;
      emit('+I', [record.row, 0], record);
    } else {
      if (ttl === null && sameRow(before[0], record.row)) return;
      if (!passes) return remove(before, record);
      if (config.updateBefore) emit('-U', before, record);
      emit('+U', [record.row, 0], record);
    }
    state.put(kept(record));
  };
}
