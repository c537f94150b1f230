// A seed is the bug report: the same seed draws the same, and stays within its limits.
import { expect, it } from 'vitest';
import { monkey } from './command.ts';
import { seeded } from './chance.ts';

it('draws the same from the same seed, within the limits', () => {
  const draw = (seed: number): number[] => {
    const chance = seeded(seed);
    return Array.from({ length: 500 }, () => chance.below(7));
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  expect(new Set(draw(5))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

it.each([[['--seeds', '0']], [['--door', 'cellar']], [['--from']], [['--acts', '1.5']]])('refuses %j with its usage', async (args) => {
  const lines: string[] = [];
  expect(await monkey(args, (line) => void lines.push(line))).toBe(2);
  expect(lines[0]).toMatch(/^Usage: .*monkey/);
});
