// CSV into rows as Flink's csv format reads it: Jackson's lines and columns, then Java's values.
import { UserCodeError } from '../../flink/user-code-error.ts';
import { daysFromCivil } from '../../sql/time/calendar.ts';
import type { Field, LogicalType } from '../../sql/type/logical-type.ts';
import type { Row, Value } from '../../sql/value.ts';
import { ILLEGAL_ARGUMENT, isoTime, isoTimestamp, javaDecimal, javaDouble, javaFloat, javaWhole, stampOf } from './java-values.ts';
import { base64, JsonProblem, PARSE_EXCEPTION } from './json-cursor.ts';

export interface CsvOptions {
  readonly delimiter: string;
  /** Null where quoting is off. */
  readonly quote: string | null;
  readonly escape: string | null;
  readonly comments: boolean;
  readonly ignoreParseErrors: boolean;
  readonly arrayDelimiter: string;
  readonly nullLiteral: string | null;
}

/** A line's cells, and where the next begins. Null behind the last one. */
interface Line {
  readonly cells: readonly string[];
  /** Where each cell begins, counted from 1, for messages. */
  readonly columns: readonly number[];
  readonly next: number;
}

const CSV_EXCEPTION = 'org.apache.flink.shaded.jackson2.com.fasterxml.jackson.dataformat.csv.CsvReadException';
const INVALID_FORMAT = 'org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.exc.InvalidFormatException';

/** Rows of a text of lines; `onlyFirst` for a message, which is one line. */
export function csvReader(fields: readonly Field[], options: CsvOptions): (text: string, onlyFirst: boolean) => readonly Row[] {
  const converters = fields.map(({ type }) => nullable(type, options));
  return (text, onlyFirst) => {
    const rows: Row[] = [];
    for (let at = 0; at < text.length || (onlyFirst && at === 0 && text === '');) {
      const begin = at;
      try {
        const line = readLine(text, at, options);
        at = line.next;
        if (!options.comments || !isSkipped(text.slice(begin, line.next))) rows.push(toRow(line, converters, options));
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        if (!options.ignoreParseErrors) throw new UserCodeError(error.exception, error.message);
        // A quote that nobody closes takes all that comes after it.
        if (at === begin) at = error.message.startsWith('Missing closing quote') ? text.length : endOfLine(text, begin);
      }
      if (onlyFirst) break;
    }
    return rows;
  };
}

/** With comments allowed, they and empty lines are passed over. */
const isSkipped = (line: string): boolean => /^\s*(#.*)?\s*$/s.test(line);

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

function place(text: string, at: number): string {
  const before = text.slice(0, at);
  return `\n at [Source: UNKNOWN; line: ${before.split('\n').length}, column: ${at - before.lastIndexOf('\n')}]`;
}

function readLine(text: string, from: number, options: CsvOptions): Line {
  const cells: string[] = [];
  const columns: number[] = [];
  let at = from;
  for (;;) {
    columns.push(at - text.lastIndexOf('\n', at - 1));
    const cell = text.charAt(at) === options.quote && options.quote !== '' ? quoted(text, at, options) : plain(text, at, options);
    cells.push(cell.value);
    at = cell.next;
    if (text.charAt(at) === options.delimiter && at < text.length) at += 1;
    else break;
  }
  if (text.startsWith('\r\n', at)) at += 2;
  else if (at < text.length) at += 1;
  return { cells, columns, next: at };
}

function plain(text: string, from: number, { delimiter, escape }: CsvOptions): { readonly value: string; readonly next: number } {
  let value = '';
  let at = from;
  for (; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === delimiter || letter === '\n' || letter === '\r') break;
    if (letter === escape && at + 1 < text.length) at += 1;
    value += text.charAt(at);
  }
  return { value, next: at };
}

function quoted(text: string, from: number, { quote, escape, delimiter }: CsvOptions): { readonly value: string; readonly next: number } {
  let value = '';
  let at = from + 1;
  for (;; at++) {
    if (at >= text.length) throw new JsonProblem(PARSE_EXCEPTION, `Missing closing quote for value${place(text, at)}`);
    const letter = text.charAt(at);
    if (letter === escape && at + 1 < text.length) value += text.charAt(++at);
    else if (letter !== quote) value += letter;
    else if (text.charAt(at + 1) === quote) value += text.charAt(++at);
    else break;
  }
  at += 1;
  while (text.charAt(at) === ' ') at += 1;
  const after = text.charAt(at);
  if (at < text.length && after !== delimiter && after !== '\n' && after !== '\r') {
    throw new JsonProblem(PARSE_EXCEPTION, `Unexpected character ('${after}' (code ${after.charCodeAt(0)})): Expected column separator character ('${delimiter}' (code ${delimiter.charCodeAt(0)})) or end-of-line${place(text, at + 1)}`);
  }
  return { value, next: at };
}

