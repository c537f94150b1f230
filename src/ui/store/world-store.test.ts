// Frames and the store: what fits is taken, what does not asks for a whole frame, and time between frames is bounded.
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../bridge/frame.ts';
import { broker, controller } from '../states/build.ts';
import { allRecords, applyFrame, emptyWorld, extrapolatedUs, recordById, type WorldState } from './world-store.ts';
import { openWorld } from './world.ts';
import { NAMED_WORLDS } from '../states/named.ts';
import { playNamed } from '../states/player.ts';

const CLOCK = { nowUs: 1_000_000, endUs: 2_000_000, startUs: 0, playing: true, speed: 2, branch: 0 };

function frame(base: number, revision: number, more: Partial<Frame> = {}): Frame {
  return { base, revision, whole: false, put: [], removed: [], clock: CLOCK, branches: [], ...more };
}

/** The ids after these frames, or `gap` where one did not fit. */
function check(frames: readonly Frame[], expected: readonly string[] | 'gap'): void {
  let state: WorldState | null = emptyWorld();
  for (const next of frames) state = state === null ? null : applyFrame(state, next, 0);
  expect(state === null ? 'gap' : [...allRecords(state.tables)].map((record) => record.id)).toEqual(expected);
}

describe('frames', () => {
  const first = frame(-1, 1, { whole: true, put: [broker(1), controller(101)] });

  test('a whole frame fits any store', () => check([frame(9, 4, { whole: true, put: [broker(2)] })], ['node/broker-2']));
  test('changes follow their base', () => check([first, frame(1, 2, { put: [broker(3)], removed: ['node/broker-1'] })], ['node/controller-101', 'node/broker-3']));
  test('a gap is not taken', () => check([first, frame(2, 3)], 'gap'));
  test('a whole frame forgets what was before', () => check([first, frame(-1, 7, { whole: true, put: [broker(5)] })], ['node/broker-5']));

  test('a table that did not change stays the same object', () => {
    const before = applyFrame(emptyWorld(), first, 0);
    const after = before === null ? null : applyFrame(before, frame(1, 2, { removed: ['flight/1'] }), 0);
    expect(after?.tables).toBe(before?.tables);
  });

  test('a gap asks for one whole frame', () => {
    const named = NAMED_WORLDS[0];
    if (named === undefined) throw new Error('there is a named world');
    let send: (frame: Frame) => void = () => {};
    let asked = 0;
    const api = { ...playNamed(named), onFrame: (receive: (frame: Frame) => void) => { send = receive; return Promise.resolve(); }, resync: () => { asked += 1; return Promise.resolve(); } };
    const { store } = openWorld(api, () => 0);
    for (const next of [first, frame(5, 6), frame(6, 7), frame(-1, 8, { whole: true, put: [broker(2)] }), frame(8, 9)]) send(next);
    expect([asked, store.getState().revision, recordById(store.getState().tables, 'node/broker-2')?.id]).toEqual([1, 9, 'node/broker-2']);
  });
});

test.each([[0, 1_000_000], [50, 1_100_000], [5_000, 1_200_000], [-10, 1_000_000]])('%d ms after a frame it is %d us', (ms, us) => {
  const state = applyFrame(emptyWorld(), frame(-1, 1, { whole: true }), 0);
  expect(state === null ? null : extrapolatedUs(state, ms)).toBe(us);
});
