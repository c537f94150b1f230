// Arithmetic as in $(( )): 64-bit integers, C's operators, variables by name.
import type { Shell } from './shell-state.ts';
import { assign, valueOf } from './variables.ts';

interface Reader {
  readonly sh: Shell;
  readonly text: string;
  readonly tokens: readonly string[];
  /** Where in the text each token begins. */
  readonly starts: readonly number[];
  at: number;
  depth: number;
  /** False while a branch that is not taken is read. */
  live: boolean;
}

/** What is wrong with an expression, in bash's words. */
class ArithmeticProblem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const TOKEN = /\s*(\d+#[0-9a-zA-Z@_]+|0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?|<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:(),])/y;
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const ASSIGNING = ['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>='];

/** The value of an expression, or the message of what is wrong with it. An empty expression is 0. */
export function evaluate(sh: Shell, text: string, depth = 0): bigint | string {
  const tokens: string[] = [];
  const starts: number[] = [];
  const shown = text.trimStart();
  TOKEN.lastIndex = 0;
  let at = 0;
  const trimmed = shown.trimEnd();
  while (at < trimmed.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(trimmed);
    if (found === null) return `${shown}: syntax error: ${tokens.length === 0 || isOperator(tokens.at(-1) ?? '') ? 'operand expected' : 'invalid arithmetic operator'} (error token is "${shown.slice(at).trimStart()}")`;
    tokens.push(found[1] ?? '');
    starts.push(TOKEN.lastIndex - (found[1] ?? '').length);
    at = TOKEN.lastIndex;
  }
  if (tokens.length === 0) return 0n;
  const r: Reader = { sh, text: shown, tokens, starts, at: 0, depth, live: true };
  try {
    const value = comma(r);
    if (r.at < tokens.length) return `${r.text}: syntax error in expression (error token is "${tokenText(r)}")`;
    return value;
  } catch (problem) {
    if (problem instanceof ArithmeticProblem) return problem.message;
    throw problem;
  }
}

function isOperator(token: string): boolean {
  return !/^[\w]/.test(token) && token !== ')';
}

function wrong(r: Reader, what: string): never {
  throw new ArithmeticProblem(`${r.text}: ${what} (error token is "${tokenText(r)}")`);
}

/** The text from the token at hand, or from the last one where the expression ends too early. */
function tokenText(r: Reader): string {
  return r.text.slice(r.starts[Math.min(r.at, r.starts.length - 1)] ?? 0);
}

function take(r: Reader, token: string): boolean {
  if (r.tokens[r.at] !== token) return false;
  r.at += 1;
  return true;
}

function comma(r: Reader): bigint {
  let value = assignment(r);
  while (take(r, ',')) value = assignment(r);
  return value;
}

function assignment(r: Reader): bigint {
  const name = r.tokens[r.at] ?? '';
  const operator = r.tokens[r.at + 1] ?? '';
  if (!/^[A-Za-z_]/.test(name) || !ASSIGNING.includes(operator)) return ternary(r);
  r.at += 2;
  const right = assignment(r);
  const value = operator === '=' ? right : binary(r, operator.slice(0, -1), read(r, name), right);
  store(r, name, value);
  return value;
}

function ternary(r: Reader): bigint {
  const test = level(r, 0);
  if (!take(r, '?')) return test;
  const live = r.live;
  r.live = live && test !== 0n;
  const yes = assignment(r);
  if (!take(r, ':')) wrong(r, '`:\' expected for conditional expression');
  r.live = live && test === 0n;
  const no = assignment(r);
  r.live = live;
  return test !== 0n ? yes : no;
}

function level(r: Reader, index: number): bigint {
  const operators = LEVELS[index];
  if (operators === undefined) return power(r);
  let left = level(r, index + 1);
  for (;;) {
    const operator = r.tokens[r.at] ?? '';
    if (!operators.includes(operator)) return left;
    r.at += 1;
    const live = r.live;
    if (operator === '&&') r.live = live && left !== 0n;
    if (operator === '||') r.live = live && left === 0n;
    const right = level(r, index + 1);
    r.live = live;
    left = binary(r, operator, left, right);
  }
}

function power(r: Reader): bigint {
  const base = unary(r);
  if (!take(r, '**')) return base;
  const exponent = power(r);
  if (exponent < 0n) wrong(r, 'exponent less than 0');
  return BigInt.asIntN(64, base ** (exponent > 10_000n ? 10_000n : exponent));
}

function unary(r: Reader): bigint {
  if (take(r, '+')) return unary(r);
  if (take(r, '-')) return BigInt.asIntN(64, -unary(r));
  if (take(r, '!')) return unary(r) === 0n ? 1n : 0n;
  if (take(r, '~')) return ~unary(r);
  for (const [operator, change] of [['++', 1n], ['--', -1n]] as const) {
    if (!take(r, operator)) continue;
    const name = r.tokens[r.at] ?? '';
    r.at += 1;
    const value = read(r, name) + change;
    store(r, name, value);
    return value;
  }
  return primary(r);
}

function primary(r: Reader): bigint {
  const token = r.tokens[r.at];
  if (token === undefined) wrong(r, 'syntax error: operand expected');
  if (token === '(') {
    r.at += 1;
    const value = comma(r);
    if (!take(r, ')')) wrong(r, "missing `)'");
    return value;
  }
  if (/^[A-Za-z_]/.test(token)) {
    r.at += 1;
    const value = read(r, token);
    if (take(r, '++')) store(r, token, value + 1n);
    else if (take(r, '--')) store(r, token, value - 1n);
    return value;
  }
  if (!/^\d/.test(token)) wrong(r, 'syntax error: operand expected');
  const value = number(r, token);
  r.at += 1;
  return value;
}

function number(r: Reader, token: string): bigint {
  const based = /^(\d+)#(\w+)$/.exec(token);
  if (based !== null) {
    let value = 0n;
    for (const digit of based[2] ?? '') {
      const worth = Number.parseInt(digit, 36);
      if (Number.isNaN(worth) || worth >= Number(based[1])) wrong(r, 'value too great for base');
      value = value * BigInt(based[1] ?? '10') + BigInt(worth);
    }
    return BigInt.asIntN(64, value);
  }
  if (/^0\d/.test(token)) {
    if (/[89]/.test(token)) wrong(r, 'value too great for base');
    return BigInt(`0o${token.slice(1)}`);
  }
  return BigInt.asIntN(64, BigInt(token));
}

function nameAndKey(r: Reader, token: string): [string, string | null] {
  const found = /^(\w+)\[([^\]]*)\]$/.exec(token);
  if (found === null) return [token, null];
  const key = found[2] ?? '';
  if (r.sh.s.variables[found[1] ?? '']?.associative === true) return [found[1] ?? '', key];
  const index = evaluate(r.sh, key, r.depth + 1);
  return [found[1] ?? '', typeof index === 'bigint' ? String(index) : '0'];
}

