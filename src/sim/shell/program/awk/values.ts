// awk's values: numbers, strings, and strings that look like numbers (from input), which compare as either.
import { formatPrintf } from '../text/printf.ts';

/** Text that came from input: a number to comparisons where it looks like one. */
export interface StrNum {
  readonly text: string;
}
export type Value = number | string | StrNum;

/** What a variable holds before it is set: '' and 0 at once. */
export const UNSET: StrNum = { text: '' };

const NUMBER = /^[ \t\n]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

export function looksNumeric(text: string): boolean {
  return new RegExp(`${NUMBER.source}[ \\t\\n]*$`).test(text);
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const found = NUMBER.exec(typeof value === 'string' ? value : value.text);
  return found === null ? 0 : Number(found[0]);
}

/** The text of a value; numbers that are not integers go through `format` (CONVFMT or OFMT). */
export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.text;
  // mawk takes whole numbers up to the largest int as such.
  if (Number.isInteger(value) && Math.abs(value) <= 2_147_483_647) return String(value === 0 ? 0 : value);
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return formatPrintf(format, [value]);
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value.text !== '' && (looksNumeric(value.text) ? toNumber(value) !== 0 : true);
}

/** Below 0, 0 or above 0. Numbers compare as numbers where both sides are or look like numbers. */
export function compare(left: Value, right: Value, format: string): number {
  const numeric = (value: Value): boolean => typeof value === 'number' || (typeof value === 'object' && (value === UNSET || looksNumeric(value.text)));
  if (numeric(left) && numeric(right)) return toNumber(left) - toNumber(right);
  const a = toText(left, format);
  const b = toText(right, format);
  return a < b ? -1 : a > b ? 1 : 0;
}
