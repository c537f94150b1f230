// Restart strategies: whether a job may start again after a failure, and when (RestartBackoffTimeStrategy, FLIP-364).
import type { Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { type Configuration, duration, numberOption, option } from '../config.ts';
import type { RestartState } from './state.ts';

export type Verdict =
  | { readonly restarts: true; readonly delay: Time }
  /** The strategy as Flink's message names it. */
  | { readonly restarts: false; readonly by: string };

export function newRestartState(configuration: Configuration): RestartState {
  return { backoffMs: (duration(configuration, 'restart-strategy.exponential-delay.initial-backoff') ?? 0) / MILLISECOND, lastFailureAt: null, attempts: 0, failures: [], nextRestartMs: 0 };
}

/** The strategy that holds: what is set, else exponential delay with checkpoints and none without. */
export function strategyOf(configuration: Configuration): string {
  const set = option(configuration, 'restart-strategy.type').toLowerCase();
  if (set !== '') return set === 'disable' || set === 'off' ? 'none' : set.replace(/^(.*)delay$/, '$1delay').replace('fixeddelay', 'fixed-delay').replace('failurerate', 'failure-rate').replace('exponentialdelay', 'exponential-delay');
  return option(configuration, 'execution.checkpointing.interval') === '' ? 'none' : 'exponential-delay';
}

/** A failure has come: what now. Changes the state. */
export function notifyFailure(state: RestartState, configuration: Configuration, now: Time, nowMs: number, random: () => number): Verdict {
  switch (strategyOf(configuration)) {
    case 'fixed-delay': {
      const attempts = numberOption(configuration, 'restart-strategy.fixed-delay.attempts');
      const delay = duration(configuration, 'restart-strategy.fixed-delay.delay') ?? 0;
      state.attempts += 1;
      if (state.attempts <= attempts) return { restarts: true, delay };
      return { restarts: false, by: `FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=${attempts}, backoffTimeMS=${delay / MILLISECOND})` };
    }
    case 'failure-rate': {
      const most = numberOption(configuration, 'restart-strategy.failure-rate.max-failures-per-interval');
      const interval = duration(configuration, 'restart-strategy.failure-rate.failure-rate-interval') ?? 0;
      const delay = duration(configuration, 'restart-strategy.failure-rate.delay') ?? 0;
      state.failures = [...state.failures.filter((at) => now - at < interval), now];
      if (state.failures.length <= most) return { restarts: true, delay };
      return { restarts: false, by: `FailureRateRestartBackoffTimeStrategy(FailureRateRestartBackoffTimeStrategy(failuresIntervalMS=${interval / MILLISECOND},backoffTimeMS=${delay / MILLISECOND},maxFailuresPerInterval=${most})` };
    }
    case 'exponential-delay': return exponential(state, configuration, now, nowMs, random);
    default: return { restarts: false, by: 'NoRestartBackoffTimeStrategy' };
  }
}

function exponential(state: RestartState, configuration: Configuration, now: Time, nowMs: number, random: () => number): Verdict {
  const ms = (name: Parameters<typeof duration>[1]): number => (duration(configuration, name) ?? 0) / MILLISECOND;
  const initial = ms('restart-strategy.exponential-delay.initial-backoff');
  const most = ms('restart-strategy.exponential-delay.max-backoff');
  const reset = duration(configuration, 'restart-strategy.exponential-delay.reset-backoff-threshold') ?? 0;
  const factor = numberOption(configuration, 'restart-strategy.exponential-delay.backoff-multiplier');
  const jitter = numberOption(configuration, 'restart-strategy.exponential-delay.jitter-factor');
  const limit = Number(option(configuration, 'restart-strategy.exponential-delay.attempts-before-reset-backoff'));
  const isQuiet = state.lastFailureAt !== null && now - state.lastFailureAt >= reset + state.backoffMs * MILLISECOND;
  if (state.lastFailureAt === null || isQuiet) {
    state.backoffMs = initial;
    state.attempts = 0;
  } else state.backoffMs = Math.min(most, state.backoffMs * factor);
  state.attempts += 1;
  state.lastFailureAt = now;
  if (Number.isFinite(limit) && state.attempts > limit) return { restarts: false, by: `ExponentialDelayRestartBackoffTimeStrategy(initialBackoffMS=${initial}, maxBackoffMS=${most}, backoffMultiplier=${javaDouble(factor)}, resetBackoffThresholdMS=${reset / MILLISECOND}, jitterFactor=${javaDouble(jitter)}, attemptsBeforeResetBackoff=${limit}, currentRestartAttempt=${state.attempts}, nextRestartTimestamp=${state.nextRestartMs})` };
  const spread = state.backoffMs * jitter;
  const delayMs = Math.max(initial, Math.min(most, state.backoffMs + spread * (2 * random() - 1)));
  state.nextRestartMs = nowMs + Math.round(delayMs);
  return { restarts: true, delay: Math.round(delayMs * MILLISECOND) };
}

const javaDouble = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
