// Java's arithmetic: whole numbers wrap and divide without a rest, floats round to 32 bits.
import { UserCodeError } from '../flink/user-code-error.ts';
import { JavaError } from './lexer.ts';
import { isBox, isNumeric, isPrimitive, isUnknown, type JType, promoted, typeText } from './types.ts';
import { hashOf, type Live } from './values.ts';

/** A number in a primitive type, as a cast makes it. A long is exact up to 2^53. */
export function converted(type: JType, value: Live): Live {
  const number = typeof value === 'string' ? value.charCodeAt(0) : Number(value);
  switch (type.name) {
    case 'int': return Number.isInteger(number) && Math.abs(number) < 2 ** 53 ? number | 0 : saturated(number, 2 ** 31);
    case 'long': return Math.trunc(Number.isNaN(number) ? 0 : number);
    case 'short': return (number << 16) >> 16;
    case 'byte': return (number << 24) >> 24;
    case 'char': return String.fromCharCode(number & 0xffff);
    case 'float': return Math.fround(number);
    default: return typeof value === 'boolean' ? value : number;
  }
}

/** A double as int: towards zero, no further than the type goes (JLS 5.1.3). */
function saturated(value: number, limit: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.trunc(Math.min(limit - 1, Math.max(-limit, value)));
}

function numeric(value: Live): number {
  return typeof value === 'string' ? value.charCodeAt(0) : Number(value);
}

export interface Work {
  readonly type: JType;
  readonly run: (a: Live, b: Live) => Live;
}

/** `+ - * / %` and the bits of whole numbers. */
export function arithmetic(sign: string, left: JType, right: JType, at: number): Work {
  const known = (type: JType): boolean => isNumeric(type) || isUnknown(type);
  if (!known(left) || !known(right)) throw new JavaError(`bad operand types for binary operator '${sign}': ${typeText(left)} and ${typeText(right)}`, at);
  const type = isUnknown(left) || isUnknown(right) ? { name: 'double', args: [] } : promoted(left, right);
  const isWhole = type.name === 'int' || type.name === 'long';
  const work = operation(sign, isWhole, at);
  if (type.name === 'int' && sign === '*') return { type, run: (a, b) => Math.imul(numeric(a), numeric(b)) };
  return { type, run: (a, b) => converted(type, work(numeric(a), numeric(b))) };
}

function operation(sign: string, isWhole: boolean, at: number): (a: number, b: number) => number {
  switch (sign) {
    case '+': return (a, b) => a + b;
    case '-': return (a, b) => a - b;
    case '*': return (a, b) => a * b;
    case '/': return isWhole ? (a, b) => Math.trunc(a / notZero(b)) : (a, b) => a / b;
    case '%': return isWhole ? (a, b) => a % notZero(b) : (a, b) => a % b;
    case '&': if (isWhole) return (a, b) => a & b; break;
    case '|': if (isWhole) return (a, b) => a | b; break;
    case '^': if (isWhole) return (a, b) => a ^ b; break;
  }
  throw new JavaError(`bad operand types for binary operator '${sign}'`, at);
}

function notZero(value: number): number {
  if (value === 0) throw new UserCodeError('java.lang.ArithmeticException', '/ by zero');
  return value;
}

export function compared(sign: string, left: JType, right: JType, at: number): (a: number, b: number) => boolean {
  if ((!isNumeric(left) && !isUnknown(left)) || (!isNumeric(right) && !isUnknown(right))) throw new JavaError(`bad operand types for binary operator '${sign}': ${typeText(left)} and ${typeText(right)}`, at);
  switch (sign) {
    case '<': return (a, b) => a < b;
    case '>': return (a, b) => a > b;
    case '<=': return (a, b) => a <= b;
    default: return (a, b) => a >= b;
  }
}

/** `==`: numbers by value; two boxes are the same object only where Java keeps one for both (-128 to 127). */
export function equalValues(left: JType, right: JType, at: number): (a: Live, b: Live) => boolean {
  const plain = isPrimitive(left) || isPrimitive(right);
  if (plain && left.name !== 'null' && right.name !== 'null' && !isUnknown(left) && !isUnknown(right) && isNumeric(left) !== isNumeric(right)) throw new JavaError(`incomparable types: ${typeText(left)} and ${typeText(right)}`, at);
  if (isBox(left) && isBox(right)) return (a, b) => a === b && (a === null || typeof a !== 'number' || (Number.isInteger(a) && a >= -128 && a <= 127));
  return (a, b) => a === b || (typeof a === 'string' && typeof b === 'number' && a.charCodeAt(0) === b);
}

/** Object.equals of values. */
export function javaEquals(a: Live, b: Live): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => javaEquals(item, b[i]));
  return a === b;
}

/** Objects.hash and hashCode of what has fields. */
export function javaHashOf(value: Live): number {
  if (!Array.isArray(value)) return hashOf(value);
  return (value as readonly Live[]).reduce<number>((hash, item) => (Math.imul(hash, 31) + javaHashOf(item)) | 0, 1);
}
