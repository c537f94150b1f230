// Deep freezing: what is frozen never changes again, so that snapshots share it and actors may hand it around.

/**
 * Freezes `value` and everything below it, and returns it. What is already frozen counts as deep-frozen and is not walked
 * again, so freezing a batch of frozen records costs one step a record at most. Plain objects and arrays only.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) freeze(value[i]);
  } else {
    for (const key in value) freeze(value[key]);
  }
  return Object.freeze(value);
}
