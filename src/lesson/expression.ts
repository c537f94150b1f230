// The language of checks as data, and its parser. It is total: no loops but over records, no names but theirs, no way to fail.
//
//   check      = and { "or" and }            and   = not { "and" not }          not = "not" not | timed
//   timed      = ("eventually" | "never") not | compared [ "for" number ("ms" | "s" | "min") ]
//   compared   = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" | "starts with") sum ]
//   sum        = value { ("+" | "-") value }
//   value      = ("grew" | "moment") value | number | "text" | true | false | null | "(" check ")" | field | alias "." field
//              | ("count" | "exists") "(" kind [alias] [ "where" check ] ")"
//              | "all" "(" kind [alias] [ "where" check ] ":" check ")"
//              | ("sum" | "min" | "max" | "the") "(" kind [alias] "." field [ "where" check ] ")"
import { fieldType, type FieldType, FIELDS, nearest, type RecordKind, recordKind } from './fields.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'starts with';

/** Records of a kind, with a condition. `alias` names the record for conditions inside. */
export interface Selection {
  readonly kind: RecordKind;
  readonly alias: string | null;
  readonly where: Expression | null;
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  /** `depth` counts selections outwards; 0 is the innermost. `key` picks from a map. */
  | { readonly kind: 'field'; readonly depth: number; readonly field: string; readonly key: string | null }
  | { readonly kind: 'count' | 'exists'; readonly of: Selection }
  | { readonly kind: 'all'; readonly of: Selection; readonly holds: Expression }
  | { readonly kind: 'sum' | 'min' | 'max' | 'the'; readonly of: Selection; readonly field: string; readonly key: string | null }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'add'; readonly operator: '+' | '-'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  /** `slot` numbers what must be remembered from one look at the world to the next. */
  | { readonly kind: 'eventually' | 'never' | 'grew' | 'moment'; readonly slot: number; readonly of: Expression }
  | { readonly kind: 'for'; readonly slot: number; readonly durationUs: number; readonly of: Expression };

/** What is wrong in an expression, and where: `at` counts letters from 0. */
export interface ExpressionProblem {
  readonly at: number;
  readonly message: string;
}

export type ParsedExpression = { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: ExpressionProblem };

interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Selections inside selections: more than this could make a check slow. */
const DEEPEST = 3;
const LONGEST = 2_000;
/** Rules inside rules: a parser must not run out of stack. */
const MOST_NESTED = 200;
const DURATIONS_US: Readonly<Record<string, number>> = { ms: 1_000, s: 1_000_000, min: 60_000_000 };
const AGGREGATES = ['sum', 'min', 'max', 'the'] as const;
const RESERVED = new Set(['and', 'or', 'not', 'where', 'for', 'eventually', 'never', 'grew', 'moment', 'contains', 'starts', 'with', 'true', 'false', 'null', 'count', 'exists', 'all', ...AGGREGATES]);

/** Reads an expression. Its problems come back as a value; nothing is thrown. */
export function parseExpression(text: string): ParsedExpression {
  const parser = new ExpressionParser(text);
  const expression = parser.whole();
  return parser.problem === null ? { ok: true, expression } : { ok: false, problem: parser.problem };
}

const SELECTION_BEGINS = 'exists(';

/** Reads a selection as it stands inside the parentheses of `exists`: a kind of record, and a condition. */
export function parseSelection(text: string): { readonly ok: true; readonly selection: Selection } | Extract<ParsedExpression, { readonly ok: false }> {
  const parsed = parseExpression(`${SELECTION_BEGINS}${text})`);
  if (!parsed.ok) return { ok: false, problem: { ...parsed.problem, at: Math.max(0, Math.min(text.length, parsed.problem.at - SELECTION_BEGINS.length)) } };
  if (parsed.expression.kind !== 'exists') return { ok: false, problem: { at: 0, message: 'expected one kind of record, and "where" with a condition' } };
  return { ok: true, selection: parsed.expression.of };
}

function tokens(text: string): Token[] {
  const pattern = /\s+|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w-]*)|(?<text>"(?:[^"\\]|\\.)*")|(?<sign><=|>=|!=|[=<>():.+-])|(?<bad>.)/gsu;
  const found: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const { number, word, text: quoted, sign, bad } = match.groups ?? {};
    const at = match.index;
    if (number !== undefined) found.push({ kind: 'number', text: number, at });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at });
    else if (quoted !== undefined) found.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/gsu, '$1'), at });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign, at });
    else if (bad !== undefined) found.push({ kind: 'sign', text: bad, at });
  }
  found.push({ kind: 'end', text: '', at: text.length });
  return found;
}

