// Shell patterns as regular expressions: `*`, `?`, `[...]`. Quoted characters stand for themselves.
import { BoundedRegex } from '../../kernel/regex/bounded.ts';
import { listFolder, nodeAt } from '../machine/files.ts';
import { resolvePath } from '../machine/path.ts';
import type { Shell } from './shell-state.ts';

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

/** The paths that fit a pattern, sorted; empty where none does. */
export function glob(sh: Shell, chars: readonly Char[]): string[] {
  const segments: Char[][] = [[]];
  for (const each of chars) {
    if (each.char === '/') segments.push([]);
    else segments[segments.length - 1]?.push(each);
  }
  const absolute = chars[0]?.char === '/';
  let found: string[] = [absolute ? '/' : ''];
  (absolute ? segments.slice(1) : segments).forEach((segment, index, all) => {
    found = found.flatMap((base) => step(sh, base, segment, index === all.length - 1));
  });
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function step(sh: Shell, base: string, segment: readonly Char[], last: boolean): string[] {
  const text = segment.map((each) => each.char).join('');
  const join = (name: string): string => base + name + (last ? '' : '/');
  const at = (path: string): string => resolvePath(sh.p.cwd, path === '' ? '.' : path);
  if (!hasPattern(segment)) {
    if (text === '') return [base];
    const node = nodeAt(sh.m, at(base + text));
    return node === null || (!last && node.kind !== 'folder') ? [] : [join(text)];
  }
  const pattern = compile(`^(?:${patternSource(segment)})$`);
  if (pattern === null) return [];
  return (listFolder(sh.m, at(base)) ?? [])
    .filter((name) => pattern.test(name) && (!name.startsWith('.') || text.startsWith('.')))
    .filter((name) => last || nodeAt(sh.m, at(base + name))?.kind === 'folder')
    .map(join);
}
