// Dates by pattern, as java.time's DateTimeFormatter and SimpleDateFormat write and read them: `yyyy-MM-dd HH:mm:ss.SSS`, quotes, names.
import { civilFromDays, dayOfWeek, dayOfYear, daysFromCivil, isDate, isoWeek, MS_PER_DAY, splitDay } from './calendar.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

interface Piece {
  /** A pattern letter, or '' for plain text. */
  readonly letter: string;
  readonly count: number;
  readonly text: string;
}

/** Patterns that were read, so many at most. */
const READ = new Map<string, readonly Piece[] | null>();
const MOST_READ = 1_000;

/** A pattern's pieces; null where it has a letter that means nothing. */
function pieces(pattern: string): readonly Piece[] | null {
  const known = READ.get(pattern);
  if (known !== undefined) return known;
  if (READ.size >= MOST_READ) READ.clear();
  const found = readPieces(pattern);
  READ.set(pattern, found);
  return found;
}

function readPieces(pattern: string): readonly Piece[] | null {
  const found: Piece[] = [];
  for (const [all, quoted, letters] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g)) {
    if (quoted !== undefined) found.push({ letter: '', count: 0, text: all === "''" ? "'" : quoted.replaceAll("''", "'") });
    else if (letters !== undefined) {
      if (!'yuMLdDEeaHhKkmsSnwYQqXxzZG'.includes(letters)) return null;
      found.push({ letter: letters, count: all.length, text: all });
    } else found.push({ letter: '', count: 0, text: all });
  }
  return found;
}

const pad = (value: number, width: number): string => (value < 0 ? `-${String(-value).padStart(width, '0')}` : String(value).padStart(width, '0'));

/** A local time by pattern; null where the pattern is none. */
export function formatTime(pattern: string, millis: number, nanos: number): string | null {
  const found = pieces(pattern);
  if (found === null) return null;
  const { days, time } = splitDay(millis);
  const moment = { days, time, nanos, ...civilFromDays(days) };
  let text = '';
  for (const piece of found) text += piece.letter === '' ? piece.text : shown(piece, moment);
  return text;
}

interface Moment extends ReturnType<typeof civilFromDays> {
  readonly days: number;
  /** Milliseconds of the day, and nanoseconds within the last of them. */
  readonly time: number;
  readonly nanos: number;
}

/** Whole with four letters of a pattern or more, else its first three letters. */
const named = (name: string | undefined, count: number): string => (count >= 4 ? name : name?.slice(0, 3)) ?? '';

function shown({ letter, count }: Piece, { days, time, nanos, year, month, day }: Moment): string {
  const hour = Math.floor(time / 3_600_000);
  switch (letter) {
    case 'y': case 'u': case 'Y': return count === 2 ? pad(Math.abs(year) % 100, 2) : pad(letter === 'Y' ? isoWeek(days).year : year, count);
    case 'M': case 'L': return count >= 3 ? named(MONTHS[month - 1], count) : pad(month, count);
    case 'd': return pad(day, count);
    case 'D': return pad(dayOfYear(days), count);
    case 'E': return named(DAYS[dayOfWeek(days)], count);
    case 'e': return count >= 3 ? named(DAYS[dayOfWeek(days)], count) : pad(dayOfWeek(days) + 1, count);
    case 'a': return hour < 12 ? 'AM' : 'PM';
    case 'H': return pad(hour, count);
    case 'k': return pad(hour === 0 ? 24 : hour, count);
    case 'h': return pad(hour % 12 === 0 ? 12 : hour % 12, count);
    case 'K': return pad(hour % 12, count);
    case 'm': return pad(Math.floor(time / 60_000) % 60, count);
    case 's': return pad(Math.floor(time / 1_000) % 60, count);
    case 'S': return `${pad(time % 1_000, 3)}${pad(nanos, 6)}`.slice(0, count).padEnd(count, '0');
    case 'n': return pad((time % 1_000) * 1_000_000 + nanos, count);
    case 'w': return pad(isoWeek(days).week, count);
    case 'Q': case 'q': return count >= 3 ? `Q${Math.floor((month - 1) / 3) + 1}` : pad(Math.floor((month - 1) / 3) + 1, count);
    case 'G': return 'AD';
    case 'X': case 'x': return letter === 'X' ? 'Z' : '+00';
    default: return 'UTC';
  }
}

