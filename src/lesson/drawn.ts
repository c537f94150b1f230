// What a seed draws in exams and shifts: a small generator of its own, shuffled lists, and chosen words filled into data.

/** Seeds are whole numbers below this. */
export const SEEDS = 1_000_000;

/** mulberry32: what is drawn is named by its seed and repeats. Numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = (seed + 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((item) => ({ item, place: random() })).toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

/** The words that stand for `{name}`, `{name-2}`, … once each list is shuffled. */
export function chosenWords(choose: Readonly<Record<string, readonly string[]>>, random: () => number): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [name, values] of Object.entries(choose)) shuffled(values, random).forEach((value, at) => words.set(at === 0 ? name : `${name}-${at + 1}`, value));
  return words;
}

/** The same data with the words in its texts. Braces around anything else stay. */
export function filled<T>(data: T, words: ReadonlyMap<string, string>): T {
  const filledText: unknown = JSON.parse(JSON.stringify(data), (_key, value: unknown) => (typeof value === 'string' ? value.replace(/\{([a-zA-Z]+(?:-\d)?)\}/g, (whole, name: string) => words.get(name) ?? whole) : value));
  return filledText as T;
}
