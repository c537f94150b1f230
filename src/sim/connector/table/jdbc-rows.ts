// Rows that a database told, as rows of Flink SQL; and the SELECTs and failures of the jdbc connector.
import type { Cell } from '../../engine/micro-batch/row.ts';
import { cellText } from '../../engine/micro-batch/row.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { freeze } from '../../kernel/freeze.ts';
import { castFunction } from '../../sql/expr/cast.ts';
import { STRING } from '../../sql/type/logical-type.ts';
import type { Row } from '../../sql/value.ts';
import type { JdbcColumn } from './jdbc-values.ts';

const SQL_EXCEPTION = 'org.postgresql.util.PSQLException';

/** A table of a database, and how its rows are cells of it. */
export interface JdbcTable {
  /** The database's node. */
  readonly node: string;
  readonly url: string;
  readonly table: string;
  readonly columns: readonly JdbcColumn[];
  readonly zone: string;
}

/** A function that makes rows of cells, each by its column's type. */
export function rowReader(columns: readonly JdbcColumn[], zone: string): (cells: readonly Cell[]) => Row {
  const casts = columns.map(({ type }) => castFunction(STRING, type));
  return (cells) => freeze(casts.map((cast, at) => {
    const cell = cells[at] ?? null;
    return cell === null ? null : cast(cellText(cell, 'STRING'), zone);
  }));
}

export function selectText(table: string, columns: readonly string[], conditions: readonly string[] = []): string {
  return `SELECT ${columns.join(', ')} FROM ${table}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`;
}

/** A value in a condition. */
export function literalOf(cell: Cell): string {
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : cellText(cell, 'STRING');
}

/** The database answers nobody: nothing listens at its address. */
export function refusedConnection(url: string): UserCodeError {
  return new UserCodeError(SQL_EXCEPTION, connectionText(url));
}

export function connectionText(url: string): string {
  return `Connection to ${/\/\/([^/]+)/.exec(url)?.[1] ?? 'localhost:5432'} refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`;
}

/** What the database refused, as its driver words it. */
export function refusedQuery(problem: string): UserCodeError {
  return new UserCodeError(SQL_EXCEPTION, problem.replace(/^ERROR:\s+/, 'ERROR: '));
}
