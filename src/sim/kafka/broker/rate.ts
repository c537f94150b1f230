// How much per second: amounts of the last seconds in samples, as SampledStat and SimpleRate of Kafka's metrics count them.
import { SECOND, type Time } from '../../kernel/types.ts';

/** One second's amounts. */
interface Sample {
  readonly start: Time;
  last: Time;
  amount: number;
}

/** The newest sample comes last; at most `SAMPLES` and the one that is being filled. */
export type Rate = Sample[];

/** quota.window.num and replication.quota.window.num, Kafka default 11; of 1 s each. */
export const SAMPLES = 11;

export function addTo(rate: Rate, amount: number, now: Time): void {
  forget(rate, now);
  const current = rate.at(-1);
  if (current !== undefined && now - current.start < SECOND) {
    current.last = now;
    current.amount += amount;
    return;
  }
  rate.push({ start: now, last: now, amount });
  if (rate.length > SAMPLES + 1) rate.shift();
}

/** Drops samples in which nothing has happened within the window. */
function forget(rate: Rate, now: Time): void {
  while (rate.length > 0 && now - (rate[0]?.last ?? now) >= SAMPLES * SECOND) rate.shift();
}

function total(rate: Rate): number {
  return rate.reduce((sum, sample) => sum + sample.amount, 0);
}

/** Per second, over the time since the oldest sample, but at least a second (SimpleRate). */
export function simpleRate(rate: Rate, now: Time): number {
  forget(rate, now);
  const elapsed = Math.max(now - (rate[0]?.start ?? now), SECOND);
  return (total(rate) * SECOND) / elapsed;
}

/** The window of `windowedRate`: all samples but one are taken for whole seconds, however short they are (Rate.windowSize). */
export function windowOf(rate: Rate, now: Time): Time {
  forget(rate, now);
  const elapsed = now - (rate[0]?.start ?? now);
  const whole = Math.floor(elapsed / SECOND);
  return Math.max(elapsed + Math.max(0, SAMPLES - 1 - whole) * SECOND, 1000);
}

/** Per second, over that window (Rate). */
export function windowedRate(rate: Rate, now: Time): number {
  const window = windowOf(rate, now);
  return (total(rate) * SECOND) / window;
}
