// CAST and TRY_CAST: which types become which, what a value becomes, and how a cast fails.
import { failed } from '../problem.ts';
import { fit, fromDouble, parseDecimal, truncateTo, unscaled } from '../number/decimal.ts';
import { parseDouble, parseWhole } from '../../jvm/number-text.ts';
import { MS_PER_DAY, MS_PER_SECOND, splitDay } from '../time/calendar.ts';
import { cutNanos, parseDate, parseTime, parseTimestamp } from '../time/parse.ts';
import { toLocal, toUtc } from '../time/zone.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { asBigint, bigintValue, entriesOf, listOf, millisOf, nanosOf, str, timestampValue, type Value } from '../value.ts';
import { textToBytes } from './bytes.ts';
import { textOf } from './text.ts';
import { variantTo } from './variant.ts';

export type Cast = (value: Value, zone: string) => Value;

/** Whether the types may be cast at all. */
export function canCast(from: LogicalType, to: LogicalType): boolean {
  if (from.kind === 'NULL' || t.sameType(from, to)) return true;
  if (t.isText(to)) return from.kind !== 'SYMBOL' && from.kind !== 'DESCRIPTOR';
  if (t.isText(from)) return t.isNumeric(to) || t.isTemporal(to) || t.isBytes(to) || to.kind === 'BOOLEAN' || to.kind === 'VARIANT';
  if (from.kind === 'VARIANT') return t.isNumeric(to) || to.kind === 'BOOLEAN' || t.isBytes(to) || t.isTemporal(to);
  if (t.isBytes(from)) return t.isBytes(to);
  if (from.kind === 'BOOLEAN') return t.isNumeric(to) || to.kind === 'BOOLEAN';
  if (t.isNumeric(from)) {
    if (t.isInterval(to)) return t.isExact(from);
    return t.isNumeric(to) || (to.kind === 'BOOLEAN' && (t.isWhole(from) || from.kind === 'DECIMAL'));
  }
  if (from.kind === 'DATE') return to.kind === 'DATE' || t.isTimestamp(to);
  if (from.kind === 'TIME') return to.kind === 'TIME' || t.isTimestamp(to);
  if (t.isTimestamp(from)) return t.isTemporal(to);
  if (t.isInterval(from)) return from.kind === to.kind || (t.isWhole(to) && 'unit' in from && !from.unit.includes(' TO '));
  return nestedCast(from, to);
}

