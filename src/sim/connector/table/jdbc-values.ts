// Values between Flink SQL and the database: numbers, texts and truth as they are, all else as its text.
import type { Cell } from '../../engine/micro-batch/row.ts';
import { textOf } from '../../sql/expr/text.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';

export interface JdbcColumn {
  readonly name: string;
  readonly type: LogicalType;
}

const NUMBERS: ReadonlySet<LogicalType['kind']> = new Set(['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'] as const);

/** What the database keeps of a value. Numbers beyond 2^53 are kept as the nearest double. */
export function cellOf(value: Parameters<ReturnType<typeof textOf>>[0], { type }: JdbcColumn, zone: string): Cell {
  if (value === null || typeof value === 'boolean') return value;
  if (NUMBERS.has(type.kind)) return Number(value);
  return textOf(type)(value, zone);
}
