// What CREATE TABLE and CREATE VIEW put into the catalogs, after Flink's checks.
import type { Query } from '../parser/ast.ts';
import type { Column, PrimaryKey, Statement, TableBody } from '../parser/statement.ts';
import { attempt, parseError, refused, type Result } from '../problem.ts';
import { bindQuery } from './bind.ts';
import { type Catalogs, lookUp, qualified, type TableEntry, withEntry } from './catalog.ts';
import { tableFields } from './table.ts';

const ALREADY = 'org.apache.flink.table.catalog.exceptions.TableAlreadyExistException';

const KINDS = { physical: 'regular', computed: 'computed', metadata: 'metadata' } as const;

/** No two columns have one name. */
function checkColumns(columns: readonly Column[]): void {
  const seen = new Map<string, Column>();
  for (const column of columns) {
    const before = seen.get(column.name);
    if (before !== undefined) throw refused(`A ${KINDS[before.kind]} Column named '${column.name}' already exists in the table.`, column.at);
    seen.set(column.name, column);
  }
}

/** Where the first column of a key stands, behind `CONSTRAINT name PRIMARY KEY (`. */
export function columnOfKey({ at, name }: PrimaryKey): number {
  return at.column + (name === null ? 0 : `CONSTRAINT ${name} `.length) + 'PRIMARY KEY ('.length;
}

/** A table's entry from the columns, keys and watermarks of its definition. */
export function tableEntry(statement: Extract<Statement, { kind: 'create table' }>, body: TableBody): TableEntry {
  checkColumns(body.columns);
  if (body.watermarks[1] !== undefined) throw parseError('Multiple WATERMARK statements is not supported yet.', body.watermarks[1].at);
  const [watermark] = body.watermarks;
  if (watermark !== undefined && !body.columns.some((column) => column.name === watermark.column[0])) throw refused(`The rowtime attribute field '${watermark.column.join('.')}' is not defined in the table schema, at line ${watermark.at.line}, column ${watermark.at.column + 'WATERMARK FOR '.length}\nAvailable fields: [${body.columns.map((column) => `'${column.name}'`).join(', ')}]`, watermark.at);
  const [key, secondKey] = [...body.primaryKeys, ...body.columns.filter((column) => column.kind === 'physical' && column.primaryKey).map((column) => ({ name: null, columns: [column.name], enforced: false, at: column.at }))];
  if (secondKey !== undefined) throw refused('Duplicate primary key definition', secondKey.at, 'org.apache.flink.sql.parser.error.SqlValidateException');
  const missing = key?.columns.find((name) => !body.columns.some((column) => column.name === name));
  if (missing !== undefined) throw refused(`Primary key column '${missing}' is not defined in the schema at line ${key?.at.line ?? 1}, column ${key === undefined ? 1 : columnOfKey(key)}`, key?.at ?? null);
  return {
    kind: 'table', columns: body.columns, watermark: body.watermarks[0] ?? null, primaryKey: key ?? null, partitionedBy: statement.partitionedBy, distribution: statement.distribution, options: statement.options, comment: statement.comment, temporary: statement.temporary,
  };
}

function alreadyThere(catalogs: Catalogs, parts: readonly string[]): Error {
  const [catalog, database, name] = qualified(catalogs, parts);
  return refused(`Table (or view) ${database}.${name} already exists in Catalog ${catalog}.`, null, ALREADY);
}

/** The catalogs with a new table. LIKE and AS are the client's: they need more than the statement. */
export function createTable(catalogs: Catalogs, statement: Extract<Statement, { kind: 'create table' }>): Result<Catalogs> {
  return attempt(() => {
    const entry = tableEntry(statement, statement.body ?? { columns: [], watermarks: [], primaryKeys: [] });
    tableFields(entry);
    if (lookUp(catalogs, statement.name.parts) !== undefined) {
      if (statement.ifNotExists) return catalogs;
      throw alreadyThere(catalogs, statement.name.parts);
    }
    return withEntry(catalogs, qualified(catalogs, statement.name.parts), entry);
  });
}

/** The catalogs with a new view; its query must be right. */
export function createView(catalogs: Catalogs, statement: Extract<Statement, { kind: 'create view' }>): Result<Catalogs> {
  const checked = bindQuery(statement.query satisfies Query, catalogs);
  if (!checked.ok) return checked;
  return attempt(() => {
    if (lookUp(catalogs, statement.name.parts) !== undefined) {
      if (statement.ifNotExists) return catalogs;
      throw alreadyThere(catalogs, statement.name.parts);
    }
    return withEntry(catalogs, qualified(catalogs, statement.name.parts), { kind: 'view', text: statement.text, expanded: statement.text, columns: statement.columns, comment: statement.comment, temporary: statement.temporary, catalog: catalogs.catalog, database: catalogs.database });
  });
}
