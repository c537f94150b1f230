// Queries after validation: relational algebra as plain data. The streaming planner and the batch oracle both begin here.
import type { Rex } from '../expr/rex.ts';
import type { Pattern } from '../parser/ast.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import type { Row, Value } from '../value.ts';

export interface SortKey {
  readonly index: number;
  readonly descending: boolean;
  /** Flink's default: NULL is lowest, so first when ascending. */
  readonly nullsFirst: boolean;
}

export interface AggregateCall {
  readonly name: string;
  /** Columns of the input; for LISTAGG the separator behind, as a literal in `options`. */
  readonly args: readonly number[];
  readonly distinct: boolean;
  /** A BOOLEAN column: rows where it is not TRUE do not count. */
  readonly filter: number | null;
  readonly type: LogicalType;
  readonly orderBy: readonly SortKey[];
  readonly options: Readonly<Record<string, Value>>;
  /** As it was written, where that is another name for it. */
  readonly written?: string;
}

export type FrameBound = { readonly kind: 'unbounded'; readonly following: boolean } | { readonly kind: 'current'; readonly following: boolean } | { readonly kind: 'offset'; readonly offset: Value; /** As it was written, for EXPLAIN. */ readonly type?: LogicalType; readonly following: boolean };

export interface OverCall extends Omit<AggregateCall, 'orderBy'> {
  readonly partitionBy: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly frame: { readonly unit: 'ROWS' | 'RANGE'; readonly from: FrameBound; readonly to: FrameBound };
}

export type WindowKind = 'TUMBLE' | 'HOP' | 'CUMULATE' | 'SESSION';

export interface WindowSpec {
  readonly window: WindowKind;
  /** The time column. */
  readonly time: number;
  /** Milliseconds: SESSION's gap, else the size. */
  readonly size: number;
  /** HOP's slide, CUMULATE's step. */
  readonly slide: number;
  readonly offset: number;
  /** Columns that sessions are kept apart by. */
  readonly partitionBy: readonly number[];
  /** Its intervals as they were written, for EXPLAIN. */
  readonly intervals?: readonly Rex[];
  /** Where a group window stands among the columns of GROUP BY, for EXPLAIN. */
  readonly place?: number;
}

/** What an expression of MATCH_RECOGNIZE reads: `variable` null stands for every row of the match. */
export type MatchRef =
  /** A column of the first or last row of a variable, or of the one `offset` rows after or before it. `named`: by FIRST or LAST. */
  | { readonly kind: 'row'; readonly variable: string | null; readonly which: 'FIRST' | 'LAST'; readonly offset: number; readonly column: number; readonly named?: true }
  /** An aggregate over the variable's rows: its arguments are expressions over one row, and the call's `args` count them. */
  | { readonly kind: 'aggregate'; readonly variable: string | null; readonly args: readonly Rex[]; readonly call: AggregateCall }
  /** MATCH_ROWTIME(), MATCH_PROCTIME(). */
  | { readonly kind: 'rowtime' | 'proctime' };

/** An expression whose columns are `refs`. */
export interface MatchExpression {
  readonly refs: readonly MatchRef[];
  readonly rex: Rex;
}

/** MATCH_RECOGNIZE. */
export interface MatchSpec {
  readonly partitionBy: readonly number[];
  /** The first is the time attribute. */
  readonly order: readonly SortKey[];
  readonly measures: readonly MatchExpression[];
  readonly pattern: Pattern;
  /** Variables without a definition take any row. */
  readonly define: Readonly<Record<string, MatchExpression>>;
  readonly after: { readonly kind: 'PAST LAST ROW' | 'TO NEXT ROW' } | { readonly kind: 'TO FIRST' | 'TO LAST'; readonly variable: string };
  readonly withinMs: number | null;
}

export type JoinType = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'SEMI' | 'ANTI';

/** The names of a query's items where one of them stands twice, else null. */
export function calledTwice(rel: Rel): readonly string[] | null {
  if (rel.kind === 'sort') return calledTwice(rel.input);
  return rel.kind === 'project' ? (rel.called ?? calledTwiceBelow(rel)) : null;
}

/** A projection that cuts off what only ORDER BY needed. */
function calledTwiceBelow(rel: Extract<Rel, { kind: 'project' }>): readonly string[] | null {
  return rel.input.kind === 'sort' && rel.exprs.every((rex, i) => rex.kind === 'input' && rex.index === i) ? calledTwice(rel.input) : null;
}

