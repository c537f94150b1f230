// Equality of plain data against that of its JSON.
import { expect, test } from 'vitest';
import { nextRandom, seedRandom } from '../kernel/random.ts';
import { same } from './same.ts';

test('data is the same where its JSON is', () => {
  const random = seedRandom(5);
  const pick = (of: readonly unknown[]): unknown => of[Math.floor(nextRandom(random) * of.length)];
  const made = (depth: number): unknown => {
    const kind = nextRandom(random);
    if (depth === 0 || kind < 0.4) return pick([1, 2, -0, 0, NaN, Infinity, '1', 'a', '', true, false, null, undefined]);
    const parts = Array.from({ length: Math.floor(nextRandom(random) * 3) }, () => made(depth - 1));
    return kind < 0.6 ? parts : Object.fromEntries(parts.map((part) => [String(pick(['a', 'b', 'c'])), part]));
  };
  let equal = 0;
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = [made(2), made(2)];
    const expected = JSON.stringify(a) === JSON.stringify(b);
    if (expected) equal += 1;
    expect([a, b, same(a, b)]).toEqual([a, b, expected]);
    expect(same(a, structuredClone(a))).toBe(true);
  }
  expect(equal).toBeGreaterThan(500);
});
