// What is wrong with a statement: the exception that Flink names, its text, and where in the text it stands.
import { UserCodeError } from '../flink/user-code-error.ts';

/** A place in a text: lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SqlProblem {
  /** The Java class that the client shows. */
  readonly exception: string;
  readonly message: string;
  readonly at: Place | null;
  /** Whether it is found while a query runs rather than while it is read. */
  readonly phase: 'parse' | 'validate' | 'run';
  /** What the exception around it says, where it says more. */
  readonly around?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: SqlProblem };

export const PARSE_EXCEPTION = 'org.apache.flink.sql.parser.impl.ParseException';
export const CALCITE_EXCEPTION = 'org.apache.calcite.runtime.CalciteException';
export const VALIDATOR_EXCEPTION = 'org.apache.calcite.sql.validate.SqlValidatorException';
export const VALIDATION_EXCEPTION = 'org.apache.flink.table.api.ValidationException';
export const TABLE_EXCEPTION = 'org.apache.flink.table.api.TableException';

/** Ends the reading of a statement; `attempt` makes it a value. Within an operator it fails the task. */
export class SqlError extends UserCodeError {
  readonly problem: SqlProblem;

  constructor(exception: string, message: string, at: Place | null, phase: SqlProblem['phase'], around?: string) {
    super(exception, message);
    this.problem = { exception, message, at, phase, ...(around === undefined ? {} : { around }) };
  }
}

/** A statement that is no SQL. */
export function parseError(message: string, at: Place | null, exception = PARSE_EXCEPTION): SqlError {
  return new SqlError(exception, message, at, 'parse');
}

/** What Calcite's validator refuses. */
export function invalid(message: string, at: Place | null = null): SqlError {
  return new SqlError(VALIDATOR_EXCEPTION, message, at, 'validate');
}

/** What Flink's own checks refuse. */
export function refused(message: string, at: Place | null = null, exception = VALIDATION_EXCEPTION, around?: string): SqlError {
  return new SqlError(exception, message, at, 'validate', around);
}

/** A row on which an expression fails: the task fails with this exception. */
export function failed(exception: string, message: string): SqlError {
  return new SqlError(exception, message, null, 'run');
}

/** Runs, and gives the problem as a value. */
export function attempt<T>(run: () => T): Result<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof SqlError) return { ok: false, problem: error.problem };
    throw error;
  }
}
