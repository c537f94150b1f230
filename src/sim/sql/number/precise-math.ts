// Logarithms, powers and circular functions that give the same last bit on every machine: calculated with twice the digits, then rounded.

/** A number as the sum of two: the second holds what the first could not. */
type Pair = readonly [number, number];

const SPLIT = 134_217_729;

function twoSum(a: number, b: number): Pair {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

function twoProduct(a: number, b: number): Pair {
  const product = a * b;
  const [ca, cb] = [SPLIT * a, SPLIT * b];
  const [ah, bh] = [ca - (ca - a), cb - (cb - b)];
  const [al, bl] = [a - ah, b - bh];
  return [product, ah * bh - product + ah * bl + al * bh + al * bl];
}

function normal(a: number, b: number): Pair {
  const sum = a + b;
  return [sum, b - (sum - a)];
}

function plus(a: Pair, b: Pair): Pair {
  const [sum, rest] = twoSum(a[0], b[0]);
  return normal(sum, rest + a[1] + b[1]);
}

const minus = (a: Pair, b: Pair): Pair => plus(a, [-b[0], -b[1]]);

function times(a: Pair, b: Pair): Pair {
  const [product, rest] = twoProduct(a[0], b[0]);
  return normal(product, rest + a[0] * b[1] + a[1] * b[0]);
}

function over(a: Pair, b: Pair): Pair {
  const first = a[0] / b[0];
  const rest = minus(a, times([first, 0], b));
  const second = rest[0] / b[0];
  const last = minus(rest, times([second, 0], b));
  return plus(normal(first, second), [last[0] / b[0], 0]);
}

function root(a: Pair): Pair {
  const first = Math.sqrt(a[0]);
  if (first === 0) return [0, 0];
  const rest = minus(a, twoProduct(first, first));
  return normal(first, rest[0] / (2 * first));
}

const LN2: Pair = [Math.LN2, 2.3190468138462996e-17];
const LN10: Pair = [Math.LN10, -2.1707562233822494e-16];
const HALF_PI: Pair = [1.5707963267948966, 6.123233995736766e-17];
const HALF_PI_REST = -1.4973849048591833e-33;
const ONE: Pair = [1, 0];

function powerOfTwo(exponent: number): number {
  let [value, base, left] = [1, exponent < 0 ? 0.5 : 2, Math.abs(exponent)];
  for (; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) value *= base;
    base *= base;
  }
  return value;
}

/** e^x of a pair, without the power of two that is put on last. */
function expPair(x: Pair): { readonly value: Pair; readonly shift: number } {
  const shift = Math.round(x[0] / LN2[0]);
  const rest = minus(x, times([shift, 0], LN2));
  const small: Pair = [rest[0] / 256, rest[1] / 256];
  let term: Pair = ONE;
  let sum: Pair = ONE;
  for (let n = 1; n <= 12; n++) {
    term = over(times(term, small), [n, 0]);
    sum = plus(sum, term);
  }
  for (let i = 0; i < 8; i++) sum = times(sum, sum);
  return { value: sum, shift };
}

function shifted(value: number, shift: number): number {
  if (shift > -1_000) return shift > 1_000 ? value * powerOfTwo(1_000) * powerOfTwo(shift - 1_000) : value * powerOfTwo(shift);
  return value * powerOfTwo(-1_000) * powerOfTwo(shift + 1_000);
}

export function exp(x: number): number {
  return expOf([x, 0]);
}

function expOf(x: Pair): number {
  if (Number.isNaN(x[0])) return Number.NaN;
  if (x[0] > 709.79) return Infinity;
  if (x[0] < -745.14) return 0;
  const { value, shift } = expPair(x);
  return shifted(value[0], shift);
}

/** The natural logarithm of a positive finite number. */
function logPair(x: number): Pair {
  let [mantissa, exponent] = [x, 0];
  while (mantissa >= Math.SQRT2) [mantissa, exponent] = mantissa > 1e30 ? [mantissa / 18_446_744_073_709_551_616, exponent + 64] : [mantissa / 2, exponent + 1];
  while (mantissa < Math.SQRT1_2) [mantissa, exponent] = mantissa < 1e-30 ? [mantissa * 18_446_744_073_709_551_616, exponent - 64] : [mantissa * 2, exponent - 1];
  const s = (mantissa - 1) / (mantissa + 1);
  let [sum, term] = [0, s];
  for (let n = 1; n < 44; n += 2) {
    sum += term / n;
    term *= s * s;
  }
  const guess: Pair = [2 * sum, 0];
  const { value, shift } = expPair([-guess[0], 0]);
  const factor = powerOfTwo(shift);
  const correction = minus(times([mantissa, 0], [value[0] * factor, value[1] * factor]), ONE);
  const square = times(correction, correction);
  return plus(plus(guess, minus(correction, [square[0] / 2, square[1] / 2])), times([exponent, 0], LN2));
}

export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : logPair(x)[0];
}

export function log10(x: number): number {
  if (!(x > 0) || x === Infinity) return log(x);
  return over(logPair(x), LN10)[0];
}

/** Java's Math.pow. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (!Number.isFinite(x) || !Number.isFinite(y) || x === 0) return specialPower(x, y);
  const whole = Number.isInteger(y);
  if (x < 0 && !whole) return Number.NaN;
  const sign = x < 0 && Math.abs(y) % 2 === 1 ? -1 : 1;
  if (whole && Math.abs(y) <= 1_024) return sign * wholePower(Math.abs(x), y);
  return sign * expOf(times([y, 0], logPair(Math.abs(x))));
}

/** Zero and the infinities, as IEEE 754 has them. */
function specialPower(x: number, y: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(y)) return size === 1 ? Number.NaN : size > 1 === y > 0 ? Infinity : 0;
  const odd = Math.abs(y) % 2 === 1;
  const negative = odd && (x < 0 || Object.is(x, -0));
  const result = (size === 0) === y > 0 ? 0 : Infinity;
  return negative ? -result : result;
}

