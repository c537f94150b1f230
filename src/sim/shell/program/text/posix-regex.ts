// POSIX regular expressions, basic and extended, as JavaScript's. One difference stays: where alternatives match at one
// place, JavaScript takes the first one and POSIX the longest.
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';

/** The source of a JavaScript expression (flag `u`), or a message as GNU's tools word it. */
export type Translated = { readonly kind: 'source'; readonly source: string } | { readonly kind: 'error'; readonly message: string };

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u00a0-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u00a1-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** What a backslash and a letter mean in GNU's expressions, outside brackets. */
const ESCAPES: Readonly<Record<string, string>> = {
  w: '[\\p{L}\\p{N}_]',
  W: '[^\\p{L}\\p{N}_]',
  s: '\\s',
  S: '\\S',
  b: '(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))',
  B: '(?:(?<=[\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_]))',
  '<': '(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])',
  '>': '(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])',
  n: '\\n',
  t: '\\t',
  '`': '^',
  "'": '$',
};

/** A literal character, escaped where JavaScript's flag `u` wants it. */
export function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  problem: string | null;
}

/** Translates an expression; `extended` is what `grep -E`, `sed -E` and awk speak. */
export function translate(text: string, extended: boolean): Translated {
  const cursor: Cursor = { text, at: 0, depth: 0, problem: null };
  let source = '';
  while (cursor.at < text.length && cursor.problem === null) source += piece(cursor, extended, source);
  if (cursor.problem !== null) return { kind: 'error', message: cursor.problem };
  if (cursor.depth > 0) return { kind: 'error', message: 'Unmatched ( or \\(' };
  return { kind: 'source', source };
}

/** A compiled expression, or a message; `flags` are JavaScript's (`g`, `i`). */
export function compile(text: string, extended: boolean, flags: string): RegExp | string {
  const translated = translate(text, extended);
  if (translated.kind === 'error') return translated.message;
  try {
    return new BoundedRegex(translated.source, `u${flags}`);
  } catch {
    return 'Invalid preceding regular expression';
  }
}

function piece(cursor: Cursor, extended: boolean, before: string): string {
  const char = String.fromCodePoint(cursor.text.codePointAt(cursor.at) ?? 0);
  cursor.at += char.length;
  if (char === '[') return bracket(cursor);
  if (char === '\\') return escaped(cursor, extended, before);
  if (char === '.') return '[^\\n]';
  const atStart = before === '' || /(?:\(|\(\?:|\|)$/.test(before);
  if (char === '*') return atStart ? '\\*' : quantifier(before, '*');
  if (char === '^') return extended || atStart ? '^' : '\\^';
  if (char === '$') return extended || endsHere(cursor) ? '$' : '\\$';
  if (!extended) return literal(char);
  if (char === '(') return open(cursor);
  if (char === ')') return close(cursor, true);
  if (char === '|') return '|';
  if (char === '+' || char === '?') return atStart ? literal(char) : quantifier(before, char);
  if (char === '{') return interval(cursor, true, atStart);
  return literal(char);
}

/** JavaScript knows no doubled quantifiers; POSIX takes `a**` for `a*`. */
function quantifier(before: string, sign: string): string {
  return /(?<!\\)[*+?]$/.test(before) ? '' : sign;
}

function endsHere(cursor: Cursor): boolean {
  const rest = cursor.text.slice(cursor.at);
  return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
}

function open(cursor: Cursor): string {
  cursor.depth++;
  return '(';
}

function close(cursor: Cursor, extended: boolean): string {
  if (cursor.depth === 0) {
    if (extended) return '\\)';
    cursor.problem = 'Unmatched ) or \\)';
    return '';
  }
  cursor.depth--;
  return ')';
}

function escaped(cursor: Cursor, extended: boolean, before: string): string {
  const next = cursor.text[cursor.at];
  if (next === undefined) {
    cursor.problem = 'Trailing backslash';
    return '';
  }
  cursor.at++;
  if (!extended) {
    if (next === '(') return open(cursor);
    if (next === ')') return close(cursor, false);
    if (next === '{') return interval(cursor, false, before === '');
    if (next === '|') return '|';
    if (next === '+' || next === '?') return before === '' ? literal(next) : quantifier(before, next);
  }
  if (/[1-9]/.test(next)) return `\\${next}(?:)`;
  return ESCAPES[next] ?? literal(next);
}

function interval(cursor: Cursor, extended: boolean, atStart: boolean): string {
  const end = extended ? '}' : '\\}';
  const found = new RegExp(`^(\\d*)(,?)(\\d*)${extended ? '\\}' : '\\\\\\}'}`).exec(cursor.text.slice(cursor.at));
  if (found === null || atStart || (found[1] === '' && found[3] === '')) {
    if (extended) return '\\{';
    cursor.problem = cursor.text.includes(end, cursor.at) ? 'Invalid content of \\{\\}' : 'Unmatched \\{';
    return '';
  }
  cursor.at += found[0].length;
  return `{${found[1] === '' ? '0' : found[1]}${found[2]}${found[3]}}`;
}

function bracket(cursor: Cursor): string {
  const { text } = cursor;
  let out = '[';
  if (text[cursor.at] === '^') {
    out += '^\\n';
    cursor.at++;
  }
  let first = true;
  for (;;) {
    const char = text[cursor.at];
    if (char === undefined) {
      cursor.problem = text.length === 1 ? 'Invalid regular expression' : 'Unmatched [, [^, [:, [., or [=';
      return '';
    }
    if (char === ']' && !first) break;
    first = false;
    const named = /^\[:([a-z]+):\]/.exec(text.slice(cursor.at));
    if (named !== null) {
      const members = CLASSES[named[1] ?? ''];
      if (members === undefined) {
        cursor.problem = 'Invalid character class name';
        return '';
      }
      out += members;
      cursor.at += named[0].length;
      continue;
    }
    cursor.at++;
    const range = char === '-' && !/[[^]$/.test(out) && text[cursor.at] !== ']' && text[cursor.at] !== undefined;
    out += range ? '-' : /[\\\]^[|-]/.test(char) ? `\\${char}` : char;
  }
  cursor.at++;
  return `${out}]`;
}
