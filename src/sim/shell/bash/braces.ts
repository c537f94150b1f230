// Brace expansion: a word's pieces in, the pieces of one or more words out. It comes before every other expansion.
import type { Part } from './ast.ts';

type Token = { readonly char: string } | { readonly part: Part };

/** More words than this come out of no real command; a longer expansion is left as it was written. */
const MAX_WORDS = 10_000;

/** The words that `{a,b}` and `{1..3}` in unquoted text make of one word, in bash's order. */
export function expandBraces(parts: readonly Part[]): readonly (readonly Part[])[] {
  if (!parts.some((part) => part.kind === 'text' && !part.quoted && part.text.includes('{'))) return [parts];
  const tokens: Token[] = [];
  for (const part of parts) {
    if (part.kind === 'text' && !part.quoted) for (const char of part.text) tokens.push({ char });
    else tokens.push({ part });
  }
  const words = expand(tokens, 0);
  return words.length > MAX_WORDS ? [parts] : words.map(join);
}

function expand(tokens: readonly Token[], from: number): Token[][] {
  for (let open = from; open < tokens.length; open += 1) {
    if (!is(tokens[open], '{')) continue;
    const close = matching(tokens, open);
    if (close === -1) continue;
    const choices = alternatives(tokens.slice(open + 1, close)) ?? sequence(tokens.slice(open + 1, close));
    if (choices === null) continue;
    const before = tokens.slice(0, open);
    const after = expand(tokens.slice(close + 1), 0);
    // Too many already: whatever stands before makes no fewer.
    if (after.length > MAX_WORDS) return after;
    const out: Token[][] = [];
    for (const choice of choices) {
      for (const rest of after) {
        out.push([...before, ...choice, ...rest]);
        if (out.length > MAX_WORDS) return out;
      }
    }
    return out;
  }
  return [[...tokens]];
}

function is(token: Token | undefined, char: string): boolean {
  return token !== undefined && 'char' in token && token.char === char;
}

function matching(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (is(tokens[at], '{')) depth += 1;
    if (is(tokens[at], '}')) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function alternatives(inside: readonly Token[]): Token[][] | null {
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of inside) {
    if (is(token, '{')) depth += 1;
    if (is(token, '}')) depth -= 1;
    if (depth === 0 && is(token, ',')) pieces.push([]);
    else pieces[pieces.length - 1]?.push(token);
  }
  return pieces.length < 2 ? null : pieces.flatMap((piece) => expand(piece, 0));
}

function sequence(inside: readonly Token[]): Token[][] | null {
  let text = '';
  for (const token of inside) {
    if (!('char' in token)) return null;
    text += token.char;
  }
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  const found = numbers ?? letters;
  if (found === null) return null;
  const [, first = '', last = '', stepText = '1'] = found;
  const from = numbers === null ? first.charCodeAt(0) : Number(first);
  const to = numbers === null ? last.charCodeAt(0) : Number(last);
  const step = Math.max(1, Math.abs(Number(stepText))) * (from <= to ? 1 : -1);
  if (Math.abs(to - from) / Math.abs(step) > MAX_WORDS) return null;
  const padded = numbers !== null && (/^-?0\d/.test(first) || /^-?0\d/.test(last));
  const width = padded ? Math.max(first.length, last.length) : 0;
  const out: Token[][] = [];
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
    const shown = numbers === null ? String.fromCharCode(at) : padNumber(at, width);
    out.push([...shown].map((char) => ({ char })));
  }
  return out;
}

function padNumber(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}

function join(tokens: readonly Token[]): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: false });
    text = '';
  };
  for (const token of tokens) {
    if ('char' in token) text += token.char;
    else {
      flush();
      parts.push(token.part);
    }
  }
  flush();
  return parts;
}
