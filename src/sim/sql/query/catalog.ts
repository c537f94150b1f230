// Catalogs, databases, tables and views as plain data, and where a name leads.
import type { Column, Options, PrimaryKey, Watermark } from '../parser/statement.ts';
import { invalid, type Place } from '../problem.ts';

export interface TableEntry {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly watermark: Watermark | null;
  readonly primaryKey: PrimaryKey | null;
  readonly partitionedBy: readonly string[];
  readonly options: Options;
  readonly comment: string | null;
  readonly temporary: boolean;
}

export interface ViewEntry {
  readonly kind: 'view';
  /** The query as it was written: it is bound anew where it is used. */
  readonly text: string;
  readonly columns: readonly string[];
  readonly comment: string | null;
  readonly temporary: boolean;
}

export type Entry = TableEntry | ViewEntry;

export interface Database {
  readonly comment: string | null;
  readonly options: Options;
  readonly tables: Readonly<Record<string, Entry>>;
}

export interface Catalog {
  readonly comment: string | null;
  readonly options: Options;
  readonly databases: Readonly<Record<string, Database>>;
}

/** All that a session knows by name. */
export interface Catalogs {
  readonly catalogs: Readonly<Record<string, Catalog>>;
  readonly catalog: string;
  readonly database: string;
}

export const DEFAULT_CATALOG = 'default_catalog';
export const DEFAULT_DATABASE = 'default_database';

/** What a session begins with. */
export function newCatalogs(): Catalogs {
  const database: Database = { comment: null, options: {}, tables: {} };
  return { catalogs: { [DEFAULT_CATALOG]: { comment: null, options: {}, databases: { [DEFAULT_DATABASE]: database } } }, catalog: DEFAULT_CATALOG, database: DEFAULT_DATABASE };
}

/** A name with its catalog and database. */
export function qualified(catalogs: Catalogs, parts: readonly string[]): readonly [string, string, string] {
  const [a = '', b, c] = parts;
  if (b === undefined) return [catalogs.catalog, catalogs.database, a];
  return c === undefined ? [catalogs.catalog, a, b] : [a, b, c];
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(record, name) ? record[name] : undefined);

/** The table or view of a name, undefined where there is none. */
export function lookUp(catalogs: Catalogs, parts: readonly string[]): { readonly path: readonly [string, string, string]; readonly entry: Entry } | undefined {
  const path = qualified(catalogs, parts);
  const database = own(own(catalogs.catalogs, path[0])?.databases ?? {}, path[1]);
  const entry = own(database?.tables ?? {}, path[2]);
  return entry === undefined ? undefined : { path, entry };
}

/** "Object 'x' not found", with where it was looked for. */
export function notFound(catalogs: Catalogs, parts: readonly string[], at: Place): Error {
  const path = qualified(catalogs, parts);
  const [catalog, database, table] = path;
  if (parts.length === 1) return invalid(`Object '${table}' not found`, at);
  const found = own(catalogs.catalogs, catalog);
  if (parts.length > 2 && found === undefined) return invalid(`Object '${catalog}' not found`, at);
  if (own(found?.databases ?? {}, database) === undefined) return invalid(parts.length > 2 ? `Object '${database}' not found within '${catalog}'` : `Object '${database}' not found`, at);
  return invalid(`Object '${table}' not found within '${parts.slice(0, -1).join('.')}'`, at);
}

/** The same catalogs with an entry put in or, where it is null, taken out. */
export function withEntry(catalogs: Catalogs, [catalog, database, name]: readonly [string, string, string], entry: Entry | null): Catalogs {
  const [inCatalog, inDatabase] = [catalogs.catalogs[catalog], catalogs.catalogs[catalog]?.databases[database]];
  if (inCatalog === undefined || inDatabase === undefined) return catalogs;
  const tables = Object.fromEntries([...Object.entries(inDatabase.tables).filter(([key]) => key !== name), ...(entry === null ? [] : [[name, entry] as const])]);
  return { ...catalogs, catalogs: { ...catalogs.catalogs, [catalog]: { ...inCatalog, databases: { ...inCatalog.databases, [database]: { ...inDatabase, tables } } } } };
}
