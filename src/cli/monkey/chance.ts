// Seeded chance for tools that try things: the same seed draws the same.

export interface Chance {
  /** A number from 0 up to 1, which is not reached. */
  unit(): number;
  /** A whole number from 0 to below a limit. */
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** Mulberry32, a generator of 32 bits: enough for choices, and short. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(unit() * limit);
  return { unit, below, pick: (choices) => choices[below(choices.length)] ?? choices[0] };
}
