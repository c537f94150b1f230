// Functions of numbers: rounding, powers, circles, other bases, chance.
import { textToBytes } from '../expr/bytes.ts';
import { failed } from '../problem.ts';
import { fit, plainText, rescale, tenTo, truncateTo, type Unscaled, unscaled } from '../number/decimal.ts';
import * as m from '../number/precise-math.ts';
import * as t from '../type/logical-type.ts';
import { roundType } from '../type/common-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { asBigint, type Value, wrapLong } from '../value.ts';
import { narrow } from '../expr/cast.ts';
import { type CallSite, type Evaluate, flink, fn, type FunctionSpec, made, maybe } from './spec.ts';

const N = '<NUMERIC>';
const double = (value: Value | undefined): number => Number(value);

/** A function of one double. */
const ofDouble = (name: string, run: (x: number) => number): FunctionSpec => fn(name, N, t.DOUBLE, (v) => run(double(v[0])));

const sameType = ([type]: readonly LogicalType[]): LogicalType => type ?? t.DOUBLE;

/** A DECIMAL without digits after the point. */
const wholeDecimal = ([type]: readonly LogicalType[]): LogicalType => (type?.kind === 'DECIMAL' ? t.decimal(type.precision, 0) : (type ?? t.DOUBLE));

function floorDecimal(value: Unscaled, up: boolean): Unscaled {
  const cut = truncateTo(value, 0);
  const exact = cut.digits * tenTo(value.scale) === value.digits;
  if (exact) return cut;
  if (up) return value.digits > 0n ? { digits: cut.digits + 1n, scale: 0 } : cut;
  return value.digits < 0n ? { digits: cut.digits - 1n, scale: 0 } : cut;
}

function floorOf(up: boolean): (site: CallSite) => Evaluate {
  return ({ types: [type] }) => {
    if (type?.kind === 'DECIMAL') return (v) => plainText(floorDecimal(unscaled(v[0] as string), up));
    if (type !== undefined && t.isApproximate(type)) return (v) => (up ? Math.ceil(double(v[0])) : Math.floor(double(v[0])));
    return (v) => v[0] ?? null;
  };
}

function absOf({ types: [type] }: CallSite): Evaluate {
  if (type?.kind === 'DECIMAL') return (v) => (v[0] as string).replace(/^-/, '');
  if (type?.kind === 'BIGINT') return (v) => (typeof v[0] === 'number' ? Math.abs(v[0]) : wrapLong(asBigint(v[0] ?? 0) < 0n ? -asBigint(v[0] ?? 0) : asBigint(v[0] ?? 0)));
  return (v) => Math.abs(double(v[0]));
}

function signOf({ types: [type] }: CallSite): Evaluate {
  if (type?.kind === 'DECIMAL') return (v) => {
    const { digits } = unscaled(v[0] as string);
    return plainText(rescale({ digits: digits > 0n ? 1n : digits < 0n ? -1n : 0n, scale: 0 }, type.scale));
  };
  return (v) => Math.sign(double(v[0]));
}

const literalDigits = (literals: readonly (Value | undefined)[]): number => (typeof literals[1] === 'number' ? literals[1] : 0);

function roundedType(types: readonly LogicalType[], literals: readonly (Value | undefined)[]): LogicalType {
  const [type] = types;
  if (type?.kind !== 'DECIMAL') return type ?? t.DOUBLE;
  return types.length > 1 && typeof literals[1] !== 'number' ? type : roundType(type, literalDigits(literals));
}

/** ROUND goes by HALF_UP over the decimal digits that a double shows; TRUNCATE cuts. */
function rounding(cut: boolean): (site: CallSite) => Evaluate {
  const to = (value: Unscaled, digits: number): Unscaled => {
    if (digits >= value.scale) return value;
    if (digits >= 0) return cut ? truncateTo(value, digits) : rescale(value, digits);
    const moved: Unscaled = { digits: value.digits, scale: value.scale - digits };
    return { digits: (cut ? truncateTo(moved, 0) : rescale(moved, 0)).digits * tenTo(-digits), scale: 0 };
  };
  return ({ types: [type], type: result }) => {
    if (type?.kind === 'DECIMAL') return (v) => fit(to(unscaled(v[0] as string), Number(v[1] ?? 0)), 'precision' in result ? result.precision : 38, 'scale' in result ? result.scale : 0);
    if (type !== undefined && t.isWhole(type)) return (v) => narrow(to({ digits: asBigint(v[0] ?? 0), scale: 0 }, Number(v[1] ?? 0)).digits, type.kind as 'INT');
    const single = type?.kind === 'FLOAT';
    return (v) => {
      const value = double(v[0]);
      if (!Number.isFinite(value)) return value;
      const text = plainNumber(single ? Number(value.toPrecision(9)) : value);
      const result_ = Number(plainText(to(unscaled(text), Number(v[1] ?? 0))));
      return single ? Math.fround(result_) : result_;
    };
  };
}

