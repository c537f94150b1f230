// ALTER TABLE: names, options, columns, keys and watermarks of a table changed (AlterSchemaConverter).
import type { Expr } from '../parser/ast.ts';
import type { Column, ColumnPlace, Statement, TableBody, TableChange } from '../parser/statement.ts';
import { type Place, refused } from '../problem.ts';
import { pathKey, permanent, qualified, type TableEntry, withEntry } from '../query/catalog.ts';
import { keyName } from './create-text.ts';
import { has } from './objects.ts';
import type { Session } from './session.ts';
import { checked, label, renamed } from './tables.ts';
import { unparseExpr } from './unparse-expr.ts';

const failed = (message: string, at: Place | null = null): Error => refused(`Failed to execute ALTER TABLE statement.\n${message}`, at);

export function alterTable(session: Session, { name, ifExists, change, at }: Extract<Statement, { kind: 'alter table' }>): Session {
  const path = qualified(session.catalogs, name.parts);
  const found = permanent(session.catalogs, path);
  if (has(session.catalogs.temporary, pathKey(path)) || found === undefined) {
    if (ifExists) return session;
    throw refused(`Table ${label(path)} doesn't exist or is a temporary table.`, name.at);
  }
  if (found.kind === 'view') throw refused('ALTER TABLE for a view is not allowed', name.at);
  if (change.kind === 'rename') return { ...session, catalogs: renamed(session.catalogs, path, qualified(session.catalogs, change.to.parts), found) };
  return { ...session, catalogs: withEntry(session.catalogs, path, checked(changed(found, change), at)) };
}

function changed(entry: TableEntry, change: Exclude<TableChange, { kind: 'rename' }>): TableEntry {
  switch (change.kind) {
    case 'set': return { ...entry, options: { ...entry.options, ...change.options } };
    case 'reset': return { ...entry, options: without(entry.options, change.keys) };
    case 'rename column': return renameColumn(entry, change.from, change.to);
    case 'add': return add(entry, change.body, change.places);
    case 'modify': return modify(entry, change.body, change.places);
    case 'drop columns': return dropColumns(entry, change.columns);
    case 'drop primary key':
      if (entry.primaryKey === null) throw failed('The base table does not define any primary key.');
      return withoutKey(entry);
    case 'drop constraint':
      if (entry.primaryKey === null) throw failed('The base table does not define any primary key.');
      if (keyName(entry) !== change.name) throw failed(`The base table does not define a primary key constraint named '${change.name}'. Available constraint name: ['${keyName(entry)}'].`);
      return withoutKey(entry);
    case 'drop watermark':
      if (entry.watermark === null) throw failed('The base table does not define any watermark strategy.');
      return { ...entry, watermark: null };
    case 'drop distribution':
      if (entry.distribution === null) throw failed('Table does not have a distribution to drop.');
      return { ...entry, distribution: null };
  }
}

/** The columns keep what the key had said of them: NOT NULL. */
function withoutKey(entry: TableEntry): TableEntry {
  const inKey = entry.primaryKey?.columns ?? [];
  return { ...entry, primaryKey: null, columns: entry.columns.map((column) => (column.kind === 'physical' && inKey.includes(column.name) ? { ...column, primaryKey: false, type: { ...column.type, nullable: false } } : column)) };
}

function without(options: TableEntry['options'], keys: readonly string[]): TableEntry['options'] {
  if (keys.length === 0) throw refused('ALTER TABLE RESET does not support empty key');
  if (keys.includes('connector')) throw refused("ALTER TABLE RESET does not support changing 'connector'");
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key)));
}

/** Names of columns within an expression. */
function namesIn(expr: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof expr !== 'object' || expr === null) return found;
  if (isName(expr)) found.add(expr.parts[0] ?? '');
  else for (const below of Object.values(expr)) namesIn(below, found);
  return found;
}

const isName = (expr: object): expr is Extract<Expr, { kind: 'name' }> => 'kind' in expr && expr.kind === 'name' && 'parts' in expr;

const list = (names: readonly string[]): string => `[${names.map((name) => `\`${name}\``).join(', ')}]`;

/** What keeps a column from being dropped or renamed: who speaks of it. */
function references(entry: TableEntry, name: string, verb: 'drop' | 'rename', together: readonly string[]): Error | null {
  const users = entry.columns.filter((column) => column.kind === 'computed' && column.name !== name && !together.includes(column.name) && namesIn(column.of).has(name)).map((column) => column.name);
  if (users.length > 0) return failed(`The column \`${name}\` is referenced by computed column ${users.length === 1 ? `\`${users[0] ?? ''}\`` : users.map((user) => `\`${user}\``).join(', ')}.`);
  if (entry.watermark !== null && (entry.watermark.column[0] === name || namesIn(entry.watermark.of).has(name))) return failed(`The column \`${name}\` is referenced by watermark expression.`);
  if (entry.partitionedBy.includes(name)) return failed(`The column \`${name}\` is used as the partition keys.`);
  if (entry.distribution !== null && new RegExp(`\\b${name.replace(/[^\w]/g, '\\$&')}\\b`).test(/\(([^)]*)\)/.exec(entry.distribution)?.[1] ?? '')) return failed(`The column \`${name}\` is used as a distribution key.`);
  if (verb === 'drop' && entry.primaryKey?.columns.includes(name) === true) return failed(`The column \`${name}\` is used as the primary key.`);
  return null;
}

