// Dates and times from text, as Flink's casts and literals read them: lenient in digits, strict in what exists.
import { timestampValue } from '../value.ts';
import { daysFromCivil, daysInMonth, isDate, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './calendar.ts';

/** Days since 1970; null where it is no date: `2024-02-29`, `2024-2`, `2024`. */
export function parseDate(text: string): number | null {
  const found = /^\s*(-?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[ T].*)?\s*$/.exec(text);
  if (found === null) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2] ?? 1), Number(found[3] ?? 1)];
  return isDate(year, month, day) ? daysFromCivil(year, month, day) : null;
}

/** A time's parts: milliseconds of the day, nanoseconds beyond, digits that the text has. */
export interface TimeOfDay {
  readonly millis: number;
  readonly nanos: number;
  readonly digits: number;
}

/** `10:11:12.345`, `10:11`, `10`. */
export function parseTime(text: string): TimeOfDay | null {
  const found = /^\s*(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*$/.exec(text);
  if (found === null) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const part = (found[4] ?? '').slice(0, 9);
  const padded = part.padEnd(9, '0');
  return { millis: hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * MS_PER_SECOND + Number(padded.slice(0, 3)), nanos: Number(padded.slice(3)), digits: part.length };
}

/** The day that a timestamp's text means: one up to 31 that its month lacks is the month's last (Java's ResolverStyle.SMART). */
function smartDate(text: string): number | null {
  const found = /^(-?\d{1,9})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  if (found === null) return parseDate(text);
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return month < 1 || month > 12 || day < 1 || day > 31 ? null : daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
}

/** A timestamp's parts: milliseconds since 1970, nanoseconds beyond, digits that the text has. Literals are `strict` in what days there are. */
export function parseTimestamp(text: string, strict = false): TimeOfDay | null {
  const trimmed = text.trim();
  const cut = /[ T]/.exec(trimmed);
  const date = cut === null ? trimmed : trimmed.slice(0, cut.index);
  const days = strict ? parseDate(date) : smartDate(date);
  if (days === null || !/-\d+-\d/.test(trimmed)) return null;
  if (cut === null) return { millis: days * MS_PER_DAY, nanos: 0, digits: 0 };
  const time = parseTime(trimmed.slice(cut.index + 1).replace(/Z$/, ''));
  return time === null ? null : { millis: days * MS_PER_DAY + time.millis, nanos: time.nanos, digits: time.digits };
}

/** The digits of a second's parts that a precision keeps. */
export function cutNanos(millis: number, nanos: number, precision: number): number | string {
  if (precision >= 9) return timestampValue(millis, nanos);
  if (precision <= 3) {
    const unit = [1_000, 100, 10, 1][precision] ?? 1;
    return Math.floor(millis / unit) * unit;
  }
  const unit = [1_000_000, 1_000_000, 1_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10][precision] ?? 1;
  return timestampValue(millis, Math.floor(nanos / unit) * unit);
}

const PARTS: Readonly<Record<string, RegExp>> = {
  YEAR: /^(\d+)$/, MONTH: /^(\d+)$/, QUARTER: /^(\d+)$/, WEEK: /^(\d+)$/, DAY: /^(\d+)$/, HOUR: /^(\d+)$/, MINUTE: /^(\d+)$/, SECOND: /^(\d+)(?:\.(\d{1,9}))?$/,
  'YEAR TO MONTH': /^(\d+)-(\d{1,2})$/, 'DAY TO HOUR': /^(\d+) (\d{1,2})$/, 'DAY TO MINUTE': /^(\d+) (\d{1,2}):(\d{1,2})$/,
  'DAY TO SECOND': /^(\d+) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/, 'HOUR TO MINUTE': /^(\d+):(\d{1,2})$/,
  'HOUR TO SECOND': /^(\d+):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/, 'MINUTE TO SECOND': /^(\d+):(\d{1,2})(?:\.(\d{1,9}))?$/,
};
const UNIT_MS: Readonly<Record<string, number>> = { WEEK: 7 * MS_PER_DAY, DAY: MS_PER_DAY, HOUR: MS_PER_HOUR, MINUTE: MS_PER_MINUTE, SECOND: MS_PER_SECOND };
const ORDER = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** An interval literal's months or milliseconds; null where the text does not fit its unit. */
export function parseInterval(text: string, unit: string): number | null {
  const trimmed = text.trim();
  const sign = trimmed.startsWith('-') ? -1 : 1;
  const found = PARTS[unit]?.exec(trimmed.replace(/^[+-]/, ''));
  if (found === null || found === undefined) return null;
  const numbers = found.slice(1);
  if (unit === 'YEAR TO MONTH') return sign * (Number(numbers[0]) * 12 + Number(numbers[1]));
  if (unit === 'YEAR' || unit === 'MONTH' || unit === 'QUARTER') return sign * Number(numbers[0]) * (unit === 'YEAR' ? 12 : unit === 'QUARTER' ? 3 : 1);
  const [from = 'DAY'] = unit.split(' TO ');
  if (from === 'WEEK') return sign * Number(numbers[0]) * 7 * MS_PER_DAY;
  const first = ORDER.indexOf(from);
  let millis = 0;
  const seconds = unit.endsWith('SECOND') ? numbers.length - 1 : numbers.length;
  for (let i = 0; i < seconds; i++) millis += Number(numbers[i]) * (UNIT_MS[ORDER[first + i] ?? 'SECOND'] ?? 0);
  if (unit.endsWith('SECOND')) millis += Math.floor(Number((numbers.at(-1) ?? '').padEnd(9, '0').slice(0, 9)) / 1_000_000);
  return sign * millis;
}
