// awk's grammar, by recursive descent: text in, a program or the place of the first error out.
import { accept, close, expect, fail, is, type Parse, peek, skipNewlines, take } from './cursor.ts';
import { expression, simpleStatement } from './expressions.ts';
import { tokenize } from './lexer.ts';
import type { AwkFunction, AwkProgram, Rule, Stmt } from './syntax.ts';

export type Parsed = { readonly kind: 'program'; readonly program: AwkProgram } | { readonly kind: 'error'; readonly message: string };

function skipTerminators(parse: Parse): void {
  while (peek(parse).kind === 'newline' || is(parse, ';')) parse.at++;
}

/** Parses a program; the message is mawk's. */
export function parseAwk(text: string): Parsed {
  const lexed = tokenize(text);
  if (lexed.kind === 'error') return { kind: 'error', message: `awk: line ${lexed.line}: syntax error at or near ${lexed.near}` };
  const parse: Parse = { tokens: lexed.tokens, at: 0, problem: null, missing: '', noGreater: false, noIn: false, functions: new Set() };
  const rules: Rule[] = [];
  const functions: AwkFunction[] = [];
  skipTerminators(parse);
  while (peek(parse).kind !== 'end') {
    if (is(parse, 'function') || is(parse, 'func')) functions.push(functionOf(parse));
    else rules.push(rule(parse));
    skipTerminators(parse);
  }
  if (parse.problem !== null) {
    const { problem, missing } = parse;
    const atEnd = problem.kind === 'end' || (problem.kind === 'newline' && parse.tokens.at(-2) === problem);
    const what = missing === '' ? 'syntax error at or near' : `missing ${missing} near`;
    return { kind: 'error', message: `awk: line ${problem.line + (atEnd ? 1 : 0)}: ${what} ${atEnd ? 'end of file' : problem.text}` };
  }
  return { kind: 'program', program: { rules, functions } };
}

function functionOf(parse: Parse): AwkFunction {
  take(parse);
  const name = take(parse).text;
  const parameters: string[] = [];
  expect(parse, '(');
  while (peek(parse).kind === 'name') {
    parameters.push(take(parse).text);
    if (!accept(parse, ',')) break;
    skipNewlines(parse);
  }
  expect(parse, ')');
  skipNewlines(parse);
  return { name, parameters, body: block(parse) };
}

function rule(parse: Parse): Rule {
  if (is(parse, 'BEGIN') || is(parse, 'END')) {
    const when = take(parse).text === 'BEGIN' ? 'BEGIN' : 'END';
    return { when, from: null, to: null, body: block(parse) };
  }
  const from = is(parse, '{') ? null : expression(parse);
  let to = null;
  if (from !== null && accept(parse, ',')) {
    skipNewlines(parse);
    to = expression(parse);
  }
  return { when: 'line', from, to, body: is(parse, '{') ? block(parse) : null };
}

function block(parse: Parse): Stmt {
  expect(parse, '{');
  const body: Stmt[] = [];
  skipTerminators(parse);
  while (!is(parse, '}') && peek(parse).kind !== 'end') {
    body.push(statement(parse));
    skipTerminators(parse);
  }
  close(parse, '}');
  return { kind: 'block', body };
}

/** A statement, with the `;` or newline that ends it. */
function statement(parse: Parse): Stmt {
  if (is(parse, '{')) return block(parse);
  if (accept(parse, ';')) return { kind: 'block', body: [] };
  if (accept(parse, 'if')) return ifStatement(parse);
  if (accept(parse, 'while')) {
    const test = condition(parse);
    return { kind: 'while', test, body: body(parse), first: true };
  }
  if (accept(parse, 'do')) {
    const repeated = body(parse);
    skipTerminators(parse);
    expect(parse, 'while');
    const test = condition(parse);
    endStatement(parse);
    return { kind: 'while', test, body: repeated, first: false };
  }
  if (accept(parse, 'for')) return forStatement(parse);
  const simple = simpleStatement(parse);
  endStatement(parse);
  return simple;
}

function endStatement(parse: Parse): void {
  if (peek(parse).kind === 'newline') take(parse);
  else if (!accept(parse, ';') && !is(parse, '}')) {
    if (peek(parse).kind === 'end') close(parse, '}');
    else fail(parse);
  }
}

function condition(parse: Parse): ReturnType<typeof expression> {
  expect(parse, '(');
  const test = expression(parse);
  expect(parse, ')');
  return test;
}

function body(parse: Parse): Stmt {
  skipNewlines(parse);
  return statement(parse);
}

function ifStatement(parse: Parse): Stmt {
  const test = condition(parse);
  const yes = body(parse);
  const mark = parse.at;
  skipTerminators(parse);
  if (accept(parse, 'else')) return { kind: 'if', test, yes, no: body(parse) };
  parse.at = mark;
  return { kind: 'if', test, yes, no: null };
}

function forStatement(parse: Parse): Stmt {
  expect(parse, '(');
  if (peek(parse).kind === 'name' && is(parse, 'in', 1) && is(parse, ')', 3)) {
    const name = take(parse).text;
    take(parse);
    const array = take(parse).text;
    expect(parse, ')');
    return { kind: 'each', name, array, body: body(parse) };
  }
  const init = is(parse, ';') ? null : simpleStatement(parse);
  expect(parse, ';');
  skipNewlines(parse);
  const test = is(parse, ';') ? null : expression(parse);
  expect(parse, ';');
  skipNewlines(parse);
  const step = is(parse, ')') ? null : simpleStatement(parse);
  expect(parse, ')');
  return { kind: 'for', init, test, step, body: body(parse) };
}
