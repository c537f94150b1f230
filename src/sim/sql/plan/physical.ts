// A query's streaming plan as plain data: Flink's physical nodes with what each gives, and what EXPLAIN prints of it.
import type { Rex } from '../expr/rex.ts';
import type { AggregateCall, JoinType, OverCall, Rel, SortKey, WindowSpec } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import type { Row } from '../value.ts';
import type { ChangeKinds, PushedDown, TableRequest, TableSink, TableSource } from './connector.ts';

/** Columns of a window that aggregates may show behind themselves. */
export type WindowProperty = 'start' | 'end' | 'rowtime' | 'proctime';

/** How rows are shared out before a node. */
export type Distribution = { readonly kind: 'hash'; readonly keys: readonly number[] } | { readonly kind: 'single' };

/** Where a window's bounds come from: the row's time, or columns that a window function below has made. */
export type Windowing =
  | { readonly kind: 'time'; readonly spec: WindowSpec; readonly processing: boolean }
  | { readonly kind: 'attached'; readonly start: number | null; readonly end: number; readonly spec: WindowSpec };

/** What every node has. Frozen; the same object at two places is one node that feeds both. */
export interface NodeBase {
  readonly fields: readonly Field[];
  /** What it gives, once the modes are inferred: `updateBefore` false where nobody asks for it. */
  readonly changes: ChangeKinds;
  /** Sets of columns by which its changelog can be taken for updates (FlinkRelMdUpsertKeys). */
  readonly upsertKeys: readonly (readonly number[])[];
  readonly inputs: readonly Physical[];
}

/** Nodes that depend on the table's world, or make rows. */
export type LeafNode =
  | { readonly kind: 'TableSourceScan'; readonly request: TableRequest; readonly source: TableSource; readonly pushed: PushedDown; /** What the table is told of the conditions above it, which ask again. */ readonly filter?: string }
  | { readonly kind: 'Values'; readonly rows: readonly Row[]; /** A row without columns, which calls of tables stand on. */ readonly bare?: true };

/** Nodes that look at a row alone. */
export type RowNode =
  /** The condition first; expressions over the input's columns. */
  | { readonly kind: 'Calc'; readonly exprs: readonly Rex[]; readonly condition: Rex | null }
  | { readonly kind: 'Exchange'; readonly distribution: Distribution }
  | { readonly kind: 'Union' }
  | { readonly kind: 'Expand'; readonly projects: readonly (readonly Rex[])[] }
  | { readonly kind: 'WatermarkAssigner'; readonly time: number; readonly watermark: Rex }
  | { readonly kind: 'DropUpdateBefore' }
  | { readonly kind: 'Correlate'; readonly join: 'INNER' | 'LEFT'; readonly collection: Rex; readonly ordinality: boolean; readonly width: number; readonly condition: Rex | null }
  | { readonly kind: 'WindowTableFunction'; readonly spec: WindowSpec; readonly processing: boolean };

/** An order of all rows, or the first of them. */
export interface Sorting {
  readonly keys: readonly SortKey[];
  readonly offset: number;
  readonly limit: number | null;
  /** The rowtime column that leads a TemporalSort. */
  readonly rowtime: number | null;
  readonly strategy: 'append' | 'update' | 'retract';
}

