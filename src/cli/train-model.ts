// `sim train-model`: makes the visits of January, trains lesson 40's logistic model on them, and prints the file with the weights that the lesson publishes.
import { randomBernoulli, randomGeometric, randomInt, randomLcg } from 'd3-random';
import { printLine } from './print.ts';

/** Draws everything; another seed gives other visits, and nearly the same weights. */
const SEED = 40;
const VISITS = 100_000;
/** The people of January, whom no one knows but this file: what training must find again. */
const PEOPLE: Weights = { b0: -3, minutos: 0.1, itens: 1 };
const LONGEST_MINUTES = 30;
/** A visitor who has put so many things into the cart stops with this chance. */
const STOPS = 0.4;
const MOST_ITEMS = 6;
/** Newton's method doubles the right digits with each step. */
const STEPS = 12;

/** b0 + minutos × minutes + itens × items is the logarithm of the odds of buying. */
export interface Weights {
  readonly b0: number;
  readonly minutos: number;
  readonly itens: number;
}

export interface Visit {
  readonly minutos: number;
  readonly itens: number;
  readonly comprou: 0 | 1;
}

/** Prints what `modelo.txt` of lesson 40 says, and the weights before they were rounded. The result is the command's exit status. */
export function trainModel(print: (line: string) => void = printLine): number {
  const visits = visitsOfJanuary();
  const found = trained(visits);
  print(modelText(found, visits).trimEnd());
  print(`# b0 ${found.b0.toFixed(4)}, minutos ${found.minutos.toFixed(4)}, itens ${found.itens.toFixed(4)}`);
  return 0;
}

export function visitsOfJanuary(seed = SEED, count = VISITS): readonly Visit[] {
  const source = randomLcg(seed / 2 ** 32);
  const minutes = randomInt.source(source)(1, LONGEST_MINUTES + 1);
  const items = randomGeometric.source(source)(STOPS);
  const bought = randomBernoulli.source(source);
  return Array.from({ length: count }, (): Visit => {
    const visit = { minutos: minutes(), itens: Math.min(MOST_ITEMS, items() - 1) };
    return { ...visit, comprou: bought(chanceOf(PEOPLE, visit))() === 1 ? 1 : 0 };
  });
}

/** Between 0 and 1. */
export function chanceOf({ b0, minutos, itens }: Weights, visit: Pick<Visit, 'minutos' | 'itens'>): number {
  return 1 / (1 + Math.exp(-(b0 + minutos * visit.minutos + itens * visit.itens)));
}

/** The weights that make these visits most likely (maximum likelihood, by Newton's method). */
export function trained(visits: readonly Visit[]): Weights {
  let weights: Weights = { b0: 0, minutos: 0, itens: 0 };
  for (let step = 0; step < STEPS; step += 1) {
    const slope = [0, 0, 0];
    const bend = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
    for (const visit of visits) {
      const chance = chanceOf(weights, visit);
      const inputs = [1, visit.minutos, visit.itens];
      inputs.forEach((input, at) => {
        slope[at] = (slope[at] ?? 0) + input * (visit.comprou - chance);
        const row = bend[at] ?? [];
        inputs.forEach((other, column) => void (row[column] = (row[column] ?? 0) + input * other * chance * (1 - chance)));
      });
    }
    const [b0 = 0, minutos = 0, itens = 0] = solved(bend, slope);
    weights = { b0: weights.b0 + b0, minutos: weights.minutos + minutos, itens: weights.itens + itens };
  }
  return weights;
}

/** A weight as it is published: to one decimal, so that anyone can do the sum by hand. */
export function published(weight: number): number {
  return Math.round(weight * 10) / 10;
}

/** The text of `modelo.txt`. */
export function modelText(found: Weights, visits: readonly Visit[]): string {
  const weights: Weights = { b0: published(found.b0), minutos: published(found.minutos), itens: published(found.itens) };
  const right = visits.filter((visit) => (chanceOf(weights, visit) >= 0.5) === (visit.comprou === 1)).length;
  return [
    `Modelo "vai comprar?", treinado em janeiro com ${visits.length} visitas; acerta ${Math.round((100 * right) / visits.length)} de cada 100`,
    `b0       ${weights.b0}`, `minutos   ${weights.minutos}`, `itens     ${weights.itens}`,
    `chance = 1 / (1 + e^-(b0 + ${weights.minutos} * minutos + ${weights.itens} * itens))`, '',
  ].join('\n');
}

/** x of a·x = y, by Gauss's elimination. */
function solved(a: readonly (readonly number[])[], y: readonly number[]): number[] {
  const rows = a.map((row, at) => [...row, y[at] ?? 0]);
  rows.forEach((pivot, at) => {
    for (const row of rows) {
      if (row === pivot) continue;
      const times = (row[at] ?? 0) / (pivot[at] ?? 1);
      pivot.forEach((value, column) => void (row[column] = (row[column] ?? 0) - times * value));
    }
  });
  return rows.map((row, at) => (row.at(-1) ?? 0) / (row[at] ?? 1));
}
