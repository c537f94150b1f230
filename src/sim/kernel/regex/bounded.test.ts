// Expressions that run away in JavaScript are answered; all others as JavaScript answers them.
import { expect, it } from 'vitest';
import { nextRandom, seedRandom } from '../random.ts';
import { BoundedRegex, RunawayRegex } from './bounded.ts';
import { Search } from './machine.ts';
import { parse } from './parse.ts';
import { programOf } from './program.ts';

const LONG = 'a'.repeat(5_000);

it.each(['^(a+)+$', '(a|a)*$', '^(a|aa)+$', '(?:a*)*$', '(.*a){12}$', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*a*a*a*c', '(?=(a+)+$)', '(a?){60}$', '^(?:[^]*a[^]*)*b$'])('%s on a long text is answered', (source) => {
  expect(new BoundedRegex(source, 'u').exec(`${LONG}!`)?.[0] ?? '').toBe('');
});

it('finds what is there', () => {
  expect(new BoundedRegex('^(a+)+$').exec(LONG)?.slice(0, 2)).toEqual([LONG, LONG]);
  expect(`${LONG}b${LONG}`.replace(new BoundedRegex('(a+)+b'), '-')).toBe(`-${LONG}`);
  expect(`${LONG}, ${LONG}`.split(new BoundedRegex('(?:,+ *)+'))).toEqual([LONG, LONG]);
  expect([...`${LONG} ${LONG}`.matchAll(new BoundedRegex('(?<all>a+)+', 'g'))].map(({ index, groups }) => [index, groups?.['all']?.length])).toEqual([[0, 5000], [5001, 5000]]);
});

it('gives up where only a very long search could tell', () => {
  expect(() => new BoundedRegex('^(a+)+\\1$').exec(`${LONG}!`)).toThrow(RunawayRegex);
  expect(() => new BoundedRegex('((a{1,99}){1,99}){1,99}b').exec(LONG)).toThrow(/needs more than/);
});

const PIECES = ['a', 'b', '.', '[ab]', '[^a]', '\\w', 'é', '😀', '^', '$', '\\b', '(', '(?:', '(?=', '(?!', '(?<=', '(?<x>', ')', ')', ')', '|', '*', '+', '?', '*?', '{2}', '{0,2}', '{1,}', '\\1', '\\p{L}', '\\B', '\\n'];

it('the machine finds what JavaScript finds, groups and all', () => {
  const state = seedRandom(7);
  const pick = (all: readonly string[]): string => all[Math.floor(nextRandom(state) * all.length)] ?? '';
  let compared = 0;
  for (let i = 0; i < 8_000; i++) {
    const source = Array.from({ length: 1 + Math.floor(nextRandom(state) * 8) }, () => pick(PIECES)).join('');
    const flags = pick(['u', 'ui', 'um', 'us', '']);
    let wanted: RegExp;
    try {
      wanted = new RegExp(source, flags);
    } catch {
      continue;
    }
    const text = Array.from({ length: Math.floor(nextRandom(state) * 7) }, () => pick(['a', 'b', 'A', ' ', '\n', 'é', '😀'])).join('');
    const parsed = parse(source, flags.includes('u'));
    const program = programOf(parsed.node, parsed.groups, flags.replace('m', ''));
    if (program === null) continue;
    const search = new Search(program, text, wanted, 100_000);
    let [at, end] = [0, -1];
    for (; at <= text.length; at += flags.includes('u') && (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) if ((end = search.from(at)) !== -1) break;
    const groups = Array.from({ length: parsed.groups - 1 }, (_, group) => (search.slots[group * 2 + 3] === -1 ? undefined : text.slice(search.slots[group * 2 + 2], search.slots[group * 2 + 3])));
    expect({ source, flags, text, found: end < 0 ? null : [text.slice(at, end), ...groups] }).toEqual({ source, flags, text, found: wanted.exec(text)?.slice() ?? null });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(1_000);
});