interface Read {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  parts: string;
  afternoon: boolean | null;
}

/** A local time read by pattern: milliseconds and nanoseconds. Null where the text does not fit. */
export function parseByPattern(text: string, pattern: string): { readonly millis: number; readonly nanos: number } | null {
  const found = pieces(pattern);
  if (found === null) return null;
  const read: Read = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, parts: '', afternoon: null };
  let at = 0;
  for (const [i, piece] of found.entries()) {
    const taken = piece.letter === '' ? plainText(text, at, piece.text) : taking(text, at, piece, (found[i + 1]?.letter ?? '') !== '', read);
    if (taken === null) return null;
    at += taken;
  }
  if (at < text.length && !/^\.?\d*$/.test(text.slice(at))) return null;
  if (at < text.length && !pattern.includes('S')) return null;
  return assembled(read);
}

function plainText(text: string, at: number, expected: string): number | null {
  return text.startsWith(expected, at) ? expected.length : null;
}

function assembled(read: Read): { readonly millis: number; readonly nanos: number } | null {
  const hour = read.afternoon === null ? read.hour : (read.hour % 12) + (read.afternoon ? 12 : 0);
  if (!isDate(read.year, read.month, read.day) || hour > 24 || read.minute > 59 || read.second > 59) return null;
  const parts = read.parts.padEnd(9, '0');
  const time = ((hour % 24) * 3_600 + read.minute * 60 + read.second) * 1_000 + Number(parts.slice(0, 3));
  return { millis: daysFromCivil(read.year, read.month, read.day) * MS_PER_DAY + time, nanos: Number(parts.slice(3, 9)) };
}

const NUMBERS: Readonly<Record<string, keyof Read>> = { y: 'year', u: 'year', M: 'month', L: 'month', d: 'day', H: 'hour', k: 'hour', h: 'hour', K: 'hour', m: 'minute', s: 'second' };

/** How many letters a piece takes, noting what they say. */
function taking(text: string, at: number, piece: Piece, adjacent: boolean, read: Read): number | null {
  const { letter, count } = piece;
  const rest = text.slice(at);
  if (letter === 'S') {
    const digits = new RegExp(`^\\d{1,${count}}`).exec(rest)?.[0];
    if (digits === undefined) return null;
    read.parts = digits;
    return digits.length;
  }
  if (letter === 'a') {
    const word = /^(AM|PM)/i.exec(rest)?.[0];
    read.afternoon = word === undefined ? null : word.toUpperCase() === 'PM';
    return word?.length ?? null;
  }
  if ((letter === 'M' || letter === 'L') && count >= 3) {
    const index = MONTHS.findIndex((month) => rest.toLowerCase().startsWith((count >= 4 ? month : month.slice(0, 3)).toLowerCase()));
    read.month = index + 1;
    return index < 0 ? null : count >= 4 ? (MONTHS[index] ?? '').length : 3;
  }
  if (letter === 'E') return /^[A-Za-z]+/.exec(rest)?.[0].length ?? null;
  const field = NUMBERS[letter];
  if (field === undefined) return null;
  const most = adjacent ? count : letter === 'y' || letter === 'u' ? 10 : Math.max(count, 2);
  const digits = new RegExp(`^[+-]?\\d{1,${most}}`).exec(rest)?.[0];
  if (digits === undefined || (count === 2 && digits.length < 2 && adjacent)) return null;
  const value = letter === 'y' && count === 2 ? 2000 + Number(digits) : Number(digits);
  Object.assign(read, { [field]: value });
  return digits.length;
}
