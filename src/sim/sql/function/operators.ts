// The operators: arithmetic on numbers and times, comparison, logic with three values, access to parts.
import { failed } from '../problem.ts';
import * as d from '../number/decimal.ts';
import { addMonths, MS_PER_DAY, splitDay } from '../time/calendar.ts';
import * as t from '../type/logical-type.ts';
import { arithmeticType, commonType } from '../type/common-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { castFunction } from '../expr/cast.ts';
import { comparator } from '../expr/compare.ts';
import { asBigint, entriesOf, listOf, millisOf, nanosOf, str, timestampValue, type Value, wrapLong } from '../value.ts';
import { type CallSite, type Evaluate, fn, type FunctionSpec, made, ofTwo, own } from './spec.ts';

type Sign = '+' | '-' | '*' | '/' | '%';

const DIVISION = (): never => {
  throw failed('java.lang.ArithmeticException', '/ by zero');
};
const DIVISION_BY_ZERO = (): never => {
  throw failed('java.lang.ArithmeticException', 'Division by zero');
};

/** Whole numbers as doubles: exact wherever both and the result are. A remainder is always; without it a quotient comes out even. */
const EXACT: Readonly<Record<Sign, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => (a - (a % b)) / b, '%': (a, b) => a % b,
};

/** Whole numbers wrap as Java's; numbers of 64 bits leave doubles where they grow too large. */
function wholeArithmetic(sign: Sign, type: LogicalType): (a: Value, b: Value) => Value {
  const wrap = (value: number): number => (type.kind === 'TINYINT' ? (value << 24) >> 24 : type.kind === 'SMALLINT' ? (value << 16) >> 16 : value | 0);
  if (type.kind !== 'BIGINT') switch (sign) {
    case '+': return (a, b) => wrap((a as number) + (b as number));
    case '-': return (a, b) => wrap((a as number) - (b as number));
    case '*': return (a, b) => wrap(Math.imul(a as number, b as number));
    case '/': return (a, b) => (b === 0 ? DIVISION() : wrap(Math.trunc((a as number) / (b as number))));
    case '%': return (a, b) => (b === 0 ? DIVISION() : wrap((a as number) % (b as number)));
  }
  const exact = EXACT[sign];
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const fast = exact(a, b);
      // Never minus zero.
      if (Number.isSafeInteger(fast)) return fast === 0 ? 0 : fast;
    }
    const [x, y] = [asBigint(a), asBigint(b)];
    switch (sign) {
      case '+': return wrapLong(x + y);
      case '-': return wrapLong(x - y);
      case '*': return wrapLong(x * y);
      case '/': return y === 0n ? DIVISION() : wrapLong(x / y);
      case '%': return y === 0n ? DIVISION() : wrapLong(x % y);
    }
  };
}

const asDecimal = (value: Value): d.Unscaled => (typeof value === 'number' ? { digits: BigInt(value), scale: 0 } : d.unscaled(value as string));

function decimalArithmetic(sign: Sign, type: Extract<LogicalType, { kind: 'DECIMAL' }>): (a: Value, b: Value) => Value {
  return (a, b) => {
    const [x, y] = [asDecimal(a), asDecimal(b)];
    const out = (value: d.Unscaled): Value => d.fit(value, type.precision, type.scale);
    switch (sign) {
      case '+': return out(d.add(x, y));
      case '-': return out(d.subtract(x, y));
      case '*': return out(d.multiply(x, y));
      case '/': return y.digits === 0n ? DIVISION_BY_ZERO() : out(d.divide(x, y, type.scale));
      case '%': return y.digits === 0n ? DIVISION_BY_ZERO() : out(d.remainder(x, y));
    }
  };
}

function doubleArithmetic(sign: Sign, single: boolean): (a: Value, b: Value) => Value {
  const run = (a: number, b: number): number => (sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : sign === '/' ? a / b : a % b);
  return single ? (a, b) => Math.fround(run(Number(a), Number(b))) : (a, b) => run(Number(a), Number(b));
}

function arithmetic(sign: Sign): (site: CallSite) => Evaluate {
  return ({ type, types }) => {
    if (types.some(t.isInterval) || types.some(t.isTemporal)) return temporal(sign, types);
    const run = type.kind === 'DECIMAL' ? decimalArithmetic(sign, type) : t.isApproximate(type) ? doubleArithmetic(sign, type.kind === 'FLOAT') : wholeArithmetic(sign, sign === '%' ? commonType(types) ?? type : type);
    return ofTwo(run);
  };
}

