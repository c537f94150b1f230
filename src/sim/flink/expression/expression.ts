// The language of a job's small functions, and its parser: total, without loops, names of fields only, no way to fail but by a Java exception.
//
//   or       = and { "or" and }          and = not { "and" not }          not = "not" not | compared
//   compared = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum ]
//   sum      = product { ("+" | "-" | "||") product }          product = unary { ("*" | "/" | "%") unary }
//   unary    = "-" unary | value { "[" or "]" | "." name }
//   value    = number | 'text' | "text" | true | false | null | "(" or ")" | function "(" [ or { "," or } ] ")" | "[" … "]" | field | alias "." field
import { FUNCTIONS } from './functions.ts';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '||';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** The field at `position` of input 0 or 1. */
  | { readonly kind: 'field'; readonly input: 0 | 1; readonly position: number }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  /** An element of a list, or an entry of a map. */
  | { readonly kind: 'at'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** The names that an expression may use: fields of its one or two inputs, and what the inputs are called. */
export interface Scope {
  readonly inputs: readonly { readonly alias: string; readonly fields: readonly string[] }[];
}

/** What is wrong, and where: `at` counts letters from 0. */
export interface ExpressionProblem {
  readonly at: number;
  readonly message: string;
}

export type Parsed = { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: ExpressionProblem };

const LONGEST = 4_000;
const MOST_NESTED = 100;

interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Reads an expression. Its problems come back as a value. */
export function parseExpression(text: string, scope: Scope): Parsed {
  const parser = new Parser(text, scope);
  const expression = parser.whole();
  return parser.problem === null ? { ok: true, expression } : { ok: false, problem: parser.problem };
}

const PATTERN = /\s+|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_$][\w$]*)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<sign><=|>=|!=|\|\||[=<>().,+\-*/%[\]])|(?<bad>.)/gsu;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const { number, word, text: quoted, sign, bad } = match.groups ?? {};
    const at = match.index;
    if (number !== undefined) found.push({ kind: 'number', text: number, at });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at });
    else if (quoted !== undefined) found.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/gsu, '$1'), at });
    else if (sign !== undefined || bad !== undefined) found.push({ kind: 'sign', text: sign ?? bad ?? '', at });
  }
  found.push({ kind: 'end', text: '', at: text.length });
  return found;
}

const NULL: Expression = { kind: 'literal', value: null };
const COMPARISONS: readonly Operator[] = ['=', '!=', '<=', '>=', '<', '>'];

/** A recursive descent. After the first problem every rule returns at once. */
class Parser {
  problem: ExpressionProblem | null = null;
  private readonly tokens: readonly Token[];
  private readonly end: Token;
  private readonly scope: Scope;
  private at = 0;
  private nested = 0;

  constructor(text: string, scope: Scope) {
    this.tokens = tokens(text);
    this.end = { kind: 'end', text: '', at: text.length };
    this.scope = scope;
    if (text.length > LONGEST) this.fail(this.end, `an expression of ${text.length} letters, more than ${LONGEST}`);
  }

  whole(): Expression {
    const expression = this.either();
    const left = this.peek();
    if (left.kind !== 'end') this.fail(left, `expected the end, but found ${left.text}`);
    return expression;
  }

  private peek(): Token {
    return this.tokens[this.at] ?? this.end;
  }

  private take(text: string): boolean {
    const token = this.peek();
    if (token.kind === 'text' || token.kind === 'end' || token.text !== text || this.problem !== null) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(this.peek(), `expected "${text}", but found ${this.peek().text === '' ? 'the end' : this.peek().text}`);
  }

  private fail(token: Token, message: string): Expression {
    this.problem ??= { at: token.at, message };
    this.at = this.tokens.length;
    return NULL;
  }

  private either(): Expression {
    this.nested += 1;
    if (this.nested > MOST_NESTED) return this.fail(this.peek(), 'parentheses stand inside each other too deep');
    let left = this.both();
    while (this.take('or')) left = { kind: 'or', left, right: this.both() };
    this.nested -= 1;
    return left;
  }

  private both(): Expression {
    let left = this.negated();
    while (this.take('and')) left = { kind: 'and', left, right: this.negated() };
    return left;
  }

  private negated(): Expression {
    let negations = 0;
    while (this.take('not')) negations += 1;
    const of = this.compared();
    return negations % 2 === 0 ? of : { kind: 'not', of };
  }

  private compared(): Expression {
    const left = this.sum();
    for (const operator of COMPARISONS) if (this.take(operator)) return { kind: 'binary', operator, left, right: this.sum() };
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const operator = (['+', '-', '||'] as const).find((sign) => this.take(sign));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.product() };
    }
  }

  private product(): Expression {
    let left = this.unary();
    for (;;) {
      const operator = (['*', '/', '%'] as const).find((sign) => this.take(sign));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.unary() };
    }
  }

  private unary(): Expression {
    let signs = 0;
    while (this.take('-')) signs += 1;
    let of = this.value();
    while (this.take('[')) {
      of = { kind: 'at', of, index: this.either() };
      this.expect(']');
    }
    return signs % 2 === 0 ? of : { kind: 'minus', of };
  }

  private value(): Expression {
    const token = this.peek();
    if (this.problem !== null) return NULL;
    if (this.take('(')) {
      const inner = this.either();
      this.expect(')');
      return inner;
    }
    if (this.take('[')) return { kind: 'list', items: this.items(']') };
    this.at += 1;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'literal', value: token.text };
    if (token.kind !== 'word') return this.fail(token, `expected a value, but found ${token.text === '' ? 'the end' : token.text}`);
    if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' };
    if (token.text === 'null') return NULL;
    if (this.take('(')) return this.call(token);
    return this.field(token);
  }

  private items(close: string): Expression[] {
    if (this.take(close)) return [];
    const items = [this.either()];
    while (this.take(',')) items.push(this.either());
    this.expect(close);
    return items;
  }

  private call(name: Token): Expression {
    const args = this.items(')');
    const known = Object.hasOwn(FUNCTIONS, name.text) ? FUNCTIONS[name.text] : undefined;
    if (known === undefined) return this.fail(name, `there is no function ${name.text}`);
    if (args.length < known.args[0] || args.length > known.args[1]) return this.fail(name, `${name.text} takes ${known.args[0]} to ${known.args[1]} arguments, not ${args.length}`);
    return { kind: 'call', name: name.text, args };
  }

  private field(token: Token): Expression {
    const alias = this.scope.inputs.findIndex((input) => input.alias === token.text);
    if (alias >= 0 && this.take('.')) {
      const field = this.peek();
      this.at += 1;
      return this.position(field, alias);
    }
    const input = this.scope.inputs.findIndex(({ fields }) => fields.includes(token.text));
    return this.position(token, Math.max(0, input));
  }

  private position(token: Token, input: number): Expression {
    const position = this.scope.inputs[input]?.fields.indexOf(token.text) ?? -1;
    if (position < 0) return this.fail(token, `there is no field ${token.text}; there are ${this.scope.inputs.flatMap(({ fields }) => fields).join(', ')}`);
    return { kind: 'field', input: input === 0 ? 0 : 1, position };
  }
}
