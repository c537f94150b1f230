// What Spark's console sink prints of a batch: a header, and the first rows as Dataset.show draws them.
import { cellText, type Cells, type Column } from './row.ts';

/** Options of the sink: numRows and, where it truncates, the width of a value. Spark default 20 each. */
const ROWS = 20;
const WIDTH = 20;
const RULE = '-'.repeat(43);

/** The lines of one batch, the empty one behind the table included. */
export function consoleLines(batch: number, rows: readonly Cells[], columns: readonly Column[], truncate: boolean): string[] {
  return [RULE, `Batch: ${batch}`, RULE, ...table(rows, columns, truncate)];
}

function table(rows: readonly Cells[], columns: readonly Column[], truncate: boolean): string[] {
  const texts = rows.slice(0, ROWS).map((cells) => columns.map(({ type }, at) => cut(cellText(cells[at] ?? null, type), truncate)));
  const all = [columns.map(({ name }) => cut(name, truncate)), ...texts];
  const widths = columns.map((_, at) => Math.max(3, ...all.map((row) => (row[at] ?? '').length)));
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`;
  const line = (row: readonly string[]): string => `|${row.map((text, at) => pad(text, widths[at] ?? 0, truncate)).join('|')}|`;
  const [head = [], ...body] = all;
  return [rule, line(head), rule, ...body.map(line), rule, rows.length > ROWS ? `only showing top ${ROWS} rows` : ''];
}

const pad = (text: string, width: number, truncate: boolean): string => (truncate ? text.padStart(width) : text.padEnd(width));

/** Control characters are written out; what is too long ends with three dots. */
function cut(text: string, truncate: boolean): string {
  const escaped = text.replace(/[\n\r\t\f\b\v\u0007]/g, (sign) => ESCAPES[sign] ?? sign);
  return truncate && escaped.length > WIDTH ? `${escaped.slice(0, WIDTH - 3)}...` : escaped;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f', '\b': '\\b', '\v': '\\v', '\u0007': '\\a' };
