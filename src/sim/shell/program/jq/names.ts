// The functions that this jq knows, by name and number of arguments: what is not here is refused before it runs.

const KNOWN: readonly (readonly [number, string])[] = [
  [0, 'not length utf8bytelength keys keys_unsorted values type add any all sort unique reverse min max flatten floor ceil round sqrt abs tostring tonumber tojson fromjson'],
  [0, 'ascii_downcase ascii_upcase trim explode to_entries from_entries transpose todate fromdate empty first last now env recurse error'],
  [0, 'numbers strings booleans nulls arrays objects iterables scalars'],
  [1, 'select map map_values recurse with_entries has in contains inside index sort_by group_by unique_by min_by max_by any all first last range del error join flatten'],
  [1, 'startswith endswith split ltrimstr rtrimstr test match capture scan splits'],
  [2, 'limit range split test match capture sub gsub'],
  [3, 'range sub gsub'],
];

/** Whether a function of this name and number of arguments exists. */
export function isKnown(name: string, count: number): boolean {
  return KNOWN.some(([arity, names]) => arity === count && names.split(' ').includes(name));
}
