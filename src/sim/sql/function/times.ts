// Functions of dates and times: parts, rounding, formats, zones, differences.
import { failed } from '../problem.ts';
import { truncateTo, parseDecimal } from '../number/decimal.ts';
import { addMonths, civilFromDays, dayOfWeek, dayOfYear, daysFromCivil, isoWeek, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, splitDay } from '../time/calendar.ts';
import { formatTime, parseByPattern } from '../time/format.ts';
import { cutNanos, parseDate, parseTimestamp } from '../time/parse.ts';
import { toLocal, toUtc } from '../time/zone.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { millisOf, nanosOf, str, timestampValue, type Value } from '../value.ts';
import { moved } from './operators.ts';
import { type CallSite, type Evaluate, flink, fn, type FunctionSpec, made, maybe, own } from './spec.ts';

/** A time as a clock shows it: milliseconds since 1970 of its local reading. */
function localMillis(type: LogicalType | undefined): (value: Value, zone: string) => number {
  switch (type?.kind) {
    case 'DATE': return (value) => (value as number) * MS_PER_DAY;
    case 'TIMESTAMP_LTZ': return (value, zone) => toLocal(zone, millisOf(value));
    default: return (value) => millisOf(value);
  }
}

const FIELDS: Readonly<Record<string, (days: number, time: number, nanos: number) => number>> = {
  YEAR: (days) => civilFromDays(days).year, MONTH: (days) => civilFromDays(days).month, DAY: (days) => civilFromDays(days).day,
  QUARTER: (days) => Math.floor((civilFromDays(days).month + 2) / 3), WEEK: (days) => isoWeek(days).week, ISOYEAR: (days) => isoWeek(days).year,
  DOY: (days) => dayOfYear(days), DOW: (days) => dayOfWeek(days) + 1, ISODOW: (days) => (dayOfWeek(days) === 0 ? 7 : dayOfWeek(days)),
  DECADE: (days) => Math.floor(civilFromDays(days).year / 10), CENTURY: (days) => Math.floor((civilFromDays(days).year + 99) / 100), MILLENNIUM: (days) => Math.floor((civilFromDays(days).year + 999) / 1000),
  HOUR: (_days, time) => Math.floor(time / MS_PER_HOUR), MINUTE: (_days, time) => Math.floor(time / MS_PER_MINUTE) % 60, SECOND: (_days, time) => Math.floor(time / MS_PER_SECOND) % 60,
  MILLISECOND: (_days, time) => time % 1_000, MICROSECOND: (_days, time, nanos) => (time % 1_000) * 1_000 + Math.floor(nanos / 1_000), NANOSECOND: (_days, time, nanos) => (time % 1_000) * 1_000_000 + nanos,
  EPOCH: (days, time) => days * 86_400 + Math.floor(time / 1_000),
};

/** A part of an interval: of its months or of its milliseconds. */
function intervalField(unit: string, months: boolean): (value: number) => number {
  if (months) return (value) => (unit === 'YEAR' ? Math.trunc(value / 12) : unit === 'MONTH' ? value % 12 : unit === 'QUARTER' ? Math.trunc((value % 12) / 3) + 1 : Math.trunc(value / (unit === 'DECADE' ? 120 : unit === 'CENTURY' ? 1_200 : 12_000)));
  switch (unit) {
    case 'DAY': return (value) => Math.trunc(value / MS_PER_DAY);
    case 'HOUR': return (value) => Math.trunc((value % MS_PER_DAY) / MS_PER_HOUR);
    case 'MINUTE': return (value) => Math.trunc((value % MS_PER_HOUR) / MS_PER_MINUTE);
    case 'SECOND': return (value) => Math.trunc((value % MS_PER_MINUTE) / MS_PER_SECOND);
    case 'EPOCH': return (value) => Math.trunc(value / MS_PER_SECOND);
    default: return (value) => value % MS_PER_SECOND;
  }
}

function extract(unit: string, type: LogicalType | undefined): (value: Value, zone: string) => Value {
  if (type !== undefined && t.isInterval(type)) {
    const part = intervalField(unit, type.kind === 'INTERVAL_YEAR_MONTH');
    return (value) => part(value as number);
  }
  const field = FIELDS[unit] ?? (() => 0);
  if (unit === 'EPOCH' && type?.kind === 'TIMESTAMP_LTZ') return (value) => Math.floor(millisOf(value) / 1_000);
  const local = localMillis(type);
  return (value, zone) => {
    const { days, time } = splitDay(local(value, zone));
    return field(days, time, typeof value === 'string' ? nanosOf(value) : 0);
  };
}

