// The tokens of a bash script, one after the other (shell_getc and read_token_word of parse.y), with no meaning but where each ends.
import type { Verdict } from './grammar.ts';

export interface Token {
  readonly kind: 'word' | 'operator' | 'redirect' | 'newline' | 'end';
  readonly text: string;
  readonly at: number;
}

export interface Reader {
  readonly source: string;
  /** Where the next token begins. */
  at: number;
  token: Token;
  /** What stands within the double parentheses where the token is the first of them, else null; the reader then stands behind them. */
  arithmetic: string | null;
  /** Here-documents whose text begins on the next line. */
  waiting: { readonly delimiter: string; readonly tabs: boolean }[];
  /** Reads the commands of a substitution. */
  readonly substitution: (reader: Reader) => void;
}

/** Ends the judging of a script. */
export class ScriptStop extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdict.kind);
    this.verdict = verdict;
  }
}

export function newReader(source: string, inSubstitution: (reader: Reader) => void, at = 0): Reader {
  const reader: Reader = { source, at, token: { kind: 'newline', text: '', at }, arithmetic: null, waiting: [], substitution: inSubstitution };
  take(reader);
  return reader;
}

export function isOperator({ token }: Reader, text: string): boolean {
  return token.kind === 'operator' && token.text === text;
}

