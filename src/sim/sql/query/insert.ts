// INSERT bound: the query with its columns in the sink's order and types, after Flink's checks.
import type { Insert } from '../parser/statement.ts';
import { callRex, input, literal, type Rex } from '../expr/rex.ts';
import { attempt, invalid, refused, type Result, SqlError, TABLE_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import { bind } from '../validate/expression.ts';
import { EMPTY_SCOPE } from '../validate/scope.ts';
import { bindQuery } from './bind.ts';
import { type Catalogs, lookUp, qualified, type TableEntry } from './catalog.ts';
import type { Rel } from './rel.ts';
import { tableFields } from './table.ts';

export interface BoundInsert {
  /** Catalog, database, table. */
  readonly path: readonly [string, string, string];
  readonly table: TableEntry;
  /** Options that a hint gives for this statement; they stand in the table's too. */
  readonly hints: Readonly<Record<string, string>>;
  /** INSERT OVERWRITE: what was there before goes. */
  readonly overwrite: boolean;
  /** The columns that are listed, null without a list. */
  readonly columns: readonly string[] | null;
  /** Its columns are the sink's: physical ones and metadata that can be written. */
  readonly rel: Rel;
  /** So many projections the INSERT itself has put over the query's: its list of columns, its partition, its casts. */
  readonly added: number;
}

/** What is written into a table: no computed columns, no virtual metadata. */
export function sinkFields(table: TableEntry): readonly Field[] {
  const all = tableFields(table);
  return table.columns.flatMap((column, i) => {
    const field = all[i];
    return field === undefined || column.kind === 'computed' || (column.kind === 'metadata' && column.virtual) ? [] : [{ ...field, type: t.plain(field.type) }];
  });
}

const RANK: Partial<Readonly<Record<t.TypeKind, number>>> = { TINYINT: 1, SMALLINT: 2, INT: 3, BIGINT: 4, DECIMAL: 5, FLOAT: 6, DOUBLE: 7 };

/** Whether a value goes into a column without a cast (LogicalTypeCasts.supportsImplicitCast). */
export function implicitCast(from: LogicalType, to: LogicalType): boolean {
  if (from.kind === 'NULL' || t.sameType(from, to)) return true;
  if (t.isNumeric(from) && t.isNumeric(to)) return to.kind === 'DECIMAL' || (RANK[from.kind] ?? 0) <= (RANK[to.kind] ?? 0);
  // What has a fixed length is only made of its own kind.
  if ((t.isText(from) && t.isText(to)) || (t.isBytes(from) && t.isBytes(to))) return to.kind.startsWith('VAR') || from.kind === to.kind;
  if (t.isTimestamp(from) && t.isTimestamp(to)) return true;
  if (from.kind === 'DATE' || from.kind === 'TIME') return from.kind === to.kind || (from.kind === 'DATE' && t.isTimestamp(to));
  if (t.isInterval(from)) return from.kind === to.kind;
  if ((from.kind === 'ARRAY' && to.kind === 'ARRAY') || (from.kind === 'MULTISET' && to.kind === 'MULTISET')) return implicitCast(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP') return implicitCast(from.key, to.key) && implicitCast(from.value, to.value);
  if (from.kind === 'ROW' && to.kind === 'ROW') return from.fields.length === to.fields.length && from.fields.every((field, i) => implicitCast(field.type, to.fields[i]?.type ?? t.NULL));
  return false;
}

/** Whether a value of one type is one of the other as it stands (LogicalTypeCasts.supportsAvoidingCast). */
function withoutCast(from: LogicalType, to: LogicalType): boolean {
  if (t.sameType(from, to)) return true;
  const grows = (t.isText(from) && to.kind === 'VARCHAR') || (t.isBytes(from) && to.kind === 'VARBINARY');
  return grows && 'length' in from && 'length' in to && from.length <= to.length;
}

const schema = (fields: readonly Field[]): string => `[${fields.map((field) => `${field.name}: ${t.summary(t.plain(field.type))}`).join(', ')}]`;

function mismatch(path: readonly string[], cause: string, query: readonly Field[], sink: readonly Field[]): Error {
  return refused(`Column types of query result and sink for '${path.join('.')}' do not match.\nCause: ${cause}\n\nQuery schema: ${schema(query)}\nSink schema:  ${schema(sink)}`);
}

/** An INSERT over these catalogs, or what is wrong with it. */
export function bindInsert(insert: Insert, catalogs: Catalogs, batch = false): Result<BoundInsert> {
  return attempt(() => {
    const found = lookUp(catalogs, insert.table.parts);
    const path = qualified(catalogs, insert.table.parts);
    if (found === undefined) throw refused(`Cannot find table '\`${path.join('`.`')}\`' in any of the catalogs [${Object.keys(catalogs.catalogs).join(', ')}], nor as a temporary table.`, insert.table.at);
    if (found.entry.kind === 'view') throw refused(`Sink '${path.join('.')}' does not exists`, insert.table.at, TABLE_EXCEPTION);
    const bound = bindQuery(insert.query, catalogs, batch);
    if (!bound.ok) throw new SqlError(bound.problem.exception, bound.problem.message, bound.problem.at, bound.problem.phase);
    const sink = sinkFields(found.entry);
    const twice = insert.columns?.find((name, i, all) => all.indexOf(name) < i);
    if (twice !== undefined) throw invalid(`Target column '${twice}' is assigned more than once`, insert.at);
    const query = insert.columns === null ? withPartition(bound.value, insert, sink) : spread(bound.value, insert, sink);
    // Hints stand over the definition's options, for this statement.
    const hints = Object.assign({}, ...insert.hints.filter((hint) => hint.name.toUpperCase() === 'OPTIONS').map((hint) => hint.options)) as Record<string, string>;
    const rel = fitted(query, sink, found.path);
    const added = (query === bound.value ? 0 : 1) + (rel === query ? 0 : 1);
    return { path: found.path, table: { ...found.entry, options: { ...found.entry.options, ...hints } }, hints, overwrite: insert.overwrite, columns: insert.columns, rel, added };
  });
}

/** `PARTITION (b = 2)`: the columns that it names hold its constants; the query gives the others. */
function withPartition(query: Rel, insert: Insert, sink: readonly Field[]): Rel {
  const fixed = Object.entries(insert.partition).flatMap(([name, expr]) => (expr === null ? [] : [[name, bind(expr, { scope: EMPTY_SCOPE, query: () => { throw invalid('A partition is a constant'); }, replace: null, isFunction: () => false })] as const]));
  if (fixed.length === 0 || query.fields.length + fixed.length !== sink.length) return query;
  let next = 0;
  const exprs = sink.map((field): Rex => {
    const found = fixed.find(([name]) => name === field.name);
    if (found !== undefined) return found[1];
    const at = next++;
    return input(at, query.fields[at]?.type ?? t.NULL);
  });
  return { kind: 'project', input: query, exprs, fields: sink.map((field, i) => ({ name: field.name, type: exprs[i]?.type ?? field.type })) };
}

/** The query's columns where the list of columns names them, NULL in the others. */
function spread(query: Rel, insert: Insert, sink: readonly Field[]): Rel {
  const columns = insert.columns ?? [];
  const unknown = columns.find((name) => !sink.some((field) => field.name === name));
  if (unknown !== undefined) throw invalid(`Unknown target column '${unknown}'`, insert.table.at);
  if (columns.length !== query.fields.length) throw invalid('Number of columns must match number of query columns', insert.table.at);
  const exprs = sink.map((field): Rex => {
    const at = columns.indexOf(field.name);
    if (at < 0 && !field.type.nullable) throw invalid(`Column '${field.name}' has no default value and does not allow NULLs`, insert.at);
    return at < 0 ? literal(null, field.type) : input(at, query.fields[at]?.type ?? t.NULL);
  });
  return { kind: 'project', input: query, exprs, fields: sink.map((field, i) => ({ name: columns.indexOf(field.name) < 0 ? `EXPR$${i}` : (query.fields[columns.indexOf(field.name)]?.name ?? ''), type: exprs[i]?.type ?? field.type })) };
}

function fitted(query: Rel, sink: readonly Field[], path: readonly string[]): Rel {
  if (query.fields.length !== sink.length) throw mismatch(path, 'Different number of columns.', query.fields, sink);
  sink.forEach((field, i) => {
    if (!implicitCast(query.fields[i]?.type ?? t.NULL, field.type)) throw mismatch(path, `Incompatible types for sink column '${field.name}' at position ${i}.`, query.fields, sink);
  });
  // Where no column needs a cast, the query goes in as it is, under its own names.
  if (sink.every((field, i) => withoutCast(query.fields[i]?.type ?? t.NULL, field.type))) return query;
  const exprs = sink.map((field, i): Rex => {
    const type = query.fields[i]?.type ?? t.NULL;
    const column = input(i, type);
    return t.sameType(type, field.type) && (type.nullable || !field.type.nullable) ? column : callRex('CAST', [column], t.withNull(field.type, true));
  });
  return { kind: 'project', input: query, exprs, fields: sink.map((field, i) => ({ name: field.name, type: exprs[i]?.type ?? field.type })) };
}
