// Values from text as Java reads them in Flink's formats, and the order in which its hash maps give their entries.
import { binaryStringHash } from '../../flink/binary-row.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { parseDouble } from '../../jvm/number-text.ts';
import { parseDecimal } from '../../sql/number/decimal.ts';
import { daysFromCivil, isDate, MS_PER_DAY } from '../../sql/time/calendar.ts';
import { cutNanos } from '../../sql/time/parse.ts';
import { bigintValue, type Value } from '../../sql/value.ts';
import { fit } from '../../sql/number/decimal.ts';
import { JsonProblem } from './json-cursor.ts';

export const NUMBER_FORMAT = 'java.lang.NumberFormatException';
export const DATE_TIME_PARSE = 'java.time.format.DateTimeParseException';
export const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';

const BITS = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 } as const;
export type WholeKind = keyof typeof BITS;

/** Byte, Short, Integer, Long.parse…: digits with a sign, within the type's bounds. */
export function javaWhole(text: string, kind: WholeKind): Value {
  if (!/^[+-]?\d{1,400}$/.test(text)) throw new JsonProblem(NUMBER_FORMAT, `For input string: "${text}"`);
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(BITS[kind], value) === value) return bigintValue(value);
  if (kind === 'TINYINT' || kind === 'SMALLINT') throw new JsonProblem(NUMBER_FORMAT, BigInt.asIntN(32, value) === value ? `Value out of range. Value:"${text}" Radix:10` : `For input string: "${text}"`);
  throw new JsonProblem(NUMBER_FORMAT, `For input string: "${text}"`);
}

/** Double.parseDouble. */
export function javaDouble(text: string): number {
  const value = parseDouble(text);
  if (value === null) throw new JsonProblem(NUMBER_FORMAT, text.trim() === '' ? 'empty String' : `For input string: "${text}"`);
  return value;
}

/** Float.parseFloat. */
export const javaFloat = (text: string): number => Math.fround(javaDouble(text));

/** new BigDecimal(text) into DECIMAL(precision, scale): NULL where it has too many digits. */
export function javaDecimal(text: string, precision: number, scale: number): Value {
  const value = parseDecimal(text);
  if (value !== null) return fit(value, precision, scale);
  const found = /[^0-9+\-.eE]/.exec(text);
  throw new JsonProblem(NUMBER_FORMAT, found === null ? 'null' : `Character ${found[0]} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`);
}

/** What a text is, read as a time by one of Java's formatters. */
export interface TimeParts {
  readonly millis: number;
  readonly nanos: number;
}

function unparsed(text: string, index: number): JsonProblem {
  return new JsonProblem(DATE_TIME_PARSE, `Text '${text}' could not be parsed at index ${index}`);
}

/** DateTimeFormatter.ISO_LOCAL_DATE, days since 1970; `whole` is the text that the message shows. */
export function isoDate(text: string, whole = text): number {
  const found = /^([+-]\d{5,9}|-?\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (found === null || (whole === text && found[0].length !== text.length)) {
    if (found !== null) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed, unparsed text found at index ${found[0].length}`);
    throw unparsed(whole, /^-?\d{4}-\d{2}-/.test(text) ? text.indexOf('-', 5) + 1 : /^-?\d{4}-/.test(text) ? text.indexOf('-', 1) + 1 : 0);
  }
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (month < 1 || month > 12) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed: Invalid value for MonthOfYear (valid values 1 - 12): ${month}`);
  if (day < 1 || day > 31) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed: Invalid value for DayOfMonth (valid values 1 - 28/31): ${day}`);
  if (!isDate(year, month, day)) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed: Invalid date '${day === 29 ? `February 29' as '${year}' is not a leap year` : `${MONTHS[month - 1] ?? ''} ${day}'`}`);
  return daysFromCivil(year, month, day);
}

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];

/** `HH:mm:ss` with digits of the second; `seconds` says whether these may be absent (ISO_LOCAL_TIME). */
export function isoTime(text: string, seconds: 'needed' | 'optional', whole = text, from = 0): TimeParts {
  const found = (seconds === 'needed' ? /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{0,9}))?$/ : /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{0,9}))?)?$/).exec(text);
  if (found === null) {
    const part = /^\d{2}:\d{2}:\d{2}/.exec(text)?.[0] ?? /^\d{2}:\d{2}:/.exec(text)?.[0] ?? /^\d{2}:\d{2}/.exec(text)?.[0] ?? /^\d{2}:/.exec(text)?.[0] ?? '';
    if (part.length === 8 || (part.length === 5 && seconds === 'optional')) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed, unparsed text found at index ${from + part.length}`);
    throw unparsed(whole, from + part.length);
  }
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  for (const [name, value, most] of [['HourOfDay', hour, 23], ['MinuteOfHour', minute, 59], ['SecondOfMinute', second, 59]] as const) {
    if (value > most) throw new JsonProblem(DATE_TIME_PARSE, `Text '${whole}' could not be parsed: Invalid value for ${name} (valid values 0 - ${most}): ${value}`);
  }
  const part = (found[4] ?? '').padEnd(9, '0');
  return { millis: (hour * 3_600 + minute * 60 + second) * 1_000 + Number(part.slice(0, 3)), nanos: Number(part.slice(3)) };
}

const DATE = /^([+-]\d{5,9}|-?\d{4})-\d{2}-\d{2}/;

/** A date, the sign between, a time, the sign behind: SQL's is `2024-01-02 10:11:12`, ISO 8601's `2024-01-02T10:11`. */
export function isoTimestamp(text: string, style: 'SQL' | 'ISO-8601', zoned: boolean): TimeParts {
  const separator = style === 'SQL' ? ' ' : 'T';
  const at = DATE.exec(text)?.[0].length ?? text.length;
  const days = isoDate(text.slice(0, at), text);
  if (text.charAt(at) !== separator) throw unparsed(text, at);
  let rest = text.slice(at + 1);
  if (zoned) {
    if (!rest.endsWith('Z')) {
      isoTime(rest, style === 'SQL' ? 'needed' : 'optional', text, at + 1);
      throw unparsed(text, text.length);
    }
    rest = rest.slice(0, -1);
  }
  const time = isoTime(rest, style === 'SQL' ? 'needed' : 'optional', text, at + 1);
  return { millis: days * MS_PER_DAY + time.millis, nanos: time.nanos };
}

export const stampOf = ({ millis, nanos }: TimeParts, precision: number): Value => cutNanos(millis, nanos, precision);

/** The entries of a java.util.HashMap with texts for keys: the last of each key, in the order of its table's places. */
export function hashMapOrder(entries: readonly (readonly [string | null, Value])[]): readonly (readonly [string | null, Value])[] {
  const kept: [string | null, Value][] = [];
  for (const [key, value] of entries) {
    const before = kept.find(([name]) => name === key);
    if (before === undefined) kept.push([key, value]);
    else before[1] = value;
  }
  return hashOrder(kept, ([key]) => (key === null ? 0 : binaryStringHash(key)));
}
