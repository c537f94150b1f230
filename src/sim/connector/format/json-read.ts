// JSON into rows as Flink's json format reads it: straight from the parser's tokens, lenient as it is, with its messages.
//
// A value that does not fit its column leaves the parser where it stands. Where errors are ignored the field is NULL and reading goes on from
// there, so what follows a broken object or array is read as names and values of the row: Flink's behaviour, kept as it is.
import { parseDecimal, fit } from '../../sql/number/decimal.ts';
import { doubleText } from '../../jvm/number-text.ts';
import type { Field, LogicalType } from '../../sql/type/logical-type.ts';
import { isText, summary } from '../../sql/type/logical-type.ts';
import { bigintValue, type Row, type Value } from '../../sql/value.ts';
import { hashMapOrder, isoDate, isoTime, isoTimestamp, javaDecimal, javaDouble, javaFloat, javaWhole, stampOf, type WholeKind } from './java-values.ts';
import { JsonCursor, JsonProblem, MAPPING_EXCEPTION, PARSE_EXCEPTION, type Token } from './json-cursor.ts';
import { jsonText } from './json-write.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';

export interface JsonReadOptions {
  readonly failOnMissingField: boolean;
  readonly ignoreParseErrors: boolean;
  readonly timestampFormat: 'SQL' | 'ISO-8601';
}

export const FORMAT_EXCEPTION = 'org.apache.flink.formats.json.JsonParseException';
const ILLEGAL_STATE = 'java.lang.IllegalStateException';
const COERCION = 'org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.exc.InputCoercionException';

export type Convert = (cursor: JsonCursor) => Value;

/** Rows of one message: an object is one, an array of objects several. What can't be read throws, or is passed over. */
export function jsonReader(fields: readonly Field[], options: JsonReadOptions): (message: string) => readonly Row[] {
  const convert = rowConverter(fields, options);
  return (message) => {
    if (message === '') return [];
    const rows: Row[] = [];
    try {
      const cursor = new JsonCursor(message);
      cursor.nextToken();
      if (cursor.token === 'START_ARRAY') {
        while (cursor.nextToken() !== 'END_ARRAY') rows.push(convert(cursor) as Row);
      } else if (cursor.token === 'START_OBJECT') rows.push(convert(cursor) as Row);
      else throw new JsonProblem(MAPPING_EXCEPTION, `No content to map due to end-of-input\n at ${cursor.tokenLocation()}`);
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      if (!options.ignoreParseErrors) throw new UserCodeError(error.exception, error.message);
    }
    return rows;
  };
}

function rowConverter(fields: readonly Field[], options: JsonReadOptions): Convert {
  const places = new Map(fields.map((field, i) => [field.name, i]));
  const converters = fields.map((field) => converterOf(field.type, options));
  return (cursor) => {
    if (cursor.token !== 'START_OBJECT') throw new JsonProblem(ILLEGAL_STATE, 'Illegal JSON object data...');
    const row: Value[] = fields.map(() => null);
    let found = 0;
    for (let token = cursor.nextToken(); token !== 'END_OBJECT'; token = current(cursor)) {
      if (found >= places.size) {
        skipToNextField(cursor);
        continue;
      }
      const name = cursor.text();
      cursor.nextToken();
      const place = places.get(name);
      if (place === undefined) {
        skipToNextField(cursor);
        continue;
      }
      try {
        row[place] = converters[place]?.(cursor) ?? null;
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        throw new JsonProblem(FORMAT_EXCEPTION, `Fail to deserialize at field: ${name}.`);
      }
      cursor.nextToken();
      found += 1;
    }
    if (found < places.size && options.failOnMissingField) throw new JsonProblem(FORMAT_EXCEPTION, 'Some field is missing in the JSON data.');
    return row;
  };
}

/** The token after others have moved on. */
const current = (cursor: JsonCursor): Token | null => cursor.token;

/** JsonParserToRowDataConverters.skipToNextField: over the value, or one token where it is none. */
function skipToNextField(cursor: JsonCursor): void {
  if (cursor.token === 'START_OBJECT' || cursor.token === 'START_ARRAY') skipChildren(cursor);
  // Past the end of the text nothing closes what is open.
  if (cursor.nextToken() === null) throw new JsonProblem('java.lang.NullPointerException', '');
}

