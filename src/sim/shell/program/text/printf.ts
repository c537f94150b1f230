// C's printf for awk and the printf of the shell: %d %i %o %x %X %u %c %s %e %E %f %F %g %G %%, flags, width, precision.
import { Exhausted } from '../../exhausted.ts';

/** No field is wider than this: so many characters. */
export const WIDEST = 1_048_576;

/** Formats `values` by `format`; missing values are '' and 0. A value is a number or text; %d of text reads its leading number. */
export function formatPrintf(format: string, values: readonly (number | string)[]): string {
  let used = 0;
  const next = (): number | string | undefined => values[used++];
  return format.replace(/%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?([diouxXcsbeEfFgGaA%])/g, (whole, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
    if (kind === '%') return '%';
    let wide = width === '*' ? Number(next() ?? 0) : Number(width ?? 0);
    let left = flags.includes('-');
    if (wide < 0) {
      left = true;
      wide = -wide;
    }
    const hasPrecision = whole.includes('.');
    const digits = precision === '*' ? Number(next() ?? 0) : Number(precision ?? 0);
    const body = one(kind, next(), flags, hasPrecision ? digits : -1);
    return pad(body, wide, left, flags.includes('0') && !(hasPrecision && 'diouxX'.includes(kind)) && !'csb'.includes(kind));
  });
}

function pad(body: string, width: number, left: boolean, zero: boolean): string {
  if (width > WIDEST) throw new Exhausted(`a field of ${width} characters does not fit in memory`);
  const missing = width - [...body].length;
  if (missing <= 0) return body;
  if (left) return body + ' '.repeat(missing);
  if (!zero) return ' '.repeat(missing) + body;
  const sign = /^[+-]|^0[xX]/.exec(body)?.[0] ?? '';
  return sign + '0'.repeat(missing) + body.slice(sign.length);
}

function number(value: number | string | undefined): number {
  if (typeof value === 'number') return value;
  const found = /^\s*[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(value ?? '');
  return found === null ? 0 : Number(found[0].trim().replace(/^\+/, ''));
}

function one(kind: string, value: number | string | undefined, flags: string, precision: number): string {
  if (kind === 's' || kind === 'b') return precision >= 0 ? [...String(value ?? '')].slice(0, precision).join('') : String(value ?? '');
  if (kind === 'c') return typeof value === 'number' ? String.fromCodePoint(Math.max(0, Math.trunc(value))) : [...(value ?? '')].slice(0, 1).join('');
  const n = number(value);
  if (!Number.isFinite(n)) return signed(Number.isNaN(n) ? 'nan' : 'inf', n, flags);
  switch (kind) {
    case 'd': case 'i': return signed(integer(Math.abs(Math.trunc(n)), 10, precision), n, flags);
    case 'u': return integer(Math.trunc(n), 10, precision);
    case 'o': return integer(Math.trunc(n), 8, precision);
    case 'x': return (flags.includes('#') ? '0x' : '') + integer(Math.trunc(n), 16, precision);
    case 'X': return (flags.includes('#') ? '0X' : '') + integer(Math.trunc(n), 16, precision).toUpperCase();
    case 'f': case 'F': return signed(Math.abs(n).toFixed(Math.min(100, precision < 0 ? 6 : precision)), n, flags);
    case 'e': case 'E': return signed(exponent(Math.abs(n), precision < 0 ? 6 : precision, kind), n, flags);
    default: return signed(general(Math.abs(n), precision < 0 ? 6 : precision, kind, flags.includes('#')), n, flags);
  }
}

function signed(text: string, value: number, flags: string): string {
  if (value < 0 || Object.is(value, -0)) return Object.is(value, -0) && !/\./.test(text) ? text : `-${text}`;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

function integer(value: number, base: number, precision: number): string {
  const text = (value < 0 ? BigInt.asUintN(64, BigInt(value)) : BigInt(value)).toString(base);
  return precision > text.length ? '0'.repeat(Math.min(precision, WIDEST) - text.length) + text : text;
}

function exponent(value: number, digits: number, kind: string): string {
  const text = value.toExponential(Math.min(100, digits)).replace(/e([+-])(\d)$/, 'e$10$2');
  return kind === 'E' || kind === 'G' ? text.toUpperCase() : text;
}

/** %g: the shorter of %e and %f, without trailing zeros. */
function general(value: number, precision: number, kind: string, keep: boolean): string {
  const digits = precision === 0 ? 1 : Math.min(100, precision);
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const scientific = power < -4 || power >= digits;
  const text = scientific ? value.toExponential(digits - 1) : value.toFixed(Math.min(100, Math.max(0, digits - 1 - power)));
  const [mantissa = '', tail] = text.split('e');
  const short = !keep && mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (tail === undefined) return short;
  const out = `${short}e${tail.replace(/^([+-])(\d)$/, '$10$2')}`;
  return kind === 'G' ? out.toUpperCase() : out;
}
