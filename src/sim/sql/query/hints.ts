// Hints of a query: how long state of its tables is kept (STATE_TTL), how they are joined (BROADCAST and its kin).
import type { Hint, Select, TableRef } from '../parser/ast.ts';
import { refused, SqlError } from '../problem.ts';
import type { QueryContext, QueryHints } from './context.ts';

const JOINS = new Set(['BROADCAST', 'SHUFFLE_HASH', 'SHUFFLE_MERGE', 'NEST_LOOP', 'MULTI_JOIN']);
const KNOWN = new Set([...JOINS, 'OPTIONS', 'STATE_TTL', 'LOOKUP']);

/** What a query's hints say; refused where they name what is not there (QueryHintsResolver). */
export function hintsOf(query: Select): QueryHints {
  const unknown = query.hints.find((hint) => !KNOWN.has(hint.name.toUpperCase()));
  if (unknown !== undefined) throw new SqlError('java.lang.AssertionError', `Hint: ${unknown.name.toUpperCase()} should be registered in the HintStrategyTable`, unknown.at, 'validate');
  const named = (name: string): readonly Hint[] => query.hints.filter((hint) => hint.name.toUpperCase() === name);
  const stateTtl = Object.fromEntries(named('STATE_TTL').flatMap((hint) => Object.entries(hint.options)));
  const invalid = Object.values(stateTtl).find((text) => !/^\s*\d/.test(text));
  if (invalid !== undefined) throw new SqlError('java.lang.AssertionError', `Invalid STATE_TTL hint value: text does not start with a number, and is not a valid ISO-8601 duration format: ${invalid}`, query.at, 'validate');
  const joins = query.hints.filter((hint) => JOINS.has(hint.name.toUpperCase())).map((hint) => ({ name: hint.name.toUpperCase(), tables: hint.list }));
  const there = query.from === null ? [] : namesOf(query.from);
  const lost = [...Object.keys(stateTtl).map((name) => [name, 'STATE_TTL'] as const), ...joins.flatMap(({ name, tables }) => tables.map((table) => [table, name] as const))].filter(([table]) => !there.includes(table));
  if (lost.length > 0) throw refused(`The options of following hints cannot match the name of input tables or views: \n${lost.map(([table, hint]) => `\`${table}\` in \`${hint}\``).join('\n')}`, query.at);
  return { stateTtl, joins };
}

/** By which names a query knows its tables. */
function namesOf(table: TableRef): readonly string[] {
  switch (table.kind) {
    case 'named': return [table.name.parts.at(-1) ?? ''];
    case 'alias': return [table.name, ...namesOf(table.of)];
    case 'join': return [...namesOf(table.left), ...namesOf(table.right)];
    case 'match': case 'temporal': return namesOf(table.of);
    default: return [];
  }
}

/** What STATE_TTL says of the tables here, null where it names none of them. */
export function ttlOf(table: TableRef, { hints }: QueryContext): string | null {
  return namesOf(table).map((name) => hints.stateTtl[name]).find((text) => text !== undefined) ?? null;
}

type JoinRef = Extract<TableRef, { kind: 'join' }>;

/** The hints of a join: what is kept of each side, and which side a table that is named is. */
export function joinHints(table: JoinRef, context: QueryContext): { readonly hints: readonly string[]; readonly stateTtl?: readonly [string | null, string | null] } {
  const ttl = [ttlOf(table.left, context), ttlOf(table.right, context)] as const;
  const [left, right] = [namesOf(table.left), namesOf(table.right)];
  const hints = context.hints.joins.flatMap(({ name, tables }) => {
    const sides = tables.flatMap((one) => (left.includes(one) ? ['LEFT'] : right.includes(one) ? ['RIGHT'] : []));
    return sides.length === 0 ? [] : [`${name} options:[${[...new Set(sides)].join(', ')}]`];
  });
  return { hints, ...(ttl.every((one) => one === null) ? {} : { stateTtl: ttl }) };
}
