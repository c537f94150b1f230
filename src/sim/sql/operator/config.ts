// What Flink SQL's operators are told: plain data between the planner, which makes it, and the operators, which run it.
import type { Rex } from '../expr/rex.ts';
import type { AggregateCall, JoinType, MatchSpec, OverCall, Rel, SortKey, WindowSpec } from '../query/rel.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { RowKind } from '../../flink/record.ts';
import type { Row } from '../value.ts';

/** What expressions may ask of the session: each operator that evaluates any has it. */
export interface SqlSettings {
  /** `table.local-time-zone`. */
  readonly zone: string;
  /** When the query began, ms since 1970. */
  readonly startedMs: number;
}

/** Windows of instants lie by a clock in the session's zone; all others as they stand (TimeWindowUtil.getShiftTimeZone). */
export interface WindowSettings extends SqlSettings {
  /** `zone` where the window's time attribute is a TIMESTAMP_LTZ, else 'UTC'. */
  readonly windowZone: string;
}

/** How a changelog operator speaks and listens. */
export interface Changelog {
  /** Whether rows of the input may be taken back: -U, -D come. One for each input. */
  readonly inputRetracts: readonly boolean[];
  /** Whether somebody below needs -U. */
  readonly updateBefore: boolean;
  /** `table.exec.state.ttl` in ms for each input (or for the one state); 0 for ever. */
  readonly ttlMs: readonly number[];
}

/** Calc: a condition, then expressions over the row. */
export interface CalcConfig extends SqlSettings {
  readonly condition: Rex | null;
  /** Null: the row as it is. */
  readonly exprs: readonly Rex[] | null;
}

/** Values: a bounded source of these rows. */
export interface ValuesConfig {
  readonly rows: readonly Row[];
}

/** Expand: each row once for each of these lists; a column that a grouping set lacks is a NULL literal, the last is the set's id. */
export interface ExpandConfig extends SqlSettings {
  readonly projects: readonly (readonly Rex[])[];
}

/** WatermarkAssigner. The watermark is the highest of `watermark` over the rows, less 1 ms as it is sent. */
export interface WatermarkConfig extends SqlSettings {
  readonly time: number;
  readonly watermark: Rex;
  /** `table.exec.source.idle-timeout`, 0 never. */
  readonly idleTimeoutMs: number;
}

/** GroupAggregate: keyed by `groups` (none: one key for all). It gives the group columns, then the aggregates. */
export interface GroupAggregateConfig extends SqlSettings, Changelog {
  readonly input: readonly LogicalType[];
  readonly groups: readonly number[];
  readonly calls: readonly AggregateCall[];
  /** Calls that nothing is taken back from: MAX of what only rises, MIN of what only falls. Absent: none. */
  readonly keeps?: readonly boolean[];
  readonly miniBatch?: MiniBatchConfig & { /** What comes in is the first phase's. */ readonly second: boolean };
}

/** Rows are gathered until there are so many, or a mark comes. */
export interface MiniBatchConfig {
  readonly size: number;
}

/** LocalGroupAggregate: gathers by `groups`. */
export interface LocalAggregateConfig extends MiniBatchConfig {
  readonly input: readonly LogicalType[];
  readonly groups: readonly number[];
}

/** Marks each `intervalMs` of the clock, or of event time. */
export interface MiniBatchAssignerConfig {
  readonly intervalMs: number;
  readonly mode: 'ProcTime' | 'RowTime';
}

/** ChangelogNormalize: keyed by the primary key; makes a whole changelog of upserts (+I, -U, +U, -D). */
export interface NormalizeConfig extends SqlSettings, Changelog {
  readonly miniBatch?: MiniBatchConfig;
  readonly input: readonly LogicalType[];
  readonly condition: Rex | null;
}

/** Deduplicate by ROW_NUMBER() = 1 over a time attribute: keyed by the partition. Keeping the first it only inserts, by event time when the watermark has passed. */
export interface DeduplicateConfig extends SqlSettings, Changelog {
  readonly miniBatch?: MiniBatchConfig;
  readonly keep: 'first' | 'last';
  /** The rowtime column; null by processing time. */
  readonly rowtime: number | null;
}

/** Rank: ROW_NUMBER() between `from` and `to`, keyed by the partition. */
export interface RankConfig extends SqlSettings, Changelog {
  readonly input: readonly LogicalType[];
  readonly order: readonly SortKey[];
  readonly from: number;
  readonly to: number;
  /** Whether the number is a column behind the input's. */
  readonly showsNumber: boolean;
  /** AppendFastStrategy, UpdateFastStrategy (its key: the input's upsert key), RetractStrategy. */
  readonly strategy: { readonly kind: 'append' } | { readonly kind: 'update'; readonly key: readonly number[] } | { readonly kind: 'retract' };
}

