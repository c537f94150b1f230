// Watermarks: the minimum over channels with idleness and alignment (StatusWatermarkValve), several as one, and generators.
import { describe, expect, test } from 'vitest';
import { NO_TIMESTAMP } from '../record.ts';
import { combined, inputStatus, inputWatermark, type Valve, type ValveChannel } from './valve.ts';
import { newGenerator, onEvent, onPeriodic, watermarkOf, type WatermarkStrategy } from './watermarks.ts';

/** Steps are `channel:watermark`, `channel:idle` and `channel:active`; the answer is what came out. */
function valve(channels: number, steps: string): string {
  const state: Valve = { output: NO_TIMESTAMP, idle: false };
  const all = Array.from({ length: channels }, (): ValveChannel => ({ watermark: NO_TIMESTAMP, idle: false, aligned: true }));
  const out: string[] = [];
  for (const step of steps.split(' ')) {
    const [place, what] = step.split(':');
    const channel = all[Number(place)];
    if (channel === undefined) throw new Error(step);
    const { watermark, idle } = what === 'idle' || what === 'active' ? inputStatus(state, all, channel, what === 'idle') : inputWatermark(state, all, channel, Number(what));
    if (idle === false) out.push('active');
    if (watermark !== null) out.push(String(watermark));
    if (idle === true) out.push('idle');
  }
  return out.join(' ');
}

describe('the valve of an input', () => {
  test.each([
    ['one channel passes what advances', 1, '0:0 0:25 0:18 0:42', '0 25 42'],
    ['one channel and its idleness', 1, '0:25 0:idle 0:30 0:active 0:50', '25 idle active 50'],
    ['the minimum of all channels', 3, '0:0 1:0 2:0 0:12 2:8 2:10 1:15 0:17 2:20', '0 10 15'],
    ['an idle channel holds nobody back', 3, '0:25 1:10 2:idle', '10'],
    ['the last active one that held the minimum lets out all that came', 2, '0:30 1:20 0:idle 1:idle', '20 30 idle'],
    ['all idle, and one comes back', 2, '0:5 1:8 0:idle 1:idle 1:active 1:9', '5 8 idle active 9'],
    ['one that comes back behind does not count until it has caught up', 2, '0:10 1:5 1:idle 0:20 1:active 1:15 0:30 1:20', '5 10 20 30'],
  ])('%s', (_name, channels, steps, expected) => expect(valve(channels, steps)).toBe(expected));
});

test('several splits are the minimum of the active ones, and the maximum of all where none is', () => {
  const [early, late] = [{ watermark: 5, idle: false }, { watermark: 9, idle: false }];
  expect(combined([early, late])).toEqual({ watermark: 5, idle: false });
  expect(combined([{ ...early, idle: true }, late])).toEqual({ watermark: 9, idle: false });
  expect(combined([{ ...early, idle: true }, { ...late, idle: true }])).toEqual({ watermark: 9, idle: true });
});

describe('a generator', () => {
  const strategy: WatermarkStrategy = { timestamp: null, boundMs: 10, idleMs: 1_000, emit: 'periodic', style: 'datastream' };

  test.each([['datastream', 89], ['sql', 90]] as const)('in the style of %s is %i behind', (style, expected) => {
    const state = newGenerator();
    expect(watermarkOf({ ...strategy, style }, state)).toBe(NO_TIMESTAMP);
    for (const time of [100, 40, 95]) onEvent(state, time);
    expect(watermarkOf({ ...strategy, style }, state)).toBe(expected);
  });

  test('is idle when more than its time has passed since the first quiet look', () => {
    const state = newGenerator();
    onEvent(state, 1);
    const looks = [200, 400, 600, 1_000, 1_400, 1_600].map((now) => {
      onPeriodic(strategy, state, now);
      return state.idle;
    });
    expect(looks).toEqual([false, false, false, false, false, true]);
    onEvent(state, 2);
    onPeriodic(strategy, state, 1_800);
    expect(state.idle).toBe(false);
  });
});
