// Programs of the Table API in Python (PyFlink) as the tree of the same program in Java, which is made into SQL then: a named subset, read and not run.
import type { Expr, Stmt } from './ast.ts';
import { JavaError } from './lexer.ts';
import { attemptJava } from './program.ts';
import { type PythonToken, pythonTokens } from './python-lexer.ts';
import { type TranslatedTable, translated } from './table-api.ts';

/** The SQL statements of a program in Python, or what is wrong with it and where. */
export function pythonTableStatements(source: string): TranslatedTable {
  return attemptJava(source, () => translated(source, { classes: [], statements: new PythonParser(source).program() }));
}

/** Methods of PyFlink that are not Java's name with underscores. */
const NAMES: Readonly<Record<string, string>> = { col: '$', alias: 'as', wait: 'await', in_: 'in', and_: 'and', or_: 'or', not_: 'not', from_path: 'from', set_string: 'set' };
/** Operators as the methods that they are in Java, the weakest first. */
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  { '==': 'isEqual', '!=': 'isNotEqual', '>': 'isGreater', '>=': 'isGreaterOrEqual', '<': 'isLess', '<=': 'isLessOrEqual' },
  { '|': 'or' }, { '&': 'and' }, { '+': 'plus', '-': 'minus' }, { '*': 'times', '/': 'dividedBy', '%': 'mod' },
];
const OUTSIDE = ['class', 'for', 'while', 'with', 'try', 'lambda', 'async', 'return', 'yield', 'raise', 'global', 'else', 'elif'];

const javaName = (name: string): string => NAMES[name] ?? name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

class PythonParser {
  private readonly tokens: readonly PythonToken[];
  private readonly functions = new Map<string, readonly Stmt[]>();
  private place = 0;

  constructor(source: string) {
    this.tokens = pythonTokens(source);
  }

  program(): readonly Stmt[] {
    return this.block(0);
  }

  private get token(): PythonToken {
    return this.tokens[this.place] as PythonToken;
  }

  private take(text: string): boolean {
    if (this.token.text !== text || this.token.kind === 'string') return false;
    this.place += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new JavaError(`SyntaxError: '${text}' is expected here`, this.token.at);
  }

  private name(): string {
    const { kind, text, at } = this.token;
    if (kind !== 'name') throw new JavaError('SyntaxError: invalid syntax', at);
    this.place += 1;
    return text;
  }

  /** The lines that are indented as the first of them. */
  private block(deep: number): Stmt[] {
    const found: Stmt[] = [];
    if (deep > 20) throw new JavaError('IndentationError: too many levels of indentation', this.token.at);
    const indent = this.token.indent;
    while (this.token.kind !== 'end' && this.token.indent >= indent) {
      if (this.token.indent > indent) throw new JavaError('IndentationError: unexpected indent', this.token.at);
      found.push(...this.statement(deep));
    }
    return found;
  }

  private statement(deep: number): readonly Stmt[] {
    const { text, at } = this.token;
    if (text === 'import' || text === 'from') return this.skipLine();
    if (text === 'pass') return this.skipLine();
    if (text === 'def') return this.definition(deep);
    if (text === 'if') return this.mainGuard(deep);
    if (OUTSIDE.includes(text)) throw new JavaError(`\`${text}\` is outside of the Python that is understood here: assignments, calls on tables, def main() and if __name__ == '__main__'.`, at);
    const of = this.expression();
    if (of.kind === 'name' && this.take('=')) {
      const value = this.expression();
      this.endOfLine();
      return [{ at, kind: 'local', type: { at, name: 'var', args: [], dims: 0 }, vars: [{ name: of.name, value }] }];
    }
    this.endOfLine();
    const body = of.kind === 'call' && of.of === null && of.args.length === 0 ? this.functions.get(of.name) : undefined;
    return body ?? [{ at, kind: 'expression', of }];
  }

  private endOfLine(): void {
    if (this.token.kind !== 'end' && !this.take('\n')) throw new JavaError('SyntaxError: invalid syntax', this.token.at);
  }

  private skipLine(): readonly Stmt[] {
    while (this.token.text !== '\n' && this.token.kind !== 'end') this.place += 1;
    this.endOfLine();
    return [];
  }

