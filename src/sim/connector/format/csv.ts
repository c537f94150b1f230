// The csv format: its options, and rows to and from lines.
import { boolean, type Option, text, type Texts } from '../table/options.ts';
import { doubleText, floatText } from '../../jvm/number-text.ts';
import { refused } from '../../sql/problem.ts';
import { INSERT_ONLY } from '../../sql/plan/connector.ts';
import { dateText, splitDay, timeText } from '../../sql/time/calendar.ts';
import { type Field, type LogicalType, summary } from '../../sql/type/logical-type.ts';
import { listOf, millisOf, nanosOf, type Row, str, type Value } from '../../sql/value.ts';
import { bigDecimalText } from './big-decimal.ts';
import { fromBase64Hex } from './bytes-in-text.ts';
import { type CsvOptions, csvReader } from './csv-read.ts';
import type { Format } from './format.ts';

export const CSV_OPTIONS: readonly Option[] = [
  text('field-delimiter'), boolean('disable-quote-character'), text('quote-character'), boolean('allow-comments'), boolean('ignore-parse-errors'),
  text('array-element-delimiter'), text('escape-character'), text('null-literal'), boolean('write-bigdecimal-in-scientific-notation'),
];

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '\\': '\\', "'": "'", '"': '"' };

/** StringEscapeUtils.unescapeJava. */
const unescaped = (value: string): string => value.replace(/\\(?:u+([0-9a-fA-F]{4})|(.))/g, (_all, code: string | undefined, letter: string) => (code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16))));

export function csvOptions(options: Texts): CsvOptions {
  const isOff = options['disable-quote-character']?.toLowerCase() === 'true';
  return {
    delimiter: unescaped(options['field-delimiter'] ?? ','), quote: isOff ? null : (options['quote-character'] ?? '"'), escape: options['escape-character'] ?? null,
    comments: options['allow-comments']?.toLowerCase() === 'true', ignoreParseErrors: options['ignore-parse-errors']?.toLowerCase() === 'true',
    arrayDelimiter: options['array-element-delimiter'] ?? ';', nullLiteral: options['null-literal'] ?? null,
  };
}

export const csvFormat: Format = {
  identifier: 'csv',
  options: CSV_OPTIONS,
  changes: INSERT_ONLY,
  check(options) {
    if (options['disable-quote-character']?.toLowerCase() === 'true' && options['quote-character'] !== undefined) throw refused('Format cannot define a quote character and disabled quote character at the same time.');
    for (const key of ['field-delimiter', 'array-element-delimiter', 'quote-character', 'escape-character']) {
      const value = options[key];
      if (value === undefined) continue;
      if ((key === 'field-delimiter' ? unescaped(value) : value).length !== 1) throw refused(`Option 'csv.${key}' must be a string with single character, but was: ${value}`);
    }
  },
  checkTypes(fields) {
    for (const { name, type } of fields) checkType(name, type);
  },
  metadata: [],
  decoder({ fields, options }) {
    const read = csvReader(fields, csvOptions(options));
    return (message) => (message === null ? [] : read(message, true).map((row) => ({ kind: '+I', row })));
  },
  encoder({ fields, options }) {
    const write = csvWriter(fields, csvOptions(options));
    return (_kind, row) => write(row);
  },
};

/** What CsvRowSchemaConverter has a column for. */
function checkType(name: string, type: LogicalType): void {
  switch (type.kind) {
    case 'MAP': case 'MULTISET': case 'VARIANT': case 'SYMBOL': case 'DESCRIPTOR': case 'STRUCTURED':
      throw refused(`Unsupported type '${summary(type)}' for field '${name}'.`, null, 'java.lang.IllegalArgumentException');
    case 'ARRAY': return checkNested(name, type.element);
    case 'ROW':
      for (const field of type.fields) checkNested(field.name, field.type);
      return;
    default: return;
  }
}

function checkNested(name: string, type: LogicalType): void {
  if (type.kind === 'ARRAY' || type.kind === 'ROW' || type.kind === 'MAP' || type.kind === 'MULTISET') {
    throw refused(`Only simple types are supported in the second level nesting of fields '${name}' but was: ${summary(type)}`, null, 'java.lang.IllegalArgumentException');
  }
}

/** Jackson's CsvEncoder looks no further than this: longer texts are quoted. */
const MOST_LOOKED_AT = 24;

function csvWriter(fields: readonly Field[], options: CsvOptions): (row: Row) => string {
  const { delimiter, quote, escape } = options;
  // Quotes go around every text with a letter up to the delimiter, the quote or the sign of comments, whichever comes last.
  const safeFrom = Math.max(delimiter.charCodeAt(0), quote?.charCodeAt(0) ?? 0, '#'.charCodeAt(0)) + 1;
  const quotedText = (letters: string): string => {
    if (quote === null) return letters;
    const needed = letters.length > MOST_LOOKED_AT || [...letters].some((letter) => letter.charCodeAt(0) < safeFrom || letter === escape);
    if (!needed) return letters;
    const within = escape === null ? letters.replaceAll(quote, quote + quote) : letters.replaceAll(escape, escape + escape).replaceAll(quote, escape + quote);
    return quote + within + quote;
  };
  const cell = (value: Value, type: LogicalType): string => (isNumber(type) ? plainText(value, type, options) : quotedText(plainText(value, type, options)));
  return (row) => fields.map(({ type }, i) => {
    const value = row[i] ?? null;
    return value === null ? (options.nullLiteral ?? '') : cell(value, type);
  }).join(delimiter);
}

const isNumber = (type: LogicalType): boolean => ['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'INTERVAL_YEAR_MONTH', 'INTERVAL_DAY_TIME'].includes(type.kind);

const withoutZeros = (letters: string): string => (letters.includes('.') ? letters.replace(/\.?0+$/, '') : letters);

function plainText(value: Value, type: LogicalType, options: CsvOptions): string {
  if (value === null) return options.nullLiteral ?? '';
  switch (type.kind) {
    case 'FLOAT': return floatText(value as number);
    case 'DOUBLE': return doubleText(value as number);
    case 'DECIMAL': return bigDecimalText(value as string, false);
    case 'BINARY': case 'VARBINARY': return fromBase64Hex(value as string);
    case 'DATE': return dateText(value as number);
    case 'TIME': return withoutZeros(timeText(value as number, 9));
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': {
      const { days, time } = splitDay(millisOf(value));
      return `${dateText(days)} ${withoutZeros(timeText(time, 9, nanosOf(value)))}${type.kind === 'TIMESTAMP' ? '' : 'Z'}`;
    }
    case 'ARRAY': return listOf(value).map((item) => plainText(item, type.element, options)).join(options.arrayDelimiter);
    case 'ROW': return type.fields.map((field, i) => plainText(listOf(value)[i] ?? null, field.type, options)).join(options.arrayDelimiter);
    default: return str(value);
  }
}