/** OverAggregate over an append-only stream in the order of a time attribute (or of other columns: non-time over). Keyed by the partition. */
export interface OverConfig extends SqlSettings, Changelog {
  readonly input: readonly LogicalType[];
  readonly calls: readonly OverCall[];
  readonly order: { readonly kind: 'rowtime'; readonly index: number } | { readonly kind: 'proctime' } | { readonly kind: 'other'; readonly keys: readonly SortKey[] };
  /** What calls are given that is no column: `input` has their types behind the columns'. */
  readonly constants?: ConstantArgs;
}

/** Arguments that are constants: the places from `from` on. */
export interface ConstantArgs {
  readonly from: number;
  readonly values: Row;
}

/** Join of two changelogs, keyed by the columns that are equal (none: all rows have one key). The condition sees left then right columns, whole. */
export interface JoinConfig extends SqlSettings, Changelog {
  readonly miniBatch?: MiniBatchConfig;
  readonly join: JoinType;
  readonly left: readonly LogicalType[];
  readonly right: readonly LogicalType[];
  readonly leftKey: readonly number[];
  readonly rightKey: readonly number[];
  readonly condition: Rex | null;
  /** A unique key of each side, null where there is none: state is kept by it. */
  readonly uniqueKeys: readonly [readonly number[] | null, readonly number[] | null];
  /** Whether NULL keys are dropped, one for each key column (`=` drops, IS NOT DISTINCT FROM keeps). */
  readonly filterNulls: readonly boolean[];
}

/** IntervalJoin: rows join where right.time - left.time lies in [lowerMs, upperMs]. */
export interface SqlIntervalJoinConfig extends SqlSettings {
  readonly join: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly condition: Rex | null;
  /** Rowtime columns; null for processing time. */
  readonly leftTime: number | null;
  readonly rightTime: number | null;
  readonly lowerMs: number;
  readonly upperMs: number;
}

/** TemporalJoin of versions (FOR SYSTEM_TIME AS OF left.time): right rows are a changelog by their key. */
export interface TemporalJoinConfig extends SqlSettings {
  readonly join: 'INNER' | 'LEFT';
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly condition: Rex | null;
  /** Rowtime columns; null: processing time, the newest version. */
  readonly leftTime: number | null;
  readonly rightTime: number | null;
}

/** What a connector says of a table that can be asked by key: the changes that made its rows, each with all of its columns. */
export interface LookupTable {
  readonly changes: readonly (readonly [RowKind, Row])[];
}

/** LookupJoin: asks a table of the outside world (a database) for each row. */
export interface LookupJoinConfig extends SqlSettings {
  readonly join: 'INNER' | 'LEFT';
  readonly leftWidth: number;
  readonly rightWidth: number;
  /** What the table is asked by: a left column or a constant for each of its key columns. */
  readonly keys: readonly { readonly column: number; readonly of: Rex }[];
  readonly condition: Rex | null;
  /** Of the table's row alone. */
  readonly rightCondition: Rex | null;
  /** The connector's own description of the table: a `LookupTable`. */
  readonly table: object;
}

/** WindowTableFunction: each row once for each of its windows, with window_start, window_end, window_time behind. */
export interface WindowTableConfig extends WindowSettings {
  readonly spec: WindowSpec;
  /** By processing time; else by the rowtime column. */
  readonly processing: boolean;
}

/** WindowAggregate over a window TVF: keyed by `groups`; gives groups, aggregates, then these properties. */
export interface WindowAggregateConfig extends WindowSettings {
  readonly input: readonly LogicalType[];
  readonly groups: readonly number[];
  readonly calls: readonly AggregateCall[];
  readonly properties: readonly ('start' | 'end' | 'rowtime' | 'proctime')[];
  /** From the row's time, or from windows that the rows already carry in these columns. */
  readonly window: { readonly kind: 'time'; readonly spec: WindowSpec; readonly processing: boolean } | { readonly kind: 'attached'; readonly start: number | null; readonly end: number; readonly spec: WindowSpec };
  readonly inputRetracts: boolean;
}

/** GroupWindowAggregate, the legacy GROUP BY TUMBLE(…): like WindowAggregate, with `table.exec.emit.*` and allowed lateness. */
export interface GroupWindowConfig extends WindowSettings, Changelog {
  readonly input: readonly LogicalType[];
  readonly spec: WindowSpec;
  readonly processing: boolean;
  readonly groups: readonly number[];
  readonly calls: readonly AggregateCall[];
  readonly properties: readonly ('start' | 'end' | 'rowtime' | 'proctime')[];
  /** `table.exec.emit.*`: ms between firings before and after the window's end (0: at each row; null: none), and how long late rows still count. */
  readonly emit: { readonly earlyMs: number | null; readonly lateMs: number | null; readonly allowedLatenessMs: number };
}

