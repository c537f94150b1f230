// SQL text to tokens: words, quoted names, literals, signs, hints; comments and space are left out.
import { parseError, type Place } from '../problem.ts';

export type TokenKind = 'word' | 'quoted' | 'number' | 'text' | 'binary' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word as written, a name without its back quotes, a literal's value. */
  readonly text: string;
  /** The word in capitals: what keywords are compared by. '' for other kinds than words and signs. */
  readonly upper: string;
  /** As it stands in the text. */
  readonly image: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Letters of one script. A longer one is refused rather than read for ever. */
export const LONGEST_TEXT = 1_000_000;

/** Signs that begin no token of the grammar: the parser finds them out when it comes to them. */
export const NO_TOKEN: ReadonlySet<string> = new Set(['&', '~', '@', '#', '!']);
export const TOKEN_ERROR = 'org.apache.flink.sql.parser.impl.TokenMgrError';

/** What each kind of token looks like, tried where its first letter lets it begin. */
const SPACE = /[\s\u00a0\u3000]+|--[^\n]*|\/\/[^\n]*|\/\*(?!\+)[\s\S]*?\*\//suy;
const QUOTED = /`(?:[^`]|``)*`/suy;
const UNICODE = /[uU]&'(?:[^']|'')*'/suy;
const BINARY = /[xX]'[^']*'/suy;
const TEXT = /(?:_[A-Za-z0-9-]+|[nN])?'(?:[^']|'')*'/suy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/suy;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/suy;
const SIGN = /\/\*\+|\*\/|=>|<>|!=|<=|>=|\|\||->|\{-|-\}|[-+*/%=<>(),.;:[\]{}?|^&@~!#"]/suy;

type Found = Exclude<TokenKind, 'end'> | 'space' | 'unicode';

const FORMS: Readonly<Record<string, readonly (readonly [RegExp, Found])[]>> = {
  quoted: [[QUOTED, 'quoted']], text: [[TEXT, 'text']], number: [[NUMBER, 'number'], [SIGN, 'sign']], plain: [[WORD, 'word']],
  mark: [[SPACE, 'space'], [SIGN, 'sign']],
  word: [[UNICODE, 'unicode'], [BINARY, 'binary'], [TEXT, 'text'], [WORD, 'word']],
  other: [[SPACE, 'space'], [WORD, 'word'], [SIGN, 'sign']],
};

/** What may begin with an ASCII letter. */
const BEGINS = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (letter === '`') return FORMS['quoted'];
  if (letter === "'") return FORMS['text'];
  if (/[\d.]/.test(letter)) return FORMS['number'];
  if (/[uUxXnN_]/.test(letter)) return FORMS['word'];
  return /[A-Za-z$]/.test(letter) ? FORMS['plain'] : FORMS['mark'];
});

/** Where the token at this place ends, and what it is; null where none begins. */
function found(text: string, offset: number): { readonly kind: Found; readonly end: number } | null {
  for (const [form, kind] of BEGINS[text.charCodeAt(offset)] ?? FORMS['other'] ?? []) {
    form.lastIndex = offset;
    if (form.test(text)) return { kind, end: form.lastIndex };
  }
  return null;
}

/** All tokens, the end last. Throws a problem at a letter that begins nothing. */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST_TEXT) throw parseError(`The statement has ${text.length} characters, more than ${LONGEST_TEXT}.`, null);
  const tokens: Token[] = [];
  const places = new Places(text);
  for (let offset = 0; offset < text.length;) {
    const next = found(text, offset);
    if (next !== null && next.kind === 'space') {
      offset = next.end;
      continue;
    }
    const { line, column } = places.at(offset);
    if (next === null) throw lexicalError(text, offset, line, column);
    tokens.push(token(next.kind as Exclude<Found, 'space'>, text.slice(offset, next.end), offset, line, column));
    offset = next.end;
  }
  const { line, column } = places.at(text.length);
  tokens.push({ kind: 'end', text: '', upper: '', image: '<EOF>', offset: text.length, line, column });
  return tokens;
}

/** Where offsets stand, asked in rising order. */
class Places {
  private readonly text: string;
  private line = 1;
  private lineStart = 0;
  private seen = 0;

  constructor(text: string) {
    this.text = text;
  }

  at(offset: number): { line: number; column: number } {
    for (; this.seen < offset; this.seen++) {
      if (this.text.charCodeAt(this.seen) !== 10) continue;
      this.line += 1;
      this.lineStart = this.seen + 1;
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }
}

function token(kind: Exclude<Found, 'space'>, image: string, offset: number, line: number, column: number): Token {
  switch (kind) {
    case 'word': return { kind, text: image, upper: image.toUpperCase(), image, offset, line, column };
    case 'sign': return { kind, text: image, upper: image, image, offset, line, column };
    case 'number': return { kind, text: image, upper: '', image, offset, line, column };
    case 'quoted': return { kind, text: image.slice(1, -1).replaceAll('``', '`'), upper: '', image, offset, line, column };
    case 'text': return { kind, text: image.slice(image.indexOf("'") + 1, -1).replaceAll("''", "'"), upper: '', image, offset, line, column };
    case 'binary': return { kind, text: image.slice(2, -1), upper: '', image, offset, line, column };
    case 'unicode': return { kind: 'text', text: image.slice(3, -1).replaceAll("''", "'"), upper: 'U&', image, offset, line, column };
  }
}

function lexicalError(text: string, offset: number, line: number, column: number): Error {
  const letter = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const code = letter.codePointAt(0) ?? 0;
  const open = letter === "'" || letter === '`';
  const shown = letter === '"' ? '\\"' : letter;
  const end = column + (text.slice(offset).split('\n')[0] ?? '').length;
  const message = open
    ? `Lexical error at line ${line}, column ${end}.  Encountered: <EOF> after : "${escaped(text.slice(offset))}"`
    : `Lexical error at line ${line}, column ${column}.  Encountered: "${shown}" (${code}), after : ""`;
  return parseError(message, { line, column, endLine: line, endColumn: column }, TOKEN_ERROR);
}

function escaped(text: string): string {
  return text.slice(0, 400).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** From a token's first letter to another's last. */
export function placeOf(first: Token, last: Token = first): Place {
  const cut = last.image.lastIndexOf('\n');
  const endLine = cut < 0 ? last.line : last.line + last.image.split('\n').length - 1;
  const endColumn = cut < 0 ? last.column + Math.max(1, last.image.length) - 1 : last.image.length - cut - 1;
  return { line: first.line, column: first.column, endLine, endColumn: last.kind === 'end' ? last.column : endColumn };
}
