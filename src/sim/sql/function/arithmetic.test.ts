// Arithmetic on whole numbers of 64 bits is exact, where doubles do for it and where they do not.
import { expect, test } from 'vitest';
import { nextRandom, seedRandom } from '../../kernel/random.ts';
import * as t from '../type/logical-type.ts';
import { wrapLong } from '../value.ts';
import { OPERATORS } from './operators.ts';

const EXACT: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b };
const EDGES = [0n, 1n, -1n, 2n, 3n, -7n, 2n ** 31n, 2n ** 53n - 1n, 1n - 2n ** 53n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)];

test('BIGINT is calculated as Java calculates a long', () => {
  const random = seedRandom(3);
  const drawn = Array.from({ length: 60 }, () => BigInt.asIntN(64, BigInt(Math.floor((nextRandom(random) - 0.5) * 2 ** Math.floor(nextRandom(random) * 64)))));
  const numbers = [...EDGES, ...drawn];
  const env = { zone: 'UTC', started: 0, outer: [], now: () => 0, watermark: () => null, random: () => 0 };
  const wrong: string[] = [];
  for (const [name, exact] of Object.entries(EXACT)) {
    const run = OPERATORS.find((one) => one.name === name)?.make({ name, types: [t.BIGINT, t.BIGINT], type: t.BIGINT, literals: [undefined, undefined] });
    for (const a of numbers) {
      for (const b of numbers) {
        if (b === 0n && (name === '/' || name === '%')) continue;
        const found = run?.([wrapLong(a), wrapLong(b)], env);
        const expected = wrapLong(exact(a, b));
        if (!Object.is(found, expected)) wrong.push(`${a} ${name} ${b} is ${expected}, not ${JSON.stringify(found)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
