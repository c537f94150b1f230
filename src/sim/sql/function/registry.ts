// Every scalar function by its name: the families together.
import { COLLECTIONS } from './collections.ts';
import { CONDITIONAL } from './conditional.ts';
import { JSONS } from './jsons.ts';
import { MISC } from './misc.ts';
import { NUMBERS } from './numbers.ts';
import { OPERATORS } from './operators.ts';
import { REGEX } from './regex.ts';
import type { FunctionSpec } from './spec.ts';
import { STRINGS } from './strings.ts';
import { TIMES } from './times.ts';

/** Other names of the same functions. */
const ALIASES: Readonly<Record<string, string>> = { CEILING: 'CEIL', POW: 'POWER', REGEXP_LIKE: 'REGEXP' };

const BY_NAME: ReadonlyMap<string, readonly FunctionSpec[]> = (() => {
  const all = new Map<string, FunctionSpec[]>();
  for (const spec of [...OPERATORS, ...STRINGS, ...REGEX, ...NUMBERS, ...TIMES, ...CONDITIONAL, ...COLLECTIONS, ...JSONS, ...MISC]) all.set(spec.name, [...(all.get(spec.name) ?? []), spec]);
  return all;
})();

/** The overloads of a function; none where there is no such function. */
export function overloads(name: string): readonly FunctionSpec[] {
  const upper = name.toUpperCase();
  return BY_NAME.get(upper) ?? BY_NAME.get(ALIASES[upper] ?? '') ?? [];
}

/** All names, as SHOW FUNCTIONS sorts them. */
export function functionNames(): readonly string[] {
  return [...BY_NAME.keys()].toSorted();
}
