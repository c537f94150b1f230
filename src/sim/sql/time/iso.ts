// Times in ISO 8601, as Java's toString and JSON write them.
import { millisOf, nanosOf, type Value } from '../value.ts';
import { dateText, MS_PER_HOUR, MS_PER_MINUTE, splitDay, timeText } from './calendar.ts';

/** `2024-07-30T10:24`, `2024-07-30T10:24:00.256`: as LocalDateTime.toString, with as many digits as are needed of 3, 6, 9. */
export function javaTimestamp(value: Value): string {
  const { days, time } = splitDay(millisOf(value));
  return `${dateText(days)}T${javaTime(time, nanosOf(value))}`;
}

/** As LocalTime.toString. */
export function javaTime(millis: number, nanos = 0): string {
  const part = millis % 1_000;
  if (part === 0 && nanos === 0) return Math.floor(millis / 1_000) % 60 === 0 ? timeText(millis, 0).slice(0, 5) : timeText(millis, 0);
  return timeText(millis, nanos === 0 ? 3 : nanos % 1_000 === 0 ? 6 : 9, nanos);
}

/** `2024-07-30T10:24:00`, with digits of the second only where there are any. */
export function isoTimestamp(value: Value): string {
  const { days, time } = splitDay(millisOf(value));
  const nanos = nanosOf(value);
  const digits = timeText(time, 9, nanos).replace(/\.?0+$/, '');
  return `${dateText(days)}T${digits.length < 8 ? timeText(time, 0) : digits}`;
}

/** `PT1H30M`. */
export function isoDuration(millis: number): string {
  if (millis === 0) return 'PT0S';
  const [hours, minutes, seconds] = [Math.trunc(millis / MS_PER_HOUR), Math.trunc(millis / MS_PER_MINUTE) % 60, (millis % MS_PER_MINUTE) / 1_000];
  return `PT${hours === 0 ? '' : `${hours}H`}${minutes === 0 ? '' : `${minutes}M`}${seconds === 0 ? '' : `${seconds}S`}`;
}
