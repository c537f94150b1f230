// A class's predictions: hands are counted up and down, shares add up, and only what is there can be right.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginVote, count, hands, reveal, share, showBars, type Vote } from './votes.ts';

const asked = (): Vote => {
  const vote = beginVote(' Quem assume? ', [{ id: 'a', text: 'broker 2' }, { id: 'b', text: ' ' }, { id: 'c', text: 'broker 3 ' }]);
  if (vote === null) throw new Error('two answers are enough');
  return vote;
};

test('answers without a text are no answers, and one alone is no question', () => {
  expect(asked()).toEqual({ question: 'Quem assume?', options: [{ id: 'a', text: 'broker 2', count: 0 }, { id: 'c', text: 'broker 3', count: 0 }], shown: 'options', right: null });
  expect(beginVote('?', [{ id: 'a', text: 'x' }, { id: 'b', text: '' }])).toBeNull();
});

test('counts never fall below none, and shares add up to one', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'c', 'x'), fc.constantFrom(1, -1, 5))), (moves) => {
    const vote = moves.reduce((now, [id, by]) => count(now, id, by), asked());
    for (const option of vote.options) expect(option.count).toBeGreaterThanOrEqual(0);
    const all = vote.options.reduce((sum, option) => sum + share(vote, option), 0);
    expect(all).toBeCloseTo(hands(vote) === 0 ? 0 : 1);
  }), { seed: 7 });
});

test('the right one is marked where it is an answer, and taken back with the bars', () => {
  const vote = count(asked(), 'c', 3);
  expect(reveal(vote, 'c')).toMatchObject({ shown: 'answer', right: 'c' });
  expect(reveal(vote, 'x')).toBe(vote);
  expect(showBars(reveal(vote, 'c'))).toMatchObject({ shown: 'bars', right: null });
});
