// awk's tokens. A slash begins an expression where a value can't stand before it.
import type { Token } from './syntax.ts';

const KEYWORDS = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'in', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'print', 'printf', 'getline']);
export const BUILTINS = new Set(['length', 'substr', 'index', 'split', 'sub', 'gsub', 'match', 'sprintf', 'tolower', 'toupper', 'int', 'sqrt', 'rand', 'srand', 'close', 'fflush', 'system', 'systime', 'strftime']);
const SIGNS = ['**=', '&&', '||', '==', '!=', '<=', '>=', '+=', '-=', '*=', '/=', '%=', '^=', '**', '>>', '++', '--', '!~', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '<', '>', '|', '?', ':', '~', '$', '='];

export type Tokens = { readonly kind: 'tokens'; readonly tokens: readonly Token[] } | { readonly kind: 'error'; readonly line: number; readonly near: string };

export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      if (blank[0].startsWith('\\')) line++;
      continue;
    }
    const found = next(rest, tokens[tokens.length - 1]);
    if (found === null) return { kind: 'error', line, near: rest.charAt(0) };
    const [length, kind, value] = found;
    tokens.push({ kind, text: value, line });
    if (kind === 'newline') line++;
    at += length;
  }
  tokens.push({ kind: 'newline', text: '\n', line }, { kind: 'end', text: '', line });
  return { kind: 'tokens', tokens };
}

function next(rest: string, before: Token | undefined): readonly [number, Token['kind'], string] | null {
  if (rest.startsWith('\n')) return [1, 'newline', '\n'];
  const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(rest);
  if (number !== null) return [number[0].length, 'number', number[0]];
  const name = /^[A-Za-z_]\w*/.exec(rest);
  if (name !== null) {
    const word = name[0];
    if (KEYWORDS.has(word)) return [word.length, 'keyword', word];
    if (BUILTINS.has(word)) return [word.length, 'builtin', word];
    return [word.length, rest[word.length] === '(' ? 'call' : 'name', word];
  }
  if (rest.startsWith('"')) return quoted(rest);
  if (rest.startsWith('/') && !endsValue(before)) return slashed(rest);
  const sign = SIGNS.find((each) => rest.startsWith(each));
  return sign === undefined ? null : [sign.length, 'sign', sign];
}

function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'number' || token.kind === 'string' || token.kind === 'name' || token.kind === 'builtin') return true;
  return token.kind === 'sign' && [')', ']', '$', '++', '--'].includes(token.text);
}

function quoted(rest: string): readonly [number, 'string', string] | null {
  let out = '';
  for (let at = 1; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === '"') return [at + 1, 'string', out];
    if (char === '\n') return null;
    if (char !== '\\') {
      out += char;
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(rest.slice(at + 1));
    if (octal !== null) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8));
      at += octal[0].length;
      continue;
    }
    at++;
    out += unescape(rest.charAt(at));
  }
  return null;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', '/': '/', '\n': '' };

function unescape(char: string): string {
  return ESCAPED[char] ?? `\\${char}`;
}

function slashed(rest: string): readonly [number, 'regex', string] | null {
  let inBrackets = false;
  for (let at = 1; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === '\n') return null;
    if (char === '\\') at++;
    else if (char === '[') inBrackets = true;
    else if (char === ']') inBrackets = false;
    else if (char === '/' && !inBrackets) return [at + 1, 'regex', rest.slice(1, at).replaceAll('\\/', '/')];
  }
  return null;
}
