// awk's expressions and simple statements, by precedence climbing.
import { accept, close, expect, fail, is, type Parse, peek, skipNewlines, take } from './cursor.ts';
import type { Expr, Stmt } from './syntax.ts';

export function simpleStatement(parse: Parse): Stmt {
  if (is(parse, 'print') || is(parse, 'printf')) return printStatement(parse);
  if (accept(parse, 'delete')) {
    const name = take(parse).text;
    return { kind: 'delete', name, index: accept(parse, '[') ? list(parse, ']') : null };
  }
  for (const how of ['break', 'continue', 'next', 'nextfile'] as const) if (accept(parse, how)) return { kind: 'leave', how };
  if (accept(parse, 'exit')) return { kind: 'exit', status: ends(parse) ? null : expression(parse) };
  if (accept(parse, 'return')) return { kind: 'return', value: ends(parse) ? null : expression(parse) };
  return { kind: 'expr', expr: expression(parse) };
}

function ends(parse: Parse): boolean {
  return peek(parse).kind === 'newline' || is(parse, ';') || is(parse, '}') || peek(parse).kind === 'end';
}

function printStatement(parse: Parse): Stmt {
  const format = take(parse).text === 'printf';
  const outer = parse.noGreater;
  parse.noGreater = true;
  let args: readonly Expr[] = [];
  if (!ends(parse) && !is(parse, '>') && !is(parse, '>>')) {
    args = items(parse);
    const [first] = args;
    if (args.length === 1 && first?.kind === 'group' && first.items.length > 1) args = first.items;
  }
  parse.noGreater = outer;
  const append = is(parse, '>>');
  if (accept(parse, '>') || accept(parse, '>>')) return { kind: 'print', format, args, to: { append, file: concatenation(parse) } };
  return { kind: 'print', format, args, to: null };
}

function items(parse: Parse): Expr[] {
  const out = [expression(parse)];
  while (accept(parse, ',')) {
    skipNewlines(parse);
    out.push(expression(parse));
  }
  return out;
}

function list(parse: Parse, sign: string): Expr[] {
  const outer = parse.noGreater;
  parse.noGreater = false;
  skipNewlines(parse);
  const out = is(parse, sign) ? [] : items(parse);
  skipNewlines(parse);
  close(parse, sign);
  parse.noGreater = outer;
  return out;
}

export function expression(parse: Parse): Expr {
  const target = conditional(parse);
  for (const operator of ['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']) {
    if (!is(parse, operator)) continue;
    if (target.kind !== 'variable' && target.kind !== 'field' && target.kind !== 'element') return problem(parse);
    take(parse);
    skipNewlines(parse);
    return { kind: 'assign', operator: operator === '**=' ? '^=' : operator, target, value: expression(parse) };
  }
  return target;
}

function problem(parse: Parse): Expr {
  fail(parse);
  return { kind: 'number', value: 0 };
}

function conditional(parse: Parse): Expr {
  const test = either(parse);
  if (!accept(parse, '?')) return test;
  skipNewlines(parse);
  const yes = expression(parse);
  skipNewlines(parse);
  expect(parse, ':');
  skipNewlines(parse);
  return { kind: 'conditional', test, yes, no: expression(parse) };
}

function either(parse: Parse): Expr {
  let left = both(parse);
  while (accept(parse, '||')) {
    skipNewlines(parse);
    left = { kind: 'binary', operator: '||', left, right: both(parse) };
  }
  return left;
}

function both(parse: Parse): Expr {
  let left = membership(parse);
  while (accept(parse, '&&')) {
    skipNewlines(parse);
    left = { kind: 'binary', operator: '&&', left, right: membership(parse) };
  }
  return left;
}

function membership(parse: Parse): Expr {
  let left = matching(parse);
  while (is(parse, 'in') && peek(parse, 1).kind === 'name') {
    take(parse);
    left = { kind: 'in', index: left.kind === 'group' ? left.items : [left], name: take(parse).text };
  }
  return left;
}

function matching(parse: Parse): Expr {
  let left = comparison(parse);
  while (is(parse, '~') || is(parse, '!~')) {
    const negated = take(parse).text === '!~';
    left = { kind: 'match', negated, left, right: comparison(parse) };
  }
  return left;
}