  /** `def main():`: its lines are those of whoever calls it. */
  private definition(deep: number): readonly Stmt[] {
    const { indent } = this.token;
    this.place += 1;
    const name = this.name();
    this.expect('(');
    if (!this.take(')')) throw new JavaError('A function with parameters is outside of the Python that is understood here.', this.token.at);
    if (this.take('-')) {
      this.expect('>');
      this.place += 1;
    }
    this.functions.set(name, this.body(indent, deep));
    return [];
  }

  private mainGuard(deep: number): readonly Stmt[] {
    const { indent, at } = this.token;
    this.place += 1;
    const isGuard = this.take('__name__') && this.take('==') && this.token.value === '__main__';
    if (!isGuard) throw new JavaError("`if` is outside of the Python that is understood here, but for if __name__ == '__main__':", at);
    this.place += 1;
    return this.body(indent, deep);
  }

  private body(indent: number, deep: number): readonly Stmt[] {
    this.expect(':');
    this.endOfLine();
    if (this.token.indent <= indent || this.token.kind === 'end') throw new JavaError('IndentationError: expected an indented block', this.token.at);
    return this.block(deep + 1);
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  private expression(level = 0): Expr {
    const names = LEVELS[level];
    if (names === undefined) return this.unary();
    let left = this.expression(level + 1);
    for (;;) {
      const { text, at, kind } = this.token;
      if (kind === 'name' && ['and', 'or', 'not'].includes(text)) throw new JavaError(`\`${text}\` does not work on columns: write ${text === 'and' ? '(a) & (b)' : text === 'or' ? '(a) | (b)' : '~(a)'}.`, at);
      const name = kind === 'sign' ? names[text] : undefined;
      if (name === undefined) return left;
      this.place += 1;
      left = { at: left.at, kind: 'call', of: left, name, typeArgs: [], args: [this.expression(level + 1)] };
    }
  }

  private unary(): Expr {
    const { at } = this.token;
    if (this.take('-')) return { at, kind: 'unary', sign: '-', of: this.unary() };
    if (this.take('~')) return { at, kind: 'call', of: this.unary(), name: 'not', typeArgs: [], args: [] };
    let found = this.primary();
    for (;;) {
      const here = this.token.at;
      if (this.take('.')) {
        const name = this.name();
        // A property, as lit(1).minutes, is a method without arguments in Java.
        if (this.token.text === '(' && this.token.kind === 'sign') found = { at: here, kind: 'call', of: found, name: javaName(name), typeArgs: [], args: this.args() };
        else if (found.kind === 'name' && /^[A-Z]/.test(found.name)) found = { at: here, kind: 'field', of: found, name };
        else found = { at: here, kind: 'call', of: found, name: javaName(name), typeArgs: [], args: [] };
      } else return found;
    }
  }

  private primary(): Expr {
    const { kind, text, value, at } = this.token;
    this.place += 1;
    switch (kind) {
      case 'string': return { at, kind: 'literal', type: 'String', value };
      case 'number': return { at, kind: 'literal', type: /[.eE]/.test(text) ? 'double' : Number(text) > 2_147_483_647 ? 'long' : 'int', value: Number(text.replaceAll('_', '')) };
      case 'name': {
        if (text === 'True' || text === 'False') return { at, kind: 'literal', type: 'boolean', value: text === 'True' };
        if (text === 'None') return { at, kind: 'literal', type: 'null', value: null };
        if (OUTSIDE.includes(text)) throw new JavaError(`\`${text}\` is outside of the Python that is understood here.`, at);
        if (this.token.text === '(' && this.token.kind === 'sign') return { at, kind: 'call', of: null, name: javaName(text), typeArgs: [], args: this.args() };
        return { at, kind: 'name', name: text };
      }
      case 'sign': {
        if (text !== '(') break;
        const inner = this.expression();
        this.expect(')');
        return inner;
      }
      case 'end': break;
    }
    throw new JavaError('SyntaxError: invalid syntax', at);
  }

  private args(): Expr[] {
    const found: Expr[] = [];
    this.expect('(');
    while (!this.take(')')) {
      const arg = this.expression();
      if (this.token.text === '=') throw new JavaError('Arguments by name are outside of the Python that is understood here.', arg.at);
      found.push(arg);
      if (this.take(',')) continue;
      this.expect(')');
      break;
    }
    return found;
  }
}
