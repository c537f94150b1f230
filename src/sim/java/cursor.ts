// A walk along the tokens of a Java program, with javac's words for what is missing.
import type { TypeNode } from './ast.ts';
import { JavaError, type Token, tokens } from './lexer.ts';

const DEEPEST = 200;
const PRIMITIVES = ['int', 'long', 'double', 'float', 'boolean', 'char', 'short', 'byte', 'void'];

export const isPrimitiveName = (name: string): boolean => PRIMITIVES.includes(name);

export class Cursor {
  readonly source: string;
  private readonly all: readonly Token[];
  private place = 0;
  private depth = 0;

  constructor(source: string) {
    this.source = source;
    this.all = tokens(source);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.all[Math.min(this.place + ahead, this.all.length - 1)] as Token;
  }

  get at(): number {
    return this.token.at;
  }

  advance(): Token {
    const { token } = this;
    this.place += 1;
    return token;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && token.kind !== 'string' && token.kind !== 'char';
  }

  isName(ahead = 0): boolean {
    return this.peek(ahead).kind === 'name';
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.place += 1;
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) {
      const before = this.all[this.place - 1];
      throw new JavaError(`'${text}' expected`, before === undefined ? this.at : before.to);
    }
    return this.advance();
  }

  name(): string {
    if (!this.isName()) throw new JavaError('<identifier> expected', this.at);
    return this.advance().text;
  }

  /** Tries; where it does not work out, all is as before and null is given. */
  attempt<T>(read: () => T | null): T | null {
    const { place } = this;
    try {
      const found = read();
      if (found === null) this.place = place;
      return found;
    } catch (error) {
      if (!(error instanceof JavaError)) throw error;
      this.place = place;
      return null;
    }
  }

  /** Guards against nesting that no stack would bear. */
  deeper<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw new JavaError('The program is nested too deeply.', this.at);
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }

  /** A type: `Map<String, List<Long>>[]`, `org.example.Click`, `?` and its bounds. */
  type(): TypeNode {
    const { at } = this;
    if (this.take('?')) {
      if (this.take('extends') || this.take('super')) return this.type();
      return { at, name: 'Object', args: [], dims: 0 };
    }
    let name = this.name();
    let args = this.typeArgs();
    while (this.is('.') && this.isName(1)) {
      this.advance();
      name = this.name();
      args = this.typeArgs();
    }
    let dims = 0;
    while (this.is('[') && this.is(']', 1)) {
      this.place += 2;
      dims += 1;
    }
    return { at, name, args, dims };
  }

  /** `<A, B>`, or nothing; `<>` is nothing too. */
  typeArgs(): TypeNode[] {
    if (!this.take('<')) return [];
    const args: TypeNode[] = [];
    if (this.take('>')) return args;
    do args.push(this.type());
    while (this.take(','));
    this.expect('>');
    return args;
  }
}