interface Scope {
  readonly kind: RecordKind;
  readonly alias: string | null;
}

const FALSE: Expression = { kind: 'literal', value: false };

/** A recursive descent over the tokens. After the first problem every rule returns at once. */
class ExpressionParser {
  problem: ExpressionProblem | null = null;
  private readonly tokens: readonly Token[];
  private readonly end: Token;
  private at = 0;
  private slots = 0;
  private nested = 0;
  private readonly scopes: Scope[] = [];

  constructor(text: string) {
    this.tokens = tokens(text);
    this.end = { kind: 'end', text: '', at: text.length };
    if (text.length > LONGEST) this.fail(this.end, `a check of ${text.length} letters, more than ${LONGEST}: split the step`);
  }

  whole(): Expression {
    const expression = this.either();
    const left = this.peek();
    if (left.kind !== 'end') this.fail(left, `expected the end, "and" or "or", but found ${shown(left)}`);
    return expression;
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? this.end;
  }

  private take(text: string): boolean {
    const token = this.peek();
    if (token.kind === 'text' || token.kind === 'end' || token.text !== text || this.problem !== null) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(this.peek(), `expected "${text}", but found ${shown(this.peek())}`);
  }

  private fail(token: Token, message: string): Expression {
    this.problem ??= { at: token.at, message };
    this.at = this.tokens.length;
    return FALSE;
  }

  private either(): Expression {
    let left = this.both();
    while (this.take('or')) left = { kind: 'or', left, right: this.both() };
    return left;
  }

  private both(): Expression {
    let left = this.negated();
    while (this.take('and')) left = { kind: 'and', left, right: this.negated() };
    return left;
  }

  private negated(): Expression {
    return this.deeper(() => (this.take('not') ? { kind: 'not', of: this.negated() } : this.timed()));
  }

  private deeper(rule: () => Expression): Expression {
    this.nested += 1;
    const expression = this.nested > MOST_NESTED ? this.fail(this.peek(), 'parentheses and signs stand inside each other too deep') : rule();
    this.nested -= 1;
    return expression;
  }

  private timed(): Expression {
    for (const kind of ['eventually', 'never'] as const) {
      const token = this.peek();
      if (!this.take(kind)) continue;
      if (this.scopes.length > 0) return this.fail(token, `"${kind}" stands before a whole condition, not inside the parentheses of one`);
      const slot = this.slots++;
      return { kind, slot, of: this.negated() };
    }
    const of = this.compared();
    const token = this.peek();
    if (!this.take('for')) return of;
    if (this.scopes.length > 0) return this.fail(token, '"for" stands after a whole condition, not inside the parentheses of one');
    return { kind: 'for', slot: this.slots++, durationUs: this.duration(), of };
  }

  private duration(): number {
    const amount = this.peek();
    if (amount.kind !== 'number') {
      this.fail(amount, `expected a duration such as "10 s", but found ${shown(amount)}`);
      return 0;
    }
    this.at += 1;
    const unit = this.peek();
    const factor = Object.hasOwn(DURATIONS_US, unit.text) ? (DURATIONS_US[unit.text] ?? 0) : 0;
    if (factor === 0) this.fail(unit, `expected ms, s or min, but found ${shown(unit)}`);
    else this.at += 1;
    return Math.round(Number(amount.text) * factor);
  }

