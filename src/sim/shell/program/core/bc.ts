// bc: sums of numbers with as many decimals as `scale` says, for `paste -sd+ | bc`.
import type { Os } from '../../program.ts';
import { gathered } from './gather.ts';
import { optionsOf, say } from './once.ts';

/** `units` divided by ten to the power of `scale`. */
interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

interface Calculator {
  readonly variables: Map<string, Decimal>;
  tokens: string[];
  at: number;
}

/** Its message is what bc says. */
class Refused extends Error {}

/** How many digits a power may have. */
const MOST_DIGITS = 10_000;

const ZERO: Decimal = { units: 0n, scale: 0 };

const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const atScale = ({ units, scale }: Decimal, to: number): bigint => (to >= scale ? units * power10(to - scale) : units / power10(scale - to));

function add(a: Decimal, b: Decimal, sign: 1n | -1n): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) + sign * atScale(b, scale), scale };
}

function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const kept = Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale));
  return { units: atScale({ units: a.units * b.units, scale: a.scale + b.scale }, kept), scale: kept };
}

function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  if (b.units === 0n) throw new Refused('Runtime error (func=(main), adr=3): Divide by zero');
  return { units: (a.units * power10(scale + b.scale)) / (b.units * power10(a.scale)), scale };
}

function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  const whole = divide(a, b, scale);
  const kept = Math.max(scale + b.scale, a.scale);
  return { units: atScale(a, kept) - atScale({ units: whole.units * b.units, scale: whole.scale + b.scale }, kept), scale: kept };
}

function power(a: Decimal, b: Decimal, scale: number): Decimal {
  const exponent = Number(atScale(b, 0));
  if (Math.abs(exponent) * String(a.units).length > MOST_DIGITS) throw new Refused('Runtime error (func=(main), adr=5): exponent too large in raise');
  const whole: Decimal = { units: a.units ** BigInt(Math.abs(exponent)), scale: a.scale * Math.abs(exponent) };
  if (exponent < 0) return divide({ units: 1n, scale: 0 }, whole, scale);
  const kept = Math.min(whole.scale, Math.max(scale, a.scale));
  return { units: atScale(whole, kept), scale: kept };
}

/** The whole root of a whole number, by Newton's steps. */
function rootOf(number: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(number.toString(2).length / 2));
  for (let next = (root + number / root) >> 1n; next < root; next = (root + number / root) >> 1n) root = next;
  return root;
}

function squareRoot(a: Decimal, scale: number): Decimal {
  if (a.units < 0n) throw new Refused('Runtime error (func=(main), adr=4): Square root of a negative number');
  const kept = Math.max(scale, a.scale);
  return { units: a.units === 0n ? 0n : rootOf(atScale(a, 2 * kept)), scale: kept };
}

function shown({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/^0$/, scale > 0 && units !== 0n ? '' : '0');
  const text = `${units < 0n ? '-' : ''}${whole}${scale > 0 && units !== 0n ? `.${digits.slice(digits.length - scale)}` : ''}`;
  return `${text.replace(/.{69}(?=..)/g, '$&\\\n')}\n`;
}

function scaleOf({ variables }: Calculator): number {
  return Number(atScale(variables.get('scale') ?? ZERO, 0));
}

function next(c: Calculator, ...words: readonly string[]): string | null {
  const token = c.tokens[c.at];
  if (token === undefined || !words.includes(token)) return null;
  c.at += 1;
  return token;
}

function comparison(c: Calculator): Decimal {
  let left = sum(c);
  for (let sign = next(c, '<', '>', '<=', '>=', '==', '!='); sign !== null; sign = next(c, '<', '>', '<=', '>=', '==', '!=')) {
    const { units } = add(left, sum(c), -1n);
    const holds = sign === '<' ? units < 0n : sign === '>' ? units > 0n : sign === '<=' ? units <= 0n : sign === '>=' ? units >= 0n : (units === 0n) === (sign === '==');
    left = { units: holds ? 1n : 0n, scale: 0 };
  }
  return left;
}

function sum(c: Calculator): Decimal {
  let left = product(c);
  for (let sign = next(c, '+', '-'); sign !== null; sign = next(c, '+', '-')) left = add(left, product(c), sign === '+' ? 1n : -1n);
  return left;
}

function product(c: Calculator): Decimal {
  let left = raised(c);
  for (let sign = next(c, '*', '/', '%'); sign !== null; sign = next(c, '*', '/', '%')) {
    left = (sign === '*' ? multiply : sign === '/' ? divide : remainder)(left, raised(c), scaleOf(c));
  }
  return left;
}

function raised(c: Calculator): Decimal {
  if (next(c, '-') !== null) {
    const { units, scale } = raised(c);
    return { units: -units, scale };
  }
  const base = primary(c);
  return next(c, '^') === null ? base : power(base, raised(c), scaleOf(c));
}

function primary(c: Calculator): Decimal {
  const token = c.tokens[c.at];
  c.at += 1;
  if (token === '(') return closed(c);
  if (token === 'sqrt' && next(c, '(') !== null) return squareRoot(closed(c), scaleOf(c));
  if (token !== undefined && /^[a-z]\w*$/.test(token)) return c.variables.get(token) ?? ZERO;
  const number = /^(\d*)\.?(\d*)$/.exec(token ?? '');
  if (token === undefined || token === '.' || number === null) throw new Refused('syntax error');
  return { units: BigInt(`0${number[1] ?? ''}${number[2] ?? ''}`), scale: (number[2] ?? '').length };
}

function closed(c: Calculator): Decimal {
  const inner = comparison(c);
  if (next(c, ')') === null) throw new Refused('syntax error');
  return inner;
}

/** Runs one statement; what it prints. */
function run(c: Calculator, text: string): string {
  const assigned = /^\s*([a-z]\w*)\s*=(?!=)([^]*)$/.exec(text);
  c.tokens = (assigned?.[2] ?? text).match(/\d+\.?\d*|\.\d+|[a-z]\w*|[<>=!]=|\S/g) ?? [];
  c.at = 0;
  const value = comparison(c);
  if (c.at < c.tokens.length) throw new Refused('syntax error');
  if (assigned === null) return shown(value);
  c.variables.set(assigned[1] ?? '', value);
  return '';
}

interface Files {
  readonly files: readonly string[];
  readonly scale: number;
}

export const bc = gathered<Files>('bc', (os, args) => {
  const options = optionsOf(os, 'bc', args, { letters: 'lqsw', long: { mathlib: 'l', quiet: 'q' } });
  if (options === null) return 1;
  return { files: [...options.operands, '-'], scale: options.flags.includes('l') ? 20 : 0 };
}, (os: Os, options, contentOf) => {
  const calculator: Calculator = { variables: new Map([['scale', { units: BigInt(options.scale), scale: 0 }]]), tokens: [], at: 0 };
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `File ${file} is unavailable.`);
    const lines = content.text.split('\n');
    for (let at = 0; at < lines.length; at += 1) {
      for (const statement of (lines[at] ?? '').replace(/#.*/, '').split(';')) {
        if (statement.trim() === 'quit') return 0;
        if (statement.trim() === '') continue;
        try {
          os.write(1, run(calculator, statement));
        } catch (problem) {
          if (!(problem instanceof Refused)) throw problem;
          os.write(2, problem.message === 'syntax error' ? `(standard_in) ${at + 1}: syntax error\n` : `${problem.message}\n`);
          break;
        }
      }
    }
  }
  return 0;
});