/** Times and intervals: months move the date, milliseconds the clock. */
function temporal(sign: Sign, [a, b]: readonly LogicalType[]): Evaluate {
  if (a === undefined || b === undefined) return () => null;
  if (sign === '*' || sign === '/') return ([x, y]) => Math.trunc(sign === '*' ? Number(x) * Number(y) : Number(x) / (Number(y) === 0 ? DIVISION() : Number(y)));
  const direction = sign === '-' ? -1 : 1;
  if (t.isInterval(a) && t.isInterval(b)) return ([x, y]) => (x as number) + direction * (y as number);
  if (t.isInterval(a)) return ofTwo((x, y) => moved(b, y, a, (x as number) * direction));
  return ofTwo((x, y) => moved(a, x, b, (y as number) * direction));
}

/** A time moved by an interval. */
export function moved(type: LogicalType, value: Value, by: LogicalType, amount: number): Value {
  const months = by.kind === 'INTERVAL_YEAR_MONTH';
  switch (type.kind) {
    case 'DATE': return months ? addMonths(value as number, amount) : (value as number) + Math.trunc(amount / MS_PER_DAY);
    case 'TIME': return months ? value : (((value as number) + amount) % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY;
    default: {
      const millis = millisOf(value);
      if (!months) return timestampValue(millis + amount, nanosOf(value));
      const { days, time } = splitDay(millis);
      return timestampValue(addMonths(days, amount) * MS_PER_DAY + time, nanosOf(value));
    }
  }
}

function arithmeticResult(sign: Sign): FunctionSpec['type'] {
  return ([a, b]) => {
    if (a === undefined || b === undefined) return null;
    if (t.isInterval(a) && t.isInterval(b)) return commonType([a, b]);
    if (t.isInterval(a) && t.isNumeric(b)) return a;
    if (t.isTemporal(a)) return t.plain(a);
    if (t.isTemporal(b)) return t.plain(b);
    return arithmeticType(sign, a, b);
  };
}

const NUMBERS_OR_INTERVALS = ['<NUMERIC>, <NUMERIC>', '<DATETIME_INTERVAL>, <DATETIME_INTERVAL>'];

function negated({ types: [type] }: CallSite): Evaluate {
  if (type?.kind === 'DECIMAL') return (v) => {
    const { digits, scale } = d.unscaled(v[0] as string);
    return d.plainText({ digits: -digits, scale });
  };
  if (type?.kind === 'BIGINT') return (v) => wrapLong(-asBigint(v[0] ?? 0));
  if (type !== undefined && t.isApproximate(type)) return (v) => -Number(v[0]);
  return (v) => (v[0] === 0 ? 0 : -Number(v[0]));
}

/** Makes both sides values of one type, and orders them. */
export function comparing(types: readonly LogicalType[]): (a: Value, b: Value, zone: string) => number {
  const [a, b] = types;
  if (a === undefined || b === undefined) return () => 0;
  if (t.isExact(a) && t.isExact(b) && (a.kind === 'DECIMAL' || b.kind === 'DECIMAL')) return (x, y) => d.compareDecimal(asDecimal(x), asDecimal(y));
  const common = comparisonType(a, b);
  const order = comparator(common);
  const [left, right] = [t.sameType(a, common) ? null : castFunction(a, common), t.sameType(b, common) ? null : castFunction(b, common)];
  if (left === null && right === null) return order;
  return (x, y, zone) => order(left === null ? x : left(x, zone), right === null ? y : right(y, zone));
}

/** The type in which two are compared: numbers in the wider, text beside a time as that time. */
function comparisonType(a: LogicalType, b: LogicalType): LogicalType {
  if (t.isText(a) && t.isText(b)) return t.STRING;
  if (t.isBytes(a) && t.isBytes(b)) return t.BYTES;
  if (t.isApproximate(a) || t.isApproximate(b)) return t.DOUBLE;
  if (t.isText(a)) return b;
  if (t.isText(b)) return a;
  return commonType([a, b]) ?? a;
}

/** Whether values of two types may be compared with = and <. */
export function comparable(a: LogicalType, b: LogicalType): boolean {
  if (a.kind === 'NULL' || b.kind === 'NULL') return true;
  if (t.isText(a) && (t.isTemporal(b) || t.isText(b))) return true;
  // A date is no moment: only times of one family (SqlTypeUtil.isComparable).
  if (t.isTemporal(a) && t.isTemporal(b)) return t.isTimestamp(a) ? t.isTimestamp(b) : a.kind === b.kind;
  return (t.isText(b) && t.isTemporal(a)) || (t.isBytes(a) && t.isBytes(b)) || commonType([a, b]) !== null;
}

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0, '<>': (order) => order !== 0, '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0,
};

function comparison(name: string): FunctionSpec {
  const test = TESTS[name] ?? (() => false);
  return made(name, '<ANY>, <ANY>', t.BOOLEAN, ({ types }) => {
    const order = comparing(types);
    const textual = types.some(t.isText) && types.some(t.isTemporal);
    const notANumber = types.some(t.isApproximate);
    if (notANumber) return ofTwo((a, b, env) => (Number.isNaN(a) || Number.isNaN(b) ? name === '<>' : test(order(a, b, env.zone))));
    if (!textual) return ofTwo((a, b, env) => test(order(a, b, env.zone)));
    return ofTwo((a, b, env) => {
      try {
        return test(order(a, b, env.zone));
      } catch {
        if (name !== '=' && name !== '<>') throw noTime(types[0] !== undefined && t.isText(types[0]) ? a : b);
        return null;
      }
    });
  });
}

