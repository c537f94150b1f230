// Exact decimal numbers: text with a fixed number of digits after the point, calculated as whole numbers.

/** A decimal as a whole number of its smallest parts. */
export interface Unscaled {
  readonly digits: bigint;
  readonly scale: number;
}

const POWERS: bigint[] = [1n];

/** 10 to so high a power. */
export function tenTo(exponent: number): bigint {
  for (let i = POWERS.length; i <= exponent; i++) POWERS.push((POWERS[i - 1] ?? 1n) * 10n);
  return POWERS[exponent] ?? 1n;
}

/** Reads plain or scientific notation; null where it is no number. */
export function parseDecimal(text: string): Unscaled | null {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (found === null) return null;
  const [, sign = '', whole = '', part = '', exponent = '0'] = found;
  if (whole === '' && part === '') return null;
  const digits = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
  const scale = part.length - Number(exponent);
  if (scale > 2_000 || scale < -2_000) return null;
  return scale < 0 ? { digits: digits * tenTo(-scale), scale: 0 } : { digits, scale };
}

/** A value's text back to its number: never anything but plain notation. */
export function unscaled(text: string): Unscaled {
  const point = text.indexOf('.');
  if (point < 0) return { digits: BigInt(text), scale: 0 };
  return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

/** Plain notation with exactly these digits after the point. */
export function plainText({ digits, scale }: Unscaled): string {
  if (scale === 0) return digits.toString();
  const negative = digits < 0n;
  const all = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${all.slice(0, -scale)}.${all.slice(-scale)}`;
}

/** Another number of digits after the point; halves go away from zero (HALF_UP). */
export function rescale({ digits, scale }: Unscaled, to: number): Unscaled {
  if (to >= scale) return { digits: digits * tenTo(to - scale), scale: to };
  return { digits: divideHalfUp(digits, tenTo(scale - to)), scale: to };
}

/** Another number of digits after the point; what is too much is cut off. */
export function truncateTo({ digits, scale }: Unscaled, to: number): Unscaled {
  if (to >= scale) return { digits: digits * tenTo(to - scale), scale: to };
  return { digits: digits / tenTo(scale - to), scale: to };
}

export function divideHalfUp(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const rest = a % b;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (b < 0n ? -b : b)) return quotient;
  return a < 0n === b < 0n ? quotient + 1n : quotient - 1n;
}

/** The value of a DECIMAL(precision, scale), null where it has more digits: what Flink makes of an overflow. */
export function fit(value: Unscaled, precision: number, scale: number): string | null {
  const scaled = rescale(value, scale);
  const size = scaled.digits < 0n ? -scaled.digits : scaled.digits;
  return size >= tenTo(precision) ? null : plainText(scaled);
}

export function add(a: Unscaled, b: Unscaled): Unscaled {
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescale(a, scale).digits + rescale(b, scale).digits, scale };
}

export function subtract(a: Unscaled, b: Unscaled): Unscaled {
  return add(a, { digits: -b.digits, scale: b.scale });
}

export function multiply(a: Unscaled, b: Unscaled): Unscaled {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** The quotient with 38 digits and more before it is rounded, as Java's MathContext(38, HALF_UP) keeps them. */
export function divide(a: Unscaled, b: Unscaled, scale: number): Unscaled {
  const extra = scale + b.scale - a.scale;
  return extra >= 0 ? { digits: divideHalfUp(a.digits * tenTo(extra), b.digits), scale } : { digits: divideHalfUp(a.digits, b.digits * tenTo(-extra)), scale };
}

export function remainder(a: Unscaled, b: Unscaled): Unscaled {
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescale(a, scale).digits % rescale(b, scale).digits, scale };
}

/** -1, 0, 1. */
export function compareDecimal(a: Unscaled, b: Unscaled): number {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [rescale(a, scale).digits, rescale(b, scale).digits];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A double as Java's `BigDecimal(String.valueOf(x))`: its shortest digits. Null where it is no number. */
export function fromDouble(value: number): Unscaled | null {
  return Number.isFinite(value) ? parseDecimal(String(value)) : null;
}

