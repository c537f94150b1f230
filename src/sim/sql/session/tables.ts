// Tables and views: created, dropped, renamed; temporary ones beside those of the catalogs.
import type { Query } from '../parser/ast.ts';
import type { Insert, Statement, TableBody } from '../parser/statement.ts';
import { parseStatement } from '../parser/parse.ts';
import { invalid, refused, SqlError, TABLE_EXCEPTION, VALIDATION_EXCEPTION } from '../problem.ts';
import { bindQuery } from '../query/bind.ts';
import { type Catalogs, type Entry, lookUp, type Path, pathKey, permanent, qualified, type TableEntry, type ViewEntry, withEntry, withTemporary } from '../query/catalog.ts';
import { columnOfKey, tableEntry } from '../query/define.ts';
import { calledTwice, type Rel } from '../query/rel.ts';
import { implicitCast } from '../query/insert.ts';
import { tableFields } from '../query/table.ts';
import * as t from '../type/logical-type.ts';
import { likeTable } from './like.ts';
import { databaseOf, has } from './objects.ts';
import type { Executed, Session } from './session.ts';
import { unparseQuery } from './unparse.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const ALREADY = 'org.apache.flink.table.catalog.exceptions.TableAlreadyExistException';
export const label = (path: readonly string[]): string => `\`${path.join('`.`')}\``;

const withCatalogs = (session: Session, catalogs: Catalogs): Session => ({ ...session, catalogs });

/** The query's relation, or its problem as an error. */
export function bound(query: Query, catalogs: Catalogs): Rel {
  const result = bindQuery(query, catalogs);
  if (!result.ok) throw new SqlError(result.problem.exception, result.problem.message, result.problem.at, result.problem.phase);
  return result.value;
}

/** Puts a new entry where its name leads; the same catalogs where IF NOT EXISTS finds one there. */
function put(catalogs: Catalogs, path: Path, entry: Entry, ifNotExists: boolean): Catalogs {
  if (entry.temporary) {
    if (!has(catalogs.temporary, pathKey(path))) return withTemporary(catalogs, path, entry);
    if (ifNotExists) return catalogs;
    throw refused(`Temporary table '${label(path)}' already exists`);
  }
  if (!has(catalogs.catalogs, path[0])) throw refused(`Catalog ${path[0]} does not exist.`);
  databaseOf(catalogs, path[0], path[1]);
  if (permanent(catalogs, path) === undefined) return withEntry(catalogs, path, entry);
  if (ifNotExists) return catalogs;
  throw refused(`Table (or view) ${path[1]}.${path[2]} already exists in Catalog ${path[0]}.`, null, ALREADY);
}

/** `execution.runtime-mode`. */
const inBatchMode = ({ settings, initial }: Session): boolean => (settings['execution.runtime-mode'] ?? initial['execution.runtime-mode'] ?? '').toLowerCase() === 'batch';

/** The entry as it is in the mode of now. */
const made = <E extends Entry>(session: Session, entry: E): E => (inBatchMode(session) ? { ...entry, madeIn: 'batch' } : entry);

const EMPTY_BODY: TableBody = { columns: [], watermarks: [], primaryKeys: [] };

/** CREATE TABLE, also LIKE another; AS gives the INSERT that is to run. */
export function createTable(session: Session, statement: Of<'create table'>): Executed {
  const path = qualified(session.catalogs, statement.name.parts);
  if (statement.as !== null) return createTableAs(session, statement, path, statement.as);
  const defined = statement.like === null ? statement : likeTable(session.catalogs, statement, statement.like);
  const entry = made(session, checked(tableEntry(defined, defined.body ?? EMPTY_BODY), statement.name.at));
  const cleared = statement.replace ? withEntry(session.catalogs, path, null) : session.catalogs;
  return { session: withCatalogs(session, put(cleared, path, entry, statement.ifNotExists)), answer: { kind: 'done' } };
}

