// jq's grammar: text in, a filter or a message out.
import { isKnown } from './names.ts';
import type { Filter } from './syntax.ts';

interface Token {
  readonly kind: 'name' | 'field' | 'variable' | 'number' | 'text' | 'format' | 'sign' | 'end';
  readonly text: string;
  readonly parts?: readonly (string | Filter)[];
}

interface Parse {
  readonly tokens: readonly Token[];
  at: number;
  /** The calls of functions: the place of the name, and how many arguments it has. */
  readonly calls: Map<number, number>;
}

class Problem extends Error {}

export type Parsed = { readonly kind: 'filter'; readonly filter: Filter } | { readonly kind: 'error'; readonly message: string; readonly hint: string };

export function parseFilter(text: string): Parsed {
  try {
    const parse: Parse = { tokens: tokenize(text), at: 0, calls: new Map() };
    if (parse.tokens.length === 1) return { kind: 'filter', filter: { kind: 'identity' } };
    const filter = pipe(parse);
    if (peek(parse).kind !== 'end') unexpected(parse);
    const unknown = parse.tokens.findIndex((token, at) => token.kind === 'name' && parse.calls.has(at) && !isKnown(token.text, parse.calls.get(at) ?? 0));
    const call = parse.tokens[unknown];
    if (call !== undefined) return { kind: 'error', message: `${call.text}/${parse.calls.get(unknown) ?? 0} is not defined`, hint: '' };
    return { kind: 'filter', filter };
  } catch (problem) {
    if (problem instanceof Problem) return { kind: 'error', message: problem.message, hint: ' (Unix shell quoting issues?)' };
    throw problem;
  }
}

const SIGNS = ['?//', '//=', '|=', '+=', '-=', '*=', '/=', '%=', '==', '!=', '<=', '>=', '//', '..', '|', ',', '.', '[', ']', '(', ')', '{', '}', ':', ';', '+', '-', '*', '/', '%', '<', '>', '=', '?'];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:\s+|#[^\n]*)/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('"')) {
      const found = quoted(rest);
      tokens.push({ kind: 'text', text: rest.slice(0, found.length), parts: found.parts });
      at += found.length;
      continue;
    }
    const shape = /^(?:(\.[A-Za-z_]\w*)|(\$[A-Za-z_]\w*)|(@[a-z]\w*)|([A-Za-z_]\w*(?:::\w+)*)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))/.exec(rest);
    if (shape !== null) {
      const [whole, field, variable, format, name] = shape;
      tokens.push(field !== undefined ? { kind: 'field', text: field.slice(1) } : variable !== undefined ? { kind: 'variable', text: variable.slice(1) } : format !== undefined ? { kind: 'format', text: format.slice(1) } : name !== undefined ? { kind: 'name', text: name } : { kind: 'number', text: whole });
      at += whole.length;
      continue;
    }
    const sign = SIGNS.find((each) => rest.startsWith(each));
    if (sign === undefined) throw new Problem(`syntax error, unexpected INVALID_CHARACTER`);
    tokens.push({ kind: 'sign', text: sign });
    at += sign.length;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\', '/': '/' };

function quoted(rest: string): { readonly length: number; readonly parts: readonly (string | Filter)[] } {
  const parts: (string | Filter)[] = [];
  let text = '';
  for (let at = 1; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === '"') return { length: at + 1, parts: [...parts, text] };
    if (char !== '\\') {
      text += char;
      continue;
    }
    at++;
    const next = rest.charAt(at);
    if (next === '(') {
      const inside = parenthesis(rest.slice(at));
      parts.push(text, inside.filter);
      text = '';
      at += inside.length - 1;
    } else if (next === 'u') {
      text += String.fromCharCode(Number.parseInt(rest.slice(at + 1, at + 5), 16));
      at += 4;
    } else text += ESCAPES[next] ?? next;
  }
  throw new Problem('syntax error, unexpected end of file, unterminated string literal');
}

function parenthesis(rest: string): { readonly length: number; readonly filter: Filter } {
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === '"') at += quoted(rest.slice(at)).length - 1;
    if (char === '(') depth++;
    if (char === ')' && --depth === 0) {
      const parsed = parseFilter(rest.slice(1, at));
      if (parsed.kind === 'error') throw new Problem(parsed.message);
      return { length: at + 1, filter: parsed.filter };
    }
  }
  throw new Problem('syntax error, unexpected end of file');
}

