// Literals to values with their types.
import type { Expr } from '../parser/ast.ts';
import { literal, type Rex } from '../expr/rex.ts';
import { parseDecimal, plainText } from '../number/decimal.ts';
import { CALCITE_EXCEPTION, invalid, refused } from '../problem.ts';
import { cutNanos, parseDate, parseInterval, parseTime, parseTimestamp } from '../time/parse.ts';
import * as t from '../type/logical-type.ts';
import { bigintValue } from '../value.ts';

type Literal = Extract<Expr, { kind: 'number' | 'text' | 'bytes' | 'boolean' | 'null' | 'temporal' | 'interval' | 'symbol' | 'type' | 'descriptor' }>;

const made = (value: Parameters<typeof literal>[0], type: t.LogicalType): Rex => literal(value, t.notNull(type));

export function bindLiteral(expr: Literal): Rex {
  switch (expr.kind) {
    case 'number': return numberLiteral(expr);
    case 'text': return made(expr.value, t.char(Math.max([...expr.value].length, 0)));
    case 'bytes': return made(expr.hex, { kind: 'BINARY', length: expr.hex.length / 2, nullable: false });
    case 'boolean': return made(expr.value, t.BOOLEAN);
    case 'null': return literal(null, t.NULL);
    case 'symbol': return made(expr.value, { kind: 'SYMBOL', nullable: false });
    case 'type': return made(t.summary(expr.type), { kind: 'SYMBOL', nullable: false });
    case 'descriptor': return made([...expr.columns], { kind: 'DESCRIPTOR', nullable: false });
    case 'temporal': return temporal(expr);
    case 'interval': return interval(expr);
  }
}

/** `15e399` as `1.5E399`: the way in which a number that is too large is told. */
function scientific(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toUpperCase().split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+(?=.)/, '');
  return `${digits[0] ?? '0'}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${digits.length - 1 - fraction.length + Number(exponent)}`;
}

function numberLiteral(expr: Extract<Expr, { kind: 'number' }>): Rex {
  const at = expr.at;
  // A point with nothing behind it leaves a whole number.
  const text = expr.text.replace(/\.$/, '');
  if (/[eE]/.test(text)) {
    if (!Number.isFinite(Number(text))) throw invalid(`Numeric literal '${scientific(text)}' out of range`, at);
    return made(Number(text), t.DOUBLE);
  }
  if (!text.includes('.')) {
    const value = BigInt(text);
    if (value <= 2_147_483_647n) return made(Number(value), t.INT);
    if (value <= 9_223_372_036_854_775_807n) return made(bigintValue(value), t.BIGINT);
    if (value === 9_223_372_036_854_775_808n) return made(text, t.decimal(19, 0));
    throw invalid(`Numeric literal '${text}' out of range`, at);
  }
  const number = parseDecimal(text) ?? { digits: 0n, scale: 0 };
  const digits = (number.digits < 0n ? -number.digits : number.digits).toString();
  const precision = Math.max(digits.length, number.scale);
  // All digits together have to fit into 64 bits (SqlValidatorImpl.validateLiteral).
  if (precision > t.MAX_PRECISION || BigInt.asIntN(64, number.digits) !== number.digits) throw invalid(`Numeric literal '${text}' out of range`, at);
  return made(plainText(number), t.decimal(Math.max(1, precision), number.scale));
}

const FORMATS = { DATE: 'yyyy-MM-dd', TIME: 'HH:mm:ss', TIMESTAMP: 'yyyy-MM-dd HH:mm:ss' };

function temporal(expr: Extract<Expr, { kind: 'temporal' }>): Rex {
  const { type, text, at } = expr;
  if (type === 'DATE') {
    const days = /^\d{1,5}-\d{1,2}-\d{1,2}$/.test(text) ? parseDate(text) : null;
    if (days !== null) return made(days, t.DATE);
  } else if (type === 'TIME') {
    const read = /^\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?$/.test(text) ? parseTime(text) : null;
    if (read !== null) return made(read.millis, t.time(Math.min(read.digits, 3)));
  } else {
    const read = /^\d{1,5}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/.test(text) ? parseTimestamp(text, true) : null;
    if (read !== null) return made(cutNanos(read.millis, read.nanos, 9), t.timestamp(read.digits));
  }
  throw refused(`Illegal ${type} literal '${text}': not in format '${FORMATS[type === 'TIMESTAMP_LTZ' ? 'TIMESTAMP' : type]}'`, at, CALCITE_EXCEPTION);
}

const MOST_UNITS = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** The most that the field may be that stands `i` behind the one behind the leading field. Fractions have no bound. */
function mostOf(first: string, i: number): number {
  if (first === 'YEAR') return 11;
  const unit = MOST_UNITS[MOST_UNITS.indexOf(first) + 1 + i];
  return unit === undefined ? Infinity : unit === 'HOUR' ? 23 : 59;
}

function interval({ text, negative, type, at }: Extract<Expr, { kind: 'interval' }>): Rex {
  const unit = 'unit' in type ? type.unit : 'SECOND';
  const value = parseInterval(text, unit);
  const [leading = '', ...others] = text.match(/\d+/g) ?? [];
  const [first = unit] = unit.split(' TO ');
  if (value === null || others.slice(0, MOST_UNITS.length).some((number, i) => Number(number) > mostOf(first, i))) throw invalid(`Illegal interval literal format '${text}' for INTERVAL ${unit}`, at);
  // Without a precision of its own a leading field has two digits (SqlIntervalQualifier.checkLeadFieldInRange).
  const precision = 'precision' in type ? type.precision : 2;
  if (leading.replace(/^0+/, '').length > precision) throw invalid(`Interval field value ${leading} exceeds precision of ${first}(${precision}) field`, at);
  return made(negative ? -value : value, type);
}
