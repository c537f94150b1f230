// What a statement says, as plain data with places: expressions and queries.
import type { Place } from '../problem.ts';
import type { LogicalType } from '../type/logical-type.ts';

/** A name's parts: `catalog.database.table`, or a column and its fields. */
export interface Name {
  readonly parts: readonly string[];
  readonly at: Place;
}

export type Expr =
  | { readonly kind: 'number'; readonly text: string; readonly at: Place }
  | { readonly kind: 'text'; readonly value: string; readonly at: Place }
  /** Hexadecimal digits. */
  | { readonly kind: 'bytes'; readonly hex: string; readonly at: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Place }
  | { readonly kind: 'null'; readonly at: Place }
  | { readonly kind: 'temporal'; readonly type: 'DATE' | 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly text: string; readonly at: Place }
  | { readonly kind: 'interval'; readonly text: string; readonly negative: boolean; readonly type: LogicalType; readonly at: Place }
  /** A unit, a flag, a word that a function takes: `YEAR`, `LEADING`, `NULL ON EMPTY`. */
  | { readonly kind: 'symbol'; readonly value: string; readonly at: Place }
  | { readonly kind: 'name'; readonly parts: readonly string[]; readonly at: Place }
  /** `*`, `t.*`. */
  | { readonly kind: 'star'; readonly parts: readonly string[]; readonly at: Place }
  /** An operator: `+`, `AND`, `IS NULL`, `NOT LIKE`, `BETWEEN`, `ITEM` (`a[i]`), `FIELD` (`(e).name`). */
  | { readonly kind: 'operator'; readonly name: string; readonly args: readonly Expr[]; readonly at: Place }
  | Call
  | { readonly kind: 'case'; readonly operand: Expr | null; readonly whens: readonly (readonly [Expr, Expr])[]; readonly otherwise: Expr | null; readonly at: Place }
  | { readonly kind: 'cast'; readonly of: Expr; readonly type: LogicalType; readonly attempt: boolean; readonly at: Place }
  | { readonly kind: 'in'; readonly of: Expr; readonly list: readonly Expr[] | Query; readonly negated: boolean; readonly at: Place }
  | { readonly kind: 'exists'; readonly query: Query; readonly at: Place }
  | { readonly kind: 'subquery'; readonly query: Query; readonly at: Place }
  /** `x > ALL (…)`. */
  | { readonly kind: 'quantified'; readonly operator: string; readonly of: Expr; readonly quantifier: 'ALL' | 'SOME'; readonly query: Query; readonly at: Place }
  | { readonly kind: 'named'; readonly name: string; readonly value: Expr; readonly at: Place }
  | { readonly kind: 'table'; readonly table: TableRef; readonly partitionBy: readonly Expr[]; readonly orderBy: readonly SortItem[]; readonly at: Place }
  | { readonly kind: 'descriptor'; readonly columns: readonly string[]; readonly at: Place }
  | { readonly kind: 'model'; readonly name: Name; readonly at: Place }
  /** `RETURNING INTEGER`: a type as an argument. */
  | { readonly kind: 'type'; readonly type: LogicalType; readonly at: Place };

export interface Call {
  readonly kind: 'call';
  /** More parts where a catalog's function is named. */
  readonly name: readonly string[];
  readonly args: readonly Expr[];
  readonly distinct: boolean;
  /** `COUNT(*)`. */
  readonly star: boolean;
  /** Whether it was written with parentheses: `CURRENT_DATE` is not. */
  readonly parentheses: boolean;
  readonly nulls: 'RESPECT' | 'IGNORE' | null;
  readonly filter: Expr | null;
  readonly withinGroup: readonly SortItem[];
  readonly over: Window | string | null;
  readonly at: Place;
}

export interface SortItem {
  readonly of: Expr;
  readonly descending: boolean;
  readonly nulls: 'FIRST' | 'LAST' | null;
}

export type Bound = { readonly kind: 'unbounded'; readonly following: boolean } | { readonly kind: 'current'; readonly following: boolean } | { readonly kind: 'offset'; readonly of: Expr; readonly following: boolean };

