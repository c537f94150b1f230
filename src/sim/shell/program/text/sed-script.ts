// The parser of sed's scripts: text in, a flat list of commands out, or GNU sed's words for what is wrong.
import { compile } from './posix-regex.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly source: string; readonly flags: string }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  /** As a second address: so many more lines. */
  | { readonly kind: 'plus'; readonly lines: number };

export interface Substitution {
  readonly source: string;
  readonly flags: string;
  readonly replacement: readonly Piece[];
  readonly all: boolean;
  readonly nth: number;
  readonly print: boolean;
}

/** A piece of a replacement: text, a group's text (0 is the whole match), or a change of case from here on. */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'group'; readonly group: number } | { readonly kind: 'case'; readonly sign: string };

export interface SedCommand {
  readonly name: string;
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negated: boolean;
  /** Text of a, i, c; label of b, t, T, : ; exit status of q, Q; file of w, r. */
  readonly text: string;
  readonly substitution: Substitution | null;
  /** y: from characters to characters. */
  readonly map: readonly (readonly [string, string])[];
  /** `{`: the index after its `}`; b, t, T: where to go on. */
  readonly jump: number;
}

interface Cursor {
  readonly text: string;
  readonly extended: boolean;
  at: number;
  /** The source of the last expression, which an empty one repeats. */
  last: { source: string; flags: string } | null;
}

export type Script = { readonly kind: 'script'; readonly commands: readonly SedCommand[]; readonly readsAhead: boolean } | { readonly kind: 'error'; readonly message: string };

class Problem extends Error {}

/** Parses a whole script (several -e are joined by newlines). */
export function parseScript(text: string, extended: boolean): Script {
  const cursor: Cursor = { text, extended, at: 0, last: null };
  const commands: SedCommand[] = [];
  const open: number[] = [];
  try {
    for (;;) {
      skip(cursor, /[\s;]/);
      if (cursor.at >= text.length) break;
      if (text[cursor.at] === '#') {
        skip(cursor, /[^\n]/);
        continue;
      }
      const command = readCommand(cursor);
      if (command.name === '{') open.push(commands.length);
      commands.push(command);
      if (command.name === '}') closeBlock(commands, open, cursor);
    }
    if (open.length > 0) throw new Problem('unmatched `{\'');
    return { kind: 'script', commands: resolveLabels(commands), readsAhead: commands.some((c) => c.from?.kind === 'last' || c.to?.kind === 'last' || c.name === 'N' || c.name === 'n') };
  } catch (problem) {
    if (problem instanceof Problem) return { kind: 'error', message: `-e expression #1, char ${Math.min(cursor.at, text.length)}: ${problem.message}` };
    throw problem;
  }
}

function closeBlock(commands: SedCommand[], open: number[], cursor: Cursor): void {
  const start = open.pop();
  const block = start === undefined ? undefined : commands[start];
  if (start === undefined || block === undefined) {
    cursor.at++;
    throw new Problem('unexpected `}\'');
  }
  commands[start] = { ...block, jump: commands.length };
}

function resolveLabels(commands: readonly SedCommand[]): SedCommand[] {
  return commands.map((command) => {
    if (!'btT'.includes(command.name)) return command;
    if (command.text === '') return { ...command, jump: commands.length };
    const at = commands.findIndex((c) => c.name === ':' && c.text === command.text);
    if (at < 0) throw new Problem(`can't find label for jump to \`${command.text}'`);
    return { ...command, jump: at };
  });
}

function skip(cursor: Cursor, what: RegExp): string {
  const from = cursor.at;
  while (cursor.at < cursor.text.length && what.test(cursor.text[cursor.at] ?? '')) cursor.at++;
  return cursor.text.slice(from, cursor.at);
}

function readCommand(cursor: Cursor): SedCommand {
  const from = readAddress(cursor, false);
  let to: Address | null = null;
  skip(cursor, /[ \t]/);
  if (from !== null && cursor.text[cursor.at] === ',') {
    cursor.at++;
    skip(cursor, /[ \t]/);
    to = readAddress(cursor, true);
    if (to === null) throw new Problem('unexpected `,\'');
  }
  const negated = skip(cursor, /[! \t]/).includes('!');
  const name = cursor.text[cursor.at++];
  if (name === undefined) throw new Problem('missing command');
  const base: SedCommand = { name, from, to, negated, text: '', substitution: null, map: [], jump: 0 };
  if (name === '{') return base;
  if (name === 's') return finish(cursor, { ...base, substitution: readSubstitution(cursor) });
  if (name === 'y') return finish(cursor, { ...base, map: readMap(cursor) });
  if ('aic'.includes(name)) return { ...base, text: readText(cursor) };
  if (':btTrw'.includes(name)) return { ...base, text: (name === 'r' || name === 'w' ? skip(cursor, /[^\n]/) : name === ':' ? skip(cursor, /[^\n;]/) : skip(cursor, /[^\n;}]/)).trim() };
  if ('qQ'.includes(name)) return finish(cursor, { ...base, text: skip(cursor, /[ \d]/).trim() });
  if ('pPdDnNhHgGx=}lz'.includes(name)) return name === '}' ? base : finish(cursor, base);
  throw new Problem(`unknown command: \`${name}'`);
}

/** After a command only a newline, `;`, `}` or a comment may follow. */
function finish(cursor: Cursor, command: SedCommand): SedCommand {
  skip(cursor, /[ \t]/);
  const next = cursor.text[cursor.at];
  if (next !== undefined && !'\n;}#'.includes(next)) {
    cursor.at++;
    throw new Problem(command.name === 's' ? 'unknown option to `s\'' : 'extra characters after command');
  }
  return command;
}

