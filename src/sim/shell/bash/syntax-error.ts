// What is wrong with a script, in bash's own words, or whether it only isn't finished yet.
import { judge } from './grammar.ts';

export interface SyntaxProblem {
  readonly message: string;
  /** Where in the source. */
  readonly at: number;
  readonly incomplete: boolean;
}

/** The first problem that the parser found; positions are of UTF-16 units. */
interface Found {
  readonly errors?: readonly { readonly message: string; readonly pos: number }[] | undefined;
}

const CLOSERS: Readonly<Record<string, string>> = {
  'unterminated double quote': '"',
  'unterminated single quote': "'",
  'unterminated ANSI-C quote': "'",
  'unterminated command substitution': ')',
  'unterminated arithmetic expansion': ')',
  'unterminated parameter expansion': '}',
  'unterminated backtick': '`',
};

/** Null where the source is whole and right. */
export function syntaxError(source: string, tree: Found): SyntaxProblem | null {
  const verdict = judge(source);
  if (verdict.kind === 'error') return { message: verdict.message, at: verdict.at, incomplete: false };
  const first = (tree.errors ?? [])[0];
  if (verdict.kind === 'unfinished' && first?.message.startsWith('unterminated') !== true) return { message: 'syntax error: unexpected end of file', at: source.length, incomplete: true };
  const open = openHereDocument(source);
  if (first === undefined) {
    if (open !== null) return { message: `here-document delimited by end-of-file (wanted \`${open}')`, at: source.length, incomplete: true };
    if (/(^|[^\\])(\\\\)*\\$/.test(source) && !endsInComment(source)) return { message: 'syntax error: unexpected end of file', at: source.length, incomplete: true };
    return null;
  }
  const closer = CLOSERS[first.message];
  if (closer !== undefined || first.message.startsWith('unterminated')) {
    return { message: `unexpected EOF while looking for matching \`${closer ?? ')'}'`, at: first.pos, incomplete: true };
  }
  const rest = skipBlank(source, first.pos);
  if (rest >= source.length) {
    if (first.message === 'expected redirect target') return { message: "syntax error near unexpected token `newline'", at: first.pos, incomplete: false };
    return { message: 'syntax error: unexpected end of file', at: source.length, incomplete: true };
  }
  if (first.message === 'expected redirect target' && source.slice(first.pos, rest).includes('\n')) {
    return { message: "syntax error near unexpected token `newline'", at: first.pos, incomplete: false };
  }
  return { message: `syntax error near unexpected token \`${tokenAt(source, rest)}'`, at: rest, incomplete: false };
}

function skipBlank(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (/\s/.test(source[at] ?? '')) at += 1;
    else if (source[at] === '#' && (at === 0 || /\s/.test(source[at - 1] ?? ''))) {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
    } else return at;
  }
  return at;
}

function tokenAt(source: string, at: number): string {
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[|&;()<>])/.exec(source.slice(at));
  if (operator !== null) return operator[0];
  const word = /^[^\s|&;()<>]+/.exec(source.slice(at));
  return word === null ? 'newline' : word[0];
}

function endsInComment(source: string): boolean {
  return /(^|\s)#[^\n]*$/.test(source);
}

/** The delimiter of a here-document that has not been closed, null where all are. */
export function openHereDocument(source: string): string | null {
  if (!source.includes('<<')) return null;
  const lines = source.split('\n');
  let waiting: { delimiter: string; tabs: boolean }[] = [];
  for (const line of lines) {
    const next = waiting[0];
    if (next !== undefined) {
      if ((next.tabs ? line.replace(/^\t+/, '') : line) === next.delimiter) waiting = waiting.slice(1);
      continue;
    }
    for (const found of hereDelimiters(line)) waiting.push(found);
  }
  return waiting[0]?.delimiter ?? null;
}

/** The `<<WORD`s of a line that stand outside quotes and arithmetic. */
function hereDelimiters(line: string): { delimiter: string; tabs: boolean }[] {
  const found: { delimiter: string; tabs: boolean }[] = [];
  let quote = '';
  let arithmetic = 0;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"') at += 1;
      else if (char === quote) quote = '';
      continue;
    }
    if (char === '\\') at += 1;
    else if (char === '"' || char === "'") quote = char;
    else if (line.startsWith('((', at)) arithmetic += 1;
    else if (line.startsWith('))', at)) arithmetic = Math.max(0, arithmetic - 1);
    else if (char === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return found;
    else if (line.startsWith('<<<', at)) at += 2;
    else if (line.startsWith('<<', at) && arithmetic === 0) {
      const match = /^<<(-?)[ \t]*((?:\\.|'[^']*'|"[^"]*"|[^\s|&;()<>'"\\])+)/.exec(line.slice(at));
      if (match === null) continue;
      found.push({ delimiter: (match[2] ?? '').replace(/\\(.)|'([^']*)'|"([^"]*)"/g, (_, a: string, b: string, c: string) => a ?? b ?? c ?? ''), tabs: match[1] === '-' });
      at += match[0].length - 1;
    }
  }
  return found;
}
