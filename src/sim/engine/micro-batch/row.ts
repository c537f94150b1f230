// Rows of the micro-batch engine: from a record's JSON by Spark's `from_json`, and as Spark writes values in text and in JSON.
import type { ColumnType } from '../../../bridge/engines.ts';
import { doubleText } from '../../jvm/number-text.ts';

/** A window of event time, both in ms since 1970; its end is outside of it. */
export interface WindowValue {
  readonly start: number;
  readonly end: number;
}

/** A timestamp is a number of ms since 1970. */
export type Cell = string | number | boolean | null | WindowValue;
export type Cells = readonly Cell[];
export type CellType = ColumnType | 'WINDOW';

export interface Column {
  readonly name: string;
  readonly type: CellType;
}

/**
 * The value of a record as one cell a column, in the mode PERMISSIVE: all null where the text is no JSON object, and null where a field
 * is absent or of another type (JacksonParser, with partial results).
 */
export function fromJson(text: string | null, columns: readonly Column[]): Cell[] {
  const fields = objectOf(text);
  return columns.map(({ name, type }) => (fields !== null && Object.hasOwn(fields, name) ? cellOf(fields[name], type) : null));
}

function objectOf(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function cellOf(value: unknown, type: CellType): Cell {
  switch (type) {
    case 'STRING': return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
    case 'INT': return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
    case 'BIGINT': return typeof value === 'number' && Number.isInteger(value) ? value : null;
    case 'DOUBLE': return typeof value === 'number' ? value : null;
    case 'BOOLEAN': return typeof value === 'boolean' ? value : null;
    // A whole number is seconds since 1970.
    case 'TIMESTAMP': return typeof value === 'number' ? (Number.isInteger(value) ? value * 1_000 : null) : typeof value === 'string' ? parseTimestamp(value) : null;
    case 'WINDOW': return null;
  }
}

const TIMESTAMP = /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A text as a timestamp, in UTC where it names no zone; null where it is none. */
export function parseTimestamp(text: string): number | null {
  const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = TIMESTAMP.exec(text.trim()) ?? [];
  if (year === undefined || month === undefined) return null;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number];
  const ms = Date.UTC(y, mo - 1, d, h, mi, s, Number(fraction.padEnd(3, '0').slice(0, 3)));
  const back = new Date(ms);
  if (back.getUTCMonth() !== mo - 1 || back.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return null;
  if (zone === 'Z') return ms;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return ms - (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** As a cast to STRING writes it, in the session's zone, which is UTC here. */
export function timestampText(ms: number): string {
  const iso = new Date(ms).toISOString();
  const fraction = iso.slice(20, 23).replace(/0+$/, '');
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A cell as `show` and the console sink write it. */
export function cellText(cell: Cell, type: CellType): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'object') return `{${timestampText(cell.start)}, ${timestampText(cell.end)}}`;
  if (typeof cell !== 'number') return String(cell);
  return type === 'TIMESTAMP' ? timestampText(cell) : type === 'DOUBLE' ? doubleText(cell) : String(cell);
}

/** A row as `to_json(struct(*))` writes it: fields that are null are left out. */
export function rowJson(cells: Cells, columns: readonly Column[]): string {
  const fields = columns.flatMap(({ name, type }, at) => {
    const cell = cells[at] ?? null;
    return cell === null ? [] : [`${JSON.stringify(name)}:${cellJson(cell, type)}`];
  });
  return `{${fields.join(',')}}`;
}

function cellJson(cell: Exclude<Cell, null>, type: CellType): string {
  if (typeof cell === 'object') return `{"start":"${isoText(cell.start)}","end":"${isoText(cell.end)}"}`;
  if (typeof cell !== 'number') return JSON.stringify(cell);
  return type === 'TIMESTAMP' ? `"${isoText(cell)}"` : type === 'DOUBLE' ? doubleText(cell) : String(cell);
}

const isoText = (ms: number): string => new Date(ms).toISOString();
