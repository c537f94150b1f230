// The light goes around what is in sight of a thing, and ends where the stage does.
import { expect, test } from 'vitest';
import { type Area, litArea } from './lit-area.ts';

const ROOM: Area = { left: 0, top: 100, right: 390, bottom: 400 };

test.each<readonly [string, readonly Area[], Area | null]>([
  ['room around a thing that is whole in sight', [{ left: 50, top: 150, right: 150, bottom: 250 }], { left: 40, top: 140, right: 160, bottom: 260 }],
  ['around all its parts', [{ left: 50, top: 150, right: 150, bottom: 200 }, { left: 60, top: 300, right: 200, bottom: 350 }], { left: 40, top: 140, right: 210, bottom: 360 }],
  ['not beyond the foot of the stage', [{ left: 50, top: 350, right: 150, bottom: 900 }], { left: 40, top: 340, right: 160, bottom: 400 }],
  ['not over what stands beside it', [{ left: -80, top: 90, right: 395, bottom: 200 }], { left: 0, top: 100, right: 390, bottom: 210 }],
  ['parts that are out of sight count for nothing', [{ left: 50, top: 150, right: 150, bottom: 200 }, { left: 300, top: 500, right: 380, bottom: 600 }], { left: 40, top: 140, right: 160, bottom: 210 }],
  ['nothing where it is not in sight', [{ left: 50, top: 500, right: 150, bottom: 600 }], null],
  ['nothing where it is not drawn', [], null],
])('%s', (_, boxes, lit) => {
  expect(litArea(boxes, ROOM)).toEqual(lit);
});
