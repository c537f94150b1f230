// A place among tokens, and the small questions every rule of the grammar asks there.
import { parseError, type Place } from '../problem.ts';
import { RESERVED } from './keywords.ts';
import { NO_TOKEN, placeOf, type Token, TOKEN_ERROR, tokenize } from './lexer.ts';
import type { Name } from './ast.ts';
import { type Ending, expectedAfter, expectedAtOperator, expectedAtTable, expectedPair, looksBehind, type Part } from './expected.ts';

/** Rules within rules: deeper than this a text is refused rather than overflowing. */
const MOST_NESTED = 200;
/** Whoever walks a statement's tree has a stack of its own: a tree is no higher than this. */
const MOST_HIGH = 600;

export class Cursor {
  readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly last: Token;
  private index = 0;
  private nested = 0;
  /** How high the tree is of what was read last. */
  private height = 0;
  private limit = Number.MAX_SAFE_INTEGER;
  /** The part of the statement that ended last, how its expression did, and what an expression may begin with, each with its place. */
  private done: { readonly at: number; readonly part: Part } | null = null;
  private ended: { readonly at: number; readonly ending: Ending } | null = null;
  /** The part that is being read. */
  private clause: Part | null = null;
  private begins: { readonly at: number; readonly list: readonly string[] } | null = null;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
    this.last = this.tokens.at(-1) ?? { kind: 'end', text: '', upper: '', image: '<EOF>', offset: 0, line: 1, column: 1 };
  }

  peek(ahead = 0): Token {
    return (this.index + ahead < this.limit ? this.tokens[this.index + ahead] : undefined) ?? this.last;
  }

  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** The token before: where a rule that ended stands. */
  before(): Token {
    return this.tokens[Math.max(0, this.index - 1)] ?? this.last;
  }

  get mark(): number {
    return this.index;
  }

  back(mark: number): void {
    this.index = mark;
  }

  /** Whether these words and signs come next. */
  is(...words: readonly string[]): boolean {
    for (let i = 0; i < words.length; i++) if (this.peek(i).upper !== words[i]) return false;
    return true;
  }

  isAny(words: readonly string[]): boolean {
    const { upper } = this.peek();
    return upper !== '' && words.includes(upper);
  }

  /** Takes these words where they come next. */
  take(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.index += words.length;
    return true;
  }

  expect(...words: readonly string[]): Token {
    for (const word of words) if (!this.take(word)) throw this.unexpected([`"${word}" ...`]);
    return this.before();
  }

  /** A part of the statement may end here. */
  over(part: Part): void {
    this.done = { at: this.index, part };
  }

  /** An expression ended here. */
  endedAs(ending: Ending): void {
    this.ended = { at: this.index, ending };
  }

  /** What may begin here, for the message that nothing does. */
  starts(list: readonly string[]): void {
    this.begins = { at: this.index, list };
  }

  /** Reads an expression of a part of the statement, and notes that the part may end behind it. */
  within<T>(part: Part, rule: () => T): T {
    const outer = this.clause;
    this.clause = part;
    const result = rule();
    this.clause = outer;
    this.over(part);
    return result;
  }

  /** Nothing that could begin here comes next. Behind an operator it is the operator that is not understood. */
  noStart(list: readonly string[]): Error {
    const operator = this.before();
    const { clause, ended, index } = this;
    if (clause !== null && ended?.at === index - 1 && looksBehind(operator.upper, clause)) {
      return this.problemAt(operator, `${operator.image} ${this.peek().image}`, expectedAtOperator(clause, this.isInner(index - 1), ended.ending, operator.upper));
    }
    return this.unexpected(this.begins?.at === index ? this.begins.list : list);
  }

  /** The word here needs another one behind it than it has; null where nothing is known of what could stand here. */
  noPair(word: 'IS' | 'NOT' | 'IN' | '.', ending: Ending): Error | null {
    const token = this.peek();
    if (this.clause === null) return null;
    return this.problemAt(token, `${token.image} ${this.peek(1).image}`, expectedPair(this.clause, this.isInner(this.index), ending, word));
  }

  /** The word here, behind a table, begins nothing with what follows it. */
  noJoin(word: ',' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL'): Error {
    const token = this.peek();
    const part = this.done?.at === this.index ? this.done.part : 'table';
    return this.problemAt(token, `${token.image} ${this.peek(1).image}`, expectedAtTable(part, word));
  }

  private isInner(index: number): boolean {
    return this.tokens.slice(0, index).reduce((depth, { upper }) => depth + (upper === '(' ? 1 : upper === ')' ? -1 : 0), 0) > 0;
  }

  /** One thing was asked for; more could have come behind what ended here. */
  private withMore(expected: readonly string[]): readonly string[] {
    const { done, ended, index } = this;
    if (expected.length !== 1 || done?.at !== index) return expected;
    return expectedAfter(done.part, expected[0] !== '<EOF> ', ended?.at === index && done.part !== 'values' ? ended.ending : null);
  }

  /** The problem that the next token is: "Encountered … Was expecting one of: …". */
  unexpected(asked: readonly string[]): Error {
    const token = this.peek();
    return this.problemAt(token, token.image, this.withMore(asked));
  }

  private problemAt(token: Token, image: string, expected: readonly string[]): Error {
    const unknown = [token, this.peek()].find(({ kind, image: sign }) => kind === 'sign' && NO_TOKEN.has(sign));
    if (unknown !== undefined) return parseError(`Lexical error at line ${unknown.line}, column ${unknown.column}.  Encountered: "${unknown.image}" (${unknown.image.charCodeAt(0)}), after : ""`, placeOf(unknown), TOKEN_ERROR);
    const encountered = `Encountered "${escapeImage(image)}" at line ${token.line}, column ${token.column}.`;
    // Where a name is expected, a reserved word in capitals is said to be one (SqlParserUtil).
    const reserved = token.kind === 'word' && RESERVED.has(token.image) && expected.some((word) => word.endsWith('<IDENTIFIER> ...')) && expected.length > 4;
    const list = expected.length === 1 ? `Was expecting:\n    ${expected[0] ?? ''}` : `Was expecting one of:\n${expected.map((word) => `    ${word}`).join('\n')}`;
    return parseError(expected.length === 0 ? encountered : `${reserved ? `Incorrect syntax near the keyword '${token.image}' at line ${token.line}, column ${token.column}.` : encountered}\n${list}`, placeOf(token));
  }

  /** Where a rule that began at this mark stands. */
  from(mark: number): Place {
    return placeOf(this.tokens[mark] ?? this.last, this.before());
  }

  /** The text as written from a mark up to here, or to the text's end. */
  written(mark: number, whole = false): string {
    if (whole) return this.text.slice((this.tokens[mark] ?? this.last).offset);
    const first = this.tokens[mark] ?? this.last;
    const last = this.before();
    return this.text.slice(first.offset, last.offset + (last.kind === 'end' ? 0 : last.image.length));
  }

  /** Runs a rule as if the text ended after so many tokens. */
  upTo<T>(count: number, rule: () => T): T {
    const outer = this.limit;
    this.limit = this.index + count;
    const result = rule();
    this.limit = outer;
    return result;
  }

  /** Runs a rule one level deeper. */
  deeper<T>(rule: () => T): T {
    this.nested += 1;
    if (this.nested > MOST_NESTED) throw this.tooDeep();
    const beside = this.height;
    this.height = 0;
    const result = rule();
    this.nested -= 1;
    this.higher();
    this.height = Math.max(beside, this.height);
    return result;
  }

  /** What was read becomes part of something around it: `1 + 2 + 3` stands as high as `(1 + 2) + 3`. */
  higher(): void {
    this.height += 1;
    if (this.height > MOST_HIGH) throw this.tooDeep();
  }

  /** The parser's stack overflows, and the client stumbles over the error without a message that Calcite makes of it. */
  private tooDeep(): Error {
    const stumbles = 'Cannot invoke "String.contains(java.lang.CharSequence)" because the return value of "org.apache.calcite.sql.parser.SqlParseException.getMessage()" is null';
    return parseError(`${stumbles} (the statement nests deeper than ${MOST_NESTED} levels, or chains more than ${MOST_HIGH} operators)`, placeOf(this.peek()), 'java.lang.NullPointerException');
  }

  isIdentifier(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.has(token.upper));
  }

  identifier(): string {
    if (!this.isIdentifier()) throw this.unexpected(IDENTIFIERS);
    return this.next().text;
  }

  name(): Name {
    const mark = this.mark;
    const parts = [this.identifier()];
    while (this.is('.') && this.isIdentifier(1)) {
      this.index += 1;
      parts.push(this.identifier());
    }
    return { parts, at: this.from(mark) };
  }

  /** 'text' */
  string(expected: readonly string[] = STRINGS): string {
    const token = this.peek();
    if (token.kind !== 'text') throw this.unexpected(expected);
    this.index += 1;
    return token.upper === 'U&' ? unicode(token.text, this) : token.text;
  }

  /** Literals beside each other are one. */
  texts(expected: readonly string[] = STRINGS): string {
    let value = this.string(expected);
    while (this.peek().kind === 'text') value += this.string();
    return value;
  }

  /** A whole number without sign. */
  whole(): number {
    const token = this.peek();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.unexpected(['<UNSIGNED_INTEGER_LITERAL> ...']);
    this.index += 1;
    return Number(token.text);
  }

  /** Items between commas, at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(',')) items.push(item());
    return items;
  }

  /** `(` items `)`. */
  enclosed<T>(item: () => T): T[] {
    this.expect('(');
    if (this.take(')')) return [];
    const items = this.list(item);
    if (this.done?.at !== this.index) this.over('list');
    this.expect(')');
    return items;
  }
}

