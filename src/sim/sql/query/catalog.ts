// Catalogs, databases, tables and views as plain data, and where a name leads.
import type { Column, Options, PrimaryKey, Watermark } from '../parser/statement.ts';
import { invalid, type Place } from '../problem.ts';

export interface TableEntry {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly watermark: Watermark | null;
  readonly primaryKey: PrimaryKey | null;
  readonly partitionedBy: readonly string[];
  /** `DISTRIBUTED BY …` as it was written. */
  readonly distribution: string | null;
  readonly options: Options;
  readonly comment: string | null;
  readonly temporary: boolean;
  /** In the mode in which it was made its columns were resolved: there is no event time in batch mode. Absent: streaming. */
  readonly madeIn?: 'batch';
}

export interface ViewEntry {
  readonly madeIn?: 'batch';
  readonly kind: 'view';
  /** The query as it was written: it is bound anew where it is used, with names as they were meant where it was made. */
  readonly text: string;
  /** The query as SHOW CREATE VIEW writes it. */
  readonly expanded: string;
  readonly catalog: string;
  readonly database: string;
  readonly columns: readonly string[];
  readonly comment: string | null;
  readonly temporary: boolean;
}

export type Entry = TableEntry | ViewEntry;

/** A model: what it is given and what it gives, and its provider's options. */
export interface ModelEntry {
  readonly input: readonly Column[];
  readonly output: readonly Column[];
  readonly options: Options;
  readonly comment: string | null;
  readonly temporary: boolean;
}

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
  /** Temporary tables and views by their path (`pathKey`): they hide those of the catalogs. */
  readonly temporary: Readonly<Record<string, Entry>>;
  /** Models by their path, those of catalogs and temporary ones. */
  readonly models: Readonly<Record<string, ModelEntry>>;
  readonly temporaryModels: Readonly<Record<string, ModelEntry>>;
  readonly catalogs: Readonly<Record<string, Catalog>>;
  readonly catalog: string;
  readonly database: string;
}

export const DEFAULT_CATALOG = 'default_catalog';
export const DEFAULT_DATABASE = 'default_database';

/** What a session begins with. */
export function newCatalogs(): Catalogs {
  const database: Database = { comment: null, options: {}, tables: {} };
  return { temporary: {}, models: {}, temporaryModels: {}, catalogs: { [DEFAULT_CATALOG]: { comment: null, options: {}, databases: { [DEFAULT_DATABASE]: database } } }, catalog: DEFAULT_CATALOG, database: DEFAULT_DATABASE };
}

/** A name with its catalog and database. */
export function qualified(catalogs: Catalogs, parts: readonly string[]): readonly [string, string, string] {
  const [a = '', b, c] = parts;
  if (b === undefined) return [catalogs.catalog, catalogs.database, a];
  return c === undefined ? [catalogs.catalog, a, b] : [a, b, c];
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(record, name) ? record[name] : undefined);

export type Path = readonly [string, string, string];

export const pathKey = (path: Path): string => JSON.stringify(path);

/** The table or view of a name, temporary ones first; undefined where there is none. */
export function lookUp(catalogs: Catalogs, parts: readonly string[]): { readonly path: Path; readonly entry: Entry } | undefined {
  const path = qualified(catalogs, parts);
  const entry = own(catalogs.temporary, pathKey(path)) ?? permanent(catalogs, path);
  return entry === undefined ? undefined : { path, entry };
}

/** The table or view that lies in the catalog itself. */
export function permanent(catalogs: Catalogs, path: Path): Entry | undefined {
  const database = own(own(catalogs.catalogs, path[0])?.databases ?? {}, path[1]);
  return own(database?.tables ?? {}, path[2]);
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

/** The same catalogs with an entry of a database put in or, where it is null, taken out. */
export function withEntry(catalogs: Catalogs, [catalog, database, name]: Path, entry: Entry | null): Catalogs {
  const [inCatalog, inDatabase] = [catalogs.catalogs[catalog], catalogs.catalogs[catalog]?.databases[database]];
  if (inCatalog === undefined || inDatabase === undefined) return catalogs;
  return { ...catalogs, catalogs: { ...catalogs.catalogs, [catalog]: { ...inCatalog, databases: { ...inCatalog.databases, [database]: { ...inDatabase, tables: withKey(inDatabase.tables, name, entry) } } } } };
}

/** The same catalogs with a temporary entry put in or taken out. */
export function withTemporary(catalogs: Catalogs, path: Path, entry: Entry | null): Catalogs {
  return { ...catalogs, temporary: withKey(catalogs.temporary, pathKey(path), entry) };
}

/** A record with a key set or, where the value is null, without it. */
export function withKey<T>(record: Readonly<Record<string, T>>, key: string, value: T | null): Readonly<Record<string, T>> {
  return Object.fromEntries([...Object.entries(record).filter(([one]) => one !== key), ...(value === null ? [] : [[key, value] as const])]);
}
