// How Java writes floating-point numbers, and reads numbers from text.

/** Java's Double.toString: `1.0`, `1.0E10`, `1.2E-5`, `NaN`, `-Infinity`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return javaNotation(value, largeDigits(value, 53) ?? String(Math.abs(value)));
}

/** Whole numbers beyond the significant bits and below 2^62: Java 17 cuts their digits by the power of two, so that some have more than are needed. */
function largeDigits(value: number, significantBits: number): string | null {
  const size = Math.abs(value);
  if (size < 2 ** significantBits || size >= 2 ** 62 || !Number.isInteger(size)) return null;
  let exponent = significantBits;
  while (2 ** (exponent + 1) <= size) exponent += 1;
  const insignificant = exponent > significantBits ? String(2 ** (exponent - significantBits - 1)).length - 1 : 0;
  const power = 10n ** BigInt(insignificant);
  const whole = BigInt(size);
  const digits = whole / power + (insignificant > 0 && whole % power >= power / 2n ? 1n : 0n);
  return `${digits.toString()}${'0'.repeat(insignificant)}`;
}

/** Of two decimal numbers that are equally near to a float and mean it, the one whose last digit is even. */
function evenOf(short: number, size: number, digits: number): number {
  const step = Number(`1e${Number(size.toExponential().split('e')[1]) - digits + 1}`);
  const lower = Number((short - step).toPrecision(digits));
  const isTie = short - size === size - lower && Math.fround(lower) === size;
  return isTie && Number(/(\d)(?:e|$)/.exec(size.toPrecision(digits))?.[1] ?? 0) % 2 === 1 ? lower : short;
}

/** Java's Float.toString: the fewest digits that read back as this float. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value);
  const large = largeDigits(value, 24);
  if (large !== null) return javaNotation(value, large);
  for (let digits = 1; digits <= 9; digits++) {
    const size = Math.abs(value);
    const short = Number(size.toPrecision(digits));
    if (Math.fround(short) === size) return javaNotation(value, String(evenOf(short, size, digits)));
  }
  return doubleText(value);
}

/** From JavaScript's shortest digits to Java's: plain between 10^-3 and 10^7, else one digit before the point. */
function javaNotation(value: number, shortest: string): string {
  const [mantissa = '0', exponent = '0'] = shortest.split('e');
  const [whole = '0', part = ''] = mantissa.split('.');
  const leading = (whole + part).replace(/^0+/, '');
  const digits = leading.replace(/0+$/, '') || '0';
  const point = whole === '0' ? leading.length - part.length + Number(exponent) : whole.length + Number(exponent);
  const sign = value < 0 ? '-' : '';
  if (point > -3 && point <= 7) {
    if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
    const padded = digits.padEnd(point, '0');
    return `${sign}${padded.slice(0, point)}.${padded.slice(point) || '0'}`;
  }
  return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${point - 1}`;
}

/** Java's Double.parseDouble: null where it throws. */
export function parseDouble(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?NaN$/.test(trimmed)) return Number.NaN;
  if (/^[+-]?Infinity$/.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(trimmed)) return null;
  return Number(trimmed.replace(/[dDfF]$/, ''));
}

/** A whole number in text as Flink's casts read it: digits after a point are cut off. Null where it is none. */
export function parseWhole(text: string): bigint | null {
  const found = /^([+-]?\d+)(\.\d*)?$/.exec(text.trim());
  return found === null ? null : BigInt((found[1] ?? '0').replace(/^\+/, ''));
}
