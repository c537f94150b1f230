// awk's built-in functions.
import { held } from '../../exhausted.ts';
import { replaced } from '../../replaced.ts';
import { formatPrintf } from '../text/printf.ts';
import { arrayOf, assign, AwkError, evaluate, pattern, type Run, split, text } from './run.ts';
import type { Expr } from './syntax.ts';
import { toNumber, UNSET, type Value } from './values.ts';

const WHOLE: Expr = { kind: 'field', index: { kind: 'number', value: 0 } };

export function callBuiltin(run: Run, name: string, args: readonly Expr[]): Value {
  const value = (index: number): Value => (args[index] === undefined ? UNSET : evaluate(run, args[index]));
  const string = (index: number): string => text(run, value(index));
  const number = (index: number): number => toNumber(value(index));
  switch (name) {
    case 'length': return length(run, args[0]);
    case 'substr': return substr(string(0), number(1), args[2] === undefined ? Number.POSITIVE_INFINITY : number(2));
    case 'index': return string(0).slice(0, Math.max(0, string(0).indexOf(string(1)))).length + (string(0).includes(string(1)) ? 1 : 0);
    case 'split': return splitInto(run, args);
    case 'sub': return substitute(run, args, false);
    case 'gsub': return substitute(run, args, true);
    case 'match': return match(run, args);
    case 'sprintf': return sprintf(run, string(0), args.slice(1));
    case 'tolower': return string(0).toLowerCase();
    case 'toupper': return string(0).toUpperCase();
    case 'int': return Math.trunc(number(0));
    case 'sqrt': return Math.sqrt(number(0));
    case 'rand': return random(run);
    case 'srand': {
      const before = run.machine.seed;
      run.machine.seed = args.length === 0 ? Math.trunc(run.os.wallClockMs / 1000) : number(0);
      return before;
    }
    case 'close': Reflect.deleteProperty(run.machine.reading, string(0)); return 0;
    case 'fflush': return 0;
    case 'systime': return Math.trunc(run.os.wallClockMs / 1000);
    case 'strftime': return strftime(args.length > 0 ? string(0) : '%c', args.length > 1 ? number(1) * 1000 : run.os.wallClockMs);
    default: throw new AwkError(`${name}() is not part of this awk`);
  }
}

function sprintf(run: Run, format: string, args: readonly Expr[]): string {
  const wanted = (format.replaceAll('%%', '').match(/%[^a-zA-Z]*[a-zA-Z]/g) ?? []).reduce((sum, each) => sum + 1 + each.split('*').length - 1, 0);
  if (wanted > args.length) throw new AwkError(`not enough arguments passed to printf("${format}")`);
  return formatPrintf(format, args.map((arg) => plain(evaluate(run, arg))));
}

function plain(value: Value): number | string {
  return typeof value === 'object' ? value.text : value;
}

function length(run: Run, arg: Expr | undefined): number {
  if (arg?.kind === 'variable' && Object.keys(arrayOf(run, arg.name)).length > 0) return Object.keys(arrayOf(run, arg.name)).length;
  return [...text(run, evaluate(run, arg ?? WHOLE))].length;
}

/** Positions count from 1; a start before it lengthens the piece by as much, as mawk 1.3.4 does (POSIX shortens it). */
function substr(whole: string, start: number, count: number): string {
  const from = Math.round(start);
  const length = Math.round(count === Number.POSITIVE_INFINITY ? whole.length + 1 : count) - Math.min(0, from);
  const first = Math.max(0, from - 1);
  return [...whole].slice(first, Math.max(first, first + length)).join('');
}

function splitInto(run: Run, args: readonly Expr[]): number {
  const [subject, target, separator] = args;
  if (subject === undefined || target?.kind !== 'variable') throw new AwkError('split() wants a text and an array');
  const whole = text(run, evaluate(run, subject));
  const by = separator === undefined ? text(run, run.machine.globals['FS'] ?? ' ') : separator.kind === 'regex' ? null : text(run, evaluate(run, separator));
  const parts = by !== null ? split(whole, by) : whole === '' || separator === undefined ? [] : whole.split(pattern(run, separator, ''));
  const array = arrayOf(run, target.name);
  for (const key of Object.keys(array)) Reflect.deleteProperty(array, key);
  held(parts.length);
  for (const [index, part] of parts.entries()) array[`.${index + 1}`] = { text: part };
  return parts.length;
}

function substitute(run: Run, args: readonly Expr[], all: boolean): number {
  const [from, to, target = WHOLE] = args;
  if (from === undefined || to === undefined) throw new AwkError('sub() wants a pattern and a replacement');
  const replacement = text(run, evaluate(run, to));
  let count = 0;
  let ended = -1;
  const out = replaced(text(run, evaluate(run, target)), pattern(run, from, all ? 'g' : ''), ({ 0: found, index: at }) => {
    // An empty match right behind the match before is none.
    if (found === '' && at === ended) return '';
    ended = at + found.length;
    count++;
    return replacement.replace(/\\\\|\\&|&/g, (sign) => (sign === '&' ? found : sign.slice(1)));
  });
  if (count > 0) assign(run, target, out);
  return count;
}

function match(run: Run, args: readonly Expr[]): number {
  const [subject, by] = args;
  if (subject === undefined || by === undefined) throw new AwkError('match() wants a text and a pattern');
  const whole = text(run, evaluate(run, subject));
  const found = pattern(run, by, '').exec(whole);
  run.machine.globals['RSTART'] = found === null ? 0 : whole.slice(0, found.index).length + 1;
  run.machine.globals['RLENGTH'] = found === null ? -1 : [...found[0]].length;
  return toNumber(run.machine.globals['RSTART']);
}

/** From the world's own generator, so that a replay draws the same. */
function random(run: Run): number {
  return run.os.random();
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** strftime in UTC and the C locale, as date and awk print it. */
export function strftime(format: string, atMs: number): string {
  const date = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const year = date.getUTCFullYear();
  const yearDay = Math.floor((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  const fields: Readonly<Record<string, string>> = {
    Y: String(year), m: two(date.getUTCMonth() + 1), d: two(date.getUTCDate()), H: two(date.getUTCHours()), M: two(date.getUTCMinutes()), S: two(date.getUTCSeconds()),
    y: two(year % 100), e: String(date.getUTCDate()).padStart(2, ' '), j: String(yearDay).padStart(3, '0'), I: two(hour12), p: date.getUTCHours() < 12 ? 'AM' : 'PM',
    a: (DAYS[date.getUTCDay()] ?? '').slice(0, 3), A: DAYS[date.getUTCDay()] ?? '', b: (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3), B: MONTHS[date.getUTCMonth()] ?? '',
    s: String(Math.floor(atMs / 1000)), N: String(atMs % 1000).padStart(3, '0').padEnd(9, '0'), Z: 'UTC', z: '+0000', n: '\n', t: '\t', '%': '%', u: String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()), w: String(date.getUTCDay()),
  };
  const composed: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M', D: '%m/%d/%y', c: '%a %b %e %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S', r: '%I:%M:%S %p', h: '%b' };
  const expanded = format.replace(/%([FTRDcxXrh])/g, (_, letter: string) => composed[letter] ?? '');
  return expanded.replace(/%(-?)(\d?)([A-Za-z%])/g, (whole, minus: string, width: string, letter: string) => {
    const found = fields[letter];
    if (found === undefined) return whole;
    if (letter === 'N' && width !== '') return found.slice(0, Number(width));
    return minus === '-' ? found.replace(/^[0 ]+(?=.)/, '') : found;
  });
}
