// Expressions of Java, by precedence climbing.
import type { ClassNode, Expr, Param, Stmt, TypeNode } from './ast.ts';
import { type Cursor, isPrimitiveName } from './cursor.ts';
import { JavaError } from './lexer.ts';

/** What expressions need of the parser of classes and statements. */
export interface Inner {
  block(): Stmt[];
  classBody(at: number, name: string, supers: readonly TypeNode[]): ClassNode;
}

const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%='];

export class ExpressionParser {
  private readonly on: Cursor;
  private readonly inner: Inner;

  constructor(on: Cursor, inner: Inner) {
    this.on = on;
    this.inner = inner;
  }

  expression(): Expr {
    return this.on.deeper(() => {
      const lambda = this.lambda();
      if (lambda !== null) return lambda;
      const left = this.choice();
      const sign = ASSIGNMENTS.find((one) => this.on.is(one));
      if (sign === undefined) return left;
      if (left.kind !== 'name' && left.kind !== 'field' && left.kind !== 'index') throw new JavaError('unexpected type: a variable is required here', left.at);
      this.on.advance();
      return { at: left.at, kind: 'assign', to: left, sign, value: this.expression() };
    });
  }

  args(): Expr[] {
    const found: Expr[] = [];
    this.on.expect('(');
    if (this.on.take(')')) return found;
    do found.push(this.expression());
    while (this.on.take(','));
    this.on.expect(')');
    return found;
  }

  private lambda(): Expr | null {
    const { on } = this;
    const { at } = on;
    if (on.isName() && on.is('->', 1)) {
      const name = on.name();
      on.advance();
      return { at, kind: 'lambda', params: [{ type: null, name }], body: this.lambdaBody() };
    }
    if (!on.is('(')) return null;
    const params = on.attempt(() => {
      on.advance();
      const found: Param[] = [];
      if (!on.is(')')) {
        do found.push(this.param());
        while (on.take(','));
      }
      on.expect(')');
      return on.take('->') ? found : null;
    });
    return params === null ? null : { at, kind: 'lambda', params, body: this.lambdaBody() };
  }

  private param(): Param {
    const { on } = this;
    on.take('final');
    if (on.isName() && (on.is(',', 1) || on.is(')', 1))) return { type: null, name: on.name() };
    const type = on.type();
    return { type: type.name === 'var' ? null : type, name: on.name() };
  }

  private lambdaBody(): Expr | readonly Stmt[] {
    return this.on.is('{') ? this.inner.block() : this.expression();
  }

  private choice(): Expr {
    const condition = this.binary(0);
    if (!this.on.take('?')) return condition;
    const does = this.expression();
    this.on.expect(':');
    const otherwise = this.lambda() ?? this.choice();
    return { at: condition.at, kind: 'choice', condition, does, otherwise };
  }

  private binary(level: number): Expr {
    const signs = LEVELS[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = this.signOf(signs);
      if (sign === null) {
        if (level === 6 && this.on.is('instanceof')) throw new JavaError("'instanceof' is outside of the Java that is understood here.", this.on.at);
        return left;
      }
      left = { at: left.at, kind: 'binary', sign, left, right: this.binary(level + 1) };
    }
  }

  /** A sign of this level; `>=` and `>>` come as two tokens that touch. */
  private signOf(signs: readonly string[]): string | null {
    const { on } = this;
    const { token } = on;
    if (token.kind !== 'sign') return null;
    const touching = (text: string): boolean => on.is('>') && on.is(text, 1) && on.peek(1).at === token.to;
    if (touching('=')) {
      if (!signs.includes('>=')) return null;
      on.advance();
      on.advance();
      return '>=';
    }
    if (touching('>')) throw new JavaError("'>>' is outside of the Java that is understood here.", token.at);
    if (!signs.includes(token.text)) return null;
    on.advance();
    return token.text;
  }

  private unary(): Expr {
    const { on } = this;
    const { at } = on;
    for (const sign of ['-', '+', '!', '~'] as const) {
      if (!on.is(sign)) continue;
      on.advance();
      const of = on.deeper(() => this.unary());
      if (sign === '-' && of.kind === 'literal' && typeof of.value === 'number') return { ...of, at, value: -of.value };
      return { at, kind: 'unary', sign, of };
    }
    for (const sign of ['++', '--']) {
      if (on.take(sign)) return { at, kind: 'step', by: sign === '++' ? 1 : -1, before: true, of: this.unary() };
    }
    return this.cast() ?? this.postfix(this.primary());
  }

