// Time zones: fixed offsets, and the summer times of Europe and North America by today's rules.
import { daysFromCivil, civilFromDays, dayOfWeek, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from './calendar.ts';

type Rule = 'EU' | 'US' | null;

/** Zones by name: hours from UTC in winter, and whose summer time they keep. */
const ZONES: Readonly<Record<string, readonly [number, Rule]>> = {
  UTC: [0, null], GMT: [0, null], Z: [0, null], 'Etc/UTC': [0, null], 'Etc/GMT': [0, null],
  'Europe/London': [0, 'EU'], 'Europe/Lisbon': [0, 'EU'], 'Europe/Dublin': [0, 'EU'], WET: [0, 'EU'],
  'Europe/Paris': [1, 'EU'], 'Europe/Berlin': [1, 'EU'], 'Europe/Madrid': [1, 'EU'], 'Europe/Rome': [1, 'EU'], 'Europe/Amsterdam': [1, 'EU'], 'Europe/Brussels': [1, 'EU'],
  'Europe/Vienna': [1, 'EU'], 'Europe/Zurich': [1, 'EU'], 'Europe/Stockholm': [1, 'EU'], 'Europe/Oslo': [1, 'EU'], 'Europe/Copenhagen': [1, 'EU'], 'Europe/Prague': [1, 'EU'],
  'Europe/Warsaw': [1, 'EU'], 'Europe/Budapest': [1, 'EU'], CET: [1, 'EU'], MET: [1, 'EU'], 'Europe/Athens': [2, 'EU'], 'Europe/Helsinki': [2, 'EU'], 'Europe/Kiev': [2, 'EU'], 'Europe/Kyiv': [2, 'EU'], 'Europe/Bucharest': [2, 'EU'], EET: [2, 'EU'],
  'Europe/Istanbul': [3, null], 'Europe/Moscow': [3, null], 'Africa/Cairo': [2, null], 'Africa/Johannesburg': [2, null], 'Africa/Lagos': [1, null], 'Africa/Luanda': [1, null], 'Africa/Maputo': [2, null], 'Africa/Nairobi': [3, null],
  'Asia/Dubai': [4, null], 'Asia/Karachi': [5, null], 'Asia/Kolkata': [5.5, null], 'Asia/Calcutta': [5.5, null], 'Asia/Kathmandu': [5.75, null], 'Asia/Dhaka': [6, null], 'Asia/Bangkok': [7, null], 'Asia/Jakarta': [7, null],
  'Asia/Shanghai': [8, null], 'Asia/Hong_Kong': [8, null], 'Asia/Singapore': [8, null], 'Asia/Taipei': [8, null], 'Asia/Manila': [8, null], 'Australia/Perth': [8, null], PRC: [8, null], CTT: [8, null],
  'Asia/Tokyo': [9, null], 'Asia/Seoul': [9, null], Japan: [9, null], 'Australia/Brisbane': [10, null], 'Pacific/Honolulu': [-10, null], HST: [-10, null],
  'America/Sao_Paulo': [-3, null], 'America/Bahia': [-3, null], 'America/Fortaleza': [-3, null], 'America/Recife': [-3, null], 'America/Belem': [-3, null], 'America/Araguaina': [-3, null], 'America/Manaus': [-4, null], 'America/Cuiaba': [-4, null],
  'America/Rio_Branco': [-5, null], 'America/Noronha': [-2, null], 'America/Argentina/Buenos_Aires': [-3, null], 'America/Buenos_Aires': [-3, null], 'America/Montevideo': [-3, null], 'America/Bogota': [-5, null], 'America/Lima': [-5, null],
  'America/Mexico_City': [-6, null], 'America/New_York': [-5, 'US'], 'America/Toronto': [-5, 'US'], 'America/Detroit': [-5, 'US'], EST5EDT: [-5, 'US'], EST: [-5, null], 'America/Chicago': [-6, 'US'], CST6CDT: [-6, 'US'],
  'America/Denver': [-7, 'US'], MST7MDT: [-7, 'US'], MST: [-7, null], 'America/Phoenix': [-7, null], 'America/Los_Angeles': [-8, 'US'], 'America/Vancouver': [-8, 'US'], PST8PDT: [-8, 'US'], PST: [-8, 'US'], 'America/Anchorage': [-9, 'US'],
};

/** Whether a zone is known: a name, `UTC+8`, `GMT+08:00`, `+08:00`. */
export function isZone(name: string): boolean {
  return Object.hasOwn(ZONES, name) || fixedOffset(name) !== null;
}

/** Whether the setting of the time zone takes this name: one of a zone, or `GMT+08:00`. */
export function isSettableZone(name: string): boolean {
  return Object.hasOwn(ZONES, name) || /^GMT[+-]\d\d:\d\d$/.test(name);
}

function fixedOffset(name: string): number | null {
  const found = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name);
  if (found === null) return null;
  const size = Number(found[2]) * MS_PER_HOUR + Number(found[3] ?? 0) * MS_PER_MINUTE;
  return found[1] === '-' ? -size : size;
}

/** The day of a month's n-th Sunday; the last where n is 0. */
function sunday(year: number, month: number, nth: number): number {
  if (nth === 0) {
    const last = daysFromCivil(year, month, 31);
    return last - dayOfWeek(last);
  }
  const first = daysFromCivil(year, month, 1);
  return first + ((7 - dayOfWeek(first)) % 7) + (nth - 1) * 7;
}

/** What a zone adds to UTC at an instant, in ms. An unknown zone is UTC. */
export function offsetAt(zone: string, utc: number): number {
  const known = Object.hasOwn(ZONES, zone) ? ZONES[zone] : undefined;
  if (known === undefined) return fixedOffset(zone) ?? 0;
  const [hours, rule] = known;
  const winter = hours * MS_PER_HOUR;
  return rule !== null && isSummer(rule, winter, utc) ? winter + MS_PER_HOUR : winter;
}

function isSummer(rule: 'EU' | 'US', winter: number, utc: number): boolean {
  const { year } = civilFromDays(Math.floor((utc + winter) / MS_PER_DAY));
  if (rule === 'EU') {
    return utc >= sunday(year, 3, 0) * MS_PER_DAY + MS_PER_HOUR && utc < (sunday(year, 10, 0)) * MS_PER_DAY + MS_PER_HOUR;
  }
  const from = (year >= 2007 ? sunday(year, 3, 2) : sunday(year, 4, 1)) * MS_PER_DAY + 2 * MS_PER_HOUR - winter;
  const to = (year >= 2007 ? sunday(year, 11, 1) : sunday(year, 10, 0)) * MS_PER_DAY + MS_PER_HOUR - winter;
  return utc >= from && utc < to;
}

/** What a clock in the zone shows. */
export function toLocal(zone: string, utc: number): number {
  return utc + offsetAt(zone, utc);
}

/** The instant at which a clock in the zone shows this; in the hour that is skipped, one later, as java.time does. */
export function toUtc(zone: string, local: number): number {
  const before = offsetAt(zone, local - 24 * MS_PER_HOUR);
  const guess = local - before;
  const offset = offsetAt(zone, guess);
  if (offset === before) return guess;
  const other = local - offset;
  return offsetAt(zone, other) === offset ? other : guess;
}
