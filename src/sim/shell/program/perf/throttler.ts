// Kafka's ThroughputThrottler: a loop that is ahead of its rate sleeps, but not for less than 2 ms.
import { MILLISECOND, SECOND, type Time } from '../../../kernel/types.ts';
import type { Os } from '../../program.ts';

/** It sleeps only where at least this much has gathered. */
const LEAST_SLEEP: Time = 2 * MILLISECOND;

export interface Throttler {
  readonly startMs: number;
  owed: Time;
  /** The loop goes on at this time. */
  resumeAt: Time;
}

export function newThrottler(os: Pick<Os, 'now' | 'wallClockMs'>): Throttler {
  return { startMs: os.wallClockMs, owed: 0, resumeAt: os.now };
}

/** After record `number` (from 0) was sent: sleeps where it is ahead of `rate`, in records a second. Negative: no limit; 0: for ever. */
export function throttle(throttler: Throttler, rate: number, number: number, os: Pick<Os, 'now' | 'wallClockMs'>): void {
  if (rate < 0) return;
  const elapsedMs = os.wallClockMs - throttler.startMs;
  if (elapsedMs <= 0 || (1_000 * number) / elapsedMs <= rate) return;
  if (rate === 0) {
    throttler.resumeAt = Number.MAX_SAFE_INTEGER;
    return;
  }
  throttler.owed += Math.floor(SECOND / rate);
  if (throttler.owed < LEAST_SLEEP) return;
  throttler.resumeAt = os.now + throttler.owed;
  throttler.owed = 0;
}
