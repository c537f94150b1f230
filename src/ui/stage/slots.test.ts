// Places are kept while others come and go.
import { expect, test } from 'vitest';
import { assignSlots, type Slots } from './slots.ts';

function check(before: Slots, ids: readonly string[], after: Slots): void {
  expect(assignSlots(before, ids)).toEqual(after);
}

test('newcomers stand in order', () => check([], ['a', 'b'], ['a', 'b']));
test('who stays keeps the place', () => check(['a', 'b', 'c'], ['c', 'a'], ['a', null, 'c']));
test('a newcomer takes the first free place', () => check(['a', null, 'c'], ['a', 'c', 'd'], ['a', 'd', 'c']));
test('free places at the end are given up', () => check(['a', 'b', 'c'], ['a'], ['a']));
test('nothing changed is the same list', () => {
  const slots: Slots = ['a', null, 'b'];
  expect(assignSlots(slots, ['b', 'a'])).toBe(slots);
});
