// The payloads and the statistics of the performance tool, against what Java drew and what the real tool printed.
import { describe, expect, it } from 'vitest';
import { drawnPayloads, nextBelow } from './payload.ts';
import { newStatistics, recordSent, totalLine } from './statistics.ts';

/** Numbers below `bound` that java.util.SplittableRandom(0) draws. */
function check(bound: number, expected: readonly number[]): void {
  const seed = { hi: 0, lo: 0 };
  expect(expected.map(() => nextBelow(seed, bound))).toEqual(expected);
}

describe('SplittableRandom(0)', () => {
  it('draws below 3 as Java', () => check(3, [1, 1, 0, 0, 1, 1, 2, 0]));
  it('draws below 2 as Java', () => check(2, [1, 1, 1]));
  it('makes the letters of the real tool', () => {
    expect(drawnPayloads(10, 3)).toEqual(['YQHHNEBSEP', 'DNSEIFGAMS', 'UJXKOLTXSP']);
  });
});

describe('statistics', () => {
  it('prints a window when its time is over, and the percentiles at the end', () => {
    const s = newStatistics(0, false);
    const printed = Array.from({ length: 60 }, (_, i) => recordSent(s, i === 0 ? 153 : 9, 100, (i + 1) * 100, 5_000)).join('');
    expect(printed).toBe('50 records sent, 10.0 records/sec (0.00 MB/sec), 11.9 ms avg latency, 153.0 ms max latency.\n');
    expect(totalLine(s, 6_000)).toBe('60 records sent, 10.000000 records/sec (0.00 MB/sec), 11.40 ms avg latency, 153.00 ms max latency, 9 ms 50th, 9 ms 95th, 153 ms 99th, 153 ms 99.9th.\n');
  });
  it('has no average of nothing', () => {
    expect(totalLine(newStatistics(0, false), 6_000)).toBe('0 records sent, 0.000000 records/sec (0.00 MB/sec), NaN ms avg latency, 0.00 ms max latency, 0 ms 50th, 0 ms 95th, 0 ms 99th, 0 ms 99.9th.\n');
  });
});