const extracting = (name: string, unit: string): FunctionSpec => made(name, ['<DATETIME>', '<DATETIME_INTERVAL>'], t.BIGINT, ({ types }) => {
  const part = extract(unit, types[0]);
  return ([v], env) => part(v ?? null, env.zone);
});

/** The first day of the unit that a day lies in. */
function floorDay(days: number, unit: string): number {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'YEAR': return daysFromCivil(year, 1, 1);
    case 'QUARTER': return daysFromCivil(year, month - ((month - 1) % 3), 1);
    case 'MONTH': return daysFromCivil(year, month, 1);
    case 'WEEK': return days - dayOfWeek(days);
    case 'DECADE': return daysFromCivil(Math.floor(year / 10) * 10, 1, 1);
    case 'CENTURY': return daysFromCivil(Math.floor((year - 1) / 100) * 100 + 1, 1, 1);
    case 'MILLENNIUM': return daysFromCivil(Math.floor((year - 1) / 1_000) * 1_000 + 1, 1, 1);
    default: return days;
  }
}

function nextDay(first: number, unit: string): number {
  switch (unit) {
    case 'YEAR': return addMonths(first, 12);
    case 'QUARTER': return addMonths(first, 3);
    case 'MONTH': return addMonths(first, 1);
    case 'WEEK': return first + 7;
    case 'DECADE': return addMonths(first, 120);
    case 'CENTURY': return addMonths(first, 1_200);
    case 'MILLENNIUM': return addMonths(first, 12_000);
    default: return first + 1;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { HOUR: MS_PER_HOUR, MINUTE: MS_PER_MINUTE, SECOND: MS_PER_SECOND, MILLISECOND: 1 };

function roundTime(millis: number, unit: string, up: boolean): number {
  const size = UNIT_MS[unit];
  if (size !== undefined) return (up ? Math.ceil(millis / size) : Math.floor(millis / size)) * size;
  const first = floorDay(Math.floor(millis / MS_PER_DAY), unit);
  const after = unit === 'DAY' ? first * MS_PER_DAY < millis : first < Math.floor(millis / MS_PER_DAY);
  return (up && after ? nextDay(first, unit) : first) * MS_PER_DAY;
}

function rounding(up: boolean): (site: CallSite) => Evaluate {
  return ({ types: [type], literals }) => {
    const unit = str(literals[1]);
    if (type?.kind === 'DATE' && unit === 'DAY') return ([v]) => (v as number) + (up ? 1 : 0);
    if (type?.kind === 'DATE') return ([v]) => Math.floor(roundTime((v as number) * MS_PER_DAY, unit, up) / MS_PER_DAY);
    if (type?.kind === 'TIMESTAMP_LTZ') return ([v], env) => toUtc(env.zone, roundTime(toLocal(env.zone, millisOf(v ?? 0)), unit, up));
    return ([v]) => {
      const millis = millisOf(v ?? 0);
      return roundTime(up && nanosOf(v ?? 0) > 0 ? millis + 1 : millis, unit, up);
    };
  };
}

const MONTH_UNITS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };
const ALL_UNITS: Readonly<Record<string, number>> = { ...UNIT_MS, WEEK: 7 * MS_PER_DAY, DAY: MS_PER_DAY };

function timestampAdd({ types, literals, type }: CallSite): Evaluate {
  const unit = str(literals[0]);
  const months = MONTH_UNITS[unit];
  const by = t.interval(months === undefined ? 'SECOND' : 'MONTH');
  const factor = months ?? ALL_UNITS[unit] ?? 1;
  const from = types[2] ?? t.DATE;
  const widened = from.kind === 'DATE' && type.kind === 'TIMESTAMP';
  return ([, count, time]) => moved(widened ? type : from, widened ? (time as number) * MS_PER_DAY : (time ?? null), by, Number(count) * factor);
}

function addedType(types: readonly LogicalType[], literals: readonly (Value | undefined)[]): LogicalType | null {
  const time = types[2];
  if (time === undefined) return null;
  return time.kind === 'DATE' && UNIT_MS[str(literals[0])] !== undefined ? t.timestamp(6) : t.plain(time);
}

/** Whole months between two times. */
function monthsBetween(from: number, to: number): number {
  if (to < from) return -monthsBetween(to, from) || 0;
  const [a, b] = [splitDay(from), splitDay(to)];
  const [x, y] = [civilFromDays(a.days), civilFromDays(b.days)];
  const months = (y.year - x.year) * 12 + y.month - x.month;
  const moved_ = addMonths(a.days, months) * MS_PER_DAY + a.time;
  return moved_ > to ? months - 1 : months;
}

function timestampDiff({ types, literals }: CallSite): Evaluate {
  const unit = str(literals[0]);
  const [from, to] = [localMillis(types[1]), localMillis(types[2])];
  const months = MONTH_UNITS[unit];
  const size = ALL_UNITS[unit] ?? 1;
  return ([, a, b], env) => {
    const [x, y] = [from(a ?? null, env.zone), to(b ?? null, env.zone)];
    return Math.trunc(months === undefined ? (y - x) / size : monthsBetween(x, y) / months) || 0;
  };
}

function timeBetween({ types, type }: CallSite): Evaluate {
  const [to, from] = types.map(localMillis);
  if (to === undefined || from === undefined) return () => null;
  return ([a, b], env) => {
    const [x, y] = [from(b ?? null, env.zone), to(a ?? null, env.zone)];
    return type.kind === 'INTERVAL_YEAR_MONTH' ? monthsBetween(x, y) : y - x;
  };
}

function dateFormat({ types: [type] }: CallSite): Evaluate {
  if (type !== undefined && t.isText(type)) return ([v, pattern]) => {
    const read = parseTimestamp(v as string);
    return read === null ? null : formatTime(pattern as string, read.millis, read.nanos);
  };
  const local = localMillis(type);
  return ([v, pattern], env) => formatTime(pattern as string, local(v ?? null, env.zone), typeof v === 'string' ? nanosOf(v) : 0) ?? badPattern(pattern as string);
}

function badPattern(pattern: string): never {
  throw failed('java.lang.IllegalArgumentException', `Unknown pattern letter: ${/[^uMyLdDEeaHhKkmsSnwYQqXxzZG\W\d_]/.exec(pattern)?.[0] ?? pattern}`);
}

const DEFAULT = 'yyyy-MM-dd HH:mm:ss';

function toDate([text, pattern]: readonly Value[]): Value {
  if (pattern === undefined) return parseDate(text as string);
  const read = parseByPattern(text as string, pattern as string);
  return read === null ? null : splitDay(read.millis).days;
}

function toTimestamp([text, pattern]: readonly Value[]): Value {
  const read = pattern === undefined ? parseTimestamp(text as string) : parseByPattern(text as string, pattern as string);
  return read === null ? null : cutNanos(read.millis, read.nanos, 3);
}

/** TO_TIMESTAMP_LTZ(number, precision): seconds or milliseconds. */
function epochToLtz([value, precision]: readonly Value[]): Value {
  const digits = precision === undefined ? 3 : Number(precision);
  if (digits !== 0 && digits !== 3) throw failed('org.apache.flink.table.api.TableException', `The precision value '${digits}' for function TO_TIMESTAMP_LTZ(numeric, precision) is unsupported, the supported value is '0' for second or '3' for millisecond.`);
  if (Number.isSafeInteger(value)) return inYears(Number(value) * (digits === 0 ? 1_000 : 1));
  const number = parseDecimal(str(value)) ?? { digits: 0n, scale: 0 };
  const scaled = truncateTo({ digits: number.digits * (digits === 0 ? 1_000n : 1n), scale: number.scale }, 0).digits;
  const negative = number.digits < 0n && scaled * 10n ** BigInt(number.scale) !== number.digits * (digits === 0 ? 1_000n : 1n);
  return inYears(Number(scaled) - (negative ? 1 : 0));
}

/** Milliseconds of the years 0 to 9999; NULL of others. */
const inYears = (millis: number): Value => (millis < -62_167_219_200_000 || millis > 253_402_300_799_999 ? null : millis + 0);

function textToLtz([text, pattern, zone]: readonly Value[]): Value {
  const read = parseByPattern(text as string, (pattern ?? DEFAULT) as string) ?? (pattern === undefined ? parseTimestamp(text as string) : null);
  return read === null ? null : timestampValue(toUtc((zone ?? 'UTC') as string, read.millis), 0);
}

const now = (env: { now(): number }): number => env.now();
const changing = { deterministic: false };
const TIME_FIELDS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'HOUR', 'MINUTE', 'SECOND'];