function read(r: Reader, token: string): bigint {
  if (!r.live) return 0n;
  const [name, key] = nameAndKey(r, token);
  const text = key === null ? (valueOf(r.sh, name) ?? '') : (r.sh.s.variables[name]?.elements?.[key] ?? '');
  if (/^-?\d{1,15}$/.test(text) && !/^-?0\d/.test(text)) return BigInt(text);
  if (r.depth > 60) throw new ArithmeticProblem(`${r.text}: expression recursion level exceeded (error token is "${token}")`);
  const value = evaluate(r.sh, text, r.depth + 1);
  if (typeof value === 'string') throw new ArithmeticProblem(value);
  return value;
}

function store(r: Reader, token: string, value: bigint): void {
  if (!r.live) return;
  const [name, key] = nameAndKey(r, token);
  assign(r.sh, name, String(BigInt.asIntN(64, value)), key);
}

function binary(r: Reader, operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '||': return truth(left !== 0n || right !== 0n);
    case '&&': return truth(left !== 0n && right !== 0n);
    case '|': return left | right;
    case '^': return left ^ right;
    case '&': return left & right;
    case '==': return truth(left === right);
    case '!=': return truth(left !== right);
    case '<': return truth(left < right);
    case '>': return truth(left > right);
    case '<=': return truth(left <= right);
    case '>=': return truth(left >= right);
    case '<<': return BigInt.asIntN(64, left << (right & 63n));
    case '>>': return left >> (right & 63n);
    case '+': return BigInt.asIntN(64, left + right);
    case '-': return BigInt.asIntN(64, left - right);
    case '*': return BigInt.asIntN(64, left * right);
  }
  if (right === 0n) {
    if (!r.live) return 0n;
    r.at -= 1;
    wrong(r, 'division by 0');
  }
  return operator === '/' ? left / right : left % right;
}