  private cast(): Expr | null {
    const { on } = this;
    const { at } = on;
    if (!on.is('(')) return null;
    const type = on.attempt(() => {
      on.advance();
      const found = on.type();
      on.expect(')');
      if (isPrimitiveName(found.name)) return found;
      const { kind, text } = on.token;
      return kind === 'name' ? (text === 'instanceof' ? null : found) : kind === 'number' || kind === 'string' || kind === 'char' || text === '(' || text === '!' ? found : null;
    });
    return type === null ? null : { at, kind: 'cast', type, of: on.deeper(() => this.unary()) };
  }

  private postfix(from: Expr): Expr {
    const { on } = this;
    let found = from;
    for (;;) {
      const { at } = found;
      if (on.take('.')) {
        const typeArgs = on.typeArgs();
        const place = on.at;
        const name = on.name();
        if (on.is('(')) found = { at: place, kind: 'call', of: found, name, typeArgs, args: this.args() };
        else found = { at: place, kind: 'field', of: found, name };
      } else if (on.take('[')) {
        const place = this.expression();
        on.expect(']');
        found = { at, kind: 'index', of: found, place };
      } else if (on.take('::')) {
        const name = on.take('new') ? 'new' : on.name();
        found = { at, kind: 'reference', of: found, name };
      } else if (on.is('++') || on.is('--')) {
        found = { at, kind: 'step', by: on.advance().text === '++' ? 1 : -1, before: false, of: found };
      } else return found;
    }
  }

  private primary(): Expr {
    const { on } = this;
    const { token } = on;
    const { at } = token;
    switch (token.kind) {
      case 'number': on.advance(); return number(token.text, at);
      case 'string': on.advance(); return { at, kind: 'literal', type: 'String', value: token.value };
      case 'char': on.advance(); return { at, kind: 'literal', type: 'char', value: token.value };
      case 'end': throw new JavaError('reached end of file while parsing', at);
      case 'sign':
        if (on.take('(')) {
          const of = this.expression();
          on.expect(')');
          return of;
        }
        throw new JavaError('illegal start of expression', at);
      case 'name': return this.named();
    }
  }

  private named(): Expr {
    const { on } = this;
    const { at } = on;
    if (on.take('true')) return { at, kind: 'literal', type: 'boolean', value: true };
    if (on.take('false')) return { at, kind: 'literal', type: 'boolean', value: false };
    if (on.take('null')) return { at, kind: 'literal', type: 'null', value: null };
    if (on.take('new')) return this.creation(at);
    if (on.is('switch')) throw new JavaError("'switch' is outside of the Java that is understood here: use if and else.", at);
    const generic = this.genericReference();
    if (generic !== null) return generic;
    const name = on.name();
    return on.is('(') ? { at, kind: 'call', of: null, name, typeArgs: [], args: this.args() } : { at, kind: 'name', name };
  }

  /** `int[].class` never, but `Tuple2<String, Integer>::of` and `String[]::new`. */
  private genericReference(): Expr | null {
    const { on } = this;
    if (!on.is('<', 1) && !on.is('[', 1)) return null;
    return on.attempt(() => {
      const type = on.type();
      return on.is('::') ? { at: type.at, kind: 'name', name: type.name } : null;
    });
  }

  private creation(at: number): Expr {
    const { on } = this;
    let name = on.name();
    while (on.take('.')) name = on.name();
    const type: TypeNode = { at, name, args: on.typeArgs(), dims: 0 };
    if (on.take('[')) {
      if (on.take(']')) return { at, kind: 'array', type, size: null, items: this.items() };
      const size = this.expression();
      on.expect(']');
      return { at, kind: 'array', type, size, items: null };
    }
    const args = this.args();
    const body = on.is('{') ? this.inner.classBody(at, '', [type]) : null;
    return { at, kind: 'new', type, args, body };
  }

  private items(): Expr[] {
    const { on } = this;
    const found: Expr[] = [];
    on.expect('{');
    while (!on.take('}')) {
      found.push(this.expression());
      if (!on.is('}')) on.expect(',');
    }
    return found;
  }
}

function number(text: string, at: number): Expr {
  const plain = text.replaceAll('_', '');
  const last = plain.slice(-1).toLowerCase();
  const isHex = /^0[xb]/i.test(plain);
  if (last === 'l') return { at, kind: 'literal', type: 'long', value: Number(plain.slice(0, -1)) };
  if (!isHex && last === 'f') return { at, kind: 'literal', type: 'float', value: Math.fround(Number(plain.slice(0, -1))) };
  if (!isHex && (last === 'd' || /[.e]/i.test(plain))) return { at, kind: 'literal', type: 'double', value: Number(last === 'd' ? plain.slice(0, -1) : plain) };
  const value = Number(plain);
  if (value > 2_147_483_648) throw new JavaError(`integer number too large: ${text}`, at);
  return { at, kind: 'literal', type: 'int', value };
}