function readAddress(cursor: Cursor, second: boolean): Address | null {
  const char = cursor.text[cursor.at] ?? '';
  if (char === '$') {
    cursor.at++;
    return { kind: 'last' };
  }
  if (second && char === '+') {
    cursor.at++;
    return { kind: 'plus', lines: Number(skip(cursor, /\d/)) };
  }
  if (/\d/.test(char)) {
    const line = Number(skip(cursor, /\d/));
    if (cursor.text[cursor.at] !== '~') return { kind: 'line', line };
    cursor.at++;
    return { kind: 'step', first: line, step: Number(skip(cursor, /\d/)) };
  }
  if (char !== '/' && char !== '\\') return null;
  if (char === '\\') cursor.at++;
  const delimiter = cursor.text[cursor.at++] ?? '/';
  const pattern = readUntil(cursor, delimiter, 'unterminated address regex');
  const ignoreCase = skip(cursor, /[IM]/).includes('I');
  return { kind: 'match', ...expression(cursor, pattern, ignoreCase ? 'i' : '') };
}

/** Up to the delimiter, which a backslash protects; brackets don't, as in GNU sed they do for expressions. */
function readUntil(cursor: Cursor, delimiter: string, problem: string): string {
  let out = '';
  for (;;) {
    const char = cursor.text[cursor.at++];
    if (char === undefined) throw new Problem(problem);
    if (char === delimiter) return out;
    if (char === '[') {
      const end = /^\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/.exec(cursor.text.slice(cursor.at - 1));
      if (end !== null && problem !== 'unterminated `y\' command' && !end[0].includes('\n') && problem.includes('regex')) {
        out += end[0];
        cursor.at += end[0].length - 1;
        continue;
      }
    }
    if (char !== '\\') out += char;
    else {
      const next = cursor.text[cursor.at++] ?? '';
      out += next === delimiter ? next : `\\${next}`;
    }
  }
}

const CHARACTERS: Readonly<Record<string, string>> = { a: '\u0007', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** GNU sed reads `\t` and its like as the character before it reads the expression, so that they mean it inside brackets too. */
function withCharacters(pattern: string): string {
  return pattern.replace(/\\([^])/gu, (whole, letter: string) => CHARACTERS[letter] ?? whole);
}

function expression(cursor: Cursor, pattern: string, flags: string): { source: string; flags: string } {
  if (pattern === '' && cursor.last !== null) return cursor.last;
  if (pattern === '') throw new Problem('no previous regular expression');
  const compiled = compile(withCharacters(pattern), cursor.extended, flags);
  if (typeof compiled === 'string') throw new Problem(compiled);
  cursor.last = { source: compiled.source, flags: `u${flags}` };
  return cursor.last;
}

function readSubstitution(cursor: Cursor): Substitution {
  const unterminated = 'unterminated `s\' command';
  const delimiter = cursor.text[cursor.at++];
  if (delimiter === undefined || delimiter === '\n') throw new Problem(unterminated);
  const pattern = readUntil(cursor, delimiter, unterminated);
  const replacement = readReplacement(cursor, delimiter, unterminated);
  const flags = skip(cursor, /[gpiIm0-9]/);
  const { source, flags: compiledFlags } = expression(cursor, pattern, /[iI]/.test(flags) ? 'i' : '');
  const nth = Number(/\d+/.exec(flags)?.[0] ?? 1);
  return { source, flags: compiledFlags, replacement, all: flags.includes('g'), nth, print: flags.includes('p') };
}

function readReplacement(cursor: Cursor, delimiter: string, unterminated: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
  };
  for (;;) {
    const char = cursor.text[cursor.at++];
    if (char === undefined) throw new Problem(unterminated);
    if (char === delimiter) break;
    if (char === '&') {
      flush();
      pieces.push({ kind: 'group', group: 0 });
    } else if (char !== '\\') text += char;
    else {
      const next = cursor.text[cursor.at++] ?? '';
      if (/\d/.test(next)) {
        flush();
        pieces.push({ kind: 'group', group: Number(next) });
      } else if ('ULEul'.includes(next) && next !== '') {
        flush();
        pieces.push({ kind: 'case', sign: next });
      } else text += next === 'n' ? '\n' : next === 't' ? '\t' : next;
    }
  }
  flush();
  return pieces;
}

function readMap(cursor: Cursor): (readonly [string, string])[] {
  const unterminated = 'unterminated `y\' command';
  const delimiter = cursor.text[cursor.at++] ?? '/';
  const plain = (text: string): string[] => [...text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\')];
  const from = plain(readUntil(cursor, delimiter, unterminated));
  const to = plain(readUntil(cursor, delimiter, unterminated));
  if (from.length !== to.length) throw new Problem('strings for `y\' command are different lengths');
  return from.map((char, index) => [char, to[index] ?? ''] as const);
}

/** The text of a, i, c: on the same line (GNU) or after a backslash and a newline; a backslash continues it. */
function readText(cursor: Cursor): string {
  skip(cursor, /[ \t]/);
  if (cursor.text[cursor.at] === '\\') {
    cursor.at++;
    skip(cursor, /[ \t]/);
    if (cursor.text[cursor.at] === '\n') cursor.at++;
  }
  if (cursor.at >= cursor.text.length) throw new Problem('expected \\ after `a\', `c\' or `i\'');
  let out = '';
  for (;;) {
    const char = cursor.text[cursor.at];
    if (char === undefined || char === '\n') return `${out}\n`;
    cursor.at++;
    out += char === '\\' ? (cursor.text[cursor.at++] ?? '') : char;
  }
}
