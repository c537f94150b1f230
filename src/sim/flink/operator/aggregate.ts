// A running aggregate by key: each record gives the key's new result (KeyedStream.sum, reduce, aggregate). Also what a keyed count is.
import { freeze } from '../../kernel/freeze.ts';
import { compile } from '../expression/compile.ts';
import { type Lineage, mergeLineage, type Value } from '../record.ts';
import { KeyedValue, type Ttl } from '../state/keyed-backend.ts';
import { type AggregateSpec, Aggregates } from './aggregates.ts';
import { type OperatorKind, stateless } from './operator.ts';
import { functionEnv, type RowsConfig } from './rows.ts';

export interface AggregateConfig extends RowsConfig {
  readonly aggregates: readonly AggregateSpec[];
  readonly ttl: Ttl | null;
}

export interface ReduceConfig extends RowsConfig {
  /** An expression for each field of the new value; the value before is `kept`, the record `row`. */
  readonly fields: readonly string[];
  readonly ttl: Ttl | null;
}

/** The key's fields, then the results. */
export const aggregate: OperatorKind = stateless((env) => {
  const { input, aggregates, ttl } = env.spec.config as AggregateConfig;
  const { keyed } = env;
  if (keyed === null) throw new Error('an aggregate stands after keyBy');
  const functions = new Aggregates(aggregates, input);
  const state = new KeyedValue(keyed, 'aggregate', ttl, () => env.nowMs());
  const at = functions.width;
  let now = 0;
  const ask = functionEnv(env, () => now);
  return {
    element(record) {
      now = record.timestamp;
      const kept = state.get();
      let acc: Value[];
      if (Array.isArray(kept)) acc = ttl === null && !Object.isFrozen(kept) ? (kept as Value[]) : [...(kept as readonly Value[])];
      else acc = functions.create(1);
      functions.add(acc, record.row, ask);
      const lineage = record.lineage === 0 ? 0 : mergeLineage((acc[at] ?? 0) as Lineage, record.lineage);
      acc[at] = lineage;
      if (acc !== kept) state.put(acc);
      env.emit({ kind: '+I', row: functions.row(keyed.key, acc), timestamp: record.timestamp, lineage });
    },
  };
});

/** ReduceFunction: the first record of a key is its own result. */
export const reduce: OperatorKind = stateless((env) => {
  const { input, fields, ttl } = env.spec.config as ReduceConfig;
  const { keyed } = env;
  if (keyed === null) throw new Error('a reduce stands after keyBy');
  const values = fields.map((field) => compile(field, { inputs: [{ alias: 'kept', fields: input }, { alias: 'row', fields: input }] }));
  const state = new KeyedValue(keyed, 'reduce', ttl, () => env.nowMs());
  let now = 0;
  const ask = functionEnv(env, () => now);
  return {
    element(record) {
      now = record.timestamp;
      const kept = state.get();
      const [before, lineage] = Array.isArray(kept) ? (kept as [Value[], Lineage]) : [null, 0 as Lineage];
      const row = before === null ? record.row : values.map((value) => value(before, record.row, ask));
      const from = mergeLineage(lineage, record.lineage);
      state.put([freeze(row), from]);
      env.emit({ kind: '+I', row, timestamp: record.timestamp, lineage: from });
    },
  };
});
