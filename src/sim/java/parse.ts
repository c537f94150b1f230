// Java source to a tree: classes, methods, statements; or a snippet of statements alone.
import type { ClassNode, Expr, FieldNode, MethodNode, Param, ProgramNode, Stmt, TypeNode } from './ast.ts';
import { Cursor } from './cursor.ts';
import { goneImport } from './gone.ts';
import { JavaError } from './lexer.ts';
import { ExpressionParser } from './parse-expression.ts';

const MODIFIERS = ['public', 'private', 'protected', 'static', 'final', 'abstract', 'transient', 'volatile', 'synchronized'];

/** Reads a whole program. Throws a JavaError with its place where it is none. */
export function parseProgram(source: string): ProgramNode {
  return new Parser(source).program();
}

interface Modifiers {
  readonly isStatic: boolean;
  readonly isPublic: boolean;
}

class Parser {
  private readonly on: Cursor;
  private readonly expressions: ExpressionParser;

  constructor(source: string) {
    this.on = new Cursor(source);
    this.expressions = new ExpressionParser(this.on, { block: () => this.block(), classBody: (at, name, supers) => this.classBody(at, name, supers) });
  }

  program(): ProgramNode {
    const { on } = this;
    const classes: ClassNode[] = [];
    const statements: Stmt[] = [];
    while (on.is('package') || on.is('import')) this.header();
    while (on.token.kind !== 'end') {
      if (on.take(';')) continue;
      const found = this.classOf();
      if (found !== null) classes.push(found);
      else statements.push(this.statement());
    }
    return { classes, statements };
  }

  /** A line of `package` or `import`. javac points at the last dot of a class that it does not find. */
  private header(): void {
    const { on } = this;
    const isImport = on.advance().text === 'import';
    let [name, lastDotAt] = ['', on.at];
    while (!on.is(';') && on.token.kind !== 'end') {
      if (on.is('.')) lastDotAt = on.at;
      name += on.advance().text;
    }
    const gone = isImport ? goneImport(name) : null;
    if (gone !== null) throw new JavaError(gone, lastDotAt);
    on.expect(';');
  }

  private modifiers(): Modifiers {
    const { on } = this;
    let [isStatic, isPublic] = [false, false];
    for (;;) {
      if (on.take('@')) {
        on.name();
        if (on.is('(')) this.expressions.args();
      } else if (MODIFIERS.some((one) => on.is(one))) {
        const { text } = on.advance();
        isStatic ||= text === 'static';
        isPublic ||= text === 'public';
      } else return { isStatic, isPublic };
    }
  }

  /** A class or record, null where none stands here. */
  private classOf(): ClassNode | null {
    const { on } = this;
    return on.attempt(() => {
      const { isPublic } = this.modifiers();
      return on.is('class') || (on.is('record') && on.isName(1)) || on.is('interface') || on.is('enum') ? isPublic : null;
    }) === null ? null : this.classRest();
  }

  private classRest(): ClassNode {
    const { on } = this;
    const { at } = on;
    const kind = on.advance().text;
    if (kind === 'interface' || kind === 'enum') throw new JavaError(`'${kind}' is outside of the Java that is understood here: classes and records are.`, at);
    const name = on.name();
    on.typeArgs();
    const components = kind === 'record' ? this.params() : [];
    const supers: TypeNode[] = [];
    while (on.take('extends') || on.take('implements') || (supers.length > 0 && on.take(','))) supers.push(on.type());
    const body = this.classBody(at, name, supers);
    const fields = components.map(({ type, name: field }): FieldNode => ({ at, type: type ?? { at, name: 'Object', args: [], dims: 0 }, name: field, value: null, isStatic: false }));
    return { ...body, isRecord: kind === 'record', fields: [...fields, ...body.fields] };
  }

  private classBody(at: number, name: string, supers: readonly TypeNode[]): ClassNode {
    const { on } = this;
    const [fields, methods, classes]: [FieldNode[], MethodNode[], ClassNode[]] = [[], [], []];
    on.expect('{');
    while (!on.take('}')) {
      if (on.token.kind === 'end') throw new JavaError('reached end of file while parsing', on.at);
      if (on.take(';')) continue;
      const inner = this.classOf();
      if (inner !== null) classes.push(inner);
      else this.member(name, fields, methods);
    }
    return { at, name, isRecord: false, isPublic: false, supers, fields, methods, classes };
  }

