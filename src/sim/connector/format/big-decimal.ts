// How Java's BigDecimal writes a number: as it is, or with an exponent where it is very small.
import { unscaled } from '../../sql/number/decimal.ts';

/** BigDecimal.toString of a DECIMAL's value without its trailing zeros; `plain`: as it is. */
export function bigDecimalText(value: string, plain: boolean): string {
  if (plain) return value;
  const { digits, scale } = unscaled(value);
  if (digits === 0n) return '0';
  const all = (digits < 0n ? -digits : digits).toString();
  const size = all.replace(/0+$/, '');
  const kept = scale - (all.length - size.length);
  const exponent = size.length - 1 - kept;
  const sign = digits < 0n ? '-' : '';
  if (kept === 0) return sign + size;
  if (kept > 0 && exponent >= -6) return `${sign}${size.length > kept ? size.slice(0, -kept) : '0'}.${size.padStart(kept, '0').slice(-kept)}`;
  return `${sign}${size.charAt(0)}${size.length > 1 ? `.${size.slice(1)}` : ''}E${exponent < 0 ? '' : '+'}${exponent}`;
}
