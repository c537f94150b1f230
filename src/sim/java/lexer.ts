// Java source into tokens, as far as programs of Flink's DataStream API need it.

export type TokenKind = 'name' | 'number' | 'string' | 'char' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** The value of a string or a character: escapes resolved. */
  readonly value: string;
  /** Where it begins in the source, and where it ends. */
  readonly at: number;
  readonly to: number;
}

/** A Java program that can't be read: the place, and what is wrong with it. It never leaves this folder. */
export class JavaError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Longest first. A `>` is always alone: `Map<K, List<V>>` ends in two; the parser of expressions puts them together. */
const SIGNS = ['...', '->', '::', '++', '--', '+=', '-=', '*=', '/=', '%=', '==', '!=', '<=', '&&', '||', '(', ')', '{', '}', '[', ']', ';', ',', '.', '@', '=', '<', '>', '!', '?', ':', '+', '-', '*', '/', '%', '&', '|', '^', '~'];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ', '0': '\0', '"': '"', "'": "'", '\\': '\\' };
const BLANK = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+[lL]?|0[bB][01_]+[lL]?|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?[lLfFdD]?)/y;

const LONGEST = 200_000;

/** All tokens of a source; the last has kind `end`. */
export function tokens(source: string): readonly Token[] {
  if (source.length > LONGEST) throw new JavaError('The program is too long.', LONGEST);
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  for (;;) {
    at += match(BLANK)?.length ?? 0;
    if (at >= source.length) break;
    const token = next(source, at, match);
    found.push(token);
    at = token.to;
  }
  found.push({ kind: 'end', text: 'end of file', value: '', at: source.length, to: source.length });
  return found;
}

function next(source: string, at: number, match: (pattern: RegExp) => string | null): Token {
  const letter = source[at] ?? '';
  if (source.startsWith('/*', at)) throw new JavaError('unterminated comment', at);
  if (source.startsWith('"""', at)) return textBlock(source, at);
  if (letter === '"' || letter === "'") return quoted(source, at, letter);
  const plain = (kind: TokenKind, text: string): Token => ({ kind, text, value: text, at, to: at + text.length });
  if (/[0-9]/.test(letter) || (letter === '.' && /[0-9]/.test(source[at + 1] ?? ''))) return plain('number', match(NUMBER) ?? letter);
  const name = match(NAME);
  if (name !== null) return plain('name', name);
  const sign = SIGNS.find((one) => source.startsWith(one, at));
  if (sign === undefined) throw new JavaError(`illegal character: '${letter}'`, at);
  return plain('sign', sign);
}

function quoted(source: string, at: number, quote: string): Token {
  let value = '';
  let i = at + 1;
  for (; i < source.length && source[i] !== quote && source[i] !== '\n'; i++) {
    if (source[i] !== '\\') value += source[i] ?? '';
    else {
      const [letter, length] = escape(source, i);
      value += letter;
      i += length;
    }
  }
  if (source[i] !== quote) throw new JavaError(quote === '"' ? 'unclosed string literal' : 'unclosed character literal', at);
  if (quote === "'" && [...value].length !== 1) throw new JavaError(value === '' ? 'empty character literal' : 'unclosed character literal', at);
  return { kind: quote === '"' ? 'string' : 'char', text: source.slice(at, i + 1), value, at, to: i + 1 };
}

/** The letter that an escape stands for, and how many letters stand behind the backslash. */
function escape(source: string, at: number): readonly [string, number] {
  const letter = source[at + 1] ?? '';
  const unicode = /^u+([0-9a-fA-F]{4})/.exec(source.slice(at + 1, at + 12));
  if (unicode !== null) return [String.fromCharCode(parseInt(unicode[1] ?? '0', 16)), unicode[0].length];
  const known = ESCAPES[letter];
  if (known === undefined) throw new JavaError('illegal escape character', at);
  return [known, 1];
}

/** A text block: the blanks that all its lines begin with are left out (JLS 3.10.6). */
function textBlock(source: string, at: number): Token {
  const begin = source.indexOf('\n', at);
  const end = source.indexOf('"""', at + 3);
  if (begin < 0 || end < begin) throw new JavaError('unclosed text block', at);
  const lines = source.slice(begin + 1, end).split('\n');
  const counts = lines.filter((line, i) => line.trim() !== '' || i === lines.length - 1).map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...counts);
  const value = lines.map((line) => line.slice(indent).trimEnd()).join('\n').replace(/\\n/g, '\n').replace(/\\"/g, '"').replace(/\\\n/g, '');
  return { kind: 'string', text: source.slice(at, end + 3), value, at, to: end + 3 };
}
