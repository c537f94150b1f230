// Lesson 40's model: the weights that the lesson publishes and uses are those that its training finds.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLesson } from '../lesson/read-lesson.ts';
import { chanceOf, modelText, published, trained, trainModel, visitsOfJanuary, type Weights } from './train-model.ts';

const PATH = 'kafka/5-analytics/40-model';
const files = Object.fromEntries(['lesson.yaml', 'pt.md', 'en.md'].map((name) => [name, readFileSync(`lessons/${PATH}/${name}`, 'utf8')]));
const visits = visitsOfJanuary();
const found = trained(visits);
const weights: Weights = { b0: published(found.b0), minutos: published(found.minutos), itens: published(found.itens) };

test('the file with the weights is what the training prints', () => {
  expect(readLesson(PATH, files).lesson?.scenario.home['modelo.txt']).toBe(modelText(found, visits));
  const printed: string[] = [];
  expect(trainModel((line) => printed.push(line))).toBe(0);
  expect(printed[0]).toBe(modelText(found, visits).trimEnd());
});

test.each(Object.keys(files))('%s has no other weights', (name) => {
  const formulas = [...(files[name] ?? '').matchAll(/(?<!\w)(-?[\d.]+) \+ (-?[\d.]+) \* minutos \+ (-?[\d.]+) \* itens/g)];
  expect(formulas.length).toBeGreaterThan(0);
  for (const [, b0, minutos, itens] of formulas) expect({ b0: Number(b0), minutos: Number(minutos), itens: Number(itens) }).toEqual(weights);
});

test('the chances that the lesson asks for follow from them', () => {
  for (const [items, chance] of [[0, 11], [2, 50], [4, 88]] as const) {
    expect(Math.floor(100 * chanceOf(weights, { minutos: 10, itens: items }))).toBe(chance);
    expect(files['lesson.yaml']).toContain(`json.itens = ${items} and json.chance = ${chance}`);
  }
});

describe('the training', () => {
  test('finds weights from which no small step leads to likelier ones', () => {
    const likelihood = (of: Weights): number => visits.reduce((sum, visit) => sum + Math.log(visit.comprou === 1 ? chanceOf(of, visit) : 1 - chanceOf(of, visit)), 0);
    const best = likelihood(found);
    for (const name of ['b0', 'minutos', 'itens'] as const) {
      for (const step of [-0.01, 0.01]) expect(likelihood({ ...found, [name]: found[name] + step })).toBeLessThan(best);
    }
  });

  test('gives the same from the same seed, and nearly the same from another', () => {
    expect(visitsOfJanuary()).toEqual(visits);
    const other = trained(visitsOfJanuary(41));
    expect(other).not.toEqual(found);
    for (const name of ['b0', 'minutos', 'itens'] as const) expect(Math.abs(other[name] - found[name])).toBeLessThan(0.1);
  });
});
