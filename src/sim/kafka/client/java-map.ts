// The order in which a Java HashMap of strings lists its keys: log lines show it.

/** String.hashCode. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/**
 * Keys as a HashMap lists them after they were put in this order: by bucket, within a bucket as they came. `capacity` is
 * what `new HashMap<>(capacity)` was given, 16 where nothing was.
 */
export function javaMapOrder(keys: readonly string[], capacity = 16): string[] {
  const unique = [...new Set(keys)];
  let buckets = 1;
  while (buckets < capacity) buckets *= 2;
  while (unique.length > buckets * 0.75) buckets *= 2;
  const bucketOf = (key: string): number => {
    const hash = stringHash(key);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return unique.map((key, i) => ({ key, i, bucket: bucketOf(key) })).sort((a, b) => a.bucket - b.bucket || a.i - b.i).map(({ key }) => key);
}
