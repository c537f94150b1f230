// Layered maps do what plain objects do, in the same order, and never change what is frozen.
import { describe, expect, test } from 'vitest';
import { nextRandom, seedRandom } from '../../kernel/random.ts';
import { freeze } from '../../kernel/freeze.ts';
import { eachEntry, isNone, type Layered, plainly, settled, sizeOf, valueIn, weightOf, withEntry, withoutEntry } from './layers.ts';

const KEYS = 300;
const weigh = (key: string, value: number): number => key.length + value;

/** The map holds what the plain object holds, in its order. */
function check(map: Layered<number>, expected: Readonly<Record<string, number>>): void {
  expect(Object.entries(plainly(map))).toEqual(Object.entries(expected));
  // One by one, what has come over a base stands behind it; names that look like numbers have no place of their own.
  expect(new Map(eachEntry(map))).toEqual(new Map(Object.entries(expected)));
  expect([sizeOf(map), isNone(map)]).toEqual([Object.keys(expected).length, Object.keys(expected).length === 0]);
  expect(weightOf(map, weigh)).toBe(Object.entries(expected).reduce((sum, [key, value]) => sum + weigh(key, value), 0));
}

describe('layered maps', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`as a plain object, through freezes and thaws, seed ${seed}`, () => {
      const random = seedRandom(seed);
      let map: Layered<number> = freeze({});
      const plain: Record<string, number> = {};
      const kept: { readonly map: Layered<number>; readonly was: Readonly<Record<string, number>> }[] = [];
      let layered = 0;
      for (let step = 0; step < 6_000; step++) {
        // It grows, then shrinks to nothing, then grows again.
        const removes = nextRandom(random) < (Math.floor(step / 1_500) % 2 === 0 ? 0.2 : 0.9);
        const number = Math.floor(nextRandom(random) * KEYS);
        const key = number % 10 === 0 ? String(number) : number === 7 ? 'constructor' : `key${number}`;
        if (!removes) {
          map = withEntry(map, key, step);
          plain[key] = step;
        } else if (Object.hasOwn(plain, key)) {
          map = withoutEntry(map, key);
          delete plain[key];
        }
        expect(valueIn(map, key)).toBe(Object.hasOwn(plain, key) ? plain[key] : undefined);
        if (nextRandom(random) < 0.02) {
          map = settled(map, (value) => value);
          layered += Array.isArray(map) ? 1 : 0;
          kept.push({ map, was: { ...plain } });
        }
        if (step % 50 === 0) check(map, plain);
      }
      expect(layered).toBeGreaterThan(20);
      for (const { map: frozen, was } of kept) check(frozen, was);
    });
  }

  test('a freeze lets go of the values that its function gives up, over the base and in it', () => {
    const all: Record<string, Layered<number>> = {};
    for (let i = 0; i < 200; i++) all[`n${i}`] = freeze({ a: i });
    const deep = (value: Layered<number>): Layered<number> | undefined => (isNone(value) ? undefined : settled(value, (each) => each));
    let map = settled<Layered<number>>(all, deep);
    for (const name of ['n3', 'n4']) map = withEntry(map, name, withoutEntry(valueIn(map, name) ?? {}, 'a'));
    map = withEntry(map, 'new', {});
    map = settled(map, deep);
    expect(sizeOf(map)).toBe(198);
    expect(['n3', 'n4', 'new', 'constructor'].map((name) => valueIn(map, name))).toEqual([undefined, undefined, undefined, undefined]);
    expect(valueIn(map, 'n5')).toEqual({ a: 5 });
  });

  test('a write to a large frozen map copies little of it', () => {
    const all: Record<string, number> = {};
    for (let i = 0; i < 10_000; i++) all[`key${i}`] = i;
    const frozen = settled(all, (value) => value);
    const changed = withEntry(frozen, 'key5', -1);
    expect(valueIn(frozen, 'key5')).toBe(5);
    expect(valueIn(changed, 'key5')).toBe(-1);
    // The base is the same object.
    expect((changed as unknown as readonly unknown[])[0]).toBe((frozen as unknown as readonly unknown[])[0]);
  });
});
