// Values from text as Java reads them in Flink's formats, and the order in which its hash maps give their entries.
import { parseDecimal } from '../../sql/number/decimal.ts';
import { parseDouble } from '../../sql/number/number-text.ts';
import { daysFromCivil, isDate, MS_PER_DAY } from '../../sql/time/calendar.ts';
import { cutNanos } from '../../sql/time/parse.ts';
import { utf8 } from '../../sql/expr/bytes.ts';
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

/** BinaryStringData.hashCode: Murmur 3 over the UTF-8 bytes, whole words first, then byte by byte. */
export function stringDataHash(text: string): number {
  const bytes = utf8(text);
  let hash = 42;
  const mix = (word: number): void => {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  };
  const whole = bytes.length - (bytes.length % 4);
  for (let i = 0; i < whole; i += 4) mix((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24));
  for (let i = whole; i < bytes.length; i++) mix(((bytes[i] ?? 0) << 24) >> 24);
  hash ^= bytes.length;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The entries of a java.util.HashMap with texts for keys: the last of each key, in the order of its table's places. */
export function hashMapOrder(entries: readonly (readonly [string | null, Value])[]): readonly (readonly [string | null, Value])[] {
  const kept: [string | null, Value][] = [];
  for (const [key, value] of entries) {
    const before = kept.find(([name]) => name === key);
    if (before === undefined) kept.push([key, value]);
    else before[1] = value;
  }
  let size = 16;
  // A table grows when more than three quarters of its places are taken.
  while (kept.length > size * 0.75) size *= 2;
  const place = (key: string | null): number => {
    const hash = key === null ? 0 : stringDataHash(key);
    return (hash ^ (hash >>> 16)) & (size - 1);
  };
  return kept.map((entry, i) => ({ entry, i, at: place(entry[0]) })).sort((a, b) => a.at - b.at || a.i - b.i).map(({ entry }) => entry);
}