/** What a definition as a whole must keep: types of columns, keys and partitions that are there. */
export function checked(entry: TableEntry, at: Of<'create table'>['at']): TableEntry {
  const fields = tableFields(entry);
  for (const name of entry.primaryKey?.columns ?? []) {
    const column = entry.columns.find((one) => one.name === name);
    if (column !== undefined && column.kind !== 'physical') throw refused(`Could not create a PRIMARY KEY with column '${name}' at line ${entry.primaryKey?.at.line ?? 1}, column ${keyColumn(entry)}.\nA PRIMARY KEY constraint must be declared on physical columns.`, at);
  }
  const missing = entry.partitionedBy.find((name) => !fields.some((field) => field.name === name));
  if (missing !== undefined) throw refused(`Partition column '${missing}' not defined in the table schema. Available columns: [${fields.map((field) => `'${field.name}'`).join(', ')}]`, at);
  return entry;
}

/** Where the first column of a key stands: behind `PRIMARY KEY (`. */
const keyColumn = ({ primaryKey }: TableEntry): number => (primaryKey === null ? 1 : columnOfKey(primaryKey));

/** CREATE TABLE … AS SELECT: columns from the query, then an INSERT of it. */
function createTableAs(session: Session, statement: Of<'create table'>, path: Path, query: Query): Executed {
  const rel = bound(query, session.catalogs);
  const source = rel.fields.map((field): TableBody['columns'][number] => ({ kind: 'physical', name: field.name, type: t.plain(field.type), primaryKey: false, enforced: false, comment: null, at: statement.at }));
  const own = statement.body ?? EMPTY_BODY;
  const unknown = statement.columnNames?.find((name) => !source.some((column) => column.name === name));
  if (unknown !== undefined) throw refused(`Column '${unknown}' not found in the source schema.`, statement.at);
  if (statement.columnNames !== null && statement.columnNames.length !== source.length) throw refused('The number of columns in the column list must match the number of columns in the source schema.', statement.at);
  const ordered = statement.columnNames === null ? source : statement.columnNames.flatMap((name) => source.filter((column) => column.name === name));
  const fresh = own.columns.filter((column) => !source.some((one) => one.name === column.name));
  const taken = ordered.map((column) => own.columns.find((one) => one.name === column.name && one.kind === 'physical') ?? column);
  own.columns.forEach((column, i) => refuseOther(column, source.find((one) => one.name === column.name), i, statement.at));
  const nullable = own.primaryKeys.flatMap(({ columns }) => columns).find((name) => taken.some((column) => column.name === name && column.kind === 'physical' && column.type.nullable));
  if (nullable !== undefined) throw refused(`Invalid primary key 'PK_${own.primaryKeys.flatMap(({ columns }) => columns).join('_')}'. Column '${nullable}' is nullable.`, statement.at);
  const entry = checked(tableEntry({ ...statement, temporary: statement.temporary }, { ...own, columns: [...fresh, ...taken] }), statement.at);
  const existing = permanent(session.catalogs, path);
  if (statement.mustBe === true && existing === undefined) throw refused(`The table ${label(path)} to be replaced doesn't exist. You can try to use CREATE TABLE AS statement or CREATE OR REPLACE TABLE AS statement.`, statement.at, TABLE_EXCEPTION);
  const cleared = statement.replace && existing !== undefined ? withEntry(session.catalogs, path, null) : session.catalogs;
  const catalogs = put(cleared, path, entry, statement.ifNotExists);
  // IF NOT EXISTS: the query goes into the table that is there.
  if (catalogs === session.catalogs) return { session, answer: { kind: 'insert', inserts: [{ kind: 'insert', table: { parts: path, at: statement.name.at }, hints: [], overwrite: false, partition: {}, columns: null, query, at: statement.at }] } };
  const insert: Insert = { kind: 'insert', table: { parts: path, at: statement.name.at }, hints: [], overwrite: false, partition: {}, columns: source.map((column) => column.name), query, at: statement.at };
  return { session: withCatalogs(session, catalogs), answer: { kind: 'insert', inserts: [insert] } };
}