/** Goes on to the next token. */
export function take(reader: Reader): void {
  const here = /^<<-?$/.exec(reader.token.kind === 'redirect' ? reader.token.text : '');
  const before = reader.token.kind;
  reader.token = next(reader, before);
  if (here === null || reader.token.kind !== 'word') return;
  reader.waiting.push({ delimiter: reader.token.text.replace(/\\(.)|'([^']*)'|"([^"]*)"/g, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? ''), tabs: here[0] === '<<-' });
}

const OPERATOR = /;;&|;;|;&|&&|\|\||\|&|[|&;()]/y;
const REDIRECT = /&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[<>]/y;

function next(reader: Reader, before: Token['kind']): Token {
  const { source } = reader;
  skipBlanks(reader);
  const at = reader.at;
  reader.arithmetic = null;
  // A last line without a newline is a line.
  if (at >= source.length) {
    if (reader.waiting.length > 0) throw new ScriptStop({ kind: 'open' });
    return before === 'newline' || before === 'end' ? { kind: 'end', text: '', at } : { kind: 'newline', text: '\n', at };
  }
  if (source[at] === '\n') {
    reader.at += 1;
    hereDocuments(reader);
    return { kind: 'newline', text: '\n', at };
  }
  const redirect = source[at + 1] === '(' && /[<>]/.test(source[at] ?? '') ? null : matchAt(REDIRECT, source, at);
  if (redirect !== null) {
    reader.at += redirect.length;
    return { kind: 'redirect', text: redirect, at };
  }
  const operator = matchAt(OPERATOR, source, at);
  if (operator !== null) {
    reader.at += operator.length;
    if (source.startsWith('((', at)) arithmeticAt(reader, at);
    return { kind: 'operator', text: operator, at };
  }
  word(reader);
  const text = source.slice(at, reader.at);
  const described = /^(?:\d+|\{[A-Za-z_]\w*\})$/.test(text) && source[reader.at + 1] !== '(' ? matchAt(REDIRECT, source, reader.at) : null;
  if (described === null || described.startsWith('&')) return { kind: 'word', text, at };
  reader.at += described.length;
  return { kind: 'redirect', text: described, at };
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

function skipBlanks(reader: Reader): void {
  const { source } = reader;
  for (;;) {
    if (source[reader.at] === ' ' || source[reader.at] === '\t') reader.at += 1;
    else if (source.startsWith('\\\n', reader.at)) reader.at += 2;
    else break;
  }
  if (source[reader.at] !== '#') return;
  const end = source.indexOf('\n', reader.at);
  reader.at = end === -1 ? source.length : end;
}

/** Skips the texts that begin after this line. */
function hereDocuments(reader: Reader): void {
  for (const { delimiter, tabs } of reader.waiting.splice(0)) {
    for (;;) {
      if (reader.at >= reader.source.length) throw new ScriptStop({ kind: 'open' });
      const end = reader.source.indexOf('\n', reader.at);
      const line = reader.source.slice(reader.at, end === -1 ? undefined : end);
      reader.at = end === -1 ? reader.source.length : end + 1;
      if ((tabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
    }
  }
}

/** `((` is arithmetic where two parentheses close it together. */
function arithmeticAt(reader: Reader, at: number): void {
  const end = closing(reader.source, at + 2, '(', ')');
  if (end === -1 || reader.source[end + 1] !== ')') return;
  reader.arithmetic = reader.source.slice(at + 2, end);
  reader.at = end + 2;
}

/** Where the bracket closes that is open at `at`, -1 where it does not; quotes hide brackets. */
function closing(source: string, from: number, opens: string, closes: string): number {
  let depth = 1;
  for (let at = from; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (char === "'" || char === '"') {
      const end = source.indexOf(char, at + 1);
      if (end === -1) return -1;
      at = end;
    } else if (char === opens) depth += 1;
    else if (char === closes && --depth === 0) return at;
  }
  return -1;
}

const ARRAY = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/;

/** Goes to the end of the word that begins here. */
function word(reader: Reader): void {
  const { source } = reader;
  const begin = reader.at;
  while (reader.at < source.length) {
    const char = source[reader.at] ?? '';
    const then = source[reader.at + 1];
    if (/[<>]/.test(char) && then === '(') commandsIn(reader, reader.at + 2);
    else if (char === '(' && ARRAY.test(source.slice(begin, reader.at))) elements(reader);
    else if (char === '(' && reader.at > begin && /[?*+@]/.test(source[reader.at - 1] ?? '')) jump(reader, closing(source, reader.at + 1, '(', ')'));
    else if (/[\s|&;()<>]/.test(char)) return;
    else piece(reader, char, then);
  }
}

/** One character of a word, or what it opens. */
function piece(reader: Reader, char: string, then: string | undefined): void {
  const { source } = reader;
  switch (char) {
    case '\\':
      if (then === undefined) throw new ScriptStop({ kind: 'open' });
      reader.at += 2;
      return;
    case "'":
      return jump(reader, source.indexOf("'", reader.at + 1));
    case '"':
      return doubleQuoted(reader);
    case '`':
      return jump(reader, unescaped(source, reader.at + 1, '`'));
    case '$':
      return dollar(reader, then);
    default:
      reader.at += 1;
  }
}

/** Goes behind the character at `end`, which closes something. */
function jump(reader: Reader, end: number): void {
  if (end === -1) throw new ScriptStop({ kind: 'open' });
  reader.at = end + 1;
}

function unescaped(source: string, from: number, char: string): number {
  let at = from;
  while (at < source.length && source[at] !== char) at += source[at] === '\\' ? 2 : 1;
  return at < source.length ? at : -1;
}

function doubleQuoted(reader: Reader): void {
  const { source } = reader;
  reader.at += 1;
  while (source[reader.at] !== '"') {
    const char = source[reader.at];
    if (char === undefined) throw new ScriptStop({ kind: 'open' });
    if (char === '$' && source[reader.at + 1] === '{') braces(reader, true);
    else if (char === '$' && source[reader.at + 1] === '(') dollar(reader, '(');
    else if (char === '`') jump(reader, unescaped(source, reader.at + 1, '`'));
    else reader.at += char === '\\' ? 2 : 1;
  }
  reader.at += 1;
}

function dollar(reader: Reader, then: string | undefined): void {
  const { source, at } = reader;
  switch (then) {
    case "'":
      return jump(reader, unescaped(source, at + 2, "'"));
    case '"':
      reader.at += 1;
      return doubleQuoted(reader);
    case '{':
      return braces(reader, false);
    case '(': {
      const end = source[at + 2] === '(' ? closing(source, at + 3, '(', ')') : -1;
      if (end !== -1 && source[end + 1] === ')') reader.at = end + 2;
      else commandsIn(reader, at + 2);
      return;
    }
    default:
      reader.at += 1;
  }
}

/** `${…}`, with all that may stand in it; within double quotes a single one is a character like others. */
function braces(reader: Reader, quoted: boolean): void {
  const { source } = reader;
  reader.at += 2;
  while (source[reader.at] !== '}') {
    const char = source[reader.at];
    if (char === undefined) throw new ScriptStop({ kind: 'open' });
    if (quoted && char === "'") reader.at += 1;
    else piece(reader, char, source[reader.at + 1]);
  }
  reader.at += 1;
}

/** The commands of `$(…)`, `<(…)` or `>(…)`, which begin at `from`. */
function commandsIn(reader: Reader, from: number): void {
  const inner = newReader(reader.source, reader.substitution, from);
  inner.substitution(inner);
  reader.at = inner.at;
}

/** The elements of `name=(…)`. */
function elements(reader: Reader): void {
  const inner = newReader(reader.source, reader.substitution, reader.at + 1);
  while (inner.token.kind === 'word' || inner.token.kind === 'newline') take(inner);
  if (inner.token.kind === 'end') throw new ScriptStop({ kind: 'open' });
  if (!isOperator(inner, ')')) throw new ScriptStop({ kind: 'error', message: `syntax error near unexpected token \`${inner.token.text}'`, at: inner.token.at });
  reader.at = inner.at;
}
