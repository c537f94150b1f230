// Days, months and years in the Gregorian calendar, without any clock or zone of the host.

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 of a date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether such a day exists. */
export function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** So many months later; the day is kept where the month has it, else its last. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const all = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(all / 12), all - Math.floor(all / 12) * 12 + 1];
  return daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** 0 Sunday to 6 Saturday. */
export function dayOfWeek(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** 1 to 366. */
export function dayOfYear(days: number): number {
  return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;
}

/** The week of ISO 8601, and the year that it belongs to. */
export function isoWeek(days: number): { readonly week: number; readonly year: number } {
  const thursday = days - ((dayOfWeek(days) + 6) % 7) + 3;
  const { year } = civilFromDays(thursday);
  return { week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1, year };
}

/** The day of an instant, and the milliseconds within it. */
export function splitDay(millis: number): { readonly days: number; readonly time: number } {
  const days = Math.floor(millis / MS_PER_DAY);
  return { days, time: millis - days * MS_PER_DAY };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2024-02-29`. */
export function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const shown = year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
  return `${shown}-${two(month)}-${two(day)}`;
}

/** `10:11:12`, with so many digits of the second's parts. */
export function timeText(millis: number, precision: number, nanos = 0): string {
  const [hours, minutes, seconds] = [Math.floor(millis / MS_PER_HOUR), Math.floor(millis / MS_PER_MINUTE) % 60, Math.floor(millis / MS_PER_SECOND) % 60];
  const whole = `${two(hours)}:${two(minutes)}:${two(seconds)}`;
  if (precision === 0) return whole;
  const parts = `${String(millis % 1_000).padStart(3, '0')}${String(nanos).padStart(6, '0')}`;
  return `${whole}.${parts.slice(0, precision)}`;
}

/** `2024-02-29 10:11:12.345`. */
export function timestampText(millis: number, nanos: number, precision: number): string {
  const { days, time } = splitDay(millis);
  return `${dateText(days)} ${timeText(time, precision, nanos)}`;
}
