// date: the time of the simulated world, or one that is described, in the form that is asked for. Always UTC.
import type { Program } from '../../program.ts';
import { parseDate } from './date-words.ts';
import { once, optionsOf, say } from './once.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** The number of the week by ISO 8601, and the year that it belongs to. */
function isoWeek(at: Date): readonly [number, number] {
  const weekday = (at.getUTCDay() + 6) % 7;
  const thursday = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() - weekday + 3));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return [1 + Math.floor((thursday.getTime() - first) / DAY_MS / 7), thursday.getUTCFullYear()];
}

/** What the letters of a format stand for. */
function fieldsOf(ms: number): Readonly<Record<string, string>> {
  const at = new Date(ms);
  const day = DAYS[at.getUTCDay()] ?? '';
  const month = MONTHS[at.getUTCMonth()] ?? '';
  const hour = at.getUTCHours();
  const clock = `${two(hour)}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const ymd = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const yearDay = Math.floor((Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
  const blank = (value: number): string => String(value).padStart(2);
  const [week, weekYear] = isoWeek(at);
  const half = hour < 12 ? 'AM' : 'PM';
  return {
    Y: String(at.getUTCFullYear()), m: two(at.getUTCMonth() + 1), d: two(at.getUTCDate()), e: blank(at.getUTCDate()), H: two(hour), M: two(at.getUTCMinutes()), S: two(at.getUTCSeconds()),
    s: String(Math.floor(ms / 1000)), N: `${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}000000`, T: clock, F: ymd, a: day.slice(0, 3), A: day, b: month.slice(0, 3), h: month.slice(0, 3), B: month,
    Z: 'UTC', z: '+0000', y: two(at.getUTCFullYear() % 100), u: String(at.getUTCDay() || 7), w: String(at.getUTCDay()), n: '\n', t: '\t', '%': '%',
    j: String(yearDay).padStart(3, '0'), U: two(Math.floor((yearDay + 6 - at.getUTCDay()) / 7)), V: two(week), G: String(weekYear), p: half, P: half.toLowerCase(), I: two(hour % 12 || 12), k: blank(hour), l: blank(hour % 12 || 12),
    D: `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`, R: clock.slice(0, 5), C: two(Math.floor(at.getUTCFullYear() / 100)), q: String(Math.floor(at.getUTCMonth() / 3) + 1),
    c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${blank(at.getUTCDate())} ${clock} ${at.getUTCFullYear()}`, x: `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`, X: clock,
    r: `${two(hour % 12 || 12)}:${clock.slice(3)} ${half}`,
  };
}

const ISO: Readonly<Record<string, string>> = { '': '%F', date: '%F', hours: '%FT%H+00:00', minutes: '%FT%H:%M+00:00', seconds: '%FT%T+00:00', ns: '%FT%T,%N+00:00' };

export const date: Program<object> = once('date', (os, args) => {
  const iso = args.find((each) => /^(-I|--iso-8601)/.test(each));
  const options = optionsOf(os, 'date', args.filter((each) => each !== iso), { letters: 'd:uRr:', long: { date: 'd', utc: 'u', universal: 'u', 'rfc-email': 'R', reference: 'r' } });
  if (options === null) return 1;
  const extra = options.operands.find((each) => !each.startsWith('+'));
  if (extra !== undefined) return say(os, `date: invalid date ‘${extra}’`);
  const words = options.values['d']?.at(-1);
  const file = options.values['r']?.at(-1);
  const stat = file === undefined ? null : os.stat(file);
  if (file !== undefined && stat === null) return say(os, `date: ${file}: No such file or directory`);
  const ms = words === undefined ? (stat?.modifiedMs ?? os.wallClockMs) : parseDate(words, os.wallClockMs);
  if (ms === null) return say(os, `date: invalid date ‘${words ?? ''}’`);
  const usual = iso !== undefined ? (ISO[iso.replace(/^(-I|--iso-8601=?)/, '')] ?? '%F') : options.flags.includes('R') ? '%a, %d %b %Y %T %z' : '%a %b %e %H:%M:%S UTC %Y';
  const format = options.operands[0]?.slice(1) ?? usual;
  const fields = fieldsOf(ms);
  os.write(1, `${format.replace(/%([-_0^]?)(\d*)([a-zA-Z%])/g, (whole, flag: string, width: string, letter: string) => shaped(fields[letter], flag, width, letter) ?? whole)}\n`);
  return 0;
});

/** `%-d` without padding, `%_d` with blanks, `%^a` in capitals, `%3N` in three digits. */
function shaped(value: string | undefined, flag: string, width: string, letter: string): string | undefined {
  if (value === undefined) return undefined;
  if (letter === 'N') return width === '' ? value : value.slice(0, Number(width));
  const plain = flag === '-' ? value.replace(/^[0 ]+(?=.)/, '') : flag === '_' ? value.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length)) : flag === '^' ? value.toUpperCase() : value;
  return plain.padStart(Number(width || 0), /^\d/.test(plain) ? '0' : ' ');
}