  private compared(): Expression {
    const start = this.peek();
    const left = this.sum();
    const operator = this.operator();
    if (operator === null) return left;
    const right = this.sum();
    const wrong = this.problem === null ? mismatch(this.typeOf(left), operator, this.typeOf(right)) : null;
    return wrong === null ? { kind: 'compare', operator, left, right } : this.fail(start, wrong);
  }

  private operator(): Comparison | null {
    for (const operator of ['=', '!=', '<', '<=', '>', '>=', 'contains'] as const) if (this.take(operator)) return operator;
    if (!this.take('starts')) return null;
    this.expect('with');
    return 'starts with';
  }

  private sum(): Expression {
    let left = this.value();
    for (;;) {
      if (this.take('+')) left = { kind: 'add', operator: '+', left, right: this.value() };
      else if (this.take('-')) left = { kind: 'add', operator: '-', left, right: this.value() };
      else return left;
    }
  }

  private value(): Expression {
    const token = this.peek();
    if (this.problem !== null) return FALSE;
    if (this.take('(')) {
      const inner = this.either();
      this.expect(')');
      return inner;
    }
    if (this.take('-')) return { kind: 'add', operator: '-', left: { kind: 'literal', value: 0 }, right: this.deeper(() => this.value()) };
    if (this.take('grew')) return this.grew(token);
    if (this.take('moment')) return this.moment(token);
    this.at += 1;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'literal', value: token.text };
    if (token.kind !== 'word') return this.fail(token, `expected a value, but found ${shown(token)}`);
    if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' };
    if (token.text === 'null') return { kind: 'literal', value: null };
    if (this.peek().text === '(' && this.peek().kind === 'sign') return this.call(token);
    return this.fieldOf(token);
  }

  private grew(token: Token): Expression {
    if (this.scopes.length > 0) return this.fail(token, '"grew" stands before a count or a sum, not inside its parentheses');
    const slot = this.slots++;
    return { kind: 'grew', slot, of: this.deeper(() => this.value()) };
  }

  private moment(token: Token): Expression {
    if (this.scopes.length > 0) return this.fail(token, '"moment" stands before a whole condition, not inside the parentheses of one');
    const slot = this.slots++;
    return { kind: 'moment', slot, of: this.deeper(() => this.value()) };
  }

  private call(name: Token): Expression {
    this.expect('(');
    if (name.text === 'count' || name.text === 'exists') {
      const of = this.selection();
      this.close();
      return { kind: name.text, of };
    }
    if (name.text === 'all') {
      const of = this.selection();
      this.expect(':');
      const holds = this.either();
      this.close();
      return { kind: 'all', of, holds };
    }
    const kind = AGGREGATES.find((one) => one === name.text);
    if (kind === undefined) return this.fail(name, `there is no "${name.text}"${meant(name.text, ['count', 'exists', 'all', ...AGGREGATES])}`);
    return this.aggregate(kind);
  }

  private aggregate(kind: (typeof AGGREGATES)[number]): Expression {
    const scope = this.scope();
    this.expect('.');
    const token = this.peek();
    this.at += 1;
    const type = this.checkField(token, scope.kind);
    const key = type === 'map' ? this.mapKey() : null;
    const where = this.take('where') ? this.either() : null;
    this.close();
    return { kind, of: { ...scope, where }, field: token.text, key };
  }

  private selection(): Selection {
    const scope = this.scope();
    return { ...scope, where: this.take('where') ? this.either() : null };
  }

  /** Opens the scope of a selection; `close` ends it with its parenthesis. */
  private scope(): Scope {
    const token = this.peek();
    const kind = recordKind(token.text);
    if (kind === null || token.kind !== 'word') {
      this.fail(token, `there is no record of kind ${shown(token)}${meant(token.text, Object.keys(FIELDS))}; the kinds are ${Object.keys(FIELDS).join(', ')}`);
      return { kind: 'node', alias: null };
    }
    this.at += 1;
    const next = this.peek();
    const alias = next.kind === 'word' && !RESERVED.has(next.text) ? next.text : null;
    if (alias !== null) this.at += 1;
    if (this.scopes.length >= DEEPEST) this.fail(token, `conditions stand inside each other ${DEEPEST + 1} deep; ${DEEPEST} is the most`);
    this.scopes.push({ kind, alias });
    return { kind, alias };
  }

  private close(): void {
    this.expect(')');
    this.scopes.pop();
  }

  private fieldOf(token: Token): Expression {
    const aliased = this.scopes.findLastIndex((scope) => scope.alias === token.text);
    if (aliased !== -1) {
      this.expect('.');
      const field = this.peek();
      this.at += 1;
      return this.field(field, this.scopes.length - 1 - aliased);
    }
    const owner = this.scopes.findLastIndex((scope) => fieldType(scope.kind, token.text) !== null);
    return this.field(token, owner === -1 ? 0 : this.scopes.length - 1 - owner);
  }

  private field(token: Token, depth: number): Expression {
    const scope = this.scopes[this.scopes.length - 1 - depth];
    if (scope === undefined) return this.fail(token, `${shown(token)} stands outside of count(…), exists(…) or the like; a text needs quotes`);
    const type = this.checkField(token, scope.kind);
    return { kind: 'field', depth, field: token.text, key: type === 'map' ? this.mapKey() : null };
  }

  private checkField(token: Token, kind: RecordKind): FieldType | null {
    const type = token.kind === 'word' ? fieldType(kind, token.text) : null;
    const known = Object.keys(FIELDS[kind]);
    if (type === null) this.fail(token, `${kind} has no field ${shown(token)}${meant(token.text, known)}; it has ${known.join(', ')}`);
    return type;
  }

  private mapKey(): string {
    this.expect('.');
    const token = this.peek();
    this.at += 1;
    if (token.kind !== 'word' && token.kind !== 'text') this.fail(token, `expected a name after the dot, but found ${shown(token)}`);
    return token.text;
  }

  private typeOf(expression: Expression): FieldType | 'null' | 'any' {
    switch (expression.kind) {
      case 'literal':
        return expression.value === null ? 'null' : typeof expression.value === 'number' ? 'number' : typeof expression.value === 'string' ? 'text' : 'yes-no';
      case 'field': {
        const scope = this.scopes[this.scopes.length - 1 - expression.depth];
        return scope === undefined || expression.key !== null ? 'any' : (fieldType(scope.kind, expression.field) ?? 'any');
      }
      case 'count': case 'sum': case 'add': case 'grew': case 'moment':
        return 'number';
      case 'min': case 'max': case 'the':
        return expression.key !== null ? 'any' : (fieldType(expression.of.kind, expression.field) ?? 'any');
      case 'exists': case 'all': case 'compare': case 'and': case 'or': case 'not': case 'eventually': case 'never': case 'for':
        return 'yes-no';
    }
  }
}

function mismatch(left: FieldType | 'null' | 'any', operator: Comparison, right: FieldType | 'null' | 'any'): string | null {
  const named = (type: string): string => (type === 'yes-no' ? 'a yes or no' : `a ${type}`);
  if (operator === 'contains' || operator === 'starts with') {
    const fits = left === 'any' || left === 'text' || (left === 'list' && operator === 'contains');
    return fits ? null : `"${operator}" asks a text${operator === 'contains' ? ' or a list' : ''}, but this is ${named(left)}`;
  }
  if (left === 'any' || right === 'any' || left === 'null' || right === 'null') return null;
  if (left === 'list' || right === 'list') return `a list can only be asked with "contains"`;
  if (left !== right) return `${named(left)} is compared with ${named(right)}, which is never equal`;
  return left === 'yes-no' && operator !== '=' && operator !== '!=' ? `${named(left)} has no order: use = or !=` : null;
}

function shown(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === null ? '' : ` (did you mean ${near}?)`;
}
