// Whether two pieces of plain data are written alike: as equal as their JSON is, and told apart at the first difference.

/** As `JSON.stringify(a) === JSON.stringify(b)`, the order of properties counted. For data without cycles, functions and bigints. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return sameText(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i] ?? null, b[i] ?? null)) return false;
    return true;
  }
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  for (let i = 0; i < keys.length || i < others.length; i++) {
    const key = keys[i];
    // What is undefined is not written: then the texts alone can tell.
    if (key === undefined || key !== others[i]) return sameText(a, b);
    if (!same((a as Readonly<Record<string, unknown>>)[key], (b as Readonly<Record<string, unknown>>)[key])) return false;
  }
  return true;
}

/** NaN and null are written alike, what is undefined not at all. */
const sameText = (a: unknown, b: unknown): boolean => (typeof a === 'string' && typeof b === 'string' ? false : JSON.stringify(a) === JSON.stringify(b));