function skipChildren(cursor: JsonCursor): void {
  for (let open = 1; open > 0;) {
    const token = cursor.nextToken();
    if (token === 'END_ARRAY' || token === 'END_OBJECT') open -= 1;
    else if (token === 'START_ARRAY' || token === 'START_OBJECT') open += 1;
    else if (token === null) return;
  }
}

/** NULL stays NULL; with `ignoreParseErrors` so becomes what does not fit. */
export function converterOf(type: LogicalType, options: JsonReadOptions): Convert {
  const convert = notNullConverter(type, options);
  return (cursor) => {
    if (cursor.token === null || cursor.token === 'VALUE_NULL') return null;
    try {
      return convert(cursor);
    } catch (error) {
      if (error instanceof JsonProblem && options.ignoreParseErrors) return null;
      throw error;
    }
  };
}

/** Types that JSON has no form for; the planner is told while it makes the table's source. */
export function unsupportedType(type: LogicalType): { readonly exception: string; readonly message: string } | null {
  switch (type.kind) {
    case 'VARIANT': case 'SYMBOL': case 'DESCRIPTOR': return { exception: 'java.lang.UnsupportedOperationException', message: `Unsupported type: ${summary(type)}` };
    case 'ARRAY': return unsupportedType(type.element);
    case 'ROW': case 'STRUCTURED': return type.fields.map((field) => unsupportedType(field.type)).find((one) => one !== null) ?? null;
    case 'MAP': return isText(type.key) ? unsupportedType(type.value) : notTextKey(type);
    case 'MULTISET': return isText(type.element) ? null : notTextKey(type);
    default: return null;
  }
}

function notTextKey(type: LogicalType): { readonly exception: string; readonly message: string } {
  return { exception: 'java.lang.UnsupportedOperationException', message: `JSON format doesn't support non-string as key type of map. The type is: ${summary(type)}` };
}

function notNullConverter(type: LogicalType, options: JsonReadOptions): Convert {
  switch (type.kind) {
    case 'BOOLEAN': return (cursor) => cursor.text().trim().toLowerCase() === 'true';
    case 'TINYINT': return smallConverter('TINYINT');
    case 'SMALLINT': return smallConverter('SMALLINT');
    case 'INT': case 'INTERVAL_YEAR_MONTH': return wholeConverter('INT');
    case 'BIGINT': case 'INTERVAL_DAY_TIME': return wholeConverter('BIGINT');
    case 'FLOAT': return (cursor) => (cursor.token === 'VALUE_NUMBER_FLOAT' ? Math.fround(Number(cursor.text())) : javaFloat(cursor.text().trim()));
    case 'DOUBLE': return (cursor) => (cursor.token === 'VALUE_NUMBER_FLOAT' ? Number(cursor.text()) : javaDouble(cursor.text().trim()));
    case 'DECIMAL': return (cursor) => decimalOf(cursor, type.precision, type.scale);
    case 'CHAR': case 'VARCHAR': return (cursor) => (cursor.token === 'START_OBJECT' || cursor.token === 'START_ARRAY' ? treeText(cursor) : cursor.text());
    case 'BINARY': case 'VARBINARY': return (cursor) => cursor.binary();
    case 'DATE': return (cursor) => isoDate(cursor.text());
    case 'TIME': return (cursor) => isoTime(cursor.text(), 'needed').millis;
    case 'TIMESTAMP': return (cursor) => stampOf(isoTimestamp(cursor.text(), options.timestampFormat, false), type.precision);
    case 'TIMESTAMP_LTZ': return (cursor) => stampOf(isoTimestamp(cursor.text(), options.timestampFormat, true), type.precision);
    case 'ARRAY': return arrayConverter(converterOf(type.element, options));
    case 'MAP': return mapConverter(converterOf(type.key, options), converterOf(type.value, options));
    case 'MULTISET': return mapConverter(converterOf(type.element, options), converterOf({ kind: 'INT', nullable: true }, options), 0);
    case 'ROW': case 'STRUCTURED': return rowConverter(type.fields, options);
    default: return () => null;
  }
}

function smallConverter(kind: 'TINYINT' | 'SMALLINT'): Convert {
  return (cursor) => (cursor.token === 'VALUE_NUMBER_INT' ? inRange(cursor.text(), kind) : javaWhole(cursor.text().trim(), kind));
}

