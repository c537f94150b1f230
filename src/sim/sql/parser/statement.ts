// What a statement says, as plain data with places: definitions, settings, insertions, and what the client asks.
import type { Place } from '../problem.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Expr, Hint, Name, Query } from './ast.ts';

/** Options in their order: `WITH ('a' = 'b')`. */
export type Options = Readonly<Record<string, string>>;

export type Column =
  | { readonly kind: 'physical'; readonly name: string; readonly type: LogicalType; readonly primaryKey: boolean; readonly enforced: boolean; readonly comment: string | null; readonly at: Place }
  /** `text` is the expression as it was written. */
  | { readonly kind: 'computed'; readonly name: string; readonly of: Expr; readonly text: string; readonly comment: string | null; readonly at: Place }
  | { readonly kind: 'metadata'; readonly name: string; readonly type: LogicalType; readonly key: string | null; readonly virtual: boolean; readonly comment: string | null; readonly at: Place };

export interface Watermark {
  /** The column, or a field in it. */
  readonly column: readonly string[];
  readonly of: Expr;
  readonly text: string;
  readonly at: Place;
}

export interface PrimaryKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly enforced: boolean;
  readonly at: Place;
}

export interface LikeClause {
  readonly source: Name;
  readonly options: readonly { readonly mode: 'INCLUDING' | 'EXCLUDING' | 'OVERWRITING'; readonly feature: string }[];
}

export interface TableBody {
  readonly columns: readonly Column[];
  readonly watermarks: readonly Watermark[];
  readonly primaryKeys: readonly PrimaryKey[];
}

/** Where a column that is added goes. */
export type ColumnPlace = { readonly kind: 'last' } | { readonly kind: 'first' } | { readonly kind: 'after'; readonly column: string };

export type TableChange =
  | { readonly kind: 'rename'; readonly to: Name }
  | { readonly kind: 'rename column'; readonly from: string; readonly to: string }
  | { readonly kind: 'set'; readonly options: Options }
  | { readonly kind: 'reset'; readonly keys: readonly string[] }
  | { readonly kind: 'add' | 'modify'; readonly body: TableBody; readonly places: readonly ColumnPlace[] }
  | { readonly kind: 'drop columns'; readonly columns: readonly string[] }
  | { readonly kind: 'drop primary key' | 'drop watermark' | 'drop distribution' }
  | { readonly kind: 'drop constraint'; readonly name: string };