  private member(className: string, fields: FieldNode[], methods: MethodNode[]): void {
    const { on } = this;
    const { isStatic } = this.modifiers();
    const { at } = on;
    on.typeArgs();
    const type = on.type();
    if (type.name === className && on.is('(')) {
      methods.push({ at, name: '<init>', returns: { at, name: 'void', args: [], dims: 0 }, params: this.params(), body: this.methodBody(), isStatic: false });
      return;
    }
    const name = on.name();
    if (on.is('(')) {
      methods.push({ at, name, returns: type, params: this.params(), body: this.methodBody(), isStatic });
      return;
    }
    for (let next = name; ; next = on.name()) {
      fields.push({ at, type, name: next, value: on.take('=') ? this.expressions.expression() : null, isStatic });
      if (!on.take(',')) break;
    }
    on.expect(';');
  }

  private params(): Param[] {
    const { on } = this;
    const found: Param[] = [];
    on.expect('(');
    if (on.take(')')) return found;
    do {
      this.modifiers();
      const type = on.type();
      if (on.is('...')) throw new JavaError('A variable number of parameters is outside of the Java that is understood here.', on.at);
      found.push({ type, name: on.name() });
    } while (on.take(','));
    on.expect(')');
    return found;
  }

  private methodBody(): Stmt[] {
    const { on } = this;
    if (on.take('throws')) {
      do on.type();
      while (on.take(','));
    }
    return this.block();
  }

  // --- statements ---------------------------------------------------------------------------------------------------------

  private block(): Stmt[] {
    const { on } = this;
    return on.deeper(() => {
      const found: Stmt[] = [];
      on.expect('{');
      while (!on.take('}')) {
        if (on.token.kind === 'end') throw new JavaError('reached end of file while parsing', on.at);
        if (!on.take(';')) found.push(this.statement());
      }
      return found;
    });
  }

  private statement(): Stmt {
    const { on } = this;
    const { at } = on;
    if (on.is('{')) return { at, kind: 'block', body: this.block() };
    if (on.take('if')) return this.ifStatement(at);
    if (on.take('while')) {
      const condition = this.condition();
      return { at, kind: 'while', condition, body: this.statement(), atEnd: false };
    }
    if (on.take('do')) {
      const body = this.statement();
      on.expect('while');
      const condition = this.condition();
      on.expect(';');
      return { at, kind: 'while', condition, body, atEnd: true };
    }
    if (on.take('for')) return this.forStatement(at);
    for (const word of ['try', 'switch', 'synchronized', 'assert', 'yield']) {
      if (on.is(word) && !on.is('=', 1) && !on.is('.', 1)) throw new JavaError(`'${word}' is outside of the Java that is understood here.`, at);
    }
    const simple = this.simple(at);
    on.expect(';');
    return simple;
  }

  private simple(at: number): Stmt {
    const { on } = this;
    if (on.take('return')) return { at, kind: 'return', value: on.is(';') ? null : this.expressions.expression() };
    if (on.take('throw')) return { at, kind: 'throw', value: this.expressions.expression() };
    if (on.take('break')) return { at, kind: 'break' };
    if (on.take('continue')) return { at, kind: 'continue' };
    return this.local(at) ?? { at, kind: 'expression', of: this.expressions.expression() };
  }

  private condition(): Expr {
    this.on.expect('(');
    const of = this.expressions.expression();
    this.on.expect(')');
    return of;
  }

  private ifStatement(at: number): Stmt {
    const condition = this.condition();
    const does = this.on.deeper(() => this.statement());
    const otherwise = this.on.take('else') ? this.on.deeper(() => this.statement()) : null;
    return { at, kind: 'if', condition, does, otherwise };
  }

  private forStatement(at: number): Stmt {
    const { on } = this;
    on.expect('(');
    const each = on.attempt(() => {
      on.take('final');
      const type = on.type();
      const name = on.name();
      return on.take(':') ? { type, name } : null;
    });
    if (each !== null) {
      const of = this.expressions.expression();
      on.expect(')');
      return { at, kind: 'each', type: each.type, name: each.name, of, body: this.statement() };
    }
    const start = on.is(';') ? [] : [this.simple(on.at)];
    on.expect(';');
    const condition = on.is(';') ? null : this.expressions.expression();
    on.expect(';');
    const step: Expr[] = [];
    if (!on.is(')')) {
      do step.push(this.expressions.expression());
      while (on.take(','));
    }
    on.expect(')');
    return { at, kind: 'for', start, condition, step, body: this.statement() };
  }

  /** `final Map<String, Long> counts = new HashMap<>()`; null where no declaration stands here. */
  private local(at: number): Stmt | null {
    const { on } = this;
    const head = on.attempt(() => {
      on.take('final');
      const type = on.type();
      return on.isName() && (on.is('=', 1) || on.is(';', 1) || on.is(',', 1)) ? type : null;
    });
    if (head === null) return null;
    const vars: { name: string; value: Expr | null }[] = [];
    do {
      const name = on.name();
      vars.push({ name, value: on.take('=') ? this.expressions.expression() : null });
    } while (on.take(','));
    return { at, kind: 'local', type: head, vars };
  }
}