type Convert = (text: string) => Value;

function toRow({ cells, columns }: Line, converters: readonly Convert[], options: CsvOptions): Row {
  const width = converters.length;
  const extra = cells[width];
  if (extra !== undefined) throw new JsonProblem(CSV_EXCEPTION, `Too many entries: expected at most ${width} (value #${width} (${extra.length} chars) "${extra}")\n at [Source: UNKNOWN; line: 1, column: ${columns[width] ?? 1}]`);
  if (cells.length < width && !options.ignoreParseErrors) throw new JsonProblem('java.lang.RuntimeException', `Row length mismatch. ${width} fields expected but was ${cells.length}.`);
  return converters.map((convert, i) => {
    const cell = cells[i];
    return cell === undefined ? null : convert(cell);
  });
}

function nullable(type: LogicalType, options: CsvOptions): Convert {
  const convert = converterOf(type, options);
  return (text) => {
    if (text === options.nullLiteral) return null;
    try {
      return convert(text);
    } catch (error) {
      if (error instanceof JsonProblem && options.ignoreParseErrors) return null;
      throw error;
    }
  };
}

function converterOf(type: LogicalType, options: CsvOptions): Convert {
  switch (type.kind) {
    case 'BOOLEAN': return (text) => text.trim().toLowerCase() === 'true';
    case 'TINYINT': return (text) => javaWhole(text.trim(), 'TINYINT');
    case 'SMALLINT': return (text) => javaWhole(text.trim(), 'SMALLINT');
    case 'INT': case 'INTERVAL_YEAR_MONTH': return (text) => javaWhole(text.trim(), 'INT');
    case 'BIGINT': case 'INTERVAL_DAY_TIME': return (text) => javaWhole(text.trim(), 'BIGINT');
    case 'FLOAT': return (text) => javaFloat(text.trim());
    case 'DOUBLE': return (text) => javaDouble(text.trim());
    case 'DECIMAL': return (text) => javaDecimal(text, type.precision, type.scale);
    case 'CHAR': case 'VARCHAR': return (text) => text;
    case 'BINARY': case 'VARBINARY': return (text) => base64(text, (used) => brokenBase64(text, used));
    case 'DATE': return dateValueOf;
    case 'TIME': return (text) => cutTime(isoTime(text, 'optional').millis, type.precision);
    case 'TIMESTAMP': return (text) => stampOf(isoTimestamp(text, 'SQL', false), type.precision);
    case 'TIMESTAMP_LTZ': return (text) => stampOf(isoTimestamp(text, 'SQL', true), type.precision);
    case 'ARRAY': {
      const element = nullable(type.element, options);
      return (text) => (text === '' ? [] : text.split(options.arrayDelimiter).map(element));
    }
    case 'ROW': return rowConverter(type.fields, options);
    default: return () => null;
  }
}

function rowConverter(fields: readonly Field[], options: CsvOptions): Convert {
  const converters = fields.map(({ type }) => nullable(type, options));
  return (text) => {
    const parts = text === '' ? [] : text.split(options.arrayDelimiter);
    if (parts.length === 0) return null;
    return converters.map((convert, i) => {
      const part = parts[i];
      return part === undefined ? null : convert(part);
    });
  };
}

function brokenBase64(text: string, used: number): JsonProblem {
  const letter = text.charAt(used - 1);
  const why = letter === '' || used > text.length ? 'Unexpected end of base64-encoded String: base64 variant \'MIME-NO-LINEFEEDS\' expects padding (one or more \'=\' characters) at the end. This Base64Variant might have been incorrectly configured' : `Illegal character '${letter}' (code 0x${letter.charCodeAt(0).toString(16)}) in base64 content`;
  return new JsonProblem(INVALID_FORMAT, `Cannot access contents of TextNode as binary due to broken Base64 encoding: ${why}`);
}

/** java.sql.Date.valueOf: lenient in the days of a month, silent about what is wrong. */
function dateValueOf(text: string): Value {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  const [year, month, day] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
  if (found === null || month < 1 || month > 12 || day < 1 || day > 31) throw new JsonProblem(ILLEGAL_ARGUMENT, '');
  return daysFromCivil(year, month, 1) + day - 1;
}

function cutTime(millis: number, precision: number): number {
  const unit = [1_000, 100, 10, 1][precision] ?? 1;
  return Math.floor(millis / unit) * unit;
}