export interface Window {
  /** A named window that this one builds on. */
  readonly base: string | null;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortItem[];
  readonly frame: { readonly unit: 'ROWS' | 'RANGE'; readonly from: Bound; readonly to: Bound } | null;
  readonly at: Place;
}

/** `OPTIONS('k'='v')`, `STATE_TTL('a'='1d')`, `BROADCAST(t)`. */
export interface Hint {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly list: readonly string[];
  readonly at: Place;
}

export type Query =
  | Select
  | { readonly kind: 'set'; readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'; readonly all: boolean; readonly left: Query; readonly right: Query; readonly at: Place }
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expr[])[]; readonly at: Place }
  /** ORDER BY, LIMIT, OFFSET over a query. */
  | { readonly kind: 'ordered'; readonly of: Query; readonly orderBy: readonly SortItem[]; readonly limit: Expr | null; readonly offset: Expr | null; readonly at: Place }
  | { readonly kind: 'with'; readonly tables: readonly { readonly name: string; readonly columns: readonly string[]; readonly query: Query }[]; readonly of: Query; readonly at: Place }
  /** `TABLE t` as a query. */
  | { readonly kind: 'whole'; readonly table: TableRef; readonly at: Place };

export interface SelectItem {
  readonly of: Expr;
  readonly alias: string | null;
}

export type GroupItem =
  | { readonly kind: 'expression'; readonly of: Expr }
  | { readonly kind: 'sets' | 'rollup' | 'cube'; readonly sets: readonly (readonly Expr[])[] };

export interface Select {
  readonly kind: 'select';
  readonly hints: readonly Hint[];
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: TableRef | null;
  readonly where: Expr | null;
  readonly groupBy: readonly GroupItem[] | null;
  readonly having: Expr | null;
  readonly windows: readonly { readonly name: string; readonly window: Window }[];
  readonly qualify: Expr | null;
  readonly at: Place;
}

export type JoinKind = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | 'COMMA';

export type TableRef =
  | { readonly kind: 'named'; readonly name: Name; readonly hints: readonly Hint[]; readonly at: Place }
  | { readonly kind: 'query'; readonly query: Query; readonly lateral: boolean; readonly at: Place }
  /** `TABLE(TUMBLE(…))`, `TUMBLE(…)`, `LATERAL TABLE(f(x))`. */
  | { readonly kind: 'function'; readonly call: Call; readonly lateral: boolean; readonly at: Place }
  | { readonly kind: 'unnest'; readonly of: readonly Expr[]; readonly ordinality: boolean; readonly at: Place }
  | { readonly kind: 'join'; readonly join: JoinKind; readonly natural: boolean; readonly left: TableRef; readonly right: TableRef; readonly on: Expr | null; readonly using: readonly string[] | null; readonly at: Place }
  | { readonly kind: 'alias'; readonly of: TableRef; readonly name: string; readonly columns: readonly string[]; readonly at: Place }
  /** `t FOR SYSTEM_TIME AS OF x`. */
  | { readonly kind: 'temporal'; readonly of: TableRef; readonly time: Expr; readonly at: Place }
  | { readonly kind: 'match'; readonly of: TableRef; readonly match: MatchClause; readonly at: Place };

export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'sequence' | 'alternation' | 'permute'; readonly of: readonly Pattern[] }
  | { readonly kind: 'exclusion'; readonly of: Pattern }
  /** `most` is -1 where there is no bound. */
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number; readonly reluctant: boolean };

export interface MatchClause {
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortItem[];
  readonly measures: readonly { readonly of: Expr; readonly name: string; readonly mode: 'FINAL' | 'RUNNING' | null }[];
  readonly rows: 'ONE ROW PER MATCH' | 'ALL ROWS PER MATCH' | null;
  readonly after: { readonly kind: 'PAST LAST ROW' | 'TO NEXT ROW' } | { readonly kind: 'TO FIRST' | 'TO LAST'; readonly variable: string } | null;
  readonly pattern: Pattern;
  readonly strictStart: boolean;
  readonly strictEnd: boolean;
  readonly within: Expr | null;
  readonly subsets: readonly { readonly name: string; readonly of: readonly string[] }[];
  readonly define: readonly { readonly name: string; readonly of: Expr; readonly at: Place }[];
}
