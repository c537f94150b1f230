// What the binder of queries carries with it: the catalogs, queries that WITH named, and how deep it stands.
import type { Query } from '../parser/ast.ts';
import type { Scope } from '../validate/scope.ts';
import type { Catalogs, Entry } from './catalog.ts';
import type { Rel } from './rel.ts';

/** STATE_TTL('t' = '1 d') by the tables' names; BROADCAST(t) and its kin with the names that they list. */
export interface QueryHints {
  readonly stateTtl: Readonly<Record<string, string>>;
  readonly joins: readonly { readonly name: string; readonly tables: readonly string[] }[];
}

export const NO_HINTS: QueryHints = { stateTtl: {}, joins: [] };

/** The entries that names led to, from the catalog and database in hand; and how deep views stood in views. */
export interface Uses {
  readonly found: { readonly catalog: string; readonly database: string; readonly parts: readonly string[]; readonly entry: Entry }[];
  deepest: number;
}

export interface QueryContext {
  readonly catalogs: Catalogs;
  /** Queries of WITH by name, the inner ones first. */
  readonly named: readonly { readonly name: string; readonly rel: Rel }[];
  /** Options of the query that a hint sets for a table: `OPTIONS`. */
  readonly depth: number;
  /** Batch mode: any timestamp may be a window's time. */
  readonly batch: boolean;
  /** Hints of the query in hand: how long state of tables, by their names here, is kept, and how tables are joined. */
  readonly hints: QueryHints;
  /** Binds a query in this context. */
  readonly bind: (query: Query, outer: Scope | null, context: QueryContext) => Rel;
  /** Collects what names of tables led to; null where nobody asks. */
  readonly uses: Uses | null;
}

/** Views within views: deeper than this a name is taken to lead back to itself. */
export const MOST_VIEWS = 50;
/** Relations of a query with its views written out: views that read each other twice double them, and beyond this a planner's memory is full. */
export const MOST_RELATIONS = 4_000;
