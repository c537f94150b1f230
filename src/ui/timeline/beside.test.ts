// Signs whose instants are near keep their order and none hides another; those that are far keep their places.
import { expect, test } from 'vitest';
import { besideEachOther } from './beside.ts';

test.each([
  ['far from each other', [0, 40, 100], [0, 40, 100]],
  ['at one instant', [50, 50, 50], [50, 67, 84]],
  ['near, and pushed on by those before', [10, 20, 30, 90], [10, 27, 44, 90]],
  ['in no order of time', [90, 20, 21], [90, 20, 37]],
  ['none', [], []],
] as const)('%s', (_name, places, expected) => expect(besideEachOther(places)).toEqual(expected));