function peek(parse: Parse, ahead = 0): Token {
  return parse.tokens[parse.at + ahead] ?? { kind: 'end', text: '' };
}

function is(parse: Parse, text: string): boolean {
  const token = peek(parse);
  return token.text === text && (token.kind === 'sign' || token.kind === 'name');
}

function accept(parse: Parse, text: string): boolean {
  if (!is(parse, text)) return false;
  parse.at++;
  return true;
}

function unexpected(parse: Parse): never {
  const token = peek(parse);
  const what = token.kind === 'end' ? '$end' : token.kind === 'name' ? 'IDENT' : token.kind === 'field' ? 'FIELD' : token.kind === 'number' ? 'LITERAL' : token.kind === 'text' ? 'QQSTRING_START' : `'${token.text}'`;
  throw new Problem(`syntax error, unexpected ${what}`);
}

function expect(parse: Parse, text: string): void {
  if (!accept(parse, text)) unexpected(parse);
}

function name(parse: Parse): string {
  const token = peek(parse);
  if (token.kind !== 'variable') unexpected(parse);
  parse.at++;
  return token.text;
}

function pipe(parse: Parse): Filter {
  const left = comma(parse);
  if (accept(parse, 'as')) {
    const variable = name(parse);
    expect(parse, '|');
    return { kind: 'as', source: left, name: variable, body: pipe(parse) };
  }
  return accept(parse, '|') ? { kind: 'pipe', left, right: pipe(parse) } : left;
}

function comma(parse: Parse): Filter {
  let left = binary(parse, 0);
  while (accept(parse, ',')) left = { kind: 'comma', left, right: binary(parse, 0) };
  return left;
}

