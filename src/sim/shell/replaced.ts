// Replacing in a text, one match after the other: what grows beyond the machine's memory ends there, and not after all matches were found.
import { held } from './exhausted.ts';

/** The text with what the pattern finds (all of it, where the pattern is global) replaced. Throws Exhausted. */
export function replaced(text: string, pattern: RegExp, by: (found: RegExpExecArray) => string): string {
  let out = '';
  let from = 0;
  const matches = pattern.global ? text.matchAll(pattern) : [pattern.exec(text)];
  for (const found of matches) {
    if (found === null) break;
    out += text.slice(from, found.index) + by(found);
    held(out.length);
    from = found.index + found[0].length;
  }
  return out + text.slice(from);
}
