// What a connector is to the planner: which options it takes, how a table of it is read and written, and what a changelog it gives or takes.
import type { OperatorSpec } from '../../../bridge/flink.ts';
import type { Rex } from '../expr/rex.ts';
import type { TableEntry } from '../query/catalog.ts';
import type { Result, SqlError } from '../problem.ts';
import type { Field } from '../type/logical-type.ts';
import type { Row } from '../value.ts';

/** Kinds of rows in a changelog: inserts, updates (before and after), deletes. */
export interface ChangeKinds {
  readonly insert: true;
  readonly updateBefore: boolean;
  readonly updateAfter: boolean;
  readonly delete: boolean;
}

export const INSERT_ONLY: ChangeKinds = { insert: true, updateBefore: false, updateAfter: false, delete: false };
export const UPSERT: ChangeKinds = { insert: true, updateBefore: false, updateAfter: true, delete: true };
export const ALL_CHANGES: ChangeKinds = { insert: true, updateBefore: true, updateAfter: true, delete: true };

/** A table as a connector is asked for it: its options are those of the definition with the hints' over them. */
export interface TableRequest {
  readonly path: readonly [string, string, string];
  readonly entry: TableEntry;
  readonly options: Readonly<Record<string, string>>;
  /** Physical and metadata columns in the table's order. */
  readonly fields: readonly Field[];
  readonly settings: Readonly<Record<string, string>>;
  /** INSERT OVERWRITE: what was there before goes. */
  readonly overwrite?: boolean;
}

/** A watermark that is made in the source, split by split (SupportsWatermarkPushDown). */
export interface PushedWatermark {
  /** Over the request's fields; computed columns are put into it. Its value is the watermark, less 1 ms as it is sent. */
  readonly rex: Rex;
  /** `table.local-time-zone`, and when the query began, ms since 1970. */
  readonly zone: string;
  readonly startedMs: number;
  /** `scan.watermark.emit.strategy`. */
  readonly emit: 'on-periodic' | 'on-event';
  /** `scan.watermark.idle-timeout`, else `table.exec.source.idle-timeout`; 0 never. */
  readonly idleTimeoutMs: number;
}

/** What the planner gives a source that takes it, as the member `pushed` of its operator's config; without it nothing is pushed. */
export interface PushedDown {
  readonly watermark: PushedWatermark | null;
  /** The request's fields that are read, in the order of the rows then given; null for all. */
  readonly columns: readonly number[] | null;
  /** At most so many rows of all subtasks together; null without a limit. */
  readonly limit: number | null;
}

/** The source's operator with what is pushed into it. */
export function withPushed(operator: OperatorSpec, pushed: PushedDown): OperatorSpec {
  return { kind: operator.kind, config: { ...operator.config, pushed } };
}

/** A table that is read. */
export interface TableSource {
  /** The source operator; it gives rows of the request's fields, in their order, unless `withPushed` says which. */
  readonly operator: OperatorSpec;
  readonly changes: ChangeKinds;
  readonly bounded: boolean;
  /** What EXPLAIN and the job's operators call it (`asSummaryString` is not shown): null for `TableSourceScan(...)` alone. */
  readonly parallelism: number | null;
  /** The watermark is made in the source, split by split (SupportsWatermarkPushDown). */
  readonly pushesWatermark: boolean;
  /** Only the columns that are read are asked for (SupportsProjectionPushDown). */
  readonly pushesProjection: boolean;
  readonly pushesLimit: boolean;
  readonly pushesFilter: boolean;
  /** EXPLAIN lists the metadata that is asked for with the columns, none included (SupportsReadingMetadata). */
  readonly listsMetadata?: true;
  /** Whether it can be asked by key (LookupTableSource): the description for `sql-lookup-join`. */
  readonly lookup: object | null;
  /** Rows of a table that stands still and is read at once by a batch job without a cluster's help; null where only a job can read it. */
  readonly rows: readonly Row[] | null;
  /** What is wrong with it when its operator is made, after all else of the plan was right. */
  readonly refusal?: SqlError;
}

/** A table that is written. */
export interface TableSink {
  readonly operator: OperatorSpec;
  /** The changelog that it takes, given what the query makes. */
  readonly takes: ChangeKinds;
  readonly parallelism: number | null;
}

export interface Connector {
  readonly identifier: string;
  /** Null where it can't be read, or written. */
  source: ((request: TableRequest) => Result<TableSource>) | null;
  sink: ((request: TableRequest, query: ChangeKinds) => Result<TableSink>) | null;
}

/** All that a session's tables may be made of, by identifier. */
export type Connectors = Readonly<Record<string, Connector>>;
