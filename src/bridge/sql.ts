// What the page asks about Flink SQL and is told: statements with their problems, what could be typed, plans as they are drawn. Plain data.

/** A place in a text: lines and columns count from 1, the end is the last letter. */
export interface SqlPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What Flink refuses: the exception's Java class and text. */
export interface SqlRefusal {
  readonly exception: string;
  readonly message: string;
  readonly at: SqlPlace | null;
  /** Whether it is found while the text is read, checked against the catalog and planned, or while the job runs. */
  readonly phase: 'parse' | 'validate' | 'run';
}

/** A statement of a text; offsets count UTF-16 units. */
export interface SqlPiece {
  readonly from: number;
  readonly to: number;
  /** The statement's kind, for example `query` or `create table`; empty where it can't be read. */
  readonly kind: string;
  /** Whether a semicolon ends it: without one the SQL client waits for more. */
  readonly ended: boolean;
}

/** A problem in a text, at its place there; `to` stands behind its last letter. */
export interface SqlTextProblem extends SqlRefusal {
  readonly from: number;
  readonly to: number;
}

/** A text read as a script, statement by statement, over a session's catalogs. */
export interface SqlChecked {
  readonly pieces: readonly SqlPiece[];
  readonly problems: readonly SqlTextProblem[];
}

export interface SqlOption {
  readonly label: string;
  readonly kind: 'keyword' | 'table' | 'view' | 'column' | 'function' | 'database' | 'catalog' | 'type' | 'option';
  /** A column's type, a function's signature, where a table lies. */
  readonly detail: string;
  /** What is put in, where that is not the label. */
  readonly insert?: string;
}

export interface SqlCompletion {
  /** Where the word begins that is completed. */
  readonly from: number;
  readonly options: readonly SqlOption[];
}

/** The words that an editor colours. */
export interface SqlVocabulary {
  readonly keywords: readonly string[];
  readonly types: readonly string[];
  readonly functions: readonly string[];
}

/** What kind of state an operator keeps; how it grows and goes is a matter of the kind. */
export type SqlStateKind =
  | 'none' | 'offsets' | 'watermark' | 'group' | 'normalize' | 'first-row' | 'last-row' | 'top-n' | 'top-n-all' | 'over' | 'sort' | 'limit' | 'window' | 'window-rows' | 'match' | 'join' | 'interval-join'
  | 'temporal-join' | 'lookup' | 'window-join' | 'materialize' | 'transaction' | 'batch';

export interface SqlPlanState {
  readonly kind: SqlStateKind;
  /** What it is kept by: columns of the key; none for one state of all rows. */
  readonly keys: readonly string[];
  /** Aggregates, how many rows are kept of a key, how long: by the kind. */
  readonly functions: readonly string[];
  readonly rows: number | null;
  readonly forMs: number | null;
  /** `table.exec.state.ttl` (or a hint's) in ms; 0 for never. */
  readonly ttlMs: number;
}

/** An operator of a plan. Exchanges are how its inputs come. */
export interface SqlPlanNode {
  /** Flink's number: the operator on the cluster is called `GroupAggregate[3]`. 0 for the client's own sink. */
  readonly number: number;
  /** For example `GroupAggregate`. */
  readonly kind: string;
  /** As EXPLAIN's execution plan writes it. */
  readonly text: string;
  readonly inputs: readonly { readonly number: number; /** `hash[cliente]`, `single`; null where rows stay in their task. */ readonly exchange: string | null }[];
  /** Kinds of rows that it gives: `I`, `UB`, `UA`, `D`. Empty for a sink. */
  readonly changes: readonly ('I' | 'UB' | 'UA' | 'D')[];
  readonly fields: readonly string[];
  readonly state: SqlPlanState;
}

/** Nodes with inputs before those that read them. */
export interface SqlPlan {
  readonly mode: 'streaming' | 'batch';
  readonly nodes: readonly SqlPlanNode[];
}

/** The plan of one statement of a text, and EXPLAIN's text of it; or why there is none. */
export type SqlExplained =
  | { readonly kind: 'plan'; readonly from: number; readonly to: number; readonly plan: SqlPlan; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: SqlTextProblem }
  /** The statement is of a kind that has no plan, or there is none at that place. */
  | { readonly kind: 'none' };

/** What a statement that a SQL client was given has come to. */
export type SqlOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  /** A table of texts: SHOW, DESCRIBE, EXPLAIN. `cut` where there were more rows. */
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly cut: boolean }
  /** A query's end: all its rows have come. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'submitted' }
  | { readonly kind: 'refused'; readonly problem: SqlRefusal }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'stopped' };

/** A statement that a SQL client was given. */
export interface SqlStatement {
  readonly number: number;
  readonly text: string;
  readonly atUs: number;
  readonly endedUs: number | null;
  /** Its job on the cluster, or null. */
  readonly job: string | null;
  readonly isQuery: boolean;
  readonly plan: SqlPlan | null;
  readonly outcome: SqlOutcome;
}
