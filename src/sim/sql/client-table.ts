// Results as the SQL client's tableau prints them: widths, borders, cells, the line below.
import { cellText } from './expr/text.ts';
import type { Field, LogicalType } from './type/logical-type.ts';
import type { Row } from './value.ts';

/** `table.display.max-column-width`, Flink default 30. */
export const MAX_COLUMN_WIDTH = 30;
const NULL_WIDTH = '<NULL>'.length;

/** Columns that a terminal gives to a text: East Asian wide letters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += isWide(letter.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

function isWide(code: number): boolean {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff)
    || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x20000 && code <= 0x3fffd);
}

/** A column's width from its type alone, as a streaming query fixes it before the first row (TableauStyle). */
function typeWidth(type: LogicalType, most: number): number {
  switch (type.kind) {
    case 'TINYINT': return 4;
    case 'SMALLINT': return 6;
    case 'INT': return 11;
    case 'BIGINT': return 20;
    case 'DECIMAL': return type.precision + 2;
    case 'BOOLEAN': return 5;
    case 'DATE': return 10;
    case 'TIME': return type.precision === 0 ? 8 : type.precision + 9;
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return type.precision === 0 ? 19 : type.precision <= 3 ? 23 : type.precision <= 6 ? 26 : 29;
    default: return most;
  }
}

/** Widths that types and names give. */
export function streamingWidths(fields: readonly Field[], most = MAX_COLUMN_WIDTH): readonly number[] {
  return fields.map((field) => Math.max(displayWidth(field.name), NULL_WIDTH, typeWidth(field.type, most)));
}

/** Widths that names and rows give, not more than the most. */
export function dataWidths(names: readonly string[], rows: readonly (readonly string[])[], most = MAX_COLUMN_WIDTH): readonly number[] {
  return names.map((name, i) => rows.reduce((width, row) => Math.max(width, Math.min(most, displayWidth(row[i] ?? ''))), Math.min(most, displayWidth(name))));
}

/** `+----+-----+`. */
export function border(widths: readonly number[]): string {
  return `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
}

/** `|  a | bb |`: right-aligned; what is too long ends in `...`. */
export function line(cells: readonly string[], widths: readonly number[]): string {
  return `|${cells.map((cell, i) => ` ${fitted(cell, widths[i] ?? MAX_COLUMN_WIDTH)} `).join('|')}|`;
}

function fitted(cell: string, width: number): string {
  const size = displayWidth(cell);
  if (size <= width) return ' '.repeat(width - size) + cell;
  let [cut, used] = ['', 0];
  for (const letter of cell) {
    const next = displayWidth(letter);
    if (used + next > width - 3) break;
    cut += letter;
    used += next;
  }
  return `${' '.repeat(width - 3 - used)}${cut}...`;
}

/** The head of a table: border, names, border. */
export function head(names: readonly string[], widths: readonly number[]): readonly string[] {
  return [border(widths), line(names, widths), border(widths)];
}

/** A row's cells as text. */
export function cells(row: Row, fields: readonly Field[], zone: string): readonly string[] {
  return fields.map((field, i) => cellText(field.type)(row[i] ?? null, zone));
}

/** A whole batch result: `Empty set`, or the table and how many rows it has. */
export function batchTable(fields: readonly Field[], rows: readonly Row[], zone: string, most = MAX_COLUMN_WIDTH): readonly string[] {
  if (rows.length === 0) return ['Empty set'];
  const texts = rows.map((row) => cells(row, fields, zone));
  const names = fields.map((field) => field.name);
  const widths = dataWidths(names, texts, most);
  return [...head(names, widths), ...texts.map((row) => line(row, widths)), border(widths), rows.length === 1 ? '1 row in set' : `${rows.length} rows in set`];
}
