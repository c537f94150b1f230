// The paths that a pattern of the command line stands for.
import { listFolder, nodeAt } from '../machine/files.ts';
import { resolvePath } from '../machine/path.ts';
import { type Char, compile, hasPattern, patternSource } from '../pattern.ts';
import type { Shell } from './shell-state.ts';

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
