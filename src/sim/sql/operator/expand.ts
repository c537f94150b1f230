// Expand: each row once for each grouping set, the columns that a set lacks as NULL (StreamExecExpand).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import { compile } from '../expr/compile.ts';
import type { ExpandConfig } from './config.ts';
import { sqlEnv } from './env.ts';

export const expand: OperatorKind = stateless((env) => {
  const config = env.spec.config as ExpandConfig;
  const ask = sqlEnv(env, config);
  const projects = config.projects.map((exprs) => exprs.map((rex) => compile(rex)));
  return {
    element({ kind, row, timestamp, lineage }) {
      for (const exprs of projects) env.emit({ kind, row: exprs.map((expr) => expr(row, ask)), timestamp, lineage });
    },
  };
});
