// [[ ... ]] and test: files, texts and numbers compared.
import { nodeAt, statPath } from '../machine/files.ts';
import { byteLength, resolvePath } from '../machine/path.ts';
import { openOf } from '../machine/io.ts';
import type { TestNode } from './ast.ts';
import { evaluate } from './arithmetic.ts';
import { expandPattern, expandText, type Needed } from './expand.ts';
import type { Step } from './interpreter.ts';
import { complain } from './output.ts';
import { compile, escapeRegex, matchesPattern } from '../pattern.ts';
import type { Expansion, Frame, Shell } from './shell-state.ts';
import { substitute } from './substitute.ts';
import { variableOf } from './variables.ts';

export function stepTest(sh: Shell, frame: Extract<Frame, { kind: 'test' }>): Step {
  const value = judge(sh, frame.node, frame.expansion);
  if (typeof value === 'object' && value !== null) return substitute(sh, value);
  sh.s.frames.pop();
  sh.s.status = value === null ? 2 : value ? 0 : 1;
  return 'more';
}

function judge(sh: Shell, node: TestNode, expansion: Expansion): boolean | null | Needed {
  switch (node.kind) {
    case 'not': {
      const value = judge(sh, node.operand, expansion);
      return typeof value === 'boolean' ? !value : value;
    }
    case 'logical': {
      let value: boolean | null | Needed = node.operator === '&&';
      for (const operand of node.operands) {
        value = judge(sh, operand, expansion);
        if (typeof value !== 'boolean') return value;
        if (value !== (node.operator === '&&')) return value;
      }
      return value;
    }
    case 'unary': {
      const text = expandText(sh, node.operand, expansion);
      return typeof text === 'string' ? unary(sh, node.operator, text) : text;
    }
    case 'binary':
      return judgeBinary(sh, node, expansion);
  }
}

function judgeBinary(sh: Shell, node: Extract<TestNode, { kind: 'binary' }>, expansion: Expansion): boolean | null | Needed {
  const left = expandText(sh, node.left, expansion);
  if (typeof left !== 'string') return left;
  if (/^(?:=|==|!=|=~)$/.test(node.operator)) {
    const chars = expandPattern(sh, node.right, expansion);
    if ('part' in chars) return chars;
    if (node.operator !== '=~') return matchesPattern(chars, left) === (node.operator !== '!=');
    const found = compile(chars.map((each) => (each.active ? each.char : escapeRegex(each.char))).join(''), '')?.exec(left) ?? null;
    const elements = Object.fromEntries((found ?? []).map((each, index) => [String(index), each ?? '']));
    sh.s.variables['BASH_REMATCH'] = { value: '', exported: false, readonly: false, integer: false, elements, associative: false };
    return found !== null;
  }
  const right = expandText(sh, node.right, expansion);
  if (typeof right !== 'string') return right;
  if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator)) {
    const numbers = [left, right].map((each) => evaluate(sh, each));
    const [a, b] = numbers;
    if (typeof a !== 'bigint' || typeof b !== 'bigint') {
      complain(sh, `[[: ${String(typeof a === 'bigint' ? b : a)}`);
      return false;
    }
    return compare(node.operator, a, b);
  }
  return binary(sh, node.operator, left, right);
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq': return a === b;
    case '-ne': return a !== b;
    case '-lt': return a < b;
    case '-le': return a <= b;
    case '-gt': return a > b;
  }
  return a >= b;
}

function unary(sh: Shell, operator: string, text: string): boolean {
  const path = resolvePath(sh.p.cwd, text === '' ? '/nothing/there' : text);
  switch (operator) {
    case '-n': return text !== '';
    case '-z': return text === '';
    case '-e':
    case '-a':
    case '-r':
    case '-w':
    case '-O':
    case '-G': return statPath(sh.m, path) !== null;
    case '-f': return nodeAt(sh.m, path)?.kind === 'file';
    case '-d': return nodeAt(sh.m, path)?.kind === 'folder';
    case '-x': {
      const node = nodeAt(sh.m, path);
      return node !== null && (node.kind === 'folder' || node.executable);
    }
    case '-s': {
      const node = nodeAt(sh.m, path);
      return node !== null && (node.kind === 'folder' || byteLength(node.text) > 0);
    }
    case '-t': return openOf(sh.m, sh.p, Number(text))?.kind === 'tty';
    case '-v': return variableOf(sh, text) !== null;
    case '-o': return sh.s.options[text] === true;
  }
  return false;
}

function binary(sh: Shell, operator: string, left: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==': return left === right;
    case '!=': return left !== right;
    case '<': return left < right;
    case '>': return left > right;
    case '-nt':
    case '-ot': {
      const [a, b] = [left, right].map((each) => statPath(sh.m, resolvePath(sh.p.cwd, each))?.modifiedMs ?? -1);
      return operator === '-nt' ? (a ?? 0) > (b ?? 0) : (a ?? 0) < (b ?? 0);
    }
    case '-ef': return resolvePath(sh.p.cwd, left) === resolvePath(sh.p.cwd, right);
  }
  return false;
}

const UNARY = /^-[nzeafdrwxsOGtvo]$/;
const BINARY = /^(?:=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

/** `test` and `[`: the status. */
export function testBuiltin(sh: Shell, fields: readonly string[]): number {
  const name = fields[0] ?? 'test';
  let args = fields.slice(1);
  if (name === '[') {
    if (args.at(-1) !== ']') {
      complain(sh, "[: missing `]'");
      return 2;
    }
    args = args.slice(0, -1);
  }
  const value = either(sh, name, args);
  return value === null ? 2 : value ? 0 : 1;
}

function either(sh: Shell, name: string, args: readonly string[]): boolean | null {
  if (args.length > 3) {
    for (const joiner of ['-o', '-a']) {
      const at = args.indexOf(joiner, 1);
      if (at <= 0 || at >= args.length - 1) continue;
      const left = either(sh, name, args.slice(0, at));
      const right = either(sh, name, args.slice(at + 1));
      return left === null || right === null ? null : joiner === '-o' ? left || right : left && right;
    }
  }
  const [a = '', b = '', c = ''] = args;
  if (args.length === 0) return false;
  if (args.length === 1) return a !== '';
  if (a === '!' && !(args.length === 3 && BINARY.test(b))) {
    const value = either(sh, name, args.slice(1));
    return value === null ? null : !value;
  }
  if (a === '(' && args.at(-1) === ')') return either(sh, name, args.slice(1, -1));
  if (args.length === 2) {
    if (UNARY.test(a)) return unary(sh, a, b);
    complain(sh, `${name}: ${a}: unary operator expected`);
    return null;
  }
  if (args.length > 3) {
    complain(sh, `${name}: too many arguments`);
    return null;
  }
  if (!BINARY.test(b)) {
    complain(sh, `${name}: ${b}: binary operator expected`);
    return null;
  }
  if (!/^-(?:eq|ne|lt|le|gt|ge)$/.test(b)) return binary(sh, b, a, c);
  for (const each of [a, c]) {
    if (/^\s*[-+]?\d+\s*$/.test(each)) continue;
    complain(sh, `${name}: ${each}: integer expression expected`);
    return null;
  }
  return compare(b, BigInt(a.trim().replace('+', '')), BigInt(c.trim().replace('+', '')));
}
