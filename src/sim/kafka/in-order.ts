// Looks things up one after the other in a list that is mostly in the order in which they are asked for: answers come as they were asked.

/** Each search begins behind what was found last, and goes once around. */
export function inOrder<T>(list: readonly T[]): (is: (one: T) => boolean) => T | undefined {
  let next = 0;
  return (is) => {
    for (let step = 0; step < list.length; step += 1) {
      const at = (next + step) % list.length;
      const one = list[at];
      if (one === undefined || !is(one)) continue;
      next = at + 1;
      return one;
    }
    return undefined;
  };
}
