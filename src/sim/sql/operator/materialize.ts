// SinkMaterializer: puts a changelog in order for a sink whose key is not the query's: the rows behind each key, the last of which counts (SinkUpsertMaterializer).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import type { Row, StreamRecord, Value } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import type { MaterializeConfig } from './config.ts';
import { keyedOf, ttlOf } from './env.ts';
import { kept, type Kept, keptRow } from './rank-output.ts';
import { isRetraction, sameRow, sameValue } from './row-kinds.ts';

export const materialize: OperatorKind = stateless((env) => {
  const config = env.spec.config as MaterializeConfig;
  const state = new KeyedValue(keyedOf(env), 'values', ttlOf(config.ttlMs), () => env.nowMs());
  const key = config.inputUpsertKey;
  const isSame = key === null || key.length === 0 ? sameRow : (a: Row, b: Row) => key.every((index) => sameValue(a[index] ?? null, b[index] ?? null));
  const find = (rows: readonly Value[], row: Row): number => rows.findIndex((item) => isSame(keptRow(item), row));

  const add = (rows: readonly Value[], record: StreamRecord): void => {
    const at = key === null || key.length === 0 ? -1 : find(rows, record.row);
    state.put(at < 0 ? [...rows, kept(record)] : rows.with(at, kept(record)));
    env.emit({ ...record, kind: rows.length === 0 ? '+I' : '+U' });
  };
  const takeBack = (rows: readonly Value[], record: StreamRecord): void => {
    const at = find(rows, record.row);
    if (at < 0) return;
    const rest = rows.toSpliced(at, 1);
    state.put(rest.length === 0 ? null : rest);
    const last = rest.at(-1);
    if (last === undefined) env.emit({ ...record, kind: '-D' });
    else if (at === rows.length - 1) {
      const [row, lineage] = last as unknown as Kept;
      env.emit({ kind: '+U', row, timestamp: record.timestamp, lineage });
    }
  };
  return {
    element(record) {
      const rows = (state.get() ?? []) as readonly Value[];
      if (isRetraction(record.kind)) takeBack(rows, record);
      else add(rows, record);
    },
  };
});
