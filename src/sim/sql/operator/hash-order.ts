// The order in which Java's HashMap gives its entries: Flink's heap state keeps maps in them, and their order is seen in results.

/** The order of these keys, given in the order in which they were put: by bucket, of a table that grew with them. */
export function hashOrder<T>(keys: readonly T[], hashOf: (key: T) => number): readonly T[] {
  if (keys.length < 2) return keys;
  let size = 16; // HashMap's first table
  while (keys.length > size * 0.75) size *= 2;
  const bucket = (key: T): number => {
    const hash = hashOf(key);
    return (hash ^ (hash >>> 16)) & (size - 1);
  };
  return keys.map((key) => ({ key, at: bucket(key) })).sort((a, b) => a.at - b.at).map(({ key }) => key);
}

/** Long.hashCode of a whole number. */
export function longHash(value: number): number {
  return (value | 0) ^ (Math.floor(value / 4_294_967_296) | 0);
}