/** WindowJoin: rows of one window on both sides, keyed by the equal columns. Window columns are given by their end. */
export interface SqlWindowJoinConfig extends WindowSettings {
  readonly join: JoinType;
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly condition: Rex | null;
  readonly leftEnd: number;
  readonly rightEnd: number;
  readonly filterNulls: readonly boolean[];
}

/** WindowRank, and WindowDeduplicate where only the first by rowtime stays: keyed by the partition without the window. */
export interface WindowRankConfig extends WindowSettings {
  readonly input: readonly LogicalType[];
  readonly order: readonly SortKey[];
  readonly from: number;
  readonly to: number;
  readonly showsNumber: boolean;
  readonly windowEnd: number;
}

/** Correlate: the elements of a collection beside each row. */
export interface CorrelateConfig extends SqlSettings {
  readonly join: 'INNER' | 'LEFT';
  readonly collection: Rex;
  readonly ordinality: boolean;
  /** Columns that an element makes. */
  readonly width: number;
  readonly condition: Rex | null;
}

/** Match (MATCH_RECOGNIZE): keyed by the partition. It gives the partition's columns, then the measures. */
export interface MatchConfig extends SqlSettings {
  readonly input: readonly LogicalType[];
  readonly spec: MatchSpec;
  /** By processing time: rows as they come; else in the order of the first sort key, once the watermark has passed. */
  readonly processing: boolean;
}

/** Sort by rowtime first (TemporalSort), SortLimit, Limit: one task for all, keyed by no column. */
export interface SortConfig extends SqlSettings, Changelog {
  readonly input: readonly LogicalType[];
  readonly keys: readonly SortKey[];
  readonly offset: number;
  readonly limit: number | null;
  /** The rowtime column that leads, for a TemporalSort. */
  readonly rowtime: number | null;
  /** How a SortLimit or Limit keeps its rows; absent: `append` or `retract`, as its input is. */
  readonly strategy?: RankConfig['strategy'];
}

/** SinkMaterializer (SinkUpsertMaterializer): keyed by the sink's primary key; keeps the rows behind each key in their order. */
export interface MaterializeConfig extends SqlSettings {
  readonly input: readonly LogicalType[];
  readonly ttlMs: number;
  readonly inputUpsertKey: readonly number[] | null;
}

/** ConstraintEnforcer of a sink: NOT NULL columns, and lengths. */
export interface ConstraintConfig {
  readonly fields: readonly { readonly name: string; readonly type: LogicalType }[];
  /** `table.exec.sink.not-null-enforcer`. */
  readonly notNull: 'ERROR' | 'DROP';
  /** `table.exec.sink.type-length-enforcer`. */
  readonly length: 'IGNORE' | 'TRIM_PAD' | 'ERROR';
  /** `table.exec.sink.nested-constraint-enforcer`; absent IGNORE. */
  readonly nested?: 'IGNORE' | 'ROWS' | 'ROWS_AND_COLLECTIONS';
}

/** A blocking operator of batch mode: `rel` reads its inputs as the tables `$left` and `$right`. */
export interface BatchConfig extends SqlSettings {
  readonly rel: Rel;
}

/** Names of the kinds: `sql-` and what they are. The runtime's list of operators has one for each. */
export interface SqlOperatorConfigs {
  'sql-calc': CalcConfig;
  'sql-values': ValuesConfig;
  'sql-expand': ExpandConfig;
  'sql-watermark': WatermarkConfig;
  'sql-group-aggregate': GroupAggregateConfig;
  'sql-local-aggregate': LocalAggregateConfig;
  'sql-mini-batch-assigner': MiniBatchAssignerConfig;
  'sql-normalize': NormalizeConfig;
  'sql-deduplicate': DeduplicateConfig;
  'sql-rank': RankConfig;
  'sql-over': OverConfig;
  'sql-join': JoinConfig;
  'sql-interval-join': SqlIntervalJoinConfig;
  'sql-temporal-join': TemporalJoinConfig;
  'sql-lookup-join': LookupJoinConfig;
  'sql-window-table': WindowTableConfig;
  'sql-window-aggregate': WindowAggregateConfig;
  'sql-group-window': GroupWindowConfig;
  'sql-window-join': SqlWindowJoinConfig;
  'sql-window-rank': WindowRankConfig;
  'sql-correlate': CorrelateConfig;
  'sql-match': MatchConfig;
  'sql-sort': SortConfig;
  'sql-drop-update-before': object;
  'sql-materialize': MaterializeConfig;
  'sql-constraint': ConstraintConfig;
  'sql-batch': BatchConfig;
}
