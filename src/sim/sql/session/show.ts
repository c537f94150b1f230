// SHOW and DESCRIBE: what a session knows, as tables of texts.
import type { Name } from '../parser/ast.ts';
import type { ShowWhat, Statement } from '../parser/statement.ts';
import { invalid, refused, TABLE_EXCEPTION } from '../problem.ts';
import { type Catalogs, type Entry, type Path, qualified, type TableEntry } from '../query/catalog.ts';
import { tableFields } from '../query/table.ts';
import * as t from '../type/logical-type.ts';
import { createCatalogText, createTableText, createViewText } from './create-text.ts';
import { passes, sorted } from './filter.ts';
import { CORE_FUNCTIONS } from './function-names.ts';
import { createModelText, describeModel, showModels } from './models.ts';
import { catalogOf, databaseOf, findFunction, has } from './objects.ts';
import type { Answer, Session } from './session.ts';
import { found, label, viewFields } from './tables.ts';
import { unparseExpr } from './unparse-expr.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const column = (name: string, values: readonly string[]): Answer => ({ kind: 'table', columns: [name], rows: values.map((value) => [value]) });
const result = (text: string): Answer => column('result', [text]);

/** The catalog and database that FROM names. */
function scopeOf(catalogs: Catalogs, from: Name | null): readonly [string, string] {
  if (from === null) return [catalogs.catalog, catalogs.database];
  const [a = '', b] = from.parts;
  return b === undefined ? [catalogs.catalog, a] : [a, b];
}

/** Tables and views of a database with the temporary ones in it. */
function entriesOf(catalogs: Catalogs, catalog: string, database: string): readonly (readonly [string, Entry])[] {
  const own = Object.entries(databaseOf(catalogs, catalog, database).tables);
  const temporary = Object.entries(catalogs.temporary).flatMap(([key, entry]): (readonly [string, Entry])[] => {
    const path: unknown = JSON.parse(key);
    return Array.isArray(path) && path[0] === catalog && path[1] === database ? [[String(path[2]), entry]] : [];
  });
  return [...own.filter(([name]) => !temporary.some(([other]) => other === name)), ...temporary];
}

export function show(session: Session, statement: Of<'show'>): Answer {
  const { what, from, like } = statement;
  const filtered = (name: string, values: readonly string[]): Answer => column(name, sorted(values).filter((value) => passes(value, like)));
  const { catalogs } = session;
  switch (what) {
    case 'CATALOGS': return filtered('catalog name', Object.keys(catalogs.catalogs));
    case 'DATABASES': return filtered('database name', Object.keys(catalogOf(catalogs, from?.parts[0] ?? catalogs.catalog).databases));
    case 'TABLES': case 'VIEWS': return filtered(what === 'TABLES' ? 'table name' : 'view name', named(session, from, what));
    case 'CURRENT CATALOG': return column('current catalog name', [catalogs.catalog]);
    case 'CURRENT DATABASE': return column('current database name', [catalogs.database]);
    case 'MODULES': return column('module name', session.modules.filter((module) => module.used).map((module) => module.name));
    case 'FULL MODULES': return { kind: 'table', columns: ['module name', 'used'], rows: session.modules.map((module) => [module.name, module.used ? 'TRUE' : 'FALSE']) };
    case 'JARS': return column('jars', session.jars);
    case 'FUNCTIONS': return filtered('function name', [...new Set([...builtIns(session), ...userFunctions(session, from)])]);
    case 'USER FUNCTIONS': return filtered('function name', userFunctions(session, from));
    case 'PROCEDURES':
      catalogOf(catalogs, scopeOf(catalogs, from)[0]);
      throw refused('listProcedures is not implemented for class org.apache.flink.table.catalog.GenericInMemoryCatalog.', null, 'java.lang.UnsupportedOperationException');
    case 'MODELS': return showModels(session, from, like);
    case 'MATERIALIZED TABLES': return column('materialized table', []);
    case 'JOBS': return { kind: 'jobs' };
    case 'COLUMNS': return columnsOf(session, statement);
    case 'PARTITIONS': return partitions(session, from);
  }
}

