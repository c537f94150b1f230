// What factories ask of a table: its key, its physical columns, and its metadata columns with Flink's checks of them.
import { refused } from '../../sql/problem.ts';
import { canCast } from '../../sql/expr/cast.ts';
import type { TableRequest } from '../../sql/plan/connector.ts';
import { type Field, type LogicalType, summary } from '../../sql/type/logical-type.ts';

/** `catalog.database.table`. */
export const nameOf = ({ path }: TableRequest): string => path.join('.');

/** Names of the primary key's columns; none without one. */
export function primaryKeyOf({ entry }: TableRequest): readonly string[] {
  if (entry.primaryKey !== null) return entry.primaryKey.columns;
  return entry.columns.flatMap((column) => (column.kind === 'physical' && column.primaryKey ? [column.name] : []));
}

/** Physical columns, in their order. */
export function physicalFields({ entry, fields }: TableRequest): readonly Field[] {
  return entry.columns.flatMap((column) => {
    const field = column.kind === 'physical' ? fields.find(({ name }) => name === column.name) : undefined;
    return field === undefined ? [] : [field];
  });
}

export interface MetadataKey {
  readonly key: string;
  readonly type: LogicalType;
}

/** A metadata column: its name, the key that it reads or writes, the key's type and its own. */
export interface MetadataColumn {
  readonly name: string;
  readonly key: string;
  readonly of: LogicalType;
  readonly type: LogicalType;
}

interface Columns {
  readonly name: string;
  readonly key: string;
  readonly type: LogicalType;
}

function metadataColumns({ entry }: TableRequest, withVirtual: boolean): readonly Columns[] {
  return entry.columns.flatMap((column) => (column.kind === 'metadata' && (withVirtual || !column.virtual) ? [{ name: column.name, key: column.key ?? column.name, type: column.type }] : []));
}

/** What a source reads beside the row (DynamicSourceUtils.validateAndApplyMetadata). `keys` null: the source knows no metadata. */
export function readMetadata(request: TableRequest, source: { readonly java: string; readonly summary: string }, keys: readonly MetadataKey[] | null): readonly MetadataColumn[] {
  const columns = metadataColumns(request, true);
  const [first] = columns;
  if (first === undefined) return [];
  if (keys === null) {
    throw refused(`Table '${source.summary}' declares metadata columns, but the underlying DynamicTableSource doesn't implement the SupportsReadingMetadata interface. Therefore, metadata cannot be read from the given source.`);
  }
  return columns.map((column) => {
    const known = keys.find(({ key }) => key === column.key);
    if (known === undefined) throw invalidKey(request, column, `DynamicTableSource class '${source.java}'`, 'reading', keys);
    if (!canCast(known.type, column.type)) throw invalidType(request, column, known.type, 'castable from metadata type');
    return { name: column.name, key: column.key, of: known.type, type: column.type };
  });
}

/** What a sink writes beside the row (DynamicSinkUtils.validateAndApplyMetadata). */
export function writtenMetadata(request: TableRequest, java: string, keys: readonly MetadataKey[] | null): readonly MetadataColumn[] {
  const columns = metadataColumns(request, false);
  if (columns.length === 0) return [];
  if (keys === null) {
    throw refused(`Table '${nameOf(request)}' declares persistable metadata columns, but the underlying DynamicTableSink doesn't implement the SupportsWritingMetadata interface. If the column should not be persisted, it can be declared with the VIRTUAL keyword.`);
  }
  return columns.map((column) => {
    const known = keys.find(({ key }) => key === column.key);
    if (known === undefined) throw invalidKey(request, column, `DynamicTableSink class '${java}'`, 'writing', keys);
    if (!canCast(column.type, known.type)) throw invalidType(request, column, known.type, 'castable to metadata type');
    return { name: column.name, key: column.key, of: known.type, type: column.type };
  });
}

function invalidKey(request: TableRequest, column: Columns, what: string, way: 'reading' | 'writing', keys: readonly MetadataKey[]): Error {
  return refused(`Invalid metadata key '${column.key}' in column '${column.name}' of table '${nameOf(request)}'. The ${what} supports the following metadata keys for ${way}:\n${keys.map(({ key }) => key).join('\n')}`);
}

/** Flink's own text has the two types in each other's place. */
function invalidType(request: TableRequest, column: Columns, of: LogicalType, why: string): Error {
  const key = column.key === column.name ? '' : ` with metadata key '${column.key}'`;
  return refused(`Invalid data type for metadata column '${column.name}'${key} of table '${nameOf(request)}'. The column cannot be declared as '${summary(of)}' because the type must be ${why} '${summary(column.type)}'.`);
}