function comparison(parse: Parse): Expr {
  const left = concatenation(parse);
  for (const operator of ['<', '<=', '==', '!=', '>=', '>']) {
    if (!is(parse, operator) || (operator === '>' && parse.noGreater)) continue;
    take(parse);
    return { kind: 'binary', operator, left, right: concatenation(parse) };
  }
  return left;
}

/** Whether the next token can begin another operand: two values side by side are joined. */
function startsOperand(parse: Parse): boolean {
  const token = peek(parse);
  if (['number', 'string', 'name', 'call', 'builtin', 'regex'].includes(token.kind)) return true;
  return token.kind === 'sign' && ['$', '(', '++', '--'].includes(token.text);
}

export function concatenation(parse: Parse): Expr {
  let left = additive(parse);
  while (startsOperand(parse) && !is(parse, 'in')) left = { kind: 'binary', operator: ' ', left, right: additive(parse) };
  return left;
}

function additive(parse: Parse): Expr {
  let left = multiplicative(parse);
  while (is(parse, '+') || is(parse, '-')) left = { kind: 'binary', operator: take(parse).text, left, right: multiplicative(parse) };
  return left;
}

function multiplicative(parse: Parse): Expr {
  let left = unary(parse);
  while (is(parse, '*') || is(parse, '/') || is(parse, '%')) left = { kind: 'binary', operator: take(parse).text, left, right: unary(parse) };
  return left;
}

function unary(parse: Parse): Expr {
  if (is(parse, '!') || is(parse, '-') || is(parse, '+')) return { kind: 'unary', operator: take(parse).text, operand: unary(parse) };
  return power(parse);
}

function power(parse: Parse): Expr {
  const left = postfix(parse);
  if (!accept(parse, '^') && !accept(parse, '**')) return left;
  const right = is(parse, '-') || is(parse, '+') || is(parse, '!') ? unary(parse) : power(parse);
  return { kind: 'binary', operator: '^', left, right };
}

function postfix(parse: Parse): Expr {
  if (is(parse, '++') || is(parse, '--')) {
    const by = take(parse).text === '++' ? 1 : -1;
    return { kind: 'step', by, prefix: true, target: primary(parse) };
  }
  const target = primary(parse);
  const assignable = target.kind === 'variable' || target.kind === 'field' || target.kind === 'element';
  if (assignable && (is(parse, '++') || is(parse, '--'))) return { kind: 'step', by: take(parse).text === '++' ? 1 : -1, prefix: false, target };
  return target;
}

function primary(parse: Parse): Expr {
  const token = take(parse);
  switch (token.kind) {
    case 'number': return { kind: 'number', value: Number(token.text) };
    case 'string': return { kind: 'string', value: token.text };
    case 'regex': return { kind: 'regex', source: token.text };
    case 'name': return accept(parse, '[') ? { kind: 'element', name: token.text, index: list(parse, ']') } : { kind: 'variable', name: token.text };
    case 'call':
      expect(parse, '(');
      return { kind: 'call', name: token.text, args: list(parse, ')'), builtin: false };
    case 'builtin': return { kind: 'call', name: token.text, args: accept(parse, '(') ? list(parse, ')') : [], builtin: true };
    case 'keyword':
    case 'sign':
    case 'newline':
    case 'end': break;
  }
  if (token.text === '$') return { kind: 'field', index: is(parse, '++') || is(parse, '--') || is(parse, '-') ? unary(parse) : primary(parse) };
  if (token.text === '-' || token.text === '+' || token.text === '!') return { kind: 'unary', operator: token.text, operand: unary(parse) };
  if (token.text === '(') {
    const inside = list(parse, ')');
    const [only] = inside;
    return inside.length === 1 && only !== undefined ? { kind: 'group', items: [only] } : { kind: 'group', items: inside };
  }
  if (token.text === 'getline') return getline(parse);
  parse.at--;
  return problem(parse);
}

function getline(parse: Parse): Expr {
  const token = peek(parse);
  const target = token.kind === 'name' || token.text === '$' ? primary(parse) : null;
  return { kind: 'getline', target, file: accept(parse, '<') ? primary(parse) : null };
}
