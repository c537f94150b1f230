// The order in which a Java HashMap lists its keys, and the hash codes of Java's own classes: what is printed shows it.

/** String.hashCode. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Long.hashCode of a whole number. */
export function longHash(value: number): number {
  return (value | 0) ^ (Math.floor(value / 4_294_967_296) | 0);
}

/** Boolean.hashCode. */
export const booleanHash = (value: boolean): number => (value ? 1_231 : 1_237);

/**
 * Different keys, in the order in which they were put, as a HashMap lists them: by bucket of a table that grew with them, within a bucket as
 * they came. `capacity` is what `new HashMap<>(capacity)` was given, 16 where nothing was.
 */
export function hashOrder<K>(keys: readonly K[], hashOf: (key: K) => number, capacity = 16): K[] {
  let buckets = 1;
  while (buckets < capacity) buckets *= 2;
  // A table grows when more than three quarters of its places are taken.
  while (keys.length > buckets * 0.75) buckets *= 2;
  const bucketOf = (key: K): number => {
    const hash = hashOf(key);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return keys.map((key, i) => ({ key, i, bucket: bucketOf(key) })).sort((a, b) => a.bucket - b.bucket || a.i - b.i).map(({ key }) => key);
}