/** `fields` are the columns of what comes out. */
export type Rel = { readonly fields: readonly Field[] } & (
  | { readonly kind: 'scan'; readonly table: readonly string[]; readonly hints: Readonly<Record<string, string>>; /** The columns of its primary key. */ readonly key?: readonly number[] }
  | { readonly kind: 'values'; readonly rows: readonly Row[] }
  | { readonly kind: 'project'; readonly input: Rel; readonly exprs: readonly Rex[]; /** The one row of VALUES: of constants, or with something to compute. */ readonly rows?: 'literals' | 'computed'; /** A row of VALUES before it is given the columns' types. */ readonly written?: readonly Rex[]; /** What the items are called where a name stands twice: `fields` have numbers behind such. */ readonly called?: readonly string[] }
  | { readonly kind: 'filter'; readonly input: Rel; readonly condition: Rex }
  /** The condition sees the left columns, then the right ones. */
  | { readonly kind: 'join'; readonly join: JoinType; readonly left: Rel; readonly right: Rel; readonly condition: Rex; readonly hints: readonly string[]; /** STATE_TTL of each side, as it is written. */ readonly stateTtl?: readonly [string | null, string | null] }
  /** The right side is made anew for each left row, which it sees as `outer` columns of depth 1. */
  | { readonly kind: 'correlate'; readonly join: 'INNER' | 'LEFT'; readonly left: Rel; readonly right: Rel; readonly condition: Rex }
  /** The version of the right table at the left row's time. `time` is a column of the left side. */
  | { readonly kind: 'temporal join'; readonly join: 'INNER' | 'LEFT'; readonly left: Rel; readonly right: Rel; readonly time: number; readonly condition: Rex }
  /** The group columns, in their order, then the aggregates. Several sets: columns that a set lacks are NULL; GROUPING calls see which. */
  | { readonly kind: 'aggregate'; readonly input: Rel; readonly groups: readonly number[]; readonly sets: readonly (readonly number[])[]; readonly calls: readonly AggregateCall[]; /** STATE_TTL, as it is written. */ readonly stateTtl?: string }
  /** The input's columns, then window_start, window_end, window_time. */
  | { readonly kind: 'window table'; readonly input: Rel; readonly spec: WindowSpec }
  /** GROUP BY TUMBLE(…): group columns, aggregates, then the window's properties that were asked for. */
  | { readonly kind: 'group window'; readonly input: Rel; readonly spec: WindowSpec; readonly groups: readonly number[]; readonly calls: readonly AggregateCall[]; readonly properties: readonly ('start' | 'end' | 'rowtime' | 'proctime')[] }
  /** The input's columns, then a column for each call. */
  | { readonly kind: 'over'; readonly input: Rel; readonly calls: readonly OverCall[] }
  | { readonly kind: 'sort'; readonly input: Rel; readonly keys: readonly SortKey[]; readonly offset: number; readonly limit: number | null }
  | { readonly kind: 'set'; readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'; readonly all: boolean; readonly inputs: readonly Rel[]; /** The rows of VALUES. */ readonly rows?: 'literals' | 'computed' }
  /** The elements of a collection that an expression over `outer` columns gives. */
  | { readonly kind: 'unnest'; readonly collection: Rex; readonly ordinality: boolean }
  /** The partition's columns, then the measures. */
  | { readonly kind: 'match'; readonly input: Rel; readonly spec: MatchSpec }
  /** The same rows; `time` is their event time, and `watermark` what each says of those that come. */
  | { readonly kind: 'watermark'; readonly input: Rel; readonly time: number; readonly watermark: Rex }
);

/** What a relation is without its columns' names: the types. */
export function typesOf(rel: Rel): readonly LogicalType[] {
  return rel.fields.map((field) => field.type);
}

/** Every expression of a relation and of those below it, the queries within expressions too. Relations in `seen` are passed over, and those that were walked are put there. */
export function visitRex(rel: Rel, see: (rex: Rex) => void, seen: WeakSet<object>): void {
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (isRex(value)) see(value);
    if (Array.isArray(value)) for (const below of value) walk(below);
    else for (const key in value) if (!BARE.has(key)) walk((value as Readonly<Record<string, unknown>>)[key]);
    if ('fields' in value) seen.add(value);
  };
  walk(rel);
}

const sizes = new WeakMap<object, number>();

/** How many relations a query has where each is counted as often as it is read, sub-queries too. */
export function treeSize(rel: Rel): number {
  return sizeUnder(rel);
}

function sizeUnder(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 'fields' in value ? 1 : 0;
  if (Array.isArray(value)) for (const below of value) size += sizeUnder(below);
  else for (const key in value) if (!BARE.has(key)) size += sizeUnder((value as Readonly<Record<string, unknown>>)[key]);
  if ('fields' in value) sizes.set(value, size);
  return size;
}

/** Properties that hold no expression. */
const BARE = new Set(['fields', 'type']);
const REX_KINDS: ReadonlySet<unknown> = new Set<Rex['kind']>(['call', 'query', 'input', 'outer', 'literal']);

/** Nodes of expressions have a type; relations have fields. */
function isRex(value: object): value is Rex {
  return 'kind' in value && 'type' in value && !('fields' in value) && REX_KINDS.has(value.kind);
}
