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

const PATTERN = new RegExp([
  String.raw`(?<space>[\s\u00a0\u3000]+|--[^\n]*|//[^\n]*|/\*(?!\+)[\s\S]*?\*/)`,
  String.raw`(?<quoted>\x60(?:[^\x60]|\x60\x60)*\x60)`,
  String.raw`(?<unicode>[uU]&'(?:[^']|'')*')`,
  String.raw`(?<binary>[xX]'[^']*')`,
  String.raw`(?<text>(?:_[A-Za-z0-9-]+)?'(?:[^']|'')*')`,
  String.raw`(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`,
  String.raw`(?<word>[\p{L}_$][\p{L}\p{N}_$]*)`,
  String.raw`(?<sign>/\*\+|\*/|=>|<>|!=|<=|>=|\|\||->|\{-|-\}|[-+*/%=<>(),.;:\[\]{}?|^&@~!#])`,
].join('|'), 'suy');

/** All tokens, the end last. Throws a problem at a letter that begins nothing. */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST_TEXT) throw parseError(`The statement has ${text.length} characters, more than ${LONGEST_TEXT}.`, null);
  const tokens: Token[] = [];
  const places = new Places(text);
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const offset = PATTERN.lastIndex;
    const groups = PATTERN.exec(text)?.groups;
    const { line, column } = places.at(offset);
    if (groups === undefined) throw lexicalError(text, offset, line, column);
    if (groups['space'] === undefined) tokens.push(token(groups, text.slice(offset, PATTERN.lastIndex), offset, line, column));
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

function token(groups: Record<string, string | undefined>, image: string, offset: number, line: number, column: number): Token {
  const base = { image, offset, line, column };
  const { quoted, unicode, binary, text, number, word } = groups;
  if (word !== undefined) return { ...base, kind: 'word', text: word, upper: word.toUpperCase() };
  if (quoted !== undefined) return { ...base, kind: 'quoted', text: quoted.slice(1, -1).replaceAll('``', '`'), upper: '' };
  if (number !== undefined) return { ...base, kind: 'number', text: number, upper: '' };
  if (text !== undefined) return { ...base, kind: 'text', text: text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'"), upper: '' };
  if (binary !== undefined) return { ...base, kind: 'binary', text: binary.slice(2, -1), upper: '' };
  if (unicode !== undefined) return { ...base, kind: 'text', text: unicode.slice(3, -1).replaceAll("''", "'"), upper: 'U&' };
  return { ...base, kind: 'sign', text: image, upper: image };
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
  return parseError(message, { line, column, endLine: line, endColumn: column }, 'org.apache.calcite.sql.parser.SqlParseException');
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