/** Nodes that keep state by key. */
export type StateNode =
  | { readonly kind: 'GroupAggregate'; readonly groups: readonly number[]; readonly calls: readonly AggregateCall[]; /** As a hint has it; null for the setting. */ readonly stateTtl: string | null }
  | { readonly kind: 'ChangelogNormalize'; readonly key: readonly number[]; readonly condition: Rex | null }
  | { readonly kind: 'Deduplicate'; readonly partition: readonly number[]; readonly keep: 'first' | 'last'; readonly rowtime: number | null; readonly time: number }
  | { readonly kind: 'Rank'; readonly partition: readonly number[]; readonly order: readonly SortKey[]; readonly from: number; readonly to: number; readonly showsNumber: boolean; readonly strategy: { readonly kind: 'append' } | { readonly kind: 'update'; readonly key: readonly number[] } | { readonly kind: 'retract' } }
  /** `constants` are what calls are given beside columns: their places are behind the input's. */
  | { readonly kind: 'OverAggregate'; readonly calls: readonly OverCall[]; readonly constants: readonly Extract<Rex, { kind: 'literal' }>[]; readonly order: { readonly kind: 'rowtime'; readonly index: number } | { readonly kind: 'proctime' } | { readonly kind: 'other'; readonly keys: readonly SortKey[] } }
  | ({ readonly kind: 'TemporalSort' } & Sorting) | ({ readonly kind: 'SortLimit' } & Sorting) | ({ readonly kind: 'Limit' } & Sorting) | ({ readonly kind: 'Sort' } & Sorting)
  | { readonly kind: 'WindowAggregate'; readonly window: Windowing; readonly groups: readonly number[]; readonly calls: readonly AggregateCall[]; readonly properties: readonly WindowProperty[] }
  | { readonly kind: 'GroupWindowAggregate'; readonly spec: WindowSpec; readonly processing: boolean; readonly groups: readonly number[]; readonly calls: readonly AggregateCall[]; readonly properties: readonly WindowProperty[] }
  /** `windowStart` null where only the end is a column of the partition. */
  | { readonly kind: 'WindowRank'; readonly partition: readonly number[]; readonly order: readonly SortKey[]; readonly from: number; readonly to: number; readonly showsNumber: boolean; readonly windowStart: number | null; readonly windowEnd: number; readonly spec: WindowSpec }
  | { readonly kind: 'WindowDeduplicate'; readonly partition: readonly number[]; readonly keep: 'first' | 'last'; readonly rowtime: number; readonly windowStart: number | null; readonly windowEnd: number; readonly spec: WindowSpec }
  /** MATCH_RECOGNIZE: `match` is its relation without the input. */
  | { readonly kind: 'Match'; readonly partition: readonly number[]; readonly order: readonly SortKey[]; readonly match: Omit<Extract<Rel, { readonly kind: 'match' }>, 'input'> };

/** Joins: left columns, then right ones (not for SEMI and ANTI). `equal` pairs stand in the condition too. */
export type JoinNode = { readonly leftKey: readonly number[]; readonly rightKey: readonly number[]; readonly filterNulls: readonly boolean[]; /** Whole, null for TRUE. */ readonly condition: Rex | null } & (
  /** How each side is kept: by its own key, by the join's (which holds a unique key), or row by row. */
  | { readonly kind: 'Join'; readonly join: JoinType; readonly uniqueKeys: readonly [readonly number[] | null, readonly number[] | null]; readonly ttlMs: readonly [number, number]; /** As a hint has it for each side, null without one. */ readonly stateTtl: readonly [string | null, string | null] | null; /** `BROADCAST options:[RIGHT]`. */ readonly hints: readonly string[] }
  | { readonly kind: 'IntervalJoin'; readonly join: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL'; readonly leftTime: number; readonly rightTime: number; readonly isRowtime: boolean; /** right.time - left.time lies between these, ms. */ readonly lowerMs: number; readonly upperMs: number; /** What is left without keys and times. */ readonly rest: Rex | null }
  | { readonly kind: 'TemporalJoin'; readonly join: 'INNER' | 'LEFT'; readonly leftTime: number; readonly rightTime: number | null; readonly isRowtime: boolean; readonly rest: Rex | null }
  | { readonly kind: 'LookupJoin'; readonly join: 'INNER' | 'LEFT'; readonly request: TableRequest; readonly source: TableSource; readonly lookup: readonly { readonly column: number; readonly of: Rex }[]; /** Of the looked-up table alone, then columns of it that go on. */ readonly rightCondition: Rex | null; readonly columns: readonly number[]; readonly rest: Rex | null }
  | { readonly kind: 'WindowJoin'; readonly join: JoinType; readonly leftStart: number | null; readonly leftEnd: number; readonly rightStart: number | null; readonly rightEnd: number; readonly leftSpec: WindowSpec; readonly rightSpec: WindowSpec; readonly rest: Rex | null }
);

/** The end of a plan. */
export type SinkNode = {
  readonly kind: 'Sink'; readonly request: TableRequest; readonly sink: TableSink;
  /** The columns of its primary key, null without. */
  readonly primaryKey: readonly number[] | null;
  /** SinkUpsertMaterializer stands before it. */
  readonly materializes: boolean;
  /** Options that the INSERT gives it. */
  readonly hints: Readonly<Record<string, string>>;
  /** What its table takes: the query's changes as they come in. */
  readonly takes: ChangeKinds;
};

export type Physical = NodeBase & (LeafNode | RowNode | StateNode | JoinNode | SinkNode);
export type PhysicalKind = Physical['kind'];
export type PhysicalOf<K extends PhysicalKind> = Extract<Physical, { kind: K }>;
