// Java's regular expressions against what java.util.regex of Java 17 says of them (conformance/java/patterns.json) and finds with them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BoundedRegex } from './bounded.ts';
import { fromJava, PatternSyntaxError } from './java.ts';

const CASES: readonly (readonly [string, string | null])[] = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../conformance/java/patterns.json'), 'utf8'));

function complaint(source: string): string | null {
  try {
    new RegExp(fromJava(source), 'u').test('');
    return null;
  } catch (problem) {
    if (problem instanceof PatternSyntaxError) return problem.message;
    throw problem;
  }
}

for (const [source, expected] of CASES) {
  it(`reads ${JSON.stringify(source)}`, () => {
    expect(complaint(source)).toBe(expected);
  });
}

/** Expression, text, and of each find the beginning and end of the whole and of its groups. */
type Found = readonly (readonly (readonly [number, number] | null)[])[];
const FINDS: readonly (readonly [string, string, Found])[] = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../conformance/java/pattern-finds.json'), 'utf8'));

it('finds what Java finds, with all groups', () => {
  const different = FINDS.filter(([source, text, expected]) => {
    const found = [...text.matchAll(new RegExp(fromJava(source), 'dgu'))].slice(0, 20).map((match) => (match.indices ?? []).map((group) => group ?? null));
    const bounded = [...text.matchAll(new BoundedRegex(fromJava(source), 'gu'))].slice(0, 20).map((match) => match.index);
    return JSON.stringify(found) !== JSON.stringify(expected) || bounded.join() !== expected.map(([whole]) => whole?.[0]).join();
  });
  expect(FINDS.length).toBeGreaterThan(400);
  expect(different).toEqual([]);
});