/** A double's shortest digits in plain notation. */
function plainNumber(value: number): string {
  const [mantissa = '0', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const { digits, scale } = unscaled(mantissa);
  const to = scale - Number(exponent);
  return plainText(to >= 0 ? { digits, scale: to } : { digits: digits * tenTo(-to), scale: 0 });
}

function hexOfValue({ types: [type] }: CallSite): Evaluate {
  if (type !== undefined && t.isText(type)) return (v) => textToBytes(v[0] as string).toUpperCase();
  if (type !== undefined && t.isBytes(type)) return (v) => (v[0] as string).toUpperCase();
  return (v) => BigInt.asUintN(64, asBigint(v[0] ?? 0)).toString(16).toUpperCase();
}

function unhex(value: string): Value {
  const text = value.length % 2 === 1 ? `0${value}` : value;
  return /^[0-9a-fA-F]*$/.test(text) ? text.toLowerCase() : null;
}

/** java.util.Random: 48 bits, the same numbers for the same seed. */
export class JavaRandom {
  private state: bigint;

  constructor(seed: bigint) {
    this.state = (seed ^ 0x5deece66dn) & 0xffffffffffffn;
  }

  next(bits: number): number {
    this.state = (this.state * 0x5deece66dn + 0xbn) & 0xffffffffffffn;
    return Number(BigInt.asIntN(32, this.state >> BigInt(48 - bits)));
  }

  double(): number {
    return (this.next(26) * 134_217_728 + this.next(27)) / 9_007_199_254_740_992;
  }

  int(bound: number): number {
    let bits = this.next(31);
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(bits)) >> 31n);
    for (;;) {
      const value = bits % bound;
      if (bits - value + (bound - 1) < 2_147_483_648) return value;
      bits = this.next(31);
    }
  }
}

/** RAND(seed): a series of its own for each call in a plan. */
function seeded(take: (random: JavaRandom, v: readonly Value[]) => Value, seedAt: number): () => Evaluate {
  return () => {
    let [random, seed]: [JavaRandom | null, Value] = [null, null];
    return (v) => {
      const given = v[seedAt] ?? 0;
      if (random === null || seed !== given) [random, seed] = [new JavaRandom(asBigint(given)), given];
      return take(random, v);
    };
  };
}

const bounded = (bound: Value | undefined): number => {
  if (Number(bound) <= 0) throw failed('java.lang.IllegalArgumentException', 'bound must be positive');
  return Number(bound);
};

const chance = { deterministic: false };
const maxMagnitude = (v: readonly Value[]): Value => (v[0] === 0 ? '0' : BigInt.asUintN(64, asBigint(v[0] ?? 0)).toString(2));

export const NUMBERS: readonly FunctionSpec[] = [
  made('ABS', [N, '<DATETIME_INTERVAL>'], sameType, absOf),
  made('SIGN', N, sameType, signOf),
  made('CEIL', [N], wholeDecimal, floorOf(true)),
  made('FLOOR', [N], wholeDecimal, floorOf(false)),
  made('ROUND', [N, `${N}, <INTEGER>`], roundedType, rounding(false)),
  made('TRUNCATE', [N, `${N}, <INTEGER>`], roundedType, rounding(true)),
  ofDouble('SQRT', Math.sqrt), ofDouble('EXP', m.exp), ofDouble('LN', m.log), ofDouble('LOG10', m.log10), ofDouble('LOG2', (x) => m.log(x) / m.log(2)),
  fn('LOG', [N, `${N}, ${N}`], t.DOUBLE, (v) => (v[1] === undefined ? m.log(double(v[0])) : m.log(double(v[1])) / m.log(double(v[0])))),
  fn('POWER', `${N}, ${N}`, t.DOUBLE, (v) => m.pow(double(v[0]), double(v[1]))),
  ofDouble('SIN', m.sin), ofDouble('COS', m.cos), ofDouble('TAN', m.tan), ofDouble('COT', (x) => 1 / m.tan(x)), ofDouble('ASIN', m.asin), ofDouble('ACOS', m.acos), ofDouble('ATAN', m.atan),
  ofDouble('SINH', m.sinh), ofDouble('COSH', m.cosh), ofDouble('TANH', m.tanh),
  fn('ATAN2', `${N}, ${N}`, t.DOUBLE, (v) => m.atan2(double(v[0]), double(v[1]))),
  ofDouble('DEGREES', (x) => x * 57.29577951308232), ofDouble('RADIANS', (x) => x * 0.017453292519943295),
  fn('PI', '', t.DOUBLE, () => Math.PI), fn('E', '', t.DOUBLE, () => Math.E),
  fn('BIN', '<INTEGER>', t.STRING, maxMagnitude),
  made('HEX', ['<INTEGER>', '<CHARACTER>', '<BINARY>'], t.STRING, hexOfValue),
  maybe('UNHEX', 'expr <CHARACTER_STRING>', t.BYTES, (v) => unhex(v[0] as string), flink),
  fn('RAND', '', t.DOUBLE, (_v, env) => env.random(), chance),
  made('RAND', '<INTEGER>', t.DOUBLE, seeded((random) => random.double(), 0), chance),
  fn('RAND_INTEGER', '<INTEGER>', t.INT, (v, env) => Math.floor(env.random() * bounded(v[0])), chance),
  made('RAND_INTEGER', '<INTEGER>, <INTEGER>', t.INT, seeded((random, v) => random.int(bounded(v[1])), 0), chance),
  fn('UUID', '', t.char(36), (_v, env) => uuid(() => env.random()), chance),
];

function uuid(random: () => number): string {
  const digit = (below: number): string => Math.floor(random() * below).toString(16);
  return [...'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'].map((mark) => (mark === 'x' ? digit(16) : mark === 'y' ? (8 + Math.floor(random() * 4)).toString(16) : mark)).join('');
}

