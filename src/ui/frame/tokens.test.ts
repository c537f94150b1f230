// Every pair of colours that is read or told apart on the page, in both themes, against WCAG AA.
import { describe, expect, test } from 'vitest';
import { type ColourName, contrast, THEMES, type ThemeName } from './tokens.ts';

/** Text needs 4.5, what only has to be seen needs 3. */
const TEXT = 4.5;
const SHAPE = 3;

const SURFACES: readonly ColourName[] = ['page', 'surface', 'surface-raised', 'surface-sunken'];
const READ: readonly (readonly [ColourName, readonly ColourName[]])[] = [
  ['text', [...SURFACES, 'accent-soft', 'waiting-soft', 'fault-soft', 'dead']],
  ['text-muted', [...SURFACES, 'dead']],
  ['accent-text', ['surface', 'surface-sunken', 'surface-raised', 'accent-soft', 'page']],
  ['on-accent', ['accent', 'accent-text']],
  ['waiting', ['surface', 'page', 'surface-sunken', 'waiting-soft']],
  ['fault', ['surface', 'page', 'surface-sunken', 'fault-soft', 'dead']],
  ['page', ['text']],
];
const SEEN: readonly (readonly [ColourName, readonly ColourName[]])[] = [
  ['accent', ['surface', 'page', 'surface-sunken']],
  ['line-strong', ['surface', 'page']],
  ['fine', ['surface', 'page']],
];

function check(theme: ThemeName, front: string, back: string, least: number): void {
  const reached = contrast(front, back);
  expect(reached, `${theme}: ${front} on ${back} reaches ${reached.toFixed(2)}`).toBeGreaterThanOrEqual(least);
}

describe.each(['light', 'dark'] as const)('%s', (name) => {
  const { colours, keys, noKey, groups } = THEMES[name];

  test.each(READ)('%s can be read', (front, backs) => {
    for (const back of backs) check(name, colours[front], colours[back], TEXT);
  });

  test.each(SEEN)('%s can be seen', (front, backs) => {
    for (const back of backs) check(name, colours[front], colours[back], SHAPE);
  });

  test('letters can be read on every key colour, and squares seen in every cell', () => {
    for (const hue of [...keys, noKey]) {
      check(name, hue.ink, hue.fill, TEXT);
      check(name, hue.fill, colours.surface, SHAPE);
    }
  });

  test('group colours can be seen on cells and on the page', () => {
    for (const colour of groups) for (const back of [colours.surface, colours.page]) check(name, colour, back, SHAPE);
  });
});