/** `LIKE 'x%'`, `NOT ILIKE 'X_'`. */
export interface LikeFilter {
  readonly pattern: string;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

export type ShowWhat =
  | 'CATALOGS' | 'DATABASES' | 'TABLES' | 'VIEWS' | 'FUNCTIONS' | 'USER FUNCTIONS' | 'MODULES' | 'FULL MODULES' | 'JARS' | 'JOBS' | 'PROCEDURES' | 'MODELS'
  | 'MATERIALIZED TABLES' | 'CURRENT CATALOG' | 'CURRENT DATABASE' | 'PARTITIONS' | 'COLUMNS';

export interface Insert {
  readonly kind: 'insert';
  readonly table: Name;
  readonly hints: readonly Hint[];
  readonly overwrite: boolean;
  readonly partition: Readonly<Record<string, Expr | null>>;
  readonly columns: readonly string[] | null;
  readonly query: Query;
  readonly at: Place;
}

interface Placed {
  readonly at: Place;
}

export type Statement = Placed & (
  | { readonly kind: 'query'; readonly query: Query }
  | Insert
  | { readonly kind: 'create table'; readonly name: Name; readonly temporary: boolean; readonly ifNotExists: boolean; readonly replace: boolean; /** REPLACE TABLE: there must be one. */ readonly mustBe?: boolean; readonly body: TableBody | null; readonly columnNames: readonly string[] | null; readonly comment: string | null; readonly partitionedBy: readonly string[]; readonly distribution: string | null; readonly options: Options; readonly like: LikeClause | null; readonly as: Query | null }
  | { readonly kind: 'alter table'; readonly name: Name; readonly ifExists: boolean; readonly change: TableChange }
  | { readonly kind: 'drop'; readonly what: 'TABLE' | 'VIEW' | 'FUNCTION' | 'CATALOG' | 'DATABASE' | 'MODEL' | 'MATERIALIZED TABLE'; readonly name: Name; readonly temporary: boolean; readonly system: boolean; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'create view'; readonly name: Name; readonly temporary: boolean; readonly ifNotExists: boolean; readonly columns: readonly string[]; readonly comment: string | null; readonly query: Query; readonly text: string }
  | { readonly kind: 'alter view'; readonly name: Name; readonly to: Name | null; readonly query: Query | null; readonly text: string }
  | { readonly kind: 'create database'; readonly name: Name; readonly ifNotExists: boolean; readonly comment: string | null; readonly options: Options }
  | { readonly kind: 'alter database'; readonly name: Name; readonly options: Options }
  | { readonly kind: 'create catalog'; readonly name: Name; readonly ifNotExists: boolean; readonly comment: string | null; readonly options: Options }
  | { readonly kind: 'alter catalog'; readonly name: Name; readonly set: Options | null; readonly reset: readonly string[] | null; readonly comment: string | null }
  | { readonly kind: 'create function' | 'alter function'; readonly name: Name; readonly temporary: boolean; readonly system: boolean; readonly ifNotExists: boolean; readonly className: string; readonly language: string | null; readonly jars: readonly string[] }
  | { readonly kind: 'create model'; readonly name: Name; readonly temporary: boolean; readonly ifNotExists: boolean; readonly input: readonly Column[]; readonly output: readonly Column[]; readonly comment: string | null; readonly options: Options; readonly as: Query | null }
  | { readonly kind: 'alter model'; readonly name: Name; readonly ifExists: boolean; readonly to: Name | null; readonly set: Options | null; readonly reset: readonly string[] | null }
  | { readonly kind: 'create materialized'; readonly name: Name; readonly ifNotExists: boolean; readonly options: Options; readonly freshness: Expr | null; readonly full: boolean; readonly query: Query }
  | { readonly kind: 'alter materialized'; readonly name: Name; readonly change: 'query' | 'unsupported' | 'other'; readonly text: string }
  | { readonly kind: 'use'; readonly name: Name }
  | { readonly kind: 'use catalog'; readonly name: Name }
  | { readonly kind: 'use modules'; readonly names: readonly string[] }
  | { readonly kind: 'load module'; readonly name: string; readonly options: Options }
  | { readonly kind: 'unload module'; readonly name: string }
  | { readonly kind: 'show'; readonly what: ShowWhat; readonly from: Name | null; readonly like: LikeFilter | null; readonly partition: Options }
  | { readonly kind: 'show create'; readonly what: 'TABLE' | 'VIEW' | 'CATALOG' | 'MODEL' | 'MATERIALIZED TABLE'; readonly name: Name }
  | { readonly kind: 'describe'; readonly what: 'TABLE' | 'DATABASE' | 'CATALOG' | 'FUNCTION' | 'JOB' | 'MODEL'; readonly name: Name; readonly extended: boolean }
  | { readonly kind: 'explain'; readonly details: readonly string[]; readonly of: Statement }
  | { readonly kind: 'statement set'; readonly inserts: readonly Insert[] }
  | { readonly kind: 'begin statement set' }
  | { readonly kind: 'end' }
  | { readonly kind: 'execute plan'; readonly path: string }
  | { readonly kind: 'compile plan'; readonly path: string; readonly executes: boolean; readonly ifNotExists: boolean; readonly inserts: readonly Insert[] }
  | { readonly kind: 'set'; readonly key: string | null; readonly value: string | null }
  | { readonly kind: 'reset'; readonly key: string | null }
  | { readonly kind: 'add jar' | 'remove jar'; readonly path: string }
  | { readonly kind: 'stop job'; readonly id: string; readonly savepoint: boolean; readonly drain: boolean }
  | { readonly kind: 'analyze'; readonly name: Name }
  | { readonly kind: 'truncate'; readonly name: Name }
  | { readonly kind: 'delete'; readonly name: Name; readonly where: Expr | null }
  | { readonly kind: 'update'; readonly name: Name; readonly set: readonly { readonly column: string; readonly to: Expr }[]; readonly where: Expr | null }
  | { readonly kind: 'call'; readonly name: Name; readonly args: readonly Expr[] }
  | { readonly kind: 'help' | 'clear' | 'quit' }
);
