// Metadata that tables read: behind the physical columns in the connector's order, with the connector's types; a projection above makes of them what the table declares.
import { callRex, input, type Rex } from '../expr/rex.ts';
import type { TableEntry } from '../query/catalog.ts';
import { sourceFields } from '../query/table.ts';
import * as t from '../type/logical-type.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';

const text = t.notNull(t.STRING);
const instant = t.timestampLtz(3);

/** What connectors and formats list, in their order (`listReadableMetadata`); those of a format come first. */
const METADATA: Readonly<Record<string, LogicalType>> = {
  'value.schema': t.STRING, 'value.ingestion-timestamp': instant, 'value.source.timestamp': instant, 'value.source.database': t.STRING, 'value.source.schema': t.STRING, 'value.source.table': t.STRING, 'value.source.properties': t.map(t.STRING, t.STRING),
  topic: text, partition: t.notNull(t.INT), headers: t.notNull(t.map(text, t.BYTES)), 'leader-epoch': t.INT, offset: t.notNull(t.BIGINT), timestamp: t.notNull(instant), 'timestamp-type': text,
  'file.path': text, 'file.name': text, 'file.size': t.notNull(t.BIGINT), 'file.modification-time': t.notNull(instant),
};
const ORDER = Object.keys(METADATA);

type Column = Extract<TableEntry['columns'][number], { kind: 'metadata' }>;

const keyOf = (column: Column): string => column.key ?? column.name;

/** The keys that a table's columns read, in the connector's order. */
export function metadataOf(entry: TableEntry): readonly string[] {
  const keys = [...new Set(entry.columns.flatMap((column) => (column.kind === 'metadata' ? [keyOf(column)] : [])))];
  return keys.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

/** The key that each column of metadata reads, by its name. */
export function metadataNames(entry: TableEntry): Readonly<Record<string, string>> {
  return Object.fromEntries(entry.columns.flatMap((column) => (column.kind === 'metadata' ? [[column.name, keyOf(column)]] : [])));
}

/** Whether a column is cast from what the connector gives. */
export function isCastFrom(column: Column): boolean {
  const type = METADATA[keyOf(column)];
  return type === undefined || !t.sameType(type, column.type) || type.nullable !== column.type.nullable;
}

/** What the source gives: physical columns, then the columns of metadata. */
export function readFields(entry: TableEntry): readonly Field[] {
  const fields = sourceFields(entry);
  const keys = metadataOf(entry);
  const told = entry.columns.flatMap((column) => (column.kind === 'metadata' ? [column] : [])).toSorted((a, b) => keys.indexOf(keyOf(a)) - keys.indexOf(keyOf(b)));
  return [...fields.filter((field) => !told.some((column) => column.name === field.name)), ...told.map((column) => ({ name: column.name, type: METADATA[keyOf(column)] ?? column.type }))];
}

/** The table's own columns, in its order, over what the source gives. */
export function declaredColumns(entry: TableEntry): readonly Rex[] {
  const read = readFields(entry);
  return sourceFields(entry).map((field): Rex => {
    const at = read.findIndex((one) => one.name === field.name);
    const column = input(at, read[at]?.type ?? field.type);
    const metadata = entry.columns.find((one) => one.name === field.name);
    return metadata?.kind === 'metadata' && isCastFrom(metadata) ? callRex('CAST', [column], field.type) : column;
  });
}
