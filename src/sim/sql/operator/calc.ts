// Calc: drops rows that a condition does not hold for, and makes new rows of the others (StreamExecCalc).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import type { Value } from '../../flink/record.ts';
import { compile, compileCondition } from '../expr/compile.ts';
import type { CalcConfig } from './config.ts';
import { sqlEnv } from './env.ts';

export const calc: OperatorKind = stateless((env) => {
  const config = env.spec.config as CalcConfig;
  const ask = sqlEnv(env, config);
  const holds = config.condition === null ? null : compileCondition(config.condition);
  const exprs = config.exprs?.map((rex) => compile(rex)) ?? null;
  return {
    element(record) {
      const { row } = record;
      if (holds !== null && !holds(row, ask)) return;
      if (exprs === null) return env.emit(record);
      const made: Value[] = [];
      for (const expr of exprs) made.push(expr(row, ask));
      env.emit({ kind: record.kind, row: made, timestamp: record.timestamp, lineage: record.lineage });
    },
  };
});

/** DropUpdateBefore: nobody below needs what an updated row was. */
export const dropUpdateBefore: OperatorKind = stateless((env) => ({
  element(record) {
    if (record.kind !== '-U') env.emit(record);
  },
}));