function named(session: Session, from: Name | null, what: ShowWhat): readonly string[] {
  const [catalog, database] = scopeOf(session.catalogs, from);
  if (from !== null && !has(catalogOf(session.catalogs, catalog).databases, database)) throw refused(`Database '${catalog}'.'${database}' doesn't exist.`, from.at);
  return entriesOf(session.catalogs, catalog, database).filter(([, entry]) => what === 'TABLES' || entry.kind === 'view').map(([name]) => name);
}

const builtIns = (session: Session): readonly string[] => (session.modules.some(({ name, used }) => name === 'core' && used) ? CORE_FUNCTIONS : []);

function userFunctions(session: Session, from: Name | null): readonly string[] {
  const [catalog, database] = scopeOf(session.catalogs, from);
  const within = Object.keys({ ...session.functions, ...session.temporaryFunctions }).flatMap((key): string[] => {
    const path: unknown = JSON.parse(key);
    return Array.isArray(path) && path[0] === catalog && path[1] === database ? [String(path[2])] : [];
  });
  return [...new Set([...within, ...Object.keys(session.systemFunctions)])];
}

function partitions(session: Session, from: Name | null): Answer {
  const parts = from?.parts ?? [];
  const { path, entry } = found(session, parts, (where) => `Table (or view) ${where[1]}.${where[2]} does not exist in Catalog ${where[0]}.`, 'org.apache.flink.table.catalog.exceptions.TableNotExistException');
  if (entry.kind === 'view' || entry.partitionedBy.length === 0) throw refused(`Table ${path[1]}.${path[2]} in catalog ${path[0]} is not partitioned.`, null, 'org.apache.flink.table.catalog.exceptions.TableNotPartitionedException');
  return column('partition name', []);
}

// --- columns ---------------------------------------------------------------------------------------------------------------

/** Rows of DESCRIBE: name, type, null, key, extras, watermark, comment. */
function described(entry: Entry, path: Path, catalogs: Catalogs): readonly (readonly string[])[] {
  // Batch mode knows no event time.
  const shown = (type: t.LogicalType): t.LogicalType => (entry.madeIn === 'batch' && 'attribute' in type && type.attribute === 'ROWTIME' ? t.plain(type) : type);
  const row = (name: string, of: t.LogicalType, key = '', extras = '', watermark = '', comment = ''): readonly string[] => [name, t.described(shown(of)), of.nullable ? 'TRUE' : 'FALSE', key, extras, watermark, comment];
  if (entry.kind === 'view') return viewFields(path, catalogs).map((field) => row(field.name, field.type));
  const fields = tableFields(entry);
  return entry.columns.map((one, i) => {
    const key = entry.primaryKey?.columns.includes(one.name) === true ? `PRI(${entry.primaryKey.columns.join(', ')})` : '';
    const watermark = entry.watermark !== null && entry.watermark.column.join('.') === one.name ? unparseExpr(entry.watermark.of) : '';
    return row(one.name, fields[i]?.type ?? t.NULL, key, extrasOf(one), watermark, one.comment ?? '');
  });
}

function extrasOf(one: TableEntry['columns'][number]): string {
  switch (one.kind) {
    case 'physical': return '';
    case 'computed': return `AS ${unparseExpr(one.of)}`;
    case 'metadata': return `METADATA${one.key === null || one.key === one.name ? '' : ` FROM '${one.key}'`}${one.virtual ? ' VIRTUAL' : ''}`;
  }
}

const DESCRIBED = ['name', 'type', 'null', 'key', 'extras', 'watermark'];

/** The column of comments only where there is one, as the whole table has it. */
function describedTable(rows: readonly (readonly string[])[], all: readonly (readonly string[])[]): Answer {
  const comments = all.some((row) => row[6] !== '');
  return { kind: 'table', columns: comments ? [...DESCRIBED, 'comment'] : DESCRIBED, rows: rows.map((row) => (comments ? row : row.slice(0, 6))) };
}

function columnsOf(session: Session, { from, like }: Of<'show'>): Answer {
  const { path, entry } = found(session, from?.parts ?? [], (where) => `Tables or views with the identifier '${where.join('.')}' doesn't exist.`);
  const rows = described(entry, path, session.catalogs);
  return describedTable(rows.filter(([name = '']) => passes(name, like)), rows);
}