/** OVERLAPS: each side is a start and an end, or a start and how long. */
function overlaps({ types }: CallSite): Evaluate {
  const end = (start: LogicalType | undefined, by: LogicalType | undefined) => (from: Value, to: Value): Value => (by !== undefined && t.isInterval(by) ? moved(start ?? t.DATE, from, by, to as number) : to);
  const [first, second] = [end(types[0], types[1]), end(types[2], types[3])];
  const order = (a: Value, b: Value): [number, number] => (millisOf(a) <= millisOf(b) ? [millisOf(a), millisOf(b)] : [millisOf(b), millisOf(a)]);
  return ([a, b, c, d]) => {
    const [x, y] = [order(a ?? null, first(a ?? null, b ?? null)), order(c ?? null, second(c ?? null, d ?? null))];
    return x[1] >= y[0] && y[1] >= x[0];
  };
}

export const TIMES: readonly FunctionSpec[] = [
  made('EXTRACT', ['<SYMBOL>, <DATETIME>', '<SYMBOL>, <DATETIME_INTERVAL>'], t.BIGINT, ({ types, literals }) => {
    const part = extract(str(literals[0]), types[1]);
    return ([, v], env) => part(v ?? null, env.zone);
  }),
  ...TIME_FIELDS.map((unit) => extracting(unit, unit)), extracting('DAYOFMONTH', 'DAY'), extracting('DAYOFYEAR', 'DOY'), extracting('DAYOFWEEK', 'DOW'),
  made('FLOOR', '<DATETIME>, <SYMBOL>', ([type]) => (type === undefined ? null : t.plain(type)), rounding(false)),
  made('CEIL', '<DATETIME>, <SYMBOL>', ([type]) => (type === undefined ? null : t.plain(type)), rounding(true)),
  made('TIMESTAMPADD', '<SYMBOL>, <INTEGER>, <DATETIME>', addedType, timestampAdd),
  made('TIMESTAMPDIFF', '<SYMBOL>, <DATETIME>, <DATETIME>', t.INT, timestampDiff),
  made('MINUS_DATE', '<DATETIME>, <DATETIME>', t.interval('SECOND'), timeBetween),
  { ...made('DATE_FORMAT', ['<TIMESTAMP>, <CHARACTER>', '<CHARACTER>, <CHARACTER>'], t.STRING, dateFormat) },
  maybe('TO_DATE', ['<CHARACTER>', '<CHARACTER>, <CHARACTER>'], t.DATE, toDate),
  maybe('TO_TIMESTAMP', ['<CHARACTER>', '<CHARACTER>, <CHARACTER>'], t.timestamp(3), toTimestamp),
  maybe('TO_TIMESTAMP_LTZ', ['<NUMERIC>', '<NUMERIC>, <INTEGER>'], t.timestampLtz(3), epochToLtz, flink),
  maybe('TO_TIMESTAMP_LTZ', ['<CHARACTER>', '<CHARACTER>, <CHARACTER>', '<CHARACTER>, <CHARACTER>, <CHARACTER>'], t.timestampLtz(3), textToLtz, flink),
  fn('FROM_UNIXTIME', ['<INTEGER>', '<INTEGER>, <CHARACTER>'], t.STRING, ([v, pattern], env) => formatTime((pattern ?? DEFAULT) as string, toLocal(env.zone, Number(v) * 1_000), 0)),
  fn('UNIX_TIMESTAMP', '', t.BIGINT, (_v, env) => Math.floor(now(env) / 1_000), changing),
  fn('UNIX_TIMESTAMP', ['<CHARACTER>', '<CHARACTER>, <CHARACTER>'], t.BIGINT, ([v, pattern], env) => {
    const read = parseByPattern(v as string, (pattern ?? DEFAULT) as string);
    return read === null ? -9_223_372_036_854_776 : Math.floor(toUtc(env.zone, read.millis) / 1_000);
  }),
  maybe('CONVERT_TZ', '<CHARACTER>, <CHARACTER>, <CHARACTER>', t.STRING, ([v, from, to]) => {
    const read = parseByPattern(v as string, DEFAULT);
    return read === null ? null : formatTime(DEFAULT, toLocal(to as string, toUtc(from as string, read.millis)), 0);
  }),
  made('OVERLAPS', '<DATETIME>, <ANY>, <DATETIME>, <ANY>', t.BOOLEAN, overlaps),
  fn('CURRENT_DATE', '', t.DATE, (_v, env) => splitDay(toLocal(env.zone, now(env))).days, changing),
  ...['CURRENT_TIME', 'LOCALTIME'].map((name) => fn(name, '', t.time(0), (_v, env) => Math.floor(splitDay(toLocal(env.zone, now(env))).time / 1_000) * 1_000, changing)),
  ...['CURRENT_TIMESTAMP', 'NOW', 'CURRENT_ROW_TIMESTAMP'].map((name) => fn(name, '', t.timestampLtz(3), (_v, env) => now(env), changing)),
  fn('LOCALTIMESTAMP', '', t.timestamp(3), (_v, env) => toLocal(env.zone, now(env)), changing),
  fn('PROCTIME', '', { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: false, attribute: 'PROCTIME' }, (_v, env) => now(env), changing),
  own('CURRENT_WATERMARK', '<TIMESTAMP>', ([type]) => (type === undefined ? null : t.withNull(t.plain(type), true)), () => (_v, env) => env.watermark(), { ...changing, style: 'flink' }),
];