/** Operators from the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [['//'], ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], ['or'], ['and'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

function binary(parse: Parse, level: number): Filter {
  const operators = LEVELS[level];
  if (operators === undefined) return postfix(parse);
  let left = binary(parse, level + 1);
  for (;;) {
    const operator = operators.find((each) => is(parse, each));
    if (operator === undefined) return left;
    parse.at++;
    // `//` leans to the right; the others to the left.
    const right = operator === '//' ? binary(parse, level) : binary(parse, level + 1);
    left = level === 1 ? { kind: 'update', operator, path: left, value: right } : { kind: 'binary', operator, left, right };
  }
}

function postfix(parse: Parse): Filter {
  let term = primary(parse);
  for (;;) {
    if (peek(parse).kind === 'field') term = { kind: 'index', of: term, key: { kind: 'literal', value: take(parse).text } };
    else if (is(parse, '.') && peek(parse, 1).kind === 'text') {
      parse.at++;
      term = { kind: 'index', of: term, key: text(take(parse), null) };
    } else if (is(parse, '.') && peek(parse, 1).text === '[') parse.at++;
    else if (accept(parse, '[')) term = brackets(parse, term);
    else if (accept(parse, '?')) term = { kind: 'try', body: term, otherwise: null };
    else return term;
  }
}

function take(parse: Parse): Token {
  const token = peek(parse);
  parse.at++;
  return token;
}

function brackets(parse: Parse, of: Filter): Filter {
  if (accept(parse, ']')) return { kind: 'iterate', of };
  if (accept(parse, ':')) {
    const to = pipe(parse);
    expect(parse, ']');
    return { kind: 'slice', of, from: null, to };
  }
  const key = pipe(parse);
  if (accept(parse, ':')) {
    const to = is(parse, ']') ? null : pipe(parse);
    expect(parse, ']');
    return { kind: 'slice', of, from: key, to };
  }
  expect(parse, ']');
  return { kind: 'index', of, key };
}

function text(token: Token, format: string | null): Filter {
  const parts = token.parts ?? [];
  return parts.every((part) => typeof part === 'string') ? { kind: 'literal', value: parts.join('') } : { kind: 'text', parts, format };
}

function primary(parse: Parse): Filter {
  const token = take(parse);
  switch (token.kind) {
    case 'number': return { kind: 'literal', value: Number(token.text) };
    case 'text': return text(token, null);
    case 'field': return { kind: 'index', of: { kind: 'identity' }, key: { kind: 'literal', value: token.text } };
    case 'variable': return { kind: 'variable', name: token.text };
    case 'format': return peek(parse).kind === 'text' ? text(take(parse), token.text) : { kind: 'format', name: token.text };
    case 'name': return word(parse, token.text);
    case 'sign': return sign(parse, token.text);
    case 'end': break;
  }
  parse.at--;
  return unexpected(parse);
}

function sign(parse: Parse, text_: string): Filter {
  if (text_ === '..') return { kind: 'recurse' };
  if (text_ === '-') return { kind: 'negate', of: postfix(parse) };
  if (text_ === '.') {
    const next = peek(parse);
    if (next.kind !== 'text') return { kind: 'identity' };
    parse.at++;
    return { kind: 'index', of: { kind: 'identity' }, key: text(next, null) };
  }
  if (text_ === '(') {
    const inside = pipe(parse);
    expect(parse, ')');
    return inside;
  }
  if (text_ === '[') {
    if (accept(parse, ']')) return { kind: 'array', of: null };
    const inside = pipe(parse);
    expect(parse, ']');
    return { kind: 'array', of: inside };
  }
  if (text_ === '{') return object(parse);
  parse.at--;
  return unexpected(parse);
}

function object(parse: Parse): Filter {
  const entries: { key: Filter; value: Filter }[] = [];
  while (!accept(parse, '}')) {
    const token = take(parse);
    let key: Filter;
    if (token.kind === 'variable') {
      entries.push({ key: { kind: 'literal', value: token.text }, value: { kind: 'variable', name: token.text } });
      if (!accept(parse, ',') && !is(parse, '}')) unexpected(parse);
      continue;
    }
    if (token.kind === 'name' || token.kind === 'number') key = { kind: 'literal', value: token.text };
    else if (token.kind === 'text') key = text(token, null);
    else if (token.text === '(') {
      key = pipe(parse);
      expect(parse, ')');
    } else {
      parse.at--;
      return unexpected(parse);
    }
    const value: Filter = accept(parse, ':') ? objectValue(parse) : { kind: 'index', of: { kind: 'identity' }, key };
    entries.push({ key, value });
    if (!accept(parse, ',') && !is(parse, '}')) unexpected(parse);
  }
  return { kind: 'object', entries };
}

/** A value in an object has no comma; a pipe is allowed. */
function objectValue(parse: Parse): Filter {
  const left = binary(parse, 0);
  return accept(parse, '|') ? { kind: 'pipe', left, right: objectValue(parse) } : left;
}

function word(parse: Parse, word_: string): Filter {
  if (word_ === 'null' || word_ === 'true' || word_ === 'false') return { kind: 'literal', value: word_ === 'null' ? null : word_ === 'true' };
  if (word_ === 'if') return conditional(parse);
  if (word_ === 'try') {
    const body = postfix(parse);
    return { kind: 'try', body, otherwise: accept(parse, 'catch') ? postfix(parse) : null };
  }
  if (word_ === 'reduce') {
    const source = postfix(parse);
    expect(parse, 'as');
    const variable = name(parse);
    expect(parse, '(');
    const init = pipe(parse);
    expect(parse, ';');
    const step = pipe(parse);
    expect(parse, ')');
    return { kind: 'reduce', source, name: variable, init, step };
  }
  const args: Filter[] = [];
  const place = parse.at - 1;
  if (accept(parse, '(')) {
    do args.push(pipe(parse));
    while (accept(parse, ';'));
    expect(parse, ')');
  }
  parse.calls.set(place, args.length);
  return { kind: 'call', name: word_, args };
}

function conditional(parse: Parse): Filter {
  const test = pipe(parse);
  expect(parse, 'then');
  const yes = pipe(parse);
  if (accept(parse, 'elif')) return { kind: 'if', test, yes, no: conditional(parse) };
  const no = accept(parse, 'else') ? pipe(parse) : null;
  expect(parse, 'end');
  return { kind: 'if', test, yes, no };
}
