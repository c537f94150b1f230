// Where a parse of awk stands, and the small steps that every rule of the grammar takes.
import type { Token } from './syntax.ts';

/** Where a parse stands. `problem` is the first token that fits nowhere; from then on every token reads as the end. */
export interface Parse {
  readonly tokens: readonly Token[];
  at: number;
  problem: Token | null;
  /** The closing sign that was missing there, empty for another problem. */
  missing: string;
  /** Inside a print's arguments `>` redirects; in a `for (` head `in` may end an expression. */
  noGreater: boolean;
  noIn: boolean;
  readonly functions: Set<string>;
}

const END: Token = { kind: 'end', text: '', line: 0 };

export function peek(parse: Parse, ahead = 0): Token {
  return parse.problem === null ? (parse.tokens[parse.at + ahead] ?? END) : END;
}

export function is(parse: Parse, text: string, ahead = 0): boolean {
  const token = peek(parse, ahead);
  return token.text === text && token.kind !== 'string' && token.kind !== 'regex';
}

export function take(parse: Parse): Token {
  const token = peek(parse);
  parse.at++;
  return token;
}

export function accept(parse: Parse, text: string): boolean {
  if (!is(parse, text)) return false;
  parse.at++;
  return true;
}

export function fail(parse: Parse): void {
  parse.problem ??= parse.tokens[parse.at] ?? END;
}

export function expect(parse: Parse, text: string): void {
  if (!accept(parse, text)) fail(parse);
}

/** The end of something opened: mawk names what is missing. */
export function close(parse: Parse, text: string): void {
  if (accept(parse, text)) return;
  if (parse.problem === null) parse.missing = text;
  fail(parse);
}

export function skipNewlines(parse: Parse): void {
  while (peek(parse).kind === 'newline') parse.at++;
}
