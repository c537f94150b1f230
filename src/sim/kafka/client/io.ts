// What a Kafka client needs from the process that embeds it: a clock, chance, the network; and the log lines that it hands back.
import type { Context, Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';

/** The part of a kernel context that a client uses. Clients never set timers: the process asks `nextWakeup` and sets one. */
export type ClientIo = Pick<Context, 'self' | 'now' | 'wallClockMs' | 'random' | 'send'>;

/** Never: a wakeup that need not be set. */
export const NEVER: Time = Number.MAX_SAFE_INTEGER;

/** A line for the process's log. The process prints it in its own format, for example `[date] WARN message (logger)`. */
export interface LogLine {
  readonly level: 'ERROR' | 'WARN' | 'INFO';
  readonly message: string;
  /** The class that said it, for example `org.apache.kafka.clients.NetworkClient`. */
  readonly logger: string;
  /** The exception below the line, where one is told with it. */
  readonly thrown?: string;
}

export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt number `attempts` (from 0), in microseconds: doubles each time, at most `maxMs`, and
 * 20 % of chance either way. Source: ExponentialBackoff of Kafka's common utilities (KIP-580).
 */
export function backoff(spec: Backoff, attempts: number, io: Pick<ClientIo, 'random'>): Time {
  let term = spec.initialMs;
  for (let i = 0; i < attempts && term < spec.maxMs; i++) term *= 2;
  term = Math.min(term, spec.maxMs);
  const spread = 0.8 + 0.4 * io.random();
  return Math.min(Math.floor(term * spread), spec.maxMs) * MILLISECOND;
}