function renameColumn(entry: TableEntry, from: string, to: string): TableEntry {
  if (!entry.columns.some((column) => column.name === from)) throw failed(`The column \`${from}\` does not exist in the base table.`);
  const problem = references(entry, from, 'rename', []);
  if (problem !== null) throw problem;
  if (entry.columns.some((column) => column.name === to)) throw failed(`The column \`${to}\` already existed in table schema.`);
  const key = entry.primaryKey;
  return {
    ...entry,
    columns: entry.columns.map((column) => (column.name === from ? { ...column, name: to, ...(column.kind === 'metadata' ? { key: column.key ?? from } : {}) } : column)),
    primaryKey: key === null ? null : { ...key, name: keyName(entry), columns: key.columns.map((column) => (column === from ? to : column)) },
    partitionedBy: entry.partitionedBy.map((column) => (column === from ? to : column)),
  };
}

function dropColumns(entry: TableEntry, names: readonly string[]): TableEntry {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw failed(`Duplicate column \`${twice}\`.`);
  for (const name of names) {
    if (!entry.columns.some((column) => column.name === name)) throw failed(`The column \`${name}\` does not exist in the base table.`);
    const problem = references(entry, name, 'drop', names);
    if (problem !== null) throw problem;
  }
  return { ...entry, columns: entry.columns.filter((column) => !names.includes(column.name)) };
}

/** The columns with one put in at its place. */
function placed(columns: readonly Column[], column: Column, place: ColumnPlace): readonly Column[] {
  switch (place.kind) {
    case 'last': return [...columns, column];
    case 'first': return [column, ...columns];
    case 'after': {
      const at = columns.findIndex((one) => one.name === place.column);
      if (at < 0) throw failed(`Referenced column \`${place.column}\` by 'AFTER' does not exist in the table.`);
      return [...columns.slice(0, at + 1), column, ...columns.slice(at + 1)];
    }
  }
}

const LAST: ColumnPlace = { kind: 'last' };

function add(entry: TableEntry, body: TableBody, places: readonly ColumnPlace[]): TableEntry {
  let columns = entry.columns;
  body.columns.forEach((column, i) => {
    if (columns.some((one) => one.name === column.name)) throw failed(`Try to add a column \`${column.name}\` which already exists in the table.`);
    columns = placed(columns, column, places[i] ?? LAST);
  });
  const key = keyOf(body);
  const [watermark] = body.watermarks;
  if (key !== null && entry.primaryKey !== null) throw failed(`The base table has already defined the primary key constraint ${list(entry.primaryKey.columns)}. You might want to drop it before adding a new one.`);
  if (watermark !== undefined && entry.watermark !== null) throw failed(`The base table has already defined the watermark strategy \`${entry.watermark.column.join('`.`')}\` AS ${unparseExpr(entry.watermark.of)}. You might want to drop it before adding a new one.`);
  return withKeyAndWatermark({ ...entry, columns }, body);
}

function keyOf(body: TableBody): TableBody['primaryKeys'][number] | null {
  const inline = body.columns.find((column) => column.kind === 'physical' && column.primaryKey);
  return body.primaryKeys[0] ?? (inline === undefined ? null : { name: null, columns: [inline.name], enforced: false, at: inline.at });
}

function withKeyAndWatermark(entry: TableEntry, body: TableBody): TableEntry {
  const key = keyOf(body);
  const [watermark] = body.watermarks;
  for (const name of key?.columns ?? []) {
    const column = entry.columns.find((one) => one.name === name);
    if (column === undefined) throw refused(`Invalid primary key '${key?.name ?? `PK_${(key?.columns ?? []).join('_')}`}'. Column '${name}' does not exist.`, key?.at ?? null);
    if (column.kind !== 'physical') throw refused(`Invalid primary key '${key?.name ?? `PK_${(key?.columns ?? []).join('_')}`}'. Column '${name}' is not a physical column.`, key?.at ?? null);
  }
  if (watermark !== undefined && !entry.columns.some((column) => column.name === watermark.column[0])) throw refused(`Invalid column name '${watermark.column.join('.')}' for rowtime attribute in watermark declaration. Available columns are: [${entry.columns.map((column) => column.name).join(', ')}]`, watermark.at);
  return { ...entry, primaryKey: key ?? entry.primaryKey, watermark: watermark ?? entry.watermark };
}

function modify(entry: TableEntry, body: TableBody, places: readonly ColumnPlace[]): TableEntry {
  let columns = entry.columns;
  body.columns.forEach((column, i) => {
    const at = columns.findIndex((one) => one.name === column.name);
    if (at < 0) throw failed(`Try to modify a column \`${column.name}\` which does not exist in the table.`);
    const place = places[i] ?? LAST;
    const kept: Column = { ...column, comment: column.comment ?? columns[at]?.comment ?? null };
    columns = place.kind === 'last' ? columns.map((one) => (one.name === column.name ? kept : one)) : placed(columns.filter((one) => one.name !== column.name), kept, place);
  });
  if (keyOf(body) !== null && entry.primaryKey === null) throw failed('The base table does not define any primary key constraint. You might want to add a new one.');
  if (body.watermarks.length > 0 && entry.watermark === null) throw failed('The base table does not define any watermark. You might want to add a new one.');
  return withKeyAndWatermark({ ...entry, columns }, body);
}
