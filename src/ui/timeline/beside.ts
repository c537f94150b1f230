// Signs on the timeline that would stand on each other stand beside each other.

/** The width of a planned instant's sign, in CSS pixels. */
const SIGN = 17;

/** Where signs stand whose instants are at `places`, in CSS pixels and in any order: none hides another, and each stands as near as it can, after those before it. */
export function besideEachOther(places: readonly number[]): readonly number[] {
  const result = [...places];
  let last = Number.NEGATIVE_INFINITY;
  for (const at of [...places.keys()].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b)) {
    last = Math.max(places[at] ?? 0, last + SIGN);
    result[at] = last;
  }
  return result;
}