export function describe(session: Session, { what, name, extended }: Of<'describe'>): Answer {
  switch (what) {
    case 'TABLE': {
      const { path, entry } = found(session, name.parts, (where) => `Tables or views with the identifier '${where.join('.')}' doesn't exist.`);
      const rows = described(entry, path, session.catalogs);
      const table = describedTable(rows, rows);
      if (!extended || entry.kind === 'view' || entry.distribution === null) return table;
      return table;
    }
    // Calcite's own DESCRIBE DATABASE comes first, and takes the name for a column.
    case 'DATABASE': throw invalid(`Column '${name.parts[0] ?? ''}' not found in any table`, name.at);
    case 'CATALOG': return describeCatalog(session, name, extended);
    case 'FUNCTION': return describeFunction(session, name, extended);
    case 'JOB': return { kind: 'describe job', job: name.parts[0] ?? '' };
    case 'MODEL': return describeModel(session, name);
  }
}

function describeCatalog(session: Session, { parts }: Name, extended: boolean): Answer {
  const [name = ''] = parts;
  const catalog = has(session.catalogs.catalogs, name) ? session.catalogs.catalogs[name] : undefined;
  if (catalog?.options['type'] === undefined) throw refused(`Cannot obtain metadata information from Catalog ${name}.`);
  const rows: (readonly string[])[] = [['name', name], ['type', catalog.options['type']], ['comment', catalog.comment ?? '']];
  if (extended) for (const [key, value] of Object.entries(catalog.options).toSorted(([x], [y]) => (x < y ? -1 : 1))) if (key !== 'type') rows.push([`option:${key}`, value]);
  return { kind: 'table', columns: ['info name', 'info value'], rows };
}

function describeFunction(session: Session, { parts, at }: Name, extended: boolean): Answer {
  const one = findFunction(session, parts);
  if (one === null) throw refused(`Function with the identifier '${label(parts)}' doesn't exist.`, at);
  const rows: (readonly string[])[] = [['is system function', String(one.system)], ['is temporary', String(one.temporary)]];
  if (one.entry !== null && !one.system) {
    rows.push(['class name', one.entry.className], ['function language', one.entry.language]);
    rows.push(['resource uris', `[${one.entry.jars.map((jar) => `ResourceUri{resourceType=JAR, uri='${jar}'}`).join(', ')}]`]);
  }
  if (extended && one.entry === null) rows.push(['kind', 'SCALAR'], ['requirements', '[]'], ['is deterministic', 'true'], ['supports constant folding', 'true']);
  return { kind: 'table', columns: ['info name', 'info value'], rows };
}

// --- SHOW CREATE -------------------------------------------------------------------------------------------------------------

export function showCreate(session: Session, { what, name }: Of<'show create'>): Answer {
  switch (what) {
    case 'CATALOG': {
      const [key = ''] = name.parts;
      const catalog = has(session.catalogs.catalogs, key) ? session.catalogs.catalogs[key] : undefined;
      if (catalog?.options['type'] === undefined) throw refused(`Cannot obtain metadata information from Catalog ${key}.`, name.at);
      return result(createCatalogText(key, catalog));
    }
    case 'TABLE': {
      const { path, entry } = found(session, name.parts, (where) => `Could not execute SHOW CREATE TABLE. Table with identifier ${label(where)} does not exist.`);
      if (entry.kind === 'view') throw refused(`SHOW CREATE TABLE is only supported for tables, but ${label(path)} is a view. Please use SHOW CREATE VIEW instead.`, name.at, TABLE_EXCEPTION);
      return result(createTableText(path, entry));
    }
    case 'VIEW': {
      const { path, entry } = found(session, name.parts, (where) => `Could not execute SHOW CREATE VIEW. View with identifier ${label(where)} does not exist.`);
      if (entry.kind === 'table') throw refused(`SHOW CREATE VIEW is only supported for views, but ${label(path)} is a table. Please use SHOW CREATE TABLE instead.`, name.at, TABLE_EXCEPTION);
      return result(createViewText(path, entry, viewFields(path, session.catalogs).map((field) => field.name)));
    }
    case 'MODEL': return result(createModelText(session, name));
    case 'MATERIALIZED TABLE': throw refused(`Could not execute SHOW CREATE MATERIALIZED TABLE. Materialized table with identifier ${label(qualified(session.catalogs, name.parts))} does not exist.`, name.at);
  }
}

