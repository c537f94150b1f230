// The filters of SHOW: LIKE and ILIKE with SQL's wildcards.
import type { LikeFilter } from '../parser/statement.ts';

/** Whether a name passes. */
export function passes(name: string, filter: LikeFilter | null): boolean {
  if (filter === null) return true;
  const [text, pattern] = filter.ignoreCase ? [name.toLowerCase(), filter.pattern.toLowerCase()] : [name, filter.pattern];
  return like([...text], [...pattern]) !== filter.negated;
}

/** `%` is any text, `_` any letter, a backslash takes the next letter as it is. Two places wander: no pattern takes long. */
function like(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, in_, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const sign = pattern[in_];
    const literal = sign === '\\' ? pattern[in_ + 1] : sign;
    if (sign === '%') [star, mark, in_] = [in_, at, in_ + 1];
    else if (sign !== undefined && (sign === '_' || literal === text[at])) [at, in_] = [at + 1, in_ + (sign === '\\' ? 2 : 1)];
    else if (star >= 0) [mark, at, in_] = [mark + 1, mark + 1, star + 1];
    else return false;
  }
  while (pattern[in_] === '%') in_ += 1;
  return in_ >= pattern.length;
}

/** Names in the order of their letters' code units, as Java sorts strings. */
export function sorted(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
