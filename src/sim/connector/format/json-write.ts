// Rows into JSON as Flink's json format writes them (RowDataToJsonConverters, then Jackson).
import { fromBase64Hex } from './bytes-in-text.ts';
import { doubleText, floatText } from '../../jvm/number-text.ts';
import { dateText, splitDay, timeText } from '../../sql/time/calendar.ts';
import type { Field, LogicalType } from '../../sql/type/logical-type.ts';
import { entriesOf, listOf, millisOf, nanosOf, type Row, str, type Value } from '../../sql/value.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { bigDecimalText } from './big-decimal.ts';

export interface JsonWriteOptions {
  readonly timestampFormat: 'SQL' | 'ISO-8601';
  readonly mapNullKeyMode: 'FAIL' | 'DROP' | 'LITERAL';
  readonly mapNullKeyLiteral: string;
  readonly decimalAsPlainNumber: boolean;
  readonly ignoreNullFields: boolean;
}

type Write = (value: Value) => string;

/** A row as a JSON object; a value that can't be written throws what Flink does. */
export function jsonWriter(fields: readonly Field[], options: JsonWriteOptions): (row: Row) => string {
  const write = rowWriter(fields, options);
  return (row) => write(row);
}

function rowWriter(fields: readonly Field[], options: JsonWriteOptions): Write {
  const writers = fields.map(({ name, type }) => [`${jsonText(name)}:`, writerOf(type, options)] as const);
  return (value) => {
    const row = listOf(value);
    const members: string[] = [];
    writers.forEach(([name, write], i) => {
      const field = row[i] ?? null;
      if (field !== null || !options.ignoreNullFields) members.push(name + write(field));
    });
    return `{${members.join(',')}}`;
  };
}

function writerOf(type: LogicalType, options: JsonWriteOptions): Write {
  const write = notNullWriter(type, options);
  return (value) => (value === null ? 'null' : write(value));
}

function notNullWriter(type: LogicalType, options: JsonWriteOptions): Write {
  switch (type.kind) {
    case 'FLOAT': return (value) => number(floatText(value as number));
    case 'DOUBLE': return (value) => number(doubleText(value as number));
    case 'DECIMAL': return (value) => bigDecimalText(value as string, options.decimalAsPlainNumber);
    case 'CHAR': case 'VARCHAR': return (value) => jsonText(str(value));
    case 'BINARY': case 'VARBINARY': return (value) => jsonText(fromBase64Hex(value as string));
    case 'DATE': return (value) => jsonText(dateText(value as number));
    case 'TIME': return (value) => jsonText(withoutZeros(timeText(value as number, 9)));
    case 'TIMESTAMP': return (value) => jsonText(stamp(value, options, false));
    case 'TIMESTAMP_LTZ': return (value) => jsonText(stamp(value, options, true));
    case 'ARRAY': {
      const element = writerOf(type.element, options);
      return (value) => `[${listOf(value).map(element).join(',')}]`;
    }
    case 'MAP': return mapWriter(writerOf(type.value, options), options);
    case 'MULTISET': return mapWriter(String, options);
    case 'ROW': case 'STRUCTURED': return rowWriter(type.fields, options);
    default: return String;
  }
}

function mapWriter(write: Write, options: JsonWriteOptions): Write {
  return (value) => {
    const members: string[] = [];
    for (const [key, entry] of entriesOf(value)) {
      if (key === null && options.mapNullKeyMode === 'DROP') continue;
      if (key === null && options.mapNullKeyMode === 'FAIL') throw new UserCodeError('java.lang.RuntimeException', 'JSON format doesn\'t support to serialize map data with null keys. You can drop null key entries or encode null in literals by specifying map-null-key.mode option.');
      members.push(`${jsonText(key === null ? options.mapNullKeyLiteral : str(key))}:${write(entry)}`);
    }
    return `{${members.join(',')}}`;
  };
}

/** NaN and infinity are no JSON numbers: Jackson quotes them. */
const number = (text: string): string => (/^-?[NI]/.test(text) ? `"${text}"` : text);

const withoutZeros = (text: string): string => text.replace(/\.?0+$/, (found) => (found.startsWith('.') ? '' : found.startsWith('0') && text.includes('.') ? '' : found));

function stamp(value: Value, { timestampFormat }: JsonWriteOptions, zoned: boolean): string {
  const { days, time } = splitDay(millisOf(value));
  return `${dateText(days)}${timestampFormat === 'SQL' ? ' ' : 'T'}${withoutZeros(timeText(time, 9, nanosOf(value)))}${zoned ? 'Z' : ''}`;
}

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text in quotes, escaped as Jackson does. */
export function jsonText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is escaped
  return `"${text.replace(/["\\\u0000-\u001f]/g, (sign) => SHORT[sign] ?? `\\u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)}"`;
}