export const IDENTIFIERS = ['<BRACKET_QUOTED_IDENTIFIER> ...', '<QUOTED_IDENTIFIER> ...', '<BACK_QUOTED_IDENTIFIER> ...', '<BIG_QUERY_BACK_QUOTED_IDENTIFIER> ...', '<HYPHENATED_IDENTIFIER> ...', '<IDENTIFIER> ...', '<UNICODE_QUOTED_IDENTIFIER> ...'];
/** A text and no other literal. */
export const QUOTED = ['<QUOTED_STRING> ...'];
export const STRINGS = ['<BINARY_STRING_LITERAL> ...', '<QUOTED_STRING> ...', '<PREFIXED_STRING_LITERAL> ...', '<UNICODE_STRING_LITERAL> ...', '<C_STYLE_ESCAPED_STRING_LITERAL> ...', '<BIG_QUERY_DOUBLE_QUOTED_STRING> ...', '<BIG_QUERY_QUOTED_STRING> ...'];

function escapeImage(image: string): string {
  return image.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** U&'\00e9' UESCAPE '\'. */
export function unicode(text: string, cursor: Cursor): string {
  const escape = cursor.take('UESCAPE') ? cursor.next().text : '\\';
  let read = '';
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter !== escape) read += letter;
    else if (text.charAt(i + 1) === escape) read += text.charAt(++i);
    else {
      const hex = text.slice(i + 1, i + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw parseError(`Unicode escape sequence starting at character ${i} is not exactly four hex digits`, placeOf(cursor.before()), 'org.apache.calcite.runtime.CalciteException');
      read += String.fromCharCode(Number.parseInt(hex, 16));
      i += 4;
    }
  }
  return read;
}
