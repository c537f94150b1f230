// The timeline's axis: it grows by steps, places and times are each other's inverse, and marks do not cover each other.
import { describe, expect, test } from 'vitest';
import { fact } from '../states/build.ts';
import { axisFor, marksOf, placeOf, ticksOf, timeAt } from './axis.ts';

const S = 1_000_000;

test.each([[0, 30], [25, 30], [30, 60], [59, 120], [601, 1200], [100_000, 102_000]])('%d s lived show %d s', (lived, shown) => {
  const axis = axisFor(10 * S, (10 + lived) * S);
  expect((axis.toUs - axis.fromUs) / S).toBeCloseTo(shown, 6);
});

test('a place and its time are each other\'s inverse, within the axis', () => {
  const axis = axisFor(10 * S, 40 * S);
  expect([timeAt(axis, placeOf(axis, 33 * S)), placeOf(axis, 0), timeAt(axis, 2)]).toEqual([33 * S, 0, 70 * S]);
});

test.each([[300, 1], [900, 1], [1600, 2]])('at %d px ticks keep their distance', (width) => {
  const axis = axisFor(0, 100 * S);
  const places = ticksOf(axis, width).map((at) => placeOf(axis, at) * width);
  expect(places.length).toBeGreaterThan(1);
  for (const [at, place] of places.slice(1).entries()) expect(place - (places[at] ?? 0)).toBeGreaterThanOrEqual(72);
});

describe('marks', () => {
  const axis = axisFor(0, 100 * S);
  const crash = fact(1, 20 * S, 'input', 'node-crashed', { node: 'broker-1' }, ['node/broker-1']);
  const leader = fact(2, 20.2 * S, 'controller-102', 'leader-changed', { partition: 'a-0', from: 1, to: 2, epoch: 1 }, ['partition/a-0'], 1);
  const quiet = fact(3, 50 * S, 'laptop', 'line-entered', { tty: 'main', text: 'x' }, []);
  const command = fact(4, 80 * S, 'laptop', 'command-entered', { tty: 'main', text: 'ls' }, []);
  test('neighbours share one in the kind that weighs most, and noise has none', () => {
    expect(marksOf([command, leader, quiet, crash], axis, 600).map((mark) => [mark.kind, mark.facts.map((one) => one.factId)])).toEqual([['fault', [1, 2]], ['command', [4]]]);
  });
});
