// Python source into tokens, as far as programs of the Table API need it: lines end unless a bracket is open, and know how far they are indented.
import { JavaError } from './lexer.ts';

export interface PythonToken {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'end';
  /** `\n` for the end of a line. */
  readonly text: string;
  /** The value of a string. */
  readonly value: string;
  readonly at: number;
  /** How far the line is indented on which it stands. */
  readonly indent: number;
}

const SIGNS = ['==', '!=', '<=', '>=', '**', '//', '(', ')', '[', ']', '{', '}', ',', ':', '.', '=', '<', '>', '+', '-', '*', '/', '%', '&', '|', '~', '@'];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\\': '\\', "'": "'", '"': '"', '\n': '' };
const LONGEST = 200_000;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?/y;
const TAB = 8;

/** All tokens of a source; the last has kind `end`. */
export function pythonTokens(source: string): readonly PythonToken[] {
  if (source.length > LONGEST) throw new JavaError('The program is too long.', LONGEST);
  return new Lexer(source).all();
}

class Lexer {
  private readonly source: string;
  private readonly found: PythonToken[] = [];
  private at = 0;
  private indent = 0;
  private open = 0;

  constructor(source: string) {
    this.source = source.replaceAll('\r\n', '\n');
  }

  all(): readonly PythonToken[] {
    this.startLine();
    while (this.at < this.source.length) this.next();
    if (this.found.length > 0 && this.found.at(-1)?.text !== '\n') this.push('sign', '\n');
    this.indent = 0;
    this.push('end', '');
    return this.found;
  }

  private push(kind: PythonToken['kind'], text: string, value = text, at = this.at): void {
    this.found.push({ kind, text, value, at, indent: this.indent });
  }

  private startLine(): void {
    let indent = 0;
    while (this.source[this.at] === ' ' || this.source[this.at] === '\t') {
      indent += this.source[this.at] === '\t' ? TAB - (indent % TAB) : 1;
      this.at += 1;
    }
    this.indent = indent;
  }

  private next(): void {
    const letter = this.source[this.at] ?? '';
    if (letter === '\n') return this.newLine();
    if (letter === ' ' || letter === '\t' || letter === '\f') this.at += 1;
    else if (letter === '#') this.at = this.endOfLine();
    else if (letter === '\\' && this.source[this.at + 1] === '\n') this.at += 2;
    else if (letter === '"' || letter === "'") this.string();
    else if (/\d/.test(letter)) this.match('number', NUMBER);
    else if (/[\p{L}_]/u.test(letter)) this.word();
    else this.sign(letter);
  }

  private endOfLine(): number {
    const end = this.source.indexOf('\n', this.at);
    return end < 0 ? this.source.length : end;
  }

  private newLine(): void {
    const isBlank = this.found.length === 0 || this.found.at(-1)?.text === '\n';
    if (this.open === 0 && !isBlank) this.push('sign', '\n');
    this.at += 1;
    if (this.open === 0) this.startLine();
  }

  private match(kind: 'name' | 'number', pattern: RegExp): void {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0] ?? '';
    this.push(kind, text);
    this.at += Math.max(1, text.length);
  }

  private word(): void {
    const prefix = /^[rbuf]{1,2}(?=["'])/i.exec(this.source.slice(this.at, this.at + 3))?.[0];
    if (prefix === undefined) return this.match('name', NAME);
    if (!/^u$/i.test(prefix)) throw new JavaError(`A text with ${prefix} before it is outside of the Python that is understood here: write it plainly.`, this.at);
    this.at += 1;
    return this.string();
  }

  /** Texts that follow each other are one. */
  private string(): void {
    const from = this.at;
    const quote = this.source.startsWith(this.source.slice(from, from + 1).repeat(3), from) ? this.source.slice(from, from + 3) : this.source.slice(from, from + 1);
    let value = '';
    let i = from + quote.length;
    while (!this.source.startsWith(quote, i)) {
      const letter = this.source[i];
      if (letter === undefined || (letter === '\n' && quote.length === 1)) throw new JavaError(`SyntaxError: unterminated ${quote.length === 3 ? 'triple-quoted ' : ''}string literal`, from);
      const escaped = letter === '\\' ? ESCAPES[this.source[i + 1] ?? ''] : undefined;
      value += escaped ?? letter;
      i += escaped === undefined ? 1 : 2;
    }
    this.at = i + quote.length;
    const before = this.found.at(-1);
    if (before?.kind === 'string') this.found[this.found.length - 1] = { ...before, value: before.value + value };
    else this.push('string', this.source.slice(from, this.at), value, from);
  }

  private sign(letter: string): void {
    const text = SIGNS.find((one) => this.source.startsWith(one, this.at));
    if (text === undefined) throw new JavaError(`SyntaxError: invalid character '${letter}'`, this.at);
    if ('([{'.includes(text)) this.open += 1;
    if (')]}'.includes(text)) this.open = Math.max(0, this.open - 1);
    this.push('sign', text);
    this.at += text.length;
  }
}