function wholePower(x: number, y: number): number {
  let [value, base, left]: [Pair, Pair, number] = [ONE, [x, 0], Math.abs(y)];
  for (; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) value = times(value, base);
    if (left > 1) base = times(base, base);
  }
  if (!Number.isFinite(value[0]) || Number.isNaN(value[1])) return y > 0 ? Infinity : 0;
  return y > 0 ? value[0] : over(ONE, value)[0];
}

interface Angle {
  readonly sin: Pair;
  readonly cos: Pair;
}

function angle(x: Pair): Angle {
  const quarter = Math.round(x[0] / HALF_PI[0]);
  const rest = minus(minus(x, times([quarter, 0], HALF_PI)), [quarter * HALF_PI_REST, 0]);
  const square = times(rest, rest);
  let [sin, cos, term]: [Pair, Pair, Pair] = [rest, ONE, rest];
  for (let n = 1; n <= 15; n++) {
    term = over(times(term, square), [-(2 * n) * (2 * n + 1), 0]);
    sin = plus(sin, term);
  }
  term = ONE;
  for (let n = 1; n <= 15; n++) {
    term = over(times(term, square), [-(2 * n - 1) * (2 * n), 0]);
    cos = plus(cos, term);
  }
  const negative = (pair: Pair): Pair => [-pair[0], -pair[1]];
  switch (((quarter % 4) + 4) % 4) {
    case 0: return { sin, cos };
    case 1: return { sin: cos, cos: negative(sin) };
    case 2: return { sin: negative(sin), cos: negative(cos) };
    default: return { sin: negative(cos), cos: sin };
  }
}

export const sin = (x: number): number => (!Number.isFinite(x) ? Number.NaN : x === 0 ? x : angle([x, 0]).sin[0]);
export const cos = (x: number): number => (Number.isFinite(x) ? angle([x, 0]).cos[0] : Number.NaN);

export function tan(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x === 0 ? x : Number.NaN;
  const { sin: s, cos: c } = angle([x, 0]);
  return over(s, c)[0];
}

function atanPair(x: Pair): Pair {
  if (x[0] < 0) {
    const mirrored = atanPair([-x[0], -x[1]]);
    return [-mirrored[0], -mirrored[1]];
  }
  if (x[0] > 1) return minus(HALF_PI, atanPair(over(ONE, x)));
  const z = x[0] * x[0];
  const guess = x[0] * (0.999866 + z * (-0.3302995 + z * (0.180141 + z * (-0.085133 + z * 0.0208351))));
  const { sin: s, cos: c } = angle([guess, 0]);
  const rest = over(minus(times(x, c), s), plus(c, times(x, s)));
  const cube = times(rest, times(rest, rest));
  const fifth = times(cube, times(rest, rest));
  return plus([guess, 0], plus(minus(rest, over(cube, [3, 0])), over(fifth, [5, 0])));
}

export function atan(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  return Number.isFinite(x) ? atanPair([x, 0])[0] : x > 0 ? HALF_PI[0] : -HALF_PI[0];
}

export function asin(x: number): number {
  if (!(Math.abs(x) <= 1)) return Number.NaN;
  if (Math.abs(x) === 1 || x === 0) return x * HALF_PI[0];
  return asinPair(x)[0];
}

function asinPair(x: number): Pair {
  return atanPair(over([x, 0], root(minus(ONE, twoProduct(x, x)))));
}

export function acos(x: number): number {
  if (!(Math.abs(x) <= 1)) return Number.NaN;
  if (Math.abs(x) === 1) return x === 1 ? 0 : Math.PI;
  return minus(HALF_PI, asinPair(x))[0];
}

export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x > 0 && Number.isFinite(x) && Number.isFinite(y)) return y === 0 ? y : atanPair(over([y, 0], [x, 0]))[0];
  if (x === 0 || !Number.isFinite(y)) return y === 0 ? (Object.is(x, -0) ? (Object.is(y, -0) ? -Math.PI : Math.PI) : y) : y > 0 ? HALF_PI[0] : -HALF_PI[0];
  const half = atanPair(over([Math.abs(y), 0], [-x, 0]));
  const whole = minus([HALF_PI[0] * 2, HALF_PI[1] * 2], half)[0];
  return y < 0 || Object.is(y, -0) ? -whole : whole;
}

function exponentials(x: number): readonly [Pair, Pair] {
  const { value, shift } = expPair([x, 0]);
  const factor = powerOfTwo(shift);
  const up: Pair = [value[0] * factor, value[1] * factor];
  return [up, over(ONE, up)];
}

export function sinh(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) < 1e-9) return x;
  if (Math.abs(x) > 300) return (x > 0 ? 1 : -1) * 0.5 * exp(Math.abs(x));
  const [up, down] = exponentials(x);
  return minus(up, down)[0] / 2;
}

export function cosh(x: number): number {
  if (!Number.isFinite(x)) return Math.abs(x);
  if (Math.abs(x) > 300) return 0.5 * exp(Math.abs(x));
  const [up, down] = exponentials(x);
  return plus(up, down)[0] / 2;
}

export function tanh(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) < 1e-9) return x;
  if (Math.abs(x) > 22) return x > 0 ? 1 : -1;
  const [up, down] = exponentials(x);
  return over(minus(up, down), plus(up, down))[0];
}