function inRange(text: string, kind: 'TINYINT' | 'SMALLINT'): Value {
  const value = Number(text);
  const limit = kind === 'TINYINT' ? 128 : 32_768;
  if (value < -limit || value >= limit) throw new JsonProblem(FORMAT_EXCEPTION, `Numeric value (${text}) out of range of Java ${kind === 'TINYINT' ? 'byte' : 'short'}.`);
  return value;
}

/** A number with a point or an exponent loses what stands behind the point. */
function wholeConverter(kind: Extract<WholeKind, 'INT' | 'BIGINT'>): Convert {
  const bits = kind === 'INT' ? 32 : 64;
  return (cursor) => {
    if (cursor.token !== 'VALUE_NUMBER_INT' && cursor.token !== 'VALUE_NUMBER_FLOAT') return javaWhole(cursor.text().trim(), kind);
    const number = Number(cursor.text());
    const whole = cursor.token === 'VALUE_NUMBER_INT' ? BigInt(cursor.text()) : Number.isFinite(number) ? BigInt(Math.trunc(number)) : null;
    if (whole === null || BigInt.asIntN(bits, whole) !== whole) throw new JsonProblem(COERCION, `Numeric value (${cursor.text()}) out of range of ${kind === 'INT' ? 'int (-2147483648 - 2147483647)' : 'long (-9223372036854775808 - 9223372036854775807)'}`);
    return bigintValue(whole);
  };
}

function decimalOf(cursor: JsonCursor, precision: number, scale: number): Value {
  if (cursor.token === 'VALUE_STRING') return javaDecimal(cursor.text().trim(), precision, scale);
  if (cursor.token !== 'VALUE_NUMBER_INT' && cursor.token !== 'VALUE_NUMBER_FLOAT') throw new JsonProblem(PARSE_EXCEPTION, `Current token (${cursor.token ?? 'null'}) not numeric, can not use numeric value accessors`);
  const value = parseDecimal(cursor.text());
  return value === null ? null : fit(value, precision, scale);
}

function arrayConverter(element: Convert): Convert {
  return (cursor) => {
    if (cursor.token !== 'START_ARRAY') throw new JsonProblem(ILLEGAL_STATE, 'Illegal JSON array data...');
    const items: Value[] = [];
    while (cursor.nextToken() !== 'END_ARRAY') {
      if (cursor.token === null) throw new JsonProblem(ILLEGAL_STATE, 'Illegal JSON array data...');
      items.push(element(cursor));
    }
    return items;
  };
}

function mapConverter(key: Convert, value: Convert, absent: Value = null): Convert {
  return (cursor) => {
    if (cursor.token !== 'START_OBJECT') throw new JsonProblem(ILLEGAL_STATE, 'Illegal JSON map data...');
    const entries: [string | null, Value][] = [];
    while (cursor.nextToken() !== 'END_OBJECT') {
      if (cursor.token === null) throw new JsonProblem(ILLEGAL_STATE, 'Illegal JSON map data...');
      const name = key(cursor);
      cursor.nextToken();
      entries.push([typeof name === 'string' ? name : null, value(cursor) ?? absent]);
    }
    return hashMapOrder(entries);
  };
}

/** The whole value as compact JSON: numbers as Jackson's nodes keep them, members in the order of the text. */
function treeText(cursor: JsonCursor): string {
  switch (cursor.token) {
    case 'START_OBJECT': {
      const members: [string, string][] = [];
      while (cursor.nextToken() !== 'END_OBJECT') {
        const name = cursor.text();
        cursor.nextToken();
        const text = treeText(cursor);
        const before = members.find(([known]) => known === name);
        if (before === undefined) members.push([name, text]);
        else before[1] = text;
      }
      return `{${members.map(([name, text]) => `${jsonText(name)}:${text}`).join(',')}}`;
    }
    case 'START_ARRAY': {
      const items: string[] = [];
      while (cursor.nextToken() !== 'END_ARRAY') items.push(treeText(cursor));
      return `[${items.join(',')}]`;
    }
    case 'VALUE_STRING': return jsonText(cursor.text());
    case 'VALUE_NUMBER_FLOAT': return doubleText(Number(cursor.text()));
    case null: throw new JsonProblem(MAPPING_EXCEPTION, 'No content to map due to end-of-input');
    default: return cursor.token === 'VALUE_NUMBER_INT' ? BigInt(cursor.text()).toString() : cursor.text();
  }
}
