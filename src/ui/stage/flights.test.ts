// Messages in the air: their place is a function of time and speed, and squares wait for the flight that brings them.
import { describe, expect, test } from 'vitest';
import { flight } from '../states/build.ts';
import { arc, isSlowed, pointOnArc, progress, SHOWN_AT_LEAST_MS, stillInTheAir } from './flights.ts';

const fast = { from: 'producer-p', to: 'broker-1', cargo: [], sentAtUs: 1_000_000, arrivesAtUs: 1_000_300 };
const slow = { from: 'producer-p', to: 'broker-1', cargo: [], sentAtUs: 1_000_000, arrivesAtUs: 3_000_000 };

describe('progress', () => {
  const shown = SHOWN_AT_LEAST_MS * 1000;
  test.each([
    ['before it is sent', fast, 999_999, 1, null],
    ['a fast one is stretched to what can be seen', fast, 1_000_000 + shown / 2, 1, 0.5],
    ['a fast one lands after that', fast, 1_000_000 + shown, 1, null],
    ['in slow motion its own time counts for more', fast, 1_000_000 + shown * 0.005, 0.01, 0.5],
    ['a slow link takes the time that the model says', slow, 2_000_000, 1, 0.5],
    ['a slow link at double speed is still not stretched', slow, 2_500_000, 2, 0.75],
  ] as const)('%s', (_name, times, nowUs, speed, expected) => {
    const at = progress(times, nowUs, speed);
    expect(at === null ? null : Number(at.toFixed(6))).toBe(expected);
  });

  test('it only goes forward with time, so going back flies back', () => {
    const places = Array.from({ length: 20 }, (_, at) => progress(fast, 1_000_000 + at * 30_000, 1) ?? 1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('a record is seen to be written, then copied, then read', () => {
    const cargo = [{ topic: 't', partition: 0, count: 1, keys: ['a'] }];
    const hops = [['producer-p', 'broker-1'], ['broker-1', 'broker-2'], ['broker-1', 'consumer-c']] as const;
    const seen = (ms: number): number[] => hops.flatMap(([from, to], at) => (progress({ ...fast, from, to, cargo }, 1_000_000 + ms * 1000, 1) === null ? [] : [at]));
    expect([seen(250), seen(750), seen(1_250), seen(1_600)]).toEqual([[0], [1], [2], []]);
  });

  test('what is stretched says so', () => expect([isSlowed(flight(1, 'a', 'b', 0), 1), isSlowed({ ...flight(1, 'a', 'b', 0), arrivesAtUs: 2_000_000 }, 1)]).toEqual([true, false]));
});

describe('squares that are not yet seen to land', () => {
  const cargo = [{ topic: 't', partition: 0, count: 2, keys: ['a', 'b'] }];
  const now = 2_000_000;
  test.each([
    ['one that has arrived but is still shown', flight(1, 'producer-p', 'broker-1', now - 100_000, { cargo }), { 't-0/1': 2 }],
    ['one that is really in the air has no square to hide', { ...flight(1, 'producer-p', 'broker-1', now - 100_000, { cargo }), arrivesAtUs: now + 1 }, {}],
    ['one that is seen to have landed', flight(1, 'producer-p', 'broker-1', now - 900_000, { cargo }), {}],
    ['one on its way to a consumer', flight(1, 'broker-1', 'consumer-c', now - 100_000, { cargo }), {}],
    ['a lost one', flight(1, 'producer-p', 'broker-1', now - 100_000, { cargo, lost: true }), {}],
  ])('%s', (_name, record, expected) => expect(Object.fromEntries(stillInTheAir([record], now, 1))).toEqual(expected));
});

test('an arc begins and ends where it should', () => {
  const path = arc({ x: 0, y: 10 }, { x: 100, y: 30 }, 'request');
  expect([pointOnArc(path, 0), pointOnArc(path, 1)]).toEqual([path.from, path.to]);
});