/** A column that the statement defines as well must take what the query gives for it (MergeTableAsUtil.validateImplicitCastCompatibility). */
function refuseOther(to: TableBody['columns'][number], from: TableBody['columns'][number] | undefined, position: number, at: Of<'create table'>['at']): void {
  if (from?.kind !== 'physical' || to.kind !== 'physical' || (implicitCast(from.type, to.type) && (to.type.nullable || !from.type.nullable))) return;
  throw refused(`Incompatible types for sink column '${to.name}' at position ${position}. The source column has type '${t.summary(from.type)}', while the target column has type '${t.summary(to.type)}'.`, at);
}

/** Throws where a table that a query reads can't be read: a view is planned as it is made. */
export type SourceCheck = (query: Rel, session: Session) => void;

function viewEntry(session: Session, check: SourceCheck, query: Query, text: string, columns: readonly string[], comment: string | null, temporary: boolean): ViewEntry {
  const rel = bound(query, session.catalogs);
  check(rel, session);
  if (columns.length > 0 && columns.length !== rel.fields.length) {
    throw refused(`VIEW definition and input fields not match:\n\tDef fields: [${columns.join(', ')}].\n\tInput fields: [${rel.fields.map((field) => field.name).join(', ')}].`);
  }
  const names = columns.length > 0 ? columns : (calledTwice(rel) ?? rel.fields.map((field) => field.name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const first = (query.kind === 'select' ? query.items[0]?.of.at : undefined) ?? query.at;
  if (twice !== undefined) throw refused(`A column with the same name \`${twice}\` has been defined at line ${first.line}, column ${first.column}.\n\nEnd of exception on server side>]`, query.at, 'org.apache.flink.sql.parser.error.SqlValidateException');
  return { kind: 'view', text, expanded: unparseQuery(query, session.catalogs), columns, comment, temporary, catalog: session.catalogs.catalog, database: session.catalogs.database };
}

export function createView(session: Session, statement: Of<'create view'>, check: SourceCheck): Session {
  const entry = made(session, viewEntry(session, check, statement.query, statement.text, statement.columns, statement.comment, statement.temporary));
  return withCatalogs(session, put(session.catalogs, qualified(session.catalogs, statement.name.parts), entry, statement.ifNotExists));
}

export function alterView(session: Session, { name, to, query, text }: Of<'alter view'>, check: SourceCheck): Session {
  const path = qualified(session.catalogs, name.parts);
  const found = permanent(session.catalogs, path);
  if (has(session.catalogs.temporary, pathKey(path)) || found === undefined) throw refused(`View ${label(path)} doesn't exist or is a temporary view.`, name.at);
  if (found.kind !== 'view') throw refused('ALTER VIEW for a table is not allowed', name.at);
  if (to !== null) return withCatalogs(session, renamed(session.catalogs, path, qualified(session.catalogs, to.parts), found));
  if (query === null) return session;
  return withCatalogs(session, withEntry(session.catalogs, path, viewEntry(session, check, query, text, [], found.comment, false)));
}

/** Renames within a database. */
export function renamed(catalogs: Catalogs, from: Path, to: Path, entry: Entry): Catalogs {
  if (from[0] !== to[0] || from[1] !== to[1]) throw refused(`The catalog name and database name of the new name should be the same as those of the old name.`);
  if (permanent(catalogs, to) !== undefined) throw refused(`Table (or view) ${to[1]}.${to[2]} already exists in Catalog ${to[0]}.`, null, ALREADY);
  return withEntry(withEntry(catalogs, from, null), to, entry);
}

export function dropEntry(session: Session, { what, name, temporary, ifExists }: Of<'drop'>): Session {
  const { catalogs } = session;
  const path = qualified(catalogs, name.parts);
  const kind = what === 'VIEW' ? 'view' : 'table';
  const word = what === 'VIEW' ? 'View' : 'Table';
  const held = has(catalogs.temporary, pathKey(path)) ? catalogs.temporary[pathKey(path)] : undefined;
  if (temporary) {
    if (held?.kind === kind) return withCatalogs(session, withTemporary(catalogs, path, null));
    if (ifExists) return session;
    throw refused(`Temporary table or view with identifier '${path.join('.')}' does not exist.`, name.at);
  }
  if (held !== undefined && held.kind === kind) throw refused(`Temporary ${kind} with identifier '${label(path)}' exists. Drop it first before removing the permanent ${kind}.`, name.at);
  const found = permanent(catalogs, path);
  if (found !== undefined && found.kind === kind) return withCatalogs(session, withEntry(catalogs, path, null));
  if (ifExists) return session;
  throw refused(`${word} with identifier '${path.join('.')}' does not exist.`, name.at);
}

/** A table or view by name, or what is said where there is none. */
export function found(session: Session, parts: readonly string[], missing: (path: Path) => string, exception = VALIDATION_EXCEPTION): { readonly path: Path; readonly entry: Entry } {
  const one = lookUp(session.catalogs, parts);
  if (one === undefined) throw refused(missing(qualified(session.catalogs, parts)), null, exception);
  return one;
}

/** A view's columns with their types. */
export function viewFields(path: Path, catalogs: Catalogs): Rel['fields'] {
  const at = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return bound({ kind: 'whole', table: { kind: 'named', name: { parts: path, at }, hints: [], at }, at }, catalogs).fields;
}

/** TRUNCATE, DELETE, UPDATE, ANALYZE: refused by every table here as Flink refuses them. */
export function refuseChange(session: Session, statement: Of<'truncate' | 'delete' | 'update' | 'analyze'>, check: SourceCheck): Session {
  const { name } = statement;
  const path = qualified(session.catalogs, name.parts);
  const one = lookUp(session.catalogs, name.parts);
  const isBatch = inBatchMode(session);
  switch (statement.kind) {
    case 'analyze':
      if (one === undefined || one.entry.kind === 'view') throw refused(`Table ${label(path)} doesn't exist or is a temporary table.`, name.at);
      if (one.entry.partitionedBy.length > 0) throw refused(`Invalid ANALYZE TABLE statement. For partition table, all partition keys should be specified explicitly. The given partition keys: [] are not match the target partition keys: [${one.entry.partitionedBy.join(',')}].`, name.at);
      if (!isBatch) throw refused('ANALYZE TABLE is not supported for streaming mode now', null, TABLE_EXCEPTION);
      return session;
    case 'truncate':
      if (one === undefined) throw refused(`Cannot find table '${label(path)}' in any of the catalogs [${Object.keys(session.catalogs.catalogs).join(', ')}], nor as a temporary table.`, name.at);
      if (!isBatch) throw refused('TRUNCATE TABLE statement is not supported in streaming mode.', null, TABLE_EXCEPTION);
      throw refused(`TRUNCATE TABLE statement is not supported for the table ${path.join('.')} since the table hasn't implemented the interface org.apache.flink.table.connector.sink.abilities.SupportsTruncate.`, name.at);
    case 'delete': case 'update': {
      const word = statement.kind.toUpperCase();
      if (one === undefined) throw invalid(`Object '${path[2]}' not found`, name.at);
      checkRead(session, path, check);
      if (!isBatch) throw refused(`${word} statement is not supported for streaming mode now.`, null, TABLE_EXCEPTION);
      throw new SqlError('java.lang.UnsupportedOperationException', `Can't perform ${statement.kind} operation of the table ${path.join('.')} because the corresponding dynamic table sink has not yet implemented org.apache.flink.table.connector.sink.abilities.SupportsRowLevel${word === 'DELETE' ? 'Delete' : 'Update'}.`, name.at, 'validate');
    }
  }
}

/** Rows that are to be changed are looked for first: a table that can only be written is refused as a source. */
function checkRead(session: Session, path: Path, check: SourceCheck): void {
  const query = parseStatement(`SELECT * FROM ${path.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.')}`);
  const bound = query.ok && query.value.kind === 'query' ? bindQuery(query.value.query, session.catalogs) : null;
  if (bound?.ok === true) check(bound.value, session);
}
