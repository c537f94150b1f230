// SHOW CREATE: definitions as Flink writes them back (ShowCreateUtil).
import type { Column } from '../parser/statement.ts';
import type { Catalog, Path, TableEntry, ViewEntry } from '../query/catalog.ts';
import { sourceFields } from '../query/table.ts';
import * as t from '../type/logical-type.ts';
import { identifier, quoted, unparseExpr } from './unparse-expr.ts';

const path = (parts: readonly string[]): string => parts.map(identifier).join('.');
const commented = (comment: string | null): string => (comment === null || comment === '' ? '' : ` COMMENT ${quoted(comment)}`);
const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join(',\n');

/** `WITH (…)`. */
export function withOptions(options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, value]) => `${quoted(key)} = ${quoted(value)}`);
  return `WITH (\n${indented(lines)}\n)\n`;
}

function columnText(column: Column, type: t.LogicalType): string {
  const name = identifier(column.name);
  switch (column.kind) {
    case 'physical': return `${name} ${t.serialized(type)}${commented(column.comment)}`;
    case 'computed': return `${name} AS ${unparseExpr(column.of)}${commented(column.comment)}`;
    case 'metadata': return `${name} ${t.serialized(type)} METADATA${column.key === null || column.key === column.name ? '' : ` FROM ${quoted(column.key)}`}${column.virtual ? ' VIRTUAL' : ''}${commented(column.comment)}`;
  }
}

/** The name of a primary key that was given none. */
export function keyName(entry: TableEntry): string {
  return entry.primaryKey?.name ?? `PK_${(entry.primaryKey?.columns ?? []).join('_')}`;
}

/** `DISTRIBUTED BY HASH(\`id\`) INTO 4 BUCKETS`. */
export function distributionText(distribution: string): string {
  const columns = /\(([^)]*)\)/.exec(distribution)?.[1]?.split(',').map((name) => identifier(name.trim().replace(/^`(.*)`$/, '$1'))).join(', ');
  const kind = /\b(HASH|RANGE)\b/i.exec(distribution.replace(/`[^`]*`/g, ''))?.[1]?.toUpperCase() ?? '';
  const buckets = /INTO\s+(\d+)\s+BUCKETS/i.exec(distribution)?.[1];
  return `DISTRIBUTED${columns === undefined ? '' : ` BY ${kind}(${columns})`}${buckets === undefined ? '' : ` INTO ${buckets} BUCKETS`}`;
}

export function createTableText(where: Path, entry: TableEntry): string {
  const fields = sourceFields(entry);
  const typeOf = (column: Column): t.LogicalType => fields.find((field) => field.name === column.name)?.type ?? t.NULL;
  const lines = entry.columns.map((column) => columnText(column, typeOf(column)));
  if (entry.watermark !== null) lines.push(`WATERMARK FOR ${path(entry.watermark.column)} AS ${unparseExpr(entry.watermark.of)}`);
  if (entry.primaryKey !== null) lines.push(`CONSTRAINT ${identifier(keyName(entry))} PRIMARY KEY (${entry.primaryKey.columns.map(identifier).join(', ')}) NOT ENFORCED`);
  return [
    `CREATE ${entry.temporary ? 'TEMPORARY ' : ''}TABLE ${path(where)} (\n${indented(lines)}\n)\n`,
    entry.comment === null || entry.comment === '' ? '' : `COMMENT ${quoted(entry.comment)}\n`,
    entry.distribution === null ? '' : `${distributionText(entry.distribution)}\n`,
    entry.partitionedBy.length === 0 ? '' : `PARTITIONED BY (${entry.partitionedBy.map(identifier).join(', ')})\n`,
    Object.keys(entry.options).length === 0 ? '' : withOptions(entry.options),
  ].join('');
}

export function createViewText(where: Path, entry: ViewEntry, columns: readonly string[]): string {
  const comment = entry.comment === null || entry.comment === '' ? '' : `COMMENT ${quoted(entry.comment)}\n`;
  return `CREATE ${entry.temporary ? 'TEMPORARY ' : ''}VIEW ${path(where)} (\n${indented(columns.map(identifier))}\n)\n${comment}AS ${entry.expanded}\n`;
}

export function createCatalogText(name: string, { comment, options }: Catalog): string {
  return `CREATE CATALOG ${identifier(name)}\n${comment === null || comment === '' ? '' : `COMMENT ${quoted(comment)}\n`}${withOptions(options)}`;
}
