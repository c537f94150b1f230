// LookupJoin: each row asks a table by key (LookupJoinRunner). The table is what the connector says of it: its rows.
import { freeze } from '../../kernel/freeze.ts';
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { compile, compileCondition } from '../expr/compile.ts';
import { keyOf, type Row } from '../value.ts';
import type { LookupJoinConfig, LookupTable } from './config.ts';
import { sqlEnv } from './env.ts';
import { pairing } from './pair.ts';
import { isRetraction } from './row-kinds.ts';

export const lookupJoin: OperatorKind = stateless((env) => {
  const config = env.spec.config as LookupJoinConfig;
  const ask = sqlEnv(env, config);
  const pair = pairing(config.condition, config.leftWidth, config.rightWidth, ask);
  const fits = config.rightCondition === null ? null : compileCondition(config.rightCondition);
  const table = indexed(config.table as LookupTable, config.keys.map((key) => key.column));
  const keys = config.keys.map((key) => compile(key.of));
  /** NULL finds nothing. */
  const find = (row: Row): readonly Row[] => {
    const values = keys.map((key) => key(row, ask));
    if (values.includes(null)) return NONE;
    const found = table.get(values.map(keyOf).join('\u0001')) ?? NONE;
    return fits === null ? found : found.filter((one) => fits(one, ask));
  };
  return {
    element({ kind, row, timestamp, lineage }) {
      let met = false;
      for (const right of find(row)) {
        const both = pair.both(row, right);
        if (both === null) continue;
        met = true;
        env.emit({ kind, row: both, timestamp, lineage });
      }
      if (!met && config.join === 'LEFT') env.emit({ kind, row: pair.leftAlone(row), timestamp, lineage });
    },
  };
});

const NONE: readonly Row[] = freeze([]);

/** The rows by the columns that they are asked by. */
function indexed(table: LookupTable, columns: readonly number[]): ReadonlyMap<string, readonly Row[]> {
  if (!Array.isArray(table.changes)) throw new UserCodeError('org.apache.flink.table.api.TableException', 'The table can not be asked by key.');
  const found = new Map<string, Row[]>();
  for (const [kind, row] of table.changes as LookupTable['changes']) {
    const key = columns.map((column) => keyOf(row[column] ?? null)).join('\u0001');
    const rows = found.get(key) ?? [];
    if (isRetraction(kind)) rows.splice(rows.findIndex((one) => keyOf(one) === keyOf(row)), 1);
    else rows.push(row);
    found.set(key, rows);
  }
  return found;
}