function nestedCast(from: LogicalType, to: LogicalType): boolean {
  if ((from.kind === 'ARRAY' && to.kind === 'ARRAY') || (from.kind === 'MULTISET' && to.kind === 'MULTISET')) return canCast(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP') return canCast(from.key, to.key) && canCast(from.value, to.value);
  if ((from.kind === 'ROW' || from.kind === 'STRUCTURED') && (to.kind === 'ROW' || to.kind === 'STRUCTURED')) {
    return from.fields.length === to.fields.length && from.fields.every((field, i) => canCast(field.type, to.fields[i]?.type ?? field.type));
  }
  return false;
}

/** What makes a value of one type a value of another. */
export function castFunction(from: LogicalType, to: LogicalType): Cast {
  const cast = castNotNull(from, to);
  return (value, zone) => (value === null ? null : cast(value, zone));
}

function castNotNull(from: LogicalType, to: LogicalType): Cast {
  switch (to.kind) {
    case 'CHAR': case 'VARCHAR': return toText(from, to);
    case 'BOOLEAN': return toBoolean(from);
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': return toWhole(from, to.kind);
    case 'FLOAT': return chained(toDouble(from), (value) => Math.fround(value as number));
    case 'DOUBLE': return toDouble(from);
    case 'DECIMAL': return toDecimal(from, to.precision, to.scale);
    case 'BINARY': case 'VARBINARY': return toBytes(from, to);
    case 'DATE': return toDate(from);
    case 'TIME': return toTime(from, to.precision);
    case 'TIMESTAMP': return toTimestamp(from, to.precision, false);
    case 'TIMESTAMP_LTZ': return toTimestamp(from, to.precision, true);
    case 'INTERVAL_YEAR_MONTH': case 'INTERVAL_DAY_TIME': return toInterval(from, to);
    case 'ARRAY': return from.kind === 'ARRAY' ? each(castFunction(from.element, to.element)) : same;
    case 'MAP': return from.kind === 'MAP' ? pairs(castFunction(from.key, to.key), castFunction(from.value, to.value)) : same;
    case 'MULTISET': return from.kind === 'MULTISET' ? pairs(castFunction(from.element, to.element), same) : same;
    case 'ROW': case 'STRUCTURED': return from.kind === 'ROW' || from.kind === 'STRUCTURED' ? fields(from.fields.map((field, i) => castFunction(field.type, to.fields[i]?.type ?? field.type))) : same;
    default: return same;
  }
}

const same: Cast = (value) => value;
const chained = (first: Cast, then: (value: Value) => Value): Cast => (value, zone) => then(first(value, zone));
const each = (cast: Cast): Cast => (value, zone) => listOf(value).map((item) => cast(item, zone));
const pairs = (key: Cast, entry: Cast): Cast => (value, zone) => entriesOf(value).map(([k, v]) => [key(k, zone), entry(v, zone)]);
const fields = (casts: readonly Cast[]): Cast => (value, zone) => casts.map((cast, i) => cast(listOf(value)[i] ?? null, zone));

function toText(from: LogicalType, to: Extract<LogicalType, { length: number }>): Cast {
  const text = from.kind === 'VARIANT' ? (value: Value): string => str(variantTo(value, to)) : textOf(from);
  if (to.length === t.MAX_LENGTH || (from.kind === 'VARCHAR' && to.kind === 'VARCHAR' && from.length <= to.length)) return text;
  return (value, zone) => {
    const letters = [...text(value, zone)];
    const cut = letters.length > to.length ? letters.slice(0, to.length).join('') : letters.join('');
    return to.kind === 'CHAR' ? cut + ' '.repeat(Math.max(0, to.length - letters.length)) : cut;
  };
}

function toBytes(from: LogicalType, to: Extract<LogicalType, { length: number }>): Cast {
  const bytes: Cast = t.isText(from) ? (value) => textToBytes(value as string) : same;
  return chained(bytes, (value) => {
    const cut = (value as string).slice(0, Math.min(to.length, 500_000_000) * 2);
    return to.kind === 'BINARY' ? cut.padEnd(to.length * 2, '0') : cut;
  });
}

const TRUE = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE = new Set(['f', 'false', 'n', 'no', '0']);

function toBoolean(from: LogicalType): Cast {
  if (from.kind === 'VARIANT') return (value) => variantTo(value, t.BOOLEAN);
  if (t.isText(from)) return (value) => {
    const word = (value as string).trim().toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
    throw failed('org.apache.flink.table.api.TableException', `Cannot parse '${value as string}' as BOOLEAN.`);
  };
  if (from.kind === 'DECIMAL') return (value) => unscaled(value as string).digits !== 0n;
  return from.kind === 'BOOLEAN' ? same : (value) => value !== 0;
}

const BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

/** Java's narrowing: the lowest bits. */
export function narrow(value: bigint, kind: 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT'): Value {
  return bigintValue(BigInt.asIntN(BITS[kind] ?? 64, value));
}

function toWhole(from: LogicalType, kind: 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT'): Cast {
  const type: LogicalType = { kind, nullable: true };
  if (from.kind === 'VARIANT') return (value) => variantTo(value, type);
  if (t.isText(from)) return (value) => wholeFromText(value as string, kind);
  if (from.kind === 'BOOLEAN') return (value) => (value === true ? 1 : 0);
  if (from.kind === 'DECIMAL') return (value) => narrow(truncateTo(unscaled(value as string), 0).digits, kind);
  if (t.isApproximate(from)) return (value) => wholeFromDouble(value as number, kind);
  if (t.isWhole(from)) return kind === 'BIGINT' ? same : (value) => (typeof value === 'number' && fits(value, kind) ? value : narrow(asBigint(value), kind));
  return (value) => narrow(BigInt(Math.trunc(value as number)), kind);
}

const LIMITS: Readonly<Record<string, number>> = { TINYINT: 128, SMALLINT: 32_768, INT: 2_147_483_648 };

function fits(value: number, kind: string): boolean {
  const limit = LIMITS[kind] ?? 0;
  return value >= -limit && value < limit;
}

function wholeFromText(text: string, kind: 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT'): Value {
  const number = parseWhole(text);
  if (number === null) throw failed('java.lang.NumberFormatException', `For input string: '${text}'. ${text === '' ? 'Input is empty' : 'Invalid character found'}.`);
  if (BigInt.asIntN(BITS[kind] ?? 64, number) !== number) throw failed('java.lang.NumberFormatException', `For input string: '${text}'. Overflow.`);
  return bigintValue(number);
}

/** Java's casts from floating point: cut off, held at the ends of INT and BIGINT, then the lowest bits. */
function wholeFromDouble(value: number, kind: 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT'): Value {
  if (Number.isNaN(value)) return 0;
  const bits = kind === 'BIGINT' ? 64 : 32;
  const most = 2n ** BigInt(bits - 1) - 1n;
  const whole = value >= Number(most) ? most : value <= -Number(most) - 1 ? -most - 1n : BigInt(Math.trunc(value));
  return narrow(whole, kind);
}

function toDouble(from: LogicalType): Cast {
  if (from.kind === 'VARIANT') return (value) => variantTo(value, t.DOUBLE);
  if (t.isText(from)) return (value) => {
    const number = parseDouble(value as string);
    if (number === null) throw failed('java.lang.NumberFormatException', (value as string).trim() === '' ? 'empty String' : `For input string: "${value as string}"`);
    return number;
  };
  if (from.kind === 'BOOLEAN') return (value) => (value === true ? 1 : 0);
  return t.isApproximate(from) || t.isWhole(from) || from.kind === 'DECIMAL' ? (value) => Number(value) : same;
}

function toDecimal(from: LogicalType, precision: number, scale: number): Cast {
  if (from.kind === 'VARIANT') return (value) => variantTo(value, t.decimal(precision, scale));
  if (t.isText(from)) return (value) => {
    const number = parseDecimal((value as string).trim());
    if (number === null) throw failed('java.lang.NumberFormatException', `For input string: '${value as string}'. Invalid character found.`);
    return fit(number, precision, scale) ?? raise(failed('java.lang.NumberFormatException', `For input string: '${value as string}'. Overflow.`));
  };
  if (from.kind === 'BOOLEAN') return (value) => fit({ digits: value === true ? 1n : 0n, scale: 0 }, precision, scale);
  if (t.isApproximate(from)) return (value) => {
    const number = fromDouble(value as number);
    if (number === null) throw failed('java.lang.NumberFormatException', 'Infinite or NaN');
    return fit(number, precision, scale);
  };
  if (from.kind === 'DECIMAL' && from.scale === scale && from.precision <= precision) return same;
  return (value) => fit(typeof value === 'number' ? { digits: BigInt(value), scale: 0 } : unscaled(value as string), precision, scale);
}

/** A timestamp's month and day are looked at first (java.time's ChronoField). */
function notAMoment(text: string): Error {
  const [, month = '1', day = '1'] = /^\s*-?\d{1,9}-(\d{1,2})-(\d{1,2})(?:[ T]|\s*$)/.exec(text) ?? [];
  if (Number(month) < 1 || Number(month) > 12) return failed('java.time.DateTimeException', `Invalid value for MonthOfYear (valid values 1 - 12): ${Number(month)}`);
  if (Number(day) < 1 || Number(day) > 31) return failed('java.time.DateTimeException', `Invalid value for DayOfMonth (valid values 1 - 28/31): ${Number(day)}`);
  return notATime(text);
}

function notATime(text: string): Error {
  return failed('java.time.DateTimeException', `For input string: '${text}'.`);
}

function toDate(from: LogicalType): Cast {
  if (t.isText(from)) return (value) => parseDate(value as string) ?? raise(notATime(value as string));
  if (from.kind === 'TIMESTAMP') return (value) => splitDay(millisOf(value)).days;
  if (from.kind === 'TIMESTAMP_LTZ') return (value, zone) => splitDay(toLocal(zone, millisOf(value))).days;
  return same;
}

function raise(error: Error): never {
  throw error;
}

function toTime(from: LogicalType, precision: number): Cast {
  const cut = (millis: number): number => cutNanos(millis, 0, Math.min(precision, 3)) as number;
  if (t.isText(from)) return (value) => {
    const read = parseTime(value as string);
    return read === null ? raise(notATime(value as string)) : cut(splitDay(read.millis).time);
  };
  if (from.kind === 'TIMESTAMP') return (value) => cut(splitDay(millisOf(value)).time);
  if (from.kind === 'TIMESTAMP_LTZ') return (value, zone) => cut(splitDay(toLocal(zone, millisOf(value))).time);
  return (value) => cut(value as number);
}

function toTimestamp(from: LogicalType, precision: number, local: boolean): Cast {
  const shift = local ? toUtc : (_zone: string, millis: number): number => millis;
  if (t.isText(from)) return (value, zone) => {
    const read = parseTimestamp(value as string);
    return read === null ? raise(notAMoment(value as string)) : cutNanos(shift(zone, read.millis), read.nanos, precision);
  };
  if (from.kind === 'DATE') return (value, zone) => shift(zone, (value as number) * MS_PER_DAY);
  if (from.kind === 'TIME') return (value, zone) => shift(zone, value as number);
  if (from.kind === 'TIMESTAMP' && local) return (value, zone) => cutNanos(toUtc(zone, millisOf(value)), nanosOf(value), precision);
  if (from.kind === 'TIMESTAMP_LTZ' && !local) return (value, zone) => cutNanos(toLocal(zone, millisOf(value)), nanosOf(value), precision);
  if (t.isTimestamp(from)) return (value) => cutNanos(millisOf(value), nanosOf(value), precision);
  if (t.isWhole(from)) return (value) => timestampValue(Number(value) * MS_PER_SECOND, 0);
  return same;
}

function toInterval(from: LogicalType, to: LogicalType): Cast {
  if (t.isInterval(from)) return same;
  const unit = 'unit' in to ? to.unit : 'SECOND';
  const factor = { YEAR: 12, MONTH: 1, DAY: MS_PER_DAY, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1_000 }[unit.split(' TO ').at(-1) ?? 'SECOND'] ?? 1;
  return (value) => Number(value) * factor;
}
