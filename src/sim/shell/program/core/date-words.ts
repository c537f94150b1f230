// The times that date -d understands: ISO dates, @seconds, month names, clock times, and what is relative to them.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const UNIT_MS: Readonly<Record<string, number>> = { sec: 1_000, second: 1_000, min: 60_000, minute: 60_000, hour: 3_600_000 };

interface Moment {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight; -1 while no clock time was said. */
  clock: number;
  dated: boolean;
  zoneMinutes: number;
  shiftMonths: number;
  shiftDays: number;
  shiftMs: number;
  weekday: number;
  /** Set by words that mean the present time of the day: `now`, `2 days ago`. */
  keepsClock: boolean;
}

type Rule = readonly [RegExp, (m: Moment, found: RegExpExecArray) => boolean];

function clockOf(found: RegExpExecArray): number {
  const [, hour = '0', minute = '0', second = '0', fraction = '', half = ''] = found;
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (half.startsWith('p') ? 12 : 0);
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return -1;
  return hours * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1_000 + Number(`${fraction}000`.slice(0, 3));
}

function setDay(m: Moment, year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false;
  Object.assign(m, { year, month: month - 1, day, dated: true });
  return true;
}

function shift(m: Moment, count: number, unit: string): boolean {
  const ms = UNIT_MS[unit];
  if (ms !== undefined) m.shiftMs += count * ms;
  else if (unit === 'day') m.shiftDays += count;
  else if (unit === 'week') m.shiftDays += 7 * count;
  else if (unit === 'fortnight') m.shiftDays += 14 * count;
  else if (unit === 'month') m.shiftMonths += count;
  else if (unit === 'year') m.shiftMonths += 12 * count;
  else return false;
  m.keepsClock = true;
  return true;
}

const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const UNIT = '(sec|second|min|minute|hour|day|week|fortnight|month|year)s?';
const RULES: readonly Rule[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?!\d))/, (m, f) => setDay(m, Number(f[1]), Number(f[2]), Number(f[3]))],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, (m, f) => setDay(m, Number(f[1]), Number(f[2]), Number(f[3]))],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, (m, f) => setDay(m, Number(f[3]), Number(f[1]), Number(f[2]))],
  [new RegExp(`^(\\d{1,2})[ -]?${MONTH}(?:[ ,-]+(\\d{4})(?![:\\d]))?`), (m, f) => setDay(m, Number(f[3] ?? m.year), MONTHS.indexOf(f[2] ?? '') + 1, Number(f[1]))],
  [new RegExp(`^${MONTH} +(\\d{1,2})(?![:\\d])(?:[ ,]+(\\d{4})(?![:\\d]))?`), (m, f) => setDay(m, Number(f[3] ?? m.year), MONTHS.indexOf(f[1] ?? '') + 1, Number(f[2]))],
  [/^(\d{8})(?!\d)/, (m, f) => setDay(m, Number(f[1]?.slice(0, 4)), Number(f[1]?.slice(4, 6)), Number(f[1]?.slice(6)))],
  [/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?/, (m, f) => (m.clock = clockOf(f)) >= 0],
  [/^(\d{1,2})()()()\s*(am|pm)\b/, (m, f) => (m.clock = clockOf(f)) >= 0],
  [/^([+-])(\d{2}):?(\d{2})(?!\d)/, (m, f) => ((m.zoneMinutes = (f[1] === '-' ? -1 : 1) * (Number(f[2]) * 60 + Number(f[3]))), true)],
  [/^(?:utc|gmt|z)(?![a-z])/, () => true],
  [new RegExp(`^([+-]?\\s*\\d+)\\s*${UNIT}(\\s+ago)?(?![a-z])`), (m, f) => shift(m, Number((f[1] ?? '').replace(/\s/g, '')) * (f[3] === undefined ? 1 : -1), f[2] ?? '')],
  [new RegExp(`^(next|last|this)\\s+${UNIT}(?![a-z])`), (m, f) => shift(m, f[1] === 'next' ? 1 : f[1] === 'last' ? -1 : 0, f[2] ?? '')],
  [new RegExp(`^${UNIT}(\\s+ago)?(?![a-z])`), (m, f) => shift(m, f[2] === undefined ? 1 : -1, f[1] ?? '')],
  [/^(now|today|tomorrow|yesterday)(?![a-z])/, (m, f) => shift(m, f[1] === 'tomorrow' ? 1 : f[1] === 'yesterday' ? -1 : 0, 'day')],
  [/^midnight(?![a-z])/, (m) => ((m.clock = 0), true)],
  [/^noon(?![a-z])/, (m) => ((m.clock = 43_200_000), true)],
  [/^(next\s+|last\s+)?(sun|mon|tue|wed|thu|fri|sat)[a-z]*,?/, (m, f) => {
    m.weekday = WEEKDAYS.indexOf(f[2] ?? '');
    if (f[1]?.startsWith('next') === true) m.shiftDays += 7;
    if (f[1]?.startsWith('last') === true) m.shiftDays -= 7;
    return true;
  }],
];

/** The time that the words mean, in milliseconds since 1970; null where they mean none. */
export function parseDate(words: string, nowMs: number): number | null {
  const seconds = /^\s*@(-?\d+)(?:\.(\d+))?\s*$/.exec(words);
  if (seconds !== null) return Number(seconds[1]) * 1000 + Number(`${seconds[2] ?? ''}000`.slice(0, 3));
  const now = new Date(nowMs);
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const m: Moment = { year: now.getUTCFullYear(), month: now.getUTCMonth(), day: now.getUTCDate(), clock: -1, dated: false, zoneMinutes: 0, shiftMonths: 0, shiftDays: 0, shiftMs: 0, weekday: -1, keepsClock: false };
  let rest = words.trim().toLowerCase();
  while (rest !== '') {
    const next = RULES.map(([pattern, act]) => ({ found: pattern.exec(rest), act })).find(({ found }) => found !== null);
    if (next === undefined || next.found === null || !next.act(m, next.found)) return null;
    rest = rest.slice(next.found[0].length).replace(/^[\s,]+/, '');
  }
  const clock = m.clock >= 0 ? m.clock : m.dated || m.weekday >= 0 || !m.keepsClock ? 0 : nowMs - midnight;
  const day = new Date(Date.UTC(m.year, m.month + m.shiftMonths, m.day));
  const toWeekday = m.weekday < 0 || m.dated ? 0 : (m.weekday - day.getUTCDay() + 7) % 7;
  const sameDay = m.weekday >= 0 && toWeekday === 0 && m.shiftDays >= 7 && !m.dated ? 0 : m.weekday >= 0 && toWeekday > 0 && m.shiftDays >= 7 && !m.dated ? -7 : 0;
  return day.getTime() + (toWeekday + m.shiftDays + sameDay) * 86_400_000 + clock + m.shiftMs - m.zoneMinutes * 60_000;
}