/** A text beside a time that is none; Java shows its first 64 letters. */
function noTime(value: Value): Error {
  const text = str(value);
  return failed('java.time.format.DateTimeParseException', `Text '${text.length > 64 ? `${text.slice(0, 64)}...` : text}' could not be parsed at index 0`);
}

function distinctFrom(name: string, wanted: boolean): FunctionSpec {
  return own(name, '<ANY>, <ANY>', t.notNull(t.BOOLEAN), ({ types }) => {
    const order = comparing(types);
    return ([a, b], env) => ((a ?? null) === null || (b ?? null) === null ? a === b : order(a ?? null, b ?? null, env.zone) === 0) !== wanted;
  });
}

const is = (name: string, test: (value: Value) => boolean, form = '<BOOLEAN>'): FunctionSpec => own(name, form, t.notNull(t.BOOLEAN), () => ([v]) => test(v ?? null));

function itemType([of, index]: readonly LogicalType[]): LogicalType | null {
  if (of?.kind === 'ARRAY' && index !== undefined && (t.isWhole(index) || index.kind === 'NULL')) return t.withNull(of.element, true);
  if (of?.kind === 'MAP') return t.withNull(of.value, true);
  return null;
}

/** What the generated code leaves in place of a value that is never NULL and is not there (CodeGenUtils.primitiveDefaultValue). */
function leftover(type: LogicalType): Value {
  if (type.nullable) return null;
  if (t.isWhole(type) || t.isApproximate(type) || type.kind === 'DATE') return -1;
  return type.kind === 'BOOLEAN' ? false : t.isText(type) ? '' : null;
}

function item({ types: [of, by] }: CallSite): Evaluate {
  if (of?.kind !== 'MAP') return ([list, index]) => listOf(list)[Number(index) - 1] ?? null;
  const order = comparing([of.key, by ?? of.key]);
  const missing = leftover(of.value);
  return ([map, key], env) => {
    const found = entriesOf(map).find(([k]) => k !== null && order(k, key ?? null, env.zone) === 0);
    return found === undefined ? missing : found[1];
  };
}

export const OPERATORS: readonly FunctionSpec[] = [
  made('+', [...NUMBERS_OR_INTERVALS, '<DATETIME>, <DATETIME_INTERVAL>', '<DATETIME_INTERVAL>, <DATETIME>'], arithmeticResult('+'), arithmetic('+')),
  made('-', [...NUMBERS_OR_INTERVALS, '<DATETIME>, <DATETIME_INTERVAL>'], arithmeticResult('-'), arithmetic('-')),
  made('*', ['<NUMERIC>, <NUMERIC>', '<DATETIME_INTERVAL>, <NUMERIC>', '<NUMERIC>, <DATETIME_INTERVAL>'], arithmeticResult('*'), arithmetic('*')),
  made('/', ['<NUMERIC>, <NUMERIC>', '<DATETIME_INTERVAL>, <NUMERIC>'], arithmeticResult('/'), arithmetic('/')),
  made('%', '<EXACT_NUMERIC>, <EXACT_NUMERIC>', arithmeticResult('%'), arithmetic('%')),
  made('MOD', '<EXACT_NUMERIC>, <EXACT_NUMERIC>', arithmeticResult('%'), arithmetic('%')),
  made('NEGATE', ['<NUMERIC>', '<DATETIME_INTERVAL>'], ([type]) => type ?? null, negated),
  fn('POSITIVE', ['<NUMERIC>', '<DATETIME_INTERVAL>'], ([type]) => type ?? null, ([v]) => v ?? null),
  ...Object.keys(TESTS).map(comparison),
  distinctFrom('IS DISTINCT FROM', true), distinctFrom('IS NOT DISTINCT FROM', false),
  is('IS NULL', (v) => v === null, '<ANY>'), is('IS NOT NULL', (v) => v !== null, '<ANY>'), is('IS TRUE', (v) => v === true), is('IS NOT TRUE', (v) => v !== true),
  is('IS FALSE', (v) => v === false), is('IS NOT FALSE', (v) => v !== false), is('IS UNKNOWN', (v) => v === null), is('IS NOT UNKNOWN', (v) => v !== null),
  fn('NOT', '<BOOLEAN>', t.BOOLEAN, ([v]) => v !== true),
  { ...made('ITEM', ['<ARRAY>, <INTEGER>', '<MAP>, <ANY>'], itemType, item), type: itemType },
];
