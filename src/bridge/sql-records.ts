// What the page can see of running SQL clients: sessions, their statements, the last query's changelog and the table that it makes.
// Ids by the client's terminal: `sql-session/sql`, `sql-statement/sql/3`, `sql-result/sql`, `sql-changes/sql/0` and `sql-rows/sql/0` (50 a record).
import type { SqlOutcome, SqlPlan, SqlPlace } from './sql.ts';

/** A SQL client in a terminal. */
export interface SqlSessionRecord {
  readonly kind: 'sql-session';
  readonly id: string;
  readonly tty: string;
  /** `starting` before its prompt, `running` while a statement is under way. */
  readonly state: 'starting' | 'ready' | 'running';
  readonly catalog: string;
  readonly database: string;
  readonly mode: 'streaming' | 'batch';
  /** Tables and views of the current database. */
  readonly tables: readonly string[];
  /** Statements so far; the last ones are records of their own. */
  readonly statements: number;
}

export interface SqlStatementRecord {
  readonly kind: 'sql-statement';
  readonly id: string;
  readonly tty: string;
  readonly number: number;
  readonly text: string;
  readonly atUs: number;
  readonly endedUs: number | null;
  /** Its job on the cluster, or null. */
  readonly job: string | null;
  readonly isQuery: boolean;
  readonly outcome: SqlOutcome['kind'];
  /** Of an error: the exception's class and text, and where in the statement; empty and null else. */
  readonly exception: string;
  readonly message: string;
  readonly at: SqlPlace | null;
  /** Of a table of texts. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly cut: boolean;
  readonly plan: SqlPlan | null;
}

/** The last query's result. */
export interface SqlResultRecord {
  readonly kind: 'sql-result';
  readonly id: string;
  readonly tty: string;
  readonly statement: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly isStreaming: boolean;
  /** Changes that have come, by kind and all together. */
  readonly inserts: number;
  readonly updatesBefore: number;
  readonly updatesAfter: number;
  readonly deletes: number;
  readonly changes: number;
  /** Rows of the table now. */
  readonly size: number;
  /** When the last change came; -1 before the first. */
  readonly changedAtUs: number;
}

export interface SqlChange {
  /** Counts from 0 over the whole changelog. */
  readonly place: number;
  readonly op: '+I' | '-U' | '+U' | '-D';
  readonly atUs: number;
  readonly cells: readonly string[];
}

/** Neighbouring changes of the changelog: the last 1,000 are told. */
export interface SqlChangesRecord {
  readonly kind: 'sql-changes';
  readonly id: string;
  readonly tty: string;
  readonly part: number;
  readonly changes: readonly SqlChange[];
}

export interface SqlRow {
  /** Stays the row's while it is updated. */
  readonly row: number;
  /** What it was put there by, and when. */
  readonly op: '+I' | '-U' | '+U' | '-D';
  readonly atUs: number;
  readonly cells: readonly string[];
}

/** Neighbouring rows of the table: the first 1,000 are told. */
export interface SqlRowsRecord {
  readonly kind: 'sql-rows';
  readonly id: string;
  readonly tty: string;
  readonly part: number;
  readonly rows: readonly SqlRow[];
}

export type SqlRecord = SqlSessionRecord | SqlStatementRecord | SqlResultRecord | SqlChangesRecord | SqlRowsRecord;
