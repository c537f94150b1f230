// Shell patterns as regular expressions: `*`, `?`, `[...]`. Quoted characters stand for themselves.
import { BoundedRegex } from '../kernel/regex/bounded.ts';

/** A character of a field; `active` where it was not quoted, so that it may be a pattern's. */
export interface Char {
  readonly char: string;
  readonly active: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: ' \\t\\n\\r\\f\\v', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', word: 'A-Za-z0-9_',
};

export function hasPattern(chars: readonly Char[]): boolean {
  return chars.some((each) => each.active && (each.char === '*' || each.char === '?' || each.char === '['));
}

/** The source of a regular expression for a pattern, without anchors. `lazy` makes `*` take as little as it can. */
export function patternSource(chars: readonly Char[], lazy = false, any = '[\\s\\S]'): string {
  let out = '';
  for (let at = 0; at < chars.length; at += 1) {
    const each = chars[at];
    if (each === undefined) break;
    if (!each.active) out += escapeRegex(each.char);
    else if (each.char === '*') out += `${any}*${lazy ? '?' : ''}`;
    else if (each.char === '?') out += any;
    else if (each.char === '[') {
      const found = bracket(chars, at);
      if (found === null) out += '\\[';
      else {
        out += found.source;
        at = found.end;
      }
    } else out += escapeRegex(each.char);
  }
  return out;
}

export function escapeRegex(text: string): string {
  // A dash can be escaped with a backslash inside of brackets only.
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('-', '\\x2d');
}

function bracket(chars: readonly Char[], open: number): { source: string; end: number } | null {
  let at = open + 1;
  let source = '[';
  if (chars[at]?.char === '!' || chars[at]?.char === '^') {
    source += '^';
    at += 1;
  }
  for (let first = true; at < chars.length; at += 1, first = false) {
    const char = chars[at]?.char ?? '';
    if (char === ']' && !first) return { source: `${source}]`, end: at };
    if (char === '[' && chars[at + 1]?.char === ':') {
      const name = chars.slice(at + 2).map((each) => each.char).join('');
      const end = name.indexOf(':]');
      if (end !== -1) {
        source += CLASSES[name.slice(0, end)] ?? '';
        at += end + 3;
        continue;
      }
    }
    source += char === '-' && chars[at]?.active === true ? '-' : escapeRegex(char);
  }
  return null;
}

export function matchesPattern(chars: readonly Char[], text: string): boolean {
  return compile(`^(?:${patternSource(chars)})$`)?.test(text) ?? false;
}

export function compile(source: string, flags = 'u'): RegExp | null {
  try {
    return new BoundedRegex(source, flags);
  } catch {
    return null;
  }
}

/** The characters of a pattern that a tool takes (fnmatch): a backslash takes the meaning of the one behind it. */
export function patternChars(pattern: string): Char[] {
  return [...pattern.matchAll(/\\([^])|[^]/gu)].map(([char, quoted]) => ({ char: quoted ?? char, active: quoted === undefined }));
}
